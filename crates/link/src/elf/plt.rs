//! Calls to functions of libraries: stubs that jump to addresses which the dynamic linker
//! fills in.
//!
//! Counterpart: `elfsetupplt` and `addpltsym` of cmd/link/internal/amd64/asm.go and
//! arm64/asm.go.

use super::dynsym::add_dynsym;
use super::state::Tables;
use crate::arch::Family;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::reloc::RelocType;

/// The size of a stub.
const STUB: i64 = 16;
/// ADRP, LDR and ADD of arm64 that load an entry's address into R16 and its content into
/// R17.
const LOAD_ARM64: [(u32, RelocType); 3] = [
    (0x9000_0010, RelocType::ARM64_GOT),
    (0xf940_0211, RelocType::ARM64_GOT),
    (0x9100_0210, RelocType::ARM64_PCREL),
];
/// BR (R17) of arm64.
const JUMP_ARM64: u32 = 0xd61f_0220;

/// Writes the first stub, which calls the dynamic linker, and the first words of the table
/// of addresses.
pub(super) fn start(ldr: &mut Loader<'_>, plt: Sym, got_plt: Sym, dynamic: Sym) {
    if ldr.size(plt) != 0 {
        return;
    }
    let family = ldr.arch.family;
    let mut stub = ldr.update(plt);
    match family {
        Family::Amd64 => {
            // PUSHQ 8(got.plt)
            stub.add_bytes(&[0xff, 0x35]);
            stub.add_pc_rel_plus(got_plt, 8);
            // JMPQ *16(got.plt)
            stub.add_bytes(&[0xff, 0x25]);
            stub.add_pc_rel_plus(got_plt, 16);
            // NOPL 0(AX)
            stub.add_u32(0x0040_1f0f);
        }
        Family::Arm64 => {
            // STP.W (R16, R30), -16(RSP)
            stub.add_u32(0xa9bf_7bf0);
            load_arm64(ldr, plt, got_plt, 16);
            let mut stub = ldr.update(plt);
            stub.add_u32(JUMP_ARM64);
            for _ in 0..3 {
                // NOOP
                stub.add_u32(0xd503_201f);
            }
        }
    }
    let mut table = ldr.update(got_plt);
    table.add_addr(dynamic);
    table.add_u64(0);
    table.add_u64(0);
}

fn load_arm64(ldr: &mut Loader<'_>, plt: Sym, got_plt: Sym, slot: i64) {
    let mut stub = ldr.update(plt);
    for (instruction, kind) in LOAD_ARM64 {
        let off = stub.size();
        stub.add_sym_ref(got_plt, slot, kind, 4);
        stub.set_u32(off, instruction);
    }
}

/// Gives a function a stub, once, and returns the stub's offset.
pub(super) fn add(tables: &mut Tables<'_, '_>, sym: Sym) -> i64 {
    if let Some(&off) = tables.ldr.extra.plt.get(&sym) {
        return i64::from(off);
    }
    add_dynsym(tables, sym);
    let Tables { ldr, syms, .. } = tables;
    let arch = ldr.arch;
    let (plt, got_plt) = (syms.plt, syms.got_plt);
    let id = ldr.extra.dynid.get(&sym).copied().unwrap_or_default();
    let (off, slot) = (ldr.size(plt), ldr.size(got_plt));
    match arch.family {
        Family::Amd64 => {
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
            // Until the function is found, its address is the second instruction.
            ldr.update(got_plt).add_addr_plus(plt, behind_jump);
        }
        Family::Arm64 => {
            load_arm64(ldr, plt, got_plt, slot);
            ldr.update(plt).add_u32(JUMP_ARM64);
            // Until the function is found, its address is the first stub.
            ldr.update(got_plt).add_addr(plt);
        }
    }
    let mut rela = ldr.update(syms.rela_plt);
    rela.add_addr_plus(got_plt, slot);
    rela.add_u64((id as u64) << 32 | arch.elf_relocs.jump_slot);
    rela.add_u64(0);
    ldr.extra.plt.insert(sym, off as i32);
    off
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::AMD64;
    use crate::loader::ABI0;
    use crate::profile::GO1_26;

    #[test]
    fn arm64_loads_a_slot() {
        let mut ldr = Loader::new(&GO1_26, &AMD64);
        let plt = ldr.lookup_or_create(b".plt", ABI0);
        let got = ldr.lookup_or_create(b".got.plt", ABI0);
        load_arm64(&mut ldr, plt, got, 24);
        assert_eq!(ldr.data(plt), b"\x10\0\0\x90\x11\x02\x40\xf9\x10\x02\0\x91");
        let relocs: Vec<_> = ldr.relocs(plt).iter().collect();
        let places: Vec<_> = relocs.iter().map(|reloc| (reloc.off, reloc.add)).collect();
        assert_eq!(places, [(0, 24), (4, 24), (8, 24)]);
        assert_eq!(relocs[2].kind, RelocType::ARM64_PCREL);
    }
}
