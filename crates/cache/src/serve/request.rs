//! Requests of the go command.
//!
//! Counterpart: cmd/go/internal/cacheprog/cacheprog.go (`Request`).

use serde_json::Map;
use serde_json::Value;
use vamos_base::Digest;
use vamos_base::golang::base64;

use crate::ActionId;
use crate::OutputId;

/// The command of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// Look up an action.
    Get(ActionId),
    /// Store a value of this size, whose bytes follow.
    Put(ActionId, OutputId, u64),
    /// Prepare to end.
    Close,
    /// An unsupported or invalid command, with the reason.
    Invalid(String),
}

/// A request with its number, which the answer repeats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) id: i64,
    pub(super) command: Command,
}

impl Request {
    /// Parses a JSON value. An error means that the request cannot be answered, or that the rest of
    /// the stream cannot be parsed.
    pub(super) fn parse(value: &[u8]) -> Result<Self, String> {
        let text = String::from_utf8_lossy(value);
        let value: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        let fields = value.as_object().ok_or("not a JSON object")?;
        let id = field(fields, "ID").and_then(Value::as_i64);
        let id = id.ok_or("no ID")?;
        let name = field(fields, "Command").and_then(Value::as_str);
        let size = match field(fields, "BodySize") {
            None | Some(Value::Null) => 0,
            Some(size) => size.as_u64().ok_or("BodySize is not a size")?,
        };
        let command = match name.ok_or("no Command")? {
            "get" => action(fields).map_or_else(Command::Invalid, Command::Get),
            "put" => {
                // The body must be read even if the keys cannot be used.
                let action = action(fields)?;
                let output = digest(fields, "OutputID").map(OutputId)?;
                Command::Put(action, output, size)
            }
            "close" => Command::Close,
            name if size == 0 => Command::Invalid(format!("unknown command {name:?}")),
            name => return Err(format!("unknown command {name:?} with a body")),
        };
        Ok(Self { id, command })
    }
}

/// Returns a field. Go's decoder compares names without case.
fn field<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    let is_it = |(key, _): &(&String, &Value)| key.eq_ignore_ascii_case(name);
    fields.iter().find(is_it).map(|(_, value)| value)
}

fn action(fields: &Map<String, Value>) -> Result<ActionId, String> {
    digest(fields, "ActionID").map(ActionId)
}

fn digest(fields: &Map<String, Value>, name: &str) -> Result<Digest, String> {
    let text = field(fields, name).and_then(Value::as_str);
    let bytes = text.and_then(|text| base64::decode(text.as_bytes()));
    let bytes = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    bytes
        .map(Digest)
        .ok_or_else(|| format!("{name} is not 32 bytes in base64"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs=";

    #[test]
    fn requests_of_go() {
        let (action, output) = (ActionId(Digest::of(b"a")), OutputId(Digest::of(b"a")));
        for (text, command) in [
            (
                format!(r#""Command":"get","ActionID":"{ID}""#),
                Command::Get(action),
            ),
            (
                format!(r#""Command":"put","ActionID":"{ID}","OutputID":"{ID}""#),
                Command::Put(action, output, 0),
            ),
            (
                format!(r#""command":"put","actionid":"{ID}","outputid":"{ID}","bodysize":5"#),
                Command::Put(action, output, 5),
            ),
            (r#""Command":"close","New":[1]"#.to_owned(), Command::Close),
            (
                r#""Command":"get2""#.to_owned(),
                Command::Invalid("unknown command \"get2\"".to_owned()),
            ),
            (
                r#""Command":"get","ActionID":"AQI=""#.to_owned(),
                Command::Invalid("ActionID is not 32 bytes in base64".to_owned()),
            ),
        ] {
            let parsed = Request::parse(format!("{{\"ID\":7,{text}}}").as_bytes());
            assert_eq!(parsed, Ok(Request { id: 7, command }));
        }
    }

    #[test]
    fn requests_without_an_answer() {
        for text in [
            "[]",
            "{}",
            r#"{"ID":"x","Command":"close"}"#,
            r#"{"ID":1}"#,
            r#"{"ID":1,"Command":"get2","BodySize":3}"#,
            r#"{"ID":1,"Command":"put","BodySize":-3}"#,
            r#"{"ID":1,"Command":"put","BodySize":3}"#,
        ] {
            assert!(Request::parse(text.as_bytes()).is_err(), "{text}");
        }
    }
}
