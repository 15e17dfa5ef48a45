//! The build cache that a command works with: a directory, or the program that GOCACHEPROG
//! names.
//!
//! Counterpart: cmd/go/internal/cache/default.go (`initDefaultCache`).

use std::sync::Arc;

use vamos_cache::DefaultDir;
use vamos_cache::ProgConfig;
use vamos_cache::ProgStore;
use vamos_cache::Store;
use vamos_cache::open_default;
use vamos_cache::system_clock;
use vamos_goenv::Profile;

use crate::error::CliError;
use crate::invocation::Invocation;

/// Opens the build cache. Where no profile vouches for what would be stored, that is vamos's
/// own directory, and no program is bothered.
pub(super) fn open(invocation: &Invocation, profile: &Profile) -> Result<Box<dyn Store>, CliError> {
    let mut place = shared_place(invocation);
    if !profile.shared {
        invocation.output.log(&profile.warning);
        if place.error.is_none() && place.dir != "off" {
            place.dir = format!("{}/vamos/{}", place.dir, invocation.env.version);
        }
        return open_place(invocation, &place, "");
    }
    open_shared(invocation)
}

/// Opens the build cache that the official command would.
pub(super) fn open_shared(invocation: &Invocation) -> Result<Box<dyn Store>, CliError> {
    let place = shared_place(invocation);
    open_place(invocation, &place, invocation.env.get("GOCACHEPROG"))
}

/// Where the build cache is by the environment.
fn shared_place(invocation: &Invocation) -> DefaultDir {
    let env = &invocation.env;
    DefaultDir {
        dir: env.gocache.clone(),
        is_changed: false,
        error: (!env.gocache_error.is_empty()).then(|| env.gocache_error.clone()),
    }
}

fn open_place(
    invocation: &Invocation,
    place: &DefaultDir,
    program: &str,
) -> Result<Box<dyn Store>, CliError> {
    let store = open_default(place, system_clock()).map_err(|e| CliError::Fatal(e.to_string()))?;
    if !program.is_empty() {
        let config = prog_config(invocation, program);
        let store = ProgStore::start(config, store).map_err(CliError::Fatal)?;
        return Ok(Box::new(store));
    }
    Ok(match invocation.recall(store.dir()) {
        Some(recall) => Box::new(store.with_recall(recall)),
        None => Box::new(store),
    })
}

fn prog_config<'a>(invocation: &'a Invocation, command: &'a str) -> ProgConfig<'a> {
    let env = &invocation.env;
    let output = Arc::clone(&invocation.output);
    let (cancel, executor) = (invocation.cancel.clone(), Arc::clone(&invocation.executor));
    ProgConfig {
        command,
        path: env.os().get("PATH"),
        env: Arc::from(env.tool_env.as_slice()),
        cwd: &invocation.process.cwd,
        clock: system_clock(),
        cancel: invocation.cancel.clone(),
        log: Box::new(|line| invocation.output.log(line)),
        on_fatal: Box::new(move |line| {
            // As after Ctrl-C: the build ends, with its work directory, and that with 1.
            output.last_words(line);
            cancel.cancel();
            executor.kill_all();
        }),
    }
}
