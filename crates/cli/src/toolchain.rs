//! Executes the choice of a toolchain: before the command line is parsed, or when a module
//! requires a newer one.
//!
//! Counterpart: cmd/go/internal/toolchain/exec.go, switch.go (`Switcher`).

use std::sync::Arc;

use vamos_base::Cancel;
use vamos_fetch::Config;
use vamos_fetch::Fetcher;
use vamos_fetch::Parts;
use vamos_fetch::toolchain_sdk;
use vamos_fsys::Disk;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::SpawnError;
use vamos_fsys::proc::Streams;
use vamos_fsys::proc::exec_replace;
use vamos_goenv::BuildFlags;
use vamos_goenv::GoEnv;
use vamos_goenv::Inputs;
use vamos_goenv::toolchain;
use vamos_goenv::toolchain::Choice;
use vamos_goenv::toolchain::Reexec;
use vamos_goenv::toolchain::Selection;
use vamos_goenv::toolchain::ToolchainError;
use vamos_modfile::gover::TooNewError;

use crate::error::CliError;
use crate::output::Output;

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

/// Continues with this toolchain, or replaces the process by one for another toolchain,
/// which is downloaded if necessary.
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
    let selection = chooser
        .noted(toolchain::select(inputs, env))
        .map_err(CliError::go)?;
    let local = selection.local.clone();
    chooser.carry_out(selection.choice)?;
    env.local = local;
    Ok(())
}

/// Downloads an SDK if none is installed. If it is too old for vamos, the process is
/// replaced by the SDK's own go command.
pub(crate) fn fetch_first_sdk(inputs: &Inputs, output: &Arc<Output>) -> Result<(), CliError> {
    let env = vamos_goenv::without_sdk(inputs);
    let chooser = Chooser {
        inputs,
        env: &env,
        output,
        cancel: &Cancel::new(),
    };
    let failed = |line: String| {
        output.log(&line);
        CliError::Exit(2)
    };
    let without = |reason: &str| {
        failed(format!(
            "go: there is no Go SDK, and none can be fetched: {reason}\n\
             \tinstall an SDK and put its go command in PATH, or set GOROOT, \
             or set GOPROXY to a proxy that has golang.org/toolchain"
        ))
    };
    if env.get("GOPROXY").is_empty() {
        return Err(without("GOPROXY is not set"));
    }
    let choice = toolchain::first(&env).map_err(|error| failed(format!("go: {error}")))?;
    let Choice::NeedsDownload {
        toolchain,
        module_version,
    } = choice
    else {
        return Ok(());
    };
    let goroot = toolchain_sdk::sdk(&chooser.fetcher(), &toolchain, &module_version);
    let goroot = goroot.map_err(|error| without(&error))?;
    let inputs = &Inputs {
        files: Arc::new(Disk::new()),
        ..inputs.clone()
    };
    match toolchain::start(inputs, &env, &toolchain, &goroot).choice {
        Choice::Program(reexec) => Err(replace(inputs, reexec, output)),
        _ => Ok(()),
    }
}

impl Chooser<'_> {
    fn fetcher(&self) -> Fetcher {
        let parallelism = vamos_sched::default_parallelism();
        let config = Config::new(self.env, &BuildFlags::default(), parallelism);
        Fetcher::new(
            config,
            Parts {
                events: Arc::clone(self.output) as Arc<dyn vamos_fetch::Events>,
                cancel: self.cancel.clone(),
                executor: Arc::default(),
            },
        )
    }

    /// Prints the notes of a selection or of its error.
    fn noted(
        &self,
        selection: Result<Selection, ToolchainError>,
    ) -> Result<Selection, ToolchainError> {
        let notes = match &selection {
            Ok(selection) => &selection.notes,
            Err(error) => &error.notes,
        };
        notes.iter().for_each(|note| self.output.log(note));
        selection
    }

    /// Executes a choice; returns if this process continues.
    fn carry_out(&self, choice: Choice) -> Result<(), CliError> {
        match choice {
            Choice::Local => Ok(()),
            Choice::Again(reexec) | Choice::Program(reexec) => {
                Err(replace(self.inputs, reexec, self.output))
            }
            Choice::NeedsDownload {
                toolchain,
                module_version,
            } => {
                let goroot = toolchain_sdk::sdk(&self.fetcher(), &toolchain, &module_version);
                let goroot = goroot.map_err(CliError::go)?;
                // The old disk cached that the files do not exist.
                let inputs = Inputs {
                    files: Arc::new(Disk::new()),
                    ..self.inputs.clone()
                };
                let started = toolchain::start(&inputs, self.env, &toolchain, &goroot);
                let started = self.noted(Ok(started)).map_err(CliError::go)?;
                self.carry_out(started.choice)
            }
        }
    }

    /// Switches to a toolchain that is new enough, if GOTOOLCHAIN allows it
    /// (`Switcher.Switch`). Returns `None` if it does not, and the caller continues with its
    /// errors; `report` prints these if no toolchain is found.
    pub(crate) fn switch(&self, need: &TooNewError, report: impl FnOnce()) -> Option<CliError> {
        let is_auto = toolchain::has_mode(self.env, "auto");
        if !is_auto && !toolchain::has_mode(self.env, "path") {
            return None;
        }
        let TooNewError {
            what, go_version, ..
        } = need;
        let releases = match is_auto {
            true => toolchain_sdk::releases(&self.fetcher()),
            false => Ok(toolchain::path_releases(self.inputs)),
        };
        let found = releases.and_then(|releases| {
            let newer = toolchain::newer_toolchain(go_version, &releases);
            newer.map_err(|error| error.to_string())
        });
        let toolchain = match found {
            Ok(toolchain) => toolchain,
            Err(error) => {
                report();
                let line = format!("go: switching to go >= {go_version}: {error}");
                self.output.log(&line);
                return Some(CliError::Exit(1));
            }
        };
        self.output.log(&format!(
            "go: {what} requires go >= {go_version}; switching to {toolchain}"
        ));
        let selection = toolchain::switch_to(self.inputs, self.env, &toolchain);
        let ended = self
            .noted(selection)
            .map_err(CliError::go)
            .and_then(|selection| self.carry_out(selection.choice));
        // A switch to the current toolchain would repeat for ever.
        Some(ended.err().unwrap_or(CliError::Exit(1)))
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
        SpawnError::Cancelled => "interrupted".to_owned(),
    };
    CliError::go(format_args!("exec {}: {cause}", reexec.toolchain))
}
