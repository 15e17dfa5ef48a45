//! Reading the build ID out of a file, touching as little of it as possible.
//!
//! A Go archive has it in its first lines, ELF in a note that the first 32 kB hold,
//! other executables at the beginning of the text segment.
//! Counterpart: cmd/internal/buildid/buildid.go (`ReadFile`), note.go.

use vamos_base::golang::quote;

use super::BuildIdError;
use super::foreign;
use crate::elf::Elf;
use crate::elf::PT_NOTE;
use crate::elf::Prog;
use crate::macho::Macho;
use crate::read_at::Endian;
use crate::read_at::ReadAt;
use crate::read_at::find;
use crate::read_at::read_exact;

/// Number of bytes of an executable that are read at first, and at most of a text section.
const READ_SIZE: usize = 32 * 1024;

const RAW_PREFIX: &[u8] = b"\xff Go build ID: \"";
const RAW_END: &[u8] = b"\"\n \xff";

/// Reads the build ID of an archive or executable; empty when it has none. `name` is
/// only for errors. The bytes need not be text: a GNU build ID is not.
pub fn read(name: &str, from: &dyn ReadAt) -> Result<Vec<u8>, BuildIdError> {
    let mut magic = [0; 8];
    let count = from
        .read_at(&mut magic, 0)
        .map_err(|error| BuildIdError::io(name, error))?;
    if count < magic.len() {
        return Err(BuildIdError::Eof);
    }
    match &magic {
        b"!<arch>\n" => read_archive(name, from),
        b"<bigaf>\n" => foreign::read_big_archive(name, from),
        _ => read_binary(name, from),
    }
}

