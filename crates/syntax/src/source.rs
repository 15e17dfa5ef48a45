//! The facts of one source file that loading needs.
//!
//! The facts hold for every target: constraints are recorded, not evaluated. Errors are facts too,
//! because a file that is excluded may be broken.
//! Counterpart: go/build/read.go (`readGoInfo`), cmd/go/internal/modindex/scan.go (`importRaw`),
//! cmd/go/internal/imports/read.go.

use std::sync::Arc;

use crate::scanner::Report;
use crate::scanner::Scanner;
use crate::scanner::Token;
use vamos_base::golang::position::Position;
use vamos_base::golang::position::SyntaxError;
use vamos_base::golang::unicode::is_graphic;
use vamos_base::golang::unicode::is_space;
use vamos_base::golang::unicode::to_text;

use crate::build_lines;
use crate::build_lines::Constraints;
use crate::build_lines::MultipleGoBuild;
use crate::comment;
use crate::embed;
use crate::header;
use crate::header::Header;
use crate::header::ScanError;
use crate::import_comment;
use crate::literal::unquote;
use crate::parser;
use crate::parser::File;
use crate::synopsis::synopsis;

/// Error of reading a file's header; prints as upstream does after `read FILE: `.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderError {
    /// A NUL byte.
    Nul,
    /// Not comments (files that are not Go only).
    Syntax,
}

impl std::fmt::Display for HeaderError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Nul => "unexpected NUL in input",
            Self::Syntax => "syntax error",
        })
    }
}

impl std::error::Error for HeaderError {}

/// Error of parsing a Go file's header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParseError {
    /// Syntax errors in order of position, at least one (`scanner.ErrorList`).
    List(Vec<SyntaxError>),
    /// An import path that no package can have (`scanner.Error`).
    Import(SyntaxError),
}

impl std::fmt::Display for ParseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Import(error) => error.fmt(f),
            Self::List(errors) => match errors.as_slice() {
                [] => f.write_str("no errors"),
                [only] => only.fmt(f),
                [first, rest @ ..] => write!(f, "{first} (and {} more errors)", rest.len()),
            },
        }
    }
}

impl std::error::Error for ParseError {}

/// An import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The path, unquoted.
    pub path: String,
    /// Start of the import spec.
    pub position: Position,
    /// For `import "C"`: the text of the comment above it.
    pub doc: Option<String>,
}

/// A text of the source with its place: an embed pattern or a directive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The pattern, or the whole directive comment.
    pub text: String,
    /// Its position.
    pub position: Position,
}

/// The facts of one Go file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceInfo {
    /// The package's name; empty where the package clause is broken.
    pub package: String,
    /// The synopsis of the package comment.
    pub synopsis: String,
    /// The import comment, as written (`"path"`).
    pub import_comment: Option<String>,
    /// The imports in order; none if there is a parse error.
    pub imports: Vec<Import>,
    /// The `//go:embed` patterns in order, if the file imports `embed`.
    pub embeds: Vec<Placed>,
    /// The `//go:` lines above the package clause.
    pub directives: Vec<Placed>,
    /// The error in the header.
    pub parse_error: Option<ParseError>,
    /// The build constraints.
    pub constraints: Constraints,
    /// There are several `//go:build` lines; then `constraints` is empty.
    pub multiple_go_build: Option<MultipleGoBuild>,
    /// Result of the module loader's own scan, where it differs from `imports`.
    pub scanned: Option<Scanned>,
}

/// The result of the module loader's scan of a file whose header is odd.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scanned {
    /// The paths of those imports that could be read.
    Imports(Vec<String>),
    /// The scan fails.
    Failed(HeaderError),
}

const BOM: &[u8] = b"\xef\xbb\xbf";

fn without_bom(src: &[u8]) -> &[u8] {
    src.strip_prefix(BOM).unwrap_or(src)
}

/// Reads the facts of a Go file; `name` is the file name in positions.
pub fn read_go(src: &[u8], name: &Arc<str>) -> Result<SourceInfo, HeaderError> {
    let src = without_bom(src);
    facts(src, &header::read_imports(src), name)
}

/// Reads the facts of a Go file of which `head` is the beginning; nothing if more of
/// it is needed.
pub fn read_go_head(head: &[u8], name: &Arc<str>) -> Option<Result<SourceInfo, HeaderError>> {
    let src = without_bom(head);
    let found = header::read_imports(src);
    if found.hit_end || found.stop == Some(ScanError::Syntax) {
        return None;
    }
    let mut literals = found.literals.iter().map(|range| &src[range.clone()]);
    if literals
        .any(|literal| matches!(literal, b"\"embed\"" | b"`embed`") || literal.contains(&b'\\'))
    {
        // The patterns may stand anywhere in the file.
        return None;
    }
    Some(facts(src, &found, name))
}

