//! The dump of a package, and the archives that are made of it.
//!
//! Counterpart: cmd/compile/internal/gc/main.go.

use std::io;
use std::io::BufRead;
use std::path::Path;

use vamos_base::digest::Digest;
use vamos_ir::Header;
use vamos_ir::check::Checker;
use vamos_ir::check::check_facts;
use vamos_ir::check::check_inlined;
use vamos_ir::debug;
use vamos_ir::read;
use vamos_ir::read::record as ir_record;
use vamos_obj::Release;
use vamos_ssa::dump::DumpError;
use vamos_ssa::dump::Reader;
use vamos_ssa::op::Ops;
use vamos_ssa::op::Tables;
use vamos_ssa::op::read_tables;
use vamos_ssa::pass;
use vamos_ssa::rules::Rules;
use vamos_ssagen::BuildOps;
use vamos_ssagen::BuildProfile;
use vamos_ssagen::DebugProfile;
use vamos_ssagen::Generator;
use vamos_ssagen::InlinedFunctions;
use vamos_ssagen::KnownSyms;
use vamos_ssagen::Machine;
use vamos_ssagen::Profile;
use vamos_ssagen::add_inlined;
use vamos_ssagen::add_shared_entries;

use super::batch;
use super::batch::Pending;
use super::body::Body;
use super::data::Data;
use super::digests::Times;
use super::made::BatchObject;
use super::phases::Clock;
use super::phases::Phases;
use super::records;
use super::records::kinds;
use super::renumber::Renumbered;
use crate::files;
use crate::progs::records as progs;
use crate::progs::tables;
use crate::second_compile;
use crate::ssa::compile_rules;
use crate::ssagen;
use crate::ssagen::object::Object;

/// The number of refusals that are shown.
const SHOWN: usize = 3;

/// The inputs of a check.
pub(super) struct Check<'a> {
    pub(super) release: Release,
    /// The directory of the compiler's SSA passes.
    pub(super) sources: &'a Path,
    /// N of Go 1.N.
    pub(super) minor: u32,
    /// Numbers of threads; an archive is made with each.
    pub(super) threads: Vec<usize>,
    /// N of GOAMD64=vN.
    pub(super) goamd64: u8,
}

impl<'a> Check<'a> {
    /// Returns the inputs for N of Go 1.N and the environment of this process.
    pub(super) fn new(sources: &'a Path, minor: u32, threads: Vec<usize>) -> Result<Self, String> {
        Ok(Self {
            release: crate::progs::release(Some(minor))?,
            sources,
            minor,
            threads,
            goamd64: second_compile::goamd64()?,
        })
    }
}

/// The archives of a package.
pub(super) struct Made {
    /// An archive for each number of threads.
    pub(super) archives: Vec<Vec<u8>>,
    /// The time that was spent on functions.
    pub(super) times: Times,
    /// The time of the first archive.
    pub(super) phases: Phases,
}

/// The archives of a package, or the problems of the first functions.
pub(super) type Archives = Result<Made, String>;

/// Makes the archives of a package.
pub(super) fn archives(input: impl BufRead, check: &Check<'_>) -> Result<Archives, String> {
    let mut input = input;
    let opcodes = files::read_text(&check.sources.join("opGen.go"))?;
    let tables = read_tables(&opcodes).map_err(|error| error.to_string())?;
    let missing = |name: &str| format!("no operation {name}");
    let ops = Ops::of(&tables).map_err(missing)?;
    let mut run = Run {
        check,
        states: Reader::new(io::empty()),
        header: Header::default(),
        checker: Checker::default(),
        known: KnownSyms::default(),
        generator: Generator::new(&tables, &ops),
        build_ops: BuildOps::of(&tables).map_err(missing)?,
        tables,
        ops,
        machine: None,
        rules: None,
        dumped: tables::Tables::default(),
        objects: Vec::new(),
        pending: Vec::new(),
        compiled: 0,
        assembly: None,
        map_inits: Vec::new(),
        inlined: InlinedFunctions::new(),
        data: Data::default(),
        problems: Vec::new(),
    };
    let mut start = None;
    while let Some((kind, content)) = progs::next(&mut input)? {
        match kind.checked_sub(ssagen::PROGS) {
            Some(kinds::OBJECT) => {
                let read = records::ObjectStart::read(&content);
                start = Some(read.map_err(|error| error.to_string())?);
            }
            _ => run.add(kind, content)?,
        }
    }
    let start = start.ok_or("a dump without an object")?;
    run.finish(&start)
}

