//! What is printed if the check of a package panics.
//!
//! A panic is a mistake in vamos. It is caught and becomes the package's verdict
//! ([`vamos_checks::Verdict::Broken`]); `vamos check` reports it in one line that names the package
//! and how to do without the check, and a build leaves the package to the compiler.
//! Counterpart: none; upstream's compiler is a child.

use std::panic;
use std::process;
use std::sync::Arc;

use vamos_checks::note_panic;
use vamos_fsys::proc::LocalExecutor;

use crate::output::Output;

/// The exit code, as of a Go program that panics.
pub(crate) const EXIT_CODE: i32 = 2;

/// From now on a panic in a check is not reported as others are. If panics cannot be caught, the
/// line is printed at once and the command ends.
#[expect(clippy::exit, reason = "a hook cannot return an exit code")]
pub(crate) fn report(output: &Arc<Output>, executor: &Arc<LocalExecutor>) {
    let (output, executor) = (Arc::clone(output), Arc::clone(executor));
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let Some(broken) = note_panic(info) else {
            return usual(info);
        };
        if cfg!(panic = "abort") {
            output.last_words(&line(&broken.package, &broken.cause));
            executor.kill_all();
            process::exit(EXIT_CODE);
        }
    }));
}

/// Returns the line for a package.
pub(crate) fn line(package: &str, cause: &str) -> String {
    format!(
        "vamos: internal error while checking {package}: {cause}; please report this. \
         With VAMOS_CHECK=off builds do not check packages themselves"
    )
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn the_package_is_named() {
        assert_eq!(
            line("a/b", "index out of bounds (x.rs:1:2)"),
            "vamos: internal error while checking a/b: index out of bounds (x.rs:1:2); please \
             report this. With VAMOS_CHECK=off builds do not check packages themselves"
        );
    }
}
