//! A dump, and the results of the passes of crate ssa for its states.
//!
//! The next pass gets the result of our pass before it, if that equals the compiler's result. After a
//! difference it gets the compiler's result.
//!
//! A pass that panics is a difference like others: the check goes on.
//!
//! Counterpart: none.

use std::collections::HashMap;
use std::io::BufRead;
use std::panic;
use std::panic::AssertUnwindSafe;
use std::path::Path;

use vamos_fsys::thread_time;
use vamos_ssa::Func;
use vamos_ssa::NameId;
use vamos_ssa::Scratch;
use vamos_ssa::debug;
use vamos_ssa::debug::Frame;
use vamos_ssa::dump::Event;
use vamos_ssa::dump::Lists;
use vamos_ssa::dump::Reader;
use vamos_ssa::dump::Sections;
use vamos_ssa::dump::decode;
use vamos_ssa::dump::encode;
use vamos_ssa::dump::is_in_state;
use vamos_ssa::op::Ops;
use vamos_ssa::op::Tables;
use vamos_ssa::op::read_tables;
use vamos_ssa::pass::Cx;
use vamos_ssa::pass::Pass;
use vamos_ssa::pass::Profile;
use vamos_ssa::pass::pass;
use vamos_ssa::rules::Refusal;
use vamos_ssa::rules::Rules;

use super::chain::CHAIN;
use super::chain::Chain;
use super::chain::Step;
use super::chain::unite_auxes;
use super::difference;
use super::dumped_rules::OPTIMIZE;
use super::dumped_rules::compile_rules;
use super::outcome::Outcome;
use super::outcome::Time;
use super::outcome::Verdict;
use super::panics;
use super::time::CLOCK;
use super::time::clock;
use crate::files;

/// The pass that only reads and writes states.
const DUMP: &str = "dump";

/// The location lists, which no pass makes.
const DEBUG: &str = "debug";

/// The pass that frees values in the order of a Go map, which differs from run to run.
const FREES_UNORDERED: &str = "regalloc";

/// The inputs of a check.
pub(super) struct Check<'a> {
    /// The directory of the compiler's SSA passes.
    pub(super) sources: &'a Path,
    /// N of GOAMD64=vN.
    pub(super) goamd64: u8,
    /// The names of passes; `all`, `chain`, or `dump` for reading and writing states.
    pub(super) passes: &'a [&'a str],
    /// N of Go 1.N.
    pub(super) minor: u32,
    /// The dump has the first and the last state only, and the chain is timed.
    pub(super) times_chain: bool,
}

impl Check<'_> {
    /// Reports whether a pass is checked.
    fn has(&self, name: &str) -> bool {
        self.passes.contains(&name) || self.passes.contains(&"all")
    }
}

/// Checks the dump of a package.
pub(super) fn package(input: impl BufRead, check: &Check<'_>) -> Result<Outcome, String> {
    let opcodes = files::read_text(&check.sources.join("opGen.go"))?;
    let tables = read_tables(&opcodes).map_err(|error| error.to_string())?;
    let ops = Ops::of(&tables).map_err(|name| format!("no operation {name}"))?;
    let mut run = Run {
        reader: Reader::new(input),
        tables,
        ops,
        profile: Profile::of(check.minor),
        rules: None,
        check,
        before: None,
        scratch: Scratch::default(),
        chain: Chain::default(),
        function: String::new(),
        outcome: Outcome::default(),
    };
    while let Some(event) = run.reader.next_event().map_err(|error| error.to_string())? {
        match event {
            Event::Func(name) => {
                run.function = name;
                // Passes use the vectors of the function before, as in the SDK's compiler.
                if let Some(func) = run.before.take() {
                    run.scratch = func.free.scratch;
                }
                run.outcome.counts.functions += 1;
            }
            Event::State(number, changed) => run.state(number, changed)?,
            Event::End => run.compare_chain(),
            Event::Lists(lists) => {
                if check.has(DEBUG) {
                    run.compare_lists(&lists);
                }
            }
        }
    }
    run.outcome.largest.peak = files::peak_of_process();
    Ok(run.outcome)
}

/// A check of a package.
struct Run<'a, R> {
    check: &'a Check<'a>,
    /// The rewrite rules, once a pass needs them.
    rules: Option<Rules>,
    reader: Reader<R>,
    tables: Tables,
    ops: Ops,
    profile: Profile,
    /// The function in the state before the one at hand.
    before: Option<Func>,
    /// The vectors of the function before, for the next one.
    scratch: Scratch,
    chain: Chain,
    function: String,
    outcome: Outcome,
}

