//! Machines with their own HOME, GOCACHE and GOMODCACHE, which build one member of the
//! corpus or a small program.
//!
//! Two machines have equal paths, as two containers of one image do: a directory is renamed
//! to the common name while its machine works. Paths are inputs of action IDs without
//! `-trimpath`.
//! Counterpart: none.

mod program;
mod watch;

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use crate::corpus::MEMBERS;
use crate::corpus::Member;
use crate::corpus::place::Place;
use crate::sdk;
use crate::sdk::Sdk;
use crate::supply::remove;
pub(super) use watch::Ran;
use watch::watch;

/// Where machines work.
pub(super) struct Lab {
    root: PathBuf,
    sdk: Sdk,
    /// An SDK whose tools count their runs. All machines use it: its path is in programs.
    counting: PathBuf,
    source: PathBuf,
    /// Whether machines work in `source` itself, which cannot be moved.
    is_in_place: bool,
    /// Whether programs use cgo.
    uses_cgo: bool,
    /// The package to build.
    package: &'static str,
    /// A GOMODCACHE that machines copy; a program without requirements has none.
    modules: Option<PathBuf>,
    vamos: PathBuf,
    /// Keeps other runs out.
    _lock: fs::File,
}

/// What a command is run with.
#[derive(Clone, Copy, Default)]
pub(super) struct Conditions<'a> {
    /// Variables over the common ones.
    pub(super) env: &'a [(&'a str, &'a str)],
    /// Whether the official command builds.
    pub(super) is_official: bool,
    /// Whether programs are linked by the SDK's linker: its runs are counted.
    pub(super) counts_links: bool,
    /// Another package to build.
    pub(super) package: Option<&'a str>,
    /// The packages to test instead; none builds.
    pub(super) tests: &'a [&'a str],
}

impl Lab {
    /// Opens the directory, and provides the sources and modules of a member.
    pub(super) fn open(root: &Path, sdk: Sdk, vamos: PathBuf, name: &str) -> Result<Self, String> {
        let member = MEMBERS.iter().find(|member| member.name == name);
        let member = member.ok_or_else(|| format!("no member {name}"))?;
        let (place, mut lab) = Self::lay(root, sdk, vamos, member.package, Some(member))?;
        lab.uses_cgo = member.name == "sqlite";
        if ["std", "cmd"].contains(&member.name) {
            // The SDK has the modules that its own packages need.
            lab.source = lab.sdk.goroot.join("src");
            lab.is_in_place = true;
            return Ok(lab);
        }
        lab.source = place.source(member);
        lab.provide_modules(name)?;
        Ok(lab)
    }

    /// Opens the directory with a program of many small packages as its source.
    pub(super) fn with_program(root: &Path, sdk: Sdk, vamos: PathBuf) -> Result<Self, String> {
        let (_, lab) = Self::lay(root, sdk, vamos, ".", None)?;
        let failed = |error: std::io::Error| format!("{}: {error}", lab.source.display());
        remove(&lab.source).map_err(failed)?;
        program::write(&lab.source).map_err(failed)?;
        Ok(lab)
    }

    fn lay(
        root: &Path,
        sdk: Sdk,
        vamos: PathBuf,
        package: &'static str,
        member: Option<&Member>,
    ) -> Result<(Place, Self), String> {
        let failed = |error: std::io::Error| format!("{}: {error}", root.display());
        fs::create_dir_all(root).map_err(failed)?;
        let root = root.canonicalize().map_err(failed)?;
        let lock = fs::File::create(root.join("lock")).map_err(failed)?;
        lock.lock().map_err(failed)?;
        let corpus = sdk::target_dir().join("corpus");
        fs::create_dir_all(&corpus).map_err(failed)?;
        let place = Place {
            root: corpus.canonicalize().map_err(failed)?,
        };
        let is_wanted = |other: &Member| member.is_some_and(|member| member.name == other.name);
        place.provision(&sdk, is_wanted)?;
        let lab = Self {
            source: root.join("program"),
            is_in_place: false,
            uses_cgo: false,
            root,
            counting: place.goroot(),
            sdk,
            package,
            modules: None,
            vamos,
            _lock: lock,
        };
        Ok((place, lab))
    }

    /// Returns the directory of this command.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Fills a GOMODCACHE that machines copy, from the user's where that has the zips.
    fn provide_modules(&mut self, name: &str) -> Result<(), String> {
        let modules = self.root.join(format!("modules-{name}"));
        self.modules = Some(modules.clone());
        if modules.exists() {
            return Ok(());
        }
        let script = r#"
            set -e
            proxy=file://$("$GO" env GOMODCACHE)/cache/download,$("$GO" env GOPROXY)
            GOMODCACHE=$MODULES.tmp GOPROXY=$proxy GOFLAGS=-modcacherw "$GO" mod download
            mv "$MODULES.tmp" "$MODULES"
        "#;
        let status = Command::new("sh")
            .args(["-c", script])
            .current_dir(&self.source)
            .env("GO", &self.sdk.go)
            .env("GOROOT", &self.sdk.goroot)
            .env("GOWORK", "off")
            .env("GOTOOLCHAIN", "local")
            .env("MODULES", &modules)
            .status();
        match status.map_err(|error| format!("sh: {error}"))?.success() {
            true => Ok(()),
            false => Err(format!("cannot download what {name} needs")),
        }
    }

