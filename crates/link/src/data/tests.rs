//! A link of a few symbols, from their kinds to the bytes of the file.

use super::*;
use crate::context::Link;
use crate::loader::ABI0;
use crate::output;
use crate::reloc::RelocType;
use crate::section::SegmentId;
use crate::testing::define;
use crate::testing::refer;
use crate::testing::with_link;

const TEXT: i64 = 0x40_1000;

/// Places functions 16 bytes apart.
fn place_text(link: &mut Link<'_>, syms: &[Sym]) {
    let id = link.layout.add(SegmentId::Text, ".text", 5);
    for (index, &sym) in syms.iter().enumerate() {
        link.ldr.set_sect(sym, id);
        link.ldr.set_value(sym, TEXT + 16 * index as i64);
    }
    let section = link.layout.section_mut(id);
    section.vaddr = TEXT.cast_unsigned();
    section.length = 16 * syms.len() as u64;
    link.textp = syms.to_vec();
}

fn finish(link: &mut Link<'_>) {
    dodata(link).unwrap();
    address(link).unwrap();
    file_layout(link).unwrap();
    output::asmb(link).unwrap();
}

fn place(link: &Link<'_>, sym: Sym, segment: SegmentId) -> usize {
    let segment = link.layout.segment(segment);
    let offset = link.ldr.value(sym).cast_unsigned() - segment.vaddr;
    (segment.file_off + offset) as usize
}

#[test]
fn from_kinds_to_bytes() {
    with_link(|link| {
        let f = define(link, "f", SymKind::Text, &[0xe8, 0, 0, 0, 0]);
        let g = define(link, "g", SymKind::Text, &[0xc3]);
        let long = define(link, "long", SymKind::NoPtrData, &[7; 24]);
        let short = define(link, "short", SymKind::NoPtrData, &[9; 8]);
        let text = define(link, "text", SymKind::RoData, b"text");
        let zero = define(link, "zero", SymKind::NoPtrBss, b"");
        link.ldr.update(zero).set_size(100);
        refer(link, f, 1, RelocType::CALL, 4, g);
        refer(link, long, 8, RelocType::ADDR, 8, f);
        refer(link, short, 0, RelocType::ADDROFF, 4, g);
        place_text(link, &[f, g]);
        finish(link);

        let names: Vec<&str> = (link.layout.sections.iter())
            .map(|section| section.name.as_str())
            .collect();
        let expected = [
            "",
            ".text",
            ".noptrdata",
            ".data",
            ".bss",
            ".noptrbss",
            ".rodata",
            ".gopclntab",
            ".typelink",
            ".itablink",
        ];
        assert_eq!(names, expected);
        // Short symbols are first; 24 bytes are aligned to 16.
        assert_eq!(link.ldr.value(long), link.ldr.value(short) + 16);
        assert!(link.ldr.value(zero) > link.ldr.value(long));

        let bytes = &link.image.bytes;
        let mut code = [0xcc; 32];
        code[..5].copy_from_slice(&[0xe8, 11, 0, 0, 0]);
        code[16] = 0xc3;
        assert_eq!(bytes[0x1000..0x1020], code);
        let at = place(link, long, SegmentId::Data);
        let mut expected = [7; 24];
        expected[8..16].copy_from_slice(&TEXT.to_le_bytes());
        assert_eq!(bytes[at..at + 24], expected);
        let at = place(link, short, SegmentId::Data);
        assert_eq!(bytes[at..at + 8], [16, 0, 0, 0, 9, 9, 9, 9]);
        let at = place(link, text, SegmentId::RoData);
        assert_eq!(bytes[at..at + 4], *b"text");
        let end = link.ldr.lookup(b"runtime.end", ABI0);
        assert!(link.ldr.value(end) >= link.ldr.value(zero) + 100);
    });
}

#[test]
fn alignment_is_settled_by_the_first_size() {
    with_link(|link| {
        let sym = define(link, "program", SymKind::RoData, b"");
        assert_eq!(sym_align(&mut link.ldr, sym), 1);
        link.ldr.update(sym).set_size(100);
        assert_eq!(sym_align(&mut link.ldr, sym), 1);
        let sizes = [(3, 2), (8, 8), (100, 32)];
        for (size, align) in sizes {
            let sym = link.ldr.create(b"".as_slice(), ABI0);
            link.ldr.update(sym).set_size(size);
            assert_eq!(sym_align(&mut link.ldr, sym), align);
        }
    });
}

#[test]
fn data_that_is_larger_than_its_symbol() {
    with_link(|link| {
        let sym = define(link, "v", SymKind::NoPtrData, &[1; 8]);
        link.ldr.update(sym).set_size(4);
        place_text(link, &[]);
        dodata(link).unwrap();
        assert_eq!(link.diag.lines(), ["v: initialize bounds (4 < 8)"]);
    });
}
