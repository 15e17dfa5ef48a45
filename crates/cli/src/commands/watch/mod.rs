//! `watch`: runs a command, and again whenever a file changes that it may depend on.
//!
//! Counterpart: none.

mod edits;
mod places;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::time::Duration;

use vamos_base::golang::process::Exit;
use vamos_fsys::PathError;
use vamos_fsys::proc::Group;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::Streams;
use vamos_fsys::proc::on_interrupt_within;
use vamos_fsys::watch::Watch;
use vamos_fsys::work;

use crate::commands::check::Resident;
use crate::env_vars::WATCHED;
use crate::error::CliError;
use crate::invocation::Invocation;
use crate::output::Output;
use edits::Edits;

/// The commands that can be watched.
pub(in crate::commands) const COMMANDS: [&str; 7] =
    ["build", "check", "install", "list", "run", "test", "vet"];

/// The timeout of a wait for changes, before the state of the running command is checked.
const TICK: Duration = Duration::from_millis(50);

/// The timeout of a wait for changes while nothing runs.
const IDLE: Duration = Duration::from_millis(250);

/// No change for so long: an editor has written all that it writes.
const QUIET: Duration = Duration::from_millis(60);

/// The quiet time of a check, which takes no longer than waiting would: it runs again if that was
/// too early.
const SHORT_QUIET: Duration = Duration::from_millis(5);

/// The time limit of an interrupted command for cleaning up. Usually it ends within a second.
const PATIENCE: Duration = Duration::from_millis(1500);

/// The time limit of `watch` itself for ending, with its command.
const GRACE: Duration = Duration::from_millis(1900);

/// The exit code after an interrupt, as of a shell.
const INTERRUPTED: i32 = 130;

/// Runs `vamos watch`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    let args = &invocation.parsed.args;
    let command = args.first().map_or("", String::as_str);
    if !COMMANDS.contains(&command) {
        return Err(CliError::Usage {
            line: format!("watch needs one of these commands: {}", COMMANDS.join(", ")),
            note: String::new(),
        });
    }
    let dirs = places::watched(invocation);
    if dirs.is_empty() {
        return Err(CliError::Fatal(
            "vamos: watch needs a module or a workspace: there is no go.mod in the current \
             directory or any parent directory"
                .to_owned(),
        ));
    }
    let mut watch = Watch::new(edits::is_skipped_dir).map_err(|error| watch_error(&error))?;
    for dir in dirs {
        watch.add(&dir).map_err(|error| watch_error(&error))?;
    }
    let is_interrupted = Arc::new(AtomicBool::new(false));
    let is_checking = Arc::new(AtomicBool::new(false));
    let (seen, checking) = (Arc::clone(&is_interrupted), Arc::clone(&is_checking));
    let output = Arc::clone(&invocation.output);
    // Without a handler an interrupt ends only this process.
    let _ = on_interrupt_within(Some(GRACE), move || {
        seen.store(true, Ordering::SeqCst);
        if checking.load(Ordering::SeqCst) {
            end(&output);
        }
    });
    let count = watch.count();
    let plural = if count == 1 { "y" } else { "ies" };
    let line = format!("vamos: watching {count} director{plural}, until interrupted");
    invocation.output.log(&line);
    let mut watcher = Watcher {
        invocation,
        watch,
        edits: Edits::default(),
        running: None,
        passed: false,
        list: ChangedList::new(invocation),
        checker: runs_inside(args).then(|| Resident::new(args)),
        is_checking,
        is_interrupted,
    };
    let result = watcher.run();
    watcher.stop();
    result.map_err(|error| watch_error(&error))
}

/// Ends the process during a check: the files that a check writes are complete at any time.
#[expect(clippy::exit, reason = "a signal's handler cannot return an exit code")]
fn end(output: &Output) {
    output.finish();
    std::process::exit(INTERRUPTED);
}

/// Reports whether the command runs inside this process: a check, unless it runs in another
/// directory.
fn runs_inside(args: &[String]) -> bool {
    let [command, rest @ ..] = args else {
        return false;
    };
    let is_elsewhere = rest.first().is_some_and(|arg| {
        let arg = arg.trim_start_matches('-');
        arg == "C" || arg.starts_with("C=")
    });
    command == "check" && !is_elsewhere
}

/// Explains an error of watching.
fn watch_error(error: &PathError) -> CliError {
    let mut text = format!("vamos: {error}");
    if error.is_no_space() {
        text += "\n\tthe limit of watched directories is reached: raise fs.inotify.max_user_watches, \
                 with sysctl";
    }
    CliError::Fatal(text)
}

/// Runs the command again and again.
struct Watcher<'a> {
    invocation: &'a Invocation,
    watch: Watch,
    edits: Edits,
    running: Option<Group<'a>>,
    /// The last run that ended by itself succeeded.
    passed: bool,
    list: ChangedList,
    /// Runs the command in this process, if that is faster than a process of its own.
    checker: Option<Resident>,
    is_checking: Arc<AtomicBool>,
    is_interrupted: Arc<AtomicBool>,
}

