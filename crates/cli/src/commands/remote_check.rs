//! `remote check`: reports the remote cache in use, its working features and its speed.
//!
//! Counterpart: none; the official command has no remote cache.

use serde_json::Value;
use serde_json::json;
use vamos_remote::Finding;

use super::remote_cache;
use super::remote_settings;
use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

/// The advice without a remote cache.
const HOW: &str = "set VAMOS_REMOTE, or `address` in vamos.toml";

/// Runs `vamos remote check`; the exit code is 1 if there is a problem.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    if !invocation.parsed.args.is_empty() {
        return Err(CliError::Usage {
            line: "remote check takes no arguments".to_owned(),
            note: String::new(),
        });
    }
    let mut findings = Vec::new();
    if let Some(text) = remote_settings::ignored_address(invocation)? {
        findings.push(Finding {
            name: "workspace",
            text,
            advice: None,
            is_warning: false,
        });
    }
    match remote_settings::choose(invocation)? {
        None => findings.push(Finding {
            name: "address",
            text: "no remote cache".to_owned(),
            advice: Some(HOW),
            is_warning: false,
        }),
        Some(server) => {
            findings.push(Finding {
                name: "address",
                text: format!("{} ({})", server.endpoint, server.origin),
                advice: None,
                is_warning: false,
            });
            findings.extend(remote_cache::trial(server)?.run());
        }
    }
    let text = match invocation.parsed.is_set(Flag::Json) {
        true => as_json(&findings),
        false => as_text(&findings),
    };
    invocation.output.report(&text)?;
    Ok(i32::from(
        findings.iter().any(|one| state(one) == "problem"),
    ))
}

/// Returns the word for the severity of a finding.
fn state(finding: &Finding) -> &'static str {
    match (finding.advice, finding.is_warning) {
        (None, _) => "ok",
        (Some(_), true) => "warning",
        (Some(_), false) => "problem",
    }
}

fn as_text(findings: &[Finding]) -> String {
    let line = |finding: &Finding| {
        let Finding { name, text, .. } = finding;
        let advice = finding.advice.map(|advice| format!("; {advice}"));
        let advice = advice.unwrap_or_default();
        format!("{:<8} {name:<13} {text}{advice}\n", state(finding))
    };
    findings.iter().map(line).collect()
}

fn as_json(findings: &[Finding]) -> String {
    let object = |finding: &Finding| {
        json!({
            "Name": finding.name,
            "OK": state(finding) != "problem",
            "State": state(finding),
            "Text": finding.text,
            "Advice": finding.advice.unwrap_or_default(),
        })
    };
    let list = Value::Array(findings.iter().map(object).collect());
    format!("{list:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_lines_or_objects() {
        let findings = [
            Finding {
                name: "batches",
                text: "up to 4 bytes".to_owned(),
                advice: None,
                is_warning: false,
            },
            Finding {
                name: "encryption",
                text: "none".to_owned(),
                advice: Some("use it"),
                is_warning: true,
            },
            Finding {
                name: "server",
                text: "gone".to_owned(),
                advice: Some("start it"),
                is_warning: false,
            },
        ];
        let text = "ok       batches       up to 4 bytes\nwarning  encryption    none; use it\n\
                    problem  server        gone; start it\n";
        assert_eq!(as_text(&findings), text);
        let value: Value = serde_json::from_str(&as_json(&findings)).unwrap();
        let found = [0, 1, 2].map(|at| (value[at]["OK"].clone(), value[at]["State"].clone()));
        let expected = [(true, "ok"), (true, "warning"), (false, "problem")];
        assert_eq!(found, expected.map(|(ok, state)| (json!(ok), json!(state))));
        assert_eq!(value[2]["Advice"], "start it");
    }
}
