//! The SDK in use: its directories and its release.
//!
//! Counterpart: cmd/go/internal/cfg/cfg.go (`GOROOT`, `build.ToolDir`, `ToolExeSuffix`),
//! cmd/go/internal/gover/local.go.

use std::sync::Arc;

use vamos_base::golang::gover::Local;

use crate::known::Knowledge;
use crate::sdk::Sdk;
use vamos_release::Release;

/// The SDK in use.
#[derive(Clone, Debug, Default)]
pub struct InstalledSdk {
    /// GOROOT as upstream has it: the user's value, or the clean directory found.
    pub goroot: String,
    /// First line of GOROOT/VERSION without `X:` suffix, e.g. `go1.26.8`: the salt of
    /// every hash, `-goversion`, and the local toolchain's name.
    pub version: String,
    /// The release whose recipes and formats are followed.
    pub release: Release,
    /// The release that is compared with the `go` lines of modules, and its selection
    /// (`gover.Local`, `gover.Startup`).
    pub local: Local,
    /// Directory of compile, link, asm …: GOROOT/pkg/tool/HOSTOS_HOSTARCH.
    pub tool_dir: String,
    /// `.exe` if the tools of the SDK are Windows programs (`cfg.ToolExeSuffix`).
    pub tool_exe_suffix: String,
    pub(crate) tables: Option<Arc<Sdk>>,
    /// Facts about its sources; copies share them.
    pub(crate) knowledge: Arc<Knowledge>,
}

impl InstalledSdk {
    /// The SDK's tables; `None` only in environments made by tests.
    pub fn tables(&self) -> Option<&Sdk> {
        self.tables.as_deref()
    }
}
