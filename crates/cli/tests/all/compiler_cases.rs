//! Which compiler runs, and what happens to one that does not do its work.
//!
//! The instrumented compiler takes a minute to build, so a script takes its place: the SDK is
//! one whose sources have a line more, so that vamos does not build its compiler, and the
//! note about that is replaced.
//! Counterpart: none; upstream has one compiler.

#![expect(
    clippy::disallowed_methods,
    reason = "the compiler's directory and an SDK with a change are laid by hand"
)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;
use std::time::Instant;
use std::time::SystemTime;

use vamos_base::Digest;
use vamos_testkit::official_sdk;
use vamos_testkit::vamos;
use vamos_testkit::write_script;

use crate::linker_cases::mirror;

const KEY: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

/// Why the instrumented compiler is not built.
const UNKNOWN: &str = "func added in cmd/compile/internal/arm64/galign.go differs from the releases \
                       that vamos follows";

/// A module of two packages without other imports.
const TREE: [(&str, &str); 3] = [
    ("go.mod", "module example.com/m\n\ngo 1.24\n"),
    (
        "lib/lib.go",
        "package lib\n\nfunc F(n int) int { return n + 1 }\n",
    ),
    (
        "m.go",
        "package m\n\nimport \"example.com/m/lib\"\n\nvar V = lib.F(2)\n",
    ),
];

/// A user with an SDK, a module and caches.
pub(crate) struct User {
    temp: tempfile::TempDir,
    vamos: PathBuf,
    /// The value of `VAMOS_COMPILER`.
    setting: &'static str,
    /// True if the compiler takes checked packages.
    has_stubs: bool,
}

impl User {
    /// Returns a user of an SDK with early cutoff, if the tests have one.
    pub(crate) fn new() -> Option<Self> {
        let (user, sdk) = Self::without_sdk(&["go1.26.8", "go1.27.3"])?;
        let goroot = user.top().join("goroot");
        mirror(
            &sdk,
            &goroot,
            &["src", "cmd", "compile", "internal", "arm64"],
        );
        // It has early cutoff for amd64, but no instrumented compiler, which is for all machines.
        let other = goroot.join("src/cmd/compile/internal/arm64/galign.go");
        let text = fs::read_to_string(&other).expect("it is a copy");
        fs::write(&other, text + "\nfunc added() {}\n").expect("it is a copy");
        Some(user)
    }

    /// Like [`Self::new`], for an SDK whose compiler takes checked packages.
    pub(crate) fn with_stubs() -> Option<Self> {
        Self::without_sdk(&["go1.26.8"])?;
        Self::new()
    }

    /// Like [`Self::with_stubs`]; the SDK's compiler can be built.
    pub(crate) fn with_real_compiler() -> Option<Self> {
        let (user, sdk) = Self::without_sdk(&["go1.26.8"])?;
        symlink(sdk, user.top().join("goroot")).expect("there is room");
        Some(user)
    }

    /// Returns a user and the SDK of the tests, if that is one of some releases.
    fn without_sdk(releases: &[&str]) -> Option<(Self, PathBuf)> {
        let (sdk, vamos) = (official_sdk()?, vamos()?);
        let version = fs::read_to_string(sdk.join("VERSION")).expect("an SDK has a version");
        let version = version.lines().next().unwrap_or_default();
        let machine = (std::env::consts::OS, std::env::consts::ARCH);
        if !releases.contains(&version) || machine != ("linux", "x86_64") {
            return None;
        }
        let temp = tempfile::tempdir().expect("there is room");
        for (name, text) in TREE {
            let path = temp.path().join("m").join(name);
            fs::create_dir_all(path.parent().expect("it is in m")).expect("there is room");
            fs::write(path, text).expect("there is room");
        }
        let has_stubs = version == "go1.26.8";
        let user = Self {
            temp,
            vamos,
            setting: "auto",
            has_stubs,
        };
        Some((user, sdk))
    }

    /// Compiles all packages from their sources, for a script that writes its own list of reads.
    pub(crate) fn with_sources_only(mut self) -> Self {
        self.setting = "source";
        self
    }

    pub(crate) fn top(&self) -> &Path {
        self.temp.path()
    }

    fn compilers(&self) -> PathBuf {
        self.top().join("home/.cache/vamos/compilers")
    }

    pub(crate) fn program(&self) -> PathBuf {
        self.compilers().join(KEY).join("compile")
    }

    /// Returns the only compiler that was built.
    pub(crate) fn built_program(&self) -> PathBuf {
        let (_, note) = self.note().expect("a compiler was built");
        let key = note.trim_end().strip_prefix("key ").expect("it is used");
        self.compilers().join(key).join("compile")
    }

