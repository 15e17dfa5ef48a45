//! The user's file.
//!
//! Counterpart: none.

use crate::ConfigError;
use crate::Located;
use crate::Mistake;
use crate::Secret;
use crate::fields::Fields;
use crate::fields::parse;

/// The fields of `[remote]`.
pub(crate) mod name {
    pub(crate) const REMOTE: &str = "remote";
    pub(crate) const ADDRESS: &str = "address";
    pub(crate) const ALLOW: &str = "allow";
    pub(crate) const UPLOAD: &str = "upload";
    pub(crate) const KEYS: &str = "keys";
    pub(crate) const SIGNING_KEY: &str = "signing-key";
    pub(crate) const TLS_CA: &str = "tls-ca";
    pub(crate) const TLS_CERT: &str = "tls-cert";
    pub(crate) const TLS_KEY: &str = "tls-key";
    pub(crate) const HEADERS: &str = "headers";
    pub(crate) const HELPER: &str = "credential-helper";
    pub(crate) const TIMEOUT: &str = "timeout";
    pub(crate) const EXECUTE: &str = "execute";
    pub(crate) const TESTS: &str = "tests";
    pub(crate) const PLATFORM: &str = "platform";
    /// The fields that only the user's file may have.
    pub(crate) const OF_USER: [&str; 13] = [
        ALLOW,
        UPLOAD,
        KEYS,
        SIGNING_KEY,
        TLS_CA,
        TLS_CERT,
        TLS_KEY,
        HEADERS,
        HELPER,
        TIMEOUT,
        EXECUTE,
        TESTS,
        PLATFORM,
    ];
    pub(crate) const CACHE: &str = "cache";
    pub(crate) const CAP: &str = "cap";
}

/// The user's settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserConfig {
    /// `[remote]`.
    pub remote: RemoteTable,
    /// `[cache]`.
    pub cache: CacheTable,
}

/// The user's settings of the build cache.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CacheTable {
    /// The maximum size of the cache, in bytes.
    pub cap: Option<Located<u64>>,
}

/// The user's settings of the remote cache. A missing field is `None` or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RemoteTable {
    /// The server.
    pub address: Option<Located<String>>,
    /// Servers that a workspace's file may name.
    pub allow: Option<Located<Vec<String>>>,
    /// True if results are uploaded to the server.
    pub upload: Option<bool>,
    /// Public keys whose results are used, in hex.
    pub keys: Option<Located<Vec<String>>>,
    /// The file of the private key that results are signed with.
    pub signing_key: Option<Located<String>>,
    /// The file of the authorities that may sign the server's certificate.
    pub tls_ca: Option<String>,
    /// The files of this client's certificate and of its private key.
    pub identity: Option<(String, String)>,
    /// Names and values of headers of every request.
    pub headers: Vec<Located<(String, Secret)>>,
    /// A program that returns more headers.
    pub credential_helper: Option<String>,
    /// The time limit for the server, in seconds.
    pub timeout: Option<Located<u64>>,
    /// True if jobs run on the workers of the server.
    pub execute: Option<bool>,
    /// True if tests run on its workers as well (`VAMOS_REMOTE_TESTS`).
    pub tests: Option<bool>,
    /// The requirements for these workers, as names and values.
    pub platform: Vec<(String, String)>,
}

