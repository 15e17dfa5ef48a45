//! The start of a unit's line table: its parameters, directories and files.
//!
//! The programs of functions follow; the compiler wrote them.
//! Counterpart: cmd/link/internal/ld/dwarf.go (`writelines`, `writeDirFileTables`).

use std::borrow::Cow;

use hashbrown::HashMap;
use vamos_base::golang::path;

use super::version::Version;
use crate::error::Stop;
use crate::goroot;
use vamos_base::golang::dwarf::put_uleb128;

const LINE_BASE: i8 = -4;
const LINE_RANGE: u8 = 10;
/// Number of operands of each standard opcode.
const OPCODE_LENGTHS: [u8; 10] = [0, 1, 1, 1, 1, 0, 0, 0, 1, 0];
const LNCT_PATH: u8 = 1;
const LNCT_DIRECTORY_INDEX: u8 = 2;
const FORM_STRING: u8 = 8;
const FORM_UDATA: u8 = 15;
/// Prefix of the names of files in some objects.
const FILE_PREFIX: &str = "gofile..";

/// The start of a line table.
#[derive(Default)]
pub(super) struct LineHead {
    /// The bytes; the table's length is still to be set, see [`set_length`].
    pub bytes: Vec<u8>,
    /// The script for gdb next to package runtime's sources, if this is the unit that has them.
    pub script: Option<String>,
}

/// Returns the start of the line table of a unit with these files.
pub(super) fn line_head(
    version: Version,
    files: &[&[u8]],
    goroot: &str,
    is_runtime: bool,
) -> Result<LineHead, Stop> {
    let mut bytes = vec![0; 4];
    match version {
        // Line tables have versions of their own; some tools of macOS do not support 3.
        Version::V4 => bytes.extend([2, 0]),
        // The sizes of addresses and of selectors of segments.
        Version::V5 => bytes.extend([5, 0, 8, 0]),
    }
    let length_at = bytes.len();
    bytes.extend([0; 4]);
    // The smallest instruction.
    bytes.push(1);
    if version == Version::V5 {
        // Operations of an instruction.
        bytes.push(1);
    }
    bytes.extend([
        1, // lines start statements
        LINE_BASE.cast_unsigned(),
        LINE_RANGE,
        OPCODE_LENGTHS.len() as u8 + 1,
    ]);
    bytes.extend(OPCODE_LENGTHS);
    let script = push_files(version, &mut bytes, files, goroot, is_runtime)?;
    let length = (bytes.len() - length_at - 4) as u32;
    bytes[length_at..length_at + 4].copy_from_slice(&length.to_le_bytes());
    Ok(LineHead { bytes, script })
}

/// Sets the length of a line table whose functions' programs have `programs` bytes.
pub(super) fn set_length(head: &mut [u8], programs: usize) {
    let length = (head.len() - 4 + programs) as u32;
    head[..4].copy_from_slice(&length.to_le_bytes());
}

fn push_files(
    version: Version,
    out: &mut Vec<u8>,
    files: &[&[u8]],
    goroot: &str,
    is_runtime: bool,
) -> Result<Option<String>, Stop> {
    // Directory 0 and file 0 are never referred to.
    let mut dirs = Dirs::new(goroot);
    let mut table = Vec::with_capacity(files.len() * 24);
    if version == Version::V5 {
        push_file(version, &mut table, "?", 0);
    }
    let mut script = None;
    for (at, name) in files.iter().enumerate() {
        let name = std::str::from_utf8(name)
            .map_err(|_| Stop::Unsupported("a file name is not UTF-8".to_owned()))?;
        if is_runtime && script.is_none() {
            script = find_script(&expand_file(name, goroot));
        }
        match dirs.split(name) {
            Some((number, base)) => push_file(version, &mut table, &base, number),
            None => push_file(version, &mut table, &format!("<missing>_{at}"), 0),
        }
    }
    let dirs = dirs.names;
    if version == Version::V4 {
        for dir in &dirs[1..] {
            out.extend_from_slice(dir.as_bytes());
            out.push(0);
        }
        out.push(0);
        out.extend_from_slice(&table);
        out.push(0);
        return Ok(script);
    }
    out.extend([1, LNCT_PATH, FORM_STRING]);
    put_uleb128(out, dirs.len() as u64);
    for dir in &dirs {
        out.extend_from_slice(dir.as_bytes());
        out.push(0);
    }
    out.extend([2, LNCT_PATH, FORM_STRING, LNCT_DIRECTORY_INDEX, FORM_UDATA]);
    put_uleb128(out, files.len() as u64 + 1);
    out.extend_from_slice(&table);
    Ok(script)
}

