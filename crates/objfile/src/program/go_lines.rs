//! Files and lines of a Go object.
//!
//! Counterpart: cmd/internal/objfile/goobj.go (`PCToLine`).

use super::line_table::Position;
use super::pc_values::PcValues;

/// The processors of Go, and the size of their shortest instruction.
const PROCESSORS: [(&str, u32); 14] = [
    ("386", 1),
    ("amd64", 1),
    ("arm", 4),
    ("arm64", 4),
    ("loong64", 4),
    ("mips", 4),
    ("mips64", 4),
    ("mips64le", 4),
    ("mipsle", 4),
    ("ppc64", 4),
    ("ppc64le", 4),
    ("riscv64", 2),
    ("s390x", 2),
    ("wasm", 1),
];

/// Files and lines of an object.
pub struct GoLines<'a> {
    /// `None` for an unknown processor: no position is known then.
    quantum: Option<u32>,
    files: Vec<&'a [u8]>,
    /// In the order of the object.
    functions: Vec<Function<'a>>,
    /// True if the functions are in order and do not overlap.
    is_sorted: bool,
}

struct Function<'a> {
    start: u64,
    size: u64,
    name: &'a [u8],
    /// The tables of files and lines.
    values: [&'a [u8]; 2],
}

impl<'a> GoLines<'a> {
    pub(super) fn new(goarch: &str, files: Vec<&'a [u8]>) -> Self {
        let known = PROCESSORS.iter().find(|(name, _)| *name == goarch);
        Self {
            quantum: known.map(|(_, quantum)| *quantum),
            files,
            functions: Vec::new(),
            is_sorted: true,
        }
    }

    /// Adds a function with its tables of files and lines.
    pub(super) fn add(&mut self, start: u64, size: u64, name: &'a [u8], values: [&'a [u8]; 2]) {
        if size == 0 {
            return;
        }
        let last = self.functions.last();
        self.is_sorted &= last.is_none_or(|last| last.start + last.size <= start);
        self.functions.push(Function {
            start,
            size,
            name,
            values,
        });
    }

    /// Returns the source position of the instruction at an address.
    pub(super) fn position(&self, pc: u64) -> Position<'a> {
        let (Some(quantum), Some(function)) = (self.quantum, self.function(pc)) else {
            return Position::default();
        };
        let value = |table| {
            let mut values = PcValues::new(table, 0, function.size, quantum);
            values.at(pc - function.start)
        };
        let [files, lines] = function.values;
        let file = value(files).and_then(|file| usize::try_from(file).ok());
        Position {
            file: file
                .and_then(|file| self.files.get(file))
                .copied()
                .unwrap_or_default(),
            line: value(lines).unwrap_or(-1).into(),
            function: Some(function.name),
        }
    }

    fn function(&self, pc: u64) -> Option<&Function<'a>> {
        let is_inside = |one: &&Function<'_>| one.start <= pc && pc - one.start < one.size;
        if !self.is_sorted {
            return self.functions.iter().find(is_inside);
        }
        let next = self.functions.partition_point(|one| one.start <= pc);
        let function = self.functions.get(next.checked_sub(1)?);
        function.filter(is_inside)
    }
}
