//! The build info of a main package: the output of `go version -m` for its binary.
//!
//! The version-control stamp is added by `stamp.rs`.
//! Counterpart: cmd/go/internal/load/pkg.go (`setBuildInfo`), runtime/debug/mod.go
//! (`BuildInfo.String`).

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use vamos_base::golang::names::ImportPath;
use vamos_base::golang::names::ModulePath;
use vamos_base::golang::names::Version;
use vamos_base::golang::quote::quote;
use vamos_goenv::BuildOptions;
use vamos_goenv::GoEnv;
use vamos_modload::module_public::ModulePublic;

use crate::package::BuildSetting;

/// A module in build info (`debug.Module`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct DebugModule {
    /// Module path.
    pub(crate) path: ModulePath,
    /// Version; `(devel)` if the module has no version.
    pub(crate) version: Version,
    /// Hash in go.sum.
    pub(crate) sum: String,
    /// Its replacement.
    pub(crate) replace: Option<Box<DebugModule>>,
}

impl DebugModule {
    /// Describes a module; `sum` looks up its hash in go.sum if the hash is required.
    pub(crate) fn new(
        module: &ModulePublic,
        sum: &dyn Fn(&ModulePath, &Version) -> String,
    ) -> Self {
        let mut debug = Self {
            path: module.path.clone(),
            version: module.version.clone(),
            ..Self::default()
        };
        if debug.version.is_empty() {
            debug.version = "(devel)".into();
        }
        if let Some(replace) = &module.replace {
            debug.replace = Some(Box::new(Self::new(replace, sum)));
        } else if !module.version.is_empty() {
            debug.sum = sum(&module.path, &module.version);
        }
        debug
    }

    fn write(&self, word: &str, out: &mut impl fmt::Write) -> fmt::Result {
        write!(out, "{word}\t{}\t{}", self.path, self.version)?;
        match &self.replace {
            None => write!(out, "\t{}", self.sum)?,
            Some(replace) => {
                out.write_char('\n')?;
                replace.write("=>", out)?;
            }
        }
        out.write_char('\n')
    }
}

/// The data recorded in a binary (`debug.BuildInfo` without the Go version, which the linker
/// records by itself).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct BuildInfo {
    /// Import path of the main package.
    pub(crate) path: ImportPath,
    /// The main package's module.
    pub(crate) main: Option<DebugModule>,
    /// Modules of its dependencies, sorted.
    pub(crate) deps: Vec<DebugModule>,
    /// Settings in order.
    pub(crate) settings: Vec<BuildSetting>,
}

impl BuildInfo {
    /// Appends a setting; line ends in its value become spaces.
    pub(crate) fn append(&mut self, key: &str, value: &str) {
        self.settings
            .push((key.to_owned(), value.replace('\n', " ")));
    }

    /// Inserts the setting of a profile at its sorted position.
    pub(crate) fn add_pgo(&mut self, file: &str) {
        self.append("-pgo", file);
        self.settings.sort_by(|a, b| a.0.cmp(&b.0));
    }
}

impl fmt::Display for BuildInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            writeln!(f, "path\t{}", self.path)?;
        }
        if let Some(main) = &self.main {
            main.write("mod", f)?;
        }
        for dep in &self.deps {
            dep.write("dep", f)?;
        }
        for (key, value) in &self.settings {
            let quoted_key = quoted_if(key, key.is_empty() || needs_quotes(key, "="));
            let quoted_value = quoted_if(value, needs_quotes(value, ""));
            writeln!(f, "build\t{quoted_key}={quoted_value}")?;
        }
        Ok(())
    }
}

fn needs_quotes(text: &str, also: &str) -> bool {
    text.contains([' ', '\t', '\r', '\n', '"', '`']) || text.chars().any(|c| also.contains(c))
}

fn quoted_if(text: &str, quoted: bool) -> String {
    if quoted { quote(text) } else { text.to_owned() }
}

/// The properties of the main package that its settings contain.
#[derive(Debug)]
pub(crate) struct SettingInputs<'a> {
    /// The package's default GODEBUG.
    pub(crate) default_godebug: &'a str,
    /// GOFIPS140; empty if it is off.
    pub(crate) fips_version: &'a str,
    /// Build tags in effect, including the tags of GOFIPS140.
    pub(crate) build_tags: &'a [String],
}

