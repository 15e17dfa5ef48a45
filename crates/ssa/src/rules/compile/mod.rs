//! The compiler from the SDK's rewrite sources to bytecode.
//!
//! Helper functions that rules call are compiled from their own sources as well, unless there is a
//! native one of the same name. A rule that needs more than is there keeps the code of its pattern
//! up to that point, and an instruction that refuses the function.
//! Counterpart: cmd/compile/internal/ssa/_gen/rulegen.go.

mod call;
mod conditions;
mod consts;
mod control;
mod convert;
mod draft;
mod expr;
mod fields;
mod forms;
mod later;
mod methods;
mod needs;
mod state;
mod stmt;
#[cfg(test)]
mod tests;
mod types;

use std::collections::HashMap;

pub(super) use state::Compiler;
pub(super) use state::Fail;

use self::state::Cases;
use self::state::Frame;
use self::state::Label;
use self::state::TEXTS;
use super::code::Code;
use super::code::Instr;
use super::code::Reg;
use super::code::RuleSet;
use super::native::NATIVES;
use super::needs::RuleEntry;
use super::program::Refused;
use super::source::Decls;
use super::source::Expr;
use super::source::For;
use super::source::FuncDecl;
use super::source::Stmt;
use super::ty::Ty;
use crate::op::Tables;

impl<'a> Compiler<'a> {
    pub(super) fn new(decls: &'a Decls, tables: &'a Tables) -> Self {
        let natives = NATIVES.iter().enumerate();
        let natives = natives.map(|(index, native)| (native.name, index as u16));
        Self {
            decls,
            tables,
            ops: consts::numbers(&tables.op_consts),
            kinds: consts::numbers(&tables.block_consts),
            iota: None,
            is_race: true,
            named: Vec::new(),
            type_args: HashMap::new(),
            natives: natives.collect(),
            known: HashMap::new(),
            funcs: Vec::new(),
            consts: Vec::new(),
            const_numbers: HashMap::new(),
            texts: TEXTS.map(Box::from).to_vec(),
            refused: Vec::new(),
            rules: 0,
            frame: Frame::default(),
            file: "".into(),
        }
    }

    /// Compiles the rules of a file, whose functions have `name` in their names.
    pub(super) fn rule_set(&mut self, name: &str) -> Result<RuleSet, Fail> {
        self.file = name.into();
        let mut set = RuleSet {
            values: vec![0; self.tables.ops.len()],
            blocks: vec![0; self.tables.blocks.len()],
        };
        for (function, param, is_block) in [
            (format!("rewriteValue{name}"), "v", false),
            (format!("rewriteBlock{name}"), "b", true),
        ] {
            let (head, cases) = self.cases(&function)?;
            for (exprs, body) in cases {
                let number = self.case(head, body, param, is_block)?;
                for expr in exprs {
                    let Expr::Name(name) = expr else {
                        return Err(Fail::new(format!("{function}: case")));
                    };
                    let (numbers, list) = match is_block {
                        true => (&self.kinds, &mut set.blocks),
                        false => (&self.ops, &mut set.values),
                    };
                    let at = numbers.get(&**name);
                    let at = at.ok_or_else(|| Fail::new(format!("{function}: {name}")))?;
                    let number = u16::try_from(number + 1);
                    let number = number.map_err(|_| Fail::new("too many functions"))?;
                    list[usize::from(*at)] = number;
                }
            }
        }
        Ok(set)
    }

