//! The loop itself: the literal of its body, the call, and the statements around it.
//!
//! Counterpart: cmd/compile/internal/rangefunc/rewrite.go (`startLoop`, `endLoop`, `bodyFunc`).

use vamos_ast::Node;
use vamos_ast::NodeId;
use vamos_ast::Operator;
use vamos_check::NodeRef;
use vamos_types::ObjId;
use vamos_types::Pos;
use vamos_types::Signature;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::typ;

use crate::error::Error;
use crate::error::Result;
use crate::rangefunc::function::Function;
use crate::rangefunc::function::Loop;
use crate::rangefunc::function::state;
use crate::trees::NO_OFFSET;
use crate::trees::opt;
use crate::writer::Writer;

/// The parts of a loop over a function.
struct Parts {
    /// The variables.
    lhs: Vec<NodeRef>,
    /// True if the loop declares them.
    is_def: bool,
    /// The function.
    x: NodeRef,
    /// The statements of the body.
    body: Vec<NodeRef>,
    /// The offsets of the loop and of its end.
    start: u32,
    end: u32,
}

impl Writer<'_, '_> {
    /// Enters a loop over a function.
    pub(super) fn start_loop(&mut self, f: &mut Function, stmt: NodeRef) {
        f.states += 1;
        let pos = self.trees.pos(stmt);
        let state = self.make_var(pos, &format!("#state{}", f.states), typ::INT);
        f.loops.push(Loop {
            stmt,
            state,
            depth: f.loops.len() + 1,
            checks_return: false,
            checks_break: false,
            checks_continue: false,
            branches: Vec::new(),
        });
    }

    /// Replaces a loop whose body was rewritten.
    pub(super) fn end_loop(&mut self, f: &mut Function, stmt: NodeRef) -> Result<()> {
        let parts = self.loop_parts(stmt)?;
        let missing = || Error::unexpected("loop", self.trees.pos(stmt));
        let outer = f.loops.last().ok_or_else(missing)?.clone();
        let (file, start, end) = (f.file(), parts.start, parts.end);
        f.bodies += 1;
        let name = format!("#yield{}", f.bodies);
        let literal = self.body_literal(&parts, &outer, file)?;
        let sig = self.known(NodeRef::new(file, literal))?.typ;
        let closure = self.make_var(Pos::NONE, &name, sig);
        let declared = self.var_stmt(file, start, closure, Some(literal));
        let arg = self.use_obj(file, start, closure);
        let tree = self.trees.tree_mut(file);
        let call = tree.append_call(start, parts.x.id(), &[arg]);
        let call = tree.append_expr_stmt(start, call);
        let checks = self.checks(f, &outer, end)?;
        let mut list = Vec::new();
        let is_outermost = f.loops.len() == 1;
        if is_outermost && !f.outer_vars.is_empty() {
            let vars = std::mem::take(&mut f.outer_vars);
            list.push(self.outer_decl(file, start, &vars));
        }
        let ready = self.int_const(file, start, state::READY);
        list.push(self.var_stmt(file, start, outer.state, Some(ready)));
        list.extend([declared, call]);
        let operands = (outer.state, state::PANIC);
        let cond = self.compare(file, end, Operator::Eql, operands);
        let missing = self.int_const(file, end, state::MISSING_PANIC);
        let panic = self.panic_stmt(file, end, missing);
        list.push(self.if_then(file, end, cond, &[panic]));
        list.push(self.set_int(file, end, outer.state, state::EXHAUSTED));
        list.extend(checks);
        if is_outermost {
            f.next = None;
            f.defers = None;
        }
        let block = self.trees.tree_mut(file).append_block(start, &list, end);
        self.replaced.insert(stmt, NodeRef::new(file, block));
        Ok(())
    }

    fn loop_parts(&self, stmt: NodeRef) -> Result<Parts> {
        let wrong = || Error::unexpected("loop", self.trees.pos(stmt));
        let Node::For { init, body, .. } = self.trees.node(stmt) else {
            return Err(wrong());
        };
        let clause = self.trees.part(stmt, init)?;
        let Node::RangeClause { lhs, is_def, x } = self.trees.node(clause) else {
            return Err(wrong());
        };
        let body = self.trees.part(stmt, body)?;
        let Node::Block { list, rbrace } = self.trees.node(body) else {
            return Err(wrong());
        };
        Ok(Parts {
            lhs: self.trees.unpack(opt(stmt, lhs)),
            is_def,
            x: self.trees.part(stmt, x)?,
            body: self.trees.list(stmt, list),
            start: self.offset(stmt),
            end: rbrace,
        })
    }

