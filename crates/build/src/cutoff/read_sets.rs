//! Early cutoff for imports whose export data changed in parts that the compiler did not read: a
//! line that moves changes the fingerprint of export data, and the positions of later declarations.
//!
//! The instrumented compiler reports which elements of its imports it read. For each compilation
//! the table `reads` has them by name, and the hash of their content. If all contents are the same
//! in the new export data, the known archive with the new fingerprints is equal to the output of a
//! compilation. Its own export data change in places alone ([`renewal`]), so most of its importers
//! are not compiled either.
//! Counterpart: none; docs/cutoff.md lists the assumptions.

use std::sync::Arc;
use std::sync::PoisonError;

use vamos_base::Digest;
use vamos_base::golang::path;
use vamos_fsys::Mapped;
use vamos_objfile::archive;
use vamos_objfile::build_id;
use vamos_objfile::exports;
use vamos_objfile::exports::Content;
use vamos_objfile::exports::ExportData;
use vamos_objfile::exports::Names;
use vamos_objfile::exports::ReadSet;
use vamos_objfile::exports::Reads;
use vamos_objfile::exports::Wrapped;

use super::Keys;
use super::branded;
use super::check_of;
use super::edited;
use super::exported;
use super::known;
use super::record::Import;
use super::record::Record;
use super::record::records;
use super::record::with_record;
use super::renewal;
use super::renewal::Changed;
use super::renewal::Opened;
use super::scope;
use crate::action::ActionRef;
use crate::run::Run;

/// Returns the archive of a package whose compilation would read nothing new. `build_id` is the one
/// without the content ID.
pub(super) fn find(
    run: &Run<'_>,
    action: ActionRef,
    keys: &Keys,
    build_id: &str,
) -> Option<Vec<u8>> {
    if !scope::may_use_reads(run.cx().env) {
        return None;
    }
    let entry = run.services.cutoff.reads.get(&keys.paths.hex())?;
    records(entry).find_map(|record| archive_of(run, action, keys, &record, build_id))
}

/// Returns the archive of a recorded compilation with the fingerprints of the new imports; `None` if the
/// content that the compilation read of an import has changed.
fn archive_of(
    run: &Run<'_>,
    action: ActionRef,
    keys: &Keys,
    record: &Record,
    build_id: &str,
) -> Option<Vec<u8>> {
    let importer = record.importer();
    let mut changed = Vec::new();
    for dep in &run.plan.get(keys.check).deps {
        let Some(package) = run.plan.package_of(run.graph, *dep) else {
            continue;
        };
        let Some(digest) = exported(run, *dep)? else {
            continue;
        };
        let mut imports = record.imports.iter();
        let number = imports.position(|import| import.path == *package.import_path)?;
        if record.imports[number].exported != digest {
            let archive = Mapped::open(&run.done(*dep).built).ok()?;
            changed.push((*dep, number, archive));
        }
    }
    let mut opened = Vec::with_capacity(changed.len());
    for (dep, number, archive) in &changed {
        let import = &record.imports[*number];
        let data = ExportData::of_entry(archive::entry_bytes(archive.bytes())?)?;
        let names = names_of(run, *dep, &import.path, &data)?;
        let content = exports::content(&import.path, &data, &names, &import.set, &importer)?;
        if content.digest != import.content {
            return None;
        }
        opened.push(Changed {
            number: *number,
            import,
            data,
            names,
            content,
        });
    }
    let [old, output] = &record.archive;
    let mut known = known(run, old, output)?;
    if opened.is_empty() {
        return branded(build_id, known);
    }
    let path = &run.package(action).import_path;
    known.bytes = renewal::renewed(record, path, &opened, known.bytes)?;
    let fingerprints = opened
        .iter()
        .map(|changed| (changed.import.path.as_str(), changed.data.fingerprint()));
    archive::set_fingerprints(&mut known.bytes, &fingerprints.collect::<Vec<_>>())?;
    known.found = build_id::find_and_hash(&known.bytes, known.build_id.as_bytes()).ok()?;
    branded(build_id, known)
}

