//! Handling of a panic, which is a mistake in vamos.
//!
//! A panic ends the process, as if it could not be caught: other threads might wait for the one
//! that panicked. Only where the SDK's tools can do the work instead, in checks, links and
//! assembling, is it caught ([`vamos_sched::guarded`]), and one line names the failed work and the
//! setting that avoids it.
//! Counterpart: none; upstream's compiler, linker and assembler are children.

use std::panic;
use std::process;

use vamos_sched::note_panic;

use crate::Hooks;
use crate::process::Process;

// In every profile, or nothing is caught.
const _: () = assert!(cfg!(panic = "unwind"));

/// Handles the panics of this process.
pub(crate) fn handle() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if !note_panic(info) {
            usual(info);
            process::abort();
        }
    }));
}

/// Returns the line for the check of a package in a build.
pub(crate) fn in_check(package: &str, cause: &str) -> String {
    format!(
        "vamos: internal error while checking {package}: {cause}; the compiler decides. \
         Please report this. With VAMOS_CHECK=off builds do not check packages themselves"
    )
}

/// A mistake that tests ask for, with an executable that has hooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Checks panic.
    Check,
    /// Links panic.
    Link,
    /// Assembling panics.
    Asm,
}

impl Fault {
    /// Returns the mistake that `TESTVAMOS_PANIC` requests.
    pub(crate) fn of(process: &Process) -> Option<Self> {
        if process.hooks != Hooks::Upstream {
            return None;
        }
        match process.var("TESTVAMOS_PANIC") {
            "check" => Some(Self::Check),
            "link" => Some(Self::Link),
            "asm" => Some(Self::Asm),
            _ => None,
        }
    }

    /// Returns a function that makes this mistake, if the tests request it.
    pub(crate) fn here(self, asked: Option<Self>) -> fn() {
        match asked == Some(self) {
            true => || panic!("a test wants this"),
            false => || (),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::in_check;

    #[test]
    fn the_package_is_named() {
        assert_eq!(
            in_check("a/b", "index out of bounds (x.rs:1:2)"),
            "vamos: internal error while checking a/b: index out of bounds (x.rs:1:2); the compiler \
             decides. Please report this. With VAMOS_CHECK=off builds do not check packages themselves"
        );
    }
}
