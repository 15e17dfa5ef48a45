//! Statements.
//!
//! Counterpart: go/parser/parser.go (`parseStmt`).

use vamos_syntax::scanner::Token;

use super::Expr;
use super::For;
use super::Range;
use super::SourceError;
use super::Stmt;
use super::Tokens;
use super::expr::expr;
use super::expr::list;
use super::expr::type_name;

/// Reads a block, with its braces.
pub(super) fn block(tokens: &mut Tokens<'_>) -> Result<Vec<Stmt>, SourceError> {
    tokens.expect(Token::LeftBrace)?;
    let list = statements(tokens)?;
    tokens.expect(Token::RightBrace)?;
    Ok(list)
}

/// Reads statements up to a brace or the next case.
fn statements(tokens: &mut Tokens<'_>) -> Result<Vec<Stmt>, SourceError> {
    let mut found = Vec::new();
    loop {
        while tokens.take(Token::Semicolon) {}
        match tokens.peek() {
            Token::RightBrace | Token::Case | Token::Default => return Ok(found),
            _ => found.push(statement(tokens)?),
        }
    }
}

fn statement(tokens: &mut Tokens<'_>) -> Result<Stmt, SourceError> {
    tokens.nested(nested_statement)
}

fn nested_statement(tokens: &mut Tokens<'_>) -> Result<Stmt, SourceError> {
    match tokens.peek() {
        Token::If => if_statement(tokens),
        Token::For => for_statement(tokens),
        Token::Switch => switch(tokens),
        Token::LeftBrace => Ok(Stmt::Block(block(tokens)?)),
        Token::Var => var(tokens),
        Token::Return => {
            tokens.skip();
            match tokens.peek() {
                Token::Semicolon | Token::RightBrace => Ok(Stmt::Return(Vec::new())),
                _ => Ok(Stmt::Return(list(tokens, false)?)),
            }
        }
        Token::Fallthrough => {
            tokens.skip();
            Ok(Stmt::Fallthrough)
        }
        Token::Break | Token::Continue => {
            let is_break = tokens.peek() == Token::Break;
            tokens.skip();
            match tokens.peek() {
                Token::Semicolon | Token::RightBrace if is_break => Ok(Stmt::Break),
                Token::Semicolon | Token::RightBrace => Ok(Stmt::Continue),
                _ => Err(tokens.error()),
            }
        }
        _ => simple(tokens, false),
    }
}

/// Reads an assignment, a definition or a call.
fn simple(tokens: &mut Tokens<'_>, is_header: bool) -> Result<Stmt, SourceError> {
    let left = list(tokens, is_header)?;
    let operator = match tokens.peek() {
        Token::Define => {
            let names = left.iter().map(|one| match one {
                Expr::Name(name) => Ok(name.clone()),
                _ => Err(tokens.error()),
            });
            let names = names.collect::<Result<_, _>>()?;
            tokens.skip();
            return Ok(Stmt::Define(names, list(tokens, is_header)?));
        }
        Token::Assign => None,
        Token::Inc | Token::Dec => {
            let operator = match tokens.peek() {
                Token::Inc => Token::Add,
                _ => Token::Sub,
            };
            tokens.skip();
            return Ok(Stmt::Assign(left, Some(operator), vec![Expr::Int(1)]));
        }
        Token::AddAssign => Some(Token::Add),
        Token::SubAssign => Some(Token::Sub),
        Token::MulAssign => Some(Token::Mul),
        Token::AndAssign => Some(Token::And),
        Token::OrAssign => Some(Token::Or),
        Token::XorAssign => Some(Token::Xor),
        Token::ShlAssign => Some(Token::Shl),
        Token::ShrAssign => Some(Token::Shr),
        _ => {
            let mut left = left;
            return match (left.pop(), left.is_empty()) {
                (Some(one), true) => Ok(Stmt::Expr(one)),
                _ => Err(tokens.error()),
            };
        }
    };
    tokens.skip();
    Ok(Stmt::Assign(left, operator, list(tokens, is_header)?))
}

