//! Expressions: operations and operands.
//!
//! Counterpart: cmd/compile/internal/syntax/parser.go (`expr` to `operand`, `exprList`).

use super::Parser;
use super::decl::unparen;
use crate::decode::token_number;
use crate::id::NodeId;
use crate::node::ChanDir;
use crate::node::Kind;
use crate::node::Node;
use crate::print;
use crate::token::Operator;
use crate::token::Token;

impl Parser<'_> {
    pub(super) fn expr(&mut self) -> NodeId {
        self.binary_expr(None, 0)
    }

    /// Expression = UnaryExpr | Expression binary_op Expression . Reads operators that bind
    /// closer than `prec`; the left operand may have been read.
    pub(super) fn binary_expr(&mut self, x: Option<NodeId>, prec: u8) -> NodeId {
        let mut x = match x {
            Some(x) => x,
            None => self.unary_expr(),
        };
        while matches!(self.tok(), Token::Operator | Token::Star)
            && self.scanner.precedence() > prec
        {
            let at = self.pos();
            let op = self.scanner.op;
            let own = self.scanner.precedence();
            self.next();
            let y = self.binary_expr(None, own);
            x = self.add_small(Kind::Operation, op as u8, at, [Some(x), Some(y)]);
        }
        x
    }

    /// UnaryExpr = PrimaryExpr | unary_op UnaryExpr .
    fn unary_expr(&mut self) -> NodeId {
        self.enter();
        let x = self.unary_inner();
        self.leave();
        x
    }

    fn unary_inner(&mut self) -> NodeId {
        let at = self.pos();
        match self.tok() {
            Token::Operator | Token::Star => {
                let op = self.scanner.op;
                let is_unary = matches!(
                    op,
                    Operator::Mul
                        | Operator::Add
                        | Operator::Sub
                        | Operator::Not
                        | Operator::Xor
                        | Operator::Tilde
                        | Operator::And
                );
                if !is_unary {
                    return self.pexpr(None, true);
                }
                self.next();
                let mut x = self.unary_expr();
                if op == Operator::And {
                    // A composite literal may be in parentheses.
                    x = unparen(&self.tree, x);
                }
                self.add_small(Kind::Operation, op as u8, at, [Some(x), None])
            }
            Token::Arrow => {
                self.next();
                let x = self.unary_expr();
                if let Node::ChanType { .. } = self.tree.node(x) {
                    self.reassociate(x);
                    return x;
                }
                self.add_small(Kind::Operation, Operator::Recv as u8, at, [Some(x), None])
            }
            _ => self.pexpr(None, true),
        }
    }

    /// Makes `<-(chan T)` the type `(<-chan T)`, and `<-(chan<- T)` the type `(<-chan (<-T))`.
    fn reassociate(&mut self, typ: NodeId) {
        let mut dir = ChanDir::SendOnly;
        let mut at = typ;
        while dir == ChanDir::SendOnly {
            let Node::ChanType { dir: own, elem } = self.tree.node(at) else {
                break;
            };
            dir = own;
            if dir == ChanDir::RecvOnly {
                self.syntax_error("unexpected <-, expected chan");
            }
            self.tree.small[at.index()] = ChanDir::RecvOnly as u8;
            at = elem.unwrap_or(at);
        }
        if dir == ChanDir::SendOnly {
            let text = print::short(&self.tree, self.scanner.reader.src, at);
            self.syntax_error(&format!("unexpected {text}, expected chan"));
        }
    }

    /// Reads `go` or `defer`, and the call.
    pub(super) fn call_stmt(&mut self) -> NodeId {
        let at = self.pos();
        let token = self.tok();
        self.next();
        let keeps_parens = self.is(Token::Lparen);
        let x = self.pexpr(None, keeps_parens);
        let call = unparen(&self.tree, x);
        if call != x {
            let text = format!("expression in {} must not be parenthesized", token.text());
            self.error_at(self.tree.offset(x) as usize, text);
        }
        self.add_small(Kind::CallStmt, token_number(token), at, [Some(call), None])
    }

    /// Operand = Literal | OperandName | MethodExpr | "(" Expression ")" .
    pub(super) fn operand(&mut self, keeps_parens: bool) -> NodeId {
        let at = self.pos();
        match self.tok() {
            Token::Name => self.name(),
            Token::Literal => match self.literal() {
                Some(literal) => literal,
                None => self.bad_expr(),
            },
            Token::Lparen => {
                self.next();
                self.xnest += 1;
                let x = self.expr();
                self.xnest -= 1;
                self.want(Token::Rparen);
                // In front of a `{` they may be an error.
                if keeps_parens || self.is(Token::Lbrace) {
                    self.add(Kind::Paren, at, [Some(x), None])
                } else {
                    x
                }
            }
            Token::Func => {
                self.next();
                let (_, typ) = self.func_type("function type");
                if !self.is(Token::Lbrace) {
                    return typ;
                }
                self.xnest += 1;
                let body = self.func_body();
                self.xnest -= 1;
                self.add(Kind::FuncLit, at, [Some(typ), Some(body)])
            }
            Token::Lbrack | Token::Chan | Token::Map | Token::Struct | Token::Interface => {
                self.type_()
            }
            _ => {
                let bad = self.bad_expr();
                self.syntax_error("expected expression");
                self.advance(&[Token::Rparen, Token::Rbrack, Token::Rbrace]);
                bad
            }
        }
    }

    /// ExpressionList = Expression { "," Expression } .
    pub(super) fn expr_list(&mut self) -> NodeId {
        let first = self.expr();
        if !self.is(Token::Comma) {
            return first;
        }
        let start = self.tree.start_list();
        self.tree.push_item(Some(first));
        while self.got(Token::Comma) {
            let x = self.expr();
            self.tree.push_item(Some(x));
        }
        self.list_expr(first, start)
    }
}
