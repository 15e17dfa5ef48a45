//! The user's file.
//!
//! Counterpart: none.

use crate::ConfigError;
use crate::Located;
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
}

/// The user's settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserConfig {
    /// `[remote]`.
    pub remote: RemoteTable,
}

/// The user's settings of the remote cache. A missing field is `None` or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RemoteTable {
    /// The server.
    pub address: Option<Located<String>>,
    /// Servers that a workspace's file may name.
    pub allow: Option<Located<Vec<String>>>,
    /// Whether results are sent to the server.
    pub upload: Option<bool>,
    /// Public keys whose results are used, in hex.
    pub keys: Option<Located<Vec<String>>>,
    /// The file of the private key that results are signed with.
    pub signing_key: Option<Located<String>>,
}

impl UserConfig {
    /// Parses the file; every mistake is an error.
    pub fn parse(bytes: &[u8]) -> Result<Self, ConfigError> {
        let (text, table) = parse(bytes)?;
        let mut fields = Fields::new(text, String::new(), &table);
        let mut remote = fields.table(name::REMOTE)?;
        let config = Self {
            remote: RemoteTable {
                address: remote.string(name::ADDRESS)?,
                allow: remote.strings(name::ALLOW)?,
                upload: remote.boolean(name::UPLOAD)?,
                keys: remote.strings(name::KEYS)?,
                signing_key: remote.string(name::SIGNING_KEY)?,
            },
        };
        remote.end()?;
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
                    upload = true\nkeys = [\n  \"00\",\n]\nsigning-key = \"key.der\"\n";
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
        assert_eq!(UserConfig::parse(b"# nothing\n"), Ok(UserConfig::default()));
    }

    #[test]
    fn every_mistake_is_an_error_with_its_line() {
        for (text, line, want) in [
            ("[remote]\nadress = ''\n", 2, "unknown field remote.adress"),
            ("\n[remotes]\n", 2, "unknown field remotes"),
            ("remote = 1\n", 1, "remote is not a table"),
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
            ("[remote\n", 1, "unclosed table, expected `]`"),
        ] {
            let error = UserConfig::parse(text.as_bytes()).unwrap_err();
            assert_eq!((error.line, &*error.to_string()), (line, want), "{text:?}");
        }
        let error = UserConfig::parse(b"\n# \xff\n").unwrap_err();
        assert_eq!((error.line, &*error.to_string()), (2, "not UTF-8"));
    }
}
