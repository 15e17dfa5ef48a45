//! The version that a module has at a revision: a tag's, or a pseudo-version.
//!
//! Counterpart: cmd/go/internal/modfetch/coderepo.go (`newCodeRepo`, `convert`, `findDir`,
//! `Versions`), the part that a revision's hash can reach.

use std::cmp::Ordering;

use hashbrown::HashMap;
use vamos_base::golang::module::check_path_major;
use vamos_base::golang::module::is_pseudo_version;
use vamos_base::golang::module::match_path_major;
use vamos_base::golang::module::path_major_prefix;
use vamos_base::golang::module::pseudo_version;
use vamos_base::golang::module::pseudo_version_rev;
use vamos_base::golang::module::split_path_version;
use vamos_base::golang::semver;
use vamos_modfile::GoMod;
use vamos_modfile::Origin;
use vamos_modfile::RevInfo as VersionInfo;
use vamos_modfile::VersionInterval;
use vamos_modfile::module_path;

use crate::host::CodeHost;
use crate::host::FileAt;
use crate::host::RevInfo;

/// A module in a repository.
pub(crate) struct CodeRepo<'a> {
    host: &'a mut dyn CodeHost,
    path: String,
    /// Module path of the repository's root.
    root: String,
    /// The module's directory in the repository.
    dir: String,
    /// `/v2`, `.v2` or nothing.
    major: String,
    /// Whether a file is there, by revision and name.
    incompatible: HashMap<String, bool>,
}

fn has_path_prefix(path: &str, prefix: &str) -> bool {
    match path.strip_prefix(prefix) {
        Some(rest) => rest.is_empty() || rest.starts_with('/') || prefix.ends_with('/'),
        None => false,
    }
}

/// Joins without empty elements.
fn join(dir: &str, name: &str) -> String {
    if dir.is_empty() {
        name.to_owned()
    } else {
        format!("{dir}/{name}")
    }
}

impl<'a> CodeRepo<'a> {
    /// Locates the module `path` in a repository whose root is the module `root`. Returns
    /// `None` if the repository cannot contain it.
    pub(crate) fn new(host: &'a mut dyn CodeHost, root: &str, path: &str) -> Option<Self> {
        if !has_path_prefix(path, root) {
            return None;
        }
        let (prefix, major) = split_path_version(path)?;
        let mut dir = "";
        if root != path {
            if !has_path_prefix(prefix, root) {
                return None;
            }
            dir = prefix[root.len()..].trim_matches('/');
        }
        Some(Self {
            host,
            path: path.to_owned(),
            root: root.to_owned(),
            dir: dir.to_owned(),
            major: major.to_owned(),
            incompatible: HashMap::new(),
        })
    }

    /// Returns the module's version at a revision (`Stat`).
    pub(crate) fn version_at(&mut self, revision: &str) -> Option<VersionInfo> {
        let info = self.host.stat(&self.revision_of(revision))?;
        let version = self.convert(&info, revision);
        if version.as_deref().is_some_and(is_pseudo_version) {
            let mut prefix = self.tag_prefix();
            if !self.major.is_empty() {
                prefix += &self.major[1..];
                prefix.push('.');
            }
            self.host.tags(&prefix)?;
        }
        let origin = Origin {
            vcs: self.host.system().command().to_owned(),
            url: self.host.url().to_owned(),
            subdir: self.dir.clone(),
            hash: if info.has_hash {
                info.name
            } else {
                String::new()
            },
            ref_name: info.reference,
            ..Origin::default()
        };
        Some(VersionInfo {
            version: version?,
            time: info.time.rfc3339_nano(0),
            origin: Some(origin),
        })
    }

    fn tag_prefix(&self) -> String {
        if self.dir.is_empty() {
            String::new()
        } else {
            format!("{}/", self.dir)
        }
    }

    /// Returns the name of a version in the repository (`revToRev`).
    fn revision_of(&self, version: &str) -> String {
        if !semver::is_valid(version) {
            return version.to_owned();
        }
        if is_pseudo_version(version) {
            return pseudo_version_rev(version)
                .expect("a pseudo-version has a revision")
                .to_owned();
        }
        let tag = version.strip_suffix("+incompatible").unwrap_or(version);
        join(&self.dir, tag)
    }

