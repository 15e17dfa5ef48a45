//! Programs that the official command compiles when a target needs them, and links of them in
//! this process.
//!
//! Counterpart: none.
#![expect(
    clippy::disallowed_methods,
    reason = "the inputs are made by the official command, in a directory of their own"
)]

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::LazyLock;

use vamos_link::Diagnostics;
use vamos_link::Host;
use vamos_link::Input;
use vamos_link::Inputs;
use vamos_link::Link;
use vamos_link::MemoryFile;
use vamos_link::OutputFile;
use vamos_link::Stop;
use vamos_link::arch;
use vamos_link::driver;
use vamos_link::flags;
use vamos_link::options::Options;
use vamos_link::options::Sdk;
use vamos_link::profile;
use vamos_link::system::System;
use vamos_sched::Pool;
use vamos_testkit::official_go;
use vamos_types::Importer;
use vamos_unified::Bytes;
use vamos_unified::Found;
use vamos_unified::Imports;

/// A package and its archive.
pub(super) struct Package {
    pub(super) path: String,
    pub(super) archive: Vec<u8>,
}

/// A compiled program.
#[derive(Default)]
pub(super) struct Program {
    /// All packages; the main package is the last one.
    pub(super) packages: Vec<Package>,
    /// The first line of objects.
    header: String,
    /// The system that runs it.
    system: System,
    version: String,
}

/// A program without packages of C.
pub(super) static PLAIN: LazyLock<Program> = LazyLock::new(|| Program::build(MAIN, "0", "linux"));

/// Programs for Windows and for macOS.
pub(super) static FOR_WINDOWS: LazyLock<Program> =
    LazyLock::new(|| Program::build(MAIN, "0", "windows"));
pub(super) static FOR_MACOS: LazyLock<Program> =
    LazyLock::new(|| Program::build(MAIN, "0", "darwin"));

/// A program whose standard library has objects of the C compiler.
pub(super) static WITH_C: LazyLock<Program> =
    LazyLock::new(|| Program::build(MAIN_WITH_C, "1", "linux"));

/// A program with the packages that the tests of the type checker import most.
pub(super) static LIBRARY: LazyLock<Program> =
    LazyLock::new(|| Program::build(IMPORTS, "0", "linux"));

const IMPORTS: &str = r#"package main

import (
	_ "context"
	_ "fmt"
	_ "io"
	_ "iter"
	_ "maps"
	_ "math"
	_ "os"
	_ "reflect"
	_ "slices"
	_ "strings"
	_ "sync/atomic"
	_ "time"
)

func main() {}
"#;

const MAIN: &str = r#"package main

type shape interface{ area() float64 }

type square struct{ side float64 }

func (s square) area() float64 { return s.side * s.side }

type pair[A, B any] struct {
	a A
	b []B
}

var table = map[string]pair[int, shape]{"a": {1, []shape{square{2}}}}

//go:nosplit
func leaf(n int) int { return n ^ 5 }

func walk(n int, f func(int) int) int {
	defer func() { recover() }()
	if n > 0 {
		return walk(n-1, f)
	}
	return f(n)
}

func main() {
	go walk(3, leaf)
	var s any = table["a"].b[0]
	if s, is := s.(shape); is {
		println(s.area(), walk(9, func(n int) int { return n + len(table) }))
	}
}
"#;

const MAIN_WITH_C: &str = "package main\n\nimport _ \"runtime/cgo\"\n\nfunc main() {}\n";

impl Program {
    /// Compiles a program; one without packages where that cannot be done.
    fn build(source: &str, cgo: &str, goos: &str) -> Self {
        let Some(go) = official_go() else {
            return Self::default();
        };
        let dir = tempfile::tempdir().expect("a directory for temporary files");
        let failed = "a file in the directory";
        fs::write(dir.path().join("main.go"), source).expect(failed);
        fs::write(dir.path().join("go.mod"), "module m\n\ngo 1.25\n").expect(failed);
        let run = |args: &[&str]| -> String {
            let output = Command::new(&go)
                .args(args)
                .current_dir(dir.path())
                .env("GOENV", "off")
                .env("GOFLAGS", "")
                .env("GOOS", goos)
                .env("GOARCH", "amd64")
                .env("GOWORK", "off")
                .env("GOTOOLCHAIN", "local")
                .env("CGO_ENABLED", cgo)
                .output()
                .expect("the official command runs");
            assert!(output.status.success(), "{output:?}");
            String::from_utf8(output.stdout).expect("a list in UTF-8")
        };
        let list = run(&["list", "-export", "-deps", "-f", LINE, "."]);
        let read = |line: &str| {
            let (path, file) = line.split_once('=')?;
            let archive = fs::read(Path::new(file)).ok()?;
            let path = path.to_owned();
            Some(Package { path, archive })
        };
        let packages: Vec<Package> = list.lines().filter_map(read).collect();
        let header = packages.last().map_or("", |main| header(&main.archive));
        Self {
            header: header.to_owned(),
            system: System::of_name(goos).unwrap_or_default(),
            version: run(&["env", "GOVERSION"]).trim().to_owned(),
            packages,
        }
    }

