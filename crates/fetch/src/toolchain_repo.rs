//! Go releases as versions of the pseudo-modules `go` and `toolchain`.
//!
//! Counterpart: cmd/go/internal/modfetch/toolchain.go.

use std::collections::HashSet;

use vamos_base::golang::gover;
use vamos_modfile::ModuleError;
use vamos_modfile::RevInfo;
use vamos_modules::source::VersionRepos;
use vamos_modules::source::Versions;

/// The module whose versions are SDKs.
pub(crate) const MODULE: &str = "golang.org/toolchain";

/// Returns the versions of `path`, derived from the versions of the SDK module. The running
/// release is always included.
pub(crate) fn versions(
    path: &str,
    local: &str,
    repos: &dyn VersionRepos,
) -> Result<Versions, ModuleError> {
    let all = repos.versions(MODULE, "")?;
    let prefix = if path == "toolchain" { "go" } else { "" };
    let mut seen = HashSet::new();
    let mut list: Vec<&str> = all.list.iter().filter_map(|v| go_version(v)).collect();
    list.push(local);
    list.retain(|v| seen.insert(*v));
    list.sort_by(|a, b| gover::compare(a, b));
    Ok(Versions {
        origin: None,
        list: list.iter().map(|v| format!("{prefix}{v}")).collect(),
    })
}

/// Resolves `rev` to a version of `path`.
pub(crate) fn stat(
    path: &str,
    rev: &str,
    local: &str,
    repos: &dyn VersionRepos,
) -> Result<RevInfo, ModuleError> {
    let prefix = if path == "toolchain" { "go" } else { "" };
    let version = rev.strip_prefix("go").unwrap_or(rev);
    if !gover::is_valid(version) {
        return Err(ModuleError::Message(format!(
            "invalid {path} version {rev}"
        )));
    }
    let mut info = RevInfo {
        version: format!("{prefix}{version}"),
        ..RevInfo::default()
    };
    let is_here = match path {
        "go" => gover::compare(version, local).is_le(),
        _ => version == local,
    };
    if is_here {
        return Ok(info);
    }
    if gover::is_lang(version) {
        return Err(ModuleError::Message(format!(
            "go language version {rev} is not a toolchain version"
        )));
    }
    // The SDK of this platform exists for every release.
    let sdk = repos.stat(MODULE, &format!("v0.0.1-go{version}.linux-amd64"))?;
    info.time.clone_from(&sdk.time);
    Ok(info)
}

/// Returns the latest version of `path`.
pub(crate) fn latest(
    path: &str,
    local: &str,
    repos: &dyn VersionRepos,
) -> Result<RevInfo, ModuleError> {
    let all = versions(path, local, repos)?;
    let latest = all
        .list
        .iter()
        .max_by(|a, b| gover::mod_compare(path, a, b));
    stat(path, latest.map_or("", String::as_str), local, repos)
}

/// Converts `v0.0.1-go1.2.linux-amd64` to `1.2` (`dlToGo`).
fn go_version(version: &str) -> Option<&str> {
    let (_, rest) = version.split_once('-')?;
    let (name, platform) = rest.rsplit_once('.')?;
    platform
        .contains('-')
        .then(|| name.strip_prefix("go").unwrap_or(name))
}

/// Returns the name of an SDK in the message about its download: `go1.2 (linux/amd64)`.
pub(crate) fn shown(version: &str) -> String {
    let name = version.split_once('-').map_or("", |(_, name)| name);
    match name.rsplit_once('.') {
        Some((name, platform)) => {
            let (goos, goarch) = platform.split_once('-').unwrap_or((platform, ""));
            format!("{name} ({goos}/{goarch})")
        }
        None => name.to_owned(),
    }
}
