//! GOFLAGS: flags for every command that has them.
//!
//! Here it is only split; which flags there are, and what they mean, is cli's.
//! Counterpart: cmd/go/internal/base/goflags.go (`InitGOFLAGS`, `InGOFLAGS`).

use vamos_base::golang::quoted;

use crate::GoEnv;

/// Splits GOFLAGS into words; the error is the reason in words.
pub fn words(env: &GoEnv) -> Result<Vec<String>, String> {
    quoted::split(env.get("GOFLAGS"))
}

/// Reports whether GOFLAGS sets a flag, which is named without its dash
/// (`base.InGOFLAGS`). What cannot be split sets nothing.
pub fn sets(env: &GoEnv, flag: &str) -> bool {
    words(env).is_ok_and(|words| {
        let mut names = words.iter().map(|word| {
            let word = word.strip_prefix("--").or_else(|| word.strip_prefix('-'));
            word.unwrap_or_default().split('=').next()
        });
        names.any(|name| name == Some(flag))
    })
}
