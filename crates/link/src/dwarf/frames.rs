//! Call frame information, which leads from each instruction to the caller's frame: `.debug_frame`.
//!
//! Counterpart: cmd/link/internal/ld/dwarf.go (`writeframes`), cmd/internal/obj/pcln.go (`PCIter`).

use vamos_objfile::goobj::AuxKind;
use vamos_sched::Class;
use vamos_sched::Pool;

use super::bytes::take_uvarint;
use super::bytes::take_varint;
use super::bytes::touch;
use crate::arch::Arch;
use crate::arch::PTR_SIZE;
use crate::loader::Loader;
use crate::loader::Sym;
use vamos_base::golang::dwarf::put_sleb128;
use vamos_base::golang::dwarf::put_uleb128;

const DATA_ALIGNMENT: i64 = -4;
const CFA_ADVANCE_LOC1: u8 = 0x02;
const CFA_ADVANCE_LOC2: u8 = 0x03;
const CFA_ADVANCE_LOC4: u8 = 0x04;
const CFA_OFFSET_EXTENDED: u8 = 0x05;
const CFA_UNDEFINED: u8 = 0x07;
const CFA_SAME_VALUE: u8 = 0x08;
const CFA_DEF_CFA: u8 = 0x0c;
const CFA_OFFSET_EXTENDED_SF: u8 = 0x11;
const CFA_DEF_CFA_OFFSET_SF: u8 = 0x13;
const CFA_VAL_OFFSET: u8 = 0x14;
const CFA_ADVANCE_LOC: u8 = 0x40;

/// Functions that are one piece of work.
const PIECE: usize = 2048;

/// Functions whose tables are fetched together. They are far from each other.
const BATCH: usize = 32;

/// Returns the bytes of `.debug_frame` for these functions, whose addresses are known.
pub(super) fn section(pool: &Pool, ldr: &Loader<'_>, textp: &[Sym]) -> Vec<u8> {
    let pieces: Vec<_> = textp.chunks(PIECE).collect();
    let pieces = pool.map(Class::Cpu, &pieces, |functions| frames(ldr, functions));
    let room: usize = pieces.iter().map(Vec::len).sum();
    let mut out = Vec::with_capacity(room + 64);
    push_common(&mut out, ldr.arch);
    for piece in pieces {
        out.extend_from_slice(&piece);
    }
    out
}

/// A function and its stack depths.
struct Function<'l> {
    sym: Sym,
    size: u64,
    is_top: bool,
    depths: &'l [u8],
}

/// Returns the frames of functions.
fn frames(ldr: &Loader<'_>, functions: &[Sym]) -> Vec<u8> {
    let mut out = Vec::with_capacity(functions.len() * 64);
    let mut batch = Vec::with_capacity(BATCH);
    for syms in functions.chunks(BATCH) {
        batch.clear();
        batch.extend(syms.iter().filter_map(|&sym| {
            let info = ldr.func_info(sym)?;
            Some(Function {
                sym,
                size: ldr.data(sym).len() as u64,
                is_top: info.is_top_frame(),
                depths: ldr.data(ldr.aux(sym, AuxKind::PcSp)),
            })
        }));
        batch.iter().for_each(|function| touch(function.depths));
        for function in &batch {
            push_frame(&mut out, ldr, function);
        }
    }
    out
}

fn push_frame(out: &mut Vec<u8>, ldr: &Loader<'_>, function: &Function<'_>) {
    let (size, is_top) = (function.size, function.is_top);
    let start = out.len();
    out.extend([0; 8]);
    out.extend(ldr.value(function.sym).to_le_bytes());
    out.extend(size.to_le_bytes());
    push_depths(out, ldr.arch, function.depths, size, is_top);
    out.resize(start + 24 + (out.len() - start - 24).next_multiple_of(8), 0);
    let length = (out.len() - start - 4) as u32;
    out[start..start + 4].copy_from_slice(&length.to_le_bytes());
}

