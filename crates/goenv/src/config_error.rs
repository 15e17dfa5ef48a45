//! Settings of the architecture and of experiments that are invalid.
//!
//! Counterpart: internal/buildcfg/cfg.go (`Check`), internal/buildcfg/exp.go.

use std::fmt;

use vamos_base::golang::quote::quote;

/// Why the build configuration is invalid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigError {
    /// A variable has a value that it cannot have.
    Value {
        /// The variable.
        name: &'static str,
        /// The allowed values, in the words of the text.
        must: &'static str,
    },
    /// GOWASM has a feature that does not exist.
    WasmFeature {
        /// The feature.
        feature: String,
    },
    /// GOEXPERIMENT has an experiment that does not exist.
    UnknownExperiment {
        /// Its name.
        name: String,
    },
    /// GOEXPERIMENT has one half of the register ABI.
    RegisterAbi,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value { name, must } => write!(f, "invalid {name}: must {must}"),
            Self::WasmFeature { feature } => {
                write!(f, "invalid GOWASM: no such feature {}", quote(feature))
            }
            Self::UnknownExperiment { name } => write!(f, "unknown GOEXPERIMENT {name}"),
            Self::RegisterAbi => f.write_str("GOEXPERIMENT regabiargs requires regabiwrappers"),
        }
    }
}
