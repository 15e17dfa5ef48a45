//! The output of a build: messages of actions, and commands as a script for `-x` and `-n`.
//!
//! Counterpart: cmd/go/internal/work/shell.go (`ShowCmd`, `fmtCmd`, `Mkdir`).

use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use hashbrown::HashSet;
use vamos_base::golang::quote::quote;
use vamos_fsys::uncached;

use crate::error::BuildError;
use crate::events::EventSink;

/// A text that an action shows.
pub(crate) struct Message {
    /// The description of the action's package.
    pub(crate) package: Option<String>,
    pub(crate) text: String,
    pub(crate) kind: MessageKind,
}

/// The destination of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum MessageKind {
    /// With the output of the build.
    Output,
    /// As the failure of the action.
    Failure,
    /// On stdout. The words precede an error of writing.
    Stdout(String),
    /// On stderr, whatever the format of the build's output.
    Stderr,
}

/// The output of a build, shared by the shells of all actions.
pub(crate) struct Script<'a> {
    sink: &'a dyn EventSink,
    pub(crate) work_dir: String,
    /// `work_dir` inside a quoted word, if that differs.
    quoted_work_dir: Option<String>,
    pub(crate) shows: bool,
    pub(crate) is_dry: bool,
    /// The directory that the shown script is in; held while anything is shown.
    script_dir: Mutex<String>,
    /// True if a message could not be written.
    has_failed: AtomicBool,
    /// Directories that were made.
    made: Mutex<HashSet<String>>,
}

impl<'a> Script<'a> {
    pub(crate) fn new(sink: &'a dyn EventSink, work_dir: &str, x: bool, n: bool) -> Self {
        let quoted = quote(work_dir);
        let inner = &quoted[1..quoted.len() - 1];
        Self {
            sink,
            work_dir: work_dir.to_owned(),
            quoted_work_dir: (inner != work_dir).then(|| inner.to_owned()),
            shows: x || n,
            is_dry: n,
            script_dir: Mutex::default(),
            has_failed: AtomicBool::new(false),
            made: Mutex::default(),
        }
    }

    /// Reports whether a message could not be written that must not be lost.
    pub(crate) fn has_failed(&self) -> bool {
        self.has_failed.load(Ordering::Relaxed)
    }

    /// Returns the directories that were made.
    pub(crate) fn made(&self) -> MutexGuard<'_, HashSet<String>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a directory, once per build (`Mkdir`).
    pub(crate) fn make_dirs(&self, package: Option<&str>, dir: &str) -> Result<(), BuildError> {
        if dir.is_empty() {
            return Ok(());
        }
        let mut made = self.made();
        if made.contains(dir) {
            return Ok(());
        }
        if self.shows {
            self.show(package, "", &format!("mkdir -p {dir}"));
        }
        if !self.is_dry {
            uncached::make_dirs(dir)?;
        }
        made.insert(dir.to_owned());
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, String> {
        self.script_dir
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows text unchanged.
    pub(crate) fn print(&self, package: Option<&str>, text: &str) {
        let _order = self.lock();
        self.sink.output(package, text);
    }

    /// Shows an action's message.
    pub(crate) fn deliver(&self, message: &Message) {
        let _order = self.lock();
        let package = message.package.as_deref();
        match &message.kind {
            MessageKind::Output => self.sink.output(package, &message.text),
            MessageKind::Failure => self.sink.failure(package, &message.text),
            MessageKind::Stdout(what) => {
                if let Err(error) = self.sink.stdout(&message.text) {
                    self.sink.failure(package, &format!("{what}: {error}"));
                    self.has_failed.store(true, Ordering::Relaxed);
                }
            }
            MessageKind::Stderr => self.sink.report_error(&message.text),
        }
    }

    /// Replaces the work directory by `$WORK`, but not in `cat`: the contents of a file are
    /// shown unchanged (`fmtCmd`).
    pub(crate) fn format(&self, command: &str) -> String {
        if self.work_dir.is_empty() || command.starts_with("cat ") {
            return command.to_owned();
        }
        let command = command.replace(&self.work_dir, "$WORK");
        match &self.quoted_work_dir {
            Some(quoted) => command.replace(quoted.as_str(), "$WORK"),
            None => command,
        }
    }

    /// Shows a command in a directory; the directory is irrelevant if it is empty or `/`
    /// (`ShowCmd`).
    pub(crate) fn show(&self, package: Option<&str>, dir: &str, command: &str) {
        let mut script_dir = self.lock();
        let mut command = self.format(command);
        if !dir.is_empty() && dir != "/" {
            if dir != *script_dir {
                self.sink
                    .output(package, &self.format(&format!("cd {dir}\n")));
                dir.clone_into(&mut script_dir);
            }
            let dot = if dir.ends_with('/') { " ./" } else { " ." };
            command = format!(" {command}").replace(&format!(" {dir}"), dot);
            command.remove(0);
        }
        command.push('\n');
        self.sink.output(package, &command);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::Script;
    use crate::events::EventSink;

    #[derive(Default)]
    struct Sink(Mutex<String>);

    impl EventSink for Sink {
        fn output(&self, _package: Option<&str>, text: &str) {
            self.0.lock().unwrap().push_str(text);
        }
        fn failure(&self, _package: Option<&str>, text: &str) {
            self.0.lock().unwrap().push_str(text);
        }
    }

    #[test]
    fn shows_directories_once_and_as_dots() {
        let sink = Sink::default();
        let script = Script::new(&sink, "/tmp/w", true, false);
        script.show(None, "/src/p", "tool -I /tmp/w/b001/ /src/p/x.s /src/px");
        script.show(None, "/src/p", "tool");
        script.show(None, "", "cat >/tmp/w/f << 'EOF' # internal\n/tmp/w\nEOF");
        script.show(None, ".", "link a .b");
        assert_eq!(
            sink.0.into_inner().unwrap(),
            "cd /src/p\ntool -I $WORK/b001/ ./x.s .x\ntool\n\
             cat >/tmp/w/f << 'EOF' # internal\n/tmp/w\nEOF\ncd .\nlink a .b\n"
        );
    }
}
