//! The frames of functions, by which Windows finds the handlers of an exception.
//!
//! Section `.pdata` has the start and the end of each function, and the offset in `.xdata` of the
//! data for unwinding its frame, which is the same for many functions.
//! Counterpart: cmd/link/internal/ld/seh.go.

use hashbrown::HashMap;
use vamos_objfile::goobj::AuxKind;

use crate::kind::SymKind;
use crate::loader::ABI0;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::reloc::Reloc;
use crate::reloc::RelocType;
use crate::section::SegmentId;

/// The symbols of the sections.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frames {
    /// `.pdata`.
    functions: Sym,
    /// `.xdata`.
    unwind: Sym,
}

impl Frames {
    /// Returns the symbols with their sections, in order.
    pub(crate) fn sections(self) -> [(Sym, SegmentId, &'static str); 2] {
        [
            (self.functions, SegmentId::Frames, ".pdata"),
            (self.unwind, SegmentId::Unwind, ".xdata"),
        ]
    }
}

/// Describes the frames of functions.
pub(super) fn prepare(ldr: &mut Loader<'_>, funcs: &[Sym]) -> Frames {
    let mut make = |name: &'static [u8]| {
        let mut symbol = ldr.update_named(name, ABI0);
        symbol.set_kind(SymKind::SehSect).set_align(4).sym()
    };
    let (functions, unwind) = (make(b".pdata"), make(b".xdata"));
    let mut known: HashMap<Vec<u8>, i64> = HashMap::new();
    let (mut bytes, mut relocs) = (Vec::new(), Vec::new());
    let (mut table, mut table_relocs) = (0_i32, Vec::with_capacity(3 * funcs.len()));
    for &func in funcs {
        if ldr.func_info(func).is_none() {
            continue;
        }
        let frame = ldr.aux(func, AuxKind::SehUnwindInfo);
        if frame.is_none() {
            continue;
        }
        let offset = match known.get(ldr.name(frame)) {
            Some(&offset) => offset,
            None => {
                let offset = bytes.len() as i64;
                known.insert(ldr.name(frame).to_vec(), offset);
                bytes.extend(ldr.data(frame));
                relocs.extend(ldr.relocs(frame).iter().map(|reloc| Reloc {
                    off: reloc.off + offset as i32,
                    weak: false,
                    ..reloc
                }));
                offset
            }
        };
        for (sym, add) in [(func, 0), (func, ldr.size(func)), (unwind, offset)] {
            table_relocs.push(Reloc {
                off: table,
                size: 4,
                kind: RelocType::PEIMAGEOFF,
                weak: false,
                add,
                sym,
            });
            table += 4;
        }
    }
    let mut set = |sym: Sym, bytes: Vec<u8>, relocs: Vec<Reloc>| {
        let mut symbol = ldr.update(sym);
        symbol.add_bytes(&bytes);
        *symbol.relocs_mut() = relocs;
    };
    set(unwind, bytes, relocs);
    set(
        functions,
        vec![0; table.unsigned_abs() as usize],
        table_relocs,
    );
    Frames { functions, unwind }
}
