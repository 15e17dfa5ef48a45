//! The executable that is distributed, and how it is built for each C library.
//!
//! Counterpart: none.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use super::needs;
use super::needs::Needs;
use vamos_oracle::sdk;

/// Processor and C library of the executable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// amd64 and the C library of GNU, which the executable loads.
    Gnu,
    /// amd64 and musl, which is linked into it.
    Musl,
    /// arm64 and the C library of GNU.
    ArmGnu,
    /// arm64 and musl.
    ArmMusl,
}

/// An executable, and the files that are distributed with it.
pub(super) struct Product {
    /// The version of vamos.
    pub(super) version: &'static str,
    /// The target.
    pub(super) target: Target,
    /// The executable as a file.
    pub(super) path: PathBuf,
    /// Program that runs it, if this machine does not.
    runner: Option<PathBuf>,
    /// The executable.
    pub(super) binary: Vec<u8>,
    /// Requirements of the system.
    pub(super) needs: Needs,
}

impl Target {
    /// Returns the target of this name.
    pub(super) fn parse(name: &str) -> Option<Self> {
        match name {
            "gnu" => Some(Self::Gnu),
            "musl" => Some(Self::Musl),
            "arm64-gnu" => Some(Self::ArmGnu),
            "arm64-musl" => Some(Self::ArmMusl),
            _ => None,
        }
    }

    /// Returns the name that Rust has for it.
    pub(super) fn triple(self) -> &'static str {
        match self {
            Self::Gnu => "x86_64-unknown-linux-gnu",
            Self::Musl => "x86_64-unknown-linux-musl",
            Self::ArmGnu => "aarch64-unknown-linux-gnu",
            Self::ArmMusl => "aarch64-unknown-linux-musl",
        }
    }

    /// Reports whether the C library is linked into the executable.
    fn is_static(self) -> bool {
        matches!(self, Self::Musl | Self::ArmMusl)
    }

    /// Returns the processor, as Python names it.
    pub(super) fn machine(self) -> &'static str {
        match self {
            Self::Gnu | Self::Musl => "x86_64",
            Self::ArmGnu | Self::ArmMusl => "aarch64",
        }
    }

    /// Returns the processor, as node names it.
    pub(super) fn cpu(self) -> &'static str {
        match self {
            Self::Gnu | Self::Musl => "x64",
            Self::ArmGnu | Self::ArmMusl => "arm64",
        }
    }
}

impl Product {
    /// Uses the executable in a file, or builds one.
    pub(super) fn new(
        target: Target,
        file: Option<PathBuf>,
        runner: Option<PathBuf>,
    ) -> Result<Self, String> {
        let path = match file {
            Some(file) => file,
            None => build(target)?,
        };
        let binary = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let needs = needs::of(&binary).map_err(|error| format!("{}: {error}", path.display()))?;
        if (needs == Needs::Nothing) != target.is_static() {
            let path = path.display();
            return Err(format!(
                "{path}: not for {}: it needs {needs:?}",
                target.triple()
            ));
        }
        Ok(Self {
            version: env!("CARGO_PKG_VERSION"),
            target,
            path,
            runner,
            binary,
            needs,
        })
    }

    /// Returns a file of the repository.
    pub(super) fn text(&self, name: &str) -> Result<Vec<u8>, String> {
        let file = sdk::workspace_root().join(name);
        fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))
    }

    /// Returns the stdout of the executable; it needs no SDK for that.
    pub(super) fn printed(&self, args: &[&str]) -> Result<Vec<u8>, String> {
        let mut command = match &self.runner {
            Some(runner) => Command::new(runner),
            None => Command::new(&self.path),
        };
        if self.runner.is_some() {
            command.arg(&self.path);
        }
        let output = command.args(args).env_clear().output();
        let output = output.map_err(|error| format!("{}: {error}", self.path.display()))?;
        if output.status.success() {
            Ok(output.stdout)
        } else {
            Err(format!(
                "vamos {args:?}: {}",
                String::from_utf8_lossy(&output.stderr)
            ))
        }
    }
}

/// Builds the executable for release.
fn build(target: Target) -> Result<PathBuf, String> {
    let triple = target.triple();
    let mut command = Command::new("cargo");
    command
        .args(["rustc", "--quiet", "--release", "--package", "vamos-cli"])
        .args(["--bin", "vamos"])
        .current_dir(sdk::workspace_root());
    let dir = match target {
        Target::ArmGnu | Target::ArmMusl => {
            return Err(format!(
                "`cargo xtask platforms packages` builds vamos for {triple}, and its packages; \
                 for another executable use --vamos and --runner"
            ));
        }
        Target::Gnu => {
            let libraries = static_libgcc()?;
            command.args(["--", "-L", &format!("native={}", libraries.display())]);
            sdk::target_dir()
        }
        Target::Musl => {
            check_musl(triple)?;
            command.args(["--target", triple]);
            command.env("CC_x86_64_unknown_linux_musl", "musl-gcc");
            sdk::target_dir().join(triple)
        }
    };
    let status = command
        .status()
        .map_err(|error| format!("cargo: {error}"))?;
    if status.success() {
        Ok(dir.join("release/vamos"))
    } else {
        Err(format!("cannot build vamos for {triple}"))
    }
}

/// Makes a directory in which the shared library of GCC is a linker script that names the static
/// one: a system has the C library, but maybe not GCC's. The standard library of Rust links the
/// shared one by name, so -static-libgcc has no effect. The static one may need a newer C library,
/// such as 2.35; the static executable for musl runs on older systems.
fn static_libgcc() -> Result<PathBuf, String> {
    let dir = sdk::target_dir().join("dist-link");
    let written = fs::create_dir_all(&dir)
        .and_then(|()| fs::write(dir.join("libgcc_s.so"), "INPUT(-lgcc_eh)\n"));
    written.map_err(|error| format!("{}: {error}", dir.display()))?;
    Ok(dir)
}

/// Checks the requirements of a build for musl in addition to cargo.
fn check_musl(triple: &str) -> Result<(), String> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    if !std::env::split_paths(&path).any(|dir| dir.join("musl-gcc").is_file()) {
        return Err("musl-gcc compiles the C code of ring, and is not on PATH: \
                    install it (on Debian: musl-tools)"
            .to_owned());
    }
    let libraries = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", triple])
        .output()
        .map_err(|error| format!("rustc: {error}"))?;
    if Path::new(String::from_utf8_lossy(&libraries.stdout).trim()).is_dir() {
        Ok(())
    } else {
        Err(format!(
            "no standard library for {triple}: rustup target add {triple}"
        ))
    }
}
