//! The file of a workspace, which is not trusted.
//!
//! Counterpart: none.

use crate::ConfigError;
use crate::Located;
use crate::Mistake;
use crate::fields::Fields;
use crate::fields::parse;
use crate::user::name;

/// The settings of a workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkspaceConfig {
    /// The server. It is used only if the user allows it.
    pub address: Option<Located<String>>,
    /// The ignored mistakes.
    pub mistakes: Vec<ConfigError>,
}

impl WorkspaceConfig {
    /// Parses the file. Malformed or forbidden settings are ignored and listed.
    pub fn parse(bytes: &[u8]) -> Self {
        let mut config = Self::default();
        if let Err(error) = config.read(bytes) {
            config.mistakes.push(error);
        }
        config
    }

    fn read(&mut self, bytes: &[u8]) -> Result<(), ConfigError> {
        let (text, table) = parse(bytes)?;
        let mut fields = Fields::new(text, String::new(), &table);
        let mut remote = fields.table(name::REMOTE)?;
        self.address = remote.string(name::ADDRESS)?;
        let mistake = |field: Located<String>| {
            let own = field.value.strip_prefix("remote.").unwrap_or_default();
            ConfigError {
                line: field.line,
                mistake: if name::OF_USER.contains(&own) || field.value == name::CACHE {
                    Mistake::UserOnly(field.value)
                } else {
                    Mistake::Unknown(field.value)
                },
            }
        };
        let rest = remote.rest().into_iter().chain(fields.rest());
        self.mistakes = rest.map(mistake).collect();
        self.mistakes.sort_by_key(|mistake| mistake.line);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_address_is_taken() {
        let text = "top = 1\n[remote]\nkeys = []\naddress = 'grpc://c:1'\nupload = true\n\
                    command = 'x'\n[other]\n[cache]\ncap = '1GB'\n";
        let config = WorkspaceConfig::parse(text.as_bytes());
        let address = config.address.unwrap();
        assert_eq!((&*address.value, address.line), ("grpc://c:1", 4));
        let mistakes: Vec<String> = config
            .mistakes
            .iter()
            .map(|mistake| format!("{}: {mistake}", mistake.line))
            .collect();
        let want = [
            "1: unknown field top",
            "3: remote.keys is allowed in the user's vamos.toml only",
            "5: remote.upload is allowed in the user's vamos.toml only",
            "6: unknown field remote.command",
            "7: unknown field other",
            "8: cache is allowed in the user's vamos.toml only",
        ];
        assert_eq!(mistakes, want);
    }

    #[test]
    fn a_malformed_file_asks_for_nothing() {
        for text in ["[remote", "remote = 1", "[remote]\naddress = 1", "\u{0}"] {
            let config = WorkspaceConfig::parse(text.as_bytes());
            assert_eq!((config.address, config.mistakes.len()), (None, 1), "{text}");
        }
    }
}
