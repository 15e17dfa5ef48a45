//! Expressions to instructions.
//!
//! Counterpart: none.

use vamos_syntax::scanner::Token;

use super::state::Compiler;
use super::state::Const;
use super::state::Fail;
use super::state::Val;
use crate::rules::code::Bin;
use crate::rules::code::Instr;
use crate::rules::code::Reg;
use crate::rules::code::Un;
use crate::rules::source::Expr;
use crate::rules::ty::INT;
use crate::rules::ty::Ty;

/// Returns `a.b.c` of names with fields.
pub(super) fn path(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Name(name) => Some(name.to_string()),
        Expr::Field(of, name) => Some(format!("{}.{name}", path(of)?)),
        _ => None,
    }
}

impl<'a> Compiler<'a> {
    /// Compiles an expression; `want` is the type that a constant is to have.
    pub(super) fn expr(&mut self, expr: &'a Expr, want: Option<Ty>) -> Result<Val, Fail> {
        match expr {
            Expr::Int(value) => Ok(Val::Const(Const::Int(*value), None)),
            Expr::Float(value) => Ok(Val::Const(Const::Float(*value), None)),
            Expr::Text(text) => Ok(Val::Const(Const::Text(text.clone()), Some(Ty::Str))),
            Expr::Name(name) => self.name(name),
            Expr::Unary(operator, inner) => self.unary(*operator, inner, want),
            Expr::Binary(operator, left, right) => self.binary(*operator, left, right, want),
            Expr::Call(callee, args) => self.call(callee, args, want),
            Expr::Field(of, name) => self.field(of, name),
            Expr::Index(of, index) => self.index(of, index),
            Expr::Struct(name, fields) => self.struct_value(name, fields),
            Expr::Assert(inner, ty) => {
                let value = self.expr(inner, None)?;
                let ty = self.type_named(ty)?;
                self.asserted(value, ty)
            }
        }
    }

    fn name(&mut self, name: &str) -> Result<Val, Fail> {
        let mut locals = self.frame.locals.iter();
        if let Some(index) = locals.rposition(|local| &*local.name == name) {
            return self.local(index);
        }
        match self.constant_named(name)? {
            Some(value) => Ok(value),
            None => Err(Fail::new(format!("name {name}"))),
        }
    }

    /// Returns a value of an interface as one of another type.
    fn asserted(&mut self, value: Val, ty: Ty) -> Result<Val, Fail> {
        match (value, ty) {
            (Val::Reg(at, Ty::Aux | Ty::Sym | Ty::Call), Ty::Call | Ty::Sym) => {
                Ok(Val::Reg(at, ty))
            }
            (Val::Reg(at, from), to) if from == to => Ok(Val::Reg(at, to)),
            (value @ Val::Reg(_, Ty::Aux | Ty::Sym), Ty::LSym) => {
                self.native("auxToLSym", vec![value])
            }
            (value @ Val::Reg(_, Ty::Aux), Ty::Type) => self.native("auxToType", vec![value]),
            (value, ty) => Err(Fail::new(format!("{value:?} as {ty:?}"))),
        }
    }

    /// Puts a value into registers; a constant becomes one of the wanted type.
    pub(super) fn reg(&mut self, value: Val, want: Option<Ty>) -> Result<(Reg, Ty), Fail> {
        match value {
            Val::Reg(at, ty) => Ok((at, ty)),
            Val::Nil => {
                let ty = want.ok_or_else(|| Fail::new("nil without a type"))?;
                Ok((self.load(0)?, ty))
            }
            Val::Const(value, own) => {
                let ty = own.or(want).unwrap_or(match &value {
                    Const::Int(_) => INT,
                    Const::Float(_) => Ty::F64,
                    Const::Bool(_) => Ty::Bool,
                    Const::Text(_) => Ty::Str,
                });
                let value = self.converted(value, ty)?;
                let bits = self.bits(&value, ty);
                Ok((self.load(bits)?, ty))
            }
        }
    }

    /// Loads a constant into a new register.
    pub(super) fn load(&mut self, bits: u64) -> Result<Reg, Fail> {
        let at = self.allocate(1)?;
        self.emit_constant(at, bits);
        Ok(at)
    }

    /// Compiles an expression into registers of a type.
    pub(super) fn typed(&mut self, expr: &'a Expr, ty: Ty) -> Result<Reg, Fail> {
        let value = self.expr(expr, Some(ty))?;
        let (at, found) = self.reg(value, Some(ty))?;
        self.assignable(found, ty)?;
        Ok(at)
    }

    pub(super) fn assignable(&self, from: Ty, to: Ty) -> Result<(), Fail> {
        let is_aux = |ty| matches!(ty, Ty::Aux | Ty::Sym | Ty::Call);
        match from == to || is_aux(from) && is_aux(to) {
            true => Ok(()),
            false => Err(Fail::new(format!("{from:?} as {to:?}"))),
        }
    }

