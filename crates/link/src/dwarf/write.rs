//! Writes the bytes of sections, with relocations applied.
//!
//! Counterpart: cmd/link/internal/ld/dwarf.go, data.go (`relocsym`, `dwarfblk`).

use std::sync::Mutex;
use std::sync::PoisonError;

use vamos_deflate::Gradual;
use vamos_sched::Class;

use super::bytes::put_fixed_uleb;
use super::bytes::touch;
use super::info::Writer;
use super::info::put_die;
use super::info::unit_head;
use super::object::Fields;
use super::object::Value;
use super::object::note_frames;
use super::object::section_of;
use super::patches::Cursor;
use super::patches::Patch;
use super::ranges::span_list;
use super::ranges::text_addr_len;
use super::source::Source;
use super::state::Content;
use super::state::DebugSection;
use super::state::Dwarf;
use super::state::NO_PLACE;
use super::unit::Part;
use super::unit::UnitDebug;
use super::version::Version;
use crate::elf::Relas;
use crate::error::Stop;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::reloc::Reloc;
use crate::reloc::RelocType;

/// Writes the bytes of a section that is not compressed; `out` has their length. Returns the
/// relocations, if the output is an object.
pub(super) fn write_section(
    source: Source<'_, '_>,
    section: &DebugSection,
    out: &mut [u8],
) -> Result<Vec<Relas>, Stop> {
    let part = match &section.content {
        Content::Bytes(bytes) => {
            put(out, 0, bytes);
            let mut fields = Fields::new(source.object.is_some());
            if source.object.is_some() && section.name == ".debug_frame" {
                note_frames(source.ldr, section, source.funcs, out, &mut fields)
                    .ok_or_else(|| malformed("frames of other functions"))?;
            }
            return fields.relocations(source, 0, out).map(|relas| vec![relas]);
        }
        Content::Units(part) => *part,
    };
    let head_len = Version::of(source.options).head_len(part);
    let Some((head, mut rest)) = out.split_at_mut_checked(head_len) else {
        return Err(malformed("a section is too short"));
    };
    write_head(head, section.size);
    let mut jobs = Vec::with_capacity(source.dwarf.info.units.len());
    for unit in &source.dwarf.info.units {
        let len = unit.place(part).len();
        let Some((bytes, others)) = rest.split_at_mut_checked(len) else {
            return Err(malformed("a section is too short"));
        };
        rest = others;
        if len > 0 {
            jobs.push((unit, Mutex::new(bytes)));
        }
    }
    let results = source.pool.map(Class::Cpu, &jobs, |(unit, bytes)| {
        let mut bytes = bytes.lock().unwrap_or_else(PoisonError::into_inner);
        let mut fields = Fields::new(source.object.is_some());
        write_unit(source, unit, part, &mut bytes, &mut fields)?;
        fields.relocations(source, unit.place(part).start, &mut bytes)
    });
    results.into_iter().collect()
}

/// Adds the bytes of a section to a stream, unit by unit: each is compressed while it is in the
/// processor's cache.
pub(super) fn compress_section(
    source: Source<'_, '_>,
    section: &DebugSection,
    out: &mut Gradual,
) -> Result<(), Stop> {
    let part = match &section.content {
        Content::Bytes(bytes) => {
            out.add(bytes.len(), |place| place.copy_from_slice(bytes));
            return Ok(());
        }
        Content::Units(part) => *part,
    };
    let mut size = Version::of(source.options).head_len(part);
    out.add(size, |head| write_head(head, section.size));
    for unit in &source.dwarf.info.units {
        let len = unit.place(part).len();
        if len > 0 {
            let mut fields = Fields::new(false);
            out.add(len, |bytes| {
                write_unit(source, unit, part, bytes, &mut fields)
            })?;
        }
        size += len;
    }
    if size as u64 == section.size {
        Ok(())
    } else {
        Err(malformed("a section has another size than its units"))
    }
}

const OUTSIDE: &str = "a relocation is outside its symbol";
const OTHER_SIZE: &str = "a symbol has another size than its content";
const OTHER_FUNCTION: &str = "a reference to another function";
const NOT_WRITTEN: &str = "a reference to what is not written";

