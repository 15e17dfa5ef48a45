//! Input and outcome of a check.
//!
//! Counterpart: the compiler's command line (cmd/compile/internal/base/flag.go).

use std::sync::Arc;

use vamos_base::Digest;
use vamos_check::CompilerFlags;

/// A Go file of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Its path.
    pub path: String,
    /// Its name in messages.
    pub shown: String,
    /// Its name in the messages of importers.
    pub recorded: String,
}

/// A package, or the variant of a package for a test.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Its import path for the compiler (`-p`).
    pub path: String,
    /// The files, in the order of the compiler's command line.
    pub files: Vec<SourceFile>,
    /// The language version (`go1.26`).
    pub language: String,
    /// Imports as they are written, with the index of the unit that provides each.
    pub imports: Vec<(String, usize)>,
    /// True if errors are wanted, so that bodies are checked, too. Otherwise the unit is checked
    /// only for its importers.
    pub is_wanted: bool,
    /// True for the variant of a package for a test, or for a main package with a profile: packages
    /// that need it must not use the package itself.
    pub is_variant: bool,
    /// True if cgo or SWIG would generate files from some sources, and those files are unknown.
    pub has_cgo: bool,
    /// Output that replaces a check because the package's sources could not be made; otherwise
    /// empty.
    pub failures: Vec<String>,
    /// The other flags that the compiler would have.
    pub flags: CompilerFlags,
}

/// The sizes of the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// The size of pointers and words in bytes.
    pub word_size: i64,
    /// The largest alignment in bytes.
    pub max_align: i64,
}

impl Target {
    /// Returns the sizes for a GOARCH; `None` if it is unknown.
    pub fn of_arch(goarch: &str) -> Option<Self> {
        let (word_size, max_align) = match goarch {
            "386" | "arm" | "mips" | "mipsle" => (4, 4),
            "amd64" | "arm64" | "loong64" | "mips64" | "mips64le" | "ppc64" | "ppc64le"
            | "riscv64" | "s390x" | "wasm" => (8, 8),
            _ => return None,
        };
        Some(Self {
            word_size,
            max_align,
        })
    }
}

/// Reads sources.
pub trait Sources: Sync {
    /// Returns the bytes of a file.
    ///
    /// # Errors
    /// The reason why it cannot be read.
    fn read(&self, path: &str) -> Result<Arc<[u8]>, String>;

    /// Returns the digest of a file, if that is known without reading it, or cheap.
    fn digest(&self, path: &str) -> Option<Digest>;
}

/// Observer of checks, called by several threads.
pub trait Watcher: Sync {
    /// The check of a unit begins, by its index.
    fn begins(&self, unit: usize);

    /// The check of a unit ended.
    fn ended(&self, unit: usize);
}

/// Stores summaries between runs.
pub trait Kept: Send + Sync {
    /// Returns the digest of a package's summary by the package's key.
    fn find(&self, key: &Digest) -> Option<Digest>;

    /// Returns a summary by its digest.
    fn read(&self, digest: &Digest) -> Option<Vec<u8>>;

    /// Stores a summary.
    fn keep(&self, key: &Digest, digest: &Digest, summary: &[u8]);
}

/// The errors of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Errors {
    /// Output of the compiler.
    pub text: String,
    /// True if a type refers to itself, so that another release may have other errors.
    pub has_type_cycle: bool,
}

/// The result of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// No error was found.
    Correct,
    /// Errors.
    Wrong(Errors),
    /// Output of a build that stops before the compiler ([`Unit::failures`]).
    Failed(Vec<String>),
    /// Something that it imports is wrong or was not checked.
    Skipped,
    /// Only the compiler can decide; the text is the reason.
    Unsupported(String),
    /// The check has panicked, which is a mistake in vamos; the text is the cause. The compiler can
    /// decide.
    Broken(String),
    /// The stored summary of an import is lost: everything must be checked again.
    Lost,
}
