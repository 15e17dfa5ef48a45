//! `go mod verify`: checks that modules in the module cache are unchanged since their download.
//!
//! Zips and directories are hashed in parallel, as separate tasks: so the zip and the
//! directory of a large module do not wait for each other.
//! Counterpart: cmd/go/internal/modcmd/verify.go, golang.org/x/mod/sumdb/dirhash.

use hashbrown::HashMap;
use vamos_base::Digest;
use vamos_base::Sha256;
use vamos_base::golang::gover;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_fsys::FileKind;
use vamos_fsys::Files;
use vamos_fsys::uncached;
use vamos_modload::CachedModule;
use vamos_modzip::Archive;
use vamos_modzip::ZipError;
use vamos_modzip::dirhash::hash1;
use vamos_sched::Class;
use vamos_sched::Pool;

/// A module to verify, and its location.
#[derive(Clone, Debug)]
pub struct Verified {
    /// The module version.
    pub module: ModuleVersion,
    /// Its location in the module cache.
    pub place: CachedModule,
}

/// A zip or directory to hash, and the expected hash.
struct Task<'a> {
    verified: &'a Verified,
    is_zip: bool,
}

/// Returns the modules of a build list that can be in the module cache.
pub fn to_verify<'l>(
    list: &'l [ModuleVersion],
    is_main: impl Fn(&str) -> bool + 'l,
) -> impl Iterator<Item = &'l ModuleVersion> {
    list.iter()
        .filter(move |m| !gover::is_toolchain(&m.path) && !is_main(&m.path))
}

/// Receives the progress of [`verify`], from several threads.
pub trait VerifyProgress: Sync {
    /// The zip or the directory of a module is being hashed.
    fn started(&self, id: u64, module: &ModuleVersion);

    /// The hashing has ended.
    fn ended(&self, id: u64);
}

/// Hashes modules on the threads of `pool`; returns the errors, one per line, in the order
/// of the modules.
pub fn verify(
    list: &[Verified],
    disk: &dyn Files,
    pool: &Pool,
    progress: &dyn VerifyProgress,
) -> Vec<String> {
    let tasks = list
        .iter()
        .flat_map(|verified| [true, false].map(|is_zip| Task { verified, is_zip }));
    let tasks: Vec<(u64, Task<'_>)> = (0..).zip(tasks).collect();
    let hashed = pool.map(Class::Cpu, &tasks, |(id, task)| {
        progress.started(*id, &task.verified.module);
        let hash = task.hash(disk);
        progress.ended(*id);
        hash
    });
    let mut lines = Vec::new();
    for (verified, [of_zip, of_dir]) in list.iter().zip(hashed.as_chunks().0) {
        verified.judge(of_zip.as_ref(), of_dir.as_ref(), &mut lines);
    }
    lines
}

impl Task<'_> {
    /// Hashes a zip or a directory; `None` if it does not exist.
    fn hash(&self, disk: &dyn Files) -> Option<Result<String, String>> {
        let place = &self.verified.place;
        if !self.is_zip {
            let m = &self.verified.module;
            return place
                .has_dir
                .then(|| hash_dir(disk, &place.dir, &format!("{}@{}", m.path, m.version)));
        }
        match uncached::stat(&place.zip) {
            Err(error) if error.is_not_exist() => None,
            _ => Some(hash_zip(&place.zip)),
        }
    }
}

impl Verified {
    /// Compares the hashes with the hash that was stored at the download.
    fn judge(
        &self,
        of_zip: Option<&Result<String, String>>,
        of_dir: Option<&Result<String, String>>,
        lines: &mut Vec<String>,
    ) {
        let ModuleVersion { path, version } = &self.module;
        let mut say = |what: String| lines.push(format!("{path} {version}: {what}"));
        let want = match uncached::read(&self.place.zip_hash) {
            Ok(bytes) => os_str::decode(bytes.trim_ascii()),
            // Nothing has been downloaded.
            Err(_) if of_zip.is_none() && of_dir.is_none() => return,
            Err(error) => return say(format!("missing ziphash: {error}")),
        };
        match of_zip {
            Some(Err(error)) => return say(error.clone()),
            Some(Ok(sum)) if *sum != want => {
                say(format!("zip has been modified ({})", self.place.zip));
            }
            _ => {}
        }
        match of_dir {
            Some(Err(error)) => say(error.clone()),
            Some(Ok(sum)) if *sum != want => {
                say(format!("dir has been modified ({})", self.place.dir));
            }
            _ => {}
        }
    }
}

/// Returns the `h1:` hash of the files in a zip (`dirhash.HashZip`).
fn hash_zip(file: &str) -> Result<String, String> {
    let zip = uncached::read(file).map_err(|error| error.to_string())?;
    let archive = Archive::read(&zip).map_err(|error| error.to_string())?;
    // Of members with the same name, the digest of the last one is used, once for each member.
    let mut digests: HashMap<&str, Result<Digest, ZipError>> = HashMap::new();
    for member in &archive.members {
        let mut hash = Sha256::new();
        let unpacked = member.unpack_to(&zip, |chunk| {
            hash.update(chunk);
            Ok::<(), ZipError>(())
        });
        digests.insert(&member.name, unpacked.map(|()| hash.finish()));
    }
    let mut names: Vec<&str> = archive.members.iter().map(|m| m.name.as_str()).collect();
    // The reported error is the one of the first name.
    names.sort_unstable();
    let mut files = Vec::with_capacity(names.len());
    for name in names {
        let digest = digests[name].clone().map_err(|error| error.to_string())?;
        files.push((name, digest));
    }
    hash1(&mut files).map_err(|error| error.to_string())
}

/// Returns the `h1:` hash of the files below a directory, named with a prefix
/// (`dirhash.HashDir`).
fn hash_dir(disk: &dyn Files, dir: &str, prefix: &str) -> Result<String, String> {
    let mut found = Vec::new();
    list_files(disk, dir, &mut found).map_err(|error| error.to_string())?;
    let mut names: Vec<(String, String)> = found
        .into_iter()
        .map(|file| (path::join(&[prefix, &file[dir.len() + 1..]]), file))
        .collect();
    names.sort_unstable();
    let mut files = Vec::with_capacity(names.len());
    for (name, file) in &names {
        let hashed = uncached::hash_file(file).map_err(|error| error.to_string())?;
        files.push((name.as_str(), hashed.0));
    }
    hash1(&mut files).map_err(|error| error.to_string())
}

fn list_files(
    disk: &dyn Files,
    dir: &str,
    found: &mut Vec<String>,
) -> Result<(), vamos_fsys::PathError> {
    for entry in disk.read_dir(dir)?.iter() {
        let file = format!("{dir}/{}", entry.name);
        match entry.kind {
            FileKind::Dir => list_files(disk, &file, found)?,
            _ => found.push(file),
        }
    }
    Ok(())
}
