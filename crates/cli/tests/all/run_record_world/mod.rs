//! A world of its own for one command: module, module cache, SDK, home, PATH.
//!
//! The SDK is a directory of links, but for one package, whose files are its own.
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    reason = "a test changes files and starts programs by itself"
)]

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;
use std::time::SystemTime;

use vamos_base::Digest;
use vamos_modzip::dirhash::go_mod_sum;
use vamos_modzip::dirhash::hash1;
use vamos_testkit::Goroot;
use vamos_testkit::official_go;
use vamos_testkit::shared_sdk;
use vamos_testkit::vamos;

/// The result of a command.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// The report about the run record; empty without a report.
    pub(crate) run_record: String,
}

impl Ran {
    pub(crate) fn holds(&self) -> bool {
        self.run_record.starts_with("holds")
    }

    pub(crate) fn is_left(&self) -> bool {
        self.run_record.starts_with("left")
    }
}

/// A world below one directory.
pub(crate) struct World {
    pub(crate) root: PathBuf,
    vamos: PathBuf,
    /// Variables of its commands.
    pub(crate) env: Vec<(String, String)>,
    /// Directory of its commands.
    pub(crate) dir: String,
}

const DEP: &str = "example.com/dep@v1.0.0";
const DEP_MOD: &str = "module example.com/dep\n\ngo 1.26\n";
const DEP_GO: &str = "package dep\n\nconst D = 1\n";

const FILES: [(&str, &str); 13] = [
    ("w.go", "package w\n\nimport _ \"example.com/w/a\"\n"),
    (
        "a/a.go",
        "package a\n\nimport _ \"example.com/dep\"\n\nfunc A() int { return 1 }\n",
    ),
    ("a/a_test.go", "package a\n\nimport _ \"testing\"\n"),
    ("a/a_plan9.go", "package a\n"),
    ("a/notes.txt", "notes\n"),
    (
        "e/e.go",
        "package e\n\nimport _ \"embed\"\n\n//go:embed data\nvar S string\n",
    ),
    ("e/data", "data\n"),
    (
        "f/f.go",
        "package f\n\nimport \"embed\"\n\n//go:embed tree\nvar S embed.FS\n",
    ),
    ("f/tree/one/x", "x\n"),
    ("s/s.go", "package s\n\nimport _ \"errors\"\n"),
    ("testdata/t.go", "package t\n"),
    (
        "cmd/app/main.go",
        "package main\n\nimport \"example.com/w/a\"\n\nfunc main() { println(a.A()) }\n",
    ),
    ("cmd/app/default.pgo.txt", "none\n"),
];

impl World {
    /// Makes a world with this cache; `None` if there is no SDK to test with.
    pub(crate) fn new(root: &Path, cache: &Path) -> Option<Self> {
        let sdk = shared_sdk()?;
        let world = Self {
            root: root.to_owned(),
            vamos: vamos()?,
            env: Vec::new(),
            dir: "mod".to_owned(),
        };
        for (name, text) in FILES {
            world.write(&format!("mod/{name}"), text);
        }
        world.lay_dep();
        world.lay_sdk(&sdk);
        for dir in ["home", "out", "bin", "early", "other"] {
            fs::create_dir_all(world.at(dir)).expect("it is made");
        }
        let root = world.root.to_str()?.to_owned();
        let mut world = world;
        for (name, value) in [
            ("PATH", format!("{root}/early:{root}/bin:/usr/bin:/bin")),
            ("HOME", format!("{root}/home")),
            ("GOROOT", format!("{root}/sdk")),
            ("GOCACHE", cache.to_str()?.to_owned()),
            ("GOMODCACHE", format!("{root}/modcache")),
            ("GOPATH", format!("{root}/gopath")),
            ("GOENV", format!("{root}/home/goenv")),
            ("GOFLAGS", "-buildvcs=false".to_owned()),
            ("GOTOOLCHAIN", "local".to_owned()),
            ("GOPROXY", "off".to_owned()),
            ("GOSUMDB", "off".to_owned()),
            ("CGO_ENABLED", "0".to_owned()),
            ("GIT_CONFIG_NOSYSTEM", "1".to_owned()),
            ("VAMOS_NO_DELEGATE", "1".to_owned()),
            ("VAMOS_COMPILER", "stock".to_owned()),
            ("VAMOS_TRACE", "explain".to_owned()),
        ] {
            world.set(name, &value);
        }
        Some(world)
    }

