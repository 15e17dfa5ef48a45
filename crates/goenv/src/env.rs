//! The resolved environment.
//!
//! Counterpart: cmd/go/internal/cfg/cfg.go.

use std::collections::HashMap;

/// Everything that the environment, the env file, the SDK and the platform decide,
/// before any flag is looked at. Immutable for the run.
#[derive(Clone, Debug, Default)]
pub struct GoEnv {
    /// GOROOT, absolute and clean.
    pub goroot: String,
    /// First line of GOROOT/VERSION without `X:` suffix, e.g. `go1.26.8`: the salt of
    /// every hash, `-goversion`, and the local toolchain's name.
    pub version: String,
    /// Target GOOS.
    pub goos: String,
    /// Target GOARCH.
    pub goarch: String,
    /// The machine's own GOOS (names pkg/tool's subdirectory).
    pub gohostos: String,
    /// The machine's own GOARCH.
    pub gohostarch: String,
    /// Directory of compile, link, asm …: GOROOT/pkg/tool/HOSTOS_HOSTARCH.
    pub tool_dir: String,
    /// GOPATH, possibly a list.
    pub gopath: String,
    /// GOMODCACHE.
    pub gomodcache: String,
    /// GOCACHE as configured (`off` or a path), not yet checked.
    pub gocache: String,
    /// GOBIN, may be empty.
    pub gobin: String,
    /// GOTMPDIR or the system's temporary directory.
    pub tmpdir: String,
    /// GO111MODULE.
    pub go111module: String,
    /// CGO_ENABLED after defaulting.
    pub cgo_enabled: bool,
    /// `.exe` on Windows targets.
    pub exe_suffix: String,
    /// The architecture variable and its value, e.g. (`GOAMD64`, `v1`); both empty for
    /// architectures without one (`cfg.GetArchEnv`).
    pub arch_env: (String, String),
    /// Canonical minimal GOEXPERIMENT (`cfg.CleanGOEXPERIMENT`).
    pub experiment: String,
    /// Names of all experiments in effect (`Experiment.Enabled`).
    pub experiments_enabled: Vec<String>,
    /// `build.Default.ToolTags` order: goexperiment.* first, then arch features.
    pub tool_tags: Vec<String>,
    /// go1.1 … go1.N.
    pub release_tags: Vec<String>,
    /// The environment as the process got it (`cfg.OrigEnv`).
    pub orig_env: Vec<(String, String)>,
    /// The environment for tools (`cfg.CmdEnv` merged over the original).
    pub tool_env: Vec<(String, String)>,
    /// Effective values by name: OS environment (non-empty), env file, go.env
    /// (`cfg.Getenv`), before built-in defaults.
    pub vars: HashMap<String, String>,
}

impl GoEnv {
    /// Returns the effective value of a variable, or `""` (`cfg.Getenv`).
    pub fn get(&self, name: &str) -> &str {
        self.vars.get(name).map_or("", String::as_str)
    }
}
