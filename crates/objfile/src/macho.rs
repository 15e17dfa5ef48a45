//! The headers of a Mach-O file: segments, sections and raw load commands.
//!
//! Symbol tables and relocations must lie in the file but are not decoded: no caller needs them.
//! Counterpart: debug/macho/file.go (`NewFile`), debug/macho/fat.go, cmd/internal/macho.

use crate::read_at::Endian;
use crate::read_at::ReadAt;
use crate::read_at::ReadError;
use crate::read_at::Section;
use crate::read_at::read_exact;

const MAGIC32: u32 = 0xfeed_face;
const MAGIC64: u32 = 0xfeed_facf;
const LC_SEGMENT: u32 = 0x1;
/// The load command that points to the symbols.
pub(crate) const LC_SYMTAB: u32 = 0x2;
const LC_SEGMENT64: u32 = 0x19;
/// The load command that holds the UUID.
pub(crate) const LC_UUID: u32 = 0x1b;
/// The load command that points to the code signature.
pub(crate) const LC_CODE_SIGNATURE: u32 = 0x1d;
/// The file type of a main executable.
pub(crate) const MH_EXECUTE: u32 = 2;

/// Error of reading a Mach-O file.
#[derive(Debug)]
pub(crate) enum MachoError {
    /// The file ends early or cannot be read.
    Read(ReadError),
    /// A rule of the format is broken (`macho.FormatError`).
    Format {
        /// The rule, with the value that breaks it.
        rule: String,
        /// Offset of the record.
        offset: u64,
    },
}

impl From<ReadError> for MachoError {
    fn from(error: ReadError) -> Self {
        Self::Read(error)
    }
}

/// A load command as it is in the file.
#[derive(Debug)]
pub(crate) struct Load {
    pub(crate) cmd: u32,
    /// Offset of the command in the file.
    pub(crate) offset: u64,
    pub(crate) data: Vec<u8>,
}

/// A segment command.
#[derive(Debug)]
pub(crate) struct Segment {
    pub(crate) name: Vec<u8>,
    pub(crate) addr: u64,
    pub(crate) memsz: u64,
    pub(crate) offset: u64,
    pub(crate) filesz: u64,
    pub(crate) maxprot: u32,
    pub(crate) prot: u32,
}

/// A section of a segment.
#[derive(Debug)]
pub(crate) struct MachoSection {
    pub(crate) name: Vec<u8>,
    /// The name of the segment.
    pub(crate) segment: Vec<u8>,
    pub(crate) addr: u64,
    pub(crate) size: u64,
    pub(crate) offset: u32,
}

/// The headers of a Mach-O file.
#[derive(Debug)]
pub(crate) struct Macho {
    pub(crate) endian: Endian,
    /// True if addresses have 64 bits.
    pub(crate) wide: bool,
    /// The processor.
    pub(crate) cpu: u32,
    pub(crate) file_type: u32,
    pub(crate) loads: Vec<Load>,
    pub(crate) segments: Vec<Segment>,
    pub(crate) sections: Vec<MachoSection>,
}

fn format_error<T>(offset: u64, text: &str) -> Result<T, MachoError> {
    let rule = text.to_owned();
    Err(MachoError::Format { rule, offset })
}

fn c_string(data: &[u8]) -> Vec<u8> {
    let end = data.iter().position(|&byte| byte == 0);
    data[..end.unwrap_or(data.len())].to_vec()
}

/// Checks that a table is inside the file without reading all of it.
fn check_range(from: &dyn ReadAt, offset: u64, len: u64) -> Result<(), MachoError> {
    if len > 0 {
        read_exact(from, offset.saturating_add(len - 1), 1)?;
    }
    Ok(())
}

impl Macho {
    /// Reads the headers.
    pub(crate) fn parse(from: &dyn ReadAt) -> Result<Self, MachoError> {
        let ident = read_exact(from, 0, 4).map_err(|error| match error {
            ReadError::UnexpectedEof => ReadError::Eof,
            other => other,
        })?;
        let big = Endian::Big.u32(&ident, 0).unwrap_or_default();
        let little = Endian::Little.u32(&ident, 0).unwrap_or_default();
        let (endian, magic) = if big & !1 == MAGIC32 {
            (Endian::Big, big)
        } else if little & !1 == MAGIC32 {
            (Endian::Little, little)
        } else {
            return format_error(0, "invalid magic number");
        };
        let header = read_exact(from, 0, 28)?;
        let word = |at| endian.u32(&header, at).unwrap_or_default();
        let wide = magic == MAGIC64;
        let mut file = Self {
            endian,
            wide,
            cpu: word(4),
            file_type: word(12),
            loads: Vec::new(),
            segments: Vec::new(),
            sections: Vec::new(),
        };
        let start = if wide { 32 } else { 28 };
        let commands = read_exact(from, start, word(20).into())?;
        file.read_loads(from, wide, start, &commands, word(16))?;
        Ok(file)
    }

    fn read_loads(
        &mut self,
        from: &dyn ReadAt,
        wide: bool,
        start: u64,
        commands: &[u8],
        count: u32,
    ) -> Result<(), MachoError> {
        let endian = self.endian;
        let mut rest = commands;
        let mut offset = start;
        for _ in 0..count {
            let (Some(cmd), Some(size)) = (endian.u32(rest, 0), endian.u32(rest, 4)) else {
                return format_error(offset, "command block too small");
            };
            let size = usize::try_from(size).unwrap_or(usize::MAX);
            if size < 8 || size > rest.len() {
                return format_error(offset, "invalid command block size");
            }
            let (data, after) = rest.split_at(size);
            rest = after;
            let end = offset + size as u64;
            match cmd {
                LC_SEGMENT => self.read_segment(from, data, false, end)?,
                LC_SEGMENT64 => self.read_segment(from, data, true, end)?,
                LC_SYMTAB => check_symtab(from, endian, data, wide)?,
                _ => {}
            }
            self.loads.push(Load {
                cmd,
                offset,
                data: data.to_vec(),
            });
            offset = end;
        }
        Ok(())
    }

