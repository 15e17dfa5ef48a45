//! Output of the compiler for a package: errors of syntax and of types, and a few checks after
//! correct types.
//!
//! Counterpart: cmd/compile/internal/noder/noder.go (`LoadPackage`), irgen.go (`checkFiles`);
//! cmd/compile/internal/base/print.go.

use vamos_ast::LinePosition;
use vamos_ast::Outcome;
use vamos_ast::report::MessagePosition;
use vamos_ast::report::Printer;
use vamos_types::Pos;
use vamos_types::Types;

use crate::check::Checked;
use crate::check::FILE_START;
use crate::checker::Checker;
use crate::code::Code;
use crate::config::Config;
use crate::directives;
use crate::directives::CompilerFlags;
use crate::directives::Context;
use crate::directives::Directives;
use crate::node_ref::SourceFile;
use crate::problem::Error;
use vamos_types::Importer;

/// A file that was parsed.
#[derive(Clone, Copy, Debug)]
pub struct ParsedFile<'a> {
    /// The result of parsing.
    pub outcome: &'a Outcome,
    /// The bytes that were parsed.
    pub src: &'a [u8],
}

/// The output for a package, and the result of its check.
#[derive(Debug)]
pub struct Report {
    /// The lines; empty if there is no error.
    pub text: String,
    /// True if a type refers to itself, so that another release may have other errors.
    pub has_type_cycle: bool,
    /// The package, unless its syntax is wrong.
    pub checked: Option<Checked>,
}

impl Report {
    /// Returns the report of a package whose types were not checked.
    fn without_types(printer: Printer) -> Self {
        Self {
            text: printer.finish(),
            has_type_cycle: false,
            checked: None,
        }
    }
}

/// Checks a package like [`check_package_with`], with no other flags.
pub fn check_package<'a>(
    files: &[ParsedFile<'a>],
    config: &'a Config,
    importer: Box<dyn Importer + 'a>,
    prints_all: bool,
) -> Report {
    let flags = CompilerFlags {
        prints_all,
        ..CompilerFlags::default()
    };
    check_package_with(files, config, importer, flags)
}

/// Checks a package, whose files are in the order of the command line, and reports its errors:
/// all, or the first ten.
pub fn check_package_with<'a>(
    files: &[ParsedFile<'a>],
    config: &'a Config,
    importer: Box<dyn Importer + 'a>,
    flags: CompilerFlags,
) -> Report {
    check_package_then(files, config, importer, flags, &mut |_, _| ())
}

/// Checks a package like [`check_package_with`], and passes the checker of a package without errors
/// and the directives of its files to a function.
pub fn check_package_then<'a>(
    files: &[ParsedFile<'a>],
    config: &'a Config,
    importer: Box<dyn Importer + 'a>,
    flags: CompilerFlags,
    then: &mut dyn FnMut(&mut Checker<'a>, &[Directives]),
) -> Report {
    let mut printer = Printer::new(flags.prints_all);
    let mut directives = Vec::with_capacity(files.len());
    for (number, file) in files.iter().enumerate() {
        let context = Context {
            flags,
            has_linknamestd: config.release.has_linknamestd(),
            has_cgo_literals: config.release.unquotes_cgo_ldflags(),
            is_cgo_file: file.outcome.lines.base_name().starts_with("_cgo_"),
        };
        let own = directives::read(file.outcome, context);
        let is_end = printer.add_file(number, file.outcome, &own.extras);
        directives.push(own);
        if is_end {
            return Report::without_types(printer);
        }
    }
    if printer.has_syntax_error() {
        return Report::without_types(printer);
    }
    let sources = files.iter().filter_map(|parsed| {
        Some(SourceFile {
            file: parsed.outcome.file.as_ref()?,
            lines: &parsed.outcome.lines,
            src: parsed.src,
        })
    });
    let mut checker = Checker::new(config, sources.collect(), importer);
    checker.run_check();
    let outcomes: Vec<&Outcome> = files.iter().map(|file| file.outcome).collect();
    let mut spots = Spots::new(&outcomes);
    let cycle = Code::InvalidDeclCycle;
    let mut has_type_cycle = checker.errors.iter().any(|error| error.code == cycle);
    for error in &checker.errors {
        let versions = &checker.decls.versions;
        let text = with_version_hint(error, &outcomes, versions, &config.go_version);
        printer.add(spots.spot(&checker.types, error.pos).as_ref(), &text);
    }
    for number in 0..4 {
        if !printer.is_empty() {
            break;
        }
        let errors = match number {
            0 => checker.anonymous_cycles(),
            1 => checker.unallocatable_args(),
            2 => checker.unallocatable_elems(),
            _ => checker.directive_errors(&directives, flags),
        };
        has_type_cycle |= number == 0 && !errors.is_empty();
        for (pos, text) in errors {
            printer.add(spots.spot(&checker.types, pos).as_ref(), &text);
        }
    }
    if printer.is_empty() && !checker.types.limits().are_reached() {
        then(&mut checker, &directives);
    }
    let mut checked = checker.finish();
    checked.directives = directives;
    Report {
        text: printer.finish(),
        has_type_cycle,
        checked: Some(checked),
    }
}

/// Conversion of positions for messages.
struct Spots<'f, 'a> {
    files: &'f [&'a Outcome],
    /// The files of imported packages that had an error.
    foreign: Vec<std::sync::Arc<str>>,
}

