//! Writes entries: of units and of types.
//!
//! The same code measures an entry and writes it. References are offsets in `.debug_info`, known
//! once everything is measured.
//! Counterpart: cmd/link/internal/ld/dwarf.go (`writeUnitInfo`, `putdie`),
//! cmd/internal/dwarf/dwarf.go (`PutAttrs`, `putattr`).

use super::abbrev::At;
use super::abbrev::DieKind;
use super::abbrev::Form;
use super::bytes::uleb_len;
use super::die::DieId;
use super::die::Dies;
use super::object::Fields;
use super::source::Source;
use super::unit::Part;
use super::unit::UnitDebug;
use super::version::Version;
use crate::library::Libraries;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::options::Options;
use vamos_base::golang::dwarf::put_uleb128;

const LANG_GO: u8 = 0x16;
const UT_COMPILE: u8 = 1;
const INFO_SECTION: &str = ".debug_info";
/// The directory that file names are relative to. The linker has no value for it.
const COMP_DIR: &[u8] = b".\0";

/// Takes the bytes of entries.
pub(super) trait Sink {
    /// The entry of this symbol starts here.
    fn start(&mut self, sym: Sym);
    fn bytes(&mut self, bytes: &[u8]);
    fn byte(&mut self, byte: u8);
    fn uleb(&mut self, value: u64);
    /// A reference to an entry.
    fn reference(&mut self, sym: Sym);
    /// The place of a type descriptor in its section.
    fn descriptor(&mut self, sym: Sym);
}

/// Measures entries, and stores their offsets.
pub(super) struct Measure<'p> {
    pub at: usize,
    pub places: &'p mut [u32],
}

impl Sink for Measure<'_> {
    fn start(&mut self, sym: Sym) {
        if sym.is_some() {
            self.places[sym.index()] = self.at as u32;
        }
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.at += bytes.len();
    }

    fn byte(&mut self, _: u8) {
        self.at += 1;
    }

    fn uleb(&mut self, value: u64) {
        self.at += uleb_len(value);
    }

    fn reference(&mut self, _: Sym) {
        self.at += 4;
    }

    fn descriptor(&mut self, _: Sym) {
        self.at += 8;
    }
}

/// Writes entries.
pub(super) struct Writer<'l, 'a, 'f> {
    pub out: Vec<u8>,
    pub source: Source<'l, 'a>,
    /// Offset of the entries in the part of the unit.
    pub start: usize,
    /// The fields of an object.
    pub fields: &'f mut Fields,
}

impl Sink for Writer<'_, '_, '_> {
    fn start(&mut self, _: Sym) {}

    fn bytes(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    fn byte(&mut self, byte: u8) {
        self.out.push(byte);
    }

    fn uleb(&mut self, value: u64) {
        put_uleb128(&mut self.out, value);
    }

    fn reference(&mut self, sym: Sym) {
        let place = self.source.dwarf.place(sym);
        let at = self.start + self.out.len();
        self.fields.offset(at, INFO_SECTION, i64::from(place));
        self.out.extend(place.to_le_bytes());
    }

    fn descriptor(&mut self, sym: Sym) {
        let Source { ldr, layout, .. } = self.source;
        let section = layout.section(ldr.sect(sym));
        let offset = ldr.value(sym) - section.vaddr.cast_signed();
        self.out.extend(offset.to_le_bytes());
    }
}

/// Writes an entry, and the entries inside it.
pub(super) fn put_die(dies: &Dies, id: DieId, sink: &mut impl Sink) {
    let die = &dies[id];
    let abbrev = die.kind.abbrev();
    sink.start(die.sym);
    sink.byte(die.kind as u8);
    let refer = |sink: &mut _, sym: Sym| {
        // An attribute without a value has no bytes.
        if sym.is_some() {
            Sink::reference(sink, sym);
        }
    };
    for &(attr, form) in abbrev.attrs {
        match attr {
            At::Name => sink.bytes(dies.c_name(die)),
            At::ByteSize if form == Form::Data1 => sink.byte(die.value as u8),
            At::ByteSize | At::Count | At::DataMemberLocation => {
                sink.uleb(die.value.cast_unsigned());
            }
            At::Encoding => sink.byte(die.encoding),
            At::GoKind => sink.byte(die.go_kind),
            At::Type => refer(sink, die.target),
            At::GoElem => refer(sink, die.elem),
            At::GoKey => refer(sink, die.key),
            At::GoRuntimeType if die.runtime_type.is_none() => sink.bytes(&[0; 8]),
            At::GoRuntimeType => sink.descriptor(die.runtime_type),
            At::GoEmbeddedField => sink.byte(u8::from(die.is_embedded)),
            At::VariableParameter => sink.byte(1),
            // The compiler writes the others.
            _ => {}
        }
    }
    if abbrev.has_children {
        for child in dies.children(id) {
            put_die(dies, child, sink);
        }
        sink.byte(0);
    }
}

