//! A dump, and the instructions that crate ssagen makes of its functions.
//!
//! Counterpart: none.

use std::io;
use std::io::BufRead;
use std::path::Path;

use vamos_obj::Abi;
use vamos_obj::Link;
use vamos_obj::Release;
use vamos_obj::SymId;
use vamos_ssa::Func;
use vamos_ssa::dump::DumpError;
use vamos_ssa::dump::Event;
use vamos_ssa::dump::Reader;
use vamos_ssa::dump::decode;
use vamos_ssa::op::Ops;
use vamos_ssa::op::Tables;
use vamos_ssa::op::read_tables;
use vamos_ssa::pass::Cx;
use vamos_ssa::pass::Profile;
use vamos_ssa::rules::Rules;
use vamos_ssagen::Declared;
use vamos_ssagen::Generator;
use vamos_ssagen::Input;
use vamos_ssagen::Machine;
use vamos_ssagen::RuntimeSyms;
use vamos_ssagen::Symbols;
use vamos_ssagen::genssa;

use super::analysis;
use super::analysis::Analysis;
use super::assembled::Made;
use super::chain;
use super::difference;
use super::frame;
use super::frame::DumpedFrame;
use super::outcome::Outcome;
use super::overlay;
use crate::files;
use crate::progs::function;
use crate::progs::records;
use crate::progs::replay::Replay;
use crate::progs::tables;
use crate::ssa::compile_rules;

/// The inputs of a check.
pub(super) struct Check<'a> {
    pub(super) release: Release,
    /// The directory of the compiler's SSA passes.
    pub(super) sources: &'a Path,
    /// N of Go 1.N.
    pub(super) minor: u32,
    /// Functions go through the passes of crate ssa.
    pub(super) is_chain: bool,
    /// N of GOAMD64=vN.
    pub(super) goamd64: u8,
}

/// Checks the dump of a package.
pub(super) fn package(input: impl BufRead, check: &Check<'_>) -> Result<Outcome, String> {
    let mut input = input;
    let opcodes = files::read_text(&check.sources.join("opGen.go"))?;
    let tables = read_tables(&opcodes).map_err(|error| error.to_string())?;
    let ops = Ops::of(&tables).map_err(|name| format!("no operation {name}"))?;
    let mut run = Run {
        check,
        states: Reader::new(io::empty()),
        generator: Generator::new(&tables, &ops),
        tables,
        ops,
        machine: None,
        object: None,
        dumped: tables::Tables::default(),
        syms: Vec::new(),
        function: String::new(),
        made: None,
        start: None,
        rules: None,
        func: None,
        declared: None,
        frame: None,
        outcome: Outcome::default(),
    };
    while let Some((kind, content)) = records::next(&mut input)? {
        match kind {
            frame::FRAME => run.frame = Some(content),
            frame::DECLARED => run.declared = Some(content),
            _ => match kind.checked_sub(overlay::PROGS) {
                Some(kind) => run.add_instructions(kind, &content)?,
                None => run
                    .add_state(kind, content)
                    .map_err(|error| error.to_string())?,
            },
        }
    }
    Ok(run.outcome)
}

/// The object, with the symbols of the runtime.
struct Object {
    replay: Replay,
    runtime: RuntimeSyms,
}

impl Object {
    fn new(mut link: Link) -> Self {
        let symbols = &mut link.symbols;
        let mut find = |name: &str| symbols.lookup_abi(&format!("runtime.{name}"), Abi::Internal);
        let runtime = RuntimeSyms {
            defer_return: find("deferreturn"),
            write_barriers: [1, 2, 3, 4, 5, 6, 7, 8]
                .map(|entries| find(&format!("gcWriteBarrier{entries}"))),
            panic_bounds: find("panicBounds"),
        };
        Self {
            replay: Replay::new(link, 1),
            runtime,
        }
    }
}

/// A check of a package.
struct Run<'a> {
    check: &'a Check<'a>,
    states: Reader<io::Empty>,
    tables: Tables,
    ops: Ops,
    generator: Generator,
    machine: Option<Machine>,
    object: Option<Object>,
    /// Symbols of the dump of instructions.
    dumped: tables::Tables,
    /// The object's symbols by number in the dump of states.
    syms: Vec<SymId>,
    function: String,
    /// The function at hand with our instructions, if they are equal.
    made: Option<Made>,
    /// The function before the first pass.
    start: Option<Func>,
    /// The rewrite rules, once a function needs them.
    rules: Option<Rules>,
    /// The function after the last pass.
    func: Option<Func>,
    /// The record of its variables before they get places.
    declared: Option<Vec<u8>>,
    /// The record of its frame.
    frame: Option<Vec<u8>>,
    outcome: Outcome,
}

