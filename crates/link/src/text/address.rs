//! Pass `textaddress`: the addresses of functions.
//!
//! Counterpart: cmd/link/internal/ld/data.go (`textaddress`, `assignAddress`).

use super::order;
use super::trampoline;
use super::trampoline::Trampolines;
use crate::context::Link;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::section::SectionId;
use crate::section::SegmentId;

/// The smallest distance between functions, for the runtime's search by address
/// (`internal/abi.MINFUNC`).
const MIN_FUNC: u64 = 16;

/// Gives addresses to functions, in the order of [`Link::textp`] with FIPS code together.
pub(crate) fn textaddress(link: &mut Link<'_>) -> Result<(), Stop> {
    let align = link.options.func_align();
    let sect = link.layout.add(SegmentId::Text, ".text", 5);
    link.layout.section_mut(sect).align = align as i32;
    let ldr = &link.ldr;
    link.textp.sort_by_key(|&sym| ldr.kind(sym));

    let text = link.xdefine(b"runtime.text".as_slice(), SymKind::Text, 0);
    let etext = link.xdefine(b"runtime.etext".as_slice(), SymKind::TextEnd, 0);
    link.ldr.set_sect(text, sect);
    let start = round_up(link.options.text_addr().cast_unsigned(), align as u64);
    let mut textp = std::mem::take(&mut link.textp);
    let mut place = Place {
        sect,
        align: align as u64,
        start,
        addr: start,
    };
    if place.all(link, &textp).is_err() {
        place.addr = start;
        place.with_trampolines(link, &mut textp)?;
    }
    link.textp = textp;

    // The end mark does not share its address with what follows: some tools would take one
    // for the other.
    let section = link.layout.section_mut(sect);
    section.vaddr = start;
    section.length = place.addr - start + link.options.arch.min_lc as u64;
    link.ldr.set_sect(etext, sect);
    link.ldr.set_value(etext, place.addr.cast_signed());
    link.ldr.set_value(text, start.cast_signed());
    Ok(())
}

/// Functions are farther apart than a call reaches.
struct TooFar;

/// Where the next function is placed.
struct Place {
    sect: SectionId,
    /// The smallest alignment of functions.
    align: u64,
    start: u64,
    addr: u64,
}

impl Place {
    /// Gives addresses to all functions, as long as calls reach every one.
    fn all(&mut self, link: &mut Link<'_>, textp: &[Sym]) -> Result<(), TooFar> {
        let limit = link.options.tramp_limit().unwrap_or(u64::MAX);
        for &sym in textp {
            self.assign(link, sym);
            if self.addr - self.start >= limit {
                return Err(TooFar);
            }
        }
        Ok(())
    }

    /// Gives addresses to functions, with trampolines behind those that need them.
    fn with_trampolines(&mut self, link: &mut Link<'_>, textp: &mut Vec<Sym>) -> Result<(), Stop> {
        for &sym in &*textp {
            reset(&mut link.ldr, sym);
        }
        let mut trampolines = Trampolines {
            list: Vec::new(),
            is_forced: link.options.place.debug_tramp > 1,
            in_runtime: order::in_runtime(link),
        };
        let mut placed = 0;
        let mut package = None;
        for (at, &sym) in textp.iter().enumerate() {
            let lib = link.ldr.sym_lib(sym);
            if lib.is_some() && lib != package {
                package = lib;
                self.estimate(link, &textp[at..], lib);
            }
            reset(&mut link.ldr, sym);
            self.assign(link, sym);
            trampolines.add(link, sym)?;
            for &trampoline in &trampolines.list[placed..] {
                self.assign(link, trampoline);
            }
            placed = trampolines.list.len();
        }
        merge(&link.ldr, textp, &trampolines.list);
        Ok(())
    }

    /// Gives the functions of one package the addresses that they have if every call needs
    /// a trampoline, so that calls inside the package can be judged.
    fn estimate(&self, link: &mut Link<'_>, rest: &[Sym], lib: Option<u32>) {
        let mut place = Self { ..*self };
        for &sym in rest {
            if link.ldr.sym_lib(sym) != lib {
                break;
            }
            place.assign(link, sym);
            place.addr += trampoline::max_size(&link.ldr, sym);
        }
    }

    /// Gives the next address to a function and to the functions inside it.
    fn assign(&mut self, link: &mut Link<'_>, sym: Sym) {
        let ldr = &mut link.ldr;
        ldr.set_sect(sym, self.sect);
        if ldr.is_sub_symbol(sym) {
            return;
        }
        let align = (ldr.align(sym) as u64).max(self.align);
        self.addr = round_up(self.addr, align);
        let section = link.layout.section_mut(self.sect);
        section.align = section.align.max(align as i32);

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

/// Adds trampolines to the list of functions, in the order of addresses.
fn merge(ldr: &Loader<'_>, textp: &mut Vec<Sym>, trampolines: &[Sym]) {
    let mut rest = trampolines.iter().copied().peekable();
    let mut merged = Vec::with_capacity(textp.len() + trampolines.len());
    for &sym in &*textp {
        while let Some(trampoline) = rest.next_if(|&tramp| ldr.value(tramp) < ldr.value(sym)) {
            merged.push(trampoline);
        }
        merged.push(sym);
    }
    merged.extend(rest);
    *textp = merged;
}

fn round_up(addr: u64, align: u64) -> u64 {
    addr.next_multiple_of(align.max(1))
}
