//! Adding nodes to a tree that was parsed: the reverse of [`crate::decode`].
//!
//! Functions that replace parts of a program by others, as loops over functions, add the new nodes
//! to the tree of the file. Existing nodes do not change, and may be parts of new ones.
//! Counterpart: cmd/compile/internal/syntax/nodes.go, whose nodes are objects.

use crate::decode::token_number;
use crate::id::ListId;
use crate::id::NodeId;
use crate::id::number;
use crate::node::Kind;
use crate::node::Node;
use crate::token::LitKind;
use crate::tree::Tree;

/// A node in stored form: the kind, the small number, and the other numbers.
type Stored<'n> = (Kind, u8, &'n [u32]);

impl Tree {
    /// Adds a node at an offset. Names and literals are added by [`Tree::append_name`] and
    /// [`Tree::append_literal`], since their text is not in the source.
    pub fn append(&mut self, node: Node, offset: u32) -> NodeId {
        match node {
            Node::ImportDecl { .. }
            | Node::ConstDecl { .. }
            | Node::TypeDecl { .. }
            | Node::VarDecl { .. }
            | Node::FuncDecl { .. } => self.append_declaration(node, offset),
            Node::CompositeLit { .. }
            | Node::KeyValue { .. }
            | Node::FuncLit { .. }
            | Node::Paren { .. }
            | Node::Selector { .. }
            | Node::Index { .. }
            | Node::Slice { .. }
            | Node::Assert { .. }
            | Node::TypeSwitchGuard { .. }
            | Node::Operation { .. }
            | Node::Call { .. }
            | Node::List { .. } => self.append_expression(node, offset),
            Node::ArrayType { .. }
            | Node::SliceType { .. }
            | Node::DotsType { .. }
            | Node::StructType { .. }
            | Node::Field { .. }
            | Node::InterfaceType { .. }
            | Node::FuncType { .. }
            | Node::MapType { .. }
            | Node::ChanType { .. } => self.append_type(node, offset),
            _ => self.append_statement(node, offset),
        }
    }

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

    /// Adds a list of nodes.
    pub fn append_list(&mut self, items: &[NodeId]) -> ListId {
        self.add_list(items)
    }

    fn append_short(&mut self, (kind, small, numbers): Stored<'_>, offset: u32) -> NodeId {
        let first = numbers.first().copied().unwrap_or(0);
        let second = numbers.get(1).copied().unwrap_or(0);
        self.add(kind, small, offset as usize, [first, second])
    }

    fn append_declaration(&mut self, node: Node, offset: u32) -> NodeId {
        let at = offset as usize;
        match node {
            Node::ImportDecl {
                group,
                pragmas,
                local_name,
                path,
            } => {
                let numbers = [group, pragmas, number(local_name), number(path)];
                self.add_long(Kind::ImportDecl, 0, at, &numbers)
            }
            Node::TypeDecl {
                group,
                pragmas,
                name,
                params,
                is_alias,
                typ,
            } => {
                let (params, typ) = (params.number(), number(typ));
                let numbers = [group, pragmas, number(name), params, typ];
                self.add_long(Kind::TypeDecl, u8::from(is_alias), at, &numbers)
            }
            Node::FuncDecl {
                pragmas,
                receiver,
                name,
                params,
                typ,
                body,
            } => {
                let (receiver, name, params) = (number(receiver), number(name), params.number());
                let numbers = [pragmas, receiver, name, params, number(typ), number(body)];
                self.add_long(Kind::FuncDecl, 0, at, &numbers)
            }
            Node::ConstDecl {
                group,
                pragmas,
                names,
                typ,
                values,
            } => {
                let numbers = [group, pragmas, names.number(), number(typ), number(values)];
                self.add_long(Kind::ConstDecl, 0, at, &numbers)
            }
            Node::VarDecl {
                group,
                pragmas,
                names,
                typ,
                values,
            } => {
                let numbers = [group, pragmas, names.number(), number(typ), number(values)];
                self.add_long(Kind::VarDecl, 0, at, &numbers)
            }
            _ => self.append_short((Kind::Bad, 0, &[]), offset),
        }
    }

