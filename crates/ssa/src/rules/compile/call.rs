//! Calls to instructions: conversions and helpers.
//!
//! Counterpart: none.

use vamos_syntax::scanner::Token;

use super::convert::converter;
use super::expr::path;
use super::state::Compiler;
use super::state::Const;
use super::state::Fail;
use super::state::Val;
use crate::rules::code::Get;
use crate::rules::code::Instr;
use crate::rules::code::Reg;
use crate::rules::native::NATIVES;
use crate::rules::source::Expr;
use crate::rules::source::FuncDecl;
use crate::rules::ty::INT;
use crate::rules::ty::Ty;

impl<'a> Compiler<'a> {
    /// Compiles a call.
    pub(super) fn call(
        &mut self,
        callee: &'a Expr,
        args: &'a [Expr],
        want: Option<Ty>,
    ) -> Result<Val, Fail> {
        match callee {
            Expr::Name(name) => self.call_name(name, args, want),
            Expr::Field(of, name) => {
                if let Some(package) = path(of)
                    && is_package(&package)
                {
                    let whole = format!("{package}.{name}");
                    if whole == "base.Fatalf" {
                        self.emit(Instr::Trap);
                        return Ok(Val::Reg(0, Ty::Nothing));
                    }
                    return self.named_call(&whole, None, args);
                }
                let receiver = self.expr(of, None)?;
                let (at, ty) = self.reg(receiver, None)?;
                match ty {
                    Ty::Value => self.value_method(at, name, args),
                    Ty::Block => self.block_method(at, name, args),
                    _ => self.method(at, ty, name, args),
                }
            }
            _ => Err(Fail::new("callee")),
        }
    }

    fn call_name(
        &mut self,
        name: &'a str,
        args: &'a [Expr],
        want: Option<Ty>,
    ) -> Result<Val, Fail> {
        match name {
            "len" => return self.len(&args[0]),
            "panic" => {
                self.emit(Instr::Trap);
                return Ok(Val::Reg(0, Ty::Nothing));
            }
            // Messages of these are for the compiler's developers and for flags that only print.
            "warnRule" | "logLargeCopy" | "noteRule" | "countRule" => {
                return Ok(Val::Const(Const::Bool(true), Some(Ty::Bool)));
            }
            "clobber" => {
                let invalid = self.op("OpInvalid")?;
                self.evaluate_before_edit()?;
                for arg in args {
                    let at = self.typed(arg, Ty::Value)?;
                    self.emit(Instr::Reset(at, invalid));
                }
                return Ok(Val::Const(Const::Bool(true), Some(Ty::Bool)));
            }
            "panicBoundsCToAux" => return self.native_call("boundsToAux", args),
            "panicBoundsCCToAux" => return self.native_call("bounds2ToAux", args),
            "min" | "max" => return self.extreme(name == "max", args, want),
            "mergePoint" => return self.merge_point(args),
            _ => {}
        }
        if let Some(converter) = converter(name) {
            return self.converted_by(converter, args);
        }
        let is_function = self.natives.contains_key(name) || self.decls.funcs.contains_key(name);
        match !is_function && args.len() == 1 {
            true => {
                let ty = self.type_named(name)?;
                self.conversion(ty, &args[0])
            }
            false => self.named_call(name, None, args),
        }
    }

    /// Calls a native function whose parameters are the fields of a struct.
    fn native_call(&mut self, name: &str, args: &'a [Expr]) -> Result<Val, Fail> {
        let value = self.expr(&args[0], None)?;
        let (at, ty) = self.reg(value, None)?;
        let fields = 0..self.width(ty);
        let values = fields.map(|offset| Val::Reg(at + offset, INT)).collect();
        self.native(name, values)
    }

    /// Compiles `min(x, y)` or `max(x, y)`.
    fn extreme(&mut self, is_max: bool, args: &'a [Expr], want: Option<Ty>) -> Result<Val, Fail> {
        let [one, two] = args else {
            return Err(Fail::new("arguments of min"));
        };
        let one = self.expr(one, want)?;
        let (one, ty) = self.reg(one, want)?;
        let two = self.typed(two, ty)?;
        let (less, _) = self.operator(Token::Less, ty)?;
        let made = self.allocate(1)?;
        let end = self.label();
        self.emit(Instr::Move(made, one));
        let (left, right) = if is_max { (one, two) } else { (two, one) };
        self.jump(Instr::UnlessBin(less, left, right, 0), end);
        self.emit(Instr::Move(made, two));
        self.place(end);
        Ok(Val::Reg(made, ty))
    }

    pub(super) fn op(&self, name: &str) -> Result<u16, Fail> {
        let op = self.ops.get(name).copied();
        op.ok_or_else(|| Fail::new(format!("no operation {name}")))
    }

    fn len(&mut self, of: &'a Expr) -> Result<Val, Fail> {
        if let Expr::Field(owner, list) = of {
            let owner = self.expr(owner, None)?;
            let (owner, ty) = self.reg(owner, None)?;
            let get = match (ty, &**list) {
                (Ty::Value, "Args") => Get::Args,
                (Ty::Block, "Preds") => Get::BlockPreds,
                _ => return Err(Fail::new(format!("len of {list}"))),
            };
            let to = self.allocate(1)?;
            self.emit(Instr::Get(get, to, owner));
            return Ok(Val::Reg(to, INT));
        }
        let value = self.expr(of, None)?;
        self.native("textLen", vec![value])
    }

    pub(super) fn method(
        &mut self,
        at: Reg,
        ty: Ty,
        name: &str,
        args: &'a [Expr],
    ) -> Result<Val, Fail> {
        let whole = format!("{}.{name}", self.method_owner(ty));
        self.named_call(&whole, Some(Val::Reg(at, ty)), args)
    }

