//! Positions of imports and embed patterns in a directory's files.
//!
//! Counterpart: go/build.Package (`ImportPos`, `EmbedPatternPos` and the like).

use std::collections::BTreeMap;

use vamos_syntax::Position;

/// Imports or embed patterns by name, each with all its places.
pub type Decls = BTreeMap<String, Vec<Position>>;

/// Where imports and embed patterns stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// Of `imports`.
    pub imports: Decls,
    /// Of `tests.imports`.
    pub test_imports: Decls,
    /// Of `xtests.imports`.
    pub xtest_imports: Decls,
    /// Of `embed_patterns`.
    pub embeds: Decls,
    /// Of `tests.embed_patterns`.
    pub test_embeds: Decls,
    /// Of `xtests.embed_patterns`.
    pub xtest_embeds: Decls,
}
