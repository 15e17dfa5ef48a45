//! Windows: what does not compile, by crate. vamos does not support it.
//!
//! Counterpart: none.

use std::collections::BTreeMap;

use super::cross::WINDOWS;
use super::tools::Tools;

/// Prints how many errors the type check of each crate finds. A crate that needs one that does not
/// compile is not checked, so that the numbers are the least.
pub(super) fn run(tools: &Tools) -> Result<(), String> {
    let words = [
        "check",
        "--keep-going",
        "--workspace",
        "--message-format",
        "json",
    ];
    let output = WINDOWS.cargo(tools, &words)?.output();
    let output = output.map_err(|error| format!("cargo: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    for (package, errors) in errors_of(&text) {
        crate::say(&format!("{errors:>6}  {package}"));
    }
    Ok(())
}

/// Counts errors in cargo's messages, by package.
fn errors_of(messages: &str) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for line in messages.lines() {
        let Ok(value) = serde_json::from_str::<serde_json::Value>(line) else {
            continue;
        };
        let level = value["message"]["level"].as_str();
        let has_place = value["message"]["spans"]
            .as_array()
            .is_some_and(|spans| !spans.is_empty());
        if level == Some("error") && has_place {
            let name = value["target"]["name"].as_str().unwrap_or_default();
            *found.entry(name.to_owned()).or_default() += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::errors_of;

    #[test]
    fn errors_are_counted_by_crate() {
        let line = |level: &str, spans: &str| {
            format!(
                "{{\"target\":{{\"name\":\"x\"}},\"message\":{{\"level\":\"{level}\",\"spans\":{spans}}}}}\n"
            )
        };
        let text = [
            line("error", "[1]"),
            line("error", "[1]"),
            line("error", "[]"),
            line("warning", "[1]"),
            "no message\n".to_owned(),
        ];
        let found = errors_of(&text.concat());
        assert_eq!(found.into_iter().collect::<Vec<_>>(), [("x".to_owned(), 2)]);
    }
}
