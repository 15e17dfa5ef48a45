//! The SDK's compiler: whether it is one whose instrumented build was compared with it.
//!
//! As for the linker ([`crate::linker`]), a fingerprint of the sources decides, never the
//! version's number: the instrumented compiler of a patched SDK is not built.
//! Counterpart: none; upstream has one compiler.

use vamos_base::Digest;
use vamos_base::Sha256;
use vamos_fsys::Files;

use crate::fingerprints;
use crate::source_hash;

/// Environment variables that change what the compiler does without being settings.
pub const DEBUG_VARIABLES: [&str; 4] = [
    "GOCLOBBERDEADHASH",
    "GOSSAFUNC",
    "GOSSADIR",
    "GOCOMPILEDEBUG",
];

/// The directories below GOROOT/src whose sources count with everything below them.
const TREES: [&str; 3] = ["cmd/compile", "cmd/internal/obj", "internal/pkgbits"];

/// The other directories whose sources determine the bytes of an archive. A directory that a
/// release does not have counts as empty.
const DIRS: [&str; 37] = [
    "cmd/internal/archive",
    "cmd/internal/bio",
    "cmd/internal/cov/covcmd",
    "cmd/internal/dwarf",
    "cmd/internal/gcprog",
    "cmd/internal/goobj",
    "cmd/internal/hash",
    "cmd/internal/objabi",
    "cmd/internal/pgo",
    "cmd/internal/src",
    "cmd/internal/sys",
    "cmd/internal/telemetry/counter",
    "cmp",
    "container/heap",
    "encoding/binary",
    "go/constant",
    "go/version",
    "hash/fnv",
    "internal/abi",
    "internal/buildcfg",
    "internal/coverage",
    "internal/exportdata",
    "internal/goarch",
    "internal/goexperiment",
    "internal/goos",
    "internal/gover",
    "internal/goversion",
    "internal/platform",
    "internal/profile",
    "internal/saferio",
    "internal/types/errors",
    "maps",
    "math/big",
    "math/bits",
    "slices",
    "sort",
    "strconv",
];

/// Returns the release, `go1.26.8`, whose compiler has sources with this fingerprint, if its
/// instrumented build was compared with it.
pub fn release(fingerprint: &str) -> Option<&'static str> {
    let mut rows = fingerprints::COMPILERS.iter();
    rows.find(|row| row.1 == fingerprint).map(|row| row.0)
}

/// Reports whether an SDK of this version may have such a compiler. This reads no files.
pub fn may_be_known(version: &str) -> bool {
    fingerprints::COMPILERS.iter().any(|row| row.0 == version)
}

/// Returns the fingerprint of the sources of an SDK's compiler. This reads about 700 files.
pub fn fingerprint(files: &dyn Files, goroot: &str) -> Digest {
    let mut hash = Sha256::new();
    for dir in TREES {
        source_hash::add(&mut hash, files, goroot, dir, true);
    }
    for dir in DIRS {
        source_hash::add(&mut hash, files, goroot, dir, false);
    }
    hash.finish()
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
        let one = ("cmd/compile/internal/ssa/x.go", "package ssa\n");
        let same = [
            one,
            ("cmd/compile/internal/ssa/x_test.go", "x"),
            ("cmd/compile/internal/ssa/_gen/x.go", "x"),
            ("cmd/compile/internal/ssa/testdata/x.go", "x"),
            ("slices/deep/x.go", "x"),
            ("cmd/vet/a.go", "x"),
        ];
        assert_eq!(print(&[one]), print(&same));
        for other in [
            vec![],
            vec![("cmd/compile/internal/ssa/x.go", "package ss\n")],
            vec![one, ("cmd/compile/internal/new/x.go", "")],
            vec![one, ("slices/x.go", "")],
        ] {
            assert_ne!(print(&[one]), print(&other));
        }
        assert_eq!(release(&print(&[])), None);
        assert!(may_be_known("go1.26.8") && !may_be_known("go1.26.9"));
    }
}
