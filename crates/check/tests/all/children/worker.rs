//! Runs checks in child processes.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

use vamos_ast::Outcome;
use vamos_check::CompilerFlags;
use vamos_check::Config;
use vamos_check::report::ParsedFile;
use vamos_check::report::check_package_with;
use vamos_check::resolve_import_path;
use vamos_check::syntax_rules;
use vamos_unified::Bytes;
use vamos_unified::Found;
use vamos_unified::Imports;

use super::home;
use super::items;
use super::items::Item;
use super::sdk::Sdk;
use crate::release::release;

/// What is printed for a package: with all errors, and with ten.
#[derive(Clone, Debug, Default)]
pub(super) struct Printed([String; 2]);

impl Printed {
    /// Returns all lines.
    pub(super) fn all(&self) -> &str {
        &self.0[0]
    }

    /// Returns what is printed if ten errors are enough.
    pub(super) fn ten(&self) -> &str {
        &self.0[1]
    }
}

/// A check that takes longer than this is stuck.
const PATIENCE: Duration = Duration::from_secs(120);

/// Returns what is printed for each package.
pub(super) fn results(work: &str, items: &[Item]) -> Vec<Printed> {
    let half = items.len().div_ceil(2).max(1);
    std::thread::scope(|scope| {
        let parts = items.chunks(half).enumerate().map(|(number, part)| {
            let first = number * half;
            scope.spawn(move || part_of(work, first, part.len()))
        });
        let parts: Vec<_> = parts.collect();
        let parts = parts
            .into_iter()
            .map(|part| part.join().expect("it does not panic"));
        parts.flatten().collect()
    })
}

/// Returns the results from `first` on.
fn part_of(work: &str, first: usize, count: usize) -> Vec<Printed> {
    let mut results = Vec::new();
    while results.len() < count {
        let next = first + results.len();
        let (part, problem) = child(work, next, first + count);
        results.extend(part);
        if let Some(problem) = problem.filter(|_| results.len() < count) {
            results.push(Printed([problem.clone(), problem]));
        }
    }
    results
}

/// Runs a child from one package to before another; returns its results, and what happened
/// before it got to the end.
fn child(work: &str, first: usize, end: usize) -> (Vec<Printed>, Option<String>) {
    // Other tests of this process may run at the same time.
    let kind = work.replace(' ', "-");
    let file = home().join(format!("results-{kind}-{}-{first}", std::process::id()));
    let _ = fs::remove_file(&file);
    let mut child = Command::new(std::env::current_exe().expect("it is running"))
        .args([
            "--exact",
            "children::worker::worker",
            "--ignored",
            "--nocapture",
        ])
        .env("CHECK_WORK", work)
        .env("CHECK_RANGE", format!("{first} {end}"))
        .env("CHECK_RESULTS", &file)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the test starts itself");
    let mut size = 0;
    let mut since = Instant::now();
    let problem = loop {
        if let Some(status) = child.try_wait().expect("it is a child") {
            break (!status.success()).then(|| format!("CRASH: {status}\n"));
        }
        let now = fs::metadata(&file).map_or(0, |file| file.len());
        if now != size {
            size = now;
            since = Instant::now();
        } else if since.elapsed() > PATIENCE {
            let _ = child.kill();
            let _ = child.wait();
            break Some("STUCK\n".to_owned());
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    let text = fs::read_to_string(&file).unwrap_or_default();
    let _ = fs::remove_file(&file);
    let mut parts: Vec<&str> = text.split('\0').collect();
    parts.pop();
    let results = parts.chunks_exact(2);
    let results = results.map(|pair| Printed([pair[0].to_owned(), pair[1].to_owned()]));
    let results: Vec<Printed> = results.collect();
    let is_short = first + results.len() < end;
    let lost = || "CRASH: no result\n".to_owned();
    (results, is_short.then(|| problem.unwrap_or_else(lost)))
}

thread_local! {
    /// What the last panic was.
    static PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// The child's side.
#[test]
#[ignore = "the other tests start it"]
fn worker() {
    let variable = |name: &str| std::env::var(name).ok();
    let Some(work) = variable("CHECK_WORK") else {
        return;
    };
    let range = variable("CHECK_RANGE").expect("it is set");
    let results = variable("CHECK_RESULTS").expect("it is set");
    let (first, end) = range.split_once(' ').expect("it has two numbers");
    let number = |word: &str| -> usize { word.parse().expect("it is a number") };
    let sdk = Sdk::get().expect("the parent has it");
    let items = super::selected(items::of(sdk, &work));
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        let text = panic.payload_as_str().unwrap_or_default();
        PANIC.set(format!("PANIC {place} {text}\n"));
    }));
    let mut file = fs::File::create(results).expect("the test's directory is writable");
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(1 << 30);
        let thread = thread.spawn_scoped(scope, move || {
            for item in &items[number(first)..number(end)] {
                for prints_all in [true, false] {
                    let text = printed(sdk, item, prints_all);
                    write!(file, "{text}\0").expect("the test's directory is writable");
                }
            }
        });
        thread
            .expect("there is memory")
            .join()
            .expect("panics are caught");
    });
}

