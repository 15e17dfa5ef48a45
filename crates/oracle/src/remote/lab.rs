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

use super::wire::Wire;
use crate::compare;
use crate::compare::CacheDiff;
use crate::corpus::MEMBERS;
use crate::corpus::Member;
use crate::corpus::place::CorpusDir;
use crate::files;
use crate::files::at;
use crate::files::copy;
use crate::files::remove;
use crate::pair;
use crate::sdk;
use crate::sdk::Sdk;
pub(super) use watch::Ran;
use watch::watch;

/// Directories of machines.
pub(super) struct Lab {
    root: PathBuf,
    sdk: Sdk,
    /// An SDK whose tools count their runs. All machines use it: its path is in programs.
    counting: PathBuf,
    source: PathBuf,
    /// True if machines work in `source` itself, which cannot be moved.
    is_in_place: bool,
    /// True if programs use cgo.
    uses_cgo: bool,
    /// The package to build.
    package: &'static str,
    /// A GOMODCACHE that machines copy; a program without requirements has none.
    modules: Option<PathBuf>,
    vamos: PathBuf,
    /// Excludes other runs.
    _lock: fs::File,
}

/// Settings of a command.
#[derive(Clone, Default)]
pub(super) struct Conditions<'a> {
    /// Variables over the common ones.
    pub(super) env: Vec<(&'static str, String)>,
    /// True if the official command builds.
    pub(super) is_official: bool,
    /// Another package to build.
    pub(super) package: Option<&'a str>,
    /// The packages to test instead; none builds.
    pub(super) tests: &'a [&'a str],
}

impl Conditions<'_> {
    /// Returns the conditions of a machine with a remote cache that is reached over a wire.
    pub(super) fn remote(wire: &Wire) -> Self {
        let address = format!("grpc://{}", wire.address());
        Self::default().with("VAMOS_REMOTE", address)
    }

    /// Like [`Self::remote`], for a machine that uploads.
    pub(super) fn uploading(wire: &Wire) -> Self {
        Self::remote(wire).with("VAMOS_REMOTE_UPLOAD", "1")
    }

    /// Sets a variable.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.env.push((name, value.into()));
        self
    }

    /// Makes the SDK's tools assemble and link, whose runs are counted.
    pub(super) fn counting_tools(self) -> Self {
        self.with("VAMOS_LINK", "stock").with("VAMOS_ASM", "stock")
    }
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
        let failed = at(&lab.source);
        remove(&lab.source)?;
        program::write(&lab.source).map_err(failed)?;
        Ok(lab)
    }

    fn lay(
        root: &Path,
        sdk: Sdk,
        vamos: PathBuf,
        package: &'static str,
        member: Option<&Member>,
    ) -> Result<(CorpusDir, Self), String> {
        let root = files::real_dir(root)?;
        let lock = files::lock(&root, "remote")?;
        let place = CorpusDir::open(&sdk::target_dir().join("corpus"))?;
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

    /// Returns the SDK.
    pub(super) fn sdk(&self) -> &Sdk {
        &self.sdk
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
        let mut command = Command::new("sh");
        command
            .args(["-c", script])
            .current_dir(&self.source)
            .env("GO", &self.sdk.go)
            .env("GOROOT", &self.sdk.goroot)
            .env("GOWORK", "off")
            .env("GOTOOLCHAIN", "local")
            .env("MODULES", &modules);
        pair::script(&mut command, &format!("download what {name} needs"))
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
        remove(&base)?;
        files::make_dir(&base)?;
        copy(&machine.cache().join("."), &base)?;
        Ok(base)
    }

    /// Makes a machine with empty caches, and the sources and modules of the member.
    pub(super) fn machine(&self, name: &str) -> Result<Machine<'_>, String> {
        let own = self.root.join("machines").join(name);
        remove(&own)?;
        for dir in ["home", "cache", "tmp", "out"] {
            files::make_dir(&own.join(dir))?;
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
        let failed = at(&shared);
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

    /// Copies a GOCACHE into this one, which must be empty.
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

    /// Checks that another machine has the same program; returns how its cache differs.
    pub(super) fn compare(&self, other: &Self) -> Result<CacheDiff, String> {
        compare::trees(&self.program(), &other.program())?;
        CacheDiff::read(&self.cache(), &other.cache())
    }

    /// Clears GOCACHE, the program's own data, and the output.
    pub(super) fn forget(&self) -> Result<(), String> {
        for dir in ["home", "cache", "out"] {
            let dir = self.own.join(dir);
            remove(&dir)?;
            files::make_dir(&dir)?;
        }
        Ok(())
    }

    /// Removes the machine.
    pub(super) fn discard(self) -> Result<(), String> {
        remove(&self.own)
    }

    fn build_at(
        &self,
        dir: &Path,
        conditions: Conditions<'_>,
        flags: &[&str],
    ) -> Result<Ran, String> {
        let lab = self.lab;
        let program = if conditions.is_official {
            &lab.sdk.go
        } else {
            &lab.vamos
        };
        let source = if lab.is_in_place {
            lab.source.clone()
        } else {
            dir.join("src")
        };
        let mut command = pair::clean_command(program, &source, &lab.counting);
        match conditions.tests {
            [] => {
                command.args(["build", "-o", "../out/program"]).args(flags);
                command.arg(conditions.package.unwrap_or(lab.package));
            }
            packages => {
                command.args(["test", "-short"]).args(flags).args(packages);
            }
        }
        for name in ["LANG", "USER"] {
            command.envs(std::env::var_os(name).map(|value| (name, value)));
        }
        let log = dir.join("tools.log");
        // A missing file counts as removed.
        let _ = fs::remove_file(&log);
        command
            .env("HOME", dir.join("home"))
            .env("TMPDIR", dir.join("tmp"))
            .env("GOCACHE", dir.join("cache"))
            .env("GOMODCACHE", dir.join("mod"))
            .env("GOPATH", dir.join("home/go"))
            .env("GOPROXY", "off")
            .env("CGO_ENABLED", if lab.uses_cgo { "1" } else { "0" })
            .env("TOOL_LOG", &log)
            .envs(conditions.env);
        let mut ran = watch(&mut command, dir)?;
        for line in fs::read_to_string(&log).unwrap_or_default().lines() {
            *ran.tools.entry(line.to_owned()).or_default() += 1;
        }
        Ok(ran)
    }
}
