//! Commands and file operations on behalf of an action, shown as a script for `-x` and `-n`.
//!
//! Counterpart: cmd/go/internal/work/shell.go.

mod copy;

use std::borrow::Cow;
use std::time::Instant;

use vamos_base::golang::names::ImportPath;
use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_base::golang::process::Exit;
use vamos_base::golang::process::Usage;
use vamos_base::golang::shell::env_prefix;
use vamos_base::golang::shell::join_unambiguously;
use vamos_fsys::available_memory;
use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_jobs::AsmStep;
use vamos_jobs::Command;
use vamos_jobs::CompileExtent;
use vamos_jobs::ExecError;
use vamos_jobs::Job;
use vamos_jobs::Outcome;
use vamos_jobs::Products;
use vamos_jobs::Site;
use vamos_load::Package;
use vamos_sched::Reservation;

use crate::action::ActionRef;
use crate::cgo::clean_up;
use crate::error::BuildError;
use crate::error::ToolError;
use crate::journal::StepOutcome;
use crate::run::Run;
use crate::script::Message;
use crate::script::MessageKind;
use crate::script::Script;
use crate::services::short_path;

/// Options of one run of a job.
#[derive(Default)]
pub(crate) struct RunOptions {
    /// Variables that only change the speed of the tool.
    pub(crate) hints: Vec<(String, String)>,
    /// The wanted results of a compilation.
    pub(crate) extent: CompileExtent,
}

/// The end of a tool's run.
pub(crate) struct ToolEnd {
    /// The output: stdout and stderr.
    pub(crate) output: Vec<u8>,
    /// The error, if the tool failed.
    pub(crate) error: Option<BuildError>,
    /// The results other than files, if it succeeded.
    pub(crate) products: Products,
}

impl ToolEnd {
    fn new(output: Vec<u8>, error: Option<BuildError>) -> Self {
        Self {
            output,
            error,
            products: Products::default(),
        }
    }
}

/// A shell for one action.
#[derive(Clone, Copy)]
pub(crate) struct Shell<'r> {
    run: &'r Run<'r>,
    action: ActionRef,
}

impl<'a> Run<'a> {
    /// Returns the shell of an action.
    pub(crate) fn shell(&'a self, action: ActionRef) -> Shell<'a> {
        Shell { run: self, action }
    }
}

impl<'r> Shell<'r> {
    fn script(self) -> &'r Script<'r> {
        self.run.services.script
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
        self.script().is_dry
    }

    /// Shows text of this action's package.
    pub(crate) fn print(self, text: &str) {
        self.emit(text, MessageKind::Output);
    }

    /// Prints on stdout. `what` names the operation in the action's error if printing fails.
    pub(crate) fn print_stdout(self, what: &str, text: &str) {
        let path = self.package().map_or("", |package| &package.import_path);
        self.emit(text, MessageKind::Stdout(format!("{path}: {what}")));
    }

    /// Prints on stderr, even if the build's output has another format.
    pub(crate) fn print_stderr(self, text: &str) {
        self.emit(text, MessageKind::Stderr);
    }

    fn emit(self, text: &str, kind: MessageKind) {
        let message = self.message(text, kind);
        self.run.emit(self.action, message);
    }

    fn message(self, text: &str, kind: MessageKind) -> Message {
        Message {
            package: self.package().map(Package::desc),
            text: text.to_owned(),
            kind,
        }
    }

    /// Shows that this action failed.
    pub(crate) fn fail(self, text: &str) {
        self.emit(text, MessageKind::Failure);
    }

    /// Shows, before its turn, that this action will fail.
    pub(crate) fn fail_early(self, text: &str) {
        let message = self.message(text, MessageKind::Failure);
        self.run.emit_early(&message);
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
        let desc = self.package().map(Package::desc);
        self.script().make_dirs(desc.as_deref(), dir)
    }

    /// Removes a directory and its contents; errors are ignored (`RemoveAll`).
    pub(crate) fn remove_all(self, dir: &str) {
        let was_made = self.script().made().contains(dir);
        let is_there = || match uncached::stat(dir) {
            Ok(_) => true,
            Err(error) => !error.is_not_exist(),
        };
        if self.shows() && (was_made || is_there()) {
            self.show("", &format!("rm -rf {dir}"));
        }
        if !self.is_dry() {
            // The rest is removed with the work directory.
            let _ = work::remove_all(dir);
        }
    }

