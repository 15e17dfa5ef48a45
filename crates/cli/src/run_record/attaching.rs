//! What a command attaches to its run record, and what it does with that of an earlier run.
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

    /// Attaches what the command found out, for a later run of which only a few files differ.
    pub(crate) fn attach(&self, attachment: Vec<u8>) {
        if let Some(subject) = &self.0 {
            *lock(&subject.attachment) = attachment;
        }
    }

    /// Returns the run record of an earlier run, if only some files have changed since.
    pub(crate) fn take_edited(&self) -> Option<Edited> {
        lock(&self.0.as_ref()?.edited).take()
    }

    /// Explains what the command makes of the changes.
    pub(crate) fn explain_edited(&self, process: &Process, what: impl FnOnce() -> String) {
        if let Some(subject) = &self.0 {
            subject.explain(process, what);
        }
    }

    /// The command has ended. With an attachment, which has the length of that before, it had no
    /// errors and printed nothing: the run record of the earlier run is made that of this one, if
    /// what changed did not change a moment ago. Else the earlier one stays.
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
            // If this fails, the next run looks at the same files again.
            let _ = subject
                .run_records
                .keep_bytes(&subject.key, run_record.bytes());
        }
    }
}
