//! GOEXPERIMENT: the experiments of the release, their defaults for a target, and the effects of a
//! setting.
//!
//! Counterpart: internal/buildcfg/exp.go, internal/goexperiment/flags.go.

use crate::config_error::ConfigError;
use crate::sdk;
use crate::sdk::Sdk;
use crate::sdk_source;
use crate::sdk_source::Kind;
use crate::sdk_source::Tokens;
use crate::sdk_source::Value;

/// The experiments of a release for one target, before any setting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Baseline {
    /// Lower-case name and default, in the release's order.
    flags: Vec<(String, bool)>,
    regabi_supported: bool,
    regabi_always_on: bool,
}

/// The experiments in effect.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Experiments {
    /// Names of the enabled experiments, in order (`Enabled`).
    pub(crate) enabled: Vec<String>,
    /// The shortest setting with the same meaning (`String`).
    pub(crate) canonical: String,
}

impl Baseline {
    /// Reads the release's tables for a target.
    pub(crate) fn read(sdk: &Sdk, goos: &str, goarch: &str) -> Self {
        Self::parse(
            &sdk.source("src/internal/goexperiment/flags.go"),
            &sdk.source("src/internal/buildcfg/exp.go"),
            goos,
            goarch,
        )
    }

    fn parse(flags_go: &str, exp_go: &str, goos: &str, goarch: &str) -> Self {
        let mut scope = sdk::target_scope(goos, goarch);
        sdk_source::run_function(exp_go, "ParseGOEXPERIMENT", &mut scope);
        let truth = |name: &str| scope.get(name).is_some_and(Value::truth);
        let on: &[(String, bool)] = match scope.get("baseline") {
            Some(Value::Fields(fields)) => fields,
            _ => &[],
        };
        let is_on = |name: &str| on.iter().any(|(field, value)| field == name && *value);
        Self {
            flags: flag_names(flags_go)
                .iter()
                .map(|name| (name.to_lowercase(), is_on(name)))
                .collect(),
            regabi_supported: truth("regabiSupported"),
            regabi_always_on: truth("regabiAlwaysOn"),
        }
    }

    /// Applies a GOEXPERIMENT setting (`ParseGOEXPERIMENT`).
    pub(crate) fn apply(&self, setting: &str) -> Result<Experiments, ConfigError> {
        let mut now = self.flags.clone();
        for word in setting.split(',').filter(|word| !word.is_empty()) {
            if word == "none" {
                for flag in &mut now {
                    flag.1 = false;
                }
                continue;
            }
            let (name, value) = match word.strip_prefix("no") {
                Some(name) => (name, false),
                None => (word, true),
            };
            if name == "regabi" {
                set(&mut now, "regabiwrappers", value);
                set(&mut now, "regabiargs", value);
            } else if !set(&mut now, name, value) {
                let name = name.to_owned();
                return Err(ConfigError::UnknownExperiment { name });
            }
        }
        if self.regabi_always_on || !self.regabi_supported {
            set(&mut now, "regabiwrappers", self.regabi_always_on);
            set(&mut now, "regabiargs", self.regabi_always_on);
        }
        let is_on = |name: &str| now.iter().any(|(flag, value)| flag == name && *value);
        if is_on("regabiargs") && !is_on("regabiwrappers") {
            return Err(ConfigError::RegisterAbi);
        }
        let differs = now.iter().zip(&self.flags).filter(|(a, b)| a.1 != b.1);
        let canonical: Vec<String> = differs
            .map(|((name, value), _)| {
                if *value {
                    name.clone()
                } else {
                    format!("no{name}")
                }
            })
            .collect();
        Ok(Experiments {
            canonical: canonical.join(","),
            enabled: now
                .into_iter()
                .filter(|flag| flag.1)
                .map(|flag| flag.0)
                .collect(),
        })
    }
}

fn set(flags: &mut [(String, bool)], name: &str, value: bool) -> bool {
    match flags.iter_mut().find(|flag| flag.0 == name) {
        Some(flag) => {
            flag.1 = value;
            true
        }
        None => false,
    }
}

/// The field names of `type Flags struct`.
fn flag_names(source: &str) -> Vec<&str> {
    let mut tokens = Tokens::new(source);
    let mut names = Vec::new();
    if tokens.skip_past(&["type", "Flags", "struct", "{"]) {
        while let Some(kind) = tokens.take().filter(|kind| *kind != Kind::Mark("}")) {
            match kind {
                Kind::Word(word) if word != "bool" => names.push(word),
                _ => {}
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLAGS: &str = "type Flags struct {\n\tArenas bool\n\t// c\n\tRegabiWrappers bool\n\tRegabiArgs bool\n\tDwarf5 bool\n}\n";
    const EXP: &str = r#"func ParseGOEXPERIMENT(goos, goarch, goexp string) (*ExperimentFlags, error) {
        var regabiSupported, regabiAlwaysOn bool
        switch goarch {
        case "amd64":
            regabiAlwaysOn = true
            regabiSupported = true
        case "s390x":
            regabiSupported = true
        }
        dwarf5Supported := (goos != "darwin" && goos != "aix")
        baseline := goexperiment.Flags{
            RegabiWrappers: regabiSupported,
            RegabiArgs: regabiSupported,
            Dwarf5: dwarf5Supported,
        }
    }"#;

    fn apply(target: &str, setting: &str) -> String {
        let (goos, goarch) = target.split_once('/').unwrap();
        match Baseline::parse(FLAGS, EXP, goos, goarch).apply(setting) {
            Ok(on) => format!("{} | {}", on.enabled.join(","), on.canonical),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn settings_follow_upstream() {
        assert_eq!(
            apply("linux/amd64", ""),
            "regabiwrappers,regabiargs,dwarf5 | "
        );
        assert_eq!(apply("linux/386", "regabi"), "dwarf5 | ");
        assert_eq!(
            apply("darwin/amd64", "arenas,nodwarf5"),
            "arenas,regabiwrappers,regabiargs | arenas"
        );
        assert_eq!(
            apply("linux/amd64", "none"),
            "regabiwrappers,regabiargs | nodwarf5"
        );
        assert_eq!(apply("linux/amd64", "x,noy"), "unknown GOEXPERIMENT x");
        assert_eq!(apply("linux/amd64", "noy"), "unknown GOEXPERIMENT y");
        assert_eq!(
            apply("linux/s390x", "noregabiwrappers"),
            "GOEXPERIMENT regabiargs requires regabiwrappers"
        );
    }
}
