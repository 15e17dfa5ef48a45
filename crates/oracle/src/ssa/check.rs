//! A dump, and the results of the passes of crate ssa for its states.
//!
//! Counterpart: none.

use std::fs;
use std::io::BufRead;
use std::path::Path;
use std::time::Instant;

use vamos_ssa::Func;
use vamos_ssa::Package;
use vamos_ssa::Slot;
use vamos_ssa::dump::Event;
use vamos_ssa::dump::Reader;
use vamos_ssa::dump::Sections;
use vamos_ssa::dump::decode;
use vamos_ssa::dump::encode;
use vamos_ssa::op::Ops;
use vamos_ssa::op::Tables;
use vamos_ssa::op::read_tables;
use vamos_ssa::pass::Cx;
use vamos_ssa::pass::Pass;
use vamos_ssa::pass::Profile;
use vamos_ssa::pass::pass;
use vamos_ssa::print;
use vamos_ssa::rules;
use vamos_ssa::rules::Rules;
use vamos_ssa::rules::Target;

use crate::files;

/// The pass that only reads and writes states.
const DUMP: &str = "dump";

/// The pass that frees values in the order of a Go map, which differs from run to run.
const FREES_UNORDERED: &str = "regalloc";

/// The bits of a dump's header.
const OPTIMIZE: u64 = 1;
const RACE: u64 = 4;

/// The number of lines of a difference that are shown.
const LINES: usize = 6;

/// The number of differences of a package that are stored.
const KEPT: usize = 3;

/// The outcome of one package or of several.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) functions: usize,
    /// Runs of passes that were compared.
    pub(super) runs: usize,
    pub(super) differ: usize,
    /// Nanoseconds in passes that apply rewrite rules, and how often rules were tried.
    pub(super) nanoseconds: u64,
    pub(super) rewrites: u64,
    /// The first differences.
    pub(super) shown: Vec<String>,
}

impl Outcome {
    /// Adds a difference.
    pub(super) fn add(&mut self, text: String) {
        self.differ += 1;
        if self.shown.len() < KEPT {
            self.shown.push(text);
        }
    }

    /// Returns the outcome as the content of a result file.
    pub(super) fn text(&self) -> String {
        let counts = format!(
            "{} {} {} {} {}",
            self.functions, self.runs, self.differ, self.nanoseconds, self.rewrites
        );
        format!("{counts}\n{}", self.shown.join("\n"))
    }

    /// Adds the content of a result file; `None` if it has another form.
    fn add_text(&mut self, text: &str) -> Option<()> {
        let (counts, shown) = text.split_once('\n')?;
        let mut counts = counts.split(' ').map(str::parse::<u64>);
        let mut next = || counts.next()?.ok();
        self.functions += next()? as usize;
        self.runs += next()? as usize;
        self.differ += next()? as usize;
        self.nanoseconds += next()?;
        self.rewrites += next()?;
        if !shown.is_empty() {
            self.shown.push(shown.to_owned());
        }
        Some(())
    }
}

/// Returns the sum of all results in a directory.
pub(super) fn collect(dir: &Path) -> Result<Outcome, String> {
    let mut total = Outcome::default();
    for entry in fs::read_dir(dir).map_err(files::at(dir))? {
        let path = entry.map_err(files::at(dir))?.path();
        let text = files::read_text(&path)?;
        total
            .add_text(&text)
            .ok_or_else(|| format!("{}: no result", path.display()))?;
    }
    Ok(total)
}

/// The inputs of a check.
pub(super) struct Check<'a> {
    /// The directory of the compiler's SSA passes.
    pub(super) sources: &'a Path,
    /// N of GOAMD64=vN.
    pub(super) goamd64: u8,
    /// The names of passes; `all`, or `dump` for reading and writing states.
    pub(super) passes: &'a [&'a str],
    /// N of Go 1.N.
    pub(super) minor: u32,
}

