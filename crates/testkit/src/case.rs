//! One case: a tree of files, an environment, commands.
//!
//! Counterpart: none.

use crate::cache;
use crate::compare::Output;
use crate::compare::Run;
use crate::compare::compare;
use crate::goroot;
use crate::goroot::Goroot;
use crate::goroot::ToolRuns;
use crate::laid::Outputs;
use crate::laid::SeededCache;
use crate::program;
use crate::proxy::Proxy;
use crate::proxy::Request;
use crate::proxy::Serving;
use crate::snapshot;
use crate::snapshot::Snapshot;
use crate::txtar::Archive;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;

/// Initial content of GOCACHE; the same for both programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cache {
    /// No entries.
    Empty,
    /// Some packages of the standard library, built by the official go.
    Std,
}

/// One command of a case.
#[derive(Clone, Debug)]
struct Step {
    args: Vec<String>,
    /// The exit code that the arguments state for both programs.
    code: Option<i32>,
    /// The directory below the tree, if it is not the case's own.
    dir: Option<String>,
}

impl Step {
    /// Removes the mark `!CODE` from the arguments.
    fn new<S: AsRef<str>>(args: impl IntoIterator<Item = S>) -> Self {
        let mut args: Vec<String> = args
            .into_iter()
            .map(|arg| arg.as_ref().to_owned())
            .collect();
        let mark = args.last().and_then(|last| last.strip_prefix('!'));
        let code = mark.and_then(|code| code.parse().ok());
        if code.is_some() {
            args.pop();
        }
        Self {
            args,
            code,
            dir: None,
        }
    }
}

/// Splits a line into its arguments and the exit code that it states at its end, as ` !CODE`;
/// a line without states 0.
pub fn split_exit_mark(line: &str) -> (&str, i32) {
    let marked = line.rsplit_once(" !");
    let marked = marked.and_then(|(args, code)| Some((args, code.parse().ok()?)));
    marked.unwrap_or((line, 0))
}

/// Changes the directory that holds `work` and `cache`.
pub type Hook = fn(&Path);

/// A side-by-side case. Make it, describe it, then [`Case::run`] it.
#[derive(Clone, Debug)]
pub struct Case {
    name: String,
    tree: Archive,
    env: Vec<(String, String)>,
    dir: String,
    cache: Cache,
    steps: Vec<Step>,
    /// Files to write before the step of a number.
    edits: Vec<(usize, Archive)>,
    /// Hooks that change the directory of the case before the step with this number.
    hooks: Vec<(usize, Hook)>,
    program: Option<PathBuf>,
    serving: Option<Serving>,
    exit_codes: &'static str,
    is_verified: bool,
    is_watched: bool,
    has_real_go: bool,
}

/// The telemetry directory of cases that keep their configuration in the tree. It is not
/// compared, because the official go counts there.
const TELEMETRY: &str = "work/config/go/telemetry";

/// Makes vamos recompute cached results and compare.
const VERIFY: [(&str, &str); 2] = [("VAMOS_TRACE", "verify"), ("VAMOS_CUTOFF", "verify")];

/// Data of a case without differences.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Tools that ran under the official go.
    pub official_tools: ToolRuns,
    /// Tools that ran under vamos.
    pub vamos_tools: ToolRuns,
    /// The last command's stdout under vamos.
    pub stdout: String,
    /// The last command's stderr under vamos.
    pub stderr: String,
    /// Requests of the official go to the case's proxy.
    pub official_requests: Vec<Request>,
    /// Requests of vamos to the case's proxy.
    pub vamos_requests: Vec<Request>,
    /// A program was missing and `VAMOS_ALLOW_SKIP` is set, so the case did not run.
    pub is_skipped: bool,
}

