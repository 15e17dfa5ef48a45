//! Why a package is loaded.
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`loadImport`'s mode bits).

/// Why a package is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// Imported by another package.
    Import,
    /// Imported by another package for the compiler: it may be internal.
    Bridge,
    /// Needed, although no package imports it.
    Implied,
    /// Matched by a pattern with wildcards.
    Named,
    /// Named literally.
    NamedLiterally,
}
