//! The compilers and flags of cgo in the environment.
//!
//! Counterpart: cmd/go/internal/envcmd/env.go (`ExtraEnvVarsCostly`),
//! cmd/go/internal/work/init.go (`BuildInit`).

use std::fmt;

use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_base::golang::quoted;

use crate::EnvVar;
use crate::GoEnv;
use crate::Sdk;

/// cgo's default compiler flags.
const DEFAULT_FLAGS: &str = "-O2 -g";

/// Why the setting of a compiler is invalid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CompilerError {
    /// It cannot be split into words.
    Syntax {
        /// The variable.
        name: &'static str,
        /// The rule that it breaks.
        rule: String,
    },
    /// Its program is a relative path.
    Relative {
        /// The variable.
        name: &'static str,
        /// The program.
        program: String,
    },
}

impl fmt::Display for CompilerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax { name, rule } => {
                write!(f, "{name} environment variable could not be parsed: {rule}")
            }
            Self::Relative { name, program } => write!(
                f,
                "{name} environment variable is relative; must be absolute path: {program}"
            ),
        }
    }
}

/// Checks the settings of compilers (`work.BuildInit`).
pub fn check_compilers(env: &GoEnv) -> Result<(), CompilerError> {
    for name in ["CC", "CXX", "FC"] {
        let words = quoted::split(env.get(name));
        let words = words.map_err(|rule| CompilerError::Syntax { name, rule })?;
        if let Some(program) = words.first()
            && !path::is_abs(program)
            && program != path::base(program)
        {
            let program = program.clone();
            return Err(CompilerError::Relative { name, program });
        }
    }
    Ok(())
}

/// Returns the flags of compilers and the name of pkg-config, in the order of `go env`.
pub fn flag_vars(env: &GoEnv) -> Result<Vec<EnvVar>, String> {
    let mut vars = Vec::new();
    for (name, default) in [
        ("CGO_CFLAGS", DEFAULT_FLAGS),
        ("CGO_CPPFLAGS", ""),
        ("CGO_CXXFLAGS", DEFAULT_FLAGS),
        ("CGO_FFLAGS", DEFAULT_FLAGS),
        ("CGO_LDFLAGS", DEFAULT_FLAGS),
    ] {
        let value = join(&words(env, name, default)?);
        vars.push(EnvVar {
            name: name.to_owned(),
            changed: value != default,
            value,
        });
    }
    let default = env
        .sdk
        .tables()
        .map_or_else(|| "pkg-config".to_owned(), Sdk::default_pkg_config);
    let words = words(env, "PKG_CONFIG", &default)?;
    let value = words.into_iter().next().unwrap_or_default();
    vars.push(EnvVar {
        name: "PKG_CONFIG".to_owned(),
        changed: value != default,
        value,
    });
    Ok(vars)
}

/// Joins words as `go env` shows them.
pub fn join(words: &[String]) -> String {
    quoted::join(words).unwrap_or_else(|_| words.join(" "))
}

/// The words of a setting (`envList`).
fn words(env: &GoEnv, name: &str, default: &str) -> Result<Vec<String>, String> {
    let value = env.get_or(name, default);
    // Upstream panics with this text.
    quoted::split(value).map_err(|error| {
        let value = quote(value);
        format!("could not parse environment variable {name} with value {value}: {error}")
    })
}
