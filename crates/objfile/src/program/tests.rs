//! Small files made by hand. `cargo xtask objects` compares real ones with the official tools.
//!
//! Counterpart: debug/gosym/pclntab_test.go, debug/pe/file_test.go.

use proptest::prelude::*;

use super::LineTable;
use super::Position;
use super::Program;
use super::ProgramError;
use super::Rules;
use super::pc_values::PcValues;
use crate::goobj;

const RULES: Rules = Rules {
    builtins: goobj::BUILTINS_26,
    names_bss: false,
    empty_is_none: true,
    reads_old_symbols: false,
};

/// The value 3 for four bytes, and then 1 for six.
const VALUES: [u8; 5] = [8, 4, 3, 6, 0];

/// Returns a table of the function `a.F` of 16 bytes, with lines 6 and 7 of `x.go`.
fn line_table() -> Vec<u8> {
    let mut table = 0xffff_fff1_u32.to_le_bytes().to_vec();
    table.extend_from_slice(&[0, 0, 1, 8]);
    for word in [1_u64, 1, 0, 72, 76, 80, 88, 100] {
        table.extend_from_slice(&word.to_le_bytes());
    }
    table.extend_from_slice(b"a.F\0\0\0\0\0x.go\0\0\0\0");
    table.extend_from_slice(&[0, 2, 16, 0, 14, 4, 2, 12, 0, 0, 0, 0]);
    for word in [0_u32, 12, 16, 0, 0, 0, 0, 0, 1, 4, 0, 0] {
        table.extend_from_slice(&word.to_le_bytes());
    }
    table
}

/// Returns an object for Windows with the function `main.f` at byte 4 of its code.
fn coff() -> Vec<u8> {
    let mut file = vec![0x64, 0x86, 1, 0, 0, 0, 0, 0];
    for word in [96_u32, 1, 0] {
        file.extend_from_slice(&word.to_le_bytes());
    }
    file.extend_from_slice(b".text\0\0\0");
    for word in [8_u32, 0x1000, 8, 60, 0, 0, 0, 0x20] {
        file.extend_from_slice(&word.to_le_bytes());
    }
    file.resize(96, 0x90);
    file.extend_from_slice(b"main.f\0\0\x04\0\0\0\x01\0\0\0\x02\0\x04\0\0\0");
    file
}

#[test]
fn values_by_address() {
    let mut values = PcValues::new(&VALUES, 0x100, 10, 1);
    for (addr, value) in [(0x100, 3), (0x103, 3), (0x104, 1), (0x109, 1), (0x10a, -1)] {
        assert_eq!(values.at(addr), Some(value));
    }
    // Back, and on again.
    assert_eq!((values.at(0x102), values.at(0x105)), (Some(3), Some(1)));
    let mut cut = PcValues::new(&VALUES[..3], 0, 10, 1);
    assert_eq!((cut.at(1), cut.at(5), cut.at(2)), (Some(3), None, Some(3)));
    // A table that stays where it is has an end too.
    let still = [2, 0].repeat(1000);
    assert_eq!(PcValues::new(&still, 0, 4, 1).at(1), None);
}

#[test]
fn positions_of_a_program() {
    let bytes = line_table();
    let table = LineTable::new(&bytes, 0x1000);
    let mut cursor = table.cursor();
    let at = |line| Position {
        file: b"x.go",
        line,
        function: Some(&b"a.F"[..]),
    };
    assert_eq!(cursor.position(0x1002), at(6));
    assert_eq!(cursor.position(0x1004), at(7));
    assert_eq!(cursor.position(0x1000), at(6));
    for outside in [0xfff, 0x1010, 0, u64::MAX] {
        assert_eq!(cursor.position(outside), Position::default());
    }
    let none = LineTable::new(&bytes[..100], 0x1000);
    assert_eq!(none.cursor().position(0x1002), Position::default());
}

#[test]
fn symbols_of_an_object() {
    let file = coff();
    let program = Program::open(b"x", &file, RULES).unwrap();
    let [entry] = &program.entries[..] else {
        panic!("one object has one entry");
    };
    let symbols = entry.symbols().unwrap();
    assert_eq!(symbols.len(), 1);
    let sym = &symbols[0];
    assert_eq!(
        (&*sym.name, sym.addr, sym.code),
        (&b"main.f"[..], 0x1004, b'T')
    );
    assert_eq!(entry.goarch(), "amd64");
    assert!(matches!(entry.text(), Err(ProgramError::Unsupported(_))));
}

#[test]
fn other_files_are_unknown() {
    let error = |bytes: &[u8]| {
        Program::open(b"x", bytes, RULES)
            .err()
            .map(|error| error.to_string())
    };
    let unknown = Some("unrecognized object file".to_owned());
    assert_eq!(error(b""), unknown);
    assert_eq!(error(b"#!/bin/sh\n"), unknown);
    assert_eq!(error(b"!<arch>\n"), None);
    assert_eq!(
        error(b"\x01\xdf"),
        Some("a program for AIX is not supported".to_owned())
    );
    let other = b"go object linux amd64 go1.9\n!\n\0go114ld";
    assert_eq!(
        error(other),
        Some("go object of a different version: \"go114ld\"".to_owned())
    );
}

proptest! {
    #[test]
    fn changed_bytes_give_bounded_answers(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        is_table: bool,
    ) {
        let mut file = if is_table { line_table() } else { coff() };
        for (at, byte) in changes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        let table = LineTable::new(&file, 0x1000);
        let mut cursor = table.cursor();
        for addr in 0xff0..0x1030 {
            prop_assert!(cursor.position(addr).file.len() < file.len());
        }
        if let Ok(program) = Program::open(b"x", &file, RULES) {
            for entry in &program.entries {
                let symbols = entry.symbols().unwrap_or_default();
                prop_assert!(symbols.len() <= file.len() / 16);
            }
        }
    }
}