fn facts(src: &[u8], found: &Header, name: &Arc<str>) -> Result<SourceInfo, HeaderError> {
    let text = match found.stop {
        None => &src[..found.end],
        // The parser must report errors of the file as it is.
        Some(ScanError::Syntax) => src,
        Some(ScanError::Nul) => return Err(HeaderError::Nul),
    };
    let (file, mut places) = parser::parse(text, name);
    let mut info = SourceInfo::default();
    match build_lines::find(text) {
        Ok(constraints) => info.constraints = constraints,
        Err(error) => info.multiple_go_build = Some(error),
    }
    if file.has_package {
        info.package = to_text(&text[file.name.clone()]);
        if let Some(group) = &file.doc {
            let comments = &file.comments[group.clone()];
            let doc = comment::group_text(comments.iter().map(|range| &text[range.clone()]));
            info.synopsis = synopsis(&to_text(&doc));
        }
    }
    let comment = if file.has_package {
        import_comment::find_after(&text[file.name.end..])
    } else {
        import_comment::find(text)
    };
    info.import_comment = comment.map(to_text);
    match imports(text, &file, &mut places) {
        Ok(imports) => {
            info.imports = imports;
            info.directives = directives(text, &file, &mut places);
            if info.imports.iter().any(|import| import.path == "embed") {
                info.embeds = embeds(src, name);
            }
        }
        Err(error) => info.parse_error = Some(error),
    }
    // Stray semicolons end the imports for the parser, not for the scan.
    if found.stop.is_some() || found.literals.len() != info.imports.len() {
        info.scanned = Some(scanned(src, found));
    }
    Ok(info)
}

/// The constraints of a file that is not Go.
pub type OtherInfo = Result<Result<Constraints, MultipleGoBuild>, HeaderError>;

/// Reads the build constraints of a file that is not Go.
pub fn read_other(src: &[u8]) -> OtherInfo {
    let src = without_bom(src);
    constraints(src, &header::read_comments(src))
}

/// Reads the build constraints of a file of which `head` is the beginning; nothing if
/// more of it is needed.
pub fn read_other_head(head: &[u8]) -> Option<OtherInfo> {
    if BOM.starts_with(head) {
        // The following bytes may complete the mark.
        return None;
    }
    let src = without_bom(head);
    let found = header::read_comments(src);
    (!found.hit_end).then(|| constraints(src, &found))
}

fn constraints(src: &[u8], found: &Header) -> OtherInfo {
    match found.stop {
        None => Ok(build_lines::find(&src[..found.end])),
        Some(ScanError::Syntax) => Err(HeaderError::Syntax),
        Some(ScanError::Nul) => Err(HeaderError::Nul),
    }
}

fn imports(text: &[u8], file: &File, places: &mut Report<'_>) -> Result<Vec<Import>, ParseError> {
    if !file.errors.is_empty() {
        return Err(ParseError::List(file.errors.clone()));
    }
    let mut imports = Vec::with_capacity(file.imports.len());
    for spec in &file.imports {
        let position = places.position(spec.start);
        let path = unquote(&text[spec.literal.clone()]).unwrap_or_default();
        if !is_valid_import(&path) {
            return Err(ParseError::Import(SyntaxError {
                position,
                message: format!("invalid import path: {}", to_text(&path)),
            }));
        }
        let path = to_text(&path);
        let group = spec.doc.as_ref().filter(|_| path == "C");
        let doc = group.map(|group| {
            let comments = file.comments[group.clone()].iter();
            to_text(&comment::group_text(
                comments.map(|range| &text[range.clone()]),
            ))
        });
        imports.push(Import {
            path,
            position,
            doc,
        });
    }
    Ok(imports)
}

fn is_valid_import(path: &[u8]) -> bool {
    const ILLEGAL: &str = "!\"#$%&'()*,:;<=>?[\\]^{|}`\u{fffd}";
    let Ok(path) = std::str::from_utf8(path) else {
        return false;
    };
    !path.is_empty()
        && path
            .chars()
            .all(|c| is_graphic(c) && !is_space(c) && !ILLEGAL.contains(c))
}

fn directives(text: &[u8], file: &File, places: &mut Report<'_>) -> Vec<Placed> {
    let mut found = Vec::new();
    let above = file.comments.iter().take_while(|c| c.start < file.package);
    for range in above {
        let comment = &text[range.clone()];
        if comment.starts_with(b"//go:") {
            found.push(Placed {
                text: to_text(&comment::strip_cr(comment)),
                position: places.position(range.start),
            });
        }
    }
    found
}

/// Looks through the whole file: the lines may stand anywhere. Faults of the rest of
/// the file are the compiler's to report.
fn embeds(src: &[u8], name: &Arc<str>) -> Vec<Placed> {
    let mut scanner = Scanner::with_comments(src, name);
    let mut found = Vec::new();
    loop {
        let token = scanner.scan();
        if token == Token::Eof {
            return found;
        }
        let text = scanner.text();
        if token != Token::Comment || !text.starts_with(b"//go:embed") {
            continue;
        }
        let start = scanner.start();
        for (pattern, offset) in embed::patterns(&comment::strip_cr(text)) {
            found.push(Placed {
                text: to_text(&pattern),
                position: scanner.report.position(start + offset),
            });
        }
    }
}

/// Returns the result of the module loader's scan. It reads a file with a syntax error to the end
/// and rejects NUL bytes there, where the parser need not get that far.
fn scanned(src: &[u8], found: &Header) -> Scanned {
    if found.stop == Some(ScanError::Syntax) && src[found.end..].contains(&0) {
        return Scanned::Failed(HeaderError::Nul);
    }
    let literals = found.literals.iter();
    let paths = literals.filter_map(|range| unquote(&src[range.clone()]));
    Scanned::Imports(paths.map(|path| to_text(&path)).collect())
}
