//! Statements in the bodies of loops that leave the body.
//!
//! Counterpart: cmd/compile/internal/rangefunc/rewrite.go (`editStmt`, `editReturn`, `editDefer`).

use vamos_ast::Node;
use vamos_ast::NodeId;
use vamos_ast::Token;
use vamos_check::NodeRef;
use vamos_types::ObjId;

use crate::error::Result;
use crate::rangefunc::function::Function;
use crate::rangefunc::function::state;
use crate::trees::opt;
use crate::writer::Writer;

/// The number of a return from the function.
const RETURN: i64 = -1;

impl Writer<'_, '_> {
    /// Replaces a statement that leaves the body of a loop.
    pub(super) fn edit_stmt(&mut self, f: &mut Function, stmt: NodeRef) -> Result<()> {
        if f.loops.is_empty() {
            return Ok(());
        }
        let block = match self.trees.node(stmt) {
            Node::Branch { token, .. } if token != Token::Fallthrough => {
                self.edit_branch(f, stmt)?
            }
            Node::CallStmt {
                token: Token::Defer,
                ..
            } => {
                let obj = self.defers_var(f);
                let token = self.use_obj(f.file(), self.offset(stmt), obj);
                let token = NodeRef::new(f.file(), token);
                self.made.defer_tokens.insert(stmt, token);
                None
            }
            Node::Return { results } => Some(self.edit_return(f, stmt, opt(stmt, results))?),
            _ => None,
        };
        if let Some(block) = block {
            self.replaced.insert(stmt, NodeRef::new(f.file(), block));
        }
        Ok(())
    }

    /// Returns the offset of a node's position.
    pub(super) fn offset(&self, node: NodeRef) -> u32 {
        self.trees.tree(node).offset(node.id())
    }

    /// Returns the replacement of a return statement: results are assigned to the function's
    /// variables.
    fn edit_return(
        &mut self,
        f: &mut Function,
        stmt: NodeRef,
        results: Option<NodeRef>,
    ) -> Result<NodeId> {
        let (file, offset) = (f.file(), self.offset(stmt));
        let mut list = Vec::new();
        if let Some(results) = results {
            let vars = self.result_vars(f)?;
            let uses = vars.into_iter();
            let uses: Vec<NodeId> = uses.map(|var| self.use_obj(file, offset, var)).collect();
            let tree = self.trees.tree_mut(file);
            let lhs = match uses[..] {
                [one] => one,
                _ => tree.append_list_expr(offset, &uses),
            };
            list.push(tree.append_assign(offset, lhs, results.id()));
        }
        for outer in &mut f.loops {
            outer.checks_return = true;
        }
        list.extend(self.leave(f, offset, Some(RETURN), state::DONE));
        list.push(self.return_bool(file, offset, false)?);
        Ok(self
            .trees
            .tree_mut(file)
            .append_block(offset, &list, offset))
    }

    /// Returns the statements that record a branch and the new state of the innermost loop.
    pub(super) fn leave(
        &mut self,
        f: &mut Function,
        offset: u32,
        next: Option<i64>,
        state: i64,
    ) -> Vec<NodeId> {
        let file = f.file();
        let mut list = Vec::new();
        if let Some(next) = next {
            let var = self.next_var(f);
            list.push(self.set_int(file, offset, var, next));
        }
        if let Some(inner) = f.loops.last() {
            list.push(self.set_int(file, offset, inner.state, state));
        }
        list
    }

    /// Returns the results of the function, which get names if they have none.
    fn result_vars(&mut self, f: &Function) -> Result<Vec<ObjId>> {
        let results = self.sig(f.sig)?.results;
        let vars = self.types().vars(results).to_vec();
        for (at, var) in vars.iter().enumerate() {
            if matches!(self.types().name_of(*var), "" | "_") {
                let name = self.types_mut().intern(&format!("#rv{}", at + 1));
                self.types_mut().object_mut(*var).name = name;
            }
        }
        Ok(vars)
    }
}
