//! The tables of a link of two functions.

use super::*;
use crate::error::Diagnostics;
use crate::loader::ABI_INTERNAL;
use crate::section::Layout;
use crate::testing::Fixture;
use crate::testing::define;
use crate::testing::refer;

const TEXT: i64 = 0x40_1000;

/// Returns the bytes of a table.
fn written(source: Source<'_, '_>, sym: Sym) -> Vec<u8> {
    let size = usize::try_from(source.ldr.size(sym)).unwrap();
    let mut out = vec![0; size];
    write(source, sym, &mut out);
    out
}

/// Returns bytes as numbers.
fn words(bytes: &[u8]) -> Vec<u32> {
    let words = bytes.as_chunks().0.iter();
    words.map(|word| u32::from_le_bytes(*word)).collect()
}

#[test]
fn functions_without_facts() {
    let fixture = Fixture::new();
    let ldr = &mut fixture.loader();
    let start = define(ldr, "runtime.text", SymKind::Text, &[]);
    let last = ldr
        .update_named(&b"runtime.deferreturn"[..], ABI_INTERNAL)
        .sym();
    let f = define(ldr, "main.f", SymKind::Text, &[0x90; 0x110]);
    let g = define(ldr, "main.g·1", SymKind::Text, &[0x90; 0x20]);
    refer(ldr, f, 4, RelocType::CALL, 4, g);
    refer(ldr, f, 20, RelocType::CALL, 4, last);
    refer(ldr, f, 40, RelocType::CALL, 4, last);
    for (sym, value) in [(start, TEXT), (f, TEXT), (g, TEXT + 0x120)] {
        ldr.set_value(sym, value);
    }
    let pool = &fixture.pool;
    let pcln = &pclntab(ldr, &[], "", pool, &[f, g]).unwrap();
    let find = &findfunctab(ldr, &[f, g], pcln, &mut Diagnostics::default()).unwrap();
    let layout = &Layout::default();

    let syms = pcln.syms;
    assert_eq!((syms.first, syms.last), (f, g));
    let tables = [
        syms.names,
        syms.cutab,
        syms.filetab,
        syms.pctab,
        syms.functab,
    ];
    for (sym, value) in tables.into_iter().zip([72, 96, 96, 96, 104]) {
        ldr.set_value(sym, 0x5000 + value);
    }
    ldr.set_value(syms.header, 0x5000);
    let source = Source {
        ldr,
        layout,
        pool,
        pcln,
        find,
    };
    let mut expected = "main.f\0main.g·1".as_bytes().to_vec();
    expected.resize(24, 0);
    assert_eq!(written(source, syms.names), expected);
    assert_eq!(written(source, syms.pctab), [0; 8]);
    let record = |offset, name, defer| [offset, name, 0, defer, 0, 0, 0, 0, u32::MAX, 0, 0];
    let mut expected = vec![0, 24, 0x120, 72, 0x140, 0];
    expected.extend(record(0, 0, 19));
    expected.push(0);
    expected.extend(record(0x120, 7, 0));
    expected.push(0);
    assert_eq!(words(&written(source, syms.functab)), expected);
    assert_eq!(written(source, find.sym), [0, 0, 0, 0, 0, 0]);
    let mut expected = vec![MAGIC, 0x0801_0000, 2, 0, 0, 0, 0, 0];
    expected.extend([72, 0, 96, 0, 96, 0, 96, 0, 104, 0]);
    assert_eq!(words(&written(source, syms.header)), expected);
}

#[test]
fn parts_are_carried() {
    let fixture = Fixture::new();
    let ldr = &mut fixture.loader();
    let f = define(ldr, "main.f", SymKind::Text, &[0x90; 16]);
    let pcln = pclntab(ldr, &[], "", &fixture.pool, &[f]).unwrap();
    for sym in [pcln.syms.header, pcln.syms.functab] {
        assert_eq!(ldr.outer(sym), pcln.syms.carrier);
        assert!(ldr.has(Attr::NotInSymTab, sym));
    }
    let funcdata = ldr.lookup(b"go:func.*", ABI0);
    assert!(!ldr.has(Attr::NotInSymTab, funcdata));
    assert_eq!(ldr.size(funcdata), 0);
}