    /// Returns the cases of the function that chooses rules by operation or kind, and the statements
    /// before them.
    fn cases(&self, function: &str) -> Result<Cases<'a>, Fail> {
        let missing = || Fail::new(format!("no function {function}"));
        let decl = self.decls.funcs.get(function).ok_or_else(missing)?;
        let body = decl.body.as_ref().map_err(|error| {
            Fail::new(format!("{function}: {} at {}", error.text, error.offset))
        })?;
        let switch = body.iter().enumerate().find_map(|(at, stmt)| match stmt {
            Stmt::Switch(_, cases) => Some((&body[..at], &cases[..])),
            _ => None,
        });
        Ok(switch.unwrap_or_default())
    }

    /// Compiles one case: a call of the rules of an operation, or statements.
    fn case(
        &mut self,
        head: &'a [Stmt],
        body: &'a [Stmt],
        param: &str,
        is_block: bool,
    ) -> Result<u32, Fail> {
        if let [Stmt::Return(results)] = body
            && let [Expr::Call(callee, _)] = &results[..]
            && let Expr::Name(name) = &**callee
        {
            return self.function(name, Vec::new(), true);
        }
        let ty = if is_block { Ty::Block } else { Ty::Value };
        let params = vec![(Box::from(param), ty)];
        let code = self.body(params, (vec![Ty::Bool], &[]), [head, body], true)?;
        self.funcs.push(code);
        Ok(self.funcs.len() as u32 - 1)
    }

    /// Returns the number of a function of the sources, which is compiled if it was not yet.
    fn function(&mut self, name: &str, types: Vec<Ty>, is_rules: bool) -> Result<u32, Fail> {
        let key = (Box::from(name), types);
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let Some(decl) = self.decls.funcs.get(name) else {
            return Err(Fail::new(format!("function {name}")));
        };
        let number = self.funcs.len() as u32;
        // A function that calls it before it is compiled must expect edits.
        self.funcs.push(Code {
            edits: true,
            ..Code::default()
        });
        self.known.insert(key.clone(), Ok(number));
        let type_args = decl.type_params.iter().cloned().zip(key.1.iter().copied());
        let outer = std::mem::replace(&mut self.type_args, type_args.collect());
        let compiled = self.declared_body(decl, is_rules);
        self.type_args = outer;
        let result = match compiled {
            Ok(code) => {
                self.funcs[number as usize] = code;
                Ok(number)
            }
            Err(fail) => Err(Fail::new(format!("{name}: {}", fail.0))),
        };
        self.known.insert(key, result.clone());
        result
    }

    fn declared_body(&mut self, decl: &'a FuncDecl, is_rules: bool) -> Result<Code, Fail> {
        let unread = |error: &super::source::SourceError| Fail::new(format!("`{}`", error.text));
        let body = decl.body.as_ref().map_err(unread)?;
        let params = decl.params.iter();
        let params = params.map(|(name, ty)| Ok((name.clone(), self.type_named(ty)?)));
        let params = params.collect::<Result<Vec<_>, Fail>>()?;
        let results = decl.results.iter().map(|ty| self.type_named(ty));
        let results = results.collect::<Result<Vec<_>, Fail>>()?;
        let results = (results, &decl.result_names[..]);
        self.body(params, results, [&[], body], is_rules)
    }

    /// Compiles statements as a function; the second ones use the declarations of the first.
    fn body(
        &mut self,
        params: Vec<(Box<str>, Ty)>,
        results: (Vec<Ty>, &[Box<str>]),
        body: [&'a [Stmt]; 2],
        is_rules: bool,
    ) -> Result<Code, Fail> {
        let (results, names) = results;
        let frame = Frame {
            results,
            is_rules,
            ..Frame::default()
        };
        let is_of_blocks = params.first().is_some_and(|(_, ty)| *ty == Ty::Block);
        let outer = std::mem::replace(&mut self.frame, frame);
        let compiled = self.body_in_frame(params, names, body);
        let frame = std::mem::replace(&mut self.frame, outer);
        compiled?;
        let mut code = frame.finish()?;
        code.is_of_blocks = is_of_blocks;
        code.edits = code.instrs.iter().any(|instr| self.edits(*instr));
        let end = code.instrs.get(code.after as usize..).unwrap_or_default();
        code.has_only_rules =
            code.after > 0 && matches!(end, [Instr::Small(0, 0), Instr::Return, ..]);
        Ok(code)
    }

    fn body_in_frame(
        &mut self,
        params: Vec<(Box<str>, Ty)>,
        names: &[Box<str>],
        body: [&'a [Stmt]; 2],
    ) -> Result<(), Fail> {
        for (name, ty) in params {
            let at = self.allocate(self.width(ty))?;
            self.declare(name, at, ty);
        }
        // Results are written over the parameters.
        let results = self.frame.results.clone();
        let width: u16 = results.iter().map(|ty| self.width(*ty)).sum();
        self.frame.most = self.frame.most.max(width.into());
        for (name, ty) in names.iter().zip(results) {
            let at = self.load(0)?;
            self.declare(name.clone(), at, ty);
            self.frame.result_vars.push((at, ty));
        }
        let [head, body] = body;
        for stmt in head {
            self.statement(stmt)?;
        }
        self.statements(body)?;
        if self.frame.is_rules {
            // No rule of the kind of blocks matched.
            self.emit_constant(0, 0);
            self.emit(Instr::Return);
        }
        self.emit(Instr::Trap);
        Ok(())
    }

    /// Compiles a rule; one that is not understood becomes a refusal.
    fn rule(&mut self, found: &'a For) -> Result<(), Fail> {
        self.rules += 1;
        if self.frame.rules.is_empty() {
            self.emit(Instr::Rules);
        }
        let start = self.frame.instrs.len() as u32;
        let (locals, next) = (self.frame.locals.len(), self.frame.next);
        let (breaks, continues) = (self.frame.breaks.len(), self.frame.continues.len());
        self.frame.is_in_rule = true;
        let compiled = self.for_loop(found);
        self.frame.is_in_rule = false;
        let needs = self.needs(found);
        self.frame.rules.push(RuleEntry { start, needs });
        if let Err(fail) = compiled {
            self.frame.branches = 0;
            self.refused.push(Refused {
                file: self.file.clone(),
                rule: found.rule.clone().unwrap_or_default(),
                reason: fail.0,
            });
            self.frame.locals.truncate(locals);
            self.frame.next = next;
            self.frame.breaks.truncate(breaks);
            self.frame.continues.truncate(continues);
            self.emit(Instr::Refuse(self.refused.len() as u32 - 1));
            self.frame.place_open();
        }
        self.emit(Instr::Next);
        self.frame.after = self.frame.instrs.len() as u32;
        Ok(())
    }

    fn emit(&mut self, instr: Instr) {
        self.frame.instrs.push(instr);
    }

    /// Returns the first of new registers.
    fn allocate(&mut self, width: u16) -> Result<Reg, Fail> {
        let at = self.frame.next;
        self.frame.next += u32::from(width);
        self.frame.most = self.frame.most.max(self.frame.next);
        if self.frame.next > u32::from(u16::MAX) {
            return Err(Fail::new("too many variables"));
        }
        Ok(at as Reg)
    }

    /// Loads a constant into a register.
    fn emit_constant(&mut self, at: Reg, bits: u64) {
        let instr = match i32::try_from(bits as i64) {
            Ok(number) => Instr::Small(at, number),
            Err(_) => Instr::Const(at, self.constant(bits)),
        };
        self.emit(instr);
    }

    fn constant(&mut self, bits: u64) -> u32 {
        let next = self.consts.len() as u32;
        let number = *self.const_numbers.entry(bits).or_insert(next);
        if number == next {
            self.consts.push(bits);
        }
        number
    }

    fn text(&mut self, text: &str) -> u64 {
        let known = self.texts.iter().position(|known| &**known == text);
        let at = known.unwrap_or_else(|| {
            self.texts.push(text.into());
            self.texts.len() - 1
        });
        at as u64
    }

    fn label(&mut self) -> Label {
        self.frame.labels.push(None);
        Label(self.frame.labels.len() - 1)
    }

    fn place(&mut self, label: Label) {
        self.frame.place(label);
    }

    fn jump(&mut self, instr: Instr, label: Label) {
        self.frame.jumps.push((self.frame.instrs.len(), label));
        self.emit(instr);
    }
}
