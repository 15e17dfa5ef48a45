//! `for`, `if`, `select` and `switch`.
//!
//! Counterpart: cmd/compile/internal/noder/writer.go (`forStmt`, `switchStmt`).

use vamos_ast::ListId;
use vamos_ast::Node;
use vamos_check::Mode;
use vamos_check::NodeRef;
use vamos_constant::Op;
use vamos_constant::Value;
use vamos_types::Facts as _;
use vamos_types::Pos;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::typ;

use crate::element::Element;
use crate::error::Error;
use crate::error::Result;
use crate::trees::opt;
use crate::writer::Writer;

/// A clause of a `switch`, or the cases of it that can be reached.
#[derive(Clone, Debug)]
struct Case {
    node: NodeRef,
    /// The expressions; `None` for `default`.
    cases: Option<NodeRef>,
    body: ListId,
}

/// A `switch` over values.
struct ValueSwitch {
    /// The clauses that are left.
    clauses: Vec<Case>,
    tag: Option<NodeRef>,
    tag_type: TypeId,
    is_chan: bool,
}

impl Writer<'_, '_> {
    /// Writes a `for` statement.
    pub(crate) fn for_stmt(&mut self, w: &mut Element, stmt: NodeRef) -> Result<()> {
        let Node::For {
            init,
            cond,
            post,
            body,
        } = self.trees.node(stmt)
        else {
            return Err(Error::unexpected("loop", self.trees.pos(stmt)));
        };
        let [init, cond, post] = [init, cond, post].map(|part| opt(stmt, part));
        let body = self.trees.part(stmt, body)?;
        self.open_scope(w, self.trees.pos(stmt))?;
        let is_range = |node: NodeRef| matches!(self.trees.node(node), Node::RangeClause { .. });
        let clause = init.filter(|init| is_range(*init));
        w.bool(clause.is_some());
        let mut is_never = false;
        if let Some(clause) = clause {
            self.range_clause(w, clause)?;
        } else {
            if let Some(cond) = cond {
                is_never = self.static_bool(cond)? < 0;
            }
            self.node_pos(w, stmt)?;
            self.stmt(w, init)?;
            self.opt_expr(w, cond)?;
            self.stmt(w, post.filter(|_| !is_never))?;
        }
        let (list, rbrace) = self.block_parts(body)?;
        self.open_scope(w, self.trees.pos(body))?;
        self.stmts(w, if is_never { &[] } else { &list })?;
        self.close_scope(w, rbrace)?;
        let has_distinct_vars = self.has_distinct_vars(stmt);
        w.bool(has_distinct_vars);
        Ok(())
    }

    fn range_clause(&mut self, w: &mut Element, clause: NodeRef) -> Result<()> {
        let Node::RangeClause { lhs, is_def, x } = self.trees.node(clause) else {
            return Err(Error::unexpected("range", self.trees.pos(clause)));
        };
        let lhs = self.trees.unpack(opt(clause, lhs));
        let x = self.trees.part(clause, x)?;
        self.node_pos(w, clause)?;
        self.assign_list(w, &lhs)?;
        self.expr(w, x)?;
        let own = self.type_of(x)?;
        let core = self.core_type(own);
        if core.is_some_and(|core| matches!(self.types().get(core), Type::Map { .. })) {
            self.rtype(w, own)?;
        }
        let sources = self.range_types(own)?;
        for (dst, src) in lhs.iter().zip(sources) {
            let dst = self.trees.unparen(*dst);
            if self.trees.is_blank(dst) {
                continue;
            }
            let src = src.ok_or_else(|| Error::unexpected("variable", self.trees.pos(dst)))?;
            let dst = if is_def {
                self.types().obj_type(self.known_def(dst)?)
            } else {
                self.type_of(dst)?
            };
            self.conv_rtti(w, src, dst)?;
        }
        Ok(())
    }

    /// Reports whether each iteration of a loop has variables of its own: since Go 1.22.
    fn has_distinct_vars(&self, stmt: NodeRef) -> bool {
        let version = self.checker.versions().get(stmt.file());
        let version = version.map_or("", String::as_str);
        let minor = version.strip_prefix("go1.").map(|rest| {
            let digits = rest.split(|c: char| !c.is_ascii_digit()).next();
            digits.and_then(|digits| digits.parse::<u32>().ok())
        });
        match minor {
            Some(minor) => minor.is_some_and(|minor| minor >= 22),
            None => version.is_empty(),
        }
    }