impl Run<'_> {
    /// Reads a record of the dump of states.
    fn add_state(&mut self, kind: u64, content: Vec<u8>) -> Result<(), DumpError> {
        match self.states.add_record(kind, content)? {
            Some(Event::Func(name)) => {
                self.function = name;
                self.func = None;
                self.frame = None;
            }
            Some(Event::End) => {
                self.func = Some(decode(&self.function, &self.states.state)?);
            }
            Some(Event::State(0, _)) if self.check.is_chain => {
                self.start = Some(decode(&self.function, &self.states.state)?);
            }
            Some(Event::State(..) | Event::Lists(_)) | None => {}
        }
        Ok(())
    }

    /// Reads a record of the dump of instructions.
    fn add_instructions(&mut self, kind: u64, content: &[u8]) -> Result<(), String> {
        if kind == records::HEADER {
            let link = tables::object(content, self.check.release)?;
            self.object = Some(Object::new(link));
            return Ok(());
        }
        let object = self.object.as_mut().ok_or("no header")?;
        let replay = &mut object.replay;
        match kind {
            records::SYM => self.dumped.add(content).map_err(|error| error.to_string()),
            records::BASE => replay.add_base(content).map_err(|error| error.to_string()),
            records::REGISTER => replay.register(content).map_err(|error| error.to_string()),
            records::INLINED => replay
                .add_inlined(content, &self.dumped)
                .map_err(|error| error.to_string()),
            records::FUNC => self.compare(content),
            records::DEBUG => {
                if let Some(made) = self.made.as_mut() {
                    made.debug = content.to_vec();
                }
                Ok(())
            }
            records::RESULT => self.compare_code(content),
            _ => Ok(()),
        }
    }

    /// Declares the symbols of the dump of states that are new.
    fn declare(&mut self) {
        let Some(object) = self.object.as_mut() else {
            return;
        };
        for sym in self.states.package.syms.iter().skip(self.syms.len()) {
            let abi = if sym.abi == 1 {
                Abi::Internal
            } else {
                Abi::Abi0
            };
            let symbols = &mut object.replay.link.symbols;
            self.syms.push(symbols.lookup_abi(&sym.name, abi));
        }
    }

    /// Makes the instructions of the function at hand, and compares them with a dump.
    fn compare(&mut self, content: &[u8]) -> Result<(), String> {
        self.declare();
        let object = self.object.as_mut().ok_or("no header")?;
        let read = function::read(content, &mut object.replay, &self.dumped);
        let theirs = read.map_err(|error| error.to_string())?;
        let states = (self.func.take(), self.declared.take(), self.frame.take());
        let (Some(func), Some(declared), Some(frame)) = states else {
            self.outcome.add("instructions without a state".to_owned());
            return Ok(());
        };
        let package = &self.states.package;
        let frame = frame::read(&frame, package, &self.syms);
        let frame = frame.map_err(|error| error.to_string())?;
        let declared = frame::read_declared(&declared, package, &self.syms);
        let (passes, declared) = declared.map_err(|error| error.to_string())?;
        if self.machine.is_none() {
            let header = &self.states.package.header;
            let machine = Machine::new(header, &self.tables, self.check.minor);
            self.machine = Some(machine.map_err(|refusal| refusal.to_string())?);
        }
        self.outcome.functions += 1;
        let func = if self.check.is_chain {
            self.run_passes(&passes)?
        } else {
            Ok(func)
        };
        let made = func.and_then(|func| self.generate(&func, &declared, &frame));
        let function = &self.function;
        match made {
            Err(refusal) => self
                .outcome
                .refuse(format!("{function}: refused: {refusal}")),
            Ok((analysis, ours)) => {
                let text = analysis.difference(&frame).or_else(|| {
                    let object = self.object.as_ref()?;
                    difference::first(&object.replay.link, &ours, &theirs)
                });
                match text {
                    Some(text) => self.outcome.add(format!("{function}: {text}")),
                    None => {
                        self.made = Some(Made {
                            ours,
                            dumped: content.to_vec(),
                            debug: Vec::new(),
                        });
                    }
                }
            }
        }
        Ok(())
    }

    /// Assembles the function at hand, and compares the results with a dump.
    fn compare_code(&mut self, content: &[u8]) -> Result<(), String> {
        let object = self.object.as_mut().ok_or("no header")?;
        let Some(made) = self.made.take() else {
            return Ok(());
        };
        let text = made.difference(content, &mut object.replay, &self.dumped);
        if let Some(text) = text.map_err(|error| error.to_string())? {
            let function = &self.function;
            self.outcome.add(format!("{function}, assembled: {text}"));
        }
        Ok(())
    }

    /// Runs the passes of crate ssa on the function before the first one.
    fn run_passes(&mut self, passes: &[usize]) -> Result<Result<Func, String>, String> {
        let start = self.start.take().ok_or("no state before the passes")?;
        let package = &self.states.package;
        if self.rules.is_none() {
            let Check {
                sources, goamd64, ..
            } = *self.check;
            let rules = compile_rules(&package.header, &self.tables, sources, goamd64);
            self.rules = Some(rules?);
        }
        let cx = Cx {
            package,
            tables: &self.tables,
            ops: &self.ops,
            profile: Profile::of(self.check.minor),
            rules: self.rules.as_ref(),
        };
        Ok(chain::run(&start, &cx, passes))
    }

    /// Makes the instructions of a function, with the frame and liveness that they are made with.
    fn generate(
        &self,
        func: &Func,
        declared: &[Declared],
        dumped: &DumpedFrame,
    ) -> Result<(Analysis, vamos_obj::Function), String> {
        let (Some(machine), Some(object)) = (&self.machine, &self.object) else {
            return Err("no header".to_owned());
        };
        let tables = analysis::Tables {
            func,
            package: &self.states.package,
            ops: &self.ops,
            machine,
            name: &dumped.name,
        };
        let found = Analysis::new(tables, declared, dumped);
        let found = found.map_err(|refusal| refusal.to_string())?;
        let arg_live = found.arg_liveness.as_ref();
        let arg_live = arg_live.map(|found| found.live.clone());
        let function_data = dumped.function_data.iter();
        let function_data: Vec<(i64, SymId)> =
            function_data.map(|data| (data.kind, data.sym)).collect();
        let input = Input {
            func,
            package: &self.states.package,
            ops: &self.ops,
            machine,
            sym: dumped.sym,
            facts: dumped.facts,
            frame: &found.frame,
            maps: &found.liveness.maps,
            arg_live: &arg_live.unwrap_or_default(),
            function_data: &function_data,
            symbols: Symbols {
                of_package: &self.syms,
                runtime: &object.runtime,
            },
        };
        let function = genssa(&input, &self.generator).map_err(|refusal| refusal.to_string())?;
        Ok((found, function))
    }
}
