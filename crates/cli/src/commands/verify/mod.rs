//! `verify`: builds with the SDK's own go and with vamos in temporary caches, and compares the
//! results.
//!
//! It is the only command that runs the SDK's go although it is implemented, since it compares with
//! the SDK's go; so `VAMOS_NO_DELEGATE` does not forbid it.
//! Counterpart: none.

mod compare;
mod sides;

use std::sync::Arc;
use std::time::Duration;

use vamos_fsys::proc::on_interrupt_within;
use vamos_fsys::work;
use vamos_insight::size_of_bytes;

use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

use compare::Compared;
use compare::compare;
use sides::Builds;
use sides::Side;
use sides::fatal;

/// The time limit of an interrupted `verify` to end its build and to remove the files. Removing
/// them may take half a second more.
const GRACE: Duration = Duration::from_millis(1200);

/// Runs `vamos verify`; the exit code is 1 if something differs or was not built.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    for flag in [Flag::N, Flag::Timings] {
        if invocation.parsed.is_set(flag) {
            let name = flag.name();
            return Err(CliError::usage(format!(
                "verify cannot be used with -{name}"
            )));
        }
    }
    let made = work::make_unfinished_dir(&invocation.env.dirs.tmpdir, "vamos-verify-");
    let (top, unfinished) = made.map_err(|error| fatal(&error))?;
    let (cancel, executor) = (invocation.cancel.clone(), Arc::clone(&invocation.executor));
    // Without a handler a signal ends only this process.
    let _ = on_interrupt_within(Some(GRACE), move || {
        cancel.cancel();
        executor.kill_all();
    });
    let ended = verify(invocation, &top);
    if matches!(ended, Ok(Verdict::Differs(_))) {
        // Both builds stay for a report.
        drop(unfinished);
    } else {
        // Temporary files that stay are no reason to fail.
        let _ = work::remove_all(&top);
    }
    match ended? {
        Verdict::Identical(compared) => {
            let Compared {
                executables,
                entries,
                bytes,
            } = compared;
            let bytes = size_of_bytes(bytes);
            let text = format!(
                "identical: {} and {} ({bytes})\n",
                counted(executables, "executable", "executables"),
                counted(entries, "cache entry", "cache entries"),
            );
            invocation.output.report(&text)?;
            Ok(0)
        }
        Verdict::Differs(difference) => {
            invocation.output.report(&format!("{difference}\n"))?;
            let note = format!("vamos: both builds are in {top}");
            invocation.output.log(&note);
            Ok(1)
        }
        Verdict::NotBuilt(code) => Ok(code),
    }
}

/// The result of the comparison.
enum Verdict {
    /// Everything is equal.
    Identical(Compared),
    /// The first difference.
    Differs(String),
    /// There is nothing to compare; the reason was printed.
    NotBuilt(i32),
}

fn verify(invocation: &Invocation, top: &str) -> Result<Verdict, CliError> {
    let (official, own) = (Side::official(invocation, top), Side::own(invocation, top));
    official.refuse_vamos(invocation)?;
    for side in [&official, &own] {
        side.make().map_err(|error| fatal(&error))?;
    }
    let builds = match Builds::of_arguments(invocation, &own)? {
        Ok(builds) => builds,
        Err(code) => return Ok(Verdict::NotBuilt(code)),
    };
    let mut codes = [0; 2];
    for (side, code) in [&official, &own].into_iter().zip(&mut codes) {
        invocation
            .output
            .log(&format!("vamos: building with {}", side.name));
        *code = builds.run(invocation, side)?;
    }
    match codes {
        [0, 0] => {}
        [0, code] => {
            let text = format!(
                "differs: {} built it, and {} failed with exit code {code}",
                official.name, own.name
            );
            return Ok(Verdict::Differs(text));
        }
        [code, 0] => {
            let text = format!(
                "differs: {} failed with exit code {code}, and {} built it",
                official.name, own.name
            );
            return Ok(Verdict::Differs(text));
        }
        [code, _] => {
            let text = "vamos: both builds failed, so there is nothing to compare";
            invocation.output.log(text);
            return Ok(Verdict::NotBuilt(code));
        }
    }
    let compared = compare(&official, &own, invocation.pool()).map_err(|error| fatal(&error))?;
    Ok(match compared {
        Ok(compared) => Verdict::Identical(compared),
        Err(difference) => Verdict::Differs(format!("differs: {difference}")),
    })
}

fn counted(count: usize, one: &str, many: &str) -> String {
    match count {
        1 => format!("1 {one}"),
        _ => format!("{count} {many}"),
    }
}
