//! The directory of captured links: cases, archives, a build cache, scratch space; and the
//! environment in which the official command runs there.
//!
//! Counterpart: none.

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use crate::files;
use crate::files::at;
use crate::sdk;
use crate::sdk::Sdk;

/// Makes Go programs collect garbage late, which saves a fifth of their time.
pub(super) const SPARE_COLLECTION: [(&str, &str); 2] = [("GOGC", "off"), ("GOMEMLIMIT", "1500MiB")];

/// The platform of links where none is named.
pub(super) const PLATFORM: &str = "linux/amd64";

/// The directory of captured links.
pub(super) struct CaptureDir {
    /// Its root, links resolved.
    pub(super) root: PathBuf,
}

impl CaptureDir {
    /// Opens the directory, `link` in cargo's target directory where none is named.
    pub(super) fn open(dir: Option<&str>) -> Result<Self, String> {
        let dir = dir.map_or_else(|| sdk::target_dir().join("link"), PathBuf::from);
        let failed = at(&dir);
        for part in ["cases", "archives", "src", "tmp", "home"] {
            files::make_dir(&dir.join(part))?;
        }
        let root = dir.canonicalize().map_err(failed)?;
        Ok(Self { root })
    }

    /// Returns the directory of all cases.
    pub(super) fn cases(&self) -> PathBuf {
        self.root.join("cases")
    }

    /// Returns the directory of archives, which are named by their SHA-256.
    pub(super) fn archives(&self) -> PathBuf {
        self.root.join("archives")
    }

    /// Returns the directory of small programs.
    pub(super) fn sources(&self) -> PathBuf {
        self.root.join("src")
    }

    /// Returns the directory for temporary outputs.
    pub(super) fn scratch(&self) -> PathBuf {
        self.root.join("tmp")
    }

    /// Returns the official go command of an SDK with a fixed environment. The module cache
    /// is the user's, and the build cache is the directory's own. `platform` is GOOS/GOARCH, or
    /// empty for this machine's.
    pub(super) fn go(&self, sdk: &Sdk, platform: &str) -> Result<Command, String> {
        let (os, arch) = platform.split_once('/').unwrap_or_default();
        let mut command = Command::new(&sdk.go);
        command
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .env("HOME", self.root.join("home"))
            .env("TMPDIR", self.scratch())
            .env("GOROOT", &sdk.goroot)
            .env("GOCACHE", self.root.join("gocache"))
            .env("GOPATH", self.root.join("gopath"))
            .env("GOMODCACHE", sdk.variable("GOMODCACHE")?)
            .env("GOTOOLCHAIN", "local")
            .env("GOENV", "off")
            .env("GOWORK", "off")
            .env("GOPROXY", "off")
            .env("GOFLAGS", "-buildvcs=false")
            .env("GOOS", os)
            .env("GOARCH", arch);
        for (name, value) in SPARE_COLLECTION {
            command.env(name, value);
        }
        Ok(command)
    }
}

/// Finds the SDKs that several `--sdk` name, or the default SDK.
pub(crate) fn find_sdks(names: &[String]) -> Result<Vec<Sdk>, String> {
    if names.is_empty() {
        return Ok(vec![sdk::find()?]);
    }
    names.iter().map(|name| find_sdk(Some(name))).collect()
}

/// Finds the SDK that `--sdk` names: a GOROOT, or a version, which the default SDK downloads into
/// the module cache if it is another.
pub(crate) fn find_sdk(name: Option<&str>) -> Result<Sdk, String> {
    let name = match name {
        None => return sdk::find(),
        Some(dir) if dir.contains('/') => return sdk::named_or_found(Some(Path::new(dir))),
        Some(version) => version.trim_start_matches("go"),
    };
    let own = sdk::find()?;
    let is_minor = name.matches('.').count() == 1;
    let is_own = if is_minor {
        own.minor().map(|minor| format!("1.{minor}")).as_deref() == Some(name)
    } else {
        own.version == format!("go{name}")
    };
    if is_own {
        return Ok(own);
    }
    if is_minor {
        return Err(format!("--sdk {name}: name the whole version"));
    }
    let output = Command::new(&own.go)
        .args(["env", "GOROOT"])
        .env("GOTOOLCHAIN", format!("go{name}"))
        .env_remove("GOROOT")
        .output()
        .map_err(at(&own.go))?;
    let dir = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(format!("--sdk {name}: {text}"));
    }
    sdk::named_or_found(Some(Path::new(&dir)))
}

/// Returns the release in the form of case names: 126 for Go 1.26.
pub(super) fn release(sdk: &Sdk) -> Result<String, String> {
    let minor = sdk.minor();
    minor
        .map(|minor| format!("1{minor}"))
        .ok_or_else(|| format!("{}: not a release", sdk.version))
}
