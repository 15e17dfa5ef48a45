//! Early cutoff where the export data of imports changed, but nothing that the compiler read
//! of them: a line that moves changes the fingerprint of export data, and the place of what
//! is declared behind it.
//!
//! The instrumented compiler reports which elements of its imports it read. For each
//! compilation the table `reads` has them by name, and the hash of their content. If all
//! contents are the same in the new export data, the known archive with the new fingerprints
//! is what compiling would write. Its own export data do not change, so its importers are
//! not compiled either.
//! Counterpart: none; docs/cutoff.md lists the assumptions.

use std::sync::Arc;
use std::sync::PoisonError;

use hashbrown::HashSet;
use vamos_base::Digest;
use vamos_fsys::Mapped;
use vamos_fsys::fresh;
use vamos_objfile::archive;
use vamos_objfile::exports;
use vamos_objfile::exports::ExportData;
use vamos_objfile::exports::Importer;
use vamos_objfile::exports::Item;
use vamos_objfile::exports::Names;
use vamos_objfile::exports::ReadSet;
use vamos_objfile::exports::Reads;

use super::Keys;
use super::branded;
use super::check_of;
use super::exported;
use super::scope;
use crate::action::ActionRef;
use crate::run::Run;

/// What a compilation read, and the archive that it wrote.
#[derive(Debug, Default, PartialEq, Eq)]
struct Record {
    /// The action and the output of the archive.
    archive: [Digest; 2],
    /// The files that the archive's export data and line tables have places in; `None` if its
    /// object may have other places of imports.
    files: Option<HashSet<u64>>,
    /// Its object may have wrappers of imported methods.
    has_wrappers: bool,
    imports: Vec<Import>,
}

/// What was read of an import.
#[derive(Debug, Default, PartialEq, Eq)]
struct Import {
    path: String,
    /// The hash of its export data.
    exported: Digest,
    /// The hash of what was read; with an empty set of what every importer reads.
    content: Digest,
    set: ReadSet,
}

/// Returns the archive of a package whose compilation would read nothing new.
pub(super) fn find(run: &Run<'_>, action: ActionRef, keys: &Keys) -> Option<Vec<u8>> {
    if !scope::may_use_reads(run.cx().env) {
        return None;
    }
    let record = run.services.cutoff.reads.get(&keys.paths.hex())?;
    let record = Record::decode(record)?;
    let importer = record.importer();
    let mut fingerprints = Vec::new();
    for dep in &run.plan.get(keys.check).deps {
        let Some(package) = run.plan.package_of(run.graph, *dep) else {
            continue;
        };
        let Some(digest) = exported(run, *dep)? else {
            continue;
        };
        let mut imports = record.imports.iter();
        let import = imports.find(|import| import.path == *package.import_path)?;
        if import.exported == digest {
            continue;
        }
        let built = run.state(*dep).built.clone();
        let archive = Mapped::open(&built).ok()?;
        let data = ExportData::of_entry(archive::entry_bytes(archive.bytes())?)?;
        let names = names_of(run, *dep, &import.path, &data)?;
        let content = exports::content(&import.path, &data, &names, &import.set, &importer)?;
        if content != import.content {
            return None;
        }
        fingerprints.push((import.path.as_str(), data.fingerprint()));
    }
    let [old, output] = &record.archive;
    branded(run, action, old, output, &fingerprints)
}

/// Adds what a compilation read to the table, if its compiler reported it.
pub(super) fn learn(
    run: &Run<'_>,
    action: ActionRef,
    key: &Digest,
    archive: [Digest; 2],
    bytes: &[u8],
) -> Option<()> {
    if !scope::may_use_reads(run.cx().env) {
        return None;
    }
    let objdir = &run.plan.get(action).objdir;
    let report = fresh::read(&format!("{objdir}_pkg_.a.reads")).ok()?;
    let reads = exports::parse_reads(&report)?;
    let mut imports = Vec::new();
    let mut archives = Vec::new();
    for dep in &run.plan.get(check_of(run, action)?).deps {
        let Some(package) = run.plan.package_of(run.graph, *dep) else {
            continue;
        };
        if let Some(exported) = exported(run, *dep)? {
            let built = run.state(*dep).built.clone();
            archives.push((*dep, Mapped::open(&built).ok()?));
            imports.push(Import {
                path: package.import_path.to_string(),
                exported,
                ..Import::default()
            });
        }
    }
    let mut opened = Vec::with_capacity(archives.len());
    for ((dep, archive), import) in archives.iter().zip(&imports) {
        let data = ExportData::of_entry(archive::entry_bytes(archive.bytes())?)?;
        let names = names_of(run, *dep, &import.path, &data)?;
        opened.push(Opened {
            data,
            names,
            reads: None,
        });
    }
    let path = &run.package(action).import_path;
    for one in &reads {
        set_reads(one, &mut imports, &mut opened, path)?;
    }
    let own = ExportData::of_entry(archive::entry_bytes(bytes)?)?;
    let lines = archive::lines(bytes, path)?;
    let mut files = exports::files(&own)?;
    files.extend(exports::file_hashes(lines.files));
    let mut record = Record {
        archive,
        files: (!may_have_places(run, &imports)).then_some(files),
        has_wrappers: lines.has_wrappers,
        imports,
    };
    let importer = record.importer();
    for (import, Opened { data, names, reads }) in record.imports.iter_mut().zip(&opened) {
        let (path, set) = (&import.path, &import.set);
        let content = match reads {
            Some(reads) => exports::content_read(path, data, names, set, &importer, reads),
            None => exports::content(path, data, names, set, &importer),
        };
        import.content = content?;
    }
    let reads = &run.services.cutoff.reads;
    reads.put(&key.hex(), record.encode());
    Some(())
}

