//! Flags that are only valid in module mode.
//!
//! Counterpart: cmd/go/internal/work/init.go (the end of `buildModeInit`),
//! cmd/go/internal/modload/init.go (`Init`, where GO111MODULE=off).

use vamos_goenv::BuildFlags;
use vamos_goenv::locate;

use crate::error::CliError;
use crate::invocation::Invocation;

/// Refuses an unknown GO111MODULE, and module flags in GOPATH mode. Flags in GOFLAGS are
/// accepted, because they are also for other commands and directories.
pub(super) fn check(invocation: &Invocation, flags: &BuildFlags) -> Result<(), CliError> {
    let setting = invocation.env.go111module.as_str();
    if !matches!(setting, "" | "on" | "auto" | "off") {
        return Err(CliError::go(format_args!(
            "unknown environment setting GO111MODULE={setting}"
        )));
    }
    let refuse = |text: String| Err(CliError::Fatal(text));
    // Unknown values are reported elsewhere.
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
    // With `auto`, loading reports a -modfile without go.mod. Upstream checks GOFLAGS for
    // -mod instead of -modfile here.
    if !flags.modfile.is_empty() && !has_mod && invocation.env.go111module == "off" {
        return refuse("build flag -modfile only valid when using modules".to_owned());
    }
    Ok(())
}

/// Reports whether modules are used, by go.mod or go.work.
pub(super) fn modules_enabled(invocation: &Invocation) -> bool {
    let (env, disk, cwd) = (&invocation.env, &*invocation.disk, &invocation.process.cwd);
    locate::modules_enabled(env, disk, cwd)
        || env.go111module != "off" && matches!(locate::find_go_work(env, disk, cwd), Ok(Some(_)))
}

/// Refuses `pkg@version` in GOPATH mode.
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