fn if_statement(tokens: &mut Tokens<'_>) -> Result<Stmt, SourceError> {
    tokens.skip();
    let mut init = None;
    let mut first = simple(tokens, true)?;
    if tokens.take(Token::Semicolon) {
        init = Some(Box::new(first));
        first = simple(tokens, true)?;
    }
    let Stmt::Expr(condition) = first else {
        return Err(tokens.error());
    };
    let then = block(tokens)?;
    let other = match tokens.take(Token::Else) {
        true if tokens.peek() == Token::If => vec![statement(tokens)?],
        true => block(tokens)?,
        false => Vec::new(),
    };
    Ok(Stmt::If(init, condition, then, other))
}

fn for_statement(tokens: &mut Tokens<'_>) -> Result<Stmt, SourceError> {
    let rule = tokens.rule_text();
    tokens.skip();
    let mut found = For {
        rule,
        init: None,
        condition: None,
        post: None,
        body: Vec::new(),
    };
    if let Some(range) = range(tokens)? {
        return Ok(range);
    }
    if tokens.peek() != Token::LeftBrace {
        let mut first = None;
        if tokens.peek() != Token::Semicolon {
            first = Some(simple(tokens, true)?);
        }
        if tokens.take(Token::Semicolon) {
            found.init = first;
            if tokens.peek() != Token::Semicolon {
                found.condition = Some(expr(tokens, true)?);
            }
            tokens.expect(Token::Semicolon)?;
            if tokens.peek() != Token::LeftBrace {
                found.post = Some(simple(tokens, true)?);
            }
        } else {
            let Some(Stmt::Expr(condition)) = first else {
                return Err(tokens.error());
            };
            found.condition = Some(condition);
        }
    }
    found.body = block(tokens)?;
    Ok(Stmt::For(Box::new(found)))
}

/// Reads `key, value := range over {…}`, unless the loop has another form.
fn range(tokens: &mut Tokens<'_>) -> Result<Option<Stmt>, SourceError> {
    let here = tokens.here();
    let mut names: [Option<Box<str>>; 2] = [None, None];
    for name in &mut names {
        if tokens.peek() == Token::Ident {
            *name = Some(tokens.name()?);
        }
        if !tokens.take(Token::Comma) {
            break;
        }
    }
    tokens.take(Token::Define);
    if !tokens.take(Token::Range) {
        tokens.go_to(here);
        return Ok(None);
    }
    let [key, value] = names.map(|name| name.filter(|name| &**name != "_"));
    let over = expr(tokens, true)?;
    let body = block(tokens)?;
    Ok(Some(Stmt::Range(Box::new(Range {
        key,
        value,
        over,
        body,
    }))))
}

fn switch(tokens: &mut Tokens<'_>) -> Result<Stmt, SourceError> {
    tokens.skip();
    let mut inits = None;
    let mut tag = None;
    if tokens.peek() != Token::LeftBrace {
        let mut first = simple(tokens, true)?;
        if tokens.take(Token::Semicolon) {
            inits = Some(first);
            first = simple(tokens, true)?;
        }
        let Stmt::Expr(expr) = first else {
            return Err(tokens.error());
        };
        tag = Some(expr);
    }
    tokens.expect(Token::LeftBrace)?;
    let mut cases = Vec::new();
    while !tokens.take(Token::RightBrace) {
        let exprs = match tokens.take(Token::Default) {
            true => Vec::new(),
            false => {
                tokens.expect(Token::Case)?;
                list(tokens, false)?
            }
        };
        tokens.expect(Token::Colon)?;
        cases.push((exprs, statements(tokens)?));
    }
    let switch = Stmt::Switch(tag, cases);
    Ok(match inits {
        Some(init) => Stmt::Block(vec![init, switch]),
        None => switch,
    })
}

fn var(tokens: &mut Tokens<'_>) -> Result<Stmt, SourceError> {
    tokens.skip();
    let mut names = vec![tokens.name()?];
    while tokens.take(Token::Comma) {
        names.push(tokens.name()?);
    }
    let ty = match tokens.peek() {
        Token::Assign => None,
        _ => Some(type_name(tokens)?),
    };
    let value = match tokens.take(Token::Assign) {
        true => Some(expr(tokens, false)?),
        false => None,
    };
    Ok(Stmt::Var(names, ty, value))
}
