//! Facts about nodes that the checker has recorded.
//!
//! Counterpart: cmd/compile/internal/noder/writer.go (`typeAndValue`, `lookupObj`).

use vamos_ast::Node;
use vamos_check::Mode;
use vamos_check::NodeRef;
use vamos_check::Selection;
use vamos_types::ObjId;
use vamos_types::ObjectKind;
use vamos_types::Type;
use vamos_types::TypeId;

use crate::error::Error;
use crate::error::Result;
use crate::known::Known;
use crate::trees::opt;
use crate::writer::Writer;

impl Writer<'_, '_> {
    /// Returns the facts of an expression, if there are any (`maybeTypeAndValue`).
    pub(crate) fn maybe_known(&self, x: NodeRef) -> Option<Known> {
        if let Some(known) = self.made.types.get(&x) {
            return Some(known.clone());
        }
        let recorded = self.checker.info().type_and_value(x);
        let instance = self.instance(x).map(|(_, typ)| typ);
        let known = recorded.map(|known| Known {
            mode: known.mode,
            typ: instance.unwrap_or(known.typ),
            value: (known.mode == Mode::Constant).then(|| known.value.clone()),
        });
        // A generic function has the type of its instance, though nothing is recorded.
        known.or_else(|| {
            instance.map(|typ| Known {
                mode: Mode::Invalid,
                typ,
                value: None,
            })
        })
    }

    /// Returns the facts of an expression (`typeAndValue`).
    pub(crate) fn known(&self, x: NodeRef) -> Result<Known> {
        let known = self.maybe_known(x);
        known.ok_or_else(|| Error::unexpected("expression without a type", self.trees.pos(x)))
    }

    /// Returns the type of an expression that has a value (`typeOf`).
    pub(crate) fn type_of(&self, x: NodeRef) -> Result<TypeId> {
        let known = self.known(x)?;
        if known.is_value() {
            return Ok(known.typ);
        }
        let pos = self.trees.pos(x);
        Err(Error::unexpected("expression without a value", pos))
    }

    /// Returns the type arguments and the type of an instance that a name denotes.
    pub(crate) fn instance(&self, name: NodeRef) -> Option<(&[TypeId], TypeId)> {
        let instance = self.checker.info().instance(name);
        instance.map(|instance| (&instance.targs[..], instance.typ))
    }

    /// Returns the object that a name declares.
    pub(crate) fn def(&self, name: NodeRef) -> Option<ObjId> {
        let made = self.made.defs.get(&name).copied();
        made.or_else(|| self.checker.info().def(name).flatten())
    }

    /// Returns the object that a name declares, which must be there.
    pub(crate) fn known_def(&self, name: NodeRef) -> Result<ObjId> {
        let obj = self.def(name);
        obj.ok_or_else(|| Error::unexpected("name without an object", self.trees.pos(name)))
    }

    /// Returns the object that a name uses.
    pub(crate) fn used(&self, name: NodeRef) -> Option<ObjId> {
        let made = self.made.uses.get(&name).copied();
        made.or_else(|| self.checker.info().use_of(name))
    }

    /// Returns the object that a node declares without a name.
    pub(crate) fn implicit(&self, node: NodeRef) -> Option<ObjId> {
        self.checker.info().implicit(node)
    }

    /// Returns the selection of a selector.
    pub(crate) fn selection(&self, selector: NodeRef) -> Option<&Selection> {
        self.checker.info().selection(selector)
    }

    /// Reports whether a selector names something of a package (`isPkgQual`).
    fn is_qualified(&self, x: NodeRef) -> bool {
        let is_package = |obj: ObjId| {
            let kind = &self.types().object(obj).kind;
            matches!(kind, ObjectKind::PkgName { .. })
        };
        matches!(self.trees.node(x), Node::Name) && self.used(x).is_some_and(is_package)
    }

    /// Returns the object to which an expression refers, and the type arguments of an explicit
    /// instance (`lookupObj`).
    pub(crate) fn lookup_obj(&self, x: NodeRef) -> Result<(Option<ObjId>, Vec<TypeId>)> {
        let nothing = Ok((None, Vec::new()));
        let mut x = x;
        if let Node::Index { x: generic, index } = self.trees.node(x) {
            let args = self.trees.unpack(opt(x, index));
            if let [arg] = args[..]
                && self.known(arg)?.is_value()
            {
                return nothing;
            }
            x = self.trees.part(x, generic)?;
        }
        if let Node::Selector { x: base, sel } = self.trees.node(x) {
            let base = self.trees.part(x, base)?;
            if !self.is_qualified(base) {
                return nothing;
            }
            x = self.trees.part(x, sel)?;
        }
        if !matches!(self.trees.node(x), Node::Name) {
            return nothing;
        }
        let targs = self.instance(x).map(|(targs, _)| targs.to_vec());
        Ok((self.used(x), targs.unwrap_or_default()))
    }

    /// Reports whether an expression is a function of the language (`isBuiltin`).
    pub(crate) fn is_builtin(&self, x: NodeRef, name: &str) -> Result<bool> {
        let x = self.trees.unparen(x);
        let is_name = matches!(self.trees.node(x), Node::Name) && self.trees.name(x) == name;
        Ok(is_name && self.known(x)?.is_builtin())
    }

    /// Reports whether the type of an expression is a tuple.
    pub(crate) fn is_tuple(&self, known: &Known) -> bool {
        known.mode == Mode::NoValue || matches!(self.types().get(known.typ), Type::Tuple { .. })
    }
}
