//! The variables of `go env` that depend on the working directory.
//!
//! Counterpart: cmd/go/internal/envcmd/env.go (`ExtraEnvVars`),
//! cmd/go/internal/modload/init.go (`Init`, `BinDir`).

use vamos_base::golang::path;
use vamos_fsys::Files;

use crate::EnvError;
use crate::EnvVar;
use crate::GoEnv;
use crate::host;
use crate::locate;
use crate::locate::ModuleRoot;

/// Returns GOMOD, GOWORK, and since Go 1.27 GOBIN. `warn` prints the warnings of
/// `modload.Init`.
pub fn module_vars(
    env: &GoEnv,
    files: &dyn Files,
    cwd: &str,
    warn: &dyn Fn(&str),
) -> Result<Vec<EnvVar>, EnvError> {
    let must_use_modules = match env.go111module.as_str() {
        "" | "on" => true,
        "auto" | "off" => false,
        other => {
            return Err(EnvError::Go111Module {
                value: other.to_owned(),
            });
        }
    };
    let mut gomod = String::new();
    let mut enabled = false;
    if env.go111module != "off" {
        if must_use_modules {
            host::DEV_NULL.clone_into(&mut gomod);
        }
        enabled = must_use_modules;
        match locate::module_root(env, files, cwd) {
            ModuleRoot::None => {}
            ModuleRoot::TempDir(dir) => warn(&format!(
                "go: warning: ignoring go.mod in system temp root {dir}"
            )),
            ModuleRoot::Found(root) => {
                gomod = path::join(&[&root, "go.mod"]);
                enabled = true;
            }
        }
        if enabled {
            warn_gopath_module(env, files, warn);
        }
    }
    let gowork = locate::find_go_work(env, files, cwd)?;
    let gowork = match env.get("GOWORK") {
        "off" => "off".to_owned(),
        _ => gowork.unwrap_or_default(),
    };
    let mut vars = vec![unchanged("GOMOD", gomod), unchanged("GOWORK", gowork)];
    if env.sdk.release.computes_gobin() {
        let is_set = !env.dirs.gobin.is_empty();
        let value = match is_set {
            true => env.dirs.gobin.clone(),
            false => bin_dir(&env.dirs.gopath, cwd, enabled),
        };
        vars.push(EnvVar {
            changed: is_set,
            ..unchanged("GOBIN", value)
        });
    }
    Ok(vars)
}

/// The directory of installed binaries without GOBIN: below the first GOPATH entry; in GOPATH mode
/// below the entry that contains the working directory.
fn bin_dir(gopath: &str, cwd: &str, has_modules: bool) -> String {
    let entries = path::split_list(gopath);
    let Some(first) = entries.first() else {
        return String::new();
    };
    if has_modules {
        return match *first {
            "" => String::new(),
            first => path::join(&[first, "bin"]),
        };
    }
    let here = entries.iter().find(|entry| cwd.starts_with(**entry));
    path::join(&[here.unwrap_or(first), "bin"])
}

fn warn_gopath_module(env: &GoEnv, files: &dyn Files, warn: &dyn Fn(&str)) {
    let list = path::split_list(&env.dirs.gopath);
    if let Some(gopath) = list.first().filter(|dir| !dir.is_empty())
        && files.stat(&path::join(&[gopath, "go.mod"])).is_ok()
    {
        warn(&format!("go: warning: ignoring go.mod in $GOPATH {gopath}"));
    }
}

fn unchanged(name: &str, value: String) -> EnvVar {
    EnvVar {
        name: name.to_owned(),
        value,
        changed: false,
    }
}

#[cfg(test)]
mod tests {
    use super::bin_dir;

    #[test]
    fn binaries_go_below_gopath() {
        assert_eq!(bin_dir("/a:/b", "/b/src", true), "/a/bin");
        assert_eq!(bin_dir("/a:/b", "/b/src", false), "/b/bin");
        assert_eq!(bin_dir("/a:/b", "/c", false), "/a/bin");
        assert_eq!(bin_dir("", "/c", true), "");
    }
}
