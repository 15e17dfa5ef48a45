//! A dump, and the instructions that crate ssagen makes of its functions.
//!
//! Counterpart: none.

use std::io;
use std::io::BufRead;
use std::path::Path;

use vamos_ir::read::record as ir_record;
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
use vamos_ssagen::Machine;
use vamos_ssagen::Symbols;
use vamos_ssagen::run_passes;

use super::analysis;
use super::assembled::Made;
use super::difference;
use super::frame;
use super::frame::DumpedFrame;
use super::from_ir::Source;
use super::generate::Generated;
use super::generate::Generation;
use super::generate::Prepared;
use super::mode::Mode;
use super::object::Object;
use super::outcome::Outcome;
use super::overlay;
use crate::files;
use crate::progs::function;
use crate::progs::records;
use crate::progs::tables;
use crate::ssa::compile_rules;
use crate::ssa::panics;

/// The inputs of a check.
pub(super) struct Check<'a> {
    pub(super) release: Release,
    /// The directory of the compiler's SSA passes.
    pub(super) sources: &'a Path,
    /// N of Go 1.N.
    pub(super) minor: u32,
    /// The form of functions to begin with.
    pub(super) from: Mode,
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
        source: Source::new(&tables, check.minor)?,
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
            ir_record::HEADER => {
                let read = run.source.read_header(&content);
                read.map_err(|error| error.to_string())?;
            }
            ir_record::FUNC => run.begin(&content)?,
            _ => match kind.checked_sub(overlay::PROGS) {
                Some(kind) => run.add_instructions(kind, &content)?,
                None => run
                    .add_state(kind, content)
                    .map_err(|error| error.to_string())?,
            },
        }
    }
    run.end();
    Ok(run.outcome)
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
    /// The IR of functions.
    source: Source,
    /// The function after the last pass.
    func: Option<Func>,
    /// The record of its variables before they get places.
    declared: Option<Vec<u8>>,
    /// The record of its frame.
    frame: Option<Vec<u8>>,
    outcome: Outcome,
}

