//! The results of a function, compared with those of the SDK's assembler.
//!
//! Counterpart: none.

use vamos_obj::FunctionInfo;
use vamos_obj::Printer;
use vamos_obj::Scratch;
use vamos_obj::SymId;
use vamos_obj::SymbolView;
use vamos_obj::assemble_in_place;
use vamos_ssa::dump::Cursor;
use vamos_ssa::dump::DumpError;

use super::content::Comparer;
use super::content::Content;
use super::content::bytes;
use super::content::unequal;
use super::function;
use super::replay::Replay;
use super::tables::Facts;
use super::tables::Tables;

/// A function, and its results by the SDK's assembler.
pub(crate) struct Dumped<'a> {
    pub(crate) function: &'a [u8],
    pub(crate) result: &'a [u8],
}

impl Dumped<'_> {
    /// Returns the first difference of the function's results in the object.
    pub(crate) fn difference(
        &self,
        replay: &mut Replay,
        tables: &Tables,
    ) -> Result<Option<String>, DumpError> {
        let number = function::symbol(self.function)?;
        let Some(sym) = replay.sym(number, tables)? else {
            return Ok(None);
        };
        let mut comparison = Comparison {
            symbols: Comparer { replay, tables },
            sym,
            cursor: Cursor::new(self.result),
        };
        let Some(mut text) = comparison.first()? else {
            return Ok(None);
        };
        if let Some(offset) = text.code_offset {
            text.message += &instruction(self.function, offset, replay, tables)?;
        }
        let name = &replay.link.symbols[sym].name;
        Ok(Some(format!("{name}: {}", text.message)))
    }
}

/// Returns the instruction at an offset, by assembling the function again.
fn instruction(
    content: &[u8],
    offset: usize,
    replay: &mut Replay,
    tables: &Tables,
) -> Result<String, DumpError> {
    let mut function = function::read(content, replay, tables)?;
    let frozen = replay.link.frozen();
    let _ = assemble_in_place(&frozen, &mut function, &mut Scratch::default());
    let printer = Printer {
        arch: frozen.arch,
        positions: frozen.positions,
        symbols: SymbolView::new(frozen.symbols, &[]),
        func: Some(&function),
    };
    let progs = function.progs.list(function.text);
    let before = progs.filter(|prog| function.progs[*prog].pc <= offset as i64);
    let texts = before.map(|prog| printer.prog(prog));
    let texts: Vec<String> = texts.collect();
    let near = &texts[texts.len().saturating_sub(3)..];
    Ok(format!("\n    {}", near.join("\n    ")))
}

/// A difference.
struct Difference {
    message: String,
    /// The place, if it is in the code.
    code_offset: Option<usize>,
}

/// The comparison of a function.
struct Comparison<'a> {
    symbols: Comparer<'a>,
    sym: SymId,
    /// The SDK's results.
    cursor: Cursor<'a>,
}

