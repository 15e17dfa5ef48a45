//! Decoding of nodes from their stored form.
//!
//! Counterpart: cmd/compile/internal/syntax/nodes.go, whose nodes are objects.

use crate::id::ListId;
use crate::id::NodeId;
use crate::id::node;
use crate::node::ChanDir;
use crate::node::Kind;
use crate::node::Node;
use crate::token::LitKind;
use crate::token::Operator;
use crate::token::Token;
use crate::tree::Tree;

/// The tokens of branches and of statements with a call, by their numbers.
const STATEMENT_TOKENS: [Token; 6] = [
    Token::Break,
    Token::Continue,
    Token::Fallthrough,
    Token::Goto,
    Token::Go,
    Token::Defer,
];

/// Returns the number of the token of a branch or call.
pub(crate) fn token_number(token: Token) -> u8 {
    let at = STATEMENT_TOKENS.iter().position(|known| *known == token);
    at.unwrap_or(0) as u8
}

fn token_of(number: u8) -> Token {
    let token = STATEMENT_TOKENS.get(usize::from(number));
    token.copied().unwrap_or(Token::Break)
}

impl Tree {
    /// Returns a node in decoded form.
    pub fn node(&self, id: NodeId) -> Node {
        let kind = self.kinds[id.index()];
        match kind {
            Kind::ImportDecl
            | Kind::ConstDecl
            | Kind::TypeDecl
            | Kind::VarDecl
            | Kind::FuncDecl => self.declaration(kind, id),
            Kind::Empty
            | Kind::Labeled
            | Kind::Block
            | Kind::ExprStmt
            | Kind::Send
            | Kind::DeclStmt
            | Kind::Assign
            | Kind::Branch
            | Kind::CallStmt
            | Kind::Return
            | Kind::If
            | Kind::For
            | Kind::Switch
            | Kind::Select
            | Kind::RangeClause
            | Kind::CaseClause
            | Kind::CommClause => self.statement(kind, id),
            _ => self.expression(kind, id),
        }
    }

    fn declaration(&self, kind: Kind, id: NodeId) -> Node {
        let is_alias = self.small[id.index()] != 0;
        match kind {
            Kind::ImportDecl => {
                let [group, pragmas, local, path] = self.long(id);
                let (local_name, path) = (node(local), node(path));
                Node::ImportDecl {
                    group,
                    pragmas,
                    local_name,
                    path,
                }
            }
            Kind::TypeDecl => {
                let [group, pragmas, name, params, typ] = self.long(id);
                let (name, params, typ) = (node(name), ListId::of(params), node(typ));
                Node::TypeDecl {
                    group,
                    pragmas,
                    name,
                    params,
                    is_alias,
                    typ,
                }
            }
            Kind::FuncDecl => {
                let [pragmas, receiver, name, params, typ, body] = self.long(id);
                let (receiver, name, params) = (node(receiver), node(name), ListId::of(params));
                let (typ, body) = (node(typ), node(body));
                Node::FuncDecl {
                    pragmas,
                    receiver,
                    name,
                    params,
                    typ,
                    body,
                }
            }
            _ => {
                let [group, pragmas, names, typ, values] = self.long(id);
                let (names, typ, values) = (ListId::of(names), node(typ), node(values));
                match kind {
                    Kind::ConstDecl => Node::ConstDecl {
                        group,
                        pragmas,
                        names,
                        typ,
                        values,
                    },
                    _ => Node::VarDecl {
                        group,
                        pragmas,
                        names,
                        typ,
                        values,
                    },
                }
            }
        }
    }

