//! Groups and the module's description in links of a few symbols, by release.

use super::*;
use crate::profile::GO1_25;
use crate::profile::GO1_26;
use crate::profile::GO1_27;
use crate::profile::Profile;
use crate::testing::define;
use crate::testing::with_profile;

/// Defines what the pass needs from passes before it.
fn prepare(link: &mut Link<'_>) {
    let text = link.layout.add(SegmentId::Text, ".text", 5);
    let section = link.layout.section_mut(text);
    (section.vaddr, section.length) = (0x1000, 0x200);
    define(link, "runtime.text", SymKind::Text, &[]);
    let size = 600_u64.to_le_bytes();
    define(link, "type:runtime.moduledata", SymKind::RoData, &size);
    link.syms.moduledata = define(link, "runtime.firstmoduledata", SymKind::ModuleData, &[]);
}

/// Returns the groups of symbols with these names, and the names of their carriers.
fn groups(
    profile: &'static Profile,
    names: &[(&'static str, SymKind)],
) -> Vec<(SymKind, String, bool)> {
    let mut found = Vec::new();
    with_profile(profile, |link| {
        prepare(link);
        let define = |&(name, kind)| define(link, name, kind, &[0; 8]);
        let syms: Vec<Sym> = names.iter().map(define).collect();
        symtab(link).unwrap();
        found.extend(syms.iter().map(|&sym| {
            let carrier = match link.ldr.outer(sym) {
                Sym::NONE => String::new(),
                carrier => link.ldr.name_text(carrier),
            };
            let is_hidden = link.ldr.has(Attr::NotInSymTab, sym);
            (link.groups.kinds[sym.index()], carrier, is_hidden)
        }));
    });
    found
}

#[test]
fn groups_by_name() {
    let ro = SymKind::RoData;
    let names = [
        ("go:string.\"a\"", ro),
        ("runtime.gcbits.01", ro),
        ("type:.gcprog.02", ro),
        ("main.f·f", ro),
        ("type:int", ro),
        ("type:.eq.[2]int.arginfo1", ro),
        ("gclocals·abc", ro),
        ("main.v", ro),
        ("go:string.variable", SymKind::NoPtrData),
        ("type:.gcmask.T", SymKind::NoPtrBss),
    ];
    let group = |kind, carrier: &str| (kind, carrier.to_owned(), true);
    let no_group = || (SymKind::Xxx, String::new(), false);
    let mut expected = vec![
        group(SymKind::GoString, "go:string.*"),
        group(SymKind::GcBits, "runtime.gcbits.*"),
        group(SymKind::GcBits, "runtime.gcbits.*"),
        group(SymKind::GoFunc, "go:funcdesc"),
        group(SymKind::Type, "type:*"),
        group(SymKind::Type, "type:*"),
        no_group(),
        no_group(),
        no_group(),
        no_group(),
    ];
    assert_eq!(groups(&GO1_26, &names), expected);

    // The programs of large types are types, and masks are a group.
    expected[2] = group(SymKind::Type, "type:*");
    expected[9] = group(SymKind::GcMask, "runtime.gcmask.*");
    assert_eq!(groups(&GO1_27, &names), expected);

    // Funcdata are a group of data.
    expected[2] = group(SymKind::GcBits, "runtime.gcbits.*");
    expected[9] = no_group();
    for index in [3, 5, 6] {
        expected[index] = group(SymKind::GoFunc, "go:func.*");
    }
    assert_eq!(groups(&GO1_25, &names), expected);
}

#[test]
fn module_by_release() {
    // The offset of the last field, `hasmain`, of each release's runtime.moduledata.
    for (profile, last) in [(&GO1_25, 528), (&GO1_26, 536), (&GO1_27, 512)] {
        with_profile(profile, |link| {
            prepare(link);
            symtab(link).unwrap();
            let module = link.syms.moduledata;
            assert_eq!(link.ldr.size(module), 600);
            let data = link.ldr.data(module);
            assert_eq!(data.len(), 600);
            let ends = data.iter().rposition(|&byte| byte != 0);
            assert_eq!(ends, Some(last), "Go 1.{}", profile.minor);
            let etext = link.ldr.lookup(b"runtime.etypes", ABI0);
            let relocs = link.ldr.relocs(module);
            let etypes = relocs.iter().find(|reloc| reloc.sym == etext).unwrap();
            let patches = link.data.moduledata_patches;
            if profile.tables == TableSections::SortedTypes {
                assert_eq!(patches.type_desc_len, i64::from(etypes.off) - 8);
                assert_eq!(patches.itab_off, i64::from(etypes.off) + 8);
                assert_eq!(patches.itab_len, i64::from(etypes.off) + 16);
            } else {
                assert_eq!(patches.type_desc_len, 0);
            }
        });
    }
}

#[test]
fn sections_of_text() {
    with_profile(&GO1_26, |link| {
        prepare(link);
        let (table, count) = text_section_map(link).unwrap();
        assert_eq!(count, 1);
        let mut expected = [0; 24];
        expected[9] = 2;
        assert_eq!(link.ldr.data(table), expected);
        let reloc = link.ldr.relocs(table).at(0);
        assert_eq!((reloc.off, reloc.size), (16, 8));
    });
}
