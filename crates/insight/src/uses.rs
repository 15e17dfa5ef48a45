//! Entries of the build cache that the commands of a project used recently.
//!
//! Counterpart: none; the official command records when an entry was used, and not by which
//! project.

use std::collections::HashSet;

use vamos_base::Digest;
use vamos_localstore::Table;

/// For how many minutes an entry counts as used: 30 days.
const KEPT_MINUTES: u32 = 30 * 24 * 60;

/// The age in minutes at which a time of use is renewed.
const RENEWAL_MINUTES: u32 = 60;

/// Minimum number of entries that are stored for a project, if there are as many; the most recently
/// used ones. Each command reads all of them, and writes them again if it used others. Every edit
/// of a package makes entries.
const MOST: usize = 16_384;

/// For a command that used more than [`MOST`] entries, the limit is this multiple of their number,
/// so that this command and others of the project do not evict each other's entries.
const COMMANDS: usize = 4;

/// The bytes of an entry: an action, and when it was last used, in minutes since the epoch.
const ROW: usize = 36;

/// An entry, and when it was last used, in minutes since the epoch.
type Row = (Digest, u32);

/// The entries that a project used, in the order of their digests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    rows: Vec<Row>,
}

fn minutes(now_ns: i128) -> u32 {
    u32::try_from(now_ns / 60_000_000_000).unwrap_or_default()
}

fn decoded(row: &[u8; ROW]) -> Option<Row> {
    let (id, minutes) = row.split_first_chunk()?;
    Some((Digest(*id), u32::from_le_bytes(*minutes.first_chunk()?)))
}

/// Adds a row to stored ones.
fn push(rows: &mut Vec<u8>, (id, minutes): Row) {
    rows.extend_from_slice(&id.0);
    rows.extend_from_slice(&minutes.to_le_bytes());
}

/// Returns the stored rows of a project, in the order of their digests.
fn rows<'t>(table: &'t Table, project: &str) -> impl Iterator<Item = Row> + 't {
    let bytes = table.get(project).unwrap_or_default();
    bytes.as_chunks().0.iter().filter_map(decoded)
}

/// Calls `each` for every digest of two sorted lists, with the time of the first one, and whether
/// it is in the second one.
fn merge(
    kept: impl Iterator<Item = Row>,
    used: &[Digest],
    mut each: impl FnMut(Digest, Option<u32>, bool),
) {
    let mut used = used.iter().copied().peekable();
    for (id, time) in kept {
        while let Some(new) = used.next_if(|used| *used < id) {
            each(new, None, true);
        }
        let is_used = used.next_if_eq(&id).is_some();
        each(id, Some(time), is_used);
    }
    used.for_each(|new| each(new, None, true));
}

impl Uses {
    /// Reads the stored rows of a project.
    pub fn read(table: &Table, project: &str) -> Self {
        Self {
            rows: rows(table, project).collect(),
        }
    }

    /// Adds the entries that a command used, and stores them. Times are only renewed after an hour,
    /// like the times of the entries' files: most commands use the same entries as the one before.
    pub fn add(table: &Table, project: &str, used: &[Digest], now_ns: i128) {
        let mut used = used.to_vec();
        used.sort_unstable();
        used.dedup();
        let now = minutes(now_ns);
        let age = |time: u32| now.saturating_sub(time);
        let mut is_known = true;
        merge(rows(table, project), &used, |_, time, is_used| {
            let is_fresh = time.is_some_and(|time| age(time) < RENEWAL_MINUTES);
            is_known &= is_fresh || !is_used;
        });
        if is_known {
            return;
        }
        // As they are stored, because there are many.
        let old = table.get(project).map_or(0, <[u8]>::len);
        let mut kept = Vec::with_capacity(old + used.len() * ROW);
        merge(
            rows(table, project),
            &used,
            |id, time, is_used| match time {
                _ if is_used => push(&mut kept, (id, now)),
                Some(time) if age(time) <= KEPT_MINUTES => push(&mut kept, (id, time)),
                _ => {}
            },
        );
        keep_latest(&mut kept, MOST.max(COMMANDS * used.len()));
        table.put(project, kept);
        table.save();
    }

    /// Returns all actions.
    pub fn actions(&self) -> impl Iterator<Item = Digest> + '_ {
        self.rows.iter().map(|(id, _)| *id)
    }

    /// Returns the actions that were used in the last `within` minutes before the latest use.
    pub fn latest(&self, within: u32) -> HashSet<Digest> {
        let last = self.rows.iter().map(|(_, used)| *used).max();
        let last = last.unwrap_or_default();
        let latest = self.rows.iter().filter(|(_, used)| last - used <= within);
        latest.map(|(id, _)| *id).collect()
    }
}

/// Retains the `most` most recently used rows; more if others were used in the same minute.
fn keep_latest(rows: &mut Vec<u8>, most: usize) {
    let count = rows.len() / ROW;
    if count <= most {
        return;
    }
    let decoded_rows = rows.as_chunks().0.iter().filter_map(decoded);
    let mut times: Vec<u32> = decoded_rows.map(|(_, time)| time).collect();
    let (_, oldest, _) = times.select_nth_unstable(count - most);
    let oldest = *oldest;
    let mut kept = 0;
    for at in (0..count * ROW).step_by(ROW) {
        let row = rows[at..].first_chunk().and_then(decoded);
        if row.is_some_and(|(_, time)| time >= oldest) {
            rows.copy_within(at..at + ROW, kept);
            kept += ROW;
        }
    }
    rows.truncate(kept);
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

    #[test]
    fn those_that_were_used_last_are_kept() {
        let id = |number: u8| Digest([number; 32]);
        let stored = |rows: &[Row]| {
            let mut stored = Vec::new();
            rows.iter().for_each(|row| push(&mut stored, *row));
            stored
        };
        let mut rows = stored(&[(id(1), 5), (id(2), 9), (id(3), 7), (id(4), 9)]);
        keep_latest(&mut rows, 4);
        assert_eq!(rows.len(), 4 * ROW);
        keep_latest(&mut rows, 3);
        assert_eq!(rows, stored(&[(id(2), 9), (id(3), 7), (id(4), 9)]));
        // Both were used in the same minute.
        keep_latest(&mut rows, 1);
        assert_eq!(rows, stored(&[(id(2), 9), (id(4), 9)]));
    }

    #[test]
    fn lists_are_merged() {
        let id = |number: u8| Digest([number; 32]);
        let mut seen = Vec::new();
        let kept = [(id(2), 1), (id(4), 2), (id(6), 3)].into_iter();
        merge(kept, &[id(1), id(4), id(5), id(7)], |id, time, is_used| {
            seen.push((id.0[0], time, is_used));
        });
        assert_eq!(
            seen,
            [
                (1, None, true),
                (2, Some(1), false),
                (4, Some(2), true),
                (5, None, true),
                (6, Some(3), false),
                (7, None, true),
            ]
        );
    }
}
