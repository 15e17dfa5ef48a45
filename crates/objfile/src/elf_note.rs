//! Notes of ELF files, such as the list of packages of a shared library.
//!
//! Counterpart: cmd/internal/buildid/note.go (`ReadELFNote`).

use crate::elf::Elf;
use crate::elf::ElfError;
use crate::elf::format_text;
use crate::read_at::ReadAt;
use crate::read_at::ReadError;
use crate::read_at::read_exact;

/// `SHT_NOTE`.
const SHT_NOTE: u32 = 7;

/// Returns the contents of the first note with this owner and type; `None` if it has no such note.
/// The error is worded like Go's debug/elf.
pub fn elf_note(from: &dyn ReadAt, owner: &[u8], kind: u32) -> Result<Option<Vec<u8>>, String> {
    let elf = Elf::parse(from).map_err(|error| match error {
        ElfError::Read(error) => text_of(&error),
        ElfError::Format { rule, offset } => format_text(&rule, offset),
    })?;
    let sections = elf.sections.iter();
    for section in sections.filter(|section| section.kind == SHT_NOTE) {
        let bytes =
            read_exact(from, section.offset, section.file_size).map_err(|error| text_of(&error))?;
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            let Some((found, left)) = elf.take_note(rest) else {
                return Err("read namesize failed: unexpected EOF".to_owned());
            };
            if found.owner == owner && found.kind == kind {
                return Ok(Some(found.bytes.to_vec()));
            }
            rest = left;
        }
    }
    Ok(None)
}

fn text_of(error: &ReadError) -> String {
    match error {
        ReadError::Eof => "EOF".to_owned(),
        ReadError::UnexpectedEof => "unexpected EOF".to_owned(),
        ReadError::Io(error) => error.to_string(),
    }
}

struct Note<'a> {
    owner: &'a [u8],
    kind: u32,
    bytes: &'a [u8],
}

impl Elf {
    fn take_note<'a>(&self, data: &'a [u8]) -> Option<(Note<'a>, &'a [u8])> {
        let word = |at: usize| self.endian.u32(data, at);
        let (owner_size, size, kind) = (word(0)? as usize, word(4)? as usize, word(8)?);
        // Both parts are padded to four bytes.
        let padded = |size: usize| size.checked_add(3).map(|size| size & !3);
        let (owner, rest) = data.get(12..)?.split_at_checked(padded(owner_size)?)?;
        let (bytes, rest) = rest.split_at_checked(padded(size)?)?;
        let note = Note {
            owner: owner.get(..owner_size)?,
            kind,
            bytes: bytes.get(..size)?,
        };
        Some((note, rest))
    }
}

#[cfg(test)]
mod tests {
    use super::elf_note;

    /// Makes a 64-bit little-endian file with one section of notes.
    fn file(notes: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0x7f, b'E', b'L', b'F', 2, 1, 1, 0];
        bytes.resize(16, 0);
        bytes.extend([3, 0, 62, 0, 1, 0, 0, 0]);
        bytes.extend([0; 16]);
        // The section headers follow the notes.
        bytes.extend((64 + notes.len() as u64).to_le_bytes());
        bytes.extend([0, 0, 0, 0, 64, 0, 56, 0, 0, 0, 64, 0, 2, 0, 0, 0]);
        bytes.extend(notes);
        bytes.extend([0; 64]);
        bytes.extend([0, 0, 0, 0, 7, 0, 0, 0]);
        bytes.extend([0; 16]);
        bytes.extend(64_u64.to_le_bytes());
        bytes.extend((notes.len() as u64).to_le_bytes());
        bytes.extend([0; 24]);
        bytes
    }

    fn note(owner: &[u8], kind: u8, data: &[u8]) -> Vec<u8> {
        let size = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap().to_le_bytes();
        let mut bytes = [size(owner), size(data), [kind, 0, 0, 0]].concat();
        for part in [owner, data] {
            bytes.extend(part);
            bytes.resize(bytes.len().next_multiple_of(4), 0);
        }
        bytes
    }

    #[test]
    fn finds_the_note_of_owner_and_type() {
        let notes = [
            note(b"GNU\0", 1, b"x"),
            note(b"Go\0\0", 2, b"yz"),
            note(b"Go\0\0", 1, b"fmt\n"),
        ];
        let bytes = file(&notes.concat());
        let found = elf_note(&bytes, b"Go\0\0", 1).unwrap();
        assert_eq!(found.as_deref(), Some(&b"fmt\n"[..]));
        assert_eq!(elf_note(&bytes, b"Go\0\0", 3).unwrap(), None);
        assert!(elf_note(&b"text".to_vec(), b"Go\0\0", 1).is_err());
        let cut = file(&notes[0][..14]);
        assert!(elf_note(&cut, b"Go\0\0", 1).is_err());
    }
}
