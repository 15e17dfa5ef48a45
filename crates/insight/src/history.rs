//! Inputs of a project's actions in recent builds.
//!
//! A row for each action has its last recipes. One more row has a short form of all of them, so
//! that a build reads only the rows of actions whose inputs changed; another one has the report of
//! the last command.
//! Counterpart: none.

use std::collections::HashSet;

use vamos_base::Digest;
use vamos_localstore::StoreKind;
use vamos_localstore::Table;

use crate::report::Report;
use crate::stored;

/// The key of the row with the short forms.
const INDEX: &str = "index";

/// The key of the row with the report of the last command.
const LAST: &str = "last";

/// The key of the row with the settings of the last command.
const SETTINGS: &str = "settings";

/// The bytes of an entry of the index: eight of the action's name and eight of its recipe.
const ENTRY: usize = 16;

/// Number of recipes that are stored for an action: for a few sets of flags, or a few branches.
const KEPT: usize = 4;

/// Result of running an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ActionOutcome {
    Well,
    Failed,
}

/// Stored data about earlier runs of a project.
pub struct History {
    table: Table,
    /// Actions and their recipes, in short forms.
    index: HashSet<(u64, u64)>,
    is_changed: bool,
}

/// Returns the short form of a text.
pub(crate) fn short(text: &str) -> u64 {
    let digest = Digest::of(text.as_bytes());
    let first = digest.0.first_chunk().copied().unwrap_or_default();
    u64::from_le_bytes(first)
}

impl History {
    /// Opens the history of a project in the directory of another table. The project is the file or
    /// directory that defines it: a go.work, a go.mod.
    pub fn open(beside: &Table, project: &str) -> Self {
        let key = format!("{:016x}", short(project));
        let table = beside.sibling(StoreKind::History, &key);
        let index = table.get(INDEX).map(read_index).unwrap_or_default();
        Self {
            table,
            index,
            is_changed: false,
        }
    }

    /// Reads the rows that [`observe`](crate::observe) needs in any case; to be called while other
    /// threads work.
    pub fn prepare(&self) {
        for key in [SETTINGS, LAST] {
            self.table.get(key);
        }
    }

    /// Reports whether nothing was built in the project yet.
    pub fn is_new(&self) -> bool {
        self.index.is_empty()
    }

    /// Returns the report of the last command, if there is one.
    pub fn last(&self) -> Option<Report> {
        stored::read(self.table.get(LAST)?)
    }

    /// Returns a setting of the last command; empty if it had none.
    pub(crate) fn setting(&self, name: &str) -> &str {
        let bytes = self.table.get(SETTINGS).unwrap_or_default();
        let mut lines = std::str::from_utf8(bytes).unwrap_or_default().lines();
        let value = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        value.unwrap_or_default()
    }

    /// Reports whether an action was built from this recipe lately, and ended so.
    pub(crate) fn is_known(&self, action: &str, recipe: &str, ended: ActionOutcome) -> bool {
        self.index.contains(&(short(action), form(recipe, ended)))
    }

    /// Returns the recipes that an action was built from lately and how that ended, the last one
    /// first.
    pub(crate) fn recipes(&self, action: &str) -> Vec<(&str, ActionOutcome)> {
        self.table.get(action).map(read_recipes).unwrap_or_default()
    }

    /// Returns files that the test of a package opened or statted in a recent run; absolute. It may
    /// read others now.
    pub fn files_of_test(&self, package: &str) -> Vec<String> {
        let recipes = self.recipes(&format!("test run {package}"));
        let lines = recipes.iter().flat_map(|(recipe, _)| recipe.lines());
        let file = |line: &str| {
            let rest = line
                .strip_prefix("open ")
                .or_else(|| line.strip_prefix("stat "))?;
            rest.rsplit_once(' ').map(|(file, _)| file.to_owned())
        };
        lines.filter_map(file).collect()
    }

    /// Adds the recipe that an action was built from now.
    pub(crate) fn add_recipe(&mut self, action: &str, recipe: &str, ended: ActionOutcome) {
        let mut recipes = vec![(recipe, ended)];
        let mut gone = Vec::new();
        let row = self
            .table
            .get(action)
            .map(<[u8]>::to_vec)
            .unwrap_or_default();
        for (other, ended) in read_recipes(&row) {
            if other != recipe && recipes.len() < KEPT {
                recipes.push((other, ended));
            } else {
                gone.push(form(other, ended));
            }
        }
        let action_form = short(action);
        for form in gone {
            self.index.remove(&(action_form, form));
        }
        self.index.insert((action_form, form(recipe, ended)));
        self.table.put(action, write_recipes(&recipes));
        self.is_changed = true;
    }

