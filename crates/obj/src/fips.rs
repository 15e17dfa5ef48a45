//! Which symbols belong to the FIPS module, and which relocations they may have.
//!
//! Counterpart: cmd/internal/obj/fips140.go.

use vamos_objfile::goobj::RelocType;
use vamos_objfile::goobj::WEAK;

use crate::attributes::Attributes;
use crate::options::Goos;
use crate::options::Options;
use crate::symbol::SymKind;
use crate::symbol::Symbol;

const MODULE: &str = "crypto/internal/fips140";

/// Data of the module that may have relocations.
const METADATA_PARTS: [&str; 3] = [".inittask", ".dict", ".typeAssert"];
const METADATA_ENDS: [&str; 7] = [
    ".arginfo0",
    ".arginfo1",
    ".argliveinfo",
    ".args_stackmap",
    ".opendefer",
    ".stkobj",
    "·f",
];

impl Options {
    /// Returns true if the package is one of the FIPS module.
    fn is_fips_package(&self) -> bool {
        let rest = self.pkgpath.strip_prefix(MODULE);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// Returns the kind of a symbol; the FIPS module has kinds of its own.
pub(crate) fn kind(options: &Options, symbol: &Symbol) -> SymKind {
    let is_enabled = options.goos != Goos::Aix && !options.pkgpath.ends_with("_test");
    let is_module = match symbol.has(Attributes::STATIC) {
        true => options.is_fips_package(),
        false => is_fips_symbol(&symbol.name, symbol.kind),
    };
    match symbol.kind {
        kind if !is_enabled || !is_module => kind,
        SymKind::Text => SymKind::TextFips,
        SymKind::Data => SymKind::DataFips,
        SymKind::RoData => SymKind::RoDataFips,
        SymKind::NoPtrData => SymKind::NoPtrDataFips,
        kind => kind,
    }
}

/// Returns the problem of a relocation that would change the module's bytes after they are
/// hashed.
pub(crate) fn reloc_problem(options: &Options, symbol: &Symbol, kind: RelocType) -> Option<String> {
    if !options.is_shared || is_marker(kind) {
        return None;
    }
    let name = &symbol.name;
    if symbol.kind != SymKind::TextFips {
        let memory = symbol.kind;
        return Some(format!(
            "{name}: invalid relocation {kind} in fips data ({memory})"
        ));
    }
    (!is_pc_relative(kind)).then(|| format!("{name}: invalid relocation {kind} in fips code"))
}

fn is_fips_symbol(name: &str, kind: SymKind) -> bool {
    let Some(rest) = name.strip_prefix(MODULE) else {
        return false;
    };
    if !rest.starts_with(['.', '/']) {
        return false;
    }
    if kind.is_text() {
        return true;
    }
    let is_metadata = METADATA_PARTS.iter().any(|part| name.contains(part))
        || METADATA_ENDS.iter().any(|end| name.ends_with(end));
    !is_metadata && name != "crypto/internal/fips140/check.linkinfo"
}

/// Returns true for markers that change no bytes.
fn is_marker(kind: RelocType) -> bool {
    matches!(
        kind,
        RelocType::INITORDER
            | RelocType::KEEP
            | RelocType::USEIFACE
            | RelocType::USEIFACEMETHOD
            | RelocType::USENAMEDMETHOD
    )
}

/// Returns true for relocations of code that the place of the program does not change.
fn is_pc_relative(kind: RelocType) -> bool {
    matches!(
        kind,
        RelocType::ADDRARM64
            | RelocType::ADDROFF
            | RelocType::ARM64_TLS_LE
            | RelocType::ARM64_TLS_IE
            | RelocType::ARM64_GOTPCREL
            | RelocType::ARM64_GOT
            | RelocType::ARM64_PCREL
            | RelocType::ARM64_PCREL_LDST8
            | RelocType::ARM64_PCREL_LDST16
            | RelocType::ARM64_PCREL_LDST32
            | RelocType::ARM64_PCREL_LDST64
            | RelocType::CALL
            | RelocType::CALLARM64
            | RelocType::CALLIND
            | RelocType::GOTPCREL
            | RelocType::PCREL
            | RelocType::TLS_IE
            | RelocType::TLS_LE
    ) || kind.0 == RelocType::ADDROFF.0 | WEAK
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_module() {
        assert!(is_fips_symbol(
            "crypto/internal/fips140/aes.f",
            SymKind::Text
        ));
        assert!(is_fips_symbol("crypto/internal/fips140.X", SymKind::Data));
        assert!(!is_fips_symbol(
            "crypto/internal/fips140deps.X",
            SymKind::Data
        ));
        assert!(!is_fips_symbol(
            "crypto/internal/fips140/aes.f·f",
            SymKind::RoData
        ));
        assert!(!is_fips_symbol("crypto/internal/fips140", SymKind::Text));
    }

    #[test]
    fn relocations_that_stay_valid() {
        assert!(is_pc_relative(RelocType::PCREL));
        assert!(is_pc_relative(RelocType(RelocType::ADDROFF.0 | WEAK)));
        assert!(!is_pc_relative(RelocType::ADDR));
    }
}