    /// Returns the main archive.
    pub(super) fn main(&self) -> &[u8] {
        self.packages.last().map_or(&[], |main| &main.archive)
    }

    /// Returns the archive of a package.
    pub(super) fn archive(&'static self, path: &str) -> Option<Bytes> {
        let package = self.packages.iter().find(|package| package.path == path)?;
        Some(Arc::new(package.archive.as_slice()))
    }

    /// Returns an importer of the packages.
    pub(super) fn importer(&'static self) -> Box<dyn Importer> {
        Box::new(Imports::new(Box::new(|path: &str| {
            let missing = || "open : no such file or directory".to_owned();
            let bytes = self.archive(path).ok_or_else(missing)?;
            let path = path.to_owned();
            Ok(Found { path, bytes })
        })))
    }

    /// Links with these archives by path, the main one last; reports whether that worked.
    pub(super) fn link(&self, archives: &[(&str, &[u8])], flags: &[&str]) -> bool {
        static POOL: LazyLock<Pool> = LazyLock::new(|| Pool::new(2));
        let config = archives.iter().map(|(path, _)| path);
        let config: String = config
            .map(|path| format!("packagefile {path}={path}\n"))
            .collect();
        let files = Files { config };
        let Ok(options) = self.options(flags, &files) else {
            return false;
        };
        let mut inputs = Inputs::default();
        for (path, archive) in archives {
            inputs.add((*path).to_owned(), Ok(input(archive)));
        }
        if let Some((_, main)) = archives.last() {
            inputs.add("main.a".to_owned(), Ok(input(main)));
        }
        let link = Link {
            options: &options,
            inputs: &inputs,
            host: &files,
            pool: &POOL,
            output: &SmallDisk::default(),
        };
        driver::run(&link, &mut Diagnostics::new(options.all_errors)).is_ok()
    }

    fn options(&self, flags: &[&str], files: &Files) -> Result<Options, Stop> {
        let minor = self.version.split('.').nth(1);
        let minor = minor.and_then(|minor| minor.parse().ok()).unwrap_or(26);
        let profile = profile::of_minor(minor).unwrap_or(&profile::GO1_26);
        let sdk = Sdk {
            system: self.system,
            version: self.version.clone(),
            header: self.header.clone(),
            goarch_level: "v1".to_owned(),
            ..Sdk::default()
        };
        let own = ["-importcfg=cfg", "-o=out", "main.a"];
        let args: Vec<String> = flags
            .iter()
            .chain(&own)
            .map(|arg| (*arg).to_owned())
            .collect();
        flags::parse("link", &args, &arch::AMD64, profile, sdk, files)
    }
}

/// An output file on a disk that is soon full. A damaged size gives a file of gigabytes, nearly
/// all of it a gap: a file system does not store that, but memory does.
#[derive(Default)]
struct SmallDisk(MemoryFile);

/// The size of the disk in bytes; the whole programs need a hundredth of it.
const DISK: u64 = 256 << 20;

impl OutputFile for SmallDisk {
    fn write_at(&self, offset: u64, bytes: &[u8]) {
        if offset.saturating_add(bytes.len() as u64) <= DISK {
            self.0.write_at(offset, bytes);
        }
    }

    fn read_at(&self, offset: u64, bytes: &mut [u8]) {
        self.0.read_at(offset, bytes);
    }
}

/// Output format of the official command for each package.
const LINE: &str = "{{if .Export}}{{.ImportPath}}={{.Export}}{{end}}";

/// Returns an archive as the command gives it to the linker.
fn input(archive: &[u8]) -> Input<'_> {
    let unread = vamos_link::unread(archive);
    let offset = unread.filter(|unread| *unread < archive.len());
    let offset = offset.unwrap_or_default();
    Input {
        bytes: &archive[offset..],
        offset,
    }
}

/// Returns the first line of the first object in an archive.
fn header(archive: &[u8]) -> &str {
    const START: &[u8] = b"go object ";
    let at = archive
        .windows(START.len())
        .position(|bytes| bytes == START);
    let rest = archive.get(at.unwrap_or_default()..).unwrap_or_default();
    let line = rest.split(|&byte| byte == b'\n').next();
    str::from_utf8(line.unwrap_or_default()).unwrap_or_default()
}

/// A host without files but the import configuration.
struct Files {
    config: String,
}

impl Host for Files {
    fn exists(&self, _: &str) -> bool {
        false
    }

    fn compiler_library(&self, _: &[String], _: &str) -> String {
        "none".to_owned()
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        match path {
            "cfg" => Ok(self.config.clone().into_bytes()),
            _ => Err(format!("open {path}: no such file or directory")),
        }
    }
}
