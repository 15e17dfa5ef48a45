//! Tests of the writer: the reader reads its output.
//!
//! `PROPTEST_CASES` is the number of objects that are generated.
//! Counterpart: cmd/internal/obj/objfile_test.go.

use proptest::prelude::*;

use super::*;

const NAMES: [&[u8]; 5] = [b"", b"p.f", b"p.g", b"a/b", b"x.go"];

fn sym() -> impl Strategy<Value = ObjectSym<'static>> {
    let name = prop::sample::select(&NAMES[..]);
    let numbers = any::<(u16, u8, u8, u8, u32, u32)>();
    (name, numbers).prop_map(|(name, numbers)| {
        let (abi, kind, flag, flag2, size, align) = numbers;
        ObjectSym {
            name,
            abi,
            kind,
            flag,
            flag2,
            size,
            align,
        }
    })
}

fn target() -> impl Strategy<Value = SymRef> {
    any::<(u32, u32)>().prop_map(|(pkg, sym)| SymRef { pkg, sym })
}

fn def() -> impl Strategy<Value = ObjectDef<'static>> {
    let reloc = (any::<(i32, u8, u16, i64)>(), target());
    let reloc = reloc.prop_map(|((offset, size, kind, addend), sym)| ObjectReloc {
        offset,
        size,
        kind,
        addend,
        sym,
    });
    let relocs = prop::collection::vec(reloc, 0..3);
    let auxs = prop::collection::vec((any::<u8>(), target()), 0..3);
    let data = prop::sample::select(&NAMES[..]);
    (sym(), relocs, auxs, data).prop_map(|(sym, relocs, auxs, data)| ObjectDef {
        sym,
        relocs,
        auxs,
        data,
    })
}

fn defs() -> impl Strategy<Value = Vec<ObjectDef<'static>>> {
    prop::collection::vec(def(), 0..4)
}

fn object() -> impl Strategy<Value = Object<'static>> {
    let names = || prop::collection::vec(prop::sample::select(&NAMES[..]), 0..3);
    let imports = prop::collection::vec((prop::sample::select(&NAMES[..]), any::<[u8; 8]>()), 0..3);
    let head = (any::<[u8; 8]>(), any::<u32>(), imports, names(), names());
    let symbols = (defs(), defs(), defs(), defs());
    let refs = prop::collection::vec(sym(), 0..3);
    let ref_flags = prop::collection::vec((target(), any::<u8>(), any::<u8>()), 0..3);
    let ref_names = prop::collection::vec((target(), prop::sample::select(&NAMES[..])), 0..3);
    (head, symbols, refs, ref_flags, ref_names).prop_map(
        |(head, symbols, refs, ref_flags, ref_names)| {
            let (fingerprint, flags, imports, packages, files) = head;
            let (pkg_defs, hashed64_defs, hashed_defs, non_pkg_defs) = symbols;
            let autolib = imports.into_iter();
            let autolib = autolib.map(|(pkg, fingerprint)| Imported { pkg, fingerprint });
            Object {
                fingerprint,
                flags,
                strings: NAMES.to_vec(),
                autolib: autolib.collect(),
                packages,
                files,
                hashes64: vec![[7; 8]; hashed64_defs.len()],
                hashes: vec![[9; 16]; hashed_defs.len()],
                pkg_defs,
                hashed64_defs,
                hashed_defs,
                non_pkg_defs,
                refs,
                ref_flags,
                ref_names,
            }
        },
    )
}

proptest! {
    #[test]
    fn reader_and_writer_agree(object in object()) {
        let bytes = write(&object).unwrap();
        let reader = Reader::open(&bytes).unwrap();
        let mut read = Object::read(&reader);
        prop_assert!(!reader.is_damaged());
        // Texts that no record refers to are read as one.
        prop_assert_eq!(write(&read).unwrap(), bytes.clone());
        read.strings.clone_from(&object.strings);
        prop_assert_eq!(read, object);
    }
}

#[test]
fn texts_are_written_once() {
    let object = Object {
        strings: vec![b"", b"same", b"same", b"other"],
        files: vec![b"other", b"same"],
        ..Object::default()
    };
    let bytes = write(&object).unwrap();
    let found = bytes.windows(4).filter(|part| *part == b"same").count();
    assert_eq!(found, 1);
    let reader = Reader::open(&bytes).unwrap();
    let files: Vec<_> = reader.files().collect();
    assert_eq!(files, [b"other", b"same" as &[u8]]);
}

#[test]
fn an_unknown_text_is_an_error() {
    let object = Object {
        files: vec![b"x.go"],
        ..Object::default()
    };
    let error = WriteError::UnknownText(b"x.go".to_vec());
    assert_eq!(write(&object), Err(error));
}
