//! From an action back to the inputs that made it necessary.
//!
//! Counterpart: none.

use std::collections::BTreeSet;
use std::collections::HashMap;

use crate::cause::Cause;
use crate::cause::Change;
use crate::report::Report;
use crate::report::ReportStep;

/// An input that made work necessary, and the step that it is an input of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Root<'r> {
    /// The cause; never a package.
    pub(crate) cause: &'r Cause,
    /// The description of the package; empty where all packages have the cause.
    pub(crate) package: &'r str,
    /// Its directory.
    pub(crate) dir: &'r str,
}

/// The causes of a report's steps, followed to the inputs that changed.
pub(crate) struct Chains<'r> {
    pub(crate) report: &'r Report,
    /// The steps by kind and package.
    places: HashMap<(&'r str, &'r str), usize>,
    /// By step, why it was not up to date; none where that is not known.
    roots: Vec<BTreeSet<Root<'r>>>,
}

impl<'r> Chains<'r> {
    /// Follows the causes of a report. A step comes after its dependencies, so each is followed
    /// once.
    pub(crate) fn new(report: &'r Report) -> Self {
        let steps = report.steps.iter().enumerate();
        let place = |(place, step): (usize, &'r ReportStep)| {
            ((step.mode.as_str(), step.package.as_str()), place)
        };
        let mut this = Self {
            report,
            places: steps.map(place).collect(),
            roots: Vec::with_capacity(report.steps.len()),
        };
        for place in 0..report.steps.len() {
            let roots = this.roots_of(place);
            this.roots.push(roots);
        }
        this
    }

    /// Returns the step that built the package which a cause names, if it names one.
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
    pub(crate) fn roots(&self, place: usize) -> &BTreeSet<Root<'r>> {
        &self.roots[place]
    }

    fn roots_of(&self, place: usize) -> BTreeSet<Root<'r>> {
        let step = &self.report.steps[place];
        let is_own = |cause: &&Cause| !matches!(cause, Cause::Import { .. });
        let own = step.causes.iter().filter(is_own);
        let mut roots: BTreeSet<_> = own.map(|cause| root(step, cause)).collect();
        let has_own = !roots.is_empty();
        for cause in &step.causes {
            let Cause::Import { change, .. } = cause else {
                continue;
            };
            let source = self.source(place, cause);
            let theirs = source.and_then(|source| self.roots.get(source));
            match theirs.filter(|theirs| *change == Change::Changed && !theirs.is_empty()) {
                Some(theirs) => roots.extend(theirs.iter().cloned()),
                // Most likely a file imports other packages than before.
                None if has_own && *change != Change::Changed => {}
                None => drop(roots.insert(root(step, cause))),
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
            // A stamp of the repository changes because a file has.
            let is_own =
                |cause: &Cause| !matches!(cause, Cause::Import { .. }) && !cause.is_stamp();
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
    let (package, dir) = match cause {
        // The variants of a package have its files.
        Cause::File { .. } | Cause::Import { .. } => {
            let path = step.package.split(" [").next();
            (path.unwrap_or_default(), step.dir.as_str())
        }
        _ => ("", ""),
    };
    Root {
        cause,
        package,
        dir,
    }
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
