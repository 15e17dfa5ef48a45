//! The versions from a module's tags.
//!
//! Counterpart: cmd/go/internal/modfetch/coderepo.go (`Versions`,
//! `appendIncompatibleVersions`, `retractedVersions`).

use std::cmp::Ordering;

use vamos_base::golang::module::check_path_major;
use vamos_base::golang::module::is_pseudo_version;
use vamos_base::golang::semver;
use vamos_modfile::GoMod;
use vamos_modfile::ModuleError;
use vamos_modfile::Origin;
use vamos_modfile::VersionInterval;

use super::CodeRepo;

/// The released versions of a module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Released {
    /// The tags that the list depends on.
    pub origin: Option<Origin>,
    /// The versions, in order.
    pub list: Vec<String>,
}

impl CodeRepo<'_> {
    /// Returns the module's tagged versions that begin with `start`, in order.
    pub fn versions(&mut self, start: &str) -> Result<Released, ModuleError> {
        let place = self.place;
        if place.path.starts_with("gopkg.in/") && place.path.ends_with("-unstable") {
            return Ok(Released::default());
        }
        let prefix = place.tag_prefix();
        let tags = self.host.tags(&format!("{prefix}{start}"));
        let tags = tags.map_err(|error| place.at(error))?;
        let mut origin = tags.origin;
        origin.subdir.clone_from(&place.dir);
        let mut list = Vec::new();
        let mut incompatible = Vec::new();
        for tag in &tags.list {
            let Some(version) = tag.name.strip_prefix(&prefix) else {
                continue;
            };
            let is_version = !version.is_empty() && semver::canonical(version) == version;
            if !is_version || is_pseudo_version(version) {
                continue;
            }
            if check_path_major(version, &place.major).is_ok() {
                list.push(version.to_owned());
            } else if place.dir.is_empty()
                && place.major.is_empty()
                && semver::compare(semver::major(version), "v1") == Ordering::Greater
            {
                incompatible.push(version.to_owned());
            }
        }
        semver::sort(&mut list);
        semver::sort(&mut incompatible);
        self.add_incompatible(&mut list, &incompatible)?;
        let origin = Some(origin);
        Ok(Released { origin, list })
    }

    /// Adds the `+incompatible` versions, unless the latest release has a go.mod.
    fn add_incompatible(
        &mut self,
        versions: &mut Vec<String>,
        incompatible: &[String],
    ) -> Result<(), ModuleError> {
        if incompatible.is_empty() || !self.place.major.is_empty() {
            return Ok(());
        }
        if let Some(latest) = versions.last()
            && self.has_go_mod(latest)?
        {
            return Ok(());
        }
        let is_same = |a: &String, b: &String| semver::major(a) == semver::major(b);
        for group in incompatible.chunk_by(is_same) {
            let latest = group.last().expect("a group has a member");
            if !self.has_go_mod(latest)? {
                versions.extend(group.iter().map(|v| format!("{v}+incompatible")));
            }
        }
        Ok(())
    }

    fn has_go_mod(&mut self, version: &str) -> Result<bool, ModuleError> {
        let read = self.host.read_file(version, "go.mod");
        Ok(read.map_err(|error| self.place.at(error))?.is_some())
    }

    /// Returns the versions that the latest release retracts.
    pub(super) fn retracted_versions(&mut self) -> Result<Vec<VersionInterval>, ModuleError> {
        let released = self.versions("")?;
        // Versions with this suffix have no go.mod.
        let compatible = released
            .list
            .iter()
            .take_while(|version| !version.ends_with("+incompatible"));
        let compatible: Vec<&String> = compatible.collect();
        let is_release = |version: &&&String| semver::prerelease(version).is_empty();
        let highest = compatible.iter().rev().find(is_release);
        let Some(highest) = highest.or(compatible.last()) else {
            return Ok(Vec::new());
        };
        let text = self.go_mod(highest)?;
        let file = GoMod::parse_lax("go.mod", &text, None)?;
        let retracted = file.retract.into_iter().map(|retract| retract.interval);
        Ok(retracted.collect())
    }
}
