//! Builds the instrumented compiler with a vamos of its own.
//!
//! Sources and settings come from the SDK, and caches are in a directory that is removed
//! afterwards: nothing of the user's environment has an influence, and the user's build cache gets
//! no entries.
//! Counterpart: cmd/dist/buildtool.go, which builds the SDK's own.

use vamos_base::Cancel;
use vamos_base::Digest;
use vamos_fsys::proc::Executor;
use vamos_fsys::uncached;
use vamos_localstore::Compilers;
use vamos_localstore::SdkNote;

use super::check;
use super::host::Host;
use super::overlay::OVERLAY;
use super::sdk::Sdk;
use super::settings::LEAST_SPACE;
use super::settings::Settings;

/// Builds one compiler.
pub(super) struct Maker<'a> {
    pub(super) compilers: &'a Compilers,
    pub(super) sdk: &'a Sdk,
    /// The program that builds.
    pub(super) vamos: &'a str,
    /// The settings of that program.
    pub(super) settings: Settings,
    pub(super) executor: &'a dyn Executor,
    pub(super) cancel: &'a Cancel,
    /// A command waits for the result: all processors are used, and another process that
    /// builds is waited for.
    pub(super) is_patient: bool,
}

impl Maker<'_> {
    /// Builds the compiler if it is missing; returns the program, or `None` if another
    /// process is building it.
    ///
    /// # Errors
    /// The reason why there is no program. It is remembered, unless the run was interrupted.
    pub(super) fn make(&self) -> Result<Option<String>, String> {
        let Some(building) = self.compilers.begin(self.is_patient)? else {
            return Ok(None);
        };
        let key = self
            .sdk
            .key()
            .and_then(|key| self.ensure(&key, building.scratch()).map(|()| key));
        Ok(self.compilers.find(&self.noted(key)?))
    }

    /// Stores the result as a note about the SDK, unless the run was interrupted.
    pub(super) fn noted(&self, key: Result<Digest, String>) -> Result<Digest, String> {
        let id = self.sdk.place_id().ok_or("the SDK has no compiler")?;
        if self.cancel.is_cancelled() {
            return Err("interrupted".to_owned());
        }
        let note = match &key {
            Ok(key) => SdkNote::Key(*key),
            Err(reason) => SdkNote::Failed(reason.clone()),
        };
        self.compilers.set_note(&id, &note);
        self.compilers.prune();
        key
    }

    /// Builds the compiler with a key if it is missing.
    pub(super) fn ensure(&self, key: &Digest, scratch: &str) -> Result<(), String> {
        match self.compilers.find(key) {
            Some(_) => Ok(()),
            None => self.build(key, scratch),
        }
    }

    fn build(&self, key: &Digest, scratch: &str) -> Result<(), String> {
        let free = self.compilers.free_space().unwrap_or(0);
        if free < LEAST_SPACE {
            return Err("less than 1 GiB of disk space is free".to_owned());
        }
        let overlay = OVERLAY.write(&self.sdk.goroot, &format!("{scratch}/overlay"))?;
        let tmp = format!("{scratch}/tmp");
        uncached::make_dirs(&tmp).map_err(|error| error.to_string())?;
        let program = format!("{scratch}/compile");
        let mut argv = vec![self.vamos.to_owned(), "build".to_owned()];
        argv.extend(["-trimpath", "-buildvcs=false", "-ldflags=-s -w"].map(str::to_owned));
        if !self.is_patient {
            argv.push("-p=1".to_owned());
        }
        argv.push(format!("-overlay={overlay}"));
        argv.extend(["-o", &program, "cmd/compile"].map(str::to_owned));
        let host = Host {
            executor: self.executor,
            cancel: self.cancel,
        };
        host.run(argv, self.env(scratch, self.settings))?;
        check::check(&host, &self.sdk.tool(), &program, scratch)?;
        self.compilers.put(key, &program)
    }

    /// Returns the environment of a build: all settings have their defaults, except these of vamos.
    pub(super) fn env(&self, scratch: &str, settings: Settings) -> Vec<(String, String)> {
        let mut env = Vec::new();
        let mut set = |name: &str, value: &str| env.push((name.to_owned(), value.to_owned()));
        let Sdk {
            goroot, os, arch, ..
        } = self.sdk;
        for (name, value) in [("GOROOT", goroot), ("GOOS", os), ("GOARCH", arch)] {
            set(name, value);
        }
        for (name, dir) in [
            ("HOME", "home"),
            ("GOCACHE", "cache"),
            ("GOPATH", "gopath"),
            // An SDK may lie in the module cache, whose files an overlay must not replace.
            ("GOMODCACHE", "modules"),
            ("TMPDIR", "tmp"),
        ] {
            set(name, &format!("{scratch}/{dir}"));
        }
        for (name, value) in [
            ("GOENV", "off"),
            ("GOFLAGS", ""),
            ("GOPROXY", "off"),
            ("GOTOOLCHAIN", "local"),
            ("GOWORK", "off"),
            ("CGO_ENABLED", "0"),
            ("LC_ALL", "C"),
        ] {
            set(name, value);
        }
        for (name, value) in settings {
            set(name, value);
        }
        env
    }
}
