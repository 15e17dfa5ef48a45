//! Directives that go.mod and go.work share: their values, and parsing from tokens.
//!
//! Parsing also rewrites tokens in place into their standard spelling: it removes unneeded quotes,
//! and makes versions canonical.
//! Counterpart: golang.org/x/mod/modfile (rule.go).

use vamos_base::golang::module;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::quote::is_print;
use vamos_base::golang::quote::quote;
use vamos_base::golang::quote::unquote;

use crate::error::ModuleError;
use crate::error::SyntaxError;
use crate::syntax::FileSyntax;
use crate::syntax::LineId;
use crate::syntax::Position;

/// Makes versions canonical while a file is parsed: path and version to version.
pub type VersionFixer<'a> = dyn FnMut(&str, &str) -> Result<String, ModuleError> + 'a;

/// `go 1.23`.
#[derive(Clone, Debug)]
pub struct Go {
    /// The version, without prefix.
    pub version: String,
    /// Its line.
    pub line: LineId,
}

/// `toolchain go1.23.4`.
#[derive(Clone, Debug)]
pub struct Toolchain {
    /// The toolchain's name.
    pub name: String,
    /// Its line.
    pub line: LineId,
}

/// `godebug key=value`.
#[derive(Clone, Debug)]
pub struct Godebug {
    /// Name of the setting.
    pub key: String,
    /// Its value.
    pub value: String,
    /// Its line.
    pub line: LineId,
}

/// `replace old [v] => new [v]`.
#[derive(Clone, Debug)]
pub struct Replace {
    /// The replaced module; without version, all versions.
    pub old: ModuleVersion,
    /// The replacement; without version, a directory.
    pub new: ModuleVersion,
    /// Its line.
    pub line: LineId,
}

/// Collects the errors of one file.
pub(crate) struct Errors {
    pub(crate) filename: String,
    pub(crate) list: Vec<SyntaxError>,
}

impl Errors {
    pub(crate) fn new(filename: &str) -> Self {
        Errors {
            filename: filename.to_string(),
            list: Vec::new(),
        }
    }

    pub(crate) fn push(&mut self, pos: Position, err: ModuleError) {
        self.push_verb(pos, "", "", err);
    }

    pub(crate) fn push_text(&mut self, pos: Position, text: impl Into<String>) {
        self.push(pos, ModuleError::Message(text.into()));
    }

    fn push_verb(&mut self, pos: Position, verb: &str, mod_path: &str, err: ModuleError) {
        let filename = self.filename.clone();
        self.list.push(SyntaxError {
            filename,
            pos,
            verb: verb.into(),
            mod_path: mod_path.into(),
            err,
        });
    }

    pub(crate) fn push_directive(&mut self, pos: Position, verb: &str, err: DirectiveError) {
        match err {
            DirectiveError::Plain(err) => self.push(pos, err),
            DirectiveError::AtPath(path, err) => self.push_verb(pos, verb, &path, err),
        }
    }
}

/// The reason why a directive's arguments were rejected.
pub(crate) enum DirectiveError {
    /// An error that is shown as it is.
    Plain(ModuleError),
    /// An error that is shown after the verb and this module path.
    AtPath(String, ModuleError),
}

impl DirectiveError {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        DirectiveError::Plain(ModuleError::Message(text.into()))
    }
}

/// Reports whether `v` is valid in a go line; stricter than [`vamos_base::golang::gover::is_valid`].
pub fn is_go_version(v: &str) -> bool {
    let Some((major, rest)) = cut_number(v) else {
        return false;
    };
    if major == "0" {
        return false;
    }
    let Some((_, mut rest)) = rest.strip_prefix('.').and_then(cut_number) else {
        return false;
    };
    if let Some(tail) = rest.strip_prefix('.') {
        let Some((_, tail)) = cut_number(tail) else {
            return false;
        };
        rest = tail;
    }
    let letters = rest.bytes().take_while(u8::is_ascii_lowercase).count();
    let digits = &rest[letters..];
    rest.is_empty()
        || (letters > 0 && !digits.is_empty() && digits.bytes().all(|c| c.is_ascii_digit()))
}

/// Returns the prefix such as `1.2` of a go version that only a later Go understands.
fn lax_go_version(v: &str) -> Option<&str> {
    let v = v.strip_prefix('v').unwrap_or(v);
    let (major, rest) = cut_number(v)?;
    let (_, rest) = rest.strip_prefix('.').and_then(cut_number)?;
    (major != "0" && !rest.is_empty() && !rest.as_bytes()[0].is_ascii_digit())
        .then(|| &v[..v.len() - rest.len()])
}

fn cut_number(s: &str) -> Option<(&str, &str)> {
    let n = s.bytes().take_while(u8::is_ascii_digit).count();
    (n == 1 || (n > 1 && !s.starts_with('0'))).then(|| s.split_at(n))
}

