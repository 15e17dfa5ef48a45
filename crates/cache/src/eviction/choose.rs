//! Chooses files to remove, by age, size or use. Pure: nothing is removed here.
//!
//! Counterpart: none.

use std::collections::HashMap;
use std::collections::HashSet;

use vamos_base::Digest;

use super::Inventory;

/// The criterion for removal.
#[derive(Clone, Copy, Debug)]
pub enum Goal<'a> {
    /// Files that were last used before this time, in nanoseconds since the epoch.
    OlderThan(i128),
    /// The least recently used files, of at least this many bytes in total.
    Bytes(u64),
    /// The entries of all actions that are not in this set.
    NotIn(&'a HashSet<Digest>),
}

/// The files to remove, as indices into the lists of an [`Inventory`], the least recently used
/// first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Victims {
    /// Entries of actions.
    pub entries: Vec<usize>,
    /// Values that no other entry refers to.
    pub values: Vec<usize>,
    /// Other files.
    pub strays: Vec<usize>,
    /// The total size in bytes.
    pub bytes: u64,
}

impl Victims {
    /// Returns the number of files to remove.
    pub fn count(&self) -> usize {
        self.entries.len() + self.values.len() + self.strays.len()
    }
}

#[derive(Clone, Copy)]
enum Item {
    Entry(usize),
    /// A value that no entry refers to from the beginning.
    Value(usize),
    Stray(usize),
}

/// Chooses the files to remove. `used` are the actions and values that this process has used: they
/// count as the most recently used, and its executables stay, because they may be about to start.
///
/// An entry is removed before its value, and a value with the last entry that refers to it.
pub fn choose(inventory: &Inventory, goal: Goal<'_>, used: &HashSet<Digest>) -> Victims {
    let mut chooser = Chooser::new(inventory, goal, used);
    for (is_used, used_ns, item) in chooser.items() {
        let is_wanted = match goal {
            Goal::OlderThan(time_ns) => !is_used && used_ns < time_ns,
            Goal::Bytes(bytes) if chooser.victims.bytes >= bytes => break,
            Goal::Bytes(_) => true,
            Goal::NotIn(kept) => match item {
                Item::Entry(at) => !kept.contains(&inventory.entries[at].id.0),
                Item::Value(_) | Item::Stray(_) => true,
            },
        };
        if is_wanted {
            chooser.take(item);
        }
    }
    chooser.victims
}

struct Chooser<'a> {
    inventory: &'a Inventory,
    goal: Goal<'a>,
    used: &'a HashSet<Digest>,
    /// The index of each value, and the number of remaining entries that refer to it.
    values: HashMap<Digest, (usize, usize)>,
    victims: Victims,
}

impl<'a> Chooser<'a> {
    fn new(inventory: &'a Inventory, goal: Goal<'a>, used: &'a HashSet<Digest>) -> Self {
        let places = inventory.values.iter().enumerate();
        let mut values: HashMap<Digest, (usize, usize)> =
            places.map(|(at, value)| (value.id.0, (at, 0))).collect();
        for entry in inventory.entries.iter().filter_map(|entry| entry.entry) {
            if let Some((_, count)) = values.get_mut(&entry.output.0) {
                *count += 1;
            }
        }
        Self {
            inventory,
            goal,
            used,
            values,
            victims: Victims::default(),
        }
    }

    /// Returns all items that can be removed on their own, the least recently used first.
    fn items(&self) -> Vec<(bool, i128, Item)> {
        let entries = self.inventory.entries.iter().enumerate();
        let entries = entries.map(|(at, entry)| {
            let is_used = self.used.contains(&entry.id.0);
            (is_used, entry.used_ns, Item::Entry(at))
        });
        let values = self.inventory.values.iter().enumerate();
        let orphans = values.filter(|(_, value)| self.values[&value.id.0].1 == 0);
        let orphans = orphans.map(|(at, value)| {
            let is_used = self.used.contains(&value.id.0);
            (is_used, value.used_ns, Item::Value(at))
        });
        let strays = self.inventory.strays.iter().enumerate();
        let strays = strays.map(|(at, stray)| (false, stray.used_ns, Item::Stray(at)));
        let mut items: Vec<_> = entries.chain(orphans).chain(strays).collect();
        items.sort_by_key(|(is_used, used_ns, _)| (*is_used, *used_ns));
        items
    }

    fn take(&mut self, item: Item) {
        match item {
            Item::Value(at) => self.take_value(at),
            Item::Stray(at) => {
                self.victims.strays.push(at);
                self.victims.bytes += self.inventory.strays[at].size;
            }
            Item::Entry(at) => {
                let entry = &self.inventory.entries[at];
                let value = entry.entry.map(|entry| entry.output.0);
                let place = value.and_then(|id| self.values.get(&id));
                if place.is_some_and(|(place, _)| self.must_stay(*place)) {
                    return;
                }
                self.victims.entries.push(at);
                self.victims.bytes += entry.size;
                let Some(id) = value else {
                    return;
                };
                if let Some((place, count)) = self.values.get_mut(&id) {
                    *count -= 1;
                    if *count == 0 {
                        let place = *place;
                        self.take_value(place);
                    }
                }
            }
        }
    }

    /// Reports whether a value is an executable that this process may be about to start.
    fn must_stay(&self, at: usize) -> bool {
        let value = &self.inventory.values[at];
        value.is_executable && self.used.contains(&value.id.0)
    }

