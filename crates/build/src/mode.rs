//! Decisions by `-buildmode` and the platform before packages are loaded.
//!
//! Counterpart: cmd/go/internal/work/init.go (`buildModeInit`, `instrumentInit`).

use vamos_goenv::BuildOptions;
use vamos_goenv::GoEnv;
use vamos_goenv::platform;
use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_load::PackageId;

use crate::error::BuildError;
use crate::mode_error::AsanError;
use crate::mode_error::InstrumentationError;
use crate::mode_error::ModeError;

/// Which of the named packages are built (`pkgsFilter`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PackageFilter {
    /// All of them.
    #[default]
    All,
    /// Only packages main.
    Main,
    /// All but packages main.
    NotMain,
    /// Exactly one, which must be a package main.
    OneMain,
}

impl PackageFilter {
    /// Reports whether a package is built.
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
pub struct ModeSettings {
    /// `-buildmode` for the linker.
    pub link_mode: &'static str,
    /// Compiler flags before the user's flags.
    pub forced_gcflags: Vec<String>,
    /// Assembler flags before the user's flags.
    pub forced_asmflags: Vec<String>,
    /// Linker flags before the user's flags.
    pub forced_ldflags: Vec<String>,
    /// The effective `-installsuffix`.
    pub install_suffix: String,
    /// Which packages are built.
    pub filter: PackageFilter,
}

impl ModeSettings {
    /// Returns the named packages that this mode builds (`pkgsFilter`).
    pub fn select(
        &self,
        flags: &BuildOptions,
        graph: &PackageGraph,
        packages: &[PackageId],
    ) -> Result<Vec<PackageId>, BuildError> {
        let is_one_main = matches!(packages, [only] if graph.get(*only).name == "main");
        if self.filter == PackageFilter::OneMain && !is_one_main {
            let mode = flags.mode.buildmode.clone();
            return Err(BuildError::Mode(ModeError::NeedsOneMain { mode }));
        }
        let accepted = |id: &&PackageId| self.filter.accepts(graph.get(**id));
        Ok(packages.iter().filter(accepted).copied().collect())
    }

    /// Decides the settings of a build, or returns why it cannot be done. `asan_compiler`
    /// returns the error about the C compiler for `-asan`.
    pub(crate) fn new(
        env: &GoEnv,
        flags: &BuildOptions,
        asan_compiler: impl FnOnce() -> Option<AsanError>,
    ) -> Result<Self, BuildError> {
        let compiler = flags.typed.last("-compiler");
        if compiler.is_some_and(|name| name != "gc") {
            return Err(BuildError::Unimplemented("-compiler=gccgo"));
        }
        let mut mode = Self {
            install_suffix: flags.full_install_suffix(&env.target),
            ..Self::default()
        };
        if let Some(name) = flags.instrument.name() {
            check_instrumentation(env, flags, name, asan_compiler)
                .map_err(BuildError::Instrumentation)?;
            mode.forced_gcflags.push(format!("-{name}"));
            mode.forced_ldflags.push(format!("-{name}"));
        }
        mode.set_build_mode(env, flags)?;
        match flags.modules.mod_flag.as_str() {
            "" | "readonly" | "vendor" | "mod" => Ok(mode),
            other => Err(BuildError::Mode(ModeError::ModFlag {
                value: other.to_owned(),
            })),
        }
    }

