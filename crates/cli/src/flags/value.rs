//! Kinds of flag values, and their validation.
//!
//! Counterpart: Go's package flag (`Value` implementations); the `flag.Value`s of
//! cmd/go/internal/{base,work,load}.

use vamos_base::golang::quoted;
use vamos_goenv::PerPackageFlag;
use vamos_modfile::gover;

/// The kind of value that a flag takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `-v`, `-v=false`
    Bool,
    /// Any text.
    Text,
    /// A decimal, octal or hexadecimal number.
    Int,
    /// Words, possibly quoted (`base.StringsFlag`).
    Words,
    /// `auto` or a boolean; may stand without a value (`work.buildvcsFlag`).
    BuildVcs,
    /// `[pattern=]words` (`load.PerPackageFlag`).
    PerPackage,
    /// `set`, `count` or `atomic` (`work.coverModeFlag`).
    CoverMode,
    /// `gc` or `gccgo` (`work.buildCompiler`).
    Compiler,
    /// Tags between commas, or words (`work.tagsFlag`).
    Tags,
    /// A boolean that may instead hold a list of fields (`list -json`).
    JsonFields,
    /// `-C`, which must have been removed before.
    Chdir,
    /// A Go version up to the local one (`modcmd.goVersionFlag`).
    GoVersion,
    /// A change of go.mod; an invalid one ends the command without its usage
    /// (`modcmd.flagFunc`).
    Edit,
    /// Any text, or no value: a flag of a command that is not implemented.
    OptionalText,
}

/// Go's strconv.ParseBool.
pub(crate) fn parse_bool(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

/// Go's strconv.ParseInt(text, 0, 64), without underscores.
pub(crate) fn parse_int(text: &str) -> Result<i64, String> {
    let (negative, digits) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let lower = digits.to_ascii_lowercase();
    let (radix, digits) = if let Some(hex) = lower.strip_prefix("0x") {
        (16, hex)
    } else if let Some(bits) = lower.strip_prefix("0b") {
        (2, bits)
    } else if let Some(octal) = lower.strip_prefix("0o") {
        (8, octal)
    } else if lower.len() > 1 && lower.starts_with('0') {
        (8, &lower[1..])
    } else {
        (10, lower.as_str())
    };
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return Err("parse error".to_owned());
    }
    let magnitude = i128::from_str_radix(digits, radix).unwrap_or(i128::MAX);
    let value = if negative { -magnitude } else { magnitude };
    i64::try_from(value).map_err(|_| "value out of range".to_owned())
}

fn check_go_version(value: &str, local_go: &str) -> Result<(), String> {
    if value.is_empty() {
        return Ok(());
    }
    if !vamos_modfile::is_go_version(value) {
        return Err(format!(
            "expecting a Go version like {}",
            vamos_base::golang::quote::quote(local_go)
        ));
    }
    if gover::compare(value, local_go).is_gt() {
        return Err(format!("maximum supported Go version is {local_go}"));
    }
    Ok(())
}

impl Kind {
    /// Reports whether the flag may be given without a value.
    pub(crate) fn is_bool(self) -> bool {
        matches!(
            self,
            Self::Bool | Self::BuildVcs | Self::JsonFields | Self::OptionalText
        )
    }

    /// Checks a value; the error is upstream's text. `local_go` is the running Go version.
    pub(crate) fn check(self, value: &str, local_go: &str) -> Result<(), String> {
        match self {
            Self::Text | Self::JsonFields | Self::OptionalText | Self::Edit => Ok(()),
            Self::GoVersion => check_go_version(value, local_go),
            Self::Bool => match parse_bool(value) {
                Some(_) => Ok(()),
                None => Err("parse error".to_owned()),
            },
            Self::Int => parse_int(value).map(|_| ()),
            Self::Words => quoted::split(value).map(|_| ()),
            Self::Tags if value.contains([' ', '\'']) => quoted::split(value).map(|_| ()),
            Self::Tags => Ok(()),
            Self::BuildVcs => match value {
                "" | "auto" => Ok(()),
                value if parse_bool(value).is_some() => Ok(()),
                _ => Err("value is neither 'auto' nor a valid bool".to_owned()),
            },
            Self::CoverMode => match value {
                "" | "set" | "count" | "atomic" => Ok(()),
                _ => Err("valid modes are \"set\", \"count\", or \"atomic\"".to_owned()),
            },
            Self::Compiler => match value {
                "gc" | "gccgo" => Ok(()),
                other => Err(format!(
                    "unknown compiler {}",
                    vamos_base::golang::quote::quote(other)
                )),
            },
            Self::PerPackage => per_package(value).map(|_| ()),
            Self::Chdir => Err("-C flag must be first flag on command line".to_owned()),
        }
    }
}

/// Parses one `[pattern=]args`; the error is upstream's.
pub(crate) fn per_package(value: &str) -> Result<PerPackageFlag, String> {
    let value = value.trim_matches([' ', '\t', '\n', '\r', '\u{b}', '\u{c}']);
    if value.is_empty() {
        return Ok(PerPackageFlag {
            pattern: None,
            args: Vec::new(),
        });
    }
    let (pattern, args) = if value.starts_with('-') {
        (None, value)
    } else {
        match value.split_once('=') {
            None => return Err("missing =<value> in <pattern>=<value>".to_owned()),
            Some(("", _)) => return Err("missing <pattern> in <pattern>=<value>".to_owned()),
            Some((pattern, args)) => {
                let first = pattern.as_bytes()[0];
                if first == b'\'' || first == b'"' {
                    return Err(format!(
                        "parameter may not start with quote character {}",
                        char::from(first)
                    ));
                }
                (Some(pattern.trim().to_owned()), args)
            }
        }
    };
    Ok(PerPackageFlag {
        pattern,
        args: quoted::split(args)?,
    })
}

#[cfg(test)]
mod tests {
    use super::Kind;
    use super::parse_int;
    use super::per_package;

    #[test]
    fn go_versions_end_at_the_local_one() {
        let check = |value| Kind::GoVersion.check(value, "1.26.3");
        assert_eq!(check(""), Ok(()));
        assert_eq!(check("1.26.3"), Ok(()));
        let error = |value| check(value).unwrap_err();
        assert_eq!(error("go1.26"), "expecting a Go version like \"1.26.3\"");
        assert_eq!(error("1.27"), "maximum supported Go version is 1.26.3");
    }

    #[test]
    fn numbers_are_those_of_go() {
        assert_eq!(parse_int("10"), Ok(10));
        assert_eq!(parse_int("-0x10"), Ok(-16));
        assert_eq!(parse_int("010"), Ok(8));
        assert_eq!(parse_int("0"), Ok(0));
        assert_eq!(parse_int("").unwrap_err(), "parse error");
        assert_eq!(
            parse_int("99999999999999999999").unwrap_err(),
            "value out of range"
        );
    }

    #[test]
    fn per_package_patterns() {
        let flag = per_package(" std=-N -l ").unwrap();
        assert_eq!(flag.pattern.as_deref(), Some("std"));
        assert_eq!(flag.args, ["-N", "-l"]);
        assert_eq!(per_package("").unwrap().args.len(), 0);
        assert_eq!(
            per_package("=-N").unwrap_err(),
            "missing <pattern> in <pattern>=<value>"
        );
        assert_eq!(
            per_package("'x'=y").unwrap_err(),
            "parameter may not start with quote character '"
        );
    }
}
