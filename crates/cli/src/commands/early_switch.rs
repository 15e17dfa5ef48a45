//! `go install pkg@version` and `go run pkg@version` fetch the module before their flags are
//! parsed: it may require a newer Go, whose command may know more flags.
//!
//! Counterpart: cmd/go/internal/toolchain/select.go (`maybeSwitchForGoInstallVersion`).

use std::sync::Arc;

use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::quote::quote;
use vamos_base::golang::strconv::parse_bool;
use vamos_fsys::HashedFiles;
use vamos_goenv::locate;
use vamos_goenv::toolchain;
use vamos_modload::InitOptions;
use vamos_modload::LoadError;
use vamos_modload::Modules;
use vamos_modload::RootMode;
use vamos_modload::pattern::is_local_import;
use vamos_modules::query::is_revision_query;

use super::table;
use crate::error::CliError;
use crate::flags::Flag;
use crate::flags::FlagSet;
use crate::flags::Parsed;
use crate::flags::Typed;
use crate::flags::TypedFlags;
use crate::flags::set_goflags;
use crate::flags::table::MODCACHERW;
use crate::goflags_names;
use crate::invocation::Invocation;
use crate::wiring::goflags;

/// The likely meaning of an unparsed command line.
#[derive(Debug, PartialEq, Eq)]
struct Guess<'a> {
    /// The package with its version.
    package: &'a str,
    /// The last `-modcacherw`.
    modcacherw: Option<bool>,
}

/// Fetches the module that the command line seems to name, and switches to a newer Go if the
/// module requires one and GOTOOLCHAIN allows it. Other errors are left to the command.
pub(crate) fn run(invocation: &mut Invocation) -> Result<(), CliError> {
    let (env, process) = (&invocation.env, &invocation.process);
    let name = invocation.policy.name;
    let may_switch = toolchain::has_mode(env, "auto") || toolchain::has_mode(env, "path");
    if !may_switch || !matches!(name, "install" | "run") {
        return Ok(());
    }
    if !locate::modules_enabled(env, &*invocation.disk, &process.cwd) {
        return Ok(());
    }
    let flags = match env.sdk.release.finds_own_flags_early() {
        true => invocation.policy.flags,
        false => run_flags(),
    };
    let args = process.args.clone();
    let Some(guess) = guess(name, args.get(1..).unwrap_or_default(), flags) else {
        return Ok(());
    };
    let Some((path, version)) = split(guess.package)? else {
        return Ok(());
    };
    let modcacherw = match guess.modcacherw {
        Some(value) => value,
        None => goflags_modcacherw(invocation)?,
    };
    invocation.parsed = Parsed {
        flags: vec![Typed {
            flag: Flag::Modcacherw,
            value: modcacherw.to_string(),
        }],
        ..Parsed::default()
    };
    look(invocation, path, version)
}

/// Queries the package; fails only if it requires a newer Go, or with an error that ends any
/// command, which is printed with the prefix of upstream's choice of a toolchain.
fn look(invocation: &Invocation, path: &str, version: &str) -> Result<(), CliError> {
    let flags = invocation.build_flags();
    let files: Arc<dyn HashedFiles> = invocation.disk.clone();
    let ctx = invocation.load_context(&flags, files);
    let options = InitOptions {
        root_mode: RootMode::No,
        force_use_modules: true,
        use_workspace: false,
        ..InitOptions::default()
    };
    let modules = Modules::init(&ctx, &options);
    let modules = modules.map_err(|error| super::load_error(invocation, error))?;
    let queries = modules.queries();
    let is_free = is_revision_query(path, version);
    let allowed = |m: &ModuleVersion| match is_free {
        true => Ok(()),
        false => queries.check_allowed(m),
    };
    let none = |_: &str| "none".to_owned();
    let found = modules.query_modules((path, version), true, &none, &allowed);
    for line in modules.take_warnings() {
        invocation.output.log(&line);
    }
    // The command fetches modules by itself.
    invocation.fetcher(&flags).forget_failures();
    match found.map_err(LoadError::from) {
        Err(error) if super::newest_wanted(&error).is_some() => {
            Err(super::switch_or_load_error(invocation, error))
        }
        Err(error) if error.find_fatal().is_some() => Err(CliError::Fatal(format!("go: {error}"))),
        _ => Ok(()),
    }
}

/// The flags of `go run`, by which releases before Go 1.27 find the package of `install` too.
fn run_flags() -> FlagSet {
    let run = table::find_command(&["run".to_owned()]).0;
    run.map_or(FlagSet(&[]), |row| row.policy.flags)
}

