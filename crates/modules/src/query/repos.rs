//! The repositories of queries: a proxy's, with the versions that replacements add.
//!
//! Counterpart: cmd/go/internal/modload (query.go, `lookupRepo`, `replacementRepo`,
//! `emptyRepo`).

use std::sync::Arc;

use vamos_base::golang::gover;
use vamos_base::golang::module;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::semver;
use vamos_modfile::ModuleError;
use vamos_modfile::Origin;
use vamos_modfile::RevInfo;

use crate::MainModules;
use crate::source::VersionRepos;
use crate::source::Versions;

/// The versions of one module.
pub(super) struct Repo<'a> {
    path: &'a str,
    base: Base<'a>,
    /// The main modules, if they replace versions of this module.
    replaced_by: Option<&'a MainModules>,
}

enum Base<'a> {
    /// The versions at a proxy.
    Proxy(&'a dyn VersionRepos),
    /// Empty: the path cannot be fetched.
    Empty(ModuleError),
}

impl<'a> Repo<'a> {
    /// Finds the repository of a module (`lookupRepo`).
    pub(super) fn look_up(
        repos: &'a dyn VersionRepos,
        path: &'a str,
        main: &'a MainModules,
    ) -> Result<Self, ModuleError> {
        let base = match module::check_path(path) {
            // The versions of Go do not belong to a module, but proxies serve them.
            _ if gover::is_toolchain(path) => Base::Proxy(repos),
            Ok(()) => Base::Proxy(repos),
            Err(error) => Base::Empty(error.into()),
        };
        let is_replaced = main.highest_replaced().contains_key(path);
        match base {
            Base::Empty(error) if !is_replaced => Err(error),
            base => Ok(Repo {
                path,
                base,
                replaced_by: is_replaced.then_some(main),
            }),
        }
    }

    /// Returns the released versions that begin with `prefix`, including replaced ones.
    pub(super) fn versions(&self, prefix: &str) -> Result<Arc<Versions>, ModuleError> {
        let known = match &self.base {
            Base::Proxy(repos) => repos.versions(self.path, prefix),
            Base::Empty(_) => Ok(Arc::default()),
        };
        let Some(main) = self.replaced_by else {
            return known;
        };
        let known = match known {
            Err(error) if error.is_not_exist() => Arc::default(),
            known => known?,
        };
        let of_main = main.list().iter().filter_map(|main| main.index.as_ref());
        let replaced = of_main.flat_map(|index| index.replace.keys()).filter(|m| {
            m.path == self.path
                && m.version.starts_with(prefix)
                && !m.version.is_empty()
                && !module::is_pseudo_version(&m.version)
        });
        let mut list: Vec<String> = replaced.map(|m| m.version.clone()).collect();
        if list.is_empty() {
            return Ok(known);
        }
        list.extend_from_slice(&known.list);
        list.sort_by(|v, w| gover::mod_compare(self.path, v, w));
        list.dedup();
        Ok(Arc::new(Versions { origin: None, list }))
    }

    /// Returns the version for a revision.
    pub(super) fn stat(&self, rev: &str) -> Result<Arc<RevInfo>, ModuleError> {
        let found = match &self.base {
            Base::Proxy(repos) => repos.stat(self.path, rev),
            Base::Empty(error) => Err(error.clone()),
        };
        match (found, self.replaced_by) {
            (Err(error), Some(main)) => self.replaced_stat(main, rev).ok_or(error),
            (found, _) => found,
        }
    }

    /// Returns the version that exists because of a replacement; only canonical ones can be
    /// replaced.
    fn replaced_stat(&self, main: &MainModules, rev: &str) -> Option<Arc<RevInfo>> {
        let indices = main.list().iter().filter_map(|main| main.index.as_ref());
        if indices.clone().all(|index| index.replace.is_empty())
            || !module::is_canonical_version(rev)
        {
            return None;
        }
        let mut version = rev.to_owned();
        if let Some((_, "")) = module::split_path_version(self.path)
            && !module::match_path_major(rev, "")
            && semver::build(rev).is_empty()
        {
            version += "+incompatible";
        }
        let m = ModuleVersion::new(self.path, version);
        main.replacement(&m)?;
        Some(made_up(m.version))
    }

    /// Fails unless an answer that depended on `old` would be the same now.
    pub(super) fn check_reuse(&self, old: &Origin) -> Result<(), ModuleError> {
        match (&self.base, self.replaced_by) {
            (Base::Proxy(repos), None) => repos.check_reuse(self.path, old),
            _ => Err(ModuleError::message("replaced versions have no origin")),
        }
    }

    /// Returns the latest version, regardless of tags.
    pub(super) fn latest(&self) -> Result<Arc<RevInfo>, ModuleError> {
        let found = match &self.base {
            Base::Proxy(repos) => repos.latest(self.path),
            Base::Empty(error) => Err(error.clone()),
        };
        let highest = self
            .replaced_by
            .and_then(|main| main.highest_replaced().get(self.path));
        let Some(highest) = highest else {
            return found;
        };
        let version = match highest.as_str() {
            "" => wildcard_version(self.path),
            version => version.to_owned(),
        };
        match found {
            Ok(info) if gover::mod_compare(self.path, &version, &info.version).is_le() => Ok(info),
            _ => Ok(made_up(version)),
        }
    }
}

/// Returns the information about a version that only a replacement has.
fn made_up(version: String) -> Arc<RevInfo> {
    let stamp = module::pseudo_version_time(&version).ok();
    let stamp = stamp.filter(|_| !module::is_zero_pseudo_version(&version));
    let time = stamp.map(|t| {
        let (y, mo, d) = (&t[..4], &t[4..6], &t[6..8]);
        format!("{y}-{mo}-{d}T{}:{}:{}Z", &t[8..10], &t[10..12], &t[12..])
    });
    Arc::new(RevInfo {
        version,
        time: time.unwrap_or_default(),
        origin: None,
    })
}

/// Returns the version of a module that is replaced in all versions: below any real version, so
/// that users of the main module can upgrade to real ones.
pub fn wildcard_version(path: &str) -> String {
    match module::split_path_version(path) {
        Some((_, major)) if !major.is_empty() => module::zero_pseudo_version(&major[1..]),
        _ => module::zero_pseudo_version("v0"),
    }
}
