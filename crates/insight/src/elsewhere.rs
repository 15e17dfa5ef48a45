//! Copies of a module: other directories in which the same actions were built, such as worktrees.
//!
//! Without `-trimpath` the directory of a package is an input of its compilation, so nothing is shared
//! between directories.
//! Counterpart: none.

use vamos_build::Step;
use vamos_localstore::StoreKind;
use vamos_localstore::Table;

use crate::history::ActionOutcome;
use crate::history::History;
use crate::history::short;
use crate::parts;
use crate::parts::BUILD_INFORMATION;
use crate::parts::DIRECTORY;
use crate::parts::Kind;
use crate::parts::Parts;
use crate::report::Elsewhere;
use crate::report::has_run;

/// The key of the row with the projects.
const PROJECTS: &str = "projects";

/// The maximum number of projects of a module, the latest first.
const KEPT: usize = 8;

/// The projects of one module.
pub struct Copies {
    table: Table,
}

impl Copies {
    /// Opens the list of a module's projects in the directory of another table.
    pub fn open(beside: &Table, module: &str) -> Self {
        let key = format!("{:016x}", short(&format!("module {module}")));
        Self {
            table: beside.sibling(StoreKind::History, &key),
        }
    }

    /// Returns the projects other than this one.
    pub fn others(&self, project: &str) -> Vec<String> {
        let bytes = self.table.get(PROJECTS).unwrap_or_default();
        let lines = std::str::from_utf8(bytes).unwrap_or_default().lines();
        let others = lines.filter(|line| *line != project);
        others.map(str::to_owned).collect()
    }

    /// Adds a project.
    pub fn add(self, project: &str) {
        let mut lines = self.others(project);
        lines.insert(0, project.to_owned());
        lines.truncate(KEPT);
        self.table.put(PROJECTS, lines.join("\n").into_bytes());
        self.table.save();
    }
}

/// Returns the project that has built most of the steps that ran, with inputs that differ only by the
/// directory.
pub(crate) fn find(steps: &[Step], others: &[(String, History)]) -> Option<Elsewhere> {
    let found = others.iter().map(|(project, history)| {
        let same = steps.iter().filter(|step| is_of_copy(step, history));
        Elsewhere {
            project: project.clone(),
            actions: same.count() as u64,
        }
    });
    let most = found.max_by_key(|one| one.actions)?;
    (most.actions > 0).then_some(most)
}

/// Reports whether a step that ran was built in another project from the same inputs.
fn is_of_copy(step: &Step, history: &History) -> bool {
    if !has_run(step.outcome) || step.recipe.is_empty() {
        return false;
    }
    let now = parts::parse(&step.recipe);
    let recipes = history.recipes(&format!("{} {}", step.mode, step.package));
    let mut before = recipes
        .iter()
        .filter(|(_, ended)| *ended == ActionOutcome::Well)
        .map(|(recipe, _)| parts::parse(recipe));
    before.any(|before| directory(&before) != directory(&now) && own(&before).eq(own(&now)))
}

fn directory<'r>(parts: &Parts<'r>) -> Option<&'r str> {
    parts.get(&(Kind::Setting, DIRECTORY.into())).copied()
}

/// Returns the inputs that a package has itself, except for its directory.
fn own<'p, 'r>(parts: &'p Parts<'r>) -> impl Iterator<Item = (&'p str, &'r str)> {
    let own = parts.iter().filter(|((kind, name), _)| {
        let is_own = matches!(kind, Kind::File | Kind::Setting | Kind::Tool);
        is_own && name != DIRECTORY && name != BUILD_INFORMATION
    });
    own.map(|((_, name), value)| (&**name, *value))
}

#[cfg(test)]
mod tests {
    use vamos_build::StepOutcome;

    use super::*;
    use crate::report::Report;

    fn step(recipe: &str) -> Step {
        Step {
            mode: "build".to_owned(),
            package: "example.com/p".to_owned(),
            outcome: StepOutcome::Ran,
            recipe: recipe.to_owned(),
            ..Step::default()
        }
    }

    #[test]
    fn only_the_directory_may_differ() {
        let temp = tempfile::tempdir().unwrap();
        let memo = || Table::open(temp.path().to_str().unwrap(), "x", 0);
        let mut there = History::open(&memo(), "/a/go.mod");
        let recipe = "compile\ndir /a/p\nfile p.go H\nimport q 1\n";
        there.add_recipe("build example.com/p", recipe, ActionOutcome::Well);
        there.finish(&Report::default());
        let others = [("/a/go.mod".to_owned(), History::open(&memo(), "/a/go.mod"))];
        for (recipe, count) in [
            ("compile\ndir /b/p\nfile p.go H\nimport q 2\n", 1),
            ("compile\ndir /b/p\nfile p.go I\nimport q 2\n", 0),
            ("compile\ndir /a/p\nfile p.go H\nimport q 2\n", 0),
            ("compile\ndir /b/p\nfile p.go H\nfile r.go H\n", 0),
        ] {
            let found = find(&[step(recipe)], &others).map_or(0, |found| found.actions);
            assert_eq!(found, count, "{recipe}");
        }
    }

    #[test]
    fn projects_of_a_module_are_kept() {
        let temp = tempfile::tempdir().unwrap();
        let memo = || Table::open(temp.path().to_str().unwrap(), "x", 0);
        for number in 0..=KEPT {
            Copies::open(&memo(), "m").add(&format!("/{number}"));
        }
        let others = Copies::open(&memo(), "m").others("/8");
        assert_eq!((others.len(), &*others[0]), (KEPT - 1, "/7"));
        assert!(Copies::open(&memo(), "n").others("/8").is_empty());
    }
}
