//! The parts of an executable, as data.
//!
//! Counterpart: debug/elf (`Section`, `Symbol`), cmd/internal/objfile (`Sym`).

/// A section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its name.
    pub name: String,
    /// Its address in memory.
    pub addr: u64,
    /// Its size in memory.
    pub size: u64,
    /// Offset in the file.
    pub offset: u64,
    /// Size in the file in bytes; zero if it is all zeros.
    pub file_size: u64,
    /// True if it is in memory when the program runs.
    pub is_loaded: bool,
    /// True if it has machine code.
    pub is_code: bool,
}

/// A function or a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// Its name in the form of the linker.
    pub name: String,
    /// Its address.
    pub addr: u64,
    /// Size in bytes.
    pub size: u64,
    /// The section that it begins in, by place.
    pub section: usize,
}

/// A part of a table that describes one function, package or type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// Index of the table's section.
    pub section: usize,
    /// Address of the part.
    pub addr: u64,
    /// Size in bytes.
    pub size: u64,
    /// The described function, package or type.
    pub of: ShareOf,
}

/// The function, package or type that a part of a table describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShareOf {
    /// Index of a function among the symbols.
    Function(usize),
    /// Index of a package's import path among the names.
    Package(usize),
    /// Index of a type's name, with its package, among the names.
    Type(usize),
}

/// Source of the symbols.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The symbol table.
    SymbolTable,
    /// The table of functions that every Go program has: there is no symbol table.
    FunctionTable,
}

/// The parts of an executable.
#[derive(Clone, Debug)]
pub struct Parts {
    /// Offset and length of the file header and the tables of headers.
    pub headers: Vec<(u64, u64)>,
    /// The sections.
    pub sections: Vec<Section>,
    /// All symbols that have a size.
    pub symbols: Vec<Symbol>,
    /// Parts of the line tables, stack maps and debug information by function, package or type;
    /// empty if they are damaged.
    pub shares: Vec<Share>,
    /// Names that shares refer to.
    pub names: Vec<String>,
    /// Source of the symbols.
    pub source: Source,
    /// The addresses of Go's code, first and end, if that was recorded: C code is outside.
    pub go_code: Option<(u64, u64)>,
    /// The import path of the main package; empty if that was not recorded.
    pub main_package: String,
    /// The main module, if it was recorded, and all others, by path.
    pub modules: Vec<String>,
}
