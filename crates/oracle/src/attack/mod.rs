//! `cargo xtask attack`: random steps on a generated tree. After each both programs do the same on
//! it, each with its own home and build cache; their output, the build IDs of all packages and the
//! binaries must be equal, and vamos' cache must contain nothing that the official command would
//! not have written.
//!
//! A step is made by the seed and its number alone. After it vamos first runs on the tree with its
//! data about the one before; then, in some steps, once more when all stamps are old enough to
//! prove that files are unchanged, and again, when it has relied on them.
//!
//! Counterpart: none.

mod edit_files;
mod edit_language;
mod edit_mistakes;
mod edit_source;
mod edit_test_files;
mod edit_world;
mod judge;
mod language_rows;
mod language_tree;
mod program;
mod race;
mod seed;
mod test_tree;
mod text;
mod tree;
mod ways;
mod world;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;
use std::time::Instant;
use std::time::SystemTime;

use crate::files;
use crate::files::at;
use crate::flags;
use crate::say;
use crate::sdk;
use edit_source::StepError;
use judge::Judge;
use program::Outcome;
use program::Program;
use program::Task;
use tree::Shape;
use vamos_testkit::Random;
use world::World;

const USAGE: &str = "usage: cargo xtask attack [--tree small|medium|big|1000|tests|ways|language] [--content yes] [--check SETTING] [--steps 200] [--seed N] \
[--vamos BINARY] [--goroot SDK] [--dir DIR] [--settle PERCENT] [--keep-going yes] [--compilers DIR [--compiler stub|verify]]";

/// Minimum age of stamps that are relied on, and a margin.
const SETTLED: Duration = Duration::from_millis(2150);

/// Maximum lag of file times.
const TICK: Duration = Duration::from_millis(10);

struct Options {
    shape: Shape,
    steps: usize,
    seed: u64,
    vamos: Option<PathBuf>,
    goroot: Option<PathBuf>,
    dir: Option<PathBuf>,
    settle: u64,
    keeps_going: bool,
    /// True if vamos finds results of tests by content. Then the official command runs each test
    /// again.
    by_content: bool,
    /// A directory of instrumented compilers, which vamos gets a copy of and must use.
    compilers: Option<PathBuf>,
    /// `VAMOS_COMPILER` of vamos.
    compiler: String,
    /// `VAMOS_CHECK` of vamos. If it is set, half of the steps make mistakes.
    check: Option<String>,
}

