//! Files and groups of declarations.
//!
//! Counterpart: cmd/compile/internal/syntax/parser.go (`fileOrNil`, `appendGroup`).

use super::Parser;
use crate::id::ListId;
use crate::id::NodeId;
use crate::node::Kind;
use crate::node::Node;
use crate::token::Token;

/// The properties of a file without its nodes.
pub(super) struct Head {
    pub(super) offset: u32,
    pub(super) package: NodeId,
    pub(super) pragmas: u32,
    pub(super) decls: ListId,
    pub(super) end: u32,
    pub(super) go_version: String,
}

/// Tokens that start a declaration.
const DECLARATIONS: [Token; 5] = [
    Token::Import,
    Token::Const,
    Token::Type,
    Token::Var,
    Token::Func,
];

/// A production that reads one declaration of a group.
pub(super) type Decl<'s> = fn(&mut Parser<'s>, u32) -> Option<NodeId>;

impl<'s> Parser<'s> {
    /// SourceFile = PackageClause ";" { ImportDecl ";" } { TopLevelDecl ";" } .
    pub(super) fn file_or_nil(&mut self) -> Option<Head> {
        let offset = self.pos() as u32;
        let go_version = std::mem::take(&mut self.scanner.directives.go_version);
        self.scanner.directives.is_top = false;
        if !self.got(Token::Package) {
            self.syntax_error("package statement must be first");
            return None;
        }
        let pragmas = self.scanner.directives.take();
        let package = self.name();
        self.want(Token::Semi);
        if self.error_count() > 0 {
            return None;
        }
        let decls = self.tree.start_list();
        self.declarations(decls);
        self.clear_pragma();
        Some(Head {
            offset,
            package,
            pragmas,
            decls: self.tree.end_list(decls),
            end: self.pos() as u32,
            go_version,
        })
    }

    fn declarations(&mut self, decls: usize) {
        let mut before = Token::Import;
        // True if the last declaration is a function without a body.
        let mut is_empty_func = false;
        while !self.is(Token::Eof) {
            let token = self.tok();
            if token == Token::Import && before != Token::Import {
                self.syntax_error("imports must appear before other declarations");
            }
            before = token;
            let group: Option<Decl<'s>> = match token {
                Token::Import => Some(Self::import_decl),
                Token::Const => Some(Self::const_decl),
                Token::Type => Some(Self::type_decl),
                Token::Var => Some(Self::var_decl),
                _ => None,
            };
            if let Some(group) = group {
                self.next();
                let had = self.tree.open_len(decls);
                self.append_group(group);
                is_empty_func &= self.tree.open_len(decls) == had;
            } else if token == Token::Func {
                self.next();
                let decl = self.func_decl();
                is_empty_func = matches!(self.tree.node(decl), Node::FuncDecl { body: None, .. });
                self.tree.push_item(Some(decl));
            } else {
                if token == Token::Lbrace && is_empty_func {
                    self.syntax_error("unexpected semicolon or newline before {");
                } else {
                    self.syntax_error("non-declaration statement outside function body");
                }
                self.advance(&DECLARATIONS);
                continue;
            }
            // Before the semicolon is taken: directives after it belong to the next declaration.
            self.clear_pragma();
            if !self.is(Token::Eof) && !self.got(Token::Semi) {
                self.syntax_error("after top level declaration");
                self.advance(&DECLARATIONS);
            }
        }
    }

    /// Marks the directives so far as unused.
    pub(super) fn clear_pragma(&mut self) {
        let errors = self.scanner.reader.errors.len();
        self.scanner.directives.clear(self.scanner.start, errors);
    }

    /// Group = decl | "(" { decl ";" } ")" . Adds the declarations to the open list.
    pub(super) fn append_group(&mut self, decl: Decl<'s>) {
        if !self.is(Token::Lparen) {
            if let Some(decl) = decl(self, 0) {
                self.tree.push_item(Some(decl));
            }
            return;
        }
        self.groups += 1;
        let group = self.groups;
        self.clear_pragma();
        self.next();
        self.list("grouped declaration", Token::Semi, Token::Rparen, |p| {
            if let Some(decl) = decl(p, group) {
                p.tree.push_item(Some(decl));
            }
            false
        });
    }

    /// DeclStmt: a declaration in a function.
    pub(super) fn decl_stmt(&mut self, decl: Decl<'s>) -> NodeId {
        let at = self.pos();
        self.next();
        let decls = self.tree.start_list();
        self.append_group(decl);
        let decls = self.tree.end_list(decls).number();
        self.tree.add(Kind::DeclStmt, 0, at, [decls, 0])
    }
}
