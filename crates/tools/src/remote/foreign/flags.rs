//! The flags of a compilation with the names of another machine.
//!
//! Counterpart: none.

use vamos_base::golang::path;
use vamos_jobs::ForeignCompileJob;
use vamos_jobs::Name;
use vamos_jobs::WorkDir;

use super::words::joined;

/// Directories that belong to the system: their content is not sent.
const SYSTEM: [&str; 5] = [
    "/usr/include",
    "/usr/lib",
    "/usr/local/include",
    "/lib",
    "/usr/local/lib",
];

/// Flags with a directory, in the same word or in the next one.
const DIRS: [&str; 4] = ["-I", "-isystem", "-iquote", "-idirafter"];

/// Flags with a rule `old=new` for the start of names.
const MAPS: [&str; 3] = [
    "-ffile-prefix-map=",
    "-fdebug-prefix-map=",
    "-fmacro-prefix-map=",
];

/// Flags that are the same everywhere, by their beginning. The rest of the word is a number, a
/// name or the definition of a macro.
const STARTS: [&str; 9] = [
    "-D",
    "-U",
    "-O",
    "-std=",
    "-W",
    "-fmessage-length=",
    "-frandom-seed=",
    "-fvisibility=",
    "-fsanitize=",
];

/// Flags that are the same everywhere.
const WORDS: [&str; 41] = [
    "-w",
    "-g",
    "-g0",
    "-g1",
    "-g2",
    "-g3",
    "-ggdb",
    "-gno-record-gcc-switches",
    "-ansi",
    "-pedantic",
    "-pthread",
    "-fPIC",
    "-fpic",
    "-fPIE",
    "-fpie",
    "-m32",
    "-m64",
    "-msse",
    "-msse2",
    "-msse3",
    "-mssse3",
    "-msse4",
    "-msse4.1",
    "-msse4.2",
    "-mavx",
    "-mavx2",
    "-maes",
    "-mpclmul",
    "-fno-stack-protector",
    "-fstack-protector",
    "-fstack-protector-strong",
    "-fno-strict-aliasing",
    "-fno-exceptions",
    "-fno-rtti",
    "-fno-common",
    "-fno-builtin",
    "-fomit-frame-pointer",
    "-fno-omit-frame-pointer",
    "-ffunction-sections",
    "-fdata-sections",
    "-fwrapv",
];

/// The flags of a compilation.
#[derive(Debug)]
pub(super) struct Flags {
    /// The words for the other machine; NUL represents the topmost directory there.
    pub(super) words: Vec<String>,
    /// The directories whose files are sent.
    pub(super) own_dirs: Vec<String>,
    /// Rules for names of this machine: those in `#line` are such names there, too.
    pub(super) rules: Vec<String>,
}

impl Flags {
    /// Returns the flags of a job; `None` if one of them may have another meaning elsewhere.
    pub(super) fn of(job: &ForeignCompileJob) -> Option<Self> {
        let mut flags = Self {
            words: Vec::new(),
            own_dirs: vec![job.io.dir.clone()],
            rules: Vec::new(),
        };
        let mut words = job.arguments.iter().chain(&job.flags);
        let mut has_file_map = false;
        while let Some(word) = words.next() {
            if let Some(flag) = DIRS.iter().find(|flag| *flag == word) {
                let dir = flags.dir(words.next()?, &job.io.dir)?;
                flags.words.extend([(*flag).to_owned(), dir]);
            } else if let Some(dir) = word.strip_prefix("-I") {
                let dir = flags.dir(dir, &job.io.dir)?;
                flags.words.push(format!("-I{dir}"));
            } else if let Some(flag) = MAPS.iter().find(|flag| word.starts_with(**flag)) {
                has_file_map |= *flag == MAPS[0];
                let rule = flags.rule(word, &word[flag.len()..])?;
                flags.words.push(format!("{flag}{rule}"));
            } else if is_same(word) {
                flags.words.push(word.clone());
            } else {
                return None;
            }
        }
        // The compiler may not have it otherwise, and it is needed there.
        has_file_map.then_some(flags)
    }

    /// Returns the directory of a job as a name.
    pub(super) fn dir_name(job: &ForeignCompileJob) -> Name {
        WorkDir::new("").name(&job.io.dir)
    }

