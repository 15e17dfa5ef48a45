//! The remote cache that backs the build cache of a command.
//!
//! Counterpart: none.

use std::fmt::Display;
use std::sync::Arc;

use vamos_cache::LocalStore;
use vamos_cache::SharingStore;
use vamos_cache::Store;
use vamos_fsys::uncached;
use vamos_remote::RemoteCache;
use vamos_remote::RemoteConfig;
use vamos_remote::RemoteError;
use vamos_remote::Trial;
use vamos_remote::Trust;

use super::remote_settings::Server;
use super::remote_settings::SigningKey;
use crate::error::CliError;
use crate::invocation::Invocation;

/// Returns a store that reads the local cache, then the remote one. `manifests` are the keys of the
/// list of results that the command needs.
pub(super) fn open(
    invocation: &Invocation,
    local: LocalStore,
    server: Server,
    manifests: Vec<String>,
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
        manifests,
        trust: signing(server.trust, server.signing_key.filter(|_| server.uploads))?,
        endpoint: server.endpoint,
        processors: invocation.pool().cpus(),
        on_failure: Box::new(on_failure),
    };
    let local = Arc::new(local);
    let remote = RemoteCache::new(Arc::clone(&local), config);
    Ok(Box::new(SharingStore::new(local, Arc::new(remote))))
}

/// Returns the settings of the trial of `remote check`.
pub(super) fn trial(server: Server) -> Result<Trial, CliError> {
    Ok(Trial {
        uploads: server.uploads,
        executes: server.executes,
        trust: signing(server.trust, server.signing_key.filter(|_| server.uploads))?,
        connection: server.connection,
        endpoint: server.endpoint,
    })
}

/// Adds the key that the results of this machine are signed with.
fn signing(trust: Trust, key: Option<SigningKey>) -> Result<Trust, CliError> {
    let Some(key) = key else { return Ok(trust) };
    let fatal = |error: &dyn Display| CliError::Fatal(format!("{}: {error}", key.setting));
    let pkcs8 = uncached::read(&key.file).map_err(|error| fatal(&error))?;
    trust.signing_with(&pkcs8).map_err(|error| fatal(&error))
}
