//! The types of expressions in rules.
//!
//! Counterpart: go/types, for what rules use.

use super::state::Compiler;
use super::state::Fail;
use super::state::NamedType;
use crate::rules::source::TypeDecl;
use crate::rules::ty::INT;
use crate::rules::ty::Ty;

const INT32: Ty = Ty::Int {
    bits: 32,
    signed: true,
};

/// Structs without a name that helpers return, with their fields and the type of those.
const RESULTS: [(&str, &[&str], Ty); 3] = [
    ("mulResult", &["hi", "lo"], INT),
    ("mulResult32", &["hi", "lo"], INT32),
    ("addResult", &["sum", "carry"], INT),
];

impl Compiler<'_> {
    /// Returns the type of this name.
    pub(super) fn type_named(&mut self, name: &str) -> Result<Ty, Fail> {
        if let Some(ty) = self.type_args.get(name) {
            return Ok(*ty);
        }
        let int = |bits, signed| Ty::Int { bits, signed };
        Ok(match name {
            "int8" => int(8, true),
            "int16" => int(16, true),
            "int32" | "rune" | "ID" => int(32, true),
            "int64" | "int" | "types.Kind" => int(64, true),
            "uint8" | "byte" => int(8, false),
            "uint16" => int(16, false),
            "uint32" => int(32, false),
            "uint64" | "uint" | "uintptr" => int(64, false),
            "bool" => Ty::Bool,
            "float32" => Ty::F32,
            "float64" => Ty::F64,
            "Op" => Ty::Op,
            "BlockKind" => Ty::BlockKind,
            "*Value" => Ty::Value,
            "*Block" => Ty::Block,
            "*types.Type" => Ty::Type,
            "Aux" => Ty::Aux,
            "Sym" | "*ir.Name" => Ty::Sym,
            "*AuxCall" => Ty::Call,
            "*obj.LSym" => Ty::LSym,
            "string" | "stringAux" => Ty::Str,
            "auxText" => Ty::AuxText,
            "src.XPos" => Ty::Pos,
            "*Config" => Ty::Config,
            "*Func" => Ty::Func,
            "binary.ByteOrder" => Ty::ByteOrder,
            _ => return self.declared(name),
        })
    }

    fn declared(&mut self, name: &str) -> Result<Ty, Fail> {
        let found = self.named.iter().position(|named| &*named.name == name);
        if let Some(index) = found {
            return Ok(self.number(index));
        }
        if let Some((name, fields, ty)) = RESULTS.iter().find(|(known, ..)| *known == name) {
            let fields = fields.iter().map(|field| (Box::from(*field), *ty));
            self.named.push(NamedType {
                name: (*name).into(),
                under: None,
                fields: fields.collect(),
            });
            return Ok(self.number(self.named.len() - 1));
        }
        let unknown = || Fail::new(format!("type {name}"));
        let named = match self.decls.types.get(name).ok_or_else(unknown)? {
            TypeDecl::Named(under) => NamedType {
                name: name.into(),
                under: Some(self.type_named(under)?),
                fields: Vec::new(),
            },
            TypeDecl::Struct(fields) => {
                let fields = fields
                    .iter()
                    .map(|(name, ty)| Ok((name.clone(), self.type_named(ty)?)));
                NamedType {
                    name: name.into(),
                    under: None,
                    fields: fields.collect::<Result<_, Fail>>()?,
                }
            }
        };
        if self.named.len() >= usize::from(u8::MAX) {
            return Err(unknown());
        }
        self.named.push(named);
        Ok(self.number(self.named.len() - 1))
    }

    fn number(&self, index: usize) -> Ty {
        match self.named[index].under {
            Some(_) => Ty::Named(index as u8),
            None => Ty::Struct(index as u8),
        }
    }

    /// Returns bits and sign of an integer type.
    pub(super) fn integer(&self, ty: Ty) -> Option<(u8, bool)> {
        match ty {
            Ty::Int { bits, signed } => Some((bits, signed)),
            Ty::Op | Ty::BlockKind => Some((64, true)),
            Ty::Named(index) => self.integer(self.named[usize::from(index)].under?),
            _ => None,
        }
    }

    /// Returns the number of registers of a value.
    pub(super) fn width(&self, ty: Ty) -> u16 {
        match ty {
            Ty::Struct(index) => self.named[usize::from(index)].fields.len() as u16,
            _ => 1,
        }
    }

    /// Returns the name that methods of a type have in the sources.
    pub(super) fn method_owner(&self, ty: Ty) -> &str {
        match ty {
            Ty::Named(index) | Ty::Struct(index) => &self.named[usize::from(index)].name,
            Ty::Value => "Value",
            Ty::Block => "Block",
            Ty::Type => "Type",
            Ty::Call => "AuxCall",
            Ty::LSym => "LSym",
            Ty::Sym => "Sym",
            Ty::Op => "Op",
            Ty::Func => "Func",
            Ty::Config => "Config",
            Ty::Frontend => "Frontend",
            Ty::Hash => "HashDebug",
            Ty::Pos => "XPos",
            _ => "",
        }
    }
}
