//! Actions that ran because of a file, from the file to the programs: each action once, below its
//! dependency.
//!
//! Counterpart: none.

use std::collections::BTreeMap;

use vamos_build::StepOutcome;

use crate::chain::Chains;
use crate::report::ReportStep;
use crate::wording::causes;
use crate::wording::happened;

/// Maximum number of lines.
const SHOWN: usize = 60;

/// Maximum length of a line with the names of packages.
const WIDTH: usize = 100;

/// Returns the tree of these steps.
pub(crate) fn tree(chains: &Chains<'_>, selected: &[usize]) -> String {
    let mut tree = Tree {
        chains,
        below: BTreeMap::new(),
        lines: Vec::new(),
    };
    for place in selected {
        let parent = chains.path(*place).get(1).copied();
        let parent = parent.filter(|parent| selected.contains(parent));
        tree.below.entry(parent).or_default().push(*place);
    }
    tree.add(None, 0);
    let mut text = String::new();
    for line in tree.lines.iter().take(SHOWN) {
        text.push_str(line);
        text.push('\n');
    }
    if let Some(more) = tree.lines.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        text.push_str(&format!(
            "... and {more} more lines; -json lists all actions\n"
        ));
    }
    text
}

struct Tree<'a, 'r> {
    chains: &'a Chains<'r>,
    /// The steps that need a step; those that need no other one of the tree.
    below: BTreeMap<Option<usize>, Vec<usize>>,
    lines: Vec<String>,
}

impl<'r> Tree<'_, 'r> {
    /// Adds the steps that need one. Those that no other needs, of one kind, share a line.
    fn add(&mut self, parent: Option<usize>, depth: usize) {
        let children = self.below.remove(&parent).unwrap_or_default();
        let mut alike: Vec<((&str, StepOutcome), Vec<&str>)> = Vec::new();
        for place in children {
            let step = self.step(place);
            if depth > 0 && !self.below.contains_key(&Some(place)) {
                let kind = (step.title(), step.outcome);
                match alike.iter_mut().find(|(other, _)| *other == kind) {
                    Some((_, packages)) => packages.push(&step.package),
                    None => alike.push((kind, vec![&step.package])),
                }
                continue;
            }
            self.line(depth, step.title(), step.outcome, &[&step.package]);
            if depth == 0 {
                let causes = causes(step);
                self.lines.extend(causes.lines().map(str::to_owned));
            }
            self.add(Some(place), depth + 1);
        }
        for ((title, outcome), packages) in alike {
            self.line(depth, title, outcome, &packages);
        }
    }

    fn step(&self, place: usize) -> &'r ReportStep {
        &self.chains.report.steps[place]
    }

    /// Adds a line, or more if the names are long.
    fn line(&mut self, depth: usize, title: &str, outcome: StepOutcome, packages: &[&str]) {
        let (indent, happened) = ("  ".repeat(depth), happened(outcome));
        let mut line = match packages {
            [package] => {
                self.lines
                    .push(format!("{indent}{title} {package} {happened}"));
                return;
            }
            packages => format!("{indent}{title} of {} packages {happened}:", packages.len()),
        };
        for (at, package) in packages.iter().enumerate() {
            let comma = if at + 1 < packages.len() { "," } else { "" };
            if line.len() + package.len() > WIDTH {
                let full = std::mem::replace(&mut line, format!("{indent}   "));
                self.lines.push(full);
            }
            line.push_str(&format!(" {package}{comma}"));
        }
        self.lines.push(line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::Cause;
    use crate::cause::Change;
    use crate::report::Report;

    fn step(package: String, cause: Cause) -> ReportStep {
        ReportStep {
            mode: "build".to_owned(),
            verb: "compile".to_owned(),
            package,
            outcome: StepOutcome::Ran,
            causes: vec![cause],
            ..ReportStep::default()
        }
    }

    fn changed_file() -> Cause {
        Cause::File {
            name: "a.go".to_owned(),
            change: Change::Changed,
        }
    }

    fn changed_import(path: &str) -> Cause {
        Cause::Import {
            path: path.to_owned(),
            change: Change::Changed,
        }
    }

    fn tree_of(steps: Vec<ReportStep>) -> Vec<String> {
        let report = Report {
            steps,
            ..Report::default()
        };
        let all: Vec<usize> = (0..report.steps.len()).collect();
        let text = tree(&Chains::new(&report), &all);
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn packages_that_no_other_needs_share_lines() {
        let names: Vec<String> = (0..50).map(|n| format!("example.com/m/p{n}")).collect();
        let importers = names
            .iter()
            .map(|name| step(name.clone(), changed_import("example.com/m/a")));
        let first = step("example.com/m/a".to_owned(), changed_file());
        let lines = tree_of([first].into_iter().chain(importers).collect());
        let head = "  compile of 50 packages ran: example.com/m/p0, example.com/m/p1, ";
        assert_eq!(lines[0], "compile example.com/m/a ran");
        assert_eq!(lines[1], format!("    {}", changed_file()));
        assert!(lines[2].starts_with(head), "{lines:?}");
        // Each line has as many names as fit.
        let rest = &lines[2..];
        assert!(rest.iter().all(|line| line.len() <= WIDTH + 2), "{lines:?}");
        let full = &rest[..rest.len() - 1];
        assert!(full.iter().all(|line| line.len() > WIDTH - 18), "{lines:?}");
        let below = rest[1..]
            .iter()
            .all(|line| line.starts_with("      example"));
        assert!(below, "{lines:?}");
        let text = rest.join(" ").replace(head, "p0, p1, ");
        let shown: Vec<&str> = text.split(", ").map(str::trim).collect();
        let shown: Vec<&str> = shown
            .iter()
            .map(|name| name.trim_start_matches("example.com/m/"))
            .collect();
        let wanted: Vec<String> = (0..50).map(|n| format!("p{n}")).collect();
        assert_eq!(shown, wanted);
    }

    #[test]
    fn lines_that_are_too_many_are_counted() {
        let steps = (0..40).map(|n| step(format!("p{n}"), changed_file()));
        let lines = tree_of(steps.collect());
        assert_eq!(lines.len(), SHOWN + 1);
        let last = "... and 20 more lines; -json lists all actions";
        assert_eq!(lines[SHOWN], last);
        let steps = (0..30).map(|n| step(format!("p{n}"), changed_file()));
        let lines = tree_of(steps.collect());
        assert_eq!(
            (lines.len(), lines.last().unwrap().contains("more")),
            (SHOWN, false)
        );
    }
}
