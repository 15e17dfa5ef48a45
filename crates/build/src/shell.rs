//! Commands and file operations on behalf of an action, shown as a script where `-x` or
//! `-n` asks for it.
//!
//! Counterpart: cmd/go/internal/work/shell.go.

use std::borrow::Cow;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::Instant;

use hashbrown::HashSet;
use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_base::golang::process::Usage;
use vamos_base::golang::quote::quote;
use vamos_base::golang::shell::env_prefix;
use vamos_base::golang::shell::join_unambiguously;
use vamos_fsys::PathError;
use vamos_fsys::fresh;
use vamos_fsys::memory;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::SpawnError;
use vamos_fsys::proc::Streams;
use vamos_fsys::work;
use vamos_load::Package;

use crate::action::ActionRef;
use crate::admission::Place;
use crate::cgo::clean_up;
use crate::error::BuildError;
use crate::error::ToolError;
use crate::events::EventSink;
use crate::response_file;
use crate::runner::Running;
use crate::turns::Said;

/// What all shells of a build share.
pub(crate) struct Script<'a> {
    sink: &'a dyn EventSink,
    work_dir: String,
    /// `work_dir` as it looks inside a quoted word, where that differs.
    quoted_work_dir: Option<String>,
    shows: bool,
    dry: bool,
    /// The directory that the shown script is in; held while anything is shown.
    script_dir: Mutex<String>,
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
            dry: n,
            script_dir: Mutex::default(),
            made: Mutex::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, String> {
        self.script_dir
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows text as it is.
    pub(crate) fn print(&self, package: Option<&str>, text: &str) {
        let _order = self.lock();
        self.sink.output(package, text);
    }

    /// Shows what an action has to say.
    pub(crate) fn tell(&self, said: &Said) {
        let _order = self.lock();
        let package = said.package.as_deref();
        match said.is_failure {
            true => self.sink.failure(package, &said.text),
            false => self.sink.output(package, &said.text),
        }
    }

    /// Replaces the work directory by `$WORK`, but not in `cat`: the text that goes
    /// into a file is shown as it is (`fmtCmd`).
    fn format(&self, command: &str) -> String {
        if self.work_dir.is_empty() || command.starts_with("cat ") {
            return command.to_owned();
        }
        let command = command.replace(&self.work_dir, "$WORK");
        match &self.quoted_work_dir {
            Some(quoted) => command.replace(quoted.as_str(), "$WORK"),
            None => command,
        }
    }

    /// Shows a command in a directory; empty or `/` means that it does not matter
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

/// A shell for one action.
#[derive(Clone, Copy)]
pub(crate) struct Shell<'r> {
    pub(crate) run: &'r Running<'r>,
    pub(crate) action: ActionRef,
}

impl<'r> Shell<'r> {
    fn script(self) -> &'r Script<'r> {
        self.run.script
    }

