//! `size`: the sizes of the parts of a program, and the difference of two programs.
//!
//! Counterpart: none; `go tool nm -size` lists symbols.

use vamos_base::golang::path;
use vamos_base::golang::strconv::parse_int;
use vamos_fsys::uncached;
use vamos_insight::SizeReport;
use vamos_insight::size_change;
use vamos_insight::size_change_json;
use vamos_insight::size_change_page;
use vamos_insight::size_change_text;
use vamos_insight::size_json;
use vamos_insight::size_page;
use vamos_insight::size_report;
use vamos_insight::size_text;
use vamos_objfile::sizes;

use super::report_file;
use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

/// The number of rows of each table without -n.
const SHOWN: usize = 20;

/// Runs `vamos size`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    let file = report_file::named(invocation);
    let is_json = invocation.parsed.is_set(Flag::Json);
    match file {
        Some(_) if is_json => return Err(CliError::usage("size takes -json or -o, not both")),
        Some(file) if !file.ends_with(".html") => {
            return Err(CliError::usage("-o needs a file whose name ends in .html"));
        }
        _ => {}
    }
    let most = match invocation.parsed.last(Flag::N) {
        None => SHOWN,
        Some(count) => match parse_int(count).ok().map(usize::try_from) {
            Some(Ok(0)) => usize::MAX,
            Some(Ok(count)) => count,
            _ => return Err(CliError::usage("-n needs a number of rows, or 0 for all")),
        },
    };
    let text = match &invocation.parsed.args[..] {
        [one] => {
            let report = report(invocation, one)?;
            match (file, is_json) {
                (Some(_), _) => size_page(&report),
                (None, true) => size_json(&report),
                (None, false) => size_text(&report, most),
            }
        }
        [old, new] => {
            let change = size_change(&report(invocation, old)?, &report(invocation, new)?);
            match (file, is_json) {
                (Some(_), _) => size_change_page(&change),
                (None, true) => size_change_json(&change),
                (None, false) => size_change_text(&change, most),
            }
        }
        _ => return Err(CliError::usage("size needs one program, or two to compare")),
    };
    report_file::deliver(invocation, file, &text)
}

fn report(invocation: &Invocation, name: &str) -> Result<SizeReport, CliError> {
    let file = match path::is_abs(name) {
        true => name.to_owned(),
        false => path::join(&[&invocation.process.cwd, name]),
    };
    let fatal = |error: &dyn std::fmt::Display| CliError::Fatal(format!("vamos: {error}"));
    let meta = uncached::stat(&file).map_err(|error| fatal(&error))?;
    if !meta.is_file() {
        return Err(fatal(&format!("{name}: not a regular file")));
    }
    let opened = uncached::open(&file).map_err(|error| fatal(&error))?;
    let parts = sizes::read(&opened).map_err(|error| fatal(&format!("{name}: {error}")))?;
    Ok(size_report(name, meta.size, &parts))
}
