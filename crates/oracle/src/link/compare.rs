//! `cargo xtask link compare`: the native linker on all captured links; output file, stdout, stderr
//! and exit code must equal the official linker's.
//!
//! Counterpart: none.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use super::USAGE;
use super::case::Case;
use super::case::Outcome;
use super::driver::Driver;
use super::driver::Trial;
use super::flags;
use super::list;
use super::place::CaptureDir;
use crate::elf;
use crate::files;

/// Lines on one difference.
const LIMIT: usize = 40;

struct Options {
    place: CaptureDir,
    driver: Driver,
    /// Flags before the recorded ones, for both linkers.
    added: Vec<String>,
    jobs: usize,
}

/// Result of comparing one case.
enum Finding {
    Equal,
    Different(Vec<String>),
    FellBack(String),
}

/// Runs the command.
pub(super) fn run(args: &[String]) -> Result<(), String> {
    let (flags, names) = flags(args)?;
    let (mut driver, mut dir, mut jobs, mut added) = (None, None, 1, Vec::new());
    let (mut sdks, mut modes, mut platforms) = (Vec::new(), Vec::new(), Vec::new());
    for (flag, value) in flags {
        match flag {
            "--dir" => dir = Some(value),
            "--sdk" => sdks = list(value),
            "--modes" => modes = list(value),
            "--platform" => platforms = list(value),
            "--jobs" => jobs = value.parse().map_err(|_| USAGE)?,
            "--add" => added.push(value.to_owned()),
            _ => driver = Some(Driver::of_flag(flag, value).ok_or(USAGE)?),
        }
    }
    let options = Options {
        place: CaptureDir::open(dir)?,
        driver: Driver::required(driver)?,
        added,
        jobs,
    };
    let releases: Vec<String> = sdks.iter().map(|sdk| sdk.replace('.', "")).collect();
    let is_wanted =
        |wanted: &[String], have: &str| wanted.is_empty() || wanted.iter().any(|word| word == have);
    let mut cases = Case::all(&options.place, names)?;
    cases.retain(|case| {
        is_wanted(&releases, case.about("release"))
            && is_wanted(&modes, case.about("mode"))
            && is_wanted(&platforms, case.about("platform"))
    });
    options.compare(&cases)
}

