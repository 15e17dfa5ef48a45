//! Findings, as lines or as JSON.
//!
//! Counterpart: none.

use serde_json::Value;
use serde_json::json;

/// The severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Good,
    /// Something works worse than it could.
    Warning,
    /// Something does not work.
    Problem,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            Self::Good => "ok",
            Self::Warning => "warning",
            Self::Problem => "problem",
        }
    }
}

/// One checked property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    name: &'static str,
    state: State,
    text: String,
    /// The advice for a repair; empty if there is no problem.
    fix: String,
}

impl Finding {
    pub(super) fn good(name: &'static str, text: impl Into<String>) -> Self {
        Self {
            name,
            state: State::Good,
            text: text.into(),
            fix: String::new(),
        }
    }

    pub(super) fn warning(
        name: &'static str,
        text: impl Into<String>,
        fix: impl Into<String>,
    ) -> Self {
        Self {
            state: State::Warning,
            fix: fix.into(),
            ..Self::good(name, text)
        }
    }

    /// Returns a problem as a warning, with another sentence of advice.
    pub(super) fn weakened(mut self, more: &str) -> Self {
        if self.state == State::Problem {
            self.state = State::Warning;
            self.fix = format!("{}; {more}", self.fix);
        }
        self
    }

    pub(super) fn problem(
        name: &'static str,
        text: impl Into<String>,
        fix: impl Into<String>,
    ) -> Self {
        Self {
            state: State::Problem,
            ..Self::warning(name, text, fix)
        }
    }

    pub(super) fn is_problem(&self) -> bool {
        self.state == State::Problem
    }
}

/// Returns a line for each finding, followed by a line with the advice.
pub(super) fn as_text(findings: &[Finding]) -> String {
    let lines = |finding: &Finding| {
        let line = format!(
            "{:<8} {:<17} {}\n",
            finding.state.word(),
            finding.name,
            finding.text
        );
        match finding.fix.is_empty() {
            true => line,
            false => format!("{line}{:27}{}\n", "", finding.fix),
        }
    };
    findings.iter().map(lines).collect()
}

/// Returns a list of objects.
pub(super) fn as_json(findings: &[Finding]) -> String {
    let object = |finding: &Finding| {
        json!({
            "Name": finding.name,
            "State": finding.state.word(),
            "Text": finding.text,
            "Fix": finding.fix,
        })
    };
    let list = Value::Array(findings.iter().map(object).collect());
    format!("{list:#}\n")
}