/// The directories of a line table.
struct Dirs<'n> {
    goroot: &'n str,
    names: Vec<String>,
    numbers: HashMap<String, usize>,
    /// Numbers by the part of file names before the last element.
    heads: HashMap<&'n str, usize>,
}

impl<'n> Dirs<'n> {
    fn new(goroot: &'n str) -> Self {
        let dot = || ".".to_owned();
        Self {
            goroot,
            names: vec![dot()],
            numbers: [(dot(), 0)].into_iter().collect(),
            heads: HashMap::new(),
        }
    }

    /// Returns the number of a file's directory, and the rest of its name; `None` for a
    /// file without a name.
    fn split(&mut self, name: &'n str) -> Option<(usize, Cow<'n, str>)> {
        let (head, base) = path::split(name);
        let is_plain = !matches!(base, "" | "." | "..");
        if let (true, Some(&number)) = (is_plain, self.heads.get(head)) {
            return Some((number, Cow::Borrowed(base)));
        }
        let full = expand_file(name, self.goroot);
        if full.is_empty() {
            return None;
        }
        let number = self.number(path::dir(&full));
        if is_plain && head.contains('/') {
            self.heads.insert(head, number);
        }
        Some((number, Cow::Owned(path::base(&full).to_owned())))
    }

    fn number(&mut self, dir: String) -> usize {
        let next = self.names.len();
        let number = *self.numbers.entry_ref(dir.as_str()).or_insert(next);
        if number == next {
            self.names.push(dir);
        }
        number
    }
}

/// Returns the script for gdb that belongs to a file of package runtime.
fn find_script(name: &str) -> Option<String> {
    let at = name.find("runtime/proc.go")?;
    Some(format!("{}runtime/runtime-gdb.py", &name[..at]))
}

fn push_file(version: Version, table: &mut Vec<u8>, base: &str, dir: usize) {
    table.extend_from_slice(base.as_bytes());
    table.push(0);
    put_uleb128(table, dir as u64);
    if version == Version::V4 {
        // No time, no length.
        table.extend([0; 2]);
    }
}

/// Returns the name of a file for debuggers: `$GOROOT` is replaced by the SDK's directory.
fn expand_file<'n>(name: &'n str, goroot: &str) -> Cow<'n, str> {
    let name = name.strip_prefix(FILE_PREFIX).unwrap_or(name);
    goroot::expand(name, goroot).map_or(Cow::Borrowed(name), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files() {
        let files: [&[u8]; 4] = [
            b"gofile..$GOROOT/src/runtime/proc.go",
            b"$GOROOT/src/runtime/asm_amd64.s",
            b"<autogenerated>",
            b"",
        ];
        let head = line_head(Version::V5, &files, "/go", true).expect("names are text");
        assert_eq!(
            head.script.as_deref(),
            Some("/go/src/runtime/runtime-gdb.py")
        );
        let tables = b"\x01\x01\x08\x02.\0/go/src/runtime\0\x02\x01\x08\x02\x0f\x05?\0\0\
            proc.go\0\x01asm_amd64.s\0\x01<autogenerated>\0\0<missing>_3\0\0";
        assert!(head.bytes.ends_with(tables));
        assert_eq!(head.bytes[8..12], (tables.len() as u32 + 16).to_le_bytes());
        let head = line_head(Version::V4, &files, "/go", true).expect("names are text");
        let tables = b"/go/src/runtime\0\0proc.go\0\x01\0\0asm_amd64.s\0\x01\0\0\
            <autogenerated>\0\0\0\0<missing>_3\0\0\0\0\0";
        assert!(head.bytes.ends_with(tables));
        assert_eq!(head.bytes[6..10], (tables.len() as u32 + 15).to_le_bytes());
    }
}
