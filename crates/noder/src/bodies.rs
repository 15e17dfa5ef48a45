//! Bodies of functions, and their variables.
//!
//! Counterpart: cmd/compile/internal/noder/writer.go (`bodyIdx`, `addLocal`, `useLocal`).

use vamos_ast::Node;
use vamos_check::NodeRef;
use vamos_objfile::exports::Section;
use vamos_types::ObjId;
use vamos_types::Pos;
use vamos_types::TypeId;

use crate::dict::DictId;
use crate::element::Element;
use crate::error::Error;
use crate::error::Result;
use crate::writer::Writer;

impl Writer<'_, '_> {
    /// Writes the body of a function; returns its index, and the variables of enclosing functions
    /// that it uses.
    pub(crate) fn body_idx(
        &mut self,
        sig: TypeId,
        block: Option<NodeRef>,
        dict: Option<DictId>,
    ) -> Result<(u32, Vec<(Pos, ObjId)>)> {
        self.step()?;
        let mut w = self.begin(Section::Body, dict);
        w.sig = Some(sig);
        self.declare_params(&mut w, sig)?;
        w.bool(block.is_some());
        if let Some(block) = block {
            let (list, rbrace) = self.block_parts(block)?;
            self.stmts(&mut w, &list)?;
            self.pos(&mut w, rbrace)?;
        }
        Ok((self.end(&mut w), w.captured))
    }

    /// Returns the statements of a block, and the position of its closing brace.
    pub(crate) fn block_parts(&self, block: NodeRef) -> Result<(Vec<NodeRef>, Pos)> {
        match self.trees.node(block) {
            Node::Block { list, rbrace } => {
                let rbrace = Pos::new(block.file(), rbrace);
                Ok((self.trees.list(block, list), rbrace))
            }
            _ => Err(Error::unexpected("body", self.trees.pos(block))),
        }
    }

    fn declare_params(&mut self, w: &mut Element, sig: TypeId) -> Result<()> {
        let sig = self.sig(sig)?;
        let (recv, params, results) = (sig.recv, sig.params, sig.results);
        let mut vars: Vec<ObjId> = recv.into_iter().collect();
        vars.extend(self.types().vars(params));
        vars.extend(self.types().vars(results));
        for var in vars {
            self.add_local(w, var)?;
        }
        Ok(())
    }

    /// Writes that a variable is declared.
    pub(crate) fn add_local(&mut self, w: &mut Element, obj: ObjId) -> Result<()> {
        let number = w.locals.len();
        let typ = self.types().obj_type(obj);
        let info = self.typ_idx(typ, w.dict)?;
        if w.bool(info.is_derived) {
            let place = self.dict(w)?.rtype(info);
            w.len(place);
        }
        w.locals.insert(obj, number);
        Ok(())
    }

    /// Writes a use of a variable of this function or an enclosing one.
    pub(crate) fn use_local(&mut self, w: &mut Element, pos: Pos, obj: ObjId) {
        let number = w.locals.get(&obj).copied();
        w.bool(number.is_some());
        let number = number.unwrap_or_else(|| w.capture(pos, obj));
        w.len(number);
    }

    /// Writes the start of a scope.
    pub(crate) fn open_scope(&mut self, w: &mut Element, pos: Pos) -> Result<()> {
        self.pos(w, pos)
    }

    /// Writes the end of a scope.
    pub(crate) fn close_scope(&mut self, w: &mut Element, pos: Pos) -> Result<()> {
        self.pos(w, pos)
    }
}
