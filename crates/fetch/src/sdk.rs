//! Prepares an SDK that was downloaded as a module. Modules contain no executable files and no
//! nested go.mod files, so the programs must be made executable and `_go.mod` files copied to
//! `go.mod`.
//!
//! Several processes may do this at the same time, the official command among them. Therefore the
//! files that mark a step as done (`bin/go`, `src/go.mod`) are changed last, and work already done
//! by another process is not an error.
//! Counterpart: cmd/go/internal/toolchain/select.go (`Exec`, `raceSafeCopy`).

use vamos_base::golang::path;
use vamos_fsys::PathError;
use vamos_fsys::atomic;
use vamos_fsys::uncached;
use vamos_fsys::work;

const EXECUTE: u32 = 0o111;
const OWNER_WRITES: u32 = 0o200;

/// Prepares the SDK in a module's directory.
pub fn prepare(dir: &str) -> Result<(), PathError> {
    let has_modes = std::env::consts::OS != "windows";
    if has_modes && uncached::stat(&path::join(&[dir, "bin/go"]))?.mode & EXECUTE == 0 {
        let any = |_: &str| true;
        let is_runner = |name: &str| path::match_glob("go_?*_?*_exec", name) == Ok(true);
        allow_execution(&path::join(&[dir, "pkg/tool"]), &any)?;
        allow_execution(&path::join(&[dir, "lib"]), &is_runner)?;
        allow_execution(&path::join(&[dir, "bin/gofmt"]), &any)?;
        allow_execution(&path::join(&[dir, "bin"]), &any)?;
    }
    let hidden = path::join(&[dir, "src/_go.mod"]);
    let shown = path::join(&[dir, "src/go.mod"]);
    if size(&hidden) != size(&shown) {
        show_go_mods(dir, &hidden)?;
        copy(&hidden, &shown)?;
    }
    Ok(())
}

/// Makes the file, or all files below a directory whose names are `is_wanted`, executable.
fn allow_execution(file: &str, is_wanted: &dyn Fn(&str) -> bool) -> Result<(), PathError> {
    if work::lstat(file)?.is_dir() {
        for name in sorted_names(file)? {
            allow_execution(&path::join(&[file, &name]), is_wanted)?;
        }
    } else if is_wanted(path::base(file)) {
        work::chmod(file, (uncached::stat(file)?.mode & 0o777) | EXECUTE)?;
    }
    Ok(())
}

/// Copies every `_go.mod` below a directory to `go.mod`, except for the one at `last`.
fn show_go_mods(dir: &str, last: &str) -> Result<(), PathError> {
    for name in sorted_names(dir)? {
        let file = path::join(&[dir, &name]);
        if file == last {
            continue;
        }
        if name == "_go.mod" {
            copy(&file, &path::join(&[dir, "go.mod"]))?;
        } else if work::lstat(&file)?.is_dir() {
            show_go_mods(&file, last)?;
        }
    }
    Ok(())
}

fn sorted_names(dir: &str) -> Result<Vec<String>, PathError> {
    let mut names = uncached::names(dir)?;
    names.sort();
    Ok(names)
}

/// Copies a file within its directory, which may be read-only. Other processes see no file
/// or the complete file.
fn copy(old: &str, new: &str) -> Result<(), PathError> {
    let meta = uncached::stat(old)?;
    if size(new) == Some(meta.size) {
        return Ok(());
    }
    let bytes = uncached::read(old)?;
    let dir = path::dir(old);
    let mode = uncached::stat(&dir)?.mode & 0o777;
    work::chmod(&dir, mode | OWNER_WRITES)?;
    let written = atomic::write_atomic(new, &bytes, meta.mode & 0o777);
    let written = written.and_then(|()| work::chmod(new, meta.mode & 0o777));
    // A failure is ignored: the mode only protects against mistakes.
    let _ = work::chmod(&dir, mode);
    match written {
        // Another process finished the copy and made the directory read-only again.
        Err(_) if size(new) == Some(meta.size) => Ok(()),
        written => written,
    }
}

fn size(file: &str) -> Option<u64> {
    uncached::stat(file).ok().map(|meta| meta.size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_sdk_is_prepared_once() {
        let scratch = tempfile::TempDir::new().unwrap();
        let dir = scratch.path().to_str().unwrap();
        let at = |name: &str| format!("{dir}/{name}");
        let files = [
            "bin/go",
            "bin/gofmt",
            "pkg/tool/linux_amd64/compile",
            "lib/wasm/go_js_wasm_exec",
            "lib/wasm/wasm_exec.js",
            "src/_go.mod",
            "src/cmd/_go.mod",
        ];
        for name in files {
            uncached::make_dirs(&path::dir(&at(name))).unwrap();
            work::write_mode(&at(name), b"module std\n", 0o444).unwrap();
        }
        work::chmod(&at("src"), 0o555).unwrap();
        for _ in 0..2 {
            prepare(dir).unwrap();
        }
        for (name, mode) in [
            ("bin/go", 0o555),
            ("bin/gofmt", 0o555),
            ("pkg/tool/linux_amd64/compile", 0o555),
            ("lib/wasm/go_js_wasm_exec", 0o555),
            ("lib/wasm/wasm_exec.js", 0o444),
            ("src/go.mod", 0o444),
            ("src/cmd/go.mod", 0o444),
            ("src", 0o555),
        ] {
            let have = uncached::stat(&at(name)).unwrap().mode & 0o777;
            assert_eq!(have, mode, "{name}: {have:o}");
        }
        assert_eq!(uncached::read(&at("src/go.mod")).unwrap(), b"module std\n");
        assert_eq!(uncached::names(&at("src")).unwrap().len(), 3);
        work::chmod(&at("src"), 0o755).unwrap();
    }

    #[test]
    fn directories_without_an_sdk_stay_unchanged() {
        let scratch = tempfile::TempDir::new().unwrap();
        let dir = scratch.path().to_str().unwrap();
        let error = prepare(dir).unwrap_err().to_string();
        assert!(
            error.starts_with("stat ") && error.ends_with("/bin/go: no such file or directory")
        );
    }
}
