//! The connection to the server of a remote cache: TLS, headers, a credential helper and proxies.
//!
//! Counterpart: none.

use std::sync::Arc;

use vamos_config::Located;
use vamos_config::Secret;
use vamos_fetch::certificates;
use vamos_fetch::http_proxies;
use vamos_remote::Connection;
use vamos_remote::CredentialHelper;
use vamos_remote::Header;
use vamos_remote::Identity;
use vamos_remote::Timeouts;

use crate::env_vars::Variable;
use crate::env_vars::headers;
use crate::env_vars::remote::REMOTE_CREDENTIAL_HELPER;
use crate::env_vars::remote::REMOTE_HEADER;
use crate::env_vars::remote::REMOTE_TIMEOUT;
use crate::env_vars::remote::REMOTE_TLS_CA;
use crate::env_vars::remote::REMOTE_TLS_CERT;
use crate::env_vars::remote::REMOTE_TLS_KEY;
use crate::error::CliError;
use crate::invocation::Invocation;
use crate::user_file::UserFile;

/// Returns the connection to the server, from the environment and the user's file. Files are read,
/// and the helper runs, when the connection is made.
pub(super) fn connection(invocation: &Invocation, user: &UserFile) -> Result<Connection, CliError> {
    let process = &invocation.process;
    let var = |variable: &Variable| {
        let value = process.var(variable.name);
        (!value.is_empty()).then(|| value.to_owned())
    };
    let table = &user.table;
    let identity = match (var(&REMOTE_TLS_CERT), var(&REMOTE_TLS_KEY)) {
        (None, None) => table.identity.as_ref().map(|(certificate, key)| Identity {
            certificate: user.beside(certificate),
            key: user.beside(key),
        }),
        (Some(certificate), Some(key)) => Some(Identity { certificate, key }),
        _ => {
            let (cert, key) = (REMOTE_TLS_CERT.name, REMOTE_TLS_KEY.name);
            let text = format!("{cert} and {key} have to be set together");
            return Err(CliError::Fatal(text));
        }
    };
    let get = |name: &str| process.var(name).to_owned();
    let (file, dir) = (get("SSL_CERT_FILE"), get("SSL_CERT_DIR"));
    let of_file = || {
        table
            .credential_helper
            .as_ref()
            .map(|name| user.program(name))
    };
    let helper = var(&REMOTE_CREDENTIAL_HELPER).or_else(of_file);
    let of_file = || table.tls_ca.as_ref().map(|file| user.beside(file));
    Ok(Connection {
        authorities: var(&REMOTE_TLS_CA).or_else(of_file),
        system_authorities: Some(Arc::new(move || certificates::read(&file, &dir, None))),
        identity,
        headers: match process.var(REMOTE_HEADER.name) {
            "" => of_table(user)?,
            lines => headers(lines).map_err(|error| CliError::Fatal(error.to_string()))?,
        },
        helper: helper.map(|program| CredentialHelper {
            program,
            env: process.env.as_slice().into(),
        }),
        proxies: http_proxies(get),
        timeouts: match process.var(REMOTE_TIMEOUT.name) {
            "" => timeouts(user)?,
            text => Timeouts::parse(text).unwrap_or_default(),
        },
    })
}

/// Returns the time limits of the server in the user's file.
fn timeouts(user: &UserFile) -> Result<Timeouts, CliError> {
    let Some(setting) = &user.table.timeout else {
        return Ok(Timeouts::default());
    };
    let error = "remote.timeout is not a number of seconds from 1 to 3600";
    Timeouts::from_seconds(setting.value).ok_or_else(|| user.wrong(setting, &error))
}

/// Returns the headers of the user's file.
fn of_table(user: &UserFile) -> Result<Vec<Header>, CliError> {
    let header = |header: &Located<(String, Secret)>| {
        let (name, Secret(value)) = &header.value;
        Header::new(name, value).map_err(|error| user.wrong(header, &error))
    };
    user.table.headers.iter().map(header).collect()
}
