//! Declarations.
//!
//! Counterpart: cmd/compile/internal/syntax/parser.go (`importDecl` to `funcBody`).

use super::Bodies;
use super::Parser;
use crate::branches;
use crate::id::ListId;
use crate::id::NodeId;
use crate::id::number;
use crate::node::Kind;
use crate::node::Node;
use crate::token::LitKind;
use crate::token::Operator;
use crate::token::Token;
use crate::tree::Tree;

impl Parser<'_> {
    /// ImportSpec = [ "." | PackageName ] ImportPath .
    pub(super) fn import_decl(&mut self, group: u32) -> Option<NodeId> {
        let at = self.pos();
        let pragmas = self.scanner.directives.take();
        let local = match self.tok() {
            Token::Name => Some(self.name()),
            Token::Dot => {
                let name = self.new_name(self.pos(), b'.');
                self.next();
                Some(name)
            }
            _ => None,
        };
        let path = self.literal();
        match path {
            None => {
                self.syntax_error("missing import path");
                self.advance(&[Token::Semi, Token::Rparen]);
            }
            Some(path) => {
                let is_wrong = !matches!(
                    self.tree.node(path),
                    Node::BasicLit { is_bad: true, .. }
                        | Node::BasicLit {
                            kind: LitKind::String,
                            ..
                        }
                );
                if is_wrong {
                    let at = self.tree.offset(path) as usize;
                    self.syntax_error_at(at, "import path must be a string");
                    self.tree.small[path.index()] |= 8;
                }
            }
        }
        let numbers = [group, pragmas, number(local), number(path)];
        Some(self.tree.add_long(Kind::ImportDecl, 0, at, &numbers))
    }

    /// ConstSpec = IdentifierList [ [ Type ] "=" ExpressionList ] .
    pub(super) fn const_decl(&mut self, group: u32) -> Option<NodeId> {
        let at = self.pos();
        let pragmas = self.scanner.directives.take();
        let names = self.name_list();
        let (mut typ, mut values) = (None, None);
        if !matches!(self.tok(), Token::Eof | Token::Semi | Token::Rparen) {
            typ = self.type_or_nil();
            if self.got_assign() {
                values = Some(self.expr_list());
            }
        }
        let numbers = [group, pragmas, names.number(), number(typ), number(values)];
        Some(self.tree.add_long(Kind::ConstDecl, 0, at, &numbers))
    }

    /// VarSpec = IdentifierList ( Type [ "=" ExpressionList ] | "=" ExpressionList ) .
    pub(super) fn var_decl(&mut self, group: u32) -> Option<NodeId> {
        let at = self.pos();
        let pragmas = self.scanner.directives.take();
        let names = self.name_list();
        let (mut typ, mut values) = (None, None);
        if self.got_assign() {
            values = Some(self.expr_list());
        } else {
            typ = Some(self.type_());
            if self.got_assign() {
                values = Some(self.expr_list());
            }
        }
        let numbers = [group, pragmas, names.number(), number(typ), number(values)];
        Some(self.tree.add_long(Kind::VarDecl, 0, at, &numbers))
    }

    /// IdentifierList = identifier { "," identifier } .
    fn name_list(&mut self) -> ListId {
        let first = self.name();
        let start = self.tree.start_list();
        self.tree.push_item(Some(first));
        while self.got(Token::Comma) {
            let name = self.name();
            self.tree.push_item(Some(name));
        }
        self.tree.end_list(start)
    }

    /// TypeSpec = identifier [ TypeParams ] [ "=" ] Type .
    pub(super) fn type_decl(&mut self, group: u32) -> Option<NodeId> {
        let at = self.pos();
        let pragmas = self.scanner.directives.take();
        let name = self.name();
        let (mut params, mut is_alias) = (ListId::NONE, false);
        let typ = if self.is(Token::Lbrack) {
            let bracket = self.pos();
            self.next();
            match self.tok() {
                Token::Name => self.array_or_params(bracket, &mut params, &mut is_alias),
                Token::Rbrack => {
                    self.next();
                    Some(self.slice_type(bracket))
                }
                _ => Some(self.array_type(bracket, None)),
            }
        } else {
            is_alias = self.got_assign();
            self.type_or_nil()
        };
        let typ = typ.unwrap_or_else(|| {
            let bad = self.bad_expr();
            self.syntax_error("in type declaration");
            self.advance(&[Token::Semi, Token::Rparen]);
            bad
        });
        let numbers = [group, pragmas, name.number(), params.number(), typ.number()];
        let decl = self
            .tree
            .add_long(Kind::TypeDecl, u8::from(is_alias), at, &numbers);
        Some(decl)
    }

    /// Reads the rest of a declaration after `NAME [`: the length of an array, or type parameters,
    /// and then the type. An expression is read first, and taken apart if it is the beginning of
    /// parameters.
    fn array_or_params(
        &mut self,
        bracket: usize,
        params: &mut ListId,
        is_alias: &mut bool,
    ) -> Option<NodeId> {
        let mut x = self.name();
        // Nothing that is a constant begins with a name and a bracket.
        if !self.is(Token::Lbrack) {
            self.xnest += 1;
            let left = self.pexpr(Some(x), false);
            x = self.binary_expr(Some(left), 0);
            self.xnest -= 1;
        }
        let is_comma = self.is(Token::Comma);
        if let (Some(name), typ) = extract_name(&mut self.tree, x, is_comma)
            && (typ.is_some() || !self.is(Token::Rbrack))
        {
            *params = self.param_list(Some(name), typ, Token::Rbrack, true, false);
            *is_alias = self.got_assign();
            return self.type_or_nil();
        }
        Some(self.array_type(bracket, Some(x)))
    }

    /// FunctionDecl = "func" FunctionName [ TypeParams ] ( Function | Signature ) .
    /// MethodDecl   = "func" Receiver MethodName ( Function | Signature ) .
    pub(super) fn func_decl(&mut self) -> NodeId {
        let at = self.pos();
        let pragmas = self.scanner.directives.take();
        let (mut receiver, mut context) = (None, "");
        let has_receiver = self.got(Token::Lparen);
        if has_receiver {
            if !self.rules.has_generic_methods {
                context = "method";
            }
            let list = self.param_list(None, None, Token::Rparen, false, false);
            match self.tree.len(list) {
                0 => self.error("method has no receiver"),
                1 => {}
                _ => self.error("method has multiple receivers"),
            }
            receiver = self.tree.first(list);
        }
        let (name, params, typ);
        if self.is(Token::Name) {
            name = self.name();
            (params, typ) = self.func_type(context);
        } else {
            name = self.new_name(self.pos(), b'_');
            params = ListId::NONE;
            typ = self.add(Kind::FuncType, self.pos(), [None, None]);
            self.syntax_error(if has_receiver {
                "expected name"
            } else {
                "expected name or ("
            });
            self.advance(&[Token::Lbrace, Token::Semi]);
        }
        let body = self.is(Token::Lbrace).then(|| self.func_body());
        let numbers = [
            pragmas,
            number(receiver),
            name.number(),
            params.number(),
            typ.number(),
            number(body),
        ];
        self.tree.add_long(Kind::FuncDecl, 0, at, &numbers)
    }

    /// Reads the body of a function, and checks its branches if there was no error.
    pub(super) fn func_body(&mut self) -> NodeId {
        if self.bodies == Bodies::Skipped {
            return self.skip_body();
        }
        self.fnest += 1;
        let errors = self.error_count();
        let body = self.block_stmt("");
        self.fnest -= 1;
        if errors == self.error_count() && !self.is_too_deep {
            let (src, directives) = (self.scanner.reader.src, &self.scanner.directives);
            let (tree, lines) = (&mut self.tree, &mut self.lines);
            let found = branches::check(tree, src, self.name, directives, lines, body);
            // They are no errors of the parser.
            self.scanner.reader.errors.extend(found);
        }
        body
    }

    /// Skips a body; the result is an empty block.
    fn skip_body(&mut self) -> NodeId {
        let at = self.pos();
        let mut depth = 0_u32;
        if self.is(Token::Lbrace) && self.scanner.skip_block() {
            depth = 1;
        }
        loop {
            match self.tok() {
                Token::Lbrace => depth += 1,
                Token::Rbrace => depth -= 1,
                _ => {}
            }
            if depth == 0 || self.is(Token::Eof) {
                break;
            }
            self.next();
        }
        let rbrace = self.pos() as u32;
        self.want(Token::Rbrace);
        self.tree.add(Kind::Block, 0, at, [0, rbrace])
    }
}

