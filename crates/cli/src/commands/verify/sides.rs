//! The two programs that build, each with a cache and a directory for executables of its own.
//!
//! Counterpart: none.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use vamos_base::golang::process::Exit;
use vamos_fsys::PathError;
use vamos_fsys::proc::Executor;
use vamos_fsys::proc::Group;
use vamos_fsys::proc::Outcome;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::Streams;
use vamos_fsys::uncached;

use crate::env_vars;
use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

/// The setting that would keep cache entries in another place.
const CACHE_PROGRAM: &str = "GOCACHEPROG";

/// The exit code of a command that a signal ended.
const INTERRUPTED: i32 = 1;

/// The time limit of an interrupted build for removing its files, which are removed in any case.
const PATIENCE: Duration = Duration::from_millis(300);

/// One of the two programs.
pub(super) struct Side {
    /// Its name for people: its path.
    pub(super) name: String,
    /// Its build cache.
    pub(super) cache: String,
    /// The directory of its executables, with a directory for each round.
    pub(super) out: String,
    /// The directory of temporary files.
    tmp: String,
    env: Vec<(String, String)>,
}

impl Side {
    /// Returns the SDK's own go.
    pub(super) fn official(invocation: &Invocation, top: &str) -> Self {
        let program = format!("{}/bin/go", invocation.env.sdk.goroot);
        let mut side = Self::of(invocation, program, &format!("{top}/go"));
        // If it is vamos, it must not pass anything on.
        side.set(env_vars::DELEGATED.name, "1");
        side
    }

    /// Returns vamos. A copy of an executable of an earlier build would not be a link.
    pub(super) fn own(invocation: &Invocation, top: &str) -> Self {
        let program = invocation.process.exe.clone();
        let mut side = Self::of(invocation, program, &format!("{top}/vamos"));
        side.set(env_vars::KEPT.name, "off");
        side
    }

    fn of(invocation: &Invocation, name: String, place: &str) -> Self {
        let mut side = Self {
            name,
            cache: format!("{place}/cache"),
            out: format!("{place}/out"),
            tmp: format!("{place}/tmp"),
            env: Vec::new(),
        };
        let cache = side.cache.clone();
        side.set("GOCACHE", &cache);
        // An interrupted build may leave its temporary files. With -work they stay.
        if !invocation.parsed.is_set(Flag::Work) {
            let tmp = side.tmp.clone();
            side.set("GOTMPDIR", &tmp);
            side.set("TMPDIR", &tmp);
        }
        side.set(CACHE_PROGRAM, "");
        side.set("GOROOT", &invocation.env.sdk.goroot);
        side.set("GOTOOLCHAIN", "local");
        side
    }

    fn set(&mut self, name: &str, value: &str) {
        self.env.push((name.to_owned(), value.to_owned()));
    }

    /// Makes its directories.
    pub(super) fn make(&self) -> Result<(), PathError> {
        for dir in [&self.cache, &self.out, &self.tmp] {
            uncached::make_dirs(dir)?;
        }
        Ok(())
    }

    /// Fails if there is no such program, if it is vamos, too, or if a setting that cannot be
    /// overridden leads to another cache.
    pub(super) fn refuse_vamos(&self, invocation: &Invocation) -> Result<(), CliError> {
        let is_in_file = invocation.process.var(CACHE_PROGRAM).is_empty()
            && !invocation.env.get(CACHE_PROGRAM).is_empty();
        if is_in_file {
            let text = "GOCACHEPROG is set in the file of 'go env -w', so no cache can be compared: 'go env -u GOCACHEPROG' removes it";
            return Err(fatal(&text));
        }
        let spawn = self.spawn(invocation, vec!["--version".to_owned()], Streams::Separate);
        let outcome = run(invocation, &spawn)?;
        match outcome.stdout.starts_with(b"vamos ") {
            true => Err(fatal(&format!(
                "{} is vamos: set GOROOT to an SDK with its own go",
                self.name
            ))),
            false => Ok(()),
        }
    }

    fn spawn(&self, invocation: &Invocation, args: Vec<String>, streams: Streams) -> Spawn {
        let mut argv = vec![self.name.clone()];
        argv.extend(args);
        Spawn {
            argv,
            env: Arc::from(invocation.process.env.as_slice()),
            extra_env: self.env.clone(),
            dir: String::new(),
            streams,
        }
    }
}

/// Runs a command whose output is read.
fn run(invocation: &Invocation, spawn: &Spawn) -> Result<Outcome, CliError> {
    let ended = invocation.executor.run(spawn, &invocation.cancel);
    end_if_interrupted(invocation)?;
    ended.map_err(|error| fatal(&error))
}

/// Runs a build whose output is ours; returns its exit code. An interrupt ends it.
fn build(invocation: &Invocation, spawn: &Spawn) -> Result<i32, CliError> {
    end_if_interrupted(invocation)?;
    let group = Group::start(&invocation.executor, spawn).map_err(|error| fatal(&error))?;
    let ended = group.wait(&invocation.cancel, PATIENCE);
    end_if_interrupted(invocation)?;
    ended.map(code_of).map_err(|error| fatal(&error))
}