impl Options {
    /// Compares all cases and prints the differences, in the order of the cases.
    fn compare(&self, cases: &[Case]) -> Result<(), String> {
        let next = AtomicUsize::new(0);
        let done = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for _ in 0..self.jobs.max(1) {
                scope.spawn(|| {
                    while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let finding = self.judge(case);
                        report(&case.name, &finding);
                        if let Ok(mut done) = done.lock() {
                            done.push(finding);
                        }
                    }
                });
            }
        });
        let done = done.into_inner().map_err(|error| error.to_string())?;
        let count = |is: fn(&Finding) -> bool| done.iter().filter(|one| is(one)).count();
        let different = count(|one| matches!(one, Finding::Different(_)));
        let fell_back = count(|one| matches!(one, Finding::FellBack(_)));
        let links = cases.len();
        count_kinds(cases);
        crate::say(&format!(
            "{links} links, {different} differences, {fell_back} fell back"
        ));
        match different {
            0 if done.len() == links => Ok(()),
            _ => Err(format!("{different} links differ")),
        }
    }

    fn judge(&self, case: &Case) -> Finding {
        let own = self.place.scratch().join(format!("{}.own", case.name));
        let stock = self.place.scratch().join(format!("{}.stock", case.name));
        let finding = self.differences(case, &own, &stock);
        for file in [&own, &stock] {
            // A missing file counts as removed.
            let _ = fs::remove_file(file);
        }
        finding.unwrap_or_else(|error| Finding::Different(vec![error]))
    }

    fn differences(&self, case: &Case, own: &Path, stock: &Path) -> Result<Finding, String> {
        let Trial { outcome, fell_back } = self.driver.link(case, &self.added, own)?;
        if let Some(reason) = &fell_back
            && !self.driver.is_go_command()
        {
            return Ok(Finding::FellBack(reason.clone()));
        }
        let expected = self.expected(case, stock)?;
        let mut lines = Vec::new();
        if expected.code != outcome.code {
            lines.push(format!("exit codes {} <> {}", expected.code, outcome.code));
        }
        for (stream, a, b) in [
            ("stdout", &expected.stdout, &outcome.stdout),
            ("stderr", &expected.stderr, &outcome.stderr),
        ] {
            // Upstream's threads find errors in any order.
            let is_same = expected.code != 0 && sorted(a) == sorted(b);
            if let (false, Err(text)) = (is_same, crate::compare::same_lines(a, b)) {
                lines.push(format!("{stream}: {text}"));
            }
        }
        match (expected.digest, outcome.digest) {
            // The files of a failed link are in cmd/go's work directory.
            _ if expected.code != 0 => {}
            (Some(a), Some(b)) if a != b => {
                lines.extend(self.describe(case, own, stock)?);
            }
            (Some(_), None) => lines.push("no output file".to_owned()),
            (None, Some(_)) => lines.push("an output file".to_owned()),
            _ => {}
        }
        Ok(match fell_back {
            _ if !lines.is_empty() => Finding::Different(lines),
            Some(reason) => Finding::FellBack(reason),
            None => Finding::Equal,
        })
    }

    /// Describes how the output files differ.
    fn describe(&self, case: &Case, own: &Path, stock: &Path) -> Result<Vec<String>, String> {
        let read = |path: &Path| files::read(path);
        if !stock.exists() {
            self.link_stock(case, stock)?;
        }
        let (theirs, ours) = (read(stock)?, read(own)?);
        let mut named = None;
        if !elf::has_symbols(&theirs) {
            // Symbols move no address.
            let args = case.args(stock, &self.added);
            let mut command = case.command(case.stock().as_os_str());
            command.args(args.iter().filter(|arg| *arg != "-s"));
            case.run(command, stock)?;
            named = fs::read(stock).ok();
        }
        Ok(elf::describe(&theirs, &ours, named.as_deref(), LIMIT))
    }

    /// Returns the official result, which is recorded unless the conditions are others.
    fn expected(&self, case: &Case, stock: &Path) -> Result<Outcome, String> {
        let recorded = case.recorded()?;
        // The go command sets GOROOT for its tools, and has an exit code of its own.
        let is_same = !self.driver.is_go_command()
            || (recorded.code == 0 && case.variable("GOROOT") == case.about("goroot"));
        if is_same && self.added.is_empty() {
            Ok(recorded)
        } else {
            self.link_stock(case, stock)
        }
    }

    fn link_stock(&self, case: &Case, out: &Path) -> Result<Outcome, String> {
        let mut command = case.command(case.stock().as_os_str());
        if self.driver.is_go_command() {
            let goroot = Path::new(case.about("goroot"));
            command = case.command(goroot.join("bin/go").as_os_str());
            command.args(["tool", "link"]).env("GOROOT", goroot);
        }
        command.args(case.args(out, &self.added));
        case.run(command, out)
    }
}

/// Prints how many cases there are of each release, platform and mode.
fn count_kinds(cases: &[Case]) {
    let mut kinds: BTreeMap<[&str; 3], [usize; 2]> = BTreeMap::new();
    let mut packages = BTreeSet::new();
    for case in cases {
        let kind = ["release", "platform", "mode"].map(|key| case.about(key));
        let [all, tests] = kinds.entry(kind).or_default();
        *all += 1;
        if case.is_test() {
            *tests += 1;
            packages.insert(case.about("program"));
        }
    }
    for ([release, platform, mode], [all, tests]) in kinds {
        crate::say(&format!(
            "{release} {platform} {mode}: {all} links, {tests} of them tests"
        ));
    }
    crate::say(&format!("tests of {} packages", packages.len()));
}

fn sorted(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines
}

fn report(name: &str, finding: &Finding) {
    match finding {
        Finding::Equal => crate::say(&format!("ok    {name}")),
        Finding::FellBack(reason) => crate::say(&format!("stock {name}: {reason}")),
        Finding::Different(lines) => {
            crate::say(&format!("WRONG {name}: {}", lines.join("\n        ")));
        }
    }
}