fn options(args: &[String]) -> Result<Options, String> {
    let mut options = Options {
        shape: Shape::Small,
        steps: 200,
        seed: 1,
        vamos: None,
        goroot: None,
        dir: None,
        settle: 40,
        keeps_going: false,
        by_content: false,
        compilers: None,
        compiler: "auto".to_owned(),
        check: None,
    };
    for flag in flags::all(args, USAGE)? {
        match flag.name {
            "--tree" => options.shape = Shape::of(flag.value).ok_or(USAGE)?,
            "--steps" => options.steps = flag.number()?,
            "--seed" => options.seed = flag.number()?,
            "--settle" => options.settle = flag.number()?,
            "--vamos" => options.vamos = Some(flag.path()),
            "--goroot" => options.goroot = Some(flag.path()),
            "--dir" => options.dir = Some(flag.path()),
            "--keep-going" => options.keeps_going = flag.value == "yes",
            "--compilers" => {
                options.compilers = Some(flag.path());
                "wait".clone_into(&mut options.compiler);
            }
            "--compiler" => options.compiler = flag.text(),
            "--check" => options.check = Some(flag.text()),
            "--content" => options.by_content = flag.value == "yes",
            _ => return Err(USAGE.to_owned()),
        }
    }
    Ok(options)
}

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let options = options(args)?;
    let sdk = sdk::named_or_found(options.goroot.as_deref())?;
    let vamos = sdk::vamos_named_or_built(options.vamos.as_deref())?;
    // Below cargo's directory it would be in our own repository.
    let root = options.dir.clone().unwrap_or_else(|| {
        std::env::temp_dir().join(format!("vamos-attack-{:?}-{}", options.shape, options.seed))
    });
    files::remove(&root)?;
    files::make_dir(&root)?;
    let root = root.canonicalize().map_err(at(&root))?;
    if let Some(dir) = root.ancestors().find(|dir| dir.join(".git").exists()) {
        return Err(format!(
            "{} is a repository: choose --dir elsewhere",
            dir.display()
        ));
    }
    if options.shape == Shape::Ways {
        ways::run(ways::Options {
            root: &root,
            vamos: &vamos,
            sdk: &sdk,
            steps: options.steps,
            seed: options.seed,
        })?;
        return files::remove(&root);
    }
    let program = |side, binary: &Path| Program {
        side,
        binary: binary.to_owned(),
        goroot: sdk.goroot.clone(),
        test_cache: if options.by_content {
            "content"
        } else {
            "official"
        },
        check: options.check.clone().unwrap_or_else(|| "on".to_owned()),
        compiler: options.compiler.clone(),
        counts_cutoff: options.shape == Shape::Language,
    };
    let programs = [program("official", &sdk.go), program("vamos", &vamos)];
    let world = World::new(&root, options.shape.generate(), options.seed)?;
    let mut attack = Attack {
        world,
        programs,
        judge: Judge::default(),
        options,
        official_failed: 0,
        failed_in_a_row: 0,
        compared: 0,
        settled: 0,
        by_run_record: 0,
        by_plan: 0,
        differences: 0,
        cut_off: [0; 2],
    };
    attack.seed_caches(&sdk.keeping()?)?;
    attack.all()?;
    // Only trees for inspection are retained.
    files::remove(&root)
}

struct Attack {
    world: World,
    programs: [Program; 2],
    judge: Judge,
    options: Options,
    official_failed: usize,
    failed_in_a_row: usize,
    compared: usize,
    settled: usize,
    by_run_record: usize,
    by_plan: usize,
    differences: usize,
    /// Number of packages that early cutoff has skipped, and number that required compiling.
    cut_off: [usize; 2],
}

impl Attack {
    /// Creates the directories of both programs. Their caches start with the standard library as
    /// the official command built it, which is stored for other runs. Its actions do not depend on
    /// GOROOT.
    fn seed_caches(&mut self, sdk: &sdk::Sdk) -> Result<(), String> {
        let seed = sdk::target_dir().join("attack").join(format!(
            "std-{}{}",
            sdk.version,
            self.seed_suffix()
        ));
        if !seed.join("seeded").exists() {
            say("attack: building the standard library once");
            files::make_dir(&seed)?;
            let all = [
                ("amd64", ""),
                ("arm64", ""),
                ("386", ""),
                ("amd64", "-trimpath"),
            ];
            let wanted = match self.options.shape {
                Shape::Language => &all[..1],
                _ => &all[..],
            };
            for &(arch, flags) in wanted {
                let packages = ["fmt", "errors", "strings", "embed"];
                seed::standard_library(sdk, &seed, &packages, (arch, flags))?;
            }
        }
        if self.runs_tests() {
            seed::standard_library(
                sdk,
                &seed,
                &["testing/internal/testdeps", "os/exec"],
                ("amd64", ""),
            )?;
        }
        for program in &self.programs {
            let dir = program.dir(&self.world);
            program::lay(&dir)?;
            files::copy(&seed, &dir.join("cache"))?;
        }
        if let Some(compilers) = &self.options.compilers {
            let home = self.programs[1].dir(&self.world).join("home");
            let own = home.join(".cache/vamos");
            files::make_dir(&own)?;
            files::copy(compilers, &own.join("compilers"))?;
        }
        for program in &self.programs {
            let mark = program.cache(&self.world).join("seeded");
            files::write(&mark, "")?;
        }
        let mark = seed.join("seeded");
        files::write(&mark, "")
    }

