//! Disallowed versions: excluded and retracted ones; and deprecations.
//!
//! Counterpart: cmd/go/internal/modload (modfile.go, `CheckAllowed`, `CheckExclusions`,
//! `CheckRetractions`, `CheckDeprecation`, `queryLatestVersionIgnoringRetractions`).

use vamos_base::golang::gover;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::trace;
use vamos_modfile::ModuleError;

use super::Queries;
use super::QueryError;

impl Queries<'_> {
    /// Fails for versions that are excluded or retracted (`CheckAllowed`).
    pub fn check_allowed(&self, m: &ModuleVersion) -> Result<(), ModuleError> {
        self.check_exclusions(m)?;
        self.check_retractions(m)
    }

    /// Fails for versions that a main module excludes (`CheckExclusions`).
    pub fn check_exclusions(&self, m: &ModuleVersion) -> Result<(), ModuleError> {
        let mut indices = self
            .modules
            .main
            .list()
            .iter()
            .filter_map(|main| main.index.as_ref());
        if indices.any(|index| index.exclude.contains(m)) {
            return Err(ModuleError::from(QueryError::Excluded).at(m));
        }
        Ok(())
    }

    /// Fails for versions that their author retracted (`CheckRetractions`), or if the retractions
    /// cannot be read.
    pub fn check_retractions(&self, m: &ModuleVersion) -> Result<(), ModuleError> {
        let rationale = self.retracted(m).map_err(|error| {
            // The error is about `m`, not about the version with the retractions.
            let err = match error.find_at() {
                Some((_, inner)) => inner.clone(),
                None => error,
            };
            ModuleError::Context {
                before: format!("loading module retractions for {m}: "),
                err: Box::new(err),
            }
        })?;
        match rationale {
            Some(rationale) => Err(ModuleError::from(QueryError::Retracted { rationale }).at(m)),
            None => Ok(()),
        }
    }

    /// Returns the reasons for a version's retraction, if it is retracted.
    fn retracted(&self, m: &ModuleVersion) -> Result<Option<Vec<String>>, ModuleError> {
        if m.version.is_empty() || self.is_replaced_whole(&m.path) {
            return Ok(None);
        }
        // The path and the Go version in its go.mod do not matter here.
        let latest = self.latest_ignoring_retractions(&m.path)?;
        let summary = self.modules.source.go_mod(&latest)?;
        let covers = |low: &str, high: &str| {
            gover::mod_compare(&m.path, low, &m.version).is_le()
                && gover::mod_compare(&m.path, &m.version, high).is_le()
        };
        let mut covering = summary
            .retract
            .iter()
            .filter(|r| covers(&r.interval.low, &r.interval.high))
            .peekable();
        if covering.peek().is_none() {
            return Ok(None);
        }
        let reasons = covering.map(|r| r.rationale.clone());
        Ok(Some(reasons.filter(|reason| !reason.is_empty()).collect()))
    }

    /// Returns the deprecation message of a module; empty if it is not deprecated
    /// (`CheckDeprecation`).
    pub fn check_deprecation(&self, m: &ModuleVersion) -> Result<String, ModuleError> {
        if m.version.is_empty() || self.is_replaced_whole(&m.path) {
            return Ok(String::new());
        }
        let summary = self
            .latest_ignoring_retractions(&m.path)
            .and_then(|latest| self.modules.source.go_mod(&latest));
        match summary {
            Ok(summary) => Ok(summary.deprecated.clone()),
            Err(error) => Err(ModuleError::Context {
                before: format!("loading deprecation for {}: ", m.path),
                err: Box::new(error),
            }),
        }
    }

    /// Reports whether all versions of a module are replaced: then its author's retractions and
    /// deprecations do not apply.
    fn is_replaced_whole(&self, path: &str) -> bool {
        let main = self.modules.main;
        main.replacement(&ModuleVersion::unversioned(path))
            .is_some()
    }

    /// Returns the latest version of a module, or its replacement, ignoring retractions and
    /// exclusions (`queryLatestVersionIgnoringRetractions`).
    fn latest_ignoring_retractions(&self, path: &str) -> Result<ModuleVersion, ModuleError> {
        let name = || format!("queryLatestVersionIgnoringRetractions {path}");
        let find = || {
            let main = self.modules.main;
            if let Some(new) = main.replacement(&ModuleVersion::unversioned(path)) {
                return Ok(new);
            }
            let info = self.query(path, "latest", "", None)?;
            let latest = ModuleVersion::new(path, info.version.as_str());
            Ok(main.resolve_replacement(&latest).into_owned())
        };
        self.source
            .remember_latest(path, &|| trace::within(name, find))
    }
}
