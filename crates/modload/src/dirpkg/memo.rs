//! Cached facts of a directory's files. The facts of a file are used if its stamp is
//! still the recorded one.
//!
//! A record has each file's stamp, its digest if it was hashed, and its facts. It is
//! written for files that were read in this run and whose stamps are old enough to prove
//! that the contents are unchanged.
//! Counterpart: none; cmd/go/internal/modindex relies on paths in GOMODCACHE.

use vamos_base::Digest;
use vamos_fsys::FileKind;
use vamos_fsys::HashedFiles;
use vamos_localstore::Table;

use super::codec;
use super::codec::Reader;
use super::codec::Writer;
use super::file_facts::DirFacts;
use super::file_facts::FileFacts;
use super::names::join;
use super::remembered::Remembered;
use super::remembered::read_stamp;
use super::remembered::write_stamp;
use super::source_facts::Facts;

/// Adds the cached facts to the files of a listing. Both are sorted by name.
pub(super) fn recall(memo: &Table, dir: &str, files: &mut [FileFacts]) {
    let Some(record) = memo.get(dir) else {
        return;
    };
    let mut from = Reader(record);
    let mut next = 0;
    while let Some((name, remembered)) = read_entry(&mut from) {
        while files.get(next).is_some_and(|file| *file.name < *name) {
            next += 1;
        }
        if let Some(file) = files.get_mut(next)
            && file.name == name
        {
            file.remembered = Some(Box::new(remembered));
        }
    }
}

fn read_entry<'a>(from: &mut Reader<'a>) -> Option<(&'a str, Remembered)> {
    let name = from.text()?;
    // Only regular files have entries.
    let stamp = read_stamp(from, FileKind::File)?;
    let digest = match from.number()? {
        0 => None,
        _ => Some(Digest(from.take(32)?.try_into().ok()?)),
    };
    let facts = from.bytes()?.into();
    Some((
        name,
        Remembered {
            stamp,
            digest,
            facts,
        },
    ))
}

/// Stores the facts of a directory in the table, if this run read any of its files.
pub(super) fn record(memo: &Table, files: &dyn HashedFiles, facts: &DirFacts) {
    let Ok(listing) = &facts.listing else {
        return;
    };
    if !listing.iter().any(FileFacts::was_read) {
        return;
    }
    let mut out = Writer::default();
    for file in listing {
        let path = join(&facts.dir, &file.name);
        let fresh = learned(memo, files, file, &path);
        if let Some(remembered) = fresh.as_ref().or(file.remembered.as_deref()) {
            out.bytes(file.name.as_bytes());
            write_stamp(&remembered.stamp, &mut out);
            match &remembered.digest {
                None => out.number(0),
                Some(digest) => {
                    out.number(1);
                    out.0.extend_from_slice(&digest.0);
                }
            }
            out.bytes(&remembered.facts);
        }
    }
    memo.put(&facts.dir, out.0);
}

/// Returns the stored form of a file that was read in this run.
fn learned(
    memo: &Table,
    files: &dyn HashedFiles,
    file: &FileFacts,
    path: &str,
) -> Option<Remembered> {
    let (facts, stamp) = file.learned()?;
    if stamp.kind != FileKind::File || !memo.trusts(stamp, path) {
        return None;
    }
    let mut out = Writer::default();
    match facts {
        Facts::Go(Ok(info)) => codec::write_source(info, path, &mut out)?,
        Facts::Other(Ok(Ok(constraints))) => codec::write_constraints(constraints, &mut out)?,
        Facts::Go(Err(_)) | Facts::Other(_) => return None,
    }
    let mut digest = None;
    if file.is_hashed() {
        let hashed = files.hashed(path).ok()?;
        // It changed between the stamp and the read.
        if hashed.meta != *stamp {
            return None;
        }
        digest = Some(hashed.digest);
    }
    Some(Remembered {
        stamp: stamp.clone(),
        digest,
        facts: out.0.into(),
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use vamos_cache::system_clock;
    use vamos_fsys::Disk;
    use vamos_fsys::HashedFiles;
    use vamos_fsys::uncached;
    use vamos_localstore::Table;

    use crate::dirpkg::BuildContext;
    use crate::dirpkg::DirCache;

    /// Imports the directory in a separate run; returns the imports, the number of read files, and
    /// the digest of a.go.
    fn run(dir: &str, memo: &str, now: i128) -> (Vec<String>, u64, String) {
        let disk = Arc::new(Disk::new());
        let context = BuildContext {
            goos: "linux".to_owned(),
            goarch: "amd64".to_owned(),
            ..BuildContext::default()
        };
        let memo = Arc::new(Table::open(memo, "test", now));
        let dirs = DirCache::for_build(disk.clone(), &context).with_memo(memo);
        let (package, error) = dirs.import_dir(&context, dir);
        assert!(error.is_none(), "{error:?}");
        dirs.save_memo();
        let reads = disk.counts().reads;
        let digest = disk.hashed(&format!("{dir}/a.go")).unwrap().digest.hex();
        (package.imports.clone(), reads, digest)
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test needs files on disk")]
    fn believes_stamps_and_nothing_else() {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path().to_str().unwrap();
        let (dir, memo) = (format!("{root}/p"), format!("{root}/memo"));
        std::fs::create_dir(&dir).unwrap();
        let file = format!("{dir}/a.go");
        std::fs::write(&file, "package p\n\nimport \"fmt\"\n").unwrap();
        let now = (system_clock())();
        // The stamp of a file this new proves nothing: each run reads the file.
        assert_eq!(run(&dir, &memo, now).1, 1);
        assert_eq!(run(&dir, &memo, now).1, 1);
        let later = now + 10_000_000_000;
        let first = run(&dir, &memo, later);
        assert_eq!((first.0.as_slice(), first.1), (&["fmt".to_owned()][..], 1));
        let second = run(&dir, &memo, later);
        assert_eq!((&second.0, second.1, &second.2), (&first.0, 0, &first.2));
        // Other bytes of the same length, with the old mtime: ctime reveals the change.
        let stamp = uncached::stat(&file).unwrap();
        std::fs::write(&file, "package p\n\nimport \"os2\"\n").unwrap();
        uncached::set_times(&file, stamp.mtime_ns).unwrap();
        let third = run(&dir, &memo, later);
        assert_eq!((third.0.as_slice(), third.1), (&["os2".to_owned()][..], 1));
        assert_ne!(third.2, first.2);
    }
}
