//! A dump, and the instructions that crate ssagen makes of its functions.
//!
//! Counterpart: none.

use std::io;
use std::io::BufRead;
use std::path::Path;

use vamos_ir::Func as IrFunc;
use vamos_ir::read::record as ir_record;
use vamos_obj::Release;
use vamos_obj::SymId;
use vamos_ssa::Func;
use vamos_ssa::NameId;
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
use vamos_ssagen::Generator;
use vamos_ssagen::Machine;

use super::assembled::Made;
use super::dwarf;
use super::frame;
use super::from_ir::Source;
use super::mode::Mode;
use super::object::Object;
use super::outcome::Outcome;
use super::overlay;
use crate::files;
use crate::progs::records;
use crate::progs::tables;
use crate::ssa::compile_rules;

/// The inputs of a check.
pub(super) struct Check<'a> {
    pub(super) release: Release,
    /// The directory of the compiler's SSA passes.
    pub(super) sources: &'a Path,
    /// N of Go 1.N.
    pub(super) minor: u32,
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
        debug: dwarf::Source::new(check.minor),
        of_ir: None,
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
            ir_record::DEBUG_FACTS => {
                let read = run.debug.read_facts(&content);
                read.map_err(|error| error.to_string())?;
            }
            ir_record::INLINED_FUNCTION => {
                run.debug.read_inlined(&content, &run.states.package)?;
            }
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
    run.end()?;
    Ok(run.outcome)
}

/// A check of a package.
pub(super) struct Run<'a> {
    pub(super) check: &'a Check<'a>,
    pub(super) states: Reader<io::Empty>,
    pub(super) tables: Tables,
    pub(super) ops: Ops,
    pub(super) generator: Generator,
    pub(super) machine: Option<Machine>,
    pub(super) object: Option<Object>,
    /// Symbols of the dump of instructions.
    pub(super) dumped: tables::Tables,
    /// The object's symbols by number in the dump of states.
    pub(super) syms: Vec<SymId>,
    pub(super) function: String,
    /// The function at hand with our instructions, if they are equal.
    pub(super) made: Option<Made>,
    /// The function before the first pass.
    pub(super) start: Option<Func>,
    /// The rewrite rules, once a function needs them.
    pub(super) rules: Option<Rules>,
    /// The IR of functions.
    pub(super) source: Source,
    /// Facts for debug information, and the debug entries of the dump.
    pub(super) debug: dwarf::Source,
    /// The IR of the function at hand, and the addresses of its variables in the heap.
    pub(super) of_ir: Option<(IrFunc, Vec<(NameId, NameId)>)>,
    /// The function after the last pass.
    pub(super) func: Option<Func>,
    /// The record of its variables before they get places.
    pub(super) declared: Option<Vec<u8>>,
    /// The record of its frame.
    pub(super) frame: Option<Vec<u8>>,
    pub(super) outcome: Outcome,
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
    fn end(&mut self) -> Result<(), String> {
        self.expect_code();
        let last = self.source.take();
        if let Some((name, _)) = last {
            self.outcome.add(format!("{name}: IR without instructions"));
        }
        // Entries refer to each other.
        if self.check.from == Mode::Ir
            && self.outcome.is_equal()
            && let Some(object) = &mut self.object
        {
            let (package, dumped) = (&self.states.package, &self.dumped);
            let outcome = &mut self.outcome;
            let debug = &self.debug;
            debug.compare_entries(package, &mut object.replay, dumped, outcome)?;
        }
        Ok(())
    }

    /// Adds a difference if the code of the last instructions was not compared.
    pub(super) fn expect_code(&mut self) {
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
            _ => {
                self.debug.entries.add(kind, content);
                Ok(())
            }
        }
    }

    pub(super) fn cx(&self) -> Cx<'_> {
        Cx {
            package: &self.states.package,
            tables: &self.tables,
            ops: &self.ops,
            profile: Profile::of(self.check.minor),
            rules: self.rules.as_ref(),
        }
    }

    /// Compiles the rewrite rules, once.
    pub(super) fn compile_rules(&mut self) -> Result<(), String> {
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
}
