//! The remote cache behind the build cache of a command.
//!
//! Counterpart: none.

use std::fmt::Display;
use std::fmt::Write;
use std::sync::Arc;

use vamos_base::Digest;
use vamos_base::golang::path;
use vamos_cache::LocalStore;
use vamos_cache::Store;
use vamos_fsys::fresh;
use vamos_goenv::locate::find_go_mod;
use vamos_remote::RemoteConfig;
use vamos_remote::RemoteError;
use vamos_remote::RemoteStore;
use vamos_remote::Trial;
use vamos_remote::Trust;

use super::remote_settings::Server;
use super::remote_settings::SigningKey;
use crate::error::CliError;
use crate::invocation::Invocation;

/// Puts the remote cache behind a local one.
pub(super) fn open(
    invocation: &Invocation,
    local: LocalStore,
    server: Server,
) -> Result<Box<dyn Store>, CliError> {
    let output = Arc::clone(&invocation.output);
    let name = server.endpoint.to_string();
    let on_failure = move |error: &RemoteError| {
        output.log(&format!(
            "vamos: remote cache {name}: {error}; continuing without it"
        ));
    };
    let config = RemoteConfig {
        connection: server.connection,
        uploads: server.uploads,
        manifests: manifests(invocation),
        trust: signing(server.trust, server.signing_key.filter(|_| server.uploads))?,
        endpoint: server.endpoint,
        processors: invocation.pool().cpus(),
        on_failure: Box::new(on_failure),
    };
    Ok(Box::new(RemoteStore::new(local, config)))
}

/// Returns what `remote check` tries.
pub(super) fn trial(server: Server) -> Result<Trial, CliError> {
    Ok(Trial {
        uploads: server.uploads,
        trust: signing(server.trust, server.signing_key.filter(|_| server.uploads))?,
        connection: server.connection,
        endpoint: server.endpoint,
    })
}

/// Adds the key that the results of this machine are signed with.
fn signing(trust: Trust, key: Option<SigningKey>) -> Result<Trust, CliError> {
    let Some(key) = key else { return Ok(trust) };
    let fatal = |error: &dyn Display| CliError::Fatal(format!("{}: {error}", key.setting));
    let pkcs8 = fresh::read(&key.file).map_err(|error| fatal(&error))?;
    trust.signing_with(&pkcs8).map_err(|error| fatal(&error))
}

/// Describes the command for the list of the results that it needs: first with the module's
/// requirements, then without, so that the list of an earlier version is found.
fn manifests(invocation: &Invocation) -> Vec<String> {
    let env = &invocation.env;
    let cwd = &invocation.process.cwd;
    let go_mod = find_go_mod(env, &*invocation.disk, cwd).unwrap_or_default();
    let dir = path::dir(&go_mod);
    let mut text = format!(
        "vamos {} {}\n",
        env.version,
        invocation.process.args.join("\0")
    );
    for name in ["GOOS", "GOARCH", "CGO_ENABLED", "GOFLAGS", "GOEXPERIMENT"] {
        let _ = writeln!(text, "{name}={}", env.get(name));
    }
    let read = |name: &str| fresh::read(&path::join(&[&dir, name])).unwrap_or_default();
    let requirements = read("go.mod");
    let module = requirements.split(|byte| *byte == b'\n');
    let module = module
        .map(String::from_utf8_lossy)
        .find(|line| line.starts_with("module"));
    let below = cwd.strip_prefix(&*dir).unwrap_or(cwd);
    let _ = writeln!(text, "{} {below}", module.unwrap_or_default());
    let digests = [Digest::of(&requirements), Digest::of(&read("go.sum"))];
    vec![format!("{text}{} {}", digests[0], digests[1]), text]
}
