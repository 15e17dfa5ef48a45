//! The messages between the go command and a cache program.
//!
//! A request is one line of JSON and an empty line; a body follows as a JSON string of base64, so
//! that it can be streamed. Answers are JSON values, in any order.
//! Counterpart: cmd/go/internal/cacheprog/cacheprog.go.

use std::io;
use std::io::Read;
use std::io::Write;

use serde_json::Value;
use vamos_base::golang::base64;
use vamos_base::golang::json::Writer;
use vamos_base::golang::json::syntax;
use vamos_base::golang::json::syntax::Decoder;
use vamos_base::golang::time::rfc3339;

use crate::ActionId;
use crate::OutputId;

/// Bytes of a body that are encoded at a time; groups of three do not straddle it.
const CHUNK: usize = 3 << 13;

/// A request to a cache program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// Look up an action.
    Get(ActionId),
    /// Store a value of this size, whose bytes follow.
    Put(ActionId, OutputId, u64),
    /// Prepare to end.
    Close,
}

impl Command {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Command::Get(_) => "get",
            Command::Put(..) => "put",
            Command::Close => "close",
        }
    }

    /// Returns the line of the request.
    pub(super) fn line(&self, id: i64) -> Vec<u8> {
        let mut json = Writer::compact();
        json.begin_object();
        json.int_field("ID", id);
        json.string_field("Command", self.name());
        match self {
            Command::Get(action) => json.string_field("ActionID", &base64::encode(&action.0.0)),
            Command::Put(action, output, size) => {
                json.string_field("ActionID", &base64::encode(&action.0.0));
                json.string_field("OutputID", &base64::encode(&output.0.0));
                if *size > 0 {
                    json.key("BodySize");
                    json.uint(*size);
                }
            }
            Command::Close => {}
        }
        json.end_object();
        let mut line = json.finish();
        line.extend_from_slice(b"\n\n");
        line
    }
}

/// Writes a body of this many bytes. A shorter or longer one is an error, after which the program
/// waits for bytes that never arrive.
pub(super) fn write_body(out: &mut impl Write, body: &mut dyn Read, size: u64) -> io::Result<()> {
    out.write_all(b"\"")?;
    let mut chunk = vec![0; CHUNK];
    let mut left = size;
    loop {
        let count = fill(body, &mut chunk)?;
        if count as u64 > left {
            return Err(io::Error::other("body is longer than announced"));
        }
        left -= count as u64;
        out.write_all(base64::encode(&chunk[..count]).as_bytes())?;
        if count < chunk.len() {
            break;
        }
    }
    if left > 0 {
        return Err(io::Error::other("body is shorter than announced"));
    }
    out.write_all(b"\"\n")
}

