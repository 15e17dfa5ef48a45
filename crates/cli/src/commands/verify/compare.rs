//! Compares executables byte by byte, and cache entries by the hashes of their values.
//!
//! Counterpart: none.

use std::collections::BTreeMap;

use vamos_cache::ActionId;
use vamos_cache::Entry;
use vamos_cache::Inventory;
use vamos_cache::check;
use vamos_cache::system_clock;
use vamos_fsys::PathError;
use vamos_fsys::maintenance;
use vamos_fsys::uncached;
use vamos_sched::Pool;

use super::sides::Side;

/// The prefix of the value of a module index. The official command stores such values for itself,
/// and vamos neither reads nor writes them.
const MODULE_INDEX: &[u8] = b"go index";

/// Totals of a comparison.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Compared {
    /// Files that the builds wrote.
    pub(super) executables: usize,
    /// Entries of the caches.
    pub(super) entries: usize,
    /// The bytes of both.
    pub(super) bytes: u64,
}

/// Compares two sides; the inner error is the first difference.
pub(super) fn compare(
    official: &Side,
    own: &Side,
    pool: &Pool,
) -> Result<Result<Compared, String>, PathError> {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    files_below(&official.out, "", &mut left)?;
    files_below(&own.out, "", &mut right)?;
    if let Some(difference) = first_difference(&left, &right, official, own) {
        return Ok(Err(difference));
    }
    let mut bytes = 0;
    for name in &left {
        let read = |side: &Side| uncached::read(&format!("{}/{name}", side.out));
        let (a, b) = (read(official)?, read(own)?);
        if a != b {
            return Ok(Err(different_bytes(file_name(name), &a, &b)));
        }
        bytes += a.len() as u64;
    }
    let (first, second) = (entries(&official.cache, pool)?, entries(&own.cache, pool)?);
    let damaged = check(&second.inventory, system_clock()(), pool);
    if let Some(finding) = damaged.first() {
        return Ok(Err(format!("{}: {}", finding.path, finding.problem)));
    }
    if let Some(difference) = first_entry(&first.of, &second.of, official, own) {
        return Ok(Err(difference));
    }
    bytes += first.of.values().map(|entry| entry.size).sum::<u64>();
    Ok(Ok(Compared {
        executables: left.len(),
        entries: first.of.len(),
        bytes,
    }))
}

/// Collects the files below a directory, sorted by path.
fn files_below(dir: &str, prefix: &str, found: &mut Vec<String>) -> Result<(), PathError> {
    let mut listed = maintenance::list(dir)?;
    listed.sort_by(|(a, _), (b, _)| a.cmp(b));
    for (name, meta) in listed {
        let path = format!("{prefix}{name}");
        match meta.is_dir() {
            true => files_below(&format!("{dir}/{name}"), &format!("{path}/"), found)?,
            false => found.push(path),
        }
    }
    Ok(())
}

/// Returns the name of a file without the directory of its round.
fn file_name(path: &str) -> &str {
    path.split_once('/').map_or(path, |(_, name)| name)
}

fn first_difference(
    left: &[String],
    right: &[String],
    official: &Side,
    own: &Side,
) -> Option<String> {
    let only = |in_these: &[String], others: &[String], side: &Side| {
        let name = in_these.iter().find(|name| !others.contains(name))?;
        Some(format!("only {} wrote {}", side.name, file_name(name)))
    };
    only(left, right, official).or_else(|| only(right, left, own))
}

fn different_bytes(name: &str, a: &[u8], b: &[u8]) -> String {
    let at = a.iter().zip(b).position(|(a, b)| a != b);
    match at {
        Some(at) => format!("{name}: byte {at} of {}", a.len()),
        None => format!("{name}: {} and {} bytes", a.len(), b.len()),
    }
}

struct Entries {
    inventory: Inventory,
    of: BTreeMap<ActionId, Entry>,
}

/// Reads the entries of a cache, except module indexes.
fn entries(cache: &str, pool: &Pool) -> Result<Entries, PathError> {
    let inventory = Inventory::take(cache, pool)?;
    let mut of = BTreeMap::new();
    for file in &inventory.entries {
        let Some(entry) = file.entry else { continue };
        if !is_module_index(cache, &entry) {
            of.insert(file.id, entry);
        }
    }
    Ok(Entries { inventory, of })
}

fn is_module_index(cache: &str, entry: &Entry) -> bool {
    let value = value_of(cache, entry);
    let head = maintenance::read_head(&value, MODULE_INDEX.len() as u64);
    head.is_ok_and(|head| head == MODULE_INDEX)
}

fn value_of(cache: &str, entry: &Entry) -> String {
    let hex = entry.output.0.hex();
    format!("{cache}/{}/{hex}-d", &hex[..2])
}

fn first_entry(
    first: &BTreeMap<ActionId, Entry>,
    second: &BTreeMap<ActionId, Entry>,
    official: &Side,
    own: &Side,
) -> Option<String> {
    for (id, entry) in first {
        let hex = id.0.hex();
        let Some(other) = second.get(id) else {
            return Some(format!(
                "only {} stored the cache entry {hex}",
                official.name
            ));
        };
        if other.output != entry.output {
            let (a, b) = (
                value_of(&official.cache, entry),
                value_of(&own.cache, other),
            );
            return Some(format!(
                "the cache entry {hex} has two values:\n\t{a}\n\t{b}"
            ));
        }
    }
    let extra = second.keys().find(|id| !first.contains_key(id))?;
    Some(format!(
        "only {} stored the cache entry {}",
        own.name,
        extra.0.hex()
    ))
}

#[cfg(test)]
mod tests {
    use super::different_bytes;

    #[test]
    fn the_first_different_byte_is_named() {
        assert_eq!(different_bytes("a", b"xyz", b"xaz"), "a: byte 1 of 3");
        assert_eq!(different_bytes("a", b"xyz", b"xy"), "a: 3 and 2 bytes");
    }
}
