//! A run record that holds except for a few changed files, whose effect the command may know.
//!
//! Counterpart: none.

use vamos_localstore::run_record::Edit;
use vamos_localstore::run_record::RunRecord;

/// A run record that holds but for files and directories that changed.
pub(crate) struct Edited {
    pub(super) run_record: RunRecord,
    pub(super) edits: Vec<Edit>,
    /// The time of their check.
    pub(super) now_ns: i64,
}

impl Edited {
    /// Returns the attachment of the earlier run.
    pub(crate) fn attachment(&self) -> &[u8] {
        self.run_record.attachment()
    }

    /// Returns the files and directories that changed.
    pub(crate) fn edits(&self) -> &[Edit] {
        &self.edits
    }
}

/// Returns the changed names, for people.
pub(super) fn names(edits: &[Edit]) -> String {
    match edits {
        [] => String::new(),
        [edit] => edit.path.clone(),
        [first, rest @ ..] => format!("{} and {} more", first.path, rest.len()),
    }
}
