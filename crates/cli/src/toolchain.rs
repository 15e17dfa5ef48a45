//! Connects the choice of a toolchain to this process: prints its messages, and replaces the
//! process.
//!
//! Counterpart: cmd/go/internal/toolchain/exec.go.

use std::sync::Arc;

use vamos_base::Cancel;
use vamos_base::golang::gover::Local;
use vamos_base::golang::gover::TooNewError;
use vamos_fetch::Events;
use vamos_fetch::toolchain_switch::Stop;
use vamos_fetch::toolchain_switch::Switcher;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::SpawnError;
use vamos_fsys::proc::Streams;
use vamos_fsys::proc::exec_replace;
use vamos_goenv::GoEnv;
use vamos_goenv::Inputs;
use vamos_goenv::toolchain::Choice;
use vamos_goenv::toolchain::Reexec;
use vamos_goenv::toolchain::select;

use crate::Hooks;
use crate::error::CliError;
use crate::output::Output;
use crate::wiring;

/// The context of choosing a toolchain.
pub(crate) struct Chooser<'a> {
    /// The inputs of the environment.
    pub(crate) inputs: &'a Inputs,
    /// The environment.
    pub(crate) env: &'a GoEnv,
    /// Prints to stderr.
    pub(crate) output: &'a Arc<Output>,
    /// Set when the user interrupts.
    pub(crate) cancel: &'a Cancel,
}

/// Continues with this toolchain, or replaces the process by one for another toolchain, which
/// is downloaded if necessary.
pub(crate) fn choose_toolchain(
    inputs: &Inputs,
    env: &mut GoEnv,
    output: &Arc<Output>,
) -> Result<(), CliError> {
    let chooser = Chooser {
        inputs,
        env,
        output,
        cancel: &Cancel::new(),
    };
    let local = chooser.switcher().choose();
    env.sdk.local = local.map_err(|stop| chooser.end(stop))?;
    Ok(())
}

/// Returns the selection of the environment's toolchain, if this process continues with it.
pub(crate) fn local_toolchain(inputs: &Inputs, env: &GoEnv) -> Option<Local> {
    let selection = select(inputs, env).ok()?;
    (selection.choice == Choice::Local).then_some(selection.local)
}

/// Downloads an SDK if none is installed. If it is too old for vamos, the process is replaced
/// by the SDK's own go command.
pub(crate) fn fetch_first_sdk(inputs: &Inputs, output: &Arc<Output>) -> Result<(), CliError> {
    let chooser = Chooser {
        inputs,
        env: &vamos_goenv::without_sdk(inputs),
        output,
        cancel: &Cancel::new(),
    };
    let fetched = chooser.switcher().fetch_first_sdk();
    fetched.map_err(|stop| chooser.end(stop))
}

impl<'a> Chooser<'a> {
    fn switcher(&self) -> Switcher<'a> {
        let hooks = match self.inputs.test_hooks {
            true => Hooks::Upstream,
            false => Hooks::None,
        };
        Switcher {
            inputs: self.inputs,
            env: self.env,
            events: Arc::clone(self.output) as Arc<dyn Events>,
            cancel: self.cancel,
            test_servers: wiring::test_servers(hooks, |name| self.inputs.env.get(name)),
        }
    }

    /// Switches to a newer toolchain; see [`Switcher::switch`].
    pub(crate) fn switch(&self, need: &TooNewError, report: impl FnOnce()) -> Option<CliError> {
        let stop = self.switcher().switch(need, report)?;
        Some(self.end(stop))
    }

    fn end(&self, stop: Stop) -> CliError {
        match stop {
            Stop::Exit(code) => CliError::Exit(code),
            Stop::Failed(error) => CliError::go(error),
            Stop::Replace(reexec) => replace(self.inputs, reexec, self.output),
        }
    }
}

/// Replaces the process; returns only if that fails, with the error.
fn replace(inputs: &Inputs, reexec: Reexec, output: &Output) -> CliError {
    output.finish();
    let mut argv = vec![reexec.program];
    argv.extend(inputs.args.iter().cloned());
    let error = exec_replace(&Spawn {
        argv,
        env: Arc::from(reexec.env),
        extra_env: Vec::new(),
        dir: String::new(),
        streams: Streams::Inherit,
    });
    let cause = match error {
        SpawnError::Start { message, .. } => message,
        other => other.to_string(),
    };
    CliError::go(format_args!("exec {}: {cause}", reexec.toolchain))
}
