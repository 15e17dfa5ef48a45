//! `why`: reports why the actions of the last command ran, or did not.
//!
//! Counterpart: none; `list -f {{.StaleReason}}` has one word for all reasons.

use vamos_base::golang::path;
use vamos_fsys::uncached;
use vamos_insight::Report;
use vamos_insight::Selection;
use vamos_insight::why_json;
use vamos_insight::why_text;

use super::history;
use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

/// Runs `vamos why`; the exit code is 1 if the last command did not use the named item.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    let args = &invocation.parsed.args;
    let named = match &args[..] {
        [] => None,
        [one] => Some(one.as_str()),
        _ => {
            return Err(CliError::Usage {
                line: "why takes one package, file or program".to_owned(),
                note: String::new(),
            });
        }
    };
    let report = history::last(invocation)?;
    let selection = named.map_or(Selection::All, |named| select(invocation, &report, named));
    let text = match invocation.parsed.is_set(Flag::Json) {
        true => why_json(&report, &selection),
        false => why_text(&report, &selection, (vamos_cache::system_clock())()),
    };
    match text {
        Some(text) => {
            invocation.output.report(&text)?;
            Ok(0)
        }
        None => Err(CliError::Fatal(format!(
            "vamos: the last command, vamos {}, did not involve {}",
            report.command.args.join(" "),
            named.unwrap_or_default()
        ))),
    }
}

/// Returns the item that an argument names: a package of the command, a directory, a program that
/// it linked, or a file.
fn select(invocation: &Invocation, report: &Report, named: &str) -> Selection {
    if report.steps.iter().any(|step| step.package == named) {
        return Selection::Package(named.to_owned());
    }
    let file = match path::is_abs(named) {
        true => path::clean(named),
        false => path::join(&[&invocation.process.cwd, named]),
    };
    let dir = &report.command.dir;
    let is_program =
        |target: &str| !target.is_empty() && (target == file || path::join(&[dir, target]) == file);
    if let Some(step) = report.steps.iter().find(|step| is_program(&step.target)) {
        return Selection::Program(step.target.clone());
    }
    match uncached::stat(&file).is_ok_and(|meta| meta.is_dir()) {
        true => Selection::Dir(file),
        false => Selection::File(file),
    }
}
