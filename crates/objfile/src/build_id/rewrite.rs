//! Replacing a build ID in place, and signing a Mach-O file again afterwards.
//!
//! The patches are computed first, so that a caller can apply them to bytes in memory or to a file
//! alike.
//! Counterpart: cmd/internal/buildid/rewrite.go (`Rewrite`).

use std::io;

use super::BuildIdError;
use crate::codesign;
use crate::codesign::Signed;
use crate::macho::MH_EXECUTE;
use crate::macho::Macho;
use crate::read_at::ReadAt;

/// Bytes to write at an offset, replacing the bytes there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patch {
    /// Offset in the file.
    pub offset: u64,
    /// The new bytes.
    pub bytes: Vec<u8>,
}

/// Returns the patches that give a file the new ID at `matches`.
pub fn patches(
    name: &str,
    from: &dyn ReadAt,
    matches: &[u64],
    id: &[u8],
) -> Result<Vec<Patch>, BuildIdError> {
    let mut out: Vec<_> = matches
        .iter()
        .map(|&offset| Patch {
            offset,
            bytes: id.to_vec(),
        })
        .collect();
    let patched = Patched {
        inner: from,
        patches: &out,
    };
    let signature = signature(&patched).map_err(|error| BuildIdError::io(name, error))?;
    out.extend(signature);
    Ok(out)
}

/// Gives the file in `data` the new ID at `matches`.
pub fn rewrite(data: &mut [u8], matches: &[u64], id: &[u8]) -> Result<(), BuildIdError> {
    let patches = patches("", &&*data, matches, id)?;
    apply(data, &patches)
}

/// Writes patches into `data`.
pub fn apply(data: &mut [u8], patches: &[Patch]) -> Result<(), BuildIdError> {
    for patch in patches {
        let start = usize::try_from(patch.offset).unwrap_or(usize::MAX);
        let end = start.saturating_add(patch.bytes.len());
        let Some(place) = data.get_mut(start..end) else {
            return Err(BuildIdError::UnexpectedEof);
        };
        place.copy_from_slice(&patch.bytes);
    }
    Ok(())
}

/// A file as it will be once the patches are written.
struct Patched<'a> {
    inner: &'a dyn ReadAt,
    patches: &'a [Patch],
}

impl ReadAt for Patched<'_> {
    fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize> {
        let count = self.inner.read_at(buf, offset)?;
        let end = offset + count as u64;
        for patch in self.patches {
            let patch_end = patch.offset + patch.bytes.len() as u64;
            let (from, to) = (patch.offset.max(offset), patch_end.min(end));
            if from < to {
                let source = (from - patch.offset) as usize..(to - patch.offset) as usize;
                buf[(from - offset) as usize..(to - offset) as usize]
                    .copy_from_slice(&patch.bytes[source]);
            }
        }
        Ok(count)
    }
}

/// Returns the new signature of a Mach-O file that has one of the size that the Go linker makes;
/// any other stays as it is, since its headers would have to change.
fn signature(from: &Patched<'_>) -> io::Result<Option<Patch>> {
    let Ok(file) = Macho::parse(from) else {
        return Ok(None);
    };
    let Some((offset, size)) = file.code_signature() else {
        return Ok(None);
    };
    let code_size = u64::from(offset);
    let Some(text) = file.segment("__TEXT") else {
        return Ok(None);
    };
    if codesign::size(code_size) != u64::from(size) {
        return Ok(None);
    }
    let signed = Signed {
        code_size,
        text_offset: text.offset,
        text_size: text.filesz,
        is_main: file.file_type == MH_EXECUTE,
    };
    let bytes = codesign::sign(&signed, from)?;
    Ok(Some(Patch {
        offset: code_size,
        bytes,
    }))
}
