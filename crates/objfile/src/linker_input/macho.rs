//! Objects for macOS, alone or for several processors.
//!
//! Counterpart: cmd/go/internal/work/security.go (`checkLinkerObjectRegion`,
//! `checkMachOLinkerOption`).

use vamos_base::golang::os_str;
use vamos_base::golang::quote::quote;
use vamos_base::golang::quote::quote_bytes;

use super::InputError;
use super::LinkerInput;
use super::Region;
use super::error::is_lto_section;
use super::read_text;
use super::reject;
use super::reject_with;
use crate::elf::format_text;
use crate::macho::Macho;
use crate::macho::MachoError;
use crate::read_at::Endian;

/// The first word of a file for several processors.
pub(super) const MAGIC_FAT: u32 = 0xcafe_babe;
/// The command with arguments of the linker.
const LINKER_OPTION: u32 = 0x2d;
/// The commands of segments.
const SEGMENTS: [u32; 2] = [0x1, 0x19];
/// Segments with code of compilers.
const LTO_SEGMENTS: [&[u8]; 2] = [b"__LLVM", b"__GNU_LTO"];
/// Maximal number of processors for which a file has objects.
const MAX_IMAGES: u32 = 32;
/// The size of an entry of the table of objects.
const IMAGE: u64 = 20;

/// Reports whether a file starts with this word.
pub(super) fn is_magic(word: u32) -> bool {
    matches!(word, 0xfeed_face | 0xfeed_facf)
}

impl LinkerInput<'_> {
    pub(super) fn check_macho(&self, region: Region<'_>) -> Result<(), InputError> {
        let file = match Macho::parse(&region) {
            Ok(file) => file,
            Err(error) => {
                let text = match error {
                    MachoError::Read(error) => read_text(&error),
                    MachoError::Format { rule, offset } => format_text(&rule, offset),
                };
                return reject_with("invalid Mach-O object", format!(": {text}"));
            }
        };
        let mut segments = file.segments.iter();
        for load in &file.loads {
            if load.cmd == LINKER_OPTION {
                self.check_option(file.endian, &load.data)?;
            }
            if SEGMENTS.contains(&load.cmd)
                && let Some(segment) = segments.next()
                && LTO_SEGMENTS.contains(&segment.name.as_slice())
            {
                let name = quote_bytes(&segment.name);
                return reject(format!("disallowed LTO segment {name}"));
            }
        }
        for section in &file.sections {
            let is_lto = LTO_SEGMENTS.contains(&section.segment.as_slice());
            if is_lto || is_lto_section(&section.name) {
                let segment = os_str::decode_cow(&section.segment);
                let name = os_str::decode_cow(&section.name);
                return reject(format!("disallowed LTO section {segment},{name}"));
            }
        }
        Ok(())
    }

    /// Checks arguments of the linker: only names of libraries and frameworks are allowed.
    fn check_option(&self, endian: Endian, load: &[u8]) -> Result<(), InputError> {
        let disallowed = || reject("disallowed LC_LINKER_OPTION");
        let Some(count) = endian.u32(load, 8) else {
            return reject("malformed LC_LINKER_OPTION");
        };
        if !(1..=2).contains(&count) {
            return disallowed();
        }
        let mut rest = &load[12..];
        let mut words = Vec::new();
        for _ in 0..count {
            let end = rest.iter().position(|&byte| byte == 0);
            let Some(end) = end.filter(|end| *end > 0) else {
                return disallowed();
            };
            words.push(os_str::decode(&rest[..end]));
            rest = &rest[end + 1..];
        }
        if rest.iter().any(|&byte| byte != 0) {
            return disallowed();
        }
        if (self.allows_option)(&words) {
            return Ok(());
        }
        let words = quote(&words.join(" "));
        reject(format!("disallowed LC_LINKER_OPTION {words}"))
    }

    pub(super) fn check_fat(
        &self,
        region: Region<'_>,
        head: &[u8],
        depth: u32,
    ) -> Result<(), InputError> {
        let Some(count) = Endian::Big.u32(head, 4) else {
            return reject("truncated universal Mach-O header");
        };
        if !(1..=MAX_IMAGES).contains(&count) {
            return reject("invalid universal Mach-O arch count");
        }
        for index in 0..u64::from(count) {
            let Some(image) = region.bytes(8 + index * IMAGE, IMAGE) else {
                return reject("truncated universal Mach-O arch header");
            };
            let word = |at| u64::from(Endian::Big.u32(&image, at).unwrap_or_default());
            let (offset, size) = (word(8), word(12));
            if size == 0 || offset + size > region.len {
                return reject("invalid universal Mach-O slice bounds");
            }
            self.check_region(region.part(offset, size), depth + 1)?;
        }
        Ok(())
    }
}
