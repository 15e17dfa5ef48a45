//! Flags that have a meaning only where modules are used.
//!
//! Counterpart: cmd/go/internal/work/init.go (the end of `buildModeInit`),
//! cmd/go/internal/modload/init.go (`Init`, where GO111MODULE=off).

use vamos_goenv::BuildFlags;
use vamos_goenv::roots;

use crate::error::CliError;
use crate::invocation::Invocation;

/// Refuses an unknown GO111MODULE, and flags about modules where there are none. What GOFLAGS says is meant for
/// other commands and directories as well.
pub(super) fn check(invocation: &Invocation, flags: &BuildFlags) -> Result<(), CliError> {
    let setting = invocation.env.go111module.as_str();
    if !matches!(setting, "" | "on" | "auto" | "off") {
        return Err(CliError::go(format_args!(
            "unknown environment setting GO111MODULE={setting}"
        )));
    }
    let refuse = |text: String| Err(CliError::Fatal(text));
    // Of unknown values more is said elsewhere.
    let value = flags.mod_flag.as_str();
    let has_value = matches!(value, "readonly" | "vendor" | "mod");
    let is_any = has_value || flags.modcacherw || !flags.modfile.is_empty();
    if !is_any || modules_enabled(invocation) {
        return Ok(());
    }
    let has_mod = in_goflags(invocation, "mod");
    if has_value && !has_mod {
        return refuse(format!(
            "build flag -mod={value} only valid when using modules"
        ));
    }
    if flags.modcacherw && !in_goflags(invocation, "modcacherw") {
        return refuse("build flag -modcacherw only valid when using modules".to_owned());
    }
    // Under `auto`, loading says more of a -modfile without go.mod. That it is -mod
    // which excuses it here is upstream's doing.
    if !flags.modfile.is_empty() && !has_mod && invocation.env.go111module == "off" {
        return refuse("build flag -modfile only valid when using modules".to_owned());
    }
    Ok(())
}

/// Reports whether modules are used, by go.mod or go.work.
pub(super) fn modules_enabled(invocation: &Invocation) -> bool {
    let (env, disk, cwd) = (&invocation.env, &*invocation.disk, &invocation.process.cwd);
    roots::modules_enabled(env, disk, cwd)
        || env.go111module != "off" && matches!(roots::find_go_work(env, disk, cwd), Ok(Some(_)))
}

/// Refuses `pkg@version` where modules are off.
pub(super) fn require(invocation: &Invocation) -> Result<(), CliError> {
    if invocation.env.go111module == "off" {
        return Err(CliError::go(
            "modules disabled by GO111MODULE=off; see 'go help modules'",
        ));
    }
    Ok(())
}

/// Reports whether GOFLAGS has a flag (`base.InGOFLAGS`).
fn in_goflags(invocation: &Invocation, flag: &str) -> bool {
    invocation.goflags.iter().any(|word| {
        let name = word.split('=').next().unwrap_or_default();
        let name = name.strip_prefix('-').unwrap_or_default();
        name.strip_prefix('-').unwrap_or(name) == flag
    })
}
