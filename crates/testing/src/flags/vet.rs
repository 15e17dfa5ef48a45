//! The flag `-vet`: which analyzers check a package before its test runs.
//!
//! Counterpart: cmd/go/internal/test/testflag.go (`vetFlag`), test.go (`defaultVetFlags`),
//! flagdefs.go (`passAnalyzersToVet`).

use vamos_base::golang::quote::quote;
use vamos_release::Release;

/// The value of `-vet`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VetSetting {
    /// The user has chosen the analyzers.
    pub is_explicit: bool,
    /// True if nothing is checked.
    pub is_off: bool,
    /// The flags of the vet tool that select analyzers; none for all.
    pub flags: Vec<String>,
}

/// Names of analyzers, current and former ones.
const ANALYZERS: &str = " appends asmdecl assign atomic bool bools buildtag buildtags cgocall \
     composites copylocks defers directive errorsas framepointer hostport httpresponse \
     ifaceassert loopclosure lostcancel methods nilfunc printf rangeloops shift sigchanyzer slog \
     stdmethods stdversion stringintconv structtag testinggoroutine tests timeformat unmarshal \
     unreachable unsafeptr unusedresult waitgroup ";

impl VetSetting {
    /// Returns the setting if `-vet` is not given.
    pub fn default_of(release: Release) -> Self {
        let names: &[&str] = if release.checks_std_versions_of_tests() {
            &[
                "atomic",
                "bools",
                "buildtag",
                "directive",
                "errorsas",
                "ifaceassert",
                "nilfunc",
                "printf",
                "slog",
                "stdversion",
                "stringintconv",
                "tests",
            ]
        } else {
            &[
                "atomic",
                "bool",
                "buildtags",
                "directive",
                "errorsas",
                "ifaceassert",
                "nilfunc",
                "printf",
                "slog",
                "stringintconv",
                "tests",
            ]
        };
        Self {
            flags: names.iter().map(|name| format!("-{name}")).collect(),
            ..Self::default()
        }
    }

    /// Parses a value; the error is upstream's.
    pub fn parse(value: &str, release: Release) -> Result<Self, String> {
        if value.is_empty() {
            return Ok(Self::default_of(release));
        }
        if value.contains('=') {
            return Err("-vet argument cannot contain equal signs".to_owned());
        }
        if value.contains(' ') {
            let why = "-vet argument is comma-separated list, cannot contain spaces";
            return Err(why.to_owned());
        }
        let mut setting = Self {
            is_explicit: true,
            ..Self::default()
        };
        let mut single = None;
        for word in value.split(',') {
            match word {
                "" => return Err("-vet argument contains empty list element".to_owned()),
                "all" | "off" => {
                    single = Some(word);
                    setting.is_off = word == "off";
                    setting.flags.clear();
                }
                word if ANALYZERS.contains(&format!(" {word} ")) => {
                    setting.flags.push(format!("-{word}"));
                }
                word => {
                    return Err(format!(
                        "-vet argument must be a supported analyzer or a distinguished value; \
                         found {word}"
                    ));
                }
            }
        }
        // Upstream accepts one analyzer in addition to such a word.
        match single {
            Some(word) if setting.flags.len() > 1 => Err(format!(
                "-vet does not accept {} in a list with other analyzers",
                quote(word)
            )),
            _ => Ok(setting),
        }
    }
}

#[cfg(test)]
mod tests {
    use vamos_release::Release;

    use super::VetSetting;

    fn parse(value: &str) -> Result<VetSetting, String> {
        VetSetting::parse(value, Release::nearest(26))
    }

    #[test]
    fn lists_and_distinguished_values() {
        let default = parse("").unwrap();
        assert!(!default.is_explicit && default.flags.len() == 11);
        assert!(parse("off,atomic").unwrap().is_off);
        assert_eq!(parse("all").unwrap().flags.len(), 0);
        let list = parse("printf,atomic").unwrap();
        assert_eq!(list.flags, ["-printf", "-atomic"]);
        assert!(list.is_explicit && !list.is_off);
    }

    #[test]
    fn refusals() {
        assert_eq!(
            parse("off,atomic,printf").unwrap_err(),
            "-vet does not accept \"off\" in a list with other analyzers"
        );
        assert_eq!(
            parse("x").unwrap_err(),
            "-vet argument must be a supported analyzer or a distinguished value; found x"
        );
        assert_eq!(
            parse("atomic,").unwrap_err(),
            "-vet argument contains empty list element"
        );
    }
}