    fn unary(&mut self, operator: Token, inner: &'a Expr, want: Option<Ty>) -> Result<Val, Fail> {
        let value = self.expr(inner, want)?;
        if let Val::Const(value, ty) = &value {
            let folded = match (operator, value) {
                (Token::Sub, Const::Int(value)) => Const::Int(-value),
                (Token::Sub, Const::Float(value)) => Const::Float(-value),
                (Token::Xor, Const::Int(value)) => Const::Int(!value),
                (Token::Not, Const::Bool(value)) => Const::Bool(!value),
                (Token::Add, value) => value.clone(),
                _ => return Err(Fail::new("operator of a constant")),
            };
            let folded = match ty {
                Some(ty) => self.converted(folded, *ty)?,
                None => folded,
            };
            return Ok(Val::Const(folded, *ty));
        }
        let (at, ty) = self.reg(value, want)?;
        let un = match (operator, ty) {
            (Token::Not, Ty::Bool) => Un::Not,
            (Token::Sub, Ty::F64) => Un::NegF64,
            (Token::Sub, Ty::F32) => Un::NegF32,
            (Token::Sub, _) if self.integer(ty).is_some() => Un::Neg,
            (Token::Xor, _) if self.integer(ty).is_some() => Un::Complement,
            _ => return Err(Fail::new(format!("{} of {ty:?}", operator.text()))),
        };
        let to = self.allocate(1)?;
        self.emit(Instr::Un(un, to, at));
        self.narrow(to, ty);
        Ok(Val::Reg(to, ty))
    }

    /// Makes a result of 64 bits one of the type.
    pub(super) fn narrow(&mut self, at: Reg, ty: Ty) {
        let un = match self.integer(ty) {
            Some((8, true)) => Un::Sign8,
            Some((16, true)) => Un::Sign16,
            Some((32, true)) => Un::Sign32,
            Some((8, false)) => Un::Zero8,
            Some((16, false)) => Un::Zero16,
            Some((32, false)) => Un::Zero32,
            _ => return,
        };
        self.emit(Instr::Un(un, at, at));
    }

    fn binary(
        &mut self,
        operator: Token,
        left: &'a Expr,
        right: &'a Expr,
        want: Option<Ty>,
    ) -> Result<Val, Fail> {
        if matches!(operator, Token::LogAnd | Token::LogOr) {
            return self.logical(operator, left, right);
        }
        let is_comparison = operator.precedence() == 3;
        let is_shift = matches!(operator, Token::Shl | Token::Shr);
        let inner_want = match is_comparison {
            // The constant that is shifted has the type of the other side.
            true if has_open_shift(left) => self.type_of(right)?,
            true => None,
            false => want,
        };
        let mut one = self.expr(left, inner_want)?;
        let two_want = match &one {
            Val::Reg(_, ty) | Val::Const(_, Some(ty)) if !is_shift => Some(*ty),
            _ if is_shift => None,
            _ => inner_want,
        };
        let mut two = self.expr(right, two_want)?;
        if let (Val::Const(one, one_ty), Val::Const(two, two_ty)) = (&one, &two) {
            let ty = if is_shift {
                *one_ty
            } else {
                one_ty.or(*two_ty)
            };
            let folded_ty = if is_comparison { None } else { ty };
            if let Some(value) = self.fold(operator, one, two, folded_ty) {
                return Ok(Val::Const(value, folded_ty));
            }
        }
        if let (Val::Reg(_, Ty::AuxText), Val::Const(Const::Text(text), _)) = (&one, &two)
            && text.is_empty()
        {
            // A text of an aux value is only compared with the empty one.
            one = self.native("textLen", vec![one])?;
            two = Val::Const(Const::Int(0), Some(INT));
        }
        if is_shift {
            if matches!(one, Val::Const(_, None)) && want.is_none() {
                one = Val::Const(constant_of(one)?, Some(INT));
            }
            if matches!(two, Val::Const(_, None)) {
                two = Val::Const(constant_of(two)?, Some(INT));
            }
        }
        let other = |value: &Val| match value {
            Val::Reg(_, ty) | Val::Const(_, Some(ty)) => Some(*ty),
            _ => None,
        };
        let (one_other, two_other) = (other(&two), other(&one));
        let (one, ty) = self.reg(one, if is_shift { want } else { one_other.or(want) })?;
        let (two, two_ty) = self.reg(
            two,
            if is_shift {
                Some(INT)
            } else {
                two_other.or(Some(ty))
            },
        )?;
        if !is_shift {
            self.assignable(ty, two_ty)?;
        }
        let (bin, swaps) = self.operator(operator, ty)?;
        let to = self.allocate(1)?;
        let (one, two) = if swaps { (two, one) } else { (one, two) };
        self.emit(Instr::Bin(bin, to, one, two));
        if is_comparison {
            return Ok(Val::Reg(to, Ty::Bool));
        }
        self.narrow(to, ty);
        Ok(Val::Reg(to, ty))
    }

