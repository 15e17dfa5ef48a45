//! Requirements of a program for macOS, by the load commands of a Mach-O file.
//!
//! Counterpart: debug/macho/file.go.

use std::collections::HashSet;

/// The first bytes of a file for a processor with 64 bits.
const MAGIC: u64 = 0xfeed_facf;
/// The size of the header before the load commands.
const HEADER: usize = 32;

const LC_SYMTAB: u64 = 0x2;
const LC_LOAD_DYLIB: u64 = 0xc;
const LC_CODE_SIGNATURE: u64 = 0x1d;
const LC_BUILD_VERSION: u64 = 0x32;

/// The size of an entry of the symbol table.
const SYMBOL: usize = 16;
/// Bits of a symbol's type: for debuggers, the kind, and visible to others.
const N_STAB: u64 = 0xe0;
const N_TYPE: u64 = 0x0e;
const N_EXT: u64 = 0x01;

/// A program's needs.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Needs {
    /// The oldest macOS that it is for: major and minor version.
    pub(super) least_system: Option<(u64, u64)>,
    /// The libraries.
    pub(super) libraries: Vec<String>,
    /// The symbols that libraries must have, sorted.
    pub(super) imports: Vec<String>,
    /// True if it has a signature, without which it does not run on arm64.
    pub(super) is_signed: bool,
    /// The numbers of all load commands, in order.
    pub(super) commands: Vec<u64>,
}

/// Reads a file; `None` if it is not a Mach-O file with 64 bits.
pub(super) fn needs(file: &[u8]) -> Option<Needs> {
    if number(file, 0, 4)? != MAGIC {
        return None;
    }
    let count = number(file, 16, 4)?;
    let mut found = Needs::default();
    let mut at = HEADER;
    for _ in 0..count {
        let (command, size) = (number(file, at, 4)?, length(file, at + 4)?);
        let part = file.get(at..at.checked_add(size)?)?;
        found.commands.push(command);
        // The highest bit marks commands that the system must support.
        match command & 0x7fff_ffff {
            LC_LOAD_DYLIB => found.libraries.push(text(part, length(part, 8)?)?),
            LC_CODE_SIGNATURE => found.is_signed = true,
            LC_BUILD_VERSION => {
                let version = number(part, 12, 4)?;
                found.least_system = Some((version >> 16, version >> 8 & 0xff));
            }
            LC_SYMTAB => found.imports = imports(file, part)?,
            _ => {}
        }
        at += size;
    }
    found.imports.sort();
    Some(found)
}

/// Returns the undefined symbols of the table that a load command describes.
fn imports(file: &[u8], command: &[u8]) -> Option<Vec<String>> {
    let (table, count) = (length(command, 8)?, length(command, 12)?);
    let names = file.get(length(command, 16)?..)?;
    let mut found = Vec::new();
    for index in 0..count {
        let entry = file.get(table + index * SYMBOL..)?;
        let kind = number(entry, 4, 1)?;
        let is_import = kind & (N_STAB | N_TYPE) == 0 && kind & N_EXT != 0;
        if is_import {
            found.push(text(names, length(entry, 0)?)?);
        }
    }
    Some(found)
}

fn length(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(number(bytes, at, 4)?).ok()
}

/// Reads a number of some bytes, the lowest first.
fn number(bytes: &[u8], at: usize, size: usize) -> Option<u64> {
    let field = bytes.get(at..at.checked_add(size)?)?;
    let shifted = |(index, byte): (usize, &u8)| u64::from(*byte) << (8 * index);
    Some(field.iter().enumerate().map(shifted).sum())
}

/// Reads a text that ends with a zero.
fn text(bytes: &[u8], at: usize) -> Option<String> {
    let rest = bytes.get(at..)?;
    let end = rest.iter().position(|byte| *byte == 0)?;
    Some(String::from_utf8_lossy(&rest[..end]).into_owned())
}

/// Returns the symbols that the stub of a library (a text-based stub, `.tbd`) has for a target,
/// such as `arm64-macos`: all words of the lists that follow a list of targets with it.
pub(super) fn symbols_of_stub<'a>(stub: &'a str, target: &str) -> HashSet<&'a str> {
    let is_end = |letter: char| letter.is_whitespace() || matches!(letter, ',' | '[' | ']' | '\'');
    let groups = stub
        .split("targets:")
        .filter_map(|group| group.split_once(']'));
    let of_target = groups.filter(|(targets, _)| targets.split(is_end).any(|word| word == target));
    of_target
        .flat_map(|(_, lists)| lists.split(is_end))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::HEADER;
    use super::needs;
    use super::symbols_of_stub;

    fn words(numbers: &[u32]) -> Vec<u8> {
        numbers.iter().flat_map(|word| word.to_le_bytes()).collect()
    }

    #[test]
    fn load_commands_are_read() {
        let library = b"/usr/lib/libSystem.B.dylib\0\0\0\0\0\0";
        let dylib = [&words(&[0xc, 24 + 32, 24, 0, 0, 0])[..], library].concat();
        let version = words(&[0x32, 24, 1, 0x000d_0300, 0, 0]);
        let commands = dylib.len() + version.len() + 24;
        let table = u32::try_from(HEADER + commands).unwrap();
        let symtab = words(&[0x2, 24, table, 2, table + 32, 16]);
        // Undefined and external; defined and external.
        let symbols = [words(&[1, 0x01, 0, 0]), words(&[7, 0x0f, 0, 0])].concat();
        let header = words(&[0xfeed_facf, 0, 0, 2, 3, 0, 0, 0]);
        let names = b"\0_read\0_main\0\0\0\0".to_vec();
        let file = [header, dylib, version, symtab, symbols, names].concat();
        let found = needs(&file).unwrap();
        assert_eq!(found.libraries, ["/usr/lib/libSystem.B.dylib"]);
        assert_eq!(found.least_system, Some((13, 3)));
        assert_eq!(found.imports, ["_read"]);
        assert!(!found.is_signed);
        for length in 0..file.len() {
            let _ = needs(&file[..length]);
        }
        assert_eq!(needs(b"\x7fELF"), None);
    }

    #[test]
    fn stubs_are_read() {
        let stub = "exports:\n  - targets: [ x86_64-macos,\n arm64-macos ]\n    \
                    symbols: [ '_$x', _read,\n  __tlv_bootstrap ]\n  \
                    - targets: [ x86_64-macos ]\n    symbols: [ _write ]\n";
        let found = symbols_of_stub(stub, "arm64-macos");
        for symbol in ["_$x", "_read", "__tlv_bootstrap"] {
            assert!(found.contains(symbol), "{symbol}");
        }
        assert!(!found.contains("_rea") && !found.contains("_write"));
        assert!(symbols_of_stub(stub, "x86_64-macos").contains("_write"));
    }
}
