//! What the code of one package can see and do, as the words of its sources show.
//!
//! Code can see the times of a file through a few names only. It gets them from the metadata
//! of a path, which the log of a test shows, or of an open file, which it does not show. Words
//! are searched for in the whole text, be it a comment or a template, where more is found than
//! there is; calls are searched for among the tokens.
//! Counterpart: none.

use std::sync::Arc;

use vamos_base::golang::path;
use vamos_base::golang::scanner::Scanner;
use vamos_base::golang::scanner::Token;
use vamos_fsys::Files;
use vamos_fsys::fresh;
use vamos_load::Package;

/// Names that see files, or start programs, without package os.
const BYPASSES: [&[u8]; 6] = [
    b"Stat_t",
    b"Stat64_t",
    b"Statx_t",
    b"Statx",
    b"StartProcess",
    b"ForkExec",
];

/// Names that read times from metadata which they are given.
const READERS: [&[u8]; 5] = [
    b"ModTime",
    b"FormatFileInfo",
    b"FileInfoHeader",
    b"FileInfoToDirEntry",
    b"ServeContent",
];

/// Names that open files themselves and show their times.
const SERVERS: [&[u8]; 7] = [
    b"AddFS",
    b"FileServer",
    b"FileServerFS",
    b"ServeFile",
    b"ServeFileFS",
    b"NewFileTransport",
    b"NewFileTransportFS",
];

/// Packages that declare such names and do not use them.
const DECLARING: [&str; 2] = ["golang.org/x/sys/unix", "golang.org/x/sys/windows"];

/// The instructions that call the system.
const INSTRUCTIONS: [&[u8]; 6] = [b"SYSCALL", b"SYSENTER", b"INT", b"SVC", b"SWI", b"ECALL"];

/// What is in the names of functions in packages that call the system, in assembly.
const CALLED: [&str; 3] = ["syscall", "os·", "unix·"];

/// What the code of a package, or of a program, can see and do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// It can see files, or start programs, without package os; or it is not known.
    pub(super) bypasses_os: bool,
    /// It imports os/exec.
    pub(super) starts_programs: bool,
    /// It can read the times in the metadata of files.
    pub(super) reads_times: bool,
    /// It asks open files for their metadata.
    pub(super) asks_open_files: bool,
    /// It names the type of metadata, so that it may take and give it.
    pub(super) names_metadata: bool,
    /// It has files served, with their times.
    pub(super) serves_times: bool,
}

impl Facts {
    const UNKNOWN: Self = Self {
        bypasses_os: true,
        starts_programs: false,
        reads_times: false,
        asks_open_files: false,
        names_metadata: false,
        serves_times: false,
    };

    /// Adds those of other code.
    pub(super) fn add(&mut self, other: Self) {
        self.bypasses_os |= other.bypasses_os;
        self.starts_programs |= other.starts_programs;
        self.reads_times |= other.reads_times;
        self.asks_open_files |= other.asks_open_files;
        self.names_metadata |= other.names_metadata;
        self.serves_times |= other.serves_times;
    }
}

/// Reads the sources of a package.
pub(super) fn read(files: &dyn Files, package: &Package) -> Facts {
    if DECLARING.contains(&package.import_path.as_str()) {
        return Facts::default();
    }
    let own = &package.files;
    let foreign = [
        &own.cgo,
        &own.c,
        &own.cxx,
        &own.m,
        &own.f,
        &own.syso,
        &own.swig,
        &own.swig_cxx,
    ];
    if package.binary_only || foreign.iter().any(|files| !files.is_empty()) {
        return Facts::UNKNOWN;
    }
    let source = |name: &str| {
        let file = path::join(&[&package.dir, name]);
        fresh::read(&files.actual(&file))
    };
    let mut facts = Facts::default();
    for name in &own.s {
        facts.bypasses_os |= source(name).map_or(true, |text| calls_system(&text));
    }
    for name in &own.go {
        facts.add(source(name).map_or(Facts::UNKNOWN, |text| of_source(&text)));
    }
    facts
}

