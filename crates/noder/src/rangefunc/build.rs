//! Appending of nodes to a tree.
//!
//! Counterpart: cmd/compile/internal/syntax/nodes.go, whose nodes are objects.

use vamos_ast::Node;
use vamos_ast::NodeId;
use vamos_ast::Operator;
use vamos_ast::Token;
use vamos_ast::Tree;

/// Appends nodes of the kinds that rewritten loops have.
pub(super) trait Build {
    /// Appends an operation with two operands.
    fn append_operation(&mut self, offset: u32, op: Operator, operands: [NodeId; 2]) -> NodeId;
    /// Appends a call.
    fn append_call(&mut self, offset: u32, fun: NodeId, args: &[NodeId]) -> NodeId;
    /// Appends a list expression.
    fn append_list_expr(&mut self, offset: u32, elems: &[NodeId]) -> NodeId;
    /// Appends a function literal, without the expression of its type.
    fn append_func_lit(&mut self, offset: u32, body: NodeId) -> NodeId;
    /// Appends a block.
    fn append_block(&mut self, offset: u32, list: &[NodeId], rbrace: u32) -> NodeId;
    /// Appends an expression statement.
    fn append_expr_stmt(&mut self, offset: u32, x: NodeId) -> NodeId;
    /// Appends an assignment with `=`.
    fn append_assign(&mut self, offset: u32, lhs: NodeId, rhs: NodeId) -> NodeId;
    /// Appends `break`, `continue` or `goto` with a label.
    fn append_branch(&mut self, offset: u32, token: Token, label: NodeId) -> NodeId;
    /// Appends a return statement.
    fn append_return(&mut self, offset: u32, results: Option<NodeId>) -> NodeId;
    /// Appends an `if` statement.
    fn append_if(&mut self, offset: u32, cond: NodeId, then: NodeId) -> NodeId;
    /// Appends the declaration of a variable without the expression of its type.
    fn append_var(&mut self, offset: u32, name: NodeId, value: Option<NodeId>) -> NodeId;
    /// Appends a declaration statement.
    fn append_decl_stmt(&mut self, offset: u32, decls: &[NodeId]) -> NodeId;
}

impl Build for Tree {
    fn append_operation(&mut self, offset: u32, op: Operator, operands: [NodeId; 2]) -> NodeId {
        let [x, y] = operands.map(Some);
        self.append(Node::Operation { op, x, y }, offset)
    }

    fn append_call(&mut self, offset: u32, fun: NodeId, args: &[NodeId]) -> NodeId {
        let node = Node::Call {
            fun: Some(fun),
            args: self.append_list(args),
            has_dots: false,
        };
        self.append(node, offset)
    }

    fn append_list_expr(&mut self, offset: u32, elems: &[NodeId]) -> NodeId {
        let elems = self.append_list(elems);
        self.append(Node::List { elems }, offset)
    }

    fn append_func_lit(&mut self, offset: u32, body: NodeId) -> NodeId {
        let body = Some(body);
        self.append(Node::FuncLit { typ: None, body }, offset)
    }

    fn append_block(&mut self, offset: u32, list: &[NodeId], rbrace: u32) -> NodeId {
        let list = self.append_list(list);
        self.append(Node::Block { list, rbrace }, offset)
    }

    fn append_expr_stmt(&mut self, offset: u32, x: NodeId) -> NodeId {
        self.append(Node::ExprStmt { x: Some(x) }, offset)
    }

    fn append_assign(&mut self, offset: u32, lhs: NodeId, rhs: NodeId) -> NodeId {
        let node = Node::Assign {
            op: Operator::None,
            lhs: Some(lhs),
            rhs: Some(rhs),
        };
        self.append(node, offset)
    }

    fn append_branch(&mut self, offset: u32, token: Token, label: NodeId) -> NodeId {
        let node = Node::Branch {
            token,
            label: Some(label),
            target: None,
        };
        self.append(node, offset)
    }

    fn append_return(&mut self, offset: u32, results: Option<NodeId>) -> NodeId {
        self.append(Node::Return { results }, offset)
    }

    fn append_if(&mut self, offset: u32, cond: NodeId, then: NodeId) -> NodeId {
        let node = Node::If {
            init: None,
            cond: Some(cond),
            then: Some(then),
            or_else: None,
        };
        self.append(node, offset)
    }

    fn append_var(&mut self, offset: u32, name: NodeId, value: Option<NodeId>) -> NodeId {
        let node = Node::VarDecl {
            group: 0,
            pragmas: 0,
            names: self.append_list(&[name]),
            typ: None,
            values: value,
        };
        self.append(node, offset)
    }

    fn append_decl_stmt(&mut self, offset: u32, decls: &[NodeId]) -> NodeId {
        let decls = self.append_list(decls);
        self.append(Node::DeclStmt { decls }, offset)
    }
}
