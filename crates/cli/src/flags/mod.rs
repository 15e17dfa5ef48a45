//! The flag table, and the first stage of arguments: the typed flags.
//!
//! One item per logical flag owns its name and the kind of value it takes; a command
//! is a list of such items. Parsing follows Go's package flag, error texts included.
//! Counterpart: Go's package flag; cmd/go/internal/base/goflags.go.

pub(crate) mod build;
mod goflags;
mod name;
pub(crate) mod one;
pub(crate) mod table;
mod value;
mod vet;

use vamos_base::golang::quote;
use vamos_base::golang::strconv::parse_bool;
use vamos_goenv::GoEnv;
use vamos_modcmd::EditError;
use vamos_modcmd::EditFlag;
use vamos_modcmd::WorkEditFlag;
use vamos_testing::flags::TestFlags;

use crate::env_vars::ReuseMode;

pub(crate) use goflags::SetByName;
pub(crate) use goflags::TypedFlags;
pub(crate) use goflags::set_goflags;
pub(crate) use name::Flag;
pub(crate) use table::FlagSet;
pub(crate) use table::FlagSpec;
pub(crate) use value::Kind;
pub(crate) use vet::VetArguments;

/// One flag as typed, and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Typed {
    /// The flag.
    pub(crate) flag: Flag,
    /// The value; `true` for a boolean flag without one.
    pub(crate) value: String,
}

/// A command's flags in the order they take effect ($GOFLAGS first), and the rest.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parsed {
    /// The flags. Of a repeated flag the last one is used, or all, depending on the flag.
    pub(crate) flags: Vec<Typed>,
    /// Arguments after the flags.
    pub(crate) args: Vec<String>,
    /// The flags that only `test` has.
    pub(crate) test: Option<Box<TestFlags>>,
    /// The flags that only `vet` and `fix` have.
    pub(crate) vet: Option<Box<VetArguments>>,
}

impl Parsed {
    /// Returns the last value of a flag.
    pub(crate) fn last(&self, flag: Flag) -> Option<&str> {
        let found = self.flags.iter().rev().find(|typed| typed.flag == flag);
        found.map(|typed| typed.value.as_str())
    }

    /// Reports whether a boolean flag ends up true.
    pub(crate) fn is_set(&self, flag: Flag) -> bool {
        self.last(flag)
            .is_some_and(|value| parse_bool(value) == Some(true))
    }
}

/// The input of parsing a command line.
#[derive(Clone, Copy)]
pub(crate) struct Line<'a> {
    /// The flags of the command's row in the table.
    pub(crate) set: FlagSet,
    /// $GOFLAGS, split.
    pub(crate) goflags: &'a [String],
    /// Reports whether any command has a flag of this name.
    pub(crate) is_known: fn(&str) -> bool,
    /// The arguments after the command's name.
    pub(crate) args: &'a [String],
    pub(crate) env: &'a GoEnv,
    /// The directory of the command.
    pub(crate) cwd: &'a str,
    /// The results of earlier runs that may be reused.
    pub(crate) reuse: ReuseMode,
}

/// Parses the command line of most commands.
pub(crate) fn parse_line(line: &Line<'_>) -> Result<Parsed, FlagError> {
    let version = &line.env.sdk.local.version;
    parse(line.set, line.goflags, line.args, version)
}

/// An error in the arguments; the command's usage follows it on stderr.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FlagError {
    /// The line to print; empty if only the usage is printed (`-h`).
    pub(crate) message: String,
    /// The exit code if only the message is printed, with its newline if it has one.
    pub(crate) exit_code: Option<i32>,
    /// Lines after the usage.
    pub(crate) note: String,
}

impl FlagError {
    /// Returns an error that is followed by the usage.
    pub(crate) fn new(message: String) -> Self {
        Self {
            message,
            exit_code: None,
            note: String::new(),
        }
    }

    /// Returns an error that ends the command with this code, without its usage.
    pub(crate) fn ending(exit_code: i32, message: String) -> Self {
        Self {
            message,
            exit_code: Some(exit_code),
            note: String::new(),
        }
    }

    /// Adds lines after the usage.
    pub(crate) fn with_note(self, note: String) -> Self {
        Self { note, ..self }
    }

    /// The error of an invalid change of go.mod.
    fn of_edit(error: &EditError) -> Self {
        Self::ending(1, format!("go: {error}\n"))
    }
}

/// Checks $GOFLAGS as `base.InitGOFLAGS` does, given a function that reports whether any
/// command has a flag. The error has no `go: ` prefix.
pub(crate) fn check_goflags(
    goflags: &[String],
    is_known: impl Fn(&str) -> bool,
) -> Result<(), String> {
    for flag in goflags {
        let is_flag = flag.starts_with('-')
            && flag != "-"
            && flag != "--"
            && !flag.starts_with("---")
            && !flag.starts_with("-=")
            && !flag.starts_with("--=");
        if !is_flag {
            return Err(format!("parsing $GOFLAGS: non-flag {}", quote::quote(flag)));
        }
        let name = flag[1..].trim_start_matches('-');
        let name = name.split_once('=').map_or(name, |(name, _)| name);
        if !is_known(name) {
            return Err(format!("parsing $GOFLAGS: unknown flag -{name}"));
        }
    }
    Ok(())
}

