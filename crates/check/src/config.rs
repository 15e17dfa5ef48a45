//! Configuration of a check.
//!
//! Counterpart: cmd/compile/internal/types2/api.go (`Config`).

use vamos_ast::Rules;
use vamos_release::Release;

/// Returns the rules by which files are parsed for the compiler of a release.
pub fn syntax_rules(release: Release) -> Rules {
    Rules {
        has_generic_methods: release.has_generic_methods(),
        joins_line_names: release.joins_names_of_line_directives(),
    }
}

/// Configuration of a check.
#[derive(Clone, Debug)]
pub struct Config {
    /// The package's import path, as `-p` has it.
    pub path: String,
    /// The language version (`go1.26`); empty for the newest.
    pub go_version: String,
    /// The release whose rules and messages are applied.
    pub release: Release,
    /// The size of pointers and words in bytes.
    pub word_size: i64,
    /// The largest alignment in bytes.
    pub max_align: i64,
    /// True to skip bodies of functions, and also functions, variables and constants that neither
    /// importers nor other declarations need.
    pub ignores_bodies: bool,
    /// Limit in bytes of the thread's stack that a check may use. Sources whose nesting needs more
    /// are not checked ([`crate::Checked::is_too_deep`]).
    pub stack: usize,
    /// True to record types of expressions, uses and definitions ([`crate::Info`]).
    pub keeps_info: bool,
}
