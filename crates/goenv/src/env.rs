//! The resolved environment.
//!
//! Counterpart: cmd/go/internal/cfg/cfg.go.

use std::collections::HashMap;
use std::sync::Arc;

use vamos_modfile::gover::Local;

use crate::config_error::ConfigError;
use crate::error::EnvError;
use crate::inputs::Environ;
use crate::release::Release;
use crate::sdk::Sdk;
use crate::settings::Settings;

/// One line of `go env`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnvVar {
    /// The name.
    pub name: String,
    /// The effective value.
    pub value: String,
    /// Whether it differs from the value in an empty environment.
    pub changed: bool,
}

/// All values that depend on the environment, the env file, the SDK and the platform, but
/// not on flags. Immutable for the run.
#[derive(Clone, Debug, Default)]
pub struct GoEnv {
    /// GOROOT as upstream has it: what the user wrote, or the clean directory found.
    pub goroot: String,
    /// First line of GOROOT/VERSION without `X:` suffix, e.g. `go1.26.8`: the salt of
    /// every hash, `-goversion`, and the local toolchain's name.
    pub version: String,
    /// The release whose recipes and formats are followed.
    pub release: Release,
    /// The release that is compared with the `go` lines of modules, and how it was chosen
    /// (`gover.Local`, `gover.Startup`).
    pub local: Local,
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
    /// Why GOPATH could not be inferred, or empty (`cfg.GoPathError`).
    pub gopath_error: String,
    /// GOMODCACHE.
    pub gomodcache: String,
    /// GOCACHE as configured (`off` or a path), not yet checked.
    pub gocache: String,
    /// Why GOCACHE is `off` although the user did not set it (the error of
    /// `cache.DefaultDir`); empty otherwise.
    pub gocache_error: String,
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
    /// `.exe` where the tools of the SDK are Windows programs (`cfg.ToolExeSuffix`).
    pub tool_exe_suffix: String,
    /// The architecture variable and its value, e.g. (`GOAMD64`, `v1`); both empty for
    /// architectures without one (`cfg.GetArchEnv`).
    pub arch_env: (String, String),
    /// Whether that value differs from the default.
    pub arch_env_changed: bool,
    /// GOFIPS140.
    pub gofips140: String,
    /// GOEXPERIMENT as set (`cfg.RawGOEXPERIMENT`).
    pub raw_experiment: String,
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
    /// The variables of `go env`, except GOMOD, GOWORK and expensive ones (`cfg.CmdEnv`).
    pub cmd_env: Vec<EnvVar>,
    /// Effective values by name: OS environment (non-empty), env file, go.env
    /// (`cfg.Getenv`), before built-in defaults.
    pub vars: HashMap<String, String>,
    pub(crate) settings: Settings,
    pub(crate) sdk: Option<Arc<Sdk>>,
    /// The error of `buildcfg.Check`.
    pub(crate) config_error: Option<ConfigError>,
    /// `cfg.ExperimentErr`.
    pub(crate) experiment_error: Option<ConfigError>,
}

impl GoEnv {
    /// Returns the effective value of a variable, or `""` (`cfg.Getenv`).
    pub fn get(&self, name: &str) -> &str {
        self.vars.get(name).map_or("", String::as_str)
    }

    /// Returns the value of a setting in GODEBUG, or empty. The last one is used, and `#`
    /// ends a value.
    pub fn godebug(&self, name: &str) -> &str {
        let pairs = self.get("GODEBUG").split(',');
        let mut pairs = pairs.rev().filter_map(|pair| pair.split_once('='));
        let value = pairs.find(|(key, _)| *key == name);
        let value = value.map_or("", |(_, value)| value);
        value.split('#').next().unwrap_or_default()
    }

    /// The effective value, or a default if it is empty (`cfg.envOr`).
    pub fn get_or<'a>(&'a self, name: &str, default: &'a str) -> &'a str {
        match self.get(name) {
            "" => default,
            value => value,
        }
    }

    /// Reports whether the user forbids compilers to use several threads.
    pub fn forbids_compiler_threads(&self) -> bool {
        self.os().get("GO19CONCURRENTCOMPILATION") == "0"
    }

    /// Reports whether this is the SDK that another one is built with.
    pub fn is_bootstrap_sdk(&self) -> bool {
        self.goroot == self.os().get("GOROOT_BOOTSTRAP")
    }

    /// The OS environment alone (`os.Getenv`).
    pub fn os(&self) -> &Environ {
        &self.settings.os
    }

    /// The value that `go env NAME` prints for a variable every command has.
    pub fn cmd_var(&self, name: &str) -> &str {
        self.cmd_env
            .iter()
            .find(|var| var.name == name)
            .map_or("", |var| &var.value)
    }

    /// The SDK's tables; `None` only in environments made by tests.
    pub fn sdk(&self) -> Option<&Sdk> {
        self.sdk.as_deref()
    }

    /// Returns the error that stops commands other than `env` if the build configuration is
    /// invalid (`buildcfg.Check`, `cfg.ExperimentErr`).
    pub fn check_config(&self) -> Result<(), EnvError> {
        if let Some(error) = &self.config_error {
            return Err(EnvError::BuildConfig(error.clone()));
        }
        match &self.experiment_error {
            Some(error) => Err(EnvError::Experiment(error.clone())),
            None => Ok(()),
        }
    }

    /// Fails if the release cannot build for the target (`work.CheckGOOSARCHPair`).
    pub fn check_target(&self) -> Result<(), EnvError> {
        check_pair(self.sdk(), &self.goos, &self.goarch)
    }

    /// Reports whether a name is a setting of the go command (`cfg.CanGetenv`).
    pub fn is_setting(&self, name: &str) -> bool {
        self.settings.in_files(name) || self.sdk().is_some_and(|sdk| sdk.is_known_env(name))
    }
}

/// Fails if the release does not know a platform.
pub(crate) fn check_pair(sdk: Option<&Sdk>, goos: &str, goarch: &str) -> Result<(), EnvError> {
    // Without a table nothing can be checked.
    if sdk.is_some_and(|sdk| !sdk.platforms().is_empty() && sdk.platform(goos, goarch).is_none()) {
        return Err(EnvError::UnsupportedPlatform {
            goos: goos.to_owned(),
            goarch: goarch.to_owned(),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::GoEnv;

    #[test]
    fn the_last_setting_of_godebug_counts() {
        let mut env = GoEnv::default();
        assert_eq!(env.godebug("x"), "");
        let godebug = "gofsystrace=0,x=2,gofsystrace=1#p,bare";
        env.vars.insert("GODEBUG".to_owned(), godebug.to_owned());
        assert_eq!(env.godebug("gofsystrace"), "1");
        assert_eq!(env.godebug("bare"), "");
    }
}
