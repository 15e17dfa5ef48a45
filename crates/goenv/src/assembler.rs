//! The SDK's assembler: whether it is one that vamos's own assembler was compared with.
//!
//! As for the linker ([`crate::linker`]), a fingerprint of the sources decides, never the
//! version's number.
//! Counterpart: none; upstream has one assembler.

use vamos_base::Digest;
use vamos_fsys::Files;

use crate::fingerprints;
use crate::source_hash;

/// The directories below GOROOT/src whose sources determine the bytes of an object that the
/// assembler writes. A directory that a release does not have counts as empty.
const DECIDING: [&str; 20] = [
    "cmd/asm",
    "cmd/asm/internal/arch",
    "cmd/asm/internal/asm",
    "cmd/asm/internal/flags",
    "cmd/asm/internal/lex",
    "cmd/internal/bio",
    "cmd/internal/dwarf",
    "cmd/internal/goobj",
    "cmd/internal/hash",
    "cmd/internal/obj",
    "cmd/internal/obj/arm64",
    "cmd/internal/obj/x86",
    "cmd/internal/objabi",
    "cmd/internal/src",
    "cmd/internal/sys",
    "internal/abi",
    "internal/buildcfg",
    "slices",
    "sort",
    "text/scanner",
];

/// Returns the release, `go1.26.8`, whose assembler has sources with this fingerprint, if
/// vamos's assembler was compared with it.
pub fn release(fingerprint: &str) -> Option<&'static str> {
    source_hash::release(fingerprints::ASSEMBLERS, fingerprint)
}

/// Returns what a fingerprint that was stored depends on besides the SDK.
pub fn deciding() -> String {
    DECIDING.join(" ")
}

/// Returns the fingerprint of the sources of an SDK's assembler.
pub fn fingerprint(files: &dyn Files, goroot: &str) -> Digest {
    source_hash::of_dirs(files, goroot, &DECIDING)
}

#[cfg(test)]
mod tests {
    use vamos_fsys::MemFiles;

    use super::*;

    #[test]
    fn sources_decide() {
        let print = |name: &str, text: &str| {
            let mut files = MemFiles::new();
            files.insert(&format!("/go/src/{name}"), text.as_bytes());
            fingerprint(&files, "/go").hex()
        };
        let one = print("cmd/internal/obj/x86/asm6.go", "package x86\n");
        assert_eq!(one, print("cmd/internal/obj/x86/asm6.go", "package x86\n"));
        assert_ne!(one, print("cmd/internal/obj/x86/asm6.go", "package y86\n"));
        assert_eq!(release(&one), None);
    }
}
