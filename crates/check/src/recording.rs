//! Recording of types, values and objects of nodes.
//!
//! Counterpart: cmd/compile/internal/types2/recording.go, check.go.

use vamos_ast::Node;
use vamos_constant::Value;
use vamos_types::DroppedRecv;
use vamos_types::ObjId;
use vamos_types::Pos;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::VarKind;
use vamos_types::typ;

use crate::checker::Checker;
use crate::checker::Untyped;
use crate::info::Selection;
use crate::node_ref::NodeRef;
use crate::operand::Mode;
use crate::operand::Operand;
use crate::sources::Sources;

impl Checker<'_> {
    /// Records an operand's type and value; untyped operands wait for a final type.
    pub(crate) fn record(&mut self, x: &Operand) {
        let (own, val) = match x.mode {
            Mode::Invalid | Mode::NoValue => (typ::INVALID, Value::UNKNOWN),
            Mode::Constant => (x.typ, x.val.clone()),
            _ => (x.typ, Value::UNKNOWN),
        };
        if self.types.is_untyped(own) {
            self.remember_untyped(x.expr(), false, x.mode, own, val);
        } else {
            self.record_type_and_value(x.expr(), x.mode, own, &val);
        }
    }

    /// Keeps an expression until its type is final (`rememberUntyped`).
    pub(crate) fn remember_untyped(
        &mut self,
        expr: NodeRef,
        is_lhs: bool,
        mode: Mode,
        typ: TypeId,
        val: Value,
    ) {
        let untyped = Untyped {
            is_lhs,
            mode,
            typ,
            val,
        };
        self.work.untyped.insert(expr, untyped);
    }

    /// Records the expressions that have no final type yet.
    pub(crate) fn record_untyped(&mut self) {
        if !self.config.keeps_info {
            return;
        }
        for (expr, untyped) in std::mem::take(&mut self.work.untyped) {
            self.record_type_and_value(expr, untyped.mode, untyped.typ, &untyped.val);
        }
    }

    /// Records the type and value of an expression.
    pub(crate) fn record_type_and_value(
        &mut self,
        expr: NodeRef,
        mode: Mode,
        typ: TypeId,
        value: &Value,
    ) {
        if mode == Mode::Invalid {
            return;
        }
        // The checks of a complete package need those all the same.
        let is_needed = self.config.keeps_info
            || matches!(
                self.source.node(expr),
                Node::InterfaceType { .. } | Node::MapType { .. } | Node::ChanType { .. }
            );
        if is_needed {
            self.info.set_type(expr, mode, typ, value);
        }
    }

    /// Records the type with which a built-in function is called, also of its name in
    /// parentheses.
    pub(crate) fn record_builtin_type(&mut self, mut fun: NodeRef, sig: TypeId) {
        loop {
            self.record_type_and_value(fun, Mode::Builtin, sig, &Value::UNKNOWN);
            match self.source.node(fun) {
                Node::Paren { x: Some(x) } => fun = fun.at(x),
                _ => return,
            }
        }
    }

    /// Records that an expression yields two values; `a` are both.
    pub(crate) fn record_comma_ok_types(&mut self, mut expr: NodeRef, a: &[Operand]) {
        let [first, second] = a else {
            return;
        };
        if first.mode == Mode::Invalid || !self.config.keeps_info {
            return;
        }
        let (first, second) = (first.typ, second.typ);
        loop {
            let pos = self.source.pos(expr);
            let vars = [first, second].map(|typ| self.unnamed_local(pos, typ));
            let tuple = self.types.add(Type::Tuple {
                vars: Box::new(vars),
            });
            self.info.change_type(expr, tuple);
            match self.source.node(expr) {
                Node::Paren { x: Some(x) } => expr = expr.at(x),
                _ => return,
            }
        }
    }

    fn unnamed_local(&mut self, pos: Pos, typ: TypeId) -> ObjId {
        let pkg = Some(self.pkg);
        self.types.new_var(
            VarKind::Local,
            pos,
            pkg,
            vamos_types::Name::EMPTY,
            Some(typ),
        )
    }

    /// Records the instance for a name, a selector, or an index expression of one.
    pub(crate) fn record_instance(&mut self, expr: NodeRef, targs: &[TypeId], typ: TypeId) {
        if let Some(name) = self.source.instantiated_name(expr) {
            let typ = if self.config.keeps_info {
                self.with_dropped_recv(typ)
            } else {
                typ
            };
            self.info.set_instance(name, targs, typ);
        }
    }

    /// Returns the type of the method of which a selector has made a function; other types stay.
    fn with_dropped_recv(&mut self, typ: TypeId) -> TypeId {
        let Type::Signature(sig) = self.types.get(typ) else {
            return typ;
        };
        let mut sig = sig.clone();
        match std::mem::take(&mut sig.dropped_recv) {
            DroppedRecv::None => return typ,
            DroppedRecv::Value(recv) => sig.recv = Some(recv),
            DroppedRecv::FirstParam => {
                let Some((recv, rest)) = self.types.vars(sig.params).split_first() else {
                    return typ;
                };
                let (recv, vars) = (*recv, rest.into());
                sig.recv = Some(recv);
                sig.params = Some(self.types.add(Type::Tuple { vars }));
            }
        }
        self.types.add(Type::Signature(sig))
    }

    /// Records the object that a name declares.
    pub(crate) fn record_def(&mut self, name: NodeRef, obj: Option<ObjId>) {
        if self.config.keeps_info {
            self.info.set_def(name, obj);
        }
    }

    /// Records the object that a name denotes.
    pub(crate) fn record_use(&mut self, name: NodeRef, obj: ObjId) {
        if self.config.keeps_info {
            self.info.set_use(name, obj);
        }
    }

    /// Records an object that a node declares without a name.
    pub(crate) fn record_implicit(&mut self, node: NodeRef, obj: ObjId) {
        if self.config.keeps_info {
            self.info.set_implicit(node, obj);
        }
    }

    /// Records the selection of a selector.
    pub(crate) fn record_selection(&mut self, selector: NodeRef, selection: Selection) {
        if !self.config.keeps_info {
            return;
        }
        if let Node::Selector { sel: Some(sel), .. } = self.source.node(selector) {
            self.record_use(selector.at(sel), selection.obj);
        }
        self.info.set_selection(selector, selection);
    }
}

impl Sources<'_> {
    /// Returns the name of the function or type that an expression instantiates
    /// (`instantiatedIdent`).
    fn instantiated_name(&self, expr: NodeRef) -> Option<NodeRef> {
        let generic = match self.node(expr) {
            Node::Index { x, .. } => expr.opt(x)?,
            _ => expr,
        };
        match self.node(generic) {
            Node::Name => Some(generic),
            Node::Selector { sel, .. } => generic.opt(sel),
            _ => None,
        }
    }
}
