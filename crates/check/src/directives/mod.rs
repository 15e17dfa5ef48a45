//! Meaning of `//go:` comments to the compiler, and its errors about them.
//!
//! Comments are read while a file is parsed, so their errors are among the errors of syntax, in
//! source order.
//! Counterpart: cmd/compile/internal/noder/noder.go (`pragmas`, `linkname`), lex.go.

mod cgo;
mod embed;
mod flags;
mod read;

use vamos_ast::report::Extra;

pub use flags::PragmaFlags;
pub(crate) use read::Context;
pub(crate) use read::read;

/// The flags of the compiler besides the language version.
#[derive(Clone, Copy, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the compiler or a fact of its own"
)]
pub struct CompilerFlags {
    /// True to print all errors (`-e`).
    pub prints_all: bool,
    /// True for a package of the standard library (`-std`).
    pub is_std: bool,
    /// True for a package of the runtime (`-+`).
    pub is_runtime: bool,
    /// True if no function is written in another language (`-complete`).
    pub is_complete: bool,
    /// True if the target is WebAssembly.
    pub is_wasm: bool,
    /// True if the target is AIX.
    pub is_aix: bool,
}

impl CompilerFlags {
    /// Returns all flags, in the order of their declarations.
    pub fn to_array(self) -> [bool; 6] {
        let Self {
            prints_all,
            is_std,
            is_runtime,
            is_complete,
            is_wasm,
            is_aix,
        } = self;
        [prints_all, is_std, is_runtime, is_complete, is_wasm, is_aix]
    }

    /// Returns the flags of which [`Self::to_array`] made an array.
    pub fn from_array(flags: [bool; 6]) -> Self {
        let [prints_all, is_std, is_runtime, is_complete, is_wasm, is_aix] = flags;
        Self {
            prints_all,
            is_std,
            is_runtime,
            is_complete,
            is_wasm,
            is_aix,
        }
    }
}

/// The directives of a declaration.
#[derive(Clone, Debug, Default)]
pub struct PragmaGroup {
    /// The flags of each directive, and its offset.
    pub(crate) flags: Vec<(PragmaFlags, u32)>,
    /// All of that.
    pub all: PragmaFlags,
    /// The `go:embed` directives.
    pub embeds: Vec<Embed>,
    /// The last `go:wasmimport`.
    pub wasm_import: Option<WasmImport>,
    /// The last `go:wasmexport`.
    pub wasm_export: Option<WasmExport>,
}

/// A `go:embed`.
#[derive(Clone, Debug)]
pub struct Embed {
    /// Its offset in the file.
    pub offset: u32,
    /// Its patterns.
    pub patterns: Vec<String>,
}

/// A `go:wasmimport`, which counts if the target is WebAssembly.
#[derive(Clone, Debug)]
pub struct WasmImport {
    /// Its offset in the file.
    pub offset: u32,
    /// The module.
    pub module: String,
    /// The name in the module.
    pub name: String,
}

/// A `go:wasmexport`, which counts if the target is WebAssembly.
#[derive(Clone, Debug)]
pub struct WasmExport {
    /// Its offset in the file.
    pub offset: u32,
    /// The exported name.
    pub name: String,
}

/// A `go:linkname` or `go:linknamestd`.
#[derive(Clone, Debug)]
pub struct Linkname {
    /// Its offset in the file.
    pub offset: u32,
    /// True for `go:linknamestd`.
    pub is_std: bool,
    /// The name in the package.
    pub local: String,
    /// The name for the linker; `None` is the usual one, of which other packages may make use then.
    pub remote: Option<String>,
}

impl Linkname {
    /// Returns the word that it begins with.
    pub(crate) fn directive(&self) -> &'static str {
        if self.is_std {
            "go:linknamestd"
        } else {
            "go:linkname"
        }
    }
}

/// The directives of a file.
#[derive(Clone, Debug, Default)]
pub struct Directives {
    /// The groups, as declarations number them from 1 on.
    groups: Vec<PragmaGroup>,
    /// The `go:linkname` directives.
    pub linknames: Vec<Linkname>,
    /// The words of directives for the linker (`go:cgo_ldflag`).
    pub cgo: Vec<Vec<String>>,
    /// True if there are directives for the linker, which may have errors that only the compiler
    /// finds.
    pub has_cgo: bool,
    /// Errors.
    pub(crate) extras: Vec<Extra>,
}

impl Directives {
    /// Returns the directives of a declaration, whose nodes have their number.
    pub fn group(&self, number: u32) -> Option<&PragmaGroup> {
        self.groups.get((number as usize).checked_sub(1)?)
    }

    /// Returns all groups with their numbers.
    pub(crate) fn groups(&self) -> impl Iterator<Item = (u32, &PragmaGroup)> {
        (1..).zip(&self.groups)
    }
}
