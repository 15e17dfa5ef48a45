//! Adding nodes to a tree that was parsed.
//!
//! A rewrite that replaces parts of a program by others, as of loops over functions, adds the new
//! nodes to the tree of the file. Existing nodes do not change, and may be parts of new ones. Only
//! kinds that rewrites need can be added.
//! Counterpart: cmd/compile/internal/syntax/nodes.go, whose nodes are objects.

use crate::decode::token_number;
use crate::id::NodeId;
use crate::id::number;
use crate::node::Kind;
use crate::token::LitKind;
use crate::token::Operator;
use crate::token::Token;
use crate::tree::Tree;

impl Tree {
    /// Adds a name that is not in the source.
    pub fn append_name(&mut self, text: &str, offset: u32) -> NodeId {
        let span = self.add_text(text);
        self.add(Kind::Name, 0, offset as usize, span)
    }

    /// Adds a literal that is not in the source.
    pub fn append_literal(&mut self, kind: LitKind, text: &str, offset: u32) -> NodeId {
        let span = self.add_text(text);
        self.add(Kind::BasicLit, kind as u8, offset as usize, span)
    }

    /// Adds an operation with two operands.
    pub fn append_operation(&mut self, offset: u32, op: Operator, [x, y]: [NodeId; 2]) -> NodeId {
        let numbers = [number(Some(x)), number(Some(y))];
        self.add(Kind::Operation, op as u8, offset as usize, numbers)
    }

    /// Adds a call.
    pub fn append_call(&mut self, offset: u32, fun: NodeId, args: &[NodeId]) -> NodeId {
        let args = self.add_list(args).number();
        self.append_short(Kind::Call, offset, [number(Some(fun)), args])
    }

    /// Adds a list expression.
    pub fn append_list_expr(&mut self, offset: u32, elems: &[NodeId]) -> NodeId {
        let elems = self.add_list(elems).number();
        self.append_short(Kind::List, offset, [elems, 0])
    }

    /// Adds a function literal, without the expression of its type.
    pub fn append_func_lit(&mut self, offset: u32, body: NodeId) -> NodeId {
        self.append_short(Kind::FuncLit, offset, [0, number(Some(body))])
    }

    /// Adds a block.
    pub fn append_block(&mut self, offset: u32, list: &[NodeId], rbrace: u32) -> NodeId {
        let list = self.add_list(list).number();
        self.append_short(Kind::Block, offset, [list, rbrace])
    }

    /// Adds an expression statement.
    pub fn append_expr_stmt(&mut self, offset: u32, x: NodeId) -> NodeId {
        self.append_short(Kind::ExprStmt, offset, [number(Some(x)), 0])
    }

    /// Adds an assignment with `=`.
    pub fn append_assign(&mut self, offset: u32, lhs: NodeId, rhs: NodeId) -> NodeId {
        let numbers = [number(Some(lhs)), number(Some(rhs))];
        self.add(Kind::Assign, Operator::None as u8, offset as usize, numbers)
    }

    /// Adds `break`, `continue` or `goto` with a label.
    pub fn append_branch(&mut self, offset: u32, token: Token, label: NodeId) -> NodeId {
        let numbers = [number(Some(label)), 0];
        self.add(Kind::Branch, token_number(token), offset as usize, numbers)
    }

    /// Adds a return statement.
    pub fn append_return(&mut self, offset: u32, results: Option<NodeId>) -> NodeId {
        self.append_short(Kind::Return, offset, [number(results), 0])
    }

    /// Adds an `if` statement.
    pub fn append_if(&mut self, offset: u32, cond: NodeId, then: NodeId) -> NodeId {
        let numbers = [None, Some(cond), Some(then), None].map(number);
        self.add_long(Kind::If, 0, offset as usize, &numbers)
    }

    /// Adds the declaration of a variable without the expression of its type.
    pub fn append_var(&mut self, offset: u32, name: NodeId, value: Option<NodeId>) -> NodeId {
        let names = self.add_list(&[name]).number();
        let numbers = [0, 0, names, number(None), number(value)];
        self.add_long(Kind::VarDecl, 0, offset as usize, &numbers)
    }

