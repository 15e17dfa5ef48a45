//! Facts about a module from its versions and go.mod files: newer versions, retractions,
//! deprecation.
//!
//! Counterpart: cmd/go/internal/modload/build.go (`addUpdate`, `addVersions`,
//! `addRetraction`, `addDeprecation`), cmd/go/internal/modload/list.go (`ListMode`).

use std::sync::Arc;

use vamos_base::golang::gover;
use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::ModuleError;
use vamos_modfile::RevInfo;
use vamos_modules::query::Queries;
use vamos_modules::query::QueryError;
use vamos_modules::query::RETRACTED;
use vamos_modules::query::is_disallowed;
use vamos_modules::query::merge_origin;

use crate::module_public::ModuleFault;
use crate::module_public::ModulePublic;

/// The requested facts about each module (`modload.ListMode`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListMode {
    /// Newer versions.
    pub updates: bool,
    /// Retractions.
    pub retracted: bool,
    /// Deprecations.
    pub deprecated: bool,
    /// All versions.
    pub versions: bool,
    /// Retracted versions as well.
    pub retracted_versions: bool,
}

/// Adds facts to the description of a module.
pub(super) struct VersionFacts<'s> {
    pub(super) queries: Queries<'s>,
}

impl VersionFacts<'_> {
    /// Adds the facts for the flags.
    pub(super) fn add(&self, info: &mut ModulePublic, mode: ListMode) {
        if mode.updates {
            self.add_update(info);
        }
        if mode.versions {
            self.add_versions(info, mode.retracted_versions);
        }
        if mode.retracted {
            self.add_retraction(info);
        }
        if mode.deprecated {
            self.add_deprecation(info);
        }
    }

    /// Adds a newer version, if there is one (`addUpdate`). A missing version is not an
    /// error. Network errors are reported, so that an attacker cannot hide an update.
    fn add_update(&self, info: &mut ModulePublic) {
        if info.version.is_empty() {
            return;
        }
        let queries = &self.queries;
        let check = |m: &ModuleVersion| queries.check_allowed(m);
        let found = queries.query(&info.path, "upgrade", &info.version, Some(&check));
        match found {
            Ok(rev) => {
                if gover::mod_compare(&info.path, &rev.version, &info.version).is_gt() {
                    info.update = Some(Arc::new(ModulePublic {
                        path: info.path.clone(),
                        version: rev.version.as_str().into(),
                        time: Some(time_of(&rev)),
                        ..ModulePublic::default()
                    }));
                }
            }
            Err(error) if is_absent(&error) || is_disallowed(&error) => {}
            Err(error) => set_error(info, &error),
        }
    }

    /// Adds the released versions (`addVersions`).
    fn add_versions(&self, info: &mut ModulePublic, with_retracted: bool) {
        let queries = &self.queries;
        let check = |m: &ModuleVersion| {
            if with_retracted {
                queries.check_exclusions(m)
            } else {
                queries.check_allowed(m)
            }
        };
        match queries.versions(&info.path, &check) {
            Ok((versions, origin)) => {
                info.versions = versions;
                info.origin = merge_origin(info.origin.as_ref(), origin.as_ref());
            }
            Err(error) => {
                set_error(info, &error);
                info.origin = None;
            }
        }
    }

    /// Adds the reasons for the version's retraction (`addRetraction`).
    pub(super) fn add_retraction(&self, info: &mut ModulePublic) {
        if info.version.is_empty() {
            return;
        }
        let m = ModuleVersion::new(info.path.as_str(), info.version.as_str());
        let Err(error) = self.queries.check_retractions(&m) else {
            return;
        };
        match QueryError::of(&error) {
            Some(QueryError::Retracted { rationale }) => {
                info.retracted = if rationale.is_empty() {
                    vec![RETRACTED.to_owned()]
                } else {
                    rationale.clone()
                };
            }
            _ if is_absent(&error) => {}
            _ => set_error(info, &error),
        }
    }

    /// Adds the message of a deprecated module (`addDeprecation`).
    fn add_deprecation(&self, info: &mut ModulePublic) {
        let m = ModuleVersion::new(info.path.as_str(), info.version.as_str());
        match self.queries.check_deprecation(&m) {
            Ok(deprecated) => info.deprecated = deprecated,
            Err(error) if is_absent(&error) => {}
            Err(error) => set_error(info, &error),
        }
    }
}

/// Reports whether an error only means that no proxy has the version.
fn is_absent(error: &ModuleError) -> bool {
    error.is_not_exist()
        || matches!(
            QueryError::of(error),
            Some(QueryError::NoMatchingVersion { .. })
        )
}

/// Sets a module's error, unless it has one.
fn set_error(info: &mut ModulePublic, error: &ModuleError) {
    info.error.get_or_insert_with(|| fault(error));
}

/// Returns an error in the form of module descriptions.
pub(super) fn fault(error: &dyn std::fmt::Display) -> ModuleFault {
    ModuleFault {
        err: error.to_string(),
    }
}

/// Returns the time of a revision, or Go's zero time.
pub(super) fn time_of(rev: &RevInfo) -> String {
    match rev.time.as_str() {
        "" => "0001-01-01T00:00:00Z".to_owned(),
        time => time.to_owned(),
    }
}
