//! Functions of a dump, made by crate ssagen and compared one by one.
//!
//! Counterpart: none.

use vamos_ssagen::CodePoints;
use vamos_ssagen::Declared;
use vamos_ssagen::Frame;
use vamos_ssagen::Generated;
use vamos_ssagen::Machine;
use vamos_ssagen::Symbols;
use vamos_ssagen::run_passes;

use super::analysis;
use super::assembled::Made;
use super::check::Run;
use super::difference;
use super::dwarf::Parts;
use super::dwarf::Unit;
use super::frame;
use super::frame::DumpedFrame;
use super::generate::Generation;
use super::generate::Prepared;
use super::mode::Mode;
use crate::progs::function;
use crate::ssa::panics;

impl Run<'_> {
    /// Makes the instructions of the function at hand, and compares them with a dump.
    pub(super) fn compare(&mut self, content: &[u8]) -> Result<(), String> {
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
            points,
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
            None => match self.unit(prepared, analysis.frame, points) {
                Ok(unit) => {
                    self.made = Some(Made {
                        ours: function,
                        dumped: content.to_vec(),
                        debug: Vec::new(),
                        unit,
                    });
                }
                Err(refusal) => {
                    let text = format!("{}: refused: {refusal}", self.function);
                    self.outcome.refuse(text);
                }
            },
        }
        Ok(())
    }

    /// Returns the source of debug information for the function at hand, if it is from IR.
    fn unit(
        &mut self,
        prepared: Prepared,
        frame: Frame,
        points: CodePoints,
    ) -> Result<Option<Unit>, String> {
        let Some((ir, heap)) = self.of_ir.take() else {
            return Ok(None);
        };
        let parts = Parts {
            ir,
            is_unoptimized: prepared.is_unoptimized(),
            func: prepared.into_func(),
            frame,
            heap,
            points,
        };
        let facts = self.debug.take_facts();
        let facts = facts.ok_or("no facts for debug information")?;
        Unit::new(parts, facts, &self.cx()).map(Some)
    }

    /// Assembles the function at hand, and compares the results with a dump.
    pub(super) fn compare_code(&mut self, content: &[u8]) -> Result<(), String> {
        let Some(made) = self.made.take() else {
            return Ok(());
        };
        let Some(mut object) = self.object.take() else {
            return Err("no header".to_owned());
        };
        let (debug, cx) = (&self.debug, self.cx());
        let text = made.difference(content, &mut object.replay, &self.dumped, debug, cx);
        self.object = Some(object);
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
        let object = self.object.as_ref().ok_or("no header")?;
        Ok(Ok(Prepared::of_state(func, declared, dumped, object)))
    }

    /// Returns the function at hand after the last pass, from its IR.
    fn prepare_from_ir(&mut self) -> Result<Result<Prepared, String>, String> {
        let Some((name, made)) = self.source.take() else {
            return Ok(Err("no IR".to_owned()));
        };
        self.function = name;
        let object = self.object.as_mut().ok_or("no header")?;
        Ok(made.and_then(|made| {
            self.of_ir = Some((made.ir.clone(), made.lowered.heap.clone()));
            let of_function = object.symbols_of(&made.lowered.func);
            let symbols = Symbols {
                of_package: &self.syms,
                of_function: &of_function,
                runtime: &object.runtime,
            };
            self.source.prepare(made, &self.states.package, symbols)
        }))
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
