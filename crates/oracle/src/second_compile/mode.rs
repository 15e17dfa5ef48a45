//! The options of a build that decide how its packages are compiled.
//!
//! Counterpart: none.

use std::path::PathBuf;
use std::process::Command;

use crate::flags::Flag;

/// Flags of the go command without a value.
const SWITCHES: [&str; 3] = ["-cover", "-race", "-trimpath"];

/// Flags of the go command with a value after `=`.
const SETTINGS: [&str; 4] = ["-buildmode", "-covermode", "-coverpkg", "-pgo"];

/// The values of GOAMD64.
const GOAMD64: [&str; 4] = ["v1", "v2", "v3", "v4"];

/// The options of a build that decide how its packages are compiled.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Mode {
    /// Flags of the go command.
    flags: Vec<String>,
    /// Flags of the compiler for all packages.
    gcflags: String,
    goos: String,
    goarch: String,
    goamd64: String,
    goexperiment: String,
    /// The directory of a module whose packages are checked with all imports but the SDK's; the SDK's
    /// own packages otherwise.
    pub(super) module: Option<PathBuf>,
}

impl Default for Mode {
    fn default() -> Self {
        Self {
            flags: Vec::new(),
            gcflags: String::new(),
            goos: "linux".to_owned(),
            goarch: "amd64".to_owned(),
            goamd64: "v1".to_owned(),
            goexperiment: String::new(),
            module: None,
        }
    }
}

impl Mode {
    /// Sets an option of the command line. Unknown options and values are errors.
    pub(crate) fn set(&mut self, flag: &Flag<'_>) -> Result<(), String> {
        match flag.name {
            "--flags" => {
                for word in flag.value.split_whitespace() {
                    if !is_flag(word) {
                        return Err(format!("{word}: not a flag of --flags\n{}", flag.wrong()));
                    }
                    self.flags.push(word.to_owned());
                }
            }
            "--dir" => self.module = Some(flag.path()),
            "--gcflags" => self.gcflags = flag.text(),
            "--goexperiment" => self.goexperiment = flag.text(),
            "--goamd64" if GOAMD64.contains(&flag.value) => self.goamd64 = flag.text(),
            "--target" => {
                let target = flag.value.split_once('/');
                let (goos, goarch) = target.ok_or_else(|| flag.wrong())?;
                self.goos = goos.to_owned();
                self.goarch = goarch.to_owned();
            }
            _ => return Err(flag.wrong()),
        }
        Ok(())
    }

    /// Sets the options of a command that lists or builds packages.
    pub(super) fn apply(&self, command: &mut Command) {
        // The race detector of Linux needs cgo.
        let has_cgo = self.goos == "linux" && self.flags.iter().any(|flag| flag == "-race");
        command
            .env("GOOS", &self.goos)
            .env("GOARCH", &self.goarch)
            .env("GOAMD64", &self.goamd64)
            .env("GOEXPERIMENT", &self.goexperiment)
            .env("CGO_ENABLED", if has_cgo { "1" } else { "0" })
            .args(&self.flags);
        if !self.gcflags.is_empty() {
            command.arg(format!("-gcflags=all={}", self.gcflags));
        }
    }
}

/// Returns N of GOAMD64=vN in a tool of a build.
pub(crate) fn goamd64() -> Result<u8, String> {
    let value = std::env::var("GOAMD64").map_err(|error| format!("GOAMD64: {error}"))?;
    let level = value.strip_prefix('v').and_then(|level| level.parse().ok());
    level.ok_or_else(|| format!("GOAMD64: {value}"))
}

/// Reports whether a word is a flag of the go command that decides how packages are compiled.
fn is_flag(word: &str) -> bool {
    match word.split_once('=') {
        Some((name, value)) => SETTINGS.contains(&name) && !value.is_empty(),
        None => SWITCHES.contains(&word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flags;

    fn mode(line: &[&str]) -> Result<Mode, String> {
        let args: Vec<String> = line.iter().map(|word| (*word).to_owned()).collect();
        let mut mode = Mode::default();
        for flag in flags::all(&args, "usage")? {
            mode.set(&flag)?;
        }
        Ok(mode)
    }

    #[test]
    fn options_have_known_values() {
        let flags = "-race -cover -trimpath -covermode=atomic -pgo=cmd/compile/default.pgo";
        let full = mode(&[
            "--flags",
            flags,
            "--gcflags",
            "-N -l",
            "--goamd64",
            "v3",
            "--target",
            "darwin/amd64",
        ]);
        let expected = Mode {
            flags: flags.split(' ').map(str::to_owned).collect(),
            gcflags: "-N -l".to_owned(),
            goos: "darwin".to_owned(),
            goamd64: "v3".to_owned(),
            ..Mode::default()
        };
        assert_eq!(full, Ok(expected));
        for wrong in [
            ["--flags", "-n"],
            ["--flags", "race"],
            ["--flags", "-race=on"],
            ["--flags", "-pgo"],
            ["--flags", "-pgo="],
            ["--goamd64", "3"],
            ["--target", "darwin"],
            ["--race", "on"],
        ] {
            assert!(mode(&wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn the_race_detector_has_cgo() {
        let cgo = |line: &[&str]| {
            let mut command = Command::new("go");
            mode(line).expect("a mode").apply(&mut command);
            let mut variables = command.get_envs();
            let cgo = variables.find(|(name, _)| *name == "CGO_ENABLED");
            cgo.and_then(|(_, value)| value).map(ToOwned::to_owned)
        };
        assert_eq!(cgo(&["--flags", "-race"]), Some("1".into()));
        assert_eq!(cgo(&["--flags", "-cover"]), Some("0".into()));
        let darwin = ["--flags", "-race", "--target", "darwin/amd64"];
        assert_eq!(cgo(&darwin), Some("0".into()));
    }
}
