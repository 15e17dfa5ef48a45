//! A link of a few symbols, from their kinds to the bytes of the file.

use super::*;
use crate::arch_syms::ArchSyms;
use crate::dwarf;
use crate::dwarf::Dwarf;
use crate::image::MemoryFile;
use crate::library::Libraries;
use crate::loader::ABI0;
use crate::output;
use crate::pcln;
use crate::pcln::FindTab;
use crate::pcln::Pcln;
use crate::reloc::RelocType;
use crate::reloc_apply::Targets;
use crate::section::SegmentId;
use crate::symtab::Patches;
use crate::system::System;
use crate::testing::Fixture;
use crate::testing::define;
use crate::testing::refer;

const TEXT: i64 = 0x40_1000;

/// A link by hand.
struct Program {
    fixture: Fixture,
    ldr: Loader<'static>,
    layout: Layout,
    diag: Diagnostics,
}

impl Program {
    fn new() -> Self {
        let fixture = Fixture::new();
        Self {
            ldr: fixture.loader(),
            fixture,
            layout: Layout::default(),
            diag: Diagnostics::default(),
        }
    }

    fn define(&mut self, name: &'static str, kind: SymKind, data: &[u8]) -> Sym {
        define(&mut self.ldr, name, kind, data)
    }

    /// Places functions 16 bytes apart.
    fn place_text(&mut self, syms: &[Sym]) {
        let id = self.layout.add(SegmentId::Text, ".text", 5);
        for (index, &sym) in syms.iter().enumerate() {
            self.ldr.set_sect(sym, id);
            self.ldr.set_value(sym, TEXT + 16 * index as i64);
        }
        let section = self.layout.section_mut(id);
        section.vaddr = TEXT.cast_unsigned();
        section.length = 16 * syms.len() as u64;
    }

    /// Places data.
    fn dodata(&mut self) -> Data {
        let Fixture { options, pool } = &self.fixture;
        let input = Input {
            options,
            pool,
            has_tls_section: false,
            collected: collect(&mut self.ldr, pool, &[]).unwrap(),
            symtab: Symtab {
                kinds: Vec::new(),
                patches: Patches::default(),
            },
            moduledata: Sym::NONE,
            frames: None,
        };
        super::place(&mut self.ldr, &mut self.layout, input, &mut self.diag).unwrap()
    }

    /// Places data and returns the bytes of the file.
    fn finish(&mut self, funcs: &[Sym]) -> Vec<u8> {
        let data = self.dodata();
        let Fixture { options, pool } = &self.fixture;
        address(&mut self.ldr, &mut self.layout, options, &data).unwrap();
        file_layout(&mut self.layout, options).unwrap();
        let (ldr, layout) = (&self.ldr, &self.layout);
        let input = output::Input {
            ldr,
            layout,
            pool,
            funcs,
            data: &data.order,
            targets: Targets {
                syms: &ArchSyms::default(),
                by_unit: &[],
                is_pie: false,
                system: System::Linux,
                object: None,
            },
            pcln: pcln::Source {
                ldr,
                layout,
                pool,
                pcln: &Pcln::default(),
                find: &FindTab::default(),
            },
            dwarf: dwarf::Source {
                ldr,
                layout,
                pool,
                options,
                libs: &Libraries::default(),
                dwarf: &Dwarf::default(),
                funcs: &[],
                object: None,
            },
        };
        let out = MemoryFile::default();
        output::asmb(input, &out, &mut self.diag).unwrap();
        out.into_bytes()
    }

    fn place(&self, sym: Sym, segment: SegmentId) -> usize {
        let segment = self.layout.segment(segment);
        let offset = self.ldr.value(sym).cast_unsigned() - segment.vaddr;
        (segment.file_off + offset) as usize
    }
}

#[test]
fn from_kinds_to_bytes() {
    let mut link = Program::new();
    let f = link.define("f", SymKind::Text, &[0xe8, 0, 0, 0, 0]);
    let g = link.define("g", SymKind::Text, &[0xc3]);
    let long = link.define("long", SymKind::NoPtrData, &[7; 24]);
    let short = link.define("short", SymKind::NoPtrData, &[9; 8]);
    let text = link.define("text", SymKind::RoData, b"text");
    let zero = link.define("zero", SymKind::NoPtrBss, b"");
    link.ldr.update(zero).set_size(100);
    refer(&mut link.ldr, f, 1, RelocType::CALL, 4, g);
    refer(&mut link.ldr, long, 8, RelocType::ADDR, 8, f);
    refer(&mut link.ldr, short, 0, RelocType::ADDROFF, 4, g);
    link.place_text(&[f, g]);
    let bytes = link.finish(&[f, g]);

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

    let mut code = [0xcc; 32];
    code[..5].copy_from_slice(&[0xe8, 11, 0, 0, 0]);
    code[16] = 0xc3;
    assert_eq!(bytes[0x1000..0x1020], code);
    let at = link.place(long, SegmentId::Data);
    let mut expected = [7; 24];
    expected[8..16].copy_from_slice(&TEXT.to_le_bytes());
    assert_eq!(bytes[at..at + 24], expected);
    let at = link.place(short, SegmentId::Data);
    assert_eq!(bytes[at..at + 8], [16, 0, 0, 0, 9, 9, 9, 9]);
    let at = link.place(text, SegmentId::RoData);
    assert_eq!(bytes[at..at + 4], *b"text");
    let end = link.ldr.lookup(b"runtime.end", ABI0);
    assert!(link.ldr.value(end) >= link.ldr.value(zero) + 100);
}

#[test]
fn alignment_is_settled_by_the_first_size() {
    let mut link = Program::new();
    let sym = link.define("program", SymKind::RoData, b"");
    let ldr = &mut link.ldr;
    assert_eq!(sym_align(ldr, sym), 1);
    ldr.update(sym).set_size(100);
    assert_eq!(sym_align(ldr, sym), 1);
    let sizes = [(3, 2), (8, 8), (100, 32)];
    for (size, align) in sizes {
        let sym = ldr.create(b"".as_slice(), ABI0);
        ldr.update(sym).set_size(size);
        assert_eq!(sym_align(ldr, sym), align);
    }
}

#[test]
fn data_that_is_larger_than_its_symbol() {
    let mut link = Program::new();
    let sym = link.define("v", SymKind::NoPtrData, &[1; 8]);
    link.ldr.update(sym).set_size(4);
    link.place_text(&[]);
    link.dodata();
    assert_eq!(link.diag.lines(), ["v: initialize bounds (4 < 8)"]);
}