    /// Builds the packages of the standard library that the program needs, on their own; returns a
    /// GOCACHE that has only them.
    pub(super) fn standard_library(&self, machine: &Machine<'_>) -> Result<PathBuf, String> {
        let library = Conditions {
            package: Some("runtime"),
            ..Conditions::default()
        };
        let ran = machine.build(library, &[])?;
        ran.success("the standard library")?;
        let base = self.root.join("base");
        let failed = |error: std::io::Error| format!("{}: {error}", base.display());
        remove(&base).map_err(failed)?;
        fs::create_dir_all(&base).map_err(failed)?;
        copy(&machine.cache().join("."), &base)?;
        Ok(base)
    }

    /// Makes a machine with empty caches, and the sources and modules of the member.
    pub(super) fn machine(&self, name: &str) -> Result<Machine<'_>, String> {
        let own = self.root.join("machines").join(name);
        let failed = |error: std::io::Error| format!("{}: {error}", own.display());
        remove(&own).map_err(failed)?;
        for dir in ["home", "cache", "tmp", "out"] {
            fs::create_dir_all(own.join(dir)).map_err(failed)?;
        }
        if !self.is_in_place {
            copy(&self.source, &own.join("src"))?;
        }
        if let Some(modules) = &self.modules {
            copy(modules, &own.join("mod"))?;
        }
        Ok(Machine { lab: self, own })
    }
}

/// Copies a file or a tree.
pub(super) fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let status = Command::new("cp").arg("-a").arg(from).arg(to).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        _ => Err(format!("cannot copy {}", from.display())),
    }
}

/// One machine.
pub(super) struct Machine<'a> {
    lab: &'a Lab,
    /// Its directory while it does not work under the common name.
    own: PathBuf,
}

impl Machine<'_> {
    /// Builds the member under the common path.
    pub(super) fn build(&self, conditions: Conditions<'_>, flags: &[&str]) -> Result<Ran, String> {
        let shared = self.lab.root.join("machine");
        let failed = |error: std::io::Error| format!("{}: {error}", shared.display());
        fs::rename(&self.own, &shared).map_err(failed)?;
        let ran = self.build_at(&shared, conditions, flags);
        fs::rename(&shared, &self.own).map_err(failed)?;
        ran
    }

    /// Builds the member under the machine's own path; several machines may do so at once.
    pub(super) fn build_apart(
        &self,
        conditions: Conditions<'_>,
        flags: &[&str],
    ) -> Result<Ran, String> {
        self.build_at(&self.own, conditions, flags)
    }

    /// Copies a GOCACHE into this one, which has to be empty.
    pub(super) fn fill_cache(&self, from: &Path) -> Result<(), String> {
        copy(&from.join("."), &self.cache())
    }

    /// Returns the program that was built.
    pub(super) fn program(&self) -> PathBuf {
        self.own.join("out/program")
    }

    /// Returns GOCACHE.
    pub(super) fn cache(&self) -> PathBuf {
        self.own.join("cache")
    }

    /// Makes GOCACHE, what the program keeps for itself, and the output empty again.
    pub(super) fn forget(&self) -> Result<(), String> {
        for dir in ["home", "cache", "out"] {
            let dir = self.own.join(dir);
            let failed = |error: std::io::Error| format!("{}: {error}", dir.display());
            remove(&dir).map_err(failed)?;
            fs::create_dir_all(&dir).map_err(failed)?;
        }
        Ok(())
    }

    /// Removes the machine.
    pub(super) fn discard(self) -> Result<(), String> {
        remove(&self.own).map_err(|error| format!("{}: {error}", self.own.display()))
    }

    fn build_at(
        &self,
        dir: &Path,
        conditions: Conditions<'_>,
        flags: &[&str],
    ) -> Result<Ran, String> {
        let lab = self.lab;
        let program = match conditions.is_official {
            true => &lab.sdk.go,
            false => &lab.vamos,
        };
        let mut command = Command::new(program);
        match conditions.tests {
            [] => {
                command.args(["build", "-o", "../out/program"]).args(flags);
                command.arg(conditions.package.unwrap_or(lab.package));
            }
            packages => {
                command.args(["test", "-short"]).args(flags).args(packages);
            }
        }
        let source = match lab.is_in_place {
            true => lab.source.clone(),
            false => dir.join("src"),
        };
        command.current_dir(&source).env_clear();
        for name in ["PATH", "LANG", "USER"] {
            command.envs(std::env::var_os(name).map(|value| (name, value)));
        }
        let counted = [("VAMOS_LINK", "stock")];
        let log = dir.join("tools.log");
        // Absent is as good as removed.
        let _ = fs::remove_file(&log);
        command
            .env("PWD", &source)
            .env("HOME", dir.join("home"))
            .env("TMPDIR", dir.join("tmp"))
            .env("GOCACHE", dir.join("cache"))
            .env("GOMODCACHE", dir.join("mod"))
            .env("GOPATH", dir.join("home/go"))
            .env("GOROOT", &lab.counting)
            .env("GOENV", "off")
            .env("GOFLAGS", "-buildvcs=false")
            .env("GOPROXY", "off")
            .env("GOTOOLCHAIN", "local")
            .env("CGO_ENABLED", if lab.uses_cgo { "1" } else { "0" })
            .env("VAMOS_NO_DELEGATE", "1")
            .env("VAMOS_COMPILER", "stock")
            .env("TOOL_LOG", &log)
            .envs(counted.iter().filter(|_| conditions.counts_links).copied())
            .envs(conditions.env.iter().copied());
        let mut ran = watch(&mut command, dir)?;
        for line in fs::read_to_string(&log).unwrap_or_default().lines() {
            *ran.tools.entry(line.to_owned()).or_default() += 1;
        }
        Ok(ran)
    }
}