/// Reads until `chunk` is full or there is no more.
fn fill(body: &mut dyn Read, chunk: &mut [u8]) -> io::Result<usize> {
    let mut count = 0;
    while count < chunk.len() {
        match body.read(&mut chunk[count..]) {
            Ok(0) => break,
            Ok(more) => count += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(count)
}

/// The answer of a cache program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Response {
    pub(super) id: i64,
    pub(super) err: String,
    pub(super) known_commands: Vec<String>,
    pub(super) is_miss: bool,
    pub(super) output: Vec<u8>,
    pub(super) size: i64,
    pub(super) time_ns: Option<i64>,
    pub(super) disk_path: String,
}

impl Response {
    /// Parses a JSON value as an answer; the error text is Go's. Names of fields are compared
    /// without case; unknown ones are ignored.
    pub(super) fn parse(value: &[u8]) -> Result<Self, String> {
        let clean = syntax::check(value, Decoder::V1)?;
        // It is JSON; only deep nesting can fail.
        let value: Value = serde_json::from_slice(&clean).map_err(|error| error.to_string())?;
        let fields = match value {
            Value::Object(fields) => fields,
            Value::Null => return Ok(Self::default()),
            other => return Err(mismatch(&other, "", "cacheprog.Response")),
        };
        let mut response = Self::default();
        for (name, value) in &fields {
            response.set(name, value)?;
        }
        Ok(response)
    }

    fn set(&mut self, name: &str, value: &Value) -> Result<(), String> {
        if value.is_null() {
            return Ok(());
        }
        match name.to_ascii_lowercase().as_str() {
            "id" => self.id = int(value, "ID")?,
            "err" => self.err = text(value, "Err", "string")?,
            "knowncommands" => {
                let list = value.as_array();
                let list =
                    list.ok_or_else(|| mismatch(value, "KnownCommands", "[]cacheprog.Cmd"))?;
                let command = |value| text(value, "KnownCommands", "cacheprog.Cmd");
                self.known_commands = list.iter().map(command).collect::<Result<_, _>>()?;
            }
            "miss" => {
                let miss = value.as_bool();
                self.is_miss = miss.ok_or_else(|| mismatch(value, "Miss", "bool"))?;
            }
            "outputid" => {
                let encoded = text(value, "OutputID", "[]uint8")?;
                let decoded = base64::decode(encoded.as_bytes());
                self.output = decoded.ok_or("illegal base64 data in OutputID")?;
            }
            "size" => self.size = int(value, "Size")?,
            "time" => {
                let text = value.as_str();
                let text = text.ok_or("Time.UnmarshalJSON: input is not a JSON string")?;
                let (time, _) = rfc3339::parse(text)?;
                self.time_ns = Some(time.unix_nanos());
            }
            "diskpath" => self.disk_path = text(value, "DiskPath", "string")?,
            _ => {}
        }
        Ok(())
    }
}

fn int(value: &Value, field: &str) -> Result<i64, String> {
    value
        .as_i64()
        .ok_or_else(|| mismatch(value, field, "int64"))
}

fn text(value: &Value, field: &str, kind: &str) -> Result<String, String> {
    let text = value.as_str().map(str::to_owned);
    text.ok_or_else(|| mismatch(value, field, kind))
}

/// Go's `json.UnmarshalTypeError`.
fn mismatch(value: &Value, field: &str, kind: &str) -> String {
    let found = match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "bool".to_owned(),
        Value::Number(number) if kind.starts_with("int") => format!("number {number}"),
        Value::Number(_) => "number".to_owned(),
        Value::String(_) => "string".to_owned(),
        Value::Array(_) => "array".to_owned(),
        Value::Object(_) => "object".to_owned(),
    };
    match field {
        "" => format!("json: cannot unmarshal {found} into Go value of type {kind}"),
        field => format!(
            "json: cannot unmarshal {found} into Go struct field Response.{field} of type {kind}"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::any;
    use proptest::proptest;
    use vamos_base::Digest;

    #[test]
    fn requests_are_those_of_go() {
        let (action, output) = (ActionId(Digest::of(b"a")), OutputId(Digest::of(b"")));
        let line = |command: Command| String::from_utf8(command.line(7)).unwrap();
        assert_eq!(
            line(Command::Get(action)),
            "{\"ID\":7,\"Command\":\"get\",\
             \"ActionID\":\"ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs=\"}\n\n"
        );
        assert_eq!(
            line(Command::Put(action, output, 0)),
            "{\"ID\":7,\"Command\":\"put\",\
             \"ActionID\":\"ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs=\",\
             \"OutputID\":\"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\"}\n\n"
        );
        assert!(line(Command::Put(action, output, 5)).ends_with("=\",\"BodySize\":5}\n\n"));
        assert_eq!(line(Command::Close), "{\"ID\":7,\"Command\":\"close\"}\n\n");
    }

    #[test]
    fn bodies_are_as_long_as_announced() {
        let body = |bytes: &[u8], size| {
            let mut out = Vec::new();
            write_body(&mut out, &mut &*bytes, size).map(|()| out)
        };
        assert_eq!(body(b"light work", 10).unwrap(), b"\"bGlnaHQgd29yaw==\"\n");
        assert!(body(b"light work", 9).is_err());
        assert!(body(b"light work", 11).is_err());
        for size in [CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK + 5] {
            let bytes = vec![7; size];
            let out = body(&bytes, size as u64).unwrap();
            let inner = &out[1..out.len() - 2];
            assert_eq!(base64::decode(inner), Some(bytes), "{size}");
        }
    }

    #[test]
    fn answers() {
        let response = Response::parse(
            b"{\"id\":3,\"Miss\":false,\"OutputID\":\"AQI=\",\"Size\":9,\"New\":{\"a\":[1]},\
              \"Time\":\"1970-01-01T00:00:01Z\",\"DiskPath\":\"/x\",\"Err\":null}",
        )
        .unwrap();
        let want = Response {
            id: 3,
            output: vec![1, 2],
            size: 9,
            time_ns: Some(1_000_000_000),
            disk_path: "/x".to_owned(),
            ..Response::default()
        };
        assert_eq!(response, want);
        for (text, error) in [
            (
                "{\"ID\":\"x\"}",
                "string into Go struct field Response.ID of type int64",
            ),
            (
                "{\"ID\":1.5}",
                "number 1.5 into Go struct field Response.ID of type int64",
            ),
            (
                "{\"Miss\":1}",
                "number into Go struct field Response.Miss of type bool",
            ),
            ("[]", "array into Go value of type cacheprog.Response"),
            ("3", "number into Go value of type cacheprog.Response"),
        ] {
            let error = format!("json: cannot unmarshal {error}");
            assert_eq!(Response::parse(text.as_bytes()), Err(error));
        }
        assert!(Response::parse(b"{\"OutputID\":\"AQ\"}").is_err());
        assert!(Response::parse(b"{\"Time\":\"yesterday\"}").is_err());
    }

    proptest! {
        #[test]
        fn any_bytes_are_at_most_rejected(bytes in any::<Vec<u8>>(), text in any::<String>()) {
            let _ = Response::parse(&bytes);
            let _ = Response::parse(format!("{{\"Err\":{text}}}").as_bytes());
            let mut stream = &bytes[..];
            while super::super::scan::next_value(&mut stream).is_ok() {}
        }
    }
}
