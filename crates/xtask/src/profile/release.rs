//! Numbers of releases, and the SDKs of releases.
//!
//! Counterpart: none.

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

/// Returns the minor and the patch number of `go1.26.8`.
pub(crate) fn number(version: &str) -> Option<(u32, u32)> {
    let (minor, patch) = version.strip_prefix("go1.")?.split_once('.')?;
    Some((minor.parse().ok()?, patch.parse().ok()?))
}

/// Returns the root of the SDK of a release: the one on PATH, or the toolchain in the module cache.
pub(crate) fn goroot(version: &str) -> Result<PathBuf, String> {
    let sdk = vamos_oracle::sdk::find()?;
    if sdk.version == version {
        return Ok(sdk.goroot);
    }
    let output = Command::new(&sdk.go)
        .args(["env", "GOMODCACHE", "GOHOSTOS", "GOHOSTARCH"])
        .output();
    let output = output.map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines: Vec<&str> = text.lines().collect();
    let [cache, os, arch] = lines[..] else {
        return Err("go env failed".to_owned());
    };
    let dir = format!("{cache}/golang.org/toolchain@v0.0.1-{version}.{os}-{arch}");
    match Path::new(&dir).is_dir() {
        true => Ok(PathBuf::from(dir)),
        false => Err(format!(
            "{version} is not in the module cache: GOTOOLCHAIN={version} go version downloads it"
        )),
    }
}