    fn expression(&self, kind: Kind, id: NodeId) -> Node {
        let small = self.small[id.index()];
        let [first, second] = self.data[id.index()];
        let (x, y) = (node(first), node(second));
        let list = ListId::of(first);
        match kind {
            Kind::Name => Node::Name,
            Kind::BasicLit => Node::BasicLit {
                kind: LitKind::of(small & 7),
                is_bad: small & 8 != 0,
            },
            Kind::CompositeLit => {
                let [typ, elems, keys, rbrace] = self.long(id);
                let (typ, elems) = (node(typ), ListId::of(elems));
                Node::CompositeLit {
                    typ,
                    elems,
                    keys,
                    rbrace,
                }
            }
            Kind::KeyValue => Node::KeyValue { key: x, value: y },
            Kind::FuncLit => Node::FuncLit { typ: x, body: y },
            Kind::Paren => Node::Paren { x },
            Kind::Selector => Node::Selector { x, sel: y },
            Kind::Index => Node::Index { x, index: y },
            Kind::Slice => {
                let [x, i, j, k] = self.long(id);
                let index = [node(i), node(j), node(k)];
                Node::Slice {
                    x: node(x),
                    index,
                    is_full: small != 0,
                }
            }
            Kind::Assert => Node::Assert { x, typ: y },
            Kind::TypeSwitchGuard => Node::TypeSwitchGuard { lhs: x, x: y },
            Kind::Operation => Node::Operation {
                op: Operator::of(small),
                x,
                y,
            },
            Kind::Call => Node::Call {
                fun: x,
                args: ListId::of(second),
                has_dots: small != 0,
            },
            Kind::List => Node::List { elems: list },
            Kind::ArrayType => Node::ArrayType { len: x, elem: y },
            Kind::SliceType => Node::SliceType { elem: x },
            Kind::DotsType => Node::DotsType { elem: x },
            Kind::StructType => Node::StructType {
                fields: list,
                tags: ListId::of(second),
            },
            Kind::Field => Node::Field { name: x, typ: y },
            Kind::InterfaceType => Node::InterfaceType { methods: list },
            Kind::FuncType => Node::FuncType {
                params: list,
                results: ListId::of(second),
            },
            Kind::MapType => Node::MapType { key: x, value: y },
            Kind::ChanType => {
                let dir = match small {
                    0 => ChanDir::Both,
                    1 => ChanDir::SendOnly,
                    _ => ChanDir::RecvOnly,
                };
                Node::ChanType { dir, elem: x }
            }
            _ => Node::Bad,
        }
    }

    fn statement(&self, kind: Kind, id: NodeId) -> Node {
        let small = self.small[id.index()];
        let [first, second] = self.data[id.index()];
        let (x, y) = (node(first), node(second));
        let list = ListId::of(first);
        match kind {
            Kind::Labeled => Node::Labeled { label: x, stmt: y },
            Kind::Block => Node::Block {
                list,
                rbrace: second,
            },
            Kind::ExprStmt => Node::ExprStmt { x },
            Kind::Send => Node::Send { chan: x, value: y },
            Kind::DeclStmt => Node::DeclStmt { decls: list },
            Kind::Assign => Node::Assign {
                op: Operator::of(small),
                lhs: x,
                rhs: y,
            },
            Kind::Branch => Node::Branch {
                token: token_of(small),
                label: x,
                target: y,
            },
            Kind::CallStmt => Node::CallStmt {
                token: token_of(small),
                call: x,
            },
            Kind::Return => Node::Return { results: x },
            Kind::If => {
                let [init, cond, then, or_else] = self.long(id).map(node);
                Node::If {
                    init,
                    cond,
                    then,
                    or_else,
                }
            }
            Kind::For => {
                let [init, cond, post, body] = self.long(id).map(node);
                Node::For {
                    init,
                    cond,
                    post,
                    body,
                }
            }
            Kind::Switch => {
                let [init, tag, body, rbrace] = self.long(id);
                let (init, tag, body) = (node(init), node(tag), ListId::of(body));
                Node::Switch {
                    init,
                    tag,
                    body,
                    rbrace,
                }
            }
            Kind::Select => Node::Select {
                body: list,
                rbrace: second,
            },
            Kind::RangeClause => Node::RangeClause {
                lhs: x,
                is_def: small != 0,
                x: y,
            },
            Kind::CaseClause => {
                let [cases, body, colon] = self.long(id);
                Node::CaseClause {
                    cases: node(cases),
                    body: ListId::of(body),
                    colon,
                }
            }
            Kind::CommClause => {
                let [comm, body, colon] = self.long(id);
                Node::CommClause {
                    comm: node(comm),
                    body: ListId::of(body),
                    colon,
                }
            }
            _ => Node::Empty,
        }
    }
}
