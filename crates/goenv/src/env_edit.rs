//! `go env -w` and `go env -u`: checks of the values, and the new text of the file.
//!
//! Counterpart: cmd/go/internal/envcmd/env.go (`runEnvW`, `runEnvU`, `checkEnvWrite`,
//! `checkBuildConfig`, `updateEnvFile`).

use std::collections::BTreeMap;
use std::fmt;

use hashbrown::HashMap;
use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_base::golang::quoted;

use crate::GoEnv;
use crate::env;
use crate::experiment::Baseline;
use crate::host;

/// Why settings are not written. Prints as upstream does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditError(String);

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for EditError {}

fn fail<T>(text: impl Into<String>) -> Result<T, EditError> {
    Err(EditError(text.into()))
}

/// A change of the env file: a value to set, or `None` to remove the key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edit {
    changes: BTreeMap<String, Option<String>>,
}

impl Edit {
    /// From the arguments of `-w`. `warn` gets the warnings as they arise, which may
    /// be before an error.
    pub fn write(
        env: &GoEnv,
        args: &[String],
        warn: &mut dyn FnMut(&str),
    ) -> Result<Self, EditError> {
        if args.is_empty() {
            return fail("no KEY=VALUE arguments given");
        }
        let mut edit = Self::default();
        for arg in args {
            let Some((key, value)) = arg.split_once('=') else {
                return fail(format!(
                    "arguments must be KEY=VALUE: invalid argument: {arg}"
                ));
            };
            check(env, key, value)?;
            if edit
                .changes
                .insert(key.to_owned(), Some(value.to_owned()))
                .is_some()
            {
                return fail(format!("multiple values for key: {key}"));
            }
            let set = env.os().get(key);
            if !set.is_empty() && set != value {
                warn(&format!(
                    "warning: go env -w {key}=... does not override conflicting OS environment variable"
                ));
            }
        }
        edit.check_build_config(env)?;
        match edit.changes.get("GOTMPDIR") {
            Some(Some(dir)) if !dir.is_empty() && !path::is_abs(dir) => {
                fail("GOTMPDIR must be an absolute path")
            }
            _ => Ok(edit),
        }
    }

    /// From the arguments of `-u`.
    pub fn unset(env: &GoEnv, args: &[String]) -> Result<Self, EditError> {
        if args.is_empty() {
            return fail("'go env -u' requires an argument");
        }
        let mut edit = Self::default();
        for key in args {
            check(env, key, "")?;
            edit.changes.insert(key.clone(), None);
        }
        edit.check_build_config(env)?;
        Ok(edit)
    }

    /// Reports whether a missing file is an error: there is nothing to remove from it.
    pub fn needs_file(&self) -> bool {
        self.changes.values().all(Option::is_none)
    }

    /// The value that a key will have, if this edit touches it.
    fn after(&self, env: &GoEnv, key: &str, default: &str) -> Option<String> {
        let value = match self.changes.get(key)? {
            Some(value) => value.as_str(),
            None => env.os().get_set(key).unwrap_or(default),
        };
        Some(value.to_owned())
    }

    /// Refuses a target or an experiment that would prevent every command from starting.
    fn check_build_config(&self, env: &GoEnv) -> Result<(), EditError> {
        let os_or = |name: &str, default: &'static str| {
            env.os().get_set(name).unwrap_or(default).to_owned()
        };
        let goos = self.after(env, "GOOS", &os_or("GOOS", host::GOOS));
        let goarch = self.after(env, "GOARCH", &os_or("GOARCH", host::GOARCH));
        let touched = goos.is_some() || goarch.is_some();
        let goos = goos.unwrap_or_else(|| env.target.goos.clone());
        let goarch = goarch.unwrap_or_else(|| env.target.goarch.clone());
        if touched && let Err(error) = env::check_pair(env.sdk.tables(), &goos, &goarch) {
            return fail(error.to_string());
        }
        let Some(sdk) = env.sdk.tables() else {
            return Ok(());
        };
        let default = sdk.bootstrap("defaultGOEXPERIMENT").unwrap_or("");
        if let Some(experiment) = self.after(env, "GOEXPERIMENT", default) {
            let outcome = Baseline::read(sdk, &goos, &goarch).apply(&experiment);
            return outcome
                .map(|_| ())
                .map_err(|error| EditError(error.to_string()));
        }
        Ok(())
    }

    /// The new text of the file.
    pub fn apply(&self, text: &str) -> String {
        let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
        if let Some(last) = lines.last_mut()
            && !last.ends_with('\n')
        {
            last.push('\n');
        }
        // If a key occurs twice, the last line is effective and stays.
        let mut at: HashMap<String, usize> = HashMap::new();
        for index in 0..lines.len() {
            let key = line_key(&lines[index]).to_owned();
            if !key.is_empty()
                && let Some(earlier) = at.insert(key, index)
            {
                lines[earlier].clear();
            }
        }
        for (key, change) in &self.changes {
            match (change, at.get(key)) {
                (Some(value), Some(&index)) => lines[index] = format!("{key}={value}\n"),
                (Some(value), None) => lines.push(format!("{key}={value}\n")),
                (None, Some(&index)) => lines[index].clear(),
                (None, None) => {}
            }
        }
        // Each run of settings is sorted; a removed line ends a run as a comment does.
        let mut start = 0;
        for index in 0..=lines.len() {
            if index == lines.len() || line_key(&lines[index]).is_empty() {
                lines[start..index].sort_by(|a, b| line_key(a).cmp(line_key(b)));
                start = index + 1;
            }
        }
        lines.concat()
    }
}

