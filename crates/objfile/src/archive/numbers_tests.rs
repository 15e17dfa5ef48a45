//! Tests of the numbers of other packages' symbols in an archive.
//!
//! Counterpart: none.

use hashbrown::HashMap;
use hashbrown::HashSet;
use proptest::prelude::*;
use vamos_base::Sha256;

use super::LongNames;
use super::MAGIC;
use super::append_object;
use super::header;
use super::set_numbers;
use super::symbols;
use crate::exports::Symbol;
use crate::exports::package_hash;
use crate::goobj;
use crate::goobj::AuxKind;
use crate::goobj::Object;
use crate::goobj::ObjectDef;
use crate::goobj::ObjectReloc;
use crate::goobj::ObjectSym;
use crate::goobj::SymRef;
use crate::goobj::pkg_idx;

fn to(pkg: u32, sym: u32) -> SymRef {
    SymRef { pkg, sym }
}

fn reloc(sym: SymRef) -> ObjectReloc {
    ObjectReloc {
        offset: 0,
        size: 4,
        kind: 3,
        addend: -1,
        sym,
    }
}

fn symbol(name: &[u8], size: u32) -> ObjectSym<'_> {
    ObjectSym {
        name,
        size,
        ..ObjectSym::default()
    }
}

/// A function's data with a file and an inlined call of the second function of `q`.
fn info(number: u32) -> Vec<u8> {
    let numbers = [0, 0, 0, 9, 1, 0, 1, u32::MAX, 0, 7, 2, number, 0];
    numbers.into_iter().flat_map(u32::to_le_bytes).collect()
}

/// Returns the hash of content of one section that refers to `target`.
fn hash(section: u8, name: &[u8], data: &[u8], target: &[&[u8]]) -> [u8; 16] {
    let mut hash = Sha256::new();
    let record = [&[0, 0, 0, 0, 4, 3][..], &[0xff; 8]].concat();
    let head = [&[1, 8, 0, 0, 0, 0, 0, 0, 0, section][..], name, data];
    for part in head.into_iter().chain([&record[..]]) {
        hash.update(part);
    }
    for part in target {
        hash.update(part);
    }
    *hash.finish().0.first_chunk().unwrap()
}

/// An archive of `d` that refers to the symbols of `p.q` and `q` with these numbers. The content
/// has the hash of a function if `has_name`.
fn archive(p: u32, q: u32, has_name: bool) -> Vec<u8> {
    let info = info(q);
    let name: &[u8] = if has_name { b"d.F.q.G.func1" } else { b"" };
    let (first, target) = (p.to_le_bytes(), [b'p', b'%', b'2', b'e', b'q']);
    let inner = hash(b'T', name, &[1], &[&target, &first]);
    let outer = hash(0, name, &[2], &[&[1], &inner]);
    let same = hash(b'F', name, &[3], &[b"d", &4_u32.to_le_bytes()]);
    let def = |name, data, sym| ObjectDef {
        sym: symbol(name, 8),
        relocs: vec![reloc(sym)],
        data,
        ..ObjectDef::default()
    };
    let content = b"d.F.q.G.func1#AAAAAAAAAAA=#";
    let object = Object {
        strings: vec![b"", b"p%2eq", b"q", b"d.F", content],
        packages: vec![b"", b"p%2eq", b"q"],
        pkg_defs: vec![
            ObjectDef {
                auxs: vec![
                    (AuxKind::GoType as u8, to(1, p)),
                    (AuxKind::FuncInfo as u8, to(pkg_idx::SELF, 1)),
                ],
                ..def(b"d.F", &[9], to(2, q))
            },
            def(b"", &info, to(pkg_idx::SELF, 5)),
        ],
        hashed_defs: vec![
            def(content, &[2, 0], to(pkg_idx::HASHED, 1)),
            def(content, &[1], to(1, p)),
            def(content, &[3, 0, 0], to(pkg_idx::SELF, 4)),
        ],
        hashes: vec![outer, inner, same],
        ref_flags: vec![(to(1, p), 0, 1)],
        ref_names: vec![(to(1, p), b"q"), (to(2, q), b"d.F")],
        ..Object::default()
    };
    let mut bytes = b"go object linux amd64\n\n!\n".to_vec();
    bytes.extend(goobj::write(&object).unwrap());
    let mut out = MAGIC.to_vec();
    out.extend(header(b"__.PKGDEF", 0o644, 0));
    append_object(&mut out, "_go_.o", LongNames::Cut, &bytes);
    out
}

fn numbered(path: &[u8], number: u32) -> Symbol {
    Symbol {
        package: package_hash(path),
        number,
    }
}

#[test]
fn symbols_of_others() {
    let expected: HashSet<Symbol> = [numbered(b"p%2eq", 5), numbered(b"q", 6)].into();
    assert_eq!(symbols(&archive(5, 6, false)), Some(expected));
}

#[test]
fn numbers_are_replaced() {
    for has_name in [false, true] {
        let old = archive(5, 6, has_name);
        for (p, q) in [(5, 6), (5, 7), (7, 6), (6, 5), (700, 70000)] {
            let new: HashMap<Symbol, u32> =
                [(numbered(b"p%2eq", 5), p), (numbered(b"q", 6), q)].into();
            let mut changed = old.clone();
            assert_eq!(set_numbers(&mut changed, "d", &new), Some(()), "{p} {q}");
            assert!(changed == archive(p, q, has_name), "{p} {q} {has_name}");
        }
    }
}

#[test]
fn what_is_not_known_is_refused() {
    let old = archive(5, 6, false);
    let all = [(numbered(b"p%2eq", 5), 9), (numbered(b"q", 6), 6)];
    let new: HashMap<Symbol, u32> = all[..1].iter().copied().collect();
    assert_eq!(set_numbers(&mut old.clone(), "d", &new), None);
    // A hash that is made of something else.
    let new: HashMap<Symbol, u32> = all.into();
    let inner = hash(b'T', b"", &[1], &[b"p%2eq", &5_u32.to_le_bytes()]);
    let at = old.windows(16).position(|part| part == inner).unwrap();
    let mut other = old;
    other[at] ^= 1;
    assert_eq!(set_numbers(&mut other, "d", &new), None);
}

proptest! {
    #[test]
    fn damage_is_no_panic(places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
        let mut bytes = archive(5, 6, false);
        for (place, byte) in places {
            *place.get_mut(&mut bytes) = byte;
        }
        let _ = symbols(&bytes);
        let new: HashMap<Symbol, u32> =
            [(numbered(b"p%2eq", 5), 8), (numbered(b"q", 6), 9)].into();
        let _ = set_numbers(&mut bytes, "d", &new);
    }
}
