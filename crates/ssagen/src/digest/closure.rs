//! Digests of entries with all entries that they refer to, which may refer to each other.
//!
//! Counterpart: none. Components are found as in "Depth-First Search and Linear Graph Algorithms"
//! (Tarjan, 1972).

use vamos_base::digest::Digest;
use vamos_base::digest::Sha256;

use super::bytes::Bytes;

/// Entries of a table, by number.
pub(super) trait Graph {
    /// Returns the greatest number.
    fn last(&self) -> u32;

    /// Returns the entry with the digest of an entry.
    fn representative(&self, entry: u32) -> u32 {
        entry
    }

    /// Adds the content of an entry, in which other entries have their names.
    fn put_own(&self, entry: u32, out: &mut Bytes);

    /// Adds the representatives of the entries that an entry refers to.
    fn put_targets(&self, entry: u32, out: &mut Vec<u32>);
}

/// The state of an entry.
#[derive(Clone, Copy, Debug)]
enum State {
    New,
    /// On the way: the order of its first visit, and the lowest order of entries on the way that it
    /// reaches.
    Open {
        order: u32,
        lowest: u32,
    },
    Done(Digest),
}

/// An entry whose targets are visited.
#[derive(Debug)]
struct Visit {
    entry: u32,
    targets: Vec<u32>,
    next: usize,
}

/// Digests of entries, which are made when they are needed.
#[derive(Debug, Default)]
pub(super) struct ReachDigests {
    states: Vec<State>,
    /// Entries on the way whose components are not complete.
    open: Vec<u32>,
    content: Bytes,
    digests: Vec<Digest>,
}

impl ReachDigests {
    /// Returns the digest of an entry; zeros if it does not exist.
    pub(super) fn get(&mut self, graph: &impl Graph, entry: u32) -> Digest {
        let entry = graph.representative(entry);
        if let State::Done(digest) = self.state(entry) {
            return digest;
        }
        let last = graph.last();
        if entry > last {
            return Digest::default();
        }
        let mut order = 0;
        let mut visits = vec![self.visit(graph, entry, &mut order)];
        while let Some(visit) = visits.last_mut() {
            let entry = visit.entry;
            if let Some(target) = visit.targets.get(visit.next).copied() {
                visit.next += 1;
                match self.state(target) {
                    State::New if target > last => {}
                    State::New => visits.push(self.visit(graph, target, &mut order)),
                    State::Open { order, .. } => self.reach(entry, order),
                    State::Done(_) => {}
                }
                continue;
            }
            let targets = std::mem::take(&mut visit.targets);
            visits.pop();
            let (order, lowest) = self.orders(entry);
            if let Some(around) = visits.last() {
                self.reach(around.entry, lowest);
            }
            if order == lowest {
                self.complete(graph, entry, targets);
            }
        }
        self.done(entry)
            .expect("the first entry of a walk completes the last component")
    }

    fn state(&self, entry: u32) -> State {
        let state = self.states.get(entry as usize);
        state.copied().unwrap_or(State::New)
    }

    /// Returns the digest of an entry that has one.
    fn done(&self, entry: u32) -> Option<Digest> {
        match self.state(entry) {
            State::Done(digest) => Some(digest),
            State::New | State::Open { .. } => None,
        }
    }

    /// Returns the order of the first visit of an entry on the way, and the lowest order that it reaches.
    fn orders(&self, entry: u32) -> (u32, u32) {
        match self.state(entry) {
            State::Open { order, lowest } => (order, lowest),
            State::New | State::Done(_) => {
                unreachable!("components end with their first entry, which is visited last")
            }
        }
    }

    fn set(&mut self, entry: u32, state: State) {
        let at = entry as usize;
        if self.states.len() <= at {
            self.states.resize(at + 1, State::New);
        }
        self.states[at] = state;
    }

    fn visit(&mut self, graph: &impl Graph, entry: u32, order: &mut u32) -> Visit {
        let open = State::Open {
            order: *order,
            lowest: *order,
        };
        *order += 1;
        self.set(entry, open);
        self.open.push(entry);
        let mut targets = Vec::new();
        graph.put_targets(entry, &mut targets);
        Visit {
            entry,
            targets,
            next: 0,
        }
    }

    /// Records that an entry reaches another one on the way.
    fn reach(&mut self, entry: u32, other: u32) {
        let (order, lowest) = self.orders(entry);
        let lowest = lowest.min(other);
        self.set(entry, State::Open { order, lowest });
    }

