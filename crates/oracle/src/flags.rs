//! The command lines of the harnesses: flags with a value each.
//!
//! Counterpart: none.

use std::path::PathBuf;
use std::str::FromStr;

/// A flag and its value.
pub(crate) struct Flag<'a> {
    pub(crate) name: &'a str,
    pub(crate) value: &'a str,
    /// The error of a wrong command line.
    usage: &'static str,
}

impl Flag<'_> {
    /// Returns the value as a number.
    pub(crate) fn number<T: FromStr>(&self) -> Result<T, String> {
        self.value.parse().map_err(|_| self.wrong())
    }

    /// Returns whether the value is `on`; it must be `on` or `off`.
    pub(crate) fn is_on(&self) -> Result<bool, String> {
        match self.value {
            "on" => Ok(true),
            "off" => Ok(false),
            _ => Err(self.wrong()),
        }
    }

    /// Returns the error of an unknown flag, or of a wrong value.
    pub(crate) fn wrong(&self) -> String {
        self.usage.to_owned()
    }

    /// Returns the value as a path.
    pub(crate) fn path(&self) -> PathBuf {
        self.value.into()
    }

    /// Returns the value as a text.
    pub(crate) fn text(&self) -> String {
        self.value.to_owned()
    }
}

/// Splits arguments into flags, each with a value, and other words.
pub(crate) fn split<'a>(
    args: &'a [String],
    usage: &'static str,
) -> Result<(Vec<Flag<'a>>, Vec<&'a str>), String> {
    let (mut flags, mut words) = (Vec::new(), Vec::new());
    let mut rest = args.iter();
    while let Some(name) = rest.next() {
        if name.starts_with("--") {
            flags.push(Flag {
                name,
                value: rest.next().ok_or(usage)?,
                usage,
            });
        } else {
            words.push(name.as_str());
        }
    }
    Ok((flags, words))
}

/// Splits arguments into flags; there may be no other words.
pub(crate) fn all<'a>(args: &'a [String], usage: &'static str) -> Result<Vec<Flag<'a>>, String> {
    let (flags, words) = split(args, usage)?;
    if words.is_empty() {
        Ok(flags)
    } else {
        Err(usage.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_have_values_and_words_have_none() {
        let args = |line: &str| -> Vec<String> { line.split(' ').map(str::to_owned).collect() };
        let line = args("--seed 7 word --dir /x --race on --imports off");
        let (flags, words) = split(&line, "usage").unwrap();
        assert_eq!(words, ["word"]);
        assert_eq!(flags[0].number::<u64>(), Ok(7));
        assert_eq!((flags[1].name, flags[1].path()), ("--dir", "/x".into()));
        assert_eq!(flags[1].number::<u64>(), Err("usage".to_owned()));
        assert_eq!((flags[2].is_on(), flags[3].is_on()), (Ok(true), Ok(false)));
        assert!(flags[0].is_on().is_err());
        for wrong in ["--seed", "word", "--seed 1 word"] {
            assert!(all(&args(wrong), "usage").is_err(), "{wrong}");
        }
    }
}
