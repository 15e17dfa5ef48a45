//! Groups and the module's description in links of a few symbols, by release.

use super::*;
use crate::profile::GO1_25;
use crate::profile::GO1_26;
use crate::profile::GO1_27;
use crate::profile::Profile;
use crate::testing::Fixture;
use crate::testing::define;

/// Input of the pass from passes before it.
struct Program {
    fixture: Fixture,
    ldr: Loader<'static>,
    layout: Layout,
    moduledata: Sym,
    diag: Diagnostics,
}

impl Program {
    fn new(profile: &'static Profile) -> Self {
        let fixture = Fixture::of(profile);
        let mut ldr = fixture.loader();
        let mut layout = Layout::default();
        let text = layout.add(SegmentId::Text, ".text", 5);
        let section = layout.section_mut(text);
        (section.vaddr, section.length) = (0x1000, 0x200);
        define(&mut ldr, "runtime.text", SymKind::Text, &[]);
        let size = 600_u64.to_le_bytes();
        define(&mut ldr, "type:runtime.moduledata", SymKind::RoData, &size);
        let name = "runtime.firstmoduledata";
        let moduledata = define(&mut ldr, name, SymKind::ModuleData, &[]);
        Self {
            fixture,
            ldr,
            layout,
            moduledata,
            diag: Diagnostics::default(),
        }
    }

    fn symtab(&mut self) -> Symtab {
        let input = Input {
            options: &self.fixture.options,
            pool: &self.fixture.pool,
            libs: &Libraries::default(),
            layout: &self.layout,
            pcln: &Pcln::default(),
            find: &FindTab::default(),
            inittasks: Sym::NONE,
            moduledata: self.moduledata,
        };
        symtab(&mut self.ldr, input, &mut self.diag).unwrap()
    }
}

/// Returns the groups of symbols with these names, and the names of their carriers.
fn groups(
    profile: &'static Profile,
    names: &[(&'static str, SymKind)],
) -> Vec<(SymKind, String, bool)> {
    let mut program = Program::new(profile);
    let define = |&(name, kind)| define(&mut program.ldr, name, kind, &[0; 8]);
    let syms: Vec<Sym> = names.iter().map(define).collect();
    let found = program.symtab();
    let ldr = &program.ldr;
    let group = |&sym: &Sym| {
        let carrier = match ldr.outer(sym) {
            Sym::NONE => String::new(),
            carrier => ldr.name_text(carrier),
        };
        let is_hidden = ldr.has(Attr::NotInSymTab, sym);
        (found.kinds[sym.index()], carrier, is_hidden)
    };
    syms.iter().map(group).collect()
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
        let mut program = Program::new(profile);
        let patches = program.symtab().patches;
        let (ldr, module) = (&program.ldr, program.moduledata);
        assert_eq!(ldr.size(module), 600);
        let data = ldr.data(module);
        assert_eq!(data.len(), 600);
        let ends = data.iter().rposition(|&byte| byte != 0);
        assert_eq!(ends, Some(last), "Go 1.{}", profile.minor);
        let etext = ldr.lookup(b"runtime.etypes", ABI0);
        let relocs = ldr.relocs(module);
        let etypes = relocs.iter().find(|reloc| reloc.sym == etext).unwrap();
        if profile.tables == TableSections::SortedTypes {
            assert_eq!(patches.type_desc_len, i64::from(etypes.off) - 8);
            assert_eq!(patches.itab_off, i64::from(etypes.off) + 8);
            assert_eq!(patches.itab_len, i64::from(etypes.off) + 16);
        } else {
            assert_eq!(patches.type_desc_len, 0);
        }
    }
}

#[test]
fn sections_of_text() {
    let mut program = Program::new(&GO1_26);
    let Program {
        ldr, layout, diag, ..
    } = &mut program;
    let (table, count) = text_section_map(ldr, layout, diag).unwrap();
    assert_eq!(count, 1);
    let mut expected = [0; 24];
    expected[9] = 2;
    assert_eq!(ldr.data(table), expected);
    let reloc = ldr.relocs(table).at(0);
    assert_eq!((reloc.off, reloc.size), (16, 8));
}
