//! The address of a remote cache.
//!
//! Counterpart: none; the syntax is the same as in Bazel's `--remote_cache`, with the instance name
//! as path.

use std::net::IpAddr;

use crate::RemoteError;

/// The port of `grpcs` addresses without one.
const TLS_PORT: u16 = 443;

/// The address of a remote cache.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// True if the connection uses TLS.
    pub is_tls: bool,
    /// The server's name or address.
    pub host: String,
    /// The server's port.
    pub port: u16,
    /// The name of the server's instance; usually empty.
    pub instance: String,
}

impl Endpoint {
    /// Parses `grpc://host:port/instance` or `grpcs://host/instance`.
    pub fn parse(text: &str) -> Result<Self, RemoteError> {
        Self::try_parse(text).ok_or_else(|| RemoteError::Address {
            address: text.to_owned(),
        })
    }

    /// Reports whether the server is on this machine.
    pub fn is_loopback(&self) -> bool {
        let host = self.host.trim_matches(['[', ']']);
        let address = host.parse::<IpAddr>();
        host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    }

    fn try_parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let is_tls = match scheme {
            "grpc" => false,
            "grpcs" => true,
            _ => return None,
        };
        let (authority, instance) = rest.split_once('/').unwrap_or((rest, ""));
        // An address must not contain credentials, because it is shown in messages.
        if authority.contains('@') || instance.contains(['?', '#']) {
            return None;
        }
        let end_of_host = authority.find(']').unwrap_or(0);
        let (host, port) = match authority[end_of_host..].rfind(':') {
            Some(at) => {
                let (host, port) = authority.split_at(end_of_host + at);
                (host, port[1..].parse().ok().filter(|port| *port != 0)?)
            }
            None if is_tls => (authority, TLS_PORT),
            None => return None,
        };
        let host = host.trim_start_matches('[').trim_end_matches(']');
        if host.is_empty() {
            return None;
        }
        Some(Self {
            is_tls,
            host: host.to_owned(),
            port,
            instance: instance.trim_matches('/').to_owned(),
        })
    }

    /// Returns host and port in the form of a request header.
    pub(crate) fn authority(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    /// Returns the name of a resource of ByteStream.
    pub(crate) fn resource(&self, rest: &str) -> String {
        match self.instance.as_str() {
            "" => rest.to_owned(),
            instance => format!("{instance}/{rest}"),
        }
    }
}

impl std::fmt::Display for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let scheme = if self.is_tls { "grpcs" } else { "grpc" };
        write!(f, "{scheme}://{}", self.authority())?;
        match self.instance.as_str() {
            "" => Ok(()),
            instance => write!(f, "/{instance}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Endpoint;

    #[test]
    fn addresses_have_a_scheme_a_host_a_port_and_an_instance() {
        for (text, shown) in [
            ("grpc://127.0.0.1:9092", "grpc://127.0.0.1:9092"),
            ("grpcs://cache.example", "grpcs://cache.example:443"),
            ("grpcs://c:8980/a/b/", "grpcs://c:8980/a/b"),
            ("grpc://[::1]:1/x", "grpc://[::1]:1/x"),
        ] {
            assert_eq!(Endpoint::parse(text).unwrap().to_string(), shown);
        }
        for text in [
            "",
            "grpc://",
            "grpc://host",
            "http://host:1",
            "grpc://:1",
            "grpc://h:0",
            "grpc://h:x",
            "grpc://user:secret@h:1",
            "grpc://h:1/a?b",
        ] {
            assert!(Endpoint::parse(text).is_err(), "{text}");
        }
    }
}
