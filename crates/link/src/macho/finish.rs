//! The last pass: load commands, the last segment, and the signature.
//!
//! Counterpart: cmd/link/internal/ld/macho.go (`asmbMacho`, `doMachoLink`, `machowrite`).

use std::io;

use vamos_objfile::ReadAt;
use vamos_objfile::codesign;
use vamos_sched::Class;
use vamos_sched::Pool;

use super::Prepared;
use super::commands::Commands;
use super::commands::Part;
use super::is_signed;
use super::order::Table;
use super::segments::Segment;
use crate::arch::Family;
use crate::data::round_up;
use crate::error::Diagnostics;
use crate::error::Stop;
use crate::finish::Input;
use crate::image::OutputFile;
use crate::options::Options;
use crate::section::Layout;
use crate::section::SegmentId;
use crate::system::MACH_O_HEADERS;
use crate::text::entry_address;

/// The number at the start of the file.
const MAGIC: u32 = 0xfeed_facf;
/// The kind of file: an executable.
const EXECUTABLE: u32 = 2;

/// Flags of the file.
mod flag {
    pub(super) const NO_UNDEFINED: u32 = 1;
    pub(super) const DYLD_LINK: u32 = 4;
    pub(super) const PIE: u32 = 0x20_0000;
}

/// Protection bits of a segment.
const READ: u32 = 1;
const READ_WRITE: u32 = 3;
const READ_EXECUTE: u32 = 5;
const ALL: u32 = 7;
/// The segment is read-only once the dynamic linker has finished.
const READ_ONLY_LATER: u32 = 0x10;

/// The last segment.
#[derive(Default)]
struct LinkEdit {
    bytes: Vec<u8>,
    /// Offset in the file.
    start: u64,
    rebase: Part,
    bind: Part,
    syms: Part,
    numbers: Part,
    names: Part,
    signature: Part,
}

impl LinkEdit {
    fn add(&mut self, bytes: &[u8]) -> Part {
        let part = Part {
            start: self.start + self.bytes.len() as u64,
            size: bytes.len() as u64,
        };
        self.bytes.extend(bytes);
        part
    }

    /// Returns the size, with the signature, which is written later.
    fn size(&self) -> u64 {
        self.bytes.len() as u64 + self.signature.size
    }
}

/// Writes the load commands and the last segment into `out`, which has the content of all
/// others.
///
/// # Errors
/// The format has no room for the program, or there are too many errors.
pub(crate) fn finish(
    input: Input<'_, '_>,
    prepared: &Prepared,
    layout: &Layout,
    out: &dyn OutputFile,
    diag: &mut Diagnostics,
) -> Result<(), Stop> {
    let options = input.options;
    let edit = link_edit(input, prepared, layout)?;
    out.write_at(edit.start, &edit.bytes);
    let segments = segments(input, prepared, layout, &edit)?;
    // Upstream computes the entry for each half of its address, so an error appears twice.
    entry_address(input.ldr, options, diag)?;
    let entry = entry_address(input.ldr, options, diag)?.cast_unsigned();
    let base = layout.segment(SegmentId::Text).vaddr - MACH_O_HEADERS.cast_unsigned();
    let mut commands = Commands::default();
    commands.build_version(options);
    commands.entry(options, entry, base);
    if options.is_pie() {
        commands.dyld_info(edit.rebase, edit.bind);
    }
    let table = &prepared.table;
    let ends = [table.local, table.defined].map(|end| end as u32);
    commands.symbols(edit.syms, ends, edit.names, edit.numbers);
    commands.libraries(&prepared.libs);
    if !input.build_id.is_empty() {
        commands.uuid(input.build_id);
    }
    if is_signed(options) {
        commands.code_signature(edit.signature);
    }
    let header = header(options, table, &segments, &commands);
    if header.len() as i64 > MACH_O_HEADERS {
        return Err(Stop::Unsupported("long load commands".to_owned()));
    }
    out.write_at(0, &header);
    if is_signed(options) {
        sign(input.pool, out, layout, options, edit.signature)?;
    }
    Ok(())
}

/// Returns the file's first bytes.
fn header(options: &Options, table: &Table, segments: &[Segment], commands: &Commands) -> Vec<u8> {
    let segment_commands: Vec<u8> = segments.iter().flat_map(Segment::command).collect();
    let [processor, variant] = match options.arch.family {
        Family::Amd64 => [1 << 24 | 7, 3],
        Family::Arm64 => [1 << 24 | 12, 0],
    };
    let mut flags = 0;
    if table.defined == table.syms.len() {
        flags |= flag::NO_UNDEFINED;
    }
    if options.is_pie() {
        flags |= flag::PIE | flag::DYLD_LINK;
    }
    let count = segments.len() as u32 + commands.count;
    let size = (segment_commands.len() + commands.bytes.len()) as u32;
    let words = [MAGIC, processor, variant, EXECUTABLE, count, size, flags, 0];
    let words = words.iter().flat_map(|word: &u32| word.to_le_bytes());
    let mut out: Vec<u8> = words.collect();
    out.extend(segment_commands);
    out.extend(&commands.bytes);
    out
}

