//! Statements.
//!
//! Counterpart: cmd/compile/internal/noder/writer.go (`stmts`, `stmt1`).

use vamos_ast::Node;
use vamos_ast::Operator;
use vamos_check::NodeRef;
use vamos_types::ObjId;
use vamos_types::Type;
use vamos_types::TypeId;

use crate::convert::Targets;
use crate::element::Element;
use crate::error::Error;
use crate::error::Result;
use crate::operators;
use crate::trees::opt;
use crate::writer::Writer;

/// The kinds of statements.
const END: u64 = 0;
const LABEL: u64 = 1;
const BLOCK: u64 = 2;
const EXPR: u64 = 3;
const SEND: u64 = 4;
const ASSIGN: u64 = 5;
const ASSIGN_OP: u64 = 6;
const INC_DEC: u64 = 7;
const BRANCH: u64 = 8;
const CALL: u64 = 9;
const RETURN: u64 = 10;
const IF: u64 = 11;
const FOR: u64 = 12;
const SWITCH: u64 = 13;
const SELECT: u64 = 14;

/// The kinds of places that values are assigned to.
const TO_BLANK: u64 = 0;
const TO_DEFINITION: u64 = 1;
const TO_EXPR: u64 = 2;

impl Writer<'_, '_> {
    /// Writes an optional statement as a list.
    pub(crate) fn stmt(&mut self, w: &mut Element, stmt: Option<NodeRef>) -> Result<()> {
        let list: Vec<NodeRef> = stmt.into_iter().collect();
        self.stmts(w, &list)
    }

    /// Writes a list of statements, without those that are never executed: they follow a statement
    /// that ends the list, and the last label.
    pub(crate) fn stmts(&mut self, w: &mut Element, list: &[NodeRef]) -> Result<()> {
        let list: Vec<NodeRef> = list.iter().map(|stmt| self.current(*stmt)).collect();
        let is_label = |stmt: &NodeRef| matches!(self.trees.node(*stmt), Node::Labeled { .. });
        let last_label = list.iter().rposition(is_label);
        let mut is_dead = false;
        for (at, stmt) in list.iter().enumerate() {
            if is_dead && last_label.is_none_or(|label| at > label) {
                continue;
            }
            self.stmt1(w, *stmt)?;
            is_dead = self.terminates(*stmt)?;
        }
        w.code(END);
        Ok(())
    }

    fn stmt1(&mut self, w: &mut Element, stmt: NodeRef) -> Result<()> {
        self.step()?;
        match self.trees.node(stmt) {
            Node::Empty => Ok(()),
            Node::Assign { op, lhs, rhs } => {
                let lhs = self.trees.part(stmt, lhs)?;
                self.assign_or_op(w, stmt, op, lhs, opt(stmt, rhs))
            }
            Node::Block { .. } => {
                w.code(BLOCK);
                self.block_stmt(w, stmt)
            }
            Node::Branch { token, label, .. } => {
                w.code(BRANCH);
                self.node_pos(w, stmt)?;
                self.op(w, operators::statement(token), stmt)?;
                let label = opt(stmt, label);
                w.bool(label.is_some());
                label.into_iter().for_each(|label| self.label(w, label));
                Ok(())
            }
            Node::CallStmt { token, call } => {
                w.code(CALL);
                self.node_pos(w, stmt)?;
                self.op(w, operators::statement(token), stmt)?;
                self.expr(w, self.trees.part(stmt, call)?)?;
                if token == vamos_ast::Token::Defer {
                    let token = self.made.defer_tokens.get(&stmt).copied();
                    self.opt_expr(w, token)?;
                }
                Ok(())
            }
            Node::DeclStmt { decls } => self.decl_stmt(w, &self.trees.list(stmt, decls)),
            Node::ExprStmt { x } => {
                w.code(EXPR);
                self.expr(w, self.trees.part(stmt, x)?)
            }
            Node::For { .. } => {
                w.code(FOR);
                self.for_stmt(w, stmt)
            }
            Node::If { .. } => {
                w.code(IF);
                self.if_stmt(w, stmt)
            }
            Node::Labeled { label, stmt: inner } => {
                w.code(LABEL);
                self.node_pos(w, stmt)?;
                self.label(w, self.trees.part(stmt, label)?);
                let inner = self.current(self.trees.part(stmt, inner)?);
                self.stmt1(w, inner)
            }
            Node::Return { results } => {
                w.code(RETURN);
                self.node_pos(w, stmt)?;
                let results = self.trees.unpack(opt(stmt, results));
                let sig = w
                    .sig
                    .ok_or_else(|| Error::unexpected("return", self.trees.pos(stmt)))?;
                let targets = Targets::Vars(self.sig(sig)?.results);
                self.multi_expr(w, stmt, targets, &results)
            }
            Node::Select { .. } => {
                w.code(SELECT);
                self.select_stmt(w, stmt)
            }
            Node::Send { chan, value } => {
                let [chan, value] = [self.trees.part(stmt, chan)?, self.trees.part(stmt, value)?];
                self.send_stmt(w, stmt, chan, value)
            }
            Node::Switch { .. } => {
                w.code(SWITCH);
                self.switch_stmt(w, stmt)
            }
            _ => Err(Error::unexpected("statement", self.trees.pos(stmt))),
        }
    }

