//! Flow of file metadata in a declaration.
//!
//! Metadata is a `FileInfo`, a `DirEntry`, or a list of them. It has the times of a file, which are
//! shown by a method, by printing, reflection, a template and a type assertion. So it may be stored
//! only in a variable of the function, of which only harmless methods are called. Then a function
//! can get metadata only from the calls that this module finds, or as a parameter of a function
//! that walks directories; and anything else counts as showing times. The rules go by names within
//! one function: two variables of one name count as one.
//! Counterpart: none.

use hashbrown::HashSet;
use vamos_syntax::scanner::Token;

use super::api::METADATA_METHODS;
use super::api::SAFE_METHODS;
use super::api::Use;
use super::file::Decl;
use super::file::File;
use super::problem::Problem;
use super::scope::is_declared;
use super::scope::is_in_function;

/// The variables of a declaration that hold metadata.
struct Metadata<'f, 's> {
    file: &'f File<'s>,
    decl: &'f Decl,
    /// Their names.
    names: HashSet<&'s [u8]>,
    /// Offsets of their declarations with a type.
    declared: HashSet<usize>,
}

/// A use of metadata that may show times; the place of a token of it.
struct Escape(usize);

/// Returns the first use that may show times.
pub(super) fn problem(file: &File<'_>, decl: &Decl) -> Option<Problem> {
    let mut metadata = Metadata {
        file,
        decl,
        names: HashSet::new(),
        declared: HashSet::new(),
    };
    let Err(Escape(at)) = metadata.check() else {
        return None;
    };
    let end = (at + 6).min(decl.range.end);
    let words = (at.saturating_sub(1)..end).map(|at| file.tokens.text(at));
    let shown: Vec<String> = words
        .filter(|word| *word != b"\n")
        .map(|word| String::from_utf8_lossy(word).into_owned())
        .collect();
    Some(Problem::Metadata(shown.concat()))
}

/// Reports whether a statement or a header of one may follow this token.
fn begins_statement(token: Token) -> bool {
    matches!(
        token,
        Token::Semicolon
            | Token::LeftBrace
            | Token::LeftParen
            | Token::Colon
            | Token::If
            | Token::For
            | Token::Switch
            | Token::Else
            | Token::Var
            | Token::Case
    )
}

