//! Checks of files for the C linker: they are objects or archives, and request nothing of the
//! linker.
//!
//! A linker takes a text file for a script of commands, and objects may contain flags for it, or
//! code of compilers that it loads plug-ins for.
//! Counterpart: cmd/go/internal/work/security.go (`checkLinkerInputFile`,
//! `checkLinkerObjectRegion`).

mod archive;
mod big_archive;
mod coff;
mod directives;
mod error;
mod import_object;
mod macho;
mod others;

use crate::elf::Elf;
use crate::elf::ElfError;
use crate::elf::format_text;
use crate::read_at::ReadAt;
use crate::read_at::ReadError;
use crate::read_at::Section;
use crate::read_at::read_exact;

pub use error::InputError;
use error::reject;
use error::reject_with;

/// Archives and universal files are not nested deeper.
const MAX_DEPTH: u32 = 4;

/// Number of bytes at the beginning that identify a file.
const HEAD: usize = 64;

/// A file and its properties.
pub struct LinkerInput<'a> {
    /// The content.
    pub content: &'a dyn ReadAt,
    /// The size of the content, in bytes.
    pub size: u64,
    /// True for an object that a package has besides its sources (`.syso`): it must be an object.
    pub is_syso: bool,
    /// True if a text that is shown with the errors contains the word `disallowed`.
    pub shows_disallowed: bool,
    /// Reports whether a Mach-O object may have these words as arguments of the linker.
    pub allows_option: &'a dyn Fn(&[String]) -> bool,
}

impl LinkerInput<'_> {
    /// Checks the file.
    pub fn check(&self) -> Result<(), InputError> {
        let whole = Region {
            from: self.content,
            base: 0,
            len: self.size,
        };
        self.check_region(whole, 0)
    }

    fn check_region(&self, region: Region<'_>, depth: u32) -> Result<(), InputError> {
        if depth > MAX_DEPTH {
            return reject("nested archive/fat object too deep");
        }
        let head = region.head();
        let [b0, b1, b2, b3, ..] = head[..] else {
            return reject("invalid object file");
        };
        if head.starts_with(b"!<arch>\n") {
            return self.check_archive(region, depth);
        }
        if head.starts_with(b"<bigaf>\n") {
            return self.check_big_archive(region, depth);
        }
        if !self.is_syso && head.starts_with(&[0, 0, 0xff, 0xff, 0, 0]) {
            return import_object::check(region);
        }
        if let Some(kind) = coff::kind(&head, self.is_syso) {
            return coff::check(region, &head, kind);
        }
        let magic = [b0, b1, b2, b3];
        let (little, big) = (u32::from_le_bytes(magic), u32::from_be_bytes(magic));
        if macho::is_magic(little) || macho::is_magic(big) {
            return self.check_macho(region);
        }
        if big == macho::MAGIC_FAT {
            return self.check_fat(region, &head, depth);
        }
        if magic == *b"\x7fELF" {
            return check_elf(region);
        }
        if others::is_xcoff([b0, b1]) {
            return others::check_xcoff(region);
        }
        if others::is_plan9(big) {
            return others::check_plan9(region, big);
        }
        if head.starts_with(b"\0asm\x01\0\0\0") {
            return Ok(());
        }
        reject_with("invalid linker input file", " (unrecognized binary format)")
    }
}

/// A part of a file.
#[derive(Clone, Copy)]
struct Region<'a> {
    from: &'a dyn ReadAt,
    base: u64,
    len: u64,
}

impl Region<'_> {
    /// Returns the part at an offset, which must be inside.
    fn part(&self, offset: u64, len: u64) -> Self {
        Self {
            base: self.base.saturating_add(offset),
            len,
            ..*self
        }
    }

    /// Returns the first bytes, as far as there are any.
    fn head(&self) -> Vec<u8> {
        let mut head = vec![0; HEAD];
        let count = self.read_at(&mut head, 0).unwrap_or_default();
        head.truncate(count);
        head
    }

    /// Returns the bytes at an offset, if the file has all of them.
    fn bytes(&self, offset: u64, len: u64) -> Option<Vec<u8>> {
        self.exact(offset, len).ok()
    }

    /// Returns the bytes at an offset.
    fn exact(&self, offset: u64, len: u64) -> Result<Vec<u8>, ReadError> {
        read_exact(self, offset, len)
    }
}

impl ReadAt for Region<'_> {
    fn read_at(&self, buf: &mut [u8], offset: u64) -> std::io::Result<usize> {
        let section = Section {
            inner: self.from,
            base: self.base,
            len: self.len,
        };
        section.read_at(buf, offset)
    }
}

/// Returns Go's text for a read that failed.
fn read_text(error: &ReadError) -> String {
    match error {
        ReadError::Eof => "EOF".to_owned(),
        ReadError::UnexpectedEof => "unexpected EOF".to_owned(),
        ReadError::Io(error) => error.to_string(),
    }
}

/// Returns the number of a decimal text with spaces around it; `None` for other texts and for
/// negative numbers.
fn decimal(text: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(text).ok()?.trim();
    let digits = text.strip_prefix('+').unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number: i64 = digits.parse().ok().filter(|_| is_number)?;
    u64::try_from(number).ok()
}

/// Types of sections for LLVM's linker flags, and for its own code.
mod section_type {
    pub(super) const LINKER_OPTIONS: u32 = 0x6fff_4c01;
    pub(super) const DEPENDENT_LIBRARIES: u32 = 0x6fff_4c04;
    pub(super) const LTO: u32 = 0x6fff_4c0c;
}

fn check_elf(region: Region<'_>) -> Result<(), InputError> {
    const RELOCATABLE: Option<u16> = Some(1);
    let elf = Elf::parse(&region).map_err(|error| {
        let text = match error {
            ElfError::Read(error) => read_text(&error),
            ElfError::Format { rule, offset } => format_text(&rule, offset),
        };
        InputError::new("invalid ELF object", format!(": {text}"))
    })?;
    let kind = region
        .bytes(16, 2)
        .and_then(|kind| elf.endian.u16(&kind, 0));
    if kind == RELOCATABLE && elf.sections.is_empty() {
        return reject("ELF relocatable object missing section headers");
    }
    for section in &elf.sections {
        match section.kind {
            section_type::LINKER_OPTIONS | section_type::DEPENDENT_LIBRARIES => {
                return reject("disallowed ELF embedded linker options section");
            }
            section_type::LTO => return reject("disallowed LLVM LTO section"),
            _ => error::check_section(&section.name)?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
