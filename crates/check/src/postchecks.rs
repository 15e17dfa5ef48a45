//! Checks of packages without type errors: code that the compiler does not support.
//!
//! Counterpart: cmd/compile/internal/noder/irgen.go (`checkFiles`), helpers.go (`isNotInHeap`).

use vamos_ast::Node;
use vamos_types::Pos;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::Visited;

use crate::checker::Checker;
use crate::node_ref::NodeRef;
use vamos_types::Texts;

impl Checker<'_> {
    /// Returns errors of interfaces without a name that refer to themselves.
    pub(crate) fn anonymous_cycles(&mut self) -> Vec<(Pos, String)> {
        // Nearly no package has any: only if one does, it matters which is found first.
        let nodes: Vec<NodeRef> = self.info.types().map(|(node, _)| node).collect();
        let has_cycle = nodes.into_iter().any(|node| {
            let interface = self.interface_of(node);
            interface.is_some_and(|typ| self.types.has_cycle(typ, &mut Visited::new()))
        });
        if !has_cycle {
            return Vec::new();
        }
        let mut interfaces = Vec::new();
        self.inspect(|checker, node| {
            let is_interface = matches!(checker.source.node(node), Node::InterfaceType { .. });
            if is_interface {
                interfaces.push(node);
            }
            !is_interface
        });
        let mut errors = Vec::new();
        let mut visited = Visited::new();
        for node in interfaces {
            if let Some(typ) = self.interface_of(node)
                && self.types.has_cycle(typ, &mut visited)
            {
                let text = "invalid recursive type: anonymous interface refers to itself (see https://go.dev/issue/56103)";
                errors.push((self.source.pos(node), text.to_owned()));
                visited
                    .values_mut()
                    .for_each(|is_cyclic| *is_cyclic = false);
            }
        }
        errors
    }

    /// Calls `visit` for all nodes of the package's files in order.
    fn inspect(&self, mut visit: impl FnMut(&Self, NodeRef) -> bool) {
        for (number, source) in self.source.files.iter().enumerate() {
            vamos_ast::inspect(&source.file.tree, source.file.decls, |node| {
                visit(self, NodeRef::new(number, node))
            });
        }
    }

    /// Returns the interface that an interface type's node denotes.
    fn interface_of(&self, node: NodeRef) -> Option<TypeId> {
        if !matches!(self.source.node(node), Node::InterfaceType { .. }) {
            return None;
        }
        let typ = self.types.unalias(self.info.type_and_value(node)?.typ);
        matches!(self.types.get(typ), Type::Interface(_)).then_some(typ)
    }

    /// Returns errors of type arguments that may not be in the heap.
    pub(crate) fn unallocatable_args(&mut self) -> Vec<(Pos, String)> {
        if !self.types.knows_not_in_heap() {
            return Vec::new();
        }
        let instances = self.info.instances();
        let mut instances: Vec<(NodeRef, Box<[TypeId]>)> = instances
            .map(|(name, instance)| (name, instance.targs.clone()))
            .collect();
        instances.sort_by_key(|(name, _)| (name.file(), self.source.tree(*name).offset(name.id())));
        let mut errors = Vec::new();
        for (name, targs) in instances {
            for targ in targs {
                if self.types.is_not_in_heap(targ) {
                    let targ = self.type_text_full(targ);
                    let text = format!(
                        "cannot use incomplete (or unallocatable) type as a type argument: {targ}"
                    );
                    errors.push((self.source.pos(name), text));
                }
            }
        }
        errors
    }

    /// Returns errors of declared maps and channels whose elements may not be in the heap.
    pub(crate) fn unallocatable_elems(&mut self) -> Vec<(Pos, String)> {
        if !self.types.knows_not_in_heap() {
            return Vec::new();
        }
        let mut nodes = Vec::new();
        self.inspect(|checker, node| {
            if let Node::TypeDecl { typ, .. } = checker.source.node(node) {
                nodes.extend(node.opt(typ));
            }
            true
        });
        let mut errors = Vec::new();
        for node in nodes {
            let Some(known) = self.info.type_and_value(node) else {
                continue;
            };
            let typ = known.typ;
            let parts = match (self.source.node(node), self.types.get(typ)) {
                (Node::MapType { .. }, Type::Map { key, elem }) => vec![
                    (*key, "incomplete (or unallocatable) map key not allowed"),
                    (*elem, "incomplete (or unallocatable) map value not allowed"),
                ],
                (Node::ChanType { .. }, Type::Chan { elem, .. }) => vec![(
                    *elem,
                    "chan of incomplete (or unallocatable) type not allowed",
                )],
                _ => continue,
            };
            for (part, text) in parts {
                if self.types.is_not_in_heap(part) {
                    errors.push((self.source.pos(node), text.to_owned()));
                }
            }
        }
        errors
    }
}
