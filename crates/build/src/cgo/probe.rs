//! Runs compilers to learn their versions and which flags they support.
//!
//! Answers are stored in the build cache under upstream's keys, so that both programs share
//! them.
//! Counterpart: cmd/go/internal/work/exec.go (`gccSupportsFlag`, `gccCompilerID`),
//! cmd/go/internal/work/buildid.go (`gccToolID`).

use std::sync::Arc;
use std::sync::PoisonError;

use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_base::golang::quote::quote_bytes;
use vamos_base::golang::quote::quote_list;
use vamos_base::golang::quoted;
use vamos_base::golang::shell::join_unambiguously;
use vamos_cache::ActionId;
use vamos_fsys::eval_symlinks;
use vamos_fsys::local_zone;
use vamos_fsys::proc;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::Streams;
use vamos_fsys::stat_line;
use vamos_fsys::uncached;
use vamos_localstore::ToolMemo;
use vamos_localstore::data_dir;
use vamos_objfile::build_id;

use super::compiler::Answers;
use super::compiler::Compilers;
use super::compiler::DEFAULT_FLAGS;
use super::compiler::Language;
use super::compiler::ToolIdentity;
use super::compiler::words_of;
use super::linker_flags::LocalFiles;
use super::security::check_compiler_flags;
use super::security::check_linker_flags;
use crate::error::BuildError;

/// Parts of compilers' errors about unknown flags.
const COMPLAINTS: [&[u8]; 6] = [
    b"unrecognized",
    b"unknown",
    b"unrecognised",
    b"is not supported",
    b"not recognized",
    b"unsupported",
];

/// Variables that change the programs that drivers run, or their output.
const CHANGING: [&str; 4] = [
    "GCC_EXEC_PREFIX",
    "COMPILER_PATH",
    "CCC_OVERRIDE_OPTIONS",
    "CLANG_CONFIG_FILE_SYSTEM_DIR",
];

/// The stored versions of one compiler, by language.
struct CompilerMemo {
    memo: ToolMemo,
    /// The program, links resolved.
    file: String,
}

impl CompilerMemo {
    fn get(&self, language: Language) -> Option<String> {
        self.memo.get(&self.file, language.driver_name())
    }

    fn put(&self, language: Language, version: &str) {
        // A version line may end in a space; the table keeps it.
        self.memo.put(&self.file, language.driver_name(), version);
    }
}

/// Reports whether a file name is the name of a GCC or Clang driver: `x86_64-linux-gnu-gcc-12`,
/// `clang++`.
fn is_driver(name: &str) -> bool {
    let version = |c: char| c.is_ascii_digit() || c == '.';
    let stem = match name.rsplit_once('-') {
        Some((stem, end)) if !end.is_empty() && end.chars().all(version) => stem,
        _ => name,
    };
    let known = ["gcc", "g++", "gfortran", "clang", "clang++"];
    let last = stem.rsplit_once('-').map_or(stem, |(_, last)| last);
    known.contains(&last)
}

/// The result of running a compiler.
struct Answer {
    output: Vec<u8>,
    /// The compiler's error, if it failed.
    error: Option<String>,
}