    /// Runs a job and reports its output (`run`); an empty `desc` means the command line. Returns
    /// the results of the job other than files.
    pub(crate) fn run_job(self, desc: &str, job: &Job) -> Result<Products, BuildError> {
        let command = job.command(self.run.services.work.path());
        let ToolEnd {
            output,
            error,
            products,
        } = self.job_output(job, RunOptions::default())?;
        match desc {
            "" => {
                let line = self.script().format(&command.words.join(" "));
                self.report(&line, &command.dir, &output, error)?;
            }
            desc => self.report(desc, &command.dir, &output, error)?,
        }
        Ok(products)
    }

    /// Runs a job to its end (`runOut`).
    pub(crate) fn job_output(self, job: &Job, options: RunOptions) -> Result<ToolEnd, BuildError> {
        let services = &self.run.services;
        let command = job.command(services.work.path());
        let program = &command.words[0];
        self.output_of(&command, || {
            let tool_dir = &services.cx.env.sdk.tool_dir;
            let gc = services
                .limits
                .gc
                .extra_env(program, tool_dir, available_memory);
            let RunOptions { hints, extent } = options;
            let hints = [gc, &hints].concat();
            let reservation = self.reserve_memory();
            let site = Site {
                work_dir: services.work.path(),
                hints: &hints,
                estimate: self.run.estimate_for_race(self.action),
                other_links: match job {
                    Job::Link(_) => self.run.other_links(self.action),
                    _ => 0,
                },
                extent,
                takes_bytes: takes_bytes(job) && !services.cx.flags.shows_work_files(),
                cancel: &services.cx.cancel,
            };
            let outcome = services.executor.run(job, site);
            drop(reservation);
            outcome
        })
    }

    /// Returns the end of a job that would fail with exit status 2, as if it had run.
    pub(crate) fn known_failure(self, job: &Job, text: &str) -> Result<ToolEnd, BuildError> {
        let command = job.command(self.run.services.work.path());
        self.output_of(&command, || {
            Ok(Outcome {
                exit: Exit::Code(2),
                usage: Usage::default(),
                output: os_str::encode(text).into_owned(),
                products: Products::default(),
            })
        })
    }

    /// Runs a program of the host that is not a job.
    pub(crate) fn run_on_host(self, command: &Command) -> Result<ToolEnd, BuildError> {
        let services = &self.run.services;
        let description = self.package().map_or_else(String::new, Package::desc);
        let host = services.host();
        self.output_of(command, || {
            host.run_command(command.clone(), &description, &services.cx.cancel)
        })
    }

    /// Shows a command and runs it with `run`, unless commands are only shown.
    fn output_of(
        self,
        command: &Command,
        run: impl FnOnce() -> Result<Outcome, ExecError>,
    ) -> Result<ToolEnd, BuildError> {
        let words = &command.words;
        if let Some(argument) = words.iter().find(|word| word.starts_with('@')) {
            return Err(BuildError::BadArgument {
                argument: argument.clone(),
                command: join_unambiguously(words),
            });
        }
        if self.shows() {
            let entries = command.env.iter().map(|(k, v)| format!("{k}={v}"));
            let entries: Vec<String> = entries.collect();
            let line = env_prefix(&entries) + &join_unambiguously(words);
            self.show(&command.dir, &line);
        }
        if self.is_dry() {
            return Ok(ToolEnd::new(Vec::new(), None));
        }
        let start = Instant::now();
        self.run.reports.note(self.action, StepOutcome::Ran);
        let outcome = run();
        let usage = outcome.as_ref().map_or(Usage::default(), |end| end.usage);
        self.run.services.costs.add_spent(self.action, &usage);
        if let Some(graph) = &self.run.reports.action_graph
            && !matches!(outcome, Err(ExecError::Unprepared(_)))
        {
            let line = join_unambiguously(words);
            graph.ran(self.action, line, start.elapsed(), usage);
        }
        let failed = |status: String| {
            let program = words[0].clone();
            Some(BuildError::Exit { program, status })
        };
        match outcome {
            Ok(outcome) if outcome.exit.is_success() => Ok(ToolEnd {
                output: outcome.output,
                error: None,
                products: outcome.products,
            }),
            // It was interrupted, so its exit status means nothing.
            Ok(_) if self.run.cx().cancel.is_cancelled() => Err(BuildError::Cancelled),
            Ok(outcome) => Ok(ToolEnd::new(
                outcome.output,
                failed(outcome.exit.to_string()),
            )),
            Err(ExecError::Cancelled) => Err(BuildError::Cancelled),
            Err(ExecError::Unprepared(error)) => Err(BuildError::Other(error)),
            Err(error) => Ok(ToolEnd::new(Vec::new(), failed(error.to_string()))),
        }
    }

