//! How the server of a remote cache is reached: TLS, headers, a credential helper and proxies.
//!
//! Counterpart: none.

use std::sync::Arc;

use vamos_fetch::certificates;
use vamos_fetch::http_proxies;
use vamos_remote::Connection;
use vamos_remote::CredentialHelper;
use vamos_remote::Identity;

use crate::env_vars::REMOTE_CREDENTIAL_HELPER;
use crate::env_vars::REMOTE_HEADER;
use crate::env_vars::REMOTE_TLS_CA;
use crate::env_vars::REMOTE_TLS_CERT;
use crate::env_vars::REMOTE_TLS_KEY;
use crate::env_vars::Variable;
use crate::env_vars::headers;
use crate::error::CliError;
use crate::invocation::Invocation;

/// Returns how the server is reached. Files are read, and the helper runs, when it is.
pub(super) fn from_environment(invocation: &Invocation) -> Result<Connection, CliError> {
    let process = &invocation.process;
    let var = |variable: &Variable| {
        let value = process.var(variable.name);
        (!value.is_empty()).then(|| value.to_owned())
    };
    let identity = match (var(&REMOTE_TLS_CERT), var(&REMOTE_TLS_KEY)) {
        (None, None) => None,
        (Some(certificate), Some(key)) => Some(Identity { certificate, key }),
        _ => {
            let (cert, key) = (REMOTE_TLS_CERT.name, REMOTE_TLS_KEY.name);
            let text = format!("{cert} and {key} have to be set together");
            return Err(CliError::Fatal(text));
        }
    };
    let get = |name: &str| process.var(name).to_owned();
    let (file, dir) = (get("SSL_CERT_FILE"), get("SSL_CERT_DIR"));
    let helper = var(&REMOTE_CREDENTIAL_HELPER).map(|program| CredentialHelper {
        program,
        env: process.env.as_slice().into(),
    });
    let headers = headers(process.var(REMOTE_HEADER.name));
    Ok(Connection {
        authorities: var(&REMOTE_TLS_CA),
        system_authorities: Some(Arc::new(move || certificates::read(&file, &dir, None))),
        identity,
        headers: headers.map_err(|error| CliError::Fatal(error.to_string()))?,
        helper,
        proxies: http_proxies(get),
    })
}