    /// Returns the remote path of a search directory for headers.
    fn dir(&mut self, dir: &str, job_dir: &str) -> Option<String> {
        if let Some(rest) = dir.strip_prefix('\0') {
            return Some(format!("\0/w{rest}"));
        }
        if !path::is_abs(dir) {
            // Relative names are the same there if the files are.
            if !job_dir.starts_with('\0') {
                self.own_dirs.push(joined(job_dir, dir));
            }
            return Some(dir.to_owned());
        }
        if path::clean(dir) != job_dir && is_system(dir) {
            return Some(dir.to_owned());
        }
        self.own_dirs.push(path::clean(dir));
        Some(format!("\0/r{dir}"))
    }

    /// Returns the rule of a flag for the names there.
    fn rule(&mut self, flag: &str, rule: &str) -> Option<String> {
        let (old, new) = rule.split_once('=')?;
        if new.contains(['=', '\0']) {
            return None;
        }
        if let Some(rest) = old.strip_prefix('\0') {
            return Some(format!("\0/w{rest}={new}"));
        }
        // A relative one fits relative names, which are the same.
        if path::is_abs(old) {
            self.rules.push(flag.to_owned());
            return Some(format!("\0/r{old}={new}"));
        }
        (!old.is_empty()).then(|| rule.to_owned())
    }
}

fn is_same(word: &str) -> bool {
    let is_passed_on = ["-Wa,", "-Wp,"].iter().any(|start| word.starts_with(start));
    let is_known = WORDS.contains(&word)
        || STARTS
            .iter()
            .any(|start| word.starts_with(start) && word != *start);
    is_known && !is_passed_on && !word.contains(['\0', '\n'])
}

/// Reports whether a directory, or its content, belongs to the system.
fn is_system(dir: &str) -> bool {
    let dir = path::clean(dir);
    let is_within = |one: &str, other: &str| {
        let rest = one.strip_prefix(other.trim_end_matches('/'));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    SYSTEM
        .iter()
        .any(|system| is_within(&dir, system) || is_within(system, &dir))
}

#[cfg(test)]
mod tests {
    use vamos_jobs::Io;

    use super::*;

    fn flags(words: &[&str]) -> Option<Flags> {
        let all = ["-ffile-prefix-map=\0/b001=/tmp/go-build"]
            .iter()
            .chain(words);
        Flags::of(&ForeignCompileJob {
            io: Io {
                dir: "/m/p".to_owned(),
                ..Io::default()
            },
            flags: all.map(|&word| word.to_owned()).collect(),
            ..ForeignCompileJob::default()
        })
    }

    #[test]
    fn names_in_flags_are_those_of_the_other_machine() {
        let given = [
            "-I",
            "/m/p",
            "-I\0/b001/",
            "-Isub",
            "-I/usr/include/x",
            "-DX=1",
            "-O2",
            "-ffile-prefix-map=/go=/_/GOROOT",
        ];
        let made = flags(&given).unwrap();
        let expected = [
            "-ffile-prefix-map=\0/w/b001=/tmp/go-build",
            "-I",
            "\0/r/m/p",
            "-I\0/w/b001/",
            "-Isub",
            "-I/usr/include/x",
            "-DX=1",
            "-O2",
            "-ffile-prefix-map=\0/r/go=/_/GOROOT",
        ];
        assert_eq!(made.words, expected);
        assert_eq!(made.own_dirs, ["/m/p", "/m/p", "/m/p/sub"]);
        assert_eq!(made.rules, ["-ffile-prefix-map=/go=/_/GOROOT"]);
    }

    #[test]
    fn other_flags_stay_here() {
        for word in [
            "-march=native",
            "-include",
            "@file",
            "-fplugin=x.so",
            "-fprofile-use",
            "-Wp,-MD,x",
            "-Wa,-L",
            "-save-temps",
            "-flto",
            "-DX=\0/b001",
            "-O",
            "-xc",
            "-I",
            "-ffile-prefix-map=a=b=c",
            "-gsplit-dwarf",
            "-B/x",
            "--sysroot=/x",
        ] {
            let is_refused = flags(&[word]).is_none();
            assert!(is_refused, "{word}");
        }
    }

    #[test]
    fn system_directories() {
        for dir in [
            "/",
            "/usr",
            "/usr/include",
            "/usr/include/x",
            "/usr/local",
            "/lib",
        ] {
            assert!(is_system(dir), "{dir}");
        }
        for dir in [
            "/usr/local/go/src/net",
            "/opt/project",
            "/library",
            "/usr/includes",
        ] {
            assert!(!is_system(dir), "{dir}");
        }
    }
}
