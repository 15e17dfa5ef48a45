//! A run record that holds but for a few files: the command may know what they change.
//!
//! Counterpart: none.

use vamos_localstore::run_record::Edit;
use vamos_localstore::run_record::RunRecord;

/// A run record that holds but for files and directories that changed.
pub(crate) struct Edited {
    pub(super) run_record: RunRecord,
    pub(super) edits: Vec<Edit>,
    /// When they were looked at.
    pub(super) now_ns: i64,
}

impl Edited {
    /// Returns what the earlier run attached.
    pub(crate) fn attachment(&self) -> &[u8] {
        self.run_record.attachment()
    }

    /// Returns the files and directories that changed.
    pub(crate) fn edits(&self) -> &[Edit] {
        &self.edits
    }
}

/// Returns what changed, for people.
pub(super) fn names(edits: &[Edit]) -> String {
    match edits {
        [] => String::new(),
        [edit] => edit.path.clone(),
        [first, rest @ ..] => format!("{} and {} more", first.path, rest.len()),
    }
}
