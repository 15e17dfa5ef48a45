//! GOFLAGS: default flags of all commands.
//!
//! Here it is only split. The flags and their meaning are defined in cli.
//! Counterpart: cmd/go/internal/base/goflags.go (`InitGOFLAGS`, `InGOFLAGS`).

use vamos_base::golang::quoted;

use crate::GoEnv;

/// Splits GOFLAGS into words; the error is the reason as text.
pub fn words(env: &GoEnv) -> Result<Vec<String>, String> {
    quoted::split(env.get("GOFLAGS"))
}

/// Reports whether GOFLAGS sets a flag, which is named without its dash (`base.InGOFLAGS`).
/// An invalid GOFLAGS sets nothing.
pub fn sets(env: &GoEnv, flag: &str) -> bool {
    words(env).is_ok_and(|words| {
        let mut names = words.iter().map(|word| {
            let word = word.strip_prefix("--").or_else(|| word.strip_prefix('-'));
            word.unwrap_or_default().split('=').next()
        });
        names.any(|name| name == Some(flag))
    })
}

#[cfg(test)]
mod tests {
    use super::sets;
    use crate::GoEnv;

    #[test]
    fn flags_of_goflags_are_found() {
        let mut env = GoEnv::default();
        let words = "-v --json=true m";
        env.vars
            .effective
            .insert("GOFLAGS".to_owned(), words.to_owned());
        assert!(sets(&env, "v") && sets(&env, "json"));
        assert!(!sets(&env, "m"));
    }
}