impl<'s> Metadata<'_, 's> {
    fn check(&mut self) -> Result<(), Escape> {
        for at in self.decl.range.clone() {
            if self.file.tokens.kind(at) == Token::Period {
                self.add_selector(at)?;
            }
        }
        // Elements of lists, and results of their methods, may be lists again.
        let mut known = 0;
        while known != self.names.len() {
            known = self.names.len();
            for at in self.decl.range.clone() {
                self.add_element(at)?;
                self.add_info(at)?;
            }
        }
        if known == 0 {
            return Ok(());
        }
        for at in self.decl.range.clone() {
            self.check_use(at)?;
        }
        Ok(())
    }

    /// Looks for metadata at the period of a selector.
    fn add_selector(&mut self, period: usize) -> Result<(), Escape> {
        let tokens = &self.file.tokens;
        let is_called = tokens.kind(period + 2) == Token::LeftParen;
        if let Some((_, used)) = self.file.qualified(period) {
            return match used {
                Use::Metadata if is_called => self.add_call(period - 1, period + 2, false),
                Use::Metadata => Err(Escape(period)),
                Use::MetadataType => self.add_mention(period - 1),
                Use::Walks(argument) => self.check_walk(period, argument),
                _ => Ok(()),
            };
        }
        if !METADATA_METHODS.contains(&tokens.ident(period + 1)) {
            return Ok(());
        }
        match tokens.kind(period + 2) {
            Token::LeftParen => match self.start_of_operand(period) {
                Some(start) => self.add_call(start, period + 2, true),
                None => Err(Escape(period)),
            },
            // A field of another type: a method has no fields, and nothing is assigned to it.
            Token::Period | Token::Assign | Token::Inc | Token::Dec => Ok(()),
            // In a declaration of an interface, or a key of a literal, no period is before it.
            _ => Err(Escape(period)),
        }
    }

    /// Returns the start of the operand whose method is selected at a period.
    fn start_of_operand(&self, period: usize) -> Option<usize> {
        let tokens = &self.file.tokens;
        let mut at = period;
        loop {
            // After the part that ends before `at`.
            let last = at.checked_sub(1)?;
            at = match tokens.kind(last) {
                Token::Ident | Token::String => last,
                Token::RightParen | Token::RightBracket => tokens.opening(last)?,
                _ => return None,
            };
            match tokens.before(at, 1) {
                Token::Period => at -= 1,
                // `f(x)`, `f[x]`: the operand is before it.
                Token::Ident | Token::RightParen | Token::RightBracket
                    if tokens.kind(at) != Token::Ident => {}
                // The literal of a value that is indexed or called.
                Token::RightBrace => return None,
                _ => return Some(at),
            }
        }
    }

    /// Follows the result of a call that begins at `start` and whose arguments open at `open`.
    /// `is_method` is whether it may as well be a method of another type, with one result.
    fn add_call(&mut self, start: usize, open: usize, is_method: bool) -> Result<(), Escape> {
        let tokens = &self.file.tokens;
        let before = tokens.before(start, 1);
        let after = tokens.kind(tokens.closing(open) + 1);
        let is_end = matches!(after, Token::Semicolon | Token::RightBrace);
        // A call with two results is the only operand on its side of an assignment, and the
        // only argument of another call.
        let has_one_result =
            !is_end && after != Token::RightParen || matches!(before, Token::Comma | Token::Not);
        match before {
            _ if is_method && has_one_result => Ok(()),
            Token::Define | Token::Assign => self.bind(start - 1, is_method),
            _ if is_end && begins_statement(before) => Ok(()),
            _ => Err(Escape(start)),
        }
    }

    /// Adds the variable that gets metadata in an assignment.
    fn bind(&mut self, operator: usize, is_method: bool) -> Result<(), Escape> {
        let tokens = &self.file.tokens;
        // Back over the variable for the error.
        let mut at = operator;
        loop {
            match tokens.before(at, 1) {
                Token::Ident | Token::Period | Token::Mul => at -= 1,
                Token::RightBracket => at = tokens.opening(at - 1).ok_or(Escape(at))?,
                Token::Comma => break,
                // Only one variable: a method of another type.
                _ if is_method => return Ok(()),
                _ => return Err(Escape(operator)),
            }
        }
        let place = at.checked_sub(2).ok_or(Escape(at))?;
        let name = tokens.ident(place);
        if name == b"_" && begins_statement(tokens.before(place, 1)) {
            return Ok(());
        }
        let is_variable = !name.is_empty() && begins_statement(tokens.before(place, 1));
        let is_own = match tokens.kind(operator) {
            Token::Define => true,
            _ if tokens.before(place, 1) == Token::Var => {
                is_in_function(self.file, self.decl, place)
            }
            _ => is_declared(self.file, self.decl, place),
        };
        if !is_variable || !is_own {
            return Err(Escape(place));
        }
        self.names.insert(name);
        Ok(())
    }

    /// Adds the variables that are declared with a type of metadata.
    fn add_mention(&mut self, package: usize) -> Result<(), Escape> {
        let tokens = &self.file.tokens;
        let mut at = package;
        while matches!(
            tokens.before(at, 1),
            Token::LeftBracket | Token::RightBracket | Token::Ellipsis | Token::Mul
        ) {
            at -= 1;
        }
        match tokens.before(at, 1) {
            // Another name for the type.
            Token::Assign => return Err(Escape(package)),
            // Not the key of a map.
            Token::Ident if tokens.kind(at) != Token::RightBracket => {}
            _ => return Ok(()),
        }
        let is_result = tokens
            .enclosing(at)
            .is_some_and(|open| tokens.before(open, 1) == Token::RightParen);
        if is_result {
            // It can be returned without being named.
            return Err(Escape(package));
        }
        let mut place = at - 1;
        loop {
            if tokens.ident(place) != b"_" {
                self.names.insert(tokens.ident(place));
                self.declared.insert(place);
            }
            // `a, b T`, but not `a S, b T`.
            let is_list = tokens.before(place, 1) == Token::Comma
                && tokens.before(place, 2) == Token::Ident
                && matches!(
                    tokens.before(place, 3),
                    Token::LeftParen | Token::Comma | Token::Var
                );
            if !is_list {
                return Ok(());
            }
            place -= 2;
        }
    }

    /// Checks that the function is visible which gets metadata from a function that walks
    /// directories.
    fn check_walk(&self, period: usize, argument: usize) -> Result<(), Escape> {
        let tokens = &self.file.tokens;
        let open = period + 2;
        if tokens.kind(open) != Token::LeftParen {
            return Err(Escape(period));
        }
        let close = tokens.closing(open);
        let mut at = open + 1;
        let mut place = 0;
        while at < close && place < argument {
            match tokens.kind(at) {
                Token::Comma => place += 1,
                Token::LeftParen | Token::LeftBracket | Token::LeftBrace => {
                    at = tokens.closing(at);
                }
                _ => {}
            }
            at += 1;
        }
        match tokens.kind(at) {
            Token::Func => Ok(()),
            _ if tokens.ident(at) == b"nil" => Ok(()),
            _ => Err(Escape(period)),
        }
    }

    /// Adds the element of a list in a loop.
    fn add_element(&mut self, range: usize) -> Result<(), Escape> {
        let tokens = &self.file.tokens;
        if tokens.kind(range) != Token::Range || !self.names.contains(tokens.ident(range + 1)) {
            return Ok(());
        }
        let element = tokens.ident_before(range, 2);
        match (tokens.before(range, 1), tokens.before(range, 3)) {
            // `for range x`, `for i := range x`.
            (Token::For, _) | (Token::Define | Token::Assign, Token::For) => Ok(()),
            _ if element == b"_" => Ok(()),
            (Token::Define, Token::Comma) if !element.is_empty() => {
                self.names.insert(element);
                Ok(())
            }
            _ => Err(Escape(range)),
        }
    }

    /// Adds the metadata that a directory entry returns.
    fn add_info(&mut self, at: usize) -> Result<(), Escape> {
        if self.is_info(at) {
            self.add_call(at, at + 3, false)
        } else {
            Ok(())
        }
    }

    fn is_info(&self, at: usize) -> bool {
        let tokens = &self.file.tokens;
        self.is_ours(at)
            && tokens.kind(at + 1) == Token::Period
            && tokens.ident(at + 2) == b"Info"
            && tokens.kind(at + 3) == Token::LeftParen
    }

    /// Reports whether a token is a variable that holds metadata.
    fn is_ours(&self, at: usize) -> bool {
        let tokens = &self.file.tokens;
        self.names.contains(tokens.ident(at)) && tokens.before(at, 1) != Token::Period
    }

    /// Checks one place of a variable that holds metadata.
    fn check_use(&self, at: usize) -> Result<(), Escape> {
        let tokens = &self.file.tokens;
        if !self.is_ours(at) || self.declared.contains(&at) || self.is_info(at) {
            return Ok(());
        }
        let is_harmless = match tokens.kind(at + 1) {
            Token::Period => self.is_safe_call(at + 1),
            Token::LeftBracket => self.is_safe_call(tokens.closing(at + 1) + 1),
            Token::Equal | Token::NotEqual => tokens.ident(at + 2) == b"nil",
            Token::LeftBrace if tokens.before(at, 1) == Token::Range => true,
            _ => false,
        };
        let is_compared = matches!(tokens.before(at, 1), Token::Equal | Token::NotEqual)
            && tokens.ident_before(at, 2) == b"nil";
        let is_measured = tokens.before(at, 1) == Token::LeftParen
            && tokens.ident_before(at, 2) == b"len"
            && tokens.kind(at + 1) == Token::RightParen;
        let is_dropped =
            tokens.before(at, 1) == Token::Assign && tokens.ident_before(at, 2) == b"_";
        if is_harmless || is_compared || is_measured || is_dropped || self.is_assigned(at) {
            Ok(())
        } else {
            Err(Escape(at))
        }
    }

    fn is_safe_call(&self, period: usize) -> bool {
        let tokens = &self.file.tokens;
        tokens.kind(period) == Token::Period
            && SAFE_METHODS.contains(&tokens.ident(period + 1))
            && tokens.kind(period + 2) == Token::LeftParen
    }

    /// Reports whether a variable is on the left side of an assignment.
    fn is_assigned(&self, at: usize) -> bool {
        let tokens = &self.file.tokens;
        let mut end = at + 1;
        while tokens.kind(end) == Token::Comma && tokens.kind(end + 1) == Token::Ident {
            end += 2;
            while tokens.kind(end) == Token::Period && tokens.kind(end + 1) == Token::Ident {
                end += 2;
            }
        }
        let mut start = at;
        while tokens.before(start, 1) == Token::Comma && tokens.before(start, 2) == Token::Ident {
            start -= 2;
        }
        matches!(tokens.kind(end), Token::Define | Token::Assign)
            && begins_statement(tokens.before(start, 1))
    }
}
