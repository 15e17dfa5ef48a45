//! Both programs at work on one tree, each with its own home, build cache and outputs.
//!
//! Counterpart: none.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::time::SystemTime;

use vamos_base::Digest;

use super::world::World;
use super::world::identity;
use crate::files;
use crate::files::at;
use crate::pair;
use crate::tree::Tree;

/// Task of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    /// Build IDs of all packages.
    Ids,
    /// Everything; binaries are thrown away.
    Build,
    /// Everything; binaries are written.
    BuildTo,
    /// Builds one program.
    BuildOne,
    /// Everything, into GOPATH.
    Install,
    /// Builds and runs one program.
    Run,
    /// Names of packages.
    List,
    /// All data of the packages.
    ListJson,
    /// The tests of one package, by its number.
    TestOne(usize),
    /// All tests.
    Test,
    /// All tests, as usual after `vet`.
    VetAndTest,
    /// The type errors of everything, which only vamos prints.
    Check,
}

/// Tasks in addition to `Ids`, which is always done; some have more weight.
pub(crate) const TASKS: &[Task] = &[
    Task::Build,
    Task::BuildTo,
    Task::BuildTo,
    Task::BuildOne,
    Task::BuildOne,
    Task::Install,
    Task::Run,
    Task::List,
    Task::ListJson,
];

/// Suffix of `VAMOS_TRACE=explain`'s line where a check loads no packages.
const NOT_LOADED: &str = ": the packages are not loaded again";

/// The packages that [`Task::TestOne`] tests.
pub(crate) const TEST_PATTERNS: [&str; 6] = [
    "./files", "./dirs", "./vars", "./times", "./chdir", "./execs",
];

/// One of the two programs.
pub(crate) struct Program {
    /// `official` or `vamos`: its directory's name.
    pub(crate) side: &'static str,
    pub(crate) binary: PathBuf,
    pub(crate) goroot: PathBuf,
    /// `VAMOS_TEST_CACHE`.
    pub(crate) test_cache: &'static str,
    /// `VAMOS_CHECK`.
    pub(crate) check: String,
    /// `VAMOS_COMPILER`.
    pub(crate) compiler: String,
    /// vamos prints how many packages early cutoff has skipped.
    pub(crate) counts_cutoff: bool,
}

/// The output of a command. The lines of stderr are sorted: packages fail in the order of their
/// ends.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) left: pair::Outcome,
    /// vamos answered from a run record.
    pub(crate) by_run_record: bool,
    /// vamos checked the packages that an earlier check had loaded.
    pub(crate) by_plan: bool,
    /// Number of packages that early cutoff has skipped, and number of all, if that is printed.
    pub(crate) cut_off: [usize; 2],
}

impl Outcome {
    /// Reports whether nothing succeeded.
    pub(crate) fn has_failed(&self) -> bool {
        let mut lines = self.left.text("stdout").lines();
        self.left.code != Some(0) && !lines.any(|line| line.starts_with("ok  \t"))
    }
}

impl Program {
    /// Returns the program's own directory.
    pub(crate) fn dir(&self, world: &World) -> PathBuf {
        world.root.join(self.side)
    }

    /// Returns its build cache.
    pub(crate) fn cache(&self, world: &World) -> PathBuf {
        self.dir(world).join("cache")
    }

    fn args(&self, world: &World, task: Task) -> Vec<String> {
        let own = self.dir(world).display().to_string();
        let patterns: &[&str] = match world.setting.dir.as_str() {
            "" => world.tree.patterns,
            _ => &["./..."],
        };
        let main = match world.setting.dir.as_str() {
            "" => "./cmd/tool0",
            _ => "example.com/m/cmd/tool0",
        };
        let (out, one) = (format!("{own}/out/"), format!("{own}/out/one"));
        let (words, patterns): (&[&str], &[&str]) = match task {
            Task::Ids => (
                &[
                    "list",
                    "-export",
                    "-deps",
                    "-f",
                    "{{.ImportPath}} {{.BuildID}}",
                ],
                patterns,
            ),
            Task::Build => (&["build"], patterns),
            Task::BuildTo => (&["build", "-o", &out], patterns),
            Task::BuildOne => (&["build", "-o", &one], &[main]),
            Task::Install => (&["install"], patterns),
            Task::Run => (&["run"], &[main]),
            Task::List => (&["list"], patterns),
            Task::ListJson => (&["list", "-deps", "-json"], patterns),
            Task::TestOne(number) => (&["test", "-vet=off"], &TEST_PATTERNS[number..=number]),
            Task::Test => (&["test", "-vet=off"], patterns),
            Task::VetAndTest => (&["test"], patterns),
            Task::Check => (&["check"], patterns),
        };
        words
            .iter()
            .chain(patterns)
            .map(|&word| word.to_owned())
            .collect()
    }

