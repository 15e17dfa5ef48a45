//! `xtask tidy`: the house rules that no compiler checks.
//!
//! Each rule looks at text or at `cargo metadata` and returns [`Finding`]s; this file gathers the
//! files once, runs the rules and prints their findings. A finding has the place, the rule of the
//! style guide, and a fix.
//!
//! Counterpart: none; upstream has cmd/dist's checks and review.

mod examples;
pub(crate) mod files;
mod hygiene;
pub(crate) mod levels;
mod limits;
mod orphans;
mod plain;
mod prose;
pub(crate) mod source;

use files::Tree;
use std::io::Write as _;

/// Something that breaks a rule, or comes close (`is_warning`).
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    /// The file, relative to the workspace, with the line where there is one.
    place: String,
    rule: &'static str,
    problem: String,
    fix: &'static str,
    is_warning: bool,
}

impl Finding {
    fn new(
        place: impl Into<String>,
        rule: &'static str,
        problem: impl Into<String>,
        fix: &'static str,
    ) -> Self {
        Self {
            place: place.into(),
            rule,
            problem: problem.into(),
            fix,
            is_warning: false,
        }
    }

    fn warning(self) -> Self {
        Self {
            is_warning: true,
            ..self
        }
    }
}

/// Checks the workspace; the error has the number of findings.
pub(crate) fn run(_args: &[String]) -> Result<(), String> {
    let tree = Tree::read()?;
    let mut findings = levels::check(&tree)?;
    findings.extend(source::check(&tree));
    findings.extend(orphans::check(&tree));
    findings.extend(hygiene::check(&tree));
    findings.extend(examples::check(&tree));
    findings.extend(plain::check(&tree));
    findings.extend(prose::check(&tree));
    findings.extend(limits::check(&tree));
    findings.sort();
    let mut out = std::io::stdout().lock();
    for finding in &findings {
        let kind = if finding.is_warning { "warning: " } else { "" };
        writeln!(
            out,
            "{}: {kind}{} [{}]; fix: {}",
            finding.place, finding.problem, finding.rule, finding.fix
        )
        .map_err(|error| error.to_string())?;
    }
    let broken = findings.iter().filter(|f| !f.is_warning).count();
    if broken == 0 {
        return Ok(());
    }
    Err(format!("{broken} findings"))
}
