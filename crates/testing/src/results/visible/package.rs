//! Inputs of a package's code that are in no log.
//!
//! Most files use none of the relevant names, which a search for a few words shows; only the others
//! are split into tokens.
//! Counterpart: none.

use vamos_base::golang::path;
use vamos_fsys::Files;
use vamos_fsys::uncached;
use vamos_load::Package;

use super::file::File;
use super::file::Function;
use super::uses::Uses;

/// Packages whose functions are classified where they are called.
const CLASSIFIED: [&str; 3] = [
    "golang.org/x/sys/unix",
    "golang.org/x/sys/windows",
    "golang.org/x/sys/plan9",
];

/// The instructions that call the system.
const INSTRUCTIONS: [&[u8]; 6] = [b"SYSCALL", b"SYSENTER", b"INT", b"SVC", b"SWI", b"ECALL"];

/// Substrings of the names of functions in packages that call the system, in assembly.
const CALLED: [&str; 3] = ["syscall", "os·", "unix·"];

/// Words without which a file uses nothing that matters: names of packages at the end of their
/// paths, and names of methods. Shorter than all of them is no word that matters.
const WORDS: [&[u8]; 24] = [
    b"os",
    b"syscall",
    b"unix",
    b"windows",
    b"plan9",
    b"fs",
    b"ioutil",
    b"filepath",
    b"http",
    b"parser",
    b"exec",
    b"plugin",
    b"fstest",
    b"poll",
    b"Stat",
    b"Lstat",
    b"ReadDir",
    b"Readdir",
    b"ModTime",
    b"Sys",
    b"Environ",
    b"AddFS",
    b"ReadLink",
    b"MethodByName",
];

/// Effects of a package's code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PackageUses {
    /// Its code can do anything: it is not only Go, calls the system in assembly, or has
    /// functions of the standard library under names of its own.
    pub(super) is_opaque: bool,
    /// Effects of its declarations, if there are any.
    pub(super) decls: Vec<(Option<Function>, Uses)>,
}

impl PackageUses {
    fn opaque() -> Self {
        Self {
            is_opaque: true,
            decls: Vec::new(),
        }
    }

    /// Adds the effects of a file.
    fn add(&mut self, source: &[u8]) {
        self.is_opaque |= links_into_os(source);
        let words = source.split(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_');
        if !words.into_iter().any(|word| WORDS.contains(&word)) {
            return;
        }
        let file = File::parse(source);
        self.is_opaque |= file.has_dot_import;
        for decl in &file.decls {
            let uses = Uses::of(&file, decl);
            if !uses.is_empty() {
                self.decls.push((decl.function.clone(), uses));
            }
        }
    }
}

/// Reads the sources of a package.
pub(super) fn read(files: &dyn Files, package: &Package) -> PackageUses {
    if CLASSIFIED.contains(&package.import_path.as_str()) {
        return PackageUses::default();
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
        return PackageUses::opaque();
    }
    let source = |name: &str| {
        let file = path::join(&[&package.dir, name]);
        uncached::read(&files.actual(&file))
    };
    let mut uses = PackageUses::default();
    for name in &own.s {
        uses.is_opaque |= source(name).map_or(true, |text| calls_system(&text));
    }
    for name in &own.go {
        match source(name) {
            Ok(text) => uses.add(&text),
            Err(_) => uses.is_opaque = true,
        }
    }
    uses
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

/// Reports whether a directive makes a function of package os, or of those below it, or the
/// environment available under another name.
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
        // Socket options have nothing to do with files.
        is_below && !matches!(name, "getsockopt" | "setsockopt") || name.contains("env")
    })
}

#[cfg(test)]
mod tests {
    use super::PackageUses;
    use super::calls_system;
    use super::links_into_os;

    #[test]
    fn files_without_the_words_are_not_split() {
        let mut uses = PackageUses::default();
        uses.add(b"package p\n\nimport \"fmt\"\n\nfunc f() { fmt.Println(\"os\") }\n");
        assert_eq!(uses, PackageUses::default());
        uses.add(b"package p\n\nimport \"os\"\n\nfunc f() { os.Environ() }\n\nfunc g() {}\n");
        assert_eq!(uses.decls.len(), 1);
        uses.add(b"package p\n\nimport . \"os\"\n");
        assert!(uses.is_opaque);
    }

    #[test]
    fn links_to_functions_below_os_are_found() {
        for text in [
            "//go:linkname a syscall.fstatat",
            "//go:linkname a internal/syscall/unix.b",
            "//go:linkname a libc_stat",
            "//go:linkname a runtime.gogetenv",
        ] {
            assert!(links_into_os(text.as_bytes()), "{text}");
        }
        for text in [
            "// linkname",
            "//go:linkname a",
            "//go:linkname a crypto/tls.b",
            "//go:linkname a runtime.nanotime",
            "//go:linkname a syscall.getsockopt",
        ] {
            assert!(!links_into_os(text.as_bytes()), "{text}");
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
