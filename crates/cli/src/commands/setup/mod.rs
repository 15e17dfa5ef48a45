//! `setup`: makes now what vamos otherwise makes in the background, the instrumented compiler and
//! the proof of one that vamos was not compared with, and shows the parts that are fast with this
//! SDK.
//!
//! Counterpart: none.

mod report;

use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use vamos_build::Progress;
use vamos_goenv::Capability;
use vamos_tools::instrumented_compiler::SetupState;
use vamos_tools::instrumented_compiler::SetupStep;

use crate::error::CliError;
use crate::flags::Flag;
use crate::instrumented_compiler::end_children_at_interrupt;
use crate::invocation::Invocation;

/// Runs `vamos setup`; the exit code is 1 if something could not be made, or, with `-check`, if
/// something is missing.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    if !invocation.parsed.args.is_empty() {
        return Err(CliError::usage("setup takes no arguments"));
    }
    let state = state(invocation);
    let is_check = invocation.parsed.is_set(Flag::Check);
    let before = state.clone();
    let (state, failure) = match state {
        SetupState::Missing if !is_check => make(invocation),
        state => (state, None),
    };
    let summary = match (&state, &before) {
        _ if failure.is_some() => "setup has failed",
        (SetupState::Ready { .. }, SetupState::Missing) => "everything was made",
        (SetupState::Ready { .. } | SetupState::Unsupported(_), _) if is_check => {
            "nothing is missing"
        }
        (SetupState::Ready { .. } | SetupState::Unsupported(_), _) => "nothing to do",
        (SetupState::Missing, _) => "not set up; 'vamos setup' does it",
        (SetupState::Withdrawn(_), _) => "a difference was found; 'vamos setup' cannot help",
    };
    let rows = report::rows(invocation, &state, failure.as_deref());
    let text = match invocation.parsed.is_set(Flag::Json) {
        true => report::as_json(&rows, summary),
        false => report::as_text(&rows, summary),
    };
    invocation.output.report(&text)?;
    let is_good = matches!(state, SetupState::Ready { .. } | SetupState::Unsupported(_));
    Ok(i32::from(!is_good || failure.is_some()))
}

/// Returns the existing parts. With a build cache of its own, an SDK has no early cutoff.
fn state(invocation: &Invocation) -> SetupState {
    let sdk = &invocation.env.sdk;
    let recipes = sdk.reason_against_any(&*invocation.disk, Capability::BuildRecipes);
    match recipes {
        Some(reason) => SetupState::Unsupported(reason),
        None => invocation.compiler.setup_state(&invocation.env),
    }
}

/// Makes the missing parts, with a line on a terminal; returns the existing parts afterwards, and
/// the reason if one is missing.
fn make(invocation: &Invocation) -> (SetupState, Option<String>) {
    end_children_at_interrupt(&invocation.executor, &invocation.cancel);
    let last = AtomicUsize::new(0);
    let made = invocation.compiler.set_up(
        &invocation.env,
        &*invocation.executor,
        &invocation.cancel,
        &|step| show(invocation, &last, step),
    );
    invocation.output.live.build(Progress::Ended {
        id: last.load(Ordering::Relaxed),
    });
    let state = invocation.compiler.setup_state(&invocation.env);
    match made {
        Ok(()) => (state, None),
        Err(reason) => (state, Some(reason)),
    }
}

/// Shows a step in the line at the bottom of a terminal.
fn show(invocation: &Invocation, last: &AtomicUsize, step: SetupStep) {
    let live = &invocation.output.live;
    // Each kind of step adds to the number of all.
    let (id, steps, verb, what) = match step {
        SetupStep::Waiting => (1, 1, "wait for", "another vamos that does this".to_owned()),
        SetupStep::Compiler => (2, 1, "build", "the instrumented compiler".to_owned()),
        SetupStep::Std => (3, 1, "compare", "std by both compilers".to_owned()),
        SetupStep::Edits(0, all) => (4, all, "compare", "edits".to_owned()),
        SetupStep::Edits(done, _) => (4 + done, 0, "compare", "edits".to_owned()),
    };
    let before = last.swap(id, Ordering::Relaxed);
    if before != 0 {
        live.build(Progress::Ended { id: before });
    }
    live.build(Progress::Planned { steps });
    live.build(Progress::Began {
        id,
        verb,
        package: &what,
    });
}
