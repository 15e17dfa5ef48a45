//! The state of a parser: for the file, the line, the function and symbols.
//!
//! Counterpart: cmd/asm/internal/asm/parse.go (`Parser`).

use hashbrown::HashMap;
use vamos_obj::Addr;
use vamos_obj::Function;
use vamos_obj::ProgId;
use vamos_obj::ProgList;
use vamos_obj::Release;
use vamos_obj::SymId;
use vamos_objfile::goobj::escape_path;

use crate::lex::Token;
use crate::lex::Word;
use crate::machine::Meaning;
use crate::machine::Shape;
use crate::messages::Stop;

/// A line: its word, the suffixes, and where the operands are in [`LineState::tokens`].
pub(super) struct Line {
    pub(super) word: Word,
    pub(super) suffix: String,
    pub(super) operands: Vec<(usize, usize)>,
}

/// A branch to a label that was not defined yet.
pub(super) struct Patch {
    pub(super) prog: ProgId,
    /// The label is in the operand that is read.
    pub(super) is_from: bool,
    pub(super) label: Word,
    /// The number of functions before the branch's.
    pub(super) function: usize,
}

/// A line that is no instruction of the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Directive {
    Data,
    FuncData,
    Globl,
    PcData,
    PcAlign,
    Text,
}

impl Directive {
    /// Returns the directive of a word.
    pub(super) fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "DATA" => Self::Data,
            "FUNCDATA" => Self::FuncData,
            "GLOBL" => Self::Globl,
            "PCDATA" => Self::PcData,
            "PCALIGN" => Self::PcAlign,
            "TEXT" => Self::Text,
            _ => return None,
        })
    }
}

/// Properties of a word.
#[derive(Clone, Copy)]
pub(super) struct Facts {
    /// The meaning to the machine.
    pub(super) meaning: Meaning,
    /// The directive at the start of a line; `None` for an instruction.
    pub(super) directive: Option<Directive>,
    /// The use of operands by the opcode.
    pub(super) shape: Shape,
    /// True if the operand of an instruction is a label.
    pub(super) is_jump: bool,
}

/// The functions of a file.
#[derive(Default)]
pub(crate) struct Parsed {
    /// One function for each symbol: of several declarations the last.
    pub(crate) functions: Vec<Function>,
    /// The symbols in the order of their declarations.
    pub(crate) text: Vec<SymId>,
}

/// The state of the file: its errors, and the parts that were read.
pub(super) struct FileState {
    pub(super) has_error_limit: bool,
    /// The line that is read.
    pub(super) line_num: u32,
    /// The line of the last error.
    pub(super) error_line: u32,
    pub(super) error_count: usize,
    /// Set by the error that ends the run.
    pub(super) stop: Option<Stop>,
    /// True after the first token that is code.
    pub(super) saw_code: bool,
    /// The number of instructions before the current one.
    pub(super) pc: i64,
    /// The functions that are complete.
    pub(super) parsed: Parsed,
}

impl Default for FileState {
    fn default() -> Self {
        Self {
            has_error_limit: true,
            line_num: 0,
            error_line: 0,
            error_count: 0,
            stop: None,
            saw_code: false,
            pc: 0,
            parsed: Parsed::default(),
        }
    }
}

/// The state of the line: its operands' tokens, and the place in them.
#[derive(Default)]
pub(super) struct LineState {
    /// The tokens of all operands.
    pub(super) tokens: Vec<Token>,
    /// The bounds of the current operand, and the place in it.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) at: usize,
    /// The depth of the current expression.
    pub(super) depth: usize,
    /// True if the instruction is a jump.
    pub(super) is_jump: bool,
    /// The use of operands by the instruction.
    pub(super) shape: Shape,
    /// Room for the operands of a line as tokens and as operands, which lines share.
    pub(super) operands: Vec<(usize, usize)>,
    pub(super) addrs: Vec<Addr>,
}

/// The state of the function that is read.
#[derive(Default)]
pub(super) struct FunctionState {
    /// The function; `None` before the first.
    pub(super) sym: Option<SymId>,
    /// The number of functions before it.
    pub(super) number: usize,
    pub(super) progs: ProgList,
    /// Labels that the next instruction gets.
    pub(super) pending_labels: Vec<Word>,
    pub(super) labels: HashMap<Word, ProgId>,
    pub(super) to_patch: Vec<Patch>,
}

/// Properties of names.
pub(super) struct SymbolState {
    /// The properties of words, by number.
    pub(super) facts: Vec<Option<Facts>>,
    /// Symbols of words that are neither static nor have another ABI, by number.
    pub(super) plain: Vec<Option<SymId>>,
    /// True if the package may select ABIs.
    pub(super) allows_abi: bool,
    /// The package's path, as it begins the names of its symbols.
    pub(super) pkg_prefix: String,
    /// The end of the last DATA of each symbol.
    pub(super) data_ends: HashMap<Box<str>, i64>,
}

impl SymbolState {
    /// Returns the state at the start of a file of a package.
    pub(super) fn new(release: Release, pkgpath: &str) -> Self {
        Self {
            facts: Vec::new(),
            plain: Vec::new(),
            allows_abi: release.allows_abi(pkgpath),
            pkg_prefix: escape_path(pkgpath).into_owned(),
            data_ends: HashMap::new(),
        }
    }
}
