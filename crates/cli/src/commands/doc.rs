//! `doc`: builds the SDK's own implementation as a program, and runs it.
//!
//! The program is a main package that the SDK does not have ([`vamos_tools::DOC_PROGRAM`]). It
//! is built as `tool` builds tools: for this machine, and the executable stays in the build
//! cache. Without a build cache, vamos's own directory has one for this program.
//! Counterpart: cmd/go/internal/doc; before Go 1.26 cmd/internal/doc.

use std::sync::Arc;

use vamos_base::Cancel;
use vamos_base::golang::path;
use vamos_base::golang::process::Exit;
use vamos_fsys::proc::Executor;
use vamos_fsys::proc::Forwarded;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::Streams;
use vamos_fsys::proc::end_by;
use vamos_fsys::work;
use vamos_goenv::host;
use vamos_localstore::DocCache;
use vamos_localstore::data_dir;
use vamos_tools::DOC_PROGRAM;
use vamos_tools::write_doc_overlay;

use super::pipeline;
use super::session::Session;
use super::tool::ProgramSteps;
use crate::error::CliError;
use crate::flags::Flag;
use crate::flags::FlagError;
use crate::flags::Line;
use crate::flags::Parsed;
use crate::flags::Typed;
use crate::invocation::Invocation;

/// Leaves the arguments to the program, and ignores GOFLAGS (`CustomFlags`).
pub(super) fn parse(line: &Line<'_>) -> Result<Parsed, FlagError> {
    Ok(Parsed {
        args: line.args.to_vec(),
        ..Parsed::default()
    })
}

/// Runs `go doc`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    let fail = |why: String| CliError::Fatal(format!("vamos: cannot build go doc: {why}"));
    let tmpdir = &invocation.env.dirs.tmpdir;
    let made = work::make_unfinished_dir(tmpdir, "vamos-doc");
    let (dir, _unfinished) = made.map_err(|error| fail(error.to_string()))?;
    let written = write_doc_overlay(&invocation.env.sdk.goroot, &dir);
    let code = written.map_err(fail).and_then(|overlay| {
        let launch = |file: String| {
            // The program may run for long, and is not built again.
            let _ = work::remove_all(&dir);
            launch(invocation, file)
        };
        build(invocation, overlay, &dir, &launch)
    });
    let _ = work::remove_all(&dir);
    code
}

/// Builds the program with the files that `overlay` describes, and hands it to `launch`. `dir`
/// is a temporary directory.
fn build(
    invocation: &Invocation,
    overlay: String,
    dir: &str,
    launch: &dyn Fn(String) -> Result<i32, CliError>,
) -> Result<i32, CliError> {
    let mut building = invocation.for_host()?;
    building.parsed.flags = vec![Typed {
        flag: Flag::Overlay,
        value: overlay,
    }];
    building.parsed.args = Vec::new();
    // The SDK may lie in the module cache, whose files an overlay must not replace. No module
    // is needed.
    building.env.dirs.gomodcache = format!("{dir}/modules");
    // Upstream needs no build cache for documentation.
    let mut held = None;
    if !path::is_abs(&building.env.dirs.gocache) {
        let user_cache = host::user_cache_dir(building.env.os()).ok();
        held = user_cache.map(|cache| DocCache::hold(&data_dir(&cache)));
        let own = held.as_ref().map(|own| own.dir().to_owned());
        building.env.dirs.gocache = own.unwrap_or_else(|| format!("{dir}/cache"));
        building.env.dirs.gocache_as_set = building.env.dirs.gocache.clone();
        building.env.dirs.gocache_error.clear();
    }
    let session = Session::open(&building)?;
    let path = DOC_PROGRAM.to_owned();
    let steps = ProgramSteps {
        path: &path,
        is_of_sdk: true,
        only_prints: false,
        launch,
    };
    let code = pipeline::run(&building, &session, &steps);
    drop(held);
    code
}

/// Runs the program: the part of `doc` that upstream does in its own process.
fn launch(invocation: &Invocation, file: String) -> Result<i32, CliError> {
    let (env, output) = (&invocation.env, &invocation.output);
    let mut argv = vec![file, invocation.process.exe.clone()];
    let exported = env.vars.listed.iter();
    argv.extend(exported.map(|var| format!("{}={}", var.name, var.value)));
    argv.push("--".to_owned());
    argv.extend(invocation.parsed.args.iter().cloned());
    let spawn = Spawn {
        argv,
        env: Arc::from(env.vars.original.as_slice()),
        extra_env: vec![("GOROOT".to_owned(), env.sdk.goroot.clone())],
        dir: String::new(),
        streams: Streams::InheritWithSignals(Forwarded::Ending),
    };
    output.finish();
    match invocation.executor.run(&spawn, &Cancel::new()) {
        Ok(outcome) => Ok(match outcome.exit {
            Exit::Code(code) => code,
            Exit::Signal(signal, _) => {
                // Upstream's is this process.
                end_by(signal);
                1
            }
        }),
        Err(error) => Err(CliError::go(format_args!("doc: {error}"))),
    }
}
