//! Debug information made by hand: its owners.
//!
//! Counterpart: debug/dwarf/entry_test.go.

use super::Parts;
use super::ShareOf;
use super::read;
use super::tests::elf;
use super::tests::function_table;
use super::tests::symbol;

/// The language Go, and another one.
const GO: u8 = 0x16;
const C: u8 = 0x0c;

/// Returns the formats of entries: 1 a unit, 2 a type, 3 a type with children, 4 a member, 5 a
/// function with a list of locations and one of ranges.
fn abbreviations() -> Vec<u8> {
    let formats: [&[u8]; 5] = [
        &[
            1, 0x11, 1, 0x03, 0x08, 0x13, 0x0b, 0x10, 0x17, 0x73, 0x17, 0, 0,
        ],
        &[2, 0x24, 0, 0x03, 0x08, 0x0b, 0x0b, 0, 0],
        &[3, 0x13, 1, 0x03, 0x08, 0, 0],
        &[4, 0x0d, 0, 0x03, 0x08, 0x38, 0x0f, 0, 0],
        &[5, 0x2e, 0, 0x03, 0x08, 0x02, 0x17, 0x55, 0x17, 0, 0],
    ];
    [&formats.concat()[..], &[0]].concat()
}

/// Returns a unit of DWARF 5; `at` is the offset of its parts in all other sections.
fn unit(package: &str, language: u8, at: u32) -> Vec<u8> {
    let offset = at.to_le_bytes();
    let mut entries = vec![1];
    entries.extend_from_slice(package.as_bytes());
    entries.extend_from_slice(&[0, language]);
    entries.extend_from_slice(&[offset, offset].concat());
    // The type `int` of 8 bytes, the type `T` with a member `x`, and the function `f`.
    entries.extend_from_slice(b"\x02int\0\x08");
    entries.extend_from_slice(b"\x03T\0\x04x\0\x00\x00");
    entries.extend_from_slice(b"\x05f\0");
    entries.extend_from_slice(&[offset, offset].concat());
    entries.push(0);
    let length = (entries.len() + 8) as u32;
    let header = [&length.to_le_bytes()[..], &[5, 0, 1, 8, 0, 0, 0, 0]].concat();
    [header, entries].concat()
}

/// Returns a description of stack frames for the function at an address.
fn frame(addr: u64) -> Vec<u8> {
    let words = [20_u32.to_le_bytes(), 0_u32.to_le_bytes()].concat();
    [&words[..], &addr.to_le_bytes(), &16_u64.to_le_bytes()].concat()
}

/// Returns a program with the packages `a` and `example.com/b` and a unit of C between them.
fn program() -> Vec<u8> {
    let units = [
        unit("a", GO, 0),
        unit("main.c", C, 16),
        unit("example.com/b", GO, 32),
    ];
    let common = [8, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 4, 0, 0, 0];
    let frames = [&common[..], &frame(0x1008), &frame(0x9999)].concat();
    let symbols = [symbol(0, 0, 0, 0, 0), symbol(1, 2, 1, 0x1008, 16)];
    let mut parts = vec![
        (".text", 1, 6, 0x1000, vec![0x90; 48], 0),
        (".gopclntab", 1, 2, 0x2000, function_table(0, 8), 0),
        (".symtab", 2, 0, 0, symbols.concat(), 4),
        (".strtab", 3, 0, 0, b"\0main.f\0".to_vec(), 0),
        (".debug_abbrev", 1, 0, 0, abbreviations(), 0),
        (".debug_info", 1, 0, 0, units.concat(), 0),
        (".debug_frame", 1, 0, 0, frames, 0),
    ];
    for name in [
        ".debug_line",
        ".debug_addr",
        ".debug_loclists",
        ".debug_rnglists",
    ] {
        parts.push((name, 1, 0, 0, vec![0; 48], 0));
    }
    elf(&parts)
}

/// Returns the shares of a section: start, size, owner.
fn shares<'p>(parts: &'p Parts, section: &str) -> Vec<(u64, u64, &'p str)> {
    let place = parts.sections.iter().position(|one| one.name == section);
    let shares = parts.shares.iter();
    let own = shares.filter(|share| Some(share.section) == place);
    own.map(|share| {
        let name = match share.of {
            ShareOf::Package(name) | ShareOf::Type(name) => &parts.names[name],
            ShareOf::Function(symbol) => &parts.symbols[symbol].name,
        };
        (share.addr, share.size, name.as_str())
    })
    .collect()
}

#[test]
fn debug_information_belongs_to_packages() {
    let parts = read(&program()).unwrap();
    let [a, c, b] = [("a", GO), ("main.c", C), ("example.com/b", GO)]
        .map(|(name, language)| unit(name, language, 0).len() as u64);
    // Types come after the header of 12 bytes and the entry of the unit.
    let first = |name: &str| 12 + 1 + name.len() as u64 + 2 + 8;
    let start = a + c;
    let (in_a, in_b) = (first("a"), start + first("example.com/b"));
    assert_eq!(
        shares(&parts, ".debug_info"),
        [
            (0, a, "a"),
            (in_a, 6, "int"),
            (in_a + 6, 8, "T"),
            (start, b, "example.com/b"),
            (in_b, 6, "int"),
            (in_b + 6, 8, "T"),
        ]
    );
    // A list ends where the next one begins, or the section.
    for section in [
        ".debug_line",
        ".debug_addr",
        ".debug_loclists",
        ".debug_rnglists",
    ] {
        let wanted = [(0, 32, "a"), (32, 16, "example.com/b")];
        assert_eq!(shares(&parts, section), wanted, "{section}");
    }
    // Neither the common information entry nor the entry of an unknown function has an owner.
    assert_eq!(shares(&parts, ".debug_frame"), [(12, 24, "main.f")]);
}
