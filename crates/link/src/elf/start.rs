//! The first bytes of the file: its header, and the notes after it.
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

const ET_REL: u16 = 1;
const ET_EXEC: u16 = 2;
const ET_DYN: u16 = 3;
impl Finish<'_, '_> {
    /// Writes the first bytes of the file.
    pub(super) fn write_start(&mut self, names: &[u32], out: &dyn OutputFile) -> Result<(), Stop> {
        let size = self.headers.phdrs.len() as u64 * PHDR_SIZE;
        if let Some(first) = self.headers.phdrs.first_mut() {
            (first.filesz, first.memsz) = (size, size);
        }
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
        let options = self.input.options;
        let is_object = options.is_object();
        let mut entry = 0;
        if !is_object {
            entry = entry_address(self.input.ldr, options, self.diag)?;
        }
        let (strings, _) = self.section(".shstrtab");
        let kind = match (is_object, options.is_pie()) {
            (true, _) => ET_REL,
            (false, true) => ET_DYN,
            (false, false) => ET_EXEC,
        };
        let (phdrs_at, phdr_size) = if is_object {
            (0, 0)
        } else {
            (EHDR_SIZE, PHDR_SIZE as u16)
        };
        let phdrs = self.headers.phdrs.len() as u64;
        let mut bytes = Vec::with_capacity(ELF_HEADERS as usize);
        bytes.extend(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0");
        bytes.extend(kind.to_le_bytes());
        bytes.extend(self.input.options.arch.elf_machine.to_le_bytes());
        bytes.extend(1u32.to_le_bytes());
        bytes.extend(entry.to_le_bytes());
        bytes.extend(phdrs_at.to_le_bytes());
        bytes.extend((EHDR_SIZE + phdrs * PHDR_SIZE).to_le_bytes());
        bytes.extend(0u32.to_le_bytes());
        for half in [
            EHDR_SIZE as u16,
            phdr_size,
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
