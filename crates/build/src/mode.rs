//! What `-buildmode` and the platform decide before any package is looked at.
//!
//! Counterpart: cmd/go/internal/work/init.go (`buildModeInit`, `instrumentInit`),
//! internal/platform/supported.go.

use vamos_goenv::BuildFlags;
use vamos_goenv::GoEnv;
use vamos_goenv::platform;
use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_load::PackageId;

use crate::error::BuildError;

/// Which of the packages named are built (`pkgsFilter`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PackageFilter {
    /// All of them.
    #[default]
    All,
    /// Only packages main.
    Main,
    /// All but packages main.
    NotMain,
    /// Exactly one, and that a package main.
    OneMain,
}

impl PackageFilter {
    /// Reports whether a package of this name passes.
    pub(crate) fn accepts(self, package: &Package) -> bool {
        match self {
            Self::All | Self::OneMain => true,
            Self::Main => package.name == "main",
            Self::NotMain => package.name != "main",
        }
    }
}

/// The consequences of `-buildmode` and other instrumentation flags.
#[derive(Clone, Debug, Default)]
pub struct Mode {
    /// `-buildmode` for the linker.
    pub link_mode: &'static str,
    /// Compiler flags that precede those of the user.
    pub forced_gcflags: Vec<String>,
    /// Assembler flags that precede those of the user.
    pub forced_asmflags: Vec<String>,
    /// Linker flags that precede those of the user.
    pub forced_ldflags: Vec<String>,
    /// What `-installsuffix` becomes.
    pub install_suffix: String,
    /// Which packages are built.
    pub filter: PackageFilter,
}

/// Reports whether `-buildmode=pie` is known to work (`platform.BuildModeSupported`).
fn supports_pie(goos: &str, goarch: &str) -> bool {
    match goos {
        "linux" => matches!(
            goarch,
            "386" | "amd64" | "arm" | "arm64" | "loong64" | "ppc64le" | "riscv64" | "s390x"
        ),
        "android" => matches!(goarch, "amd64" | "arm" | "arm64" | "386"),
        "freebsd" => goarch == "amd64",
        "darwin" | "ios" => matches!(goarch, "amd64" | "arm64"),
        "aix" => goarch == "ppc64",
        "openbsd" => goarch == "arm64",
        "windows" => matches!(goarch, "386" | "amd64" | "arm64"),
        _ => false,
    }
}

impl Mode {
    /// Returns those of the packages named that this mode builds (`pkgsFilter`).
    pub fn select(
        &self,
        flags: &BuildFlags,
        graph: &PackageGraph,
        packages: &[PackageId],
    ) -> Result<Vec<PackageId>, BuildError> {
        let is_one_main = matches!(packages, [only] if graph.get(*only).name == "main");
        if self.filter == PackageFilter::OneMain && !is_one_main {
            return Err(BuildError::Bare(format!(
                "-buildmode={} requires exactly one main package",
                flags.buildmode
            )));
        }
        let accepted = |id: &&PackageId| self.filter.accepts(graph.get(**id));
        Ok(packages.iter().filter(accepted).copied().collect())
    }

    /// Decides the mode of a build, or says why there is none.
    pub fn new(env: &GoEnv, flags: &BuildFlags) -> Result<Self, BuildError> {
        let mode = Self::of_flags(env, flags)?;
        match flags.mod_flag.as_str() {
            "" | "readonly" | "vendor" | "mod" => Ok(mode),
            other => Err(BuildError::Bare(format!(
                "-mod={other} not supported (can be '', 'mod', 'readonly', or 'vendor')"
            ))),
        }
    }

    fn of_flags(env: &GoEnv, flags: &BuildFlags) -> Result<Self, BuildError> {
        let is_gccgo = |(name, value): &(String, String)| name == "-compiler" && value != "gc";
        if flags
            .raw
            .iter()
            .rev()
            .find(|(name, _)| name == "-compiler")
            .is_some_and(is_gccgo)
        {
            return Err(BuildError::NotBuilt("-compiler=gccgo"));
        }
        if flags.race || flags.msan || flags.asan {
            return Err(BuildError::NotBuilt("-race, -msan and -asan"));
        }
        if flags.cover {
            return Err(BuildError::NotBuilt("-cover"));
        }
        if flags.linkshared {
            return Err(BuildError::NotBuilt("-linkshared"));
        }
        let mut mode = Self {
            link_mode: "exe",
            install_suffix: flags.installsuffix.clone(),
            ..Self::default()
        };
        let mut code = None;
        match flags.buildmode.as_str() {
            "default" => {
                if platform::default_pie(&env.goos, false) {
                    mode.link_mode = "pie";
                    code = (env.goos != "windows").then_some("-shared");
                }
            }
            "exe" if flags.output.is_empty() => mode.filter = PackageFilter::Main,
            "exe" => mode.filter = PackageFilter::OneMain,
            "archive" => {
                mode.link_mode = "";
                mode.filter = PackageFilter::NotMain;
            }
            "pie" => {
                mode.link_mode = "pie";
                code = (!matches!(env.goos.as_str(), "aix" | "windows")).then_some("-shared");
            }
            "c-archive" | "c-shared" | "shared" | "plugin" => {
                return Err(BuildError::NotBuilt("this -buildmode"));
            }
            other => {
                return Err(BuildError::Bare(format!("buildmode={other} not supported")));
            }
        }
        if flags.buildmode == "pie" && !supports_pie(&env.goos, &env.goarch) {
            return Err(BuildError::Bare(format!(
                "-buildmode=pie not supported on {}/{}\n",
                env.goos, env.goarch
            )));
        }
        if let Some(code) = code {
            mode.forced_asmflags.push(code.to_owned());
            mode.forced_gcflags.push(code.to_owned());
            if flags.buildmode != "default" {
                if !mode.install_suffix.is_empty() {
                    mode.install_suffix.push('_');
                }
                mode.install_suffix.push_str(&code[1..]);
            }
        }
        Ok(mode)
    }
}

#[cfg(test)]
mod tests {
    use super::Mode;
    use vamos_goenv::BuildFlags;
    use vamos_goenv::GoEnv;

    fn mode(goos: &str, buildmode: &str) -> Mode {
        let mut env = GoEnv::default();
        goos.clone_into(&mut env.goos);
        "arm64".clone_into(&mut env.goarch);
        let flags = BuildFlags {
            buildmode: buildmode.to_owned(),
            ..BuildFlags::default()
        };
        Mode::new(&env, &flags).unwrap()
    }

    #[test]
    fn default_follows_the_platform() {
        assert_eq!(mode("linux", "default").link_mode, "exe");
        assert!(mode("linux", "default").forced_gcflags.is_empty());
        let darwin = mode("darwin", "default");
        assert_eq!(darwin.link_mode, "pie");
        assert_eq!(darwin.forced_gcflags, ["-shared"]);
        assert_eq!(darwin.install_suffix, "");
        let windows = mode("windows", "default");
        assert_eq!(windows.link_mode, "pie");
        assert!(windows.forced_asmflags.is_empty());
    }

    #[test]
    fn an_explicit_pie_has_its_own_suffix() {
        let linux = mode("linux", "pie");
        assert_eq!(linux.forced_asmflags, ["-shared"]);
        assert_eq!(linux.install_suffix, "shared");
    }
}