impl Run<'_> {
    /// Reads the IR of a function.
    fn begin(&mut self, content: &[u8]) -> Result<(), String> {
        self.compile_rules()?;
        let cx = Cx {
            package: &self.states.package,
            tables: &self.tables,
            ops: &self.ops,
            profile: Profile::of(self.check.minor),
            rules: self.rules.as_ref(),
        };
        let last = self.source.read_func(content, cx)?;
        if let Some(name) = last {
            self.outcome.add(format!("{name}: IR without instructions"));
        }
        Ok(())
    }

    /// Adds the last function if a part of it was not compared.
    fn end(&mut self) {
        self.expect_code();
        let last = self.source.take();
        if let Some((name, _)) = last {
            self.outcome.add(format!("{name}: IR without instructions"));
        }
    }

    /// Adds a difference if the code of the last instructions was not compared.
    fn expect_code(&mut self) {
        if self.made.take().is_some() {
            let function = &self.function;
            self.outcome
                .add(format!("instructions without code, at {function}"));
        }
    }

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
            Some(Event::State(0, _)) if self.check.from == Mode::Start => {
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

    /// Makes the instructions of the function at hand, and compares them with a dump.
    fn compare(&mut self, content: &[u8]) -> Result<(), String> {
        self.expect_code();
        let object = self.object.as_mut().ok_or("no header")?;
        object.declare(&self.states.package.syms, &mut self.syms);
        let read = function::read(content, &mut object.replay, &self.dumped);
        let theirs = read.map_err(|error| error.to_string())?;
        let (Some(declared), Some(frame)) = (self.declared.take(), self.frame.take()) else {
            self.outcome.add("instructions without a frame".to_owned());
            return Ok(());
        };
        let frame = frame::read(&frame, &self.syms);
        let frame = frame.map_err(|error| error.to_string())?;
        let declared = frame::read_declared(&declared, &self.syms);
        let (passes, declared) = declared.map_err(|error| error.to_string())?;
        if self.machine.is_none() {
            let header = &self.states.package.header;
            let machine = Machine::new(header, &self.tables, self.check.minor);
            self.machine = Some(machine.map_err(|refusal| refusal.to_string())?);
        }
        self.outcome.functions += 1;
        let prepared = if self.check.from == Mode::Ir {
            self.prepare_from_ir()?
        } else {
            self.prepare(&passes, &declared, &frame)?
        };
        let made = prepared.and_then(|prepared| {
            let made = self.generate(&prepared)?;
            Ok((prepared, made))
        });
        let (prepared, made) = match made {
            Ok(made) => made,
            Err(refusal) => {
                let text = format!("{}: refused: {refusal}", self.function);
                self.outcome.refuse(text);
                return Ok(());
            }
        };
        let Generated {
            analysis,
            data,
            function,
        } = made;
        let text = prepared
            .difference(&declared, &frame)
            .or_else(|| {
                let names = prepared.names_of(&declared);
                analysis::difference(&analysis, &data, &frame, &names)
            })
            .or_else(|| {
                let object = self.object.as_ref()?;
                difference::first(&object.replay.link, &function, &theirs)
            });
        match text {
            Some(text) => self.outcome.add(format!("{}: {text}", self.function)),
            None => {
                self.made = Some(Made {
                    ours: function,
                    dumped: content.to_vec(),
                    debug: Vec::new(),
                });
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

    /// Returns the function at hand after the last pass, from one of its states.
    fn prepare(
        &mut self,
        passes: &[usize],
        declared: &[Declared],
        dumped: &DumpedFrame,
    ) -> Result<Result<Prepared, String>, String> {
        let Some(mut func) = self.func.take() else {
            return Ok(Err("no state after the passes".to_owned()));
        };
        if self.check.from == Mode::Start {
            func = self.start.take().ok_or("no state before the passes")?;
            self.compile_rules()?;
            if let Err(refusal) = run_passes(&mut func, &self.cx(), passes) {
                return Ok(Err(refusal.to_string()));
            }
        }
        Ok(Ok(Prepared::of_state(func, declared, dumped)))
    }

    /// Returns the function at hand after the last pass, from its IR.
    fn prepare_from_ir(&mut self) -> Result<Result<Prepared, String>, String> {
        let Some((name, made)) = self.source.take() else {
            return Ok(Err("no IR".to_owned()));
        };
        self.function = name;
        let object = self.object.as_mut().ok_or("no header")?;
        Ok(made.and_then(|made| {
            let of_function = object.symbols_of(&made.lowered.func);
            let symbols = Symbols {
                of_package: &self.syms,
                of_function: &of_function,
                runtime: &object.runtime,
            };
            Prepared::of_ir(made, &self.states.package, symbols)
        }))
    }

    fn cx(&self) -> Cx<'_> {
        Cx {
            package: &self.states.package,
            tables: &self.tables,
            ops: &self.ops,
            profile: Profile::of(self.check.minor),
            rules: self.rules.as_ref(),
        }
    }

    /// Compiles the rewrite rules, once.
    fn compile_rules(&mut self) -> Result<(), String> {
        if self.rules.is_none() {
            let Check {
                sources, goamd64, ..
            } = *self.check;
            let header = &self.states.package.header;
            let rules = compile_rules(header, &self.tables, sources, goamd64);
            self.rules = Some(rules?);
        }
        Ok(())
    }

    /// Makes the instructions of a function.
    fn generate(&mut self, prepared: &Prepared) -> Result<Generated, String> {
        let (Some(machine), Some(object)) = (&self.machine, &mut self.object) else {
            return Err("no header".to_owned());
        };
        let generation = Generation {
            package: &self.states.package,
            ops: &self.ops,
            machine,
            generator: &self.generator,
            syms: &self.syms,
        };
        let made = panics::catch(|| generation.run(prepared, object))?;
        made.map_err(|refusal| refusal.to_string())
    }
}