/// Reports whether `name` is valid in a toolchain line; lenient, so that later names are accepted.
pub fn is_toolchain_name(name: &str) -> bool {
    name == "default"
        || name
            .strip_prefix("go1")
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Reports whether a replacement has the form of a directory on any system.
pub fn is_directory_path(path: &str) -> bool {
    let b = path.as_bytes();
    let rooted = |rest: &[u8]| rest.is_empty() || matches!(rest[0], b'/' | b'\\');
    match b {
        [b'.', b'.', rest @ ..] if rooted(rest) => true,
        [b'.', rest @ ..] if rooted(rest) => true,
        [b'/' | b'\\', ..] => true,
        [drive, b':', ..] => drive.is_ascii_alphabetic(),
        _ => false,
    }
}

/// Reports whether `s` must be quoted to be one token.
pub fn must_quote(s: &str) -> bool {
    s.is_empty()
        || s.contains("//")
        || s.contains("/*")
        || s.chars().any(|c| match c {
            ' ' | '"' | '\'' | '`' => true,
            '(' | ')' | '[' | ']' | '{' | '}' | ',' => s.len() > 1,
            c => !is_print(c),
        })
}

/// Returns `s`, quoted only if it must be.
pub fn auto_quote(s: &str) -> String {
    if must_quote(s) {
        quote(s)
    } else {
        s.to_string()
    }
}

/// Reads a token that may be quoted, and puts it into standard spelling.
fn parse_string(token: &mut String) -> Result<String, &'static str> {
    let text = if token.starts_with('"') {
        unquote(token).ok_or("invalid syntax")?
    } else if token.contains(['"', '\'', '`']) {
        return Err("unquoted string cannot contain quote");
    } else if !must_quote(token) {
        return Ok(token.clone());
    } else {
        token.clone()
    };
    *token = auto_quote(&text);
    Ok(text)
}

/// Reads a token that may be quoted, for a directive.
pub(crate) fn parse_name(token: &mut String) -> Result<String, DirectiveError> {
    parse_string(token).map_err(|err| DirectiveError::text(format!("invalid quoted string: {err}")))
}

/// Reads the single token of a directive, which may be quoted.
pub(crate) fn parse_single(args: &mut [String], usage: &str) -> Result<String, DirectiveError> {
    match args {
        [token] => parse_name(token),
        _ => Err(DirectiveError::text(usage)),
    }
}

/// Reads a version and makes it canonical, also in place.
pub(crate) fn parse_version(
    verb: &str,
    path: &str,
    token: &mut String,
    fix: Option<&mut VersionFixer<'_>>,
) -> Result<String, ModuleError> {
    let at = |err| {
        SyntaxError {
            filename: String::new(),
            pos: Position::default(),
            verb: verb.to_string(),
            mod_path: path.to_string(),
            err,
        }
        .into()
    };
    let text = match parse_string(token) {
        Ok(text) => text,
        Err(err) => return Err(at(ModuleError::invalid_version(token, err))),
    };
    let version = match fix {
        Some(fix) => match fix(path, &text) {
            Ok(fixed) => fixed,
            Err(ModuleError::At { err, .. }) => return Err(at(*err)),
            Err(err) => return Err(err),
        },
        None if module::is_canonical_version(&text) => text,
        None => {
            let canonical = module::canonical_version(&text);
            if canonical.is_empty() {
                return Err(at(ModuleError::invalid_version(
                    &text,
                    "must be of the form v1.2.3",
                )));
            }
            canonical
        }
    };
    token.clone_from(&version);
    Ok(version)
}

/// Reads a go version; in lax mode cuts off a suffix that only a later Go understands.
pub(crate) fn parse_go(args: &mut [String], strict: bool) -> Result<String, DirectiveError> {
    let [version] = args else {
        return Err(DirectiveError::text(
            "go directive expects exactly one argument",
        ));
    };
    if !is_go_version(version) {
        match lax_go_version(version) {
            Some(lax) if !strict => *version = lax.to_string(),
            _ => {
                return Err(DirectiveError::text(format!(
                    "invalid go version '{version}': must match format 1.23.0"
                )));
            }
        }
    }
    Ok(version.clone())
}

/// Reads a toolchain name.
pub(crate) fn parse_toolchain(args: &[String]) -> Result<String, DirectiveError> {
    let [name] = args else {
        return Err(DirectiveError::text(
            "toolchain directive expects exactly one argument",
        ));
    };
    if !is_toolchain_name(name) {
        return Err(DirectiveError::text(format!(
            "invalid toolchain version '{name}': must match format go1.23.0 or default"
        )));
    }
    Ok(name.clone())
}

/// Reads `key=value`.
pub(crate) fn parse_godebug(args: &[String], line: LineId) -> Result<Godebug, DirectiveError> {
    if let [arg] = args
        && !arg.contains(['"', '`', '\'', ','])
        && let Some((key, value)) = arg.split_once('=')
    {
        return Ok(Godebug {
            key: key.into(),
            value: value.into(),
            line,
        });
    }
    Err(DirectiveError::text("usage: godebug key=value"))
}

