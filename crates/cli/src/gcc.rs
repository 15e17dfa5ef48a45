//! How the C compiler is called for cgo, and what it is asked about first.
//!
//! Answers are kept in the build cache under upstream's keys, so that neither program
//! asks what the other has asked already.
//! Counterpart: cmd/go/internal/work/exec.go (`compilerCmd`, `gccSupportsFlag`,
//! `gccCompilerID`), cmd/go/internal/work/buildid.go (`gccToolID`).

use std::fmt::Write as _;
use std::sync::Arc;

use vamos_base::golang::quote::quote;
use vamos_base::golang::quote::quote_list;
use vamos_base::golang::quoted;
use vamos_base::golang::shell::join_unambiguously;
use vamos_cache::ActionId;
use vamos_cache::Hasher;
use vamos_cache::LocalStore;
use vamos_cache::Store;
use vamos_fsys::proc;
use vamos_fsys::proc::Executor;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::Streams;
use vamos_goenv::GoEnv;
use vamos_goenv::Profile;

use crate::invocation::Invocation;

/// The compiler of one run.
pub(crate) struct Gcc<'a> {
    ctx: &'a Invocation,
    /// `CC`, split.
    compiler: Vec<String>,
    /// What object files must not name: the directory of this run's temporary files.
    work_dir: String,
    store: Option<&'a LocalStore>,
    /// The key that answers of this very compiler hang on; `None` where it is unknown.
    id: Option<ActionId>,
    /// `-n`: questions are shown, not asked.
    is_dry: bool,
    /// Whether `cd` to the work directory was shown.
    shown_dir: std::cell::Cell<bool>,
}

impl<'a> Gcc<'a> {
    /// Prepares to ask the compiler `CC` names.
    pub(crate) fn new(
        ctx: &'a Invocation,
        compiler: Vec<String>,
        work_dir: &str,
        store: Option<&'a LocalStore>,
    ) -> Self {
        let mut gcc = Self {
            ctx,
            compiler,
            work_dir: work_dir.to_owned(),
            store,
            id: None,
            is_dry: ctx.parsed.is_set("n"),
            shown_dir: std::cell::Cell::new(false),
        };
        if !gcc.is_dry && store.is_some() {
            gcc.id = gcc.compiler_id();
        }
        gcc
    }

    /// The command up to the user's own flags (`compilerCmd`).
    pub(crate) fn command(&self, include_dir: &str) -> Vec<String> {
        let env = &self.ctx.env;
        let mut words = self.compiler.clone();
        let mut add = |word: &str| words.push(word.to_owned());
        add("-I");
        add(include_dir);
        if env.goos != "windows" {
            add("-fPIC");
        }
        arch_flags(env).iter().for_each(|flag| add(flag));
        if env.cgo_enabled {
            add(if env.goos == "windows" {
                "-mthreads"
            } else {
                "-pthread"
            });
        }
        if env.goos == "aix" {
            add("-mcmodel=large");
        }
        for flag in [
            "-fno-caret-diagnostics",
            "-Qunused-arguments",
            "-Wl,--no-gc-sections",
        ] {
            if self.supports(flag) {
                add(flag);
            }
        }
        add("-fmessage-length=0");
        if self.supports("-fdebug-prefix-map=a=b") {
            let scope = if self.supports("-ffile-prefix-map=a=b") {
                "file"
            } else {
                "debug"
            };
            let dir = self.work_dir.trim_end_matches('/');
            add(&format!("-f{scope}-prefix-map={dir}=/tmp/go-build"));
        }
        if self.supports("-gno-record-gcc-switches") {
            add("-gno-record-gcc-switches");
        }
        if matches!(env.goos.as_str(), "darwin" | "ios") {
            add("-fno-common");
        }
        words
    }

    /// Reports whether the compiler knows a flag (`gccSupportsFlag`).
    fn supports(&self, flag: &str) -> bool {
        let setting = if flag.starts_with("-Wl,") {
            "CGO_LDFLAGS"
        } else {
            "CGO_CFLAGS"
        };
        let Ok(user) = quoted::split(self.ctx.env.get_or(setting, "-O2 -g")) else {
            return false;
        };
        let mut words = self.compiler.clone();
        words.push(flag.to_owned());
        words.extend(user);
        if setting == "CGO_CFLAGS" {
            words.push("-c".to_owned());
        }
        words.extend(["-x", "c", "-", "-o", "/dev/null"].map(str::to_owned));
        if self.is_dry {
            self.show(&words);
            return false;
        }
        let key = self
            .id
            .map(|id| vamos_cache::subkey(&id, &format!("gccSupportsFlag {flag}")));
        if let (Some(key), Some(store)) = (&key, self.store)
            && let Some((answer, _)) = store.get_bytes(key)
        {
            return answer == b"true";
        }
        if self.ctx.parsed.is_set("x") {
            self.show(&words);
        }
        // A compiler that cannot be started has no complaint to make.
        let said = self.run(&words).unwrap_or_default();
        let complaints: [&[u8]; 6] = [
            b"unrecognized",
            b"unknown",
            b"unrecognised",
            b"is not supported",
            b"not recognized",
            b"unsupported",
        ];
        let has = |text: &[u8]| said.windows(text.len()).any(|window| window == text);
        let supported = !complaints.iter().any(|text| has(text));
        if let (Some(key), Some(store)) = (&key, self.store)
            && Profile::detect(
                self.ctx.disk.as_ref(),
                &self.ctx.env.goroot,
                &self.ctx.env.version,
            )
            .shared
        {
            // A full cache costs the next run a question, nothing more.
            let _ = store.put_bytes(key, if supported { b"true" } else { b"false" });
        }
        supported
    }