/// Adds the reads of a compilation to the table, if its compiler reported them: `report`.
pub(super) fn learn(
    run: &Run<'_>,
    action: ActionRef,
    key: &Digest,
    archive: [Digest; 2],
    bytes: &[u8],
    report: Option<Vec<u8>>,
) -> Option<()> {
    if !scope::may_use_reads(run.cx().env) {
        return None;
    }
    if report.is_none() && !run.cx().jobs.tools.writes_early() {
        edited::note_missing(run, action);
    }
    let report = report?;
    let reads = exports::parse_reads(&report)?;
    let has_all_names = has_dot_import(run, action);
    let mut imports = Vec::new();
    let mut archives = Vec::new();
    for dep in &run.plan.get(check_of(run, action)?).deps {
        let Some(package) = run.plan.package_of(run.graph, *dep) else {
            continue;
        };
        if let Some(exported) = exported(run, *dep)? {
            archives.push((*dep, Mapped::open(&run.done(*dep).built).ok()?));
            imports.push(Import {
                path: package.import_path.to_string(),
                exported,
                set: ReadSet {
                    has_all_names,
                    ..ReadSet::default()
                },
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
    let lines = archive::lines(bytes, path)?;
    let mut record = Record {
        archive,
        wrapped: Wrapped {
            names: exports::method_hashes(lines.wrapped),
            called: exports::method_hashes(lines.called),
            unclear: exports::method_hashes(lines.unclear),
        },
        imports,
        ..Record::default()
    };
    let mut files = exports::file_hashes(lines.files);
    let own = ExportData::bytes_of_entry(archive::entry_bytes(bytes)?)?;
    renewal::set_places(&mut record, &opened, own, &mut files)?;
    renewal::set_packages(&mut record, &opened, own);
    if !may_have_places(run, &record.imports) {
        record.files = Some(files);
    }
    set_contents(run, &mut record, &opened, bytes)?;
    let reads = &run.services.cutoff.reads;
    let key = key.hex();
    let earlier = reads.get(&key).unwrap_or_default();
    reads.put(&key, with_record(&record, earlier));
    Some(())
}

/// Sets the reads of each import, and the symbols that the object refers to. The numbers of symbols
/// don't count if all of them were read, and if the export data can be renewed.
fn set_contents(
    run: &Run<'_>,
    record: &mut Record,
    opened: &[Opened<'_>],
    bytes: &[u8],
) -> Option<()> {
    let may_ignore = record.places.is_some() && !run.cx().env.experiments.has("newinliner");
    record.symbols = may_ignore.then(Vec::new);
    let mut read = contents(record, opened)?;
    if may_ignore {
        record.symbols = renewal::own_symbols(archive::symbols(bytes)?, &read);
        if record.symbols.is_none() {
            read = contents(record, opened)?;
        }
    }
    for (import, content) in record.imports.iter_mut().zip(read) {
        import.content = content.digest;
    }
    Some(())
}

/// Returns the reads of each import.
fn contents(record: &Record, opened: &[Opened<'_>]) -> Option<Vec<Content>> {
    let importer = record.importer();
    let pairs = record.imports.iter().zip(opened);
    let content = |(import, opened): (&Import, &Opened<'_>)| {
        let Opened { data, names, reads } = opened;
        let (path, set) = (&import.path, &import.set);
        match reads {
            Some(reads) => exports::content_read(path, data, names, set, &importer, reads),
            None => exports::content(path, data, names, set, &importer),
        }
    };
    pairs.map(content).collect()
}

/// Returns the names in an import's export data, which are final. All importers of a package
/// request them.
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
    let has_loops = imports.iter().any(|import| import.path == "testing");
    has_loops || run.cx().env.experiments.has("simd")
}

/// Reports whether a file of the package has an `import . "p"`. Then the names of all exported
/// objects count, for all imports.
fn has_dot_import(run: &Run<'_>, action: ActionRef) -> bool {
    let package = run.package(action);
    let files = &run.services.files;
    let mut sources = package.files.go.iter();
    sources.any(|file| files.has_dot_import(&path::join(&[&package.dir, file])))
}

/// Sets the reads of one package.
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
            import.set.items = ReadSet::of(&opened.data, &opened.names, reads)?.items;
            opened.reads = Some(reads);
            Some(())
        }
        // The compiler reads its own output for the package again.
        None => (reads.package == own || reads.package == "main").then_some(()),
    }
}
