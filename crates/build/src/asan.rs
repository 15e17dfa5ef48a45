//! Checks that the address sanitizer of the C compiler works with Go's.
//!
//! Counterpart: cmd/go/internal/work/init.go (`compilerVersion`,
//! `compilerRequiredAsanVersion`).

use std::sync::Arc;

use vamos_base::Cancel;
use vamos_base::golang::os_str;
use vamos_fsys::proc::Executor;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::Streams;
use vamos_fsys::proc::look_path;
use vamos_goenv::GoEnv;

use crate::mode_error::AsanError;

/// Name and version of a C compiler, from its own output.
#[derive(Debug, Default, PartialEq, Eq)]
struct Compiler {
    name: &'static str,
    version: (u64, u64),
}

/// Returns the error about the C compiler, as the go command prints it.
pub(crate) fn complaint(
    env: &GoEnv,
    cwd: &str,
    executor: &dyn Executor,
    cancel: &Cancel,
) -> Option<AsanError> {
    let run = |flag: &str| run(env, cwd, executor, cancel, flag);
    match compiler(run) {
        Ok(compiler) => unfit(&compiler, &env.host.goarch),
        Err(()) => Some(AsanError::UnknownVersion),
    }
}

/// Runs the C compiler; returns its stdout, and its stdout and stderr together.
fn run(
    env: &GoEnv,
    cwd: &str,
    executor: &dyn Executor,
    cancel: &Cancel,
    flag: &str,
) -> Option<(String, String)> {
    let value = |name: &str| env.vars.tool(name).unwrap_or_default();
    let program = look_path(value("CC"), value("PATH")).ok()?;
    let spawn = Spawn {
        argv: vec![program, flag.to_owned()],
        env: Arc::from(env.vars.tools.clone()),
        extra_env: vec![("LANG".to_owned(), "C".to_owned())],
        dir: cwd.to_owned(),
        streams: Streams::Separate,
    };
    let outcome = executor.run(&spawn, cancel).ok()?;
    let stdout = os_str::decode(&outcome.stdout);
    let both = format!("{stdout}{}", os_str::decode(&outcome.stderr));
    outcome.exit.is_success().then_some((stdout, both))
}

/// Determines which compiler `run` runs; an error if its output cannot be parsed.
fn compiler(run: impl Fn(&str) -> Option<(String, String)>) -> Result<Compiler, ()> {
    let (stdout, _) = run("--version").ok_or(())?;
    if stdout.starts_with("gcc") {
        let (_, both) = run("-v").ok_or(())?;
        let version = version_after(&both, "gcc version ")?.unwrap_or_default();
        return Ok(Compiler {
            name: "gcc",
            version,
        });
    }
    let version = version_after(&stdout, "clang version ")?;
    Ok(version.map_or_else(Compiler::default, |version| Compiler {
        name: "clang",
        version,
    }))
}

/// Returns the first two numbers that follow `words` somewhere; an error if they are too large.
fn version_after(text: &str, words: &str) -> Result<Option<(u64, u64)>, ()> {
    let digits = |text: &str| {
        let end = text.find(|c: char| !c.is_ascii_digit());
        end.unwrap_or(text.len())
    };
    for (at, _) in text.match_indices(words) {
        let rest = &text[at + words.len()..];
        let (major, rest) = rest.split_at(digits(rest));
        let Some(rest) = rest.strip_prefix('.') else {
            continue;
        };
        let minor = &rest[..digits(rest)];
        if !major.is_empty() && !minor.is_empty() {
            let number = |text: &str| text.parse::<u64>().map_err(drop);
            return Ok(Some((number(major)?, number(minor)?)));
        }
    }
    Ok(None)
}

fn unfit(compiler: &Compiler, hostarch: &str) -> Option<AsanError> {
    let (major, minor) = compiler.version;
    let least = match compiler.name {
        "gcc" if hostarch == "ppc64le" => 9,
        "gcc" => 7,
        "clang" => 9,
        _ => return Some(AsanError::UnknownCompiler),
    };
    (major < least).then_some(AsanError::TooOld {
        compiler: compiler.name,
        version: (major, minor),
    })
}

#[cfg(test)]
mod tests {
    use super::Compiler;
    use super::compiler;
    use super::unfit;

    fn parsed(stdout: &str, verbose: &str) -> Result<Compiler, ()> {
        compiler(|flag| {
            let text = if flag == "-v" { verbose } else { stdout };
            let pair = (stdout.to_owned(), text.to_owned());
            (!text.is_empty()).then_some(pair)
        })
    }

    #[test]
    fn versions_are_parsed() {
        let gcc = parsed(
            "gcc (Debian 14.2.0-19) 14.2.0\n",
            "x\ngcc version 14.2.0 (D)\n",
        );
        let gcc = gcc.unwrap();
        assert_eq!((gcc.name, gcc.version), ("gcc", (14, 2)));
        assert_eq!(unfit(&gcc, "amd64"), None);
        let clang = parsed("Debian clang version 8.0.1\n", "").unwrap();
        let text = "-asan is not supported with clang compiler 8.0\n\n";
        assert_eq!(unfit(&clang, "amd64").unwrap().to_string(), text);
        let other = parsed("tcc version 0.9\n", "").unwrap();
        let text = "-asan: C compiler is not gcc or clang";
        assert_eq!(unfit(&other, "amd64").unwrap().to_string(), text);
        assert_eq!(parsed("", ""), Err(()));
        assert_eq!(parsed("gcc 1\n", ""), Err(()));
        assert_eq!(parsed("gcc 1\n", "gcc version x").unwrap().version, (0, 0));
    }
}
