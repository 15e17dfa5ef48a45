//! Files and directories that changed since a run record was made, for a command that decides about
//! their effect.
//!
//! Counterpart: none.

use super::Edit;
use super::check::RunRecord;
use super::content::Content;
use super::format::BODY;
use super::format::Reader;
use super::format::body;
use super::format::seal;
use crate::trust::Trust;

impl RunRecord {
    /// Takes over the changes, with the stamps of the check at `now_ns`, and a new attachment of
    /// the same length, which is made only then. Reports whether the bytes may be stored: all these
    /// stamps prove that nothing changes without them.
    pub fn edit(
        &mut self,
        edits: &[Edit],
        attachment: impl FnOnce() -> Vec<u8>,
        now_ns: i64,
    ) -> bool {
        let trust = Trust::new(now_ns.into());
        for Edit {
            path, stamp, at, ..
        } in edits
        {
            let is_settled = trust.is_settled(stamp.mtime_ns.into(), stamp.ctime_ns.into());
            let mut old = Reader {
                all: &self.bytes,
                at: *at,
            };
            let owner = old.size().and_then(|owner| self.owners.get(owner));
            let is_same_owner = owner == Some(&(stamp.dev, stamp.uid, stamp.gid));
            if !(is_settled && is_same_owner && trust.is_honest(stamp.dev, path)) {
                return false;
            }
        }
        let attachment = attachment();
        if attachment.len() != self.attachment.len() {
            return false;
        }
        let mut bytes = self.bytes.to_vec();
        bytes[self.attachment.clone()].copy_from_slice(&attachment);
        for Edit { stamp, at, .. } in edits {
            // After the number of the owner.
            let Some(place) = bytes.get_mut(at + 4..at + 4 + BODY) else {
                return false;
            };
            place.copy_from_slice(&body(stamp));
        }
        seal(&mut bytes);
        self.bytes = Content::Owned(bytes);
        true
    }
}