/// Fails if the command was interrupted: results of interrupted builds are invalid.
fn end_if_interrupted(invocation: &Invocation) -> Result<(), CliError> {
    match invocation.cancel.is_cancelled() {
        true => Err(CliError::Exit(INTERRUPTED)),
        false => Ok(()),
    }
}

fn code_of(exit: Exit) -> i32 {
    match exit {
        Exit::Code(code) => code,
        Exit::Signal(..) => INTERRUPTED,
    }
}

/// The arguments of the commands that build everything: first packages other than programs, then
/// programs in rounds without two equal names.
pub(super) struct Builds {
    flags: Vec<String>,
    packages: Vec<String>,
    rounds: Vec<Vec<String>>,
}

impl Builds {
    /// Lists the packages that the arguments name; an exit code if that fails.
    pub(super) fn of_arguments(
        invocation: &Invocation,
        side: &Side,
    ) -> Result<Result<Self, i32>, CliError> {
        let named = &invocation.parsed.args;
        let mut flags = invocation.process.args[1..].to_vec();
        flags.truncate(flags.len().saturating_sub(named.len()));
        if flags.last().is_some_and(|last| last == "--") {
            flags.pop();
        }
        let mut args = vec!["list".to_owned()];
        args.extend(flags.iter().cloned());
        args.extend(["-find", "-f", "{{.Name}} {{.ImportPath}}", "--"].map(str::to_owned));
        args.extend(named.iter().cloned());
        let outcome = run(invocation, &side.spawn(invocation, args, Streams::Separate))?;
        invocation
            .output
            .stderr(&String::from_utf8_lossy(&outcome.stderr));
        let code = code_of(outcome.exit);
        if code != 0 {
            return Ok(Err(code));
        }
        let listed = String::from_utf8_lossy(&outcome.stdout).into_owned();
        if listed.is_empty() {
            return Ok(Err(1));
        }
        Ok(Ok(Self::of_list(flags, named, &listed)))
    }

    fn of_list(flags: Vec<String>, named: &[String], listed: &str) -> Self {
        let listed: Vec<(&str, &str)> = listed
            .lines()
            .filter_map(|line| line.split_once(' '))
            .collect();
        // A package of files has no path that could be named.
        let is_of_files = |path: &str| path == "command-line-arguments";
        let (mut packages, mut rounds) = (Vec::new(), Vec::<(HashSet<&str>, Vec<String>)>::new());
        for (name, path) in listed {
            let arguments = match is_of_files(path) {
                true => named.to_vec(),
                false => vec![path.to_owned()],
            };
            if name != "main" {
                packages.extend(arguments);
                continue;
            }
            let program = program(path);
            match rounds
                .iter_mut()
                .find(|(taken, _)| !taken.contains(program))
            {
                Some((taken, round)) => {
                    taken.insert(program);
                    round.extend(arguments);
                }
                None => rounds.push((HashSet::from([program]), arguments)),
            }
        }
        Self {
            flags,
            packages,
            rounds: rounds.into_iter().map(|(_, round)| round).collect(),
        }
    }

    /// Builds with one of the two; returns the exit code of the first command that fails.
    pub(super) fn run(&self, invocation: &Invocation, side: &Side) -> Result<i32, CliError> {
        let without_output = (!self.packages.is_empty()).then_some((None, &self.packages));
        let rounds = self.rounds.iter().enumerate();
        let rounds = rounds.map(|(number, round)| (Some(format!("{}/{number}/", side.out)), round));
        for (out, arguments) in without_output.into_iter().chain(rounds) {
            let mut args = vec!["build".to_owned()];
            args.extend(self.flags.iter().cloned());
            args.extend(out.into_iter().flat_map(|out| ["-o".to_owned(), out]));
            args.push("--".to_owned());
            args.extend(arguments.iter().cloned());
            let code = build(invocation, &side.spawn(invocation, args, Streams::Inherit))?;
            if code != 0 {
                return Ok(code);
            }
        }
        Ok(0)
    }
}

/// Returns the name of the program that is made of a package (`load.DefaultExecName`, but for
/// packages of files, of which there is only one).
fn program(path: &str) -> &str {
    let mut elements = path.rsplit('/');
    let last = elements.next().unwrap_or_default();
    let is_version = last.strip_prefix('v').is_some_and(|digits| {
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    });
    match is_version {
        true => elements.next().unwrap_or(last),
        false => last,
    }
}

/// Returns the error that ends the command.
pub(super) fn fatal(error: &dyn std::fmt::Display) -> CliError {
    CliError::Fatal(format!("vamos: {error}"))
}

#[cfg(test)]
mod tests {
    use super::Builds;

    #[test]
    fn programs_of_one_name_are_built_apart() {
        let listed = "main m/cmd/a\nlib m/lib\nmain m/other/a/v2\nmain m/b\n";
        let builds = Builds::of_list(Vec::new(), &["./...".to_owned()], listed);
        assert_eq!(builds.packages, ["m/lib"]);
        assert_eq!(
            builds.rounds,
            [vec!["m/cmd/a", "m/b"], vec!["m/other/a/v2"]]
        );
        let files = ["x.go".to_owned(), "y.go".to_owned()];
        let builds = Builds::of_list(Vec::new(), &files, "main command-line-arguments\n");
        assert_eq!(builds.rounds, [files]);
    }
}
