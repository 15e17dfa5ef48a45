//! Trampolines: code between functions for calls that are too far for one instruction.
//!
//! Packages follow their imports, so most targets have an address when a call is examined. A call
//! to a later function, in another package, gets a trampoline in any case.
//! Counterpart: cmd/link/internal/ld/data.go (`trampoline`, `maxSizeTrampolines`),
//! cmd/link/internal/arm64/asm.go (`trampoline`, `gentramp`, `gentrampgot`).

use crate::error::Diagnostics;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::reloc::Reloc;
use crate::reloc::RelocType;

/// The size of a trampoline in bytes: three instructions.
const SIZE: i64 = 12;

/// Reach of a call in bytes, in both directions.
const REACH: i64 = 1 << 27;

/// Calls and jumps of host objects, which may lead to the procedure linkage table.
const ELF_JUMP26: RelocType = RelocType(RelocType::ELF + 282);
const ELF_CALL26: RelocType = RelocType(RelocType::ELF + 283);

/// Returns an upper bound for the size of the trampolines that a function needs.
pub(super) fn max_size(ldr: &Loader<'_>, sym: Sym) -> u64 {
    let relocs = ldr.relocs(sym);
    let calls = (0..relocs.len()).filter(|&at| relocs.kind(at).is_direct_call());
    calls.count() as u64 * SIZE.cast_unsigned()
}

/// Adds trampolines, and finds out which functions need them.
pub(super) struct Trampolines {
    /// All trampolines, in the order of their addresses.
    pub(super) list: Vec<Sym>,
    /// True if calls between packages have trampolines in any case (`-debugtramp=2`).
    pub(super) is_forced: bool,
    /// By library: true for package runtime and its imports.
    pub(super) in_runtime: Vec<bool>,
}

impl Trampolines {
    /// Redirects the calls of a function that are too far, or may be.
    pub(super) fn add(
        &mut self,
        ldr: &mut Loader<'_>,
        diag: &mut Diagnostics,
        sym: Sym,
    ) -> Result<(), Stop> {
        for index in 0..ldr.relocs(sym).len() {
            let kind = ldr.relocs(sym).kind(index);
            if kind.is_direct_call() || matches!(kind, ELF_JUMP26 | ELF_CALL26) {
                let reloc = ldr.relocs(sym).at(index);
                if self.may_be_far(ldr, sym, reloc.sym)
                    && let Some(text) = self.redirect(ldr, sym, index, reloc)?
                {
                    ldr.report(diag, sym, text)?;
                }
            }
        }
        Ok(())
    }

    fn may_be_far(&self, ldr: &Loader<'_>, sym: Sym, target: Sym) -> bool {
        let kind = ldr.kind(target);
        if !ldr.is_reachable(target) || kind == SymKind::Xxx {
            // A later pass reports it.
            return false;
        }
        if ldr.value(target) != 0 || matches!(kind, SymKind::DynImport | SymKind::UndefExt) {
            return true;
        }
        // Functions of a package are contiguous, and so are functions of package runtime with the
        // packages that it imports.
        let (Some(from), Some(to)) = (ldr.sym_lib(sym), ldr.sym_lib(target)) else {
            return true;
        };
        let in_runtime = |lib: u32| self.in_runtime.get(lib as usize) == Some(&true);
        let is_together = from == to && kind == ldr.kind(sym);
        !(is_together || in_runtime(from) && in_runtime(to))
    }