/// Checks that the path has a proper major version suffix and the version fits it.
pub(crate) fn check_major(path: &str, version: &str) -> Result<(), DirectiveError> {
    let (_, major) = module::split_path_version(path)
        .ok_or_else(|| DirectiveError::text("invalid module path"))?;
    module::check_path_major(version, major)
        .map_err(|err| DirectiveError::AtPath(path.to_string(), err.into()))
}

/// Reads `old [v] => new [v]`.
pub(crate) fn parse_replace(
    args: &mut [String],
    line: LineId,
    mut fix: Option<&mut VersionFixer<'_>>,
) -> Result<Replace, DirectiveError> {
    let verb = "replace";
    let arrow = if args.len() >= 2 && args[1] == "=>" {
        1
    } else {
        2
    };
    if args.len() < arrow + 2 || args.len() > arrow + 3 || args[arrow] != "=>" {
        return Err(DirectiveError::text(format!(
            "usage: {verb} module/path [v1.2.3] => other/module v1.4\n\t or {verb} module/path [v1.2.3] => ../local/directory"
        )));
    }
    let old_path = parse_name(&mut args[0])?;
    let Some((_, major)) = module::split_path_version(&old_path) else {
        return Err(DirectiveError::AtPath(
            old_path,
            ModuleError::message("invalid module path"),
        ));
    };
    let mut old_version = String::new();
    if arrow == 2 {
        old_version = parse_version(verb, &old_path, &mut args[1], fix.as_deref_mut())
            .map_err(DirectiveError::Plain)?;
        module::check_path_major(&old_version, major)
            .map_err(|err| DirectiveError::AtPath(old_path.clone(), err.into()))?;
    }
    let new_path = parse_name(&mut args[arrow + 1])?;
    let mut new_version = String::new();
    if args.len() == arrow + 2 {
        if !is_directory_path(&new_path) {
            return Err(DirectiveError::text(if new_path.contains('@') {
                "replacement module must match format 'path version', not 'path@version'"
            } else {
                "replacement module without version must be directory path (rooted or starting with . or ..)"
            }));
        }
        if new_path.contains('\\') {
            return Err(DirectiveError::text(
                "replacement directory appears to be Windows path (on a non-windows system)",
            ));
        }
    } else {
        new_version = parse_version(verb, &new_path, &mut args[arrow + 2], fix)
            .map_err(DirectiveError::Plain)?;
        if is_directory_path(&new_path) {
            return Err(DirectiveError::text(format!(
                "replacement module directory path {} cannot have version",
                quote(&new_path)
            )));
        }
    }
    Ok(Replace {
        old: ModuleVersion {
            path: old_path,
            version: old_version,
        },
        new: ModuleVersion {
            path: new_path,
            version: new_version,
        },
        line,
    })
}

/// Calls `read` with the tokens of a line after its verb; stores the tokens back with the changes
/// of `read`.
pub(crate) fn with_args<T>(
    syntax: &mut FileSyntax,
    line: LineId,
    read: impl FnOnce(&FileSyntax, &mut [String]) -> T,
) -> T {
    let mut tokens = std::mem::take(&mut syntax.line_mut(line).tokens);
    let skip = usize::from(!syntax.line(line).in_block);
    let result = read(syntax, &mut tokens[skip..]);
    syntax.line_mut(line).tokens = tokens;
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn go_versions() {
        for (v, want) in [
            ("1.21", true),
            ("1.21.3", true),
            ("1.21rc1", true),
            ("1.21.0rc1", true),
            ("1.0", true),
            ("0.1", false),
            ("1", false),
            ("1.01", false),
            ("1.21rc", false),
            ("1.21-x", false),
            ("01.2", false),
            ("1.21.", false),
        ] {
            assert_eq!(is_go_version(v), want, "{v}");
        }
        assert_eq!(lax_go_version("v1.21-x"), Some("1.21"));
        assert_eq!(lax_go_version("1.21.x"), Some("1.21"));
        assert_eq!(lax_go_version("1.21"), None);
        assert_eq!(lax_go_version("x1.21"), None);
        assert!(
            is_toolchain_name("go1")
                && is_toolchain_name("go1.x")
                && is_toolchain_name("default")
                && !is_toolchain_name("go1x")
        );
    }

    #[test]
    fn directories() {
        for (path, want) in [
            (".", true),
            ("..", true),
            ("./x", true),
            ("..\\x", true),
            ("/x", true),
            ("\\x", true),
            ("c:x", true),
            ("C:", true),
            ("x", false),
            (".x", false),
            ("...", false),
            ("", false),
            ("1:", false),
        ] {
            assert_eq!(is_directory_path(path), want, "{path}");
        }
    }

    #[test]
    fn quoting() {
        for (s, want) in [
            ("a", "a"),
            ("", "\"\""),
            ("a b", "\"a b\""),
            ("(", "("),
            ("a(", "\"a(\""),
            ("a//b", "\"a//b\""),
            ("é", "é"),
        ] {
            assert_eq!(auto_quote(s), want, "{s}");
        }
    }
}
