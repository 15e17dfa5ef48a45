//! 64-bit Arm: addresses and distances inside instructions.
//!
//! Counterpart: cmd/link/internal/arm64/asm.go (`archreloc`).

use super::Failures;
use super::PatchedSymbol;
use super::Relocator;
use super::failure::hex;
use crate::arch::PTR_SIZE;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::reloc::Reloc;
use crate::reloc::RelocType;
use crate::system::System;

/// The thread pointer points to two words, which thread-local variables follow.
const THREAD_HEAD: i64 = 2 * PTR_SIZE;

/// Returns the bits of an `ADRP` instruction for a distance in pages.
fn page_bits(distance: i64) -> i64 {
    let pages = distance >> 12;
    (pages & 3) << 29 | (pages >> 2 & 0x7ffff) << 5
}

/// Returns the bits of a load, store or addition for the offset in a page, in units of
/// `1 << shift` bytes.
fn offset_bits(distance: i64, shift: u32) -> i64 {
    ((distance & 0xfff) >> shift) << 10
}

/// Puts the bits of two instructions into their 8 bytes.
fn pair(raw: i64, first: i64, second: i64) -> i64 {
    raw | first | second << 32
}

impl Relocator<'_, '_> {
    /// Returns the value of a processor-specific relocation over `raw`; `None` if it is unknown.
    pub(super) fn arm64(
        &self,
        place: PatchedSymbol,
        reloc: &Reloc,
        raw: i64,
        failures: &mut Failures,
    ) -> Result<Option<i64>, Stop> {
        let mut at = At {
            relocator: self,
            place,
            failures,
            distance: self.page_distance(place, reloc),
        };
        let value = match reloc.kind {
            RelocType::ADDRARM64 | RelocType::ARM64_PCREL_LDST8 => at.address_pair(raw, 0),
            RelocType::ARM64_PCREL_LDST16 => at.address_pair(raw, 1),
            RelocType::ARM64_PCREL_LDST32 => at.address_pair(raw, 2),
            RelocType::ARM64_PCREL_LDST64 => at.address_pair(raw, 3),
            RelocType::ARM64_TLS_LE | RelocType::ARM64_TLS_IE
                if self.targets.system != System::Linux =>
            {
                let reason = "thread-local storage on this system";
                return Err(Stop::Unsupported(reason.to_owned()));
            }
            RelocType::ARM64_TLS_LE => at.tls_le(raw, self.ldr.value(reloc.sym)),
            RelocType::ARM64_TLS_IE => {
                if !self.targets.is_pie {
                    let name = self.ldr.name_text(place.sym);
                    return Err(Stop::Fatal(format!(
                        "cannot handle R_ARM64_TLS_IE (sym {name}) when linking internally"
                    )));
                }
                let offset = self.ldr.value(reloc.sym).wrapping_add(reloc.add);
                at.tls_ie(raw, offset)
            }
            RelocType::CALLARM64 => self.call(reloc, raw, &mut at),
            RelocType::ARM64_GOT => return Ok(at.got(raw)),
            RelocType::ARM64_PCREL => return Ok(at.host_pcrel(raw)),
            RelocType::ARM64_LDST8 => raw | offset_bits(at.distance, 0),
            RelocType::ARM64_LDST16 => at.load_store(raw, 1),
            RelocType::ARM64_LDST32 => at.load_store(raw, 2),
            RelocType::ARM64_LDST64 => at.load_store(raw, 3),
            RelocType::ARM64_LDST128 => at.load_store(raw, 4),
            _ => return Ok(None),
        };
        Ok(Some(value))
    }

    /// Returns the distance of the target from the page of the instruction.
    fn page_distance(&self, place: PatchedSymbol, reloc: &Reloc) -> i64 {
        let here = place.value.wrapping_add(i64::from(reloc.off));
        let target = self.ldr.value(reloc.sym).wrapping_add(reloc.add);
        target.wrapping_sub(here & !0xfff)
    }

    fn call(&self, reloc: &Reloc, raw: i64, at: &mut At<'_, '_, '_>) -> i64 {
        let target = match self.ldr.kind(reloc.sym) {
            SymKind::DynImport => self.targets.syms.plt,
            _ => reloc.sym,
        };
        let here = at.place.value.wrapping_add(i64::from(reloc.off));
        let target = self.ldr.value(target).wrapping_add(reloc.add);
        let distance = target.wrapping_sub(here);
        if !(-(1 << 27)..1 << 27).contains(&distance) {
            at.fail(format!(
                "program too large, call relocation distance = {distance}"
            ));
        }
        raw | (distance >> 2 & 0x03ff_ffff)
    }
}

/// A relocation under way.
struct At<'r, 'l, 'a> {
    relocator: &'r Relocator<'l, 'a>,
    place: PatchedSymbol,
    failures: &'r mut Failures,
    /// The distance of the target from the page of the instruction.
    distance: i64,
}

