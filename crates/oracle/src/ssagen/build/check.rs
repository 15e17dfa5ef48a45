//! A dump of IR and states, and the states that crate ssagen makes of the IR.
//!
//! Counterpart: none.

use std::io;
use std::io::BufRead;
use std::path::Path;

use vamos_ir::Func as IrFunc;
use vamos_ir::Header;
use vamos_ir::check::Checker;
use vamos_ir::read;
use vamos_ir::read::record;
use vamos_ssa::Func;
use vamos_ssa::Package;
use vamos_ssa::dump::Event;
use vamos_ssa::dump::Reader;
use vamos_ssa::dump::decode;
use vamos_ssa::dump::encode;
use vamos_ssa::op::Ops;
use vamos_ssa::op::Tables;
use vamos_ssa::op::read_tables;
use vamos_ssa::pass::Cx;
use vamos_ssa::pass::Profile;
use vamos_ssagen::BuildInput;
use vamos_ssagen::BuildOps;
use vamos_ssagen::BuildProfile;
use vamos_ssagen::KnownSyms;
use vamos_ssagen::build;

use super::outcome::Outcome;
use crate::files;
use crate::progs::records;
use crate::ssa::difference_text;
use crate::ssa::panics;

/// The inputs of a check.
pub(in crate::ssagen) struct Check<'a> {
    /// The directory of the compiler's SSA passes.
    pub(in crate::ssagen) sources: &'a Path,
    /// N of Go 1.N.
    pub(in crate::ssagen) minor: u32,
}

/// Checks the dump of a package.
pub(in crate::ssagen) fn package(
    mut input: impl BufRead,
    check: &Check<'_>,
) -> Result<Outcome, String> {
    let opcodes = files::read_text(&check.sources.join("opGen.go"))?;
    let tables = read_tables(&opcodes).map_err(|error| error.to_string())?;
    let missing = |name: &str| format!("no operation {name}");
    let mut run = Run {
        minor: check.minor,
        ops: Ops::of(&tables).map_err(missing)?,
        build_ops: BuildOps::of(&tables).map_err(missing)?,
        tables,
        reader: Reader::new(io::empty()),
        header: Header::default(),
        checker: Checker::default(),
        known: KnownSyms::default(),
        ir: None,
        function: String::new(),
        states: Vec::new(),
        counts: [0; 3],
        outcome: Outcome::default(),
    };
    while let Some((kind, content)) = records::next(&mut input)? {
        let read = match kind {
            record::HEADER => read::header(&content).map(|header| run.header = header),
            record::FUNC => {
                let ir = read::func(&content, &run.header);
                run.begin(ir.map_err(|error| error.to_string())?)?;
                Ok(())
            }
            _ => run.reader.add_record(kind, content).map(|event| {
                if let Some(event) = event {
                    run.add(event);
                }
            }),
        };
        read.map_err(|error| error.to_string())?;
    }
    run.end();
    Ok(run.outcome)
}

/// A check of a package.
struct Run {
    minor: u32,
    tables: Tables,
    ops: Ops,
    build_ops: BuildOps,
    reader: Reader<io::Empty>,
    header: Header,
    checker: Checker,
    known: KnownSyms,
    /// The IR of the function at hand.
    ir: Option<IrFunc>,
    function: String,
    /// The states of the function at hand so far.
    states: Vec<vamos_ssa::dump::Sections>,
    /// The numbers of variables, types and aux values before the function was built.
    counts: [usize; 3],
    outcome: Outcome,
}

impl Run {
    fn begin(&mut self, ir: IrFunc) -> Result<(), String> {
        self.end();
        let package = &self.reader.package;
        let checked = self.checker.check(&ir, &self.header, package);
        checked.map_err(|malformed| format!("{}: {malformed}", ir.name))?;
        let Package {
            names,
            types,
            auxes,
            ..
        } = package;
        self.counts = [names.len(), types.len(), auxes.len()];
        self.ir = Some(ir);
        self.states.clear();
        Ok(())
    }

    /// Counts a function that has no states as a difference.
    fn end(&mut self) {
        if let Some(ir) = self.ir.take() {
            self.outcome.add(format!("{}: no states", ir.name));
        }
    }

    fn add(&mut self, event: Event) {
        match event {
            Event::Func(name) => self.function = name,
            Event::State(..) => self.states.push(self.reader.state.clone()),
            Event::End if self.states.len() == 2 => self.compare(),
            Event::End | Event::Lists(_) => {}
        }
    }

    /// Builds the function at hand, and compares both states.
    fn compare(&mut self) {
        let Some(ir) = self.ir.take() else {
            return;
        };
        self.outcome.functions += 1;
        if ir.name != self.function {
            let text = format!("{}: the IR of {}", self.function, ir.name);
            self.outcome.add(text);
            return;
        }
        self.known.extend(&self.reader.package);
        let input = BuildInput {
            cx: Cx {
                package: &self.reader.package,
                tables: &self.tables,
                ops: &self.ops,
                profile: Profile::of(self.minor),
                rules: None,
            },
            ops: &self.build_ops,
            header: &self.header,
            ir: &ir,
            syms: &self.known,
            profile: BuildProfile::of(self.minor),
            names: self.counts[0],
            types: self.counts[1],
            auxes: self.counts[2],
        };
        let made = match panics::catch(|| build(&input)) {
            Ok(made) => made,
            Err(panic) => {
                self.outcome.add(format!("{}: {panic}", self.function));
                return;
            }
        };
        let made = match made {
            Ok(made) => made,
            Err(refusal) => {
                self.outcome.refuse(refusal.to_string(), &self.function);
                return;
            }
        };
        let states = [("before phis", &made.before_phis), ("start", &made.start)];
        for (at, (name, ours)) in states.into_iter().enumerate() {
            if let Some(text) = self.difference(at, ours) {
                self.outcome
                    .add(format!("{}, {name}: {text}", self.function));
                return;
            }
        }
    }

    /// Returns the first difference of a state from the dump.
    fn difference(&self, at: usize, ours: &Func) -> Option<String> {
        let theirs = &self.states[at];
        let sections = encode(ours);
        if sections == *theirs {
            return None;
        }
        let keys = sections.differences(theirs);
        let mut text = format!("sections {keys:?} differ");
        match decode(&self.function, theirs) {
            Ok(theirs) => {
                let package = &self.reader.package;
                text.push_str(&difference_text(ours, &theirs, package, &self.tables));
            }
            Err(error) => text.push_str(&error.to_string()),
        }
        Some(text)
    }
}