    /// Reports whether there is a new recipe.
    pub(crate) fn is_changed(&self) -> bool {
        self.is_changed
    }

    /// Stores the report of the last command, and writes changed rows.
    pub(crate) fn finish(self, report: &Report) {
        if self.is_changed {
            let entries = self.index.iter();
            let bytes =
                entries.flat_map(|(action, recipe)| [action.to_le_bytes(), recipe.to_le_bytes()]);
            self.table.put(INDEX, bytes.flatten().collect());
        }
        let settings = report.command.settings.iter();
        let lines: String = settings
            .map(|(name, value)| format!("{name}={value}\n"))
            .collect();
        self.table.put(SETTINGS, lines.into_bytes());
        self.table.put(LAST, stored::write(report));
        self.table.save();
    }
}

/// Returns the short form of a recipe and how the action ended.
fn form(recipe: &str, ended: ActionOutcome) -> u64 {
    short(recipe) & !1 | u64::from(ended == ActionOutcome::Failed)
}

/// Returns the recipes of a row: of each how it ended, its length and its bytes.
fn read_recipes(mut row: &[u8]) -> Vec<(&str, ActionOutcome)> {
    let mut recipes = Vec::new();
    while let Some((ended, rest)) = row.split_first()
        && let Some((length, rest)) = rest.split_first_chunk()
        && let Some((recipe, rest)) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)
        && let Ok(recipe) = std::str::from_utf8(recipe)
    {
        let ended = match ended {
            0 => ActionOutcome::Well,
            _ => ActionOutcome::Failed,
        };
        recipes.push((recipe, ended));
        row = rest;
    }
    recipes
}

fn write_recipes(recipes: &[(&str, ActionOutcome)]) -> Vec<u8> {
    let mut row = Vec::new();
    for (recipe, ended) in recipes {
        let length = u32::try_from(recipe.len()).unwrap_or(u32::MAX);
        row.push(u8::from(*ended == ActionOutcome::Failed));
        row.extend_from_slice(&length.to_le_bytes());
        row.extend_from_slice(recipe.as_bytes());
    }
    row
}

fn read_index(bytes: &[u8]) -> HashSet<(u64, u64)> {
    let (entries, _) = bytes.as_chunks::<ENTRY>();
    let number = |bytes: &[u8]| bytes.first_chunk().copied().map_or(0, u64::from_le_bytes);
    let pair = |entry: &[u8; ENTRY]| (number(&entry[..8]), number(&entry[8..]));
    entries.iter().map(pair).collect()
}

#[cfg(test)]
mod tests {
    use vamos_localstore::Table;

    use super::ActionOutcome;
    use super::History;
    use super::KEPT;
    use crate::report::Report;

    #[test]
    fn the_last_recipes_of_an_action_are_known() {
        let temp = tempfile::tempdir().unwrap();
        let memo = || Table::open(temp.path().to_str().unwrap(), "x", 0);
        let recipes: Vec<String> = (0..KEPT + 2)
            .map(|number| format!("file {number}\n"))
            .collect();
        for recipe in &recipes {
            for ended in [ActionOutcome::Failed, ActionOutcome::Well] {
                let mut history = History::open(&memo(), "/p");
                history.add_recipe("build a", recipe, ended);
                history.finish(&Report::default());
            }
        }
        let history = History::open(&memo(), "/p");
        let known: Vec<bool> = recipes
            .iter()
            .map(|recipe| history.is_known("build a", recipe, ActionOutcome::Well))
            .collect();
        assert_eq!(known, [false, false, true, true, true, true]);
        assert!(!history.is_known("build a", &recipes[5], ActionOutcome::Failed));
        let last = history.recipes("build a");
        assert_eq!(last.len(), KEPT);
        assert_eq!(last[0], (recipes[5].as_str(), ActionOutcome::Well));
        assert_eq!(history.last(), Some(Report::default()));
        assert_eq!(History::open(&memo(), "/q").last(), None);
    }
}
