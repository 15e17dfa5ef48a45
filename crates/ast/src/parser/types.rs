//! Types.
//!
//! Counterpart: cmd/compile/internal/syntax/parser.go (`type_` to `funcResult`, `typeList`,
//! `qualifiedName`).

use super::Parser;
use crate::id::ListId;
use crate::id::NodeId;
use crate::node::ChanDir;
use crate::node::Kind;
use crate::token::Operator;
use crate::token::Token;

impl Parser<'_> {
    /// Reads a mandatory type.
    pub(super) fn type_(&mut self) -> NodeId {
        self.type_or_nil().unwrap_or_else(|| {
            let bad = self.bad_expr();
            self.syntax_error("expected type");
            self.advance(&[
                Token::Comma,
                Token::Colon,
                Token::Semi,
                Token::Rparen,
                Token::Rbrack,
                Token::Rbrace,
            ]);
            bad
        })
    }

    pub(super) fn indirect(&mut self, at: usize, typ: NodeId) -> NodeId {
        self.add_small(Kind::Operation, Operator::Mul as u8, at, [Some(typ), None])
    }

    /// Type = TypeName | TypeLit | "(" Type ")" .
    pub(super) fn type_or_nil(&mut self) -> Option<NodeId> {
        self.enter();
        let typ = self.type_inner();
        self.leave();
        typ
    }

    fn type_inner(&mut self) -> Option<NodeId> {
        let at = self.pos();
        match self.tok() {
            Token::Star => {
                self.next();
                let typ = self.type_();
                Some(self.indirect(at, typ))
            }
            Token::Arrow => {
                self.next();
                self.want(Token::Chan);
                let elem = self.chan_elem();
                Some(self.chan_type(at, ChanDir::RecvOnly, elem))
            }
            Token::Func => {
                self.next();
                Some(self.func_type("function type").1)
            }
            Token::Lbrack => {
                self.next();
                if self.got(Token::Rbrack) {
                    Some(self.slice_type(at))
                } else {
                    Some(self.array_type(at, None))
                }
            }
            Token::Chan => {
                self.next();
                let dir = if self.got(Token::Arrow) {
                    ChanDir::SendOnly
                } else {
                    ChanDir::Both
                };
                let elem = self.chan_elem();
                Some(self.chan_type(at, dir, elem))
            }
            Token::Map => {
                self.next();
                self.want(Token::Lbrack);
                let key = self.type_();
                self.want(Token::Rbrack);
                let value = self.type_();
                Some(self.add(Kind::MapType, at, [Some(key), Some(value)]))
            }
            Token::Struct => Some(self.struct_type()),
            Token::Interface => Some(self.interface_type()),
            Token::Name => Some(self.qualified_name(None)),
            Token::Lparen => {
                self.next();
                let typ = self.type_();
                self.want(Token::Rparen);
                Some(typ)
            }
            _ => None,
        }
    }

    fn chan_type(&mut self, at: usize, dir: ChanDir, elem: NodeId) -> NodeId {
        self.add_small(Kind::ChanType, dir as u8, at, [Some(elem), None])
    }

    /// Reads type arguments of `typ`.
    fn type_instance(&mut self, typ: NodeId) -> NodeId {
        let at = self.pos();
        self.want(Token::Lbrack);
        let index = if self.is(Token::Rbrack) {
            self.syntax_error("expected type argument list");
            self.bad_expr()
        } else {
            self.type_list(true).0
        };
        self.want(Token::Rbrack);
        self.add(Kind::Index, at, [Some(typ), Some(index)])
    }

    /// Reads type parameters and a signature; where `context` is named, there may be no type
    /// parameters.
    pub(super) fn func_type(&mut self, context: &str) -> (ListId, NodeId) {
        let at = self.pos();
        let mut type_params = ListId::NONE;
        if self.got(Token::Lbrack) {
            if !context.is_empty() {
                self.syntax_error_at(at, &format!("{context} must have no type parameters"));
            }
            if self.is(Token::Rbrack) {
                self.syntax_error("empty type parameter list");
                self.next();
            } else {
                type_params = self.param_list(None, None, Token::Rbrack, true, false);
            }
        }
        self.want(Token::Lparen);
        let params = self.param_list(None, None, Token::Rparen, false, true);
        let results = self.func_result();
        let lists = [params.number(), results.number()];
        let typ = self.tree.add(Kind::FuncType, 0, at, lists);
        (type_params, typ)
    }

    /// Reads an array type after its `[`; the length may have been read.
    pub(super) fn array_type(&mut self, at: usize, len: Option<NodeId>) -> NodeId {
        let mut len = len;
        if len.is_none() && !self.got(Token::DotDotDot) {
            self.xnest += 1;
            len = Some(self.expr());
            self.xnest -= 1;
        }
        if self.is(Token::Comma) {
            // It may end type parameters, but not a length.
            self.syntax_error("unexpected comma; expected ]");
            self.next();
        }
        self.want(Token::Rbrack);
        let elem = self.type_();
        self.add(Kind::ArrayType, at, [len, Some(elem)])
    }

    /// Reads a slice type after its brackets.
    pub(super) fn slice_type(&mut self, at: usize) -> NodeId {
        let elem = self.type_();
        self.add(Kind::SliceType, at, [Some(elem), None])
    }

    fn chan_elem(&mut self) -> NodeId {
        self.type_or_nil().unwrap_or_else(|| {
            let bad = self.bad_expr();
            self.syntax_error("missing channel element type");
            bad
        })
    }

    /// Result = Parameters | Type .
    fn func_result(&mut self) -> ListId {
        if self.got(Token::Lparen) {
            return self.param_list(None, None, Token::Rparen, false, false);
        }
        let at = self.pos();
        match self.type_or_nil() {
            Some(typ) => {
                let field = self.add(Kind::Field, at, [None, Some(typ)]);
                self.tree.add_list(&[field])
            }
            None => ListId::NONE,
        }
    }

    /// Reads an array or slice type of a field, or type arguments of the field's name, which
    /// is then to be filled in.
    pub(super) fn array_or_type_args(&mut self) -> NodeId {
        let at = self.pos();
        self.want(Token::Lbrack);
        if self.got(Token::Rbrack) {
            return self.slice_type(at);
        }
        let (len, has_comma) = self.type_list(false);
        self.want(Token::Rbrack);
        if !has_comma && let Some(elem) = self.type_or_nil() {
            return self.add(Kind::ArrayType, at, [Some(len), Some(elem)]);
        }
        self.add(Kind::Index, at, [None, Some(len)])
    }

    /// Reads a name, which may have been read, with a package and type arguments.
    pub(super) fn qualified_name(&mut self, name: Option<NodeId>) -> NodeId {
        let mut x = match name {
            Some(name) => name,
            None if self.is(Token::Name) => self.name(),
            None => {
                let name = self.new_name(self.pos(), b'_');
                self.syntax_error("expected name");
                self.advance(&[Token::Dot, Token::Semi, Token::Rbrace]);
                name
            }
        };
        if self.is(Token::Dot) {
            let at = self.pos();
            self.next();
            let sel = self.name();
            x = self.add(Kind::Selector, at, [Some(x), Some(sel)]);
        }
        if self.is(Token::Lbrack) {
            self.type_instance(x)
        } else {
            x
        }
    }

    /// Reads types; unless `is_strict`, the first may be an expression. Reports whether there
    /// was a comma.
    pub(super) fn type_list(&mut self, is_strict: bool) -> (NodeId, bool) {
        self.xnest += 1;
        let mut x = if is_strict { self.type_() } else { self.expr() };
        let has_comma = self.got(Token::Comma);
        if has_comma && let Some(second) = self.type_or_nil() {
            let start = self.tree.start_list();
            self.tree.push_item(Some(x));
            self.tree.push_item(Some(second));
            while self.got(Token::Comma) {
                let Some(typ) = self.type_or_nil() else {
                    break;
                };
                self.tree.push_item(Some(typ));
            }
            x = self.list_expr(x, start);
        }
        self.xnest -= 1;
        (x, has_comma)
    }

    /// Ends a list of expressions that starts with `first`.
    pub(super) fn list_expr(&mut self, first: NodeId, start: usize) -> NodeId {
        let elems = self.tree.end_list(start).number();
        let at = self.tree.offset(first) as usize;
        self.tree.add(Kind::List, 0, at, [elems, 0])
    }
}
