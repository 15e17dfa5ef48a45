//! The size of a cache, computed without a `stat` of every file: a part is listed again only if the
//! mtime of its directory changed.
//!
//! Counterpart: none.

use vamos_base::Digest;
use vamos_fsys::PathError;
use vamos_fsys::maintenance;
use vamos_sched::Class;
use vamos_sched::Pool;

use super::Inventory;
use super::inventory::part_dir;

/// The magic bytes of the stored form.
const MAGIC: &[u8; 8] = b"vsizes1\n";

/// The size of a part's row in the stored form: its time and its size.
const ROW: usize = 16;

const PARTS: usize = 256;

/// A directory that changed within this time may change again with the same mtime.
const SETTLED_NS: i64 = 100_000_000;

/// A part of the cache: when its directory changed, and the bytes of its files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Part {
    changed_ns: i64,
    bytes: u64,
}

/// The sizes of all parts of a cache.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Totals {
    parts: Vec<Part>,
    /// The size at which the least recently used files were last marked.
    pub(super) marked_at: u64,
}

impl Default for Totals {
    fn default() -> Self {
        Self {
            parts: vec![Part::default(); PARTS],
            marked_at: 0,
        }
    }
}

impl Totals {
    /// Reads the stored form; `None` if it is damaged.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let (bytes, sum) = bytes.split_last_chunk::<32>()?;
        if Digest::of(bytes).0 != *sum {
            return None;
        }
        let rest = bytes.strip_prefix(MAGIC)?;
        let (marked_at, rest) = rest.split_first_chunk()?;
        let (rows, rest) = rest.as_chunks::<ROW>();
        if rows.len() != PARTS || !rest.is_empty() {
            return None;
        }
        let part = |row: &[u8; ROW]| {
            let (changed_ns, bytes) = row.split_first_chunk()?;
            Some(Part {
                changed_ns: i64::from_le_bytes(*changed_ns),
                bytes: u64::from_le_bytes(*bytes.first_chunk()?),
            })
        };
        Some(Self {
            parts: rows.iter().map(part).collect::<Option<_>>()?,
            marked_at: u64::from_le_bytes(*marked_at),
        })
    }

    /// Returns the stored form.
    pub(super) fn write(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend_from_slice(&self.marked_at.to_le_bytes());
        for part in &self.parts {
            out.extend_from_slice(&part.changed_ns.to_le_bytes());
            out.extend_from_slice(&part.bytes.to_le_bytes());
        }
        let sum = Digest::of(&out);
        out.extend_from_slice(&sum.0);
        out
    }

    /// Lists the parts that changed.
    pub(super) fn refresh(&mut self, dir: &str, now: i128, pool: &Pool) -> Result<(), PathError> {
        let time_of = |part: u8| match maintenance::lstat(&part_dir(dir, part)) {
            Ok(meta) => i64::try_from(meta.mtime_ns).unwrap_or_default(),
            Err(_) => 0,
        };
        let times: Vec<(u8, i64)> = (0..=255).map(|part| (part, time_of(part))).collect();
        let is_changed = |(part, time): &(u8, i64)| {
            let known = &self.parts[usize::from(*part)];
            known.changed_ns != *time || *time == 0
        };
        let changed: Vec<_> = times.into_iter().filter(is_changed).collect();
        let sizes = pool.map(Class::Cpu, &changed, |(part, _)| {
            Inventory::of_part(dir, *part, false).map(|part| part.bytes())
        });
        let now = i64::try_from(now).unwrap_or_default();
        for ((part, time), bytes) in changed.into_iter().zip(sizes) {
            let is_settled = now - time >= SETTLED_NS;
            self.parts[usize::from(part)] = Part {
                changed_ns: if is_settled { time } else { 0 },
                bytes: bytes?,
            };
        }
        Ok(())
    }

    /// Returns the bytes of all parts.
    pub(super) fn bytes(&self) -> u64 {
        self.parts.iter().map(|part| part.bytes).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ActionId;
    use crate::LocalStore;
    use crate::Store;
    use crate::system_clock;

    #[test]
    fn the_sum_is_that_of_all_files_after_every_change() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().to_str().unwrap();
        let store = LocalStore::open(dir, system_clock()).unwrap();
        let pool = Pool::new(2);
        let mut totals = Totals::default();
        for number in 0..12_u8 {
            let id = ActionId(Digest::of(&[number]));
            store.put_bytes(&id, &vec![number; 1000]).unwrap();
            if number % 3 == 0 {
                vamos_fsys::uncached::remove_file(
                    &store.output_file(&store.get(&id).unwrap().output),
                )
                .unwrap();
            }
            // Some of the changes are older than a moment.
            let now = system_clock()() + i128::from(number % 2) * 1_000_000_000;
            totals = Totals::read(&totals.write()).unwrap();
            totals.refresh(dir, now, &pool).unwrap();
            let all = Inventory::take(dir, &pool).unwrap();
            assert_eq!(totals.bytes(), all.bytes(), "{number}");
        }
        let mut bytes = totals.write();
        bytes[100] ^= 1;
        assert_eq!(Totals::read(&bytes), None);
        assert_eq!(Totals::read(b""), None);
    }
}
