//! The sources of a setting: the OS environment, the user's env file, the SDK's go.env, in
//! that order. An empty OS variable counts as unset.
//!
//! Counterpart: cmd/go/internal/cfg/cfg.go (`Getenv`, `EnvFile`, `readEnvFile`,
//! `EnvOrAndChanged`).

use hashbrown::HashMap;
use vamos_fsys::Files;

use crate::host;
use crate::inputs::Environ;
use crate::inputs::absolute;
use vamos_base::golang::os_str;
use vamos_base::golang::path;

/// The name of the env file and whether `$GOENV` chose it (`cfg.EnvFile`).
pub(crate) fn env_file(env: &Environ) -> Result<(String, bool), String> {
    if let Some(file) = env.get_set("GOENV") {
        if file == "off" {
            return Err("GOENV=off".to_owned());
        }
        return Ok((file.to_owned(), true));
    }
    let dir = host::user_config_dir(env)?;
    Ok((path::join(&[&dir, "go/env"]), false))
}

/// The settings of all three sources. GOROOT is the found one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    pub(crate) os: Environ,
    /// User file over go.env.
    files: HashMap<String, String>,
    /// go.env alone, which has the defaults.
    goroot: HashMap<String, String>,
}

impl Settings {
    /// Reads the user's file; go.env is added when GOROOT is known.
    pub(crate) fn read_user(env: &Environ, files: &dyn Files, cwd: &str) -> Self {
        let mut settings = Self {
            os: env.clone(),
            ..Self::default()
        };
        if let Ok((file, _)) = env_file(env)
            && let Ok(data) = files.read(&absolute(cwd, &file))
        {
            for (key, value) in parse(&data) {
                settings.files.insert(key, value);
            }
        }
        settings
    }

    /// GOROOT in the user's file.
    pub(crate) fn user_goroot(&self) -> &str {
        self.files.get("GOROOT").map_or("", String::as_str)
    }

    /// Sets GOROOT and adds its go.env with lower precedence.
    pub(crate) fn set_goroot(&mut self, goroot: &str, files: &dyn Files) {
        if !goroot.is_empty()
            && let Ok(data) = files.read(&path::join(&[goroot, "go.env"]))
        {
            self.add_go_env(&data);
        }
        self.files.insert("GOROOT".to_owned(), goroot.to_owned());
    }

    /// Adds the text of a go.env with lower precedence.
    pub(crate) fn add_go_env(&mut self, data: &[u8]) {
        for (key, value) in parse(data) {
            self.files
                .entry(key.clone())
                .or_insert_with(|| value.clone());
            self.goroot.insert(key, value);
        }
    }

    /// The effective value (`cfg.Getenv`).
    pub(crate) fn get(&self, name: &str) -> &str {
        match self.os.get_set(name) {
            Some(value) => value,
            None => self.files.get(name).map_or("", String::as_str),
        }
    }

    /// The effective value or a default.
    pub(crate) fn get_or<'a>(&'a self, name: &str, default: &'a str) -> &'a str {
        match self.get(name) {
            "" => default,
            value => value,
        }
    }

    /// The effective value or a default, and whether it differs from the value in an empty
    /// environment (`cfg.EnvOrAndChanged`).
    pub(crate) fn or_changed(&self, name: &str, default: &str) -> (String, bool) {
        let value = self.get(name);
        if value.is_empty() {
            return (default.to_owned(), false);
        }
        let normal = self.goroot.get(name).map_or(default, String::as_str);
        (value.to_owned(), value != normal)
    }

    /// Reports whether one of the files has the key.
    pub(crate) fn in_files(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    /// All effective values by name.
    pub(crate) fn effective(&self) -> std::collections::HashMap<String, String> {
        let mut all: std::collections::HashMap<_, _> = self
            .files
            .iter()
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        for (key, value) in self.os.pairs() {
            if !value.is_empty() {
                all.insert(key.clone(), value.clone());
            }
        }
        all
    }
}

/// The KEY=VALUE lines of an env file. A key begins with A–Z; all other lines are skipped.
fn parse(data: &[u8]) -> impl Iterator<Item = (String, String)> {
    data.split(|&byte| byte == b'\n').filter_map(|line| {
        let equals = line.iter().position(|&byte| byte == b'=')?;
        if !line[0].is_ascii_uppercase() {
            return None;
        }
        Some((
            os_str::decode(&line[..equals]),
            os_str::decode(&line[equals + 1..]),
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn env_file_lines_follow_upstream() {
        let lines: Vec<_> = parse(b"A=1\n# B=2\n=x\nlower=3\nC=a=b \nD").collect();
        let want = [("A", "1"), ("C", "a=b ")];
        let want: Vec<_> = want.map(|(k, v)| (k.to_owned(), v.to_owned())).into();
        assert_eq!(lines, want);
    }
}
