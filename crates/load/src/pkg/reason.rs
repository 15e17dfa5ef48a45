//! The reasons for loading a package.
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`loadImport`'s mode bits).

/// The reason for loading a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// Imported by another package.
    Import,
    /// Imported by another package on behalf of the compiler: it may be internal.
    Bridge,
    /// Needed, although no package imports it.
    Implied,
    /// Matched by a pattern with wildcards.
    Named,
    /// Listed literally.
    NamedLiterally,
}
