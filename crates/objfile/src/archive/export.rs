//! The part of an archive that the compiler reads for an import: the entry `__.PKGDEF`, except the
//! build ID, which it skips.
//!
//! Counterpart: cmd/compile/internal/noder/import.go (`readExportData`), internal/exportdata.

use vamos_base::Digest;
use vamos_base::Sha256;

use super::HEADER_SIZE;
use super::MAGIC;
use super::parse::entry;
use crate::exports::ExportData;
use crate::exports::typed_digest;
use crate::read_at::ReadAt;
use crate::read_at::find;

/// The part of an archive that importing packages depend on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The build ID in the entry with the export data.
    pub build_id: String,
    /// The hash of everything else that is read.
    pub digest: Digest,
}

/// Reads the export data of an archive, which must be its first entry, as the compiler writes it;
/// `None` otherwise.
pub fn exported(from: &dyn ReadAt) -> Option<Exported> {
    let data = entry_text(from)?;
    let parts = Parts::of(&data)?;
    let mut hash = Sha256::new();
    hash.update(parts.first_line);
    hash.update(parts.after);
    Some(Exported {
        build_id: parts.build_id.to_owned(),
        digest: hash.finish(),
    })
}

/// Like [`exported`], with the hash of the elements that readers of types alone use
/// ([`typed_digest`]).
pub fn typed(from: &dyn ReadAt) -> Option<Exported> {
    let data = entry_text(from)?;
    let parts = Parts::of(&data)?;
    Some(Exported {
        build_id: parts.build_id.to_owned(),
        digest: typed_digest(&ExportData::of_entry(&data)?)?,
    })
}

/// Returns the build ID next to the export data of an archive in memory, in the same position as
/// for [`exported`].
pub fn exported_id(archive: &[u8]) -> Option<&str> {
    Some(Parts::of(entry_bytes(archive)?)?.build_id)
}

/// The text of the entry with the export data.
struct Parts<'a> {
    first_line: &'a [u8],
    build_id: &'a str,
    /// The text after the build ID.
    after: &'a [u8],
}

impl<'a> Parts<'a> {
    fn of(data: &'a [u8]) -> Option<Self> {
        // `go object …`, `build id "…"`, perhaps more lines, then `$$B` and the data.
        let (first_line, rest) = data.split_at(find(data, b"\n")? + 1);
        let rest = rest.strip_prefix(b"build id \"")?;
        let length = find(rest, b"\"\n")?;
        let build_id = std::str::from_utf8(&rest[..length]).ok()?;
        if !data.starts_with(b"go object ") || build_id.contains(['\\', '\n']) {
            return None;
        }
        let after = &rest[length + 2..];
        let (start, end) = (find(after, b"$$B\n")?, after.strip_suffix(b"\n$$\n")?.len());
        (start <= end).then_some(Self {
            first_line,
            build_id,
            after,
        })
    }
}

/// Reads the entry of an archive that has its export data; `None` if it is not the first.
pub fn entry_text(from: &dyn ReadAt) -> Option<Vec<u8>> {
    let mut head = [0; HEAD];
    if from.read_at(&mut head, 0).ok()? < head.len() {
        return None;
    }
    let mut data = vec![0; entry_size(&head)?];
    let is_whole = from.read_at(&mut data, head.len() as u64).ok()? == data.len();
    is_whole.then_some(data)
}

/// Returns that entry of an archive in memory.
pub fn entry_bytes(archive: &[u8]) -> Option<&[u8]> {
    let (head, rest) = archive.split_first_chunk()?;
    rest.get(..entry_size(head)?)
}

/// Number of bytes before the first entry's text.
const HEAD: usize = MAGIC.len() + HEADER_SIZE;

/// Returns the size of the entry of export data from the beginning of an archive.
fn entry_size(head: &[u8; HEAD]) -> Option<usize> {
    let entry = entry(head.strip_prefix(MAGIC)?, false).ok()?;
    let size = usize::try_from(entry.size).ok();
    size.filter(|size| entry.name == b"__.PKGDEF" && *size < 1 << 31)
}

#[cfg(test)]
mod tests {
    use super::super::MAGIC;
    use super::super::header;
    use super::exported;
    use super::exported_id;

    fn archive(data: &str) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend(header(b"__.PKGDEF", 0o644, data.len() as u64));
        out.extend_from_slice(data.as_bytes());
        out
    }

    #[test]
    fn all_but_the_build_id_counts() {
        let of = |data: &str| exported(&archive(data));
        let plain = of("go object a b\nbuild id \"x/y\"\n\n$$B\nu1\n$$\n").unwrap();
        assert_eq!(plain.build_id, "x/y");
        let whole = archive("go object a b\nbuild id \"x/y\"\n\n$$B\nu1\n$$\n");
        assert_eq!(exported_id(&whole), Some("x/y"));
        let other = of("go object a b\nbuild id \"z/y\"\n\n$$B\nu1\n$$\n").unwrap();
        assert_eq!(plain.digest, other.digest);
        for data in [
            "go object a c\nbuild id \"x/y\"\n\n$$B\nu1\n$$\n",
            "go object a b\nbuild id \"x/y\"\nmain\n\n$$B\nu1\n$$\n",
            "go object a b\nbuild id \"x/y\"\n\n$$B\nu2\n$$\n",
        ] {
            assert_ne!(of(data).unwrap().digest, plain.digest, "{data}");
        }
    }

    #[test]
    fn nothing_else_is_an_archive_of_the_compiler() {
        let whole = archive("go object a b\nbuild id \"x/y\"\n\n$$B\nu1\n$$\n");
        for length in 0..whole.len() {
            assert_eq!(exported(&&whole[..length]), None);
            assert_eq!(exported_id(&whole[..length]), None);
        }
        for data in [
            "",
            "go object a b\n\n$$B\nu1\n$$\n",
            "go object a b\nbuild id \"x\\\"/y\"\n\n$$B\nu1\n$$\n",
            "go objekt a b\nbuild id \"x/y\"\n\n$$B\nu1\n$$\n",
            "go object a b\nbuild id \"x/y\"\n\n$$\nu1\n$$\n",
        ] {
            assert_eq!(exported(&archive(data)), None, "{data}");
        }
    }
}
