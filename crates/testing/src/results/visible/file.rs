//! The declarations of a Go file, and the names of its imported packages.
//!
//! Counterpart: none; the grammar equals go/parser's.

use std::ops::Range;

use hashbrown::HashMap;
use vamos_syntax::scanner::Token;

use super::api::Api;
use super::api::Use;
use super::tokens::Tokens;

/// One declaration at the top of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decl {
    /// Its tokens.
    pub(super) range: Range<usize>,
    /// The function or method that it declares; `None` for types, constants and variables.
    pub(super) function: Option<Function>,
}

/// The name of a function or a method, without type parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Function {
    /// The type of the receiver, without the asterisk.
    pub(super) receiver: Option<String>,
    pub(super) name: String,
}

/// A file.
pub(super) struct File<'s> {
    pub(super) tokens: Tokens<'s>,
    /// The classified packages that it imports, by the names they have in it.
    pub(super) imports: HashMap<&'s [u8], Api>,
    /// True if it imports the names of a classified package into its own scope.
    pub(super) has_dot_import: bool,
    pub(super) decls: Vec<Decl>,
}

impl<'s> File<'s> {
    pub(super) fn parse(source: &'s [u8]) -> Self {
        let tokens = Tokens::of(source);
        let mut file = Self {
            tokens,
            imports: HashMap::new(),
            has_dot_import: false,
            decls: Vec::new(),
        };
        let mut at = 0;
        while at < file.tokens.len() {
            let end = file.end_of_decl(at);
            match file.tokens.kind(at) {
                Token::Import => file.add_imports(at..end),
                Token::Func => {
                    let function = Some(file.function(at));
                    let range = at..end;
                    file.decls.push(Decl { range, function });
                }
                Token::Type | Token::Var | Token::Const => file.decls.push(Decl {
                    range: at..end,
                    function: None,
                }),
                _ => {}
            }
            at = end;
        }
        file
    }

    /// Returns the package and the meaning of a name that is selected from a classified package at
    /// a period.
    pub(super) fn qualified(&self, period: usize) -> Option<(&'s [u8], Use)> {
        if self.tokens.before(period, 2) == Token::Period {
            return None;
        }
        let package = self.tokens.ident_before(period, 1);
        let api = self.imports.get(package)?;
        let name = str::from_utf8(self.tokens.ident(period + 1)).ok()?;
        Some((package, api.classify(name)))
    }

    /// Returns the offset after the semicolon that ends a declaration.
    fn end_of_decl(&self, start: usize) -> usize {
        let mut at = start;
        while at < self.tokens.len() {
            match self.tokens.kind(at) {
                Token::Semicolon => return at + 1,
                Token::LeftParen | Token::LeftBracket | Token::LeftBrace => {
                    at = self.tokens.closing(at);
                }
                _ => {}
            }
            at += 1;
        }
        self.tokens.len()
    }

    fn add_imports(&mut self, range: Range<usize>) {
        for at in range {
            let text = self.tokens.text(at);
            let is_path = self.tokens.kind(at) == Token::String && text.len() > 2;
            let path = text.get(1..text.len().saturating_sub(1));
            let path = path.and_then(|path| str::from_utf8(path).ok());
            let Some((api, usual)) = path.filter(|_| is_path).and_then(Api::of) else {
                continue;
            };
            match self.tokens.before(at, 1) {
                Token::Ident => {
                    self.imports.insert(self.tokens.ident(at - 1), api);
                }
                Token::Period => self.has_dot_import = true,
                _ => {
                    self.imports.insert(usual.as_bytes(), api);
                }
            }
        }
    }

    /// Returns the function whose declaration begins here.
    fn function(&self, start: usize) -> Function {
        let text = |name: &[u8]| String::from_utf8_lossy(name).into_owned();
        let mut at = start + 1;
        let mut receiver = None;
        if self.tokens.kind(at) == Token::LeftParen {
            let end = self.tokens.closing(at);
            // The last identifier that is not in brackets: `(r *T[K, V])`, `(T)`.
            let mut inner = at + 1;
            while inner < end {
                match self.tokens.kind(inner) {
                    Token::LeftBracket => inner = self.tokens.closing(inner),
                    Token::Ident => receiver = Some(text(self.tokens.ident(inner))),
                    _ => {}
                }
                inner += 1;
            }
            at = end + 1;
        }
        Function {
            receiver,
            name: text(self.tokens.ident(at)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Api;
    use super::File;

    #[test]
    fn declarations_have_names_and_ends() {
        let source =
            b"package p\n\nimport (\n\t\"os\"\n\tx \"io/fs\"\n\t_ \"syscall\"\n\t\"fmt\"\n)\n\n\
            var a, b = func() int {\n\treturn 1\n}(), 2\n\ntype T[K any] struct {\n\tf int\n}\n\n\
            func f[K any](x int) (err error) {\n\tif true {\n\t}\n\treturn\n}\n\n\
            func (t *T[K]) M() {}\nfunc (T) N()\nfunc asm(x int)\n";
        let file = File::parse(source);
        let names: Vec<String> = file
            .decls
            .iter()
            .map(|decl| match &decl.function {
                Some(function) => {
                    let receiver = function.receiver.clone().unwrap_or_default();
                    format!("{receiver}.{}", function.name)
                }
                None => String::new(),
            })
            .collect();
        assert_eq!(names, ["", "", ".f", "T.M", "T.N", ".asm"]);
        assert_eq!(file.imports.get(&b"os"[..]), Some(&Api::Os));
        assert_eq!(file.imports.get(&b"x"[..]), Some(&Api::Fs));
        assert_eq!(file.imports.len(), 3);
        assert!(!file.has_dot_import);
        assert!(File::parse(b"package p\nimport . \"os\"\n").has_dot_import);
        let ends = file.decls.windows(2);
        assert!(
            ends.into_iter()
                .all(|two| two[0].range.end == two[1].range.start)
        );
    }
}
