//! Statements.
//!
//! Counterpart: cmd/compile/internal/syntax/parser.go (`simpleStmt` to `blockStmt`,
//! `ifStmt` to `stmtList`).

use super::Parser;
use crate::decode::token_number;
use crate::id::ListId;
use crate::id::NodeId;
use crate::id::number;
use crate::node::Kind;
use crate::node::Node;
use crate::token::Operator;
use crate::token::Token;

impl Parser<'_> {
    /// SimpleStmt = EmptyStmt | ExpressionStmt | SendStmt | IncDecStmt | Assignment | ShortVarDecl
    /// . The left side may have been read; `keyword` is the header's.
    pub(super) fn simple_stmt(&mut self, lhs: Option<NodeId>, keyword: Option<Token>) -> NodeId {
        let is_for = keyword == Some(Token::For);
        if is_for && self.is(Token::Range) {
            return self.range_clause(None, false);
        }
        let lhs = match lhs {
            Some(lhs) => lhs,
            None => self.expr_list(),
        };
        let is_assign = matches!(self.tok(), Token::Assign | Token::Define);
        if !is_assign {
            return match self.tree.node(lhs) {
                Node::List { elems } => {
                    self.syntax_error("expected := or = or comma");
                    self.advance(&[Token::Semi, Token::Rbrace]);
                    let first = self.tree.first(elems).unwrap_or(lhs);
                    self.expr_stmt(first)
                }
                _ => self.after_expr(lhs),
            };
        }
        let at = self.pos();
        let op = match self.tok() {
            Token::Define => Operator::Def,
            _ => Operator::None,
        };
        self.next();
        if is_for && self.is(Token::Range) {
            return self.range_clause(Some(lhs), op == Operator::Def);
        }
        let rhs = self.expr_list();
        if let Node::TypeSwitchGuard { .. } = self.tree.node(rhs)
            && keyword == Some(Token::Switch)
            && op == Operator::Def
            && self.tree.node(lhs) == Node::Name
        {
            self.tree.data[rhs.index()][0] = lhs.number();
            return self.expr_stmt(rhs);
        }
        self.assign(at, op, lhs, Some(rhs))
    }

    /// Reads the rest of a statement that begins with one expression and is no assignment of
    /// lists.
    fn after_expr(&mut self, lhs: NodeId) -> NodeId {
        let at = self.pos();
        match self.tok() {
            Token::AssignOp => {
                let op = self.scanner.op;
                self.next();
                let rhs = self.expr();
                self.assign(at, op, lhs, Some(rhs))
            }
            Token::IncOp => {
                let op = self.scanner.op;
                self.next();
                self.assign(at, op, lhs, None)
            }
            Token::Arrow => {
                self.next();
                let value = self.expr();
                self.add(Kind::Send, at, [Some(lhs), Some(value)])
            }
            _ => self.expr_stmt(lhs),
        }
    }

    fn expr_stmt(&mut self, x: NodeId) -> NodeId {
        let at = self.tree.offset(x) as usize;
        self.add(Kind::ExprStmt, at, [Some(x), None])
    }

    fn assign(&mut self, at: usize, op: Operator, lhs: NodeId, rhs: Option<NodeId>) -> NodeId {
        self.add_small(Kind::Assign, op as u8, at, [Some(lhs), rhs])
    }

    fn range_clause(&mut self, lhs: Option<NodeId>, is_def: bool) -> NodeId {
        let at = self.pos();
        self.next();
        let x = self.expr();
        self.add_small(Kind::RangeClause, u8::from(is_def), at, [lhs, Some(x)])
    }

    fn labeled_stmt_or_nil(&mut self, label: NodeId) -> Option<NodeId> {
        let at = self.pos();
        self.want(Token::Colon);
        let stmt = if self.is(Token::Rbrace) {
            let at = self.pos();
            Some(self.add(Kind::Empty, at, [None, None]))
        } else {
            self.stmt_or_nil()
        };
        if stmt.is_none() {
            self.syntax_error_at(at, "missing statement after label");
            return None;
        }
        Some(self.add(Kind::Labeled, at, [Some(label), stmt]))
    }

    /// Reads a block; without a `{` the error names `context`.
    pub(super) fn block_stmt(&mut self, context: &str) -> NodeId {
        let at = self.pos();
        if !self.got(Token::Lbrace) {
            self.syntax_error(&format!("expected {{ after {context}"));
            self.advance(&[Token::Name, Token::Rbrace]);
            let rbrace = self.pos() as u32;
            if self.got(Token::Rbrace) {
                return self.tree.add(Kind::Block, 0, at, [0, rbrace]);
            }
        }
        let list = self.stmt_list().number();
        let rbrace = self.pos() as u32;
        self.want(Token::Rbrace);
        self.tree.add(Kind::Block, 0, at, [list, rbrace])
    }

    fn if_stmt(&mut self) -> NodeId {
        self.enter();
        let at = self.pos();
        let header = self.header(Token::If);
        let then = self.block_stmt("if clause");
        let mut or_else = None;
        if self.got(Token::Else) {
            match self.tok() {
                Token::If => or_else = Some(self.if_stmt()),
                Token::Lbrace => or_else = Some(self.block_stmt("")),
                _ => {
                    self.syntax_error("else must be followed by if or statement block");
                    self.advance(&[Token::Name, Token::Rbrace]);
                }
            }
        }
        self.leave();
        let parts = [header.init, header.cond, Some(then), or_else];
        self.tree.add_long(Kind::If, 0, at, &parts.map(number))
    }

    fn for_stmt(&mut self) -> NodeId {
        let at = self.pos();
        let header = self.header(Token::For);
        let body = self.block_stmt("for clause");
        let parts = [header.init, header.cond, header.post, Some(body)];
        self.tree.add_long(Kind::For, 0, at, &parts.map(number))
    }

    fn switch_stmt(&mut self) -> NodeId {
        let at = self.pos();
        let header = self.header(Token::Switch);
        if !self.got(Token::Lbrace) {
            self.syntax_error("missing { after switch clause");
            self.advance(&[Token::Case, Token::Default, Token::Rbrace]);
        }
        let (body, rbrace) = self.clauses(Kind::CaseClause);
        let numbers = [
            number(header.init),
            number(header.cond),
            body.number(),
            rbrace,
        ];
        self.tree.add_long(Kind::Switch, 0, at, &numbers)
    }

    fn select_stmt(&mut self) -> NodeId {
        let at = self.pos();
        self.want(Token::Select);
        if !self.got(Token::Lbrace) {
            self.syntax_error("missing { after select clause");
            self.advance(&[Token::Case, Token::Default, Token::Rbrace]);
        }
        let (body, rbrace) = self.clauses(Kind::CommClause);
        self.tree.add(Kind::Select, 0, at, [body.number(), rbrace])
    }

    /// Reads the clauses of a switch or select, and the `}`, whose offset is returned.
    fn clauses(&mut self, kind: Kind) -> (ListId, u32) {
        let start = self.tree.start_list();
        while !matches!(self.tok(), Token::Eof | Token::Rbrace) {
            let clause = self.clause(kind);
            self.tree.push_item(Some(clause));
        }
        let rbrace = self.pos() as u32;
        self.want(Token::Rbrace);
        (self.tree.end_list(start), rbrace)
    }

    fn clause(&mut self, kind: Kind) -> NodeId {
        let at = self.pos();
        let mut cases = None;
        match self.tok() {
            Token::Case => {
                self.next();
                cases = Some(match kind {
                    Kind::CaseClause => self.expr_list(),
                    _ => self.simple_stmt(None, None),
                });
            }
            Token::Default => self.next(),
            _ => {
                self.syntax_error("expected case or default or }");
                self.advance(&[Token::Colon, Token::Case, Token::Default, Token::Rbrace]);
            }
        }
        let colon = self.pos() as u32;
        self.want(Token::Colon);
        let body = self.stmt_list();
        let numbers = [number(cases), body.number(), colon];
        self.tree.add_long(kind, 0, at, &numbers)
    }

    /// Reads a statement, if there is one.
    fn stmt_or_nil(&mut self) -> Option<NodeId> {
        self.enter();
        let stmt = self.stmt_inner();
        self.leave();
        stmt
    }

    fn stmt_inner(&mut self) -> Option<NodeId> {
        // Most statements begin with a name.
        if self.is(Token::Name) {
            self.clear_pragma();
            let lhs = self.expr_list();
            if self.is(Token::Colon) && self.tree.node(lhs) == Node::Name {
                return self.labeled_stmt_or_nil(lhs);
            }
            return Some(self.simple_stmt(Some(lhs), None));
        }
        match self.tok() {
            Token::Var => return Some(self.decl_stmt(Self::var_decl)),
            Token::Const => return Some(self.decl_stmt(Self::const_decl)),
            Token::Type => return Some(self.decl_stmt(Self::type_decl)),
            _ => self.clear_pragma(),
        }
        let stmt = match self.tok() {
            Token::Lbrace => self.block_stmt(""),
            Token::Operator | Token::Star => {
                let is_unary = matches!(
                    self.scanner.op,
                    Operator::Add
                        | Operator::Sub
                        | Operator::Mul
                        | Operator::And
                        | Operator::Xor
                        | Operator::Not
                );
                if !is_unary {
                    return None;
                }
                self.simple_stmt(None, None)
            }
            Token::Literal
            | Token::Func
            | Token::Lparen
            | Token::Lbrack
            | Token::Struct
            | Token::Map
            | Token::Chan
            | Token::Interface
            | Token::Arrow => self.simple_stmt(None, None),
            Token::For => self.for_stmt(),
            Token::Switch => self.switch_stmt(),
            Token::Select => self.select_stmt(),
            Token::If => self.if_stmt(),
            Token::Fallthrough | Token::Break | Token::Continue | Token::Goto => self.branch(),
            Token::Go | Token::Defer => self.call_stmt(),
            Token::Return => self.return_stmt(),
            Token::Semi => {
                let at = self.pos();
                self.add(Kind::Empty, at, [None, None])
            }
            _ => return None,
        };
        Some(stmt)
    }

    fn branch(&mut self) -> NodeId {
        let at = self.pos();
        let token = self.tok();
        self.next();
        let label = match token {
            Token::Goto => Some(self.name()),
            Token::Fallthrough => None,
            _ => self.is(Token::Name).then(|| self.name()),
        };
        self.add_small(Kind::Branch, token_number(token), at, [label, None])
    }

    fn return_stmt(&mut self) -> NodeId {
        let at = self.pos();
        self.next();
        let is_bare = matches!(self.tok(), Token::Semi | Token::Rbrace);
        let results = (!is_bare).then(|| self.expr_list());
        self.add(Kind::Return, at, [results, None])
    }

    /// StatementList = { Statement ";" } .
    pub(super) fn stmt_list(&mut self) -> ListId {
        let start = self.tree.start_list();
        while !matches!(
            self.tok(),
            Token::Eof | Token::Rbrace | Token::Case | Token::Default
        ) {
            let stmt = self.stmt_or_nil();
            self.clear_pragma();
            if stmt.is_none() {
                break;
            }
            self.tree.push_item(stmt);
            if !self.got(Token::Semi) && !self.is(Token::Rbrace) {
                self.syntax_error("at end of statement");
                self.advance(&[Token::Semi, Token::Rbrace, Token::Case, Token::Default]);
                self.got(Token::Semi);
            }
        }
        self.tree.end_list(start)
    }
}
