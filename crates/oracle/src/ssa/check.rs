//! A dump, and what the passes of crate ssa make of its states.
//!
//! Counterpart: none.

use std::fs;
use std::io::BufRead;
use std::path::Path;

use vamos_ssa::Func;
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

use crate::files;

/// The pass that only reads and writes states.
const DUMP: &str = "dump";

/// How many differences of a package are kept.
const KEPT: usize = 3;

/// The outcome of one package or of several.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) functions: usize,
    /// Runs of passes that were compared.
    pub(super) runs: usize,
    pub(super) differ: usize,
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
        let counts = format!("{} {} {}", self.functions, self.runs, self.differ);
        format!("{counts}\n{}", self.shown.join("\n"))
    }

    /// Adds the content of a result file; `None` if it has another form.
    fn add_text(&mut self, text: &str) -> Option<()> {
        let (counts, shown) = text.split_once('\n')?;
        let mut counts = counts.split(' ').map(str::parse::<usize>);
        self.functions += counts.next()?.ok()?;
        self.runs += counts.next()?.ok()?;
        self.differ += counts.next()?.ok()?;
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

/// What is checked, and with what.
pub(super) struct Check<'a> {
    /// The names of passes; `all`, or `dump` for reading and writing states.
    pub(super) passes: &'a [&'a str],
    /// The text of opGen.go.
    pub(super) opcodes: &'a str,
    /// N of Go 1.N.
    pub(super) minor: u32,
}

/// Checks the dump of a package.
pub(super) fn package(input: impl BufRead, check: &Check<'_>) -> Result<Outcome, String> {
    let tables = read_tables(check.opcodes).map_err(|error| error.to_string())?;
    let ops = Ops::of(&tables).map_err(|name| format!("no operation {name}"))?;
    let is_wanted = |name: &str| check.passes.contains(&name) || check.passes.contains(&"all");
    let mut run = Run {
        reader: Reader::new(input),
        tables,
        ops,
        profile: Profile::of(check.minor),
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
struct Run<R> {
    reader: Reader<R>,
    tables: Tables,
    ops: Ops,
    profile: Profile,
    /// The function in the state before the one at hand.
    before: Option<Func>,
    function: String,
    outcome: Outcome,
}

impl<R: BufRead> Run<R> {
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
        };
        implemented(&mut func, &cx);
        self.outcome.runs += 1;
        let ours = encode(&func);
        if ours != self.reader.state {
            let text = self.difference(&func, &ours);
            let function = &self.function;
            self.outcome.add(format!("{function} after {name}: {text}"));
        }
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
        let [ours, theirs] =
            [func, &theirs].map(|func| print(func, &self.reader.package, &self.tables));
        let mut lines = ours.lines().zip(theirs.lines());
        if let Some((ours, theirs)) = lines.find(|(ours, theirs)| ours != theirs) {
            text.push_str(&format!("\n  ours   {ours}\n  theirs {theirs}"));
        }
        text
    }
}
