//! The costs of actions from earlier builds, otherwise estimated from the size of their sources.
//! Costs decide the order of ready actions, never their results.
//!
//! The table (`costs-*`, see [`Table`]) belongs to the user: the processor time of an
//! action's children by target, kind and import path. Only costs that changed considerably
//! are written again.
//! Counterpart: none; upstream's order ignores costs.

use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::time::Duration;

use vamos_base::golang::process::Usage;
use vamos_localstore::Table;

use crate::action::ActionRef;

/// Costs from earlier builds, and of this one.
pub(crate) struct Costs<'a> {
    memo: Option<&'a Table>,
    /// The operating system and the architecture of the target.
    target: String,
    /// By action, the microseconds of processor time that its children took.
    spent: Vec<AtomicU64>,
}

impl<'a> Costs<'a> {
    pub(crate) fn new(memo: Option<&'a Table>, goos: &str, goarch: &str, actions: usize) -> Self {
        Self {
            memo,
            target: format!("{goos}/{goarch}"),
            spent: (0..actions).map(|_| AtomicU64::new(0)).collect(),
        }
    }

    /// Writes the costs of this run for later ones.
    pub(crate) fn save(&self) {
        if let Some(memo) = self.memo {
            memo.save();
        }
    }

    /// Adds the processor time of a child that ran for an action.
    pub(crate) fn add_spent(&self, action: ActionRef, usage: &Usage) {
        let micros = (usage.user + usage.system).as_micros();
        let micros = u64::try_from(micros).unwrap_or(u64::MAX);
        self.spent[action.index()].fetch_add(micros, Ordering::Relaxed);
    }

    /// Resets the processor time of an action whose work must be repeated.
    pub(crate) fn reset_spent(&self, action: ActionRef) {
        self.spent[action.index()].store(0, Ordering::Relaxed);
    }

    /// Returns the processor time of an action's children.
    pub(crate) fn spent(&self, action: ActionRef) -> Duration {
        Duration::from_micros(self.spent[action.index()].load(Ordering::Relaxed))
    }

    fn key(&self, what: &str) -> String {
        format!("{} {what}", self.target)
    }

    /// Returns the microseconds of processor time that something last took.
    pub(crate) fn known(&self, what: &str) -> Option<u64> {
        let value = self.memo?.get(&self.key(what))?;
        Some(u64::from(u32::from_le_bytes(value.try_into().ok()?)) * 1000)
    }

    /// Stores the cost of something, unless it is close to the stored one.
    pub(crate) fn learn(&self, what: &str, took: Duration) {
        let millis = u32::try_from(took.as_millis()).unwrap_or(u32::MAX);
        let Some(memo) = self.memo else { return };
        let micros = u64::from(millis) * 1000;
        let is_changed = |known: u64| known.abs_diff(micros) > known / 4 + 20_000;
        if self.known(what).is_none_or(is_changed) {
            memo.put(&self.key(what), millis.to_le_bytes().to_vec());
        }
    }
}

/// Microseconds for a source that does not exist yet.
pub(crate) const GENERATED: u64 = 100_000;

/// Estimates the microseconds for compiling `bytes` bytes of Go: on average 2.5 s per megabyte.
pub(crate) fn go_estimate(bytes: u64) -> u64 {
    10_000 + bytes * 5 / 2
}

/// Estimates the microseconds for a foreign source of `bytes` bytes. The compiler also reads
/// headers, in C++ large ones.
pub(crate) fn foreign_estimate(is_cxx: bool, bytes: u64) -> u64 {
    match is_cxx {
        true => 300_000 + bytes * 10,
        false => 30_000 + bytes * 9 / 2,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use vamos_localstore::StoreKind;
    use vamos_localstore::Table;

    use super::Costs;

    #[test]
    fn what_took_about_as_long_is_not_written_again() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().to_str().unwrap();
        let learn = |millis: u64| {
            let memo = Table::open(dir, "x", 0).sibling(StoreKind::Costs, "");
            let costs = Costs::new(Some(&memo), "linux", "amd64", 0);
            costs.learn("build fmt", Duration::from_millis(millis));
            memo.save();
            let memo = Table::open(dir, "x", 0).sibling(StoreKind::Costs, "");
            let costs = Costs::new(Some(&memo), "linux", "amd64", 0);
            let other = Costs::new(Some(&memo), "linux", "arm64", 0);
            assert_eq!(other.known("build fmt"), None);
            costs.known("build fmt")
        };
        assert_eq!(learn(1000), Some(1_000_000));
        assert_eq!(learn(1200), Some(1_000_000));
        assert_eq!(learn(800), Some(1_000_000));
        assert_eq!(learn(1300), Some(1_300_000));
        let costs = Costs::new(None, "linux", "amd64", 0);
        costs.learn("build fmt", Duration::from_secs(1));
        assert_eq!(costs.known("build fmt"), None);
    }
}