/// An import's export data.
struct Opened<'a> {
    data: ExportData<'a>,
    names: Arc<Names>,
    /// What was read of them.
    reads: Option<&'a Reads<'a>>,
}

/// Returns the names in an import's export data, which are final. Those of one import are
/// asked for by all of its importers.
fn names_of(
    run: &Run<'_>,
    import: ActionRef,
    path: &str,
    data: &ExportData<'_>,
) -> Option<Arc<Names>> {
    let known = || {
        let names = run.services.cutoff.names.lock();
        names.unwrap_or_else(PoisonError::into_inner)
    };
    let found = known().get(&import).cloned();
    found.or_else(|| {
        // Others may do the same at this time; the result is the same, too.
        let names = Arc::new(Names::of(path, data)?);
        known().insert(import, names.clone());
        Some(names)
    })
}

/// Reports whether places of imported declarations may be in an archive's object otherwise than
/// in line tables and wrappers: nothing is left out where the compiler copies declarations in
/// loops over `testing.B.Loop`. docs/cutoff.md has the reasons.
fn may_have_places(run: &Run<'_>, imports: &[Import]) -> bool {
    let mut experiments = run.cx().env.experiments_enabled.iter();
    imports.iter().any(|import| import.path == "testing")
        || experiments.any(|experiment| experiment == "simd")
}

/// Sets what was read of one package.
fn set_reads<'a>(
    reads: &'a Reads<'a>,
    imports: &mut [Import],
    opened: &mut [Opened<'a>],
    own: &str,
) -> Option<()> {
    let mut pairs = imports.iter_mut().zip(opened);
    match pairs.find(|(import, _)| import.path == reads.package) {
        // One file of export data is read once.
        Some((_, opened)) if opened.reads.is_some() => None,
        Some((import, opened)) => {
            import.set = ReadSet::of(&opened.data, &opened.names, reads)?;
            opened.reads = Some(reads);
            Some(())
        }
        // What the compiler writes of the package itself, it reads again.
        None => (reads.package == own || reads.package == "main").then_some(()),
    }
}

/// Stands for the count of files where [`Record::files`] is `None`.
const NO_FILES: u32 = u32::MAX;

impl Record {
    /// Returns what is known of the compilation.
    fn importer(&self) -> Importer {
        let sets = self.imports.iter().map(|import| &import.set);
        Importer {
            objects: sets.clone().flat_map(ReadSet::objects).collect(),
            bodies: sets.flat_map(ReadSet::bodies).collect(),
            files: self.files.clone(),
            has_wrappers: self.has_wrappers,
        }
    }

    fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for digest in &self.archive {
            out.extend(digest.0);
        }
        let count = self
            .files
            .as_ref()
            .map_or(NO_FILES, |files| files.len() as u32);
        out.extend(count.to_le_bytes());
        for file in self.files.iter().flatten() {
            out.extend(file.to_le_bytes());
        }
        out.push(u8::from(self.has_wrappers));
        for import in &self.imports {
            out.extend((import.path.len() as u32).to_le_bytes());
            out.extend(import.path.as_bytes());
            out.extend(import.exported.0);
            out.extend(import.content.0);
            out.extend((import.set.items.len() as u32).to_le_bytes());
            for item in &import.set.items {
                out.extend(item.name.to_le_bytes());
                out.push(item.parts);
            }
        }
        out
    }

    fn decode(mut bytes: &[u8]) -> Option<Self> {
        let rest = &mut bytes;
        let archive = [take(rest).map(Digest)?, take(rest).map(Digest)?];
        let count = u32::from_le_bytes(take(rest)?);
        let files = match count {
            NO_FILES => None,
            _ => {
                let mut files = HashSet::new();
                for _ in 0..count {
                    files.insert(u64::from_le_bytes(take(rest)?));
                }
                Some(files)
            }
        };
        let has_wrappers = take::<1>(rest)? != [0];
        let mut imports = Vec::new();
        while !rest.is_empty() {
            let len = u32::from_le_bytes(take(rest)?) as usize;
            let (path, after) = rest.split_at_checked(len)?;
            *rest = after;
            let mut import = Import {
                path: std::str::from_utf8(path).ok()?.to_owned(),
                exported: Digest(take(rest)?),
                content: Digest(take(rest)?),
                set: ReadSet::default(),
            };
            for _ in 0..u32::from_le_bytes(take(rest)?) {
                import.set.items.push(Item {
                    name: u64::from_le_bytes(take(rest)?),
                    parts: take::<1>(rest)?[0],
                });
            }
            imports.push(import);
        }
        Some(Self {
            archive,
            files,
            has_wrappers,
            imports,
        })
    }
}

/// Takes so many bytes from the front.
fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (bytes, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(*bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records() {
        let import = |path: &str, count: u64| Import {
            path: path.to_owned(),
            exported: Digest([1; 32]),
            content: Digest([2; 32]),
            set: ReadSet {
                items: (0..count).map(|name| Item { name, parts: 3 }).collect(),
            },
        };
        let record = Record {
            archive: [Digest([3; 32]), Digest([4; 32])],
            files: Some([5].into_iter().collect()),
            has_wrappers: true,
            imports: vec![import("a/b", 0), import("c", 3)],
        };
        let bytes = record.encode();
        assert_eq!(Record::decode(&bytes), Some(record));
        for len in 0..bytes.len() {
            let is_shorter = [77, 77 + 4 + 3 + 64 + 4].contains(&len);
            assert_eq!(Record::decode(&bytes[..len]).is_some(), is_shorter, "{len}");
        }
    }
}
