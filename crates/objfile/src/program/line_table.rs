//! The table of functions, files and lines in every Go program.
//!
//! Damaged data give upstream's results, which recovers from index errors: a line is -1, a file is
//! empty, and a list of functions that is damaged anywhere is empty.
//! Counterpart: debug/gosym/pclntab.go, debug/gosym/symtab.go (`Table.PCToLine`).

use super::pc_values::PcValues;
use crate::read_at::Endian;

/// The layout of a table; later ones are greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Version {
    Go12,
    Go116,
    Go118,
    Go120,
}

/// The source position of an instruction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position<'a> {
    /// The file; empty if it is not known.
    pub file: &'a [u8],
    /// The line.
    pub line: i64,
    /// The function; `None` if the address is in none.
    pub function: Option<&'a [u8]>,
}

/// The table of a program. It is empty if the program has none.
#[derive(Debug)]
pub struct LineTable<'a> {
    tables: Option<Tables<'a>>,
    functions: Vec<Function>,
    /// True if the functions are in order, so that an address is in one at most.
    is_sorted: bool,
}

#[derive(Clone, Copy, Debug)]
struct Function {
    entry: u64,
    end: u64,
    name: u32,
}

/// The parts of a table.
#[derive(Debug)]
struct Tables<'a> {
    version: Version,
    endian: Endian,
    quantum: u32,
    pointer: usize,
    text_start: u64,
    names: &'a [u8],
    units: &'a [u8],
    files: &'a [u8],
    values: &'a [u8],
    records: &'a [u8],
    functions: &'a [u8],
    count: usize,
}

impl<'a> Tables<'a> {
    /// Reads the header; `None` if it is unknown or damaged.
    fn parse(data: &'a [u8], text_start: u64) -> Option<Self> {
        let (quantum, pointer) = (*data.get(6)?, *data.get(7)?);
        let is_header = data.len() >= 16
            && data[4..6] == [0, 0]
            && matches!(quantum, 1 | 2 | 4)
            && matches!(pointer, 4 | 8);
        if !is_header {
            return None;
        }
        let version = |endian: Endian| match endian.u32(data, 0)? {
            0xffff_fffb => Some(Version::Go12),
            0xffff_fffa => Some(Version::Go116),
            0xffff_fff0 => Some(Version::Go118),
            0xffff_fff1 => Some(Version::Go120),
            _ => None,
        };
        let little = version(Endian::Little).map(|version| (version, Endian::Little));
        let big = || version(Endian::Big).map(|version| (version, Endian::Big));
        let (version, endian) = little.or_else(big)?;
        let mut tables = Self {
            version,
            endian,
            quantum: quantum.into(),
            pointer: pointer.into(),
            text_start,
            names: data,
            units: &[],
            files: &[],
            values: data,
            records: data,
            functions: &[],
            count: 0,
        };
        tables.cut(data)?;
        Some(tables)
    }

    /// Cuts the table into its parts.
    fn cut(&mut self, data: &'a [u8]) -> Option<()> {
        let (endian, pointer) = (self.endian, self.pointer);
        let word = |place: usize| pointer_at(endian, pointer, data, 8 + place * pointer);
        let part = |place: usize| data.get(usize::try_from(word(place)?).ok()?..);
        self.count = word(0)? as u32 as usize;
        let size = (self.count * 2 + 1).checked_mul(self.field_size())?;
        let functions = match self.version {
            Version::Go12 => data.get(8 + pointer..)?,
            _ => {
                let first = if self.version == Version::Go116 { 2 } else { 3 };
                self.names = part(first)?;
                self.units = part(first + 1)?;
                self.files = part(first + 2)?;
                self.values = part(first + 3)?;
                self.records = part(first + 4)?;
                self.records
            }
        };
        self.functions = functions.get(..size)?;
        if self.version == Version::Go12 {
            let files = endian.u32(functions, size)?;
            let files = data.get(files as usize..)?;
            let count = endian.u32(files, 0)?.wrapping_mul(4);
            self.files = files.get(..count as usize)?;
        }
        Some(())
    }

    /// Returns the size of a field of the list of functions.
    fn field_size(&self) -> usize {
        match self.version {
            Version::Go118 | Version::Go120 => 4,
            _ => self.pointer,
        }
    }

    fn field(&self, place: usize) -> Option<u64> {
        let size = self.field_size();
        pointer_at(self.endian, size, self.functions, place.checked_mul(size)?)
    }

    /// Returns the address of a function, or of the end of the last one.
    fn address(&self, index: usize) -> Option<u64> {
        let address = self.field(2 * index)?;
        Some(match self.version {
            Version::Go118 | Version::Go120 => address.wrapping_add(self.text_start),
            _ => address,
        })
    }

    fn record(&self, index: usize) -> Option<Record<'_, 'a>> {
        let offset = usize::try_from(self.field(2 * index + 1)?).ok()?;
        let data = self.records.get(offset..)?;
        Some(Record { tables: self, data })
    }

    /// Returns all functions; `None` if anything is damaged.
    fn functions(&self) -> Option<Vec<Function>> {
        let last_zero = self.names.iter().rposition(|byte| *byte == 0);
        let mut functions = Vec::with_capacity(self.count);
        for index in 0..self.count {
            let (entry, end) = (self.address(index)?, self.address(index + 1)?);
            let record = self.record(index)?;
            // Upstream reads the place of deferred returns too.
            record.field(3)?;
            let name = record.field(1)?;
            if name as usize > last_zero? {
                return None;
            }
            functions.push(Function { entry, end, name });
        }
        Some(functions)
    }

