//! From an action back to the inputs that made it necessary.
//!
//! Counterpart: none.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;

use serde_json::Value;
use vamos_build::StepOutcome;

use crate::cause::Cause;
use crate::cause::Change;
use crate::report::Report;
use crate::report::ReportStep;
use crate::stored;

/// An input that made work necessary, and the step that it is an input of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Root<'r> {
    /// The cause; never a package.
    pub(crate) cause: &'r Cause,
    /// The description of the package; empty where all packages have the cause.
    pub(crate) package: &'r str,
}

/// The steps of a report by what they made.
pub(crate) struct Chains<'r> {
    report: &'r Report,
    /// By kind and package.
    places: HashMap<(&'r str, &'r str), usize>,
}

impl<'r> Chains<'r> {
    /// Prepares to follow the causes of a report.
    pub(crate) fn new(report: &'r Report) -> Self {
        let steps = report.steps.iter().enumerate();
        let place = |(place, step): (usize, &'r ReportStep)| {
            ((step.mode.as_str(), step.package.as_str()), place)
        };
        Self {
            report,
            places: steps.map(place).collect(),
        }
    }

    /// Returns the step that made what a cause names, if the cause is a package.
    pub(crate) fn source(&self, place: usize, cause: &Cause) -> Option<usize> {
        let Cause::Import { path, .. } = cause else {
            return None;
        };
        let step = self.report.steps.get(place)?;
        let found = |mode: &str, package: &str| self.places.get(&(mode, package)).copied();
        if path.is_empty() {
            let tested = format!("{}.test", step.package);
            return match step.mode.as_str() {
                "test run" => found("link", &tested),
                _ => found("build", &step.package),
            };
        }
        let modes: &[&str] = match step.mode.as_str() {
            "vet" => &["vet", "build"],
            _ => &["build"],
        };
        // A test may have variants of the packages that it imports.
        let variant = match step.package.split_once(" [") {
            Some((_, test)) => format!("{path} [{test}"),
            None => format!("{path} [{}]", step.package),
        };
        let mut names = modes
            .iter()
            .flat_map(|mode| [(mode, &variant), (mode, path)]);
        let other = names.find_map(|(mode, name)| found(mode, name));
        other.filter(|other| *other != place)
    }

    /// Returns the inputs because of which a step was not up to date.
    pub(crate) fn roots(&self, place: usize) -> BTreeSet<Root<'r>> {
        let mut roots = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut open = vec![place];
        while let Some(place) = open.pop() {
            if !seen.insert(place) {
                continue;
            }
            let step = &self.report.steps[place];
            let is_own = |cause: &&Cause| !matches!(cause, Cause::Import { .. });
            let has_own = step.causes.iter().any(|cause| is_own(&cause));
            roots.extend(
                step.causes
                    .iter()
                    .filter(is_own)
                    .map(|cause| root(step, cause)),
            );
            for cause in &step.causes {
                let Cause::Import { change, .. } = cause else {
                    continue;
                };
                match (change, self.source(place, cause)) {
                    (Change::Changed, Some(source)) => open.push(source),
                    // Most likely a file imports other packages than before.
                    _ if has_own => {}
                    _ => drop(roots.insert(root(step, cause))),
                }
            }
        }
        roots
    }

    /// Returns the steps from this one to the one with the input that is the reason for it;
    /// this one first.
    pub(crate) fn path(&self, place: usize) -> Vec<usize> {
        let mut path = vec![place];
        let mut place = place;
        loop {
            let step = &self.report.steps[place];
            let is_own = |cause: &Cause| !matches!(cause, Cause::Import { .. });
            if step.causes.iter().any(is_own) {
                return path;
            }
            let sources = step
                .causes
                .iter()
                .filter_map(|cause| self.source(place, cause));
            let mut sources = sources.filter(|source| !path.contains(source));
            let Some(next) = sources.find(|source| !self.report.steps[*source].causes.is_empty())
            else {
                return path;
            };
            path.push(next);
            place = next;
        }
    }
}

fn root<'r>(step: &'r ReportStep, cause: &'r Cause) -> Root<'r> {
    let package = match cause {
        // The variants of a package have its files.
        Cause::File { .. } | Cause::Import { .. } => {
            let path = step.package.split(" [").next();
            path.unwrap_or_default()
        }
        _ => "",
    };
    Root { cause, package }
}

