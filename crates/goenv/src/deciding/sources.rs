//! The sources of each tool.
//!
//! Counterpart: none.

use crate::capability::Capabilities;
use crate::capability::Capability as C;

/// A directory or file below GOROOT/src. One that a release does not have is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Source {
    /// Its path.
    pub(crate) path: &'static str,
    /// The files of the source.
    pub(crate) depth: Depth,
}

/// The files that belong to a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// One file.
    File,
    /// The files of a directory.
    Dir,
    /// The files of a directory and of its subdirectories.
    Tree,
}

/// Writes the sources of a tool.
macro_rules! sources {
    ($name:ident: $depth:ident $($path:literal)* $(; $deeper:ident $($other:literal)*)*) => {
        pub(super) const $name: &[Source] = &[
            $(Source { path: $path, depth: Depth::$depth },)*
            $($(Source { path: $other, depth: Depth::$deeper },)*)*
        ];
    };
}

/// Capabilities that the sources of cmd/go decide.
pub(super) const RECIPES: Capabilities = Capabilities::of(&[
    C::BuildRecipes,
    C::CgoRecipes,
    C::VetRecipes,
    C::TestRecipes,
]);

/// Capabilities that the sources of the linker decide.
pub(super) const LINKS: Capabilities = Capabilities::of(&[
    C::LinkAmd64,
    C::LinkArm64,
    C::LinkElf,
    C::LinkPe,
    C::LinkMachO,
    C::LinkExternal,
]);

/// Capabilities that the sources of the assembler decide.
pub(super) const ASSEMBLIES: Capabilities = Capabilities::of(&[C::AsmAmd64, C::AsmArm64]);

/// Capabilities that the sources of the compiler decide, except type errors and export data.
pub(super) const COMPILERS: Capabilities = Capabilities::of(&[
    C::CompilerAmd64,
    C::CompilerArm64,
    C::CutoffLinuxAmd64,
    C::CutoffLinuxArm64,
    C::CutoffDarwinArm64,
    C::CutoffWindowsAmd64,
    C::ReadsLinuxAmd64,
    C::ReadsLinuxArm64,
]);

sources!(OF_RECIPES: File
    "cmd/go/internal/work/action.go"
    "cmd/go/internal/work/buildid.go"
    "cmd/go/internal/work/exec.go"
    "cmd/go/internal/work/gc.go"
    "cmd/go/internal/work/init.go"
    "cmd/go/internal/work/shell.go"
    "cmd/go/internal/cache/cache.go"
    "cmd/go/internal/cache/hash.go"
    "cmd/go/internal/fips140/fips140.go"
    "cmd/go/internal/load/flag.go"
    "cmd/go/internal/load/godebug.go"
    "cmd/go/internal/load/pkg.go"
    "cmd/internal/buildid/buildid.go"
    "cmd/internal/buildid/note.go"
    "cmd/internal/buildid/rewrite.go");

sources!(OF_CGO: File
    "cmd/go/internal/work/security.go");

sources!(OF_TESTS: File
    "cmd/go/internal/load/test.go"
    "cmd/go/internal/test/test.go"
    "cmd/go/internal/work/cover.go");

sources!(OF_LINKER: Dir
    "cmd/link"
    "cmd/link/internal/ld"
    "cmd/link/internal/loader"
    "cmd/link/internal/sym"
    "cmd/link/internal/loadelf"
    "cmd/link/internal/loadmacho"
    "cmd/link/internal/loadpe"
    "cmd/link/internal/amd64"
    "cmd/link/internal/arm64"
    "cmd/internal/bio"
    "cmd/internal/dwarf"
    "cmd/internal/gcprog"
    "cmd/internal/goobj"
    "cmd/internal/hash"
    "cmd/internal/obj"
    "cmd/internal/objabi"
    "cmd/internal/quoted"
    "cmd/internal/src"
    "cmd/internal/sys"
    "compress/flate"
    "compress/zlib"
    "internal/abi"
    "internal/buildcfg"
    "slices"
    "sort");

sources!(OF_ASSEMBLER: Dir
    "cmd/asm"
    "cmd/asm/internal/arch"
    "cmd/asm/internal/asm"
    "cmd/asm/internal/flags"
    "cmd/asm/internal/lex"
    "cmd/internal/bio"
    "cmd/internal/dwarf"
    "cmd/internal/goobj"
    "cmd/internal/hash"
    "cmd/internal/obj"
    "cmd/internal/obj/arm64"
    "cmd/internal/obj/x86"
    "cmd/internal/objabi"
    "cmd/internal/src"
    "cmd/internal/sys"
    "internal/abi"
    "internal/buildcfg"
    "slices"
    "sort"
    "text/scanner");

sources!(OF_CHECKER: File
    "cmd/compile/internal/base/print.go"
    "cmd/compile/internal/noder/codes.go"
    "cmd/compile/internal/noder/import.go"
    "cmd/compile/internal/noder/irgen.go"
    "cmd/compile/internal/noder/lex.go"
    "cmd/compile/internal/noder/linker.go"
    "cmd/compile/internal/noder/noder.go"
    "cmd/compile/internal/noder/posmap.go"
    "cmd/compile/internal/noder/reader.go"
    "cmd/compile/internal/noder/unified.go"
    "cmd/compile/internal/noder/writer.go"
    ; Dir
    "cmd/compile/internal/importer"
    "cmd/compile/internal/syntax"
    "cmd/compile/internal/types2"
    "go/constant"
    "go/version"
    "internal/gover"
    "internal/goversion"
    "internal/pkgbits"
    "internal/types/errors"
    "math/big");

sources!(OF_COMPILER: Tree
    "cmd/compile"
    "cmd/internal/obj"
    "internal/pkgbits"
    ; Dir
    "cmd/internal/archive"
    "cmd/internal/bio"
    "cmd/internal/cov/covcmd"
    "cmd/internal/dwarf"
    "cmd/internal/gcprog"
    "cmd/internal/goobj"
    "cmd/internal/hash"
    "cmd/internal/objabi"
    "cmd/internal/pgo"
    "cmd/internal/src"
    "cmd/internal/sys"
    "cmd/internal/telemetry/counter"
    "cmp"
    "container/heap"
    "encoding/binary"
    "go/constant"
    "go/version"
    "hash/fnv"
    "internal/abi"
    "internal/buildcfg"
    "internal/coverage"
    "internal/exportdata"
    "internal/goarch"
    "internal/goexperiment"
    "internal/goos"
    "internal/gover"
    "internal/goversion"
    "internal/platform"
    "internal/profile"
    "internal/saferio"
    "internal/types/errors"
    "maps"
    "math/big"
    "math/bits"
    "slices"
    "sort"
    "strconv");
