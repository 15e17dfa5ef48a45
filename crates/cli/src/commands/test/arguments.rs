//! The arguments of `go test`: flags of the build, flags of tests, packages, and words for the
//! test binaries, which may be mixed.
//!
//! Counterpart: cmd/go/internal/test/testflag.go (`testFlags`).

use std::collections::BTreeSet;

use vamos_release::Release;
use vamos_testing::flags::TestFlags;
use vamos_testing::flags::find;

use crate::flags::Flag;
use crate::flags::FlagError;
use crate::flags::Line;
use crate::flags::Parsed;
use crate::flags::SetByName;
use crate::flags::Typed;
use crate::flags::TypedFlags;
use crate::flags::one::One;
use crate::flags::one::parse_one;
use crate::flags::set_goflags;

/// All flags of `go test`.
struct AllFlags<'a> {
    build: TypedFlags<'a>,
    test: TestFlags,
    release: Release,
}

impl SetByName for AllFlags<'_> {
    fn is_bool(&self, name: &str) -> Option<bool> {
        match find(name, self.release) {
            Some(spec) => Some(spec.kind.is_bool()),
            None => self.build.is_bool(name),
        }
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        let Some(spec) = find(name, self.release) else {
            return self.build.set(name, value);
        };
        self.test.set(name, spec, value, self.release)?;
        if spec.name == "coverprofile" {
            // It is a flag of the build, too.
            self.build.typed.push(Typed {
                flag: Flag::Cover,
                value: "true".to_owned(),
            });
        }
        Ok(())
    }
}

/// The arguments, as far as they are sorted.
#[derive(Default)]
struct Sorted {
    /// `None` until the list of packages begins, or something that ends it without packages.
    packages: Option<Vec<String>>,
    /// The arguments of the test binaries.
    explicit: Vec<String>,
    first_unknown: Option<String>,
}

impl Sorted {
    /// Adds words that are passed to the test binaries unchanged.
    fn pass_on(&mut self, flags: &mut AllFlags<'_>, words: &[String]) {
        self.explicit.extend_from_slice(words);
        flags.test.typed.rest.extend_from_slice(words);
    }
}

/// Parses the command line.
pub(crate) fn parse(line: &Line<'_>) -> Result<Parsed, FlagError> {
    let release = line.env.sdk.release;
    let mut flags = AllFlags {
        build: TypedFlags {
            set: line.set,
            local_go: &line.env.sdk.local.version,
            typed: Vec::new(),
        },
        test: TestFlags::new(line.cwd, release),
        release,
    };
    set_goflags(&mut flags, line.goflags)?;
    let mut from_goflags = flags.test.passed_names();
    let mut sorted = sort(&mut flags, line.args, &mut from_goflags)?;
    if flags.test.is_on("c")
        && let Some(unknown) = sorted.first_unknown
    {
        let text = format!("go: unknown flag {unknown} cannot be used with -c");
        return Err(FlagError::new(text));
    }
    flags.test.finish(sorted.explicit, from_goflags);
    // GODEBUG=gotestjsonbuildtext=1 keeps the output of builds as text.
    if flags.test.is_on("json") && line.env.godebug("gotestjsonbuildtext") != "1" {
        flags.build.typed.push(Typed {
            flag: Flag::Json,
            value: "true".to_owned(),
        });
    }
    Ok(Parsed {
        flags: flags.build.typed,
        args: sorted.packages.take().unwrap_or_default(),
        test: Some(Box::new(flags.test)),
        ..Parsed::default()
    })
}

