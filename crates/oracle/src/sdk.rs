//! The Go SDK and the build of vamos that development commands work with.
//!
//! Counterpart: none.

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use vamos_testkit::Goroot;
use vamos_testkit::share_kept;
use vamos_testkit::unwrapped;

use crate::files;
use crate::files::at;

/// An official SDK.
pub struct Sdk {
    /// Its root, links resolved.
    pub goroot: PathBuf,
    /// The official go command.
    pub go: PathBuf,
    /// First line of VERSION.
    pub version: String,
}

/// Finds the SDK: `VAMOS_TEST_GO`, GOROOT, or `go` on PATH.
pub fn find() -> Result<Sdk, String> {
    let mut candidates: Vec<PathBuf> = Vec::new();
    if let Some(go) = std::env::var_os("VAMOS_TEST_GO") {
        candidates.push(go.into());
    }
    if let Some(root) = std::env::var_os("GOROOT") {
        candidates.push(Path::new(&root).join("bin/go"));
    }
    if let Some(path) = std::env::var_os("PATH") {
        candidates.extend(std::env::split_paths(&path).map(|dir| dir.join("go")));
    }
    let found = candidates.iter().find_map(|candidate| of_go(candidate));
    found.ok_or_else(|| "no Go SDK: set VAMOS_TEST_GO to an official go command".to_owned())
}

/// Prints the root of a copy of the SDK whose tools cache their results for the standard library,
/// and makes it when it is missing.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    if !args.is_empty() {
        return Err("usage: xtask keeping-sdk".to_owned());
    }
    let sdk = find()?;
    let copy = Goroot::keeping(&sdk.goroot).map_err(at(&sdk.goroot))?;
    crate::say(&copy.dir().display().to_string());
    Ok(())
}

/// Returns the SDK in a directory that was named, else finds one.
pub fn named_or_found(dir: Option<&Path>) -> Result<Sdk, String> {
    let Some(dir) = dir else { return find() };
    of_go(&dir.join("bin/go")).ok_or_else(|| format!("{}: no Go SDK", dir.display()))
}

/// Returns the vamos that was named, else builds one for release.
pub fn vamos_named_or_built(binary: Option<&Path>) -> Result<PathBuf, String> {
    let Some(binary) = binary else {
        return build_vamos();
    };
    let real = binary.canonicalize();
    real.map_err(at(binary))
}

/// Returns the SDK that a go command belongs to.
pub fn of_go(go: &Path) -> Option<Sdk> {
    let go = go.canonicalize().ok()?;
    let goroot = go.parent()?.parent()?.to_owned();
    let version = std::fs::read_to_string(goroot.join("VERSION")).ok()?;
    let version = version.lines().next().unwrap_or("").to_owned();
    Some(Sdk {
        goroot,
        go,
        version,
    })
}

impl Sdk {
    /// Returns the value of a variable of the user's own environment.
    pub fn variable(&self, name: &str) -> Result<String, String> {
        let mut command = Command::new(&self.go);
        command
            .args(["env", name])
            .env("GOTOOLCHAIN", "local")
            .env("GOROOT", &self.goroot);
        let output = command.output().map_err(at(&self.go))?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Returns the settings of module sources: variables of the user's own environment.
    pub fn module_settings(&self) -> Result<Vec<(String, String)>, String> {
        let names = ["GOPROXY", "GOSUMDB", "GONOSUMDB", "GOMODCACHE"];
        let output = Command::new(&self.go).arg("env").args(names).output();
        let output = output.map_err(at(&self.go))?;
        let values = String::from_utf8_lossy(&output.stdout).into_owned();
        let values = values.lines().map(str::to_owned);
        Ok(names.into_iter().map(str::to_owned).zip(values).collect())
    }

    /// Returns N of its version 1.N.
    pub fn minor(&self) -> Option<u32> {
        let rest = self.version.strip_prefix("go1.")?;
        let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
        digits.parse().ok()
    }

    /// Returns the same command with the scratch copy of the SDK that all tests share. Its tools
    /// cache their results for the standard library, for this run and for tests.
    pub fn keeping(&self) -> Result<Self, String> {
        let shared = Goroot::shared(&self.goroot).map_err(at(&self.goroot))?;
        Ok(Self {
            goroot: shared.dir().to_owned(),
            go: self.go.clone(),
            version: self.version.clone(),
        })
    }

    /// Returns the SDK that this one is a copy of, if its tools keep results, with the same command.
    pub fn unwrapped(&self) -> Self {
        Self {
            goroot: unwrapped(&self.goroot),
            go: self.go.clone(),
            version: self.version.clone(),
        }
    }

    /// Makes (or reuses) a writable copy of the SDK at `to`; returns its path.
    ///
    /// Fails if `to` is a copy of another release.
    pub fn scratch_copy(&self, to: &Path) -> Result<PathBuf, String> {
        let mark = to.join("VERSION");
        let io = at(to);
        if Goroot::kept_beside(&self.goroot).exists() {
            share_kept(&self.goroot, to).map_err(&io)?;
        }
        if mark.exists() {
            let text = |dir: &Path| std::fs::read(dir.join("VERSION"));
            if text(to).map_err(&io)? != text(&self.goroot).map_err(&io)? {
                return Err(format!("{} is a copy of another SDK", to.display()));
            }
            return to.canonicalize().map_err(io);
        }
        files::make_dir(to)?;
        let mut entries: Vec<PathBuf> = std::fs::read_dir(&self.goroot)
            .map_err(io)?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .collect();
        // VERSION last: its presence means that the copy is complete.
        entries.sort_by_key(|path| path.ends_with("VERSION"));
        for entry in entries {
            let status = Command::new("cp").arg("-a").arg(&entry).arg(to).status();
            if !status.is_ok_and(|status| status.success()) {
                return Err(format!("cannot copy {}", entry.display()));
            }
        }
        to.canonicalize().map_err(io)
    }
}

/// Returns the root of the workspace.
pub fn workspace_root() -> PathBuf {
    let crate_dir = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = crate_dir.ancestors().nth(2);
    root.expect("crates/xtask lies two levels below the root")
        .to_owned()
}

/// Returns cargo's target directory.
pub fn target_dir() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => dir.into(),
        None => workspace_root().join("target"),
    }
}

/// Builds vamos for release; returns the executable.
pub fn build_vamos() -> Result<PathBuf, String> {
    build_executable("vamos", "--bin", "release")
}

/// Builds the executable that upstream's scripts need; returns it.
pub fn build_hooked_vamos() -> Result<PathBuf, String> {
    build_executable("vamos-hooked", "--example", "release/examples")
}

/// Builds the executable `name` for release, as a target of cargo of this kind; returns it, which
/// is in `dir` of the target directory.
fn build_executable(name: &str, kind: &str, dir: &str) -> Result<PathBuf, String> {
    let status = Command::new("cargo")
        .args(["build", "--quiet", "--release", "--package", "vamos-cli"])
        .args([kind, name])
        .current_dir(workspace_root())
        .status()
        .map_err(|error| format!("cargo: {error}"))?;
    if status.success() {
        Ok(target_dir().join(dir).join(name))
    } else {
        Err(format!("cannot build {name}"))
    }
}