    /// Returns the same world with the official command in it.
    pub(crate) fn official(self) -> Self {
        let go = official_go().expect("a world has an SDK");
        Self { vamos: go, ..self }
    }

    fn lay_dep(&self) {
        let files = [("go.mod", DEP_MOD), ("d.go", DEP_GO)];
        let named =
            files.map(|(name, text)| (format!("{DEP}/{name}"), Digest::of(text.as_bytes())));
        let mut sums: Vec<(&str, Digest)> = named.iter().map(|(n, d)| (n.as_str(), *d)).collect();
        let zip = hash1(&mut sums).expect("clean names");
        let go_mod = go_mod_sum(DEP_MOD.as_bytes());
        for (name, text) in files {
            self.write(&format!("modcache/{DEP}/{name}"), text);
        }
        let download = "modcache/cache/download/example.com/dep/@v";
        self.write(&format!("{download}/v1.0.0.mod"), DEP_MOD);
        self.write(
            &format!("{download}/v1.0.0.info"),
            "{\"Version\":\"v1.0.0\"}",
        );
        self.write(&format!("{download}/v1.0.0.zip"), "");
        self.write(&format!("{download}/v1.0.0.ziphash"), &zip.to_string());
        let dep = "example.com/dep v1.0.0";
        self.write(
            "mod/go.sum",
            &format!("{dep} {zip}\n{dep}/go.mod {go_mod}\n"),
        );
        self.write(
            "mod/go.mod",
            "module example.com/w\n\ngo 1.26\n\nrequire example.com/dep v1.0.0\n",
        );
    }

