//! Records the durations of compiles: as `-toolexec`, with the instrumented compiler.
//!
//! Counterpart: none.

use std::collections::HashMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;
use std::time::SystemTime;

use vamos_base::Cancel;
use vamos_fsys::proc::Executor as _;
use vamos_fsys::proc::LocalExecutor;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::Streams;

use crate::sdk;

/// The variables that tell the wrapper which compiler to run, and where to record.
const COMPILER: &str = "SCHEDULE_COMPILER";
const LOG: &str = "SCHEDULE_LOG";

/// A compile that was recorded; times in seconds of one processor.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Job {
    pub(super) package: String,
    /// Until its early export data were there.
    pub(super) front: f64,
    /// From then on.
    pub(super) back: f64,
    /// It may be compiled ahead: no assembly, no C.
    pub(super) is_plain: bool,
    /// Indexes of its imports.
    pub(super) imports: Vec<usize>,
}

impl Job {
    /// Reports whether it writes early export data; a package without functions does not.
    pub(super) fn has_early(&self) -> bool {
        self.back > 0.0
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
    let status = Command::new(vamos)
        .args(["build", "-p=1", "-o", "/dev/null"])
        .arg(format!("-toolexec={} schedule-tool", own.display()))
        .arg(pattern)
        .current_dir(dir)
        .env("PWD", dir)
        .env("GOROOT", sdk::find()?.goroot)
        .env("GOCACHE", temp.path())
        .env("GOFLAGS", "-buildvcs=false")
        .env("CGO_ENABLED", "0")
        .env("VAMOS_COMPILER", "stock")
        .env("VAMOS_NO_DELEGATE", "1")
        .env(COMPILER, compiler)
        .env(LOG, &log)
        .status()
        .map_err(|error| error.to_string())?;
    match status.success() {
        true => Ok(()),
        false => Err(format!("the build fails: {status}")),
    }
}

/// Runs a tool for `record`; compiles with the instrumented compiler.
#[expect(
    clippy::exit,
    reason = "the exit code of the tool is that of this process"
)]
pub(crate) fn run_tool(args: &[String]) -> Result<(), String> {
    let mut argv = args.to_vec();
    let tool = argv.first().ok_or("usage: xtask schedule-tool TOOL")?;
    let is_compile = Path::new(tool)
        .file_stem()
        .is_some_and(|stem| stem == "compile");
    let flag = |name: &str| {
        let at = args.iter().position(|word| word == name)?;
        args.get(at + 1).cloned()
    };
    let output = flag("-o").filter(|_| is_compile);
    let mut env: Vec<(String, String)> = std::env::vars().collect();
    if output.is_some() {
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
    let took = start.elapsed().as_secs_f64();
    let _ = std::io::stdout().write_all(&outcome.stdout);
    if !outcome.exit.is_success() {
        std::process::exit(1);
    }
    if let Some(output) = output {
        let early = fs::metadata(format!("{output}.early")).and_then(|meta| meta.modified());
        let early = early.ok().and_then(|time| time.duration_since(began).ok());
        let share = early.map_or(1.0, |early| (early.as_secs_f64() / took).min(1.0));
        let cpu = (outcome.usage.user + outcome.usage.system).as_secs_f64();
        let is_plain = !args
            .iter()
            .any(|word| word == "-symabis" || word.ends_with("_cgo_gotypes.go"));
        let importcfg = flag("-importcfg").unwrap_or_default();
        let importcfg = fs::read_to_string(&importcfg).unwrap_or_default();
        let imports = importcfg.lines().filter_map(|line| {
            let import = line.strip_prefix("packagefile ")?;
            Some(import.split_once('=')?.0)
        });
        let imports: Vec<&str> = imports.collect();
        let package = flag("-p").unwrap_or_default();
        let line = format!(
            "{package} {:.6} {:.6} {} {}\n",
            cpu * share,
            cpu * (1.0 - share),
            u8::from(is_plain),
            imports.join(",")
        );
        let log = std::env::var(LOG).map_err(|error| error.to_string())?;
        let file = fs::File::options().append(true).create(true).open(&log);
        let written = file.and_then(|mut file| file.write_all(line.as_bytes()));
        written.map_err(|error| format!("{log}: {error}"))?;
    }
    Ok(())
}

/// Reads what was recorded: each package behind its imports.
pub(super) fn read(log: &Path) -> Result<Vec<Job>, String> {
    let text = fs::read_to_string(log).map_err(|error| format!("{}: {error}", log.display()))?;
    parse(&text).ok_or_else(|| format!("{}: malformed", log.display()))
}

fn parse(text: &str) -> Option<Vec<Job>> {
    let mut places = HashMap::new();
    let mut jobs = Vec::new();
    for line in text.lines() {
        let fields: Vec<&str> = line.split(' ').collect();
        let [package, front, back, is_plain, imports] = fields[..] else {
            return None;
        };
        let known = |import: &str| places.get(import).copied();
        let imports = imports.split(',').filter(|import| !import.is_empty());
        jobs.push(Job {
            package: package.to_owned(),
            front: front.parse().ok()?,
            back: back.parse().ok()?,
            is_plain: is_plain == "1",
            imports: imports.map(known).collect::<Option<_>>()?,
        });
        places.insert(package.to_owned(), jobs.len() - 1);
    }
    Some(jobs)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn what_was_recorded() {
        let jobs = parse("a 1.5 2.5 0 \nb 1.0 0.0 1 a\n").unwrap();
        assert_eq!(
            (jobs[0].front, jobs[0].back, jobs[0].is_plain),
            (1.5, 2.5, false)
        );
        assert_eq!((&*jobs[1].package, &jobs[1].imports[..]), ("b", &[0][..]));
        assert_eq!(parse("b 1.0 0.0 1 missing\n"), None);
        assert_eq!(parse("b x 0.0 1 \n"), None);
        assert_eq!(parse("b\n"), None);
    }
}