    /// Redirects a call if it is too far; returns the text of an error, if there is one.
    fn redirect(
        &mut self,
        ldr: &mut Loader<'_>,
        sym: Sym,
        index: usize,
        reloc: Reloc,
    ) -> Result<Option<String>, Stop> {
        if !matches!(reloc.kind, RelocType::CALLARM64 | ELF_JUMP26 | ELF_CALL26) {
            let reason = "trampoline called with non-jump reloc";
            return Err(Stop::Unsupported(reason.to_owned()));
        }
        let mut error = None;
        let address = ldr.value(reloc.sym);
        let from = ldr.value(sym) + i64::from(reloc.off);
        let is_near = |to: i64| (-REACH..REACH).contains(&(to - from));
        let (own, other) = (ldr.sym_lib(sym), ldr.sym_lib(reloc.sym));
        let is_forced = self.is_forced && (own.is_none() || own != other);
        if address != 0 && is_near(address + reloc.add) && !is_forced {
            return Ok(None);
        }
        let tramp = find(ldr, reloc, is_near);
        if ldr.kind(tramp) == SymKind::Xxx {
            let kind = ldr.kind(sym);
            let mut builder = ldr.update(tramp);
            builder.set_kind(kind).set(Attr::OnList, true);
            self.list.push(tramp);
            let (target, add) = (reloc.sym, reloc.add);
            if ldr.kind(target) == SymKind::DynImport {
                generate_by_table(ldr, tramp, target);
                if add != 0 {
                    let name = ldr.name_text(target);
                    error = Some(format!("nonzero addend for DYNIMPORT call: {name}+{add}"));
                }
            } else {
                generate(ldr, tramp, target, add);
            }
        }
        if let Some(reloc) = ldr.update(sym).relocs_mut().get_mut(index) {
            reloc.sym = tramp;
            // The trampoline adds it.
            reloc.add = 0;
        }
        Ok(error)
    }
}

/// Returns a trampoline to the target that the call reaches: one that has an address and is near,
/// or one that will be placed after the function.
fn find(ldr: &mut Loader<'_>, reloc: Reloc, is_near: impl Fn(i64) -> bool) -> Sym {
    let target = ldr.name(reloc.sym).to_vec();
    let version = ldr.version(reloc.sym);
    let sign = if reloc.add < 0 { '-' } else { '+' };
    let prefix = format!("{sign}{:x}-tramp", reloc.add.unsigned_abs());
    for number in 0.. {
        let name = [&*target, prefix.as_bytes(), number.to_string().as_bytes()].concat();
        let tramp = ldr.lookup_or_create(name, version);
        ldr.set(Attr::Reachable, tramp, true);
        if ldr.kind(tramp) == SymKind::DynImport {
            continue;
        }
        if target == b"runtime.deferreturn" {
            ldr.set(Attr::DeferReturnTramp, tramp, true);
        }
        let address = ldr.value(tramp);
        if address == 0 || is_near(address) {
            return tramp;
        }
    }
    Sym::NONE
}

fn set_code(ldr: &mut Loader<'_>, tramp: Sym, code: [u32; 3], reloc: Reloc) {
    let bytes: Vec<u8> = code.iter().flat_map(|word| word.to_le_bytes()).collect();
    let mut builder = ldr.update(tramp);
    builder.set_size(SIZE).set_data(bytes).add_reloc(reloc);
}

/// Fills a trampoline with a jump to a function.
fn generate(ldr: &mut Loader<'_>, tramp: Sym, target: Sym, add: i64) {
    // adrp x16, target; add x16, x16, offset; br x16
    let code = [0x9000_0010, 0x9100_0210, 0xd61f_0200];
    let reloc = Reloc {
        size: 8,
        kind: RelocType::ADDRARM64,
        add,
        sym: target,
        ..Reloc::default()
    };
    set_code(ldr, tramp, code, reloc);
}

/// Fills a trampoline with a jump to a function of a shared library, whose address is in
/// the global offset table.
fn generate_by_table(ldr: &mut Loader<'_>, tramp: Sym, target: Sym) {
    // adrp x16, entry; ldr x16, [x16, offset]; br x16
    let code = [0x9000_0010, 0xf940_0210, 0xd61f_0200];
    let reloc = Reloc {
        size: 8,
        kind: RelocType::ARM64_GOTPCREL,
        sym: target,
        ..Reloc::default()
    };
    set_code(ldr, tramp, code, reloc);
}