    /// Writes an `if` statement.
    pub(crate) fn if_stmt(&mut self, w: &mut Element, stmt: NodeRef) -> Result<()> {
        let Node::If {
            init,
            cond,
            then,
            or_else,
        } = self.trees.node(stmt)
        else {
            return Err(Error::unexpected("if", self.trees.pos(stmt)));
        };
        let [cond, then] = [self.trees.part(stmt, cond)?, self.trees.part(stmt, then)?];
        let value = self.static_bool(cond)?;
        let pos = self.trees.pos(stmt);
        self.open_scope(w, pos)?;
        self.pos(w, pos)?;
        self.stmt(w, opt(stmt, init))?;
        self.expr(w, cond)?;
        w.int(value);
        if value >= 0 {
            self.block_stmt(w, then)?;
        } else {
            let (_, rbrace) = self.block_parts(then)?;
            self.pos(w, rbrace)?;
        }
        if value <= 0 {
            self.stmt(w, opt(stmt, or_else))?;
        }
        Ok(())
    }

    /// Writes a `select` statement.
    pub(crate) fn select_stmt(&mut self, w: &mut Element, stmt: NodeRef) -> Result<()> {
        let Node::Select { body, rbrace } = self.trees.node(stmt) else {
            return Err(Error::unexpected("select", self.trees.pos(stmt)));
        };
        self.node_pos(w, stmt)?;
        let clauses = self.trees.list(stmt, body);
        w.len(clauses.len());
        for (at, clause) in clauses.iter().enumerate() {
            let Node::CommClause { comm, body, .. } = self.trees.node(*clause) else {
                return Err(Error::unexpected("clause", self.trees.pos(*clause)));
            };
            let pos = self.trees.pos(*clause);
            if at > 0 {
                self.close_scope(w, pos)?;
            }
            self.open_scope(w, pos)?;
            self.pos(w, pos)?;
            self.stmt(w, opt(*clause, comm))?;
            self.stmts(w, &self.trees.list(*clause, body))?;
        }
        if !clauses.is_empty() {
            self.close_scope(w, Pos::new(stmt.file(), rbrace))?;
        }
        Ok(())
    }

    /// Writes a `switch` statement.
    pub(crate) fn switch_stmt(&mut self, w: &mut Element, stmt: NodeRef) -> Result<()> {
        let Node::Switch {
            init,
            tag,
            body,
            rbrace,
        } = self.trees.node(stmt)
        else {
            return Err(Error::unexpected("switch", self.trees.pos(stmt)));
        };
        let pos = self.trees.pos(stmt);
        let rbrace = Pos::new(stmt.file(), rbrace);
        self.open_scope(w, pos)?;
        self.pos(w, pos)?;
        self.stmt(w, opt(stmt, init))?;
        let tag = opt(stmt, tag);
        let clauses = self.cases(stmt, body)?;
        let is_guard =
            |node: NodeRef| matches!(self.trees.node(node), Node::TypeSwitchGuard { .. });
        let guard = tag.filter(|tag| is_guard(*tag));
        w.bool(guard.is_some());
        let is_empty = if let Some(guard) = guard {
            let iface = self.guard(w, guard)?;
            self.type_clauses(w, &clauses, iface)?;
            clauses.is_empty()
        } else {
            let switch = self.value_switch(tag, clauses)?;
            w.bool(switch.tag.is_some());
            if let Some(tag) = switch.tag {
                self.implicit_conv(w, Some(switch.tag_type), tag)?;
            }
            self.value_clauses(w, &switch)?;
            switch.clauses.is_empty()
        };
        if !is_empty {
            self.close_scope(w, rbrace)?;
        }
        self.close_scope(w, rbrace)
    }

    fn cases(&self, stmt: NodeRef, body: ListId) -> Result<Vec<Case>> {
        let case = |node: NodeRef| match self.trees.node(node) {
            Node::CaseClause { cases, body, .. } => Ok(Case {
                node,
                cases: opt(node, cases),
                body,
            }),
            _ => Err(Error::unexpected("clause", self.trees.pos(node))),
        };
        self.trees.list(stmt, body).into_iter().map(case).collect()
    }

    /// Writes the guard of a `switch` over types; returns the type of its operand.
    fn guard(&mut self, w: &mut Element, guard: NodeRef) -> Result<TypeId> {
        let Node::TypeSwitchGuard { lhs, x } = self.trees.node(guard) else {
            return Err(Error::unexpected("guard", self.trees.pos(guard)));
        };
        let x = self.trees.part(guard, x)?;
        let iface = self.type_of(x)?;
        self.node_pos(w, guard)?;
        let lhs = opt(guard, lhs);
        w.bool(lhs.is_some());
        if let Some(lhs) = lhs {
            self.node_pos(w, lhs)?;
            self.pkg(w, Some(self.pkg))?;
            let name = self.trees.name(lhs);
            self.text(w, &name);
        }
        self.expr(w, x)?;
        Ok(iface)
    }