/// Checks the dump of a package.
pub(super) fn package(input: impl BufRead, check: &Check<'_>) -> Result<Outcome, String> {
    let opcodes = files::read_text(&check.sources.join("opGen.go"))?;
    let tables = read_tables(&opcodes).map_err(|error| error.to_string())?;
    let ops = Ops::of(&tables).map_err(|name| format!("no operation {name}"))?;
    let is_wanted = |name: &str| check.passes.contains(&name) || check.passes.contains(&"all");
    let mut run = Run {
        reader: Reader::new(input),
        tables,
        ops,
        profile: Profile::of(check.minor),
        rules: None,
        check,
        before: None,
        function: String::new(),
        outcome: Outcome::default(),
    };
    while let Some(event) = run.reader.next_event().map_err(|error| error.to_string())? {
        match event {
            Event::Func(name) => {
                run.function = name;
                run.before = None;
                run.outcome.functions += 1;
            }
            Event::State(number, changed) => {
                let name = run.pass_name(number)?;
                let implemented = pass(&name).filter(|_| is_wanted(&name));
                if let Some(implemented) = implemented {
                    run.compile_rules(implemented)?;
                    run.compare(&name, implemented);
                }
                run.next(&name, changed, is_wanted(DUMP));
            }
            Event::End => {}
        }
    }
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
    function: String,
    outcome: Outcome,
}

