//! Positions of imports and embed patterns in a directory's files.
//!
//! Counterpart: go/build.Package (`ImportPos`, `EmbedPatternPos` and the like).

use std::collections::BTreeMap;

use vamos_syntax::Position;

/// Imports or embed patterns by name, each with all its positions.
pub type Decls = BTreeMap<String, Vec<Position>>;

/// The positions of imports and embed patterns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// Positions of `imports`.
    pub imports: Decls,
    /// Positions of `tests.imports`.
    pub test_imports: Decls,
    /// Positions of `xtests.imports`.
    pub xtest_imports: Decls,
    /// Positions of `embed_patterns`.
    pub embeds: Decls,
    /// Positions of `tests.embed_patterns`.
    pub test_embeds: Decls,
    /// Positions of `xtests.embed_patterns`.
    pub xtest_embeds: Decls,
}
