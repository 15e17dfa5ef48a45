//! The resolved environment.
//!
//! Counterpart: cmd/go/internal/cfg/cfg.go.

mod dirs;
mod experiments;
mod sdk;
mod target;
mod variables;

pub use dirs::Dirs;
pub use experiments::Experiments;
pub use sdk::InstalledSdk;
pub use target::Host;
pub use target::Target;
pub use variables::EnvVar;
pub use variables::Variables;

use crate::config_error::ConfigError;
use crate::error::EnvError;
use crate::inputs::Environ;
use crate::sdk::Sdk;
use crate::settings::Settings;

/// All values that depend on the environment, the env file, the SDK and the platform, but not on
/// flags. Immutable for the run. Each part groups values that are read together; a function that
/// needs one part takes only it.
#[derive(Clone, Debug, Default)]
pub struct GoEnv {
    /// The SDK in use.
    pub sdk: InstalledSdk,
    /// The target platform of programs.
    pub target: Target,
    /// The machine that builds.
    pub host: Host,
    /// The directories of the user.
    pub dirs: Dirs,
    /// The experiments in effect.
    pub experiments: Experiments,
    /// The variables of the environment.
    pub vars: Variables,
    /// GO111MODULE.
    pub go111module: String,
    pub(crate) settings: Settings,
    /// The error of `buildcfg.Check`.
    pub(crate) config_error: Option<ConfigError>,
}

impl GoEnv {
    /// Returns the effective value of a variable, or `""` (`cfg.Getenv`).
    pub fn get(&self, name: &str) -> &str {
        self.vars.effective.get(name).map_or("", String::as_str)
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
        self.sdk.goroot == self.os().get("GOROOT_BOOTSTRAP")
    }

    /// The OS environment alone (`os.Getenv`).
    pub fn os(&self) -> &Environ {
        &self.settings.os
    }

    /// The value that `go env NAME` prints for a variable every command has.
    pub fn cmd_var(&self, name: &str) -> &str {
        self.vars
            .listed
            .iter()
            .find(|var| var.name == name)
            .map_or("", |var| &var.value)
    }

    /// Returns the error that stops commands other than `env` if the build configuration is
    /// invalid (`buildcfg.Check`, `cfg.ExperimentErr`).
    pub fn check_config(&self) -> Result<(), EnvError> {
        if let Some(error) = &self.config_error {
            return Err(EnvError::BuildConfig(error.clone()));
        }
        match &self.experiments.error {
            Some(error) => Err(EnvError::Experiment(error.clone())),
            None => Ok(()),
        }
    }

    /// Fails if the release cannot build for the target (`work.CheckGOOSARCHPair`).
    pub fn check_target(&self) -> Result<(), EnvError> {
        check_pair(self.sdk.tables(), &self.target.goos, &self.target.goarch)
    }

    /// Reports whether a name is a setting of the go command (`cfg.CanGetenv`).
    pub fn is_setting(&self, name: &str) -> bool {
        let is_known = |sdk: &Sdk| sdk.is_known_env(name);
        self.settings.in_files(name) || self.sdk.tables().is_some_and(is_known)
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
        env.vars
            .effective
            .insert("GODEBUG".to_owned(), godebug.to_owned());
        assert_eq!(env.godebug("gofsystrace"), "1");
        assert_eq!(env.godebug("bare"), "");
    }
}
