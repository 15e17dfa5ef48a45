//! Objects that a small writer here makes, whole and broken.

use std::borrow::Cow;

use proptest::prelude::*;

use super::load;
use super::object::Bad;
use crate::kind::SymKind;
use crate::loader::ABI0;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::loader::VERSION_STATIC;
use crate::loader::Version;
use crate::reloc::RelocType;
use crate::testing::Fixture;

/// The fields of a section header.
struct Sect(&'static str, u32, u64, Vec<u8>, u32, u32);

fn symbol(name: u32, info: u8, section: u16, value: u64, size: u64) -> Vec<u8> {
    let mut bytes = name.to_le_bytes().to_vec();
    bytes.extend([info, 0]);
    bytes.extend(section.to_le_bytes());
    bytes.extend(value.to_le_bytes());
    bytes.extend(size.to_le_bytes());
    bytes
}

fn rela(off: u64, kind: u64, symbol: u64, add: i64) -> Vec<u8> {
    let words = [off, symbol << 32 | kind, add.cast_unsigned()];
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// An object with two functions that call each other and a third, and a variable.
fn object() -> Vec<u8> {
    let names = b"\0f\0g\0puts\0v\0";
    let symbols = [
        symbol(0, 0, 0, 0, 0),
        symbol(0, 3, 1, 0, 0),
        symbol(3, 0x12, 1, 8, 8),
        symbol(1, 2, 1, 0, 8),
        symbol(5, 0x10, 0, 0, 0),
        symbol(10, 0x11, 2, 0, 8),
    ];
    let relocs = [rela(9, 4, 4, -4), rela(1, 2, 2, -4), rela(12, 0, 0, 0)];
    let sections = [
        Sect("", 0, 0, Vec::new(), 0, 0),
        Sect(".text", 1, 6, vec![0xe8; 16], 0, 0),
        Sect(".bss", 8, 3, vec![0; 8], 0, 0),
        Sect(".rela.text", 4, 0x40, relocs.concat(), 4, 1),
        Sect(".symtab", 2, 0, symbols.concat(), 5, 4),
        Sect(".strtab", 3, 0, names.to_vec(), 0, 0),
        Sect(".shstrtab", 3, 0, Vec::new(), 0, 0),
    ];
    let mut strings = Vec::new();
    let mut headers = Vec::new();
    let mut body = vec![0; 64];
    for Sect(name, kind, flags, content, link, info) in sections {
        let name_at = strings.len() as u32;
        strings.extend(name.bytes().chain([0]));
        let content = match name {
            ".shstrtab" => &strings,
            _ => &content,
        };
        headers.extend(name_at.to_le_bytes());
        headers.extend(kind.to_le_bytes());
        for word in [flags, 0, body.len() as u64, content.len() as u64] {
            headers.extend(word.to_le_bytes());
        }
        headers.extend(link.to_le_bytes());
        headers.extend(info.to_le_bytes());
        headers.extend(8_u64.to_le_bytes());
        headers.extend(0_u64.to_le_bytes());
        if kind != 8 {
            body.extend_from_slice(content);
        }
    }
    let header_at = body.len() as u64;
    body[..7].copy_from_slice(b"\x7fELF\x02\x01\x01");
    body[16..18].copy_from_slice(&1_u16.to_le_bytes());
    body[18..20].copy_from_slice(&62_u16.to_le_bytes());
    body[20] = 1;
    body[40..48].copy_from_slice(&header_at.to_le_bytes());
    body[58] = 64;
    body[60] = 7;
    body[62] = 6;
    body.extend(headers);
    body
}

/// Loads an object whose local names have a version.
fn load_as(ldr: &mut Loader<'_>, version: Version, bytes: &[u8]) -> Result<Vec<Sym>, Bad> {
    load::load(ldr, version, ("net", "x.o"), bytes, |bytes| {
        Cow::Owned(bytes.to_vec())
    })
}

fn load_into(ldr: &mut Loader<'_>, bytes: &[u8]) -> Result<Vec<Sym>, Bad> {
    load_as(ldr, VERSION_STATIC, bytes)
}

#[test]
fn symbols_and_relocations() {
    let ldr = &mut Fixture::new().loader();
    let bytes = object();
    let funcs = load_into(ldr, &bytes).unwrap();
    let names: Vec<String> = funcs.iter().map(|&sym| ldr.name_text(sym)).collect();
    assert_eq!(names, ["net(.text)", "f", "g"]);
    let text = funcs[0];
    let puts = ldr.lookup(b"puts", ABI0);
    assert_eq!(ldr.kind(puts), SymKind::Xref);
    let relocs: Vec<_> = ldr.relocs(text).iter().collect();
    assert_eq!(relocs.len(), 2);
    assert_eq!((relocs[1].off, relocs[1].sym, relocs[1].add), (9, puts, -4));
    assert_eq!(relocs[1].kind, RelocType(RelocType::ELF + 4));
    assert_eq!(super::undefined(ldr, None), [puts]);
    // The second copy defines the same function.
    let again = load_as(ldr, VERSION_STATIC + 1, &bytes);
    let text = "duplicate symbol reference: g in both net(.text) and net(.text)";
    assert_eq!(again, Err(Bad::Text(text.to_owned())));
}

#[test]
fn broken_objects() {
    let text = |change: fn(&mut Vec<u8>)| {
        let mut bytes = object();
        change(&mut bytes);
        match load_into(&mut Fixture::new().loader(), &bytes) {
            Err(Bad::Text(text)) => text,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(text(|b| b[0] = 0), "malformed elf file, bad header");
    assert_eq!(text(|b| b[5] = 7), "malformed elf file, unknown header");
    assert_eq!(text(|b| b[16] = 2), "elf but not elf relocatable object");
    assert_eq!(text(|b| b[18] = 3), "elf object but not amd64");
    assert_eq!(
        text(|b| b[62] = 7),
        "malformed elf file: shstrndx out of range 7 >= 7"
    );
    let symtab_size = |b: &mut Vec<u8>| {
        let at = b.len() - 3 * 64 + 32;
        b[at + 3] = 1;
    };
    assert_eq!(
        text(symtab_size),
        "malformed elf file: elf section past end of file"
    );
}

proptest! {
    #[test]
    fn never_panics(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut bytes = object();
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        let _ = load_into(&mut Fixture::new().loader(), &bytes);
    }
}
