//! The places of imports in an archive's own export data, and the numbers of their symbols in its
//! object.
//!
//! Counterpart: none; docs/cutoff.md lists the assumptions.

use std::sync::Arc;

use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_objfile::archive;
use vamos_objfile::exports;
use vamos_objfile::exports::Content;
use vamos_objfile::exports::ExportData;
use vamos_objfile::exports::Names;
use vamos_objfile::exports::Reads;
use vamos_objfile::exports::Rewritten;
use vamos_objfile::exports::Spot;
use vamos_objfile::exports::Symbol;

use super::record::Found;
use super::record::Import;
use super::record::OwnPlace;
use super::record::OwnSymbol;
use super::record::Record;

/// An import's export data.
pub(super) struct Opened<'a> {
    pub(super) data: ExportData<'a>,
    pub(super) names: Arc<Names>,
    /// The reads of them.
    pub(super) reads: Option<&'a Reads<'a>>,
}

/// An import whose export data differ from the data that the compilation read.
pub(super) struct Changed<'a> {
    /// Its number in the record.
    pub(super) number: usize,
    pub(super) import: &'a Import,
    pub(super) data: ExportData<'a>,
    pub(super) names: Arc<Names>,
    /// The part that was read.
    pub(super) content: Content,
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
    // Without an edit the result must be the same.
    let is_same = exports::renewed(own, &imports, &HashMap::new()).is_some_and(|new| new == own);
    if !is_same {
        files.extend(exports::files(&data)?);
        return Some(());
    }
    files.extend(&places.other_files);
    let importer = record.importer();
    let mut found: HashMap<Spot, Found> = HashMap::new();
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

/// Records if the lists of packages in a package's own export data can be replaced.
pub(super) fn set_packages(record: &mut Record, opened: &[Opened<'_>], own: &[u8]) {
    for (import, opened) in record.imports.iter_mut().zip(opened) {
        import.packages = opened.names.packages();
    }
    let imports: Vec<&ExportData<'_>> = opened.iter().map(|opened| &opened.data).collect();
    // Without an edit the result must be the same.
    record.ignores_packages = record.places.is_some()
        && exports::with_packages(own, &imports).is_some_and(|new| new == own);
}

/// Finds the symbols that a package's object refers to by number in the parts read of the imports.
/// `None` if a symbol is missing.
pub(super) fn own_symbols(
    referred: HashSet<Symbol>,
    contents: &[Content],
) -> Option<Vec<OwnSymbol>> {
    let mut found: HashMap<Symbol, Found> = referred
        .into_iter()
        .map(|symbol| (symbol, Found::new()))
        .collect();
    for (import, content) in (0..).zip(contents) {
        for (at, symbol) in (0..).zip(&content.symbols) {
            if let Some(found) = found.get_mut(symbol) {
                found.push((import, at));
            }
        }
    }
    let is_found = |symbol: &OwnSymbol| !symbol.found.is_empty();
    let symbols: Vec<OwnSymbol> = found
        .into_iter()
        .map(|(symbol, found)| OwnSymbol { symbol, found })
        .collect();
    symbols.iter().all(is_found).then_some(symbols)
}

/// Returns a known archive of the package `path` with the export data and the numbers of symbols
/// that compiling would write.
pub(super) fn renewed(
    record: &Record,
    path: &str,
    changed: &[Changed<'_>],
    mut bytes: Vec<u8>,
) -> Option<Vec<u8>> {
    let by_import = ByImport(changed.iter().map(|one| (one.number, one)).collect());
    if let Some(places) = &record.places {
        bytes = with_exports(record, places, changed, &by_import, bytes)?;
    }
    if let Some(symbols) = &record.symbols {
        let mut numbers = HashMap::with_capacity(symbols.len());
        for OwnSymbol { symbol, found } in symbols {
            let new = by_import.became(*symbol, found, |content| &content.symbols)?;
            if new.package != symbol.package {
                return None;
            }
            numbers.insert(*symbol, new.number);
        }
        archive::set_numbers(&mut bytes, path, &numbers)?;
    }
    Some(bytes)
}

/// Returns a known archive with the export data that compiling would write.
fn with_exports(
    record: &Record,
    places: &[OwnPlace],
    changed: &[Changed<'_>],
    by_import: &ByImport<'_, '_>,
    bytes: Vec<u8>,
) -> Option<Vec<u8>> {
    let mut moved = HashMap::new();
    for OwnPlace { spot, found } in places {
        let new = by_import.became(*spot, found, |content| &content.spots)?;
        if new.file != spot.file {
            return None;
        }
        moved.insert(*spot, [new.line, new.column]);
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
    let mut new = exports::renewed(old, &imports, &moved)?;
    let has_other_packages = |one: &Changed<'_>| one.names.packages() != one.import.packages;
    if record.ignores_packages && changed.iter().any(has_other_packages) {
        let imports: Vec<&ExportData<'_>> = changed.iter().map(|one| &one.data).collect();
        new = exports::with_packages(&new, &imports)?;
    }
    match new == old {
        true => Some(bytes),
        false => archive::set_export_data(&bytes, &new),
    }
}

/// The imports that changed, by number.
struct ByImport<'c, 'a>(HashMap<usize, &'c Changed<'a>>);

impl ByImport<'_, '_> {
    /// Returns the new value of `old`, at the indexes `found` in the list that `list` returns. It
    /// must be the same in all imports.
    fn became<T: Copy + PartialEq>(
        &self,
        old: T,
        found: &Found,
        list: impl Fn(&Content) -> &[T],
    ) -> Option<T> {
        let mut found = found
            .iter()
            .map(|(import, at)| match self.0.get(&(*import as usize)) {
                Some(changed) => list(&changed.content).get(*at as usize).copied(),
                None => Some(old),
            });
        let first = found.next()??;
        found.all(|other| other == Some(first)).then_some(first)
    }
}
