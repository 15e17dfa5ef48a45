//! A dump, and the same functions assembled by crate obj.
//!
//! Counterpart: none.

use std::io::BufRead;

use vamos_obj::Release;
use vamos_ssa::dump::DumpError;

use super::batch;
use super::difference::Dumped;
use super::function;
use super::records;
use super::replay::Replay;
use super::tables;
use super::tables::Tables;

/// The number of differences of a package that are stored.
const KEPT: usize = 3;

/// The number of functions that are assembled at once.
const BATCH: usize = 256;

/// The outcome of one package or of several.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) functions: usize,
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
        let Self {
            functions,
            differ,
            shown,
        } = self;
        format!("{functions} {differ}\n{}", shown.join("\n"))
    }

    /// Adds the content of a result file; `None` if it has another form.
    pub(super) fn add_text(&mut self, text: &str) -> Option<()> {
        let (counts, shown) = text.split_once('\n')?;
        let (functions, differ) = counts.split_once(' ')?;
        self.functions += functions.parse::<usize>().ok()?;
        self.differ += differ.parse::<usize>().ok()?;
        if !shown.is_empty() {
            self.shown.push(shown.to_owned());
        }
        Some(())
    }
}

/// The inputs of a check.
pub(super) struct Check {
    pub(super) release: Release,
    /// Numbers of threads; functions are assembled once with each.
    pub(super) threads: Vec<usize>,
}

/// Checks the dump of a package.
pub(super) fn package(input: impl BufRead, check: &Check) -> Result<Outcome, String> {
    let mut input = input;
    let mut run = Run::default();
    while let Some((kind, content)) = records::next(&mut input)? {
        if kind == records::HEADER {
            for threads in &check.threads {
                let link = tables::object(&content, check.release)?;
                run.replays.push(Replay::new(link, *threads));
            }
            continue;
        }
        let added = run.add(kind, content);
        added.map_err(|error| error.to_string())?;
    }
    run.flush().map_err(|error| error.to_string())?;
    Ok(run.outcome)
}

/// A check of a package.
#[derive(Default)]
struct Run {
    tables: Tables,
    replays: Vec<Replay>,
    /// The number of functions that the compiler had counted before the batch.
    text_count: u32,
    /// Functions that are not assembled yet.
    functions: Vec<Vec<u8>>,
    /// Their results by the SDK's assembler.
    results: Vec<Vec<u8>>,
    outcome: Outcome,
}

impl Run {
    fn add(&mut self, kind: u64, content: Vec<u8>) -> Result<(), DumpError> {
        let Self {
            tables, replays, ..
        } = self;
        let mut replays = replays.iter_mut();
        match kind {
            records::SYM => tables.add(&content),
            records::BASE => replays.try_for_each(|replay| replay.add_base(&content)),
            records::REGISTER => replays.try_for_each(|replay| replay.register(&content)),
            records::INLINED => replays.try_for_each(|replay| replay.add_inlined(&content, tables)),
            records::FUNC => {
                let text_count = function::text_count(&content)?;
                if text_count != self.text_count || self.functions.len() == BATCH {
                    self.flush()?;
                    self.text_count = text_count;
                }
                self.functions.push(content);
                Ok(())
            }
            records::RESULT => {
                self.results.push(content);
                Ok(())
            }
            other => Err(DumpError::Kind("record", other)),
        }
    }

    /// Assembles the functions of the batch, and compares.
    fn flush(&mut self) -> Result<(), DumpError> {
        let functions = std::mem::take(&mut self.functions);
        let results = std::mem::take(&mut self.results);
        if functions.len() != results.len() {
            return Err(DumpError::Truncated);
        }
        self.outcome.functions += functions.len();
        let inputs: Vec<&[u8]> = functions.iter().map(Vec::as_slice).collect();
        let pairs = functions.iter().zip(&results);
        let dumped: Vec<Dumped<'_>> = pairs
            .map(|(function, result)| Dumped { function, result })
            .collect();
        for replay in &mut self.replays {
            let problem = batch::assemble(replay, self.text_count, &inputs, &self.tables)?;
            problem
                .into_iter()
                .for_each(|text| self.outcome.add(format!("problem: {text}")));
        }
        for dumped in &dumped {
            for replay in &mut self.replays {
                if let Some(text) = dumped.difference(replay, &self.tables)? {
                    let threads = replay.threads;
                    self.outcome.add(format!("{threads} threads: {text}"));
                    break;
                }
            }
        }
        Ok(())
    }
}
