//! The build cache that a command works with: a directory, perhaps with a remote cache, or the
//! program that GOCACHEPROG names.
//!
//! Counterpart: cmd/go/internal/cache/default.go (`initDefaultCache`).

use std::sync::Arc;

use vamos_base::golang::path;
use vamos_cache::AbsentStore;
use vamos_cache::Both;
use vamos_cache::DebugLines;
use vamos_cache::DefaultDir;
use vamos_cache::HashObserver;
use vamos_cache::KeyInputs;
use vamos_cache::LocalStore;
use vamos_cache::ProgConfig;
use vamos_cache::ProgStore;
use vamos_cache::Store;
use vamos_cache::Verifier;
use vamos_cache::open_default;
use vamos_cache::system_clock;
use vamos_fsys::Files as _;
use vamos_goenv::Profile;
use vamos_localstore::separate_cache;

use super::manifest_keys;
use super::remote_cache;
use super::remote_settings;
use crate::error::CliError;
use crate::invocation::Invocation;

/// Requests of `GODEBUG` about the cache and its keys.
#[derive(Default)]
pub(super) struct Debug {
    /// Receives the inputs of keys.
    pub(super) observer: Option<Arc<dyn HashObserver>>,
    /// Keeps the inputs of keys, if cache entries are to be verified.
    inputs: Option<Arc<KeyInputs>>,
}

impl Debug {
    /// Reads `gocachehash` and `gocacheverify` (`cache.initEnv`).
    pub(super) fn new(invocation: &Invocation) -> Self {
        let is_on = |name: &str| invocation.env.godebug(name) == "1";
        let output = Arc::clone(&invocation.output);
        let print = move |text: &str| output.stderr(text);
        let lines =
            is_on("gocachehash").then(|| Arc::new(DebugLines(print)) as Arc<dyn HashObserver>);
        let inputs = is_on("gocacheverify").then(|| Arc::new(KeyInputs::default()));
        let kept = inputs.clone().map(|inputs| inputs as Arc<dyn HashObserver>);
        let observer = match (lines, kept) {
            (Some(lines), Some(kept)) => Some(Arc::new(Both(lines, kept)) as Arc<dyn HashObserver>),
            (lines, kept) => lines.or(kept),
        };
        Self { observer, inputs }
    }

    /// Returns the verifier of entries, if `gocacheverify` is on. A difference ends the process
    /// like upstream's panic: all files stay, for inspection.
    fn verifier(&self, invocation: &Invocation) -> Option<Verifier> {
        let inputs = self.inputs.clone()?;
        let (output, executor) = (
            Arc::clone(&invocation.output),
            Arc::clone(&invocation.executor),
        );
        let on_change = move |text: &str| {
            // Go indents the further lines of a panic.
            let text = text.replace('\n', "\n\t");
            output.last_words(&format!("panic: {text}"));
            executor.kill_all();
            std::process::exit(2);
        };
        Some(Verifier {
            inputs,
            on_change: Box::new(on_change),
        })
    }
}

/// The cache of a session.
pub(super) struct Opened {
    pub(super) store: Box<dyn Store>,
    /// Why there is no cache: the line that ends the command when it is needed.
    pub(super) missing: Option<String>,
    /// True if jobs run on other machines.
    pub(super) executes: bool,
}

/// Opens the build cache. Without a profile of the SDK, entries could differ from the
/// official ones: then the cache is a directory of vamos' own, and no GOCACHEPROG program is
/// started. A missing directory is an error when the cache is needed.
pub(super) fn open(
    invocation: &Invocation,
    profile: &Profile,
    debug: &Debug,
) -> Result<Opened, CliError> {
    let place = shared_place(invocation);
    let is_placed = place.error.is_none() && place.dir != "off";
    match open_by_profile(invocation, profile, debug, place) {
        Ok((store, executes)) => Ok(Opened {
            store,
            missing: None,
            executes,
        }),
        Err(CliError::Fatal(line)) if !is_placed => Ok(Opened {
            store: Box::new(AbsentStore),
            missing: Some(line),
            executes: false,
        }),
        Err(error) => Err(error),
    }
}