    /// Runs vamos; returns its exit code and stderr.
    pub(crate) fn run(
        &self,
        cache: &str,
        env: &[(&str, &str)],
        args: &[&str],
    ) -> (Option<i32>, String) {
        let output = self.command(cache, env, args).output().expect("it starts");
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), stderr)
    }

    /// Returns the command that runs vamos.
    pub(crate) fn command(&self, cache: &str, env: &[(&str, &str)], args: &[&str]) -> Command {
        let mut command = Command::new(&self.vamos);
        command
            .args(args)
            .current_dir(self.top().join("m"))
            .env_clear()
            .env("HOME", self.top().join("home"))
            .env("GOROOT", self.top().join("goroot"))
            .env("GOCACHE", self.top().join(cache))
            .env("GOFLAGS", "-buildvcs=false")
            .env("GOTOOLCHAIN", "local")
            .env("CGO_ENABLED", "0")
            .env("VAMOS_COMPILER", self.setting)
            .env("VAMOS_NO_DELEGATE", "1")
            .envs(env.iter().copied());
        command
    }

    /// Builds both packages, one after the other.
    fn build(&self, cache: &str) -> (Option<i32>, String) {
        self.run(cache, &[], &["build", "-p=1", "."])
    }

    /// Returns the text of the only note.
    fn note(&self) -> Option<(PathBuf, String)> {
        let entries = fs::read_dir(self.compilers()).ok()?;
        let paths = entries.map(|entry| entry.expect("it is readable").path());
        let mut notes = paths.filter(|path| path.extension().is_some_and(|ext| ext == "sdk"));
        let path = notes.next()?;
        assert_eq!(notes.next(), None);
        let text = fs::read_to_string(&path).ok()?;
        Some((path, text))
    }

    /// Lets a script be the compiler. It is called as the compiler is, after its call has
    /// been recorded; `$STOCK` is the SDK's.
    pub(crate) fn lay(&self, script: &str) {
        let (code, stderr) = self.run("laid", &[("VAMOS_COMPILER", "wait")], &["build", "."]);
        let reason = format!("vamos: the instrumented compiler was not built: {UNKNOWN}\n");
        assert_eq!((code, stderr), (Some(0), reason));
        let (note, text) = self.note().expect("the reason was stored");
        assert_eq!(text, format!("failed {UNKNOWN}\n"));
        fs::write(note, format!("key {KEY}\n")).expect("it is a file");
        let program = self.program();
        fs::create_dir_all(program.parent().expect("it has a directory")).expect("there is room");
        let stock = self.top().join("goroot/pkg/tool/linux_amd64/compile");
        self.replace(&program, &stock, script);
    }

    /// Replaces an instrumented compiler by a script, in which `$STOCK` is another compiler.
    pub(crate) fn replace(&self, program: &Path, stock: &Path, script: &str) {
        let text = format!(
            "#!/bin/sh\nSTOCK={}\necho run >> {}\n{script}\n",
            stock.display(),
            self.top().join("log").display()
        );
        write_script(program, &text).expect("there is room");
        let sum = format!("{} -\n", Digest::of(text.as_bytes()).hex());
        fs::write(program.with_file_name("sum"), sum).expect("there is room");
    }

    /// Returns the number of runs of the script.
    pub(crate) fn runs(&self) -> usize {
        let log = fs::read_to_string(self.top().join("log"));
        log.unwrap_or_default().lines().count()
    }

    /// Returns the stored files of a cache, without those that contain times.
    fn entries(&self, cache: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        let top = self.top().join(cache);
        for dir in fs::read_dir(&top).expect("it was built") {
            let dir = dir.expect("it is readable").path();
            let is_part = dir.is_dir() && dir.file_name().is_some_and(|name| name.len() == 2);
            for file in fs::read_dir(&dir).into_iter().flatten().filter(|_| is_part) {
                let path = file.expect("it is readable").path();
                if path.to_string_lossy().ends_with("-d") {
                    let bytes = fs::read(&path).expect("it is readable");
                    let name = path.strip_prefix(&top).expect("it is below").to_owned();
                    found.insert(name, bytes);
                }
            }
        }
        found
    }

    /// Returns the names of the stored files of a cache; none if it is not there.
    pub(crate) fn archives(&self, cache: &str) -> Vec<PathBuf> {
        match self.top().join(cache).is_dir() {
            true => self.entries(cache).into_keys().collect(),
            false => Vec::new(),
        }
    }

    /// Requires that two caches have the same archives, and that there are some.
    pub(crate) fn equal(&self, one: &str, other: &str) {
        let (one, other) = (self.entries(one), self.entries(other));
        assert!(one.len() >= 2);
        assert!(one == other);
    }
}

pub(crate) const GOOD: (Option<i32>, String) = (Some(0), String::new());