/// Parses a command's arguments as Go's `flag.FlagSet` does: flags end at the first other
/// argument, or at `--`. `local_go` is the running Go version.
pub(crate) fn parse(
    set: FlagSet,
    goflags: &[String],
    args: &[String],
    local_go: &str,
) -> Result<Parsed, FlagError> {
    let mut target = TypedFlags {
        set,
        local_go,
        typed: Vec::new(),
    };
    set_goflags(&mut target, goflags)?;
    let mut parsed = Parsed {
        flags: target.typed,
        ..Parsed::default()
    };
    let mut rest = args.iter();
    while let Some(arg) = rest.clone().next() {
        if arg.len() < 2 || !arg.starts_with('-') {
            break;
        }
        rest.next();
        if arg == "--" {
            break;
        }
        let text = arg.strip_prefix("--").unwrap_or(&arg[1..]);
        if text.is_empty() || text.starts_with('-') || text.starts_with('=') {
            return Err(FlagError::new(format!("bad flag syntax: {arg}")));
        }
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (text, None),
        };
        let Some(flag) = set.get(name) else {
            if name == "help" || name == "h" {
                return Err(FlagError::new(String::new()));
            }
            return Err(FlagError::new(format!(
                "flag provided but not defined: -{name}"
            )));
        };
        let value = match value {
            Some(value) => value,
            None if flag.kind.is_bool() => "true",
            None => match rest.next() {
                Some(value) => value,
                None => return Err(FlagError::new(format!("flag needs an argument: -{name}"))),
            },
        };
        check_value(flag, name, value, local_go)?;
        parsed.flags.push(Typed {
            flag: flag.flag,
            value: value.to_owned(),
        });
    }
    parsed.args = rest.cloned().collect();
    Ok(parsed)
}

/// Checks a change of go.mod or go.work.
fn check_edit(flag: &FlagSpec, value: &str) -> Result<(), FlagError> {
    let name = flag.flag.name();
    let checked = match flag.kind {
        Kind::Edit => EditFlag::parse(name, value).map(|edit| edit.map(drop)),
        Kind::WorkEdit => WorkEditFlag::parse(name, value).map(|edit| edit.map(drop)),
        _ => return Ok(()),
    };
    match checked {
        Some(Err(error)) => Err(FlagError::of_edit(&error)),
        _ => Ok(()),
    }
}

fn check_value(flag: &FlagSpec, name: &str, value: &str, local_go: &str) -> Result<(), FlagError> {
    check_edit(flag, value)?;
    let Err(reason) = flag.kind.check(value, local_go) else {
        return Ok(());
    };
    let quoted = quote::quote(value);
    Err(FlagError::new(if flag.kind.is_bool() {
        format!("invalid boolean value {quoted} for -{name}: {reason}")
    } else {
        format!("invalid value {quoted} for flag -{name}: {reason}")
    }))
}

#[cfg(test)]
mod tests {
    use super::Flag;
    use super::FlagSet;
    use super::Typed;
    use super::check_goflags;
    use super::parse;
    use crate::commands::table::any_command_has;
    use crate::commands::table::find_command;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    fn build_flags() -> FlagSet {
        find_command(&words("build")).0.unwrap().policy.flags
    }

    fn error(args: &str) -> String {
        let set = build_flags();
        parse(set, &[], &words(args), "1.26").unwrap_err().message
    }

    #[test]
    fn flags_end_at_the_first_argument() {
        let set = build_flags();
        let parsed = parse(
            set,
            &words("-v -json -x=false"),
            &words("-o x --n ./p -v"),
            "1.26",
        )
        .unwrap();
        assert_eq!(parsed.args, ["./p", "-v"]);
        let typed = |flag, value: &str| Typed {
            flag,
            value: value.to_owned(),
        };
        assert_eq!(
            parsed.flags,
            [
                typed(Flag::V, "true"),
                typed(Flag::Json, "true"),
                typed(Flag::X, "false"),
                typed(Flag::O, "x"),
                typed(Flag::N, "true")
            ]
        );
    }

    #[test]
    fn errors_are_those_of_package_flag() {
        assert_eq!(error("-foo"), "flag provided but not defined: -foo");
        assert_eq!(error("-o"), "flag needs an argument: -o");
        assert_eq!(
            error("-v=maybe"),
            "invalid boolean value \"maybe\" for -v: parse error"
        );
        assert_eq!(
            error("-p x"),
            "invalid value \"x\" for flag -p: parse error"
        );
        assert_eq!(
            error("-gcflags foo"),
            "invalid value \"foo\" for flag -gcflags: missing =<value> in <pattern>=<value>"
        );
        assert_eq!(error("-=x"), "bad flag syntax: -=x");
        assert_eq!(
            error("-C x"),
            "invalid value \"x\" for flag -C: -C flag must be first flag on command line"
        );
    }

    #[test]
    fn goflags_must_be_flags_of_some_command() {
        assert_eq!(
            check_goflags(&words("-race -benchtime=1s"), any_command_has),
            Ok(())
        );
        assert_eq!(
            check_goflags(&words("-zzz"), any_command_has).unwrap_err(),
            "parsing $GOFLAGS: unknown flag -zzz"
        );
        assert_eq!(
            check_goflags(&words("zzz"), any_command_has).unwrap_err(),
            "parsing $GOFLAGS: non-flag \"zzz\""
        );
    }
}