    fn take_value(&mut self, at: usize) {
        let value = &self.inventory.values[at];
        let is_young = match self.goal {
            Goal::OlderThan(time_ns) => value.used_ns >= time_ns,
            Goal::Bytes(_) | Goal::NotIn(_) => false,
        };
        if !is_young && !self.must_stay(at) {
            self.victims.values.push(at);
            self.victims.bytes += value.size;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ActionId;
    use crate::Entry;
    use crate::OutputId;
    use crate::eviction::EntryFile;
    use crate::eviction::Stray;
    use crate::eviction::ValueFile;

    fn id(number: u8) -> Digest {
        Digest::of(&[number])
    }

    /// Entries by action, value and time; values by size, time and whether they are executables.
    fn inventory(entries: &[(u8, u8, i128)], values: &[(u8, u64, i128, bool)]) -> Inventory {
        let entry = |(action, value, used_ns): &(u8, u8, i128)| EntryFile {
            id: ActionId(id(*action)),
            entry: Some(Entry {
                output: OutputId(id(*value)),
                size: 1,
                time_ns: 0,
            }),
            used_ns: *used_ns,
            size: 175,
        };
        let value = |(value, size, used_ns, is_executable): &(u8, u64, i128, bool)| ValueFile {
            id: OutputId(id(*value)),
            used_ns: *used_ns,
            size: *size,
            is_executable: *is_executable,
        };
        Inventory {
            dir: "/c".to_owned(),
            entries: entries.iter().map(entry).collect(),
            values: values.iter().map(value).collect(),
            strays: vec![Stray {
                path: "/c/00/vamos-1-d".to_owned(),
                used_ns: 50,
                size: 10,
            }],
        }
    }

    #[test]
    fn the_least_recently_used_go_first_and_shared_values_last() {
        let found = inventory(
            &[(1, 11, 10), (2, 11, 40), (3, 12, 20), (4, 13, 60)],
            &[
                (11, 1000, 40, false),
                (12, 500, 20, false),
                (13, 9, 60, true),
            ],
        );
        let none = HashSet::new();
        let bytes = |bytes| choose(&found, Goal::Bytes(bytes), &none);
        assert_eq!(bytes(0), Victims::default());
        assert_eq!((bytes(1).entries, bytes(1).values), (vec![0], vec![]));
        let more = bytes(200);
        assert_eq!((more.entries, more.values), (vec![0, 2], vec![1]));
        assert_eq!(more.bytes, 175 + 175 + 500);
        let all = bytes(u64::MAX);
        assert_eq!(all.values, [1, 0, 2]);
        assert_eq!(all.strays, [0]);
        let old = choose(&found, Goal::OlderThan(40), &none);
        assert_eq!((old.entries, old.values), (vec![0, 2], vec![1]));
        let kept = HashSet::from([id(2), id(4)]);
        let unused = choose(&found, Goal::NotIn(&kept), &none);
        assert_eq!((unused.entries, unused.values), (vec![0, 2], vec![1]));
    }

    #[test]
    fn used_files_are_removed_last_and_used_executables_stay() {
        let found = inventory(
            &[(1, 11, 10), (2, 12, 20)],
            &[(11, 100, 10, true), (12, 100, 20, false)],
        );
        let used = HashSet::from([id(1), id(11)]);
        let first = choose(&found, Goal::Bytes(1), &used);
        assert_eq!(first.entries, [1]);
        let all = choose(&found, Goal::Bytes(u64::MAX), &used);
        assert_eq!((all.entries, all.values), (vec![1], vec![1]));
    }

    proptest! {
        #[test]
        fn no_entry_that_stays_loses_its_value(
            entries in prop::collection::vec((0u8..30, 0u8..9, 0i128..50), 0..40),
            values in prop::collection::vec((0u64..99, 0i128..50, any::<bool>()), 9),
            bytes in 0u64..9000,
            used in prop::collection::hash_set(0u8..30, 0..9),
        ) {
            let mut seen = HashSet::new();
            let entries: Vec<_> = entries.into_iter().filter(|(id, ..)| seen.insert(*id)).collect();
            let values: Vec<_> = (0u8..).zip(values)
                .map(|(number, (size, time, is_executable))| (number, size, time, is_executable))
                .collect();
            let found = inventory(&entries, &values);
            let used: HashSet<Digest> = used.into_iter().map(id).collect();
            for goal in [Goal::Bytes(bytes), Goal::OlderThan(i128::from(bytes) % 50), Goal::NotIn(&used)] {
                let victims = choose(&found, goal, &used);
                for (at, entry) in found.entries.iter().enumerate() {
                    let value = entry.entry.map(|entry| entry.output);
                    let goes = victims.values.iter().any(|at| Some(found.values[*at].id) == value);
                    prop_assert!(!goes || victims.entries.contains(&at));
                }
                let sum: u64 = victims.entries.iter().map(|at| found.entries[*at].size)
                    .chain(victims.values.iter().map(|at| found.values[*at].size))
                    .chain(victims.strays.iter().map(|at| found.strays[*at].size))
                    .sum();
                prop_assert_eq!(sum, victims.bytes);
                // When the goal is to remove everything, only entries of executables that this
                // process used stay.
                let may_stay = |at: usize| found.entries[at].entry.is_some_and(|entry| {
                    let mut values = found.values.iter();
                    let value = values.find(|value| value.id == entry.output);
                    value.is_some_and(|value| value.is_executable && used.contains(&value.id.0))
                });
                prop_assert!(!matches!(goal, Goal::Bytes(_)) || sum >= bytes
                    || (0..found.entries.len()).all(|at| victims.entries.contains(&at) || may_stay(at)));
            }
        }
    }
}
