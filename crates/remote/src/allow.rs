//! The allow list of servers that a workspace may name.
//!
//! A repository can be cloned from anyone. Therefore the address in it is used only if the user has
//! listed it: otherwise a clone could direct results and credentials to its own server.
//! Counterpart: none.

use crate::Endpoint;
use crate::RemoteError;

/// The scheme of entries without one: credentials are sent to these servers as well.
const SCHEME: &str = "grpcs://";

/// The servers that a workspace may name.
#[derive(Clone, Debug, Default)]
pub struct AllowList(Vec<Endpoint>);

impl AllowList {
    /// Parses entries: addresses, or `host:port` for `grpcs://host:port`. An entry without an
    /// instance allows all instances.
    pub fn parse<'a>(entries: impl IntoIterator<Item = &'a str>) -> Result<Self, RemoteError> {
        let entry = |entry: &str| {
            if entry.contains("://") {
                Endpoint::parse(entry)
            } else {
                Endpoint::parse(&format!("{SCHEME}{entry}")).map_err(|_| RemoteError::Address {
                    address: entry.to_owned(),
                })
            }
        };
        let entries: Result<_, _> = entries.into_iter().map(entry).collect();
        Ok(Self(entries?))
    }

    /// Reports whether no server is allowed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Reports whether a workspace may name this server.
    pub fn allows(&self, server: &Endpoint) -> bool {
        // The instance is shown in messages.
        let is_plain = server.instance.bytes().all(|byte| byte.is_ascii_graphic());
        let is_same = |entry: &Endpoint| {
            (entry.is_tls, entry.port) == (server.is_tls, server.port)
                && entry.host.eq_ignore_ascii_case(&server.host)
                && (entry.instance.is_empty() || entry.instance == server.instance)
        };
        is_plain && self.0.iter().any(is_same)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scheme_host_port_and_instance_decide() {
        let list = ["cache:9092", "grpc://10.0.0.1:1", "grpcs://shared/team"];
        let list = AllowList::parse(list).unwrap();
        let allows = |text: &str| list.allows(&Endpoint::parse(text).unwrap());
        for allowed in [
            "grpcs://cache:9092",
            "grpcs://CACHE:9092/any/instance",
            "grpc://10.0.0.1:1",
            "grpcs://shared:443/team",
        ] {
            assert!(allows(allowed), "{allowed}");
        }
        for refused in [
            "grpc://cache:9092",
            "grpcs://cache:9093",
            "grpcs://cache",
            "grpcs://cache.evil:9092",
            "grpcs://evil:9092/cache:9092",
            "grpcs://10.0.0.1:1",
            "grpcs://shared",
            "grpcs://shared/other",
            "grpcs://cache:9092/\u{1b}[2J",
        ] {
            assert!(!allows(refused), "{refused}");
        }
        assert!(AllowList::default().is_empty());
        assert!(AllowList::parse(["http://cache:1"]).is_err());
        assert!(AllowList::parse([""]).is_err());
    }
}
