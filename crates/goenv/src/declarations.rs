//! Hashes of the top-level declarations of Go sources.
//!
//! A declaration is hashed by its tokens, so comments, positions and line breaks do not count;
//! directives that the compiler obeys do. A function, a type, a variable, an import and a group of
//! constants are a declaration each, and so is the package clause with its build constraint. Two
//! sources with the same set of declarations are the same program.
//! Counterpart: none; upstream identifies a tool by its binary.

use std::ops::Range;
use std::sync::Arc;

use hashbrown::HashMap;

use vamos_base::Sha256;
use vamos_syntax::scanner::Scanner;
use vamos_syntax::scanner::Token;

/// A top-level declaration of a source file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// The declared item: `func (*Link).hostlink`, `type Link`, `const version`, `import "fmt"`,
    /// `package`. A name that a file declares several times has a number: `func init #2`.
    pub name: String,
    /// The first 64 bits of the SHA-256 of the file's path, the name and the tokens.
    pub hash: u64,
}

/// Returns the declarations of a Go source; `path` is its path below GOROOT/src. Bytes that are
/// not Go give declarations as well, which no release has.
pub fn declarations(path: &str, source: &[u8]) -> Vec<Declaration> {
    let found = with_spans(path, source).into_iter();
    found.map(|(declaration, _)| declaration).collect()
}

/// Like [`declarations`], with the bytes that each declaration has in the source.
pub fn with_spans(path: &str, source: &[u8]) -> Vec<(Declaration, Range<usize>)> {
    let mut reader = Reader {
        path,
        scanner: Scanner::with_comments(source, &Arc::from(path)),
        token: Token::Eof,
        directives: Vec::new(),
        times: HashMap::new(),
        last: 0,
        found: Vec::new(),
    };
    reader.read();
    reader.found
}

/// Returns the first 64 bits of the SHA-256 of a name in a file; of the file itself without a name.
pub fn identity(path: &str, name: &str) -> u64 {
    let mut hash = Sha256::new();
    hash.update(format!("{path} {name}").as_bytes());
    first_bits(hash)
}

fn first_bits(hash: Sha256) -> u64 {
    hash.finish().0[..8]
        .iter()
        .fold(0, |bits, byte| bits << 8 | u64::from(*byte))
}

/// Reports whether the compiler obeys a comment. `//go:generate` is for another command.
fn is_directive(comment: &[u8]) -> bool {
    let is_any = [
        &b"//go:"[..],
        b"//line ",
        b"/*line ",
        b"//export ",
        b"//extern ",
    ]
    .iter()
    .any(|start| comment.starts_with(start));
    is_any && !comment.starts_with(b"//go:generate")
}

/// The tokens of one declaration, as they are hashed.
#[derive(Default)]
struct Tokens {
    bytes: Vec<u8>,
    /// The newest token is a semicolon, which is not in `bytes` yet.
    has_semicolon: bool,
}

impl Tokens {
    fn add(&mut self, token: Token, text: &[u8]) {
        // A semicolon that a line break implies is one like others, and before a closing
        // bracket there may be one or not.
        if self.has_semicolon && !matches!(token, Token::RightParen | Token::RightBrace) {
            self.bytes.extend_from_slice(b";\0");
        }
        self.has_semicolon = token == Token::Semicolon;
        if self.has_semicolon {
            return;
        }
        match token.is_literal() || token == Token::Comment || token == Token::Illegal {
            true => self.bytes.extend_from_slice(text),
            false => self.bytes.extend_from_slice(token.text().as_bytes()),
        }
        self.bytes.push(0);
    }
}

struct Reader<'s> {
    path: &'s str,
    scanner: Scanner<'s>,
    /// The newest token that is not a comment.
    token: Token,
    /// Directives since the last declaration.
    directives: Vec<&'s [u8]>,
    /// The number of declarations of each name.
    times: HashMap<String, u32>,
    /// The end of the newest token of a declaration.
    last: usize,
    found: Vec<(Declaration, Range<usize>)>,
}

impl<'s> Reader<'s> {
    fn read(&mut self) {
        self.step();
        while self.token != Token::Eof {
            match self.token {
                Token::Semicolon => self.step(),
                Token::Import | Token::Type | Token::Var => self.specs(),
                _ => self.whole(),
            }
        }
    }

    /// Steps to the next token, and collects the directives before it.
    fn step(&mut self) {
        loop {
            self.token = self.scanner.scan();
            if self.token != Token::Comment {
                return;
            }
            let text = self.scanner.text();
            if is_directive(text) {
                self.directives.push(text.trim_ascii_end());
            }
        }
    }

    /// Returns the tokens that the pending directives are.
    fn begin(&mut self) -> Tokens {
        let mut tokens = Tokens::default();
        for directive in self.directives.drain(..) {
            tokens.add(Token::Comment, directive);
        }
        tokens
    }

