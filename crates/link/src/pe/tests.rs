//! Parts of a PE file, built by hand.

use super::*;
use crate::loader::Loader;
use crate::testing::Fixture;
use crate::testing::define;

/// Imports a function from a library.
fn import(ldr: &mut Loader<'_>, name: &'static str, lib: &'static str) -> Sym {
    let sym = define(ldr, name, SymKind::DynImport, b"");
    ldr.extra.dynimplib.insert(sym, lib.as_bytes().into());
    sym
}

#[test]
fn imports_come_last_first() {
    let mut ldr = Fixture::new().loader();
    let first = import(&mut ldr, "First%2", "a.dll");
    let other = import(&mut ldr, "Odd", "bb.dll");
    let last = import(&mut ldr, "Last", "a.dll");
    let imports = imports::prepare(&mut ldr).unwrap();
    let values = [other, last, first].map(|sym| ldr.value(sym));
    assert_eq!(values, [0, 16, 24]);
    assert_eq!(ldr.size(imports.pointers), 40);
    assert!(ldr.is_sub_symbol(first));

    let written = imports.write(0x5000, 0x3000);
    let word = |bytes: &[u8], at: usize| {
        let bytes = bytes.get(at..).and_then(<[u8]>::first_chunk);
        u32::from_le_bytes(*bytes.unwrap()) as usize
    };
    let name = |address: usize| {
        let rest = &written.section[address - 0x5000..];
        let end = rest.iter().position(|&byte| byte == 0).unwrap();
        String::from_utf8(rest[..end].to_vec()).unwrap()
    };
    let libs = [0, 20].map(|at| name(word(&written.section, at + 12)));
    assert_eq!(libs, ["bb.dll", "a.dll"]);
    let pointers = [0, 20].map(|at| word(&written.section, at + 16));
    assert_eq!(pointers, [0x3000, 0x3010]);
    let funcs = [0, 16, 24].map(|at| name(2 + word(&written.pointers, at)));
    assert_eq!(funcs, ["Odd", "Last", "First"]);
    assert_eq!([8, 32].map(|at| word(&written.pointers, at)), [0, 0]);
}

#[test]
fn suffixes_are_numbers() {
    for name in ["F%", "F%x", "F%12345678901"] {
        let mut ldr = Fixture::new().loader();
        import(&mut ldr, name, "a.dll");
        assert!(imports::prepare(&mut ldr).is_err(), "{name}");
    }
}

#[test]
fn sections_follow_each_other() {
    let mut sections = sections::Sections::new();
    sections.add(".text", 0x1001, 0x1001, 0);
    let data = sections.add(".data", 0x3000, 0x10, 0);
    let debug = sections.add_debug(".zdebug_info", 4);
    let list = &sections.list;
    assert_eq!(
        (list[data].address, list[data].file_start),
        (0x3000, 0x1800)
    );
    assert_eq!(
        (list[debug].address, list[debug].file_start),
        (0x6000, 0x1a00)
    );
    assert_eq!((list[data].size, list[data].file_size), (0x3000, 0x200));
    assert_eq!(sections.names, b".zdebug_info\0");
    let table = sections.table();
    assert_eq!(table.len(), 3 * 40);
    assert_eq!(&table[80..88], b"/4\0\0\0\0\0\0");
}
