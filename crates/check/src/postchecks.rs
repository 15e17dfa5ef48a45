//! Checks of packages without type errors: code that the compiler does not support.
//!
//! Counterpart: cmd/compile/internal/noder/irgen.go (`checkFiles`), helpers.go (`isNotInHeap`).

use hashbrown::HashMap;
use vamos_ast::Node;
use vamos_types::Pos;
use vamos_types::Type;
use vamos_types::TypeId;

use crate::checker::Checker;
use crate::node_ref::NodeRef;
use vamos_types::Texts;

/// The package whose type `nih` may not be in the heap.
const NOT_IN_HEAP_PACKAGE: &str = "internal/runtime/sys";

/// Visited interfaces: true for the ones on the current path.
type Visited = HashMap<TypeId, bool>;

impl Checker<'_> {
    /// Returns errors of interfaces without a name that refer to themselves.
    pub(crate) fn anonymous_cycles(&mut self) -> Vec<(Pos, String)> {
        // Nearly no package has any: only if one does, it matters which is found first.
        let nodes: Vec<NodeRef> = self.info.types.keys().copied().collect();
        let has_cycle = nodes.into_iter().any(|node| {
            let interface = self.interface_of(node);
            interface.is_some_and(|typ| self.has_cycle(typ, &mut Visited::new()))
        });
        if !has_cycle {
            return Vec::new();
        }
        let mut interfaces = Vec::new();
        self.inspect(|checker, node| {
            let is_interface = matches!(checker.node(node), Node::InterfaceType { .. });
            if is_interface {
                interfaces.push(node);
            }
            !is_interface
        });
        let mut errors = Vec::new();
        let mut visited = Visited::new();
        for node in interfaces {
            if let Some(typ) = self.interface_of(node)
                && self.has_cycle(typ, &mut visited)
            {
                let text = "invalid recursive type: anonymous interface refers to itself (see https://go.dev/issue/56103)";
                errors.push((self.pos(node), text.to_owned()));
                visited
                    .values_mut()
                    .for_each(|is_cyclic| *is_cyclic = false);
            }
        }
        errors
    }

    /// Calls `visit` for all nodes of the package's files in order.
    fn inspect(&self, mut visit: impl FnMut(&Self, NodeRef) -> bool) {
        for (number, source) in self.files.iter().enumerate() {
            vamos_ast::inspect(&source.file.tree, source.file.decls, |node| {
                visit(self, NodeRef::new(number, node))
            });
        }
    }

    /// Returns the interface that an interface type's node denotes.
    fn interface_of(&self, node: NodeRef) -> Option<TypeId> {
        if !matches!(self.node(node), Node::InterfaceType { .. }) {
            return None;
        }
        let typ = self.types.unalias(self.info.types.get(&node)?.typ);
        matches!(self.types.get(typ), Type::Interface(_)).then_some(typ)
    }

    /// Reports whether an interface refers to itself without a name in between.
    fn has_cycle(&mut self, interface: TypeId, visited: &mut Visited) -> bool {
        let set = self.types.type_set(interface);
        set.methods.iter().any(|method| {
            let typ = self.types.object(*method).typ;
            typ.is_some_and(|typ| self.visit(typ, visited))
        })
    }

    /// Like [`Checker::has_cycle`], for the parts of a type.
    fn visit(&mut self, typ: TypeId, visited: &mut Visited) -> bool {
        if !self.types.may_go_on() {
            return false;
        }
        let typ = self.types.unalias(typ);
        let parts = match self.types.get(typ) {
            Type::Pointer { elem }
            | Type::Array { elem, .. }
            | Type::Chan { elem, .. }
            | Type::Slice { elem } => vec![*elem],
            Type::Map { key, elem } => vec![*key, *elem],
            Type::Struct(fields) => self.types_of(&fields.fields),
            Type::Tuple { vars } => self.types_of(vars),
            Type::Signature(sig) => [sig.params, sig.results].into_iter().flatten().collect(),
            Type::Interface(interface) => {
                if interface.methods.is_empty() && interface.embeddeds.is_empty() {
                    return false;
                }
                if let Some(is_cyclic) = visited.get(&typ) {
                    return *is_cyclic;
                }
                visited.insert(typ, true);
                let has_cycle = self.has_cycle(typ, visited);
                if !has_cycle {
                    visited.insert(typ, false);
                }
                return has_cycle;
            }
            _ => return false,
        };
        parts.into_iter().any(|part| self.visit(part, visited))
    }

    /// Returns the types of variables.
    fn types_of(&self, vars: &[vamos_types::ObjId]) -> Vec<TypeId> {
        let types = vars.iter().filter_map(|var| self.types.object(*var).typ);
        types.collect()
    }

    /// Reports whether the package can refer to types that may not be in the heap.
    fn knows_not_in_heap(&self) -> bool {
        let mut packages = self.types.packages();
        packages.any(|(_, package)| self.types.text(package.path) == NOT_IN_HEAP_PACKAGE)
    }

    /// Reports whether a type may not be in the heap, or contains one.
    fn is_not_in_heap(&mut self, typ: TypeId) -> bool {
        if !self.types.may_go_on() {
            return false;
        }
        let mut typ = self.types.unalias(typ);
        if matches!(self.types.get(typ), Type::Named(_)) {
            let object = self.types.object(self.types.named_obj(typ));
            let path = object.pkg.map(|pkg| self.types.package(pkg).path);
            let path = path.map(|path| self.types.text(path));
            if self.types.text(object.name) == "nih" && path == Some(NOT_IN_HEAP_PACKAGE) {
                return true;
            }
            typ = self.types.under(typ);
        }
        match self.types.get(typ) {
            Type::Array { elem, .. } => {
                let elem = *elem;
                self.is_not_in_heap(elem)
            }
            Type::Struct(fields) => {
                let fields = self.types_of(&fields.fields);
                fields.into_iter().any(|field| self.is_not_in_heap(field))
            }
            _ => false,
        }
    }

    /// Returns errors of type arguments that may not be in the heap.
    pub(crate) fn unallocatable_args(&mut self) -> Vec<(Pos, String)> {
        if !self.knows_not_in_heap() {
            return Vec::new();
        }
        let instances = self.info.instances.iter();
        let mut instances: Vec<(NodeRef, Vec<TypeId>)> = instances
            .map(|(name, (targs, _))| (*name, targs.clone()))
            .collect();
        instances.sort_by_key(|(name, _)| (name.file(), self.tree(*name).offset(name.id())));
        let mut errors = Vec::new();
        for (name, targs) in instances {
            for targ in targs {
                if self.is_not_in_heap(targ) {
                    let targ = self.type_text_full(targ);
                    let text = format!(
                        "cannot use incomplete (or unallocatable) type as a type argument: {targ}"
                    );
                    errors.push((self.pos(name), text));
                }
            }
        }
        errors
    }

    /// Returns errors of declared maps and channels whose elements may not be in the heap.
    pub(crate) fn unallocatable_elems(&mut self) -> Vec<(Pos, String)> {
        if !self.knows_not_in_heap() {
            return Vec::new();
        }
        let mut nodes = Vec::new();
        self.inspect(|checker, node| {
            if let Node::TypeDecl { typ, .. } = checker.node(node) {
                nodes.extend(node.opt(typ));
            }
            true
        });
        let mut errors = Vec::new();
        for node in nodes {
            let Some(known) = self.info.types.get(&node) else {
                continue;
            };
            let typ = known.typ;
            let parts = match (self.node(node), self.types.get(typ)) {
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
                if self.is_not_in_heap(part) {
                    errors.push((self.pos(node), text.to_owned()));
                }
            }
        }
        errors
    }
}