    /// Reads a declaration that is not divided: a function, constants, the package clause.
    fn whole(&mut self) {
        let (keyword, start) = (self.token, self.scanner.start());
        let mut tokens = self.begin();
        let mut head: Vec<(Token, &[u8])> = Vec::new();
        self.take(0, &mut tokens, &mut head);
        let name = match keyword {
            Token::Package => "package".to_owned(),
            Token::Func => format!("func {}", function(&head)),
            Token::Const => format!("const {}", first_name(&head)),
            _ => format!("text {}", keyword.text()),
        };
        self.push(name, &tokens, start);
    }

    /// Reads imports, types or variables: each is a declaration, also in parentheses.
    fn specs(&mut self) {
        let keyword = self.token;
        let before = self.begin();
        self.step();
        if self.token != Token::LeftParen {
            self.spec(keyword, before, 0);
            return;
        }
        self.step();
        // Directives before a group are not obeyed for its parts.
        while !matches!(self.token, Token::RightParen | Token::Eof) {
            let tokens = self.begin();
            self.spec(keyword, tokens, 1);
            while self.token == Token::Semicolon {
                self.step();
            }
        }
        self.step();
    }

    fn spec(&mut self, keyword: Token, mut tokens: Tokens, depth: usize) {
        let start = self.scanner.start();
        tokens.add(keyword, b"");
        let mut head: Vec<(Token, &[u8])> = Vec::new();
        self.take(depth, &mut tokens, &mut head);
        let name = match keyword {
            // The name of an import may change; its path identifies it.
            Token::Import => {
                let path = head.iter().find(|(token, _)| *token == Token::String);
                path.map_or(String::new(), |(_, text)| lossy(text))
            }
            _ => first_name(&head),
        };
        self.push(format!("{} {name}", keyword.text()), &tokens, start);
    }

    /// Adds the tokens up to the semicolon that ends a declaration, or to the parenthesis that
    /// ends the group around it; `outer` is the number of parentheses around it. The first
    /// tokens are copied to `head`.
    fn take(&mut self, outer: usize, tokens: &mut Tokens, head: &mut Vec<(Token, &'s [u8])>) {
        const HEAD: usize = 40;
        let mut depth = 0_usize;
        loop {
            match self.token {
                Token::Eof => return,
                Token::Semicolon if depth == 0 => return,
                Token::RightParen if depth == 0 && outer > 0 => return,
                Token::LeftParen | Token::LeftBrace | Token::LeftBracket => depth += 1,
                Token::RightParen | Token::RightBrace | Token::RightBracket => {
                    depth = depth.saturating_sub(1);
                }
                _ => {}
            }
            let text = self.scanner.text();
            if head.len() < HEAD {
                head.push((self.token, text));
            }
            tokens.add(self.token, text);
            self.last = self.scanner.end();
            self.step();
            // Directives in a body.
            for directive in self.directives.drain(..).filter(|_| depth > 0) {
                tokens.add(Token::Comment, directive);
            }
        }
    }

    fn push(&mut self, name: String, tokens: &Tokens, start: usize) {
        let times = self.times.entry(name.clone()).or_insert(0);
        *times += 1;
        let name = match *times {
            1 => name,
            times => format!("{name} #{times}"),
        };
        let mut hash = Sha256::new();
        hash.update(format!("{} {name}\n", self.path).as_bytes());
        hash.update(&tokens.bytes);
        let declaration = Declaration {
            hash: first_bits(hash),
            name,
        };
        let end = self.last.max(start);
        self.found.push((declaration, start..end));
    }
}

fn lossy(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}

fn first_name(head: &[(Token, &[u8])]) -> String {
    let mut names = head.iter().filter(|(token, _)| *token == Token::Ident);
    names.next().map_or(String::new(), |(_, text)| lossy(text))
}

/// Returns the name of a function from the beginning of its declaration, a method's with its
/// receiver: `(*Link).hostlink`, `Set.has`.
fn function(head: &[(Token, &[u8])]) -> String {
    let rest = head.get(1..).unwrap_or_default();
    if rest
        .first()
        .is_none_or(|(token, _)| *token != Token::LeftParen)
    {
        return first_name(rest);
    }
    let end = rest
        .iter()
        .position(|(token, _)| *token == Token::RightParen);
    let (receiver, after) = rest.split_at(end.unwrap_or(rest.len()));
    let mut receiver = receiver.get(1..).unwrap_or_default();
    if let [(Token::Ident, _), (Token::Ident | Token::Mul, _), ..] = receiver {
        receiver = &receiver[1..];
    }
    let mut text = String::new();
    for (token, literal) in receiver {
        match token.is_literal() {
            true => text.push_str(&lossy(literal)),
            false => text.push_str(token.text()),
        }
    }
    let name = first_name(after);
    match text.starts_with('*') {
        true => format!("({text}).{name}"),
        false => format!("{text}.{name}"),
    }
}

#[cfg(test)]
mod tests;
