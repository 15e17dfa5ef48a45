//! Fields and elements to instructions.
//!
//! Counterpart: none.

use super::expr::path;
use super::state::Compiler;
use super::state::Const;
use super::state::Fail;
use super::state::Val;
use crate::rules::code::Get;
use crate::rules::code::Instr;
use crate::rules::code::Reg;
use crate::rules::code::Setting;
use crate::rules::source::Expr;
use crate::rules::ty::INT;
use crate::rules::ty::Ty;

impl<'a> Compiler<'a> {
    /// Compiles a field, or a name of a package.
    pub(super) fn field(&mut self, of: &'a Expr, name: &str) -> Result<Val, Fail> {
        if let Some(path) = path(of)
            && !self.frame.locals.iter().any(|local| *local.name == *path)
        {
            let whole = format!("{path}.{name}");
            if let Some(value) = self.constant_named(&whole)? {
                return Ok(value);
            }
            match whole.as_str() {
                "buildcfg.GOAMD64" => return self.setting(Setting::GoAmd64, INT),
                "buildcfg.GOOS" => return self.setting(Setting::GoOs, Ty::Str),
                "base.ConvertHash" => return Ok(Val::Reg(0, Ty::Hash)),
                "base.Flag" | "base.Debug" => return Err(Fail::new(whole)),
                _ => {}
            }
            if path == "ir.Syms" {
                let text = Val::Const(Const::Text(name.into()), Some(Ty::Str));
                return self.native("runtimeSym", vec![text]);
            }
            if path == "types"
                && let Some(text) = name.strip_prefix("Type")
            {
                let text = Val::Const(Const::Text(text.into()), Some(Ty::Str));
                return self.native("ssaType", vec![text]);
            }
        }
        let value = self.expr(of, None)?;
        let (at, ty) = self.reg(value, None)?;
        if let Ty::Struct(index) = ty {
            let fields = &self.named[usize::from(index)].fields;
            let found = fields.iter().position(|(field, _)| &**field == name);
            let found = found.ok_or_else(|| Fail::new(format!("field {name}")))?;
            return Ok(Val::Reg(at + found as u16, fields[found].1));
        }
        self.known_field(at, ty, name)
    }