    /// Returns the command, ready to run.
    pub(crate) fn command(&self, world: &World, task: Task, extra: &[&str]) -> Command {
        let own = self.dir(world);
        let setting = &world.setting;
        let top = world
            .root
            .join(if setting.through_link { "link" } else { "src" });
        let mut dir = top.join(&setting.dir);
        if !dir.is_dir() {
            dir = world.src.clone();
        }
        let mut args = self.args(world, task);
        for (place, flag) in extra.iter().enumerate() {
            args.insert(1 + place, (*flag).to_owned());
        }
        let mut command = pair::clean_command(&self.binary, &dir, &self.goroot);
        command
            .args(args)
            // Programs are stamped.
            .env_remove("GOFLAGS")
            .env_remove("GOENV")
            .env("HOME", own.join("home"))
            .env("TMPDIR", own.join("tmp"))
            .env("GOCACHE", own.join("cache"))
            .env("GOPATH", own.join("gopath"))
            .env("GOMODCACHE", world.root.join("mod"))
            .env("GOPROXY", "off")
            .env("GOARCH", setting.goarch)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("VAMOS_TRACE", "explain")
            .env("VAMOS_TEST_CACHE", self.test_cache)
            .env("VAMOS_CHECK", &self.check)
            .env("VAMOS_COMPILER", &self.compiler)
            .envs(identity("2024-02-03T04:05:06Z"))
            .envs(setting.env.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if self.counts_cutoff {
            command.env("VAMOS_CUTOFF", "explain");
        }
        if !setting.goflags.is_empty() {
            command.env("GOFLAGS", setting.goflags.join(" "));
        }
        command
    }

    /// Starts a command and does not wait.
    pub(crate) fn start(&self, world: &World, task: Task, extra: &[&str]) -> Result<Child, String> {
        let failed = at(&self.binary);
        self.command(world, task, extra).spawn().map_err(failed)
    }

    /// Waits for a command that was started.
    pub(crate) fn finish(&self, world: &World, child: Child) -> Result<Outcome, String> {
        let output = child.wait_with_output().map_err(at(&self.binary))?;
        let own = format!("{}/", self.dir(world).display());
        let mut left = pair::Outcome::of(&output);
        let text = |text: &str| vamos_testkit::normalize(&text.replace(&own, "OWN/"));
        left.mask("stdout", |stdout| in_order(&text(stdout)));
        let (mut by_run_record, mut by_plan) = (false, false);
        let mut cut_off = [0; 2];
        left.mask("stderr", |stderr| {
            let stderr = text(stderr);
            let mut lines: Vec<&str> = stderr.lines().collect();
            lines.sort_unstable();
            by_run_record = lines
                .iter()
                .any(|line| line.starts_with("vamos: run record: holds"));
            by_plan = lines.iter().any(|line| line.ends_with(NOT_LOADED));
            lines.retain(|line| !line.starts_with("vamos: run record: "));
            let mut counts = lines.iter().filter_map(|line| cut_off_of(line));
            cut_off = counts.next().unwrap_or_default();
            lines.retain(|line| !COUNTS.iter().any(|counts| line.starts_with(counts)));
            lines.join("\n")
        });
        Ok(Outcome {
            left,
            by_run_record,
            by_plan,
            cut_off,
        })
    }

    /// Runs a command.
    pub(crate) fn run(&self, world: &World, task: Task, extra: &[&str]) -> Result<Outcome, String> {
        let child = self.start(world, task, extra)?;
        self.finish(world, child)
    }

    /// Checks with and without data of earlier commands; both must print the same. Reports whether
    /// the first checked the packages that an earlier one had loaded.
    pub(crate) fn check(&self, world: &World) -> Result<bool, String> {
        let usual = self.run(world, Task::Check, &[])?;
        let mut command = self.command(world, Task::Check, &[]);
        let child = command.env("VAMOS_TRACE", "off").spawn();
        let fresh = self.finish(world, child.map_err(at(&self.binary))?)?;
        fresh.left.compare(&usual.left)?;
        Ok(usual.by_plan)
    }

    /// Reads the outputs of its commands: in addition to the bytes, it counts whether the time was
    /// set since the step began.
    pub(crate) fn made(&self, world: &World, since: SystemTime) -> Tree {
        let mut made = Tree::new();
        for sub in [
            "out",
            "gopath/bin",
            "gopath/bin/linux_386",
            "gopath/bin/linux_arm64",
        ] {
            let dir = self.dir(world).join(sub);
            for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
                let Ok(meta) = entry.metadata() else {
                    continue;
                };
                let name = format!("{sub}/{}", entry.file_name().to_string_lossy());
                let is_touched = meta.is_file() && meta.modified().is_ok_and(|time| time >= since);
                let digest = Digest::of(&fs::read(entry.path()).unwrap_or_default()).hex();
                let content = format!("{digest}, touched: {is_touched}");
                made.insert(name, (meta.permissions().mode(), content));
            }
        }
        made
    }
}

