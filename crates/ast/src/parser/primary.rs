//! Primary expressions: selectors, indexes, slices, calls, composite literals.
//!
//! Counterpart: cmd/compile/internal/syntax/parser.go (`pexpr` to `complitexpr`, `argList`).

use super::Bodies;
use super::Parser;
use super::decl::unparen;
use crate::id::NodeId;
use crate::id::number;
use crate::node::Kind;
use crate::node::Node;
use crate::token::Operator;
use crate::token::Token;
use crate::tree::Tree;

impl Parser<'_> {
    /// PrimaryExpr: an operand, which may have been read, and its selectors, indexes and calls.
    pub(super) fn pexpr(&mut self, x: Option<NodeId>, keeps_parens: bool) -> NodeId {
        let mut x = match x {
            Some(x) => x,
            None => self.operand(keeps_parens),
        };
        loop {
            let at = self.pos();
            x = match self.tok() {
                Token::Dot => self.after_dot(x, at),
                Token::Lbrack => self.index_or_slice(x, at),
                Token::Lparen => {
                    self.next();
                    self.call(x, at)
                }
                Token::Lbrace => {
                    let typ = unparen(&self.tree, x);
                    if !self.is_literal_type(typ) {
                        return x;
                    }
                    if typ != x {
                        self.syntax_error("cannot parenthesize type in composite literal");
                    }
                    self.composite(Some(x))
                }
                _ => return x,
            };
        }
    }

    fn after_dot(&mut self, x: NodeId, at: usize) -> NodeId {
        self.next();
        match self.tok() {
            Token::Name => {
                let sel = self.name();
                self.add(Kind::Selector, at, [Some(x), Some(sel)])
            }
            Token::Lparen => {
                self.next();
                let x = if self.got(Token::Type) {
                    self.add(Kind::TypeSwitchGuard, at, [None, Some(x)])
                } else {
                    let typ = self.type_();
                    self.add(Kind::Assert, at, [Some(x), Some(typ)])
                };
                self.want(Token::Rparen);
                x
            }
            _ => {
                self.syntax_error("expected name or (");
                self.advance(&[Token::Semi, Token::Rparen]);
                x
            }
        }
    }

    fn index_or_slice(&mut self, x: NodeId, at: usize) -> NodeId {
        self.next();
        let mut first = None;
        if !self.is(Token::Colon) {
            let (index, has_comma) = if self.is(Token::Rbrack) {
                self.syntax_error("expected operand");
                (self.bad_expr(), false)
            } else {
                self.type_list(false)
            };
            first = Some(index);
            if has_comma || self.is(Token::Rbrack) {
                self.want(Token::Rbrack);
                return self.add(Kind::Index, at, [Some(x), first]);
            }
        }
        if !self.got(Token::Colon) {
            self.syntax_error("expected comma, : or ]");
            self.advance(&[Token::Comma, Token::Colon, Token::Rbrack]);
        }
        self.xnest += 1;
        let (mut middle, mut last, mut is_full) = (None, None, false);
        if !matches!(self.tok(), Token::Colon | Token::Rbrack) {
            middle = Some(self.expr());
        }
        if self.is(Token::Colon) {
            is_full = true;
            if middle.is_none() {
                self.error("middle index required in 3-index slice");
                middle = Some(self.bad_expr());
            }
            self.next();
            last = Some(if self.is(Token::Rbrack) {
                self.error("final index required in 3-index slice");
                self.bad_expr()
            } else {
                self.expr()
            });
        }
        self.xnest -= 1;
        self.want(Token::Rbrack);
        let numbers = [x.number(), number(first), number(middle), number(last)];
        self.tree
            .add_long(Kind::Slice, u8::from(is_full), at, &numbers)
    }

    /// argList = [ arg { "," arg } [ "..." ] [ "," ] ] ")" .
    fn call(&mut self, fun: NodeId, at: usize) -> NodeId {
        let mut has_dots = false;
        let start = self.tree.start_list();
        self.xnest += 1;
        self.list("argument list", Token::Comma, Token::Rparen, |p| {
            let arg = p.expr();
            p.tree.push_item(Some(arg));
            has_dots = p.got(Token::DotDotDot);
            has_dots
        });
        self.xnest -= 1;
        let args = self.tree.end_list(start).number();
        let numbers = [fun.number(), args];
        self.tree.add(Kind::Call, u8::from(has_dots), at, numbers)
    }

    /// Reports whether `{` after an expression begins a composite literal.
    fn is_literal_type(&self, typ: NodeId) -> bool {
        match self.tree.node(typ) {
            Node::Name | Node::Selector { .. } => self.xnest >= 0,
            Node::Index { .. } => self.xnest >= 0 && !is_value(&self.tree, typ),
            Node::ArrayType { .. }
            | Node::SliceType { .. }
            | Node::StructType { .. }
            | Node::MapType { .. } => true,
            _ => false,
        }
    }

    /// LiteralValue = "{" [ ElementList [ "," ] ] "}" .
    fn composite(&mut self, typ: Option<NodeId>) -> NodeId {
        let at = self.pos();
        let start = self.tree.start_list();
        let (keys, rbrace) = if self.skips_elements(typ) {
            let rbrace = self.pos();
            self.next();
            (0, rbrace)
        } else {
            self.elements()
        };
        let elems = self.tree.end_list(start).number();
        let numbers = [number(typ), elems, keys, rbrace as u32];
        self.tree.add_long(Kind::CompositeLit, 0, at, &numbers)
    }

    /// Skips the elements of a literal, up to its closing brace, if bodies are skipped: its type is
    /// known without them, except for an array whose length is their number.
    fn skips_elements(&mut self, typ: Option<NodeId>) -> bool {
        let is_counted = |typ| {
            let typ = unparen(&self.tree, typ);
            matches!(self.tree.node(typ), Node::ArrayType { len: None, .. })
        };
        self.bodies == Bodies::Skipped
            && !typ.is_some_and(is_counted)
            && self.is(Token::Lbrace)
            && self.scanner.skip_block()
    }

    /// Reads the elements of a literal into the list that was started. Returns the number of
    /// elements with keys, and the offset of the closing brace.
    fn elements(&mut self) -> (u32, usize) {
        let mut keys = 0;
        self.xnest += 1;
        self.want(Token::Lbrace);
        let rbrace = self.list("composite literal", Token::Comma, Token::Rbrace, |p| {
            let mut elem = p.element();
            if p.is(Token::Colon) {
                let at = p.pos();
                p.next();
                let value = p.element();
                elem = p.add(Kind::KeyValue, at, [Some(elem), Some(value)]);
                keys += 1;
            }
            p.tree.push_item(Some(elem));
            false
        });
        self.xnest -= 1;
        (keys, rbrace)
    }

    /// Element = Expression | LiteralValue .
    fn element(&mut self) -> NodeId {
        if !self.is(Token::Lbrace) {
            return self.expr();
        }
        self.enter();
        let elem = self.composite(None);
        self.leave();
        elem
    }
}

/// Reports whether an expression can't be a type.
fn is_value(tree: &Tree, x: NodeId) -> bool {
    let mut left = vec![x];
    while let Some(x) = left.pop() {
        let is_value = match tree.node(x) {
            Node::BasicLit { .. }
            | Node::CompositeLit { .. }
            | Node::FuncLit { .. }
            | Node::Slice { .. }
            | Node::Assert { .. }
            | Node::TypeSwitchGuard { .. }
            | Node::Call { .. } => true,
            Node::Operation { op, y, .. } => op != Operator::Mul || y.is_some(),
            Node::Paren { x } => {
                left.extend(x);
                false
            }
            Node::Index { x, index } => {
                left.extend([index, x].into_iter().flatten());
                false
            }
            _ => false,
        };
        if is_value {
            return true;
        }
    }
    false
}
