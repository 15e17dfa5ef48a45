//! The tables of a link of two functions.

use super::*;
use crate::loader::ABI_INTERNAL;
use crate::testing::define;
use crate::testing::refer;
use crate::testing::with_link;

const TEXT: i64 = 0x40_1000;

/// Returns the bytes that a generator writes.
fn written(link: &Link<'_>, sym: Sym) -> Vec<u8> {
    let size = usize::try_from(link.ldr.size(sym)).unwrap();
    let mut out = vec![0; size];
    link.generators[&sym](link, sym, &mut out);
    out
}

/// Returns bytes as numbers.
fn words(bytes: &[u8]) -> Vec<u32> {
    let words = bytes.as_chunks().0.iter();
    words.map(|word| u32::from_le_bytes(*word)).collect()
}

#[test]
fn functions_without_facts() {
    with_link(|link| {
        let start = define(link, "runtime.text", SymKind::Text, &[]);
        let last = (link.ldr)
            .update_named(&b"runtime.deferreturn"[..], ABI_INTERNAL)
            .sym();
        let f = define(link, "main.f", SymKind::Text, &[0x90; 0x110]);
        let g = define(link, "main.g·1", SymKind::Text, &[0x90; 0x20]);
        refer(link, f, 4, RelocType::CALL, 4, g);
        refer(link, f, 20, RelocType::CALL, 4, last);
        refer(link, f, 40, RelocType::CALL, 4, last);
        for (sym, value) in [(start, TEXT), (f, TEXT), (g, TEXT + 0x120)] {
            link.ldr.set_value(sym, value);
        }
        link.textp = vec![f, g];
        pclntab(link).unwrap();
        findfunctab(link).unwrap();

        let syms = link.pcln.syms;
        assert_eq!((syms.first, syms.last), (f, g));
        let names = written(link, syms.names);
        let mut expected = "main.f\0main.g·1".as_bytes().to_vec();
        expected.resize(24, 0);
        assert_eq!(names, expected);
        assert_eq!(written(link, syms.pctab), [0; 8]);
        let record = |offset, name, defer| [offset, name, 0, defer, 0, 0, 0, 0, u32::MAX, 0, 0];
        let mut expected = vec![0, 24, 0x120, 72, 0x140, 0];
        expected.extend(record(0, 0, 19));
        expected.push(0);
        expected.extend(record(0x120, 7, 0));
        expected.push(0);
        assert_eq!(words(&written(link, syms.functab)), expected);
        assert_eq!(written(link, syms.findfunctab), [0, 0, 0, 0, 0, 0]);

        let tables = [
            syms.names,
            syms.cutab,
            syms.filetab,
            syms.pctab,
            syms.functab,
        ];
        for (sym, value) in tables.into_iter().zip([72, 96, 96, 96, 104]) {
            link.ldr.set_value(sym, 0x5000 + value);
        }
        link.ldr.set_value(syms.header, 0x5000);
        let header = words(&written(link, syms.header));
        let expected = [
            MAGIC,
            0x0801_0000,
            2,
            0,
            0,
            0,
            0,
            0,
            72,
            0,
            96,
            0,
            96,
            0,
            96,
            0,
            104,
            0,
        ];
        assert_eq!(header, expected);
    });
}

#[test]
fn parts_are_carried() {
    with_link(|link| {
        let f = define(link, "main.f", SymKind::Text, &[0x90; 16]);
        link.textp = vec![f];
        pclntab(link).unwrap();
        let syms = link.pcln.syms;
        for sym in [syms.header, syms.functab] {
            assert_eq!(link.ldr.outer(sym), syms.carrier);
            assert!(link.ldr.has(Attr::NotInSymTab, sym));
        }
        let funcdata = link.ldr.lookup(b"go:func.*", ABI0);
        assert!(!link.ldr.has(Attr::NotInSymTab, funcdata));
        assert_eq!(link.ldr.size(funcdata), 0);
    });
}
