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