    fn package(self) -> Option<&'r Package> {
        self.run.plan.package_of(self.run.graph, self.action)
    }

    /// Reports whether commands are shown.
    pub(crate) fn shows(self) -> bool {
        self.script().shows
    }

    /// Reports whether commands are only shown.
    pub(crate) fn is_dry(self) -> bool {
        self.script().dry
    }

    /// Shows text of this action's package.
    pub(crate) fn print(self, text: &str) {
        self.say(text, false);
    }

    fn say(self, text: &str, is_failure: bool) {
        let said = Said {
            package: self.package().map(Package::desc),
            text: text.to_owned(),
            is_failure,
        };
        self.run.say(self.action, said);
    }

    /// Shows that this action failed.
    pub(crate) fn fail(self, text: &str) {
        self.say(text, true);
    }

    /// Shows a command; callers ask [`Shell::shows`] first.
    pub(crate) fn show(self, dir: &str, command: &str) {
        let desc = self.package().map(Package::desc);
        self.script().show(desc.as_deref(), dir, command);
    }

    /// Writes a file (`writeFile`).
    pub(crate) fn write_file(self, file: &str, text: &[u8]) -> Result<(), BuildError> {
        if self.shows() {
            let newline = text.iter().position(|byte| *byte == b'\n');
            let shown = os_str::decode(text);
            if text.is_empty() {
                self.show("", &format!("echo -n > {file} # internal"));
            } else if newline == Some(text.len() - 1) {
                let line = shown.trim_end_matches('\n');
                self.show("", &format!("echo '{line}' > {file} # internal"));
            } else {
                self.show("", &format!("cat >{file} << 'EOF' # internal\n{shown}EOF"));
            }
        }
        if self.is_dry() {
            return Ok(());
        }
        Ok(work::write(file, text)?)
    }

    /// Makes a directory, once per build (`Mkdir`).
    pub(crate) fn make_dirs(self, dir: &str) -> Result<(), BuildError> {
        if dir.is_empty() {
            return Ok(());
        }
        let mut made = self
            .script()
            .made
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if made.contains(dir) {
            return Ok(());
        }
        if self.shows() {
            self.show("", &format!("mkdir -p {dir}"));
        }
        if !self.is_dry() {
            fresh::make_dirs(dir)?;
        }
        made.insert(dir.to_owned());
        Ok(())
    }

    /// Removes a directory and all in it; a failure leaves garbage, no more
    /// (`RemoveAll`).
    pub(crate) fn remove_all(self, dir: &str) {
        let was_made = self
            .script()
            .made
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(dir);
        let is_there = || match fresh::stat(dir) {
            Ok(_) => true,
            Err(error) => !error.is_not_exist(),
        };
        if self.shows() && (was_made || is_there()) {
            self.show("", &format!("rm -rf {dir}"));
        }
        if !self.is_dry() {
            // What stays is removed with the work directory.
            let _ = work::remove_all(dir);
        }
    }

    /// Runs a command and reports what it says (`run`); an empty `desc` means the
    /// command itself.
    pub(crate) fn run(
        self,
        dir: &str,
        desc: &str,
        env: &[(String, String)],
        command: Vec<String>,
    ) -> Result<(), BuildError> {
        let command_line = desc.is_empty().then(|| command.join(" "));
        let (output, error) = self.run_output(dir, env, command)?;
        match command_line {
            Some(line) => self.report(&self.script().format(&line), dir, &output, error),
            None => self.report(desc, dir, &output, error),
        }
    }

    /// Runs a command; returns its output, and how it failed if it did (`runOut`).
    /// `.` means the directory where we are.
    pub(crate) fn run_output(
        self,
        dir: &str,
        env: &[(String, String)],
        command: Vec<String>,
    ) -> Result<(Vec<u8>, Option<BuildError>), BuildError> {
        if let Some(argument) = command.iter().find(|word| word.starts_with('@')) {
            return Err(BuildError::BadArgument {
                argument: argument.clone(),
                command: join_unambiguously(&command),
            });
        }
        if self.shows() {
            let entries: Vec<String> = env.iter().map(|(k, v)| format!("{k}={v}")).collect();
            let line = env_prefix(&entries) + &join_unambiguously(&command);
            self.show(dir, &line);
        }
        if self.is_dry() {
            return Ok((Vec::new(), None));
        }
        self.spawn(dir, env, command)
    }

    fn spawn(
        self,
        dir: &str,
        env: &[(String, String)],
        mut command: Vec<String>,
    ) -> Result<(Vec<u8>, Option<BuildError>), BuildError> {
        let noted = self.run.action_graph.as_ref();
        let noted = noted.map(|graph| (graph, join_unambiguously(&command)));
        let program = command[0].clone();
        command[0] = self.run.look_path(&program)?;
        let go_env = self.run.cx.env;
        let temporary = response_file::shorten(go_env.release, &mut command, &go_env.tmpdir)?;
        let collector = &self.run.collector;
        let memory_env = collector.extra_env(&program, &go_env.tool_dir, memory::available);
        let mut extra_env = Vec::with_capacity(env.len() + memory_env.len() + 2);
        extra_env.extend_from_slice(memory_env);
        if dir != "." && !dir.is_empty() {
            extra_env.push(("PWD".to_owned(), dir.to_owned()));
        }
        if let Some(package) = self.package() {
            extra_env.push(("TOOLEXEC_IMPORTPATH".to_owned(), package.desc()));
        }
        extra_env.extend_from_slice(env);
        let spawn = Spawn {
            argv: command,
            env: self.run.tool_env.clone(),
            extra_env,
            dir: match dir {
                "." | "" => self.run.cx.cwd.to_owned(),
                dir => dir.to_owned(),
            },
            streams: Streams::Merged,
            inputs: Vec::new(),
            outputs: Vec::new(),
        };
        let place = self.place();
        let start = Instant::now();
        let outcome = self.run.cx.executor.run(&spawn, &self.run.cx.cancel);
        drop(place);
        let usage = outcome.as_ref().map_or(Usage::default(), |end| end.usage);
        self.run.note_spent(self.action, &usage);
        if let Some((graph, line)) = noted {
            graph.ran(self.action, line, start.elapsed(), usage);
        }
        if let Some(file) = temporary {
            // Left behind in the temporary directory at worst.
            let _ = work::remove(&file);
        }
        match outcome {
            Ok(outcome) if outcome.exit.is_success() => Ok((outcome.stdout, None)),
            // It did not end by itself, and nobody wants to hear of it.
            Ok(_) if self.run.cx.cancel.is_cancelled() => Err(BuildError::Cancelled),
            Ok(outcome) => {
                let status = outcome.exit.to_string();
                Ok((outcome.stdout, Some(BuildError::Exit { program, status })))
            }
            Err(SpawnError::Cancelled) => Err(BuildError::Cancelled),
            Err(error) => {
                let status = error.to_string();
                Ok((Vec::new(), Some(BuildError::Exit { program, status })))
            }
        }
    }

    /// Waits until there is memory for a tool of this action.
    fn place(self) -> Option<Place<'r>> {
        let run = self.run;
        let budget = run.collector.budget(memory::available)?;
        let bytes = run.expected_memory(self.action);
        (bytes > 0).then(|| run.admission.enter(bytes, budget))
    }

    /// Turns a command's output and end into what is shown of it: what a command that
    /// failed said becomes the error, what one that succeeded said is shown, or kept
    /// where the action's output is kept (`reportCmd`). An empty `desc` or `dir` means
    /// the package's.
    pub(crate) fn report(
        self,
        desc: &str,
        dir: &str,
        output: &[u8],
        error: Option<BuildError>,
    ) -> Result<(), BuildError> {
        if output.is_empty() {
            return error.map_or(Ok(()), Err);
        }
        let package = self.package();
        let package_desc = package.map(Package::desc);
        let desc = match desc {
            "" => package_desc.clone().unwrap_or_default(),
            desc => desc.to_owned(),
        };
        let dir = match (dir, package) {
            ("", Some(package)) => package.dir.as_str(),
            (dir, _) => dir,
        };
        let import_path = package.map_or("", |package| package.import_path.as_str());
        let report = ToolError {
            text: self.readable(output, dir),
            import_path: import_path.to_owned(),
            needs_path: !import_path.is_empty() && Some(&desc) != package_desc.as_ref(),
            desc,
        };
        if error.is_some() {
            return Err(BuildError::Tool(report));
        }
        let text = report.to_string();
        let mut state = self.run.state(self.action);
        if let Some(output) = &mut state.output {
            output.push_str(&text);
        } else {
            drop(state);
            self.print(&text);
        }
        Ok(())
    }

    /// Makes paths in a tool's output short: `$WORK`, and relative to where we are
    /// wherever that is shorter.
    fn readable(self, output: &[u8], dir: &str) -> String {
        let mut text = os_str::decode(output);
        if !text.ends_with('\n') {
            text.push('\n');
        }
        text = replace_prefix(text, &self.script().work_dir, "$WORK");
        let mut dir = Cow::Borrowed(dir);
        loop {
            let short = self.run.short_path(&dir);
            if short != dir {
                text = replace_prefix(text, &dir, &short);
            }
            let parent = path::dir(&dir);
            if parent == dir {
                break;
            }
            dir = Cow::Owned(parent);
        }
        // Who asks for commands wants to see all of it. Newer releases clean up what the
        // compiler says, nothing else (compile.rs).
        let is_wanted =
            !self.run.cx.flags.x && !self.run.cx.env.release.cleans_up_compiler_output_only();
        let cleaned = is_wanted.then(|| clean_up(&text)).flatten();
        cleaned.unwrap_or(text)
    }
}