fn malformed(what: &str) -> Stop {
    Stop::Unsupported(format!("debug information: {what}"))
}

/// Copies bytes to an offset; they are known to fit, since the same code measured them.
fn put(out: &mut [u8], at: usize, bytes: &[u8]) -> usize {
    let end = at + bytes.len();
    if let Some(place) = out.get_mut(at..end) {
        place.copy_from_slice(bytes);
    }
    end
}

/// Writes the head of a section of DWARF 5: length, version, size of addresses, and zeros.
fn write_head(head: &mut [u8], size: u64) {
    if head.len() >= 8 {
        put(head, 0, &(size as u32).wrapping_sub(4).to_le_bytes());
        put(head, 4, &[5, 0, 8, 0]);
    }
}

/// Writes a unit's part of a section; fields of an object are added to `fields`.
fn write_unit(
    source: Source<'_, '_>,
    unit: &UnitDebug,
    part: Part,
    out: &mut [u8],
    fields: &mut Fields,
) -> Result<(), Stop> {
    let Source { ldr, dwarf, .. } = source;
    let mut at = match part {
        Part::Line => put(out, 0, &unit.line_head),
        Part::Info => {
            let head = unit_head(ldr, source.libs, source.options, unit, fields);
            put(out, 0, &head)
        }
        Part::Loc => 0,
        Part::Ranges => {
            let base = dwarf.place(unit.first());
            put(out, 0, &span_list(Version::of(source.options), unit, base))
        }
        Part::Addr => {
            for (slot, &function) in unit.addrs.iter().enumerate() {
                fields.address(8 * slot, function, 0);
                put(out, 8 * slot, &ldr.value(function).to_le_bytes());
            }
            return Ok(());
        }
    };
    let mut patcher = Patcher::new(source, unit, part);
    let mut symbols = Symbols {
        ldr,
        is_relocated: part != Part::Info,
        all: unit.symbols(part),
        batch: Vec::with_capacity(BATCH),
    };
    while symbols.fetch() {
        for placed in &symbols.batch {
            // Upstream pads some sections and others not.
            let bytes = out.get_mut(at..at + placed.size);
            let bytes = bytes.filter(|bytes| bytes.len() == placed.data.len());
            let bytes = bytes.ok_or_else(|| malformed(OTHER_SIZE))?;
            bytes.copy_from_slice(placed.data);
            let mut place = SymbolBytes { bytes, at, fields };
            patcher.relocate(placed.sym, placed.function, &mut place)?;
            at += placed.size;
        }
    }
    if part == Part::Info {
        let info = &dwarf.info;
        let is_runtime = info
            .runtime
            .and_then(|index| info.units.get(index))
            .is_some_and(|runtime| runtime.unit == unit.unit);
        if is_runtime {
            let mut writer = Writer {
                out: Vec::with_capacity(out.len() - at.min(out.len())),
                source,
                start: at,
                fields,
            };
            for &die in &info.dies.tops {
                put_die(&info.dies, die, &mut writer);
            }
            put(out, at, &writer.out);
        }
    }
    Ok(())
}

/// A symbol whose bytes are copied.
struct Placed<'l> {
    sym: Sym,
    function: Sym,
    data: &'l [u8],
    size: usize,
}

/// Symbols whose bytes are fetched together. They are far from each other.
const BATCH: usize = 32;

/// Fetches the symbols of a unit's part.
struct Symbols<'l, 'a, I> {
    ldr: &'l Loader<'a>,
    /// True if their relocations were not recorded.
    is_relocated: bool,
    all: I,
    batch: Vec<Placed<'l>>,
}

impl<'l, I: Iterator<Item = (Sym, Sym)>> Symbols<'l, '_, I> {
    /// Fetches the next few symbols; returns false at the end.
    fn fetch(&mut self) -> bool {
        let ldr = self.ldr;
        self.batch.clear();
        let next = self.all.by_ref().take(BATCH);
        self.batch.extend(next.map(|(sym, function)| Placed {
            sym,
            function,
            data: ldr.data(sym),
            size: ldr.size(sym) as usize,
        }));
        for placed in &self.batch {
            touch(placed.data);
            if self.is_relocated
                && let Some((_, records)) = ldr.relocs(placed.sym).records()
            {
                touch(records.as_flattened());
            }
        }
        !self.batch.is_empty()
    }
}