/// Sorts the arguments; removes names from `from_goflags` that they set, too.
fn sort(
    flags: &mut AllFlags<'_>,
    args: &[String],
    from_goflags: &mut BTreeSet<String>,
) -> Result<Sorted, FlagError> {
    let mut sorted = Sorted::default();
    let mut rest = args;
    let mut is_in_packages = false;
    let mut is_after_bare_flag = false;
    while let Some(arg) = rest.first() {
        let was_after_bare_flag = std::mem::take(&mut is_after_bare_flag);
        let one = parse_one(flags, rest);
        if one != One::Other {
            is_in_packages = false;
        }
        match one {
            One::Help => return Err(FlagError::new(String::new())),
            One::Invalid(text) => return Err(FlagError::new(text)),
            // It ends the arguments of this command, and is passed to the test binary.
            One::Terminator => {
                sorted.pass_on(flags, rest);
                break;
            }
            One::Other if is_in_packages || sorted.packages.is_none() => {
                is_in_packages = true;
                sorted.packages.get_or_insert_default().push(arg.clone());
                rest = &rest[1..];
            }
            // It may be the value of the flag before.
            One::Other if was_after_bare_flag => {
                sorted.pass_on(flags, &rest[..1]);
                rest = &rest[1..];
            }
            One::Other => {
                sorted.pass_on(flags, rest);
                break;
            }
            One::Unknown { has_value } => {
                // Words that follow may be values of flags, so they are not packages.
                sorted.packages.get_or_insert_default();
                rest = &rest[1..];
                if matches!(arg.as_str(), "-args" | "--args") {
                    sorted.pass_on(flags, rest);
                    break;
                }
                sorted.first_unknown.get_or_insert_with(|| arg.clone());
                sorted.pass_on(flags, std::slice::from_ref(arg));
                is_after_bare_flag = !has_value;
            }
            One::Set { name, used } => {
                if let Some(spec) = find(&name, flags.release).filter(|spec| spec.is_passed) {
                    sorted.explicit.push(flags.test.argument(spec));
                    from_goflags.remove(spec.name);
                    from_goflags.remove(&format!("test.{}", spec.name));
                }
                flags.test.typed.add_flag(&name, &rest[..used]);
                rest = &rest[used..];
            }
        }
    }
    Ok(sorted)
}

#[cfg(test)]
mod tests {
    use vamos_goenv::GoEnv;

    use super::parse;
    use crate::commands::table::any_command_has;
    use crate::commands::table::find_command;
    use crate::env_vars::ReuseMode;
    use crate::flags::Line;
    use crate::flags::Parsed;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    fn parsed(goflags: &str, args: &str) -> Result<Parsed, String> {
        let env = GoEnv::default();
        let line = Line {
            set: find_command(&words("test")).0.unwrap().policy.flags,
            goflags: &words(goflags),
            is_known: any_command_has,
            args: &words(args),
            env: &env,
            cwd: "/src",
            reuse: ReuseMode::Off,
        };
        parse(&line).map_err(|error| error.message)
    }

    /// Returns the packages and the test binaries' arguments without the time limit.
    fn split(goflags: &str, args: &str) -> (String, String) {
        let parsed = parsed(goflags, args).unwrap();
        let mut test = parsed.test.unwrap().arguments;
        test.retain(|word| word != "-test.timeout=10m0s");
        (parsed.args.join(" "), test.join(" "))
    }

    fn pair(packages: &str, test: &str) -> (String, String) {
        (packages.to_owned(), test.to_owned())
    }

    #[test]
    fn packages_are_one_run_of_words() {
        assert_eq!(
            split("", "-v a b -run X"),
            pair("a b", "-test.v=true -test.run=X")
        );
        assert_eq!(split("", "a -v b c"), pair("a", "-test.v=true b c"));
        assert_eq!(
            split("", "a -unknown b -v c"),
            pair("a", "-unknown b -test.v=true c")
        );
        assert_eq!(
            split("", "-unknown b -v"),
            pair("", "-unknown b -test.v=true")
        );
        assert_eq!(split("", "-unknown=b c -v"), pair("", "-unknown=b c -v"));
        assert_eq!(split("", "a -args -v b"), pair("a", "-v b"));
        assert_eq!(split("", "a -- -v"), pair("a", "-- -v"));
    }

    #[test]
    fn flags_in_the_environment_come_first() {
        assert_eq!(
            split("-v -test.short -run=A", "-run B p"),
            pair("p", "-test.short=true -test.v=true -test.run=B")
        );
        assert_eq!(split("-v", "-json p"), pair("p", "-test.v=test2json"));
    }

    #[test]
    fn unknown_flags_exclude_compiling_only() {
        assert_eq!(
            parsed("", "-c -x=1 -zz").unwrap_err(),
            "go: unknown flag -zz cannot be used with -c"
        );
        assert_eq!(parsed("", "p -h").unwrap_err(), "");
    }
}
