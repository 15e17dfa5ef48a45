//! Kinds of flag values, and their validation.
//!
//! Counterpart: Go's package flag (`Value` implementations); the `flag.Value`s of
//! cmd/go/internal/{base,work,load}.

use vamos_base::golang::gover;
use vamos_base::golang::quoted;
use vamos_base::golang::strconv::parse_bool;
use vamos_base::golang::strconv::parse_int;
use vamos_goenv::PerPackageFlag;
use vamos_testing::flags::check_revision;

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
    /// A change of go.work; an invalid one ends the command without its usage
    /// (`workcmd.flagFunc`).
    WorkEdit,
    /// A revision of git, or a list of files.
    Revision,
    /// Any text, or no value: a flag of a command that is not implemented.
    OptionalText,
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
            Self::Text | Self::JsonFields | Self::OptionalText | Self::Edit | Self::WorkEdit => {
                Ok(())
            }
            Self::Revision => check_revision(value),
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
