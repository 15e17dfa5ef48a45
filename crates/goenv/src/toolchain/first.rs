//! The SDK that is downloaded if none is installed.
//!
//! Counterpart: none; the official command is part of an SDK.

use std::fmt;

use vamos_base::golang::gover;
use vamos_base::golang::quote::quote;

use super::Choice;
use super::ToolchainError;
use super::choice::fail;
use super::releases;
use crate::GoEnv;
use crate::error::EnvError;

/// No SDK is installed, and none can be downloaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSdk {
    /// The reason why none can be downloaded.
    pub reason: String,
}

impl NoSdk {
    /// The ways to get one.
    pub const REPAIR: &str = "install an SDK and put its go command in PATH, or set GOROOT, \
                              or set GOPROXY to a proxy that has golang.org/toolchain";
}

impl fmt::Display for NoSdk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "there is no Go SDK, and none can be fetched: {}",
            self.reason
        )
    }
}

impl std::error::Error for NoSdk {}

/// Chooses the SDK to download if none is installed: the one that GOTOOLCHAIN names, else
/// the newest that vamos was verified with. Fails if GOTOOLCHAIN does not permit downloads.
pub fn first(env: &GoEnv) -> Result<Choice, ToolchainError> {
    let setting = env.get("GOTOOLCHAIN");
    let (least, mode) = setting.split_once('+').unwrap_or((setting, ""));
    let toolchain = match least {
        "auto" => releases::newest_proved(),
        "local" if mode == "auto" => releases::newest_proved(),
        "local" | "path" | "" => return Err(EnvError::NoGoroot.into()),
        _ if mode == "path" => return Err(EnvError::NoGoroot.into()),
        name if gover::from_toolchain(name).is_empty() => {
            return fail(format!("invalid GOTOOLCHAIN {}", quote(setting)));
        }
        name => name,
    };
    Ok(Choice::NeedsDownload {
        toolchain: toolchain.to_owned(),
        module_version: releases::module_version(toolchain),
    })
}

/// Returns the name of the SDK that the first command that needs one downloads; the error if the
/// settings do not permit it. Nothing is downloaded, so the proxy may still refuse.
pub fn planned(env: &GoEnv) -> Result<String, NoSdk> {
    let without = |reason: String| Err(NoSdk { reason });
    match env.get("GOPROXY").trim() {
        "" => return without("GOPROXY is not set".to_owned()),
        "off" => return without("GOPROXY is off".to_owned()),
        _ => {}
    }
    match first(env) {
        Ok(Choice::NeedsDownload { toolchain, .. }) => Ok(toolchain),
        _ => without(format!(
            "GOTOOLCHAIN={} does not permit it",
            env.get("GOTOOLCHAIN")
        )),
    }
}