/// Reports whether assembly calls the system. That it has the instruction as a number is not
/// expected.
fn calls_system(text: &[u8]) -> bool {
    let mut words = text.split(|byte| !byte.is_ascii_alphanumeric());
    words.any(|word| INSTRUCTIONS.contains(&word))
        || CALLED.iter().any(|name| contains(text, name.as_bytes()))
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

fn of_source(text: &[u8]) -> Facts {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80;
    let mut facts = Facts::default();
    let mut asks = false;
    for word in text.split(|byte| !is_name(byte)) {
        match word {
            b"FileInfo" => facts.names_metadata = true,
            b"Stat" | b"WalkDir" => asks = true,
            b"exec" => facts.starts_programs = true,
            _ if word.len() < 5 => {}
            _ => {
                facts.bypasses_os |= BYPASSES.contains(&word);
                facts.reads_times |= READERS.contains(&word);
                facts.serves_times |= SERVERS.contains(&word);
            }
        }
    }
    facts.starts_programs = facts.starts_programs && contains(text, b"os/exec");
    facts.bypasses_os |= links_into_os(text);
    facts.asks_open_files = asks && asks_open_files(text);
    facts
}

/// Reports whether a directive makes a function of package os, or of those below it, available
/// under another name.
fn links_into_os(text: &[u8]) -> bool {
    let lines = text.split(|byte| *byte == b'\n');
    let mut links = lines.filter_map(|line| line.strip_prefix(b"//go:linkname"));
    links.any(|link| {
        let link = String::from_utf8_lossy(link);
        let Some(target) = link.split_whitespace().nth(1) else {
            return false;
        };
        let (package, name) = target.rsplit_once('.').unwrap_or(("os", target));
        let is_below = matches!(
            package,
            "os" | "io/fs" | "syscall" | "golang.org/x/sys/unix"
        ) || package.starts_with("internal/");
        // Those of sockets have nothing to do with files.
        is_below && !matches!(name, "getsockopt" | "setsockopt")
    })
}

/// Reports whether code may ask an open file for its metadata: by a method `Stat` without
/// arguments, be it called, taken as a value or named in a template, or by the functions of
/// package io/fs.
fn asks_open_files(text: &[u8]) -> bool {
    let name = Arc::from("");
    let mut scanner = Scanner::new(text, &name);
    // What package io/fs is called here.
    let mut alias: &[u8] = b"fs";
    // The last four tokens.
    let mut last = [(Token::Eof, &b""[..]); 4];
    loop {
        let token = scanner.scan();
        last.rotate_left(1);
        last[3] = (token, scanner.text());
        match last {
            [.., before, (Token::String, literal)] if is_io_fs(literal) => match before {
                (Token::Ident, given) => alias = given,
                (Token::Period, _) => return true,
                _ => alias = b"fs",
            },
            [.., (Token::String, literal)] if contains(literal, b".Stat") => return true,
            [
                (Token::Ident, package),
                (Token::Period, _),
                (Token::Ident, b"Stat" | b"WalkDir"),
                _,
            ] if package == alias => return true,
            [
                (Token::Ident, b"os"),
                (Token::Period, _),
                (Token::Ident, b"Stat"),
                _,
            ] => {}
            // With arguments it is another method.
            [_, (Token::Period, _), (Token::Ident, b"Stat"), (after, _)]
                if after != Token::LeftParen =>
            {
                return true;
            }
            [
                (Token::Period, _),
                (Token::Ident, b"Stat"),
                (Token::LeftParen, _),
                (Token::RightParen, _),
            ] => return true,
            _ => {}
        }
        if token == Token::Eof {
            return false;
        }
    }
}

fn is_io_fs(literal: &[u8]) -> bool {
    literal == b"\"io/fs\"" || literal == b"`io/fs`"
}

#[cfg(test)]
mod tests {
    use super::Facts;
    use super::asks_open_files;
    use super::calls_system;
    use super::of_source;

    #[test]
    fn names_stand_alone() {
        let of = |text: &str| of_source(text.as_bytes());
        let none = Facts::default();
        for text in [
            "",
            "ModTimes",
            "éModTime",
            "MyServeFile()",
            "exec",
            "os.Stat(x)",
            "// linkname",
            "//go:linkname a",
            "//go:linkname a crypto/tls.b",
            "//go:linkname a syscall.getsockopt",
        ] {
            assert_eq!(of(text), none, "{text}");
        }
        for text in ["x.ModTime()", "// ServeContent", "`{{.ModTime}}`"] {
            assert!(of(text).reads_times, "{text}");
        }
        for text in [
            "var s syscall.Stat_t",
            "os.StartProcess(",
            "//go:linkname a syscall.fstatat",
            "//go:linkname a internal/syscall/unix.b",
            "//go:linkname a libc_stat",
        ] {
            assert!(of(text).bypasses_os, "{text}");
        }
        assert!(of("http.ServeFile(").serves_times);
        assert!(of("func f(i os.FileInfo)").names_metadata);
        for text in ["import \"os/exec\"", "import (\n\tx `os/exec`\n)"] {
            assert!(of(text).starts_programs, "{text}");
        }
    }

    #[test]
    fn only_open_files_are_asked() {
        for text in [
            "f.Stat()",
            "f().Stat( )",
            "use(f.Stat)",
            "x := f.Stat\n",
            "import \"io/fs\"\nvar x = fs.Stat(y, z)",
            "import iofs \"io/fs\"\nvar x = iofs.WalkDir(y, z, a)",
            "import . \"io/fs\"\n",
            "const t = `{{.File.Stat.Size}}`",
        ] {
            assert!(asks_open_files(text.as_bytes()), "{text}");
        }
        for text in [
            "os.Stat(x)",
            "x := os.Stat",
            "func (s *T) Stat(x int)",
            "s.Stat(ctx, x)",
            "filepath.WalkDir(x, y)",
            "// f.Stat()",
            "Stat()",
        ] {
            assert!(!asks_open_files(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn assembly_that_computes_is_harmless() {
        let text = "TEXT ·add(SB), NOSPLIT, $0\n\tADDQ $0x80, BX\n\tPRINTS CX\n\tRET\n";
        assert!(!calls_system(text.as_bytes()));
        for text in [
            "\tSYSCALL\n",
            "\tJMP syscall·Syscall(SB)\n",
            "\tINT $0x80\n",
        ] {
            assert!(calls_system(text.as_bytes()), "{text}");
        }
    }
}