/// Returns the cache, and whether jobs run on other machines.
fn open_by_profile(
    invocation: &Invocation,
    profile: &Profile,
    debug: &Debug,
    mut place: DefaultDir,
) -> Result<(Box<dyn Store>, bool), CliError> {
    // Where no remote cache is opened, `vamos.toml` is not read.
    let executes = invocation.process.settings.executes.unwrap_or_default();
    if !profile.shared {
        // Where GOROOT has no sources, errors about them say more.
        let sources = path::join(&[&invocation.env.sdk.goroot, "src"]);
        if invocation.disk.is_dir(&sources) {
            invocation.output.log(&profile.warning);
        }
        if place.error.is_none() && place.dir != "off" {
            place.dir = separate_cache(&place.dir, &invocation.env.sdk.version);
        }
        return Ok((open_place(invocation, &place, "", debug)?, executes));
    }
    let program = invocation.env.get("GOCACHEPROG");
    if program.is_empty()
        && debug.inputs.is_none()
        && let Some(server) = remote_settings::choose(invocation)?
    {
        let local = with_recall(invocation, open_local(invocation, &place)?);
        let manifests = manifest_keys::of_command(invocation);
        let executes = server.executes;
        let store = remote_cache::open(invocation, local, server, manifests)?;
        return Ok((store, executes));
    }
    Ok((open_place(invocation, &place, program, debug)?, executes))
}

/// Opens the build cache that the official command would.
pub(super) fn open_shared(invocation: &Invocation) -> Result<Box<dyn Store>, CliError> {
    let place = shared_place(invocation);
    let program = invocation.env.get("GOCACHEPROG");
    open_place(invocation, &place, program, &Debug::default())
}

/// Opens the build cache for an official command that uses vamos as its cache program: the
/// directory that the command would use, and the remote cache.
pub(super) fn open_to_serve(invocation: &Invocation) -> Result<Arc<dyn Store>, CliError> {
    let local = open_local(invocation, &shared_place(invocation))?;
    let Some(server) = remote_settings::choose(invocation)? else {
        return Ok(Arc::new(local));
    };
    let manifests = manifest_keys::of_module(invocation);
    remote_cache::open(invocation, local, server, manifests).map(Arc::from)
}

/// Opens a build cache of vamos' own in a directory, for results that GOCACHE must not have.
pub(super) fn open_own(invocation: &Invocation, dir: &str) -> Result<Box<dyn Store>, CliError> {
    let place = DefaultDir {
        dir: dir.to_owned(),
        is_changed: false,
        error: None,
    };
    Ok(Box::new(open_local(invocation, &place)?))
}

/// Returns the place of the build cache, from the environment.
fn shared_place(invocation: &Invocation) -> DefaultDir {
    let env = &invocation.env;
    DefaultDir {
        dir: env.dirs.gocache_as_set.clone(),
        is_changed: false,
        error: (!env.dirs.gocache_error.is_empty()).then(|| env.dirs.gocache_error.clone()),
    }
}

fn open_place(
    invocation: &Invocation,
    place: &DefaultDir,
    program: &str,
    debug: &Debug,
) -> Result<Box<dyn Store>, CliError> {
    let store = open_local(invocation, place)?;
    if !program.is_empty() {
        let config = prog_config(invocation, program);
        let store = ProgStore::start(config, store).map_err(CliError::Fatal)?;
        return Ok(Box::new(store));
    }
    if let Some(verifier) = debug.verifier(invocation) {
        return Ok(Box::new(store.with_verifier(verifier)));
    }
    Ok(Box::new(with_recall(invocation, store)))
}

fn open_local(invocation: &Invocation, place: &DefaultDir) -> Result<LocalStore, CliError> {
    let store = open_default(place, system_clock());
    let store = store.map_err(|error| CliError::Fatal(error.to_string()))?;
    Ok(match super::cache::limit(invocation, store.dir())? {
        Some(cap) => store.with_cap(cap),
        None => store,
    })
}

/// Lets a store use the facts that earlier runs read from it.
fn with_recall(invocation: &Invocation, store: LocalStore) -> LocalStore {
    match invocation.recall(store.dir()) {
        Some(recall) => store.with_recall(recall),
        None => store,
    }
}

fn prog_config<'a>(invocation: &'a Invocation, command: &'a str) -> ProgConfig<'a> {
    let env = &invocation.env;
    let output = Arc::clone(&invocation.output);
    let (cancel, executor) = (invocation.cancel.clone(), Arc::clone(&invocation.executor));
    ProgConfig {
        command,
        path: env.os().get("PATH"),
        env: Arc::from(env.vars.tools.as_slice()),
        cwd: &invocation.process.cwd,
        clock: system_clock(),
        cancel: invocation.cancel.clone(),
        log: Box::new(|line| invocation.output.log(line)),
        on_fatal: Box::new(move |line| {
            // As after Ctrl-C: the build ends, the work directory is removed, and the exit code
            // is 1.
            output.last_words(line);
            cancel.cancel();
            executor.kill_all();
        }),
    }
}
