//! The debug information of a dump: as the compiler has it, and as entries.
//!
//! Counterpart: cmd/compile/internal/dwarfgen.

use vamos_obj::AbstractEntry;
use vamos_obj::CodeRange;
use vamos_obj::FunctionDebug;
use vamos_obj::InlinedEntry;
use vamos_obj::Location;
use vamos_obj::LocationEntry;
use vamos_obj::Scope;
use vamos_obj::Subprogram;
use vamos_obj::SymId;
use vamos_obj::Variable;
use vamos_obj::abstract_entry;
use vamos_ssa::dump::Cursor;
use vamos_ssa::dump::DumpError;

use super::content::Content;
use super::replay::Replay;
use super::tables::Tables;

/// Entries of location lists of DWARF 5.
const BASE_ADDRESS_INDEX: u8 = 1;
const OFFSET_PAIR: u8 = 4;

/// The size of a place in DWARF 4.
const WORD: usize = 8;

/// Reads the debug information of a function.
pub(crate) fn function(
    content: &[u8],
    replay: &mut Replay,
    tables: &Tables,
) -> Result<FunctionDebug, DumpError> {
    let mut decoder = Decoder {
        cursor: Cursor::new(content),
        replay,
        tables,
    };
    let debug = FunctionDebug {
        used_types: decoder.list(Decoder::needed_sym)?,
        abstract_entry: decoder.sym()?,
        variables: decoder.list(Decoder::variable)?,
        scopes: decoder.list(Decoder::scope)?,
        inlined: decoder.list(Decoder::inlined)?,
    };
    decoder.cursor.finish()?;
    Ok(debug)
}

/// Reads a function that has inlined copies only; returns the symbol of the shared entry.
pub(crate) fn shared(
    content: &[u8],
    replay: &mut Replay,
    tables: &Tables,
) -> Result<(SymId, AbstractEntry), DumpError> {
    let release = replay.link.options.release;
    let mut decoder = Decoder {
        cursor: Cursor::new(content),
        replay,
        tables,
    };
    let sym = decoder.needed_sym()?;
    let name = decoder.cursor.text()?;
    let line = decoder.cursor.narrow()?;
    let is_external = decoder.cursor.uint()? == 1;
    let used_types = decoder.list(Decoder::needed_sym)?;
    let variables = decoder.list(Decoder::variable)?;
    decoder.cursor.finish()?;
    let function = Subprogram {
        name: &name,
        line,
        is_external,
    };
    let variables: Vec<&Variable> = variables.iter().collect();
    let entry = abstract_entry(release, function, &used_types, &variables);
    Ok((sym, entry))
}

/// Reads debug information.
struct Decoder<'a> {
    cursor: Cursor<'a>,
    replay: &'a mut Replay,
    tables: &'a Tables,
}

impl Decoder<'_> {
    fn list<T>(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<T, DumpError>,
    ) -> Result<Vec<T>, DumpError> {
        let len = self.cursor.count()?;
        (0..len).map(|_| item(self)).collect()
    }

    fn sym(&mut self) -> Result<Option<SymId>, DumpError> {
        self.replay.sym(self.cursor.uint()?, self.tables)
    }

    fn needed_sym(&mut self) -> Result<SymId, DumpError> {
        self.sym()?.ok_or(DumpError::Kind("symbol", 0))
    }

    fn number(&mut self) -> Result<u32, DumpError> {
        self.cursor.narrow()
    }

    fn range(&mut self) -> Result<CodeRange, DumpError> {
        Ok(CodeRange {
            start: self.cursor.uint()?,
            end: self.cursor.uint()?,
        })
    }

    fn scope(&mut self) -> Result<Scope, DumpError> {
        Ok(Scope {
            parent: u32::try_from(self.cursor.int()?).ok(),
            ranges: self.list(Self::range)?,
            variables: self.list(Self::number)?,
        })
    }

    fn inlined(&mut self) -> Result<InlinedEntry, DumpError> {
        Ok(InlinedEntry {
            abstract_entry: self.needed_sym()?,
            call: self.replay.pos(&mut self.cursor)?,
            ranges: self.list(Self::range)?,
            children: self.list(Self::number)?,
            is_root: self.cursor.uint()? == 1,
            variables: self.list(Self::number)?,
        })
    }

    fn variable(&mut self) -> Result<Variable, DumpError> {
        let name = self.cursor.text()?.into();
        let bits = self.cursor.uint()?;
        Ok(Variable {
            name,
            is_parameter: bits & 1 != 0,
            is_result: bits >> 1 & 1 != 0,
            is_in_abstract: bits >> 2 & 1 != 0,
            type_entry: self.needed_sym()?,
            dictionary_index: self.cursor.narrow()?,
            line: self.cursor.narrow()?,
            child_index: self.cursor.narrow_int()?,
            closure_offset: self.cursor.int()?,
            location: match self.cursor.uint()? {
                0 => Location::Unknown,
                1 => Location::Frame(self.cursor.narrow_int()?),
                2 => Location::List(locations(&Content::read(&mut self.cursor)?)?),
                other => return Err(DumpError::Kind("location", other)),
            },
        })
    }
}

/// Returns the entries of a location list.
fn locations(list: &Content) -> Result<Vec<LocationEntry>, DumpError> {
    match list.data.split_first() {
        Some((&BASE_ADDRESS_INDEX, rest)) => {
            let siz = list.relocs.first().map_or(0, |reloc| reloc.siz);
            pairs(rest.get(usize::from(siz)..).unwrap_or_default())
        }
        _ => words(list),
    }
}

/// Returns the entries of a location list of DWARF 5 after its base.
fn pairs(rest: &[u8]) -> Result<Vec<LocationEntry>, DumpError> {
    let mut entries = Vec::new();
    let mut cursor = Cursor::new(rest);
    while cursor.narrow::<u8>()? == OFFSET_PAIR {
        entries.push(LocationEntry {
            range: CodeRange {
                start: cursor.uint()?,
                end: cursor.uint()?,
            },
            expression: cursor.bytes()?.to_vec(),
        });
    }
    cursor.finish()?;
    Ok(entries)
}

/// Returns the entries of a location list of DWARF 4. A place is a number after a base, or else a
/// relocation.
fn words(list: &Content) -> Result<Vec<LocationEntry>, DumpError> {
    let mut at = 0;
    let mut entries = Vec::new();
    if list.data.starts_with(&[0xff; WORD]) {
        at = 2 * WORD;
    }
    loop {
        let [start, end] = [at, at + WORD].map(|at| word(list, at));
        let (start, end) = (start?, end?);
        at += 2 * WORD;
        if (start, end) == (0, 0) {
            return Ok(entries);
        }
        let len = list.data.get(at..at + 2).ok_or(DumpError::Truncated)?;
        let len = usize::from(len[0]) | usize::from(len[1]) << 8;
        at += 2;
        let expression = list.data.get(at..at + len).ok_or(DumpError::Truncated)?;
        at += len;
        entries.push(LocationEntry {
            range: CodeRange { start, end },
            expression: expression.to_vec(),
        });
    }
}

fn word(list: &Content, at: usize) -> Result<u64, DumpError> {
    let mut relocs = list.relocs.iter();
    if let Some(reloc) = relocs.find(|reloc| reloc.off as usize == at) {
        return Ok(reloc.add.cast_unsigned());
    }
    let bytes = list.data.get(at..at + WORD).ok_or(DumpError::Truncated)?;
    let bytes = bytes.iter().rev();
    Ok(bytes.fold(0, |word, byte| word << 8 | u64::from(*byte)))
}