/// Appends the common information of all frames.
fn push_common(out: &mut Vec<u8>, arch: &Arch) {
    let (sp, lr) = (u64::from(arch.dwarf_sp), u64::from(arch.dwarf_lr));
    let length = if arch.has_link_register { 32u32 } else { 16 };
    out.extend(length.to_le_bytes());
    out.extend(u32::MAX.to_le_bytes());
    out.extend([3, 0]);
    put_uleb128(out, 1);
    put_sleb128(out, DATA_ALIGNMENT);
    put_uleb128(out, lr);
    out.push(CFA_DEF_CFA);
    put_uleb128(out, sp);
    if arch.has_link_register {
        put_uleb128(out, 0);
        out.push(CFA_SAME_VALUE);
        put_uleb128(out, lr);
        out.push(CFA_VAL_OFFSET);
        put_uleb128(out, sp);
        put_uleb128(out, 0);
    } else {
        put_uleb128(out, PTR_SIZE as u64);
        out.push(CFA_OFFSET_EXTENDED);
        put_uleb128(out, lr);
        put_uleb128(out, (-PTR_SIZE / DATA_ALIGNMENT) as u64);
    }
    out.resize(4 + length as usize, 0);
}

/// Appends the depth of the stack at each instruction of a function of `size` bytes.
fn push_depths(out: &mut Vec<u8>, arch: &Arch, mut table: &[u8], size: u64, is_top: bool) {
    let lr = u64::from(arch.dwarf_lr);
    if arch.has_link_register && is_top {
        // Nothing called the function.
        out.push(CFA_UNDEFINED);
        put_uleb128(out, lr);
    }
    let (mut depth, mut pc) = (-1i32, 0u32);
    let mut is_first = true;
    while !table.is_empty() {
        let Some(delta) = take_varint(&mut table) else {
            return;
        };
        if delta == 0 && !is_first {
            return;
        }
        is_first = false;
        depth = depth.wrapping_add(delta as i32);
        let Some(delta) = take_uvarint(&mut table) else {
            return;
        };
        let next = pc.wrapping_add((delta as u32).wrapping_mul(arch.min_lc as u32));
        let mut until = next;
        if u64::from(next) == size {
            // The table goes to the end of the function; the last row ends before it.
            until = next.wrapping_sub(1);
            if until < pc {
                pc = next;
                continue;
            }
        }
        let mut above = i64::from(depth);
        if !arch.has_link_register {
            // The return address is on the stack.
            above += PTR_SIZE;
        } else if !is_top && depth > 0 {
            out.push(CFA_OFFSET_EXTENDED_SF);
            put_uleb128(out, lr);
            put_sleb128(out, -above / DATA_ALIGNMENT);
        } else if !is_top {
            out.push(CFA_SAME_VALUE);
            put_uleb128(out, lr);
        }
        push_depth(out, i64::from(until) - i64::from(pc), above);
        pc = next;
    }
}

/// Appends one depth, which holds for the next `delta` bytes of code.
fn push_depth(out: &mut Vec<u8>, delta: i64, depth: i64) {
    out.push(CFA_DEF_CFA_OFFSET_SF);
    put_sleb128(out, depth / DATA_ALIGNMENT);
    match delta {
        ..0x40 => out.push(CFA_ADVANCE_LOC.wrapping_add(delta as u8)),
        0x40..0x100 => out.extend([CFA_ADVANCE_LOC1, delta as u8]),
        0x100..0x10000 => {
            out.push(CFA_ADVANCE_LOC2);
            out.extend((delta as u16).to_le_bytes());
        }
        _ => {
            out.push(CFA_ADVANCE_LOC4);
            out.extend((delta as u32).to_le_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::AMD64;
    use crate::arch::ARM64;

    #[test]
    fn common_part() {
        let mut out = Vec::new();
        push_common(&mut out, &AMD64);
        let want = [
            16, 0, 0, 0, 255, 255, 255, 255, 3, 0, 1, 0x7c, 16, 12, 7, 8, 5, 16, 2, 0,
        ];
        assert_eq!(out, want);
        out.clear();
        push_common(&mut out, &ARM64);
        assert_eq!(out.len(), 36);
    }

    #[test]
    fn depths() {
        // Depth 0 for 4 bytes, then 16 until the end at 10.
        let table = [2, 4, 32, 6, 0];
        let mut out = Vec::new();
        push_depths(&mut out, &AMD64, &table, 10, false);
        assert_eq!(out, [0x13, 0x7e, 0x44, 0x13, 0x7a, 0x45]);
    }
}
