//! `man`: manual pages of vamos and its commands.
//!
//! Counterpart: none; the texts of the official command are in its sources.

mod pages;
mod roff;

use vamos_base::golang::path;
use vamos_fsys::uncached;
use vamos_fsys::work;

use crate::error::CliError;
use crate::flags::Flag;
use crate::flags::Parsed;
use crate::output::Output;
use crate::process::Process;
use pages::Page;

/// Runs `vamos man`.
pub(super) fn run(process: &Process, parsed: &Parsed, output: &Output) -> Result<i32, CliError> {
    let words = parsed.args.join(" ");
    let dir = parsed.last(Flag::O).filter(|dir| !dir.is_empty());
    match dir {
        Some(_) if !words.is_empty() => {
            Err(CliError::usage("-o writes all pages, and takes no command"))
        }
        Some(dir) => write(&process.cwd, dir).map(|()| 0),
        None => match pages::all().iter().find(|page| page.command == words) {
            Some(page) => {
                output.stdout(&page.render());
                Ok(0)
            }
            None => Err(CliError::usage(format!("no manual page of {words}"))),
        },
    }
}

/// Writes all pages to a directory, which is created if it is missing.
fn write(cwd: &str, dir: &str) -> Result<(), CliError> {
    let fail = |error: vamos_fsys::PathError| CliError::Fatal(format!("vamos: {error}"));
    let dir = match path::is_abs(dir) {
        true => dir.to_owned(),
        false => path::join(&[cwd, dir]),
    };
    uncached::make_dirs(&dir).map_err(fail)?;
    for page in pages::all() {
        let file = path::join(&[&dir, &format!("{}.1", Page::name(page.command))]);
        work::write(&file, page.render().as_bytes()).map_err(fail)?;
    }
    Ok(())
}