impl<R: BufRead> Run<'_, R> {
    /// Compiles the rewrite rules, if the pass applies them.
    fn compile_rules(&mut self, pass: Pass) -> Result<(), String> {
        if self.rules.is_some() || matches!(pass, Pass::Total(_)) {
            return Ok(());
        }
        let header = &self.reader.package.header;
        let target = Target {
            goarch: header.goarch.clone(),
            goos: "linux".to_owned(),
            goamd64: self.check.goamd64,
            is_race: header.config & RACE != 0,
            optimizes: header.config & OPTIMIZE != 0,
        };
        let sources = self.check.sources;
        let sets = rules::sets(&target.goarch);
        let read = |name: &str| files::read_text(&sources.join(name));
        let rules = Rules::compile(target, sets, &self.tables, read);
        self.rules = Some(rules.map_err(|error| error.to_string())?);
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

    /// Runs a pass on the state before it, and compares the result with the state after it.
    fn compare(&mut self, name: &str, implemented: Pass) {
        let Some(mut func) = self.before.clone() else {
            return;
        };
        let cx = Cx {
            package: &self.reader.package,
            tables: &self.tables,
            ops: &self.ops,
            profile: self.profile,
            rules: self.rules.as_ref(),
        };
        self.outcome.runs += 1;
        func.fresh.rewrites = 0;
        let start = Instant::now();
        let outcome = implemented.run(&mut func, &cx);
        if func.fresh.rewrites > 0 {
            self.outcome.nanoseconds += start.elapsed().as_nanos() as u64;
            self.outcome.rewrites += func.fresh.rewrites;
        }
        if let Err(refusal) = outcome {
            let function = &self.function;
            self.outcome
                .add(format!("{function} after {name}: refused: {refusal}"));
            return;
        }
        let ours = encode(&func);
        let is_equal = ours == self.reader.state
            || name == FREES_UNORDERED && self.is_equal_but_free_order(&func);
        if !is_equal {
            let text = self.difference(&func, &ours);
            let function = &self.function;
            self.outcome.add(format!("{function} after {name}: {text}"));
        }
    }

    /// Reports whether the states are equal if free values have no order.
    fn is_equal_but_free_order(&self, func: &Func) -> bool {
        let Ok(mut theirs) = decode(&self.function, &self.reader.state) else {
            return false;
        };
        let mut ours = func.clone();
        ours.free.values.sort_unstable();
        theirs.free.values.sort_unstable();
        encode(&ours) == encode(&theirs)
    }

    /// Goes on to the state at hand, of which `changed` sections are new.
    fn next(&mut self, name: &str, changed: usize, is_checked: bool) {
        if changed == 0 && self.before.is_some() {
            return;
        }
        self.before = match decode(&self.function, &self.reader.state) {
            Ok(func) => Some(func),
            Err(error) => {
                let function = &self.function;
                self.outcome
                    .add(format!("{function} after {name}: {error}"));
                None
            }
        };
        if let Some(func) = self.before.as_ref().filter(|_| is_checked) {
            self.outcome.runs += 1;
            let ours = encode(func);
            if ours != self.reader.state {
                let text = self.difference(func, &ours);
                let function = &self.function;
                self.outcome
                    .add(format!("{function} after {name}, read and written: {text}"));
            }
        }
    }

    /// Returns the first lines that differ, or the sections if the text does not show it.
    fn difference(&self, func: &Func, ours: &Sections) -> String {
        let keys = ours.differences(&self.reader.state);
        let mut text = format!("sections {keys:?} differ");
        let Ok(theirs) = decode(&self.function, &self.reader.state) else {
            return text;
        };
        let [ours_text, theirs_text] =
            [func, &theirs].map(|func| print(func, &self.reader.package, &self.tables));
        let lines = ours_text.lines().zip(theirs_text.lines());
        let mut differ = lines.filter(|(ours, theirs)| ours != theirs).peekable();
        if differ.peek().is_none() {
            let slots = [func, &theirs].map(|func| slot_lines(func, &self.reader.package));
            let [our_slots, their_slots] = &slots;
            let lines = our_slots
                .iter()
                .zip(their_slots)
                .find(|(ours, theirs)| ours != theirs);
            if let Some((ours, theirs)) = lines {
                text.push_str(&format!("\n  ours   {ours}\n  theirs {theirs}"));
            } else if our_slots.len() != their_slots.len() {
                let counts = slots.each_ref().map(Vec::len);
                text.push_str(&format!("\n  numbers of slots: {counts:?}"));
            }
            let homes = [func, &theirs].map(|func| &func.places.homes);
            let pairs = homes[0].iter().zip(homes[1]).enumerate();
            if let Some((number, (ours, theirs))) = pairs.into_iter().find(|(_, (a, b))| a != b) {
                text.push_str(&format!(
                    "\n  home of v{number}: {ours:?}, theirs {theirs:?}"
                ));
            } else if homes[0].len() != homes[1].len() {
                let counts = homes.map(Vec::len);
                text.push_str(&format!("\n  numbers of homes: {counts:?}"));
            }
            let records = func.values.iter().zip(&theirs.values).enumerate();
            let mut records = records.filter(|(_, (ours, theirs))| {
                (ours.ty, ours.aux, ours.flags) != (theirs.ty, theirs.aux, theirs.flags)
            });
            if let Some((number, (ours, theirs))) = records.next() {
                text.push_str(&format!("\n  v{number}: {ours:?}, theirs {theirs:?}"));
            }
        }
        for (ours, theirs) in differ.take(LINES) {
            text.push_str(&format!("\n  ours   {ours}\n  theirs {theirs}"));
        }
        text
    }
}

/// Returns a line for each slot.
fn slot_lines(func: &Func, package: &Package) -> Vec<String> {
    let slots = &func.places.slots;
    let line = |slot: &Slot| {
        let name = package.name(slot.name);
        let (name, class) = name.map_or(("?", 0), |name| (&name.text, name.class));
        let ty = package.ty(slot.ty).map_or("?", |ty| &ty.text);
        let (number, offset) = (slot.name.0, slot.offset);
        format!("{name} {number} class {class} <{ty}> +{offset}, {slot:?}")
    };
    let named = slots.named.iter();
    let mut lines: Vec<String> = named
        .map(|named| format!("{} {:?}", line(&named.slot), named.values))
        .collect();
    for (kind, set) in [("root", &slots.roots), ("split", &slots.splits)] {
        let mut set: Vec<String> = set
            .iter()
            .map(|slot| format!("{kind} {}", line(slot)))
            .collect();
        set.sort_unstable();
        lines.extend(set);
    }
    lines
}
