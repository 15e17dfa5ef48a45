//! Functions that are compiled together.
//!
//! Counterpart: cmd/compile/internal/gc/compile.go (`compileFunctions`).

use std::collections::HashMap;
use std::collections::HashSet;

use vamos_ir::Func as IrFunc;
use vamos_ir::Header;
use vamos_obj::FunctionDebug;
use vamos_obj::Pos;
use vamos_obj::Reloc;
use vamos_obj::SymId;
use vamos_ssa::dump::DumpError;
use vamos_ssagen::CompileRefusal;
use vamos_ssagen::FuncInput;
use vamos_ssagen::FuncOutput;
use vamos_ssagen::KnownSyms;
use vamos_ssagen::Package;
use vamos_ssagen::Profile;
use vamos_ssagen::compile_func;
use vamos_ssagen::declare_func;

use super::made::BatchObject;
use super::records::PreparedSymbol;
use crate::assembler::threads;
use crate::progs::debug;
use crate::progs::replay::Replay;
use crate::progs::tables::Tables;

/// A function that is not compiled yet.
pub(super) struct Pending {
    pub(super) ir: IrFunc,
    /// Its symbol before the code.
    symbol: Option<PreparedSymbol>,
    /// The record of its debug information.
    debug: Option<Vec<u8>>,
}

impl Pending {
    pub(super) fn new(ir: IrFunc) -> Self {
        Self {
            ir,
            symbol: None,
            debug: None,
        }
    }

    /// Returns the number of its symbol.
    fn number(&self) -> Option<u64> {
        Some(self.symbol.as_ref()?.number)
    }

    /// Returns the inputs that name symbols of the object.
    fn declared(&self, replay: &mut Replay, dumped: &Tables) -> Result<Declared, DumpError> {
        let symbol = self.symbol.as_ref().ok_or(DumpError::Truncated)?;
        let debug = match &self.debug {
            Some(content) => debug::function(content, replay, dumped)?,
            None => FunctionDebug::default(),
        };
        Ok(Declared {
            relocs: symbol.content.relocs_in(replay, dumped)?,
            debug,
        })
    }

    /// Adds the record of the symbol, or of debug information.
    pub(super) fn add(&mut self, is_symbol: bool, content: Vec<u8>) -> Result<(), DumpError> {
        if is_symbol {
            self.symbol = Some(PreparedSymbol::read(&content)?);
        } else {
            self.debug = Some(content);
        }
        Ok(())
    }
}

/// Brings functions into the order of the text, which has numbers of symbols.
pub(super) fn sort(functions: &mut [Pending], text: &[(u64, i32)]) -> Result<(), String> {
    let places = text.iter().enumerate();
    let places: HashMap<u64, usize> = places.map(|(at, (number, _))| (*number, at)).collect();
    let place = |function: &Pending| places.get(&function.number()?).copied();
    if let Some(function) = functions.iter().find(|function| place(function).is_none()) {
        return Err(format!("{}: not in the text", function.ir.name));
    }
    functions.sort_by_key(place);
    Ok(())
}

/// The inputs of a function that name symbols of the object.
pub(super) struct Declared {
    relocs: Vec<Reloc>,
    debug: FunctionDebug,
}

/// Declares functions in an object, in the order of the text. Closures of which only inlined copies
/// are left have no code.
pub(super) fn declare(
    functions: &[Pending],
    text: &[(u64, i32)],
    dumped: &Tables,
    made: &mut BatchObject,
) -> Result<Vec<Declared>, DumpError> {
    let replay = &mut made.object.replay;
    let mut declared: Vec<Declared> = Vec::with_capacity(functions.len());
    for (number, line) in text {
        let sym = replay.sym(*number, dumped)?;
        let sym = sym.ok_or(DumpError::Kind("symbol", 0))?;
        let next = functions.get(declared.len());
        if let Some(function) = next.filter(|next| next.number() == Some(*number)) {
            declare_func(&mut replay.link, sym, &function.ir);
            declared.push(function.declared(replay, dumped)?);
        } else if replay.link.func(sym).is_none() {
            replay.link.init_text_sym(sym, 0, Pos::NONE);
            if let Some(info) = replay.link.func_mut(sym) {
                info.facts.start_line = *line;
            }
            made.without_code.push(sym);
        }
    }
    Ok(declared)
}

/// The inputs that all functions have in common.
pub(super) struct Inputs<'a> {
    pub(super) package: &'a vamos_ssa::Package,
    pub(super) header: &'a Header,
    pub(super) known: &'a KnownSyms,
    /// Functions that fill maps of the package.
    pub(super) map_inits: &'a [vamos_ssa::SymId],
    /// The number of functions that the compiler has counted.
    pub(super) text_count: u32,
}

impl Inputs<'_> {
    /// Compiles functions, and adds them to an object. Returns the problems.
    pub(super) fn compile(
        &self,
        functions: &[Pending],
        declared: &[Declared],
        profile: &Profile<'_>,
        made: &mut BatchObject,
    ) -> Result<Vec<String>, String> {
        let BatchObject { object, syms, .. } = made;
        object.declare(&self.package.syms, syms);
        let results = self.results(functions, declared, profile, made)?;
        let link = &mut made.object.replay.link;
        let mut problems = Vec::new();
        for (function, result) in functions.iter().zip(results) {
            let name = &function.ir.name;
            let output = match result {
                Ok(output) => output,
                Err(refusal) => {
                    problems.push(format!("{name}: refused: {refusal}"));
                    continue;
                }
            };
            made.masks.extend(output.pointer_masks);
            let merged = link.merge(output.assembled);
            problems.extend(merged.err().map(|fatal| format!("{name}: {fatal}")));
        }
        let found = std::mem::take(&mut link.diagnostics);
        problems.extend(found.iter().map(str::to_owned));
        Ok(problems)
    }

    /// Returns the results of functions, in order.
    fn results(
        &self,
        functions: &[Pending],
        declared: &[Declared],
        profile: &Profile<'_>,
        made: &mut BatchObject,
    ) -> Result<Vec<Result<FuncOutput, CompileRefusal>>, String> {
        let replay = &mut made.object.replay;
        replay.link.options.debug.text_count = self.text_count;
        let map_inits = self.map_inits.iter();
        let map_inits = map_inits.map(|sym| made.syms.get((sym.0 as usize).checked_sub(1)?));
        let map_inits: Option<HashSet<SymId>> = map_inits.map(Option::<&SymId>::cloned).collect();
        let map_inits = map_inits.ok_or("an unknown symbol of a function that fills maps")?;
        let package = Package {
            tables: self.package,
            header: self.header,
            known: self.known,
            object: replay.link.frozen(),
            syms: &made.syms,
            runtime: &made.object.runtime,
            map_inits: &map_inits,
        };
        let inputs = functions.iter().zip(declared);
        Ok(threads::assemble_on(
            replay.threads,
            inputs.collect(),
            &|_, (function, declared): (&Pending, &Declared), scratch| {
                let input = FuncInput {
                    ir: &function.ir,
                    relocs: &declared.relocs,
                    debug: &declared.debug,
                };
                compile_func(&input, &package, profile, scratch)
            },
        ))
    }
}
