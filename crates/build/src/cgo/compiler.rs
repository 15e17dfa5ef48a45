//! Command lines of compilers for C, C++ and Fortran.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`compilerCmd`, `ccExe`, `gccArchArgs`).

use std::sync::Mutex;

use hashbrown::HashMap;
use vamos_base::Cancel;
use vamos_base::golang::quoted;
use vamos_cache::ActionId;
use vamos_cache::Hasher;
use vamos_cache::Store;
use vamos_fsys::proc::Executor;
use vamos_goenv::GoEnv;

use crate::error::BuildError;

/// The flags of compilers if the user sets none (`DefaultCFlags`).
pub(crate) const DEFAULT_FLAGS: &str = "-O2 -g";

/// The languages of foreign sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// C, Objective-C, and assembly that the C compiler takes.
    C,
    /// C++.
    Cxx,
    /// Fortran.
    Fortran,
}

impl Language {
    /// Returns the variable that names the compiler.
    fn variable(self) -> &'static str {
        match self {
            Self::C => "CC",
            Self::Cxx => "CXX",
            Self::Fortran => "FC",
        }
    }

    /// Returns the driver's own name for the language (`-x`).
    pub(super) fn driver_name(self) -> &'static str {
        match self {
            Self::C => "c",
            Self::Cxx => "c++",
            Self::Fortran => "f95",
        }
    }
}

/// Settings for running a compiler to determine its properties.
pub struct CompilerHost<'a> {
    /// The environment.
    pub env: &'a GoEnv,
    /// `-toolexec`.
    pub toolexec: &'a [String],
    /// The cache of answers; `None` if no cache is opened.
    pub cache: Option<&'a dyn Store>,
    /// True if new answers may be stored there.
    pub may_store: bool,
    /// True if versions of compilers from earlier runs are reused.
    pub reuses_versions: bool,
    /// Makes keys.
    pub hasher: &'a Hasher,
    /// Runs compilers.
    pub executor: &'a dyn Executor,
    /// Cancels the probes.
    pub cancel: Cancel,
    /// The directory in which the command runs.
    pub cwd: &'a str,
    /// The directory in which flags are tried: the work directory, if there is one.
    pub trial_dir: &'a str,
    /// The directory for temporary files of the compiler, which vamos removes: one that is
    /// interrupted may leave some. Empty if nothing runs.
    pub temp_dir: &'a str,
    /// True if probes are shown (`-x`).
    pub shows: bool,
    /// True if probes are only shown, not run (`-n`).
    pub is_dry: bool,
    /// Shows the command that tries a flag.
    pub show: Box<dyn Fn(&str) + Send + Sync + 'a>,
}

/// The compilers of one run, and their answers.
pub struct Compilers<'a> {
    pub(super) host: CompilerHost<'a>,
    pub(super) answers: Mutex<Answers>,
}

/// Identifies one build of a compiler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ToolIdentity {
    /// The version line; for an unreleased compiler, the build ID of the compiler proper.
    pub(super) id: String,
    /// The compiler proper, if `id` is its build ID.
    pub(super) exe: String,
}

