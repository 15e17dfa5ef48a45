//! The fingerprints of imports in an archive.
//!
//! An object has, for each import, the last bytes of its export data; the linker compares
//! them. They are the only trace of those parts of export data that the compiler did not read.
//! Counterpart: cmd/internal/goobj/objfile.go (`ImportedPkg`), cmd/compile/internal/noder/import.go
//! (`addFingerprint`).

use std::ops::Range;

use super::HEADER_SIZE;
use super::MAGIC;
use super::export::entry_bytes;
use super::header;
use super::parse;
use crate::exports::END;
use crate::exports::ExportData;
use crate::goobj;
use crate::goobj::Reader;
use crate::read_at::find;

/// Returns the range of the object in the compiler's archive.
pub(super) fn object(archive: &[u8]) -> Option<Range<usize>> {
    let entries = parse(b"", archive, false).ok()?;
    let [_, entry] = entries.as_slice() else {
        return None;
    };
    if entry.name != b"_go_.o" {
        return None;
    }
    let start = usize::try_from(entry.offset).ok()?;
    let end = start.checked_add(usize::try_from(entry.size).ok()?)?;
    let mark = b"\n!\n";
    let text = find(archive.get(start..end)?, mark)?;
    Some(start + text + mark.len()..end)
}

/// Replaces the export data in an archive that the compiler wrote, and their fingerprint in the
/// object. `None` if the archive has another form.
pub fn set_export_data(archive: &[u8], exports: &[u8]) -> Option<Vec<u8>> {
    let entry = entry_bytes(archive)?;
    let old = ExportData::bytes_of_entry(entry)?;
    let before = ExportData::open(old)?.fingerprint();
    let after = ExportData::open(exports)?.fingerprint();
    let text = entry.strip_suffix(END)?.strip_suffix(old)?;
    let size = text.len() + exports.len() + END.len();
    let mut out = MAGIC.to_vec();
    out.extend(header(b"__.PKGDEF", 0o644, size as u64));
    for part in [text, exports, END] {
        out.extend_from_slice(part);
    }
    if !size.is_multiple_of(2) {
        out.push(0);
    }
    let rest = MAGIC.len() + HEADER_SIZE + entry.len().next_multiple_of(2);
    out.extend_from_slice(archive.get(rest..)?);
    let start = object(&out)?.start + goobj::MAGIC.len();
    let fingerprint = out.get_mut(start..start + after.len())?;
    if *fingerprint != before {
        return None;
    }
    fingerprint.copy_from_slice(&after);
    Some(out)
}

/// Replaces the fingerprints of imports, given by path, in an archive that the compiler
/// wrote. `None` if the archive has another form, or does not have all of the imports; then
/// it may be half changed.
pub fn set_fingerprints(archive: &mut [u8], imports: &[(&str, [u8; 8])]) -> Option<()> {
    let range = object(archive)?;
    let start = range.start;
    let reader = Reader::open(archive.get(range)?).ok()?;
    let places: Vec<(Vec<u8>, usize)> = reader
        .fingerprint_places()
        .map(|(package, place)| (package.to_vec(), start + place))
        .collect();
    for (path, fingerprint) in imports {
        let mut found = places.iter().filter(|(name, _)| name == path.as_bytes());
        let (_, place) = found.next()?;
        if found.next().is_some() {
            return None;
        }
        archive
            .get_mut(*place..place + fingerprint.len())?
            .copy_from_slice(fingerprint);
    }
    Some(())
}
