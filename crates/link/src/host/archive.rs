//! Libraries of the C compiler: archives with a table of the symbols that they define.
//!
//! Counterpart: cmd/link/internal/ld/ar.go (`hostArchive`, `readArmap`).

use std::borrow::Cow;

use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_base::golang::os_str;

use super::Loading;
use crate::error::Stop;

const MAGIC: &[u8] = b"!<arch>\n";
const HEADER: usize = 60;

/// An entry of an archive.
#[derive(Clone, Copy)]
struct Entry<'b> {
    name: &'b [u8],
    content: &'b [u8],
}

fn trim(field: &[u8]) -> &[u8] {
    let start = field.iter().position(|&byte| byte != b' ');
    let end = field.iter().rposition(|&byte| byte != b' ');
    match (start, end) {
        (Some(start), Some(end)) => &field[start..=end],
        _ => &[],
    }
}

fn entry(bytes: &[u8], at: usize) -> Option<Entry<'_>> {
    let at = at.checked_next_multiple_of(2)?;
    let (header, rest) = bytes.get(at..)?.split_at_checked(HEADER)?;
    let size = std::str::from_utf8(trim(&header[48..58])).ok()?;
    let size: usize = size.parse().ok()?;
    Some(Entry {
        name: trim(&header[..16]),
        content: rest.get(..size)?,
    })
}

/// Returns the places of entries by the symbols that they define.
fn symbols(table: Entry<'_>) -> Option<HashMap<&[u8], usize>> {
    let width = match table.name {
        b"/" => 4,
        b"/SYM64/" => 8,
        _ => return None,
    };
    let number = |at: usize| {
        let bytes = table.content.get(at..)?.get(..width)?;
        let number = bytes
            .iter()
            .fold(0_u64, |value, &byte| value << 8 | u64::from(byte));
        usize::try_from(number).ok()
    };
    let count = number(0)?;
    let mut names = table
        .content
        .get(count.checked_add(1)?.checked_mul(width)?..)?;
    let mut found = HashMap::new();
    for index in 0..count {
        let end = names.iter().position(|&byte| byte == 0)?;
        // Of two entries with a symbol the later one counts.
        found.insert(&names[..end], number(width * (index + 1))?);
        names = &names[end + 1..];
    }
    Some(found)
}

/// Loads the entries that define undefined symbols, and the entries needed by these in turn. A file
/// that does not exist, or has the name `none`, has nothing.
pub(super) fn load(load: &mut Loading<'_, '_>, path: &str) -> Result<(), Stop> {
    if path == "none" {
        return Ok(());
    }
    let bytes = match load.host.read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.ends_with("no such file or directory") => return Ok(()),
        Err(error) => {
            return Err(Stop::Exit(format!("cannot open file {path}: {error}")));
        }
    };
    if bytes.len() < MAGIC.len() {
        return Err(Stop::Exit(format!("file {path} too short")));
    }
    if !bytes.starts_with(MAGIC) {
        return Err(Stop::Exit(format!("{path} is not an archive file")));
    }
    let table = entry(&bytes, MAGIC.len()).and_then(symbols);
    let Some(table) = table else {
        return Err(Stop::Exit(format!("{path} missing armap")));
    };
    let pkg = path.rsplit('/').next().unwrap_or(path);
    let pkg = pkg.rsplit_once(".a").map_or(pkg, |(name, _)| name);
    let mut loaded = HashSet::new();
    loop {
        let undefined = super::undefined(load.ldr, None);
        let places = undefined
            .iter()
            .filter_map(|&sym| table.get(load.ldr.name(sym)).copied());
        let new: Vec<usize> = places
            .filter(|&place| place != 0 && loaded.insert(place))
            .collect();
        if new.is_empty() {
            return Ok(());
        }
        for place in new {
            let Some(entry) = entry(&bytes, place) else {
                return Err(Stop::Exit(format!(
                    "{path} missing archive entry at offset {place}"
                )));
            };
            if !entry.content.starts_with(b"\x7fELF") {
                let text = format!("{path} unrecognized object file at offset {place}");
                load.diag.error(text)?;
                continue;
            }
            let name = format!("{path}({})", os_str::decode_cow(entry.name));
            super::add(load, pkg, &name, entry.content, |bytes| {
                Cow::Owned(bytes.to_vec())
            })?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(table: &[u8]) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        let header = format!("{:<48}{:<10}`\n", "/", table.len());
        bytes.extend(header.into_bytes());
        bytes.extend(table);
        bytes
    }

    #[test]
    fn tables() {
        let bytes = file(b"\0\0\0\x02\0\0\0\x50\0\0\0\x60abc\0d\0");
        let table = symbols(entry(&bytes, 8).expect("there is an entry"));
        let table = table.expect("the entry is a table");
        assert_eq!(table.get(b"abc".as_slice()), Some(&0x50));
        assert_eq!(table.get(b"d".as_slice()), Some(&0x60));
        let cut = file(b"\0\0\0\x02\0\0\0\x50\0\0\0\x60abc\0d");
        assert!(entry(&cut, 8).and_then(symbols).is_none());
        let huge = file(b"\xff\xff\xff\xff");
        assert!(entry(&huge, 8).and_then(symbols).is_none());
    }
}
