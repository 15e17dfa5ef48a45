//! Commands that work without a Go SDK, and the description of its absence.
//!
//! Other commands download an SDK first, if the settings permit it.
//! Counterpart: none; the official command is part of an SDK.

use vamos_goenv::GoEnv;
use vamos_goenv::toolchain::NoSdk;
use vamos_goenv::toolchain::planned;

use crate::commands::table;
use crate::documents;
use crate::extension_help;
use crate::help;
use crate::identity;
use crate::output::Output;

/// Reports whether a command of vamos runs with the environment of [`vamos_goenv::without_sdk`].
pub(crate) fn runs_command(args: &[String]) -> bool {
    let command = table::find_command(args).0;
    command.is_some_and(|command| command.policy.works_without_sdk)
}

/// Runs commands that need no SDK: the version of vamos, and help in vamos' own words. Returns the
/// exit code, or `None` if the command is another one.
pub(crate) fn answer(args: &[String], env: &GoEnv, output: &Output) -> Option<i32> {
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match &*words {
        [] | ["-h" | "--help" | "-help"] => {
            output.stderr(&format!(
                "{}{}",
                help::overview(),
                identity::without_sdk(env)
            ));
            Some(2)
        }
        ["help"] => {
            output.stdout(&format!(
                "{}{}",
                help::overview(),
                identity::without_sdk(env)
            ));
            Some(0)
        }
        [flag] if identity::is_version_flag(flag) => {
            output.stdout(&identity::version(env));
            Some(0)
        }
        ["help", "vamos"] => {
            output.stdout(&identity::help(env));
            Some(0)
        }
        ["help", ..] => {
            let topic = &args[1..];
            let document = || match topic {
                [name] => documents::find(name),
                _ => None,
            };
            let own = extension_help::help(topic).or_else(document);
            // Where an SDK can be downloaded, the official text is printed.
            let in_our_words = || {
                planned(env).err()?;
                help::summary(&topic.join(" "))
            };
            let text = own.or_else(in_our_words)?;
            output.stdout(&text);
            Some(0)
        }
        ["version"] => version(env, output),
        _ => None,
    }
}

/// Prints the version. The version of Go belongs to an SDK, which is downloaded to print it, if
/// possible. Otherwise only vamos has a version, and the exit code differs from a Go command's.
fn version(env: &GoEnv, output: &Output) -> Option<i32> {
    let absence = planned(env).err()?;
    output.stdout(&identity::line());
    output.log(&format!("go: {absence}\n\t{}", NoSdk::REPAIR));
    Some(1)
}
