//! The opcodes of the dynamic linker: fields to which the address of the program is added, and
//! fields that receive the address of a symbol.
//!
//! Counterpart: cmd/link/internal/ld/macho.go (`machoDyldInfo`).

use vamos_sched::Class;
use vamos_sched::Pool;

use super::Prepared;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::section::Layout;
use crate::section::SegmentId;
use crate::symtab::external_name;

/// Number of addresses of one task.
const CHUNK: usize = 1 << 14;

/// Operations of rebasing; the lower bits are an operand.
mod rebase {
    pub(super) const DONE: u8 = 0;
    pub(super) const SET_TYPE: u8 = 0x10;
    pub(super) const SET_PLACE: u8 = 0x20;
    pub(super) const DO: u8 = 0x50;
}

/// Operations of binding; the lower bits are an operand.
mod bind {
    pub(super) const DONE: u8 = 0;
    pub(super) const SET_LIBRARY: u8 = 0x10;
    pub(super) const SET_SPECIAL_LIBRARY: u8 = 0x30;
    pub(super) const SET_SYMBOL: u8 = 0x40;
    pub(super) const SET_TYPE: u8 = 0x50;
    pub(super) const SET_PLACE: u8 = 0x70;
    pub(super) const DO: u8 = 0x90;
}

/// The type of a pointer.
const POINTER: u8 = 1;
/// All libraries: -2 in four bits.
const ANY_LIBRARY: u8 = 14;

/// Appends a number in LEB128.
fn put_uleb(out: &mut Vec<u8>, mut value: u64) {
    loop {
        let byte = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            out.push(byte);
            return;
        }
        out.push(byte | 0x80);
    }
}

/// Appends the operation that sets the place of a symbol plus an offset.
fn put_place(
    out: &mut Vec<u8>,
    ldr: &Loader<'_>,
    layout: &Layout,
    operation: u8,
    (sym, off): (Sym, i64),
) {
    let section = layout.section(ldr.sect(sym));
    let has_relro = layout.segment(SegmentId::RelRoData).length > 0;
    let (number, id) = match section.seg {
        Some(SegmentId::RelRoData) => (2, SegmentId::RelRoData),
        Some(SegmentId::Data) if has_relro => (3, SegmentId::Data),
        Some(SegmentId::Data) => (2, SegmentId::Data),
        _ => (1, SegmentId::Text),
    };
    let address = ldr.value(sym).wrapping_add(off).cast_unsigned();
    out.push(operation | number);
    put_uleb(out, address.wrapping_sub(layout.segment(id).vaddr));
}

impl Prepared {
    /// Returns the table of rebasing.
    pub(super) fn rebase_table(&self, ldr: &Loader<'_>, layout: &Layout, pool: &Pool) -> Vec<u8> {
        let chunks: Vec<&[(Sym, i32)]> = self.rebases.chunks(CHUNK).collect();
        let parts = pool.map(Class::Cpu, &chunks, |chunk| {
            let mut out = Vec::with_capacity(6 * chunk.len());
            for &(sym, off) in *chunk {
                let place = (sym, i64::from(off));
                put_place(&mut out, ldr, layout, rebase::SET_PLACE, place);
                out.push(rebase::DO | 1);
            }
            out
        });
        let mut out = vec![rebase::SET_TYPE | POINTER];
        out.extend(parts.concat());
        out.push(rebase::DONE);
        out.resize(out.len().next_multiple_of(8), 0);
        out
    }

    /// Returns the table of binding.
    pub(super) fn bind_table(&self, ldr: &Loader<'_>, layout: &Layout) -> Vec<u8> {
        let mut out = vec![bind::SET_TYPE | POINTER];
        for &(sym, off, target) in &self.binds {
            put_place(&mut out, ldr, layout, bind::SET_PLACE, (sym, off));
            let lib = ldr.extra.dynimplib.get(&target);
            let known = self.libs.iter();
            let number = lib.and_then(|lib| known.enumerate().find(|(_, it)| ***it == **lib));
            out.push(match number {
                // Headers have no room for more than 15.
                Some((index, _)) => bind::SET_LIBRARY | (index + 1) as u8 & 15,
                None => bind::SET_SPECIAL_LIBRARY | ANY_LIBRARY,
            });
            out.push(bind::SET_SYMBOL);
            out.push(b'_');
            out.extend(external_name(ldr, target));
            out.push(0);
            out.push(bind::DO);
        }
        out.push(bind::DONE);
        out.resize(out.len().next_multiple_of(16), 0);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::put_uleb;

    #[test]
    fn numbers() {
        for (value, want) in [
            (0, vec![0]),
            (127, vec![127]),
            (128, vec![0x80, 1]),
            (624_485, vec![0xe5, 0x8e, 0x26]),
        ] {
            let mut out = Vec::new();
            put_uleb(&mut out, value);
            assert_eq!(out, want);
        }
    }
}