/// Replaces `old` where a path may begin: at the start, after a space, and at the start
/// of a line, indented by a tab or not.
fn replace_prefix(text: String, old: &str, new: &str) -> String {
    if old.is_empty() || !text.contains(old) {
        return text;
    }
    let mut text = text;
    for before in [" ", "\n", "\n\t"] {
        text = text.replace(&format!("{before}{old}"), &format!("{before}{new}"));
    }
    match text.strip_prefix(old) {
        Some(rest) => format!("{new}{rest}"),
        None => text,
    }
}

impl Running<'_> {
    /// Finds a program as a shell would, in the PATH that tools get, and where it was
    /// found before: one that is gone since cannot be started, which is another error
    /// (`pathcache.LookPath`).
    pub(crate) fn look_path(&self, program: &str) -> Result<String, BuildError> {
        let mut found = self.programs.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = found.entry_ref(program);
        let answer = entry.or_insert_with(|| self.look_path_afresh(program));
        answer.clone().map_err(BuildError::Message)
    }

    fn look_path_afresh(&self, program: &str) -> Result<String, String> {
        let path_env = self
            .tool_env
            .iter()
            .rev()
            .find(|(name, _)| name == "PATH")
            .map_or("", |(_, value)| value.as_str());
        vamos_fsys::proc::look_path(program, path_env).map_err(|error| error.to_string())
    }

    /// Returns a path as it is shown (`base.ShortPath`): relative where that is
    /// shorter and means the same file.
    pub(crate) fn short_path(&self, path: &str) -> String {
        let same = |a: &str, b: &str| same_file(self.cx.cwd, a, b);
        path::short_path_if(self.cx.cwd, path, same)
    }
}

fn same_file(cwd: &str, a: &str, b: &str) -> bool {
    let meta = |name: &str| -> Result<_, PathError> {
        if path::is_abs(name) {
            fresh::stat(name)
        } else {
            fresh::stat(&path::join(&[cwd, name]))
        }
    };
    match (meta(a), meta(b)) {
        (Ok(a), Ok(b)) => (a.dev, a.ino) == (b.dev, b.ino),
        (Err(a), Err(b)) => a.is_not_exist() && b.is_not_exist(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::Script;
    use super::replace_prefix;
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

    #[test]
    fn prefixes_are_replaced_where_paths_begin() {
        let text = "/a/b/x.go:1\n\t/a/b/y.go x/a/b /a/b\n/a/b".to_owned();
        assert_eq!(
            replace_prefix(text, "/a/b", "."),
            "./x.go:1\n\t./y.go x/a/b .\n."
        );
    }
}
