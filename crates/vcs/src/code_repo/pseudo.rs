//! Checks that a pseudo-version describes its revision.
//!
//! Counterpart: cmd/go/internal/modfetch/coderepo.go (`validatePseudoVersion`).

use std::cmp::Ordering;

use vamos_base::golang::module::pseudo_version_base;
use vamos_base::golang::module::pseudo_version_rev;
use vamos_base::golang::module::pseudo_version_time;
use vamos_base::golang::semver;
use vamos_modfile::ModuleError;

use super::CodeRepo;
use super::message;
use crate::host::RevInfo;
use crate::host::unsupported;

impl CodeRepo<'_> {
    /// Fails unless revision, time and base of a pseudo-version match the commit. The base must be
    /// an earlier tag: otherwise arbitrarily high versions would be possible.
    pub(super) fn validate_pseudo_version(
        &mut self,
        info: &RevInfo,
        version: &str,
    ) -> Result<(), ModuleError> {
        self.check_pseudo(info, version).map_err(|error| {
            if matches!(error, ModuleError::At { .. }) {
                return error;
            }
            let error = match error {
                error @ ModuleError::InvalidVersion { .. } => error,
                error => ModuleError::InvalidVersion {
                    version: version.to_owned(),
                    pseudo: true,
                    err: Box::new(error),
                },
            };
            self.place.at(error)
        })
    }

    fn check_pseudo(&mut self, info: &RevInfo, version: &str) -> Result<(), ModuleError> {
        let fail = |text: String| Err(message(text));
        let revision = pseudo_version_rev(version)?;
        let short = &info.short;
        if revision != short {
            return fail(if revision.starts_with(short.as_str()) {
                format!("revision is longer than canonical (expected {short})")
            } else if short.starts_with(revision) {
                format!("revision is shorter than canonical (expected {short})")
            } else {
                format!("does not match short name of revision (expected {short})")
            });
        }
        let stamp = info.time.pseudo_version_stamp();
        if pseudo_version_time(version)? != stamp {
            return fail(format!(
                "does not match version-control timestamp (expected {stamp})"
            ));
        }
        let base = version.strip_suffix("+incompatible").unwrap_or(version);
        let base = pseudo_version_base(base)?;
        if base.is_empty() {
            if self.place.pseudo_major().is_empty() && semver::major(version) == "v1" {
                return fail("major version without preceding tag must be v0, not v1".to_owned());
            }
            return Ok(());
        }
        let prefix = self.place.tag_prefix();
        let trimmed = |tag: &str| tag.strip_prefix(&prefix).unwrap_or(tag).to_owned();
        if let Some(tag) = info.tags.iter().find(|tag| trimmed(tag) == base) {
            return fail(format!(
                "tag ({tag}) found on revision {revision} is already canonical, so should not be replaced with a pseudo-version derived from that tag"
            ));
        }
        self.find_ancestor(info, revision, &prefix, &base)
    }

    /// Fails unless a tag for the base version is on a commit before this one.
    fn find_ancestor(
        &mut self,
        info: &RevInfo,
        revision: &str,
        prefix: &str,
        base: &str,
    ) -> Result<(), ModuleError> {
        let tags = self.host.tags(&format!("{prefix}{base}"))?;
        let mut last = None;
        for tag in &tags.list {
            let version = tag.name.strip_prefix(prefix).unwrap_or(&tag.name);
            if semver::compare(version, base) != Ordering::Equal {
                continue;
            }
            let answer = match self.host.remote() {
                Some(remote) => remote.descends_from(&info.name, &tag.name),
                None => Err(unsupported()),
            };
            if matches!(answer, Ok(true)) {
                return Ok(());
            }
            last = Some((&tag.name, answer.err()));
        }
        match last {
            None => Err(message(format!("preceding tag ({base}) not found"))),
            Some((_, Some(error))) => Err(error),
            Some((tag, None)) => Err(message(format!(
                "revision {revision} is not a descendent of preceding tag ({tag})"
            ))),
        }
    }
}
