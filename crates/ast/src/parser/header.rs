//! Headers of `if`, `for` and `switch`.
//!
//! Counterpart: cmd/compile/internal/syntax/parser.go (`header`, `emphasize`).

use super::Parser;
use crate::id::NodeId;
use crate::node::Kind;
use crate::node::Node;
use crate::print;
use crate::scanner::Semi;
use crate::token::Operator;
use crate::token::Token;

/// The parts of a header.
#[derive(Default)]
pub(super) struct Header {
    pub(super) init: Option<NodeId>,
    pub(super) cond: Option<NodeId>,
    pub(super) post: Option<NodeId>,
}

/// The parts of a header before they are distinguished.
#[derive(Default)]
struct Parts {
    init: Option<NodeId>,
    /// The statement in the place of the condition.
    cond: Option<NodeId>,
    post: Option<NodeId>,
    /// The semicolon after the first part.
    semi: Option<(usize, Semi)>,
}

impl Parser<'_> {
    /// Reads a header, up to the `{`.
    pub(super) fn header(&mut self, keyword: Token) -> Header {
        self.want(keyword);
        if self.is(Token::Lbrace) {
            let mut header = Header::default();
            if keyword == Token::If {
                self.syntax_error("missing condition in if statement");
                header.cond = Some(self.bad_expr());
            }
            return header;
        }
        let outer = self.xnest;
        self.xnest = -1;
        let mut parts = Parts::default();
        if !self.is(Token::Semi) {
            if self.got(Token::Var) {
                let word = keyword.text();
                self.syntax_error(&format!(
                    "var declaration not allowed in {word} initializer"
                ));
            }
            let init = self.simple_stmt(None, Some(keyword));
            if let Node::RangeClause { .. } = self.tree.node(init) {
                self.xnest = outer;
                return Header {
                    init: Some(init),
                    ..Header::default()
                };
            }
            parts.init = Some(init);
        }
        if self.is(Token::Lbrace) {
            parts.cond = parts.init.take();
        } else {
            self.after_first(keyword, &mut parts);
        }
        let cond = self.condition(keyword, &parts);
        self.xnest = outer;
        Header {
            init: parts.init,
            cond,
            post: parts.post,
        }
    }

    /// Reads the rest of a header after its first part.
    fn after_first(&mut self, keyword: Token, parts: &mut Parts) {
        if self.is(Token::Semi) {
            parts.semi = Some((self.pos(), self.scanner.semi));
            self.next();
        } else {
            // A better message than that a semicolon is missing.
            self.want(Token::Lbrace);
            if !self.is(Token::Lbrace) {
                self.advance(&[Token::Lbrace, Token::Rbrace]);
            }
        }
        if keyword != Token::For {
            if !self.is(Token::Lbrace) {
                parts.cond = Some(self.simple_stmt(None, Some(keyword)));
            }
            return;
        }
        if !self.is(Token::Semi) {
            if self.is(Token::Lbrace) {
                self.syntax_error("expected for loop condition");
                return;
            }
            parts.cond = Some(self.simple_stmt(None, None));
        }
        self.want(Token::Semi);
        if self.is(Token::Lbrace) {
            return;
        }
        let post = self.simple_stmt(None, None);
        parts.post = Some(post);
        if let Node::Assign {
            op: Operator::Def, ..
        } = self.tree.node(post)
        {
            let at = self.tree.offset(post) as usize;
            self.syntax_error_at(at, "cannot declare in post statement of for loop");
        }
    }

    /// Returns the condition, which must be an expression.
    fn condition(&mut self, keyword: Token, parts: &Parts) -> Option<NodeId> {
        let Some(stmt) = parts.cond else {
            let (at, semi) = parts.semi.filter(|_| keyword == Token::If)?;
            match semi {
                Semi::Semicolon => self.syntax_error_at(at, "missing condition in if statement"),
                _ => {
                    let text = semi.text();
                    let text = format!("unexpected {text}, expected {{ after if clause");
                    self.syntax_error_at(at, &text);
                }
            }
            return Some(self.add(Kind::Bad, at, [None, None]));
        };
        let src = self.scanner.reader.src;
        let text = match self.tree.node(stmt) {
            Node::ExprStmt { x } => return x,
            Node::Assign {
                op: Operator::None,
                lhs,
                rhs,
            } => {
                // A mistake for a comparison: the message shows both sides of the `=`.
                let [lhs, rhs] = [lhs, rhs].map(|side| self.emphasized(side));
                format!("assignment {lhs} = {rhs}")
            }
            _ => print::short(&self.tree, src, stmt),
        };
        let at = self.tree.offset(stmt) as usize;
        self.syntax_error_at(at, &format!("cannot use {text} as value"));
        None
    }

    /// Prints an expression; a binary operation is in parentheses.
    fn emphasized(&self, x: Option<NodeId>) -> String {
        let Some(x) = x else {
            return String::new();
        };
        let text = print::short(&self.tree, self.scanner.reader.src, x);
        match self.tree.node(x) {
            Node::Operation { y: Some(_), .. } => format!("({text})"),
            _ => text,
        }
    }
}
