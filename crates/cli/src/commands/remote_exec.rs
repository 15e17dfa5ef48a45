//! The server whose workers run jobs (`VAMOS_REMOTE_EXEC`, `execute` in `vamos.toml`).
//!
//! Counterpart: none.

use std::sync::Arc;

use vamos_jobs::RemoteRunner;
use vamos_remote::ExecClient;
use vamos_remote::ExecConfig;
use vamos_remote::RemoteError;

use super::remote_settings;
use crate::error::CliError;
use crate::invocation::Invocation;

/// Returns the runner of jobs on other machines, if there is a server. Nothing is connected yet.
pub(super) fn runner(invocation: &Invocation) -> Result<Option<Arc<dyn RemoteRunner>>, CliError> {
    let Some(server) = remote_settings::choose(invocation)? else {
        return Ok(None);
    };
    let output = Arc::clone(&invocation.output);
    let name = server.endpoint.to_string();
    let on_failure = move |error: &RemoteError| {
        output.log(&format!(
            "vamos: remote execution {name}: {error}; continuing without it"
        ));
    };
    Ok(Some(Arc::new(ExecClient::new(ExecConfig {
        endpoint: server.endpoint,
        connection: server.connection,
        trust: server.trust,
        platform: server.platform,
        on_failure: Box::new(on_failure),
    }))))
}