impl<R: BufRead> Run<'_, R> {
    /// Checks the pass to the state at hand, of which `changed` sections are new.
    fn state(&mut self, number: u32, changed: usize) -> Result<(), String> {
        let name = self.pass_name(number)?;
        let implemented = pass(&name);
        if number > 0 {
            self.chain.steps.push(Step {
                number,
                pass: implemented,
                stock: self.reader.nanoseconds,
            });
            if self.check.times_chain {
                return Ok(());
            }
        }
        let is_wanted = self.check.has(&name);
        let mut is_reached = false;
        if let Some(implemented) = implemented.filter(|_| is_wanted) {
            if matches!(implemented, Pass::Partial(_)) {
                self.compile_rules()?;
            }
            is_reached = self.compare(&name, implemented);
        } else if number > 0 && is_wanted {
            self.outcome.counts.missing += 1;
        }
        if !is_reached {
            self.next(&name, changed);
        }
        if number == 0 {
            let is_chained = self.check.has(CHAIN);
            if is_chained {
                self.compile_rules()?;
            }
            let start = if self.check.times_chain {
                self.before.take()
            } else {
                self.before.as_ref().filter(|_| is_chained).cloned()
            };
            self.chain.begin(start);
        }
        Ok(())
    }

    /// Compiles the rewrite rules.
    fn compile_rules(&mut self) -> Result<(), String> {
        if self.rules.is_some() {
            return Ok(());
        }
        let header = &self.reader.package.header;
        let Check {
            sources, goamd64, ..
        } = *self.check;
        self.rules = Some(compile_rules(header, &self.tables, sources, goamd64)?);
        Ok(())
    }

    /// Returns the name of a pass; 0 is the state before the first.
    fn pass_name(&self, number: u32) -> Result<String, String> {
        let Some(index) = (number as usize).checked_sub(1) else {
            return Ok("start".to_owned());
        };
        let name = self.reader.package.header.passes.get(index);
        name.cloned().ok_or_else(|| format!("no pass {number}"))
    }

    /// Runs a pass on the state before it, and compares the result with the state after it. Returns
    /// whether they are equal; the function is in that state then.
    fn compare(&mut self, name: &str, implemented: Pass) -> bool {
        let Some(mut func) = self.before.take() else {
            return false;
        };
        func.fresh.rewrites = 0;
        let run = |func: &mut Func, cx: &Cx<'_>| implemented.run(func, cx);
        let Some((func, (), nanoseconds)) = self.run(name, func, run) else {
            return false;
        };
        let time = Time {
            ours: nanoseconds,
            stock: self.reader.nanoseconds,
        };
        self.outcome.add_time(name, time);
        let bytes = func.reserved_bytes() as u64;
        let largest = &mut self.outcome.largest;
        if bytes > largest.bytes {
            largest.bytes = bytes;
            largest.values = func.values.len() as u64;
            largest.name.clone_from(&self.function);
        }
        if func.fresh.rewrites > 0 {
            self.outcome.counts.nanoseconds += nanoseconds;
            self.outcome.counts.rewrites += func.fresh.rewrites;
        }
        if is_in_state(&func, &self.reader.state) {
            self.before = Some(func);
            return true;
        }
        if name != FREES_UNORDERED || !self.is_equal_but_order(&func) {
            self.differs(name, &self.difference(&func, &encode(&func)));
        }
        false
    }

    /// Runs all passes on the first state, and compares the result with the last.
    fn compare_chain(&mut self) {
        let Some(func) = self.chain.start.take() else {
            return;
        };
        let chain = std::mem::take(&mut self.chain);
        let outcome = self.run(CHAIN, func, |func, cx| chain.run(func, cx));
        let Some((func, times, _)) = outcome else {
            return;
        };
        if self.check.times_chain {
            let times = chain.steps.iter().zip(times).map(|(step, ours)| {
                let stock = step.stock;
                Time { ours, stock }
            });
            let times: Vec<Time> = times.collect();
            self.outcome.add_time(CLOCK, clock(&times));
            for (step, time) in chain.steps.iter().zip(times) {
                if let Ok(name) = self.pass_name(step.number) {
                    self.outcome.add_time(&name, time);
                }
            }
        }
        self.chain = chain;
        if !is_in_state(&func, &self.reader.state) && !self.is_equal_but_order(&func) {
            self.differs(CHAIN, &self.difference(&func, &encode(&func)));
        }
        if self.check.times_chain {
            self.scratch = func.free.scratch;
        }
    }

    /// Runs a step on a function; returns both results and the nanoseconds that it took. A step
    /// that refuses the function or panics is a difference.
    fn run<T>(
        &mut self,
        name: &str,
        mut func: Func,
        step: impl Fn(&mut Func, &Cx<'_>) -> Result<T, Refusal>,
    ) -> Option<(Func, T, u64)> {
        let cx = Cx {
            package: &self.reader.package,
            tables: &self.tables,
            ops: &self.ops,
            profile: self.profile,
            rules: self.rules.as_ref(),
        };
        self.outcome.counts.runs += 1;
        let start = thread_time();
        // A function that a panic left in the middle is dropped.
        let outcome = panic::catch_unwind(AssertUnwindSafe(|| step(&mut func, &cx)));
        // Other threads may run meanwhile.
        let nanoseconds = thread_time().saturating_sub(start).as_nanos() as u64;
        let (verdict, why) = match outcome {
            Ok(Ok(result)) => return Some((func, result, nanoseconds)),
            Ok(Err(refusal)) => (Verdict::Refused, format!("refused: {refusal}")),
            Err(_) => (Verdict::Panicked, panics::last()),
        };
        let text = format!("{} after {name}: {why}", self.function);
        self.outcome.add(verdict, text);
        None
    }

    fn differs(&mut self, name: &str, text: &str) {
        let text = format!("{} after {name}: {text}", self.function);
        self.outcome.add(Verdict::Differs, text);
    }

    /// Makes the location lists of the function in its last state, and compares them.
    fn compare_lists(&mut self, theirs: &Lists) {
        let Some(func) = self.before.take() else {
            return;
        };
        let offsets: HashMap<NameId, i32> = theirs.offsets.iter().copied().collect();
        let build = |func: &mut Func, cx: &Cx<'_>| {
            let frame = Frame {
                offset: &|name| offsets.get(&name).copied().unwrap_or(i32::MIN),
                registers: &cx.package.header.dwarf_registers,
            };
            let is_unoptimized = cx.package.header.config & OPTIMIZE == 0;
            debug::build(func, cx, &frame, is_unoptimized)
        };
        let Some((func, ours, _)) = self.run(DEBUG, func, build) else {
            return;
        };
        self.scratch = func.free.scratch;
        let text = difference::of_lists(&ours, theirs, &self.reader.package);
        if !text.is_empty() {
            self.differs(DEBUG, &text);
        }
    }

    /// Reports whether the states are equal if free values have no order, and, without the states
    /// between, if equal aux values have one number.
    fn is_equal_but_order(&self, func: &Func) -> bool {
        let Ok(theirs) = decode(&self.function, &self.reader.state) else {
            return false;
        };
        let [ours, theirs] = [func.clone(), theirs].map(|mut func| {
            func.free.values.sort_unstable();
            if self.check.times_chain {
                unite_auxes(&mut func, &self.reader.package);
            }
            encode(&func)
        });
        ours == theirs
    }

    /// Goes on to the state at hand, of which `changed` sections are new.
    fn next(&mut self, name: &str, changed: usize) {
        if changed == 0 && self.before.is_some() {
            return;
        }
        self.before = match decode(&self.function, &self.reader.state) {
            Ok(mut func) => {
                func.free.scratch = std::mem::take(&mut self.scratch);
                Some(func)
            }
            Err(error) => {
                self.differs(name, &error.to_string());
                None
            }
        };
        let is_checked = self.check.has(DUMP);
        if let Some(func) = self.before.as_ref().filter(|_| is_checked) {
            self.outcome.counts.runs += 1;
            let ours = encode(func);
            if ours != self.reader.state {
                let text = self.difference(func, &ours);
                self.differs(name, &format!("read and written: {text}"));
            }
        }
    }

    /// Returns the sections that differ, and the first lines that do.
    fn difference(&self, func: &Func, ours: &Sections) -> String {
        let keys = ours.differences(&self.reader.state);
        let mut text = format!("sections {keys:?} differ");
        if let Ok(theirs) = decode(&self.function, &self.reader.state) {
            let lines = difference::text(func, &theirs, &self.reader.package, &self.tables);
            text.push_str(&lines);
        }
        text
    }
}
