//! Comparison of the outputs and files of two runs.
//!
//! Counterpart: none.

use crate::cache;
use crate::goroot::ToolRuns;
use crate::normalize::normalize;
use crate::snapshot;
use crate::snapshot::Snapshot;
use vamos_base::golang::diff::diff;

/// Result of one command.
#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) args: Vec<String>,
    /// The exit code that the case states.
    pub(crate) expected: i32,
    /// The exit code; -1 for a signal.
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// The files of the tree after it, if they are watched.
    pub(crate) files: Snapshot,
}

/// Results of all commands of a case under one program.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) outputs: Vec<Output>,
    pub(crate) files: Snapshot,
    pub(crate) cache: Snapshot,
    pub(crate) tools: ToolRuns,
}

/// Returns the differences as text for people; empty for equal runs.
pub(crate) fn compare(official: &Run, vamos: &Run) -> String {
    let (mut text, mut seen) = (String::new(), Vec::new());
    for (theirs, ours) in official.outputs.iter().zip(&vamos.outputs) {
        let command = format!("go {}", theirs.args.join(" "));
        if theirs.code != ours.code {
            text += &format!(
                "{command}: exit code {}, vamos {}\n",
                theirs.code, ours.code
            );
        } else if theirs.code != theirs.expected {
            text += &format!(
                "{command}: exit code {} of both, the case states {}: {}\n",
                theirs.code,
                theirs.expected,
                theirs.stderr.lines().last().unwrap_or_default()
            );
        }
        for (what, theirs, ours) in [
            ("stdout", &theirs.stdout, &ours.stdout),
            ("stderr", &theirs.stderr, &ours.stderr),
        ] {
            let (theirs, ours) = (normalize(theirs), normalize(ours));
            let lines = diff("official", theirs.as_bytes(), "vamos", ours.as_bytes());
            if !lines.is_empty() {
                text += &format!("{command}: {what}:\n{}", String::from_utf8_lossy(&lines));
            }
        }
        // Later commands have the same difference.
        for line in snapshot::differences(&theirs.files, &ours.files) {
            if !seen.contains(&line) {
                text += &format!("{command}: {line}\n");
                seen.push(line);
            }
        }
    }
    let mut lines = snapshot::differences(&official.files, &vamos.files);
    lines.extend(cache::differences(&official.cache, &vamos.cache));
    lines.extend(tool_runs(&official.tools, &vamos.tools));
    for line in lines {
        text += &line;
        text.push('\n');
    }
    text
}

/// Tools may run less often under vamos, never more; `bin/go` must never run.
fn tool_runs(official: &ToolRuns, vamos: &ToolRuns) -> Vec<String> {
    let counts = vamos.counts();
    let more = counts.iter().filter_map(|(tool, &count)| {
        let theirs = official.count(tool);
        (count > theirs).then(|| format!("{tool} ran {theirs} times, under vamos {count}"))
    });
    more.collect()
}
