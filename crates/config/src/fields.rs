//! Takes fields out of a parsed table; the remaining ones are misspelled.
//!
//! Counterpart: none.

use toml::Spanned;
use toml::de::DeTable;
use toml::de::DeValue;

use crate::ConfigError;
use crate::Located;
use crate::Mistake;
use crate::Secret;
use crate::parse_size;

/// The fields of a table that nothing has taken yet.
pub(crate) struct Fields<'a> {
    text: &'a str,
    /// The names of the enclosing tables, each followed by a dot.
    prefix: String,
    rest: Vec<(&'a str, usize, &'a DeValue<'a>)>,
}

/// Parses a file.
pub(crate) fn parse(bytes: &[u8]) -> Result<(&str, DeTable<'_>), ConfigError> {
    let text = std::str::from_utf8(bytes).map_err(|error| ConfigError {
        line: 1 + newlines(&bytes[..error.valid_up_to()]),
        mistake: Mistake::NotText,
    })?;
    match DeTable::parse(text) {
        Ok(table) => Ok((text, table.into_inner())),
        Err(error) => Err(ConfigError {
            line: line(text, error.span().map_or(0, |span| span.start)),
            mistake: Mistake::Syntax(error.message().to_owned()),
        }),
    }
}

fn newlines(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count()
}

fn line(text: &str, at: usize) -> usize {
    1 + newlines(&text.as_bytes()[..at.min(text.len())])
}

impl<'a> Fields<'a> {
    /// Returns the fields of a table.
    pub(crate) fn new(text: &'a str, prefix: String, table: &'a DeTable<'a>) -> Self {
        let field = |(key, value): (&'a Spanned<_>, &'a Spanned<DeValue<'a>>)| {
            let name: &'a std::borrow::Cow<'a, str> = key.get_ref();
            (&**name, line(text, key.span().start), value.get_ref())
        };
        Self {
            text,
            prefix,
            rest: table.iter().map(field).collect(),
        }
    }

    fn take(&mut self, name: &str) -> Option<(usize, &'a DeValue<'a>)> {
        let at = self.rest.iter().position(|(field, ..)| *field == name)?;
        let (_, line, value) = self.rest.swap_remove(at);
        Some((line, value))
    }

    fn wrong(&self, name: &str, line: usize, want: &'static str) -> ConfigError {
        let field = format!("{}{name}", self.prefix);
        ConfigError {
            line,
            mistake: Mistake::Type { field, want },
        }
    }

    /// Takes a field, and converts its value.
    fn convert<T>(
        &mut self,
        name: &str,
        want: &'static str,
        convert: impl FnOnce(&'a DeValue<'a>) -> Option<T>,
    ) -> Result<Option<Located<T>>, ConfigError> {
        let Some((line, value)) = self.take(name) else {
            return Ok(None);
        };
        let value = convert(value).ok_or_else(|| self.wrong(name, line, want))?;
        Ok(Some(Located { value, line }))
    }

    /// Takes a string.
    pub(crate) fn string(&mut self, name: &str) -> Result<Option<Located<String>>, ConfigError> {
        self.convert(name, "a string", |value| value.as_str().map(str::to_owned))
    }

    /// Takes a boolean.
    pub(crate) fn boolean(&mut self, name: &str) -> Result<Option<bool>, ConfigError> {
        let value = self.convert(name, "true or false", DeValue::as_bool)?;
        Ok(value.map(|value| value.value))
    }

    /// Takes a number.
    pub(crate) fn number(&mut self, name: &str) -> Result<Option<Located<u64>>, ConfigError> {
        self.convert(name, "a whole number", |value| {
            let number = value.as_integer()?;
            u64::from_str_radix(number.as_str(), number.radix()).ok()
        })
    }

    /// Takes a number of bytes.
    pub(crate) fn size(&mut self, name: &str) -> Result<Option<Located<u64>>, ConfigError> {
        let want = "a size such as \"500MB\" or \"4GiB\"";
        self.convert(name, want, |value| parse_size(value.as_str()?))
    }

    /// Takes an array of strings.
    pub(crate) fn strings(
        &mut self,
        name: &str,
    ) -> Result<Option<Located<Vec<String>>>, ConfigError> {
        self.convert(name, "an array of strings", |value| {
            let array = value.as_array()?.iter();
            let string = |value: &Spanned<DeValue<'_>>| value.get_ref().as_str().map(str::to_owned);
            array.map(string).collect()
        })
    }

    /// Takes a table; the fields of a missing one are empty.
    pub(crate) fn table(&mut self, name: &str) -> Result<Self, ConfigError> {
        let text = self.text;
        let prefix = format!("{}{name}.", self.prefix);
        let fields = self.convert(name, "a table", |value| {
            let table = value.as_table()?;
            Some(Self::new(text, prefix.clone(), table))
        })?;
        Ok(fields.map_or_else(
            || Self {
                text,
                prefix,
                rest: Vec::new(),
            },
            |fields| fields.value,
        ))
    }

    /// Returns all fields of a table of strings, in the order of the file.
    pub(crate) fn texts(mut self) -> Result<Vec<Located<(String, String)>>, ConfigError> {
        self.rest.sort_by_key(|(_, line, _)| *line);
        let text = |(name, line, value): &(&str, usize, &DeValue<'_>)| {
            let value = value
                .as_str()
                .ok_or_else(|| self.wrong(name, *line, "a string"))?;
            Ok(Located {
                value: ((*name).to_owned(), value.to_owned()),
                line: *line,
            })
        };
        self.rest.iter().map(text).collect()
    }

    /// Returns all fields of a table of secret strings.
    pub(crate) fn secrets(self) -> Result<Vec<Located<(String, Secret)>>, ConfigError> {
        let secret = |text: Located<(String, String)>| {
            let (name, value) = text.value;
            Located {
                value: (name, Secret(value)),
                line: text.line,
            }
        };
        Ok(self.texts()?.into_iter().map(secret).collect())
    }

    /// Returns the names of the fields that are left, with their tables and lines, in the order
    /// of the file.
    pub(crate) fn rest(mut self) -> Vec<Located<String>> {
        self.rest.sort_by_key(|(_, line, _)| *line);
        let name = |(name, line, _): &(&str, usize, _)| Located {
            value: format!("{}{name}", self.prefix),
            line: *line,
        };
        self.rest.iter().map(name).collect()
    }

    /// Fails if a field is left.
    pub(crate) fn end(self) -> Result<(), ConfigError> {
        match self.rest().into_iter().next() {
            None => Ok(()),
            Some(field) => Err(ConfigError {
                line: field.line,
                mistake: Mistake::Unknown(field.value),
            }),
        }
    }
}
