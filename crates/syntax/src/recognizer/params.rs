//! Parameters, type parameters and results.
//!
//! Counterpart: go/parser/parser.go (`parseParamDecl`, `parseParameterList`,
//! `parseParameters`, `parseTypeParameters`, `parseFuncType`).

use crate::scanner::Set;
use crate::scanner::Token;

use super::expr::Expr;
use super::expr::Kind;
use super::parser::Parser;
use super::parser::Pos;

/// One parameter: a name, a type, or both.
struct Param {
    name: Option<Expr>,
    type_: Option<Expr>,
}

/// `...T` in a list.
struct Dots {
    pos: Pos,
    index: usize,
    /// True if the parameter before is a name without type.
    follows_name: bool,
}

/// Facts about a parameter list. Names without type have the type of the next parameter with a
/// type, if any parameter has both; else they are types.
#[derive(Default)]
struct List {
    count: usize,
    /// Number of parameters with name and type.
    named: usize,
    /// Number of parameters with a type.
    typed: usize,
    /// The first type without name.
    unnamed: Option<Pos>,
    is_last_typed: bool,
    /// The first `...T`.
    dots: Option<Dots>,
}

impl List {
    fn add(&mut self, param: &Param) {
        let Some(type_) = param.type_ else {
            if param.name.is_some() {
                self.count += 1;
                self.is_last_typed = false;
            }
            return;
        };
        match param.name {
            Some(_) => self.named += 1,
            None => {
                self.unnamed.get_or_insert(type_.pos);
            }
        }
        if type_.kind == Kind::Dots && self.dots.is_none() {
            self.dots = Some(Dots {
                pos: type_.pos,
                index: self.count,
                follows_name: self.count > 0 && !self.is_last_typed,
            });
        }
        self.typed += 1;
        self.count += 1;
        self.is_last_typed = true;
    }
}

