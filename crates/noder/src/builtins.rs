//! Calls of functions of the language.
//!
//! Counterpart: cmd/compile/internal/noder/writer.go (`expr`, for calls).

use vamos_ast::Node;
use vamos_types::BuiltinId;
use vamos_types::ObjectKind;
use vamos_types::Type;
use vamos_types::TypeId;

use crate::element::Element;
use crate::error::Error;
use crate::error::Result;
use crate::expressions::ALIGNOF;
use crate::expressions::MAKE;
use crate::expressions::NEW;
use crate::expressions::OFFSETOF;
use crate::expressions::SIZEOF;
use crate::trees::Call;
use crate::writer::Writer;

/// The form in which a call is written.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Builtin {
    /// It is written.
    Written,
    /// A call like others, which may need the descriptor of a type.
    Call(Option<TypeId>),
}

impl Writer<'_, '_> {
    /// Writes a call of a function of the language that has a form of its own.
    pub(crate) fn builtin_call(&mut self, w: &mut Element, call: &Call) -> Result<Builtin> {
        let (obj, _) = self.lookup_obj(self.trees.unparen(call.fun))?;
        let kind = obj.map(|obj| &self.types().object(obj).kind);
        let Some(&ObjectKind::Builtin(id)) = kind else {
            return Err(Error::unexpected("function", self.trees.pos(call.node)));
        };
        let first = call.args.first().copied();
        let Some(arg) = first else {
            return Ok(Builtin::Call(None));
        };
        match id {
            BuiltinId::Make => self.make(w, call)?,
            BuiltinId::New => {
                w.code(NEW);
                self.node_pos(w, call.node)?;
                let is_type = self.known(arg)?.is_type();
                if w.bool(!is_type) {
                    self.expr(w, arg)?;
                } else {
                    self.expr_type(w, None, arg)?;
                }
            }
            BuiltinId::Sizeof | BuiltinId::Alignof => {
                w.code(if id == BuiltinId::Sizeof {
                    SIZEOF
                } else {
                    ALIGNOF
                });
                self.node_pos(w, call.node)?;
                self.typ(w, self.type_of(arg)?)?;
            }
            BuiltinId::Offsetof => self.offsetof(w, call)?,
            BuiltinId::Append | BuiltinId::Slice => {
                let elem = self.slice_elem(self.type_of(call.node)?)?;
                return Ok(Builtin::Call(Some(elem)));
            }
            BuiltinId::Copy => {
                let typ = self.first_type(arg)?;
                return Ok(Builtin::Call(Some(self.slice_elem(typ)?)));
            }
            BuiltinId::Delete => return Ok(Builtin::Call(Some(self.first_type(arg)?))),
            _ => return Ok(Builtin::Call(None)),
        }
        Ok(Builtin::Written)
    }

    /// Returns the type of an argument, or of the first result of a call whose results are all
    /// arguments.
    fn first_type(&self, arg: vamos_check::NodeRef) -> Result<TypeId> {
        let typ = self.type_of(arg)?;
        match self.types().get(typ) {
            Type::Tuple { vars } => match vars.first() {
                Some(var) => Ok(self.types().obj_type(*var)),
                None => Err(Error::unexpected("tuple", self.trees.pos(arg))),
            },
            _ => Ok(typ),
        }
    }

    fn make(&mut self, w: &mut Element, call: &Call) -> Result<()> {
        let wrong = || Error::unexpected("make", self.trees.pos(call.node));
        let (typ_arg, rest) = call.args.split_first().ok_or_else(wrong)?;
        w.code(MAKE);
        self.node_pos(w, call.node)?;
        self.expr_type(w, None, *typ_arg)?;
        self.exprs(w, rest)?;
        let own = self.type_of(call.node)?;
        let core = self.core_type(own);
        match core.map(|core| self.types().get(core)) {
            Some(Type::Chan { .. } | Type::Map { .. }) => self.rtype(w, own),
            Some(&Type::Slice { elem }) => self.rtype(w, elem),
            _ => Err(Error::unexpected("make", self.trees.pos(call.node))),
        }
    }

    fn offsetof(&mut self, w: &mut Element, call: &Call) -> Result<()> {
        let wrong = || Error::unexpected("offset", self.trees.pos(call.node));
        let selector = self.trees.unparen(*call.args.first().ok_or_else(wrong)?);
        let Node::Selector { x, .. } = self.trees.node(selector) else {
            return Err(wrong());
        };
        let index = self.selection(selector).ok_or_else(wrong)?.index.clone();
        w.code(OFFSETOF);
        self.node_pos(w, call.node)?;
        let typ = self.type_of(self.trees.part(selector, x)?)?;
        let base = self.deref(typ);
        self.typ(w, base)?;
        w.len(index.len() - 1);
        for place in index {
            w.len(place);
        }
        Ok(())
    }
}
