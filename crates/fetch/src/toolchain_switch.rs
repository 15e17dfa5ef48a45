//! Executes the choice of a toolchain: before the command line is parsed, or when a module
//! requires a newer one.
//!
//! Counterpart: cmd/go/internal/toolchain/exec.go, switch.go (`Switcher`).

use std::sync::Arc;

use vamos_base::Cancel;
use vamos_base::golang::gover::Local;
use vamos_base::golang::gover::TooNewError;
use vamos_fsys::Disk;
use vamos_goenv::BuildOptions;
use vamos_goenv::GoEnv;
use vamos_goenv::Inputs;
use vamos_goenv::toolchain;
use vamos_goenv::toolchain::Choice;
use vamos_goenv::toolchain::NoSdk;
use vamos_goenv::toolchain::Reexec;
use vamos_goenv::toolchain::Selection;
use vamos_goenv::toolchain::ToolchainError;

use crate::Config;
use crate::Event;
use crate::Events;
use crate::Fetcher;
use crate::Parts;
use crate::TestServers;
use crate::toolchain_sdk;

/// The reason why this process does not continue with the command.
pub enum Stop {
    /// The error was printed; the exit code.
    Exit(i32),
    /// An error without the prefix `go: `.
    Failed(String),
    /// This process must be replaced by another one.
    Replace(Reexec),
}

/// The context of choosing a toolchain.
pub struct Switcher<'a> {
    /// The inputs of the environment.
    pub inputs: &'a Inputs,
    /// The environment.
    pub env: &'a GoEnv,
    /// Receives lines for stderr, and the progress of downloads.
    pub events: Arc<dyn Events>,
    /// Set when the user interrupts.
    pub cancel: &'a Cancel,
    /// Servers of upstream's tests that replace others.
    pub test_servers: Option<TestServers>,
}

impl Switcher<'_> {
    /// Chooses the toolchain of the command. If this process continues, returns the release that it
    /// follows. A missing SDK is downloaded.
    pub fn choose(&self) -> Result<Local, Stop> {
        let selection = self.noted(toolchain::select(self.inputs, self.env))?;
        let local = selection.local.clone();
        self.carry_out(selection.choice)?;
        Ok(local)
    }

    /// Downloads an SDK if none is installed. If it is too old for vamos, the process must be
    /// replaced by the SDK's own go command.
    pub fn fetch_first_sdk(&self) -> Result<(), Stop> {
        let failed = |line: String| {
            self.print(&line);
            Stop::Exit(2)
        };
        let without = |reason: &str| {
            let reason = reason.to_owned();
            failed(format!("go: {}\n\t{}", NoSdk { reason }, NoSdk::REPAIR))
        };
        if self.env.get("GOPROXY").is_empty() {
            return Err(without("GOPROXY is not set"));
        }
        let choice = toolchain::first(self.env).map_err(|error| failed(format!("go: {error}")))?;
        let Choice::NeedsDownload {
            toolchain,
            module_version,
        } = choice
        else {
            return Ok(());
        };
        let goroot = toolchain_sdk::sdk(&self.fetcher(), &toolchain, &module_version);
        let goroot = goroot.map_err(|error| without(&error))?;
        match self.start(&toolchain, &goroot).choice {
            Choice::Program(reexec) => Err(Stop::Replace(reexec)),
            _ => Ok(()),
        }
    }

    /// Switches to a toolchain that is new enough, if GOTOOLCHAIN allows it
    /// (`Switcher.Switch`). Returns `None` if it does not, and the caller continues with its
    /// errors; `report` prints these if no toolchain is found.
    pub fn switch(&self, need: &TooNewError, report: impl FnOnce()) -> Option<Stop> {
        let is_auto = toolchain::has_mode(self.env, "auto");
        if !is_auto && !toolchain::has_mode(self.env, "path") {
            return None;
        }
        let TooNewError {
            what, go_version, ..
        } = need;
        let releases = if is_auto {
            toolchain_sdk::releases(&self.fetcher())
        } else {
            Ok(toolchain::path_releases(self.inputs))
        };
        if let Err(error) = &releases
            && error.find_fatal().is_some()
        {
            self.print(&error.to_string());
            return Some(Stop::Exit(1));
        }
        let found = releases.map_err(|error| error.to_string());
        let found = found.and_then(|releases| {
            let newer = toolchain::newer_toolchain(go_version, &releases);
            newer.map_err(|error| error.to_string())
        });
        let toolchain = match found {
            Ok(toolchain) => toolchain,
            Err(error) => {
                report();
                self.print(&format!("go: switching to go >= {go_version}: {error}"));
                return Some(Stop::Exit(1));
            }
        };
        self.print(&format!(
            "go: {what} requires go >= {go_version}; switching to {toolchain}"
        ));
        let selection = toolchain::switch_to(self.inputs, self.env, &toolchain);
        let ended = self
            .noted(selection)
            .and_then(|selection| self.carry_out(selection.choice));
        // A switch to the current toolchain would repeat forever.
        Some(ended.err().unwrap_or(Stop::Exit(1)))
    }

    fn print(&self, line: &str) {
        self.events.event(Event::Line(line));
    }

    fn fetcher(&self) -> Fetcher {
        let pool = vamos_sched::Pool::of_system();
        let mut config = Config::new(self.env, &BuildOptions::default(), pool);
        config.test_servers = self.test_servers.clone();
        Fetcher::new(
            config,
            Parts {
                events: Arc::clone(&self.events),
                cancel: self.cancel.clone(),
                executor: Arc::default(),
            },
        )
    }

    /// Prints the notes of a selection or of its error.
    fn noted(&self, selection: Result<Selection, ToolchainError>) -> Result<Selection, Stop> {
        let notes = match &selection {
            Ok(selection) => &selection.notes,
            Err(error) => &error.notes,
        };
        notes.iter().for_each(|note| self.print(note));
        selection.map_err(|error| Stop::Failed(error.to_string()))
    }

    /// Executes a choice; returns if this process continues.
    fn carry_out(&self, choice: Choice) -> Result<(), Stop> {
        match choice {
            Choice::Local => Ok(()),
            Choice::Again(reexec) | Choice::Program(reexec) => Err(Stop::Replace(reexec)),
            Choice::NeedsDownload {
                toolchain,
                module_version,
            } => {
                let goroot = toolchain_sdk::sdk(&self.fetcher(), &toolchain, &module_version);
                let goroot = goroot.map_err(Stop::Failed)?;
                let started = self.noted(Ok(self.start(&toolchain, &goroot)))?;
                self.carry_out(started.choice)
            }
        }
    }

    /// Returns the continuation with a downloaded SDK.
    fn start(&self, toolchain: &str, goroot: &str) -> Selection {
        // The old `Files` has cached that the files do not exist.
        let inputs = Inputs {
            files: Arc::new(Disk::new()),
            ..self.inputs.clone()
        };
        toolchain::start(&inputs, self.env, toolchain, goroot)
    }
}