    /// Shows a question as `-x` and `-n` do.
    fn show(&self, words: &[String]) {
        let mut line = String::new();
        if !self.shown_dir.replace(true) {
            line += "cd $WORK\n";
        }
        let command = join_unambiguously(words).replace(&self.work_dir, "$WORK");
        let _ = writeln!(line, "{command} || true");
        self.ctx.output.stderr(&line);
    }

    /// Runs a question to its end; both streams in one. `None` where it cannot start.
    fn run(&self, words: &[String]) -> Option<Vec<u8>> {
        let path = self.ctx.env.os().get("PATH");
        let mut argv = words.to_vec();
        argv[0] = proc::look_path(&argv[0], path).ok()?;
        let spawn = Spawn {
            argv,
            env: Arc::from(self.ctx.env.tool_env.as_slice()),
            extra_env: vec![("LC_ALL".to_owned(), "C".to_owned())],
            dir: self.ctx.process.cwd.clone(),
            streams: Streams::Merged,
            inputs: Vec::new(),
            outputs: Vec::new(),
        };
        let outcome = self.ctx.executor.run(&spawn, &self.ctx.cancel).ok()?;
        Some(outcome.stdout)
    }

    /// The key of this compiler (`gccCompilerID`). Upstream keeps its inputs in the
    /// cache too, in a form that it never takes for valid: they are always asked anew.
    fn compiler_id(&self) -> Option<ActionId> {
        let program = &self.compiler[0];
        let exe = proc::look_path(program, self.ctx.env.os().get("PATH")).ok()?;
        let words = [program, "-###", "-x", "c", "-c", "-"].map(str::to_owned);
        let said = self.run(&words)?;
        let said = String::from_utf8_lossy(&said);
        let version = said.lines().find(|line| names_version(line))?;
        if version.contains("experimental") {
            // Known by its build ID, which takes more questions than it saves.
            return None;
        }
        let hasher = Hasher::new(&self.ctx.env.version, None);
        let mut hash = hasher.hash("gccCompilerID");
        hash.write(format!("gccCompilerID {}", quote(&exe)).as_bytes());
        let exes = quote_list(&[exe.as_str(), ""]);
        hash.write(format!("gccCompilerID {exes} {}\n", quote(version)).as_bytes());
        Some(hash.action_id())
    }
}

/// Reports whether a line of a compiler's talk names its version. What follows a word
/// with a colon, as in `Configured with:`, may be anything.
fn names_version(line: &str) -> bool {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let is_number = |text: &&str| text.starts_with(|c: char| c.is_ascii_digit());
    for (at, field) in fields.iter().enumerate() {
        if field.ends_with(':') {
            return false;
        }
        if *field == "version" && fields.get(at + 1).is_some_and(is_number) {
            return true;
        }
    }
    false
}

/// What makes the compiler produce code for the target (`gccArchArgs`).
fn arch_flags(env: &GoEnv) -> &'static [&'static str] {
    let is_hard = env.arch_env.1 == "hardfloat";
    let is_soft = env.arch_env.1 == "softfloat";
    match env.goarch.as_str() {
        "386" => &["-m32"],
        "amd64" if env.goos == "darwin" => &["-arch", "x86_64", "-m64"],
        "amd64" => &["-m64"],
        "arm64" if env.goos == "darwin" => &["-arch", "arm64"],
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
        "loong64" => &["-mabi=lp64d"],
        "ppc64" if env.goos == "aix" => &["-maix64"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::names_version;

    #[test]
    fn version_lines_are_told_from_talk() {
        assert!(names_version("gcc version 14.2.0 (Debian 14.2.0-19) "));
        assert!(names_version("Debian clang version 19.1.7 (3)"));
        assert!(!names_version(
            "Configured with: ../src/configure version 1"
        ));
        assert!(!names_version("version unknown"));
    }
}
