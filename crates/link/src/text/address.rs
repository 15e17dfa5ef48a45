//! Pass `textaddress`: the addresses of functions.
//!
//! Counterpart: cmd/link/internal/ld/data.go (`textaddress`, `assignAddress`).

use crate::context::Link;
use crate::error::Stop;
use crate::kind::SymKind;
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
    let mut place = Place {
        sect,
        align: align as u64,
        addr: start,
    };
    for at in 0..link.textp.len() {
        let sym = link.textp[at];
        place.assign(link, sym);
    }

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

/// Where the next function is placed.
struct Place {
    sect: SectionId,
    /// The smallest alignment of functions.
    align: u64,
    addr: u64,
}

impl Place {
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

fn round_up(addr: u64, align: u64) -> u64 {
    addr.next_multiple_of(align.max(1))
}
