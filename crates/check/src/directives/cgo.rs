//! Directives that cgo writes, which the linker gets.
//!
//! Counterpart: cmd/compile/internal/noder/lex.go (`pragcgo`, `pragmaFields`).

/// Returns the words of a directive for the linker, the first without `go:`, and strings without
/// quotes; none if the linker does not know the directive.
///
/// # Errors
/// The words that the directive should have.
pub(super) fn words(text: &str, is_aix: bool) -> Result<Option<Vec<String>>, String> {
    let fields = fields(text);
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
        let word = if is_quoted {
            field.trim_matches('"')
        } else {
            field
        };
        words.push(word.to_owned());
    }
    Ok(Some(words))
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

/// Returns the words of a directive of cgo: quoted ones may contain spaces.
pub(super) fn fields(text: &str) -> Vec<&str> {
    let mut fields = Vec::new();
    let mut is_quoted = false;
    let mut start = None;
    for (at, c) in text.char_indices() {
        if c == '"' {
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
        let found = fields("go:cgo_ldflag \"-l a\" b\"c\"");
        assert_eq!(found, ["go:cgo_ldflag", "\"-l a\"", "b", "\"c\""]);
        assert_eq!(fields("go:x \"open"), ["go:x"]);
    }

    #[test]
    fn the_linker_gets_words() {
        let words = |text| words(text, false).map(Option::unwrap_or_default);
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