impl<'f, 'a> Spots<'f, 'a> {
    fn new(files: &'f [&'a Outcome]) -> Self {
        Self {
            files,
            foreign: Vec::new(),
        }
    }

    /// Returns a position in the form for messages; `None` if it is unknown.
    fn spot(&mut self, types: &Types, pos: Pos) -> Option<MessagePosition> {
        if let Some((file, offset)) = pos.own() {
            let outcome = self.files[file];
            let lines = &outcome.lines;
            let place = match (offset, &outcome.file) {
                (FILE_START, Some(parsed)) => LinePosition {
                    line: 1,
                    column: 1,
                    ..lines.place(parsed.offset)
                },
                _ => lines.place(offset),
            };
            let shown = lines.show(place);
            return Some(MessagePosition { file, place, shown });
        }
        let place = types.shown_place(pos)?;
        let known = self.foreign.iter().position(|file| *file == place.file);
        let number = known.unwrap_or_else(|| {
            self.foreign.push(place.file.clone());
            self.foreign.len() - 1
        });
        let column = match place.column {
            0 | 255.. => String::new(),
            column => format!(":{column}"),
        };
        Some(MessagePosition {
            file: self.files.len() + number,
            place: LinePosition {
                base: 0,
                line: place.line,
                column: place.column,
            },
            shown: format!("{}:{}{column}", place.file, place.line),
        })
    }
}

/// Returns an error's text. If it requires a newer version, the text ends with the origin of the
/// version.
fn with_version_hint(error: &Error, files: &[&Outcome], versions: &[String], lang: &str) -> String {
    let text = error.text.clone();
    let Some((file, _)) = error.pos.own().filter(|_| asks_for_version(&text)) else {
        return text;
    };
    let declared = files[file].file.as_ref();
    let declared = declared.map_or("", |file| &file.go_version);
    if versions
        .get(file)
        .is_some_and(|version| version == declared)
    {
        format!("{text} (file declares //go:build {declared})")
    } else {
        format!("{text} (-lang was set to {lang}; check go.mod)")
    }
}

/// Reports whether a text contains `requires go1.N or later`.
///
/// The text decides and not the error's code: the compiler searches the text, too, so an error
/// about a constant that contains these words gets the hint.
fn asks_for_version(text: &str) -> bool {
    text.match_indices("requires go").any(|(at, found)| {
        let rest = text[at + found.len()..].trim_start_matches(|c: char| c.is_ascii_digit());
        let has_major = rest.len() < text.len() - at - found.len();
        let Some(minor) = rest.strip_prefix('.').filter(|_| has_major) else {
            return false;
        };
        let rest = minor.trim_start_matches(|c: char| c.is_ascii_digit());
        rest.len() < minor.len() && rest.starts_with(" or later")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_ask_for_a_version() {
        assert!(asks_for_version("type parameter requires go1.18 or later"));
        assert!(asks_for_version("requires go requires go1.9 or later"));
        assert!(!asks_for_version("requires go1 or later"));
        assert!(!asks_for_version("requires go.18 or later"));
        assert!(!asks_for_version("requires go1.18"));
    }
}
