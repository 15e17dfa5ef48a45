//! The process that records what compilations have read, after a build that could not, and when it is
//! started.
//!
//! It runs the command again, up to its archives: [`vamos_build::CommandNeeds::only_reads`]. It has
//! the variables of the command that decide the set of archives.
//! Counterpart: none; upstream compiles all importers.

use std::process::ExitCode;

use vamos_fsys::on_large_stack;
use vamos_fsys::proc::start_detached_in;
use vamos_goenv::host;
use vamos_localstore::ReadPasses;
use vamos_localstore::data_dir;
use vamos_tools::instrumented_compiler::CompilerSetting;
use vamos_tools::instrumented_compiler::CompilerState;

use crate::env_vars;
use crate::flags::Flag;
use crate::invocation::Invocation;
use crate::policy::RunRecordPolicy;
use crate::process::Process;
use crate::run_record::RunRecorder;
use crate::sdk_sources;

/// The name (`argv[0]`, at most 15 bytes) of the process. Its arguments are vamos's own directory
/// and the arguments of the command.
pub(crate) const READER: &str = "vamos-reads";

/// The exit code of a pass that ended because a build has work to do.
pub(crate) const ENDED: i32 = 75;

/// The variables that the process gets, besides Go's own (`GO` without an underscore) and those that
/// begin with one of [`PREFIXES`]. It needs no network, and gets no secrets.
const VARIABLES: [&str; 14] = [
    "AR",
    "CC",
    "CXX",
    "FC",
    "HOME",
    "LANG",
    "LC_ALL",
    "PATH",
    "PKG_CONFIG",
    "PKG_CONFIG_PATH",
    "PWD",
    "TMPDIR",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
];

const PREFIXES: [&str; 2] = ["CGO_", "VAMOS_"];

/// Variables that may have secrets.
const SECRETS: [&str; 3] = ["GOAUTH", "GOPROXY", env_vars::remote::REMOTE.name];

/// The settings of a process that records the reads of compilations.
const FOR_READS: &[(&str, &str)] = &[
    (env_vars::BACKGROUND.name, "off"),
    (env_vars::CHECK.name, "off"),
    (env_vars::COMPILER.name, "auto"),
    (env_vars::CUTOFF.name, "on"),
    ("GOMAXPROCS", "1"),
    ("GOPROXY", "off"),
    (env_vars::KEPT.name, "off"),
    (env_vars::NO_DELEGATE.name, "on"),
    (env_vars::remote::REMOTE.name, "off"),
    (env_vars::TRACE.name, "off"),
];

/// Starts the process after a command, or leaves the order for the end of the instrumented compiler's
/// build, which comes first.
pub(crate) fn start_after(invocation: &Invocation) {
    let process = &invocation.process;
    let is_allowed = process.may_start_in_background()
        && process.settings.compiler == CompilerSetting::Auto
        // It would fail again.
        && !invocation.compiler.has_failed();
    let may_change_modules = invocation.parsed.last(Flag::Mod) == Some("mod")
        || invocation
            .goflags
            .iter()
            .any(|flag| flag.ends_with("-mod=mod"));
    if !is_allowed || may_change_modules || !sdk_sources::BUILDING.contains(&invocation.policy.name)
    {
        return;
    }
    let Ok(cache) = host::user_cache_dir(invocation.env.os()) else {
        return;
    };
    let own = data_dir(&cache);
    ReadPasses::below(&own).order(&words(process));
    if matches!(
        invocation.compiler.state(&invocation.env),
        CompilerState::Ready(_)
    ) {
        start_ordered(&own, &process.exe);
    }
}

/// Starts the process for the command that was ordered last.
pub(crate) fn start_ordered(own: &str, exe: &str) {
    let words = ReadPasses::below(own).ordered();
    let order = words.as_deref().and_then(Order::of_words);
    if let Some(Order { dir, args, env }) = order {
        let args: Vec<String> = [own.to_owned()].into_iter().chain(args).collect();
        // Without it the next build tries again.
        start_detached_in(dir, exe, READER, &args, &env);
    }
}

/// Is that process; `run` runs a command.
pub(crate) fn run(
    mut process: Process,
    run: impl FnOnce(Process, RunRecorder) -> i32 + Send,
) -> ExitCode {
    if process.args.is_empty() {
        return ExitCode::FAILURE;
    }
    let passes = ReadPasses::below(&process.args.remove(0));
    let Some(_lock) = passes.begin() else {
        return ExitCode::SUCCESS;
    };
    process.only_reads = true;
    // If it fails, it would fail again.
    passes.forget_order();
    let words = words(&process);
    let recorder = RunRecorder::new(&process, RunRecordPolicy::NEVER, 0);
    let code = on_large_stack(|| run(process, recorder));
    if code == ENDED {
        passes.order(&words);
    }
    ExitCode::from(u8::try_from(code).unwrap_or(1))
}

/// A command: its directory, its arguments and its environment.
struct Order<'a> {
    dir: &'a str,
    args: Vec<String>,
    env: Vec<(&'a str, &'a str)>,
}

impl<'a> Order<'a> {
    /// Returns the command that [`words`] describes.
    fn of_words(words: &'a [String]) -> Option<Self> {
        let [dir, count, rest @ ..] = words else {
            return None;
        };
        let (args, env) = rest.split_at_checked(count.parse().ok()?)?;
        let mut env: Vec<(&str, &str)> =
            env.iter().filter_map(|pair| pair.split_once('=')).collect();
        env.extend(FOR_READS);
        Some(Self {
            dir,
            args: args.to_vec(),
            env,
        })
    }
}

/// Returns a command as words.
fn words(process: &Process) -> Vec<String> {
    let mut words = vec![process.cwd.clone(), process.args.len().to_string()];
    words.extend(process.args.iter().cloned());
    let own = |name: &str| FOR_READS.iter().any(|(own, _)| *own == name);
    let env = process.env.iter().filter(|(name, _)| {
        // Names such as GOOGLE_API_KEY are not Go's.
        let is_of_go = name.starts_with("GO") && !name.contains('_');
        let is_wanted = is_of_go
            || VARIABLES.contains(&name.as_str())
            || PREFIXES.iter().any(|prefix| name.starts_with(prefix));
        is_wanted && !own(name) && !SECRETS.iter().any(|secret| name.starts_with(secret))
    });
    words.extend(env.map(|(name, value)| format!("{name}={value}")));
    words
}

#[cfg(test)]
mod tests {
    use super::Order;

    #[test]
    fn an_order_has_all_words() {
        let words = ["/m", "2", "build", "", "GOOS=linux", "GOFLAGS=-a=b"].map(str::to_owned);
        let order = Order::of_words(&words).expect("it is an order");
        assert_eq!(
            (order.dir, order.args),
            ("/m", vec!["build".to_owned(), String::new()])
        );
        assert_eq!(order.env[..2], [("GOOS", "linux"), ("GOFLAGS", "-a=b")]);
        assert!(Order::of_words(&words[..3]).is_none());
    }
}
