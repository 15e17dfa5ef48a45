//! The standard library in a build cache, which both programs start with.
//!
//! Counterpart: none.

use std::path::Path;
use std::process::Command;

use vamos_testkit::SPARE_COLLECTION;

use crate::sdk;

/// Builds packages of the standard library for an architecture, with GOFLAGS.
pub(super) fn standard_library(
    sdk: &sdk::Sdk,
    cache: &Path,
    packages: &[&str],
    (arch, flags): (&str, &str),
) -> Result<(), String> {
    let status = Command::new(&sdk.go)
        .arg("build")
        .args(packages)
        .current_dir(&sdk.goroot)
        .env("PWD", &sdk.goroot)
        .env("GOROOT", &sdk.goroot)
        .env("GOCACHE", cache)
        .env("GOFLAGS", flags)
        .env("GOARCH", arch)
        .env("CGO_ENABLED", "0")
        .env("GOENV", "off")
        .env("GOTOOLCHAIN", "local")
        .envs(SPARE_COLLECTION)
        .status();
    match status {
        Ok(status) if status.success() => Ok(()),
        _ => Err("the official command cannot build the standard library".to_owned()),
    }
}
