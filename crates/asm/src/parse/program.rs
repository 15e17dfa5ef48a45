//! The instructions of a file, function by function.
//!
//! Counterpart: cmd/asm/internal/asm/parse.go (`Parse`), asm.go (`append`, `patch`).

use vamos_base::golang::quote;
use vamos_obj::Addr;
use vamos_obj::AddrType;
use vamos_obj::Function;
use vamos_obj::Pos;
use vamos_obj::Prog;
use vamos_obj::ProgId;
use vamos_obj::ProgList;
use vamos_obj::SymId;
use vamos_obj::Val;

use super::Parser;
use super::state::Directive;
use super::state::Line;
use super::state::Parsed;
use super::state::Patch;
use crate::messages::Stop;

impl Parser<'_> {
    /// Reads the file. Returns its functions; `None` after errors.
    pub(crate) fn parse(&mut self) -> Result<Option<Parsed>, Stop> {
        while let Some(line) = self.line()? {
            self.statement(&line);
            self.line.operands = line.operands;
            if let Some(stop) = self.file.stop.take() {
                return Err(stop);
            }
        }
        if let Some(stop) = self.file.stop.take() {
            return Err(stop);
        }
        if self.file.error_count > 0 {
            return Ok(None);
        }
        // A label that is missing in the last function is reported, but stops nothing.
        self.patch();
        self.end_function();
        match self.file.stop.take() {
            Some(stop) => Err(stop),
            None => Ok(Some(std::mem::take(&mut self.file.parsed))),
        }
    }

    fn statement(&mut self, line: &Line) {
        let facts = self.facts(line.word);
        match facts.directive {
            Some(Directive::Data) => self.data(&line.operands),
            Some(Directive::FuncData) => self.funcdata(&line.operands),
            Some(Directive::Globl) => self.globl(&line.operands),
            Some(Directive::PcData) => self.pcdata(&line.operands),
            Some(Directive::PcAlign) => self.pcalign(&line.operands),
            Some(Directive::Text) => self.text(&line.operands),
            None => match facts.meaning.opcode {
                Some(opcode) => self.instruction(opcode, line),
                None => {
                    let word = quote::quote(self.words.text(line.word));
                    self.error(&format!("unrecognized instruction {word}"));
                }
            },
        }
    }

    /// Adds an instruction to the function; with labels that stand before it if it has a place.
    pub(super) fn append(&mut self, mut prog: Prog, suffix: &str, takes_labels: bool) -> bool {
        if !suffix.is_empty()
            && let Err(text) = (self.machine.suffix)(&mut prog, suffix)
        {
            self.error(&text);
            return false;
        }
        let id = self.function.progs.append(prog);
        if takes_labels {
            self.file.pc += 1;
            for at in 0..self.function.pending_labels.len() {
                let label = self.function.pending_labels[at];
                if self.function.labels.contains_key(&label) {
                    let label = quote::quote(self.words.text(label));
                    self.error(&format!("label {label} multiply defined"));
                    return false;
                }
                self.function.labels.insert(label, id);
            }
            self.function.pending_labels.clear();
        }
        self.function.progs[id].pc = self.file.pc;
        self.list(id);
        true
    }

    /// Lists an instruction for `-debug`.
    fn list(&mut self, id: ProgId) {
        if let Some(out) = &mut self.debug {
            let text = self.link.printer().whole(&self.function.progs[id]);
            out.extend_from_slice(format!("{} {text}\n", self.file.line_num).as_bytes());
        }
    }

    /// Resolves the branches to labels that were defined later.
    pub(super) fn patch(&mut self) {
        let patches = std::mem::take(&mut self.function.to_patch);
        for (at, patch) in patches.iter().enumerate() {
            let Some(target) = self.function.labels.get(&patch.label).copied() else {
                let label = self.words.text(patch.label).to_owned();
                self.error(&format!("undefined label {label}"));
                // The rest is tried again at the end of the next function, as upstream.
                let rest = patches.into_iter().skip(at);
                self.function.to_patch = rest.collect();
                return;
            };
            if patch.function == self.function.number {
                let prog = &mut self.function.progs[patch.prog];
                let addr = match patch.is_from {
                    true => &mut prog.from,
                    false => &mut prog.to,
                };
                *addr = branch_to(target);
            }
        }
    }

    /// Remembers that the last instruction branches to a label that is not known yet.
    pub(super) fn branch_later(&mut self, is_from: bool, label: &str) {
        let label = self.words.add(label);
        if let Some(prog) = self.function.progs.last() {
            self.function.to_patch.push(Patch {
                prog,
                is_from,
                label,
                function: self.function.number,
            });
        }
    }

    /// Gives the function that was read its instructions.
    pub(super) fn end_function(&mut self) {
        let progs = std::mem::take(&mut self.function.progs);
        self.function.number += 1;
        if let Some(sym) = self.function.sym.take() {
            let mut function = Function::new(sym);
            function.text = progs.first();
            function.progs = progs.into_progs();
            let pos = function
                .text
                .map_or(Pos::NONE, |text| function.progs[text].pos);
            self.add_function(function, pos);
        }
    }

    /// Adds a complete function; it replaces one of the same symbol, which was reported.
    fn add_function(&mut self, function: Function, pos: Pos) {
        let sym = function.sym;
        let mut is_repeated = false;
        if let Some(info) = self.link.func_mut(sym) {
            is_repeated = info.text_pos.is_known();
            info.text_pos = pos;
        }
        let parsed = &mut self.file.parsed;
        parsed.text.push(sym);
        let mut earlier = parsed.functions.iter_mut().filter(|_| is_repeated);
        match earlier.find(|earlier| earlier.sym == sym) {
            Some(earlier) => *earlier = function,
            None => parsed.functions.push(function),
        }
    }

    /// Begins a function.
    pub(super) fn begin_function(&mut self, sym: SymId) {
        self.function.sym = Some(sym);
        self.function.progs = ProgList::default();
    }
}

/// Returns the operand of a branch to an instruction.
pub(super) fn branch_to(target: ProgId) -> Addr {
    Addr {
        kind: AddrType::Branch,
        val: Val::Branch(target),
        ..Addr::default()
    }
}