#[test]
fn the_instrumented_compiler_runs() {
    let Some(user) = User::new() else { return };
    user.lay("exec \"$STOCK\" \"$@\"");
    assert_eq!(user.build("one"), GOOD);
    assert_eq!(user.runs(), 2);
    user.equal("one", "laid");
    // A compiled package is not compiled again.
    assert_eq!(user.build("one"), GOOD);
    assert_eq!(user.runs(), 2);
    for (setting, flag) in [
        ("stock", "-v=false"),
        ("auto", "-x"),
        ("auto", "-n"),
        ("auto", "-a"),
    ] {
        let cache = format!("{setting}{flag}");
        let (code, stderr) = user.run(
            &cache,
            &[("VAMOS_COMPILER", setting)],
            &["build", flag, "."],
        );
        assert_eq!((code, user.runs()), (Some(0), 2), "{setting} {flag}");
        assert!(!stderr.contains("vamos: "), "{stderr}");
    }
    let tool = user.top().join("goroot/pkg/tool/linux_amd64/compile");
    let wrapped = format!("-toolexec=env WATCHED={}", tool.display());
    let (code, _) = user.run(
        "toolexec",
        &[("PATH", "/usr/bin:/bin")],
        &["build", &wrapped, "."],
    );
    assert_eq!((code, user.runs()), (Some(0), 2));
}

#[test]
fn errors_in_sources_are_reported_once() {
    let Some(user) = User::new() else { return };
    user.lay("exec \"$STOCK\" \"$@\"");
    fs::write(user.top().join("m/m.go"), "package m\n\nvar V = x\n").expect("there is room");
    let expected = "# example.com/m\n./m.go:3:9: undefined: x\n".to_owned();
    // The compiler is meant, which a check before it would leave out.
    let vars = [("VAMOS_CHECK", "off")];
    let ran = user.run("one", &vars, &["build", "-p=1", "."]);
    assert_eq!(ran, (Some(1), expected));
    assert_eq!(user.runs(), 1);
}

#[test]
fn the_compiler_of_the_sdk_takes_over() {
    // The script, and true if it is tried in the next command.
    let cases = [
        ("echo 'panic: x' >&2; exit 2", false),
        ("echo 'm.go:1:1: internal compiler error: x'; exit 2", false),
        ("exit 0", false),
        ("kill -9 $$", true),
    ];
    for (script, is_tried) in cases {
        let Some(user) = User::new() else { return };
        // A checked package is tried from its sources, too.
        let runs = 1 + usize::from(user.has_stubs);
        user.lay(script);
        assert_eq!(user.build("one"), GOOD, "{script}");
        assert_eq!(user.runs(), runs, "{script}");
        user.equal("one", "laid");
        let (_, note) = user.note().expect("there is a note");
        assert_eq!(note.starts_with("key"), is_tried, "{script}: {note}");
        assert_eq!(user.build("two"), GOOD, "{script}");
        assert_eq!(user.runs(), runs << u32::from(is_tried), "{script}");
        user.equal("two", "laid");
    }
}

/// A compiler that is not as it was stored is not used.
#[test]
fn a_damaged_compiler() {
    let damages: [fn(&Path); 4] = [
        |program| fs::write(program, "#!/bin/sh\nexit 0\n").expect("it is ours"),
        |program| fs::write(program, "").expect("it is ours"),
        |program| fs::remove_file(program).expect("it is ours"),
        |program| fs::write(program.with_file_name("sum"), "x\n").expect("it is ours"),
    ];
    for (at, damage) in damages.into_iter().enumerate() {
        let Some(user) = User::new() else { return };
        user.lay("exec \"$STOCK\" \"$@\"");
        damage(&user.program());
        // In continuous integration no other is built.
        let built = user.run("one", &[("CI", "1")], &["build", "."]);
        assert_eq!(built, GOOD, "{at}");
        assert_eq!(user.runs(), 0, "{at}");
        assert!(!user.program().exists(), "{at}");
        user.equal("one", "laid");
    }
}

/// A command does not wait for the process that it starts, and that process ends by itself.
#[test]
fn a_missing_compiler_is_built_in_the_background() {
    let Some(user) = User::new() else { return };
    for (name, value) in [("CI", "true"), ("VAMOS_COMPILER", "stock"), ("HOME", "")] {
        let built = user.run(name, &[(name, value)], &["build", "."]);
        assert_eq!(built, GOOD, "{name}");
        assert!(!user.compilers().exists(), "{name}");
    }
    // The first command may be the only one of this user.
    assert_eq!(user.build("first"), GOOD);
    let lock = user.compilers().join("lock");
    let old = SystemTime::now() - Duration::from_secs(3600);
    let file = fs::File::options().write(true).open(&lock).unwrap();
    file.set_modified(old).unwrap();
    drop(file);
    assert_eq!(user.note().map(|(_, note)| note), None);
    assert_eq!(user.build("one"), GOOD);
    // The sources of this SDK are unknown, which takes a moment to find out.
    let start = Instant::now();
    let note = loop {
        match user.note() {
            Some((_, note)) => break note,
            None if start.elapsed() > Duration::from_secs(120) => panic!("it does not end"),
            None => std::thread::yield_now(),
        }
    };
    assert_eq!(note, format!("failed {UNKNOWN}\n"));
    // A reason is good for a day.
    assert_eq!(user.build("two"), GOOD);
    user.equal("one", "two");
}
