//! Records the durations of compiles: as `-toolexec`, with the instrumented compiler.
//!
//! Counterpart: none.

use std::collections::HashMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;
use std::time::SystemTime;

use vamos_base::Cancel;
use vamos_fsys::proc::Executor as _;
use vamos_fsys::proc::LocalExecutor;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::Streams;

use crate::files;
use crate::pair;
use crate::sdk;

/// The variables with the wrapper's compiler, and its log.
const COMPILER: &str = "SCHEDULE_COMPILER";
const LOG: &str = "SCHEDULE_LOG";

/// A compile that was recorded; times in seconds of one processor.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Job {
    pub(super) package: String,
    /// Until its early export data were there, with the assembler's work before. Nothing follows in
    /// a package without functions.
    pub(super) front: f64,
    /// From then on.
    pub(super) back: f64,
    /// Time of the assembler, after the compiler.
    pub(super) tail: f64,
    /// True if it may be compiled ahead: no C.
    pub(super) is_plain: bool,
    /// Indexes of its imports.
    pub(super) imports: Vec<usize>,
}

impl Job {
    /// Returns all of its time.
    pub(super) fn cost(&self) -> f64 {
        self.front + self.back + self.tail
    }
}

/// Builds a pattern's packages with an empty cache, and records into `log`.
pub(super) fn record(
    vamos: &Path,
    compiler: &Path,
    log: &Path,
    dir: &str,
    pattern: &str,
) -> Result<(), String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let log = std::path::absolute(log).map_err(|error| error.to_string())?;
    let _ = fs::remove_file(&log);
    let temp = tempfile::tempdir().map_err(|error| error.to_string())?;
    let goroot = sdk::find()?.goroot;
    let mut command = pair::command(vamos, Path::new(dir), &goroot);
    command
        .args(["build", "-p=1", "-o", "/dev/null"])
        .arg(format!("-toolexec={} schedule-tool", own.display()))
        .arg(pattern)
        .env("GOCACHE", temp.path())
        .env(COMPILER, compiler)
        .env(LOG, &log);
    pair::succeed(&mut command, "the build").map(drop)
}

/// Runs a tool for `record`; compiles with the instrumented compiler.
#[expect(
    clippy::exit,
    reason = "the exit code of the tool is that of this process"
)]
pub(crate) fn run_tool(args: &[String]) -> Result<(), String> {
    let mut argv = args.to_vec();
    let tool = argv.first().ok_or("usage: xtask schedule-tool TOOL")?;
    let stem = Path::new(tool).file_stem().and_then(|stem| stem.to_str());
    let stem = stem.unwrap_or_default().to_owned();
    // The compiler is also started for its version.
    let is_recorded = args.iter().any(|word| word == "-o");
    let mut env: Vec<(String, String)> = std::env::vars().collect();
    if is_recorded && stem == "compile" {
        argv[0] = std::env::var(COMPILER).map_err(|error| error.to_string())?;
        env.push(("COMPILE_EARLY_EXPORTS".to_owned(), "1".to_owned()));
        env.push(("GOMAXPROCS".to_owned(), "1".to_owned()));
    }
    let dir = std::env::current_dir().map_err(|error| error.to_string())?;
    let spawn = Spawn {
        argv,
        env: Arc::from(env),
        extra_env: Vec::new(),
        dir: dir.display().to_string(),
        streams: Streams::Merged,
    };
    let (start, began) = (Instant::now(), SystemTime::now());
    let outcome = LocalExecutor::new().run(&spawn, &Cancel::new());
    let outcome = outcome.map_err(|error| error.to_string())?;
    let took = start.elapsed();
    let _ = std::io::stdout().write_all(&outcome.stdout);
    if !outcome.exit.is_success() {
        std::process::exit(1);
    }
    let cpu = (outcome.usage.user + outcome.usage.system).as_secs_f64();
    let line = match &*stem {
        "compile" if is_recorded => compile_line(args, began, took, cpu),
        "asm" if is_recorded => {
            let is_list = args.iter().any(|word| word == "-gensymabis");
            // It is over before processor time is counted.
            let (package, took) = (flag(args, "-p"), took.as_secs_f64());
            format!("{package} {took:.6} {}\n", u8::from(is_list))
        }
        _ => return Ok(()),
    };
    let log = std::env::var(LOG).map_err(|error| error.to_string())?;
    let file = fs::File::options().append(true).create(true).open(&log);
    let written = file.and_then(|mut file| file.write_all(line.as_bytes()));
    written.map_err(|error| format!("{log}: {error}"))
}