/// Returns the header of a unit and its entry. With all addresses unknown it has the same length.
/// Fields of an object are added to `fields`.
pub(super) fn unit_head(
    ldr: &Loader<'_>,
    libs: &Libraries<'_>,
    options: &Options,
    unit: &UnitDebug,
    fields: &mut Fields,
) -> Vec<u8> {
    let version = Version::of(options);
    let mut out = Vec::with_capacity(256);
    // The length of the unit, without this field.
    out.extend(
        (unit.place(Part::Info).len() as u32)
            .wrapping_sub(4)
            .to_le_bytes(),
    );
    // The version, the size of addresses, and the place in .debug_abbrev, which is 0.
    let abbrevs_at = match version {
        Version::V4 => {
            out.extend([4, 0, 0, 0, 0, 0, 8]);
            6
        }
        Version::V5 => {
            out.extend([5, 0, UT_COMPILE, 8, 0, 0, 0, 0]);
            8
        }
    };
    fields.offset(abbrevs_at, ".debug_abbrev", 0);
    let is_textless = unit.is_textless();
    let kind = if is_textless {
        DieKind::TextlessUnit
    } else {
        DieKind::Unit
    };
    let push_place = |out: &mut Vec<u8>, fields: &mut Fields, part| {
        let start = unit.place(part).start;
        fields.offset(out.len(), version.section_name(part), start as i64);
        out.extend((start as u32).to_le_bytes());
    };
    out.push(kind as u8);
    for &(attr, _) in kind.abbrev().attrs {
        match attr {
            At::Name => push_c_string(&mut out, &[libs.libs[unit.lib as usize].pkg.as_bytes()]),
            At::Language => out.push(LANG_GO),
            At::StmtList => push_place(&mut out, fields, Part::Line),
            At::LowPc => {
                fields.address(out.len(), unit.first(), 0);
                out.extend(ldr.value(unit.first()).to_le_bytes());
            }
            At::Ranges => push_place(&mut out, fields, Part::Ranges),
            At::CompDir => out.extend(COMP_DIR),
            At::Producer => push_producer(&mut out, &options.sdk.version, ldr.data(unit.producer)),
            At::GoPackageName => push_c_string(&mut out, &[ldr.data(unit.package_name)]),
            At::AddrBase if version == Version::V5 => push_place(&mut out, fields, Part::Addr),
            _ => {}
        }
    }
    out
}

fn push_c_string(out: &mut Vec<u8>, parts: &[&[u8]]) {
    for part in parts {
        out.extend_from_slice(part);
    }
    out.push(0);
}

fn push_producer(out: &mut Vec<u8>, version: &str, flags: &[u8]) {
    let version = version.as_bytes();
    let separator: &[u8] = if flags.is_empty() { b"" } else { b"; " };
    push_c_string(out, &[b"Go cmd/compile ", version, separator, flags]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_measured_with_those_inside() {
        let mut dies = Dies::default();
        let outer = dies.add(None, DieKind::Struct, b"T");
        dies[outer].sym = Sym(1);
        dies[outer].value = 300;
        let field = dies.add(Some(outer), DieKind::StructField, b"f");
        dies[field].target = Sym(2);
        let next = dies.add(None, DieKind::Typedef, b"T");
        dies[next].sym = Sym(2);
        let mut places = [u32::MAX; 3];
        let mut measure = Measure {
            at: 10,
            places: &mut places,
        };
        for id in [outer, next] {
            put_die(&dies, id, &mut measure);
        }
        // A kind, a name, a size in two bytes, a kind of Go, an address; of the field a
        // kind, a name, an offset, a reference and a flag; the end.
        let struct_len = 1 + 2 + 2 + 1 + 8 + (1 + 2 + 1 + 4 + 1) + 1;
        // A typedef without a target has no bytes for it.
        assert_eq!(measure.at, 10 + struct_len + 3);
        assert_eq!(places, [u32::MAX, 10, 10 + struct_len as u32]);
    }
}
