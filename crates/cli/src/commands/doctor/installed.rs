//! Which go commands find: vamos or another one, here and in a login shell; and what vamos has
//! prepared for this SDK.
//!
//! Counterpart: none.

use std::sync::Arc;
use std::time::Duration;

use vamos_base::golang::path;
use vamos_fsys::proc::Executor;
use vamos_fsys::proc::LocalExecutor;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::Streams;
use vamos_fsys::proc::look_path;
use vamos_fsys::uncached;
use vamos_insight::size_of_bytes;
use vamos_sched::Ticker;
use vamos_tools::instrumented_compiler::CompilerState;

use super::finding::Finding;
use super::sdk::is_missing;
use crate::invocation::Invocation;
use crate::process::is_vamos;

/// The time limit of a login shell. Some ask questions, and get no answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// The variables that a login shell gets.
const LOGIN: [&str; 5] = ["HOME", "LOGNAME", "SHELL", "TERM", "USER"];

/// Its PATH before it has read its files.
const SYSTEM_PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// Checks them.
pub(super) fn check(invocation: &Invocation) -> Vec<Finding> {
    let found = look_path("go", invocation.process.var("PATH")).ok();
    let mut findings = vec![on_path(invocation, found.as_deref())];
    let exe = &invocation.process.exe;
    if found.is_some_and(|go| is_vamos(&go, exe)) {
        findings.extend(in_login_shell(invocation));
    }
    if !is_missing(&invocation.env) {
        findings.push(of_compiler(invocation));
        findings.push(passed_on(invocation));
    }
    findings
}

fn on_path(invocation: &Invocation, found: Option<&str>) -> Finding {
    let name = "go on PATH";
    let (exe, search) = (&invocation.process.exe, invocation.process.var("PATH"));
    let Some(go) = found else {
        let text = match is_missing(&invocation.env) {
            true => "none found",
            false => "none found; vamos works without it",
        };
        return Finding::good(name, text);
    };
    if is_vamos(go, exe) {
        return Finding::good(name, format!("{go} is vamos"));
    }
    let dir = path::dir(go);
    let mut others = search.split(':').filter(|other| path::is_abs(other));
    let hidden = others.find(|other| is_vamos(&path::join(&[other, "go"]), exe));
    match hidden {
        Some(own) => Finding::warning(
            name,
            format!("{go} comes before the link to vamos in {own}"),
            format!("put {own} before {dir} on PATH"),
        ),
        None => Finding::good(
            name,
            format!("{go}, which is not vamos; a link called go first on PATH makes it vamos"),
        ),
    }
}

/// Compares with a login shell, which editors and graphical sessions start from. Its files often
/// put the directory of the SDK first.
fn in_login_shell(invocation: &Invocation) -> Option<Finding> {
    let name = "login shell";
    let process = &invocation.process;
    let shell = process.var("SHELL");
    if !path::is_abs(shell) {
        return None;
    }
    let mut env: Vec<(String, String)> = Vec::new();
    for variable in LOGIN {
        let value = process.var(variable);
        if !value.is_empty() {
            env.push((variable.to_owned(), value.to_owned()));
        }
    }
    env.push(("PATH".to_owned(), SYSTEM_PATH.to_owned()));
    let spawn = Spawn {
        argv: [shell, "-l", "-c", "command -v go"]
            .map(str::to_owned)
            .into(),
        env: Arc::from(env),
        extra_env: Vec::new(),
        dir: String::new(),
        streams: Streams::Separate,
    };
    let executor = Arc::new(LocalExecutor::guarded(&process.exe));
    let running = Arc::clone(&executor);
    let timer = Ticker::start(PATIENCE, move || running.kill_all());
    let ended = executor.run(&spawn, &invocation.cancel);
    drop(timer);
    executor.end_guard();
    let outcome = ended.ok()?;
    let text = String::from_utf8_lossy(&outcome.stdout).into_owned();
    // Startup files may print lines of their own.
    let go = text.lines().last().unwrap_or_default().trim().to_owned();
    let fix = format!("change PATH in a file that {shell} reads at login, such as ~/.profile");
    Some(match &*go {
        "" => Finding::warning(name, format!("{shell} finds no go"), fix),
        go if is_vamos(go, &process.exe) => {
            Finding::good(name, format!("{shell} finds {go}, which is vamos"))
        }
        go => Finding::warning(name, format!("{shell} finds {go}, which is not vamos"), fix),
    })
}

fn of_compiler(invocation: &Invocation) -> Finding {
    let name = "compiler";
    match invocation.compiler.state(&invocation.env) {
        CompilerState::Off => Finding::good(name, "the SDK's (VAMOS_COMPILER=stock)"),
        CompilerState::Unsupported => Finding::warning(
            name,
            "the SDK's: there is no instrumented one for this release, so an edit that moves lines \
             compiles everything that imports the package",
            "'vamos setup' compares this SDK's compiler on this machine",
        ),
        CompilerState::Ready(program) => {
            let size = uncached::stat(&program).map_or(0, |meta| meta.size);
            let text = format!(
                "the instrumented compiler is ready: {program}, {}",
                size_of_bytes(size)
            );
            Finding::good(name, text)
        }
        CompilerState::Missing => Finding::warning(
            name,
            "the instrumented compiler is not built yet, so an edit that moves lines compiles everything \
             that imports the package",
            "'vamos setup' builds it now; else vamos builds it in the background after a build",
        ),
        CompilerState::Failed(reason) => Finding::warning(
            name,
            format!("building the instrumented compiler failed, so the SDK's is used: {reason}"),
            "vamos tries again after 24 hours; VAMOS_COMPILER=stock prevents that",
        ),
    }
}

fn passed_on(invocation: &Invocation) -> Finding {
    let name = "delegated";
    let go = path::join(&[&invocation.env.sdk.goroot, "bin/go"]);
    let text = if !invocation.process.settings.may_delegate {
        "nothing: SWIG and gccgo are refused (VAMOS_NO_DELEGATE)".to_owned()
    } else if uncached::stat(&go).is_err() {
        format!("nothing: SWIG and gccgo are refused, because there is no {go}")
    } else {
        format!("SWIG and gccgo are passed to {go}")
    };
    Finding::good(name, text)
}
