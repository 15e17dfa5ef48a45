//! Interface types.
//!
//! Counterpart: cmd/compile/internal/types2/interface.go.

use vamos_ast::Node;
use vamos_types::Name;
use vamos_types::ObjId;
use vamos_types::Pos;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::VarKind;
use vamos_types::typ;

use crate::checker::Checker;
use crate::checker::Delayed;
use crate::code::Code;
use crate::node_ref::NodeRef;
use vamos_types::Texts;

impl Checker<'_> {
    /// Returns the interface around a constraint that is a union or a term with a tilde.
    pub(crate) fn implicit_interface(&mut self, e: NodeRef) -> TypeId {
        let interface = self.types.new_interface();
        self.add_embedded(interface, e);
        self.complete_interface(interface, Pos::NONE);
        self.types.interface_mut(interface).is_implicit = true;
        interface
    }

    /// Fills in an interface as an expression has it; `def` is declared with it.
    pub(crate) fn interface_type(&mut self, interface: TypeId, e: NodeRef, def: Option<ObjId>) {
        let Node::InterfaceType { methods } = self.source.node(e) else {
            unreachable!("the expression is an interface type");
        };
        for field in self.source.list(e, methods) {
            let type_expr = self.source.field_type(field);
            match self.source.field_name(field) {
                None => self.add_embedded(interface, type_expr),
                Some(ident) => self.add_interface_method(interface, ident, type_expr, def),
            }
        }
        self.complete_interface(interface, self.source.pos(e));
    }

    /// Embeds the type that an expression denotes.
    fn add_embedded(&mut self, interface: TypeId, e: NodeRef) {
        let pos = self.start(e);
        let own = self.parse_union(e);
        let interface = self.types.interface_mut(interface);
        interface.embeddeds.push(own);
        interface.embed_pos.push(pos);
    }

    /// Adds a method.
    fn add_interface_method(
        &mut self,
        interface: TypeId,
        ident: NodeRef,
        type_expr: NodeRef,
        def: Option<ObjId>,
    ) {
        let (pos, name) = (self.source.pos(ident), self.name(ident));
        if name == Name::BLANK {
            let text = "methods must have a unique non-blank name";
            self.error_at(ident, Code::BlankIfaceMethod, text);
            return;
        }
        let sig = self.typ(type_expr);
        if !matches!(self.types.get(sig), Type::Signature(_)) {
            if self.types.is_valid(sig) {
                let text = format!("{} is not a method signature", self.type_text(sig));
                self.error_at(type_expr, Code::InvalidSyntaxTree, text);
            }
            return;
        }
        // Messages show the name of a defined interface.
        let def = def.and_then(|def| self.types.object(def).typ);
        let recv_type = def
            .and_then(|def| self.types.as_named(def))
            .unwrap_or(interface);
        let pkg = Some(self.pkg);
        let recv = self
            .types
            .new_var(VarKind::Recv, pos, pkg, Name::EMPTY, Some(recv_type));
        self.types.signature_mut(sig).recv = Some(recv);
        let method = self.types.new_func(pos, pkg, name, Some(sig));
        self.record_def(ident, Some(method));
        self.types.interface_mut(interface).methods.push(method);
    }

    /// Ends an interface: its type set may be computed now, and it will be.
    fn complete_interface(&mut self, typ: TypeId, pos: Pos) {
        let interface = self.types.interface_mut(typ);
        interface.is_complete = true;
        if interface.methods.is_empty() && interface.embeddeds.is_empty() {
            let empty = self.types.interface(typ::EMPTY_INTERFACE).tset.clone();
            self.types.interface_mut(typ).tset = empty;
            return;
        }
        let mut methods = std::mem::take(&mut interface.methods);
        self.types.sort_methods(&mut methods);
        self.types.interface_mut(typ).methods = methods;
        self.later(Delayed::InterfaceTypeSet { pos, typ });
    }
}
