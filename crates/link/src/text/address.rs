//! Pass `textaddress`: the addresses of functions.
//!
//! Counterpart: cmd/link/internal/ld/data.go (`textaddress`, `assignAddress`).

use super::order::TextOrder;
use super::order::in_runtime;
use super::trampoline;
use super::trampoline::Trampolines;
use crate::error::Diagnostics;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::library::Libraries;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::options::Options;
use crate::section::Layout;
use crate::section::SectionId;
use crate::section::SegmentId;

/// The smallest distance between functions, for the runtime's search by address
/// (`internal/abi.MINFUNC`).
const MIN_FUNC: u64 = 16;

/// Gives addresses to functions, in the order of `order` with FIPS code together, and makes
/// their section; returns them in the order of their addresses, with trampolines.
///
/// # Errors
/// A call that is too far is of an unknown kind, or there are too many errors.
pub(crate) fn textaddress(
    ldr: &mut Loader<'_>,
    layout: &mut Layout,
    options: &Options,
    libs: &Libraries<'_>,
    order: &TextOrder,
    diag: &mut Diagnostics,
) -> Result<Vec<Sym>, Stop> {
    let align = options.func_align();
    let sect = layout.add(SegmentId::Text, ".text", 5);
    let mut funcs = order.funcs.clone();
    funcs.sort_by_key(|&sym| ldr.kind(sym));

    let text = ldr.xdefine(b"runtime.text".as_slice(), SymKind::Text, 0);
    let etext = ldr.xdefine(b"runtime.etext".as_slice(), SymKind::TextEnd, 0);
    ldr.set_sect(text, sect);
    let start = round_up(options.text_addr().cast_unsigned(), align as u64);
    let mut place = Cursor {
        sect,
        align: align as u64,
        largest_align: align as u64,
        start,
        addr: start,
    };
    let limit = options.tramp_limit().unwrap_or(u64::MAX);
    if place.all(ldr, &funcs, limit).is_err() {
        place.addr = start;
        let trampolines = Trampolines {
            list: Vec::new(),
            is_forced: options.place.debug_tramp > 1,
            in_runtime: in_runtime(options.profile, libs),
        };
        funcs = place.with_trampolines(ldr, &funcs, trampolines, diag)?;
    }

    // The end mark does not share its address with the following symbol: some tools would take one
    // for the other.
    let section = layout.section_mut(sect);
    section.align = place.largest_align as i32;
    section.vaddr = start;
    section.length = place.addr - start + options.arch.min_lc as u64;
    ldr.set_sect(etext, sect);
    ldr.set_value(etext, place.addr.cast_signed());
    ldr.set_value(text, start.cast_signed());
    Ok(funcs)
}

/// Functions are farther apart than a call reaches.
struct TooFar;

/// Position of the next function.
struct Cursor {
    sect: SectionId,
    /// The smallest alignment of functions.
    align: u64,
    /// The largest alignment of those that have a place.
    largest_align: u64,
    start: u64,
    addr: u64,
}

impl Cursor {
    /// Gives addresses to functions, as long as they are not `limit` bytes apart.
    fn all(&mut self, ldr: &mut Loader<'_>, funcs: &[Sym], limit: u64) -> Result<(), TooFar> {
        for &sym in funcs {
            self.assign(ldr, sym);
            if self.addr - self.start >= limit {
                return Err(TooFar);
            }
        }
        Ok(())
    }

    /// Gives addresses to functions, with trampolines after the functions that need them; returns
    /// all.
    fn with_trampolines(
        &mut self,
        ldr: &mut Loader<'_>,
        funcs: &[Sym],
        mut trampolines: Trampolines,
        diag: &mut Diagnostics,
    ) -> Result<Vec<Sym>, Stop> {
        for &sym in funcs {
            reset(ldr, sym);
        }
        let mut placed = 0;
        let mut package = None;
        for (at, &sym) in funcs.iter().enumerate() {
            let lib = ldr.sym_lib(sym);
            if lib.is_some() && lib != package {
                package = lib;
                self.estimate(ldr, &funcs[at..], lib);
            }
            reset(ldr, sym);
            self.assign(ldr, sym);
            trampolines.add(ldr, diag, sym)?;
            for &trampoline in &trampolines.list[placed..] {
                self.assign(ldr, trampoline);
            }
            placed = trampolines.list.len();
        }
        Ok(merge(ldr, funcs, &trampolines.list))
    }

    /// Gives the functions of one package the addresses that they have if every call needs
    /// a trampoline, so that calls inside the package can be judged.
    fn estimate(&self, ldr: &mut Loader<'_>, rest: &[Sym], lib: Option<u32>) {
        let mut place = Self { ..*self };
        for &sym in rest {
            if ldr.sym_lib(sym) != lib {
                break;
            }
            place.assign(ldr, sym);
            place.addr += trampoline::max_size(ldr, sym);
        }
    }

    /// Gives the next address to a function and to the functions inside it.
    fn assign(&mut self, ldr: &mut Loader<'_>, sym: Sym) {
        ldr.set_sect(sym, self.sect);
        if ldr.is_sub_symbol(sym) {
            return;
        }
        let align = (ldr.align(sym) as u64).max(self.align);
        self.addr = round_up(self.addr, align);
        self.largest_align = self.largest_align.max(align);

        ldr.set_value(sym, self.addr.cast_signed());
        let mut sub = ldr.sub(sym);
        while sub.is_some() {
            ldr.set_value(sub, ldr.value(sub) + self.addr.cast_signed());
            sub = ldr.sub(sub);
        }
        self.addr += ldr.size(sym).cast_unsigned().max(MIN_FUNC);
    }
}

/// Takes an address back; functions inside the function get their offsets.
fn reset(ldr: &mut Loader<'_>, sym: Sym) {
    if ldr.outer(sym).is_some() {
        return;
    }
    let address = ldr.value(sym);
    let mut sub = sym;
    while sub.is_some() {
        ldr.set_value(sub, ldr.value(sub) - address);
        sub = ldr.sub(sub);
    }
}

/// Returns functions and trampolines in the order of addresses.
fn merge(ldr: &Loader<'_>, funcs: &[Sym], trampolines: &[Sym]) -> Vec<Sym> {
    let mut rest = trampolines.iter().copied().peekable();
    let mut merged = Vec::with_capacity(funcs.len() + trampolines.len());
    for &sym in funcs {
        while let Some(trampoline) = rest.next_if(|&tramp| ldr.value(tramp) < ldr.value(sym)) {
            merged.push(trampoline);
        }
        merged.push(sym);
    }
    merged.extend(rest);
    merged
}

fn round_up(addr: u64, align: u64) -> u64 {
    addr.next_multiple_of(align.max(1))
}