/// Guesses which argument is the package, and whether `-modcacherw` is set. `command` is
/// `install` or `run`.
fn guess<'a>(command: &str, args: &'a [String], flags: FlagSet) -> Option<Guess<'a>> {
    let mut guess = Guess {
        package: "",
        modcacherw: None,
    };
    let mut args = args;
    while let Some((arg, rest)) = args.split_first() {
        args = rest;
        if arg == "--" {
            guess.package = args.first()?;
            break;
        }
        let Some(text) = arg.strip_prefix('-') else {
            guess.package = arg;
            break;
        };
        let text = text.strip_prefix('-').unwrap_or(text);
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (text, None),
        };
        if name == Flag::Modcacherw.name() {
            guess.modcacherw = Some(parse_bool(value.unwrap_or("true"))?);
        } else if value.is_some() {
            continue;
        } else if let Some(flag) = flags.get(name) {
            if !flag.kind.is_bool() {
                args = args.split_first()?.1;
            }
        } else if command == "run" {
            // The package may be anywhere, since the program's own arguments follow it.
            return None;
        } else {
            (args, guess.package) = skip_unknown(args, guess.package);
        }
    }
    let package = guess.package;
    let is_named = package.contains('@') && !is_local_import(package) && !package.starts_with('/');
    is_named.then_some(guess)
}

/// Returns the arguments of `install` from the next `-modcacherw` on, after an unknown flag;
/// without one, the last argument may be the package.
fn skip_unknown<'a>(args: &'a [String], package: &'a str) -> (&'a [String], &'a str) {
    let is_modcacherw = |arg: &String| {
        let name = arg.split_once('=').map_or(arg.as_str(), |(name, _)| name);
        matches!(name, "-modcacherw" | "--modcacherw")
    };
    match (args.iter().position(is_modcacherw), args.last()) {
        (Some(at), _) => (&args[at..], package),
        (None, Some(last)) if !last.starts_with('-') => (&[], last),
        _ => (&[], package),
    }
}

/// Splits `path@version`; `None` if there is no module to query.
fn split(package: &str) -> Result<Option<(&str, &str)>, CliError> {
    let (path, version) = package.split_once('@').unwrap_or((package, ""));
    if version.starts_with(['-', '/']) {
        let version = quote(version);
        // Upstream adds the prefix twice here.
        return Err(CliError::go(format!(
            "go: invalid module version {version}"
        )));
    }
    let is_toolchain = matches!(path, "go" | "toolchain");
    Ok((!path.is_empty() && !version.is_empty() && !is_toolchain).then_some((path, version)))
}

/// Returns the value of `-modcacherw` in $GOFLAGS; an invalid one is reported.
fn goflags_modcacherw(invocation: &Invocation) -> Result<bool, CliError> {
    let words = goflags(&invocation.env, invocation.policy, goflags_names::known());
    let words = words.map_err(|error| match error {
        // Upstream adds the prefix twice here.
        CliError::Fatal(line) => CliError::go(line),
        error => error,
    })?;
    let mut flags = TypedFlags {
        set: FlagSet(&[MODCACHERW]),
        local_go: "",
        typed: Vec::new(),
    };
    if let Err(error) = set_goflags(&mut flags, &words) {
        invocation.output.log(&format!(
            "{}\nUsage of goInstallVersion:\n  -modcacherw\n    \t",
            error.message
        ));
    }
    let last = flags.typed.last();
    Ok(last.is_some_and(|typed| parse_bool(&typed.value) == Some(true)))
}

#[cfg(test)]
mod tests {
    use super::Guess;
    use super::guess;
    use super::run_flags;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn the_package_is_found_behind_unknown_flags() {
        let cases = [
            ("install", "m@v1", Some(("m@v1", None))),
            ("install", "-v -p 2 m@v1 n@v2", Some(("m@v1", None))),
            ("install", "-- m@v1", Some(("m@v1", None))),
            ("install", "--", None),
            ("install", "-tags", None),
            ("install", "./m@v1", None),
            ("install", "/m@v1", None),
            ("install", "m", None),
            ("install", "-new m@v1", Some(("m@v1", None))),
            ("install", "-new arg m@v1", Some(("m@v1", None))),
            ("install", "-new m@v1 -x", None),
            (
                "install",
                "-new=x --modcacherw m@v1",
                Some(("m@v1", Some(true))),
            ),
            (
                "install",
                "-new -modcacherw=0 m@v1",
                Some(("m@v1", Some(false))),
            ),
            (
                "install",
                "-new -tags -modcacherw m@v1",
                Some(("m@v1", Some(true))),
            ),
            ("install", "-modcacherw=x m@v1", None),
            ("run", "-new m@v1", None),
            ("run", "-new=x m@v1", Some(("m@v1", None))),
            ("run", "m@v1 -modcacherw", Some(("m@v1", None))),
        ];
        for (command, line, want) in cases {
            let args = words(line);
            let want = want.map(|(package, modcacherw)| Guess {
                package,
                modcacherw,
            });
            assert_eq!(guess(command, &args, run_flags()), want, "{command} {line}");
        }
    }
}
