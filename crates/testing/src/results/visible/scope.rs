//! Scope of assigned variables: inside of the function or outside.
//!
//! Counterpart: none.

use vamos_syntax::scanner::Token;

use super::file::Decl;
use super::file::File;
use super::tokens::Tokens;

/// Reports whether a place is in a function, be it a literal in the declaration of a variable.
pub(super) fn is_in_function(file: &File<'_>, decl: &Decl, at: usize) -> bool {
    let is_open = |place| file.tokens.kind(place) == Token::LeftBrace;
    decl.function.is_some() || (decl.range.start..at).any(is_open)
}

/// Reports whether the name at a place is declared in a block of the function that is open
/// there: as a parameter, by `var`, or by `:=` in a statement of its own. One in the header of
/// `if`, `for` or `switch` does not count, since its scope ends before the block does that it is
/// in.
pub(super) fn is_declared(file: &File<'_>, decl: &Decl, at: usize) -> bool {
    let tokens = &file.tokens;
    let name = tokens.ident(at);
    // For each open block whether it declares the name; the first one is the signature.
    let mut open = vec![false];
    for place in decl.range.start..at {
        match tokens.kind(place) {
            Token::LeftBrace => open.push(false),
            Token::RightBrace => {
                open.pop();
            }
            Token::Ident if tokens.ident(place) == name => {
                let is_declared = match open.len() {
                    1 => decl.function.is_some() && is_parameter(tokens, place),
                    _ => is_variable(tokens, place),
                };
                if let Some(block) = open.last_mut() {
                    *block |= is_declared;
                }
            }
            _ => {}
        }
    }
    open.contains(&true)
}

/// Reports whether a name in a signature is a parameter's name.
fn is_parameter(tokens: &Tokens<'_>, place: usize) -> bool {
    matches!(tokens.before(place, 1), Token::LeftParen | Token::Comma)
        && !matches!(tokens.kind(place + 1), Token::RightParen | Token::Period)
}

/// Reports whether a statement declares the name at its place.
fn is_variable(tokens: &Tokens<'_>, place: usize) -> bool {
    let mut start = place;
    while tokens.before(start, 1) == Token::Comma && tokens.before(start, 2) == Token::Ident {
        start -= 2;
    }
    let mut end = place + 1;
    while tokens.kind(end) == Token::Comma && tokens.kind(end + 1) == Token::Ident {
        end += 2;
    }
    match tokens.before(start, 1) {
        Token::Var => true,
        Token::Semicolon | Token::LeftBrace | Token::Colon => tokens.kind(end) == Token::Define,
        _ => false,
    }
}
