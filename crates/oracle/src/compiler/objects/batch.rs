//! Functions that are compiled together.
//!
//! Counterpart: cmd/compile/internal/gc/compile.go (`compileFunctions`).

use std::collections::HashMap;
use std::collections::HashSet;
use std::time::Duration;

use vamos_fsys::thread_time;
use vamos_ir::Func as IrFunc;
use vamos_ir::Header;
use vamos_obj::Pos;
use vamos_obj::Reloc;
use vamos_obj::SymId;
use vamos_ssa::dump::DumpError;
use vamos_ssagen::CompileRefusal;
use vamos_ssagen::FuncInput;
use vamos_ssagen::FuncOutput;
use vamos_ssagen::InlinedFunctions;
use vamos_ssagen::KnownSyms;
use vamos_ssagen::Package;
use vamos_ssagen::Profile;
use vamos_ssagen::Refusal;
use vamos_ssagen::compile_func;
use vamos_ssagen::declare_func;

use super::body::Body;
use super::digests::Digested;
use super::made::BatchObject;
use super::phases::Clock;
use super::records::PreparedSymbol;
use crate::assembler::threads;
use crate::progs::replay::Replay;
use crate::progs::tables::Tables;

/// A function that is not compiled yet.
pub(super) struct Pending {
    pub(super) body: Body,
    /// Its symbol before the code.
    pub(super) symbol: Option<PreparedSymbol>,
}

impl Pending {
    pub(super) fn new(ir: IrFunc) -> Self {
        Self {
            body: Body { ir, facts: None },
            symbol: None,
        }
    }

    /// Returns the number of its symbol.
    fn number(&self) -> Option<u64> {
        Some(self.symbol.as_ref()?.number)
    }

    /// Returns the relocations that its symbol has before the code.
    fn relocs(&self, replay: &mut Replay, dumped: &Tables) -> Result<Vec<Reloc>, DumpError> {
        let symbol = self.symbol.as_ref().ok_or(DumpError::Truncated)?;
        symbol.content.relocs_in(replay, dumped)
    }
}

/// Brings functions into the order of the text, which has numbers of symbols.
pub(super) fn sort(functions: &mut [Pending], text: &[(u64, i32)]) -> Result<(), String> {
    let places = text.iter().enumerate();
    let places: HashMap<u64, usize> = places.map(|(at, (number, _))| (*number, at)).collect();
    let place = |function: &Pending| places.get(&function.number()?).copied();
    if let Some(function) = functions.iter().find(|function| place(function).is_none()) {
        return Err(format!("{}: not in the text", function.body.ir.name));
    }
    functions.sort_by_key(place);
    Ok(())
}

/// Declares functions in an object, in the order of the text. Returns the relocations that the symbol
/// of each has before the code. Closures of which only inlined copies are left have no code.
pub(super) fn declare(
    functions: &[Pending],
    text: &[(u64, i32)],
    dumped: &Tables,
    made: &mut BatchObject,
) -> Result<Vec<Vec<Reloc>>, DumpError> {
    let replay = &mut made.object.replay;
    let mut declared: Vec<Vec<Reloc>> = Vec::with_capacity(functions.len());
    for (number, line) in text {
        let sym = replay.sym(*number, dumped)?;
        let sym = sym.ok_or(DumpError::Kind("symbol", 0))?;
        let next = functions.get(declared.len());
        if let Some(function) = next.filter(|next| next.number() == Some(*number)) {
            declare_func(&mut replay.link, sym, &function.body.ir);
            declared.push(function.relocs(replay, dumped)?);
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
    /// Functions that were inlined.
    pub(super) inlined: &'a InlinedFunctions,
    /// The number of functions so far, with functions of assembly.
    pub(super) text_count: u32,
    /// The entries of tables have other numbers than in the dump.
    pub(super) is_renumbered: bool,
}

impl Inputs<'_> {
    /// Compiles functions, and adds them to an object. Returns the problems.
    pub(super) fn compile(
        &self,
        bodies: &[&Body],
        declared: &[Vec<Reloc>],
        profile: &Profile<'_>,
        made: &mut BatchObject,
    ) -> Result<Vec<String>, String> {
        let BatchObject { object, syms, .. } = made;
        if self.is_renumbered {
            syms.clear();
        }
        object.declare(&self.package.syms, syms);
        object.replay.link.options.debug.text_count = self.text_count;
        let map_inits = self.map_inits.iter();
        let map_inits = map_inits.map(|sym| made.syms.get((sym.0 as usize).checked_sub(1)?));
        let map_inits: Option<HashSet<SymId>> = map_inits.map(Option::<&SymId>::cloned).collect();
        let map_inits = map_inits.ok_or("an unknown symbol of a function that fills maps")?;
        let package = Package {
            tables: self.package,
            header: self.header,
            known: self.known,
            object: made.object.replay.link.frozen(),
            syms: &made.syms,
            runtime: &made.object.runtime,
            map_inits: &map_inits,
            inlined: self.inlined,
        };
        let refused = |refusal: Refusal| refusal.to_string();
        let digested = Digested::of(package, bodies, declared).map_err(refused)?;
        let mut problems = Vec::new();
        if !self.is_renumbered {
            let missing = digested.missing_changes(package, bodies, declared);
            problems.extend(missing.map_err(refused)?);
        }
        let threads = made.object.replay.threads;
        let clock = Clock::start();
        let results = self.results(&package, bodies, declared, profile, threads);
        made.digested.append(digested);
        let link = &mut made.object.replay.link;
        let mut compiled = Duration::ZERO;
        for (body, (result, time)) in bodies.iter().zip(results) {
            compiled += time;
            let name = &body.ir.name;
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
        made.digested.times.compile += compiled;
        made.phases.add_functions(&clock, compiled);
        let found = std::mem::take(&mut link.diagnostics);
        problems.extend(found.iter().map(str::to_owned));
        Ok(problems)
    }

    /// Returns the results of functions, in order, with the time that was spent on each. They are
    /// compiled in another order, which is not the same for renumbered functions.
    fn results(
        &self,
        package: &Package<'_>,
        bodies: &[&Body],
        declared: &[Vec<Reloc>],
        profile: &Profile<'_>,
        threads: usize,
    ) -> Vec<(Result<FuncOutput, CompileRefusal>, Duration)> {
        let inputs = bodies.iter().zip(declared);
        let mut inputs: Vec<FuncInput<'_>> =
            inputs.map(|(body, relocs)| body.input(relocs)).collect();
        if self.is_renumbered {
            inputs.reverse();
        }
        let mut results = threads::assemble_on(threads, inputs, &|_, input, scratch| {
            let start = thread_time();
            let result = compile_func(&input, package, profile, scratch);
            (result, thread_time().saturating_sub(start))
        });
        if self.is_renumbered {
            results.reverse();
        }
        results
    }
}
