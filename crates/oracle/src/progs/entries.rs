//! Complete debug entries of a dump, compared once all references between them are known.
//!
//! Counterpart: cmd/internal/obj/dwarf.go (`Finalize`).

use vamos_ssa::dump::Cursor;
use vamos_ssa::dump::DumpError;

use super::content::Comparer;
use super::content::Content;
use super::debug;
use super::records;
use super::replay::Replay;
use super::tables::Tables;

/// The debug entries of a package.
#[derive(Default)]
pub(crate) struct Entries {
    /// Functions that have inlined copies only.
    pub(crate) shared: Vec<Vec<u8>>,
    /// Entries of functions.
    pub(crate) functions: Vec<Vec<u8>>,
    /// Entries that all copies of a function share.
    pub(crate) abstracts: Vec<Vec<u8>>,
}

impl Entries {
    /// Adds a record, if it is one of an entry.
    pub(crate) fn add(&mut self, kind: u64, content: &[u8]) {
        let list = match kind {
            records::ABSTRACT => &mut self.shared,
            records::ENTRIES => &mut self.functions,
            records::ABSTRACT_ENTRY => &mut self.abstracts,
            _ => return,
        };
        list.push(content.to_vec());
    }

    /// Returns the number of entries.
    pub(crate) fn len(&self) -> usize {
        self.functions.len() + self.abstracts.len()
    }

    /// Completes the entries of an object; returns the differences.
    pub(super) fn compare(
        &self,
        replay: &mut Replay,
        tables: &Tables,
    ) -> Result<Vec<String>, DumpError> {
        for content in &self.shared {
            let (sym, entry) = debug::shared(content, replay, tables)?;
            replay.link.add_abstract_entry(sym, entry);
        }
        self.compare_complete(replay, tables)
    }

    /// Completes the entries of an object that has all of them; returns the differences.
    pub(crate) fn compare_complete(
        &self,
        replay: &mut Replay,
        tables: &Tables,
    ) -> Result<Vec<String>, DumpError> {
        replay.link.complete_entries();
        let problems = std::mem::take(&mut replay.link.diagnostics);
        let mut found: Vec<String> = problems.iter().map(str::to_owned).collect();
        for content in &self.functions {
            found.extend(function(content, replay, tables)?);
        }
        for content in &self.abstracts {
            let mut cursor = Cursor::new(content);
            let Some(sym) = replay.sym(cursor.uint()?, tables)? else {
                continue;
            };
            let want = Content::read(&mut cursor)?;
            let symbols = Comparer { replay, tables };
            let name = symbols.name(Some(sym));
            found.extend(symbols.content(&name, sym, &want));
        }
        Ok(found)
    }
}

/// Returns the first difference of a function's entry.
fn function(
    content: &[u8],
    replay: &mut Replay,
    tables: &Tables,
) -> Result<Option<String>, DumpError> {
    let mut cursor = Cursor::new(content);
    let number = cursor.uint()?;
    let parts = [
        Content::read(&mut cursor)?,
        Content::read(&mut cursor)?,
        Content::read(&mut cursor)?,
    ];
    cursor.finish()?;
    let func = replay
        .known(number)
        .and_then(|sym| Some((sym, replay.link.func(sym)?)));
    let Some((sym, func)) = func else {
        return Ok(Some(format!("no function {}", tables.text(number))));
    };
    let symbols = Comparer { replay, tables };
    let ours = [func.dwarf_info, func.dwarf_ranges, func.dwarf_loc];
    let names = ["entry", "ranges", "locations"];
    let named = names.into_iter().zip(ours);
    let mut differences = named
        .zip(&parts)
        .filter_map(|((name, sym), want)| match sym {
            Some(sym) => symbols.content(name, sym, want),
            None => (!want.data.is_empty()).then(|| format!("no {name}")),
        });
    let first = differences.next();
    Ok(first.map(|text| format!("{}: {text}", symbols.name(Some(sym)))))
}
