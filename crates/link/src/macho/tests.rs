//! Parts of a Mach-O file, built by hand.

use super::commands::Commands;
use super::commands::Part;
use super::*;
use crate::arch::ARM64;
use crate::loader::ABI_INTERNAL;
use crate::profile::GO1_26;
use crate::profile::GO1_27;
use crate::symtab::external_name;
use crate::testing::Fixture;
use crate::testing::define;

/// Returns word `at` of bytes.
fn word(bytes: &[u8], at: usize) -> u32 {
    let bytes = bytes.get(4 * at..).and_then(<[u8]>::first_chunk);
    u32::from_le_bytes(*bytes.unwrap())
}

#[test]
fn symbols_are_ordered_by_scope_and_name() {
    let fixture = Fixture::new();
    let mut options = fixture.options.clone();
    options.content.strip = false;
    let mut ldr = fixture.loader();
    let mut make = |name: &'static str, kind| define(&mut ldr, name, kind, b"x");
    let import = make("fdopendir", SymKind::DynImport);
    let c_main = make("main", SymKind::Text);
    let [b, a] = ["b", "a"].map(|name| make(name, SymKind::Text));
    let data = make("aa", SymKind::NoPtrData);
    make(".hidden", SymKind::NoPtrData);
    ldr.set(Attr::CgoExportStatic, c_main, true);
    ldr.extra
        .dynimplib
        .insert(import, b"/usr/lib/libSystem.B.dylib".as_slice().into());
    let funcs = [b, c_main, a];
    let table = order::order(&mut ldr, &options, &fixture.pool, &funcs);
    assert_eq!(table.syms, [a, data, b, c_main, import]);
    assert_eq!((table.local, table.defined), (3, 4));
    assert_eq!(table.numbers.get(&import), Some(&4));
    assert_eq!(external_name(&ldr, import), b"fdopendir$INODE64");
    options.content.strip = true;
    let table = order::order(&mut ldr, &options, &fixture.pool, &funcs);
    assert_eq!(table.syms, [import]);
}

#[test]
fn equal_names_are_ordered_as_go_sorts_them() {
    let fixture = Fixture::new();
    let mut options = fixture.options.clone();
    options.content.strip = false;
    let mut ldr = fixture.loader();
    // Each name twice, more than insertion sort is used for.
    let mut funcs = Vec::new();
    for number in 0..40 {
        for version in [ABI0, ABI_INTERNAL] {
            let name = format!("f{}", number * 7 % 40).into_bytes();
            let mut func = ldr.update_named(name, version);
            funcs.push(func.set_kind(SymKind::Text).sym());
        }
    }
    let table = order::order(&mut ldr, &options, &fixture.pool, &funcs);
    let mut want: Vec<Sym> = funcs;
    vamos_base::golang::pdqsort::sort(&mut want, |&a, &b| ldr.name(a) < ldr.name(b));
    assert_eq!(table.syms, want);
}

#[test]
fn imports_have_stubs_and_pointers() {
    let fixture = Fixture::new();
    let mut ldr = Loader::new(&GO1_26, &ARM64);
    let mut options = fixture.options.clone();
    options.arch = &ARM64;
    options.sdk.system = crate::system::System::Darwin;
    options.build_mode = crate::options::BuildMode::Pie;
    let mut loaded = Loaded::new("");
    loaded.need("libx");
    loaded.need("libx");
    let import = define(&mut ldr, "open", SymKind::DynImport, b"");
    let func = define(&mut ldr, "f", SymKind::Text, &[0; 8]);
    for off in [0, 4] {
        crate::testing::refer(
            &mut ldr,
            func,
            off,
            crate::reloc::RelocType::CALLARM64,
            4,
            import,
        );
    }
    let data = define(&mut ldr, "d", SymKind::Data, &[0; 8]);
    crate::testing::refer(&mut ldr, data, 0, crate::reloc::RelocType::ADDR, 8, func);
    let mut prepared = prepare(&mut ldr, &options, &loaded).unwrap();
    let lists: [&[Sym]; 2] = [&[func], &[data]];
    let pool = &fixture.pool;
    prepared.scan(&mut ldr, &options, pool, &lists).unwrap();
    let Syms {
        stubs, pointers, ..
    } = prepared.syms;
    assert_eq!(prepared.libs, [b"libx"]);
    assert_eq!((ldr.size(stubs), ldr.size(pointers)), (12, 8));
    assert!(
        ldr.relocs(func)
            .iter()
            .all(|reloc| reloc.sym == stubs && reloc.add == 0)
    );
    assert_eq!(prepared.rebases, [(data, 0)]);
    assert_eq!(prepared.binds, [(pointers, 0, import)]);
    let number = prepared.table.numbers[&import];
    assert_eq!(word(ldr.data(prepared.syms.stub_numbers), 0), number);
}

#[test]
fn commands_have_even_sizes() {
    let mut commands = Commands::default();
    commands.libraries(&[b"/usr/lib/libSystem.B.dylib".to_vec()]);
    commands.uuid(&[7; 16]);
    let names = Part { start: 96, size: 8 };
    let syms = Part {
        start: 32,
        size: 48,
    };
    commands.symbols(
        syms,
        [1, 2],
        names,
        Part {
            start: 80,
            size: 12,
        },
    );
    let sizes = [32, 56, 24, 24, 80];
    assert_eq!(commands.count, 5);
    assert_eq!(commands.bytes.len(), sizes.iter().sum::<usize>());
    let mut at = 0;
    for size in sizes {
        assert_eq!(word(&commands.bytes, at / 4 + 1) as usize, size);
        at += size;
    }
    let table = &commands.bytes[136 + 8..];
    assert_eq!(
        [0, 1, 2, 3, 4, 5, 12, 13].map(|at| word(table, at)),
        [0, 1, 1, 1, 2, 1, 80, 3]
    );
}

#[test]
fn uuids_follow_from_the_build_id() {
    let mut options = Fixture::new().options;
    assert!(uuid(&options, Vec::new()).unwrap().is_empty());
    options.content.build_id = "id".to_owned();
    let found = uuid(&options, Vec::new()).unwrap();
    assert_eq!((found.len(), found[6] >> 4, found[8] >> 6), (16, 3, 3));
    options.profile = &GO1_27;
    assert_eq!(uuid(&options, Vec::new()).unwrap()[8] >> 6, 2);
    options.content.host_build_id = "0x1234".to_owned();
    assert!(uuid(&options, vec![0x12, 0x34]).is_err());
    options.profile = &GO1_26;
    assert_eq!(
        uuid(&options, vec![0x12, 0x34]).unwrap()[..3],
        [0x12, 0x34, 0]
    );
}
