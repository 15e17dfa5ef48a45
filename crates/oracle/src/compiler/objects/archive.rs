//! The archive of a package: export data and the object.
//!
//! Counterpart: cmd/compile/internal/gc/obj.go (`dumpobj1`).

use vamos_objfile::archive::LongNames;
use vamos_objfile::archive::append_object;
use vamos_objfile::archive::entry_bytes;

/// The first bytes of an archive.
const MAGIC: &[u8] = b"!<arch>\n";

/// The size of the header of an entry, in bytes.
const HEADER: usize = 60;

/// Returns the archive with an object. `start` has the bytes before the object: the entry with the
/// export data, room for the header of the second entry, and the text before the object.
pub(super) fn archive(start: &[u8], object: &[u8]) -> Option<Vec<u8>> {
    let exports = entry_bytes(start)?;
    let mut out = MAGIC.to_vec();
    append_object(&mut out, "__.PKGDEF", LongNames::Cut, exports);
    let mut linked = start.get(out.len() + HEADER..)?.to_vec();
    linked.extend_from_slice(object);
    append_object(&mut out, "_go_.o", LongNames::Cut, &linked);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_follow_the_text_before_them() {
        let mut expected = MAGIC.to_vec();
        append_object(&mut expected, "__.PKGDEF", LongNames::Cut, b"exports");
        let mut start = expected.clone();
        start.extend([0; HEADER]);
        start.extend(b"go object\n\n!\n");
        append_object(
            &mut expected,
            "_go_.o",
            LongNames::Cut,
            b"go object\n\n!\nobj",
        );
        assert_eq!(archive(&start, b"obj"), Some(expected));
        assert_eq!(archive(&start[..start.len() / 2], b"obj"), None);
    }
}