impl Comparison<'_> {
    fn first(&mut self) -> Result<Option<Difference>, DumpError> {
        let facts = Facts::read(&mut self.cursor)?;
        let code = Content::read(&mut self.cursor)?;
        let symbol = &self.symbols.replay.link.symbols[self.sym];
        if let Some((offset, message)) = bytes("code", &symbol.data, &code.data) {
            return Ok(Some(Difference {
                message,
                code_offset: Some(offset),
            }));
        }
        let message = match self.symbols.content("code", self.sym, &code) {
            None => self.tables(facts)?,
            message => message,
        };
        Ok(message.map(|message| Difference {
            message,
            code_offset: None,
        }))
    }

    /// Compares facts and tables.
    fn tables(&mut self, theirs: Facts) -> Result<Option<String>, DumpError> {
        let link = &self.symbols.replay.link;
        let symbol = &link.symbols[self.sym];
        let Some(func) = link.func(self.sym) else {
            return Ok(Some("no function".to_owned()));
        };
        let facts = [
            i64::from(func.facts.args),
            i64::from(func.facts.locals),
            i64::from(func.facts.align),
            i64::from(func.facts.func_flag),
        ];
        let want = [
            self.cursor.int()?,
            self.cursor.int()?,
            self.cursor.narrow()?,
            self.cursor.narrow()?,
        ];
        let ours = Facts::of(symbol.kind, symbol.attributes);
        let mut found = unequal("facts of the symbol", &ours, &theirs);
        found = found.or_else(|| unequal("args, locals, align, flags", &facts, &want));
        found = found.or(self.pc_tables(func)?);
        if found.is_some() {
            return Ok(found);
        }
        found = self.inlined_calls(func)?;
        for _ in 0..self.cursor.count()? {
            let table = self.cursor.uint()?;
            let want = Content::read(&mut self.cursor)?;
            found = found.or_else(|| match self.symbols.replay.known(table) {
                Some(table) => self.symbols.content("jump table", table, &want),
                None => Some("no jump table".to_owned()),
            });
        }
        let lines = Content::read(&mut self.cursor)?;
        if let Some(sym) = func.dwarf_lines {
            found = found.or_else(|| self.symbols.content("lines", sym, &lines));
        }
        self.cursor.clone().finish()?;
        Ok(found)
    }

    fn pc_tables(&mut self, func: &FunctionInfo) -> Result<Option<String>, DumpError> {
        let pcln = &func.pcln;
        let mut found = None;
        let named = [
            ("pcsp", pcln.pcsp),
            ("pcfile", pcln.pcfile),
            ("pcline", pcln.pcline),
            ("pcinline", pcln.pcinline),
        ];
        for (name, sym) in named {
            let want = self.cursor.bytes()?;
            found = found.or_else(|| self.table(name, sym, want));
        }
        let pcdata = self.cursor.list(|cursor| Ok(cursor.bytes()?.to_vec()))?;
        found = found.or_else(|| unequal("number of pcdata", &pcln.pcdata.len(), &pcdata.len()));
        for (number, (sym, want)) in pcln.pcdata.iter().zip(&pcdata).enumerate() {
            found = found.or_else(|| self.table(&format!("pcdata {number}"), Some(*sym), want));
        }
        let want = self.cursor.list(Cursor::uint)?;
        let want: Vec<String> = want
            .iter()
            .map(|sym| self.symbols.tables.text(*sym))
            .collect();
        let ours = pcln.funcdata.iter().map(|sym| self.symbols.name(*sym));
        let ours: Vec<String> = ours.collect();
        found = found.or_else(|| unequal("funcdata", &ours, &want));
        let want = self.cursor.list(Cursor::narrow)?;
        Ok(found.or_else(|| unequal("files", &pcln.used_files, &want)))
    }

    fn table(&self, name: &str, sym: Option<SymId>, want: &[u8]) -> Option<String> {
        let ours = sym.map_or(&[][..], |sym| &self.symbols.replay.link.symbols[sym].data);
        bytes(name, ours, want).map(|(_, message)| message)
    }

    fn inlined_calls(&mut self, func: &FunctionInfo) -> Result<Option<String>, DumpError> {
        let count = self.cursor.count()?;
        let calls = &func.pcln.inl_tree;
        let mut found = unequal("number of inlined calls", &calls.len(), &count);
        for at in 0..count {
            let parent = u32::try_from(self.cursor.int()?).ok();
            let (_base, packed) = (self.cursor.uint()?, self.cursor.narrow::<u32>()?);
            let want = (
                parent,
                packed >> 12,
                self.symbols.tables.text(self.cursor.uint()?),
                self.cursor.text()?,
                self.cursor.narrow_int::<i32>()?,
            );
            if let Some(call) = calls.get(at) {
                let func = self.symbols.name(Some(call.func));
                let line = call.pos.line();
                let ours = (
                    call.parent,
                    line,
                    func,
                    call.name.to_string(),
                    call.parent_pc,
                );
                found = found.or_else(|| unequal(&format!("inlined call {at}"), &ours, &want));
            }
        }
        Ok(found)
    }
}
