//! Kinds of values in a build cache, by their first bytes.
//!
//! Counterpart: none; the cache has no record of the kinds of its values.

use vamos_cache::Inventory;
use vamos_cache::ValueFile;
use vamos_fsys::maintenance;

/// Number of bytes that determine a kind.
const HEAD: u64 = 512;

/// Kinds by how their files begin.
const MAGICS: [(&[u8], &str); 6] = [
    (b"!<arch>\n", "archives of packages"),
    (b"\x7fELF", "executables and objects"),
    (b"MZ", "executables and objects"),
    (b"\xcf\xfa\xed\xfe", "executables and objects"),
    (b"# test log", "results of tests"),
    (b"go index v", "indexes of modules"),
];

/// Returns the kind of a value.
pub(super) fn kind_of(inventory: &Inventory, value: &ValueFile) -> &'static str {
    if value.is_executable {
        return "executables and objects";
    }
    let head = maintenance::read_head(&inventory.value_path(&value.id), HEAD).unwrap_or_default();
    let magic = MAGICS.iter().find(|(magic, _)| head.starts_with(magic));
    if let Some((_, kind)) = magic {
        return kind;
    }
    let has = |text: &[u8]| head.windows(text.len()).any(|part| part == text);
    // The first type that the encoder of facts describes.
    if has(b"gobFact") {
        return "facts of vet";
    }
    let has_line = |text: &[u8]| head.starts_with(text) || has(&[b"\n", text].concat());
    if has_line(b"ok  \t") || has_line(b"PASS\n") || has_line(b"=== RUN") {
        return "results of tests";
    }
    match std::str::from_utf8(&head[..head.len().saturating_sub(3)]) {
        Ok(text) if !text.contains('\0') => "output and lists of tools",
        _ => "other",
    }
}