    /// Returns the version that a tag stands for, and whether the tag is its canonical
    /// form; an empty one for tags that are no versions of this module.
    fn tag_to_version(&self, tag: &str) -> (String, bool) {
        let none = (String::new(), false);
        let Some(trimmed) = tag.strip_prefix(&self.tag_prefix()) else {
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

    fn convert(&mut self, info: &RevInfo, revision: &str) -> Option<String> {
        let retracted = self.retracted_versions().unwrap_or_default();
        let is_retracted = |version: &str| {
            let is_in = |interval: &VersionInterval| {
                semver::compare(&interval.low, version) != Ordering::Greater
                    && semver::compare(version, &interval.high) != Ordering::Greater
            };
            retracted.iter().any(is_in)
        };
        let (version, is_canonical) = self.tag_to_version(&info.version);
        if is_canonical && let Some(version) = self.check_canonical(info, &version) {
            return Some(version);
        }
        let mut highest = String::new();
        let mut base = String::new();
        for tag in &info.tags {
            let (version, is_canonical) = self.tag_to_version(tag);
            if semver::compare(&version, revision) == Ordering::Equal {
                if is_canonical {
                    return self.check_canonical(info, &version);
                }
                base.clone_from(&version);
            }
            if is_canonical
                && semver::compare(&highest, &version) == Ordering::Less
                && !is_retracted(&version)
                && self.is_allowed(info, &version)
            {
                highest = version;
            }
        }
        if !highest.is_empty() {
            return self.check_canonical(info, &highest);
        }
        if base.is_empty() {
            base = self.base_version(info, &is_retracted)?;
        }
        let major = path_major_prefix(&self.major).to_owned();
        let stamp = info.time.pseudo_version_stamp();
        let version = pseudo_version(&major, &base, &stamp, &info.short);
        self.check_canonical(info, &version)
    }

    /// Returns the version of the highest usable tag before a revision, or nothing.
    fn base_version(
        &mut self,
        info: &RevInfo,
        is_retracted: &dyn Fn(&str) -> bool,
    ) -> Option<String> {
        let prefix = self.tag_prefix();
        if let Some(known) = self.host.known_tags(&info.name) {
            let mut tags = self.base_tags(info, known, is_retracted);
            // The highest first; of equals, the order of names, which is git's, decides.
            tags.sort_by(|a, b| {
                semver::compare(&b[prefix.len()..], &a[prefix.len()..]).then_with(|| a.cmp(b))
            });
            if let Some(found) = self.host.first_before(&tags) {
                let version = found.map(|tag| self.tag_to_version(&tag).0);
                return Some(version.unwrap_or_default());
            }
        }
        let tags = self.host.tags_before(&info.name)?;
        let tags = self.base_tags(info, tags, is_retracted);
        let mut highest = "";
        for tag in &tags {
            let rest = &tag[prefix.len()..];
            if semver::compare(rest, highest) == Ordering::Greater {
                highest = rest;
            }
        }
        if highest.is_empty() {
            return Some(String::new());
        }
        Some(self.tag_to_version(&format!("{prefix}{highest}")).0)
    }

    /// Returns those of `tags` that a pseudo-version may come after.
    fn base_tags(
        &mut self,
        info: &RevInfo,
        mut tags: Vec<String>,
        is_retracted: &dyn Fn(&str) -> bool,
    ) -> Vec<String> {
        tags.retain(|tag| {
            let (version, _) = self.tag_to_version(tag);
            !version.is_empty() && self.is_allowed(info, &version) && !is_retracted(&version)
        });
        tags
    }

    fn is_allowed(&mut self, info: &RevInfo, version: &str) -> bool {
        match_path_major(version, &self.major) || self.can_be_incompatible(info, version)
    }

    /// Reports whether the version may have `+incompatible`: the module has no go.mod at
    /// this revision, neither in its directory nor in that of its major version.
    fn can_be_incompatible(&mut self, info: &RevInfo, version: &str) -> bool {
        if !self.dir.is_empty() || !self.major.is_empty() {
            return false;
        }
        let major = semver::major(version);
        ["", major].into_iter().all(|dir| {
            if let Some(&known) = self.incompatible.get(dir) {
                return known;
            }
            let file = self.host.read_file(&info.name, &join(dir, "go.mod"));
            let lacks = !matches!(file, FileAt::Found(_));
            self.incompatible.insert(dir.to_owned(), lacks);
            lacks
        })
    }

    /// Checks that a version fits the module, and adds `+incompatible` where it must be.
    fn check_canonical(&mut self, info: &RevInfo, version: &str) -> Option<String> {
        self.find_dir(version)?;
        let base = version.strip_suffix("+incompatible").unwrap_or(version);
        if !match_path_major(base, &self.major) {
            return self
                .can_be_incompatible(info, base)
                .then(|| format!("{base}+incompatible"));
        }
        (base == version).then(|| version.to_owned())
    }

    /// Finds the module's directory at a version, and its go.mod there if it has one:
    /// `v2` may be in a directory of that name.
    fn find_dir(&mut self, version: &str) -> Option<(String, Option<Vec<u8>>)> {
        if !semver::is_valid(version) {
            return None;
        }
        let revision = self.revision_of(version);
        let first = match self.host.read_file(&revision, &join(&self.dir, "go.mod")) {
            FileAt::NoRevision => return None,
            FileAt::Absent => None,
            FileAt::Found(text) => Some(text),
        };
        let is_ours = first.as_deref().is_some_and(|text| {
            let path = module_path(text);
            // Old releases accepted this by mistake, and modules rely on it.
            let is_replacement = self.major.is_empty() && path.starts_with("gopkg.in/");
            is_major(&path, &self.major) || is_replacement
        });
        if !self.major.is_empty() && self.root != self.path && !self.major.starts_with('.') {
            let dir = join(&self.dir, &self.major[1..]);
            let second = match self.host.read_file(&revision, &join(&dir, "go.mod")) {
                FileAt::NoRevision => return None,
                FileAt::Absent => None,
                FileAt::Found(text) => Some(text),
            };
            if let Some(text) = second {
                let is_second = is_major(&module_path(&text), &self.major);
                return (is_second && !is_ours).then_some((dir, Some(text)));
            }
        }
        if is_ours {
            return Some((self.dir.clone(), first));
        }
        let may_lack =
            self.dir.is_empty() && (self.major.is_empty() || self.major.starts_with('.'));
        (first.is_none() && may_lack).then(|| (String::new(), None))
    }

    /// Returns the versions that the latest release retracts.
    fn retracted_versions(&mut self) -> Option<Vec<VersionInterval>> {
        let versions = self.versions()?;
        let compatible = versions
            .iter()
            .take_while(|version| !version.ends_with("+incompatible"));
        let compatible: Vec<&String> = compatible.collect();
        let is_release = |version: &&&String| semver::prerelease(version).is_empty();
        let highest = compatible.iter().rev().find(is_release);
        let highest = highest.or(compatible.last())?;
        let text = self.go_mod(highest)?;
        let file = GoMod::parse_lax("go.mod", &text, None).ok()?;
        let retracted = file.retract.into_iter().map(|retract| retract.interval);
        Some(retracted.collect())
    }

    fn go_mod(&mut self, version: &str) -> Option<Vec<u8>> {
        let (dir, found) = self.find_dir(version)?;
        if found.is_some() {
            return found;
        }
        let revision = self.revision_of(version);
        match self.host.read_file(&revision, &join(&dir, "go.mod")) {
            FileAt::Found(text) => Some(text),
            // Upstream assumes a go.mod without retractions.
            FileAt::Absent => Some(Vec::new()),
            FileAt::NoRevision => None,
        }
    }

    /// Returns the module's tagged versions, in order.
    fn versions(&mut self) -> Option<Vec<String>> {
        if self.path.starts_with("gopkg.in/") && self.path.ends_with("-unstable") {
            return Some(Vec::new());
        }
        let prefix = self.tag_prefix();
        let mut versions = Vec::new();
        let mut incompatible = Vec::new();
        for tag in self.host.tags(&prefix)? {
            let Some(version) = tag.strip_prefix(&prefix) else {
                continue;
            };
            if version.is_empty() || semver::canonical(version) != version {
                continue;
            }
            if is_pseudo_version(version) {
                continue;
            }
            if check_path_major(version, &self.major).is_ok() {
                versions.push(version.to_owned());
            } else if self.dir.is_empty()
                && self.major.is_empty()
                && semver::compare(semver::major(version), "v1") == Ordering::Greater
            {
                incompatible.push(version.to_owned());
            }
        }
        semver::sort(&mut versions);
        semver::sort(&mut incompatible);
        self.add_incompatible(&mut versions, &incompatible)?;
        Some(versions)
    }

    /// Adds the `+incompatible` versions, unless the latest release has a go.mod.
    fn add_incompatible(
        &mut self,
        versions: &mut Vec<String>,
        incompatible: &[String],
    ) -> Option<()> {
        if incompatible.is_empty() || !self.major.is_empty() {
            return Some(());
        }
        if let Some(latest) = versions.last()
            && self.has_go_mod(latest)?
        {
            return Some(());
        }
        let is_same = |a: &String, b: &String| semver::major(a) == semver::major(b);
        for group in incompatible.chunk_by(is_same) {
            let latest = group.last().expect("a group has a member");
            if !self.has_go_mod(latest)? {
                versions.extend(group.iter().map(|v| format!("{v}+incompatible")));
            }
        }
        Some(())
    }

    fn has_go_mod(&mut self, version: &str) -> Option<bool> {
        match self.host.read_file(version, "go.mod") {
            FileAt::Found(_) => Some(true),
            FileAt::Absent => Some(false),
            FileAt::NoRevision => None,
        }
    }
}

/// Reports whether the versions of the module `path` are those that `major` stands for.
fn is_major(path: &str, major: &str) -> bool {
    if path.is_empty() {
        return false;
    }
    let Some((_, own)) = split_path_version(path) else {
        return false;
    };
    if major.is_empty() {
        return matches!(path_major_prefix(own), "" | "v0" | "v1");
    }
    !own.is_empty() && major[1..] == own[1..]
}
