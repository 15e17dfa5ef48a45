//! The JSON that describes a version, in `.info` files and from proxies.
//!
//! Counterpart: cmd/go/internal/modfetch/repo.go (`RevInfo`), codehost/codehost.go
//! (`Origin`), cache.go (`writeDiskStat`), encoding/json.

use serde_json::Map;
use serde_json::Value;
use vamos_base::golang::json::Writer;
use vamos_base::golang::json::syntax;
use vamos_base::golang::json::syntax::Decoder;
use vamos_base::golang::module;
use vamos_base::golang::time::rfc3339;
use vamos_modfile::Origin;
use vamos_modfile::RevInfo;

/// The text that Go writes for an unknown time.
const ZERO_TIME: &str = "0001-01-01T00:00:00Z";

/// Parses the JSON of a version; the error is Go's text.
pub fn parse(bytes: &[u8], decoder: Decoder) -> Result<RevInfo, String> {
    let clean = syntax::check(bytes, decoder)?;
    // It is JSON; only deep nesting can fail.
    let value: Value = serde_json::from_slice(&clean).map_err(|error| error.to_string())?;
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
    let mut info = RevInfo::default();
    // Go continues after a value of another type, and returns the first of these errors.
    let mut first_error = None;
    for (name, value) in &object {
        let set = match name.to_ascii_lowercase().as_str() {
            "version" => text(&object, name, "RevInfo.Version").map(|text| info.version = text),
            "time" => match (time(value, decoder), decoder, value) {
                (Ok(time), ..) => {
                    info.time = time;
                    Ok(())
                }
                // The error of an unmarshaler ends the decoding.
                (Err(error), Decoder::V1, value) if !value.is_object() && !value.is_array() => {
                    return Err(error);
                }
                (Err(error), ..) => Err(error),
            },
            "origin" => origin(value, decoder).map(|origin| info.origin = origin),
            _ => Ok(()),
        };
        first_error = first_error.or(set.err());
    }
    first_error.map_or(Ok(info), Err)
}

/// Returns a time as Go writes it; empty if it is zero.
fn time(value: &Value, decoder: Decoder) -> Result<String, String> {
    let text = match (value, decoder) {
        (Value::Null, _) => return Ok(String::new()),
        (Value::String(text), _) => text,
        (_, Decoder::V1) => return Err("Time.UnmarshalJSON: input is not a JSON string".to_owned()),
        (other, Decoder::V2) => {
            let kind = kind(other);
            return Err(format!(
                "json: cannot unmarshal {kind} into Go struct field RevInfo.Time of type time.Time"
            ));
        }
    };
    let (instant, offset) = rfc3339::parse(text)?;
    let time = instant.rfc3339_nano(offset);
    Ok(if time == ZERO_TIME {
        String::new()
    } else {
        time
    })
}

fn origin(value: &Value, decoder: Decoder) -> Result<Option<Origin>, String> {
    let place = match decoder {
        Decoder::V1 => "Origin.Origin",
        Decoder::V2 => "RevInfo.Origin",
    };
    match value {
        Value::Null => Ok(None),
        Value::Object(origin) => parse_origin(origin, place).map(Some),
        other => {
            let kind = kind(other);
            Err(format!(
                "json: cannot unmarshal {kind} into Go struct field RevInfo.Origin of type codehost.Origin"
            ))
        }
    }
}

/// Reads the provenance of a version; `place` is its name in errors.
pub fn parse_origin(origin: &Map<String, Value>, place: &str) -> Result<Origin, String> {
    let text = |name: &str| text(origin, name, &format!("{place}.{name}"));
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
    use super::Decoder;
    use super::for_disk;
    use super::info_json;
    use super::parse;

    #[test]
    fn as_go_writes_it() {
        let text = r#"{"version":"v1.0.0","Time":"2018-02-14T00:45:20.100Z","Name":"x","Origin":{"VCS":"git","URL":"https://x/<y>","Hash":"abc","Ref":"refs/tags/v1.0.0","TagSum":"t1:x"}}"#;
        let info = parse(text.as_bytes(), Decoder::V2).unwrap();
        assert_eq!(
            String::from_utf8(info_json(&for_disk(&info))).unwrap(),
            r#"{"Version":"v1.0.0","Time":"2018-02-14T00:45:20.1Z","Origin":{"VCS":"git","URL":"https://x/\u003cy\u003e","Hash":"abc","Ref":"refs/tags/v1.0.0"}}"#
        );
        let bare = parse(br#"{"Version":"v1.0.0"}"#, Decoder::V1).unwrap();
        assert_eq!(
            String::from_utf8(info_json(&bare)).unwrap(),
            r#"{"Version":"v1.0.0","Time":"0001-01-01T00:00:00Z"}"#
        );
    }

    proptest::proptest! {
        /// Any stored answer of a proxy is read back unchanged.
        #[test]
        fn written_versions_are_read_back(text in "\\PC*", version in "v[0-9]\\.[0-9]\\.[0-9]", hash in "\\PC{0,9}") {
            let _ = parse(text.as_bytes(), Decoder::V2);
            let json = serde_json::json!({"Version": version, "Origin": {"Hash": hash, "URL": text}});
            let info = parse(json.to_string().as_bytes(), Decoder::V1).unwrap();
            proptest::prop_assert_eq!(parse(&info_json(&info), Decoder::V2).unwrap(), info);
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
            assert_eq!(parse(text.as_bytes(), Decoder::V2).unwrap_err(), want);
        }
    }

    #[test]
    fn wrong_types() {
        let v1_time = "Time.UnmarshalJSON: input is not a JSON string";
        let unmarshal = |rest: &str| format!("json: cannot unmarshal {rest}");
        let origin =
            unmarshal("number into Go struct field RevInfo.Origin of type codehost.Origin");
        for (text, v1, v2) in [
            (r#"{"Origin":1}"#, origin.clone(), origin.clone()),
            (
                r#"{"Origin":{"URL":1}}"#,
                unmarshal("number into Go struct field Origin.Origin.URL of type string"),
                unmarshal("number into Go struct field RevInfo.Origin.URL of type string"),
            ),
            (
                r#"{"Time":true}"#,
                v1_time.to_owned(),
                unmarshal("bool into Go struct field RevInfo.Time of type time.Time"),
            ),
            (
                r#"{"Origin":1,"Time":1}"#,
                v1_time.to_owned(),
                origin.clone(),
            ),
        ] {
            assert_eq!(parse(text.as_bytes(), Decoder::V1).unwrap_err(), v1);
            assert_eq!(parse(text.as_bytes(), Decoder::V2).unwrap_err(), v2);
        }
        let odd = parse(
            b"{\"Origin\":{\"Hash\":\"\xff\"},\"x\":\"\\ud800\"}",
            Decoder::V1,
        );
        assert_eq!(odd.unwrap().origin.unwrap().hash, "\u{fffd}");
    }
}