impl std::fmt::Display for Root<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.cause, self.package) {
            (Cause::File { name, change }, package) if !name.starts_with('/') => {
                let word = change.as_str();
                write!(f, "{name} of {package}: {word}")
            }
            (cause, "") => write!(f, "{cause}"),
            (cause, package) => write!(f, "{package}: {cause}"),
        }
    }
}

/// What is explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    /// The whole command.
    All,
    /// The actions of a package, and of its variants for tests.
    Package(String),
    /// The actions of the package in a directory.
    Dir(String),
    /// The actions that a file made necessary.
    File(String),
    /// What links a program, as the command named it.
    Program(String),
}

impl Selection {
    /// Reports whether it contains a step.
    fn has(&self, chains: &Chains<'_>, place: usize) -> bool {
        let step = &chains.report.steps[place];
        let name = |package: &str| package.split(" [").next().unwrap_or_default().to_owned();
        match self {
            Self::All => true,
            Self::Package(path) => name(&step.package) == *path,
            Self::Dir(dir) => step.dir == *dir,
            Self::Program(file) => step.target == *file,
            Self::File(file) => {
                let dirs = chains.report.steps.iter();
                let dir_of = |package: &str| {
                    let mut dirs = dirs.clone().filter(|step| step.package == package);
                    dirs.next().map_or("", |step| step.dir.as_str())
                };
                chains.roots(place).iter().any(|root| match root.cause {
                    Cause::File { name, .. } if name.starts_with('/') => name == file,
                    Cause::File { name, .. } => format!("{}/{name}", dir_of(root.package)) == *file,
                    _ => false,
                })
            }
        }
    }
}

/// How many actions or causes are listed before the rest is only counted.
const LISTED: usize = 30;

/// Returns why the actions of the last command ran, for people; `None` if nothing is selected.
/// `now_ns` is the time, in nanoseconds since the epoch.
pub fn why_text(report: &Report, selection: &Selection, now_ns: i128) -> Option<String> {
    let chains = Chains::new(report);
    let places = 0..report.steps.len();
    let selected: Vec<usize> = places
        .filter(|place| selection.has(&chains, *place))
        .collect();
    if selected.is_empty() && *selection != Selection::All {
        return None;
    }
    let mut text = heading(report, now_ns);
    if *selection == Selection::All {
        text.push_str(&summary(report));
        text.push_str(&reasons(&chains));
    }
    let shown = |place: &usize| *selection != Selection::All || report.steps[*place].has_run();
    let listed: Vec<usize> = selected.into_iter().filter(shown).collect();
    if *selection == Selection::All && listed.len() > LISTED {
        text.push_str("\nName a package, a file or a program to see its chain.\n");
        return Some(text);
    }
    for place in listed.iter().take(LISTED) {
        text.push('\n');
        match selection {
            Selection::All => text.push_str(&own_causes(report, *place)),
            _ => text.push_str(&explained(&chains, *place)),
        }
    }
    if listed.len() > LISTED {
        let more = listed.len() - LISTED;
        text.push_str(&format!("\n... and {more} more; -json lists all\n"));
    }
    Some(text)
}

/// Returns the same as JSON: the report, with the selected steps.
pub fn why_json(report: &Report, selection: &Selection) -> Option<String> {
    let chains = Chains::new(report);
    let places = 0..report.steps.len();
    let selected: Vec<usize> = places
        .filter(|place| selection.has(&chains, *place))
        .collect();
    if selected.is_empty() && *selection != Selection::All {
        return None;
    }
    let step = |place: &usize| {
        let mut value = stored::step_value(&report.steps[*place]);
        let roots = chains.roots(*place);
        let roots: Vec<Value> = roots.iter().map(root_value).collect();
        value["Roots"] = Value::from(roots);
        value
    };
    let mut value = stored::value(report);
    value["Steps"] = selected.iter().map(step).collect();
    Some(format!("{value:#}\n"))
}

fn root_value(root: &Root<'_>) -> Value {
    let mut value = stored::cause_value(root.cause);
    value["Package"] = Value::from(root.package);
    value
}