    fn read_segment(
        &mut self,
        from: &dyn ReadAt,
        data: &[u8],
        wide: bool,
        offset: u64,
    ) -> Result<(), MachoError> {
        let endian = self.endian;
        let (head, record) = if wide { (72, 80) } else { (56, 68) };
        if data.len() < head {
            return Err(ReadError::UnexpectedEof.into());
        }
        let word = |at| endian.u32(data, at).unwrap_or_default();
        let addr = |narrow_at, wide_at| {
            if wide {
                endian.u64(data, wide_at).unwrap_or_default()
            } else {
                word(narrow_at).into()
            }
        };
        let protection = if wide { 56 } else { 40 };
        let segment = Segment {
            name: c_string(&data[8..24]),
            addr: addr(24, 24),
            memsz: addr(28, 32),
            offset: addr(32, 40),
            filesz: addr(36, 48),
            maxprot: word(protection),
            prot: word(protection + 4),
        };
        let count = word(protection + 8);
        for index in 0..count {
            let at = usize::try_from(index).unwrap_or(usize::MAX);
            let section = at
                .checked_mul(record)
                .and_then(|at| data.get(head + at..)?.get(..record));
            let Some(section) = section else {
                // Like a read past the end: nothing left, or half a record.
                let rest = data.len() - head;
                let error = match rest % record {
                    0 => ReadError::Eof,
                    _ => ReadError::UnexpectedEof,
                };
                return Err(error.into());
            };
            self.read_section(from, section, wide)?;
        }
        if segment.offset > i64::MAX as u64 {
            let text = format!("invalid section offset '{}'", segment.offset);
            return format_error(offset, &text);
        }
        if segment.filesz > i64::MAX as u64 {
            let text = format!("invalid section file size '{}'", segment.filesz);
            return format_error(offset, &text);
        }
        self.segments.push(segment);
        Ok(())
    }

    fn read_section(
        &mut self,
        from: &dyn ReadAt,
        data: &[u8],
        wide: bool,
    ) -> Result<(), MachoError> {
        let endian = self.endian;
        let word = |at| endian.u32(data, at).unwrap_or_default();
        let (addr, size, tail) = if wide {
            let long = |at| endian.u64(data, at).unwrap_or_default();
            (long(32), long(40), 48)
        } else {
            (word(32).into(), word(36).into(), 40)
        };
        let (relocs_at, relocs) = (word(tail + 8), word(tail + 12));
        check_range(from, relocs_at.into(), u64::from(relocs) * 8)?;
        self.sections.push(MachoSection {
            name: c_string(&data[..16]),
            segment: c_string(&data[16..32]),
            addr,
            size,
            offset: word(tail),
        });
        Ok(())
    }

    /// Returns the first section of that name.
    pub(crate) fn section(&self, name: &str) -> Option<&MachoSection> {
        let name = name.as_bytes();
        self.sections.iter().find(|section| section.name == name)
    }

    /// Returns the first segment of that name.
    pub(crate) fn segment(&self, name: &str) -> Option<&Segment> {
        let name = name.as_bytes();
        self.segments.iter().find(|segment| segment.name == name)
    }

    /// Returns offset and size of the code signature (`codesign.FindCodeSigCmd`).
    pub(crate) fn code_signature(&self) -> Option<(u32, u32)> {
        let load = self
            .loads
            .iter()
            .find(|load| load.cmd == LC_CODE_SIGNATURE)?;
        let offset = self.endian.u32(&load.data, 8)?;
        Some((offset, self.endian.u32(&load.data, 12)?))
    }
}

fn check_symtab(
    from: &dyn ReadAt,
    endian: Endian,
    data: &[u8],
    wide: bool,
) -> Result<(), MachoError> {
    if data.len() < 24 {
        return Err(ReadError::UnexpectedEof.into());
    }
    let word = |at| u64::from(endian.u32(data, at).unwrap_or_default());
    check_range(from, word(16), word(20))?;
    check_range(from, word(8), word(12) * if wide { 16 } else { 12 })
}

/// Returns the range of the first image of a fat file, after checking all of them
/// (`macho.NewFatFile`).
pub(crate) fn first_fat_arch(from: &dyn ReadAt) -> Result<(u64, u64), MachoError> {
    let head = read_exact(from, 0, 8)?;
    if Endian::Big.u32(&head, 0) != Some(0xcafe_babe) {
        return format_error(0, "invalid magic number");
    }
    let count = Endian::Big.u32(&head, 4).unwrap_or_default();
    let mut first = None;
    let mut seen = Vec::new();
    for index in 0..u64::from(count) {
        let at = 8 + index * 20;
        let arch = read_exact(from, at, 20)?;
        let word = |at| u64::from(Endian::Big.u32(&arch, at).unwrap_or_default());
        let (base, len) = (word(8), word(12));
        let image = Macho::parse(&Section {
            inner: from,
            base,
            len,
        })?;
        if seen.contains(&arch[..8].to_vec()) {
            return format_error(at + 20, "duplicate architecture");
        }
        seen.push(arch[..8].to_vec());
        let (_, _, file_type) = *first.get_or_insert((base, len, image.file_type));
        if file_type != image.file_type {
            return format_error(at + 20, "Mach-O types do not match");
        }
    }
    match first {
        Some((base, len, _)) => Ok((base, len)),
        None => format_error(8, "file contains no images"),
    }
}
