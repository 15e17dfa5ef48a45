//! Declarations of files: functions, constants, and types of integers and structs.
//!
//! A declaration of another form is left out, and a function that is not understood has no body:
//! both are errors only where they are used.
//! Counterpart: go/parser/parser.go (`parseDecl`).

use std::collections::HashMap;

use vamos_syntax::scanner::Token;

use super::Expr;
use super::SourceError;
use super::Stmt;
use super::Tokens;
use super::expr::expr;
use super::expr::type_name;
use super::stmt::block;

/// A function or method.
#[derive(Clone, Debug)]
pub(in crate::rules) struct FuncDecl {
    /// The parameters with their types; the list of a method begins with the receiver.
    pub(in crate::rules) params: Vec<(Box<str>, Box<str>)>,
    /// The types of the results.
    pub(in crate::rules) results: Vec<Box<str>>,
    /// The names of the results, if they have names.
    pub(in crate::rules) result_names: Vec<Box<str>>,
    /// Names of type parameters.
    pub(in crate::rules) type_params: Vec<Box<str>>,
    /// The statements.
    pub(in crate::rules) body: Result<Vec<Stmt>, SourceError>,
}

/// A type.
#[derive(Clone, Debug)]
pub(in crate::rules) enum TypeDecl {
    /// Another name for a type.
    Named(Box<str>),
    /// A struct, with its fields and their types.
    Struct(Vec<(Box<str>, Box<str>)>),
}

/// The value of a constant, the number that `iota` is there, and the type.
type ConstDecl = (Expr, i128, Option<Box<str>>);

/// The declarations of several files, by name. A method is `T.M`.
#[derive(Debug, Default)]
pub(in crate::rules) struct Decls {
    pub(in crate::rules) funcs: HashMap<Box<str>, FuncDecl>,
    pub(in crate::rules) types: HashMap<Box<str>, TypeDecl>,
    /// Constants.
    pub(in crate::rules) consts: HashMap<Box<str>, ConstDecl>,
}

impl Decls {
    /// Adds the declarations of a file; returns the names of its functions in order.
    pub(in crate::rules) fn read(&mut self, text: &str) -> Vec<Box<str>> {
        let mut tokens = Tokens::new(text);
        let mut order = Vec::new();
        loop {
            let here = tokens.here();
            let found = match tokens.peek() {
                Token::Eof => return order,
                Token::Func => self.func(&mut tokens).map(|name| order.push(name)),
                Token::Const => self.consts(&mut tokens),
                Token::Type => self.type_decl(&mut tokens),
                _ => {
                    tokens.skip();
                    Ok(())
                }
            };
            if found.is_err() {
                tokens.go_to(here);
                tokens.skip();
                // The rest of the declaration has no keyword of another one at its beginning.
                while !matches!(tokens.peek(), Token::Semicolon | Token::Eof) {
                    tokens.skip_block();
                }
            }
        }
    }

    fn func(&mut self, tokens: &mut Tokens<'_>) -> Result<Box<str>, SourceError> {
        tokens.skip();
        let mut found = FuncDecl {
            params: Vec::new(),
            results: Vec::new(),
            result_names: Vec::new(),
            type_params: Vec::new(),
            body: Ok(Vec::new()),
        };
        let mut name = String::new();
        if tokens.take(Token::LeftParen) {
            let receiver = match tokens.peek_at(1) {
                Token::RightParen => "_".into(),
                _ => tokens.name()?,
            };
            let ty = type_name(tokens)?;
            tokens.expect(Token::RightParen)?;
            name = format!("{}.", ty.trim_start_matches('*'));
            found.params.push((receiver, ty));
        }
        name.push_str(&tokens.name()?);
        if tokens.take(Token::LeftBracket) {
            found.type_params.push(tokens.name()?);
            while !tokens.take(Token::RightBracket) {
                if tokens.peek() == Token::Eof {
                    return Err(tokens.error());
                }
                tokens.skip();
            }
        }
        tokens.expect(Token::LeftParen)?;
        params(tokens, &mut found.params)?;
        match tokens.peek() {
            Token::LeftBrace => {}
            Token::LeftParen => {
                tokens.skip();
                let mut results = Vec::new();
                params(tokens, &mut results)?;
                (found.result_names, found.results) = results.into_iter().unzip();
                found.result_names.retain(|name| &**name != "_");
            }
            _ => found.results.push(type_name(tokens)?),
        }
        let here = tokens.here();
        found.body = block(tokens);
        if found.body.is_err() {
            tokens.go_to(here);
            tokens.skip_block();
        }
        let name: Box<str> = name.into();
        self.funcs.insert(name.clone(), found);
        Ok(name)
    }

    fn consts(&mut self, tokens: &mut Tokens<'_>) -> Result<(), SourceError> {
        tokens.skip();
        let is_group = tokens.take(Token::LeftParen);
        let mut last: Option<(Expr, Option<Box<str>>)> = None;
        let mut iota = 0;
        while !tokens.take(Token::RightParen) {
            let name = tokens.name()?;
            if tokens.peek() == Token::Comma {
                return Err(tokens.error());
            }
            let ty = match tokens.peek() {
                Token::Assign | Token::Semicolon | Token::RightParen => None,
                _ => Some(type_name(tokens)?),
            };
            if tokens.take(Token::Assign) {
                last = Some((expr(tokens, false)?, ty));
            }
            if let Some((value, ty)) = &last {
                let value = (value.clone(), iota, ty.clone());
                self.consts.insert(name, value);
            }
            iota += 1;
            tokens.take(Token::Semicolon);
            if !is_group {
                break;
            }
        }
        Ok(())
    }

    fn type_decl(&mut self, tokens: &mut Tokens<'_>) -> Result<(), SourceError> {
        tokens.skip();
        let name = tokens.name()?;
        if !tokens.take(Token::Struct) {
            let ty = type_name(tokens)?;
            self.types.insert(name, TypeDecl::Named(ty));
            return Ok(());
        }
        tokens.expect(Token::LeftBrace)?;
        let mut fields = Vec::new();
        while !tokens.take(Token::RightBrace) {
            let mut names = vec![tokens.name()?];
            while tokens.take(Token::Comma) {
                names.push(tokens.name()?);
            }
            let ty = type_name(tokens)?;
            fields.extend(names.into_iter().map(|name| (name, ty.clone())));
            tokens.take(Token::Semicolon);
        }
        self.types.insert(name, TypeDecl::Struct(fields));
        Ok(())
    }
}

/// Reads parameters or results up to the bracket. Results may have no names.
fn params(
    tokens: &mut Tokens<'_>,
    found: &mut Vec<(Box<str>, Box<str>)>,
) -> Result<(), SourceError> {
    while !tokens.take(Token::RightParen) {
        let mut names = Vec::new();
        let is_named = tokens.peek() == Token::Ident
            && !matches!(tokens.peek_at(1), Token::Period | Token::RightParen);
        if is_named {
            names.push(tokens.name()?);
            while tokens.take(Token::Comma) {
                names.push(tokens.name()?);
            }
        }
        if is_named && tokens.peek() == Token::RightParen {
            // Only types.
            found.extend(names.into_iter().map(|ty| ("_".into(), ty)));
            continue;
        }
        let ty = type_name(tokens)?;
        if names.is_empty() {
            names.push("_".into());
        }
        found.extend(names.into_iter().map(|name| (name, ty.clone())));
        tokens.take(Token::Comma);
    }
    Ok(())
}