/// The KEY of a line KEY=VALUE; empty for other lines.
fn line_key(line: &str) -> &str {
    match line.split_once('=') {
        Some((key, _)) if !key.contains('#') => key,
        _ => "",
    }
}

/// Refuses keys that are not settings and values that would break the next command.
fn check(env: &GoEnv, key: &str, value: &str) -> Result<(), EditError> {
    match key {
        "GOEXE" | "GOGCCFLAGS" | "GOHOSTARCH" | "GOHOSTOS" | "GOMOD" | "GOWORK" | "GOTOOLDIR"
        | "GOVERSION" | "GOTELEMETRY" | "GOTELEMETRYDIR" => {
            return fail(format!("{key} cannot be modified"));
        }
        "GOROOT" if env.sdk.release.refuses_env_goroot() => {
            return fail(format!("{key} cannot be modified"));
        }
        "GOENV" | "GODEBUG" => {
            return fail(format!("{key} can only be set using the OS environment"));
        }
        _ => {}
    }
    if !env.is_setting(key) {
        return fail(format!("unknown go command variable {key}"));
    }
    let is_relative = !value.is_empty() && !path::is_abs(value);
    match key {
        "GO111MODULE" if !matches!(value, "" | "auto" | "on" | "off") => {
            return fail(format!("invalid {key} value {}", quote(value)));
        }
        "GOPATH" if value.starts_with('~') => {
            let value = quote(value);
            return fail(format!(
                "GOPATH entry cannot start with shell metacharacter '~': {value}"
            ));
        }
        "GOPATH" | "GOMODCACHE" if is_relative => {
            let value = quote(value);
            return fail(format!(
                "{key} entry is relative; must be absolute path: {value}"
            ));
        }
        "CC" | "CXX" if !value.is_empty() => check_compiler(key, value)?,
        _ => {}
    }
    if std::str::from_utf8(&os_str::encode(value)).is_err() {
        return fail(format!("invalid UTF-8 in {key}=... value"));
    }
    if value.contains('\0') {
        return fail(format!("invalid NUL in {key}=... value"));
    }
    if value.contains(['\u{b}', '\r', '\n']) {
        return fail(format!("invalid newline in {key}=... value"));
    }
    Ok(())
}

fn check_compiler(key: &str, value: &str) -> Result<(), EditError> {
    let words = match quoted::split(value) {
        Ok(words) => words,
        Err(text) => return fail(format!("invalid {key}: {text}")),
    };
    match words.first() {
        None => fail(format!("{key} entry cannot contain only space")),
        Some(program) if !path::is_abs(program) && program != path::base(program) => {
            let program = quote(program);
            fail(format!(
                "{key} entry is relative; must be absolute path: {program}"
            ))
        }
        Some(_) => Ok(()),
    }
}

/// The name of the env file; the error is the reason why its directory is not known
/// (`cfg.EnvFile`).
///
/// With GOENV=off it is the default one: when the official command edits the file, it has
/// already replaced GOENV by the (empty) name of the file that it read.
pub fn env_file(env: &GoEnv) -> Result<String, String> {
    match env.cmd_var("GOENV") {
        "" => {
            let mut os = env.os().clone();
            os.unset("GOENV");
            crate::settings::env_file(&os).map(|(file, _)| file)
        }
        file => Ok(file.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(changes: &[(&str, Option<&str>)]) -> Edit {
        let owned =
            |&(key, value): &(&str, Option<&str>)| (key.to_owned(), value.map(str::to_owned));
        Edit {
            changes: changes.iter().map(owned).collect(),
        }
    }

    #[test]
    fn lines_change_in_place_and_runs_are_sorted() {
        let text = "B=1\nA=1\n# c\nD=1\nD=2";
        let got = edit(&[("B", Some("2")), ("C", Some("3"))]).apply(text);
        assert_eq!(got, "A=1\nB=2\n# c\nC=3\nD=2\n");
        assert_eq!(edit(&[("A", None)]).apply("B=1\nA=1\n"), "B=1\n");
        assert_eq!(edit(&[("A", Some("x"))]).apply(""), "A=x\n");
    }
}