    fn set_build_mode(&mut self, env: &GoEnv, flags: &BuildOptions) -> Result<(), BuildError> {
        let refuse = |error: ModeError| Err(BuildError::Mode(error));
        let platform = format!("{}/{}", env.target.goos, env.target.goarch);
        let is_pie_default = platform::default_pie(&env.target.goos, flags.instrument.race);
        let buildmode = flags.mode.buildmode.as_str();
        (self.filter, self.link_mode) = match buildmode {
            "default" if is_pie_default => (PackageFilter::All, "pie"),
            "default" => (PackageFilter::All, "exe"),
            "exe" if flags.mode.output.is_empty() => (PackageFilter::Main, "exe"),
            "exe" => (PackageFilter::OneMain, "exe"),
            "archive" => (PackageFilter::NotMain, ""),
            "pie" if flags.instrument.race && !is_pie_default => {
                return refuse(ModeError::PieWithRace { platform });
            }
            "pie" => (PackageFilter::All, "pie"),
            "c-archive" => (PackageFilter::OneMain, "c-archive"),
            "c-shared" => (PackageFilter::OneMain, "c-shared"),
            "shared" if !flags.mode.output.is_empty() => {
                return refuse(ModeError::SharedWithOutput);
            }
            "shared" => (PackageFilter::NotMain, "shared"),
            "plugin" => (PackageFilter::OneMain, "plugin"),
            other => {
                let mode = other.to_owned();
                return refuse(ModeError::Unknown { mode });
            }
        };
        // An unknown platform is refused later, with a better text for the default mode.
        let supported = |mode: &str| {
            env.check_target().is_ok()
                && platform::build_mode_supported(
                    env.sdk.release,
                    mode,
                    &env.target.goos,
                    &env.target.goarch,
                )
        };
        if buildmode != "default" && !supported(buildmode) {
            let mode = buildmode.to_owned();
            return refuse(ModeError::Unsupported { mode, platform });
        }
        if flags.mode.linkshared && !supported("shared") {
            return refuse(ModeError::Linkshared { platform });
        }
        if let Some(codegen) = flags.codegen_flag(&env.target) {
            self.forced_asmflags.insert(0, codegen.to_owned());
            self.forced_gcflags.insert(0, codegen.to_owned());
        }
        if flags.mode.linkshared {
            let define = "-D=GOBUILDMODE_shared=1".to_owned();
            let linkshared = || "-linkshared".to_owned();
            self.forced_asmflags.extend([define, linkshared()]);
            self.forced_gcflags.push(linkshared());
            self.forced_ldflags.extend([linkshared(), "-w".to_owned()]);
        }
        Ok(())
    }
}

/// Checks the requirements of instrumentation (`instrumentInit`).
fn check_instrumentation(
    env: &GoEnv,
    flags: &BuildOptions,
    name: &str,
    asan_compiler: impl FnOnce() -> Option<AsanError>,
) -> Result<(), InstrumentationError> {
    let pairs = [
        (
            flags.instrument.race && flags.instrument.msan,
            "-race and -msan",
        ),
        (
            flags.instrument.race && flags.instrument.asan,
            "-race and -asan",
        ),
        (
            flags.instrument.msan && flags.instrument.asan,
            "-msan and -asan",
        ),
    ];
    if let Some((_, flags)) = pairs.into_iter().find(|(on, _)| *on) {
        return Err(InstrumentationError::Two { flags });
    }
    let (goos, goarch) = (env.target.goos.as_str(), env.target.goarch.as_str());
    let is_supported = match name {
        "race" => platform::race_supported(env.sdk.release, goos, goarch),
        "msan" => platform::msan_supported(goos, goarch),
        _ => platform::asan_supported(goos, goarch),
    };
    if !is_supported {
        return Err(InstrumentationError::Unsupported {
            name: name.to_owned(),
            platform: format!("{goos}/{goarch}"),
        });
    }
    if flags.instrument.asan
        && let Some(error) = asan_compiler()
    {
        return Err(InstrumentationError::Asan(error));
    }
    // The race detector for macOS does not use C.
    if env.target.cgo_enabled || (goos == "darwin" && flags.instrument.race) {
        return Ok(());
    }
    Err(InstrumentationError::NeedsCgo {
        name: name.to_owned(),
        is_native: env.host.runs(&env.target),
    })
}

#[cfg(test)]
mod tests {
    use super::ModeSettings;
    use super::PackageFilter;
    use crate::error::BuildError;
    use crate::mode_error::AsanError;
    use vamos_goenv::BuildOptions;
    use vamos_goenv::GoEnv;

