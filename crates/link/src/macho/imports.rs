//! Search for the work of the dynamic linker: addresses that depend on the position of the program,
//! and references to functions and variables of libraries, which go through stubs and pointers.
//!
//! Counterpart: cmd/link/internal/ld/data.go (`dynrelocsym`), go.go (`AddGotSym`),
//! cmd/link/internal/amd64/asm.go and arm64/asm.go (`adddynrel`, `addpltsym`; Mach-O part).

use vamos_sched::Pool;

use super::Prepared;
use crate::arch::Family;
use crate::dynreloc;
use crate::dynreloc::Importing;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::options::Options;
use crate::reloc::Reloc;
use crate::reloc::RelocType;

/// The instruction that loads from memory, and the one that takes an address.
const MOV: u8 = 0x8b;
const LEA: u8 = 0x8d;

/// Relocations found by a task.
#[derive(Default)]
struct ImportRelocs {
    /// Addresses, by symbol and offset.
    rebases: Vec<(Sym, i32)>,
    /// References to imports, with the index of the relocation.
    imports: Vec<(Sym, usize, Reloc)>,
}

/// Scans the relocations of all symbols in `lists`, in order, and makes the stubs and pointers.
///
/// # Errors
/// A relocation is unknown.
pub(super) fn scan(
    prepared: &mut Prepared,
    ldr: &mut Loader<'_>,
    options: &Options,
    pool: &Pool,
    lists: &[&[Sym]],
) -> Result<(), Stop> {
    let importing = Importing::new(ldr);
    let is_pie = options.is_pie();
    let found = dynreloc::collect(pool, lists, |sym, found| {
        let may_import = importing.may_import(ldr, sym);
        if may_import || is_pie {
            collect(ldr, is_pie, may_import, sym, found);
        }
    });
    for ImportRelocs { rebases, imports } in found {
        prepared.rebases.extend(rebases);
        for (sym, index, reloc) in imports {
            prepared.import(ldr, options, (sym, index, reloc))?;
        }
    }
    Ok(())
}

/// Collects the relocations of a symbol that matter.
fn collect(ldr: &Loader<'_>, is_pie: bool, may_import: bool, sym: Sym, found: &mut ImportRelocs) {
    let relocs = ldr.relocs(sym);
    for index in 0..relocs.len() {
        let is_address = relocs.kind(index) == RelocType::ADDR;
        if !may_import && !is_address {
            continue;
        }
        let reloc = relocs.at(index);
        if reloc.is_marker() || reloc.weak && !ldr.is_reachable(reloc.sym) {
            continue;
        }
        let is_import =
            may_import && reloc.sym.is_some() && ldr.kind(reloc.sym) == SymKind::DynImport;
        if is_import && !(is_address && is_pie && !ldr.profile.mach_o.binds_data) {
            found.imports.push((sym, index, reloc));
        } else if is_address && is_pie {
            found.rebases.push((sym, reloc.off));
        }
    }
}

impl Prepared {
    /// Makes a reference to an import one to a stub or a pointer.
    fn import(
        &mut self,
        ldr: &mut Loader<'_>,
        options: &Options,
        (sym, index, reloc): (Sym, usize, Reloc),
    ) -> Result<(), Stop> {
        let target = reloc.sym;
        let unsupported = || {
            let (from, to) = (ldr.name_text(sym), ldr.name_text(target));
            let kind = reloc.kind.0;
            let text = format!("dynamic relocation {kind} from {from} to {to}");
            Err(Stop::Unsupported(text))
        };
        if !self.table.numbers.contains_key(&target) || !ldr.is_reachable(target) {
            return unsupported();
        }
        let is_text = ldr.kind(sym).is_text();
        let mut changed = reloc;
        match reloc.kind {
            RelocType::CALL | RelocType::CALLARM64 if reloc.add == 0 => {
                (changed.sym, changed.add) = (self.syms.stubs, self.stub(ldr, options, target));
            }
            RelocType::PCREL if is_text && reloc.add == 0 => {
                let at = usize::try_from(reloc.off)
                    .ok()
                    .and_then(|off| off.checked_sub(2));
                let data = ldr.data(sym);
                let Some(at) = at.filter(|&at| data.get(at) == Some(&LEA)) else {
                    return unsupported();
                };
                let mut data = data.to_vec();
                data[at] = MOV;
                ldr.update(sym).set_data(data);
                (changed.sym, changed.add) =
                    (self.syms.pointers, self.pointer(ldr, options, target));
            }
            RelocType::ADDRARM64 if is_text && reloc.add == 0 => {
                let Some(data) = load_instead(ldr.data(sym), reloc.off) else {
                    return unsupported();
                };
                ldr.update(sym).set_data(data);
                changed.kind = RelocType::ARM64_PCREL_LDST64;
                (changed.sym, changed.add) =
                    (self.syms.pointers, self.pointer(ldr, options, target));
            }
            RelocType::ADDR if !is_text && options.is_pie() => {
                self.binds.push((sym, i64::from(reloc.off), target));
                return Ok(());
            }
            _ => return unsupported(),
        }
        if let Some(reloc) = ldr.update(sym).relocs_mut().get_mut(index) {
            *reloc = changed;
        }
        Ok(())
    }

