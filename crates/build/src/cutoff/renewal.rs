//! The places of imports in an archive's own export data.
//!
//! Counterpart: none; docs/cutoff.md lists the assumptions.

use std::sync::Arc;

use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_objfile::archive;
use vamos_objfile::exports;
use vamos_objfile::exports::ExportData;
use vamos_objfile::exports::Names;
use vamos_objfile::exports::Reads;
use vamos_objfile::exports::Rewritten;
use vamos_objfile::exports::Spot;

use super::record::Import;
use super::record::OwnPlace;
use super::record::Record;

/// An import's export data.
pub(super) struct Opened<'a> {
    pub(super) data: ExportData<'a>,
    pub(super) names: Arc<Names>,
    /// What was read of them.
    pub(super) reads: Option<&'a Reads<'a>>,
}

/// An import whose export data are not those that the compilation read.
pub(super) struct Changed<'a> {
    /// Its number in the record.
    pub(super) number: usize,
    pub(super) import: &'a Import,
    pub(super) data: ExportData<'a>,
    pub(super) names: Arc<Names>,
    /// The places in what was read.
    pub(super) spots: Vec<Spot>,
}

/// Finds the places of imports in a package's own export data, and adds the hashes of the names
/// of files whose places cannot be replaced there. `None` if export data are damaged.
pub(super) fn set_places(
    record: &mut Record,
    opened: &[Opened<'_>],
    own: &[u8],
    files: &mut HashSet<u64>,
) -> Option<()> {
    let data = ExportData::open(own)?;
    let places = exports::own_places(&data)?;
    let imports: Vec<Rewritten<'_, '_>> = record
        .imports
        .iter()
        .zip(opened)
        .map(|(import, opened)| Rewritten {
            package: &import.path,
            exports: &opened.data,
            names: &opened.names,
            set: &import.set,
        })
        .collect();
    // Without an edit the result has to be the same.
    let is_same = exports::renewed(own, &imports, &HashMap::new()).is_some_and(|new| new == own);
    if !is_same {
        files.extend(exports::files(&data)?);
        return Some(());
    }
    files.extend(&places.other_files);
    let importer = record.importer();
    let mut found: HashMap<Spot, Vec<(u32, u32)>> = HashMap::new();
    for (number, import) in (0..).zip(&imports) {
        if places.types.is_empty() {
            break;
        }
        let content = exports::content(
            import.package,
            import.exports,
            import.names,
            import.set,
            &importer,
        )?;
        for (at, spot) in (0..).zip(&content.spots) {
            if places.types.contains(spot) {
                found.entry(*spot).or_default().push((number, at));
            }
        }
        files.extend(content.other_files);
    }
    // The rest are places of the package itself.
    let rest = places
        .types
        .iter()
        .filter(|spot| !found.contains_key(*spot));
    files.extend(rest.map(|spot| spot.file));
    let places = found
        .into_iter()
        .map(|(spot, found)| OwnPlace { spot, found });
    record.places = Some(places.collect());
    Some(())
}

/// Returns a known archive with the export data that compiling would write.
pub(super) fn renewed(record: &Record, changed: &[Changed<'_>], bytes: Vec<u8>) -> Option<Vec<u8>> {
    let Some(places) = &record.places else {
        return Some(bytes);
    };
    let mut moved = HashMap::new();
    for OwnPlace { spot, found } in places {
        let mut new = None;
        for (import, at) in found {
            let mut imports = changed.iter();
            let to = match imports.find(|changed| changed.number == *import as usize) {
                Some(changed) => *changed.spots.get(*at as usize)?,
                None => *spot,
            };
            // A place that is in several declarations has to be the same one afterwards.
            if to.file != spot.file || new.is_some_and(|new| new != to) {
                return None;
            }
            new = Some(to);
        }
        let to = new?;
        moved.insert(*spot, [to.line, to.column]);
    }
    let imports: Vec<Rewritten<'_, '_>> = changed
        .iter()
        .map(|changed| Rewritten {
            package: &changed.import.path,
            exports: &changed.data,
            names: &changed.names,
            set: &changed.import.set,
        })
        .collect();
    let old = ExportData::bytes_of_entry(archive::entry_bytes(&bytes)?)?;
    let new = exports::renewed(old, &imports, &moved)?;
    match new == old {
        true => Some(bytes),
        false => archive::set_export_data(&bytes, &new),
    }
}
