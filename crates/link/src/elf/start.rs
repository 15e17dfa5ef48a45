//! The first bytes of the file: its header, and what is behind it.
//!
//! Counterpart: cmd/link/internal/ld/elf.go (`asmbElf`), lib.go (`Entryvalue`).

use vamos_base::golang::quote::quote;

use super::header::EHDR_SIZE;
use super::header::PHDR_SIZE;
use super::header::SHDR_SIZE;
use super::output::Finish;
use crate::error::Diagnostics;
use crate::error::Stop;
use crate::image::OutputFile;
use crate::kind::SymKind;
use crate::loader::ABI0;
use crate::loader::Loader;
use crate::options::HEADER_SIZE;
use crate::options::Options;

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
        if used > HEADER_SIZE as usize {
            self.diag.error(format!(
                "ELFRESERVE too small: {used} > {HEADER_SIZE} with 1 text sections"
            ))?;
            return self.diag.error(format!(
                "HEADR too small: {used} > {HEADER_SIZE} with 1 text sections"
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
        let mut bytes = Vec::with_capacity(HEADER_SIZE as usize);
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

/// Returns the address at which the program starts.
fn entry_address(ldr: &Loader<'_>, options: &Options, diag: &mut Diagnostics) -> Result<i64, Stop> {
    let name = options.entry();
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        return Err(Stop::Unsupported("-E with a number".to_owned()));
    }
    let sym = ldr.lookup(name.as_bytes(), ABI0);
    if sym.is_none() {
        let text = format!("missing entry symbol {}", quote(&name));
        diag.error(text)?;
        return Ok(0);
    }
    let kind = ldr.kind(sym);
    if kind == SymKind::Xxx {
        return Ok(options.text_addr());
    }
    if !kind.is_text() {
        diag.error(format!("{name}: entry not text"))?;
    }
    Ok(ldr.value(sym))
}