    fn append_expression(&mut self, node: Node, offset: u32) -> NodeId {
        let pair = |x, y| [number(x), number(y)];
        let (kind, small, numbers) = match node {
            Node::CompositeLit {
                typ,
                elems,
                keys,
                rbrace,
            } => {
                let numbers = [number(typ), elems.number(), keys, rbrace];
                return self.add_long(Kind::CompositeLit, 0, offset as usize, &numbers);
            }
            Node::Slice { x, index, is_full } => {
                let [i, j, k] = index.map(number);
                let numbers = [number(x), i, j, k];
                return self.add_long(Kind::Slice, u8::from(is_full), offset as usize, &numbers);
            }
            Node::KeyValue { key, value } => (Kind::KeyValue, 0, pair(key, value)),
            Node::FuncLit { typ, body } => (Kind::FuncLit, 0, pair(typ, body)),
            Node::Paren { x } => (Kind::Paren, 0, pair(x, None)),
            Node::Selector { x, sel } => (Kind::Selector, 0, pair(x, sel)),
            Node::Index { x, index } => (Kind::Index, 0, pair(x, index)),
            Node::Assert { x, typ } => (Kind::Assert, 0, pair(x, typ)),
            Node::TypeSwitchGuard { lhs, x } => (Kind::TypeSwitchGuard, 0, pair(lhs, x)),
            Node::Operation { op, x, y } => (Kind::Operation, op as u8, pair(x, y)),
            Node::Call {
                fun,
                args,
                has_dots,
            } => {
                let numbers = [number(fun), args.number()];
                (Kind::Call, u8::from(has_dots), numbers)
            }
            Node::List { elems } => (Kind::List, 0, [elems.number(), 0]),
            _ => (Kind::Bad, 0, [0, 0]),
        };
        self.append_short((kind, small, &numbers), offset)
    }

    fn append_type(&mut self, node: Node, offset: u32) -> NodeId {
        let pair = |x, y| [number(x), number(y)];
        let (kind, small, numbers) = match node {
            Node::ArrayType { len, elem } => (Kind::ArrayType, 0, pair(len, elem)),
            Node::SliceType { elem } => (Kind::SliceType, 0, pair(elem, None)),
            Node::DotsType { elem } => (Kind::DotsType, 0, pair(elem, None)),
            Node::StructType { fields, tags } => {
                (Kind::StructType, 0, [fields.number(), tags.number()])
            }
            Node::Field { name, typ } => (Kind::Field, 0, pair(name, typ)),
            Node::InterfaceType { methods } => (Kind::InterfaceType, 0, [methods.number(), 0]),
            Node::FuncType { params, results } => {
                (Kind::FuncType, 0, [params.number(), results.number()])
            }
            Node::MapType { key, value } => (Kind::MapType, 0, pair(key, value)),
            Node::ChanType { dir, elem } => (Kind::ChanType, dir as u8, pair(elem, None)),
            _ => (Kind::Bad, 0, [0, 0]),
        };
        self.append_short((kind, small, &numbers), offset)
    }

    fn append_statement(&mut self, node: Node, offset: u32) -> NodeId {
        let pair = |x, y| [number(x), number(y)];
        let (kind, small, numbers) = match node {
            Node::Labeled { label, stmt } => (Kind::Labeled, 0, pair(label, stmt)),
            Node::Block { list, rbrace } => (Kind::Block, 0, [list.number(), rbrace]),
            Node::ExprStmt { x } => (Kind::ExprStmt, 0, pair(x, None)),
            Node::Send { chan, value } => (Kind::Send, 0, pair(chan, value)),
            Node::DeclStmt { decls } => (Kind::DeclStmt, 0, [decls.number(), 0]),
            Node::Assign { op, lhs, rhs } => (Kind::Assign, op as u8, pair(lhs, rhs)),
            Node::Branch {
                token,
                label,
                target,
            } => (Kind::Branch, token_number(token), pair(label, target)),
            Node::CallStmt { token, call, at } => {
                (Kind::CallStmt, token_number(token), pair(call, at))
            }
            Node::Return { results } => (Kind::Return, 0, pair(results, None)),
            Node::RangeClause { lhs, is_def, x } => {
                (Kind::RangeClause, u8::from(is_def), pair(lhs, x))
            }
            Node::Select { body, rbrace } => (Kind::Select, 0, [body.number(), rbrace]),
            Node::Empty => (Kind::Empty, 0, [0, 0]),
            node => return self.append_long_statement(node, offset),
        };
        self.append_short((kind, small, &numbers), offset)
    }