    fn env(goos: &str, goarch: &str) -> GoEnv {
        let mut env = GoEnv::default();
        goos.clone_into(&mut env.target.goos);
        goarch.clone_into(&mut env.target.goarch);
        "linux".clone_into(&mut env.host.goos);
        "amd64".clone_into(&mut env.host.goarch);
        env.target.cgo_enabled = true;
        env
    }

    fn flags(buildmode: &str) -> BuildOptions {
        let mut flags = BuildOptions::default();
        buildmode.clone_into(&mut flags.mode.buildmode);
        flags
    }

    fn mode(goos: &str, buildmode: &str) -> ModeSettings {
        ModeSettings::new(&env(goos, "arm64"), &flags(buildmode), || None).unwrap()
    }

    fn complaint(env: &GoEnv, flags: &BuildOptions) -> (String, u8) {
        let error = ModeSettings::new(env, flags, || Some(AsanError::UnknownCompiler)).unwrap_err();
        let prefix = if error.has_prefix() { "go: " } else { "" };
        (format!("{prefix}{error}"), error.class().exit_status())
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

    #[test]
    fn libraries_want_one_main_package() {
        for name in ["c-archive", "c-shared", "plugin"] {
            let mode = mode("linux", name);
            assert_eq!(
                (mode.filter, mode.link_mode),
                (PackageFilter::OneMain, name)
            );
        }
        assert_eq!(mode("linux", "shared").filter, PackageFilter::NotMain);
    }

    #[test]
    fn flags_of_instrumented_and_shared_code() {
        let mut both = flags("default");
        both.mode.linkshared = true;
        both.instrument.race = true;
        let mode = ModeSettings::new(&env("linux", "amd64"), &both, || None).unwrap();
        assert_eq!(mode.forced_gcflags, ["-dynlink", "-race", "-linkshared"]);
        assert_eq!(mode.forced_ldflags, ["-race", "-linkshared", "-w"]);
        let asm = ["-dynlink", "-D=GOBUILDMODE_shared=1", "-linkshared"];
        assert_eq!(mode.forced_asmflags, asm);
    }

    #[test]
    fn instrumentation_that_does_not_work() {
        let linux = env("linux", "amd64");
        let mut race = flags("default");
        race.instrument.race = true;
        let mut both = race.clone();
        both.instrument.msan = true;
        let text = "go: may not use -race and -msan simultaneously".to_owned();
        assert_eq!(complaint(&linux, &both), (text, 2));
        let text = "-race is not supported on linux/386".to_owned();
        assert_eq!(complaint(&env("linux", "386"), &race), (text, 2));
        let mut without = linux.clone();
        without.target.cgo_enabled = false;
        let text = "go: -race requires cgo; enable cgo by setting CGO_ENABLED=1".to_owned();
        assert_eq!(complaint(&without, &race), (text, 2));
        let mut arm = env("linux", "arm64");
        arm.target.cgo_enabled = false;
        assert_eq!(complaint(&arm, &race).0, "go: -race requires cgo");
        let mut asan = flags("default");
        asan.instrument.asan = true;
        let text = "-asan: C compiler is not gcc or clang".to_owned();
        assert_eq!(complaint(&without, &asan), (text, 2));
        race.mode.buildmode = "pie".to_owned();
        let text = "-buildmode=pie not supported when -race is enabled on linux/amd64".to_owned();
        assert_eq!(complaint(&linux, &race), (text, 1));
    }

    #[test]
    fn modes_that_do_not_work() {
        let linux = env("linux", "amd64");
        let text = |flags: &BuildOptions| match ModeSettings::new(&linux, flags, || None) {
            Err(BuildError::Mode(error)) => error.to_string(),
            _ => String::new(),
        };
        assert_eq!(text(&flags("x")), "buildmode=x not supported");
        let mut shared = flags("shared");
        shared.mode.output = "x".to_owned();
        let both = "-buildmode=shared and -o not supported together";
        assert_eq!(text(&shared), both);
    }
}