    /// Compiles a call of a native function, or of one of the sources.
    fn named_call(
        &mut self,
        name: &str,
        receiver: Option<Val>,
        args: &'a [Expr],
    ) -> Result<Val, Fail> {
        let mut values: Vec<Val> = receiver.into_iter().collect();
        if let Some(number) = self.natives.get(name).copied() {
            let params = NATIVES[usize::from(number)].params;
            for arg in args {
                let want = params.get(values.len()).copied();
                values.push(self.expr(arg, want)?);
            }
            return self.native(name, values);
        }
        let Some(decl) = self.decls.funcs.get(name) else {
            return Err(Fail::new(format!("function {name}")));
        };
        self.source_call(name, decl, values, args)
    }

    fn source_call(
        &mut self,
        name: &str,
        decl: &'a FuncDecl,
        mut values: Vec<Val>,
        args: &'a [Expr],
    ) -> Result<Val, Fail> {
        let mut type_args = Vec::new();
        let mut types: Vec<Ty> = Vec::new();
        let rest = decl.params.get(values.len()..).unwrap_or_default();
        if rest.len() != args.len() {
            return Err(Fail::new(format!("arguments of {name}")));
        }
        for (_, ty) in decl.params.get(..values.len()).unwrap_or_default() {
            types.push(self.type_named(ty)?);
        }
        for ((_, param), arg) in rest.iter().zip(args) {
            if decl.type_params.contains(param) {
                let value = self.expr(arg, type_args.first().copied())?;
                let (at, ty) = self.reg(value, type_args.first().copied())?;
                if type_args.is_empty() {
                    type_args.push(ty);
                }
                types.push(ty);
                values.push(Val::Reg(at, ty));
                continue;
            }
            let ty = self.type_named(param)?;
            types.push(ty);
            let value = self.expr(arg, Some(ty))?;
            values.push(value);
        }
        let number = self.function(name, type_args.clone(), false)?;
        let outer = std::mem::take(&mut self.type_args);
        let names = decl.type_params.iter().cloned();
        self.type_args = names.zip(type_args).collect();
        let results = decl.results.iter().map(|ty| self.type_named(ty));
        let results = results.collect::<Result<Vec<_>, _>>();
        self.type_args = outer;
        let results = results?;
        if self.funcs[number as usize].edits {
            self.evaluate_before_edit()?;
        }
        let base = self.window(values, &types)?;
        self.emit(Instr::Call(number, base));
        self.result(base, &results)
    }

    /// Puts arguments into new registers after all others.
    fn window(&mut self, values: Vec<Val>, types: &[Ty]) -> Result<Reg, Fail> {
        let mut regs = Vec::new();
        for (value, ty) in values.into_iter().zip(types) {
            let (at, found) = self.reg(value, Some(*ty))?;
            self.assignable(found, *ty)?;
            regs.push((at, self.width(*ty)));
        }
        let width: u16 = regs.iter().map(|(_, width)| width).sum();
        // Results may take as many registers as the widest struct.
        let base = self.allocate(width.max(6))?;
        // The value that was evaluated last may be written where it is needed.
        if let [others @ .., (from, 1)] = &regs[..] {
            let is_other = |(at, width): &(Reg, u16)| (*at..at + width).contains(from);
            let is_used_once = !others.iter().any(is_other);
            let width: u16 = others.iter().map(|(_, width)| width).sum();
            if is_used_once && self.redirect(*from, base + width) {
                regs.pop();
            }
        }
        let mut to = base;
        for (from, width) in regs {
            for offset in 0..width {
                self.emit(Instr::Move(to, from + offset));
                to += 1;
            }
        }
        Ok(base)
    }

    /// Returns the value of a call with its results in registers from `base`.
    fn result(&mut self, base: Reg, results: &[Ty]) -> Result<Val, Fail> {
        match results {
            [] => Ok(Val::Reg(base, Ty::Nothing)),
            [ty] => Ok(Val::Reg(base, *ty)),
            _ => Err(Fail::new("several results")),
        }
    }

    /// Calls a native function.
    pub(super) fn native(&mut self, name: &str, values: Vec<Val>) -> Result<Val, Fail> {
        let number = self.natives.get(name).copied();
        let number = number.ok_or_else(|| Fail::new(format!("function {name}")))?;
        let native = &NATIVES[usize::from(number)];
        if native.params.len() != values.len() {
            return Err(Fail::new(format!("arguments of {name}")));
        }
        if native.run.edits() {
            self.evaluate_before_edit()?;
        }
        let base = self.window(values, native.params)?;
        self.emit(Instr::Native(number, base));
        let ty = match native.result_struct {
            Some(name) => self.type_named(name)?,
            None => native.result,
        };
        Ok(Val::Reg(base, ty))
    }

    /// Compiles `mergePoint(b, x, y)`, which takes one to three values.
    fn merge_point(&mut self, args: &'a [Expr]) -> Result<Val, Fail> {
        let mut values = Vec::new();
        for (index, arg) in args.iter().enumerate() {
            let ty = if index == 0 { Ty::Block } else { Ty::Value };
            values.push(Val::Reg(self.typed(arg, ty)?, ty));
        }
        let zero = self.load(0)?;
        while values.len() < 5 {
            values.push(Val::Reg(zero, Ty::Value));
        }
        self.native("mergePoint", values)
    }
}

/// Reports whether a name is the name of a package.
fn is_package(name: &str) -> bool {
    [
        "bits",
        "math",
        "types",
        "buildcfg",
        "base",
        "reflectdata",
        "strings",
    ]
    .contains(&name)
}