/// [`read`] for callers that compare: an ID that is not text is no ID of the go
/// command, and comes out mangled but different from all that are.
pub fn read_text(name: &str, from: &dyn ReadAt) -> Result<String, BuildIdError> {
    let id = read(name, from)?;
    Ok(String::from_utf8(id)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

fn read_archive(name: &str, from: &dyn ReadAt) -> Result<Vec<u8>, BuildIdError> {
    // The lines always lie in the first 1024 bytes of the compiler's output.
    let mut head = [0; 1024];
    from.read_at(&mut head, 0)
        .map_err(|error| BuildIdError::io(name, error))?;
    match go_object_id(&head) {
        Some(id) => Ok(id),
        None => foreign::read_archive(name, from),
    }
}

/// Returns the build ID in the header of a Go object; `None` without such a header.
fn go_object_id(head: &[u8]) -> Option<Vec<u8>> {
    let mut lines = head.split(|&byte| byte == b'\n');
    let complete = head.iter().filter(|&&byte| byte == b'\n').count();
    if lines.next()? != b"!<arch>" || complete < 2 {
        return None;
    }
    if !lines.next()?.starts_with(b"__.PKGDEF") || complete < 3 {
        return None;
    }
    if !lines.next()?.starts_with(b"go object ") || complete < 4 {
        return None;
    }
    match lines.next()?.strip_prefix(b"build id ") {
        Some(quoted) => quote::unquote_bytes(quoted),
        // An object without the line is an object without an ID.
        None => Some(Vec::new()),
    }
}

fn read_binary(name: &str, from: &dyn ReadAt) -> Result<Vec<u8>, BuildIdError> {
    // The missing bytes of a short file stay zero, as upstream.
    let mut data = vec![0; READ_SIZE];
    from.read_at(&mut data, 0)
        .map_err(|error| BuildIdError::io(name, error))?;
    if data.starts_with(b"\x7fELF") {
        return read_elf(name, from, data);
    }
    match data[..4] {
        [0xfe, 0xed, 0xfa, 0xce | 0xcf] | [0xce | 0xcf, 0xfa, 0xed, 0xfe] => {
            read_macho(name, from, &data)
        }
        _ => read_raw(name, &data),
    }
}

fn read_raw(name: &str, data: &[u8]) -> Result<Vec<u8>, BuildIdError> {
    let Some(start) = find(data, RAW_PREFIX) else {
        return Ok(Vec::new());
    };
    let inner = start + RAW_PREFIX.len();
    find(&data[inner..], RAW_END)
        .and_then(|len| quote::unquote_bytes(&data[inner - 1..=inner + len]))
        .ok_or_else(|| BuildIdError::malformed(name))
}

fn read_elf(name: &str, from: &dyn ReadAt, mut data: Vec<u8>) -> Result<Vec<u8>, BuildIdError> {
    // The program headers are enough; without section counts the parser does not go
    // and read the section table at the other end of the file.
    match data[4] {
        1 => {
            data[32..36].fill(0);
            data[48..50].fill(0);
        }
        2 => {
            data[40..48].fill(0);
            data[60..62].fill(0);
        }
        _ => {}
    }
    let elf = Elf::parse(&data).map_err(|error| BuildIdError::elf(name, error))?;
    let mut gnu = Vec::new();
    for prog in &elf.progs {
        if prog.kind != PT_NOTE || prog.filesz < 16 {
            continue;
        }
        let end = prog.offset + prog.filesz;
        let note = if end < data.len() as u64 {
            data[prog.offset as usize..end as usize].to_vec()
        } else {
            // Some linkers place notes far from the start.
            read_exact(from, prog.offset, prog.filesz)
                .map_err(|error| BuildIdError::read(name, error))?
        };
        if let Some(id) = search_notes(elf.endian, prog, &note, &mut gnu) {
            return Ok(id);
        }
    }
    // gccgo leaves only the GNU note.
    Ok(gnu)
}

/// Returns Go's note; stores a GNU note that precedes it in `gnu`.
fn search_notes(
    endian: Endian,
    prog: &Prog,
    mut note: &[u8],
    gnu: &mut Vec<u8>,
) -> Option<Vec<u8>> {
    const GO_BUILD_ID: u32 = 4;
    const GNU_BUILD_ID: u32 = 3;
    let mut offset = prog.offset;
    while note.len() >= 16 {
        let name_size = endian.u32(note, 0)?;
        let value_size = endian.u32(note, 4)?;
        let tag = endian.u32(note, 8)?;
        let value = note[16..].get(..value_size as usize);
        if let (4, Some(value)) = (name_size, value) {
            match (tag, &note[12..16]) {
                (GO_BUILD_ID, b"Go\0\0") => return Some(value.to_vec()),
                (GNU_BUILD_ID, b"GNU\0") => *gnu = value.to_vec(),
                _ => {}
            }
        }
        let round = |size: u32| u64::from(size.wrapping_add(3) & !3);
        let mut size = 12 + round(name_size) + round(value_size);
        if note.len() as u64 <= size {
            break;
        }
        offset = offset.wrapping_add(size);
        if prog.align != 0 {
            let aligned = offset.wrapping_add(prog.align - 1) & !(prog.align - 1);
            size = size.wrapping_add(aligned.wrapping_sub(offset));
            offset = aligned;
        }
        note = note.get(usize::try_from(size).ok()?..)?;
    }
    None
}

fn read_macho(name: &str, from: &dyn ReadAt, data: &[u8]) -> Result<Vec<u8>, BuildIdError> {
    // Usually it is in the first bytes, and nothing needs parsing.
    if let Ok(id) = read_raw(name, data)
        && !id.is_empty()
    {
        return Ok(id);
    }
    let file = Macho::parse(from).map_err(|error| BuildIdError::macho(name, error))?;
    let Some(text) = file.section("__text") else {
        return Err(BuildIdError::parse(name, "cannot find __text section"));
    };
    let len = text.size.min(READ_SIZE as u64);
    let start = read_exact(from, text.offset.into(), len).map_err(|error| {
        // ReadAt calls every short read the end of the file.
        match BuildIdError::read(name, error) {
            BuildIdError::UnexpectedEof => BuildIdError::Eof,
            other => other,
        }
    })?;
    read_raw(name, &start)
}
