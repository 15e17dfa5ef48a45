//! The type checker: trees of one package to its types, or to the compiler's errors.
//!
//! [`Checker`] holds the whole state of a check: the store of types and objects, the scopes, and
//! the deferred checks. Its methods have upstream's names, in files with upstream's names, because
//! the order of checks decides which errors are found, and which of them are printed.
//!
//! ```text
//! let src = b"package p\n\nvar x int = \"\"\n";
//! let outcome = &vamos_ast::parse("p.go", src);
//! let files = [ParsedFile { outcome, src }];
//! let report = check_package_with(&files, config, importer, CompilerFlags::default());
//! assert!(report.text.starts_with("p.go:3:13: cannot use"));
//! ```
//!
//! The example `check_directory` checks directories that are in memory, with their imports. Nothing
//! here reads files or starts threads; [`Config::stack`] bounds the use of the thread's stack.
//!
//! Owns: the rules of the language, their errors and the order of both. Must not know: files on
//! disk, export data, caches, code generation.
//! Counterpart: cmd/compile/internal/types2.

mod assignability;
mod assignments;
mod builtins;
mod by_node;
mod call;
mod check;
mod checker;
mod code;
mod config;
mod const_group;
mod const_values;
mod conversions;
mod cycles;
mod decl;
mod delayed;
mod directive_checks;
mod directives;
mod errors;
mod errsupport;
mod expr;
mod findings;
mod import_path;
mod imports;
mod index;
mod infer;
mod info;
mod initorder;
mod interface;
mod literals;
mod mono;
mod mono_graph;
mod node_ref;
mod operand;
mod operand_text;
mod positions;
mod postchecks;
mod problem;
mod range;
mod receivers;
mod recording;
pub mod report;
mod resolver;
mod returns;
mod signature;
mod slice;
mod source;
mod sources;
mod stmt;
mod structs;
mod typedecl;
mod typexpr;
mod union;
mod validtype;
mod version;

pub use check::Checked;
pub use checker::Checker;
pub use code::Code;
pub use config::Config;
pub use config::syntax_rules;
pub use directives::CompilerFlags;
pub use directives::Directives;
pub use directives::Embed;
pub use directives::Linkname;
pub use directives::PragmaFlags;
pub use directives::PragmaGroup;
pub use directives::WasmExport;
pub use directives::WasmImport;
pub use import_path::resolve_import_path;
pub use info::Info;
pub use info::InstanceInfo;
pub use info::Selection;
pub use info::SelectionKind;
pub use info::TypeAndValue;
pub use node_ref::NodeRef;
pub use node_ref::SourceFile;
pub use operand::Mode;
pub use problem::Error;

#[cfg(test)]
mod tests;