/// Takes an expression apart that is a name and a type: `P *T`, `P (T)`, `P *T|U`. If it could
/// be an expression as well, only where `force` is set. Returns the name and the type; a name
/// alone has no type.
fn extract_name(tree: &mut Tree, x: NodeId, force: bool) -> (Option<NodeId>, Option<NodeId>) {
    // Unions of many terms are nested to the left.
    let mut unions = Vec::new();
    let (mut first, mut force) = (x, force);
    while let Node::Operation {
        op: Operator::Or,
        x: Some(left),
        y: Some(y),
    } = tree.node(first)
    {
        force = force || is_type_elem(tree, y);
        unions.push((first, y));
        first = left;
    }
    let (name, mut typ) = extract_first(tree, first, force);
    if !unions.is_empty() && (name.is_none() || typ.is_none()) {
        return (None, Some(x));
    }
    for (union, y) in unions.into_iter().rev() {
        let at = tree.offset(union) as usize;
        let parts = [number(typ), y.number()];
        typ = Some(tree.add(Kind::Operation, Operator::Or as u8, at, parts));
    }
    (name, typ)
}

/// Like [`extract_name`], for an expression that is no union.
fn extract_first(tree: &mut Tree, x: NodeId, force: bool) -> (Option<NodeId>, Option<NodeId>) {
    let is_name =
        |tree: &Tree, node: Option<NodeId>| node.filter(|node| tree.node(*node) == Node::Name);
    match tree.node(x) {
        Node::Name => return (Some(x), None),
        Node::Operation {
            op: Operator::Mul,
            x: left,
            y: Some(y),
        } => {
            if let Some(name) = is_name(tree, left)
                && (force || is_type_elem(tree, y))
            {
                let at = tree.offset(x) as usize;
                let pointer = tree.add(Kind::Operation, Operator::Mul as u8, at, [y.number(), 0]);
                return (Some(name), Some(pointer));
            }
        }
        Node::Call {
            fun,
            args,
            has_dots: false,
        } if tree.len(args) == 1 => {
            if let (Some(name), Some(arg)) = (is_name(tree, fun), tree.first(args))
                && (force || is_type_elem(tree, arg))
            {
                return (Some(name), Some(unparen(tree, arg)));
            }
        }
        _ => {}
    }
    (None, Some(x))
}

/// Reports whether an expression can only be a type or a union of types.
pub(crate) fn is_type_elem(tree: &Tree, x: NodeId) -> bool {
    let mut left = vec![x];
    while let Some(x) = left.pop() {
        match tree.node(x) {
            Node::ArrayType { .. }
            | Node::StructType { .. }
            | Node::FuncType { .. }
            | Node::InterfaceType { .. }
            | Node::SliceType { .. }
            | Node::MapType { .. }
            | Node::ChanType { .. }
            | Node::Operation {
                op: Operator::Tilde,
                ..
            } => return true,
            Node::Operation { x, y, .. } => left.extend([x, y].into_iter().flatten()),
            Node::Paren { x } => left.extend(x),
            _ => {}
        }
    }
    false
}

/// Returns an expression without the parentheses around it.
pub(super) fn unparen(tree: &Tree, x: NodeId) -> NodeId {
    let mut x = x;
    while let Node::Paren { x: Some(inner) } = tree.node(x) {
        x = inner;
    }
    x
}
