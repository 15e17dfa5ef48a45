//! Struct and interface types.
//!
//! Counterpart: cmd/compile/internal/syntax/parser.go (`structType` to `embeddedTerm`).

use super::Parser;
use crate::id::NodeId;
use crate::node::Kind;
use crate::node::Node;
use crate::token::LitKind;
use crate::token::Operator;
use crate::token::Token;

/// The fields of a struct type as they are read.
#[derive(Default)]
struct Fields {
    fields: Vec<NodeId>,
    /// Tags, up to the last field that has one.
    tags: Vec<Option<NodeId>>,
}

impl Parser<'_> {
    /// StructType = "struct" "{" { FieldDecl ";" } "}" .
    pub(super) fn struct_type(&mut self) -> NodeId {
        let at = self.pos();
        self.want(Token::Struct);
        self.want(Token::Lbrace);
        let mut fields = Fields::default();
        self.list("struct type", Token::Semi, Token::Rbrace, |p| {
            p.field_decl(&mut fields);
            false
        });
        let list = self.tree.add_list(&fields.fields);
        let start = self.tree.start_list();
        for tag in fields.tags {
            self.tree.push_item(tag);
        }
        let tags = self.tree.end_list(start);
        let lists = [list.number(), tags.number()];
        self.tree.add(Kind::StructType, 0, at, lists)
    }

    fn add_field(
        &mut self,
        fields: &mut Fields,
        at: usize,
        name: Option<NodeId>,
        typ: NodeId,
        tag: Option<NodeId>,
    ) {
        if tag.is_some() {
            fields.tags.resize(fields.fields.len(), None);
            fields.tags.push(tag);
        }
        let field = self.add(Kind::Field, at, [name, Some(typ)]);
        fields.fields.push(field);
    }

    /// FieldDecl = (IdentifierList Type | AnonymousField) [ Tag ] .
    fn field_decl(&mut self, fields: &mut Fields) {
        let at = self.pos();
        match self.tok() {
            Token::Name => self.named_field(fields, at),
            Token::Star => {
                self.next();
                let is_wrong = self.is(Token::Lparen);
                if is_wrong {
                    self.syntax_error("cannot parenthesize embedded type");
                    self.next();
                }
                let typ = self.qualified_name(None);
                if is_wrong {
                    self.got(Token::Rparen);
                }
                let tag = self.literal();
                let typ = self.indirect(at, typ);
                self.add_field(fields, at, None, typ, tag);
            }
            Token::Lparen => {
                self.syntax_error("cannot parenthesize embedded type");
                self.next();
                let star = self.pos();
                let typ = if self.got(Token::Star) {
                    let typ = self.qualified_name(None);
                    self.indirect(star, typ)
                } else {
                    self.qualified_name(None)
                };
                self.got(Token::Rparen);
                let tag = self.literal();
                self.add_field(fields, at, None, typ, tag);
            }
            _ => {
                self.syntax_error("expected field name or embedded type");
                self.advance(&[Token::Semi, Token::Rbrace]);
            }
        }
    }

    /// Reads fields that begin with a name, or an embedded type.
    fn named_field(&mut self, fields: &mut Fields, at: usize) {
        let name = self.name();
        if matches!(
            self.tok(),
            Token::Dot | Token::Literal | Token::Semi | Token::Rbrace
        ) {
            let typ = self.qualified_name(Some(name));
            let tag = self.literal();
            self.add_field(fields, at, None, typ, tag);
            return;
        }
        let mut names = vec![name];
        while self.got(Token::Comma) {
            let name = self.name();
            names.push(name);
        }
        // `T[P]` is an embedded instance, `T [P]E` a field.
        let typ = if names.len() == 1 && self.is(Token::Lbrack) {
            let typ = self.array_or_type_args();
            if let Node::Index { .. } = self.tree.node(typ) {
                self.tree.data[typ.index()][0] = name.number();
                let tag = self.literal();
                self.add_field(fields, at, None, typ, tag);
                return;
            }
            typ
        } else {
            self.type_()
        };
        let tag = self.literal();
        for name in names {
            let at = self.tree.offset(name) as usize;
            self.add_field(fields, at, Some(name), typ, tag);
        }
    }

    /// Reads a literal, if there is one.
    pub(super) fn literal(&mut self) -> Option<NodeId> {
        if !self.is(Token::Literal) {
            return None;
        }
        let at = self.pos();
        let kind: LitKind = self.scanner.kind;
        let small = kind as u8 | u8::from(self.scanner.bad) << 3;
        let len = (self.scanner.end - at) as u32;
        self.next();
        Some(self.tree.add(Kind::BasicLit, small, at, [len, 0]))
    }

    /// InterfaceType = "interface" "{" { ( MethodDecl | EmbeddedElem ) ";" } "}" .
    pub(super) fn interface_type(&mut self) -> NodeId {
        let at = self.pos();
        self.want(Token::Interface);
        self.want(Token::Lbrace);
        let start = self.tree.start_list();
        self.list("interface type", Token::Semi, Token::Rbrace, |p| {
            let mut field = p.is(Token::Name).then(|| p.method_decl());
            if field.is_none_or(|field| p.field(field).0.is_none()) {
                field = Some(p.embedded_elem(field));
            }
            p.tree.push_item(field);
            false
        });
        let methods = self.tree.end_list(start).number();
        self.tree.add(Kind::InterfaceType, 0, at, [methods, 0])
    }

    /// MethodSpec = MethodName Signature | InterfaceTypeName .
    fn method_decl(&mut self) -> NodeId {
        const CONTEXT: &str = "interface method";
        let at = self.pos();
        let name = self.name();
        let (own, typ) = match self.tok() {
            Token::Lparen => (Some(name), self.func_type(CONTEXT).1),
            Token::Lbrack => self.method_or_instance(name, CONTEXT),
            _ => (None, self.qualified_name(Some(name))),
        };
        self.add(Kind::Field, at, [own, Some(typ)])
    }

    /// Reads a method with type parameters, which is an error, or an embedded instance.
    fn method_or_instance(&mut self, name: NodeId, context: &str) -> (Option<NodeId>, NodeId) {
        let at = self.pos();
        self.next();
        if self.is(Token::Rbrack) {
            let at = self.pos();
            self.next();
            if self.is(Token::Lparen) {
                self.error_at(at, "empty type parameter list".to_owned());
                return (Some(name), self.func_type(context).1);
            }
            self.error_at(at, "empty type argument list".to_owned());
            return (None, name);
        }
        // Type arguments look like parameters without names.
        let list = self.param_list(None, None, Token::Rbrack, false, false);
        let Some(first) = self.tree.first(list) else {
            return if self.is(Token::Lparen) {
                (Some(name), self.func_type(context).1)
            } else {
                (None, name)
            };
        };
        if self.field(first).0.is_some() {
            let typ = self.func_type(context).1;
            let text = "interface method must have no type parameters".to_owned();
            self.error_at(at, text);
            return (Some(name), typ);
        }
        let fields: Vec<NodeId> = self.tree.list(list).collect();
        let types: Vec<NodeId> = (fields.iter())
            .filter_map(|field| self.field(*field).1)
            .collect();
        let index = match types[..] {
            [only] => only,
            _ => {
                let elems = self.tree.add_list(&types).number();
                let at = self.tree.offset(first) as usize;
                self.tree.add(Kind::List, 0, at, [elems, 0])
            }
        };
        (None, self.add(Kind::Index, at, [Some(name), Some(index)]))
    }

    /// EmbeddedElem = MethodSpec | EmbeddedTerm { "|" EmbeddedTerm } . The first term may have
    /// been read as the type of a field.
    pub(super) fn embedded_elem(&mut self, field: Option<NodeId>) -> NodeId {
        let field = field.unwrap_or_else(|| {
            let at = self.pos();
            let term = self.embedded_term();
            self.add(Kind::Field, at, [None, Some(term)])
        });
        while self.is_op(Operator::Or) {
            let at = self.pos();
            self.next();
            let (name, left) = self.field(field);
            let right = self.embedded_term();
            let parts = [left, Some(right)];
            let union = self.add_small(Kind::Operation, Operator::Or as u8, at, parts);
            self.set_field(field, name, Some(union));
        }
        field
    }

    /// EmbeddedTerm = [ "~" ] Type .
    fn embedded_term(&mut self) -> NodeId {
        if self.is_op(Operator::Tilde) {
            let at = self.pos();
            self.next();
            let typ = self.type_();
            let parts = [Some(typ), None];
            return self.add_small(Kind::Operation, Operator::Tilde as u8, at, parts);
        }
        self.type_or_nil().unwrap_or_else(|| {
            let bad = self.bad_expr();
            self.syntax_error("expected ~ term or type");
            self.advance(&[
                Token::Operator,
                Token::Semi,
                Token::Rparen,
                Token::Rbrack,
                Token::Rbrace,
            ]);
            bad
        })
    }
}
