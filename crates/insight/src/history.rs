//! What the actions of a project depended on when they were last built.
//!
//! A row for each action has the lines of its recipe. One more row has a short form of all of
//! them, so that a build reads only the rows of actions whose inputs changed; another one has
//! the report of the last command.
//! Counterpart: none.

use std::collections::HashMap;

use vamos_base::Digest;
use vamos_memories::Memo;
use vamos_memories::Table;

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

/// How the last run of an action ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    Well,
    Failed,
}

/// What is known of earlier runs of a project.
pub struct History {
    table: Memo,
    index: HashMap<u64, u64>,
    is_changed: bool,
}

fn short(text: &str) -> u64 {
    let digest = Digest::of(text.as_bytes());
    let first = digest.0.first_chunk().copied().unwrap_or_default();
    u64::from_le_bytes(first)
}

impl History {
    /// Opens the history of a project beside another table. The project is the file or
    /// directory that defines it: a go.work, a go.mod.
    pub fn open(beside: &Memo, project: &str) -> Self {
        let key = format!("{:016x}", short(project));
        let table = beside.beside(Table::History, &key);
        let index = table.get(INDEX).map(read_index).unwrap_or_default();
        Self {
            table,
            index,
            is_changed: false,
        }
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

    /// Reports whether an action was last built from this recipe, and ended so.
    pub(crate) fn is_known(&self, action: &str, recipe: &str, ended: Ended) -> bool {
        self.index.get(&short(action)) == Some(&form(recipe, ended))
    }

    /// Returns the recipe that an action was last built from, and how that ended.
    pub(crate) fn recipe(&self, action: &str) -> Option<(&str, Ended)> {
        if !self.index.contains_key(&short(action)) {
            return None;
        }
        let (ended, recipe) = self.table.get(action)?.split_first()?;
        let ended = match ended {
            0 => Ended::Well,
            _ => Ended::Failed,
        };
        Some((std::str::from_utf8(recipe).ok()?, ended))
    }

    /// Sets the recipe that an action was last built from.
    pub(crate) fn set_recipe(&mut self, action: &str, recipe: &str, ended: Ended) {
        self.index.insert(short(action), form(recipe, ended));
        let mut row = vec![u8::from(ended == Ended::Failed)];
        row.extend_from_slice(recipe.as_bytes());
        self.table.put(action, row);
        self.is_changed = true;
    }

    /// Keeps the report of the last command, and writes what changed.
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
fn form(recipe: &str, ended: Ended) -> u64 {
    short(recipe) & !1 | u64::from(ended == Ended::Failed)
}

fn read_index(bytes: &[u8]) -> HashMap<u64, u64> {
    let (entries, _) = bytes.as_chunks::<ENTRY>();
    let number = |bytes: &[u8]| bytes.first_chunk().copied().map_or(0, u64::from_le_bytes);
    let pair = |entry: &[u8; ENTRY]| (number(&entry[..8]), number(&entry[8..]));
    entries.iter().map(pair).collect()
}
