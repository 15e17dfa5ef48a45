//! Damage at chosen places of an archive's Go object.
//!
//! Counterpart: none; cmd/internal/goobj defines the layout.

use super::replaced::replaced;

/// The first bytes of a Go object.
const MAGIC: &[u8] = b"\x00go120ld";

/// Position of the block offsets in an object.
const OFFSETS: usize = 20;

/// The blocks of an object, in order.
#[derive(Clone, Copy)]
pub(super) enum Block {
    Autolib,
    PkgIdx,
    File,
    SymDef,
    Hashed64Def,
    HashedDef,
    NonPkgDef,
    NonPkgRef,
    RefFlags,
    Hash64,
    Hash,
    RelocIdx,
    AuxIdx,
    DataIdx,
    Reloc,
    Aux,
    Data,
    RefName,
    End,
}

/// Kind of damage.
pub(super) enum Fault {
    /// The archive ends after this number of thousandths.
    Cut(usize),
    /// The archive ends this number of bytes after the object's beginning.
    CutObject(usize),
    /// The block starts this number of bytes later; negative for earlier.
    Offset(Block, i32),
    /// This byte of the block has other bits.
    Byte(Block, usize, u8),
    /// This byte of the object has other bits.
    Head(usize, u8),
    /// A text is another of the same length.
    Text(&'static str, &'static str),
    /// An import is replaced by another package's, which must have a path of the same length.
    Import(&'static str, &'static str),
}

impl Fault {
    /// Damages an archive; `archive` finds another package's.
    pub(super) fn apply(
        &self,
        mut bytes: Vec<u8>,
        archive: &dyn Fn(&str) -> Result<Vec<u8>, String>,
    ) -> Result<Vec<u8>, String> {
        let object = object(&bytes)?;
        match *self {
            Self::Cut(parts) => bytes.truncate(bytes.len() * parts / 1000),
            Self::CutObject(len) => bytes.truncate(object + len),
            Self::Offset(block, by) => {
                let at = object + OFFSETS + 4 * block as usize;
                let moved = word(&bytes, at)?.wrapping_add_signed(by);
                put(&mut bytes, at, &moved.to_le_bytes())?;
            }
            Self::Byte(block, at, bits) => {
                let start = word(&bytes, object + OFFSETS + 4 * block as usize)?;
                flip(&mut bytes, object + start as usize + at, bits)?;
            }
            Self::Head(at, bits) => flip(&mut bytes, object + at, bits)?,
            Self::Text(old, new) => {
                return Ok(replaced(bytes, old.as_bytes(), new.as_bytes()));
            }
            Self::Import(old, new) => {
                let other = archive(new)?;
                let other = self::object(&other).map(|at| other[at + 8..at + 16].to_vec())?;
                let own = archive(old)?;
                let own = self::object(&own).map(|at| own[at + 8..at + 16].to_vec())?;
                bytes = replaced(bytes, old.as_bytes(), new.as_bytes());
                bytes = replaced(bytes, &own, &other);
            }
        }
        Ok(bytes)
    }
}

/// Returns the offset of the object.
fn object(bytes: &[u8]) -> Result<usize, String> {
    let found = bytes.windows(MAGIC.len()).position(|part| part == MAGIC);
    found.ok_or_else(|| "no object in the archive".to_owned())
}

fn word(bytes: &[u8], at: usize) -> Result<u32, String> {
    let word = bytes.get(at..).and_then(<[u8]>::first_chunk);
    word.map(|word| u32::from_le_bytes(*word))
        .ok_or_else(|| format!("no byte {at}"))
}

fn put(bytes: &mut [u8], at: usize, new: &[u8]) -> Result<(), String> {
    let place = bytes.get_mut(at..at + new.len());
    place
        .ok_or_else(|| format!("no byte {at}"))?
        .copy_from_slice(new);
    Ok(())
}

fn flip(bytes: &mut [u8], at: usize, bits: u8) -> Result<(), String> {
    let byte = bytes.get_mut(at).ok_or_else(|| format!("no byte {at}"))?;
    *byte ^= bits;
    Ok(())
}
