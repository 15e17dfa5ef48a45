//! Names and type expressions.
//!
//! Counterpart: cmd/compile/internal/types2/typexpr.go.

use vamos_ast::Node;
use vamos_ast::Operator;
use vamos_base::golang::unicode;
use vamos_constant::Kind;
use vamos_constant::Value;
use vamos_types::ChanDir;
use vamos_types::ObjId;
use vamos_types::ObjectKind;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::typ;

use crate::checker::Checker;
use crate::checker::Delayed;
use crate::checker::GoVersion;
use crate::code::Code;
use crate::node_ref::NodeRef;
use crate::operand::Mode;
use crate::operand::Operand;
use vamos_types::Facts;
use vamos_types::Texts;

/// Reports whether a text can be a name (`isValidName`); otherwise the parser has reported an
/// error.
fn is_valid_name(text: &str) -> bool {
    let mut chars = text.chars().enumerate();
    chars.all(|(index, c)| unicode::is_letter(c) || c == '_' || index > 0 && unicode::is_digit(c))
}

impl Checker<'_> {
    /// Sets `x` to the object that a name denotes; `wants_type` if it must be a type.
    pub(crate) fn ident(&mut self, x: &mut Operand, e: NodeRef, wants_type: bool) {
        x.mode = Mode::Invalid;
        x.expr = Some(e);
        let name = self.name(e);
        let Some((scope, obj)) = self.lookup_scope(name) else {
            if name == vamos_types::Name::BLANK {
                self.error_at(e, Code::InvalidBlank, "cannot use _ as value or type");
            } else if is_valid_name(self.types.text(name)) {
                let text = format!("undefined: {}", self.types.text(name));
                self.error_at(e, Code::UndeclaredName, text);
            }
            return;
        };
        let universe = self.types.universe();
        if obj == universe.comparable || obj == universe.any {
            let text = format!("predeclared {}", self.types.text(name));
            if !self.verify_version(self.start(e), GoVersion(18), text) {
                return;
            }
        }
        self.record_use(e, obj);
        let object = self.types.object(obj);
        let (is_type, is_own) = (object.is_type_name(), object.pkg == Some(self.pkg));
        if !is_type && wants_type {
            let is_own_var = object.is_var() && is_own;
            let kind = self.types.object_kind(obj);
            let name = self.types.name_of(obj);
            let text = if self.config.release.describes_what_is_no_type() {
                format!("{name} ({kind}) is not a type")
            } else {
                format!("{name} is not a type")
            };
            self.error_at(e, Code::NotAType, text);
            if is_own_var {
                self.usage.vars.insert(obj);
            }
            return;
        }
        // A type of this package may be part of a cycle, even if it is known.
        if object.typ.is_none() || is_type && wants_type && is_own {
            self.obj_decl(obj);
        }
        if let Some(pkg_name) = self.decls.dot_imports.get(&(scope, name)) {
            self.usage.pkg_names.insert(*pkg_name);
        }
        self.use_object(x, e, obj);
    }

    /// Sets `x` to an object of known type.
    fn use_object(&mut self, x: &mut Operand, e: NodeRef, obj: ObjId) {
        let object = self.types.object(obj);
        let own = object.typ.unwrap_or(typ::INVALID);
        let is_own = object.pkg == Some(self.pkg);
        match object.kind.clone() {
            ObjectKind::PkgName { .. } => {
                let name = self.types.name_of(obj);
                let text = format!("use of package {name} not in selector");
                self.error_at(e, Code::InvalidPkgUse, text);
                return;
            }
            ObjectKind::Const { val } => {
                self.add_decl_dep(obj);
                if !self.types.is_valid(own) {
                    return;
                }
                x.val = val;
                if obj == self.types.universe().iota {
                    let Some(iota) = self.env.iota.clone() else {
                        let text = "cannot use iota outside constant declaration";
                        self.error_at(e, Code::InvalidIota, text);
                        return;
                    };
                    x.val = iota;
                }
                x.mode = Mode::Constant;
            }
            ObjectKind::TypeName => x.mode = Mode::TypExpr,
            ObjectKind::Var { .. } => {
                if is_own {
                    self.usage.vars.insert(obj);
                }
                self.add_decl_dep(obj);
                if !self.types.is_valid(own) {
                    return;
                }
                x.mode = Mode::Variable;
            }
            ObjectKind::Func { .. } => {
                self.add_decl_dep(obj);
                x.mode = Mode::Value;
            }
            ObjectKind::Builtin(id) => {
                x.id = Some(id);
                x.mode = Mode::Builtin;
            }
            ObjectKind::Nil => x.mode = Mode::NilValue,
            ObjectKind::Label => unreachable!("labels are in no scope"),
        }
        x.typ = own;
    }

    /// Returns the type that an expression denotes, which is not generic (`typ`).
    pub(crate) fn typ(&mut self, e: NodeRef) -> TypeId {
        self.declared_type(e, None)
    }

    /// Returns the type that an expression denotes, which must be valid for a variable.
    pub(crate) fn var_type(&mut self, e: NodeRef) -> TypeId {
        let own = self.declared_type(e, None);
        self.valid_var_type(e, own);
        own
    }

    /// Reports an error, later, if a type is a constraint.
    pub(crate) fn valid_var_type(&mut self, e: NodeRef, typ: TypeId) {
        if !self.types.is_type_param(typ) {
            self.later(Delayed::VarType { expr: e, typ });
        }
    }

    /// Reports an error if a variable's type is a constraint.
    pub(crate) fn later_var_type(&mut self, e: NodeRef, typ: TypeId) {
        let under = self.types.under(typ);
        if !matches!(self.types.get(under), Type::Interface(_)) {
            return;
        }
        let pos = self.start(e);
        let set = self.types.compute_interface_type_set(pos, under);
        if set.is_method_set() {
            return;
        }
        let cause = if set.is_comparable {
            "interface is (or embeds) comparable"
        } else {
            "interface contains type constraints"
        };
        let text = self.type_text(typ);
        let text = format!("cannot use type {text} outside a type constraint: {cause}");
        self.soft_error(pos, Code::MisplacedConstraintIface, text);
    }

    /// Returns the type of the right side of a declaration of `def`, or of another expression.
    pub(crate) fn declared_type(&mut self, e: NodeRef, def: Option<ObjId>) -> TypeId {
        let mut own = self.type_internal(e, def);
        debug_assert!(self.types.is_typed(own));
        if self.types.is_generic(own) {
            let text = self.type_text(own);
            let text = format!("cannot use generic type {text} without instantiation");
            self.error_at(e, Code::WrongTypeArgCount, text);
            own = typ::INVALID;
        }
        self.record_type_and_value(e, Mode::TypExpr, own, &Value::UNKNOWN);
        own
    }

    /// Returns the generic type that an expression denotes; `cause` gets the reason if a type is not generic.
    pub(crate) fn generic_type(&mut self, e: NodeRef, cause: Option<&mut String>) -> TypeId {
        let mut own = self.type_internal(e, None);
        debug_assert!(self.types.is_typed(own));
        if self.types.is_valid(own) && !self.types.is_generic(own) {
            if let Some(cause) = cause {
                *cause = format!("{} is not a generic type", self.type_text(own));
            }
            own = typ::INVALID;
        }
        self.record_type_and_value(e, Mode::TypExpr, own, &Value::UNKNOWN);
        own
    }

    /// Returns the type that an expression denotes.
    fn type_internal(&mut self, e: NodeRef, def: Option<ObjId>) -> TypeId {
        if !self.types.may_go_on() {
            return typ::INVALID;
        }
        match self.source.node(e) {
            Node::Bad => typ::INVALID,
            Node::Name | Node::Selector { .. } => self.type_of_name(e),
            Node::Index { x, index } => {
                self.verify_version(self.start(e), GoVersion(18), "type instantiation");
                let args = self.source.unpack_list(e.opt(index));
                self.instantiated_type(e.part(x), &args)
            }
            // Generic types cannot be in parentheses.
            Node::Paren { x } => self.declared_type(e.part(x), def),
            Node::ArrayType { len, elem } => {
                let len = match e.opt(len) {
                    Some(len) => self.array_length(len),
                    None => {
                        let text = "invalid use of [...] array (outside a composite literal)";
                        self.error_at(e, Code::BadDotDotDotSyntax, text);
                        -1
                    }
                };
                let elem = self.var_type(e.part(elem));
                if len >= 0 {
                    self.types.add(Type::Array { elem, len })
                } else {
                    typ::INVALID
                }
            }
            Node::SliceType { elem } => {
                let elem = self.var_type(e.part(elem));
                self.types.add(Type::Slice { elem })
            }
            Node::DotsType { .. } => {
                self.error_at(e, Code::InvalidSyntaxTree, "invalid use of ...");
                typ::INVALID
            }
            Node::StructType { .. } => self.struct_type(e),
            Node::Operation {
                op: Operator::Mul,
                x,
                y: None,
            } => {
                let elem = self.var_type(e.part(x));
                // A pointer to something wrong is of no use.
                if self.types.is_valid(elem) {
                    self.types.new_pointer(elem)
                } else {
                    typ::INVALID
                }
            }
            Node::FuncType { .. } => {
                let sig = Type::Signature(Box::default());
                let sig = self.types.add(sig);
                self.func_type(sig, None, &[], e);
                sig
            }
            Node::InterfaceType { .. } => {
                let interface = self.types.new_interface();
                self.interface_type(interface, e, def);
                interface
            }
            Node::MapType { key, value } => {
                let key_expr = e.part(key);
                let key = self.var_type(key_expr);
                let elem = self.var_type(e.part(value));
                self.later(Delayed::MapKey {
                    expr: key_expr,
                    key,
                });
                self.types.add(Type::Map { key, elem })
            }
            Node::ChanType { dir, elem } => {
                let dir = match dir {
                    vamos_ast::ChanDir::Both => ChanDir::SendRecv,
                    vamos_ast::ChanDir::SendOnly => ChanDir::SendOnly,
                    vamos_ast::ChanDir::RecvOnly => ChanDir::RecvOnly,
                };
                let elem = self.var_type(e.part(elem));
                self.types.add(Type::Chan { dir, elem })
            }
            _ => {
                let text = format!("{} is not a type", self.expr_text(e));
                self.error_at(e, Code::NotAType, text);
                self.use_exprs(&[e]);
                typ::INVALID
            }
        }
    }

    /// Returns the type that a name or a selector denotes.
    fn type_of_name(&mut self, e: NodeRef) -> TypeId {
        let mut x = Operand::new();
        if self.source.is_name(e) {
            self.ident(&mut x, e, true);
        } else {
            self.selector(&mut x, e, true);
        }
        let how = match x.mode {
            Mode::TypExpr => return x.typ,
            Mode::Invalid => return typ::INVALID,
            Mode::NoValue => "used as type",
            _ => "is not a type",
        };
        let text = format!("{} {how}", self.operand_text(&x));
        self.error(self.operand_pos(&x), Code::NotAType, text);
        typ::INVALID
    }

    /// Reports keys of maps that cannot be compared.
    pub(crate) fn later_map_key(&mut self, expr: NodeRef, key: TypeId) {
        if self.types.comparable(key) {
            return;
        }
        let why = if self.types.is_type_param(key) {
            " (missing comparable constraint)"
        } else {
            ""
        };
        let text = format!("invalid map key type {}{why}", self.type_text(key));
        self.error_at(expr, Code::IncomparableMapKey, text);
    }

    /// Returns an instance of a generic type.
    fn instantiated_type(&mut self, x: NodeRef, args: &[NodeRef]) -> TypeId {
        let mut cause = String::new();
        let generic = self.generic_type(x, Some(&mut cause));
        if !cause.is_empty() {
            let list: Vec<String> = args.iter().map(|arg| self.expr_text(*arg)).collect();
            let (x_text, list) = (self.expr_text(x), list.join(", "));
            let text = format!("invalid operation: {x_text}[{list}] ({cause})");
            self.error_at(x, Code::NotAGenericType, text);
        }
        if !self.types.is_valid(generic) {
            return generic;
        }
        let Some(targs) = self.type_list(args) else {
            return typ::INVALID;
        };
        let inst = self.types.instance(self.source.pos(x), generic, &targs);
        if !matches!(self.types.get(inst), Type::Named(_) | Type::Alias(_)) {
            return typ::INVALID;
        }
        self.later(Delayed::Instance {
            generic: x,
            args: args.into(),
            targs: targs.into(),
            inst,
        });
        inst
    }

    /// Checks the type arguments of an instance.
    pub(crate) fn later_instance(
        &mut self,
        x: NodeRef,
        args: &[NodeRef],
        targs: &[TypeId],
        inst: TypeId,
    ) {
        self.record_instance(x, targs, inst);
        let obj = match self.types.get(inst) {
            Type::Alias(alias) => match self.types.get(alias.orig) {
                Type::Alias(origin) => origin.obj,
                _ => alias.obj,
            },
            _ => self.types.named_obj(inst),
        };
        let name = self.types.name_of(obj).to_owned();
        let pos = self.source.pos(x);
        let tparams = self.types.type_params(inst);
        if !self.validate_targ_len(pos, &name, tparams.len(), targs.len()) {
            return;
        }
        match self.queries().verify(pos, &tparams, targs) {
            Err((index, err)) => {
                let arg = args.get(index);
                let pos = arg.map_or(pos, |arg| self.start(*arg));
                self.soft_error(pos, Code::InvalidTypeArg, err);
            }
            Ok(()) => self.mono_record_instance(pos, &tparams, targs, args),
        }
    }

    /// Returns the length of an array type; negative after an error.
    pub(crate) fn array_length(&mut self, e: NodeRef) -> i64 {
        if self.source.is_name(e) {
            let name = self.name(e);
            let found = self.lookup(name);
            let name = self.types.text(name);
            let text = match found.map(|obj| &self.types.object(obj).kind) {
                Some(ObjectKind::Const { .. }) => None,
                Some(_) => Some(format!("invalid array length {name}")),
                None => Some(format!(
                    "undefined array length {name} or missing type constraint"
                )),
            };
            if let Some(text) = text {
                self.error_at(e, Code::InvalidArrayLen, text);
                return -1;
            }
        }
        let mut x = Operand::new();
        self.expr(None, &mut x, e);
        if x.mode != Mode::Constant {
            if x.mode != Mode::Invalid {
                let text = self.operand_text(&x);
                let text = format!("array length {text} must be constant");
                self.error(self.operand_pos(&x), Code::InvalidArrayLen, text);
            }
            return -1;
        }
        let is_integer = self.types.is_integer(x.typ);
        if self.types.is_untyped(x.typ) || is_integer {
            let val = x.val.to_int();
            if val.kind() == Kind::Int
                && self.representable_const(&val, typ::INT, None)
                && let Some(len) = val.int64_val().filter(|len| *len >= 0)
            {
                return len;
            }
        }
        let text = self.operand_text(&x);
        let text = if is_integer {
            format!("invalid array length {text}")
        } else {
            format!("array length {text} must be integer")
        };
        self.error(self.operand_pos(&x), Code::InvalidArrayLen, text);
        -1
    }

    /// Returns the types of expressions; `None` if one of them is invalid.
    pub(crate) fn type_list(&mut self, list: &[NodeRef]) -> Option<Vec<TypeId>> {
        let mut types = Some(Vec::with_capacity(list.len()));
        for expr in list {
            let own = self.var_type(*expr);
            match &mut types {
                Some(list) if self.types.is_valid(own) => list.push(own),
                _ => types = None,
            }
        }
        types
    }
}
