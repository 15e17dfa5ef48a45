//! The text of functions.
//!
//! Functions are shown on all processors, and written in order.
//! Counterpart: cmd/internal/disasm/disasm.go (`Disasm.Print`, `Disasm.Decode`).

use std::io::Write as _;

use vamos_base::golang::tabwriter::ESCAPE;
use vamos_base::golang::tabwriter::TabWriter;
use vamos_disasm::Processor;
use vamos_disasm::Symbols;
use vamos_objfile::program::Entry;
use vamos_objfile::program::LineCursor;
use vamos_objfile::program::Lines;
use vamos_objfile::program::Sym;
use vamos_sched::Class;
use vamos_sched::Pool;

use super::pattern::Pattern;
use super::source::Sources;

/// Minimum number of bytes of code that a thread shows at once.
const PORTION: u64 = 32 << 10;

/// Number of portions that are shown before they are written.
const ROUND: usize = 64;

/// Maximum mean number of times that a byte of code is shown.
const MOST_OVERLAP: u128 = 16;

/// An object, and the data that is needed to show its code.
pub(super) struct Disassembly<'a, 'e> {
    pub(super) entry: &'e Entry<'a>,
    /// By address.
    pub(super) symbols: Vec<Sym<'a>>,
    pub(super) lines: Lines<'a>,
    pub(super) text_start: u64,
    pub(super) text: &'a [u8],
    pub(super) processor: Processor,
}

/// Format of functions.
#[derive(Clone, Copy)]
pub(super) struct Style<'s> {
    pub(super) sources: Option<&'s Sources<'s>>,
    /// The syntax of the GNU tools is shown too.
    pub(super) gnu: bool,
    /// The first address that is shown, and the one after the last.
    pub(super) range: (u64, u64),
}

/// Output text, and buffers that are reused for each function.
struct Page<'l, 'a> {
    cursor: LineCursor<'l, 'a>,
    table: TabWriter,
    row: Vec<u8>,
    out: Vec<u8>,
}

impl Symbols for Disassembly<'_, '_> {
    fn find(&self, addr: u64) -> Option<(&[u8], u64)> {
        let next = self.symbols.partition_point(|sym| sym.addr <= addr);
        let sym = self.symbols.get(next.checked_sub(1)?)?;
        let end = sym.addr.wrapping_add(sym.size.cast_unsigned());
        (sym.addr != 0 && addr < end).then_some((&*sym.name, sym.addr))
    }
}