/// Appends the settings of a main package in the official order, up to the stamp of
/// version control.
pub(crate) fn append_settings(
    info: &mut BuildInfo,
    env: &GoEnv,
    flags: &BuildOptions,
    inputs: &SettingInputs<'_>,
) {
    let raw = |name: &str| flags.typed.last(name);
    let mut put = |on: bool, key: &str, value: &str| {
        if on {
            info.append(key, value);
        }
    };
    let mode = match flags.mode.buildmode.as_str() {
        "default" => "exe",
        mode => mode,
    };
    let gcflags = raw("-gcflags").unwrap_or("");
    let ldflags = raw("-ldflags").unwrap_or("");
    put(flags.instrument.asan, "-asan", "true");
    put(
        raw("-asmflags").is_some(),
        "-asmflags",
        raw("-asmflags").unwrap_or(""),
    );
    put(true, "-buildmode", mode);
    put(true, "-compiler", "gc");
    put(!gcflags.is_empty(), "-gcflags", gcflags);
    // Linker and cgo flags contain system paths; -trimpath must not record them.
    put(
        !ldflags.is_empty() && !flags.reproducibility.trimpath,
        "-ldflags",
        ldflags,
    );
    put(flags.instrument.cover, "-cover", "true");
    put(flags.instrument.msan, "-msan", "true");
    put(flags.instrument.race, "-race", "true");
    put(
        !inputs.build_tags.is_empty(),
        "-tags",
        &inputs.build_tags.join(","),
    );
    put(flags.reproducibility.trimpath, "-trimpath", "true");
    put(
        !inputs.default_godebug.is_empty(),
        "DefaultGODEBUG",
        inputs.default_godebug,
    );
    put(
        true,
        "CGO_ENABLED",
        if env.target.cgo_enabled { "1" } else { "0" },
    );
    for name in ["CGO_CFLAGS", "CGO_CPPFLAGS", "CGO_CXXFLAGS", "CGO_LDFLAGS"] {
        put(
            env.target.cgo_enabled && !flags.reproducibility.trimpath,
            name,
            env.get(name),
        );
    }
    put(true, "GOARCH", &env.target.goarch);
    let experiment = env.experiments.raw.as_str();
    put(!experiment.is_empty(), "GOEXPERIMENT", experiment);
    put(
        !inputs.fips_version.is_empty(),
        "GOFIPS140",
        inputs.fips_version,
    );
    put(true, "GOOS", &env.target.goos);
    let (key, value) = &env.target.arch_env;
    put(!key.is_empty() && !value.is_empty(), key, value);
}

/// Orders modules as in build info: by path, then by version (`gover.ModSort`).
pub(crate) fn compare_modules(a: &Arc<ModulePublic>, b: &Arc<ModulePublic>) -> Ordering {
    a.path
        .cmp(&b.path)
        .then_with(|| vamos_base::golang::gover::mod_compare(&a.path, &a.version, &b.version))
}

#[cfg(test)]
mod tests {
    use super::BuildInfo;
    use super::DebugModule;

    #[test]
    fn prints_as_the_official_library() {
        let module = |path: &str, version: &str, sum: &str| DebugModule {
            path: path.into(),
            version: version.into(),
            sum: sum.to_owned(),
            replace: None,
        };
        let mut replaced = module("example.com/b", "v1.0.0", "");
        replaced.replace = Some(Box::new(module("../b", "(devel)", "")));
        let mut info = BuildInfo {
            path: "example.com/m".into(),
            main: Some(module("example.com/m", "(devel)", "")),
            deps: vec![module("example.com/a", "v1.0.0", "h1:x"), replaced],
            settings: Vec::new(),
        };
        info.append("-compiler", "gc");
        info.append("-ldflags", "-X a=b\n-s");
        info.append("GOOS", "");
        assert_eq!(
            info.to_string(),
            "path\texample.com/m\n\
             mod\texample.com/m\t(devel)\t\n\
             dep\texample.com/a\tv1.0.0\th1:x\n\
             dep\texample.com/b\tv1.0.0\n=>\t../b\t(devel)\t\n\n\
             build\t-compiler=gc\n\
             build\t-ldflags=\"-X a=b -s\"\n\
             build\tGOOS=\n"
        );
    }
}
