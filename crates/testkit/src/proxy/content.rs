//! Content of a proxy: modules in txtar form, and trees in the layout of GOMODCACHE.
//!
//! Counterpart: cmd/go/proxy_test.go (`proxyHandler`, `readArchive`).

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use vamos_base::golang::module::escape_version;
use vamos_base::golang::module::is_pseudo_version;
use vamos_base::golang::module::unescape_path;
use vamos_base::golang::module::unescape_version;
use vamos_base::golang::path::is_local;
use vamos_base::golang::semver;

use super::Body;
use super::Response;
use super::zip::stored_zip;
use crate::txtar::Archive;

/// Module versions by path, in semver's order.
#[derive(Clone, Debug, Default)]
pub(super) struct Modules {
    by_path: BTreeMap<String, Vec<(String, Arc<Archive>)>>,
}

impl Modules {
    /// Adds a version, or replaces the existing one.
    pub(super) fn add(&mut self, path: &str, version: &str, archive: &str) {
        let mut archive = Archive::parse(archive);
        let has = |archive: &Archive, name| archive.files.iter().any(|(have, _)| have == name);
        if !has(&archive, ".info") {
            let info = format!("{{\"Version\":\"{version}\",\"Time\":\"2018-01-01T00:00:00Z\"}}\n");
            archive.files.push((".info".to_owned(), info));
        }
        if !has(&archive, ".mod") {
            let own = archive.files.iter().find(|(name, _)| name == "go.mod");
            let text = own.map_or_else(|| format!("module {path}\n"), |(_, text)| text.clone());
            archive.files.push((".mod".to_owned(), text));
        }
        let versions = self.by_path.entry(path.to_owned()).or_default();
        versions.retain(|(have, _)| have != version);
        versions.push((version.to_owned(), Arc::new(archive)));
        versions.sort_by(|(a, _), (b, _)| semver::compare(a, b));
    }

    /// Adds the files `PATH_VERSION.txt` of a directory, `_` for `/` in paths. Files with
    /// other names are passed over, as upstream does.
    pub(super) fn add_dir(&mut self, dir: &Path) -> io::Result<()> {
        for entry in fs::read_dir(dir)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let Some((path, version)) = name
                .strip_suffix(".txt")
                .and_then(|stem| Some((stem, stem.rfind("_v")?)))
                .map(|(stem, at)| (stem[..at].replace('_', "/"), stem[at + 1..].to_owned()))
            else {
                continue;
            };
            let (Ok(path), Ok(version)) = (unescape_path(&path), unescape_version(&version)) else {
                continue;
            };
            let text = fs::read(entry.path())?;
            self.add(&path, &version, &String::from_utf8_lossy(&text));
        }
        Ok(())
    }

    /// Answers a path, if its module is served.
    pub(super) fn answer(&self, path: &str) -> Option<Response> {
        let ok = |bytes: Vec<u8>| Some(Response::new(200, bytes));
        if let Some(escaped) = path.strip_suffix("/@latest") {
            let versions = self.by_path.get(&unescape_path(escaped).ok()?)?;
            return ok(file(&latest(versions)?.1, ".info")?);
        }
        let (escaped, rest) = path.split_once("/@v/")?;
        let path = unescape_path(escaped).ok()?;
        let versions = self.by_path.get(&path)?;
        if rest == "list" {
            let released = versions.iter().filter(|(v, _)| !is_pseudo_version(v));
            return ok(released
                .flat_map(|(v, _)| format!("{v}\n").into_bytes())
                .collect());
        }
        let (escaped, kind) = rest.rsplit_once('.')?;
        let asked = unescape_version(escaped).ok()?;
        let (version, archive) = find(versions, &asked)?;
        match kind {
            "info" | "mod" => ok(file(archive, &format!(".{kind}"))?),
            "zip" => ok(zip(&path, version, archive)),
            _ => None,
        }
    }
}

/// Returns a file of an archive.
fn file(archive: &Archive, name: &str) -> Option<Vec<u8>> {
    let (_, text) = archive.files.iter().find(|(have, _)| have == name)?;
    Some(text.clone().into_bytes())
}

