//! Parses one argument at a time, for commands whose flags and other arguments mix.
//!
//! Counterpart: cmd/go/internal/cmdflag/flag.go (`ParseOne`).

use vamos_base::golang::quote::quote;

use super::SetByName;

/// The meaning of the first of some arguments.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum One {
    /// A request for help.
    Help,
    /// `--`, which is not consumed.
    Terminator,
    /// Not a flag.
    Other,
    /// A flag that the command does not have.
    Unknown {
        /// It has a value of its own.
        has_value: bool,
    },
    /// A flag that has been set.
    Set {
        /// Its name.
        name: String,
        /// The number of arguments that it took.
        used: usize,
    },
    /// A flag that cannot be set; a line for stderr.
    Invalid(String),
}

/// Parses the first of `args`, and sets it if it is a flag of the command.
pub(crate) fn parse_one(flags: &mut dyn SetByName, args: &[String]) -> One {
    let Some(raw) = args.first() else {
        return One::Terminator;
    };
    if raw == "--" {
        return One::Terminator;
    }
    let arg = match raw.strip_prefix("--") {
        Some(_) => &raw[1..],
        None => raw.as_str(),
    };
    if matches!(arg, "-?" | "-h" | "-help") {
        return One::Help;
    }
    let is_flag =
        arg.len() >= 2 && arg.starts_with('-') && !matches!(arg.as_bytes()[1], b'-' | b'=');
    if !is_flag {
        return One::Other;
    }
    let (name, value) = match arg[1..].split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (&arg[1..], None),
    };
    let Some(is_bool) = flags.is_bool(name) else {
        return One::Unknown {
            has_value: value.is_some(),
        };
    };
    if is_bool {
        let result = flags.set(name, value.unwrap_or("true"));
        return match (result, value) {
            (Ok(()), _) => One::Set {
                name: name.to_owned(),
                used: 1,
            },
            (Err(why), Some(value)) => {
                let value = quote(value);
                One::Invalid(format!("invalid boolean value {value} for -{name}: {why}"))
            }
            (Err(why), None) => One::Invalid(format!("invalid boolean flag {name}: {why}")),
        };
    }
    let next = args.get(1).map(String::as_str);
    let Some(given) = value.or(next) else {
        return One::Invalid(format!("flag needs an argument: -{name}"));
    };
    match flags.set(name, given) {
        Ok(()) => One::Set {
            name: name.to_owned(),
            used: if value.is_some() { 1 } else { 2 },
        },
        Err(why) => {
            let given = quote(given);
            One::Invalid(format!("invalid value {given} for flag -{name}: {why}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::One;
    use super::parse_one;
    use crate::commands::table::find_command;
    use crate::flags::TypedFlags;

    fn one(args: &str) -> One {
        let set = find_command(&["build".to_owned()]).0.unwrap().policy.flags;
        let mut flags = TypedFlags {
            set,
            local_go: "1.26",
            typed: Vec::new(),
        };
        let args: Vec<String> = args.split(' ').map(str::to_owned).collect();
        parse_one(&mut flags, &args)
    }

    fn set(name: &str, used: usize) -> One {
        One::Set {
            name: name.to_owned(),
            used,
        }
    }

    #[test]
    fn recognizes_what_upstream_recognizes() {
        assert_eq!(one("--help x"), One::Help);
        assert_eq!(one("-? x"), One::Help);
        assert_eq!(one("--"), One::Terminator);
        for other in ["-", "-=x", "---x", "./p", ""] {
            assert_eq!(one(other), One::Other, "{other}");
        }
        assert_eq!(one("-zzz=1"), One::Unknown { has_value: true });
        assert_eq!(one("-v x"), set("v", 1));
        assert_eq!(one("--tags x"), set("tags", 2));
        assert_eq!(one("-tags=x y"), set("tags", 1));
    }

    #[test]
    fn invalid_values() {
        let text = |args| match one(args) {
            One::Invalid(text) => text,
            other => format!("{other:?}"),
        };
        assert_eq!(text("-p"), "flag needs an argument: -p");
        assert_eq!(text("-p x"), "invalid value \"x\" for flag -p: parse error");
        assert_eq!(
            text("-v=x"),
            "invalid boolean value \"x\" for -v: parse error"
        );
    }
}