    /// Returns the operation for an operator, and whether it takes its operands in reverse.
    pub(super) fn operator(&self, operator: Token, ty: Ty) -> Result<(Bin, bool), Fail> {
        let unknown = || Fail::new(format!("{} of {ty:?}", operator.text()));
        let swaps = matches!(operator, Token::Greater | Token::GreaterEqual);
        let bin = match ty {
            Ty::F64 => match operator {
                Token::Add => Bin::AddF64,
                Token::Sub => Bin::SubF64,
                Token::Mul => Bin::MulF64,
                Token::Quo => Bin::DivF64,
                Token::Equal => Bin::EqF64,
                Token::NotEqual => Bin::NeF64,
                Token::Less | Token::Greater => Bin::LessF64,
                Token::LessEqual | Token::GreaterEqual => Bin::LessEqualF64,
                _ => return Err(unknown()),
            },
            Ty::F32 => match operator {
                Token::Add => Bin::AddF32,
                Token::Sub => Bin::SubF32,
                Token::Mul => Bin::MulF32,
                Token::Quo => Bin::DivF32,
                Token::Equal => Bin::EqF32,
                Token::NotEqual => Bin::NeF32,
                Token::Less | Token::Greater => Bin::LessF32,
                Token::LessEqual | Token::GreaterEqual => Bin::LessEqualF32,
                _ => return Err(unknown()),
            },
            _ => match (operator, self.integer(ty)) {
                (Token::Equal, _) => Bin::Eq,
                (Token::NotEqual, _) => Bin::Ne,
                (operator, Some((_, signed))) => {
                    integer_operator(operator, signed).ok_or_else(unknown)?
                }
                _ => return Err(unknown()),
            },
        };
        Ok((bin, swaps))
    }

    fn struct_value(
        &mut self,
        name: &str,
        values: &'a [(Option<Box<str>>, Expr)],
    ) -> Result<Val, Fail> {
        let ty = self.type_named(name)?;
        let Ty::Struct(index) = ty else {
            return Err(Fail::new(format!("value of {name}")));
        };
        let fields = self.named[usize::from(index)].fields.clone();
        let at = self.allocate(fields.len() as u16)?;
        for offset in 0..fields.len() {
            self.emit_constant(at + offset as u16, 0);
        }
        for (position, (key, value)) in values.iter().enumerate() {
            let offset = match key {
                Some(key) => fields.iter().position(|(field, _)| field == key),
                None => Some(position),
            };
            let offset = offset.filter(|offset| *offset < fields.len());
            let offset = offset.ok_or_else(|| Fail::new(format!("field of {name}")))?;
            let value = self.typed(value, fields[offset].1)?;
            self.emit(Instr::Move(at + offset as u16, value));
        }
        Ok(Val::Reg(at, ty))
    }
}

/// Reports whether an expression has a literal that is shifted by a variable.
fn has_open_shift(expr: &Expr) -> bool {
    match expr {
        Expr::Binary(Token::Shl, left, _) => matches!(**left, Expr::Int(_)),
        Expr::Binary(_, left, right) => has_open_shift(left) || has_open_shift(right),
        _ => false,
    }
}

/// Returns the constant of a value that is one.
fn constant_of(value: Val) -> Result<Const, Fail> {
    match value {
        Val::Const(value, _) => Ok(value),
        _ => Err(Fail::new("no constant")),
    }
}

fn integer_operator(operator: Token, signed: bool) -> Option<Bin> {
    Some(match (operator, signed) {
        (Token::Add, _) => Bin::Add,
        (Token::Sub, _) => Bin::Sub,
        (Token::Mul, _) => Bin::Mul,
        (Token::Quo, true) => Bin::DivSigned,
        (Token::Quo, false) => Bin::DivUnsigned,
        (Token::Rem, true) => Bin::RemSigned,
        (Token::Rem, false) => Bin::RemUnsigned,
        (Token::And, _) => Bin::And,
        (Token::Or, _) => Bin::Or,
        (Token::Xor, _) => Bin::Xor,
        (Token::AndNot, _) => Bin::AndNot,
        (Token::Shl, _) => Bin::Shl,
        (Token::Shr, true) => Bin::ShrSigned,
        (Token::Shr, false) => Bin::ShrUnsigned,
        (Token::Less | Token::Greater, true) => Bin::LessSigned,
        (Token::Less | Token::Greater, false) => Bin::LessUnsigned,
        (Token::LessEqual | Token::GreaterEqual, true) => Bin::LessEqualSigned,
        (Token::LessEqual | Token::GreaterEqual, false) => Bin::LessEqualUnsigned,
        _ => return None,
    })
}