impl UserConfig {
    /// Parses the file; every mistake is an error.
    pub fn parse(bytes: &[u8]) -> Result<Self, ConfigError> {
        let (text, table) = parse(bytes)?;
        let mut fields = Fields::new(text, String::new(), &table);
        let mut remote = fields.table(name::REMOTE)?;
        let identity = match (
            remote.string(name::TLS_CERT)?,
            remote.string(name::TLS_KEY)?,
        ) {
            (None, None) => None,
            (Some(cert), Some(key)) => Some((cert.value, key.value)),
            (Some(one), None) | (None, Some(one)) => {
                return Err(ConfigError {
                    line: one.line,
                    mistake: Mistake::Alone([name::TLS_CERT, name::TLS_KEY]),
                });
            }
        };
        let mut cache = fields.table(name::CACHE)?;
        let config = Self {
            cache: CacheTable {
                cap: cache.size(name::CAP)?,
            },
            remote: RemoteTable {
                address: remote.string(name::ADDRESS)?,
                allow: remote.strings(name::ALLOW)?,
                upload: remote.boolean(name::UPLOAD)?,
                keys: remote.strings(name::KEYS)?,
                signing_key: remote.string(name::SIGNING_KEY)?,
                tls_ca: remote.string(name::TLS_CA)?.map(|file| file.value),
                identity,
                headers: remote.table(name::HEADERS)?.secrets()?,
                credential_helper: remote.string(name::HELPER)?.map(|name| name.value),
                timeout: remote.number(name::TIMEOUT)?,
                execute: remote.boolean(name::EXECUTE)?,
                tests: remote.boolean(name::TESTS)?,
                platform: (remote.table(name::PLATFORM)?.texts()?.into_iter())
                    .map(|property| property.value)
                    .collect(),
            },
        };
        remote.end()?;
        cache.end()?;
        fields.end()?;
        Ok(config)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_fields_are_read_with_their_lines() {
        let text = "[remote]\naddress = \"grpc://c:1\"\nallow = [\"c:1\", 'd:2']\n\
                    upload = true\nkeys = [\n  \"00\",\n]\nsigning-key = \"key.der\"\n\
                    tls-ca = 'ca'\ntls-cert = 'c'\ntls-key = 'k'\ncredential-helper = 'h'\n\
                    timeout = 30\n\
                    [remote.headers]\nx-key = 'word'\nx-more = 'more'\n";
        let remote = UserConfig::parse(text.as_bytes()).unwrap().remote;
        let located = |value: &str, line| Located {
            value: value.to_owned(),
            line,
        };
        assert_eq!(remote.address, Some(located("grpc://c:1", 2)));
        let allow = remote.allow.unwrap();
        assert_eq!(
            (allow.value, allow.line),
            (vec!["c:1".to_owned(), "d:2".to_owned()], 3)
        );
        assert_eq!(remote.upload, Some(true));
        assert_eq!(remote.keys.unwrap().value, ["00"]);
        assert_eq!(remote.signing_key, Some(located("key.der", 8)));
        assert_eq!(remote.tls_ca.as_deref(), Some("ca"));
        assert_eq!(remote.identity, Some(("c".to_owned(), "k".to_owned())));
        assert_eq!(remote.credential_helper.as_deref(), Some("h"));
        let timeout = Located {
            value: 30,
            line: 13,
        };
        assert_eq!(remote.timeout, Some(timeout));
        let header = |name: &str, value: &str, line| Located {
            value: (name.to_owned(), Secret(value.to_owned())),
            line,
        };
        let want = [header("x-key", "word", 15), header("x-more", "more", 16)];
        assert_eq!(remote.headers, want);
        assert!(!format!("{:?}", remote.headers).contains("word"));
        assert_eq!(UserConfig::parse(b"# nothing\n"), Ok(UserConfig::default()));
    }

    #[test]
    fn execution_is_configured_here() {
        let text = "[remote]\nexecute = true\ntests = true\nplatform = { OSFamily = 'linux', \"a b\" = '1' }\n";
        let remote = UserConfig::parse(text.as_bytes()).unwrap().remote;
        assert_eq!((remote.execute, remote.tests), (Some(true), Some(true)));
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            remote.platform,
            [pair("OSFamily", "linux"), pair("a b", "1")]
        );
        let error = UserConfig::parse(b"[remote]\n[remote.platform]\na = 1\n").unwrap_err();
        assert_eq!(error.line, 3);
        assert_eq!(error.to_string(), "remote.platform.a is not a string");
    }

    #[test]
    fn every_mistake_is_an_error_with_its_line() {
        for (text, line, want) in [
            ("[remote]\nadress = ''\n", 2, "unknown field remote.adress"),
            ("\n[remotes]\n", 2, "unknown field remotes"),
            ("remote = 1\n", 1, "remote is not a table"),
            (
                "[remote]\ntimeout = -1\n",
                2,
                "remote.timeout is not a whole number",
            ),
            (
                "[remote]\nupload = 1\n",
                2,
                "remote.upload is not true or false",
            ),
            (
                "[remote]\n\nkeys = 'x'\n",
                3,
                "remote.keys is not an array of strings",
            ),
            (
                "[remote]\nkeys = [1]\n",
                2,
                "remote.keys is not an array of strings",
            ),
            (
                "[remote]\naddress = []\n",
                2,
                "remote.address is not a string",
            ),
            (
                "[remote]\naddress = 'x'\naddress = 'y'\n",
                3,
                "duplicate key",
            ),
            (
                "[remote.headers]\na = 1\n",
                2,
                "remote.headers.a is not a string",
            ),
            (
                "[remote]\ntls-key = 'k'\n",
                2,
                "remote.tls-cert and remote.tls-key have to be set together",
            ),
            (
                "[cache]\ncap = 5\n",
                2,
                "cache.cap is not a size such as \"500MB\" or \"4GiB\"",
            ),
            ("[cache]\n\nlimit = ''\n", 3, "unknown field cache.limit"),
            ("[remote\n", 1, "unclosed table, expected `]`"),
        ] {
            let error = UserConfig::parse(text.as_bytes()).unwrap_err();
            assert_eq!((error.line, &*error.to_string()), (line, want), "{text:?}");
        }
        let error = UserConfig::parse(b"\n# \xff\n").unwrap_err();
        assert_eq!((error.line, &*error.to_string()), (2, "not UTF-8"));
    }
}
