//! Tools for the other platforms: a Rust compiler with the sources of its standard library, a C
//! compiler that links for macOS, an emulator, and an SDK.
//!
//! Everything is unpacked below one directory; nothing is installed on the machine, and nothing
//! that is there is downloaded again.
//! Counterpart: none.

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use crate::files;
use crate::sdk;

/// Debian's packages of a compiler of Rust: the first whose version is new enough counts.
const COMPILERS: [[&str; 3]; 2] = [
    ["rustc-web", "libstd-rust-web-dev", "rust-web-src"],
    ["rustc", "libstd-rust-dev", "rust-src"],
];

/// Debian's names of user-mode emulators: the first that exists counts.
const EMULATORS: [&str; 2] = ["qemu-user-static", "qemu-user"];

/// The C library of GNU for arm64, which executables for it load.
const C_LIBRARY: &str = "libc6-arm64-cross";

/// The Python package with a compiler of C that has the headers and stubs of macOS.
const ZIG: &str = "ziglang==0.15.2";

/// An older one, which has the list of the symbols that macOS 13 has.
const OLD_ZIG: &str = "ziglang==0.11.0";

/// The file with that list.
const STUB: &str = "ziglang/lib/libc/darwin/libSystem.13.tbd";

/// The SDK for arm64.
const SDK: &str = "golang.org/toolchain@v0.0.1-go1.26.8.linux-arm64";

/// Directories of the tools.
pub(super) struct Tools {
    dir: PathBuf,
}

impl Tools {
    /// Unpacks missing tools below the target directory.
    pub(super) fn install() -> Result<Self, String> {
        let tools = Self {
            dir: files::real_dir(&sdk::target_dir().join("platforms"))?,
        };
        tools.step("rust", Self::unpack_compiler)?;
        tools.step("emulator", Self::unpack_emulator)?;
        tools.step("zig", |_, to| install_python(ZIG, to))?;
        tools.step("macos13", |_, to| {
            let package = to.join("package");
            install_python(OLD_ZIG, &package)?;
            let stub = files::read(&package.join(STUB))?;
            files::remove(&package)?;
            files::write(&to.join("libSystem.tbd"), stub)
        })?;
        tools.step("sdk", |_, to| copy_sdk(to))?;
        Ok(tools)
    }

    /// Calls `work` with a new directory of this name, unless the directory exists.
    fn step(
        &self,
        name: &str,
        run: impl FnOnce(&Self, &Path) -> Result<(), String>,
    ) -> Result<(), String> {
        let (to, unfinished) = (self.dir.join(name), self.dir.join(format!("{name}.part")));
        if to.exists() {
            return Ok(());
        }
        crate::say(&format!("platforms: {name}"));
        files::remove(&unfinished)?;
        files::make_dir(&unfinished)?;
        run(self, &unfinished)?;
        std::fs::rename(&unfinished, &to).map_err(files::at(&to))
    }

    fn unpack_compiler(&self, to: &Path) -> Result<(), String> {
        let is_there = |names: &&[&str; 3]| names.iter().all(|name| has_package(name));
        let names = COMPILERS.iter().find(is_there);
        let names = names.ok_or("no package of a compiler of Rust: run apt-get update")?;
        // With their dependencies, such as LLVM.
        unpack(&self.dir, &with_dependencies(names)?, to)
    }

    fn unpack_emulator(&self, to: &Path) -> Result<(), String> {
        let name = EMULATORS.iter().find(|name| has_package(name));
        let name = name.ok_or("no package of qemu: run apt-get update")?;
        let names = [*name, C_LIBRARY].map(str::to_owned);
        unpack(&self.dir, &names, to)
    }

    /// Returns the compiler of Rust.
    pub(super) fn rustc(&self) -> PathBuf {
        self.dir.join("rust/usr/bin/rustc")
    }

    /// Returns the directory with the shared libraries of that compiler.
    pub(super) fn libraries(&self) -> PathBuf {
        self.dir.join("rust/usr/lib/x86_64-linux-gnu")
    }

    /// Returns the compiler of C.
    pub(super) fn zig(&self) -> PathBuf {
        self.dir.join("zig/ziglang/zig")
    }

    /// Returns the list of the symbols of macOS 13.
    pub(super) fn stub(&self) -> PathBuf {
        self.dir.join("macos13/libSystem.tbd")
    }

