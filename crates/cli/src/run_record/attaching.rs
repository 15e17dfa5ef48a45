//! The attachment of a command to its run record, and the use of an earlier run's attachment.
//!
//! Counterpart: none.

use super::Mode;
use super::RunRecorder;
use super::edited::Edited;
use super::lock;
use crate::process::Process;

impl RunRecorder {
    /// Reports whether this run may have a run record, so that it is worth attaching something.
    pub(crate) fn may_attach(&self) -> bool {
        let subject = self.0.as_ref();
        subject.is_some_and(|subject| subject.mode != Mode::Verify)
    }

    /// Attaches results of the command, for a later run in which only a few files differ.
    pub(crate) fn attach(&self, attachment: Vec<u8>) {
        if let Some(subject) = &self.0 {
            *lock(&subject.attachment) = attachment;
        }
    }

    /// Returns the run record of an earlier run, if only some files have changed since.
    pub(crate) fn take_edited(&self) -> Option<Edited> {
        lock(&self.0.as_ref()?.edited).take()
    }

    /// Explains the effect of the changes on the command.
    pub(crate) fn explain_edited(&self, process: &Process, what: impl FnOnce() -> String) {
        if let Some(subject) = &self.0 {
            subject.explain(process, what);
        }
    }

    /// Updates the run record of the earlier run at the end of the command. With an attachment,
    /// which has the same length as the earlier one, the command had no errors and printed nothing:
    /// the run record then describes this run, if the changed files did not change a moment ago.
    /// Otherwise the earlier one stays.
    pub(crate) fn end_edited(&self, edited: Edited, attachment: Option<impl FnOnce() -> Vec<u8>>) {
        let Some(subject) = &self.0 else { return };
        // This run did not see everything that it depends on.
        drop(subject.accesses.finish());
        let Edited {
            mut run_record,
            edits,
            now_ns,
        } = edited;
        if attachment.is_some_and(|new| run_record.edit(&edits, new, now_ns)) {
            // If this fails, the next run checks the same files again.
            let _ = subject
                .run_records
                .keep_bytes(&subject.key, run_record.bytes());
        }
    }
}
