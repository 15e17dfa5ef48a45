//! The SDK's linker: whether it is one that vamos's own linker was compared with.
//!
//! As for the recipes ([`crate::profile`]), a fingerprint of the sources decides, never the
//! version's number: the owner of a patched SDK gets what the patched linker writes.
//! Counterpart: none; upstream has one linker.

use vamos_base::Digest;
use vamos_fsys::Files;

use crate::fingerprints;
use crate::source_hash;

/// The directories below GOROOT/src whose sources determine the bytes of an executable for
/// Linux, and the messages of a link. A directory that a release does not have counts as
/// empty.
const DECIDING: [&str; 23] = [
    "cmd/link",
    "cmd/link/internal/ld",
    "cmd/link/internal/loader",
    "cmd/link/internal/sym",
    "cmd/link/internal/loadelf",
    "cmd/link/internal/amd64",
    "cmd/link/internal/arm64",
    "cmd/internal/bio",
    "cmd/internal/dwarf",
    "cmd/internal/gcprog",
    "cmd/internal/goobj",
    "cmd/internal/hash",
    "cmd/internal/obj",
    "cmd/internal/objabi",
    "cmd/internal/quoted",
    "cmd/internal/src",
    "cmd/internal/sys",
    "compress/flate",
    "compress/zlib",
    "internal/abi",
    "internal/buildcfg",
    "slices",
    "sort",
];

/// Returns the release, `go1.26.8`, whose linker has sources with this fingerprint, if
/// vamos's linker was compared with it.
pub fn release(fingerprint: &str) -> Option<&'static str> {
    source_hash::release(fingerprints::LINKERS, fingerprint)
}

/// Returns what a fingerprint that was stored depends on besides the SDK.
pub fn deciding() -> String {
    DECIDING.join(" ")
}

/// Returns the fingerprint of the sources of an SDK's linker. This reads about 200 files.
pub fn fingerprint(files: &dyn Files, goroot: &str) -> Digest {
    source_hash::of_dirs(files, goroot, &DECIDING)
}

#[cfg(test)]
mod tests {
    use vamos_fsys::MemFiles;

    use super::*;

    #[test]
    fn sources_decide() {
        let print = |pairs: &[(&str, &str)]| {
            let mut files = MemFiles::new();
            for (name, text) in pairs {
                files.insert(&format!("/go/src/{name}"), text.as_bytes());
            }
            fingerprint(&files, "/go").hex()
        };
        let one = ("compress/flate/deflate.go", "package flate\n");
        let same = [
            one,
            ("compress/flate/a_test.go", "x"),
            ("cmd/vet/a.go", "x"),
        ];
        assert_eq!(print(&[one]), print(&same));
        for other in [
            vec![],
            vec![("compress/flate/deflate.go", "package flat\n")],
            vec![one, ("cmd/link/internal/ld/new.go", "")],
        ] {
            assert_ne!(print(&[one]), print(&other));
        }
        assert_eq!(release(&print(&[])), None);
    }
}
