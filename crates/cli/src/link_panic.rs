//! What is printed if linking in this process panics.
//!
//! A panic is a mistake in vamos, and ends the command. The line names the program and how to
//! build it nevertheless.
//! Counterpart: none; upstream's linker is a child.

use std::panic;
use std::panic::PanicHookInfo;
use std::process;
use std::sync::Arc;

use vamos_fsys::proc::LocalExecutor;
use vamos_tools::link::RunningLinks;

use crate::output::Output;

/// The exit code, as of a Go program that panics.
const EXIT_CODE: i32 = 2;

/// Prints a line instead of the usual report, from now on, if the command is linking in this
/// process; then ends the command.
#[expect(clippy::exit, reason = "a hook cannot return an exit code")]
pub(crate) fn report(output: &Arc<Output>, executor: &Arc<LocalExecutor>, running: &RunningLinks) {
    let (output, executor) = (Arc::clone(output), Arc::clone(executor));
    let running = running.clone();
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let links = running.names();
        if links.is_empty() {
            return usual(info);
        }
        output.last_words(&line(&links, &cause(info)));
        executor.kill_all();
        process::exit(EXIT_CODE);
    }));
}

fn cause(info: &PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let place = info.location().map(ToString::to_string);
    format!(
        "{} ({})",
        text.unwrap_or("panic"),
        place.unwrap_or_default()
    )
}

fn line(links: &[String], cause: &str) -> String {
    format!(
        "vamos: internal error while linking {}: {cause}; please report this. \
         VAMOS_LINK=stock uses the SDK's linker",
        links.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn all_links_are_named() {
        let links = ["a/cmd", "b"].map(str::to_owned);
        assert_eq!(
            line(&links, "index out of bounds (x.rs:1:2)"),
            "vamos: internal error while linking a/cmd, b: index out of bounds (x.rs:1:2); \
             please report this. VAMOS_LINK=stock uses the SDK's linker"
        );
    }
}