    fn send_stmt(
        &mut self,
        w: &mut Element,
        stmt: NodeRef,
        chan: NodeRef,
        value: NodeRef,
    ) -> Result<()> {
        let typ = self.type_of(chan)?;
        let core = self.core_type(typ);
        let Some(&Type::Chan { elem, .. }) = core.map(|core| self.types().get(core)) else {
            return Err(Error::unexpected("channel", self.trees.pos(chan)));
        };
        w.code(SEND);
        self.node_pos(w, stmt)?;
        self.expr(w, chan)?;
        self.implicit_conv(w, Some(elem), value)
    }

    /// Writes an assignment, also one with an operator, or `++` and `--`.
    fn assign_or_op(
        &mut self,
        w: &mut Element,
        stmt: NodeRef,
        op: Operator,
        lhs: NodeRef,
        rhs: Option<NodeRef>,
    ) -> Result<()> {
        let Some(rhs) = rhs else {
            w.code(INC_DEC);
            self.op(w, operators::binary(op), stmt)?;
            self.expr(w, lhs)?;
            return self.node_pos(w, stmt);
        };
        if matches!(op, Operator::None | Operator::Def) {
            let (lhs, rhs) = (self.trees.unpack(Some(lhs)), self.trees.unpack(Some(rhs)));
            return self.assign_stmt(w, stmt, &lhs, &rhs);
        }
        w.code(ASSIGN_OP);
        self.op(w, operators::binary(op), stmt)?;
        self.expr(w, lhs)?;
        self.node_pos(w, stmt)?;
        let typ = match op {
            Operator::Shl | Operator::Shr => None,
            _ => Some(self.type_of(lhs)?),
        };
        self.implicit_conv(w, typ, rhs)
    }

    /// Writes the number of an operation.
    pub(crate) fn op(&mut self, w: &mut Element, op: Option<usize>, at: NodeRef) -> Result<()> {
        w.len(op.ok_or_else(|| Error::unexpected("operator", self.trees.pos(at)))?);
        Ok(())
    }

    fn label(&mut self, w: &mut Element, label: NodeRef) {
        let name = self.trees.name(label);
        self.text(w, &name);
    }

    /// Writes a list of places that values are assigned to.
    pub(crate) fn assign_list(&mut self, w: &mut Element, list: &[NodeRef]) -> Result<()> {
        w.len(list.len());
        for x in list {
            self.assign(w, *x)?;
        }
        Ok(())
    }

    fn assign(&mut self, w: &mut Element, x: NodeRef) -> Result<()> {
        let x = self.trees.unparen(x);
        if self.trees.is_blank(x) {
            w.code(TO_BLANK);
            return Ok(());
        }
        let is_name = matches!(self.trees.node(x), Node::Name);
        if let Some(obj) = self.def(x).filter(|_| is_name) {
            return self.define(w, obj);
        }
        w.code(TO_EXPR);
        self.expr(w, x)
    }

    fn define(&mut self, w: &mut Element, obj: ObjId) -> Result<()> {
        w.code(TO_DEFINITION);
        let pos = self.types().object(obj).pos;
        let typ = self.types().obj_type(obj);
        self.pos(w, pos)?;
        self.local_ident(w, obj)?;
        self.typ(w, typ)?;
        self.add_local(w, obj)
    }

    fn decl_stmt(&mut self, w: &mut Element, decls: &[NodeRef]) -> Result<()> {
        for decl in decls {
            match self.trees.node(*decl) {
                Node::ConstDecl { .. } | Node::TypeDecl { .. } => {}
                Node::VarDecl { names, values, .. } => {
                    let names = self.trees.list(*decl, names);
                    let values = self.trees.unpack(opt(*decl, values));
                    self.assign_stmt(w, *decl, &names, &values)?;
                }
                _ => return Err(Error::unexpected("declaration", self.trees.pos(*decl))),
            }
        }
        Ok(())
    }

    fn assign_stmt(
        &mut self,
        w: &mut Element,
        at: NodeRef,
        lhs: &[NodeRef],
        rhs: &[NodeRef],
    ) -> Result<()> {
        w.code(ASSIGN);
        self.node_pos(w, at)?;
        self.assign_list(w, lhs)?;
        self.multi_expr(w, at, Targets::Places(lhs), rhs)
    }

    /// Returns the type of a place that a value is assigned to; `None` for the blank name.
    pub(crate) fn place_type(&self, place: NodeRef) -> Result<Option<TypeId>> {
        let name = self.trees.unparen(place);
        if !matches!(self.trees.node(name), Node::Name) {
            return self.type_of(place).map(Some);
        }
        if self.trees.is_blank(name) {
            return Ok(None);
        }
        let obj = self.def(name).or_else(|| self.used(name));
        let obj = obj.filter(|obj| self.types().object(*obj).is_var());
        let missing = || Error::unexpected("destination", self.trees.pos(place));
        Ok(Some(self.types().obj_type(obj.ok_or_else(missing)?)))
    }

    /// Writes a block.
    pub(crate) fn block_stmt(&mut self, w: &mut Element, block: NodeRef) -> Result<()> {
        let (list, rbrace) = self.block_parts(block)?;
        self.open_scope(w, self.trees.pos(block))?;
        self.stmts(w, &list)?;
        self.close_scope(w, rbrace)
    }
}
