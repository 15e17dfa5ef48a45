//! Rare relocations, and the errors of relocations that cannot be applied.

use super::*;
use crate::error::Diagnostics;
use crate::loader::ABI_INTERNAL;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::testing::Fixture;
use crate::testing::define;
use crate::testing::refer;

/// Symbols and sections of a link by hand.
struct Program {
    ldr: Loader<'static>,
    layout: Layout,
}

impl Program {
    fn new() -> Self {
        Self {
            ldr: Fixture::new().loader(),
            layout: Layout::default(),
        }
    }

    /// Applies the relocations of a symbol to zeros; returns the bytes and the errors.
    fn apply(&self, sym: Sym) -> (Vec<u8>, Vec<String>) {
        let mut bytes = vec![0; self.ldr.data(sym).len()];
        let (mut failures, mut diag) = (Failures::default(), Diagnostics::default());
        let targets = Targets {
            syms: &ArchSyms::default(),
            by_unit: &[],
            is_pie: false,
            system: System::Linux,
            object: None,
        };
        let relocator = Relocator::new(&self.ldr, &self.layout, targets);
        relocator.apply(sym, &mut bytes, &mut failures);
        let _ = failures.report(&mut diag);
        (bytes, diag.lines().to_vec())
    }

    /// Creates a symbol with a section and an address.
    fn at(&mut self, name: &'static str, value: i64) -> Sym {
        let sym = define(&mut self.ldr, name, SymKind::NoPtrData, &[0; 16]);
        let id = self.layout.add(SegmentId::Data, ".noptrdata", 6);
        self.ldr.set_sect(sym, id);
        self.ldr.set_value(sym, value);
        sym
    }

    fn refer(&mut self, from: Sym, off: i32, kind: RelocType, size: u8, to: Sym) {
        refer(&mut self.ldr, from, off, kind, size, to);
    }
}

#[test]
fn sizes_constants_and_dead_methods() {
    let mut program = Program::new();
    let from = program.at("from", 0x1000);
    let to = program.at("to", 0x2000);
    let dead = define(&mut program.ldr, "dead", SymKind::Text, &[0; 16]);
    program.ldr.set(Attr::Reachable, dead, false);
    program.refer(from, 0, RelocType::SIZE, 8, to);
    program.refer(from, 8, RelocType::METHODOFF, 4, dead);
    program.refer(from, 12, RelocType::PCREL, 2, to);
    let mut expected = vec![16, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff];
    expected.extend([0xf2, 0x0f, 0, 0]);
    assert_eq!(program.apply(from), (expected, Vec::new()));
}

#[test]
fn slots_of_debug_addr_are_of_debug_information() {
    let mut program = Program::new();
    let from = program.at("from", 0);
    let to = program.at("to", 0);
    program.refer(from, 0, RelocType::DWTXTADDR_U3, 3, to);
    let (_, errors) = program.apply(from);
    let text = "from: missing .debug_addr index relocation target to";
    assert_eq!(errors, [text]);
}

#[test]
fn errors_name_both_symbols() {
    let mut program = Program::new();
    let from = program.at("from", 0x1000);
    let far = program.at("far", 1 << 40);
    let ldr = &mut program.ldr;
    let none = ldr.lookup_or_create(b"none".as_slice(), ABI0);
    let main = ldr.lookup_or_create(b"main.main".as_slice(), ABI_INTERNAL);
    let other = ldr.lookup_or_create(b"to".as_slice(), ABI_INTERNAL);
    define(ldr, "to", SymKind::Text, &[0]);
    for to in [none, none, main, other] {
        program.refer(from, 0, RelocType::CALL, 4, to);
    }
    program.refer(from, 0, RelocType::CALL, 4, far);
    program.refer(from, 0, RelocType::ADDROFF, 4, far);
    program.refer(from, 15, RelocType::ADDR, 8, far);
    program.refer(from, 0, RelocType::PCREL, 3, far);
    program.refer(from, 0, RelocType(2), 4, far);
    let expected = [
        "from: relocation target none not defined",
        "from: function main is undeclared in the main package",
        "from: relocation target to not defined for ABIInternal (but is defined for ABI0)",
        "from: pc-relative relocation R_CALL address for far is too big: 0xffffffeffc",
        "from: non-pc-relative relocation R_ADDROFF address for far is too big: 0x10000000000",
        "from: invalid relocation far: 15+8 not in [0,16)",
        "from: bad reloc size 0x3 for far",
        "from: unknown reloc to far: 2 (R_ADDRPOWER)",
    ];
    assert_eq!(program.apply(from).1, expected);
}

#[test]
fn four_byte_addresses_have_no_upper_half() {
    let mut program = Program::new();
    let from = program.at("from", 0x1000);
    let high = program.at("high", 0x8000_0000);
    program.refer(from, 0, RelocType::ADDR, 4, high);
    let text = "from: non-pc-relative relocation address for high is too big: \
                0x80000000 (0x80000000 + 0x0)";
    assert_eq!(program.apply(from).1, [text]);
}
