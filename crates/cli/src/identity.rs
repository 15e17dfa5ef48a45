//! Output of vamos about itself: `--version` and `help vamos`.
//!
//! `version` stays the official command's output, since programs parse it.
//! Counterpart: none; the official command has neither.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use vamos_goenv::GoEnv;
use vamos_goenv::host;
use vamos_goenv::toolchain::planned;
use vamos_localstore::Homes;
use vamos_localstore::StoreKind;

use crate::documents;
use crate::help::own_commands;
use crate::live::amount;

/// The version of this build.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Reports whether an argument in the place of a command requests the version.
pub(crate) fn is_version_flag(argument: &str) -> bool {
    matches!(argument, "--version" | "-version")
}

/// Returns the line that names vamos and its version.
pub(crate) fn line() -> String {
    format!("vamos {VERSION}, the go command in Rust\n")
}

/// Returns the output of `vamos --version`: a line for vamos and a line for the SDK.
pub(crate) fn version(env: &GoEnv) -> String {
    let sdk = match &*env.sdk.goroot {
        "" => without_sdk(env),
        goroot => format!("follows {} in {goroot}\n", env.sdk.version),
    };
    line() + &sdk
}

/// Returns the line about the SDK if none is installed.
pub(crate) fn without_sdk(env: &GoEnv) -> String {
    match planned(env) {
        Ok(toolchain) => {
            format!(
                "no Go SDK is installed; the first command that needs one downloads {toolchain}\n"
            )
        }
        Err(absence) => format!("{absence}\n"),
    }
}

/// Returns the output of `vamos help vamos`.
pub(crate) fn help(env: &GoEnv) -> String {
    format!(
        "{}
vamos is the go command rewritten in Rust: same flags, same output, same exit
codes, same files. It shares GOCACHE and GOMODCACHE with the official command, and
binaries are byte-identical. Only SWIG and gccgo are passed to the SDK's own go;
VAMOS_NO_DELEGATE=1 refuses them with exit code 3 instead.

{}'vamos help COMMAND' prints the help of the SDK in use, with the flags that vamos adds below it.
vamos' own settings are environment variables:

\tVAMOS_TRACE=off      reuse nothing of earlier runs but the build cache
\tVAMOS_CUTOFF=off     recompile every dependent of a changed package
\tVAMOS_CHECK=off      let the compiler alone find type errors
\tVAMOS_COMPILER=stock build no compiler in the background, and use the SDK's
\tVAMOS_KEPT=off       keep no copies of executables
\tVAMOS_PROGRESS=off   show no live line on a terminal
\tVAMOS_HINTS=off      show no source lines and hints below errors on a terminal

vamos keeps its own data between runs, so that the next run can skip work. It may be deleted at
any time: 'vamos clean -cache' deletes it, and 'vamos uninstall' removes everything. Sizes now:

{}
{}
Report problems to the maintainers of your copy, with the output of 'vamos --version' and
'vamos doctor', and what the official command prints instead.
",
        version(env),
        own_commands(),
        directories(env),
        documents::list()
    )
}

/// Returns a line for each directory in which vamos keeps data: its size and its path.
fn directories(env: &GoEnv) -> String {
    let user = host::user_cache_dir(env.os()).ok();
    let has_cache = env.dirs.has_build_cache() && !env.dirs.gocache.is_empty();
    let homes = Homes::below(user.as_deref(), has_cache.then_some(&*env.dirs.gocache));
    let mut sizes: BTreeMap<String, u64> = BTreeMap::new();
    for table in StoreKind::ALL {
        if let Some(dir) = homes.dir(table) {
            *sizes.entry(dir.to_owned()).or_default() += homes.size(table);
        }
    }
    let mut text = String::new();
    for (dir, size) in sizes {
        let _ = writeln!(text, "\t{:>10}  {dir}", amount(size));
    }
    text
}

#[cfg(test)]
mod tests {
    use vamos_goenv::GoEnv;

    use super::help;
    use super::is_version_flag;
    use super::version;

    #[test]
    fn names_the_program_and_the_sdk() {
        let mut env = GoEnv::default();
        env.sdk.version = "go1.26.8".to_owned();
        env.sdk.goroot = "/sdk".to_owned();
        let text = version(&env);
        assert!(text.starts_with("vamos ") && text.ends_with("follows go1.26.8 in /sdk\n"));
        assert!(help(&env).starts_with(&text));
        // Only the build cache has a place without the user's environment.
        env.dirs.gocache = "/nowhere".to_owned();
        let about = help(&env);
        assert!(
            about.contains("\n\t       0 B  /nowhere/vamos\n"),
            "{about}"
        );
        // No table is named.
        assert!(!about.contains("cutoff  "), "{about}");
        assert!(is_version_flag("--version") && !is_version_flag("version"));
    }
}
