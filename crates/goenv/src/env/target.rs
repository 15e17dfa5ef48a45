//! The target platform of programs, and the machine that builds them.
//!
//! Counterpart: go/build (`Context`), cmd/go/internal/cfg/cfg.go.

/// The target platform: the fields of `build.Default`, and the variables that refine them.
#[derive(Clone, Debug, Default)]
pub struct Target {
    /// Target GOOS.
    pub goos: String,
    /// Target GOARCH.
    pub goarch: String,
    /// The architecture variable and its value, e.g. (`GOAMD64`, `v1`); both empty for
    /// architectures without one (`cfg.GetArchEnv`).
    pub arch_env: (String, String),
    /// True if that value differs from the default.
    pub arch_env_changed: bool,
    /// CGO_ENABLED after defaulting.
    pub cgo_enabled: bool,
    /// GOFIPS140.
    pub gofips140: String,
    /// `.exe` on Windows targets.
    pub exe_suffix: String,
    /// `build.Default.ToolTags` order: goexperiment.* first, then arch features.
    pub tool_tags: Vec<String>,
    /// go1.1 … go1.N.
    pub release_tags: Vec<String>,
}

/// The machine that builds.
#[derive(Clone, Debug, Default)]
pub struct Host {
    /// GOHOSTOS (names pkg/tool's subdirectory).
    pub goos: String,
    /// GOHOSTARCH.
    pub goarch: String,
}

impl Host {
    /// Reports whether programs for a target are programs of this machine.
    pub fn runs(&self, target: &Target) -> bool {
        target.goos == self.goos && target.goarch == self.goarch
    }
}
