//! Directives that cgo writes, which the linker gets.
//!
//! Counterpart: cmd/compile/internal/noder/lex.go (`pragcgo`, `pragmaFields`).

use vamos_base::golang::os_str;
use vamos_base::golang::quote;

/// Returns the words of a directive for the linker, the first without `go:`, and strings without
/// quotes; none if the linker does not know the directive. `has_literals` is true if strings are Go
/// literals.
///
/// # Errors
/// The words that the directive should have.
pub(super) fn words(
    text: &str,
    is_aix: bool,
    has_literals: bool,
) -> Result<Option<Vec<String>>, String> {
    let fields = fields(text, has_literals);
    let is_quoted = |text: &str| text.len() >= 2 && text.starts_with('"') && text.ends_with('"');
    let shape: Vec<bool> = fields
        .iter()
        .skip(1)
        .map(|field| is_quoted(field))
        .collect();
    let verb = fields.first().copied().unwrap_or_default();
    let verb = verb.strip_prefix("go:").unwrap_or(verb);
    let usage = match (verb, &shape[..]) {
        ("cgo_export_static" | "cgo_export_dynamic", [false] | [false, false])
        | ("cgo_import_dynamic", [false] | [false, false])
        | ("cgo_import_static", [false])
        | ("cgo_dynamic_linker" | "cgo_ldflag", [true]) => None,
        ("cgo_import_dynamic", [false, false, true]) => {
            let library = fields[3].trim_matches('"');
            let is_right = !is_aix || library.is_empty() || is_aix_library(library);
            (!is_right).then_some("local [remote [\"lib.a/object.o\"]]")
        }
        ("cgo_export_static" | "cgo_export_dynamic", _) => Some("local [remote]"),
        ("cgo_import_dynamic", _) => Some("local [remote [\"library\"]]"),
        ("cgo_import_static", _) => Some("local"),
        ("cgo_dynamic_linker", _) => Some("\"path\""),
        ("cgo_ldflag", _) => Some("\"arg\""),
        _ => return Ok(None),
    };
    if let Some(usage) = usage {
        return Err(format!("usage: //go:{verb} {usage}"));
    }
    let mut words = vec![verb.to_owned()];
    for (field, is_quoted) in fields[1..].iter().zip(shape) {
        words.push(match is_quoted.then(|| unquoted(field, has_literals)) {
            None => (*field).to_owned(),
            Some(Some(text)) => text,
            // The compiler reports it.
            Some(None) => return Ok(None),
        });
    }
    Ok(Some(words))
}

/// Returns a string without its quotes; `None` for one that is no Go literal.
fn unquoted(field: &str, has_literals: bool) -> Option<String> {
    if has_literals {
        let text = quote::unquote_bytes(field.as_bytes())?;
        return Some(os_str::decode(&text));
    }
    Some(field.trim_matches('"').to_owned())
}

/// Reports whether a library on AIX is an archive and a member.
fn is_aix_library(library: &str) -> bool {
    match library.split_once('/') {
        Some((archive, member)) => {
            archive.ends_with(".a")
                && !member.contains('/')
                && (member.ends_with(".o") || member.contains(".so."))
        }
        None => false,
    }
}

/// Reports whether an argument means nothing but itself to other programs.
pub(super) fn is_safe_arg(arg: &str) -> bool {
    let first = arg.bytes().next();
    first.is_some_and(|c| c.is_ascii_alphanumeric() || b"._/".contains(&c) || c >= 0x80)
}

/// Returns the words of a directive of cgo: quoted ones may contain spaces, and escaped quotes if
/// they are Go literals.
pub(super) fn fields(text: &str, has_literals: bool) -> Vec<&str> {
    let mut fields = Vec::new();
    let mut is_quoted = false;
    let mut is_escaped = false;
    let mut start = None;
    for (at, c) in text.char_indices() {
        if is_escaped || has_literals && is_quoted && c == '\\' {
            is_escaped = !is_escaped;
        } else if c == '"' {
            let end = if is_quoted { at + 1 } else { at };
            fields.extend(start.map(|start| &text[start..end]));
            start = (!is_quoted).then_some(at);
            is_quoted = !is_quoted;
        } else if !is_quoted && matches!(c, ' ' | '\t' | '\n' | '\r') {
            fields.extend(start.take().map(|start| &text[start..at]));
        } else if start.is_none() {
            start = Some(at);
        }
    }
    if !is_quoted {
        fields.extend(start.map(|start| &text[start..]));
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_words_have_spaces() {
        let found = fields("go:cgo_ldflag \"-l a\" b\"c\"", false);
        assert_eq!(found, ["go:cgo_ldflag", "\"-l a\"", "b", "\"c\""]);
        assert_eq!(fields("go:x \"open", false), ["go:x"]);
        let escaped = "go:x \"a\\\"b\" c";
        assert_eq!(fields(escaped, true), ["go:x", "\"a\\\"b\"", "c"]);
    }

    #[test]
    fn the_linker_gets_words() {
        let own = words("go:cgo_ldflag \"a\\\"b\"", false, true);
        assert_eq!(own.unwrap().unwrap(), ["cgo_ldflag", "a\"b"]);
        let words = |text| words(text, false, false).map(Option::unwrap_or_default);
        let found = words("go:cgo_import_dynamic a b \"libc.so.6\"").unwrap();
        assert_eq!(found, ["cgo_import_dynamic", "a", "b", "libc.so.6"]);
        assert_eq!(
            words("go:cgo_ldflag \"-lm\"").unwrap(),
            ["cgo_ldflag", "-lm"]
        );
        assert!(words("go:cgo_unsafe_args").unwrap().is_empty());
        let usage = "usage: //go:cgo_import_static local";
        assert_eq!(words("go:cgo_import_static a b"), Err(usage.to_owned()));
    }
}
