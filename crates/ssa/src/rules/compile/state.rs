//! The compiler's state: its inputs, and the function at hand.
//!
//! Counterpart: none.

use std::collections::HashMap;

use crate::op::Tables;
use crate::rules::code::Code;
use crate::rules::code::Instr;
use crate::rules::code::Reg;
use crate::rules::needs::RuleEntry;
use crate::rules::program::Refused;
use crate::rules::source::Decls;
use crate::rules::source::Expr;
use crate::rules::source::Stmt;
use crate::rules::ty::Ty;

/// A construct that the compiler does not understand.
#[derive(Clone, Debug)]
pub(in crate::rules) struct Fail(pub(in crate::rules) String);

impl Fail {
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

/// A constant.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Const {
    Int(i128),
    Float(f64),
    Bool(bool),
    Text(Box<str>),
}

/// A named type of integers, or a struct.
#[derive(Clone, Debug)]
pub(super) struct NamedType {
    pub(super) name: Box<str>,
    /// The integer type below.
    pub(super) under: Option<Ty>,
    /// Fields and their types; each has one register.
    pub(super) fields: Vec<(Box<str>, Ty)>,
}

/// The value of an expression.
#[derive(Clone, Debug)]
pub(super) enum Val {
    /// A constant, with a type if it has one.
    Const(Const, Option<Ty>),
    /// Registers from this one.
    Reg(Reg, Ty),
    Nil,
}

/// Statements, and the cases of the choice after them.
pub(super) type Cases<'a> = (&'a [Stmt], &'a [(Vec<Expr>, Vec<Stmt>)]);

/// A place that jumps go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Label(pub(super) usize);

/// A variable.
#[derive(Clone, Debug)]
pub(super) struct Local<'a> {
    pub(super) name: Box<str>,
    pub(super) at: Reg,
    pub(super) ty: Ty,
    /// The value, until it is in the registers.
    pub(super) later: Option<&'a Expr>,
}

/// The function that is compiled.
#[derive(Debug, Default)]
pub(super) struct Frame<'a> {
    pub(super) instrs: Vec<Instr>,
    pub(super) locals: Vec<Local<'a>>,
    pub(super) next: u32,
    pub(super) most: u32,
    /// The places of labels.
    pub(super) labels: Vec<Option<u32>>,
    /// The number of instructions before the last place of a label.
    pub(super) labelled: usize,
    /// Jumps, each with its label.
    pub(super) jumps: Vec<(usize, Label)>,
    /// The targets of `break` and `continue`.
    pub(super) breaks: Vec<Label>,
    pub(super) continues: Vec<Label>,
    pub(super) results: Vec<Ty>,
    /// The variables that results are, if they have names.
    pub(super) result_vars: Vec<(Reg, Ty)>,
    /// The function has rules: names stand for registers that do not change.
    pub(super) is_rules: bool,
    /// The code is in a rule: values of names are evaluated where they are used first.
    pub(super) is_in_rule: bool,
    /// The number of conditions on which the code at hand depends.
    pub(super) branches: u32,
    /// The rules of an operation, and the instruction after them.
    pub(super) rules: Vec<RuleEntry>,
    pub(super) after: u32,
}

/// The compiler.
pub(in crate::rules) struct Compiler<'a> {
    pub(super) decls: &'a Decls,
    pub(super) tables: &'a Tables,
    pub(super) ops: HashMap<Box<str>, u16>,
    pub(super) kinds: HashMap<Box<str>, u16>,
    pub(super) iota: Option<i128>,
    /// Functions may have calls for the race detector.
    pub(in crate::rules) is_race: bool,
    pub(super) named: Vec<NamedType>,
    pub(super) type_args: HashMap<Box<str>, Ty>,
    pub(super) natives: HashMap<&'static str, u16>,
    /// Numbers of functions, by name and types of type parameters.
    pub(super) known: HashMap<(Box<str>, Vec<Ty>), Result<u32, Fail>>,
    pub(in crate::rules) funcs: Vec<Code>,
    pub(in crate::rules) consts: Vec<u64>,
    pub(super) const_numbers: HashMap<u64, u32>,
    pub(in crate::rules) texts: Vec<Box<str>>,
    pub(in crate::rules) refused: Vec<Refused>,
    /// The number of rules that were compiled.
    pub(in crate::rules) rules: usize,
    pub(super) frame: Frame<'a>,
    pub(super) file: Box<str>,
}

/// The texts that settings are compared with, which have the first numbers.
pub(super) const TEXTS: [&str; 1] = [""];

impl Frame<'_> {
    /// Places a label after the last instruction.
    pub(super) fn place(&mut self, label: Label) {
        self.labels[label.0] = Some(self.instrs.len() as u32);
        self.labelled = self.instrs.len();
    }

    /// Returns the last instruction, unless jumps go to the place after it: they do not execute it.
    pub(super) fn last(&mut self) -> Option<&mut Instr> {
        if self.labelled >= self.instrs.len() {
            return None;
        }
        self.instrs.last_mut()
    }

    /// Labels of a rule that was given up are where the next rule begins.
    pub(super) fn place_open(&mut self) {
        let here = self.instrs.len() as u32;
        self.labelled = self.instrs.len();
        let breaks: Vec<Label> = self.breaks.clone();
        for (index, label) in self.labels.iter_mut().enumerate() {
            if label.is_none() && !breaks.contains(&Label(index)) {
                *label = Some(here);
            }
        }
    }

    /// Fills in the jumps.
    pub(super) fn finish(mut self) -> Result<Code, Fail> {
        for (at, label) in self.jumps {
            let target = self.labels[label.0].ok_or_else(|| Fail::new("open label"))?;
            let narrow = u16::try_from(target).map_err(|_| Fail::new("long function"));
            match &mut self.instrs[at] {
                Instr::Jump(to) | Instr::Unless(_, to) | Instr::When(_, to) => *to = target,
                Instr::UnlessOp(_, _, to)
                | Instr::UnlessBin(_, _, _, to)
                | Instr::UnlessSmall(_, _, _, to) => *to = narrow?,
                _ => return Err(Fail::new("no jump")),
            }
        }
        Ok(Code {
            instrs: self.instrs,
            registers: self.most.min(u16::MAX.into()) as u16,
            rules: self.rules,
            after: self.after,
            has_only_rules: false,
            edits: false,
            is_of_blocks: false,
        })
    }
}