    /// Returns the offset of the pointer to an import, which is made at its first use.
    fn pointer(&mut self, ldr: &mut Loader<'_>, options: &Options, target: Sym) -> i64 {
        if let Some(&offset) = ldr.extra.got.get(&target) {
            return i64::from(offset);
        }
        let offset = ldr.size(self.syms.pointers);
        ldr.extra.got.insert(target, offset as i32);
        ldr.update(self.syms.pointers).add_u64(0);
        let number = self.table.numbers.get(&target).copied().unwrap_or_default();
        ldr.update(self.syms.pointer_numbers).add_u32(number);
        if options.is_pie() {
            self.binds.push((self.syms.pointers, offset, target));
        }
        offset
    }

    /// Returns the offset of the stub that jumps to an import, which is made at its first use.
    fn stub(&mut self, ldr: &mut Loader<'_>, options: &Options, target: Sym) -> i64 {
        if let Some(&offset) = ldr.extra.plt.get(&target) {
            return i64::from(offset);
        }
        let pointer = self.pointer(ldr, options, target);
        let number = self.table.numbers.get(&target).copied().unwrap_or_default();
        ldr.update(self.syms.stub_numbers).add_u32(number);
        let offset = ldr.size(self.syms.stubs);
        ldr.extra.plt.insert(target, offset as i32);
        let pointers = self.syms.pointers;
        let family = ldr.arch.family;
        let mut stubs = ldr.update(self.syms.stubs);
        match family {
            Family::Amd64 => {
                // jmpq *pointer(IP)
                stubs.add_bytes(&[0xff, 0x25]);
                stubs.add_pc_rel_plus(pointers, pointer);
            }
            Family::Arm64 => {
                // adrp x16, pointer; ldr x17, [x16, pointer]; br x17
                for (at, instruction) in [(0, 0x9000_0010), (4, 0xf940_0211)] {
                    stubs.add_u32(instruction);
                    stubs.add_reloc(Reloc {
                        off: (offset + at) as i32,
                        size: 4,
                        kind: RelocType::ARM64_GOT,
                        weak: false,
                        add: pointer,
                        sym: pointers,
                    });
                }
                stubs.add_u32(0xd61f_0220);
            }
        }
        offset
    }
}

/// Returns the code of a function with `adrp, ldr` in place of `adrp, add` at an offset; `None` if
/// there are other instructions.
fn load_instead(code: &[u8], off: i32) -> Option<Vec<u8>> {
    const ADD: u32 = 0x91;
    const LDR: u32 = 0xf9 << 24 | 1 << 22;
    let at = usize::try_from(off).ok()?.checked_add(4)?;
    let instruction = u32::from_le_bytes(*code.get(at..)?.first_chunk()?);
    if instruction >> 24 != ADD {
        return None;
    }
    let mut code = code.to_vec();
    let instruction = LDR | instruction & ((1 << 22) - 1);
    code[at..at + 4].copy_from_slice(&instruction.to_le_bytes());
    Some(code)
}

#[cfg(test)]
mod tests {
    use super::load_instead;

    #[test]
    fn addresses_become_loads() {
        // adrp x0, 0; add x0, x0, #8
        let code = [0x9000_0000_u32, 0x9100_2000]
            .map(u32::to_le_bytes)
            .concat();
        let want = [0x9000_0000_u32, 0xf940_2000]
            .map(u32::to_le_bytes)
            .concat();
        assert_eq!(load_instead(&code, 0), Some(want));
        assert_eq!(load_instead(&code, 4), None);
        assert_eq!(load_instead(&code, -4), None);
    }
}