    /// Adds a declaration statement.
    pub fn append_decl_stmt(&mut self, offset: u32, decls: &[NodeId]) -> NodeId {
        let decls = self.add_list(decls).number();
        self.append_short(Kind::DeclStmt, offset, [decls, 0])
    }

    fn append_short(&mut self, kind: Kind, offset: u32, numbers: [u32; 2]) -> NodeId {
        self.add(kind, 0, offset as usize, numbers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::node::Node;
    use crate::parse;
    use crate::tree::Tree;

    /// Returns a tree, and two of its nodes.
    fn tree() -> (Tree, NodeId, NodeId) {
        let mut tree = parse("x.go", b"package p\n").file.unwrap().tree;
        let name = tree.append_name("#next", 4);
        let literal = tree.append_literal(LitKind::Int, "17", 5);
        (tree, name, literal)
    }

    #[test]
    fn appended_expressions_are_decoded() {
        let (mut tree, name, literal) = tree();
        let (x, y) = (Some(name), Some(literal));
        let node = tree.append_operation(7, Operator::Lss, [name, literal]);
        let op = Operator::Lss;
        assert_eq!(tree.node(node), Node::Operation { op, x, y });
        assert_eq!(tree.offset(node), 7);
        let call = tree.append_call(8, name, &[literal, node]);
        let Node::Call { fun, args, .. } = tree.node(call) else {
            panic!("{:?}", tree.node(call));
        };
        assert_eq!(fun, x);
        assert_eq!(tree.list(args).collect::<Vec<_>>(), [literal, node]);
        let list = tree.append_list_expr(9, &[call]);
        assert!(matches!(tree.node(list), Node::List { elems } if tree.len(elems) == 1));
        let body = tree.append_block(10, &[], 20);
        assert!(matches!(tree.node(body), Node::Block { rbrace: 20, .. }));
        let lit = tree.append_func_lit(11, body);
        let body = Some(body);
        assert_eq!(tree.node(lit), Node::FuncLit { typ: None, body });
    }

    #[test]
    fn appended_statements_are_decoded() {
        let (mut tree, name, literal) = tree();
        let (lhs, rhs) = (Some(name), Some(literal));
        let assign = tree.append_assign(7, name, literal);
        let op = Operator::None;
        assert_eq!(tree.node(assign), Node::Assign { op, lhs, rhs });
        let branch = tree.append_branch(8, Token::Goto, name);
        let expected = Node::Branch {
            token: Token::Goto,
            label: lhs,
            target: None,
        };
        assert_eq!(tree.node(branch), expected);
        let block = tree.append_block(9, &[assign, branch], 10);
        let stmt = tree.append_if(11, literal, block);
        let expected = Node::If {
            init: None,
            cond: rhs,
            then: Some(block),
            or_else: None,
        };
        assert_eq!(tree.node(stmt), expected);
        let stmt = tree.append_return(12, rhs);
        assert_eq!(tree.node(stmt), Node::Return { results: rhs });
        let stmt = tree.append_expr_stmt(13, literal);
        assert_eq!(tree.node(stmt), Node::ExprStmt { x: rhs });
        let decl = tree.append_var(14, name, None);
        let Node::VarDecl { names, values, .. } = tree.node(decl) else {
            panic!("{:?}", tree.node(decl));
        };
        assert_eq!(tree.list(names).collect::<Vec<_>>(), [name]);
        assert_eq!(values, None);
        let stmt = tree.append_decl_stmt(15, &[decl]);
        assert!(matches!(tree.node(stmt), Node::DeclStmt { decls } if tree.len(decls) == 1));
    }

    #[test]
    fn appended_names_and_literals_have_texts() {
        let mut file = parse("x.go", b"package p\n").file.unwrap();
        let name = file.tree.append_name("#next", 4);
        let other = file.tree.append_literal(LitKind::Int, "17", 5);
        assert_eq!(file.name(b"package p\n", name), b"#next");
        assert_eq!(file.literal(b"package p\n", other), b"17");
        assert_eq!(file.name(b"package p\n", file.package), b"p");
    }
}