/// Returns what is printed for a package, or how its check panicked.
fn printed(sdk: &'static Sdk, item: &Item, prints_all: bool) -> String {
    let run = || check(sdk, item, prints_all);
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)) {
        Ok(text) => text.replace('\0', "\u{fffd}"),
        Err(_) => PANIC.take(),
    }
}

/// Checks a package.
pub(super) fn check(sdk: &'static Sdk, item: &Item, prints_all: bool) -> String {
    let sources: Vec<Vec<u8>> = item
        .files
        .iter()
        .map(|file| fs::read(file).expect("it is readable"))
        .collect();
    let rules = syntax_rules(release());
    let outcomes: Vec<Outcome> = item
        .files
        .iter()
        .zip(&sources)
        .map(|(file, source)| rules.parse_deep(&file.display().to_string(), source))
        .collect();
    let files: Vec<ParsedFile<'_>> = outcomes
        .iter()
        .zip(&sources)
        .map(|(outcome, src)| ParsedFile { outcome, src })
        .collect();
    let config = Config {
        path: item.path.clone(),
        go_version: item.lang.clone(),
        release: release(),
        word_size: 8,
        max_align: 8,
        ignores_bodies: false,
        keeps_info: false,
    };
    let imports = Imports::new(Box::new(|path: &str| found(sdk, item, path)));
    let flags = CompilerFlags {
        prints_all,
        is_std: item.is_std,
        is_runtime: item.is_std && is_runtime(&item.path),
        ..CompilerFlags::default()
    };
    check_package_with(&files, &config, Box::new(imports), flags).text
}

/// Reports whether the compiler takes a package of the standard library for a part of the runtime.
fn is_runtime(path: &str) -> bool {
    const OTHERS: [&str; 13] = [
        "runtime",
        "internal/abi",
        "internal/bytealg",
        "internal/byteorder",
        "internal/chacha8rand",
        "internal/coverage/rtcov",
        "internal/cpu",
        "internal/goarch",
        "internal/goexperiment",
        "internal/goos",
        "internal/profilerecord",
        "internal/strconv",
        "internal/stringslite",
    ];
    path.starts_with("internal/runtime/") || path == "internal/godebugs" || OTHERS.contains(&path)
}

/// Finds an imported package.
fn found(sdk: &'static Sdk, item: &Item, path: &str) -> Result<Found, String> {
    let mapped = item.import_map.iter().find(|(from, _)| from == path);
    let mapped = mapped.map(|(_, to)| to.as_str());
    let dir = home().display().to_string();
    let path = resolve_import_path(path, &item.path, mapped, &dir)?;
    let missing = || "open : no such file or directory".to_owned();
    let package = sdk.packages.iter().find(|package| package.path == path);
    let archive = &package.ok_or_else(missing)?.archive;
    let bytes = archive_bytes(archive);
    Ok(Found { path, bytes })
}

/// Reads an archive, once.
fn archive_bytes(archive: &Path) -> Bytes {
    thread_local! {
        static READ: RefCell<HashMap<PathBuf, Bytes>> = RefCell::default();
    }
    READ.with_borrow_mut(|read| {
        let bytes = read.entry(archive.to_owned());
        let bytes = bytes.or_insert_with(|| Arc::new(fs::read(archive).unwrap_or_default()));
        bytes.clone()
    })
}