    /// Returns the index of the function that covers an address, by the list of addresses.
    fn find(&self, pc: u64) -> Option<usize> {
        if pc < self.address(0)? || pc >= self.address(self.count)? {
            return None;
        }
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.address(middle)? > pc {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low.checked_sub(1)
    }

    fn string(&self, table: &'a [u8], offset: u32) -> Option<&'a [u8]> {
        let rest = table.get(offset as usize..)?;
        let end = rest.iter().position(|byte| *byte == 0)?;
        Some(&rest[..end])
    }

    /// Returns the name of a file by its number in a function's table.
    fn file(&self, record: &Record<'_, 'a>, number: i32) -> Option<&'a [u8]> {
        if self.version == Version::Go12 {
            if number <= 0 {
                return None;
            }
            let at = (number as u32).wrapping_mul(4) as usize;
            return self.string(self.records, self.endian.u32(self.files, at)?);
        }
        let number = u32::try_from(number).ok()?;
        let at = record.field(8)?.wrapping_add(number).wrapping_mul(4);
        match self.endian.u32(self.units, at as usize)? {
            u32::MAX => None,
            offset => self.string(self.files, offset),
        }
    }
}

/// The table's record of one function.
struct Record<'t, 'a> {
    tables: &'t Tables<'a>,
    data: &'a [u8],
}

impl Record<'_, '_> {
    fn field(&self, place: usize) -> Option<u32> {
        let first = self.tables.field_size();
        self.tables.endian.u32(self.data, first + (place - 1) * 4)
    }

    fn entry(&self) -> Option<u64> {
        let tables = self.tables;
        Some(match tables.version {
            Version::Go118 | Version::Go120 => {
                u64::from(tables.endian.u32(self.data, 0)?).wrapping_add(tables.text_start)
            }
            _ => pointer_at(tables.endian, tables.pointer, self.data, 0)?,
        })
    }
}

fn pointer_at(endian: Endian, size: usize, data: &[u8], at: usize) -> Option<u64> {
    match size {
        4 => endian.u32(data, at).map(u64::from),
        _ => endian.u64(data, at),
    }
}

impl<'a> LineTable<'a> {
    /// Reads a table. Addresses are counted from `text_start`, the address of `runtime.text`.
    pub fn new(data: &'a [u8], text_start: u64) -> Self {
        let tables = Tables::parse(data, text_start);
        let functions = tables.as_ref().and_then(Tables::functions);
        let functions = functions.unwrap_or_default();
        Self {
            is_sorted: functions.iter().all(|one| one.entry <= one.end),
            functions,
            tables,
        }
    }

    /// Starts to look positions up.
    pub fn cursor(&self) -> Cursor<'_, 'a> {
        Cursor {
            table: self,
            current: None,
        }
    }

    /// Returns the function that an address is in, found as upstream finds it.
    fn function(&self, pc: u64) -> Option<Function> {
        let mut functions = &self.functions[..];
        while !functions.is_empty() {
            let middle = functions.len() / 2;
            let function = functions[middle];
            if pc < function.entry {
                functions = &functions[..middle];
            } else if pc < function.end {
                return Some(function);
            } else {
                functions = &functions[middle + 1..];
            }
        }
        None
    }
}

/// Looks positions up; cheap for addresses that grow.
pub struct Cursor<'l, 'a> {
    table: &'l LineTable<'a>,
    current: Option<Current<'l, 'a>>,
}

/// The function of the last position.
struct Current<'l, 'a> {
    function: Function,
    name: &'a [u8],
    record: Option<Record<'l, 'a>>,
    files: Option<PcValues<'a>>,
    lines: Option<PcValues<'a>>,
    /// The last file, by its number.
    file: (i32, &'a [u8]),
}

impl<'l, 'a> Cursor<'l, 'a> {
    /// Returns the source position of the instruction at an address.
    pub fn position(&mut self, pc: u64) -> Position<'a> {
        let is_current = |current: &Current<'_, '_>| {
            let function = current.function;
            self.table.is_sorted && function.entry <= pc && pc < function.end
        };
        if !self.current.as_ref().is_some_and(is_current) {
            self.current = self.start(pc);
        }
        let (Some(tables), Some(current)) = (&self.table.tables, &mut self.current) else {
            return Position::default();
        };
        Position {
            file: current.file(tables, pc),
            line: current.line(pc),
            function: Some(current.name),
        }
    }

    fn start(&self, pc: u64) -> Option<Current<'l, 'a>> {
        let tables = self.table.tables.as_ref()?;
        let function = self.table.function(pc)?;
        let name = tables.string(tables.names, function.name);
        let record = tables.find(pc).and_then(|index| tables.record(index));
        let values = |place: usize| {
            let record = record.as_ref()?;
            let table = tables.values.get(record.field(place)? as usize..)?;
            let size = function.end.saturating_sub(function.entry);
            let entry = record.entry()?;
            Some(PcValues::new(table, entry, size, tables.quantum))
        };
        Some(Current {
            function,
            name: name.unwrap_or_default(),
            files: values(5),
            lines: values(6),
            record,
            file: (-1, &[]),
        })
    }
}

impl<'a> Current<'_, 'a> {
    fn file(&mut self, tables: &Tables<'a>, pc: u64) -> &'a [u8] {
        let number = self.files.as_mut().and_then(|files| files.at(pc));
        let number = number.unwrap_or(-1);
        if self.file.0 != number {
            let record = self.record.as_ref();
            let file = record.and_then(|record| tables.file(record, number));
            self.file = (number, file.unwrap_or_default());
        }
        self.file.1
    }

    fn line(&mut self, pc: u64) -> i64 {
        let line = self.lines.as_mut().and_then(|lines| lines.at(pc));
        line.unwrap_or(-1).into()
    }
}
