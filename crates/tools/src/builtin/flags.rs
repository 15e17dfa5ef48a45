//! The command lines of the SDK's tools.
//!
//! Counterpart: flag/flag.go (`parseOne`).

use vamos_base::golang::quote;
use vamos_base::golang::strconv;

use super::Streams;

/// Kind of argument of a flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// None, or a boolean value after `=`.
    Switch,
    /// None, or any value after `=`.
    AnySwitch,
    /// A value.
    Text,
}

/// Reason to print the usage text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Usage {
    /// A flag requested it.
    Help,
    /// Something is wrong; the message that is printed before the text.
    Wrong(String),
}

/// Parses flags, and calls `set` with the name and the value of each; returns the operands.
pub(super) fn parse<'a>(
    args: &'a [String],
    flags: &[(&str, Kind)],
    mut set: impl FnMut(&str, &str),
) -> Result<&'a [String], Usage> {
    let mut rest = args;
    while let Some((arg, after)) = rest.split_first() {
        let Some(name) = arg.strip_prefix('-').filter(|name| !name.is_empty()) else {
            break;
        };
        let name = match name.strip_prefix('-') {
            Some("") => return Ok(after),
            Some(name) => name,
            None => name,
        };
        if name.is_empty() || name.starts_with(['-', '=']) {
            return Err(Usage::Wrong(format!("bad flag syntax: {arg}")));
        }
        rest = after;
        let (name, value) = match name.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (name, None),
        };
        let Some((_, kind)) = flags.iter().find(|(known, _)| *known == name) else {
            return Err(match name {
                "h" | "help" => Usage::Help,
                _ => Usage::Wrong(format!("flag provided but not defined: -{name}")),
            });
        };
        let value = match (kind, value) {
            (Kind::Switch, Some(value)) if strconv::parse_bool(value).is_none() => {
                let value = quote::quote(value);
                let line = format!("invalid boolean value {value} for -{name}: parse error");
                return Err(Usage::Wrong(line));
            }
            (_, Some(value)) => value,
            (Kind::Switch | Kind::AnySwitch, None) => "true",
            (Kind::Text, None) => match rest.split_first() {
                Some((value, after)) => {
                    rest = after;
                    value
                }
                None => {
                    let line = format!("flag needs an argument: -{name}");
                    return Err(Usage::Wrong(line));
                }
            },
        };
        set(name, value);
    }
    Ok(rest)
}

/// Prints the usage text, after the error; returns the exit code.
pub(super) fn refuse(usage: Option<Usage>, text: &str, streams: &Streams<'_>) -> i32 {
    if let Some(Usage::Wrong(line)) = usage {
        streams.line(&line);
    }
    (streams.stderr)(text);
    2
}

/// Reports whether the value of a switch turns it on.
pub(super) fn is_true(value: &str) -> bool {
    strconv::parse_bool(value).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::Kind;
    use super::Usage;
    use super::parse;

    fn parsed(line: &str) -> Result<(String, usize), Usage> {
        let args: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        let mut seen = String::new();
        let flags = [
            ("n", Kind::AnySwitch),
            ("size", Kind::Switch),
            ("sort", Kind::Text),
        ];
        let rest = parse(&args, &flags, |name, value| {
            seen += &format!("{name}={value} ");
        })?;
        Ok((seen, rest.len()))
    }

    #[test]
    fn flags_and_operands() {
        let seen = |line| parsed(line).unwrap();
        assert_eq!(
            seen("-n --size -sort x a -b"),
            ("n=true size=true sort=x ".into(), 2)
        );
        assert_eq!(seen("-n=maybe -- -size"), ("n=maybe ".into(), 1));
        assert_eq!(seen("- -n"), (String::new(), 2));
        let wrong = |line| match parsed(line) {
            Err(Usage::Wrong(text)) => text,
            other => format!("{other:?}"),
        };
        assert_eq!(
            wrong("-size=x"),
            "invalid boolean value \"x\" for -size: parse error"
        );
        assert_eq!(wrong("-sort"), "flag needs an argument: -sort");
        assert_eq!(wrong("-x"), "flag provided but not defined: -x");
        assert_eq!(wrong("---x"), "bad flag syntax: ---x");
        assert_eq!(parsed("-h"), Err(Usage::Help));
    }
}
