//! cargo for another target, with the standard library compiled from its sources.
//!
//! Counterpart: none.

use std::path::PathBuf;
use std::process::Command;

use super::tools::Tools;
use super::tools::run;
use crate::sdk;

/// A target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// Rust's name of it.
    pub(super) triple: &'static str,
    /// Zig's name of it.
    zig: &'static str,
}

/// macOS 13 or newer on Apple's processors.
pub(super) const MAC_ARM: Target = Target {
    triple: "aarch64-apple-darwin",
    zig: "aarch64-macos.13.0",
};

/// macOS 13 or newer on Intel's processors.
pub(super) const MAC_INTEL: Target = Target {
    triple: "x86_64-apple-darwin",
    zig: "x86_64-macos.13.0",
};

/// Linux on arm64 with the C library of GNU.
pub(super) const LINUX_ARM: Target = Target {
    triple: "aarch64-unknown-linux-gnu",
    zig: "aarch64-linux-gnu.2.28",
};

/// The target with musl.
pub(super) const LINUX_ARM_MUSL: Target = Target {
    triple: "aarch64-unknown-linux-musl",
    zig: "aarch64-linux-musl",
};

/// Windows.
pub(super) const WINDOWS: Target = Target {
    triple: "x86_64-pc-windows-gnu",
    zig: "x86_64-windows-gnu",
};

impl Target {
    /// Returns the directory of cargo's output for this target.
    pub(super) fn dir(self) -> PathBuf {
        sdk::target_dir().join(self.triple)
    }

    /// Returns a command of cargo for this target: `cargo WORDS...`.
    pub(super) fn cargo(self, tools: &Tools, words: &[&str]) -> Result<Command, String> {
        let zig = tools.zig();
        let zig = zig.display().to_string();
        let cc = tools.script(
            &format!("{}-cc", self.triple),
            &compiler_script(&zig, self.zig),
        )?;
        let ar = tools.script(
            &format!("{}-ar", self.triple),
            &format!("exec {zig} ar \"$@\""),
        )?;
        let name = self.triple.replace('-', "_");
        let mut command = Command::new("cargo");
        command
            .args(words)
            .args(["-Zbuild-std=std,panic_unwind", "--target", self.triple])
            .current_dir(sdk::workspace_root())
            // `-Z` flags and the sources of the standard library belong to nightly compilers.
            .env("RUSTC_BOOTSTRAP", "1")
            .env("RUSTC", tools.rustc())
            .env("LD_LIBRARY_PATH", tools.libraries())
            .env(format!("CC_{name}"), &cc)
            .env(format!("AR_{name}"), ar)
            .env(format!("CARGO_TARGET_{}_LINKER", name.to_uppercase()), cc)
            .env("MACOSX_DEPLOYMENT_TARGET", "13.0")
            // Otherwise rustc runs Apple's tools to find it; the C compiler has its own files.
            .env("SDKROOT", tools.empty_sdk()?);
        if let Some(flag) = self.compiler_flag(tools)? {
            let name = format!("CARGO_TARGET_{}_RUSTFLAGS", name.to_uppercase());
            command.env(name, flag);
        }
        Ok(command)
    }

    /// Returns the flag that sets rustc's C compiler.
    fn compiler_flag(self, tools: &Tools) -> Result<Option<String>, String> {
        if self == LINUX_ARM_MUSL {
            // It brings the start files and libraries; rustc's own are not there.
            return Ok(Some("-Clink-self-contained=no".to_owned()));
        }
        if self == WINDOWS {
            // It writes the libraries that replace the system's.
            let command = format!("exec {} dlltool \"$@\"", tools.zig().display());
            let dlltool = tools.script(&format!("{}-dlltool", self.triple), &command)?;
            return Ok(Some(format!("-Cdlltool={}", dlltool.display())));
        }
        Ok(None)
    }

    /// Runs cargo for this target.
    pub(super) fn run_cargo(self, tools: &Tools, words: &[&str]) -> Result<(), String> {
        run(&mut self.cargo(tools, words)?)
    }
}

/// Returns a script that compiles and links: the C compiler without words that it does not support.
/// cc names the target differently, and rustc names libiconv for macOS, of which nothing is used.
fn compiler_script(zig: &str, target: &str) -> String {
    format!(
        "for word; do\n  shift\n  case $word in\n  \
         --target=* | -liconv | -mmacosx-version-min=*) ;;\n  \
         *) set -- \"$@\" \"$word\" ;;\n  esac\ndone\nexec {zig} cc -target {target} \"$@\""
    )
}