/// Returns the version that `@latest` means: a release, else a prerelease, else a
/// pseudo-version, each time the highest.
fn latest(versions: &[(String, Arc<Archive>)]) -> Option<&(String, Arc<Archive>)> {
    let rank = |v: &str| match (is_pseudo_version(v), semver::prerelease(v).is_empty()) {
        (true, _) => 0,
        (false, false) => 1,
        (false, true) => 2,
    };
    // Among equals the last one wins, and they are in order.
    versions.iter().max_by_key(|(v, _)| rank(v))
}

/// Returns a version by name, or the highest with this commit.
fn find<'a>(
    versions: &'a [(String, Arc<Archive>)],
    asked: &str,
) -> Option<&'a (String, Arc<Archive>)> {
    let is_hash = !asked.is_empty() && asked.bytes().all(|b| b.is_ascii_hexdigit());
    let has_commit = |version: &str, archive: &Archive| {
        let commit = if is_pseudo_version(version) {
            version.rsplit('-').next().unwrap_or_default().to_owned()
        } else {
            short_commit(archive)
        };
        !commit.is_empty() && (commit.starts_with(asked) || asked.starts_with(&commit))
    };
    let mut newest_first = versions.iter().rev();
    if is_hash {
        newest_first.find(|(version, archive)| has_commit(version, archive))
    } else {
        newest_first.find(|(version, _)| version == asked)
    }
}

/// Returns the `Short` of an `.info` file.
fn short_commit(archive: &Archive) -> String {
    let info = file(archive, ".info").unwrap_or_default();
    let info = String::from_utf8_lossy(&info).into_owned();
    let value = info.split_once("\"Short\"").and_then(|(_, rest)| {
        let (_, rest) = rest.split_once('"')?;
        Some(rest.split_once('"')?.0.to_owned())
    });
    value.unwrap_or_default()
}

fn zip(path: &str, version: &str, archive: &Archive) -> Vec<u8> {
    let members: Vec<(String, &[u8])> = archive
        .files
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), ".info" | ".mod" | ".zip"))
        .map(|(name, text)| {
            // A name with a leading slash is a member outside the module's directory.
            let name = match name.strip_prefix('/') {
                Some(outside) => outside.to_owned(),
                None => format!("{path}@{version}/{name}"),
            };
            (name, text.as_bytes())
        })
        .collect();
    stored_zip(members.iter().map(|(name, bytes)| (name.as_str(), *bytes)))
}

/// Answers from a directory. A missing list of versions is made from the `.info` files, as a cache
/// that was filled by builds has none.
pub(super) fn from_tree(dir: &Path, path: &str) -> Option<Response> {
    if !is_local(path) {
        return None;
    }
    let file = dir.join(path);
    if file.is_file() {
        return Some(Response {
            status: 200,
            headers: Vec::new(),
            body: Body::File(file),
        });
    }
    let ok = |text: String| Some(Response::new(200, text));
    if path.starts_with("sumdb/") && path.ends_with("/supported") {
        let is_here = file.parent().is_some_and(Path::is_dir);
        return is_here.then(|| Response::new(200, ""));
    }
    let module = path
        .strip_suffix("/@v/list")
        .or(path.strip_suffix("/@latest"))?;
    let known = versions_in(&dir.join(module).join("@v"))?;
    if path.ends_with("/list") {
        let released = known.iter().filter(|v| !is_pseudo_version(v));
        return ok(released.map(|v| format!("{v}\n")).collect());
    }
    let versions: Vec<_> = known.into_iter().map(|v| (v, Arc::default())).collect();
    let (version, _) = latest(&versions)?;
    let name = format!("{}.info", escape_version(version).ok()?);
    ok(fs::read_to_string(dir.join(module).join("@v").join(name)).ok()?)
}

/// Returns the versions with an `.info` file, in order.
fn versions_in(dir: &Path) -> Option<Vec<String>> {
    let mut versions: Vec<String> = fs::read_dir(dir)
        .ok()?
        .filter_map(|entry| {
            let name = entry.ok()?.file_name().to_string_lossy().into_owned();
            unescape_version(name.strip_suffix(".info")?).ok()
        })
        .collect();
    semver::sort(&mut versions);
    Some(versions)
}