/// Prefix of the line with the counts of early cutoff.
const CUTOFF: &str = "vamos: early cutoff: ";

/// Prefixes of lines that vamos alone prints.
const COUNTS: [&str; 4] = [
    CUTOFF,
    "vamos: checked packages: ",
    "vamos: compiled ahead: ",
    "vamos: early export data: ",
];

/// Returns the counts in a line of `VAMOS_CUTOFF=explain`.
fn cut_off_of(line: &str) -> Option<[usize; 2]> {
    let counts = line
        .strip_prefix(CUTOFF)?
        .strip_suffix(" packages skipped")?;
    let (skipped, all) = counts.split_once(" of ")?;
    Some([skipped.parse().ok()?, all.parse().ok()?])
}

/// Sorts the errors in each `DepsErrors` of JSON by their text. The official command takes
/// them from a map and sorts them by the package on top of the import stack, so the
/// errors for one importer are reported in nondeterministic order (list.go,
/// `collectDepsErrors`).
fn in_order(json: &str) -> String {
    const BEGIN: &str = "\t\"DepsErrors\": [\n";
    const END: &str = "\n\t]";
    let mut text = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(begin) = rest.find(BEGIN) {
        let (before, errors) = rest.split_at(begin + BEGIN.len());
        text += before;
        let end = errors.find(END).unwrap_or(errors.len());
        let mut sorted: Vec<&str> = errors[..end].split(",\n\t\t{").collect();
        if let Some(first) = sorted.first_mut() {
            *first = first.trim_start_matches("\t\t{");
        }
        sorted.sort_unstable();
        text += "\t\t{";
        text += &sorted.join(",\n\t\t{");
        rest = &errors[end..];
    }
    text + rest
}

/// Writes the output of both to files, for inspection.
pub(crate) fn keep(root: &Path, step: usize, outcomes: [&Outcome; 2]) {
    for (side, outcome) in ["official", "vamos"].iter().zip(outcomes) {
        let path = root.join(format!("step-{step}-{side}.txt"));
        // The difference is reported in any case.
        let _ = fs::write(path, format!("{:?}\n", outcome.left.texts));
    }
}

/// Lays a program's own directories.
pub(crate) fn lay(dir: &Path) -> Result<(), String> {
    for sub in [
        "home/.cache",
        "home/.config/go/telemetry",
        "tmp",
        "out",
        "gopath",
    ] {
        let dir = dir.join(sub);
        files::make_dir(&dir)?;
    }
    // No telemetry in these runs.
    let mode = dir.join("home/.config/go/telemetry/mode");
    files::write(&mode, "off")
}

#[cfg(test)]
mod tests {
    use super::in_order;

    #[test]
    fn errors_of_dependencies_have_one_order() {
        let json = |errors: &str| {
            format!("{{\n\t\"Name\": \"p\",\n\t\"DepsErrors\": [\n{errors}\n\t]\n}}\n{{\n}}\n")
        };
        let [one, two] =
            ["one", "two"].map(|name| format!("\t\t{{\n\t\t\t\"Err\": \"{name}\"\n\t\t}}"));
        let forth = json(&format!("{one},\n{two}"));
        let back = json(&format!("{two},\n{one}"));
        assert_eq!(in_order(&forth), forth);
        assert_eq!(in_order(&back), forth);
        assert_eq!(in_order(&json(&one)), json(&one));
        assert_eq!(in_order("no JSON"), "no JSON");
    }
}
