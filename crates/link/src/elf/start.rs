//! The first bytes of the file: its header, and what is behind it.
//!
//! Counterpart: cmd/link/internal/ld/elf.go (`asmbElf`).

use super::header::EHDR_SIZE;
use super::header::PHDR_SIZE;
use super::header::SHDR_SIZE;
use super::output::Finish;
use crate::error::Stop;
use crate::image::OutputFile;
use crate::system::ELF_HEADERS;
use crate::text::entry_address;

const ET_EXEC: u16 = 2;
const ET_DYN: u16 = 3;
impl Finish<'_, '_> {
    /// Writes the first bytes of the file.
    pub(super) fn write_start(&mut self, names: &[u32], out: &dyn OutputFile) -> Result<(), Stop> {
        let size = self.headers.phdrs.len() as u64 * PHDR_SIZE;
        self.headers.phdrs[0].filesz = size;
        self.headers.phdrs[0].memsz = size;
        if self.headers.shdrs.len() >= 0xffff {
            self.diag.error("too many ELF sections")?;
        }
        let mut start = self.file_header()?;
        for ph in &self.headers.phdrs {
            ph.write(&mut start);
        }
        self.headers.write_sections(names, &mut start);
        let pieces: usize = self.pieces.iter().map(|(_, bytes)| bytes.len()).sum();
        let used = start.len() + pieces;
        if used > ELF_HEADERS as usize {
            self.diag.error(format!(
                "ELFRESERVE too small: {used} > {ELF_HEADERS} with 1 text sections"
            ))?;
            return self.diag.error(format!(
                "HEADR too small: {used} > {ELF_HEADERS} with 1 text sections"
            ));
        }
        let at_start = [(0, start)];
        for (off, bytes) in at_start.iter().chain(&self.pieces) {
            out.write_at(*off, bytes);
        }
        Ok(())
    }

    fn file_header(&mut self) -> Result<Vec<u8>, Stop> {
        let entry = entry_address(self.input.ldr, self.input.options, self.diag)?;
        let (strings, _) = self.section(".shstrtab");
        let kind = if self.input.options.is_pie() {
            ET_DYN
        } else {
            ET_EXEC
        };
        let phdrs = self.headers.phdrs.len() as u64;
        let mut bytes = Vec::with_capacity(ELF_HEADERS as usize);
        bytes.extend(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0");
        bytes.extend(kind.to_le_bytes());
        bytes.extend(self.input.options.arch.elf_machine.to_le_bytes());
        bytes.extend(1u32.to_le_bytes());
        bytes.extend(entry.to_le_bytes());
        bytes.extend(EHDR_SIZE.to_le_bytes());
        bytes.extend((EHDR_SIZE + phdrs * PHDR_SIZE).to_le_bytes());
        bytes.extend(0u32.to_le_bytes());
        for half in [
            EHDR_SIZE as u16,
            PHDR_SIZE as u16,
            phdrs as u16,
            SHDR_SIZE as u16,
            self.headers.shdrs.len() as u16,
            self.headers.number_of(strings),
        ] {
            bytes.extend(half.to_le_bytes());
        }
        Ok(bytes)
    }
}
