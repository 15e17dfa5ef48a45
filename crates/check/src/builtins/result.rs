//! The types of the language's functions in particular calls.
//!
//! Counterpart: cmd/compile/internal/types2/builtins.go (`makeSig`, `applyTypeFunc`,
//! `hasVarSize`, `arrayPtrDeref`).

use hashbrown::HashMap;
use vamos_types::BasicKind;
use vamos_types::BuiltinId;
use vamos_types::Interface;
use vamos_types::Pos;
use vamos_types::Term;
use vamos_types::Type;
use vamos_types::TypeId;

use super::Call;
use crate::checker::Checker;
use crate::code::Code;
use crate::operand::Operand;

impl Checker<'_> {
    /// Records the type that a function has in a call, if recording is enabled.
    pub(super) fn record_call(&mut self, call: &Call, result: Option<TypeId>, args: &[TypeId]) {
        if self.config.keeps_info {
            let sig = self.types.make_sig(result, args, false);
            self.record_builtin_type(call.fun, sig);
        }
    }

    /// Applies a function on basic types to an operand's type. For a type parameter it makes a new
    /// one from the results for each of the parameter's types. There is no result if the function
    /// has none for one of them.
    pub(super) fn apply_type_func(
        &mut self,
        of: fn(BasicKind) -> Option<TypeId>,
        x: &Operand,
        id: BuiltinId,
    ) -> Option<TypeId> {
        let param = self.types.unalias(x.typ);
        let Type::TypeParam(own) = self.types.get(param) else {
            let under = self.types.under(x.typ);
            return of(self.types.basic_kind(under)?);
        };
        let (name, index) = (self.types.object(own.obj).name, own.index);
        let specific = self.types.specific_terms(param);
        if specific.is_empty() {
            return None;
        }
        let mut terms = Vec::with_capacity(specific.len());
        for Term { tilde, typ } in specific {
            let under = self.types.under(typ?);
            let typ = Some(of(self.types.basic_kind(under)?)?);
            terms.push(Term { tilde, typ });
        }
        let code = match id {
            BuiltinId::Real => Code::InvalidReal,
            BuiltinId::Imag => Code::InvalidImag,
            _ => Code::InvalidComplex,
        };
        let operand = self.operand_text(x);
        let text = format!(
            "{operand} not supported as argument to built-in {} for go1.18 \
             (see go.dev/issue/50937)",
            id.name()
        );
        self.soft_error(self.operand_pos(x), code, text);
        let pkg = Some(self.pkg);
        let obj = self.types.new_type_name(Pos::NONE, pkg, name, None);
        let terms = terms.into();
        let union = self.types.add(Type::Union { terms });
        let bound = self.types.add(Type::Interface(Box::new(Interface {
            embeddeds: vec![union],
            is_complete: true,
            ..Interface::default()
        })));
        let result = self.types.new_type_param(obj, Some(bound));
        self.types.type_param_mut(result).index = index;
        Some(result)
    }

    /// Reports whether the size of a type depends on type parameters, or is not known because
    /// the type contains itself.
    pub(super) fn has_var_size(&mut self, typ: TypeId) -> bool {
        if self.config.release.finds_cycles_by_size() {
            self.is_var_sized(typ)
        } else {
            self.types.has_var_size_in(typ, &mut HashMap::new())
        }
    }

    /// Like [`Checker::has_var_size`], by the right sides of declarations; reports a type that
    /// refers to itself.
    fn is_var_sized(&mut self, typ: TypeId) -> bool {
        let typ = self.types.unalias(typ);
        match self.types.get(typ) {
            Type::Named(named) => {
                let obj = named.obj;
                if let Some(known) = self.work.var_sizes.get(&typ) {
                    return *known;
                }
                if let Some(start) = self.work.path_index.get(&obj) {
                    let cycle = self.work.path[*start..].to_vec();
                    let first = self.first_in_src(&cycle);
                    self.cycle_error(&cycle, first);
                    return true;
                }
                self.work.push(obj);
                self.types.unpack(typ);
                let rhs = self.types.rhs(typ);
                let is_var =
                    rhs.is_some_and(|rhs| self.is_var_sized(rhs)) || self.types.is_simd(obj);
                self.work.var_sizes.entry(typ).or_insert(is_var);
                self.work.pop();
                is_var
            }
            Type::Array { elem, .. } => {
                let elem = *elem;
                self.is_var_sized(elem)
            }
            Type::Struct(fields) => {
                let fields = fields.fields.clone();
                fields.iter().any(|field| {
                    let typ = self.types.object(*field).typ;
                    typ.is_some_and(|typ| self.is_var_sized(typ))
                })
            }
            Type::TypeParam(_) => true,
            _ => false,
        }
    }
}
