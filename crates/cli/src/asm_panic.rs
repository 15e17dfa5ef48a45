//! What is printed if vamos's assembler panics: nothing, as the executor that catches the panic
//! reports it in one line, and the SDK's assembler does the job.
//!
//! Counterpart: none; upstream's assembler is a child.

use std::panic;

use vamos_tools::assembler::note_panic;

/// From now on a panic of the assembler is not reported as others are, if panics can be caught.
pub(crate) fn report() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if !note_panic(info) || cfg!(panic = "abort") {
            usual(info);
        }
    }));
}