    /// Returns a directory that replaces Apple's SDK.
    pub(super) fn empty_sdk(&self) -> Result<PathBuf, String> {
        files::real_dir(&self.dir.join("empty-sdk"))
    }

    /// Returns the emulator of arm64.
    pub(super) fn emulator(&self) -> PathBuf {
        let name = |name: &str| self.dir.join("emulator/usr/bin").join(name);
        let found = name("qemu-aarch64-static");
        if found.exists() {
            found
        } else {
            name("qemu-aarch64")
        }
    }

    /// Returns the directory with the C library for arm64.
    pub(super) fn c_library(&self) -> PathBuf {
        self.dir.join("emulator/usr/aarch64-linux-gnu")
    }

    /// Returns the SDK for arm64.
    pub(super) fn sdk(&self) -> PathBuf {
        self.dir.join("sdk")
    }

    /// Returns a file of this name, which runs a command with further arguments.
    pub(super) fn script(&self, name: &str, command: &str) -> Result<PathBuf, String> {
        use std::os::unix::fs::PermissionsExt as _;
        let file = self.dir.join("bin").join(name);
        files::put(&file, format!("#!/bin/sh\n{command}\n"))?;
        let mode = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(&file, mode).map_err(files::at(&file))?;
        Ok(file)
    }
}

/// Runs a command to its end; the error has its name.
pub(super) fn run(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status();
    match status.map_err(|error| format!("{name}: {error}"))? {
        status if status.success() => Ok(()),
        status => Err(format!("{name}: {status}")),
    }
}

/// Returns the output of a command.
pub(super) fn output(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output();
    let output = output.map_err(|error| format!("{name}: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!(
            "{name}: {}\n{}{}",
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        ))
    }
}

fn has_package(name: &str) -> bool {
    let text = output(Command::new("apt-cache").args(["policy", name]));
    // A package that is only named by others has no candidate.
    text.is_ok_and(|text| text.contains("Candidate:") && !text.contains("Candidate: (none)"))
}

/// Returns packages with those that they need and that are not installed.
fn with_dependencies(names: &[&str]) -> Result<Vec<String>, String> {
    let mut command = Command::new("apt-get");
    command.args(["install", "--simulate", "--no-install-recommends"]);
    let text = output(command.args(names))?;
    let all = text.lines().filter_map(|line| line.strip_prefix("Inst "));
    let all = all.filter_map(|line| line.split(' ').next());
    Ok(all.map(str::to_owned).collect())
}

/// Downloads packages and unpacks them; they are not installed.
fn unpack(dir: &Path, names: &[String], to: &Path) -> Result<(), String> {
    let packages = files::real_dir(&dir.join("packages"))?;
    run(Command::new("apt-get")
        .args(["download", "--quiet=2"])
        .args(names)
        .current_dir(&packages))?;
    for name in names {
        let entries = std::fs::read_dir(&packages).map_err(files::at(&packages))?;
        for entry in entries.flatten() {
            let file = entry.file_name().to_string_lossy().into_owned();
            if file.starts_with(&format!("{name}_")) {
                run(Command::new("dpkg").arg("-x").arg(entry.path()).arg(to))?;
            }
        }
    }
    files::remove(&packages)
}

fn install_python(package: &str, to: &Path) -> Result<(), String> {
    run(Command::new("python3")
        .args(["-m", "pip", "install", "--quiet", "--no-deps", "--target"])
        .arg(to)
        .arg(package))
}

/// Copies the SDK out of the module cache, whose files cannot be executed.
fn copy_sdk(to: &Path) -> Result<(), String> {
    let go = sdk::find()?.go;
    let mut command = Command::new(go);
    let text = output(
        command
            .args(["mod", "download", "-json", SDK])
            .current_dir("/"),
    )?;
    let value: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let from = value["Dir"].as_str().ok_or("no directory of the SDK")?;
    run(Command::new("cp")
        .args(["-r", &format!("{from}/.")])
        .arg(to))?;
    run(Command::new("chmod").args(["-R", "u+w"]).arg(to))?;
    let programs = ["bin", "pkg/tool"].map(|dir| to.join(dir));
    run(Command::new("chmod").args(["-R", "+x"]).args(programs))
}