    /// Waits until there is memory for a tool of this action.
    fn reserve_memory(self) -> Option<Reservation<'r>> {
        let (bytes, budget) = self.memory()?;
        Some(self.run.services.limits.memory.reserve(bytes, budget))
    }

    /// Reports whether there is memory for a tool of this action now.
    pub(crate) fn has_memory(self) -> bool {
        let memory = &self.run.services.limits.memory;
        let is_there = |(bytes, budget)| memory.fits(bytes, budget);
        self.memory().is_none_or(is_there)
    }

    /// Returns the memory that a tool of this action needs and the memory that all may use, in
    /// bytes, if that matters.
    fn memory(self) -> Option<(u64, u64)> {
        let run = self.run;
        let budget = run.services.limits.gc.budget(available_memory)?;
        let bytes = run.kind(self.action).memory(run, self.action);
        (bytes > 0).then_some((bytes, budget))
    }

    /// Reports the output of a command. If the command failed, its output becomes the error.
    /// Otherwise it is shown, or recorded with the action's output if that is stored (`reportCmd`).
    /// An empty `desc` or `dir` means the package's.
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
        let import_path =
            package.map_or_else(ImportPath::default, |package| package.import_path.clone());
        let report = ToolError {
            text: self.readable(output, dir),
            needs_path: !import_path.is_empty() && Some(&desc) != package_desc.as_ref(),
            import_path,
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

    /// Gives archives that were made in this run the names that they have for upstream.
    fn name_new_archives(self, mut text: String) -> String {
        let plan = self.run.plan;
        for dep in &plan.get(self.action).deps {
            let done = self.run.done(*dep);
            if done.is_moved && text.contains(&done.built) {
                let archive = format!("{}_pkg_.a", plan.get(*dep).objdir);
                text = text.replace(&done.built, &archive);
            }
        }
        text
    }

    /// Shortens paths in a tool's output: `$WORK` replaces the work directory, and paths become
    /// relative to the current directory if that is shorter.
    fn readable(self, output: &[u8], dir: &str) -> String {
        let mut text = os_str::decode(output);
        if !text.ends_with('\n') {
            text.push('\n');
        }
        text = self.name_new_archives(text);
        text = replace_prefix(text, &self.script().work_dir, "$WORK");
        let text = shorten(text, dir, |dir| self.run.services.files.short_path(dir));
        // With -x the output is shown unchanged. From Go 1.27 on only the compiler's output is
        // cleaned up (kinds/compile.rs).
        let cx = self.run.cx();
        let only_compiler = cx.env.sdk.release.cleans_up_compiler_output_only();
        let is_wanted = !cx.flags.report.x && !only_compiler;
        let cleaned = is_wanted.then(|| clean_up(&text)).flatten();
        cleaned.unwrap_or(text)
    }
}

/// Reports whether the build itself reads the output of a job: objects become members of an
/// archive. The compiler, a child, reads the list of symbols.
fn takes_bytes(job: &Job) -> bool {
    matches!(job, Job::Asm(job) if job.step == AsmStep::Assemble)
}

/// Returns the text of a tool that worked in `dir`, in the form of a command that runs in `cwd`:
/// paths are relative if that is shorter.
pub fn readable_paths(cwd: &str, text: &str, dir: &str) -> String {
    shorten(text.to_owned(), dir, |dir| short_path(cwd, dir))
}

/// Replaces a directory, and its ancestors, by the results of `short`.
fn shorten(mut text: String, dir: &str, short: impl Fn(&str) -> String) -> String {
    let mut dir = Cow::Borrowed(dir);
    loop {
        let short = short(&dir);
        if short != dir {
            text = replace_prefix(text, &dir, &short);
        }
        let parent = path::dir(&dir);
        if parent == dir {
            return text;
        }
        dir = Cow::Owned(parent);
    }
}

/// Replaces `old` where a path may begin: at the start of the text, after a space, and at
/// the start of a line, with or without a tab.
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

#[cfg(test)]
mod tests {
    use super::replace_prefix;

    #[test]
    fn prefixes_are_replaced_where_paths_begin() {
        let text = "/a/b/x.go:1\n\t/a/b/y.go x/a/b /a/b\n/a/b".to_owned();
        assert_eq!(
            replace_prefix(text, "/a/b", "."),
            "./x.go:1\n\t./y.go x/a/b .\n."
        );
    }
}