/// The bytes of a symbol.
struct SymbolBytes<'b> {
    bytes: &'b mut [u8],
    /// Their offset in the part of the unit.
    at: usize,
    fields: &'b mut Fields,
}

/// Applies relocations to the symbols of a unit's part, in their order.
struct Patcher<'l, 'a> {
    values: Values<'l, 'a>,
    /// Recorded patches of functions, in the part of entries.
    noted: Option<Cursor<'l>>,
    /// The places of the targets of `noted`.
    places: Vec<u32>,
}

impl<'l, 'a> Patcher<'l, 'a> {
    fn new(source: Source<'l, 'a>, unit: &'l UnitDebug, part: Part) -> Self {
        let Source { ldr, dwarf, .. } = source;
        let version = Version::of(source.options);
        let is_info = part == Part::Info;
        let targets = if is_info {
            &unit.patches.targets[..]
        } else {
            &[]
        };
        Self {
            values: Values {
                ldr,
                dwarf,
                unit,
                object: source.object.map(|_| version),
            },
            noted: is_info.then(|| unit.patches.cursor()),
            places: targets.iter().map(|&sym| dwarf.offset(ldr, sym)).collect(),
        }
    }

    /// Applies the relocations of a symbol, which belongs to `function`.
    fn relocate(&mut self, sym: Sym, function: Sym, to: &mut SymbolBytes<'_>) -> Result<(), Stop> {
        let values = self.values;
        let Some(noted) = self.noted.as_mut().filter(|_| function.is_some()) else {
            return values.relocate_all(sym, function, to);
        };
        while let Some(patch) = noted.next_patch() {
            match patch {
                Patch::Place { off, target, add } => {
                    let place = match self.places.get(target) {
                        None | Some(&NO_PLACE) => return Err(malformed(NOT_WRITTEN)),
                        Some(&place) => i64::from(place).wrapping_add(add) as u32,
                    };
                    let out = to.bytes.get_mut(off..);
                    let out = out.and_then(|rest| rest.first_chunk_mut());
                    *out.ok_or_else(|| malformed(OUTSIDE))? = place.to_le_bytes();
                    if let Some(version) = values.object {
                        let target = values.unit.patches.targets[target];
                        let section = section_of(version, values.ldr, target);
                        to.fields.offset(to.at + off, section, i64::from(place));
                    }
                }
                Patch::Func { off, len } => {
                    let slot = u64::from(values.dwarf.place(function));
                    let out = to.bytes.get_mut(off..).and_then(|rest| rest.get_mut(..len));
                    if !put_fixed_uleb(out.ok_or_else(|| malformed(OUTSIDE))?, slot) {
                        return Err(malformed(OTHER_FUNCTION));
                    }
                }
                Patch::Other(index) => {
                    let reloc = values.ldr.relocs(sym).at(index);
                    values.one(reloc, function, to)?;
                }
            }
        }
        Ok(())
    }
}

/// Inputs for the values of relocations.
#[derive(Clone, Copy)]
struct Values<'l, 'a> {
    ldr: &'l Loader<'a>,
    dwarf: &'l Dwarf,
    unit: &'l UnitDebug,
    /// The version, if the output is an object.
    object: Option<Version>,
}

impl Values<'_, '_> {
    /// Applies all relocations of a symbol, which belongs to `function`.
    fn relocate_all(&self, sym: Sym, function: Sym, to: &mut SymbolBytes<'_>) -> Result<(), Stop> {
        let relocs = self.ldr.relocs(sym);
        for at in 0..relocs.len() {
            if relocs.kind(at) != RelocType::USETYPE {
                self.one(relocs.at(at), function, to)?;
            }
        }
        Ok(())
    }

