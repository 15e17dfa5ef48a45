//! The fingerprints of imports in an archive.
//!
//! An object has, for each import, the last bytes of its export data; the linker compares
//! them. They are the only trace of those parts of export data that the compiler did not read.
//! Counterpart: cmd/internal/goobj/objfile.go (`ImportedPkg`), cmd/compile/internal/noder/import.go
//! (`addFingerprint`).

use super::parse;
use crate::goobj::Reader;

/// Replaces the fingerprints of imports, given by path, in an archive that the compiler
/// wrote. `None` if the archive has another form, or does not have all of the imports; then
/// it may be half changed.
pub fn set_fingerprints(archive: &mut [u8], imports: &[(&str, [u8; 8])]) -> Option<()> {
    let entries = parse(b"", archive, false).ok()?;
    let [_, entry] = entries.as_slice() else {
        return None;
    };
    if entry.name != b"_go_.o" {
        return None;
    }
    let start = usize::try_from(entry.offset).ok()?;
    let end = start.checked_add(usize::try_from(entry.size).ok()?)?;
    let content = archive.get(start..end)?;
    let mark = b"\n!\n";
    let text = content
        .windows(mark.len())
        .position(|bytes| bytes == mark)?;
    let start = start + text + mark.len();
    let object = archive.get(start..end)?;
    let reader = Reader::open(object).ok()?;
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
