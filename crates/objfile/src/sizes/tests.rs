//! Small files made by hand, and the effect of changed bytes.
//!
//! Counterpart: debug/elf/file_test.go, debug/gosym/pclntab_test.go.

use proptest::prelude::*;

use super::Parts;
use super::SizesError;
use super::Source;
use super::read;

const HEADER: usize = 64;
const RECORD: usize = 64;

/// A section to write: name, type, flags, address, contents, link.
type Part<'a> = (&'a str, u32, u64, u64, Vec<u8>, u32);

/// Returns an ELF file for amd64 with these sections after the empty one.
pub(super) fn elf(parts: &[Part<'_>]) -> Vec<u8> {
    let mut names = vec![0];
    let mut body = Vec::new();
    let count = parts.len() + 2;
    let start = HEADER + count * RECORD;
    let mut records = vec![0; RECORD];
    let name_part = (".shstrtab", 3, 0, 0, Vec::new(), 0);
    for (name, kind, flags, addr, data, link) in parts.iter().chain([&name_part]) {
        let name_at = names.len() as u32;
        names.extend_from_slice(name.as_bytes());
        names.push(0);
        let data = if *name == ".shstrtab" { &names } else { data };
        records.extend_from_slice(&name_at.to_le_bytes());
        records.extend_from_slice(&kind.to_le_bytes());
        for word in [
            *flags,
            *addr,
            (start + body.len()) as u64,
            data.len() as u64,
        ] {
            records.extend_from_slice(&word.to_le_bytes());
        }
        records.extend_from_slice(&link.to_le_bytes());
        records.extend_from_slice(&[0; 20]);
        body.extend_from_slice(data);
    }
    let mut file = b"\x7fELF\x02\x01\x01".to_vec();
    file.resize(16, 0);
    file.extend_from_slice(&[2, 0, 62, 0, 1, 0, 0, 0]);
    file.resize(40, 0);
    file.extend_from_slice(&(HEADER as u64).to_le_bytes()[..]);
    file.resize(52, 0);
    for half in [HEADER, 56, 0, RECORD, count, count - 1] {
        file.extend_from_slice(&(half as u16).to_le_bytes());
    }
    // The table of sections follows the header.
    file[40..48].copy_from_slice(&(HEADER as u64).to_le_bytes());
    [file, records, body].concat()
}

pub(super) fn symbol(name: u32, info: u8, section: u16, addr: u64, size: u64) -> Vec<u8> {
    let mut record = name.to_le_bytes().to_vec();
    record.extend_from_slice(&[info, 0]);
    record.extend_from_slice(&section.to_le_bytes());
    record.extend_from_slice(&addr.to_le_bytes());
    record.extend_from_slice(&size.to_le_bytes());
    record
}

/// Returns a function table of the functions `a.F` and `b.G`, 16 and 8 bytes long, after
/// `before` bytes.
pub(super) fn function_table(start: u64, before: u32) -> Vec<u8> {
    let names = b"a.F\0b.G\0";
    let mut table = 0xffff_fff1_u32.to_le_bytes().to_vec();
    table.extend_from_slice(&[0, 0, 1, 8]);
    let functions = 72 + names.len() as u64;
    for word in [2, 0, start, 72, functions, functions, functions, functions] {
        table.extend_from_slice(&u64::to_le_bytes(word));
    }
    table.extend_from_slice(names);
    // Entry and record of each function, and the end.
    for word in [
        before,
        20,
        before + 16,
        28,
        before + 24,
        before,
        0,
        before + 16,
        4,
    ] {
        table.extend_from_slice(&u32::to_le_bytes(word));
    }
    table
}

fn sample(with_symbols: bool) -> Vec<u8> {
    let strings = b"\0main.f\0runtime.text\0runtime.etext\0x.go\0".to_vec();
    let symbols = [
        symbol(0, 0, 0, 0, 0),
        symbol(1, 2, 1, 0x1008, 16),
        symbol(8, 2, 1, 0x1000, 0),
        symbol(21, 2, 1, 0x1020, 0),
        symbol(35, 4, 0xfff1, 0, 9),
        symbol(1, 1, 0xfff2, 0x1000, 8),
    ];
    let mut parts = vec![
        (".text", 1, 6, 0x1000, vec![0x90; 48], 0),
        (".gopclntab", 1, 2, 0x2000, function_table(0, 8), 0),
        (".bss", 8, 3, 0x3000, Vec::new(), 0),
    ];
    if with_symbols {
        parts.push((".symtab", 2, 0, 0, symbols.concat(), 5));
        parts.push((".strtab", 3, 0, 0, strings, 0));
    }
    elf(&parts)
}

fn found(parts: &Parts) -> Vec<(&str, u64, u64, usize)> {
    let symbols = parts.symbols.iter();
    symbols
        .map(|one| (&*one.name, one.addr, one.size, one.section))
        .collect()
}

#[test]
fn symbols_have_sections_and_sizes() {
    let parts = read(&sample(true)).unwrap();
    assert_eq!(found(&parts), [("main.f", 0x1008, 16, 1)]);
    assert_eq!(parts.source, Source::SymbolTable);
    assert_eq!(parts.go_code, Some((0x1000, 0x1020)));
    assert_eq!(parts.headers[2], (64, 7 * 64));
    let names: Vec<&str> = parts.sections.iter().map(|one| &*one.name).collect();
    let rest = [".bss", ".symtab", ".strtab", ".shstrtab"];
    assert_eq!(names, [&["", ".text", ".gopclntab"][..], &rest].concat());
    assert!(parts.sections[1].is_code && !parts.sections[2].is_code);
    assert_eq!(
        (parts.sections[3].file_size, parts.sections[4].is_loaded),
        (0, false)
    );
}

#[test]
fn functions_of_stripped_programs() {
    let parts = read(&sample(false)).unwrap();
    assert_eq!(parts.source, Source::FunctionTable);
    assert_eq!(
        found(&parts),
        [("a.F", 0x1008, 16, 1), ("b.G", 0x1018, 8, 1)]
    );
    // Since Go 1.26 only the module data has the start.
    let mut words = vec![0_u64; 30];
    (words[0], words[22]) = (0x2000, 0x1010);
    let data: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    let file = elf(&[
        (".text", 1, 6, 0x1000, vec![0x90; 64], 0),
        (".gopclntab", 1, 2, 0x2000, function_table(0, 0), 0),
        (".go.module", 1, 3, 0x3000, data, 0),
    ]);
    assert_eq!(read(&file).unwrap().symbols[0].addr, 0x1010);
    let names = crate::function_names::read(&file);
    assert_eq!(names.unwrap(), b"a.F\0b.G\0");
    let old = elf(&[(".gopclntab", 1, 2, 0x2000, vec![0xfa, 0xff, 0xff, 0xff], 0)]);
    assert!(matches!(read(&old), Err(SizesError::Old)));
}

#[test]
fn other_files_are_named() {
    for (bytes, text) in [
        (&b""[..], "not an ELF file"),
        (b"hello world", "not an ELF file"),
        (b"MZ\x90\0", "not an ELF file, but a program for Windows"),
        (
            b"\xcf\xfa\xed\xfe",
            "not an ELF file, but a program for macOS",
        ),
        (
            b"\0asm\x01\0\0\0",
            "not an ELF file, but a WebAssembly module",
        ),
        (b"!<arch>\n", "not an ELF file, but an archive"),
        (b"\x7fELF", "damaged: the file ends early"),
    ] {
        assert_eq!(read(&bytes).unwrap_err().to_string(), text);
    }
    let other = elf(&[(".text", 1, 6, 0x1000, vec![0x90; 8], 0)]);
    assert_eq!(read(&other).unwrap_err().to_string(), "not a Go program");
}

#[test]
fn names_that_overlap_do_not_multiply() {
    let strings = [&[b'a'; 1 << 18][..], b"\0"].concat();
    let symbols: Vec<u8> = (0..20_000)
        .flat_map(|name| symbol(name, 1, 1, 0x1000, 8))
        .collect();
    let file = elf(&[
        (".text", 1, 6, 0x1000, vec![0x90; 48], 0),
        (".gopclntab", 1, 2, 0x2000, function_table(0, 0), 0),
        (".symtab", 2, 0, 0, symbols, 4),
        (".strtab", 3, 0, 0, strings.clone(), 0),
    ]);
    assert_eq!(
        read(&file).unwrap_err().to_string(),
        "damaged: a name has no end"
    );
    // Names of sections.
    let many: Vec<Part<'_>> = (0..200).map(|_| (".x", 1, 0, 0, Vec::new(), 0)).collect();
    let mut file = elf(&many);
    let (table, at) = (HEADER + 201 * RECORD, file.len() as u64);
    file[table + 24..table + 32].copy_from_slice(&at.to_le_bytes());
    file[table + 32..table + 40].copy_from_slice(&(strings.len() as u64).to_le_bytes());
    file.extend_from_slice(&strings);
    let error = read(&file).unwrap_err().to_string();
    assert!(error.starts_with("bad section name index"), "{error}");
}

proptest! {
    #[test]
    fn changed_bytes_give_bounded_answers(
        with_symbols in any::<bool>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), prop_oneof![any::<u8>(), Just(0xff), Just(0)]), 0..8),
        end in any::<prop::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        let mut file = sample(with_symbols);
        for (at, byte) in changes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        if is_cut {
            file.truncate(end.index(file.len()));
        }
        if let Ok(parts) = read(&file) {
            prop_assert!(parts.symbols.len() <= file.len() / 8);
            prop_assert!(parts.sections.len() <= file.len() / RECORD);
            let names: usize = parts.symbols.iter().map(|one| one.name.len()).sum();
            // Bytes that are not UTF-8 become three.
            prop_assert!(names <= 3 * (4 * file.len() + (1 << 16)));
            for symbol in &parts.symbols {
                prop_assert!(symbol.section < parts.sections.len());
            }
        }
    }
}
