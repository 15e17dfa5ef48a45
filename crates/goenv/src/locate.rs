//! Finds the go.mod and go.work files that apply to a directory.
//!
//! Counterpart: cmd/go/internal/modload/init.go (`FindGoMod`, `findModuleRoot`,
//! `FindGoWork`, `findWorkspaceFile`, `WillBeEnabled`).

use vamos_base::golang::path;
use vamos_fsys::Files;

use crate::GoEnv;
use crate::error::EnvError;
use crate::host;

/// The module that contains a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModuleRoot {
    /// No go.mod in the directory or its parents.
    None,
    /// A go.mod in the system's directory for temporary files, which is ignored with a
    /// warning; the directory as the environment names it.
    TempDir(String),
    /// The directory of the go.mod.
    Found(String),
}

/// The nearest directory upward that has a go.mod (`modload.findModuleRoot`).
pub fn find_module_root(files: &dyn Files, dir: &str) -> Option<String> {
    upward(dir)
        .find(|dir| is_file(files, &path::join(&[dir, "go.mod"])))
        .map(str::to_owned)
}

/// The module that contains a directory.
pub fn module_root(env: &GoEnv, files: &dyn Files, dir: &str) -> ModuleRoot {
    let Some(root) = find_module_root(files, dir) else {
        return ModuleRoot::None;
    };
    let temp = host::temp_dir(env.os());
    // Files in memory have no inode number.
    let id = |dir: &str| {
        let meta = files.stat(dir).ok().filter(|meta| meta.ino != 0)?;
        Some((meta.dev, meta.ino))
    };
    if path::clean(&temp) == root || id(&temp).is_some_and(|temp| Some(temp) == id(&root)) {
        return ModuleRoot::TempDir(temp);
    }
    ModuleRoot::Found(root)
}

/// The go.mod that applies to a directory (`modload.FindGoMod`).
pub fn find_go_mod(env: &GoEnv, files: &dyn Files, dir: &str) -> Option<String> {
    match module_root(env, files, dir) {
        ModuleRoot::Found(root) => Some(path::join(&[&root, "go.mod"])),
        ModuleRoot::None | ModuleRoot::TempDir(_) => None,
    }
}

/// The go.work that applies to a directory, by GOWORK or by search (`FindGoWork`). A file
/// named by GOWORK need not exist.
pub fn find_go_work(env: &GoEnv, files: &dyn Files, dir: &str) -> Result<Option<String>, EnvError> {
    match env.get("GOWORK") {
        "off" => Ok(None),
        "" | "auto" => Ok(search_go_work(&env.sdk.goroot, files, dir)),
        file if path::is_abs(file) => Ok(Some(file.to_owned())),
        _ => Err(EnvError::GoworkRelative),
    }
}

fn search_go_work(goroot: &str, files: &dyn Files, dir: &str) -> Option<String> {
    let start = path::clean(dir);
    for (steps, dir) in upward(&start).enumerate() {
        // No go.work applies to the standard library, which uses its vendor directory.
        if steps > 0 && dir == goroot {
            return None;
        }
        let file = path::join(&[dir, "go.work"]);
        if is_file(files, &file) {
            return Some(file);
        }
    }
    None
}

/// Reports whether the command will run in module mode (`WillBeEnabled`).
pub fn modules_enabled(env: &GoEnv, files: &dyn Files, dir: &str) -> bool {
    match env.go111module.as_str() {
        "" | "on" => true,
        "auto" => {
            let has_work = || matches!(find_go_work(env, files, dir), Ok(Some(_)));
            find_go_mod(env, files, dir).is_some()
                || env.sdk.release.counts_go_work_in_auto_mode() && has_work()
        }
        _ => false,
    }
}

/// Fails for every command if GOWORK is a relative path (upstream notices it when it counts
/// commands in workspaces).
pub fn check_go_work(env: &GoEnv, files: &dyn Files, dir: &str) -> Result<(), EnvError> {
    let file = env.get("GOWORK");
    if matches!(file, "" | "auto" | "off")
        || path::is_abs(file)
        || !modules_enabled(env, files, dir)
    {
        return Ok(());
    }
    Err(EnvError::GoworkRelative)
}

fn is_file(files: &dyn Files, file: &str) -> bool {
    files.stat(file).is_ok_and(|meta| !meta.is_dir())
}

/// Returns a clean absolute directory and its parents, the nearest first.
pub fn upward(dir: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(dir), |dir| match dir.rfind('/') {
        Some(0) if dir.len() > 1 => Some("/"),
        Some(at) if at > 0 => Some(&dir[..at]),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use vamos_fsys::MemFiles;

    use super::*;

    #[test]
    fn the_nearest_file_governs() {
        let mut files = MemFiles::new();
        files.insert("/w/go.work", b"");
        files.insert("/w/a/go.mod", b"");
        files.insert("/w/go/src/go.mod", b"");
        let mut env = GoEnv::default();
        "/w/go".clone_into(&mut env.sdk.goroot);
        assert_eq!(
            find_go_mod(&env, &files, "/w/a/b/c").as_deref(),
            Some("/w/a/go.mod")
        );
        assert_eq!(find_go_mod(&env, &files, "/w"), None);
        let work = |dir: &str| find_go_work(&env, &files, dir).unwrap();
        assert_eq!(work("/w/a/b").as_deref(), Some("/w/go.work"));
        assert_eq!(work("/w/go/src"), None);
        // Only the way into GOROOT is barred, not a start there.
        assert_eq!(work("/w/go").as_deref(), Some("/w/go.work"));
    }
}
