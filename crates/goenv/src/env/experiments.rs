//! The experiments in effect.
//!
//! Counterpart: cmd/go/internal/cfg/cfg.go (`RawGOEXPERIMENT`, `CleanGOEXPERIMENT`,
//! `Experiment`, `ExperimentErr`).

use crate::config_error::ConfigError;

/// The experiments in effect.
#[derive(Clone, Debug, Default)]
pub struct Experiments {
    /// GOEXPERIMENT as set (`cfg.RawGOEXPERIMENT`).
    pub raw: String,
    /// Canonical minimal GOEXPERIMENT (`cfg.CleanGOEXPERIMENT`).
    pub clean: String,
    /// Names of all experiments in effect (`Experiment.Enabled`).
    pub enabled: Vec<String>,
    /// `cfg.ExperimentErr`.
    pub(crate) error: Option<ConfigError>,
}

impl Experiments {
    /// Reports whether an experiment is in effect.
    pub fn has(&self, name: &str) -> bool {
        self.enabled.iter().any(|on| on == name)
    }
}
