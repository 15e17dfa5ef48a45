//! A dump, and the same functions assembled by crate obj.
//!
//! Counterpart: none.

use std::io::BufRead;

use vamos_obj::Release;
use vamos_ssa::dump::DumpError;

use super::batch::Batch;
use super::difference::Dumped;
use super::entries::Entries;
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
    pub(super) entries: usize,
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
            entries,
            differ,
            shown,
        } = self;
        format!("{functions} {entries} {differ}\n{}", shown.join("\n"))
    }

    /// Adds the content of a result file; `None` if it has another form.
    pub(super) fn add_text(&mut self, text: &str) -> Option<()> {
        let (counts, shown) = text.split_once('\n')?;
        let mut counts = counts.split(' ').map(str::parse::<usize>);
        let mut next = || counts.next()?.ok();
        self.functions += next()?;
        self.entries += next()?;
        self.differ += next()?;
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
    run.finish().map_err(|error| error.to_string())?;
    Ok(run.outcome)
}

/// A check of a package.
#[derive(Default)]
struct Run {
    tables: Tables,
    replays: Vec<Replay>,
    /// Functions that are not assembled yet.
    batch: Batch,
    entries: Entries,
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
                let batch = &self.batch;
                if text_count != batch.text_count || batch.functions.len() == BATCH {
                    self.flush()?;
                    self.batch.text_count = text_count;
                }
                self.batch.functions.push(content);
                Ok(())
            }
            records::DEBUG => store(&mut self.batch.debug, content),
            records::RESULT => store(&mut self.batch.results, content),
            records::ABSTRACT => store(&mut self.entries.shared, content),
            records::ENTRIES => store(&mut self.entries.functions, content),
            records::ABSTRACT_ENTRY => store(&mut self.entries.abstracts, content),
            other => Err(DumpError::Kind("record", other)),
        }
    }

    /// Assembles the functions of the batch, and compares.
    fn flush(&mut self) -> Result<(), DumpError> {
        let batch = std::mem::take(&mut self.batch);
        let counts = [batch.debug.len(), batch.results.len()];
        if counts != [batch.functions.len(); 2] {
            return Err(DumpError::Truncated);
        }
        self.outcome.functions += batch.functions.len();
        for replay in &mut self.replays {
            if let Some(text) = batch.assemble(replay, &self.tables)? {
                self.outcome.add(format!("problem: {text}"));
            }
        }
        for (function, result) in batch.functions.iter().zip(&batch.results) {
            let dumped = Dumped { function, result };
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

    /// Assembles the last functions, and compares debug entries.
    fn finish(&mut self) -> Result<(), DumpError> {
        self.flush()?;
        self.outcome.entries = self.entries.len();
        for replay in &mut self.replays {
            let threads = replay.threads;
            for text in self.entries.compare(replay, &self.tables)? {
                self.outcome.add(format!("{threads} threads: {text}"));
            }
        }
        Ok(())
    }
}

fn store(list: &mut Vec<Vec<u8>>, content: Vec<u8>) -> Result<(), DumpError> {
    list.push(content);
    Ok(())
}
