//! Relocations that are rare, and the errors of those that cannot be applied.

use super::*;
use crate::loader::ABI_INTERNAL;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::testing::define;
use crate::testing::refer;
use crate::testing::with_link;

/// Applies the relocations of a symbol to zeros; returns the bytes and the errors.
fn apply(link: &mut Link<'_>, sym: Sym) -> (Vec<u8>, Vec<String>) {
    let mut bytes = vec![0; link.ldr.data(sym).len()];
    let mut failures = Failures::default();
    Relocator::new(link).apply(sym, &mut bytes, &mut failures);
    let _ = failures.report(link);
    (bytes, link.diag.lines().to_vec())
}

/// Creates a symbol with a section and an address.
fn at(link: &mut Link<'_>, name: &'static str, value: i64) -> Sym {
    let sym = define(link, name, SymKind::NoPtrData, &[0; 16]);
    let id = link.layout.add(SegmentId::Data, ".noptrdata", 6);
    link.ldr.set_sect(sym, id);
    link.ldr.set_value(sym, value);
    sym
}

#[test]
fn sizes_constants_and_dead_methods() {
    with_link(|link| {
        let from = at(link, "from", 0x1000);
        let to = at(link, "to", 0x2000);
        let dead = define(link, "dead", SymKind::Text, &[0; 16]);
        link.ldr.set(Attr::Reachable, dead, false);
        refer(link, from, 0, RelocType::SIZE, 8, to);
        refer(link, from, 8, RelocType::METHODOFF, 4, dead);
        refer(link, from, 12, RelocType::PCREL, 2, to);
        let mut expected = vec![16, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff];
        expected.extend([0xf2, 0x0f, 0, 0]);
        assert_eq!(apply(link, from), (expected, Vec::new()));
    });
}

#[test]
fn slots_of_debug_addr_have_a_fixed_length() {
    with_link(|link| {
        let from = at(link, "from", 0);
        let to = at(link, "to", 0);
        refer(link, from, 0, RelocType::DWTXTADDR_U3, 3, to);
        let (_, errors) = apply(link, from);
        let text = "from: missing .debug_addr index relocation target to";
        assert_eq!(errors, [text]);
    });
}

#[test]
fn errors_name_both_symbols() {
    with_link(|link| {
        let from = at(link, "from", 0x1000);
        let far = at(link, "far", 1 << 40);
        let none = link.ldr.lookup_or_create(b"none".as_slice(), ABI0);
        let main = link
            .ldr
            .lookup_or_create(b"main.main".as_slice(), ABI_INTERNAL);
        let other = link.ldr.lookup_or_create(b"to".as_slice(), ABI_INTERNAL);
        define(link, "to", SymKind::Text, &[0]);
        for to in [none, none, main, other] {
            refer(link, from, 0, RelocType::CALL, 4, to);
        }
        refer(link, from, 0, RelocType::CALL, 4, far);
        refer(link, from, 0, RelocType::ADDROFF, 4, far);
        refer(link, from, 15, RelocType::ADDR, 8, far);
        refer(link, from, 0, RelocType::PCREL, 3, far);
        refer(link, from, 0, RelocType(2), 4, far);
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
        assert_eq!(apply(link, from).1, expected);
    });
}

#[test]
fn four_byte_addresses_have_no_upper_half() {
    with_link(|link| {
        let from = at(link, "from", 0x1000);
        let high = at(link, "high", 0x8000_0000);
        refer(link, from, 0, RelocType::ADDR, 4, high);
        let text = "from: non-pc-relative relocation address for high is too big: \
                    0x80000000 (0x80000000 + 0x0)";
        assert_eq!(apply(link, from).1, [text]);
    });
}
