//! The process that builds the instrumented compiler, and when it is started.
//!
//! Counterpart: none; upstream runs the SDK's compiler.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use vamos_base::Cancel;
use vamos_base::golang::path;
use vamos_fsys::proc::Executor as _;
use vamos_fsys::proc::LocalExecutor;
use vamos_fsys::proc::detach;
use vamos_fsys::proc::on_interrupt_within;
use vamos_fsys::proc::start_detached;
use vamos_goenv::GoEnv;
use vamos_goenv::host;
use vamos_localstore::data_dir;
use vamos_tools::InstrumentedCompiler;
use vamos_tools::instrumented_compiler::BUILDER;
use vamos_tools::instrumented_compiler::Settings;
use vamos_tools::instrumented_compiler::build_ordered;

use crate::env_vars::FOR_COMPILER;
use crate::env_vars::FOR_PROOF;
use crate::invocation::Invocation;
use crate::process;
use crate::process::Process;
use crate::read_pass;

/// The time that the child may take to end after a signal. Its files are removed in any case.
const PATIENCE: Duration = Duration::from_millis(300);

/// The time that the process may take to end after a signal. Removing files may take half a second
/// more.
const GRACE: Duration = Duration::from_millis(1200);

/// The settings of the program when it builds the compiler, and when it proves it.
const SETTINGS: [Settings; 2] = [FOR_COMPILER, FOR_PROOF];

/// Returns the instrumented compiler of a command.
pub(crate) fn of(process: &Process, env: &GoEnv) -> InstrumentedCompiler {
    let cache = host::user_cache_dir(env.os()).ok();
    let own = cache.map(|dir| data_dir(&dir));
    let dirs = &env.dirs;
    let cache = dirs.has_build_cache().then(|| data_dir(&dirs.gocache));
    let setting = process.settings.compiler;
    InstrumentedCompiler::new(setting, [own, cache], &process.exe, SETTINGS)
}

/// Starts a process that builds the instrumented compiler, if the command that has just
/// succeeded needed it.
pub(crate) fn build_in_background(invocation: &Invocation) {
    if !invocation.process.may_start_in_background() {
        return;
    }
    if let Some(words) = invocation.compiler.order(&invocation.env) {
        // Without it the next command tries again.
        let is_started = start_detached(&invocation.process.exe, BUILDER, &words);
        let output = &invocation.output;
        if is_started && output.live.is_shown() && invocation.compiler.announce(&invocation.env) {
            let dir = path::join(&[&words[0], "compilers"]);
            output.remark(&format!(
                "vamos: builds an instrumented compiler in the background, once for this SDK, \
                 into {dir}; VAMOS_COMPILER=stock prevents that"
            ));
        }
    }
}

/// Is that process.
pub(crate) fn build() -> ExitCode {
    detach(BUILDER);
    let words = process::arguments();
    let executor = match words.get(1) {
        Some(vamos) => Arc::new(LocalExecutor::guarded(vamos)),
        None => return ExitCode::FAILURE,
    };
    let cancel = Cancel::new();
    end_children_at_interrupt(&executor, &cancel);
    let built = build_ordered(&words, SETTINGS, &*executor, &cancel);
    executor.end_guard();
    if let (Ok(()), [own, exe, ..]) = (&built, &words[..]) {
        read_pass::start_ordered(own, exe);
    }
    ExitCode::from(u8::from(built.is_err()))
}

/// Ends the children of a process that builds the compiler when a signal ends it.
pub(crate) fn end_children_at_interrupt(executor: &Arc<LocalExecutor>, cancel: &Cancel) {
    let (children, token) = (Arc::clone(executor), cancel.clone());
    // Without a handler a signal ends only this process, and the guard the child.
    let _ = on_interrupt_within(Some(GRACE), move || {
        // The child ends its own children, and then itself.
        children.end(&token);
        std::thread::sleep(PATIENCE);
        children.kill_all();
    });
}
