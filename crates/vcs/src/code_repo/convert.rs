//! The version that a module has at a revision: a tag's, or a pseudo-version.
//!
//! Counterpart: cmd/go/internal/modfetch/coderepo.go (`Stat`, `Latest`, `convert`).

use std::cmp::Ordering;

use vamos_base::golang::module::canonical_version;
use vamos_base::golang::module::is_pseudo_version;
use vamos_base::golang::module::match_path_major;
use vamos_base::golang::module::pseudo_version;
use vamos_base::golang::quote::quote;
use vamos_base::golang::semver;
use vamos_modfile::ModuleError;
use vamos_modfile::Origin;
use vamos_modfile::RevInfo as VersionInfo;
use vamos_modfile::VersionInterval;

use super::CodeRepo;
use super::join;
use super::message;
use crate::host::LATEST;
use crate::host::RevInfo;
use crate::host::all_hex;

const INCOMPATIBLE: &str = "+incompatible";

/// A version of the module, and whether a tag is its canonical form.
type TagVersion = (String, bool);

impl CodeRepo<'_> {
    /// Returns the version for a revision, tag, branch or version (`Stat`).
    pub fn stat(&mut self, revision: &str) -> Result<VersionInfo, ModuleError> {
        if revision == LATEST {
            return self.latest();
        }
        let info = self.host.stat(&self.place.revision_of(revision));
        let info = info.map_err(|error| self.place.invalid(revision, error))?;
        self.describe(info, revision)
    }

    /// Reports whether an answer that depended on `old` would be the same now (`CheckReuse`).
    pub fn can_reuse(&mut self, old: &Origin) -> bool {
        let dir = &self.place.dir;
        let remote = self.host.remote();
        remote.is_some_and(|remote| remote.can_reuse(old, dir))
    }

    /// Returns the version of the newest commit.
    pub fn latest(&mut self) -> Result<VersionInfo, ModuleError> {
        let info = self.host.stat(LATEST)?;
        self.describe(info, "")
    }

    /// Finds the version of a revision, and the repository state that it depends on; `asked` is the
    /// requested name, empty for the newest commit.
    fn describe(&mut self, info: RevInfo, asked: &str) -> Result<VersionInfo, ModuleError> {
        self.incompatible.clear();
        let converted = self.convert(&info, asked);
        let (system, url) = self.host.address();
        let mut origin = Origin {
            vcs: system.command().to_owned(),
            url: url.to_owned(),
            subdir: self.place.dir.clone(),
            hash: if info.has_hash {
                info.name
            } else {
                String::new()
            },
            ref_name: info.reference,
            repo_sum: info.repo_sum,
            ..Origin::default()
        };
        let version = converted.map_err(|error| error.traced(Some(&origin)))?;
        let is_fixed = version == asked && version.starts_with("v0.0.0-");
        if is_pseudo_version(&version) && !is_fixed {
            let mut prefix = self.place.tag_prefix();
            if !self.place.major.is_empty() {
                prefix += &self.place.major[1..];
                prefix.push('.');
            }
            let tags = self.host.tags(&prefix)?.origin;
            origin.tag_prefix = tags.tag_prefix;
            origin.tag_sum = tags.tag_sum;
            if !tags.repo_sum.is_empty() {
                origin.repo_sum = tags.repo_sum;
            }
        }
        Ok(VersionInfo {
            version,
            time: info.time.rfc3339_nano(0),
            origin: Some(origin),
        })
    }

    /// Returns the version of a tag, and whether the tag is its canonical form; empty for tags that
    /// are not versions of this module.
    fn tag_to_version(&self, tag: &str) -> TagVersion {
        let none = (String::new(), false);
        let Some(trimmed) = tag.strip_prefix(&self.place.tag_prefix()) else {
            return none;
        };
        // Tags that look like pseudo-versions would be confusing.
        if is_pseudo_version(tag) {
            return none;
        }
        let version = semver::canonical(trimmed);
        if version.is_empty() || !trimmed.starts_with(&version) {
            return none;
        }
        let is_canonical = version == trimmed;
        (version, is_canonical)
    }

    fn convert(&mut self, info: &RevInfo, asked: &str) -> Result<String, ModuleError> {
        if is_pseudo_version(asked) {
            // Checked first, because the base may need the whole history.
            let version = self.check_canonical(info, asked, asked)?;
            self.validate_pseudo_version(info, asked)?;
            return Ok(version);
        }
        let retracted = self.retracted_versions().unwrap_or_default();
        let (version, is_canonical) = self.tag_to_version(&info.version);
        if is_canonical && let Ok(version) = self.check_canonical(info, &version, asked) {
            return Ok(version);
        }
        let mut highest = String::new();
        let mut base = String::new();
        for tag in &info.tags {
            let (version, is_canonical) = self.tag_to_version(tag);
            if !asked.is_empty() && semver::compare(&version, asked) == Ordering::Equal {
                if is_canonical {
                    return self.check_canonical(info, &version, asked);
                }
                base.clone_from(&version);
            }
            if is_canonical
                && semver::compare(&highest, &version) == Ordering::Less
                && !is_retracted(&retracted, &version)
                && self.is_allowed(info, &version, asked)
            {
                highest = version;
            }
        }
        if !highest.is_empty() {
            return self.check_canonical(info, &highest, asked);
        }
        if base.is_empty() {
            base = self.base_version(info, asked, &retracted)?;
        }
        let stamp = info.time.pseudo_version_stamp();
        let version = pseudo_version(self.place.pseudo_major(), &base, &stamp, &info.short);
        self.check_canonical(info, &version, asked)
    }

    /// Returns the version of the highest usable tag before a revision, or an empty string
    /// (`RecentTag`).
    fn base_version(
        &mut self,
        info: &RevInfo,
        asked: &str,
        retracted: &[VersionInterval],
    ) -> Result<String, ModuleError> {
        let prefix = self.place.tag_prefix();
        if let Some(known) = self.host.known_tags(&info.name) {
            let mut tags = self.base_tags(info, asked, known, retracted);
            // The highest first; equal ones are in git's order, by name.
            tags.sort_by(|a, b| {
                semver::compare(&b[prefix.len()..], &a[prefix.len()..]).then_with(|| a.cmp(b))
            });
            if let Some(found) = self.host.first_before(&tags) {
                let version = found.map(|tag| self.tag_to_version(&tag).0);
                return Ok(version.unwrap_or_default());
            }
        }
        let mut tag = self.highest_before(info, asked, retracted)?;
        let is_definite = !tag.is_empty() && !all_hex(&tag);
        if !is_definite
            && let Some(remote) = self.host.remote()
            && remote.complete_history(&format!("{prefix}v"))?
        {
            tag = self.highest_before(info, asked, retracted)?;
        }
        Ok(self.tag_to_version(&tag).0)
    }

    /// Returns the tag with the highest version that is on a revision or before it according to the
    /// repository, or an empty string.
    fn highest_before(
        &mut self,
        info: &RevInfo,
        asked: &str,
        retracted: &[VersionInterval],
    ) -> Result<String, ModuleError> {
        let prefix = self.place.tag_prefix();
        let tags = self.host.tags_before(&info.name)?;
        let tags = self.base_tags(info, asked, tags, retracted);
        let mut highest = "";
        for tag in &tags {
            let rest = &tag[prefix.len()..];
            if semver::compare(rest, highest) == Ordering::Greater {
                highest = rest;
            }
        }
        Ok(match highest {
            "" => String::new(),
            highest => format!("{prefix}{highest}"),
        })
    }

    /// Returns the `tags` that can be the base of a pseudo-version.
    fn base_tags(
        &mut self,
        info: &RevInfo,
        asked: &str,
        mut tags: Vec<String>,
        retracted: &[VersionInterval],
    ) -> Vec<String> {
        tags.retain(|tag| {
            let (version, _) = self.tag_to_version(tag);
            !version.is_empty()
                && self.is_allowed(info, &version, asked)
                && !is_retracted(retracted, &version)
        });
        tags
    }

    fn is_allowed(&mut self, info: &RevInfo, version: &str, asked: &str) -> bool {
        match_path_major(version, &self.place.major)
            || self.can_be_incompatible(info, version, asked)
    }

    /// Reports whether the version may have `+incompatible`: the module has no go.mod at this
    /// revision, neither in its directory nor in the directory of its major version. The second
    /// does not matter if the requested version has the suffix.
    fn can_be_incompatible(&mut self, info: &RevInfo, version: &str, asked: &str) -> bool {
        if !self.place.dir.is_empty() || !self.place.major.is_empty() {
            return false;
        }
        let major = if asked.ends_with(INCOMPATIBLE) {
            ""
        } else {
            semver::major(version)
        };
        ["", major].into_iter().all(|dir| {
            if let Some(&known) = self.incompatible.get(dir) {
                return known;
            }
            let file = self.host.read_file(&info.name, &join(dir, "go.mod"));
            let lacks = !matches!(file, Ok(Some(_)));
            self.incompatible.insert(dir.to_owned(), lacks);
            lacks
        })
    }

    /// Checks that a version fits the module, and adds `+incompatible` if required.
    fn check_canonical(
        &mut self,
        info: &RevInfo,
        version: &str,
        asked: &str,
    ) -> Result<String, ModuleError> {
        self.find_dir(version).map_err(|error| {
            let error = ModuleError::NotExist(Box::new(error));
            self.place.invalid(version, error)
        })?;
        let trimmed = |version: &str| {
            let base = version.strip_suffix(INCOMPATIBLE).unwrap_or(version);
            base.to_owned()
        };
        let asked_base = trimmed(asked);
        let mut version = if version == asked_base {
            asked.to_owned()
        } else {
            version.to_owned()
        };
        let base = trimmed(&version);
        let fits = self.fit(info, &base, &mut version, asked);
        if !asked.is_empty() && asked == canonical_version(asked) && asked_base != base {
            let text = format!("resolves to version {version} ({asked_base} is not a tag)");
            return Err(self.place.invalid(asked, message(text)));
        }
        fits.map(|()| version)
    }

    /// Adds `+incompatible` to a version that needs it; fails for versions that do not fit the
    /// module's path.
    fn fit(
        &mut self,
        info: &RevInfo,
        base: &str,
        version: &mut String,
        asked: &str,
    ) -> Result<(), ModuleError> {
        let place = self.place;
        let text = if match_path_major(base, &place.major) {
            if !version.ends_with(INCOMPATIBLE) {
                return Ok(());
            }
            let major = semver::major(version);
            format!("+incompatible suffix not allowed: major version {major} is compatible")
        } else if self.can_be_incompatible(info, base, asked) {
            *version = format!("{base}{INCOMPATIBLE}");
            return Ok(());
        } else if place.major.is_empty() {
            let path = format!("{}/{}", place.prefix, semver::major(version));
            format!(
                "module contains a go.mod file, so module path must match major version ({})",
                quote(&path)
            )
        } else {
            "module path includes a major version suffix, so major version must match".to_owned()
        };
        Err(place.invalid(version, message(text)))
    }
}

fn is_retracted(retracted: &[VersionInterval], version: &str) -> bool {
    let is_in = |interval: &VersionInterval| {
        semver::compare(&interval.low, version) != Ordering::Greater
            && semver::compare(version, &interval.high) != Ordering::Greater
    };
    retracted.iter().any(is_in)
}
