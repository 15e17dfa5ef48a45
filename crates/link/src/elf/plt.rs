//! Calls to functions of libraries: stubs that jump to addresses which the dynamic linker
//! fills in.
//!
//! Counterpart: cmd/link/internal/amd64/asm.go (`elfsetupplt`, `addpltsym`).

use super::dynamic::add_dynsym;
use crate::arch::Family;
use crate::context::Link;
use crate::error::Stop;
use crate::loader::Sym;
use crate::reloc::RelocType;

const R_X86_64_JUMP_SLOT: u64 = 7;
/// The size of a stub.
const STUB: i64 = 16;

/// Writes the first stub, which calls the dynamic linker, and the first words of the table
/// of addresses.
pub(super) fn start(link: &mut Link<'_>, plt: Sym, got_plt: Sym, dynamic: Sym) {
    if link.arch().family != Family::Amd64 || link.ldr.size(plt) != 0 {
        return;
    }
    let mut stub = link.ldr.update(plt);
    // PUSHQ 8(got.plt)
    stub.add_bytes(&[0xff, 0x35]);
    stub.add_pc_rel_plus(got_plt, 8);
    // JMPQ *16(got.plt)
    stub.add_bytes(&[0xff, 0x25]);
    stub.add_pc_rel_plus(got_plt, 16);
    // NOPL 0(AX)
    stub.add_u32(0x0040_1f0f);
    let mut table = link.ldr.update(got_plt);
    table.add_addr(dynamic);
    table.add_u64(0);
    table.add_u64(0);
}

/// Gives a function a stub, once, and returns the stub's offset.
///
/// # Errors
/// The processor's stubs are not known yet.
pub(super) fn add(link: &mut Link<'_>, sym: Sym) -> Result<i64, Stop> {
    if let Some(&off) = link.ldr.extra.plt.get(&sym) {
        return Ok(i64::from(off));
    }
    if link.arch().family != Family::Amd64 {
        let reason = "dynamic linking for this processor";
        return Err(Stop::Unsupported(reason.to_owned()));
    }
    add_dynsym(link, sym);
    let (plt, got_plt) = (link.syms.plt, link.syms.got_plt);
    let id = link.ldr.extra.dynid.get(&sym).copied().unwrap_or_default();
    let ldr = &mut link.ldr;
    let (off, slot) = (ldr.size(plt), ldr.size(got_plt));
    let mut stub = ldr.update(plt);
    // JMPQ *slot(got.plt)
    stub.add_bytes(&[0xff, 0x25]);
    let behind_jump = stub.add_pc_rel_plus(got_plt, slot);
    // PUSHQ $index
    stub.add_u8(0x68);
    stub.add_u32(((slot - 24) / 8) as u32);
    // JMPQ the first stub
    stub.add_u8(0xe9);
    stub.add_u32((off + STUB).wrapping_neg() as u32);
    // Until the function is found, its address is that of the second instruction.
    ldr.update(got_plt).add_addr_plus(plt, behind_jump);
    let mut rela = ldr.update(link.syms.rela_plt);
    rela.add_sym_ref(got_plt, slot, RelocType::ADDR, 8);
    rela.add_u64((id as u64) << 32 | R_X86_64_JUMP_SLOT);
    rela.add_u64(0);
    ldr.extra.plt.insert(sym, off as i32);
    Ok(off)
}
