//! The flags of the vet tool, which it lists with `-flags`.
//!
//! The answer is stored between runs as long as the tool is the same file. The official command
//! runs the tool each time.
//! Counterpart: cmd/go/internal/vet/vetflag.go (`toolFlags`), cmd/go/internal/base/tool.go.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;
use vamos_base::Cancel;
use vamos_base::golang::os_str;
use vamos_base::golang::quote;
use vamos_fsys::proc::Executor;
use vamos_fsys::proc::LocalExecutor;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::Streams;
use vamos_goenv::tool_id::find_tool;
use vamos_localstore::ToolMemo;
use vamos_localstore::data_dir;

use crate::env_vars::ReuseMode;
use crate::flags::FlagError;
use crate::flags::Line;

/// The question, and so part of the key of the answer.
const QUESTION: &str = "-flags";

/// Flags, and whether they may stand without a value.
type Flags = BTreeMap<String, bool>;

/// Returns the path of a tool of the SDK, which must exist (`base.Tool`).
pub(super) fn sdk_tool(name: &str, line: &Line<'_>) -> Result<String, FlagError> {
    let found = find_tool(&line.env.sdk, name);
    found.map_err(|error| FlagError::ending(2, format!("go: {error}\n")))
}

/// Returns the flags of a tool.
pub(super) fn ask(tool: &str, line: &Line<'_>) -> Result<Flags, FlagError> {
    let memo = memo(line);
    if let Some(known) = memo.as_ref().and_then(|memo| memo.get(tool, QUESTION)) {
        return Ok(expand(&known));
    }
    let answer = run(tool, line).map_err(|error| {
        let text = match line.env.sdk.release.fixes_by_vetting() {
            true => format!("go: {tool} -flags failed: {error}\n"),
            false => format!("go: can't execute {tool} -flags: {error}\n"),
        };
        FlagError::ending(2, text)
    })?;
    let flags = read(&answer).map_err(|error| {
        let text = format!("go: can't unmarshal JSON from {tool} -flags: {error}");
        FlagError::ending(2, text)
    })?;
    if let Some(memo) = memo {
        memo.put(tool, QUESTION, &condense(&flags));
    }
    Ok(flags)
}

/// Returns the table of stored answers; `None` if nothing may be stored.
fn memo(line: &Line<'_>) -> Option<ToolMemo> {
    let env = line.env;
    let is_wanted = line.reuse != ReuseMode::Off;
    (env.dirs.has_build_cache() && is_wanted).then(|| ToolMemo::open(&data_dir(&env.dirs.gocache)))
}

fn run(tool: &str, line: &Line<'_>) -> Result<Vec<u8>, String> {
    let spawn = Spawn {
        argv: vec![tool.to_owned(), QUESTION.to_owned()],
        env: Arc::from(line.env.vars.tools.as_slice()),
        extra_env: Vec::new(),
        dir: line.cwd.to_owned(),
        streams: Streams::Separate,
    };
    match LocalExecutor::new().run(&spawn, &Cancel::new()) {
        Ok(outcome) if outcome.exit.is_success() => Ok(outcome.stdout),
        Ok(outcome) => Err(outcome.exit.to_string()),
        Err(error) => Err(error.to_string()),
    }
}

/// Reads a tool's answer. A tool that does not know the flag prints other text; the error for it is
/// the error of Go's decoder.
fn read(answer: &[u8]) -> Result<Flags, String> {
    let value: Value = serde_json::from_slice(answer).map_err(|_| syntax_error(answer))?;
    let list = match value {
        Value::Null => return Ok(Flags::new()),
        Value::Array(list) => list,
        other => {
            let kind = match other {
                Value::Object(_) => "object",
                Value::String(_) => "string",
                Value::Bool(_) => "bool",
                _ => "number",
            };
            return Err(format!(
                "json: cannot unmarshal {kind} into Go value of type \
                 []struct {{ Name string; Bool bool; Usage string }}"
            ));
        }
    };
    let flag = |entry: &Value| {
        let name = entry
            .get("Name")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let is_bool = entry.get("Bool").and_then(Value::as_bool) == Some(true);
        (name.to_owned(), is_bool)
    };
    Ok(list.iter().map(flag).collect())
}

/// Returns the error of Go's decoder for an answer that does not begin like JSON.
fn syntax_error(answer: &[u8]) -> String {
    let text = os_str::decode(answer);
    let text = text.trim_start_matches([' ', '\t', '\r', '\n']);
    let mut chars = text.chars();
    let (Some(first), second) = (chars.next(), chars.next()) else {
        return "unexpected end of JSON input".to_owned();
    };
    let (bad, place) = match (first, second) {
        ('[' | '{' | '"' | 't' | 'f' | 'n' | '0'..='9', _) => (None, ""),
        ('-', Some('0'..='9') | None) => (None, ""),
        ('-', second) => (second, "in numeric literal"),
        _ => (Some(first), "looking for beginning of value"),
    };
    match bad {
        Some(bad) => format!("invalid character {} {place}", shown(bad)),
        None => "unexpected end of JSON input".to_owned(),
    }
}

/// Quotes a character as Go's decoder does.
fn shown(c: char) -> String {
    match c {
        '\'' => r"'\''".to_owned(),
        '"' => "'\"'".to_owned(),
        c => {
            let quoted = quote::quote(&c.to_string());
            format!("'{}'", &quoted[1..quoted.len() - 1])
        }
    }
}

/// Returns flags as one line.
fn condense(flags: &Flags) -> String {
    let words = flags.iter().map(|(name, is_bool)| match is_bool {
        true => format!("{name}=bool"),
        false => format!("{name}=text"),
    });
    words.collect::<Vec<_>>().join(" ")
}

fn expand(line: &str) -> Flags {
    let words = line.split(' ').filter_map(|word| word.rsplit_once('='));
    words
        .map(|(name, kind)| (name.to_owned(), kind == "bool"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::condense;
    use super::expand;
    use super::read;

    #[test]
    fn answers_can_be_kept() {
        let answer =
            br#"[{"Name":"printf.funcs","Bool":false,"Usage":""},{"Name":"v","Bool":true}]"#;
        let flags = read(answer).unwrap();
        assert_eq!(condense(&flags), "printf.funcs=text v=bool");
        assert_eq!(expand(&condense(&flags)), flags);
        assert!(read(b"null").unwrap().is_empty());
    }

    #[test]
    fn other_answers_are_errors() {
        let error = |answer: &[u8]| read(answer).unwrap_err();
        assert_eq!(error(b" \n"), "unexpected end of JSON input");
        assert_eq!(
            error(b"usage"),
            "invalid character 'u' looking for beginning of value"
        );
        assert_eq!(
            error(b"-flags\n"),
            "invalid character 'f' in numeric literal"
        );
        assert!(error(b"{}").starts_with("json: cannot unmarshal object into"));
    }
}
