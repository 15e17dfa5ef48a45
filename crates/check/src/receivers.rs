//! The types of receivers, as they are written.
//!
//! Counterpart: cmd/compile/internal/types2/resolver.go (`unpackRecv`, `resolveBaseTypeName`).

use vamos_ast::Node;
use vamos_types::Name;
use vamos_types::ObjId;

use crate::checker::Checker;
use crate::code::Code;
use crate::node_ref::NodeRef;

/// The parts of a receiver's type: true for a pointer, the base type, and the names of its type
/// parameters.
pub(crate) type ReceiverParts = (bool, NodeRef, Vec<NodeRef>);

impl Checker<'_> {
    /// Takes a receiver's type apart (`unpackRecv`).
    pub(crate) fn unpack_recv(&mut self, typ: NodeRef, with_params: bool) -> ReceiverParts {
        let mut base = self.source.unparen(typ);
        let mut has_pointer = false;
        if let Some(elem) = self.source.pointer_base(base) {
            has_pointer = true;
            base = self.source.unparen(elem);
        }
        let mut params = Vec::new();
        if let Node::Index { x, index } = self.source.node(base) {
            let args = self.source.unpack_list(base.opt(index));
            base = base.part(x);
            if with_params {
                for arg in args {
                    params.push(self.receiver_param(arg));
                }
            }
        }
        (has_pointer, base, params)
    }

    /// Returns the name of a receiver's type parameter; `_` after an error.
    fn receiver_param(&mut self, arg: NodeRef) -> NodeRef {
        match self.source.node(arg) {
            Node::Name => return arg,
            // The parser has reported it.
            Node::Bad => {}
            _ => {
                let text = self.expr_text(arg);
                let text = format!("receiver type parameter {text} must be an identifier");
                self.error_at(arg, Code::BadDecl, text);
            }
        }
        let pos = self.source.pos(arg);
        self.source.new_name(pos, Name::BLANK)
    }

    /// Returns the defined type that a receiver's type name denotes, through aliases, and true for
    /// a pointer.
    pub(crate) fn resolve_base_type_name(
        &mut self,
        mut has_pointer: bool,
        name: NodeRef,
    ) -> Option<(bool, ObjId)> {
        let scope = self.types.package(self.pkg).scope;
        let mut seen = Vec::new();
        let mut next = name;
        loop {
            let name = self.name(next);
            let obj = self.types.lookup(scope, name)?;
            if !self.types.object(obj).is_type_name() || seen.contains(&obj) {
                return None;
            }
            let decl = self.decls.decl_info(self.decls.decl_of(obj)?).tdecl?;
            let Node::TypeDecl {
                params,
                is_alias,
                typ,
                ..
            } = self.source.node(decl)
            else {
                return None;
            };
            if !is_alias {
                return Some((has_pointer, obj));
            }
            if !self.source.tree(decl).is_empty(params) {
                return None;
            }
            seen.push(obj);
            let mut typ = self.source.unparen(decl.part(typ));
            if let Some(elem) = self.source.pointer_base(typ) {
                if has_pointer {
                    return None;
                }
                has_pointer = true;
                typ = self.source.unparen(elem);
            }
            if !self.source.is_name(typ) {
                return None;
            }
            next = typ;
        }
    }
}