    /// Applies a relocation of a symbol, which belongs to `function`.
    fn one(&self, reloc: Reloc, function: Sym, to: &mut SymbolBytes<'_>) -> Result<(), Stop> {
        if reloc.is_marker() {
            return Ok(());
        }
        let start = usize::try_from(reloc.off).unwrap_or(usize::MAX);
        let end = start.saturating_add(usize::from(reloc.size));
        let Some(place) = to.bytes.get_mut(start..end) else {
            return Err(malformed(OUTSIDE));
        };
        if text_addr_len(reloc.kind) == Some(place.len()) {
            // The numbers of functions rest on this.
            let slot = self.dwarf.place(function);
            if reloc.sym != function || !put_fixed_uleb(place, u64::from(slot)) {
                return Err(malformed(OTHER_FUNCTION));
            }
            return Ok(());
        }
        let value = self.resolve(reloc)?;
        match place {
            [_, _, _, _] => place.copy_from_slice(&(value as u32).to_le_bytes()),
            [_, _, _, _, _, _, _, _] => place.copy_from_slice(&value.to_le_bytes()),
            _ => return Err(malformed("a relocation of an unknown size")),
        }
        let field = match (self.object, reloc.kind) {
            (Some(version), RelocType::DWARFSECREF) => {
                let section = section_of(version, self.ldr, reloc.sym);
                Some(Value::Offset(section, value))
            }
            (Some(_), RelocType::ADDR) => Some(Value::Address(reloc.sym, reloc.add)),
            _ => None,
        };
        if let Some(field) = field {
            to.fields.note(to.at + start, reloc.size, field);
        }
        Ok(())
    }

    /// Returns the value of a relocation.
    fn resolve(&self, reloc: Reloc) -> Result<i64, Stop> {
        let ldr = self.ldr;
        let base = match reloc.kind {
            RelocType::DWARFSECREF => match self.dwarf.offset(ldr, reloc.sym) {
                NO_PLACE => return Err(malformed(NOT_WRITTEN)),
                place => i64::from(place),
            },
            RelocType::ADDR if ldr.is_reachable(reloc.sym) => ldr.value(reloc.sym),
            RelocType::ADDRCUOFF if ldr.unit(reloc.sym) == Some(self.unit.unit) => {
                ldr.value(reloc.sym) - ldr.value(self.unit.first())
            }
            RelocType::ADDR => return Err(malformed("the address of what is not written")),
            kind => return Err(malformed(&format!("a relocation of type {}", kind.0))),
        };
        Ok(base.wrapping_add(reloc.add))
    }
}

#[cfg(test)]
mod tests {
    use super::super::unit::FuncSyms;
    use super::*;
    use crate::kind::SymKind;
    use crate::library::Libraries;
    use crate::section::Layout;
    use crate::testing::Fixture;
    use crate::testing::define;

    #[test]
    fn content_of_another_size_is_malformed() {
        let fixture = Fixture::new();
        let mut ldr = fixture.loader();
        let [lines, last] =
            ["a", "b"].map(|name| define(&mut ldr, name, SymKind::DwarfLines, b"xyz"));
        ldr.update(last).set_size(2);
        let source = Source {
            ldr: &ldr,
            libs: &Libraries::default(),
            layout: &Layout::default(),
            options: &fixture.options,
            pool: &fixture.pool,
            dwarf: &Dwarf::default(),
            funcs: &[],
            object: None,
        };
        let func = |lines| FuncSyms {
            lines,
            ..FuncSyms::default()
        };
        let mut unit = UnitDebug {
            funcs: vec![func(lines)],
            ..UnitDebug::default()
        };
        let mut out = [0; 3];
        let write = |unit: &UnitDebug, out: &mut [u8]| {
            write_unit(source, unit, Part::Line, out, &mut Fields::new(false))
        };
        write(&unit, &mut out).unwrap();
        assert_eq!(out, *b"xyz");
        unit.funcs.push(func(last));
        let stop = write(&unit, &mut [0; 5]);
        assert!(matches!(stop, Err(Stop::Unsupported(_))));
        let stop = write(&unit, &mut [0; 9]);
        assert!(matches!(stop, Err(Stop::Unsupported(_))));
    }
}
