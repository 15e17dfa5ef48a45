//! The values that are known to be on the server, and the upload of missing ones.
//!
//! Concurrent commands need the same values: the tool, and most archives. One of them checks and
//! sends each value, and the others wait.
//! Counterpart: none.

use std::collections::HashMap;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use crate::RemoteError;
use crate::blob::Blob;

/// The values on the server.
#[derive(Default)]
pub(crate) struct UploadDedup {
    /// True for a value on the server; `false` while a command checks or sends it.
    values: Mutex<HashMap<Blob, bool>>,
    changed: Condvar,
}

/// The values that one command must send. When it is dropped, the values that it has not recorded
/// as present become available to other commands.
struct Claim<'s> {
    sent: &'s UploadDedup,
    values: Vec<Blob>,
    is_done: bool,
}

impl UploadDedup {
    fn values(&self) -> MutexGuard<'_, HashMap<Blob, bool>> {
        // The table is consistent after every statement.
        self.values.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns when all values are on the server. `send` gets the values that no other command
    /// sends.
    pub(crate) fn ensure(
        &self,
        values: &[Blob],
        mut send: impl FnMut(&[Blob]) -> Result<(), RemoteError>,
    ) -> Result<(), RemoteError> {
        loop {
            let claim = self.claim(values);
            if !claim.values.is_empty() {
                send(&claim.values)?;
                claim.done();
            }
            if self.wait(values) {
                return Ok(());
            }
            // The other command could not send them: this one tries.
        }
    }

    /// Drops the record that the server has these values.
    pub(crate) fn forget(&self, values: &[Blob]) {
        let mut known = self.values();
        for value in values {
            if known.get(value) == Some(&true) {
                known.remove(value);
            }
        }
    }

    /// Claims the values that no command has claimed.
    fn claim(&self, values: &[Blob]) -> Claim<'_> {
        let mut known = self.values();
        let mut is_new = |value: &&Blob| {
            let is_new = !known.contains_key(value);
            if is_new {
                known.insert(**value, false);
            }
            is_new
        };
        Claim {
            values: values.iter().filter(&mut is_new).copied().collect(),
            sent: self,
            is_done: false,
        }
    }

    /// Waits until no command sends any of these; reports whether all are on the server.
    fn wait(&self, values: &[Blob]) -> bool {
        let mut known = self.values();
        while values.iter().any(|value| known.get(value) == Some(&false)) {
            let waited = self.changed.wait(known);
            known = waited.unwrap_or_else(PoisonError::into_inner);
        }
        values.iter().all(|value| known.contains_key(value))
    }
}

impl Claim<'_> {
    fn done(mut self) {
        self.is_done = true;
    }
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        let mut known = self.sent.values();
        for value in &self.values {
            if self.is_done {
                known.insert(*value, true);
            } else {
                known.remove(value);
            }
        }
        drop(known);
        self.sent.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;
    use std::sync::atomic::Ordering;

    use super::*;

    #[test]
    fn each_value_is_sent_once() {
        let sent = UploadDedup::default();
        let count = AtomicUsize::new(0);
        let values: Vec<Blob> = (0..20_u8).map(|n| Blob::of(&[n])).collect();
        std::thread::scope(|scope| {
            for start in 0..10 {
                let (sent, count, values) = (&sent, &count, &values[start..start + 10]);
                scope.spawn(move || {
                    let send = |some: &[Blob]| {
                        count.fetch_add(some.len(), Ordering::Relaxed);
                        Ok(())
                    };
                    sent.ensure(values, send).expect("nothing fails");
                });
            }
        });
        assert_eq!(count.load(Ordering::Relaxed), 19);
    }

    #[test]
    fn a_failed_upload_is_repeated_by_the_next_command() {
        let sent = UploadDedup::default();
        let values = [Blob::of(b"a"), Blob::of(b"b")];
        let failed = sent.ensure(&values, |_| Err(RemoteError::TooSlow));
        assert_eq!(failed, Err(RemoteError::TooSlow));
        let mut seen = Vec::new();
        let mut send = |some: &[Blob]| {
            seen.push(some.len());
            Ok(())
        };
        sent.ensure(&values, &mut send).expect("it is sent");
        sent.ensure(&values, &mut send).expect("it is there");
        sent.forget(&values[..1]);
        sent.ensure(&values, &mut send).expect("it is sent again");
        assert_eq!(seen, [2, 1]);
    }
}
