//! Which values a variable takes, and the error for others.
//!
//! Counterpart: none.

use std::fmt;

use vamos_base::golang::quote::quote;
use vamos_remote::AllowList;
use vamos_remote::Endpoint;
use vamos_remote::Header;
use vamos_remote::RemoteError;
use vamos_remote::Timeouts;
use vamos_remote::Trust;
use vamos_tools::ToolChoice;

/// Words that mean on and off, in any case of letters.
const WORDS: [(&str, &str); 4] = [("1", "0"), ("true", "false"), ("on", "off"), ("yes", "no")];

/// Which values a variable takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A boolean word.
    Switch,
    /// A boolean word, or one of these.
    Choice(&'static [&'static str]),
    /// One of these.
    Word(&'static [&'static str]),
    /// A number of bytes, or a boolean word.
    Size,
    /// The address of a remote cache, or `off`.
    Address,
    /// Addresses of remote caches.
    Addresses,
    /// Public keys.
    Keys,
    /// The time limit of requests to a remote cache, in seconds.
    Seconds,
    /// The time limit of a job on another machine in seconds, or a boolean word.
    Delay,
    /// Headers; the value is not repeated in an error.
    Header,
    /// Names and values.
    Pairs,
    /// Any value; only whether it is set matters.
    Mark,
}

/// A parsed value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Off,
    On,
    Word(&'static str),
    Bytes(u64),
    Seconds(u64),
}

impl Value {
    /// Returns the choice between a tool of the SDK and its replacement.
    pub(super) fn tool_choice(self) -> ToolChoice {
        match self {
            Self::Word("native") => ToolChoice::Native,
            Self::Word("explain") => ToolChoice::Explain,
            Self::Word("verify") => ToolChoice::Verify,
            _ => ToolChoice::Stock,
        }
    }
}

/// Parses headers, one on each line.
pub(crate) fn headers(text: &str) -> Result<Vec<Header>, RemoteError> {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(Header::parse).collect()
}

/// Parses names and values, one pair on each line; `None` if a line has no name or no `=`.
pub(crate) fn pairs(text: &str) -> Option<Vec<(String, String)>> {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let pair = |line: &str| {
        let (name, value) = line.trim().split_once('=')?;
        (!name.is_empty()).then(|| (name.to_owned(), value.to_owned()))
    };
    lines.map(pair).collect()
}

/// A variable has an invalid value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InvalidVariable {
    pub(super) name: &'static str,
    pub(super) value: String,
    pub(super) kind: Kind,
}

impl fmt::Display for InvalidVariable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, value, kind } = self;
        match kind {
            Kind::Header => write!(f, "invalid value of {name}: want ")?,
            _ => write!(f, "invalid value {} of {name}: want ", quote(value))?,
        }
        match kind {
            Kind::Size => return f.write_str("off, or a size such as 500MiB or 4GiB"),
            Kind::Address => {
                let address = "grpc://host:port or grpcs://host, and optionally /instance";
                return write!(f, "off, {address}");
            }
            Kind::Addresses => return f.write_str("addresses or host:port, separated by commas"),
            Kind::Keys => return f.write_str("keys of 64 hex digits, separated by commas"),
            Kind::Seconds => return f.write_str("a number of seconds from 1 to 3600"),
            Kind::Delay => return f.write_str("on, off, or a number of seconds from 0 to 3600"),
            Kind::Header => return f.write_str("name=value, and one header on each line"),
            Kind::Pairs => return f.write_str("name=value, and one property on each line"),
            Kind::Mark => return f.write_str("anything"),
            Kind::Switch | Kind::Choice(_) | Kind::Word(_) => {}
        }
        let mut accepted: Vec<&str> = WORDS.iter().flat_map(|(on, off)| [*on, *off]).collect();
        match kind {
            Kind::Choice(words) => accepted.extend(*words),
            Kind::Word(words) => accepted = words.to_vec(),
            _ => {}
        }
        let last = accepted.pop().unwrap_or_default();
        write!(f, "{} or {last}", accepted.join(", "))
    }
}

impl Kind {
    /// Parses a value; `None` if it is invalid.
    pub(super) fn parse(self, value: &str) -> Option<Value> {
        if self == Self::Mark {
            return Some(match value {
                "" => Value::Off,
                _ => Value::On,
            });
        }
        if self == Self::Address {
            return match value {
                "" | "off" => Some(Value::Off),
                address => Endpoint::parse(address).ok().map(|_| Value::On),
            };
        }
        if self == Self::Addresses {
            return AllowList::parse(words(value)).ok().map(|_| Value::On);
        }
        // Without keys all writers are trusted, which a lone comma does not mean.
        if self == Self::Keys && (value.is_empty() || words(value).next().is_some()) {
            return Trust::with_keys(words(value)).ok().map(|_| Value::On);
        }
        if self == Self::Pairs {
            return pairs(value).map(|_| Value::On);
        }
        if self == Self::Header {
            return headers(value).ok().map(|_| Value::On);
        }
        if self == Self::Seconds {
            return Timeouts::parse(value).map(|_| Value::On);
        }
        // For a size, "0" and "1" are numbers of bytes.
        if self == Self::Size
            && let Some(bytes) = bytes(value)
        {
            return Some(Value::Bytes(bytes));
        }
        if self == Self::Delay
            && let Ok(seconds) = value.parse()
        {
            return (seconds <= 3600).then_some(Value::Seconds(seconds));
        }
        let is = |word: &str| value.eq_ignore_ascii_case(word);
        let word = |words: &'static [&'static str]| {
            let found = words.iter().find(|word| is(word));
            found.map(|word| Value::Word(word))
        };
        if let Self::Word(words) = self {
            return word(words);
        }
        if WORDS.iter().any(|(on, _)| is(on)) {
            return Some(Value::On);
        }
        if WORDS.iter().any(|(_, off)| is(off)) {
            return Some(Value::Off);
        }
        match self {
            Self::Choice(words) => word(words),
            _ => None,
        }
    }
}

/// Returns the parts of a list.
pub(crate) fn words(value: &str) -> impl Iterator<Item = &str> {
    value.split(',').filter(|word| !word.is_empty())
}

/// Parses a size in GOMEMLIMIT's syntax: a number, and `B`, `KiB`, `MiB`, `GiB` or `TiB`.
fn bytes(text: &str) -> Option<u64> {
    let end = text.find(|c: char| !c.is_ascii_digit());
    let (number, unit) = text.split_at(end.unwrap_or(text.len()));
    let shift = match unit {
        "" | "B" => 0,
        "KiB" => 10,
        "MiB" => 20,
        "GiB" => 30,
        "TiB" => 40,
        _ => return None,
    };
    let number: u64 = number.parse().ok()?;
    number.checked_mul(1 << shift)
}
