//! The settings of a connection to a server: trusted certificates, headers of every request, and
//! proxies.
//!
//! No file is read before the first connection. Types that may hold secrets do not implement
//! `Debug`.
//! Counterpart: none; the settings have the meaning of Bazel's `--tls_certificate`,
//! `--tls_client_certificate`, `--tls_client_key`, `--remote_header` and `--credential_helper`.

use std::fmt;
use std::sync::Arc;

use http::HeaderName;
use http::HeaderValue;
use vamos_net::Certificates;
use vamos_net::ProxyConfig;

use crate::RemoteError;
use crate::Timeouts;

/// The settings of a connection to a server.
#[derive(Clone, Default)]
pub struct Connection {
    /// A file with the authorities (PEM) that may sign the server's certificate, instead of the
    /// system's authorities.
    pub authorities: Option<String>,
    /// Returns the certificates that the machine trusts.
    pub system_authorities: Option<Certificates>,
    /// The certificate of this client.
    pub identity: Option<Identity>,
    /// The headers of every request.
    pub headers: Vec<Header>,
    /// A program that returns more headers.
    pub helper: Option<CredentialHelper>,
    /// The proxies. The setting for `https` addresses is used.
    pub proxies: ProxyConfig,
    /// The time limits.
    pub timeouts: Timeouts,
}

/// The files of a client's certificate.
#[derive(Clone)]
pub struct Identity {
    /// The certificate, and the intermediate certificates up to the authority, in PEM.
    pub certificate: String,
    /// Its private key, in PEM.
    pub key: String,
}

/// A program that speaks the protocol of Bazel's credential helpers.
#[derive(Clone)]
pub struct CredentialHelper {
    /// Its name, which is searched in PATH, or its path.
    pub program: String,
    /// Its environment, which contains PATH.
    pub env: Arc<[(String, String)]>,
}

/// A header of every request; its value may be a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Header {
    pub(crate) name: HeaderName,
    pub(crate) value: HeaderValue,
}

impl Header {
    /// Parses `name=value`. An error does not contain the value.
    pub fn parse(text: &str) -> Result<Self, RemoteError> {
        let (name, value) = text
            .split_once('=')
            .ok_or(RemoteError::Header { name: None })?;
        Self::new(name, value)
    }

    /// Returns a header that gRPC does not use itself. An error does not contain the value.
    pub fn new(name: &str, value: &str) -> Result<Self, RemoteError> {
        let invalid = || RemoteError::Header {
            name: Some(name.trim().to_owned()),
        };
        let name = HeaderName::from_bytes(name.trim().as_bytes()).map_err(|_| invalid())?;
        let is_reserved = ["content-type", "te", "host", "connection", "user-agent"]
            .contains(&name.as_str())
            || name.as_str().starts_with("grpc-");
        let mut value = HeaderValue::from_str(value.trim()).map_err(|_| invalid())?;
        value.set_sensitive(true);
        if is_reserved {
            Err(invalid())
        } else {
            Ok(Self { name, value })
        }
    }
}

impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}=...", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::Header;

    #[test]
    fn headers_have_a_name_and_a_value_that_is_not_shown() {
        let header = Header::parse("Authorization=Bearer secret=x").unwrap();
        assert_eq!(header.name, "authorization");
        assert_eq!(header.value, "Bearer secret=x");
        assert_eq!(format!("{header:?}"), "authorization=...");
        assert!(!format!("{:?}", header.value).contains("secret"));
        for text in [
            "secret",
            "=secret",
            "a b=secret",
            "x=secret\nx",
            "grpc-timeout=secret",
            "Content-Type=secret",
        ] {
            let error = Header::parse(text).unwrap_err().to_string();
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