/// The answers of this run. The lock is held while a compiler runs, so that no probe runs twice.
#[derive(Default)]
pub(super) struct Answers {
    /// By program and language.
    pub(super) tools: HashMap<(String, &'static str), ToolIdentity>,
    /// By program.
    pub(super) compilers: HashMap<String, ActionId>,
    /// By program and flag.
    pub(super) flags: HashMap<(String, &'static str), bool>,
}

impl<'a> Compilers<'a> {
    /// Returns an empty set of compilers.
    pub fn new(host: CompilerHost<'a>) -> Self {
        Self {
            host,
            answers: Mutex::default(),
        }
    }

    /// Returns the compiler as the user set it: the program, and arguments if any
    /// (`ccExe`, `cxxExe`, `fcExe`).
    pub fn program(&self, language: Language) -> Result<Vec<String>, BuildError> {
        program(self.host.env, language)
    }

    /// Returns the beginning of a compiler's command line (`GccCmd`). `include_dir` is added
    /// to the include path; objects do not contain the path of `work_dir`.
    pub fn command(
        &self,
        language: Language,
        include_dir: &str,
        work_dir: &str,
    ) -> Result<Vec<String>, BuildError> {
        let env = self.host.env;
        let compiler = self.program(language)?;
        let mut words = compiler.clone();
        let mut add = |word: &str| words.push(word.to_owned());
        add("-I");
        add(include_dir);
        if env.target.goos != "windows" {
            add("-fPIC");
        }
        arch_flags(env).iter().for_each(|flag| add(flag));
        if env.target.cgo_enabled {
            add(
                if env.target.goos == "windows" && !env.sdk.release.uses_pthread_on_windows() {
                    "-mthreads"
                } else {
                    "-pthread"
                },
            );
        }
        if env.target.goos == "aix" {
            add("-mcmodel=large");
        }
        for flag in [
            // No source excerpts in error messages.
            "-fno-caret-diagnostics",
            "-Qunused-arguments",
            // Some drivers drop symbols to which only Go refers.
            "-Wl,--no-gc-sections",
        ] {
            if self.supports(&compiler, flag)? {
                add(flag);
            }
        }
        add("-fmessage-length=0");
        if let Some(scope) = self.prefix_map_flag(&compiler)? {
            let dir = work_dir.trim_end_matches('/');
            add(&format!("{scope}={dir}=/tmp/go-build"));
        }
        if self.supports(&compiler, "-gno-record-gcc-switches")? {
            add("-gno-record-gcc-switches");
        }
        if matches!(env.target.goos.as_str(), "darwin" | "ios") {
            add("-fno-common");
        }
        Ok(words)
    }

    /// Returns the best supported flag that makes the compiler replace directories in recorded
    /// paths, or `None`.
    pub(super) fn prefix_map_flag(
        &self,
        compiler: &[String],
    ) -> Result<Option<&'static str>, BuildError> {
        if !self.supports(compiler, "-fdebug-prefix-map=a=b")? {
            return Ok(None);
        }
        Ok(Some(if self.supports(compiler, "-ffile-prefix-map=a=b")? {
            "-ffile-prefix-map"
        } else {
            "-fdebug-prefix-map"
        }))
    }
}

/// Returns the words of a setting, or of its default (`envList`). If the value cannot be
/// split into words, upstream panics with this text.
pub(crate) fn words_of(env: &GoEnv, name: &str, default: &str) -> Result<Vec<String>, BuildError> {
    let value = env.get_or(name, default);
    quoted::split(value).map_err(|rule| BuildError::Words {
        name: name.to_owned(),
        value: value.to_owned(),
        rule,
    })
}

/// Returns the compiler of a language as the user set it, or the SDK's default.
pub fn program(env: &GoEnv, language: Language) -> Result<Vec<String>, BuildError> {
    let default = match (language, env.sdk.tables()) {
        (Language::Fortran, _) => "gfortran".to_owned(),
        (_, None) => String::new(),
        (Language::C, Some(sdk)) => sdk.default_cc(&env.target.goos, &env.target.goarch),
        (Language::Cxx, Some(sdk)) => sdk.default_cxx(&env.target.goos, &env.target.goarch),
    };
    words_of(env, language.variable(), &default)
}

/// Returns the flags with which a compiler produces code for the target (`gccArchArgs`).
fn arch_flags(env: &GoEnv) -> &'static [&'static str] {
    let is_hard = env.target.arch_env.1 == "hardfloat";
    let is_soft = env.target.arch_env.1 == "softfloat";
    match env.target.goarch.as_str() {
        "386" => &["-m32"],
        "amd64" if env.target.goos == "darwin" => &["-arch", "x86_64", "-m64"],
        "amd64" => &["-m64"],
        "arm64" if env.target.goos == "darwin" => &["-arch", "arm64"],
        "arm" => &["-marm"],
        "s390x" => &["-m64", "-march=z13"],
        "mips64" | "mips64le" if is_hard => &["-mabi=64", "-mhard-float"],
        "mips64" | "mips64le" if is_soft => &["-mabi=64", "-msoft-float"],
        "mips" | "mipsle" if is_hard => &[
            "-mabi=32",
            "-march=mips32",
            "-mhard-float",
            "-mfp32",
            "-mno-odd-spreg",
        ],
        "mips" | "mipsle" if is_soft => &["-mabi=32", "-march=mips32", "-msoft-float"],
        // Go's linker does not relax code, and cannot link relaxed code.
        "loong64" if env.sdk.release.forbids_loong64_relaxation() => &["-mabi=lp64d", "-mno-relax"],
        "loong64" => &["-mabi=lp64d"],
        "ppc64" if env.target.goos == "aix" => &["-maix64"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::Language;
    use super::arch_flags;
    use super::program;
    use vamos_goenv::GoEnv;

    fn env(goos: &str, goarch: &str, variant: &str) -> GoEnv {
        let mut env = GoEnv::default();
        goos.clone_into(&mut env.target.goos);
        goarch.clone_into(&mut env.target.goarch);
        variant.clone_into(&mut env.target.arch_env.1);
        env
    }

    #[test]
    fn flags_follow_the_architecture() {
        assert_eq!(arch_flags(&env("linux", "amd64", "v1")), ["-m64"]);
        let apple = arch_flags(&env("darwin", "amd64", "v1"));
        assert_eq!(apple, ["-arch", "x86_64", "-m64"]);
        let soft = arch_flags(&env("linux", "mips64le", "softfloat"));
        assert_eq!(soft, ["-mabi=64", "-msoft-float"]);
        assert!(arch_flags(&env("linux", "arm64", "v8.0")).is_empty());
    }

    #[test]
    fn compilers_may_have_arguments() {
        let mut env = env("linux", "amd64", "v1");
        env.vars
            .effective
            .insert("CC".to_owned(), "ccache 'my gcc' -m64".to_owned());
        let words = program(&env, Language::C).unwrap();
        assert_eq!(words, ["ccache", "my gcc", "-m64"]);
        assert_eq!(program(&env, Language::Fortran).unwrap(), ["gfortran"]);
        env.vars
            .effective
            .insert("CXX".to_owned(), "'g++".to_owned());
        let error = program(&env, Language::Cxx).unwrap_err().to_string();
        assert!(error.starts_with("could not parse environment variable CXX with value"));
    }
}
