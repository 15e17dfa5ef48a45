//! `version`: the release itself, or what Go binaries were built with.
//!
//! Counterpart: cmd/go/internal/version/version.go.

use vamos_goenv::host;

use crate::error::CliError;
use crate::invocation::Invocation;

/// Runs the command.
pub(crate) fn run(ctx: &Invocation) -> Result<i32, CliError> {
    if ctx.parsed.args.is_empty() {
        return own_version(ctx);
    }
    Err(CliError::NotBuilt("go version of files".to_owned()))
}

/// The release. Flags that mean files are refused, unless they come from GOFLAGS.
fn own_version(ctx: &Invocation) -> Result<i32, CliError> {
    for flag in ["m", "v", "json"] {
        if ctx.parsed.is_set(flag) && !in_goflags(&ctx.goflags, flag) {
            ctx.output.log(&format!(
                "go: 'go version' only accepts -{flag} flag with arguments"
            ));
            return Ok(2);
        }
    }
    let mut version = ctx.env.cmd_var("GOVERSION").to_owned();
    if cfg!(feature = "testhooks")
        && let Some(set) = ctx.env.os().get_set("TESTGO_VERSION")
    {
        version = format!("{set} (TESTGO_VERSION)");
    }
    ctx.output.stdout(&format!(
        "go version {version} {}/{}\n",
        host::GOOS,
        host::GOARCH
    ));
    Ok(0)
}

/// Reports whether $GOFLAGS names a flag (`base.InGOFLAGS`).
fn in_goflags(goflags: &[String], flag: &str) -> bool {
    goflags.iter().any(|word| {
        let name = word.split_once('=').map_or(word.as_str(), |(name, _)| name);
        let name = name.strip_prefix('-').unwrap_or(name);
        name.strip_prefix('-').unwrap_or(name) == flag
    })
}

#[cfg(test)]
mod tests {
    use super::in_goflags;

    #[test]
    fn flags_of_goflags_are_told_apart() {
        let words = ["-v", "--json=true"].map(str::to_owned);
        assert!(in_goflags(&words, "v") && in_goflags(&words, "json"));
        assert!(!in_goflags(&words, "m"));
    }
}
