//! `go fix` before Go 1.26: runs the fix tool on the files of each package.
//!
//! Counterpart: cmd/go/internal/fix/fix.go (Go 1.25).

use std::sync::Arc;

use vamos_base::Cancel;
use vamos_base::golang::path;
use vamos_build::short_path;
use vamos_fsys::proc::Executor;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::Streams;
use vamos_goenv::module_flags::modules_enabled;
use vamos_load::Package;
use vamos_load::PackageOpts;

use crate::commands::session::load;
use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

/// Runs `go fix`.
pub(super) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    let flags = invocation.load_flags()?;
    let files = invocation.files(&flags)?;
    let ctx = invocation.load_context(&flags, files);
    let opts = PackageOpts::default();
    let loaded = load(invocation, &ctx, &opts, &invocation.parsed.args)?;
    let (env, cwd) = (&invocation.env, &invocation.process.cwd);
    let mut code = 0;
    let mut sound = Vec::new();
    for id in &loaded.graph.roots {
        let package = loaded.graph.get(*id);
        match &package.problems.error {
            Some(error) => {
                invocation.output.log(&error.to_string());
                code = 1;
            }
            None => sound.push(package),
        }
    }
    let mut is_told = false;
    for package in sound {
        let module = package.module.as_deref();
        if module.is_some_and(|module| !module.main) && modules_enabled(env, &*invocation.disk, cwd)
        {
            if !std::mem::replace(&mut is_told, true) {
                let line = "go: not fixing packages in dependency modules";
                invocation.output.log(line);
            }
            continue;
        }
        code = code.max(fix(invocation, &flags.tools.toolexec, package));
    }
    Ok(code)
}

/// Runs the tool on a package; returns the command's exit code.
fn fix(invocation: &Invocation, toolexec: &[String], package: &Package) -> i32 {
    let (env, process) = (&invocation.env, &invocation.process);
    let (parsed, output) = (&invocation.parsed, &invocation.output);
    let mut tool = vec!["tool".to_owned(), "fix".to_owned()];
    tool.push(format!("-go={}", go_version(invocation, package)));
    if let Some(list) = parsed.last(Flag::Fix).filter(|list| !list.is_empty()) {
        tool.push(format!("-r={list}"));
    }
    let files = &package.files;
    let lists = [
        &files.ignored_go,
        &files.go,
        &files.cgo,
        &package.tests.go,
        &package.xtests.go,
    ];
    for file in lists.into_iter().flatten() {
        let file = path::join(&[&package.dir, file]);
        tool.push(short_path(&process.cwd, &file));
    }
    let command = |go: String| [toolexec, &[go], &tool].concat();
    if parsed.is_set(Flag::N) || parsed.is_set(Flag::X) {
        let go = path::join(&[&env.sdk.goroot, "bin", "go"]);
        output.stdout(&format!("{}\n", command(go).join(" ")));
    }
    if parsed.is_set(Flag::N) {
        return 0;
    }
    let spawn = Spawn {
        // The tool is built if necessary.
        argv: command(process.exe.clone()),
        env: Arc::from(env.vars.tools.as_slice()),
        extra_env: Vec::new(),
        dir: process.cwd.clone(),
        streams: Streams::Inherit,
    };
    match invocation.executor.run(&spawn, &Cancel::new()) {
        Ok(outcome) if outcome.exit.is_success() => 0,
        Ok(outcome) => {
            output.log(&outcome.exit.to_string());
            1
        }
        Err(error) => {
            output.log(&error.to_string());
            1
        }
    }
}

/// Returns the Go version of a package's files; empty if it is unknown.
fn go_version(invocation: &Invocation, package: &Package) -> String {
    match &package.module {
        Some(module) => format!("go{}", module.go_version),
        None if package.origin.standard => {
            let local = &invocation.env.sdk.local.version;
            let mut numbers = local.split('.').take(2);
            let (major, minor) = (numbers.next(), numbers.next());
            format!("go{}.{}", major.unwrap_or("1"), minor.unwrap_or("0"))
        }
        None => String::new(),
    }
}