    /// Appends the function literal of a loop's body.
    fn body_literal(&mut self, parts: &Parts, outer: &Loop, file: usize) -> Result<NodeId> {
        let (start, end) = (parts.start, parts.end);
        let pos = Pos::new(file, start);
        let wrong = || Error::unexpected("iterator", pos);
        let callback = self.callback(parts.x)?;
        let callback = self.sig(callback)?;
        let (yielded, is_variadic) = (callback.params, callback.is_variadic);
        let yielded = self.types().vars(yielded).to_vec();
        let result = self.make_result(pos, "#r", typ::BOOL);
        let mut list = Vec::new();
        let mut params = Vec::new();
        for (at, param) in yielded.into_iter().enumerate() {
            let lhs = parts.lhs.get(at).copied();
            if let Some(lhs) = lhs.filter(|_| parts.is_def) {
                params.push(self.def(lhs).ok_or_else(wrong)?);
                continue;
            }
            let typ = self.types().obj_type(param);
            let param = self.make_var(pos, &format!("#p{}", at + 1), typ);
            params.push(param);
            if let Some(lhs) = lhs {
                let offset = self.offset(lhs);
                let rhs = self.use_obj(file, offset, param);
                let tree = self.trees.tree_mut(file);
                list.push(tree.append_assign(offset, lhs.id(), rhs));
            }
        }
        let is_variadic = is_variadic && self.types().release().keeps_variadic_iterators();
        let sig = self.literal_type(params, result, is_variadic);
        list.extend(self.enter_body(outer, file, start));
        list.extend(parts.body.iter().map(|stmt| stmt.id()));
        list.push(self.set_int(file, end, outer.state, state::READY));
        // The result has no position, as upstream.
        let result = self.use_bool(file, NO_OFFSET, true)?;
        let tree = self.trees.tree_mut(file);
        list.push(tree.append_return(end, Some(result)));
        let body = tree.append_block(start, &list, end);
        let literal = tree.append_func_lit(start, body);
        let node = NodeRef::new(file, literal);
        self.set_value(node, sig);
        self.made.loop_bodies.insert(node);
        Ok(literal)
    }

    /// Appends the statements that check the state before the body.
    fn enter_body(&mut self, outer: &Loop, file: usize, start: u32) -> [NodeId; 3] {
        let copy = self.make_var(Pos::NONE, "#tmpState", typ::INT);
        let value = self.use_obj(file, NO_OFFSET, outer.state);
        let declared = self.var_stmt(file, NO_OFFSET, copy, Some(value));
        let running = self.set_int(file, start, outer.state, state::PANIC);
        let cond = self.compare(file, start, Operator::Neq, (copy, state::READY));
        let used = self.use_obj(file, start, copy);
        let panic = self.panic_stmt(file, start, used);
        let check = self.if_then(file, start, cond, &[panic]);
        [declared, running, check]
    }

    /// Returns the type of the function that an iterator calls.
    fn callback(&mut self, x: NodeRef) -> Result<TypeId> {
        let wrong = Error::unexpected("iterator", self.trees.pos(x));
        let func = self.range_func_type(x).ok_or(wrong.clone())?;
        let params = self.sig(func)?.params;
        let first = self.types().vars(params).first().copied();
        let callback = self.types().obj_type(first.ok_or(wrong.clone())?);
        self.core_type(callback).ok_or(wrong)
    }

    fn literal_type(&mut self, params: Vec<ObjId>, result: ObjId, is_variadic: bool) -> TypeId {
        let params = self.types_mut().new_tuple(params);
        let results = self.types_mut().new_tuple(vec![result]);
        let sig = Signature {
            params,
            results,
            is_variadic,
            ..Signature::default()
        };
        self.types_mut().add(Type::Signature(Box::new(sig)))
    }
}
