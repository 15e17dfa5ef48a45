//! The rest of an object: data, and facts of symbols at the end.
//!
//! Counterpart: cmd/compile/internal/gc/obj.go (`dumpdata`).

use vamos_obj::Attributes;
use vamos_obj::SymId;
use vamos_obj::SymKind;
use vamos_ssa::dump::DumpError;

use super::archive::archive;
use super::made::BatchObject;
use super::phases::Clock;
use super::phases::Phases;
use super::records::Datum;
use super::records::FinalSymbol;
use super::records::ObjectStart;
use crate::progs::replay::Replay;
use crate::progs::tables::Tables;

/// Facts of a function's symbol that do not follow from its IR: directives of the source, and closures
/// that packages have in common (since Go 1.27).
const OF_TEXT: [Attributes; 3] = [
    Attributes::CONTENT_ADDRESSABLE,
    Attributes::LINKNAME,
    Attributes::LINKNAME_STD,
];

/// Records about the object that are used once all functions are merged.
#[derive(Default)]
pub(super) struct Data {
    /// Data before the data of functions, in order.
    pub(super) list: Vec<Datum>,
    /// Symbols at the end.
    pub(super) symbols: Vec<FinalSymbol>,
}

impl Data {
    /// Returns the archive with an object and the time of all of it, or the problem of the object.
    pub(super) fn archive(
        &self,
        made: BatchObject,
        tables: &Tables,
        start: &ObjectStart,
    ) -> Result<Result<(Vec<u8>, Phases), String>, String> {
        let mut phases = made.phases;
        let mut replay = made.object.replay;
        let added = self.add(&mut replay, &made.without_code, tables);
        added.map_err(|error| error.to_string())?;
        let link = &mut replay.link;
        for name in &made.masks {
            let mask = link.symbols.find(name);
            if mask.is_none_or(|mask| !link.symbols[mask].has(Attributes::ON_LIST)) {
                return Ok(Err(format!("no mask {name}")));
            }
        }
        let clock = Clock::start();
        link.add_function_data();
        link.options.object.is_std = start.is_std;
        link.options.object.omits_ref_names = start.omits_ref_names;
        link.options.object.is_linkshared = start.is_linkshared;
        link.fingerprint = start.fingerprint;
        link.imports.clone_from(&start.imports);
        let object = link.write_object();
        if let Some(problem) = link.diagnostics.iter().next() {
            return Ok(Err(problem.to_owned()));
        }
        let archive = match object {
            Ok(object) => archive(&start.archive, &object).ok_or("no export data".to_owned()),
            Err(fatal) => Err(fatal.to_string()),
        };
        phases.add_object(&clock);
        Ok(archive.map(|archive| (archive, phases)))
    }

    /// Adds everything but the data of functions to an object.
    fn add(
        &self,
        replay: &mut Replay,
        without_code: &[SymId],
        tables: &Tables,
    ) -> Result<(), DumpError> {
        let mut is_data = vec![false; self.symbols.len() + 1];
        for datum in &self.list {
            add_datum(datum, replay, tables)?;
            if let Some(slot) = is_data.get_mut(datum.number as usize) {
                *slot = true;
            }
        }
        for symbol in &self.symbols {
            let is_data = is_data.get(symbol.number as usize).copied();
            add_facts(symbol, is_data.unwrap_or(false), replay, tables)?;
            let function = replay.known(symbol.number);
            if let Some(function) = function.filter(|sym| without_code.contains(sym)) {
                replay.link.symbols[function].attributes = symbol.facts.attributes;
            }
        }
        Ok(())
    }
}

/// Adds data to the object.
fn add_datum(datum: &Datum, replay: &mut Replay, tables: &Tables) -> Result<(), DumpError> {
    let sym = replay.sym(datum.number, tables)?;
    let sym = sym.ok_or(DumpError::Kind("symbol", 0))?;
    let relocs = datum.content.relocs_in(replay, tables)?;
    let gotype = replay.sym(datum.gotype, tables)?;
    let info = replay.sym(datum.info, tables)?;
    replay.link.data.push(sym);
    let symbol = &mut replay.link.symbols[sym];
    symbol.gotype = gotype;
    symbol.var_info = info;
    // The entries that copies of functions share are made of functions.
    let dumped = tables.get(datum.number);
    if dumped.is_some_and(|dumped| dumped.facts.kind != SymKind::DwarfAbsFcn) {
        symbol.size = datum.content.size;
        symbol.data = [&datum.content.data[..], &datum.embedded].concat();
        symbol.relocs = relocs;
    }
    Ok(())
}

/// Sets the facts of a symbol, if the object has it.
fn add_facts(
    end: &FinalSymbol,
    is_data: bool,
    replay: &mut Replay,
    tables: &Tables,
) -> Result<(), DumpError> {
    let number = end.number;
    let dumped = tables.get(number);
    let dumped = dumped.ok_or(DumpError::Kind("symbol", number))?;
    let known = if is_data {
        replay.sym(number, tables)?
    } else {
        let found = replay.known(number);
        found.or_else(|| replay.link.symbols.find_abi(&dumped.name, dumped.abi))
    };
    let Some(sym) = known else {
        return Ok(());
    };
    let is_function = replay.link.func(sym).is_some();
    let symbol = &mut replay.link.symbols[sym];
    let attributes = end.facts.attributes;
    if is_function {
        for fact in OF_TEXT {
            symbol.attributes.set(fact, attributes.has(fact));
        }
    } else if is_data || symbol.data.is_empty() {
        symbol.kind = end.facts.kind;
        symbol.attributes = attributes;
        symbol.align = end.align;
        if symbol.kind != SymKind::DwarfAbsFcn {
            symbol.size = end.size;
        }
    } else {
        // The data of functions have the facts that their makers gave them.
        return Ok(());
    }
    symbol.pkg = end.package.as_str().into();
    symbol.sym_idx = end.index;
    Ok(())
}