    /// Makes an SDK of links to the shared SDK of tests, and to the stored results of its tools.
    fn lay_sdk(&self, sdk: &Path) {
        let mine = self.at("sdk");
        fs::create_dir_all(mine.join("src")).expect("it is made");
        let link = |from: &Path, to: &Path| symlink(from, to).expect("it is linked");
        link(&Goroot::kept_beside(sdk), &Goroot::kept_beside(&mine));
        for entry in fs::read_dir(sdk).expect("there is an SDK") {
            let entry = entry.expect("it is listed");
            let name = entry.file_name();
            match name.to_str() {
                Some("src") => {}
                Some("VERSION" | "go.env") => {
                    fs::copy(entry.path(), mine.join(&name)).expect("it is copied");
                }
                _ => link(&entry.path(), &mine.join(&name)),
            }
        }
        for entry in fs::read_dir(sdk.join("src")).expect("there are sources") {
            let entry = entry.expect("it is listed");
            let to = mine.join("src").join(entry.file_name());
            if entry.file_name() == "errors" {
                fs::create_dir(&to).expect("it is made");
                for file in fs::read_dir(entry.path()).expect("it is a package") {
                    let file = file.expect("it is listed");
                    fs::copy(file.path(), to.join(file.file_name())).expect("it is copied");
                }
            } else {
                link(&entry.path(), &to);
            }
        }
    }

    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Sets a variable; empty removes it.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.env.retain(|(known, _)| known != name);
        if !value.is_empty() {
            self.env.push((name.to_owned(), value.to_owned()));
        }
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.at(path);
        fs::create_dir_all(path.parent().expect("it is below the root")).expect("it is made");
        fs::write(path, text).expect("it is written");
    }

    /// Changes one byte, in place, and puts the time back.
    pub(crate) fn flip(&self, path: &str, from: &str, to: &str) {
        assert_eq!(from.len(), to.len(), "the size is kept");
        let path = self.at(path);
        let old = fs::metadata(&path).expect("it is there");
        let text = fs::read(&path).expect("it is read");
        let at = text
            .windows(from.len())
            .position(|part| part == from.as_bytes());
        let at = at.expect("it has the text");
        let mut text = text;
        text[at..at + to.len()].copy_from_slice(to.as_bytes());
        fs::write(&path, &text).expect("it is written");
        let file = fs::File::options()
            .write(true)
            .open(&path)
            .expect("it opens");
        file.set_modified(old.modified().expect("it has a time"))
            .expect("its time is set");
        assert_eq!(fs::metadata(&path).expect("it is there").ino(), old.ino());
    }

    pub(crate) fn remove(&self, path: &str) {
        let path = self.at(path);
        if path.is_dir() {
            fs::remove_dir_all(path).expect("it is removed");
        } else {
            fs::remove_file(path).expect("it is removed");
        }
    }

    pub(crate) fn rename(&self, from: &str, to: &str) {
        fs::rename(self.at(from), self.at(to)).expect("it is renamed");
    }

    pub(crate) fn chmod(&self, path: &str, mode: u32) {
        fs::set_permissions(self.at(path), fs::Permissions::from_mode(mode))
            .expect("it is changed");
    }

    pub(crate) fn link(&self, from: &str, to: &str) {
        let to = self.at(to);
        let _ = fs::remove_file(&to);
        symlink(self.at(from), to).expect("it is linked");
    }

    pub(crate) fn remove_link(&self, path: &str) {
        fs::remove_file(self.at(path)).expect("it is removed");
    }

    pub(crate) fn age(&self, path: &str, seconds: u64) {
        let file = fs::File::open(self.at(path)).expect("it opens");
        let time = SystemTime::now() - Duration::from_secs(seconds);
        file.set_modified(time).expect("its time is set");
    }

    pub(crate) fn bytes(&self, path: &str) -> Vec<u8> {
        fs::read(self.at(path)).unwrap_or_default()
    }

    /// Returns the files of the build cache that end so.
    pub(crate) fn cached(&self, end: &str) -> Vec<PathBuf> {
        let cache = self.env.iter().find(|(name, _)| name == "GOCACHE");
        let cache = PathBuf::from(&cache.expect("it is set").1);
        let parts = fs::read_dir(cache).expect("there is a cache");
        let parts = parts.filter_map(|part| fs::read_dir(part.ok()?.path()).ok());
        let files = parts
            .flatten()
            .map(|file| file.expect("it is listed").path());
        files
            .filter(|path| path.to_str().is_some_and(|path| path.ends_with(end)))
            .collect()
    }

    /// Runs git in the module's directory, with a name and an address of a user.
    pub(crate) fn git(&self, line: &str) {
        let done = Command::new("git")
            .args(line.split(' '))
            .current_dir(self.at("mod"))
            .env("HOME", self.at("home"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_AUTHOR_NAME", "x")
            .env("GIT_AUTHOR_EMAIL", "x@example.com")
            .env("GIT_COMMITTER_NAME", "x")
            .env("GIT_COMMITTER_EMAIL", "x@example.com")
            .status()
            .expect("git starts");
        assert!(done.success(), "git {line}");
    }

    /// Runs a command line, split at spaces.
    pub(crate) fn run(&self, line: &str) -> Ran {
        self.run_with(line, &[])
    }

    pub(crate) fn run_with(&self, line: &str, env: &[(&str, &str)]) -> Ran {
        self.run_behind(&[], line, env)
    }

    /// Runs a command line through a program that starts it.
    pub(crate) fn run_behind(&self, before: &[&str], line: &str, env: &[(&str, &str)]) -> Ran {
        let output = self.command(before, line, env).output().expect("it starts");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (mut stderr, mut run_record) = (String::new(), String::new());
        for line in text(&output.stderr).lines() {
            match line.strip_prefix("vamos: run record: ") {
                Some(told) => told.clone_into(&mut run_record),
                None => stderr.extend([line, "\n"]),
            }
        }
        Ran {
            code: output.status.code(),
            stdout: text(&output.stdout),
            stderr,
            run_record,
        }
    }

    /// Returns a command that can be started.
    pub(crate) fn command(&self, before: &[&str], line: &str, env: &[(&str, &str)]) -> Command {
        let mut command = match before {
            [] => Command::new(&self.vamos),
            [first, rest @ ..] => {
                let mut command = Command::new(first);
                command.args(rest).arg(&self.vamos);
                command
            }
        };
        command
            .args(line.split(' '))
            .current_dir(self.at(&self.dir))
            .stdin(Stdio::null())
            .env_clear()
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .envs(env.iter().copied());
        command
    }
}
