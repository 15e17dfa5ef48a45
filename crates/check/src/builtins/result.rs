//! The types of the language's functions in particular calls.
//!
//! Counterpart: cmd/compile/internal/types2/builtins.go (`makeSig`, `applyTypeFunc`,
//! `hasVarSize`, `arrayPtrDeref`).

use hashbrown::HashMap;
use vamos_types::BasicKind;
use vamos_types::BuiltinId;
use vamos_types::Interface;
use vamos_types::Name;
use vamos_types::ObjId;
use vamos_types::Pos;
use vamos_types::Signature;
use vamos_types::Term;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::VarKind;

use super::Call;
use crate::checker::Checker;
use crate::code::Code;
use crate::operand::Operand;

impl Checker<'_> {
    /// Records the type that a function has in a call, if recording is enabled.
    pub(super) fn record_call(&mut self, call: &Call, result: Option<TypeId>, args: &[TypeId]) {
        if self.config.keeps_info {
            let sig = self.make_sig(result, args, false);
            self.record_builtin_type(call.fun, sig);
        }
    }

    /// Returns the type of a function with a result and arguments; untyped ones get their
    /// default types.
    pub(super) fn make_sig(
        &mut self,
        result: Option<TypeId>,
        args: &[TypeId],
        is_variadic: bool,
    ) -> TypeId {
        let mut params = Vec::with_capacity(args.len());
        for arg in args {
            let typ = self.types.default_type(*arg);
            params.push(self.types.new_var(
                VarKind::Param,
                Pos::NONE,
                None,
                Name::EMPTY,
                Some(typ),
            ));
        }
        let params = (!params.is_empty()).then(|| {
            let vars = params.into();
            self.types.add(Type::Tuple { vars })
        });
        let results = result.map(|result| {
            debug_assert!(self.types.is_typed(result));
            let typ = Some(result);
            let var = self
                .types
                .new_var(VarKind::Result, Pos::NONE, None, Name::EMPTY, typ);
            let vars = Box::new([var]);
            self.types.add(Type::Tuple { vars })
        });
        let sig = Signature {
            params,
            results,
            is_variadic,
            ..Signature::default()
        };
        self.types.add(Type::Signature(Box::new(sig)))
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
            self.has_var_size_in(typ, &mut HashMap::new())
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
                self.push(obj);
                self.types.unpack(typ);
                let rhs = self.types.rhs(typ);
                let is_var = rhs.is_some_and(|rhs| self.is_var_sized(rhs)) || self.is_simd(obj);
                self.work.var_sizes.entry(typ).or_insert(is_var);
                self.pop();
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

    /// Reports whether a type is the type of package simd whose size depends on the machine.
    fn is_simd(&self, obj: ObjId) -> bool {
        let object = self.types.object(obj);
        let path = object.pkg.map(|pkg| self.types.package(pkg).path);
        path.is_some_and(|path| self.types.text(path) == "simd")
            && self.types.text(object.name) == "_simd"
    }

    /// Like [`Checker::has_var_size`]; `seen` has the visited defined types with their results.
    fn has_var_size_in(&mut self, typ: TypeId, seen: &mut HashMap<TypeId, bool>) -> bool {
        let own = self.types.unalias(typ);
        if !matches!(self.types.get(own), Type::Named(_)) {
            return self.is_under_var_sized(typ, seen);
        }
        if let Some(known) = seen.get(&own) {
            return *known;
        }
        // It is a cycle until the answer is known.
        seen.insert(own, true);
        let is_var = self.is_under_var_sized(typ, seen);
        seen.insert(own, is_var);
        is_var
    }

    /// Like [`Checker::is_var_sized`], for the underlying type.
    fn is_under_var_sized(&mut self, typ: TypeId, seen: &mut HashMap<TypeId, bool>) -> bool {
        let under = self.types.under(typ);
        match self.types.get(under) {
            Type::Array { elem, .. } => self.has_var_size_in(*elem, seen),
            Type::Struct(fields) => {
                let fields = fields.fields.clone();
                fields.iter().any(|field| {
                    let typ = self.types.object(*field).typ;
                    typ.is_some_and(|typ| self.has_var_size_in(typ, seen))
                })
            }
            Type::Interface(_) => self.types.is_type_param(typ),
            _ => false,
        }
    }

    /// Returns the array that a type points to, or else the type itself.
    pub(crate) fn array_ptr_deref(&mut self, typ: TypeId) -> TypeId {
        let pointer = self.types.unalias(typ);
        if let Type::Pointer { elem } = *self.types.get(pointer) {
            let base = self.types.under(elem);
            if let Type::Array { .. } = self.types.get(base) {
                return base;
            }
        }
        typ
    }
}
