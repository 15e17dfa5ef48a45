//! The store of a bazel-remote that is not running, as an attacker changes it.
//!
//! Counterpart: none.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use prost::Message;
use vamos_base::Digest;

use super::forge::Forgery;
use super::forge::Keys;
use super::forge::Manifest;
use super::forge::ManifestRow;
use super::forge::Stored;
use super::forge::WireDigest;
use super::forge::forge;
use crate::files;
use crate::files::at;

/// The files of a store.
pub(super) struct StoreFiles {
    root: PathBuf,
    /// Results by the digest of their action.
    results: BTreeMap<String, (PathBuf, Stored)>,
    /// Values by their digest.
    values: BTreeMap<String, PathBuf>,
    /// Digests of the bytes that a forgery added.
    poison: BTreeSet<String>,
}

/// Changes of a forgery.
pub(super) struct Forged {
    /// Number of changed results, including results in lists.
    pub(super) results: usize,
    /// Digests of the bytes that were added.
    pub(super) poison: BTreeSet<String>,
}

impl StoreFiles {
    /// Reads the names and results of a store.
    pub(super) fn read(root: &Path) -> Result<Self, String> {
        let mut results = BTreeMap::new();
        for (digest, path) in files(&root.join("ac.v2"))? {
            let result = Stored::decode(&*read(&path)?).map_err(|error| error.to_string())?;
            results.insert(digest, (path, result));
        }
        Ok(Self {
            root: root.to_owned(),
            results,
            values: files(&root.join("cas.v2"))?,
            poison: BTreeSet::new(),
        })
    }

    /// Changes all results, and the lists of them; without lists if `lists` is false.
    pub(super) fn forge(
        mut self,
        forgery: Forgery,
        keys: &Keys<'_>,
        lists: bool,
    ) -> Result<Forged, String> {
        let manifests = self.manifests()?;
        let (_, first) = manifests.first().ok_or("the server has no manifest")?;
        let rows = first.rows.clone();
        let mut forged = Vec::new();
        for (row, next) in rows.iter().zip(rows.iter().cycle().skip(1)) {
            let result = |row: &ManifestRow| {
                let found = self.results.get(&row.action());
                found.cloned().ok_or("a listed result is missing")
            };
            let ((path, own), (_, next)) = (result(row)?, result(next)?);
            let mut poison = |digest: &WireDigest| {
                let mut bytes = match digest.size {
                    0 => Vec::new(),
                    _ => read(self.values.get(&digest.hash).ok_or("a value is missing")?)?,
                };
                bytes.push(b'!');
                self.add(&bytes)
            };
            let changed = forge(forgery, (row, &own), &next, keys, &mut poison)?;
            write(&path, &changed.encode_to_vec())?;
            forged.push(row.with(&changed));
        }
        let results = forged.len();
        let list = self.add(&Manifest { rows: forged }.encode_to_vec())?;
        // It contains no bytes of a result.
        self.poison.remove(&list.hash);
        for (digest, _) in manifests {
            let Some((path, result)) = self.results.get_mut(&digest) else {
                continue;
            };
            if !lists {
                fs::remove_file(&*path).map_err(at(path))?;
                continue;
            }
            for file in &mut result.files {
                file.digest = Some(list.clone());
            }
            if forgery == Forgery::Unsigned {
                result.extra.clear();
            }
            write(path, &result.encode_to_vec())?;
        }
        Ok(Forged {
            results,
            poison: self.poison,
        })
    }

    /// Returns the lists of results.
    fn manifests(&self) -> Result<Vec<(String, Manifest)>, String> {
        let mut found = Vec::new();
        for (digest, (_, result)) in &self.results {
            let [file] = &result.files[..] else { continue };
            let value = file.digest.clone().unwrap_or_default().hash;
            let Some(path) = self.values.get(&value) else {
                continue;
            };
            let Ok(manifest) = Manifest::decode(&*read(path)?) else {
                continue;
            };
            let is_known = |row: &ManifestRow| self.results.contains_key(&row.action());
            if !manifest.rows.is_empty() && manifest.rows.iter().all(is_known) {
                found.push((digest.clone(), manifest));
            }
        }
        Ok(found)
    }

    /// Stores a value.
    fn add(&mut self, bytes: &[u8]) -> Result<WireDigest, String> {
        let hash = Digest::of(bytes).hex();
        let dir = self.root.join("cas.v2").join(&hash[..2]);
        files::make_dir(&dir)?;
        write(&dir.join(format!("{hash}-7.v1")), bytes)?;
        self.poison.insert(hash.clone());
        Ok(WireDigest {
            hash,
            size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        })
    }
}

/// Returns the files of a part of the store, by the digest in their names.
fn files(part: &Path) -> Result<BTreeMap<String, PathBuf>, String> {
    let failed = at(part);
    let mut found = BTreeMap::new();
    for shard in fs::read_dir(part).map_err(failed)? {
        for file in fs::read_dir(shard.map_err(failed)?.path()).map_err(failed)? {
            let file = file.map_err(failed)?;
            let name = file.file_name().to_string_lossy().into_owned();
            let digest = name.split('-').next().unwrap_or_default();
            found.insert(digest.to_owned(), file.path());
        }
    }
    Ok(found)
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    files::read(path)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    files::write(path, bytes)
}