    fn append_long_statement(&mut self, node: Node, offset: u32) -> NodeId {
        let at = offset as usize;
        match node {
            Node::If {
                init,
                cond,
                then,
                or_else,
            } => {
                let numbers = [init, cond, then, or_else].map(number);
                self.add_long(Kind::If, 0, at, &numbers)
            }
            Node::For {
                init,
                cond,
                post,
                body,
            } => {
                let numbers = [init, cond, post, body].map(number);
                self.add_long(Kind::For, 0, at, &numbers)
            }
            Node::Switch {
                init,
                tag,
                body,
                rbrace,
            } => {
                let numbers = [number(init), number(tag), body.number(), rbrace];
                self.add_long(Kind::Switch, 0, at, &numbers)
            }
            Node::CaseClause { cases, body, colon } => {
                let numbers = [number(cases), body.number(), colon];
                self.add_long(Kind::CaseClause, 0, at, &numbers)
            }
            Node::CommClause { comm, body, colon } => {
                let numbers = [number(comm), body.number(), colon];
                self.add_long(Kind::CommClause, 0, at, &numbers)
            }
            _ => self.append_short((Kind::Bad, 0, &[]), offset),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::id::NodeId;
    use crate::node::Node;
    use crate::parse;
    use crate::token::LitKind;

    /// All kinds of nodes.
    const SRC: &str = "package p\n\nimport f \"fmt\"\n\nconst a, b int = 1, 2\n\nvar c, d = 3, 4\n\n\
        type T[P any] struct {\n\tx int `tag`\n\tE\n}\n\ntype A = [...]int\n\n\
        func (t *T[P]) m(a ...int) (n map[string]<-chan int) {\nouter:\n\tfor i := 0; i < 3; i++ \
        {\n\t\tcontinue outer\n\t}\n\tfor i := range a {\n\t\tx[1:2:3] = (y)[i]\n\t}\n\tswitch z := \
        q.(type) {\n\tcase int:\n\tdefault:\n\t}\n\tswitch {\n\t}\n\tselect {\n\tcase v <- 1:\n\t}\n\tif e, \
        ok := q.(error); ok {\n\t} else {\n\t}\n\tdefer func() {}()\n\tvar l []T[int]\n\t_ = T{x: -1}\n\tvar i \
        interface{ m() }\n\treturn nil\n}\n";

    #[test]
    fn appended_nodes_are_decoded_as_they_were_given() {
        let outcome = parse("x.go", SRC.as_bytes());
        assert!(outcome.errors.is_empty(), "{:?}", outcome.errors);
        let mut tree = outcome.file.unwrap().tree;
        let nodes: Vec<NodeId> = tree.nodes().collect();
        for id in nodes {
            let node = tree.node(id);
            if matches!(node, Node::Name | Node::BasicLit { .. }) {
                continue;
            }
            let copy = tree.append(node, tree.offset(id));
            assert_eq!(tree.node(copy), node);
            assert_eq!(tree.offset(copy), tree.offset(id));
        }
    }

    #[test]
    fn appended_names_and_literals_have_texts() {
        let outcome = parse("x.go", b"package p\n");
        let mut file = outcome.file.unwrap();
        let name = file.tree.append_name("#next", 4);
        let other = file.tree.append_literal(LitKind::Int, "17", 5);
        assert_eq!(file.name(b"package p\n", name), b"#next");
        assert_eq!(file.literal(b"package p\n", other), b"17");
        assert_eq!(file.name(b"package p\n", file.package), b"p");
        let pair = file.tree.append_list(&[name, other]);
        assert_eq!(file.tree.list(pair).collect::<Vec<_>>(), [name, other]);
    }
}
