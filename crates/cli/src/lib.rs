//! The vamos command: a drop-in for `go`.
//!
//! Owns: arguments, printing, exit codes, and the wiring of the other crates. Must not know:
//! how commands do their work.
//! Counterpart: cmd/go/main.go.

mod app;
mod attached;
mod child_go;
mod commands;
mod debug_trace;
mod delegate;
mod documents;
mod env_vars;
mod error;
mod extension_help;
mod flags;
mod fs_trace;
mod goflags_names;
mod help;
mod hints;
mod identity;
mod instrumented_compiler;
mod invocation;
mod json;
mod live;
mod local_store;
mod no_sdk;
mod output;
mod panics;
mod policy;
mod process;
mod program;
mod read_pass;
mod run_record;
mod sdk_sources;
mod summaries;
mod tool_stack;
mod toolchain;
mod user_file;
mod wiring;

use std::process::ExitCode;

use crate::policy::RunRecordPolicy;
use vamos_fsys::LargeBuffers;
use vamos_fsys::grow_heap_ahead;
use vamos_fsys::on_large_stack;
use vamos_fsys::proc::GUARD;
use vamos_fsys::proc::detach;
use vamos_fsys::proc::guard_children;
use vamos_fsys::proc::ignore_harmless_signals;
use vamos_tools::instrumented_compiler::BUILDER;

#[global_allocator]
static ALLOCATOR: LargeBuffers = LargeBuffers;

/// Additional behaviour of the executable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hooks {
    /// Nothing: the executable that is installed.
    None,
    /// `TESTGO_*` variables count, as in the executable that upstream's script tests build.
    Upstream,
}

/// Runs the command of the process, with the arguments, environment and standard streams of the
/// process.
pub fn main(hooks: Hooks) -> ExitCode {
    // Without it a file size limit ends the process, and its incomplete file remains.
    let _ = ignore_harmless_signals();
    if process::name().is_some_and(|name| name == GUARD) {
        guard_children();
        return ExitCode::SUCCESS;
    }
    if process::name().is_some_and(|name| name == BUILDER) {
        return instrumented_compiler::build();
    }
    let is_reader = process::name().is_some_and(|name| name == read_pass::READER);
    if is_reader {
        detach(read_pass::READER);
    }
    let mut process = match process::Process::current(hooks) {
        Ok(process) => process,
        Err(error) => {
            output::Output::default().log(&format!("vamos: {error}"));
            return ExitCode::from(env_vars::EXIT_CODE);
        }
    };
    if !process.goes_on_after_start() {
        return ExitCode::FAILURE;
    }
    panics::handle();
    if is_reader {
        return read_pass::run(process, app::run);
    }
    let (command, used) = commands::table::find_command(&process.args);
    let rules = command.map_or(RunRecordPolicy::NEVER, |command| command.policy.run_record);
    let mut recorder = run_record::RunRecorder::new(&process, rules, used);
    if let Some(code) = recorder.answer(&process) {
        return ExitCode::from(u8::try_from(code).unwrap_or(1));
    }
    let code = on_large_stack(|| {
        grow_heap_ahead();
        app::run(process, recorder)
    });
    ExitCode::from(u8::try_from(code).unwrap_or(1))
}
