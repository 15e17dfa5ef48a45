//! Small Go programs that give tests the expected results.
//!
//! Counterpart: none.

use std::fs;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::ChildStdin;
use std::process::Command;
use std::process::Stdio;

use crate::goroot::shared_sdk;
use crate::program::SPARE_COLLECTION;
use crate::program::official_go;

/// The module of a Go program that computes expected results. The official go builds it without
/// network and without the user's settings; the cache next to `home` is for all such programs. Its
/// GOROOT is the scratch copy of the SDK, whose tools cache the standard library for all tests.
pub struct Oracle {
    go: PathBuf,
    goroot: PathBuf,
    home: PathBuf,
    module: PathBuf,
    /// Held while the module's files change: tests with the same `home` wait for each other.
    _lock: File,
}

impl Oracle {
    /// Creates the module `path` below `home`, which is in the directory of cargo that a
    /// test may write to. Without an official go the test fails or is skipped
    /// ([`crate::skip`]). Waits while another one with this `home` is in use.
    ///
    /// # Panics
    ///
    /// If the directory cannot be written.
    #[track_caller]
    pub fn new(home: &Path, path: &str) -> Option<Self> {
        let go = official_go()?;
        let goroot = shared_sdk()?;
        fs::create_dir_all(home).expect("the test's directory is writable");
        let lock = File::create(home.join("lock")).expect("the test's directory is writable");
        lock.lock().expect("files can be locked");
        let oracle = Self {
            go,
            goroot,
            home: home.to_owned(),
            module: home.join("module"),
            _lock: lock,
        };
        oracle.write("go.mod", format!("module {path}\n\ngo 1.24\n"));
        Some(oracle)
    }

    /// Writes a file of the module.
    ///
    /// # Panics
    ///
    /// If that fails.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let file = self.module.join(name);
        let dir = file.parent().expect("it is below the module");
        fs::create_dir_all(dir).expect("the test's directory is writable");
        fs::write(file, content).expect("the test's directory is writable");
    }

    /// Copies a Go file, or the files of a directory without tests, into a package of the module:
    /// packages that only the SDK may import become the program's own.
    ///
    /// # Panics
    ///
    /// If that fails.
    pub fn copy(&self, from: &Path, package: &str) {
        let files = match fs::read_dir(from) {
            Ok(entries) => entries.flatten().map(|entry| entry.path()).collect(),
            Err(_) => vec![from.to_owned()],
        };
        for file in files {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            if !name.ends_with("_test.go") && file.is_file() {
                // Copied by content: files of the SDK may be read-only.
                let content = fs::read(&file).expect("the SDK is readable");
                self.write(&format!("{package}/{name}"), content);
            }
        }
    }

    /// Returns the official go without a subcommand, in the module's directory, and with the cache
    /// of all such programs.
    fn go(&self) -> Command {
        let mut go = Command::new(&self.go);
        go.current_dir(&self.module)
            .env("HOME", &self.home)
            .env("GOROOT", &self.goroot)
            .env("GOCACHE", self.home.with_file_name("gocache"))
            .env("GOPATH", self.home.join("gopath"))
            .env("GOENV", "off")
            .env("GOFLAGS", "")
            .env("GOWORK", "off")
            .env("GOPROXY", "off")
            .env("GOTOOLCHAIN", "local")
            .env("CGO_ENABLED", "0")
            .envs(SPARE_COLLECTION);
        go
    }

    /// Returns the output of `go list -export -deps` in a format for packages of linux/amd64; their
    /// archives are compiled for that.
    ///
    /// # Panics
    ///
    /// If that fails.
    pub fn list_exports(&self, format: &str, packages: &[&str]) -> String {
        let output = self
            .go()
            .args(["list", "-export", "-deps", "-f", format])
            .args(packages)
            .envs([("GOOS", "linux"), ("GOARCH", "amd64")])
            .stderr(Stdio::inherit())
            .output()
            .expect("the official go starts");
        assert!(output.status.success(), "the packages do not compile");
        String::from_utf8(output.stdout).expect("paths are UTF-8")
    }

    /// Builds a package of the module; returns the program.
    ///
    /// # Panics
    ///
    /// If it does not build.
    pub fn build(&self, package: &str) -> PathBuf {
        self.build_with(&[], package)
    }

    /// Builds a program as a package of the SDK, whose internal packages it may import. Its files,
    /// and files that are added to other packages, are paths below GOROOT/src and texts. The SDK
    /// itself is not changed.
    ///
    /// # Panics
    ///
    /// If it does not build.
    pub fn build_in_sdk(&self, package: &str, files: &[(&str, &str)]) -> PathBuf {
        let dir = self.goroot.join("src");
        let mut replaced = Vec::new();
        for (name, source) in files {
            let own = format!("sdk/{name}");
            self.write(&own, source);
            replaced.push(format!("{:?}: {:?}", dir.join(name), self.module.join(own)));
        }
        let overlay = format!("{{\"Replace\": {{{}}}}}", replaced.join(", "));
        self.write("overlay.json", overlay);
        self.build_with(&["-overlay", "overlay.json"], package)
    }

    fn build_with(&self, flags: &[&str], package: &str) -> PathBuf {
        let program = self.home.join("oracle");
        let status = self
            .go()
            .args(["build", "-o"])
            .arg(&program)
            .args(flags)
            .arg(package)
            .stderr(Stdio::inherit())
            .status()
            .expect("the official go starts");
        assert!(status.success(), "the oracle does not build");
        program
    }
}

/// Returns a program's answers to sources. In both directions each is preceded by its length, four
/// bytes, the lowest first.
///
/// # Panics
///
/// If the program fails, or an answer is cut off.
pub fn ask_each(program: &Path, sources: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let output = ask(&mut Command::new(program), |mut stdin| {
        for source in sources {
            let size = u32::try_from(source.len()).expect("sources are small");
            let written = stdin.write_all(&size.to_le_bytes());
            let written = written.and_then(|()| stdin.write_all(source));
            written.expect("the program reads all sources");
        }
    });
    let mut answers = Vec::new();
    let mut rest = output.as_slice();
    while let Some((size, tail)) = rest.split_first_chunk() {
        let size = usize::try_from(u32::from_le_bytes(*size)).expect("it fits");
        answers.push(tail[..size].to_vec());
        rest = &tail[size..];
    }
    answers
}

/// Runs a program while `questions` writes its standard input; returns its output.
///
/// # Panics
///
/// If the program fails.
pub fn ask(program: &mut Command, questions: impl FnOnce(ChildStdin) + Send) -> Vec<u8> {
    let mut child = program
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let stdin = child.stdin.take().expect("its input is a pipe");
    let output = std::thread::scope(|scope| {
        scope.spawn(move || questions(stdin));
        child.wait_with_output().expect("its output is a pipe")
    });
    assert!(output.status.success());
    output.stdout
}
