//! A module in a remote repository.
//!
//! Counterpart: cmd/go/internal/modfetch/coderepo.go (`codeRepo`).

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use vamos_fsys::access_log;
use vamos_modfile::ModuleError;
use vamos_modfile::Origin;
use vamos_modfile::RevInfo;
use vamos_modules::source::Versions;
use vamos_vcs::CodeHost;
use vamos_vcs::CodeRepo;
use vamos_vcs::ModuleLocation;

use super::zip::make_zip;
use crate::Config;
use crate::web::Sink;

/// A repository that several modules may be in; its commands run one after the other.
pub(crate) type SharedHost = Arc<Mutex<Box<dyn CodeHost + Send>>>;

/// A module in a remote repository.
pub(crate) struct DirectRepo {
    host: SharedHost,
    place: ModuleLocation,
}

impl DirectRepo {
    pub(super) fn new(host: SharedHost, place: ModuleLocation) -> Self {
        Self { host, place }
    }

    /// Runs a query on the repository; other threads wait.
    fn ask<T>(&self, question: impl FnOnce(CodeRepo<'_>) -> T) -> T {
        access_log::with(|log| log.void(|| "a repository was asked".to_owned()));
        let mut host = self.host.lock().unwrap_or_else(PoisonError::into_inner);
        question(CodeRepo::new(&mut **host, &self.place))
    }

    /// Returns the released versions that begin with `prefix`.
    pub(crate) fn versions(&self, prefix: &str) -> Result<Versions, ModuleError> {
        let released = self.ask(|mut repo| repo.versions(prefix))?;
        Ok(Versions {
            origin: released.origin,
            list: released.list,
        })
    }

    /// Returns the version for a revision.
    pub(crate) fn stat(&self, rev: &str) -> Result<RevInfo, ModuleError> {
        self.ask(|mut repo| repo.stat(rev))
    }

    /// Reports whether an answer that depended on `old` would be the same now.
    pub(crate) fn can_reuse(&self, old: &Origin) -> bool {
        self.ask(|mut repo| repo.can_reuse(old))
    }

    /// Returns the version of the newest commit.
    pub(crate) fn latest(&self) -> Result<RevInfo, ModuleError> {
        self.ask(|mut repo| repo.latest())
    }

    /// Returns a version's go.mod.
    pub(crate) fn go_mod(&self, version: &str) -> Result<Vec<u8>, ModuleError> {
        self.ask(|mut repo| repo.go_mod(version))
    }

    /// Writes a version's zip into `sink`.
    pub(crate) fn zip(
        &self,
        config: &Config,
        version: &str,
        sink: &mut dyn Sink,
    ) -> Result<(), ModuleError> {
        let zip = self.ask(|repo| make_zip(repo, self.place.path(), version, config))?;
        let failed = |error| ModuleError::Other(std::sync::Arc::new(error));
        sink.restart().map_err(failed)?;
        sink.write(&zip).map_err(failed)
    }
}