impl<'a> Disassembly<'a, '_> {
    /// Writes the functions that match `pattern` and overlap `range`. `None`, and nothing is
    /// written, if functions overlap as only in a hostile file.
    pub(super) fn print(
        &self,
        pattern: Option<&Pattern>,
        style: Style<'_>,
        pool: &Pool,
        write: &dyn Fn(&[u8]),
    ) -> Option<()> {
        let text_end = self.text_start.wrapping_add(self.text.len() as u64);
        let (start, end) = style.range;
        let (start, end) = (start.max(self.text_start), end.min(text_end));
        let is_shown = |sym: &&Sym<'_>| {
            let sym_end = sym.addr.wrapping_add(sym.size.cast_unsigned());
            matches!(sym.code, b'T' | b't')
                && sym.addr >= self.text_start
                && sym_end > start
                && sym.addr < end
                && pattern.is_none_or(|pattern| pattern.matches(&sym.name))
        };
        let shown: Vec<&Sym<'a>> = self.symbols.iter().filter(is_shown).collect();
        let size = |sym: &&Sym<'_>| u128::from(sym.size.unsigned_abs().min(self.text.len() as u64));
        let total: u128 = shown.iter().map(size).sum();
        if total > MOST_OVERLAP * (self.text.len() as u128 + u128::from(PORTION)) {
            return None;
        }
        let style = Style {
            range: (start, end),
            ..style
        };
        let portions = portions(&shown);
        let mut is_first = true;
        for round in portions.chunks(ROUND) {
            let texts = pool.map(Class::Cpu, round, |portion| self.portion(portion, &style));
            for text in texts {
                // A blank line is between functions.
                write(if is_first {
                    text.get(1..).unwrap_or_default()
                } else {
                    &text
                });
                is_first = false;
            }
        }
        Some(())
    }

    /// Returns the text of functions, each after a blank line.
    fn portion(&self, functions: &[&Sym<'a>], style: &Style<'_>) -> Vec<u8> {
        let mut page = Page {
            cursor: self.lines.cursor(),
            table: TabWriter::new(18, 8, 1),
            row: Vec::new(),
            out: Vec::new(),
        };
        for sym in functions {
            let file = page.cursor.position(sym.addr).file;
            page.out.extend_from_slice(b"\nTEXT ");
            page.out.extend_from_slice(&sym.name);
            page.out.extend_from_slice(b"(SB) ");
            page.out.extend_from_slice(file);
            page.out.push(b'\n');
            self.function(sym, style, &mut page);
        }
        page.out
    }

    fn function(&self, sym: &Sym<'a>, style: &Style<'_>, page: &mut Page<'_, 'a>) {
        let end = sym.addr.wrapping_add(sym.size.cast_unsigned());
        let end = end.min(style.range.1);
        let relocs = self.entry.relocs(sym);
        let mut relocs = relocs.iter().peekable();
        let code = self.code(end);
        let symbols: &dyn Symbols = self;
        let (mut pc, mut last, mut text) = (sym.addr, (&b""[..], 0), Vec::new());
        while pc < end {
            let at = (pc - self.text_start) as usize;
            let Some(rest) = code.get(at..) else {
                break;
            };
            text.clear();
            let processor = self.processor;
            let size = processor.instruction(rest, pc, symbols, style.gnu, &mut text);
            let position = page.cursor.position(pc);
            let mut separator = b'\t';
            while let Some(reloc) = relocs.next_if(|reloc| reloc.addr < (at + size) as u64) {
                text.push(separator);
                text.extend_from_slice(&reloc.text(pc - sym.addr));
                separator = b' ';
            }
            let row = &mut page.row;
            row.clear();
            if let Some(sources) = style.sources {
                if last != (position.file, position.line) {
                    source_line(sources, position.file, position.line, row);
                    last = (position.file, position.line);
                }
                let _ = write!(row, "  {pc:#x}\t");
            } else {
                row.extend_from_slice(b"  ");
                row.extend_from_slice(base(position.file));
                let _ = write!(row, ":{}\t{pc:#x}\t", position.line);
            }
            self.write_bytes(at, size, row);
            row.push(b'\t');
            row.extend_from_slice(&text);
            row.extend_from_slice(b"\t\n");
            page.table.write(row, &mut page.out);
            pc += size as u64;
        }
        page.table.flush(&mut page.out);
    }

    /// Returns the code up to an address.
    fn code(&self, end: u64) -> &'a [u8] {
        let size = usize::try_from(end.saturating_sub(self.text_start)).unwrap_or(usize::MAX);
        self.text.get(..size).unwrap_or(self.text)
    }

    /// Appends the bytes of an instruction.
    fn write_bytes(&self, at: usize, size: usize, out: &mut Vec<u8>) {
        let bytes = self.text.get(at..).unwrap_or_default();
        let bytes = &bytes[..size.min(bytes.len())];
        // Writing to memory cannot fail.
        if size.is_multiple_of(4) && !self.processor.shows_bytes() {
            for (index, word) in bytes.as_chunks().0.iter().enumerate() {
                let separator = if index > 0 { " " } else { "" };
                let _ = write!(out, "{separator}{:08x}", u32::from_le_bytes(*word));
            }
            return;
        }
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        for byte in bytes {
            out.push(DIGITS[usize::from(byte >> 4)]);
            out.push(DIGITS[usize::from(byte & 15)]);
        }
    }
}

/// Appends a source line, if its file can be read.
fn source_line(sources: &Sources<'_>, file: &[u8], line: i64, out: &mut Vec<u8>) {
    if let Some(line) = sources.line(file, line) {
        out.push(ESCAPE);
        out.extend_from_slice(line.text());
        out.extend_from_slice(&[ESCAPE, b'\n']);
    }
}

/// Returns the last element of a path, with slashes of any system.
fn base(path: &[u8]) -> &[u8] {
    let last = path.iter().rposition(|byte| matches!(byte, b'/' | b'\\'));
    &path[last.map_or(0, |last| last + 1)..]
}

/// Cuts a list of functions where enough code is together.
fn portions<'s, 'a>(functions: &'s [&'s Sym<'a>]) -> Vec<&'s [&'s Sym<'a>]> {
    let mut portions = Vec::new();
    let (mut start, mut size) = (0, 0_u64);
    for (index, function) in functions.iter().enumerate() {
        size = size.saturating_add(function.size.unsigned_abs());
        if size >= PORTION {
            portions.push(&functions[start..=index]);
            (start, size) = (index + 1, 0);
        }
    }
    if start < functions.len() {
        portions.push(&functions[start..]);
    }
    portions
}
