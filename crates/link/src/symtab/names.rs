//! Common rules of the symbol tables of files: the selection of symbols, and their names.
//!
//! Counterpart: cmd/link/internal/ld/symtab.go (`genelfsym`, `mangleABIName`, `putelfsym`),
//! loader/loader.go (`SymExtname`).

use std::borrow::Cow;

use crate::kind::SymKind;
use crate::loader::ABI_INTERNAL;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::loader::VERSION_STATIC;

/// Returns the symbols at the start and at the end of the code, as far as they are functions.
pub(crate) fn text_bounds(ldr: &Loader<'_>) -> [Option<Sym>; 2] {
    [b"runtime.text".as_slice(), b"runtime.etext"]
        .map(|name| Some(ldr.lookup(name, ABI0)).filter(|&bound| ldr.kind(bound).is_text()))
}

/// Returns true for symbols that other programs and libraries define.
pub(crate) fn is_undefined(ldr: &Loader<'_>, sym: Sym) -> bool {
    matches!(
        ldr.kind(sym),
        SymKind::DynImport | SymKind::HostObj | SymKind::UndefExt
    )
}

/// Returns true for data with a name in symbol tables, if it is not undefined.
pub(crate) fn is_named_data(ldr: &Loader<'_>, sym: Sym) -> bool {
    let kind = ldr.kind(sym);
    kind != SymKind::TlsBss
        && (SymKind::ElfRxSect..SymKind::FirstUnallocated).contains(&kind)
        && is_named(ldr, sym)
}

/// Returns true for a variable of each thread with a name in symbol tables of objects.
pub(crate) fn is_named_tls(ldr: &Loader<'_>, sym: Sym) -> bool {
    ldr.kind(sym) == SymKind::TlsBss && is_named(ldr, sym)
}

fn is_named(ldr: &Loader<'_>, sym: Sym) -> bool {
    !ldr.has(Attr::NotInSymTab, sym) && !matches!(ldr.name(sym), [] | [b'.', ..])
}

/// Returns the external name of a symbol.
pub(crate) fn external_name<'n>(ldr: &'n Loader<'_>, sym: Sym) -> &'n [u8] {
    match ldr.extra.extname.get(&sym) {
        Some(name) => name,
        None => ldr.name(sym),
    }
}

/// Returns the name of a symbol in the file's symbol table, where the symbol itself is called
/// `plain`: functions of the assembler's convention are marked if the compiler's has the same name
/// (`mangleABIName`).
pub(crate) fn abi_name<'n>(ldr: &Loader<'_>, sym: Sym, plain: &'n [u8]) -> Cow<'n, [u8]> {
    let mut name = Cow::Borrowed(plain);
    let version = ldr.version(sym);
    if version != ABI_INTERNAL && version < VERSION_STATIC && ldr.kind(sym).is_text() {
        let twin = ldr.lookup(plain, ABI_INTERNAL);
        if twin.is_some() && ldr.kind(twin).is_text() {
            let suffix = format!(".abi{version}");
            name.to_mut().extend_from_slice(suffix.as_bytes());
        }
    }
    name
}

/// Returns true if `name` contains `part`, which is not empty.
pub(crate) fn contains(name: &[u8], part: &[u8]) -> bool {
    let mut rest = name;
    while let Some(at) = rest.iter().position(|&byte| byte == part[0]) {
        rest = &rest[at..];
        if rest.starts_with(part) {
            return true;
        }
        rest = &rest[1..];
    }
    false
}

/// Returns a name with a full stop in place of each middle dot.
pub(crate) fn with_dots(name: &[u8]) -> Cow<'_, [u8]> {
    if name.is_ascii() || !contains(name, "·".as_bytes()) {
        return Cow::Borrowed(name);
    }
    let mut out = Vec::with_capacity(name.len());
    let mut rest = name;
    while let Some((&first, tail)) = rest.split_first() {
        match rest.strip_prefix("·".as_bytes()) {
            Some(tail) => {
                out.push(b'.');
                rest = tail;
            }
            None => {
                out.push(first);
                rest = tail;
            }
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots() {
        assert!(contains(b"a..stmp_1", b".stmp_"));
        assert!(!contains(b"a.stm", b".stmp_"));
        assert_eq!(*with_dots("main·f·x".as_bytes()), *b"main.f.x");
        assert_eq!(*with_dots("é".as_bytes()), *"é".as_bytes());
    }
}
