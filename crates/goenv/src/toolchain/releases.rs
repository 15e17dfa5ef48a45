//! Which releases there are: on PATH, in the module cache, and which of them to take.
//!
//! Counterpart: cmd/go/internal/toolchain/switch.go.

use std::cmp::Ordering;

use vamos_base::golang::gover;
use vamos_base::golang::path;
use vamos_fsys::FileKind;

use super::choice::ToolchainError;
use super::choice::fail;
use crate::host;
use crate::inputs::Inputs;
use crate::inputs::is_executable;
use crate::known;
use vamos_release::Release;

/// The module that holds toolchains.
const MODULE: &str = "golang.org/toolchain";

/// The releases that PATH offers as programs `go1.X`, in ascending order
/// (`pathToolchains`).
pub fn path_releases(inputs: &Inputs) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for dir in path::split_list(inputs.env.get("PATH")) {
        if !path::is_abs(dir) {
            continue;
        }
        let Ok(entries) = inputs.files.read_dir(dir) else {
            continue;
        };
        for entry in entries.iter().filter(|entry| entry.kind != FileKind::Dir) {
            let version = gover::from_toolchain(&entry.name);
            if version.starts_with("1.")
                && entry.name.starts_with("go1.")
                && !found.iter().any(|have| have == version)
                && is_executable(inputs, &path::join(&[dir, &entry.name]))
            {
                found.push(version.to_owned());
            }
        }
    }
    found.sort_by(|a, b| gover::compare(a, b));
    found
}

/// The version of the module `golang.org/toolchain` that holds a toolchain for this
/// machine.
pub(super) fn module_version(toolchain: &str) -> String {
    format!("v0.0.1-{toolchain}.{}-{}", host::GOOS, host::GOARCH)
}

/// The newest SDK among the modules that were fetched that vamos can work with, if there
/// is one; releases that vamos was proved on come before all others.
pub(crate) fn newest_fetched(inputs: &Inputs, gomodcache: &str) -> Option<String> {
    let suffix = format!(".{}-{}", host::GOOS, host::GOARCH);
    let versions = (inputs.extracted_versions)(&*inputs.files, gomodcache, MODULE);
    let sdks = versions.iter().filter_map(|(version, goroot)| {
        let name = version.strip_prefix("v0.0.1-")?.strip_suffix(&suffix)?;
        let version = gover::from_toolchain(name);
        let is_usable = is_driven(version)
            && inputs.files.is_dir(&path::join(&[goroot, "pkg/tool"]))
            && is_fit(inputs, goroot);
        let is_proved = known::proved_releases().any(|release| release == name);
        is_usable.then_some((is_proved, version, goroot))
    });
    let order = |a: &(bool, &str, &String), b: &(bool, &str, &String)| {
        a.0.cmp(&b.0).then_with(|| gover::compare(a.1, b.1))
    };
    Some(sdks.max_by(order)?.2.clone())
}

/// The newest release that vamos was proved on, `go1.27.3`.
pub(super) fn newest_proved() -> &'static str {
    let newest = known::proved_releases()
        .max_by(|a, b| gover::compare(gover::from_toolchain(a), gover::from_toolchain(b)));
    newest.unwrap_or("")
}

/// Reports whether vamos can stand for the go command of a version. Older SDKs are laid
/// and built in other ways.
pub(super) fn is_driven(version: &str) -> bool {
    let oldest = format!("1.{}", Release::OLDEST);
    gover::compare(&gover::lang(version), &oldest) != Ordering::Less
}

/// Reports whether an SDK that came as a module was made fit for use: modules have no
/// executable files and no go.mod within.
pub(super) fn is_fit(inputs: &Inputs, dir: &str) -> bool {
    let size = |name: &str| {
        let meta = inputs.files.stat(&path::join(&[dir, name]));
        meta.ok().map(|meta| meta.size)
    };
    is_executable(inputs, &path::join(&[dir, "bin/go"]))
        && size("src/go.mod") == size("src/_go.mod")
}

/// The toolchain to switch to when something needs Go `need`, out of the releases
/// known, in ascending order (`newerToolchain`): the newest patch release of the last
/// but one language version that will do, else of the last.
pub fn newer_toolchain(need: &str, releases: &[String]) -> Result<String, ToolchainError> {
    let mut latest = "";
    for version in releases.iter().rev() {
        if gover::compare(version, need) == Ordering::Less {
            break;
        }
        if gover::lang(latest) == gover::lang(version) {
            continue;
        }
        let newer = std::mem::replace(&mut latest, version);
        if !newer.is_empty() && !gover::is_prerelease(newer) {
            break;
        }
    }
    if latest.is_empty() {
        return fail(format!("no releases found for go >= {need}"));
    }
    Ok(format!("go{latest}"))
}
