//! Loops over functions, which become calls with the loop's body as a function literal.
//!
//! Branches and returns out of a body become results of the literal, and variables that the code
//! after the call checks. New nodes are appended to the tree of the file; statements that others
//! replace stay in it.
//! Counterpart: cmd/compile/internal/rangefunc/rewrite.go.

mod branches;
mod checks;
mod edits;
mod function;
mod loops;
mod nodes;

use vamos_ast::Node;
use vamos_ast::parts;
use vamos_check::NodeRef;
use vamos_types::Type;
use vamos_types::TypeId;

use crate::error::Result;
use crate::rangefunc::function::Function;
use crate::trees::at;
use crate::trees::opt;
use crate::writer::Writer;

impl Writer<'_, '_> {
    /// Rewrites all loops over functions.
    pub(crate) fn rewrite_loops(&mut self) -> Result<()> {
        for file in 0..self.trees.files.len() {
            let nodes = self.trees.files[file].file.tree.nodes();
            let mut nodes = nodes.map(|node| NodeRef::new(file, node));
            if !nodes.any(|node| self.is_range_func(node)) {
                continue;
            }
            let mut stack = self.file_decls(file);
            while let Some(node) = stack.pop() {
                if !self.rewrite_function(node)? {
                    let parts = parts(self.trees.tree(node), node.id());
                    stack.extend(parts.into_iter().map(|part| at(node, part)));
                }
            }
        }
        Ok(())
    }

    /// Rewrites the loops of a function declaration or literal; returns false for other nodes.
    fn rewrite_function(&mut self, node: NodeRef) -> Result<bool> {
        let (body, sig) = match self.trees.node(node) {
            Node::FuncDecl { name, body, .. } => {
                let obj = self.known_def(self.trees.part(node, name)?)?;
                (body, self.types().obj_type(obj))
            }
            Node::FuncLit { body, .. } => (body, self.known(node)?.typ),
            _ => return Ok(false),
        };
        if let Some(body) = opt(node, body) {
            let mut function = Function::new(body, sig);
            self.visit(&mut function, body)?;
        }
        Ok(true)
    }

    /// Rewrites the loops in a node of a function.
    fn visit(&mut self, f: &mut Function, node: NodeRef) -> Result<()> {
        self.step()?;
        if matches!(self.trees.node(node), Node::FuncLit { .. }) {
            self.rewrite_function(node)?;
            return Ok(());
        }
        let is_loop = self.is_range_func(node);
        if is_loop {
            self.start_loop(f, node);
        }
        let parts = parts(self.trees.tree(node), node.id());
        for part in parts {
            self.visit(f, at(node, part))?;
        }
        match self.trees.node(node) {
            Node::Block { list, .. }
            | Node::CaseClause { body: list, .. }
            | Node::CommClause { body: list, .. } => {
                for stmt in self.trees.list(node, list) {
                    self.edit_stmt(f, stmt)?;
                }
            }
            Node::Labeled { stmt, .. } => {
                let stmt = self.trees.part(node, stmt)?;
                self.edit_stmt(f, stmt)?;
            }
            _ => {}
        }
        if is_loop {
            self.end_loop(f, node)?;
            f.loops.pop();
        }
        Ok(())
    }

    /// Reports whether a node is a loop over a function (`forRangeFunc`).
    pub(super) fn is_range_func(&mut self, node: NodeRef) -> bool {
        let x = self.range_func_expr(node);
        x.is_some_and(|x| self.range_func_type(x).is_some())
    }

    /// Returns the expression of a `for` statement with a `range` clause.
    fn range_func_expr(&self, node: NodeRef) -> Option<NodeRef> {
        let Node::For { init, .. } = self.trees.node(node) else {
            return None;
        };
        match self.trees.node(opt(node, init)?) {
            Node::RangeClause { x, .. } => opt(node, x),
            _ => None,
        }
    }

    /// Returns the function's type of the expression of a loop over a function.
    fn range_func_type(&mut self, x: NodeRef) -> Option<TypeId> {
        let typ = self.maybe_known(x)?.typ;
        let core = self.core_type(typ)?;
        matches!(self.types().get(core), Type::Signature(_)).then_some(core)
    }
}