    fn known_field(&mut self, at: Reg, ty: Ty, name: &str) -> Result<Val, Fail> {
        let int32 = Ty::Int {
            bits: 32,
            signed: true,
        };
        let (get, result) = match (ty, name) {
            (Ty::Value, "Op") => (Get::Op, Ty::Op),
            (Ty::Value, "Type") => (Get::Type, Ty::Type),
            (Ty::Value, "AuxInt") => (Get::AuxInt, INT),
            (Ty::Value, "Aux") => (Get::Aux, Ty::Aux),
            (Ty::Value, "Pos") => (Get::Pos, Ty::Pos),
            (Ty::Value, "Block") => (Get::Block, Ty::Block),
            (Ty::Value, "Uses") => (Get::Uses, int32),
            (Ty::Value | Ty::Block, "ID") => (Get::Id, int32),
            (Ty::Block, "Kind") => (Get::BlockKind, Ty::BlockKind),
            (Ty::Block, "Likely") => (Get::BlockLikely, self.type_named("BranchPrediction")?),
            (Ty::Block, "CPUfeatures") => (Get::BlockFeatures, self.type_named("CPUfeatures")?),
            (Ty::Block, "Aux") => (Get::BlockAux, Ty::Aux),
            (Ty::Block, "AuxInt") => (Get::BlockAuxInt, INT),
            (Ty::Block, "Pos") => (Get::BlockPos, Ty::Pos),
            (Ty::Block, "Func") => return Ok(Val::Reg(0, Ty::Func)),
            (Ty::Func, "Config") => return Ok(Val::Reg(0, Ty::Config)),
            (Ty::Func, "pass") => return Ok(Val::Reg(0, Ty::Pass)),
            (Ty::Func, "fe") => return Ok(Val::Reg(0, Ty::Frontend)),
            (Ty::Func, "OwnAux") => return self.setting(Setting::OwnCall, Ty::Call),
            (Ty::Func, "Entry") => return self.setting(Setting::Entry, Ty::Block),
            (Ty::Func, "Name") => return self.setting(Setting::FuncName, Ty::Str),
            (Ty::Pass, "name") => return self.setting(Setting::Pass, Ty::Str),
            (Ty::Config, "Types") => return Ok(Val::Reg(0, Ty::Types)),
            (Ty::Config, "ctxt") => return Ok(Val::Reg(0, Ty::Context)),
            (Ty::Context, "Arch") => return Ok(Val::Reg(0, Ty::Arch)),
            (Ty::Arch, "ByteOrder") => return self.setting(Setting::BigEndian, Ty::ByteOrder),
            (Ty::Config, "PtrSize") => return self.setting(Setting::PtrSize, INT),
            (Ty::Config, "RegSize") => return self.setting(Setting::RegSize, INT),
            (Ty::Config, "arch") => return self.setting(Setting::Arch, Ty::Str),
            (Ty::Config, "Race") => return self.setting(Setting::Race, Ty::Bool),
            (Ty::Config, "BigEndian") => return self.setting(Setting::BigEndian, Ty::Bool),
            (Ty::Config, "optimize") => return self.setting(Setting::Optimize, Ty::Bool),
            (Ty::Config, "unalignedOK") => return self.setting(Setting::UnalignedOk, Ty::Bool),
            (Ty::Config, "useAvg" | "useHmul") => {
                return Ok(Val::Const(Const::Bool(true), Some(Ty::Bool)));
            }
            (Ty::Types, _) => {
                let text = Val::Const(Const::Text(name.into()), Some(Ty::Str));
                return self.native("configType", vec![text]);
            }
            (Ty::Call, "Fn") => return self.native("AuxCall.Fn", vec![Val::Reg(at, ty)]),
            _ => return Err(Fail::new(format!("field {name} of {ty:?}"))),
        };
        let to = self.allocate(1)?;
        self.emit(Instr::Get(get, to, at));
        Ok(Val::Reg(to, result))
    }

    fn setting(&mut self, setting: Setting, ty: Ty) -> Result<Val, Fail> {
        let to = self.allocate(1)?;
        self.emit(Instr::Setting(setting, to));
        Ok(Val::Reg(to, ty))
    }

    /// Compiles an argument of a value, or a control value of a block.
    pub(super) fn index(&mut self, of: &'a Expr, index: &'a Expr) -> Result<Val, Fail> {
        let Expr::Field(owner, list) = of else {
            return Err(Fail::new("index"));
        };
        if path(of).as_deref() == Some("types.Types") {
            let kind = self.typed(index, INT)?;
            return self.native("kindType", vec![Val::Reg(kind, INT)]);
        }
        let owner = self.expr(owner, None)?;
        let (owner, ty) = self.reg(owner, None)?;
        let index = self.expr(index, None)?;
        match (ty, &**list, index) {
            (Ty::Value, "Args", Val::Const(Const::Int(index), _)) => {
                let to = self.allocate(1)?;
                self.emit(Instr::Arg(to, owner, index as u16));
                Ok(Val::Reg(to, Ty::Value))
            }
            (Ty::Value, "Args", index) => {
                let (index, _) = self.reg(index, Some(INT))?;
                let to = self.allocate(1)?;
                self.emit(Instr::ArgAt(to, owner, index));
                Ok(Val::Reg(to, Ty::Value))
            }
            (Ty::Block, "Controls", Val::Const(Const::Int(index), _)) => {
                let to = self.allocate(1)?;
                self.emit(Instr::Control(to, owner, index as u16));
                Ok(Val::Reg(to, Ty::Value))
            }
            _ => Err(Fail::new(format!("index of {list}"))),
        }
    }
}
