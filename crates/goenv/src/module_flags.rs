//! Flags that are only valid in module mode.
//!
//! Counterpart: cmd/go/internal/work/init.go (the end of `buildModeInit`),
//! cmd/go/internal/modload/init.go (`Init`, where GO111MODULE=off).

use vamos_fsys::Files;

use crate::BuildOptions;
use crate::EnvError;
use crate::GoEnv;
use crate::goflags;
use crate::locate;

/// Refuses an unknown GO111MODULE, and module flags in GOPATH mode. Flags in GOFLAGS are
/// accepted, because they are also for other commands and directories. The error is the
/// complete line.
pub fn check(
    env: &GoEnv,
    files: &dyn Files,
    cwd: &str,
    flags: &BuildOptions,
) -> Result<(), String> {
    let setting = env.go111module.as_str();
    if !matches!(setting, "" | "on" | "auto" | "off") {
        let error = EnvError::Go111Module {
            value: setting.to_owned(),
        };
        return Err(format!("go: {error}"));
    }
    // Unknown values are reported elsewhere.
    let value = flags.modules.mod_flag.as_str();
    let has_value = matches!(value, "readonly" | "vendor" | "mod");
    let is_any = has_value || flags.modules.modcacherw || !flags.modules.modfile.is_empty();
    if !is_any || modules_enabled(env, files, cwd) {
        return Ok(());
    }
    let has_mod = goflags::sets(env, "mod");
    if has_value && !has_mod {
        return Err(format!(
            "build flag -mod={value} only valid when using modules"
        ));
    }
    if flags.modules.modcacherw && !goflags::sets(env, "modcacherw") {
        return Err("build flag -modcacherw only valid when using modules".to_owned());
    }
    // With `auto`, loading reports a -modfile without go.mod. Upstream checks GOFLAGS for
    // -mod instead of -modfile here.
    if !flags.modules.modfile.is_empty() && !has_mod && env.go111module == "off" {
        return Err("build flag -modfile only valid when using modules".to_owned());
    }
    Ok(())
}

/// Reports whether modules are used, by go.mod or go.work.
pub fn modules_enabled(env: &GoEnv, files: &dyn Files, cwd: &str) -> bool {
    locate::modules_enabled(env, files, cwd)
        || env.go111module != "off" && matches!(locate::find_go_work(env, files, cwd), Ok(Some(_)))
}