impl Compilers<'_> {
    /// Reports whether a compiler supports a flag (`gccSupportsFlag`).
    pub(super) fn supports(
        &self,
        compiler: &[String],
        flag: &'static str,
    ) -> Result<bool, BuildError> {
        let Some(words) = self.question(compiler, flag)? else {
            return Ok(false);
        };
        let host = &self.host;
        let show = || (host.show)(&format!("{} || true", join_unambiguously(&words)));
        if host.is_dry {
            show();
            return Ok(false);
        }
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let known = (compiler[0].clone(), flag);
        if let Some(answer) = answers.flags.get(&known) {
            return Ok(*answer);
        }
        let key = self
            .compiler_id(&mut answers, &compiler[0])?
            .map(|id| host.hasher.subkey(&id, &format!("gccSupportsFlag {flag}")));
        if let (Some(key), Some(cache)) = (&key, host.cache)
            && let Some((answer, _)) = cache.get_bytes(key)
        {
            let answer = answer == b"true";
            answers.flags.insert(known, answer);
            return Ok(answer);
        }
        if host.shows {
            show();
        }
        // A compiler that cannot be started prints no error about the flag.
        let output = self.ask(&words, host.trial_dir)?.output;
        let has = |text: &[u8]| output.windows(text.len()).any(|window| window == text);
        let answer = !COMPLAINTS.iter().any(|text| has(text));
        if let Some(key) = &key {
            self.store(key, if answer { b"true" } else { b"false" });
        }
        answers.flags.insert(known, answer);
        Ok(answer)
    }

    /// Returns the command that tries a flag; `None` if the user's own flags are invalid.
    /// Flags for the linker are tried by linking.
    fn question(&self, compiler: &[String], flag: &str) -> Result<Option<Vec<String>>, BuildError> {
        let env = self.host.env;
        let is_linker_flag = flag.starts_with("-Wl,");
        let (name, checked) = if is_linker_flag {
            let local = LocalFiles::new(env, self.host.cwd);
            let checked = check_linker_flags(env, &local, "LDFLAGS", "", &[]);
            ("CGO_LDFLAGS", checked)
        } else {
            ("CGO_CFLAGS", check_compiler_flags(env, "CFLAGS", "", &[]))
        };
        if checked.is_err() {
            return Ok(None);
        }
        let mut words = compiler.to_vec();
        words.push(flag.to_owned());
        words.extend(words_of(env, name, DEFAULT_FLAGS)?);
        if !is_linker_flag {
            words.push("-c".to_owned());
        }
        words.extend(["-x", "c", "-", "-o", "/dev/null"].map(str::to_owned));
        Ok(Some(words))
    }

    /// Returns the key for answers of this compiler, unless it cannot be identified
    /// (`gccCompilerID`). Upstream stores the inputs of the key in the cache, too, but in a
    /// form that it never accepts as valid, so it always computes the key again.
    fn compiler_id(
        &self,
        answers: &mut Answers,
        program: &str,
    ) -> Result<Option<ActionId>, BuildError> {
        if let Some(id) = answers.compilers.get(program) {
            return Ok(Some(*id));
        }
        let Ok(exe) = proc::look_path(program, self.path_env()) else {
            return Ok(None);
        };
        let mut hash = self.host.hasher.hash("gccCompilerID");
        write!(hash, "gccCompilerID {}", quote(&exe));
        let key = hash.clone().action_id();
        let Ok(tool) = self.tool_id_locked(answers, program, Language::C)? else {
            return Ok(None);
        };
        let exes = [exe.as_str(), tool.exe.as_str()];
        let exes = if exes[0] == exes[1] {
            &exes[..1]
        } else {
            &exes
        };
        writeln!(
            hash,
            "gccCompilerID {} {}",
            quote_list(exes),
            quote(&tool.id)
        );
        let id = hash.action_id();
        let zone = local_zone(self.tool_env("TZ"), &self.host.env.sdk.goroot);
        let mut text = String::new();
        for exe in exes.iter().filter(|exe| !exe.is_empty()) {
            let Ok(meta) = uncached::stat(exe) else {
                return Ok(None);
            };
            text.push_str(&format!("{exe}\0{}\0", stat_line(&meta, &zone)));
        }
        let mut bytes = os_str::encode(&text).into_owned();
        bytes.extend_from_slice(&id.0.0);
        self.store(&key, &bytes);
        answers.compilers.insert(program.to_owned(), id);
        Ok(Some(id))
    }

    /// Returns the identity of a compiler's build, or why it cannot be determined
    /// (`gccToolID`).
    pub(crate) fn tool_id(
        &self,
        program: &str,
        language: Language,
    ) -> Result<Result<String, String>, BuildError> {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let found = self.tool_id_locked(&mut answers, program, language)?;
        Ok(found.map(|tool| tool.id))
    }

    fn tool_id_locked(
        &self,
        answers: &mut Answers,
        program: &str,
        language: Language,
    ) -> Result<Result<ToolIdentity, String>, BuildError> {
        let key = (program.to_owned(), language.driver_name());
        if let Some(known) = answers.tools.get(&key) {
            return Ok(Ok(known.clone()));
        }
        let memo = self.memo(program);
        if let Some(id) = memo.as_ref().and_then(|memo| memo.get(language)) {
            let exe = String::new();
            let tool = ToolIdentity { id, exe };
            answers.tools.insert(key, tool.clone());
            return Ok(Ok(tool));
        }
        let mut words = self.host.toolexec.to_vec();
        let question = [program, "-###", "-x", language.driver_name(), "-c", "-"];
        words.extend(question.map(str::to_owned));
        let answer = self.ask(&words, "")?;
        if let Some(error) = answer.error {
            let output = quote_bytes(&answer.output);
            return Ok(Err(format!("{program}: {error}; output: {output}")));
        }
        let found = self.identify(program, &answer.output);
        if let Ok(tool) = &found {
            answers.tools.insert(key, tool.clone());
            if let Some(memo) = memo.filter(|_| tool.exe.is_empty()) {
                memo.put(language, &tool.id);
            }
        }
        Ok(found)
    }

    /// Returns the stored versions of a compiler from earlier runs. Only GCC and Clang have
    /// their version in the program itself: a wrapper may call another compiler, and
    /// environment variables may change the behaviour.
    fn memo(&self, program: &str) -> Option<CompilerMemo> {
        let is_changed = |name: &&str| self.tool_env(name).is_some_and(|value| !value.is_empty());
        let cache = self.host.cache?;
        if !self.host.toolexec.is_empty()
            || !self.host.reuses_versions
            || CHANGING.iter().any(is_changed)
        {
            return None;
        }
        let found = proc::look_path(program, self.path_env()).ok()?;
        let file = eval_symlinks(&found).ok()?;
        is_driver(path::base(&file)).then(|| CompilerMemo {
            memo: ToolMemo::open(&data_dir(cache.dir())),
            file,
        })
    }

    fn identify(&self, program: &str, output: &[u8]) -> Result<ToolIdentity, String> {
        let text = os_str::decode(output);
        let Some(version) = text.split('\n').find(|line| names_version(line)) else {
            let output = quote_bytes(output);
            return Err(format!(
                "{program}: can not find version number in {output}"
            ));
        };
        if !version.contains("experimental") {
            return Ok(ToolIdentity {
                id: version.to_owned(),
                exe: String::new(),
            });
        }
        // Unreleased: the command that it would run names the compiler proper.
        let is_command = |line: &&str| line.starts_with(' ') && !line.starts_with(" (in-process)");
        let Some(command) = text.split('\n').find(is_command) else {
            let output = quote_bytes(output);
            return Err(format!(
                "{program}: can not find compilation command in {output}"
            ));
        };
        let words = quoted::split(command).unwrap_or_default();
        let Some(exe) = words.into_iter().next() else {
            let output = quote_bytes(output);
            return Err(format!("{program}: compilation command confusion {output}"));
        };
        let exe = if exe.contains(['/', '\\']) {
            exe
        } else {
            proc::look_path(&exe, self.path_env()).unwrap_or(exe)
        };
        let opened = uncached::open(&exe).map_err(|error| error.to_string())?;
        let id = build_id::read(&exe, &opened).map_err(|error| error.to_string())?;
        // The build ID of a foreign program need not be text.
        let mut id = os_str::decode(&id);
        if id.is_empty() {
            id = uncached::hash_file(&exe).map_or_else(|_| String::new(), |(hash, _)| hash.short());
        }
        Ok(ToolIdentity { id, exe })
    }

    fn store(&self, key: &ActionId, bytes: &[u8]) {
        if let Some(cache) = self.host.cache.filter(|_| self.host.may_store) {
            // Without the entry the next run only repeats the compiler run.
            let _ = cache.put_bytes(key, bytes);
        }
    }

    fn path_env(&self) -> &str {
        self.tool_env("PATH").unwrap_or("")
    }

    fn tool_env(&self, name: &str) -> Option<&str> {
        self.host.env.vars.tool(name)
    }

    /// Runs a compiler and waits for its end; an empty `dir` means the current directory.
    fn ask(&self, words: &[String], dir: &str) -> Result<Answer, BuildError> {
        let failed = |error: String| Answer {
            output: Vec::new(),
            error: Some(error),
        };
        let mut argv = words.to_vec();
        // A path is used as it is: looking it up would give another error.
        if !argv[0].contains('/') {
            match proc::look_path(&argv[0], self.path_env()) {
                Ok(program) => argv[0] = program,
                Err(error) => return Ok(failed(error.to_string())),
            }
        }
        // The output is searched for English words.
        let mut extra_env = vec![("LC_ALL".to_owned(), "C".to_owned())];
        if !dir.is_empty() {
            extra_env.push(("PWD".to_owned(), dir.to_owned()));
        }
        if !self.host.temp_dir.is_empty() {
            extra_env.push(("TMPDIR".to_owned(), self.host.temp_dir.to_owned()));
        }
        let dir = if dir.is_empty() { self.host.cwd } else { dir };
        let spawn = Spawn {
            argv,
            env: Arc::from(self.host.env.vars.tools.as_slice()),
            extra_env,
            dir: dir.to_owned(),
            streams: Streams::Merged,
        };
        let outcome = self.host.executor.run(&spawn, &self.host.cancel);
        if self.host.cancel.is_cancelled() {
            return Err(BuildError::Cancelled);
        }
        Ok(match outcome {
            Ok(outcome) => Answer {
                error: (!outcome.exit.is_success()).then(|| outcome.exit.to_string()),
                output: outcome.stdout,
            },
            Err(error) => failed(error.to_string()),
        })
    }
}

/// Reports whether a line of a compiler's output contains its version. Text after a word with a
/// colon, as in `Configured with:`, is arbitrary.
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

#[cfg(test)]
mod tests {
    use super::is_driver;
    use super::names_version;

    #[test]
    fn version_lines_are_recognized() {
        assert!(names_version("gcc version 14.2.0 (Debian 14.2.0-19) "));
        assert!(names_version("Debian clang version 19.1.7 (3)"));
        assert!(!names_version(
            "Configured with: ../src/configure version 1"
        ));
        assert!(!names_version("version unknown"));
    }

    #[test]
    fn only_drivers_are_remembered() {
        for name in [
            "gcc",
            "x86_64-linux-gnu-g++-12",
            "clang-19.1",
            "gfortran-12",
        ] {
            assert!(is_driver(name), "{name}");
        }
        for name in ["ccache", "gcc-wrapper", "cc", "zig", "-", "gcc.sh", "mygcc"] {
            assert!(!is_driver(name), "{name}");
        }
    }
}