impl Parser<'_> {
    /// Reads one parameter, whose name may have been read; `is_generic` if it is a type
    /// parameter.
    fn param(&mut self, name: Option<Expr>, is_generic: bool) -> Param {
        let mut param = Param { name, type_: None };
        let is_named = name.is_some() || self.token == Token::Ident;
        if is_generic && !is_named && self.token == Token::Tilde {
            param.type_ = Some(self.union(None));
            return param;
        }
        if is_named {
            let name = name.unwrap_or_else(|| self.ident());
            param = self.behind_name(name, is_generic);
        } else {
            match self.token {
                Token::LeftBracket => param.type_ = Some(self.type_()),
                Token::Ellipsis => param.type_ = Some(self.dots_type()),
                token if starts_type(token) => param.type_ = Some(self.type_()),
                _ => {
                    self.expected(self.pos, "')'");
                    self.advance(Set::EXPRESSION_END);
                }
            }
        }
        if let Some(first) = param.type_
            && first.kind != Kind::Dots
            && is_generic
            && self.token == Token::Or
        {
            param.type_ = Some(self.union(Some(first)));
        }
        param
    }

    /// Reads the rest of a parameter that starts with a name.
    fn behind_name(&mut self, name: Expr, is_generic: bool) -> Param {
        let (is_name, type_) = match self.token {
            Token::LeftBracket => self.array_or_instance(&name),
            Token::Ellipsis => (true, self.dots_type()),
            Token::Period => (false, self.qualified_ident(Some(name))),
            Token::Tilde if is_generic => (true, self.union(None)),
            Token::Or if is_generic => (false, self.union(Some(name))),
            Token::Ident => (true, self.type_()),
            token if starts_type(token) => (true, self.type_()),
            _ => {
                return Param {
                    name: Some(name),
                    type_: None,
                };
            }
        };
        Param {
            name: is_name.then_some(name),
            type_: Some(type_),
        }
    }

    /// Reads a list up to `closing`; its first name and type may have been read already. Reports
    /// whether the list is not empty.
    pub(crate) fn parameter_list(
        &mut self,
        mut name: Option<Expr>,
        mut type_: Option<Expr>,
        closing: Token,
        may_have_dots: bool,
    ) -> bool {
        let is_generic = closing == Token::RightBracket;
        let start = name.or(type_).map_or(self.pos, |first| first.pos);
        let mut list = List::default();
        while name.is_some() || self.token != closing && self.token != Token::Eof {
            let first_name = name.take();
            let param = match type_.take() {
                Some(first) => Param {
                    name: first_name,
                    type_: Some(if is_generic {
                        self.union(Some(first))
                    } else {
                        first
                    }),
                },
                None => self.param(first_name, is_generic),
            };
            list.add(&param);
            if !self.at_comma("parameter list", closing) {
                break;
            }
            self.next();
        }
        if list.count == 0 {
            return false;
        }
        self.check_names(&list, is_generic, start);
        self.check_dots(&list, may_have_dots);
        true
    }

    /// Complains about a list in which names or types are missing.
    fn check_names(&mut self, list: &List, is_generic: bool, start: Pos) {
        let lacks_types = list.named == list.typed;
        let (pos, message) = match (list.named, is_generic) {
            (0, false) => return,
            (0, true) if lacks_types => (self.pos, "missing type constraint"),
            (0, true) if list.count == 1 => {
                (start, "missing type parameter name or invalid array length")
            }
            (0, true) => (start, "missing type parameter name"),
            (_, is_generic) => match list.unnamed {
                _ if list.named == list.count => return,
                None if list.is_last_typed => return,
                None if is_generic => (self.pos, "missing type constraint"),
                None => (self.pos, "missing parameter type"),
                Some(pos) if is_generic => (pos, "missing type parameter name"),
                Some(pos) => (pos, "missing parameter name"),
            },
        };
        self.error(pos, message);
    }

    /// Complains about `...` where it may not be.
    fn check_dots(&mut self, list: &List, may_have_dots: bool) {
        let Some(dots) = &list.dots else {
            return;
        };
        if !may_have_dots {
            self.error(dots.pos, "invalid use of ...");
        } else if dots.index + 1 < list.count || list.named > 0 && dots.follows_name {
            self.error(dots.pos, "can only use ... with final parameter");
        }
    }

    /// Reads type parameters; returns their start, unless the list is empty.
    pub(crate) fn type_parameters(&mut self) -> Option<Pos> {
        let start = self.expect(Token::LeftBracket);
        let has_any = self.token != Token::RightBracket
            && self.parameter_list(None, None, Token::RightBracket, false);
        let end = self.expect(Token::RightBracket);
        if has_any {
            return Some(start);
        }
        self.error(end, "empty type parameter list");
        None
    }

    /// Reads parameters; returns their end.
    pub(crate) fn parameters(&mut self, may_have_dots: bool) -> Pos {
        self.expect(Token::LeftParen);
        if self.token != Token::RightParen {
            self.parameter_list(None, None, Token::RightParen, may_have_dots);
        }
        self.expect(Token::RightParen) + 1
    }

    /// Reads parameters and results; returns their end.
    pub(crate) fn signature(&mut self) -> Pos {
        let end = self.parameters(true);
        if self.token == Token::LeftParen {
            return self.parameters(false);
        }
        self.try_type().map_or(end, |result| result.end)
    }

    /// Reads a function type.
    pub(crate) fn func_type(&mut self) -> Expr {
        let pos = self.expect(Token::Func);
        if self.token == Token::LeftBracket
            && let Some(start) = self.type_parameters()
        {
            self.error(start, "function type must have no type parameters");
        }
        let end = self.signature();
        Expr::new(Kind::Func, pos, end)
    }
}

/// Reports whether a type after a name may start with `token`. An array type is a case of its own.
fn starts_type(token: Token) -> bool {
    matches!(
        token,
        Token::Mul
            | Token::Arrow
            | Token::Func
            | Token::Chan
            | Token::Map
            | Token::Struct
            | Token::Interface
            | Token::LeftParen
    )
}