/// Returns the value of a tool's flag.
fn flag(args: &[String], name: &str) -> String {
    let at = args.iter().position(|word| word == name);
    let value = at.and_then(|at| args.get(at + 1));
    value.cloned().unwrap_or_default()
}

/// Returns the line about a compile with its duration and processor time.
fn compile_line(args: &[String], began: SystemTime, took: Duration, cpu: f64) -> String {
    let early = fs::metadata(format!("{}.early", flag(args, "-o")));
    let early = early.and_then(|meta| meta.modified());
    let early = early.ok().and_then(|time| time.duration_since(began).ok());
    let share = early.map_or(1.0, |early| early.div_duration_f64(took).min(1.0));
    let is_plain = !args.iter().any(|word| word.ends_with("_cgo_gotypes.go"));
    let importcfg = fs::read_to_string(flag(args, "-importcfg")).unwrap_or_default();
    let imports = importcfg.lines().filter_map(|line| {
        let import = line.strip_prefix("packagefile ")?;
        Some(import.split_once('=')?.0)
    });
    let imports: Vec<&str> = imports.collect();
    format!(
        "{} {:.6} {:.6} {} {}\n",
        flag(args, "-p"),
        cpu * share,
        cpu * (1.0 - share),
        u8::from(is_plain),
        imports.join(",")
    )
}

/// Reads the recorded jobs: each package after its imports.
pub(super) fn read(log: &Path) -> Result<Vec<Job>, String> {
    let text = files::read_text(log)?;
    parse(&text).ok_or_else(|| format!("{}: malformed", log.display()))
}

fn parse(text: &str) -> Option<Vec<Job>> {
    let mut places = HashMap::new();
    let mut jobs: Vec<Job> = Vec::new();
    // Work of the assembler for packages that are not compiled yet.
    let mut before = HashMap::new();
    for line in text.lines() {
        let fields: Vec<&str> = line.split(' ').collect();
        let (package, front, back, is_plain, imports) = match fields[..] {
            [package, time, is_list] => {
                let time: f64 = time.parse().ok()?;
                if is_list == "1" {
                    *before.entry(package).or_insert(0.0) += time;
                } else {
                    let place: usize = *places.get(package)?;
                    jobs.get_mut(place)?.tail += time;
                }
                continue;
            }
            [package, front, back, is_plain, imports] => (package, front, back, is_plain, imports),
            _ => return None,
        };
        let known = |import: &str| places.get(import).copied();
        let imports = imports.split(',').filter(|import| !import.is_empty());
        let front: f64 = front.parse().ok()?;
        jobs.push(Job {
            package: package.to_owned(),
            front: front + before.remove(package).unwrap_or_default(),
            back: back.parse().ok()?,
            tail: 0.0,
            is_plain: is_plain == "1",
            imports: imports.map(known).collect::<Option<_>>()?,
        });
        places.insert(package, jobs.len() - 1);
    }
    Some(jobs)
}

#[cfg(test)]
mod tests {
    use super::Job;
    use super::parse;

    #[test]
    fn what_was_recorded() {
        let text = "a 0.25 1\na 1.5 2.5 0 \na 0.5 0\na 0.75 0\nb 1.0 0.0 1 a\n";
        let jobs = parse(text).unwrap();
        let times = |job: &Job| (job.front, job.back, job.tail);
        assert_eq!(times(&jobs[0]), (1.75, 2.5, 1.25));
        assert_eq!(times(&jobs[1]), (1.0, 0.0, 0.0));
        assert!(!jobs[0].is_plain && jobs[1].is_plain);
        assert_eq!((&*jobs[1].package, &jobs[1].imports[..]), ("b", &[0][..]));
        assert_eq!(parse("b 1.0 0.0 1 missing\n"), None);
        assert_eq!(parse("b x 0.0 1 \n"), None);
        assert_eq!(parse("b\n"), None);
        assert_eq!(parse("missing 1.0 0\n"), None);
    }
}
