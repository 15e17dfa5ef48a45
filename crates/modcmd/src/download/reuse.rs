//! The output of an earlier `-json`, for `-reuse`.
//!
//! It can only save requests to version control systems: a proxy cannot confirm an old
//! answer. So the file is only checked.
//! Counterpart: cmd/go/internal/modload/list.go (`ListModules`),
//! cmd/go/internal/modfetch/proxy.go (`CheckReuse`).

use std::fmt;

use serde_json::Deserializer;
use serde_json::Value;
use vamos_base::golang::quote::quote_char;
use vamos_fsys::PathError;
use vamos_fsys::fresh;

/// Why the file cannot be used.
#[derive(Clone, Debug)]
pub enum ReuseError {
    /// It cannot be read.
    Read(PathError),
    /// It is not JSON of modules: its name, and the error.
    Parse(String, String),
}

impl fmt::Display for ReuseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(error) => error.fmt(f),
            Self::Parse(file, error) => write!(f, "parsing {file}: {error}"),
        }
    }
}

impl std::error::Error for ReuseError {}

/// Reads the file of `-reuse`, for `go mod download` and `go list -m`.
pub fn check_reuse(file: &str) -> Result<(), ReuseError> {
    let text = fresh::read(file).map_err(ReuseError::Read)?;
    parse(&text).map_err(|error| ReuseError::Parse(file.to_owned(), error))
}

/// Checks that a text is a sequence of modules.
fn parse(text: &[u8]) -> Result<(), String> {
    for value in Deserializer::from_slice(text).into_iter::<Value>() {
        let kind = match value.map_err(|error| syntax_error(text, &error))? {
            Value::Object(_) | Value::Null => continue,
            Value::Bool(_) => "bool",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) => "array",
        };
        return Err(format!(
            "json: cannot unmarshal {kind} into Go value of type modinfo.ModulePublic"
        ));
    }
    Ok(())
}

/// Returns the text of encoding/json for an error where a value is expected.
fn syntax_error(text: &[u8], error: &serde_json::Error) -> String {
    if error.is_eof() {
        return "unexpected EOF".to_owned();
    }
    let before = text.split_inclusive(|&c| c == b'\n');
    let start: usize = before.take(error.line() - 1).map(<[u8]>::len).sum();
    match text.get(start + error.column().saturating_sub(1)) {
        Some(&c) => format!(
            "invalid character {} looking for beginning of value",
            quote_char(char::from(c))
        ),
        None => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn sequences_of_modules() {
        for text in ["", "{}", "null", "{\"Path\": \"a\"}\n{\"Path\": \"b\"}\n"] {
            assert_eq!(parse(text.as_bytes()), Ok(()), "{text}");
        }
        for (text, want) in [
            ("{", "unexpected EOF"),
            ("{} {\"a\": 1", "unexpected EOF"),
            ("x", "invalid character 'x' looking for beginning of value"),
            (
                "[]",
                "json: cannot unmarshal array into Go value of type modinfo.ModulePublic",
            ),
        ] {
            assert_eq!(parse(text.as_bytes()).unwrap_err(), want, "{text}");
        }
    }
}
