//! Relocations of debug information in an object.
//!
//! Where a link writes an address or an offset in a section, an object has a relocation for the
//! system's linker. So the code that writes a section records these fields, and they become
//! relocations when its bytes are complete.
//! Counterpart: cmd/link/internal/ld/data.go (`extreloc`), dwarf.go (`writeframes`).

use super::source::Source;
use super::state::DebugSection;
use super::state::Dwarf;
use super::unit::Part;
use super::version::Version;
use crate::elf::External;
use crate::elf::Relas;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::reloc::RelocType;
use crate::reloc_apply::outer;
use crate::reloc_apply::write_addend;

/// The value of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// The address of a symbol, and a number to add.
    Address(Sym, i64),
    /// An offset in the section with this name.
    Offset(&'static str, i64),
}

/// A field that the system's linker writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Field {
    /// The offset of the field.
    pub at: usize,
    /// The size in bytes.
    pub size: u8,
    pub value: Value,
}

/// The fields of a part of a section, in order; none are recorded if the output is no object.
#[derive(Debug)]
pub(super) struct Fields(Option<Vec<Field>>);

impl Fields {
    /// Returns no fields yet.
    pub(super) fn new(is_object: bool) -> Self {
        Self(is_object.then(Vec::new))
    }

    /// Records a field of 8 bytes with an address.
    pub(super) fn address(&mut self, at: usize, sym: Sym, add: i64) {
        self.note(at, 8, Value::Address(sym, add));
    }

    /// Records a field of 4 bytes with an offset in a section.
    pub(super) fn offset(&mut self, at: usize, section: &'static str, place: i64) {
        self.note(at, 4, Value::Offset(section, place));
    }

    /// Records a field.
    #[inline]
    pub(super) fn note(&mut self, at: usize, size: u8, value: Value) {
        if let Some(fields) = &mut self.0 {
            fields.push(Field { at, size, value });
        }
    }

    /// Returns the relocations of the fields, with offsets from `start` on, and writes into `bytes`
    /// the values of these fields in an object.
    ///
    /// # Errors
    /// The object has no symbol for the target of a field.
    pub(super) fn relocations(
        self,
        source: Source<'_, '_>,
        start: usize,
        bytes: &mut [u8],
    ) -> Result<Relas, Stop> {
        let mut relas = Relas::default();
        for field in self.0.unwrap_or_default() {
            relocate(source, &field, start, bytes, &mut relas)
                .ok_or_else(|| Stop::Unsupported("external linking: debug information".into()))?;
        }
        Ok(relas)
    }
}

fn relocate(
    source: Source<'_, '_>,
    field: &Field,
    start: usize,
    bytes: &mut [u8],
    relas: &mut Relas,
) -> Option<()> {
    let Source { ldr, dwarf, .. } = source;
    let object = source.object?;
    let (kind, sym, add) = match field.value {
        Value::Address(sym, add) => {
            let (sym, off) = outer(ldr, sym);
            (RelocType::ADDR, sym, add.wrapping_add(off))
        }
        Value::Offset(name, place) => (RelocType::DWARFSECREF, dwarf.section_sym(name)?, place),
    };
    let external = External {
        kind,
        size: field.size,
        target: object.target(ldr, sym).ok()?,
        add,
    };
    let family = ldr.arch.family;
    let out = bytes.get_mut(field.at..field.at + usize::from(field.size))?;
    write_addend(family, out, add);
    let at = (start + field.at) as u64;
    relas.push(family, at, &external).then_some(())
}

impl Dwarf {
    /// Returns the symbol of the section with this name.
    fn section_sym(&self, name: &str) -> Option<Sym> {
        let found = self.sections.iter().find(|section| section.name == name);
        found.map(|section| section.sym)
    }
}

/// Returns the name of the section that a symbol of debug information is in.
pub(super) fn section_of(version: Version, ldr: &Loader<'_>, sym: Sym) -> &'static str {
    let part = match ldr.kind(sym) {
        SymKind::DwarfLoc => Part::Loc,
        SymKind::DwarfRange => Part::Ranges,
        SymKind::DwarfLines => Part::Line,
        _ => Part::Info,
    };
    version.section_name(part)
}

/// Size of the bytes before the first frame: a length, and the common information of that length.
fn common_len(bytes: &[u8]) -> Option<usize> {
    let length = bytes.first_chunk::<4>()?;
    usize::try_from(u32::from_le_bytes(*length))
        .ok()?
        .checked_add(4)
}

/// Records the fields of `.debug_frame`: each frame refers to the common information, and to its
/// function.
pub(super) fn note_frames(
    ldr: &Loader<'_>,
    section: &DebugSection,
    funcs: &[Sym],
    bytes: &[u8],
    fields: &mut Fields,
) -> Option<()> {
    let mut at = common_len(bytes)?;
    for &sym in funcs.iter().filter(|&&sym| ldr.func_info(sym).is_some()) {
        fields.offset(at + 4, section.name, 0);
        fields.address(at + 8, sym, 0);
        at = at.checked_add(common_len(bytes.get(at..)?)?)?;
    }
    (at == bytes.len()).then_some(())
}