impl Case {
    /// Returns a case without files that starts with the seeded cache.
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            tree: Archive::default(),
            env: Vec::new(),
            dir: String::new(),
            cache: Cache::Std,
            steps: Vec::new(),
            edits: Vec::new(),
            hooks: Vec::new(),
            program: None,
            serving: None,
            exit_codes: "",
            is_verified: false,
            is_watched: false,
            has_real_go: false,
        }
    }

    /// Sets the files that the commands find, as a txtar archive.
    #[must_use]
    pub fn tree(mut self, archive: &str) -> Self {
        self.tree = Archive::parse(archive);
        self
    }

    /// Adds a variable to the environment; `$TREE` in its value is the directory of the
    /// case's tree, and `$TOP` the one that holds it as `work`, `home`, `gopath` and `cache`.
    #[must_use]
    pub fn env(mut self, key: &str, value: &str) -> Self {
        self.env.push((key.to_owned(), value.to_owned()));
        self
    }

    /// Sets a table of exit codes for commands that state none: lines of a code, the name of
    /// a case and its arguments, separated by tabs.
    #[must_use]
    pub fn exit_codes(mut self, table: &'static str) -> Self {
        self.exit_codes = table;
        self
    }

    /// Runs vamos once more from the start, and makes it compare all cached results.
    #[must_use]
    pub fn verified(mut self) -> Self {
        self.is_verified = true;
        self
    }

    /// Compares the files of the tree after each command, not only at the end.
    #[must_use]
    pub fn watched(mut self) -> Self {
        self.is_watched = true;
        self
    }

    /// Puts the official command into GOROOT/bin for its own run, for programs that call it there;
    /// vamos finds the stub. Build caches and runs of tools are not compared: to replace such a
    /// program, vamos may build another.
    #[must_use]
    pub fn with_real_go(mut self) -> Self {
        self.has_real_go = true;
        self
    }

    /// Adds several variables.
    #[must_use]
    pub fn envs(self, env: &[(&str, &str)]) -> Self {
        let add = |case: Self, &(key, value): &(&str, &str)| case.env(key, value);
        env.iter().fold(self, add)
    }

    /// Sets the directory below the tree in which commands run.
    #[must_use]
    pub fn dir(mut self, dir: &str) -> Self {
        dir.clone_into(&mut self.dir);
        self
    }

    /// Sets the initial content of the cache.
    #[must_use]
    pub fn cache(mut self, cache: Cache) -> Self {
        self.cache = cache;
        self
    }

    /// Serves modules to both programs: GOPROXY is one proxy's address, GOSUMDB is off
    /// (both may be set otherwise, `$PROXY` in a variable's value is the address). In outputs
    /// its `host:port` is `$PROXY` too.
    #[must_use]
    pub fn proxy(mut self, serving: Serving) -> Self {
        self.serving = Some(serving);
        self
    }

    /// Adds a command before the last one. All commands of a case share their files.
    /// A last argument `!CODE` states the exit code that is expected of both programs. It
    /// is 0 without a mark and without a row of [`Case::exit_codes`].
    #[must_use]
    pub fn step<S: AsRef<str>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.steps.push(Step::new(args));
        self
    }

    /// Adds a command that runs in another directory below the tree than the case's.
    #[must_use]
    pub fn step_in<S: AsRef<str>>(mut self, dir: &str, args: impl IntoIterator<Item = S>) -> Self {
        self.steps.push(Step {
            dir: Some(dir.to_owned()),
            ..Step::new(args)
        });
        self
    }

    /// Writes files, given as a txtar archive, after the commands so far.
    #[must_use]
    pub fn edit(mut self, archive: &str) -> Self {
        let edit = Archive::parse(archive);
        self.edits.push((self.steps.len(), edit));
        self
    }

    /// Calls `hook` with the directory that holds `work` and `cache` after the commands so far.
    #[must_use]
    pub fn hook(mut self, hook: Hook) -> Self {
        self.hooks.push((self.steps.len(), hook));
        self
    }

    /// Compares with `program` instead of vamos.
    #[must_use]
    pub fn against(mut self, program: &Path) -> Self {
        self.program = Some(program.to_owned());
        self
    }

    /// Runs lines of arguments, split at spaces, after the commands so far.
    ///
    /// # Panics
    ///
    /// If anything differs, with all differences.
    pub fn run_lines<S: AsRef<str>>(self, lines: &[S]) -> Report {
        let name = self.name.clone();
        match self.try_run_lines(lines) {
            Ok(report) => report,
            Err(problem) => panic!("case {name}:\n{problem}"),
        }
    }

    /// Runs like [`Case::run_lines`] and returns the differences as the error.
    pub fn try_run_lines<S: AsRef<str>>(self, lines: &[S]) -> Result<Report, String> {
        let (last, first) = lines.split_last().ok_or("a case has a command")?;
        let add = |case: Self, line: &S| case.step(line.as_ref().split(' '));
        first
            .iter()
            .fold(self, add)
            .try_run(last.as_ref().split(' '))
    }

    /// Runs all commands, this one last, under both programs.
    ///
    /// # Panics
    ///
    /// If anything differs, with all differences.
    pub fn run<S: AsRef<str>>(self, args: impl IntoIterator<Item = S>) -> Report {
        let name = self.name.clone();
        match self.try_run(args) {
            Ok(report) => report,
            Err(problem) => panic!("case {name}:\n{problem}"),
        }
    }

    /// Runs like [`Case::run`] and returns the differences as the error.
    pub fn try_run<S: AsRef<str>>(
        self,
        args: impl IntoIterator<Item = S>,
    ) -> Result<Report, String> {
        self.step(args).try_steps()
    }

    /// Runs the commands so far; the error has the differences.
    pub fn try_steps(self) -> Result<Report, String> {
        let case = self;
        let vamos = match case.program.clone() {
            None => program::vamos(),
            program => program,
        };
        let (Some(go), Some(vamos)) = (program::official_go(), vamos) else {
            return Ok(Report {
                is_skipped: true,
                ..Report::default()
            });
        };
        case.side_by_side(&go, &vamos)
    }

    fn side_by_side(&self, go: &Path, vamos: &Path) -> Result<Report, String> {
        let failed = |error: io::Error| format!("{}: {error}", self.name);
        let sdk = program::sdk_of(go).ok_or("the official go is in no SDK")?;
        let (goroot, _alone) = if self.has_real_go {
            let (goroot, lock) = Goroot::apart(sdk).map_err(failed)?;
            (goroot, Some(lock))
        } else {
            (Goroot::shared(sdk).map_err(failed)?, None)
        };
        let outer = tempfile::Builder::new()
            .prefix("vamos-case-")
            .tempdir()
            .map_err(failed)?;
        // Both runs happen at one path, since paths get into keys and binaries.
        let top = fs::canonicalize(outer.path()).map_err(failed)?.join("top");
        // Cache of compilations for the second program (`build/tool.rs`).
        fs::create_dir(top.with_file_name("compiled")).map_err(failed)?;
        // One proxy serves both, so that its port is the same in their outputs.
        let serving = self.serving.clone();
        let proxy = serving.map(Serving::start).transpose().map_err(failed)?;
        let mut runs = Vec::new();
        let mut requests = Vec::new();
        let mut programs: Vec<(&Path, &[_])> = vec![(go, &[]), (vamos, &[])];
        if self.is_verified {
            programs.push((vamos, &VERIFY));
        }
        for (program, env) in programs {
            if self.has_real_go {
                let real = (program == go).then_some(go);
                goroot.lay_go(real).map_err(failed)?;
            }
            let mut laid = self.prepare(&top, go, program, &goroot).map_err(failed)?;
            let run = self.run_once(&top, &goroot, proxy.as_ref(), env);
            let mut run = run.map_err(failed)?;
            // Programs that call the command in GOROOT may get a build of another one.
            if !self.has_real_go {
                let cache = top.join("cache");
                let read = match &mut laid {
                    Some(laid) => laid.read(&cache),
                    None => cache::read(&cache, |_, _| None),
                };
                run.cache = read.map_err(failed)?;
            }
            runs.push(run);
            if let Some(proxy) = &proxy {
                requests.push(proxy.requests());
                proxy.reset();
            }
            if let Some(laid) = laid {
                laid.take_back(&top.join("cache"));
            }
            goroot::remove_tree(&top).map_err(failed)?;
        }
        let problem = compare(&runs[0], &runs[1]);
        if !problem.is_empty() {
            return Err(problem);
        }
        if let Some(verified) = runs.get(2) {
            let problem = compare(&runs[0], verified);
            if !problem.is_empty() {
                return Err(format!("with VAMOS_TRACE=verify:\n{problem}"));
            }
        }
        let mut runs = runs.into_iter();
        let official = runs.next().ok_or("no official run")?;
        let mut ours = runs.next().ok_or("no run of vamos")?;
        let mut requests = requests.into_iter();
        let last = ours.outputs.pop().ok_or("no command")?;
        Ok(Report {
            official_tools: official.tools,
            vamos_tools: ours.tools,
            stdout: last.stdout,
            stderr: last.stderr,
            official_requests: requests.next().unwrap_or_default(),
            vamos_requests: requests.next().unwrap_or_default(),
            is_skipped: false,
        })
    }

    /// Prepares the directories of a run at `top`. A reusable cache is taken back later.
    fn prepare(
        &self,
        top: &Path,
        go: &Path,
        program: &Path,
        goroot: &Goroot,
    ) -> io::Result<Option<SeededCache>> {
        let mut laid = None;
        // Telemetry and the user's cache exist, so that no program creates them.
        let telemetry = "home/.config/go/telemetry";
        let user_cache = "home/.cache";
        for dir in ["bin", "gopath", telemetry, user_cache, "tmp", "work"] {
            fs::create_dir_all(top.join(dir))?;
        }
        // Otherwise the official go leaves a process running once per HOME, which creates
        // directories here even after the command has ended.
        fs::write(top.join(telemetry).join("mode"), "off")?;
        std::os::unix::fs::symlink(program, top.join("bin/go"))?;
        let cache = top.join("cache");
        match self.cache {
            Cache::Empty => fs::create_dir(cache)?,
            Cache::Std => {
                let seed = cache::seed(go, goroot.dir(), self.has_tests())?;
                // A hook may write to any file of the cache.
                let outputs = if self.hooks.is_empty() {
                    Outputs::Linked
                } else {
                    Outputs::Copied
                };
                laid = Some(SeededCache::lay(&seed, outputs, &cache)?);
            }
        }
        self.tree.write_to(&top.join("work"))?;
        Ok(laid)
    }

    /// Returns true if a command makes a test binary, or a program with coverage.
    fn has_tests(&self) -> bool {
        let mut steps = self.steps.iter();
        steps.any(|step| {
            let is_test = step.args.first().is_some_and(|arg| arg == "test");
            is_test || step.args.iter().any(|arg| arg.starts_with("-cover"))
        })
    }

    fn run_once(
        &self,
        top: &Path,
        goroot: &Goroot,
        proxy: Option<&Proxy>,
        env: &[(&str, &str)],
    ) -> io::Result<Run> {
        let host = proxy.map(Proxy::host);
        let text = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes).into_owned();
            let host = host.as_deref();
            host.map_or(text.clone(), |host| text.replace(host, "$PROXY"))
        };
        let log = top.join("tools.log");
        let mut outputs = Vec::new();
        for (number, step) in self.steps.iter().enumerate() {
            for (_, edit) in self.edits.iter().filter(|(at, _)| *at == number) {
                edit.write_to(&top.join("work"))?;
            }
            for (_, hook) in self.hooks.iter().filter(|(at, _)| *at == number) {
                hook(top);
            }
            let dir = step.dir.as_deref().unwrap_or(&self.dir);
            let mut command = self.command(top, dir, goroot, &log, proxy);
            let output = command
                .envs(env.iter().copied())
                .args(&step.args)
                .output()?;
            outputs.push(Output {
                args: step.args.clone(),
                expected: self.expected_code(step),
                code: output.status.code().unwrap_or(-1),
                stdout: text(&output.stdout),
                stderr: text(&output.stderr),
                files: if self.is_watched {
                    snapshot::read(&top.join("work"), |_| false)?
                } else {
                    Snapshot::new()
                },
            });
        }
        Ok(Run {
            outputs,
            files: snapshot::read(top, |path| {
                // The cache has rules of its own; vamos' own data has no counterpart.
                matches!(
                    path,
                    "bin" | "cache" | "home/.cache/vamos" | "tools.log" | TELEMETRY
                )
            })?,
            cache: Snapshot::new(),
            tools: if self.has_real_go {
                ToolRuns::read(&log)?.only("go")
            } else {
                ToolRuns::read(&log)?
            },
        })
    }

    /// Returns the exit code of a step: as it states, as the table states, else 0.
    fn expected_code(&self, step: &Step) -> i32 {
        let args = step.args.join(" ");
        let in_table = || {
            self.exit_codes.lines().find_map(|line| {
                let (code, rest) = line.split_once('\t')?;
                let is_it = rest.split_once('\t') == Some((&self.name, &args));
                code.parse().ok().filter(|_| is_it)
            })
        };
        step.code.or_else(in_table).unwrap_or(0)
    }

    /// Returns a command without arguments in the environment of the case, in a directory
    /// below the tree.
    fn command(
        &self,
        top: &Path,
        below: &str,
        goroot: &Goroot,
        log: &Path,
        proxy: Option<&Proxy>,
    ) -> Command {
        let mut path = top.join("bin").into_os_string();
        let gcc = Goroot::gcc_beside(goroot.dir());
        for dir in [gcc.as_os_str(), OsStr::new(program::PATH)] {
            path.push(":");
            path.push(dir);
        }
        let mut dir = top.join("work");
        if !matches!(below, "" | ".") {
            dir.push(below);
        }
        let mut command = Command::new(top.join("bin/go"));
        command
            .current_dir(&dir)
            .stdin(Stdio::null())
            .env_clear()
            .env("PATH", path)
            .env("PWD", &dir)
            .env("HOME", top.join("home"))
            .env("TMPDIR", top.join("tmp"))
            .env("GOCACHE", top.join("cache"))
            .env("GOPATH", top.join("gopath"))
            .env("GOMODCACHE", top.join("gopath/pkg/mod"))
            .env("GOFLAGS", "")
            .env("GOPROXY", "off")
            .env("GOTOOLCHAIN", "local")
            .env("LC_ALL", "C")
            .env("VAMOS_NO_DELEGATE", "1")
            // A process in the background would outlive the case.
            .env("VAMOS_COMPILER", "stock")
            .envs(program::SPARE_COLLECTION)
            .envs(goroot.env(log));
        let url = proxy.map(Proxy::url).unwrap_or_default();
        if proxy.is_some() {
            command.env("GOPROXY", &url).env("GOSUMDB", "off");
        }
        for (key, value) in &self.env {
            let value = value.replace("$TREE", &top.join("work").to_string_lossy());
            let value = value.replace("$TOP", &top.to_string_lossy());
            command.env(key, value.replace("$PROXY", &url));
        }
        command
    }
}