impl At<'_, '_, '_> {
    fn fail(&mut self, text: String) {
        self.relocator.fail(self.failures, self.place, text);
    }

    fn check_distance(&mut self) {
        let distance = self.distance;
        if !(-(1 << 32)..1 << 32).contains(&distance) {
            self.fail(format!(
                "program too large, address relocation distance = {distance}"
            ));
        }
    }

    /// Returns true if the low bits of the distance are zero.
    fn is_aligned(&self, shift: u32) -> bool {
        self.distance & ((1 << shift) - 1) == 0
    }

    fn address_pair(&mut self, raw: i64, shift: u32) -> i64 {
        self.check_distance();
        if !self.is_aligned(shift) {
            let (bits, low) = (8 << shift, self.distance & 0xfff);
            self.fail(format!(
                "offset for {bits}-bit load/store has unaligned value {low}"
            ));
        }
        let first = page_bits(self.distance);
        pair(raw, first, offset_bits(self.distance, shift))
    }

    fn load_store(&mut self, raw: i64, shift: u32) -> i64 {
        if !self.is_aligned(shift) {
            let (bits, distance) = (8 << shift, hex(self.distance));
            self.fail(format!(
                "invalid address: {distance} for relocation type: R_AARCH64_LDST{bits}_ABS_LO12_NC"
            ));
        }
        raw | offset_bits(self.distance, shift)
    }

    fn thread_offset(&mut self, offset: i64) -> i64 {
        let offset = offset.wrapping_add(THREAD_HEAD);
        // The limit is upstream's.
        if !(0..32678).contains(&offset) {
            self.fail(format!("TLS offset out of range {offset}"));
        }
        offset
    }

    fn tls_le(&mut self, raw: i64, offset: i64) -> i64 {
        raw | self.thread_offset(offset) << 5
    }

    /// Turns the load of an offset into two moves of a constant.
    fn tls_ie(&mut self, raw: i64, offset: i64) -> i64 {
        let offset = self.thread_offset(offset);
        if offset & 3 != 0 {
            let offset = hex(offset);
            self.fail(format!(
                "invalid address: {offset} for relocation type: R_AARCH64_TLSIE_LD64_GOTTPREL_LO12_NC"
            ));
        }
        let register = raw & 0x1f;
        let first = 0xd2a0_0000 | register | (offset >> 16 & 0xffff) << 5;
        let register = raw >> 32 & 0x1f;
        let second = 0xf280_0000 | register | (offset & 0xffff) << 5;
        pair(0, first, second)
    }

    fn got(&mut self, raw: i64) -> Option<i64> {
        if raw >> 24 & 0x9f == 0x90 {
            self.check_distance();
            return Some(raw | page_bits(self.distance));
        }
        if raw >> 24 == 0xf9 {
            if !self.is_aligned(3) {
                let distance = hex(self.distance);
                self.fail(format!(
                    "invalid address: {distance} for relocation type: R_AARCH64_LD64_GOT_LO12_NC"
                ));
            }
            return Some(raw | (self.distance & 0xfff) << 7);
        }
        self.fail(format!("unsupported instruction for {raw:x} R_GOTARM64"));
        None
    }

    fn host_pcrel(&mut self, raw: i64) -> Option<i64> {
        if raw >> 24 & 0x9f == 0x90 {
            self.check_distance();
            return Some(raw | page_bits(self.distance));
        }
        if raw >> 24 & 0x9f == 0x91 {
            return Some(raw | offset_bits(self.distance, 0));
        }
        if raw >> 24 & 0x3b == 0x39 {
            // The two upper bits are the size; a 128-bit load has another bit pattern.
            let shift = match (raw >> 30 & 3, raw >> 20 & 0x48) {
                (0, 0x48) => 4,
                (shift, _) => shift as u32,
            };
            if !self.is_aligned(shift) {
                let distance = hex(self.distance);
                self.fail(format!(
                    "invalid address: {distance} for relocation type: ARM64_RELOC_PAGEOFF12"
                ));
            }
            return Some(raw | offset_bits(self.distance, shift));
        }
        self.fail(format!("unsupported instruction for {raw:x} R_ARM64_PCREL"));
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_of_instructions() {
        // The distances that `adrp x0, 0x12345000; add x0, x0, #0x678` have.
        assert_eq!(page_bits(0x1234_5678), 1 << 29 | 0x48d1 << 5);
        assert_eq!(page_bits(-0x1000), 3 << 29 | 0x7ffff << 5);
        assert_eq!(offset_bits(0x1234_5678, 0), 0x678 << 10);
        assert_eq!(offset_bits(0x1234_5678, 3), 0xcf << 10);
        assert_eq!(pair(0x1100_0000_9000_0000, 1, 2), 0x1100_0002_9000_0001);
    }
}