/// Makes the last segment.
fn link_edit(input: Input<'_, '_>, prepared: &Prepared, layout: &Layout) -> Result<LinkEdit, Stop> {
    let Input {
        ldr, options, pool, ..
    } = input;
    let round = options.round();
    let size = |id: SegmentId| layout.segment(id).file_len.cast_signed();
    let text = MACH_O_HEADERS + layout.segment(SegmentId::Text).length.cast_signed();
    let before = [SegmentId::RelRoData, SegmentId::Data, SegmentId::Dwarf];
    let before = before
        .map(|id| round_up(size(id), round))
        .iter()
        .sum::<i64>();
    let mut edit = LinkEdit {
        start: (round_up(text, round) + before).cast_unsigned(),
        ..LinkEdit::default()
    };
    if options.is_pie() {
        edit.rebase = edit.add(&prepared.rebase_table(ldr, layout, pool));
        edit.bind = edit.add(&prepared.bind_table(ldr, layout));
    }
    let symtab = prepared.symtab(ldr, pool, &section_numbers(layout))?;
    edit.syms = edit.add(&symtab.syms);
    let syms = &prepared.syms;
    edit.numbers = edit.add(ldr.data(syms.stub_numbers));
    edit.numbers.size += edit.add(ldr.data(syms.pointer_numbers)).size;
    let mut names = symtab.names;
    // The segment ends at a multiple of 16, for programs that sign it.
    let end = (edit.bytes.len() + names.len()).next_multiple_of(16);
    names.resize(end - edit.bytes.len(), 0);
    edit.names = edit.add(&names);
    if is_signed(options) {
        let start = edit.start + edit.bytes.len() as u64;
        let size = codesign::size(start);
        edit.signature = Part { start, size };
    }
    Ok(edit)
}

/// Returns the numbers that sections have in the file, by [`crate::section::SectionId`]; 0 for
/// none.
fn section_numbers(layout: &Layout) -> Vec<u8> {
    let ids = [SegmentId::Text, SegmentId::RelRoData, SegmentId::Data];
    let sections = ids.iter().flat_map(|&id| &layout.segment(id).sections);
    let mut numbers = vec![0; layout.sections.len()];
    for (number, &section) in (1..).zip(sections) {
        numbers[usize::from(section)] = number as u8;
    }
    numbers
}

/// Returns the segments.
fn segments(
    input: Input<'_, '_>,
    prepared: &Prepared,
    layout: &Layout,
    edit: &LinkEdit,
) -> Result<Vec<Segment>, Stop> {
    let options = input.options;
    let round = options.round();
    let stubs = (input.ldr.size(prepared.syms.stub_numbers) / 4) as u32;
    let text = layout.segment(SegmentId::Text);
    let base = text.vaddr - MACH_O_HEADERS.cast_unsigned();
    let size = round_up(MACH_O_HEADERS + text.length.cast_signed(), round).cast_unsigned();
    let mut segments = vec![
        Segment {
            name: "__PAGEZERO",
            size: base,
            ..Segment::default()
        },
        Segment {
            name: "__TEXT",
            address: base,
            size,
            file_size: size,
            protection: [ALL, READ_EXECUTE],
            ..Segment::default()
        },
    ];
    segments[1].add(layout, SegmentId::Text, stubs)?;
    let of = |id: SegmentId, name: &'static str, flags: u32| -> Result<Segment, Stop> {
        let segment = layout.segment(id);
        let mut out = Segment {
            name,
            address: segment.vaddr,
            size: segment.length,
            file_start: segment.file_off,
            file_size: segment.file_len,
            protection: [READ_WRITE; 2],
            flags,
            ..Segment::default()
        };
        out.add(layout, id, stubs)?;
        Ok(out)
    };
    if layout.segment(SegmentId::RelRoData).length > 0 {
        segments.push(of(SegmentId::RelRoData, "__DATA_CONST", READ_ONLY_LATER)?);
    }
    segments.push(of(SegmentId::Data, "__DATA", 0)?);
    if options.has_dwarf() {
        let mut debug = of(SegmentId::Dwarf, "__DWARF", 0)?;
        // It is not in memory.
        (debug.size, debug.protection) = (0, [0; 2]);
        segments.push(debug);
    }
    let data = layout.segment(SegmentId::Data);
    segments.push(Segment {
        name: "__LINKEDIT",
        address: round_up((data.vaddr + data.length).cast_signed(), round).cast_unsigned(),
        size: edit.size(),
        file_start: edit.start,
        file_size: edit.size(),
        protection: [READ; 2],
        ..Segment::default()
    });
    Ok(segments)
}

/// The file as it has been written so far.
struct Written<'w>(&'w dyn OutputFile);

impl ReadAt for Written<'_> {
    fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
        self.0.read_at(offset, bytes);
        Ok(bytes.len())
    }
}

/// Signs all that is before the signature.
fn sign(
    pool: &Pool,
    out: &dyn OutputFile,
    layout: &Layout,
    options: &Options,
    signature: Part,
) -> Result<(), Stop> {
    let text = MACH_O_HEADERS + layout.segment(SegmentId::Text).length.cast_signed();
    let signed = codesign::Signed {
        code_size: signature.start,
        text_offset: 0,
        text_size: round_up(text, options.round()).cast_unsigned(),
        is_main: true,
    };
    let failed = |error: io::Error| Stop::Unsupported(format!("the signature: {error}"));
    let parts = pool.map(Class::Cpu, &codesign::parts(&signed), |part| {
        codesign::hash_pages(part.clone(), &Written(out))
    });
    let mut hashes = Vec::new();
    for part in parts {
        hashes.extend(part.map_err(failed)?);
    }
    out.write_at(signature.start, &codesign::with_hashes(&signed, &hashes));
    Ok(())
}
