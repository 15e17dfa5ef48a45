//! A root directory that has a C library and nothing else, and programs that run in it.
//!
//! They run in a mount namespace, without a network. The Go SDK is visible in it, because
//! vamos needs one.
//! Counterpart: none.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;

/// The files of the C library of GNU: the loader, and the library.
const C_LIBRARY: [&str; 2] = ["ld-linux-x86-64.so.2", "libc.so.6"];
/// The rest of it, in case it is not in one file yet (before version 2.34) or not everything
/// is (mathematics).
const MORE_OF_IT: [&str; 4] = ["libm.so.6", "libpthread.so.0", "libdl.so.2", "librt.so.1"];
/// Directories of the C library on different systems.
const PLACES: [&str; 4] = ["/lib64", "/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib"];

/// Mounts the kernel's file systems and the SDK, and runs a program in the directory.
const ENTER: &str = "set -e
mount --bind \"$2\" \"$1/sdk\"
mount -t proc proc \"$1/proc\"
touch \"$1/dev/null\"
mount --bind /dev/null \"$1/dev/null\"
root=$1
shift 2
exec chroot \"$root\" \"$@\"";

/// A root directory with a C library only. It is removed with the value.
pub(super) struct Room {
    root: tempfile::TempDir,
    goroot: PathBuf,
}

impl Room {
    /// Makes the directory; `needs_c_library` is false for static executables.
    pub(super) fn new(goroot: &Path, needs_c_library: bool) -> Result<Self, String> {
        let root = tempfile::TempDir::new().map_err(|error| error.to_string())?;
        let room = Self {
            root,
            goroot: goroot.to_owned(),
        };
        for dir in ["dev", "home", "proc", "sdk", "tmp", "project"] {
            fs::create_dir(room.at(dir)).map_err(|error| error.to_string())?;
        }
        if needs_c_library {
            for name in C_LIBRARY.iter().chain(&MORE_OF_IT) {
                let mut files = PLACES.iter().map(|place| Path::new(place).join(name));
                match files.find(|file| file.exists()) {
                    // The loader looks for libraries in the directories of its system.
                    Some(file) => copy(&file, &room.at(&file.to_string_lossy()))?,
                    None if C_LIBRARY.contains(name) => return Err(format!("no {name}")),
                    None => {}
                }
            }
        }
        Ok(room)
    }

    /// Returns the path outside of the room for a path in it.
    pub(super) fn at(&self, path: &str) -> PathBuf {
        self.root.path().join(path.trim_start_matches('/'))
    }

    /// Runs a program of the room in it, in its root directory.
    pub(super) fn run(&self, program: &str, args: &[&str]) -> Result<Output, String> {
        let mut command = Command::new("unshare");
        command
            .args(["--mount", "--net", "--pid", "--fork", "--kill-child"])
            .args(["sh", "-c", ENTER, "sh"])
            .args([self.root.path(), &self.goroot])
            .arg(program)
            .args(args)
            .env_clear()
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .env("GOROOT", "/sdk")
            .env("HOME", "/home")
            .env("VAMOS_NO_DELEGATE", "1");
        let output = command.output();
        output.map_err(|error| format!("unshare: {error}"))
    }

    /// Runs a program that must succeed; returns its stdout.
    pub(super) fn printed(&self, program: &str, args: &[&str]) -> Result<String, String> {
        let output = self.run(program, args)?;
        let stderr = String::from_utf8_lossy(&output.stderr);
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout)
                .trim_end()
                .to_owned())
        } else {
            Err(format!(
                "{program} {args:?}: {}: {}",
                output.status,
                stderr.trim_end()
            ))
        }
    }
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let dir = to.parent().unwrap_or(to);
    let copied = fs::create_dir_all(dir).and_then(|()| fs::copy(from, to));
    copied
        .map(drop)
        .map_err(|error| format!("{}: {error}", from.display()))
}