    /// Returns the suffix of the stored cache's name: the tree of the language is built for one
    /// target.
    fn seed_suffix(&self) -> &'static str {
        match self.options.shape {
            Shape::Language => "-language",
            _ => "",
        }
    }

    fn all(&mut self) -> Result<(), String> {
        let start = Instant::now();
        for step in 0..self.options.steps {
            let begun = SystemTime::now();
            self.judge.steps.push((begun, step));
            if let Err(difference) = self.step(step) {
                self.differences += 1;
                say(&format!("DIFFERS {difference}"));
                if !self.options.keeps_going {
                    return Err(format!("the tree is kept in {}", self.world.root.display()));
                }
                self.restore()?;
            }
            if step % 50 == 49 {
                self.say_state(step + 1, start);
            }
            if step % 100 == 99 {
                self.judge(step)?;
            }
        }
        self.judge(self.options.steps)?;
        let checked = judge::deep(&self.programs[1].cache(&self.world))?;
        self.say_state(self.options.steps, start);
        say(&format!(
            "attack: {checked} outputs of vamos' cache are what their names say"
        ));
        if self.official_failed * 3 > self.compared * 2 {
            let root = self.world.root.display();
            return Err(format!("hardly anything was built: see {root}"));
        }
        match self.differences {
            0 => Ok(()),
            count => Err(format!("{count} steps differ")),
        }
    }

    fn say_state(&self, steps: usize, start: Instant) {
        say(&format!(
            "attack {:?}, seed {}: {steps} steps, {} differ; {} commands compared ({} of the official \
             ones failed), {} once more when settled, {} by run_record, {} checks without loading, \
             {} of {} packages cut off; {} s",
            self.options.shape,
            self.options.seed,
            self.differences,
            self.compared,
            self.official_failed,
            self.settled,
            self.by_run_record,
            self.by_plan,
            self.cut_off[0],
            self.cut_off[1],
            start.elapsed().as_secs()
        ));
    }

    fn judge(&mut self, step: usize) -> Result<(), String> {
        if self.runs_tests() {
            // How long a test took is in its result.
            return Ok(());
        }
        let [official, vamos] = [0, 1].map(|i| self.programs[i].cache(&self.world));
        // Entries that steps took away were official ones all the same.
        self.judge.note(&self.world.root.join(edit_world::LOST));
        match self.judge.judge(&official, &vamos) {
            Ok(count) => say(&format!(
                "attack: {count} entries of vamos' cache are official ones, but for {} lists of sources",
                self.judge.lists.len()
            )),
            Err(wrong) => {
                self.differences += 1;
                say(&format!("DIFFERS by step {step}: {wrong}"));
                if !self.options.keeps_going {
                    return Err(format!("the tree is kept in {}", self.world.root.display()));
                }
            }
        }
        Ok(())
    }

    /// Changes something.
    fn edit(&mut self, step: usize) -> Result<String, String> {
        // Where nothing builds, nothing is compared but errors.
        match self.failed_in_a_row {
            0..3 => {
                // A change that breaks the build stays for a few steps.
                let percent = match self.options.shape {
                    Shape::Language => 60,
                    _ => 30,
                };
                if self.world.random.chance(percent) && self.world.put_back()? {
                    return Ok("put back what was broken".to_owned());
                }
            }
            3 => {
                edit_world::reset(&mut self.world)?;
                return Ok("flags, variables and environment file back".to_owned());
            }
            4..7 => {
                if self.world.put_back()? {
                    return Ok("put back what was broken, since nothing builds".to_owned());
                }
            }
            _ => {
                self.failed_in_a_row = 0;
                self.restore()?;
                return Ok("everything as generated, since nothing builds".to_owned());
            }
        }
        if step == 0 {
            self.restore()?;
            return Ok("nothing yet".to_owned());
        }
        if self.options.check.is_some() && self.world.random.chance(50) {
            for _ in 0..20 {
                match edit_mistakes::make(&mut self.world) {
                    Ok(text) => return Ok(text),
                    Err(StepError::Impossible) => {}
                    Err(StepError::Failed(problem)) => return Err(problem),
                }
            }
        }
        let (tables, races) = match self.runs_tests() {
            true => {
                let around = edit_world::AROUND_TESTS;
                ([edit_test_files::EDITS, edit_source::EDITS, around], 0)
            }
            false if self.options.shape == Shape::Language => ([edit_language::EDITS, &[], &[]], 0),
            false => (
                [edit_source::EDITS, edit_files::EDITS, edit_world::EDITS],
                14,
            ),
        };
        let edits: Vec<edit_source::Edit> = tables.concat();
        let total: u32 = edits.iter().map(|edit| edit.0).sum();
        loop {
            let total = usize::try_from(total).expect("weights are small");
            let number = self.world.random.below(total + races);
            let done = match number {
                0..=5 if races > 0 => race::flip(&mut self.world, &self.programs),
                6..=8 if races > 0 => race::kill(&mut self.world, &self.programs),
                9..=10 if races > 0 => race::two(&mut self.world, &self.programs),
                _ => {
                    let mut rest = number.saturating_sub(races);
                    let mut chosen = edits[0];
                    for edit in &edits {
                        let weight = usize::try_from(edit.0).expect("weights are small");
                        chosen = *edit;
                        if rest < weight {
                            break;
                        }
                        rest -= weight;
                    }
                    chosen.1(&mut self.world)
                }
            };
            match done {
                Ok(text) => return Ok(text),
                Err(StepError::Impossible) => {}
                Err(StepError::Failed(problem)) => return Err(problem),
            }
        }
    }

    /// Reports whether the tests of the tree are run.
    fn runs_tests(&self) -> bool {
        self.options.shape == Shape::Tests
    }

    /// Restores the generated state of all files.
    fn restore(&mut self) -> Result<(), String> {
        self.world.restore()?;
        if self.runs_tests() {
            edit_test_files::age_inputs(&mut self.world)
        } else {
            Ok(())
        }
    }

    /// Runs a task with one of the programs.
    fn run(&self, side: usize, task: Task) -> Result<Outcome, String> {
        let is_fresh = self.runs_tests() && self.options.by_content && side == 0;
        let extra: &[&str] = if is_fresh { &["-count=1"] } else { &[] };
        let mut outcome = self.programs[side].run(&self.world, task, extra)?;
        if self.options.by_content {
            let mask = |text: &str| text.replace("\t(cached)", "\t$TIME");
            outcome.left.mask("stdout", mask);
        }
        Ok(outcome)
    }

    /// Compares checks with and without data of earlier ones, if mistakes are made.
    fn check(&mut self) -> Result<(), String> {
        if self.options.check.is_some() && !self.runs_tests() {
            self.by_plan += usize::from(self.programs[1].check(&self.world)?);
        }
        Ok(())
    }

    fn step(&mut self, step: usize) -> Result<(), String> {
        let number = u64::try_from(step).expect("steps are few");
        self.world.random = Random::new(
            self.options
                .seed
                .wrapping_mul(1_000_003)
                .wrapping_add(number),
        );
        let shown = |what: &str| format!("seed {}, step {step}: {what}", self.options.seed);
        let prefix = shown("");
        let edit = self
            .edit(step)
            .map_err(|error| format!("{prefix}{error}"))?;
        // Files get the time of the last tick, which none of the step before may reach.
        std::thread::sleep(2 * TICK);
        let since = SystemTime::now() - TICK;
        let tasks = self.tasks(step);
        self.log(&format!("{step}: {edit}; {tasks:?}\n"))?;
        let fail =
            |task: Task, what: &str, text: &str| format!("{prefix}{edit}\n{task:?}{what}: {text}");
        let mut expected: Vec<(Task, Outcome)> = Vec::new();
        for task in tasks {
            let order = if step.is_multiple_of(2) {
                [0, 1]
            } else {
                [1, 0]
            };
            let mut outcomes = [None, None];
            for side in order {
                outcomes[side] = Some(self.run(side, task)?);
            }
            let [Some(official), Some(vamos)] = outcomes else {
                return Err(fail(task, "", "did not run"));
            };
            self.compared += 1;
            self.by_run_record += usize::from(vamos.by_run_record);
            for (sum, count) in self.cut_off.iter_mut().zip(vamos.cut_off) {
                *sum += count;
            }
            self.official_failed += usize::from(official.has_failed());
            if let Err(text) = official.left.compare(&vamos.left) {
                program::keep(&self.world.root, step, [&official, &vamos]);
                return Err(fail(task, "", &text));
            }
            expected.push((task, official));
        }
        let all_failed = expected.iter().all(|(_, outcome)| outcome.has_failed());
        self.failed_in_a_row = if all_failed {
            self.failed_in_a_row + 1
        } else {
            0
        };
        self.made(since)
            .map_err(|text| fail(Task::BuildTo, "", &text))?;
        self.check().map_err(|text| fail(Task::Check, "", &text))?;
        if self.world.random.chance(self.options.settle) {
            // Archives that were built just now are in the build cache, and young too.
            std::thread::sleep(SETTLED);
            for round in [", first when settled", ", second when settled"] {
                for (task, official) in &expected {
                    // The official command may print more the second time, and it may store results
                    // that it has not stored before.
                    let early = if self.runs_tests() {
                        Some(self.run(0, *task)?)
                    } else {
                        None
                    };
                    let official = early.as_ref().unwrap_or(official);
                    let vamos = self.run(1, *task)?;
                    self.by_run_record += usize::from(vamos.by_run_record);
                    if let Err(text) = official.left.compare(&vamos.left) {
                        let again = self.run(0, *task)?;
                        if again.left.compare(&vamos.left).is_err() {
                            program::keep(&self.world.root, step, [official, &vamos]);
                            return Err(fail(*task, round, &text));
                        }
                    }
                    self.settled += 1;
                }
                self.check()
                    .map_err(|text| fail(Task::Check, round, &text))?;
            }
            self.made(since)
                .map_err(|text| fail(Task::BuildTo, ", when settled", &text))?;
        }
        Ok(())
    }

    /// Returns the tasks after a step: build IDs always; all others every 20th step.
    fn tasks(&mut self, step: usize) -> Vec<Task> {
        if self.runs_tests() {
            // Vetting takes the most time. A package that is tested by itself is the same for a
            // while; often there is one at least that fails.
            let one = Task::TestOne(step / 8 % program::TEST_PATTERNS.len());
            return match step % 20 {
                19 => vec![Task::VetAndTest, one],
                0 | 5 | 10 => vec![Task::Test, one],
                _ => vec![one],
            };
        }
        if step % 20 == 19 {
            return vec![
                Task::Ids,
                Task::BuildTo,
                Task::Build,
                Task::Install,
                Task::ListJson,
            ];
        }
        // The same task for a while, so that one step's memory meets the next step.
        let mut random = Random::new(u64::try_from(step / 4).expect("steps are few"));
        let usual = *random.pick(program::TASKS);
        let other = *self.world.random.pick(program::TASKS);
        let mut task = if self.world.random.chance(75) {
            usual
        } else {
            other
        };
        if task == Task::Run && self.world.setting.goarch == "arm64" {
            task = Task::BuildOne;
        }
        vec![Task::Ids, task]
    }

    /// Records a change in the log of a retained tree.
    fn log(&self, line: &str) -> Result<(), String> {
        let path = self.world.root.join("steps.log");
        let file = fs::File::options().create(true).append(true).open(&path);
        file.and_then(|mut file| file.write_all(line.as_bytes()))
            .map_err(at(&path))
    }

    fn made(&self, since: SystemTime) -> Result<(), String> {
        let [official, vamos] = [0, 1].map(|side| self.programs[side].made(&self.world, since));
        crate::tree::same(&official, &vamos).map(drop)
    }
}