fn heading(report: &Report, now_ns: i128) -> String {
    let command = &report.command;
    if report.is_planned {
        return String::new();
    }
    let ago = (now_ns - command.began_ns).max(0) / 1_000_000_000;
    let ago = match ago {
        0..120 => format!("{ago} s"),
        120..7200 => format!("{} min", ago / 60),
        7200..172_800 => format!("{} h", ago / 3600),
        _ => format!("{} days", ago / 86_400),
    };
    let line = command.args.join(" ");
    format!("vamos {line}\nin {}, {ago} ago\n", command.dir)
}

/// Returns how many actions had each outcome.
fn summary(report: &Report) -> String {
    let count = |outcome| {
        let steps = report.steps.iter().filter(|step| step.outcome == outcome);
        steps.count()
    };
    let rows = [
        (StepOutcome::Ran, "ran"),
        (StepOutcome::Failed, "failed"),
        (
            StepOutcome::Blocked,
            "not reached, because something they need failed",
        ),
        (
            StepOutcome::Reused,
            "not repeated: nothing that they read has changed",
        ),
        (StepOutcome::Cached, "found in the build cache"),
        (StepOutcome::Installed, "installed already"),
        (
            StepOutcome::TestKnown,
            "not needed: the result of the test is known",
        ),
    ];
    let mut text = match report.is_planned {
        true => String::new(),
        false => "\n".to_owned(),
    };
    for (outcome, words) in rows {
        let count = count(outcome);
        let words = match outcome {
            StepOutcome::Ran if report.is_planned => {
                "would run, if what they import turns out to be different"
            }
            _ => words,
        };
        if count > 0 {
            text.push_str(&format!("{count:6} {words}\n"));
        }
    }
    text
}

/// Returns the inputs that made work necessary, with how much.
fn reasons(chains: &Chains<'_>) -> String {
    let mut counts: BTreeMap<Root<'_>, BTreeMap<&str, usize>> = BTreeMap::new();
    for (place, step) in chains.report.steps.iter().enumerate() {
        if !step.has_run() {
            continue;
        }
        for root in chains.roots(place) {
            *counts
                .entry(root)
                .or_default()
                .entry(step.title())
                .or_default() += 1;
        }
    }
    if counts.is_empty() {
        return String::new();
    }
    let mut rows: Vec<_> = counts.into_iter().collect();
    let total = |counts: &BTreeMap<&str, usize>| counts.values().sum::<usize>();
    rows.sort_by_key(|(_, counts)| std::cmp::Reverse(total(counts)));
    let mut text = String::from("\nbecause\n");
    for (root, counts) in rows.iter().take(LISTED) {
        let counts = counts
            .iter()
            .map(|(title, count)| format!("{count} {title}"));
        let counts: Vec<String> = counts.collect();
        text.push_str(&format!("    {root} ({})\n", counts.join(", ")));
    }
    if rows.len() > LISTED {
        text.push_str(&format!("    ... and {} more\n", rows.len() - LISTED));
    }
    text
}

fn own_causes(report: &Report, place: usize) -> String {
    let step = &report.steps[place];
    format!("{} {}\n{}", step.title(), step.package, causes(step))
}

/// Returns what happened to a step, and the chain to the input that made it necessary.
fn explained(chains: &Chains<'_>, place: usize) -> String {
    let report = chains.report;
    let step = &report.steps[place];
    let happened = match step.outcome {
        StepOutcome::NotNeeded => "was not needed",
        StepOutcome::Ran => "ran",
        StepOutcome::Cached => "was found in the build cache",
        StepOutcome::Installed => "is installed already",
        StepOutcome::Reused => "was not repeated: nothing that it reads has changed",
        StepOutcome::TestKnown => "was not needed: the result of the test is known",
        StepOutcome::Failed => "ran, and failed",
        StepOutcome::Blocked => "was not reached, because something that it needs failed",
    };
    let mut text = format!("{} {} {happened}\n", step.title(), step.package);
    for (depth, place) in chains.path(place).into_iter().enumerate() {
        let step = &report.steps[place];
        if depth > 0 {
            text.push_str(&format!("  {} {}\n", step.title(), step.package));
        }
        text.push_str(&causes(step));
    }
    text
}

fn causes(step: &ReportStep) -> String {
    let listed = step.causes.iter().take(LISTED);
    let mut text: String = listed.map(|cause| format!("    {cause}\n")).collect();
    if step.causes.len() > LISTED {
        let more = step.causes.len() - LISTED;
        text.push_str(&format!("    ... and {more} more\n"));
    }
    text
}