impl Watcher<'_> {
    /// Returns the exit code after an interrupt.
    fn run(&mut self) -> Result<i32, PathError> {
        self.start(false);
        loop {
            if self.is_interrupted.load(Ordering::SeqCst) {
                return Ok(INTERRUPTED);
            }
            self.check_end();
            let limit = match self.running {
                Some(_) => TICK,
                None => IDLE,
            };
            let mut is_new = self.take_changes(limit)?;
            if !is_new {
                continue;
            }
            let quiet = match self.checker {
                Some(_) => SHORT_QUIET,
                None => QUIET,
            };
            while is_new {
                is_new = self.take_changes(quiet)?;
            }
            if self.edits.is_empty() {
                continue;
            }
            self.stop();
            if self.checker.is_some() {
                self.invocation.output.start_again();
            }
            let line = format!(
                "vamos: {}",
                self.edits.describe(&self.invocation.process.cwd)
            );
            self.invocation.output.log(&line);
            self.start(true);
        }
    }

    /// Waits for changes; reports whether one of them matters.
    fn take_changes(&mut self, limit: Duration) -> Result<bool, PathError> {
        let changed = self.watch.wait(limit)?;
        Ok(self.edits.add(changed, self.running.is_some()))
    }

    /// Starts the command. Tests that no change can influence are left out, if `may_narrow` is
    /// set and all passed before.
    fn start(&mut self, may_narrow: bool) {
        if self.check() {
            return;
        }
        let process = &self.invocation.process;
        let mut argv = vec![process.exe.clone()];
        argv.extend_from_slice(&self.invocation.parsed.args);
        if argv[1] == "test" && may_narrow && self.passed && self.edits.are_in_packages() {
            let narrowed = self.list.write(self.edits.files());
            argv.splice(2..2, narrowed.map(|file| format!("-affected=@{file}")));
        }
        let spawn = Spawn {
            argv,
            env: Arc::from(process.env.as_slice()),
            extra_env: vec![(WATCHED.name.to_owned(), std::process::id().to_string())],
            dir: process.cwd.clone(),
            streams: Streams::Inherit,
        };
        match Group::start(&self.invocation.executor, &spawn) {
            Ok(group) => self.running = Some(group),
            Err(error) => self.invocation.output.log(&format!("vamos: {error}")),
        }
    }

    /// Runs the command inside this process; reports whether that was possible.
    fn check(&mut self) -> bool {
        let Some(checker) = &mut self.checker else {
            return false;
        };
        if !self.edits.are_in_packages() {
            checker.forget();
        }
        self.is_checking.store(true, Ordering::SeqCst);
        let outcome = checker.run(self.invocation, self.edits.files());
        self.is_checking.store(false, Ordering::SeqCst);
        let Some(outcome) = outcome else {
            return false;
        };
        self.edits.forget();
        let output = &self.invocation.output;
        if outcome.code != 0 {
            output.show_repair();
        }
        let line = format!("vamos: {}, waiting for changes", outcome.describe());
        output.log(&line);
        checker.prepare();
        true
    }

    /// Records the exit of the command, if it has ended.
    fn check_end(&mut self) {
        let Some(group) = &mut self.running else {
            return;
        };
        let Ok(Some(exit)) = group.ended() else {
            return;
        };
        self.running = None;
        self.passed = exit.is_success();
        // A run that was interrupted has not seen them.
        self.edits.forget();
        let line = match exit {
            exit if exit.is_success() => "vamos: done, waiting for changes".to_owned(),
            Exit::Code(code) => format!("vamos: exit code {code}, waiting for changes"),
            exit @ Exit::Signal(..) => format!("vamos: {exit}, waiting for changes"),
        };
        self.invocation.output.log(&line);
    }

    /// Ends the command, if it runs.
    fn stop(&mut self) {
        if let Some(group) = self.running.take() {
            // A command that cannot be waited for has ended, too.
            let _ = group.end(PATIENCE);
        }
    }
}

/// The file with the changes, which `test` reads.
struct ChangedList {
    /// The directory of temporary files.
    dir: String,
    /// The file that was written last.
    file: Option<String>,
}

impl ChangedList {
    fn new(invocation: &Invocation) -> Self {
        let dir = match invocation.process.var("TMPDIR") {
            "" => "/tmp",
            dir => dir,
        };
        Self {
            dir: dir.to_owned(),
            file: None,
        }
    }

    /// Writes the list to a new file; returns its name, unless it cannot be written.
    fn write<'f>(&mut self, files: impl Iterator<Item = &'f str>) -> Option<String> {
        self.remove();
        let text: String = files.map(|file| format!("{file}\n")).collect();
        self.file = work::write_temp(&self.dir, "vamos-watch", text.as_bytes()).ok();
        self.file.clone()
    }

    fn remove(&mut self) {
        if let Some(file) = self.file.take() {
            // Cleaners of temporary files may have been there first.
            let _ = work::remove(&file);
        }
    }
}

impl Drop for ChangedList {
    fn drop(&mut self) {
        self.remove();
    }
}
