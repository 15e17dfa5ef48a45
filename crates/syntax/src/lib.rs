//! Go sources from bytes: tokens ([`scanner`]), the facts of a file's header (package clause,
//! imports, build constraints, embeds, directives, cgo lines, `//go:generate` lines), and the
//! syntax check of a whole file ([`recognizer`]).
//!
//! Owns: [`scanner::Scanner`], [`SourceInfo`], [`Expr`], [`Position`]. Must not know: paths on
//! disk, modules, types, or which constraints hold.
//! Counterpart: go/build/read.go, go/build/constraint, go/parser (imports only), go/scanner,
//! internal/syslist, cmd/go/internal/generate.

mod build_lines;
mod comment;
pub mod constraint;
mod doc_links;
mod embed;
mod generate;
mod header;
mod import_comment;
pub mod literal;
mod parser;
pub mod recognizer;
pub mod scanner;
mod source;
mod synopsis;
pub mod syslist;
mod test_file;

pub use build_lines::Constraints;
pub use build_lines::MultipleGoBuild;
pub use constraint::ConstraintError;
pub use constraint::Expr;
pub use generate::Directives;
pub use generate::GenerateError;
pub use generate::Generator;
pub use parser::package_name;
pub use source::HeaderError;
pub use source::Import;
pub use source::OtherInfo;
pub use source::ParseError;
pub use source::Placed;
pub use source::Scanned;
pub use source::SourceInfo;
pub use source::read_go;
pub use source::read_go_head;
pub use source::read_other;
pub use source::read_other_head;
pub use test_file::Example;
pub use test_file::TestFunc;
pub use test_file::is_test_name;
pub use test_file::read_tests;
pub use vamos_base::golang::position::Position;
pub use vamos_base::golang::position::SyntaxError;

#[cfg(test)]
mod tests;
