//! Which entries of the build cache the commands of a project used lately.
//!
//! Counterpart: none; the official command notes when an entry was used, and not by whom.

use std::collections::BTreeMap;
use std::collections::HashSet;

use vamos_base::Digest;
use vamos_localstore::Table;

/// For how many minutes an entry counts as used: 30 days.
const KEPT_MINUTES: u32 = 30 * 24 * 60;

/// The age in minutes at which a time of use is renewed.
const RENEWAL_MINUTES: u32 = 60;

/// The bytes of an entry: an action, and when it was last used, in minutes since the epoch.
const ROW: usize = 36;

/// The entries that a project used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    minutes: BTreeMap<Digest, u32>,
}

fn minutes(now_ns: i128) -> u32 {
    u32::try_from(now_ns / 60_000_000_000).unwrap_or_default()
}

impl Uses {
    /// Reads what is kept of a project.
    pub fn read(table: &Table, project: &str) -> Self {
        let bytes = table.get(project).unwrap_or_default();
        let (rows, _) = bytes.as_chunks::<ROW>();
        let pair = |row: &[u8; ROW]| {
            let (id, minutes) = row.split_first_chunk()?;
            Some((Digest(*id), u32::from_le_bytes(*minutes.first_chunk()?)))
        };
        Self {
            minutes: rows.iter().filter_map(pair).collect(),
        }
    }

    /// Adds what a command used, and keeps it. Times are only renewed after an hour, as those of
    /// the entries' files are: most commands use what the one before used.
    pub fn add(table: &Table, project: &str, used: &[Digest], now_ns: i128) {
        let mut uses = Self::read(table, project);
        let now = minutes(now_ns);
        let is_fresh = |time: &u32| now.saturating_sub(*time) < RENEWAL_MINUTES;
        if used
            .iter()
            .all(|id| uses.minutes.get(id).is_some_and(is_fresh))
        {
            return;
        }
        uses.minutes
            .retain(|_, used| now.saturating_sub(*used) <= KEPT_MINUTES);
        uses.minutes.extend(used.iter().map(|id| (*id, now)));
        let mut bytes = Vec::with_capacity(uses.minutes.len() * ROW);
        for (id, minutes) in &uses.minutes {
            bytes.extend_from_slice(&id.0);
            bytes.extend_from_slice(&minutes.to_le_bytes());
        }
        table.put(project, bytes);
        table.save();
    }

    /// Returns all actions.
    pub fn actions(&self) -> impl Iterator<Item = Digest> + '_ {
        self.minutes.keys().copied()
    }

    /// Returns the actions that were used at most so many minutes before the last one.
    pub fn latest(&self, within: u32) -> HashSet<Digest> {
        let last = self.minutes.values().max().copied().unwrap_or_default();
        let is_late = |used: u32| last - used <= within;
        let latest = self.minutes.iter().filter(|(_, used)| is_late(**used));
        latest.map(|(id, _)| *id).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_used_long_ago_is_forgotten() {
        let temp = tempfile::tempdir().unwrap();
        let own = temp.path().to_str().unwrap();
        let id = |number: u8| Digest::of(&[number]);
        let day = 24 * 3600 * 1_000_000_000;
        let add = |ids: &[u8], days: i128| {
            let used: Vec<Digest> = ids.iter().map(|number| id(*number)).collect();
            Uses::add(&Table::of_uses(own), "/p", &used, (1000 + days) * day);
        };
        add(&[1, 2], 0);
        add(&[2, 3], 29);
        let table = Table::of_uses(own);
        assert_eq!(table.keys(), ["/p"]);
        assert_eq!(Uses::read(&table, "/p").actions().count(), 3);
        let latest = Uses::read(&table, "/p").latest(60);
        assert_eq!(latest, HashSet::from([id(2), id(3)]));
        add(&[4], 31);
        let uses = Uses::read(&Table::of_uses(own), "/p");
        assert_eq!(
            uses.actions().collect::<HashSet<_>>(),
            [2, 3, 4].map(id).into()
        );
        assert_eq!(Uses::read(&table, "/q"), Uses::default());
    }
}
