//! The JSON that describes a version, in `.info` files and from proxies.
//!
//! Counterpart: cmd/go/internal/modfetch/repo.go (`RevInfo`), codehost/codehost.go
//! (`Origin`), cache.go (`writeDiskStat`), encoding/json.

use serde_json::Map;
use serde_json::Value;
use vamos_base::golang::json::Writer;
use vamos_base::golang::module;
use vamos_base::golang::quote::quote;
use vamos_base::golang::time::Time;
use vamos_modfile::Origin;
use vamos_modfile::RevInfo;

/// The text that Go writes for an unknown time.
const ZERO_TIME: &str = "0001-01-01T00:00:00Z";

/// Parses the JSON of a version; the error is Go's text for errors that servers are likely to
/// cause.
pub fn parse(bytes: &[u8]) -> Result<RevInfo, String> {
    let value: Value =
        serde_json::from_slice(bytes).map_err(|error| syntax_error(bytes, &error))?;
    let object = match value {
        Value::Object(object) => object,
        Value::Null => Map::new(),
        other => {
            let kind = kind(&other);
            return Err(format!(
                "json: cannot unmarshal {kind} into Go value of type modfetch.RevInfo"
            ));
        }
    };
    let mut info = RevInfo {
        version: text(&object, "Version", "RevInfo.Version")?,
        ..RevInfo::default()
    };
    let time = text(&object, "Time", "RevInfo.Time")?;
    if !time.is_empty() {
        let (instant, offset) = Time::parse_rfc3339(&time).ok_or_else(|| {
            let shown = quote(&quote(&time));
            format!("parsing time {shown} as \"2006-01-02T15:04:05Z07:00\": cannot parse")
        })?;
        let time = instant.rfc3339_nano(offset);
        info.time = if time == ZERO_TIME {
            String::new()
        } else {
            time
        };
    }
    if let Some(Value::Object(origin)) = field(&object, "Origin") {
        info.origin = Some(parse_origin(origin)?);
    }
    Ok(info)
}

/// Reads the provenance of a version.
pub fn parse_origin(origin: &Map<String, Value>) -> Result<Origin, String> {
    let text = |name: &str| text(origin, name, &format!("Origin.{name}"));
    Ok(Origin {
        vcs: text("VCS")?,
        url: text("URL")?,
        subdir: text("Subdir")?,
        hash: text("Hash")?,
        tag_prefix: text("TagPrefix")?,
        tag_sum: text("TagSum")?,
        ref_name: text("Ref")?,
        repo_sum: text("RepoSum")?,
    })
}

/// Returns a field by its name, ignoring case: the last one counts.
pub fn field<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    let mut found = object
        .iter()
        .filter(|(key, _)| key.eq_ignore_ascii_case(name));
    found.next_back().map(|(_, value)| value)
}

/// Returns a field that is text; the error is Go's text.
pub fn text(object: &Map<String, Value>, name: &str, place: &str) -> Result<String, String> {
    match field(object, name) {
        Some(Value::String(text)) => Ok(text.clone()),
        None | Some(Value::Null) => Ok(String::new()),
        Some(other) => {
            let kind = kind(other);
            Err(format!(
                "json: cannot unmarshal {kind} into Go struct field {place} of type string"
            ))
        }
    }
}

/// Returns Go's word for a kind of value.
pub fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Returns Go's text for bytes that are not JSON: exact if the text begins as another type or ends
/// too early.
fn syntax_error(bytes: &[u8], error: &serde_json::Error) -> String {
    if error.is_eof() {
        return "unexpected end of JSON input".to_owned();
    }
    let first = bytes.iter().find(|byte| !b" \t\r\n".contains(byte));
    match first {
        Some(&byte) if !b"{[\"-0123456789tfn".contains(&byte) => {
            let shown = match byte {
                b'\'' => r"'\''".to_owned(),
                byte => quote(&char::from(byte).to_string()),
            };
            let shown = shown.trim_matches('"');
            let shown = if byte == b'\'' {
                shown.to_owned()
            } else {
                format!("'{shown}'")
            };
            format!("invalid character {shown} looking for beginning of value")
        }
        _ => error.to_string(),
    }
}

/// Returns the JSON of a version as Go writes it.
pub fn info_json(info: &RevInfo) -> Vec<u8> {
    let mut out = Writer::compact();
    out.begin_object();
    out.key("Version");
    out.string(&info.version);
    out.key("Time");
    out.string(if info.time.is_empty() {
        ZERO_TIME
    } else {
        &info.time
    });
    if let Some(origin) = &info.origin {
        out.key("Origin");
        origin.write_json(&mut out);
    }
    out.end_object();
    out.finish()
}

/// Returns the fields that an `.info` file stores: not the resolution from a branch to this
/// version.
pub fn for_disk(info: &RevInfo) -> RevInfo {
    let mut info = info.clone();
    if let Some(origin) = &mut info.origin {
        origin.tag_sum.clear();
        origin.tag_prefix.clear();
        origin.repo_sum.clear();
        if module::is_pseudo_version(&info.version) {
            origin.ref_name.clear();
        }
    }
    info
}

#[cfg(test)]
mod tests {
    use super::for_disk;
    use super::info_json;
    use super::parse;

    #[test]
    fn as_go_writes_it() {
        let text = r#"{"version":"v1.0.0","Time":"2018-02-14T00:45:20.100Z","Name":"x","Origin":{"VCS":"git","URL":"https://x/<y>","Hash":"abc","Ref":"refs/tags/v1.0.0","TagSum":"t1:x"}}"#;
        let info = parse(text.as_bytes()).unwrap();
        assert_eq!(
            String::from_utf8(info_json(&for_disk(&info))).unwrap(),
            r#"{"Version":"v1.0.0","Time":"2018-02-14T00:45:20.1Z","Origin":{"VCS":"git","URL":"https://x/\u003cy\u003e","Hash":"abc","Ref":"refs/tags/v1.0.0"}}"#
        );
        let bare = parse(br#"{"Version":"v1.0.0"}"#).unwrap();
        assert_eq!(
            String::from_utf8(info_json(&bare)).unwrap(),
            r#"{"Version":"v1.0.0","Time":"0001-01-01T00:00:00Z"}"#
        );
    }

    proptest::proptest! {
        /// Any stored answer of a proxy is read back unchanged.
        #[test]
        fn written_versions_are_read_back(text in "\\PC*", version in "v[0-9]\\.[0-9]\\.[0-9]", hash in "\\PC{0,9}") {
            let _ = parse(text.as_bytes());
            let json = serde_json::json!({"Version": version, "Origin": {"Hash": hash, "URL": text}});
            let info = parse(json.to_string().as_bytes()).unwrap();
            proptest::prop_assert_eq!(parse(&info_json(&info)).unwrap(), info);
        }
    }

    #[test]
    fn nonsense() {
        let cases = [
            (
                "<html>",
                "invalid character '<' looking for beginning of value",
            ),
            ("", "unexpected end of JSON input"),
            ("{\"Version\":", "unexpected end of JSON input"),
            (
                "[]",
                "json: cannot unmarshal array into Go value of type modfetch.RevInfo",
            ),
        ];
        for (text, want) in cases {
            assert_eq!(parse(text.as_bytes()).unwrap_err(), want);
        }
    }
}