    /// Returns the clauses of a `switch` over values that can be reached: one if its tag is constant.
    fn value_switch(&mut self, tag: Option<NodeRef>, clauses: Vec<Case>) -> Result<ValueSwitch> {
        let mut switch = ValueSwitch {
            clauses,
            tag,
            tag_type: typ::BOOL,
            is_chan: false,
        };
        let mut value = Some(Value::from(true));
        if let Some(tag) = tag {
            let known = self.known(tag)?;
            let under = self.types_mut().under(known.typ);
            switch.is_chan = matches!(self.types().get(under), Type::Chan { .. });
            switch.tag_type = known.typ;
            value = known.value;
        }
        if let Some(value) = value {
            self.choose_clause(&mut switch, &value)?;
        }
        if !switch.is_chan && self.needs_any(&switch)? {
            switch.tag_type = typ::PLAIN_INTERFACE;
        }
        Ok(switch)
    }

    /// Removes all clauses but the one that a constant tag leads to, if that is known.
    fn choose_clause(&self, switch: &mut ValueSwitch, value: &Value) -> Result<()> {
        let mut target = None;
        'clauses: for clause in &switch.clauses {
            if clause.cases.is_none() {
                target = Some(clause);
            }
            for case in self.trees.unpack(clause.cases) {
                let Some(other) = self.known(case)?.value else {
                    return Ok(());
                };
                if Value::compare(value, Op::Eql, &other) {
                    target = Some(clause);
                    break 'clauses;
                }
            }
        }
        let target = target.cloned();
        if let Some(target) = &target
            && self.has_fallthrough(&self.trees.list(target.node, target.body))
        {
            return Ok(());
        }
        let left = target.map(|target| Case {
            cases: None,
            ..target
        });
        switch.clauses = left.into_iter().collect();
        switch.tag = None;
        switch.tag_type = typ::BOOL;
        Ok(())
    }

    /// Reports whether the tag and all cases are compared as interfaces.
    fn needs_any(&mut self, switch: &ValueSwitch) -> Result<bool> {
        for clause in &switch.clauses {
            for case in self.trees.unpack(clause.cases) {
                let own = self.type_of(case)?;
                if self.checker.queries().is_assignable(own, switch.tag_type) {
                    continue;
                }
                if self.types_mut().is_interface(own)
                    || self.types_mut().is_interface(switch.tag_type)
                {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    fn value_clauses(&mut self, w: &mut Element, switch: &ValueSwitch) -> Result<()> {
        w.len(switch.clauses.len());
        for (at, clause) in switch.clauses.iter().enumerate() {
            self.begin_clause(w, at, clause)?;
            let cases = self.trees.unpack(clause.cases);
            w.len(cases.len());
            for case in cases {
                let to = (!switch.is_chan).then_some(switch.tag_type);
                self.implicit_conv(w, to, case)?;
            }
            self.end_clause(w, clause)?;
        }
        Ok(())
    }

    fn type_clauses(&mut self, w: &mut Element, clauses: &[Case], iface: TypeId) -> Result<()> {
        w.len(clauses.len());
        for (at, clause) in clauses.iter().enumerate() {
            self.begin_clause(w, at, clause)?;
            let cases = self.trees.unpack(clause.cases);
            w.len(cases.len());
            for case in cases {
                let is_nil = self.known(case)?.mode == Mode::NilValue;
                if !w.bool(is_nil) {
                    self.expr_type(w, Some(iface), case)?;
                }
            }
            self.end_clause(w, clause)?;
        }
        Ok(())
    }

    fn begin_clause(&mut self, w: &mut Element, at: usize, clause: &Case) -> Result<()> {
        let pos = self.trees.pos(clause.node);
        if at > 0 {
            self.close_scope(w, pos)?;
        }
        self.open_scope(w, pos)?;
        self.pos(w, pos)
    }

    /// Writes the variable of a clause, if it has one, and its statements.
    fn end_clause(&mut self, w: &mut Element, clause: &Case) -> Result<()> {
        if let Some(obj) = self.implicit(clause.node) {
            let last = self.trees.unpack(clause.cases).pop();
            let pos = match last {
                Some(last) => self.type_expr_end(last)?,
                None => self.trees.pos(clause.node),
            };
            self.pos(w, pos)?;
            let typ = self.types().obj_type(obj);
            self.typ(w, typ)?;
            self.add_local(w, obj)?;
        }
        self.stmts(w, &self.trees.list(clause.node, clause.body))
    }
}