    /// Makes the digests of the entries of a component, which ends with the open entries from the first
    /// one on. `targets` are the targets of the first one.
    fn complete(&mut self, graph: &impl Graph, first: u32, mut targets: Vec<u32>) {
        let start = self.open.iter().rposition(|entry| *entry == first);
        let start = start.expect("entries are open until their component is complete");
        let members = self.open.split_off(start);
        if let [entry] = *members {
            // A component of one entry has a digest less.
            self.content.0.clear();
            graph.put_own(entry, &mut self.content);
            let mut hasher = Sha256::new();
            put_len(&mut hasher, members.len());
            put_len(&mut hasher, self.content.0.len());
            hasher.update(&self.content.0);
            self.put_outside(&targets, &mut hasher);
            self.set(entry, State::Done(hasher.finish()));
            return;
        }
        let own = members.iter().map(|entry| {
            self.content.0.clear();
            graph.put_own(*entry, &mut self.content);
            Digest::of(&self.content.0)
        });
        let own: Vec<Digest> = own.collect();
        let mut sorted = own.clone();
        sorted.sort_unstable();
        let mut hasher = Sha256::new();
        put_len(&mut hasher, members.len());
        sorted.iter().for_each(|digest| hasher.update(&digest.0));
        for entry in &members[1..] {
            graph.put_targets(*entry, &mut targets);
        }
        self.put_outside(&targets, &mut hasher);
        let all = hasher.finish();
        for (entry, own) in members.into_iter().zip(own) {
            let digest = Digest::of(&[own.0, all.0].concat());
            self.set(entry, State::Done(digest));
        }
    }

    /// Adds the digests of targets outside of a component.
    fn put_outside(&mut self, targets: &[u32], hasher: &mut Sha256) {
        self.digests.clear();
        // Only members have no digest yet: components are complete before others that refer to them.
        for target in targets {
            self.digests.extend(self.done(*target));
        }
        self.digests.sort_unstable();
        self.digests.dedup();
        put_len(hasher, self.digests.len());
        for digest in &self.digests {
            hasher.update(&digest.0);
        }
    }
}

/// Adds the number of items that follow.
fn put_len(hasher: &mut Sha256, len: usize) {
    hasher.update(&(len as u64).to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Entries with a content of one byte.
    struct Pairs<'a>(&'a [(u8, &'a [u32])]);

    impl Graph for Pairs<'_> {
        fn last(&self) -> u32 {
            self.0.len() as u32 - 1
        }

        fn put_own(&self, entry: u32, out: &mut Bytes) {
            out.put(self.0[entry as usize].0);
        }

        fn put_targets(&self, entry: u32, out: &mut Vec<u32>) {
            out.extend(self.0[entry as usize].1);
        }
    }

    #[test]
    fn entries_depend_on_all_that_they_reach() {
        let get = |pairs: &[(u8, &[u32])], entry| ReachDigests::default().get(&Pairs(pairs), entry);
        // Two entries that refer to each other, with one before and one after them.
        let pairs: [(u8, &[u32]); 4] = [(1, &[1]), (2, &[2]), (3, &[1, 3]), (4, &[])];
        let first = get(&pairs, 0);
        let mut numbered_otherwise = [(4, &[][..]), (3, &[2, 0]), (2, &[1]), (1, &[2])];
        assert_eq!(get(&numbered_otherwise, 3), first);
        numbered_otherwise[0].0 = 5;
        assert_ne!(get(&numbered_otherwise, 3), first);
        let mut other = pairs;
        other[2].0 = 9;
        assert_ne!(get(&other, 0), first);
        assert_ne!(get(&other, 1), get(&pairs, 1));
        assert_eq!(get(&other, 3), get(&pairs, 3));
        other[0].1 = &[1, u32::MAX];
        let without = [(1, &[1][..]), other[1], other[2], other[3]];
        assert_eq!(get(&other, 0), get(&without, 0));
        assert_eq!(get(&other, u32::MAX), Digest::default());
    }

    #[test]
    fn digests_do_not_depend_on_the_order_of_questions() {
        let pairs: [(u8, &[u32]); 4] = [(1, &[1, 1]), (2, &[0, 2]), (3, &[3]), (4, &[2])];
        let all = |entries: [u32; 4]| {
            let mut digests = ReachDigests::default();
            let mut found = entries.map(|entry| (entry, digests.get(&Pairs(&pairs), entry)));
            found.sort_unstable();
            found
        };
        assert_eq!(all([0, 1, 2, 3]), all([3, 1, 0, 2]));
    }
}