/// The making of a package's archives.
struct Run<'a> {
    check: &'a Check<'a>,
    /// The tables of the dump of IR.
    states: Reader<io::Empty>,
    header: Header,
    checker: Checker,
    known: KnownSyms,
    tables: Tables,
    ops: Ops,
    build_ops: BuildOps,
    generator: Generator,
    machine: Option<Machine>,
    rules: Option<Rules>,
    /// The symbols of the dump of instructions.
    dumped: tables::Tables,
    /// An object for each number of threads.
    objects: Vec<BatchObject>,
    /// Functions that are not compiled yet.
    pending: Vec<Pending>,
    /// The number of functions of all batches so far.
    compiled: u32,
    /// The number of functions of assembly.
    assembly: Option<u32>,
    /// Functions that fill maps of the package.
    map_inits: Vec<vamos_ssa::SymId>,
    /// Functions that were inlined.
    inlined: InlinedFunctions,
    data: Data,
    problems: Vec<String>,
}

impl Run<'_> {
    /// Reads a record.
    fn add(&mut self, kind: u64, content: Vec<u8>) -> Result<(), String> {
        match kind {
            ir_record::HEADER => {
                let header = read::header(&content);
                self.header = header.map_err(|error| error.to_string())?;
                Ok(())
            }
            ir_record::FUNC => self.add_function(&content),
            ir_record::DEBUG_FACTS => {
                let facts = debug::facts(&content).map_err(|error| error.to_string())?;
                let checked = check_facts(&facts, &self.states.package);
                checked.map_err(|malformed| malformed.to_string())?;
                let last = self.last().map_err(|error| error.to_string())?;
                last.body.facts = Some(facts);
                Ok(())
            }
            ir_record::INLINED_FUNCTION => self.add_inlined(&content),
            _ => match kind.checked_sub(ssagen::PROGS) {
                Some(progs::HEADER) => self.begin(&content),
                Some(kinds::BATCH) => {
                    let batch = records::Batch::read(&content);
                    self.compile(&batch.map_err(|error| error.to_string())?)
                }
                Some(kind) => {
                    let added = self.add_of_object(kind, &content);
                    added.map_err(|error| error.to_string())
                }
                None => {
                    let added = self.states.add_record(kind, content);
                    added.map(drop).map_err(|error| error.to_string())
                }
            },
        }
    }

    /// Begins the objects.
    fn begin(&mut self, content: &[u8]) -> Result<(), String> {
        for threads in &self.check.threads {
            let link = tables::object(content, self.check.release)?;
            let made = BatchObject::new(Object::new(link), *threads);
            self.objects.push(made);
        }
        Ok(())
    }

    /// Reads the IR of a function.
    fn add_function(&mut self, content: &[u8]) -> Result<(), String> {
        let ir = read::func(content, &self.header).map_err(|error| error.to_string())?;
        let package = &self.states.package;
        let checked = self.checker.check(&ir, &self.header, package);
        checked.map_err(|malformed| format!("{}: {malformed}", ir.name))?;
        if ir.facts.symbol.is_map_init {
            self.map_inits.push(ir.sym);
        }
        self.pending.push(Pending::new(ir));
        Ok(())
    }

    /// Returns the last function that was read.
    fn last(&mut self) -> Result<&mut Pending, DumpError> {
        self.pending.last_mut().ok_or(DumpError::Truncated)
    }

    /// Reads a function that was inlined.
    fn add_inlined(&mut self, content: &[u8]) -> Result<(), String> {
        let function = debug::inlined_function(content).map_err(|error| error.to_string())?;
        let checked = check_inlined(&function, &self.states.package);
        checked.map_err(|malformed| malformed.to_string())?;
        let added = add_inlined(&mut self.inlined, function, &self.states.package);
        added.map_err(|refusal| refusal.to_string())
    }

    /// Reads a record of the dump of instructions or of data.
    fn add_of_object(&mut self, kind: u64, content: &[u8]) -> Result<(), DumpError> {
        let dumped = &self.dumped;
        let mut replays = self.objects.iter_mut().map(|made| &mut made.object.replay);
        match kind {
            progs::SYM => self.dumped.add(content),
            progs::BASE => replays.try_for_each(|replay| replay.add_base(content)),
            progs::REGISTER => replays.try_for_each(|replay| replay.register(content)),
            progs::INLINED => replays.try_for_each(|replay| replay.add_inlined(content, dumped)),
            kinds::PREPARED => {
                let symbol = records::PreparedSymbol::read(content)?;
                self.last()?.symbol = Some(symbol);
                Ok(())
            }
            kinds::DATUM => {
                self.data.list.push(records::Datum::read(content)?);
                Ok(())
            }
            kinds::SYMBOL => {
                let symbol = records::FinalSymbol::read(content)?;
                self.data.symbols.push(symbol);
                Ok(())
            }
            // The SDK's instructions and results.
            _ => Ok(()),
        }
    }

    /// Compiles the functions that are ready, and merges them in the order of the text.
    fn compile(&mut self, batch: &records::Batch) -> Result<(), String> {
        if *self.assembly.get_or_insert(batch.assembly) != batch.assembly {
            return Err("the compiler counts functions that it does not compile".to_owned());
        }
        let mut functions = std::mem::take(&mut self.pending);
        self.compiled += functions.len() as u32;
        batch::sort(&mut functions, &batch.text)?;
        let objects = self.objects.iter_mut();
        let declared =
            objects.map(|made| batch::declare(&functions, &batch.text, &self.dumped, made));
        let declared = declared.collect::<Result<Vec<_>, DumpError>>();
        let declared = declared.map_err(|error| error.to_string())?;
        let header = &self.states.package.header;
        let Check {
            sources,
            minor,
            goamd64,
            ..
        } = *self.check;
        if self.machine.is_none() && !functions.is_empty() {
            let machine = Machine::new(header, &self.tables, minor);
            self.machine = Some(machine.map_err(|refusal| refusal.to_string())?);
            let rules = compile_rules(header, &self.tables, sources, goamd64);
            self.rules = Some(rules?);
        }
        let Some(machine) = &self.machine else {
            return Ok(());
        };
        self.known.extend(&self.states.package);
        let profile = Profile {
            tables: &self.tables,
            ops: &self.ops,
            build_ops: &self.build_ops,
            build: BuildProfile::of(minor),
            passes: pass::Profile::of(minor),
            rules: self.rules.as_ref(),
            machine,
            generator: &self.generator,
            debug: DebugProfile::of(minor),
        };
        let inputs = batch::Inputs {
            package: &self.states.package,
            header: &self.header,
            known: &self.known,
            map_inits: &self.map_inits,
            inlined: &self.inlined,
            text_count: batch.assembly + self.compiled,
            is_renumbered: false,
        };
        let bodies = functions.iter().map(|function| &function.body);
        let bodies: Vec<&Body> = bodies.collect();
        let mut objects = self.objects.iter_mut().zip(&declared);
        if let Some((made, declared)) = objects.next() {
            let compiled = inputs.compile(&bodies, declared, &profile, made);
            self.problems.extend(compiled?);
        }
        for (made, declared) in objects {
            let renumbered = Renumbered::new(&inputs, &bodies);
            let bodies: Vec<&Body> = renumbered.bodies.iter().collect();
            let inputs = renumbered.inputs(inputs.text_count);
            let compiled = inputs.compile(&bodies, declared, &profile, made);
            self.problems.extend(compiled?);
        }
        Ok(())
    }

    /// Completes the objects.
    fn finish(self, start: &records::ObjectStart) -> Result<Archives, String> {
        if let Some(function) = self.pending.first() {
            return Err(format!("{}: not compiled", function.body.ir.name));
        }
        let Self {
            objects,
            data,
            dumped,
            inlined,
            states,
            mut problems,
            ..
        } = self;
        let digests = objects.iter().map(|made| &made.digested.digests);
        let digests: Vec<&Vec<Digest>> = digests.collect();
        if digests.windows(2).any(|pair| pair[0] != pair[1]) {
            problems.push("digests depend on numbers of tables".to_owned());
        }
        let times = objects.first().map(|made| Times {
            compared: made.digested.digests.len() as u64,
            ..made.digested.times
        });
        let mut archives = Vec::new();
        let mut phases = None;
        let profile = DebugProfile::of(self.check.minor);
        for mut made in objects {
            let clock = Clock::start();
            let link = &mut made.object.replay.link;
            let added = add_shared_entries(link, &inlined, &states.package, profile);
            problems.extend(added.err().map(|refusal| refusal.to_string()));
            made.phases.add_object(&clock);
            match data.archive(made, &dumped, start)? {
                Ok((archive, time)) => {
                    archives.push(archive);
                    phases.get_or_insert(time);
                }
                Err(problem) => problems.push(problem),
            }
        }
        if problems.is_empty() {
            let times = times.unwrap_or_default();
            let phases = phases.unwrap_or_default();
            return Ok(Ok(Made {
                archives,
                times,
                phases,
            }));
        }
        let count = problems.len();
        problems.truncate(SHOWN);
        Ok(Err(format!("{count} problems: {}", problems.join("; "))))
    }
}
