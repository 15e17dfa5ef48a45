//! Reads tables from the SDK's own Go files: an evaluator of the few statement
//! forms that those files use. Unknown statements are skipped, so additions to
//! these files in new releases do no harm.
//!
//! Counterpart: none; replaces linking internal/buildcfg, internal/platform and
//! cmd/go/internal/cfg of the release.

use std::sync::Arc;

use hashbrown::HashMap;
use vamos_syntax::scanner::Scanner;
use vamos_syntax::scanner::Token as Class;

/// A token and its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Token<'a> {
    kind: Kind<'a>,
    line: usize,
}

/// The class and text of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind<'a> {
    /// Identifier, keyword or number.
    Word(&'a str),
    /// The text between string quotes; escapes are left as they are.
    Text(&'a str),
    /// An operator or bracket.
    Mark(&'a str),
}

/// The maximal lookahead in tokens.
const AHEAD: usize = 3;

/// The tokens of Go source, read as they are taken: the files have thousands, of which a table is
/// a part. Comments, and semicolons that are not in the source, are dropped.
pub(crate) struct Tokens<'a> {
    source: &'a str,
    scanner: Scanner<'a>,
    ahead: [Option<Token<'a>>; AHEAD],
    /// The line and the start of the token scanned last.
    scanned: (usize, usize),
    /// The number of tokens taken.
    taken: usize,
}

impl<'a> Tokens<'a> {
    /// Begins to read a file.
    pub(crate) fn new(source: &'a str) -> Self {
        let mut tokens = Self {
            source,
            scanner: Scanner::new(source.as_bytes(), &Arc::from("")),
            ahead: [None; AHEAD],
            scanned: (0, 0),
            taken: 0,
        };
        for at in 0..AHEAD {
            tokens.ahead[at] = tokens.scan();
        }
        tokens
    }

    /// Scans a token; at the end, `None` each time.
    fn scan(&mut self) -> Option<Token<'a>> {
        let mut class = self.scanner.scan();
        while class == Class::Semicolon && self.scanner.is_implied() {
            class = self.scanner.scan();
        }
        if class == Class::Eof {
            return None;
        }
        let (start, end) = (self.scanner.start(), self.scanner.end());
        let text = self.source.get(start..end).unwrap_or_default();
        let kind = match class {
            Class::String | Class::Char => Kind::Text(
                text.get(1..text.len().saturating_sub(1))
                    .unwrap_or_default(),
            ),
            _ if text.starts_with(is_word) => Kind::Word(text),
            _ => Kind::Mark(text),
        };
        let (line, counted) = self.scanned;
        let between = self.source.as_bytes().get(counted..start);
        let lines = between.unwrap_or_default().iter();
        let line = line + lines.filter(|byte| **byte == b'\n').count();
        self.scanned = (line, start);
        Some(Token { kind, line })
    }

    /// The token that is taken after `ahead` others, fewer than [`AHEAD`]. `None` at the end.
    pub(crate) fn peek(&self, ahead: usize) -> Option<Kind<'a>> {
        self.ahead[ahead].map(|token| token.kind)
    }

    /// Takes a token.
    pub(crate) fn take(&mut self) -> Option<Kind<'a>> {
        let token = self.ahead[0]?;
        self.ahead.rotate_left(1);
        self.ahead[AHEAD - 1] = self.scan();
        self.taken += 1;
        Some(token.kind)
    }

    /// Takes a token if it is this word, operator or bracket.
    pub(crate) fn accept(&mut self, mark: &str) -> bool {
        let found = self.is(mark);
        if found {
            self.take();
        }
        found
    }

    fn is(&self, mark: &str) -> bool {
        matches!(self.peek(0), Some(Kind::Mark(m) | Kind::Word(m)) if m == mark)
    }

    /// Takes the tokens up to the end of the first occurrence of the sequence `words`, whose first
    /// word occurs in it once. Returns false if the file ends before.
    pub(crate) fn skip_past(&mut self, words: &[&str]) -> bool {
        let mut matched = 0;
        while matched < words.len() {
            matched = match self.take() {
                Some(Kind::Mark(m) | Kind::Word(m)) if m == words[matched] => matched + 1,
                Some(Kind::Mark(m) | Kind::Word(m)) => usize::from(m == words[0]),
                Some(Kind::Text(_)) => 0,
                None => return false,
            };
        }
        true
    }
}

/// Reports whether identifiers, keywords and numbers may start with a character.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii()
}

/// The string constants of a file by name: `const X = "…"` on one line.
pub(crate) fn string_constants(source: &str) -> HashMap<String, String> {
    let mut tokens = Tokens::new(source);
    let mut out = HashMap::new();
    while let Some(first) = tokens.take() {
        if let (
            Kind::Word("const"),
            Some(Kind::Word(name)),
            Some(Kind::Mark("=")),
            Some(Kind::Text(value)),
        ) = (first, tokens.peek(0), tokens.peek(1), tokens.peek(2))
        {
            out.insert(name.to_owned(), value.to_owned());
        }
    }
    out
}

/// A value of the evaluator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// A string.
    Text(String),
    /// A truth value.
    Bool(bool),
    /// The fields of a composite literal `pkg.Type{Name: value, …}`.
    Fields(Vec<(String, bool)>),
    /// A value that this evaluator does not support.
    Unknown,
}

impl Value {
    /// The truth value; anything else is false.
    pub(crate) fn truth(&self) -> bool {
        *self == Self::Bool(true)
    }
}

/// Variables by name.
pub(crate) type Scope = HashMap<String, Value>;

/// Runs the body of `func NAME(…)` in `source` over the variables given, up to its `return` or to
/// the first assignment of a composite literal, whichever comes first. Returns the
/// value returned, if it got that far.
pub(crate) fn run_function(source: &str, name: &str, scope: &mut Scope) -> Option<Value> {
    let mut tokens = Tokens::new(source);
    let is_there = tokens.skip_past(&["func", name]) && tokens.skip_past(&["{"]);
    let mut run = Run { tokens, scope };
    match is_there.then(|| run.block())? {
        Flow::Returned(value) => Some(value),
        Flow::Stopped | Flow::Next => None,
    }
}

/// The end of a block of statements.
enum Flow {
    Next,
    Returned(Value),
    /// A composite literal was assigned: the table is complete.
    Stopped,
}

struct Run<'t, 's> {
    tokens: Tokens<'t>,
    scope: &'s mut Scope,
}

impl<'t> Run<'t, '_> {
    fn peek(&self, ahead: usize) -> Option<Kind<'t>> {
        self.tokens.peek(ahead)
    }

    fn is(&self, mark: &str) -> bool {
        self.tokens.is(mark)
    }

    fn accept(&mut self, mark: &str) -> bool {
        self.tokens.accept(mark)
    }

    fn skip(&mut self, count: usize) {
        for _ in 0..count {
            self.tokens.take();
        }
    }

    /// Runs statements up to the bracket that closes the block, or a `case`.
    fn block(&mut self) -> Flow {
        while self.peek(0).is_some() {
            if self.is("}") || self.is("case") || self.is("default") {
                return Flow::Next;
            }
            let before = self.tokens.taken;
            match self.statement() {
                Flow::Next => {}
                end => return end,
            }
            // An unmatched bracket must not cause an endless loop.
            if self.tokens.taken == before {
                self.skip(1);
            }
        }
        Flow::Next
    }

    fn statement(&mut self) -> Flow {
        match (self.peek(0), self.peek(1)) {
            (Some(Kind::Word("return")), _) => {
                self.skip(1);
                Flow::Returned(self.expression())
            }
            (Some(Kind::Word("switch")), _) => {
                self.skip(1);
                self.switch()
            }
            (Some(Kind::Word("var")), _) => {
                self.skip(1);
                while let Some(Kind::Word(name)) = self.peek(0) {
                    self.skip(1);
                    self.scope.insert(name.to_owned(), Value::Bool(false));
                    if !self.accept(",") {
                        break;
                    }
                }
                self.skip_line();
                Flow::Next
            }
            (Some(Kind::Word(name)), Some(Kind::Mark(":=" | "="))) => {
                self.skip(2);
                let value = self.expression();
                let complete = matches!(value, Value::Fields(_));
                self.scope.insert(name.to_owned(), value);
                if complete {
                    return Flow::Stopped;
                }
                Flow::Next
            }
            _ => {
                self.skip_line();
                Flow::Next
            }
        }
    }

    /// Skips the rest of an unsupported statement, with its blocks.
    fn skip_line(&mut self) {
        let Some(Token { line, .. }) = self.tokens.ahead[0] else {
            return;
        };
        let mut depth = 0_usize;
        while let Some(token) = self.tokens.ahead[0] {
            if depth == 0 && token.line > line {
                return;
            }
            match token.kind {
                Kind::Mark("{" | "(" | "[") => depth += 1,
                Kind::Mark("}" | ")" | "]") => {
                    if depth == 0 {
                        return;
                    }
                    depth -= 1;
                }
                _ => {}
            }
            self.skip(1);
        }
    }

    fn switch(&mut self) -> Flow {
        let subject = if self.is("{") {
            Value::Bool(true)
        } else {
            self.expression()
        };
        if !self.accept("{") {
            return Flow::Next;
        }
        let mut done = false;
        while self.peek(0).is_some() && !self.accept("}") {
            let taken = if self.accept("case") {
                let mut hit = self.expression() == subject;
                while self.accept(",") {
                    hit |= self.expression() == subject;
                }
                hit && !done
            } else {
                // Upstream's tables put `default` last.
                self.accept("default") && !done
            };
            if !self.accept(":") {
                return Flow::Next;
            }
            if taken {
                done = true;
                match self.block() {
                    Flow::Next => {}
                    end => return end,
                }
            } else {
                self.skip_case();
            }
        }
        Flow::Next
    }

    fn skip_case(&mut self) {
        let mut depth = 0_usize;
        while let Some(kind) = self.peek(0) {
            match kind {
                Kind::Mark("{") => depth += 1,
                Kind::Mark("}") if depth == 0 => return,
                Kind::Mark("}") => depth -= 1,
                Kind::Word("case" | "default") if depth == 0 => return,
                _ => {}
            }
            self.skip(1);
        }
    }

    fn expression(&mut self) -> Value {
        let mut left = self.conjunction();
        while self.accept("||") {
            let right = self.conjunction();
            left = Value::Bool(left.truth() || right.truth());
        }
        left
    }

    fn conjunction(&mut self) -> Value {
        let mut left = self.comparison();
        while self.accept("&&") {
            let right = self.comparison();
            left = Value::Bool(left.truth() && right.truth());
        }
        left
    }

    fn comparison(&mut self) -> Value {
        let left = self.sum();
        if self.accept("==") {
            return Value::Bool(left == self.sum());
        }
        if self.accept("!=") {
            return Value::Bool(left != self.sum());
        }
        left
    }

    fn sum(&mut self) -> Value {
        let mut left = self.primary();
        while self.accept("+") {
            left = match (left, self.primary()) {
                (Value::Text(a), Value::Text(b)) => Value::Text(a + &b),
                _ => Value::Unknown,
            };
        }
        left
    }

    fn primary(&mut self) -> Value {
        if self.accept("!") {
            return Value::Bool(!self.primary().truth());
        }
        if self.accept("(") {
            let value = self.expression();
            self.accept(")");
            return value;
        }
        match self.peek(0) {
            Some(Kind::Text(text)) => {
                self.skip(1);
                Value::Text(text.to_owned())
            }
            Some(Kind::Word(word)) => {
                self.skip(1);
                let mut qualified = false;
                while self.is(".") {
                    self.skip(2);
                    qualified = true;
                }
                if qualified && self.accept("{") {
                    return self.fields();
                }
                match word {
                    "true" => Value::Bool(true),
                    "false" => Value::Bool(false),
                    name => self.scope.get(name).cloned().unwrap_or(Value::Unknown),
                }
            }
            _ => {
                self.skip(1);
                Value::Unknown
            }
        }
    }

    fn fields(&mut self) -> Value {
        let mut out = Vec::new();
        while let (Some(Kind::Word(name)), Some(Kind::Mark(":"))) = (self.peek(0), self.peek(1)) {
            self.skip(2);
            let value = self.expression().truth();
            out.push((name.to_owned(), value));
            if !self.accept(",") {
                break;
            }
        }
        self.accept("}");
        Value::Fields(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "
        package x
        const A = `one` // comment
        const B = \"two\"
        func Pick(goos, goarch string) string {
            switch goos+`/`+goarch {
            case `a/b`:
                return `special`
            }
            switch goos {
            case \"darwin\", \"ios\":
                return \"clang\"
            }
            return \"gcc\"
        }
        func Base(goos, goarch string) {
            var on, off bool
            /* a
               comment */
            switch goarch {
            case \"amd64\", \"arm64\":
                on = true
            case \"s390x\":
                off = true
            }
            fine := (goos != \"aix\" && goos != \"ios\")
            strange(func() { return })
            baseline := pkg.Flags{
                One:   on,
                Two:   fine,
                Three: true,
                Four:  off || !on,
            }
            baseline = nil
        }";

    fn scope(goos: &str, goarch: &str) -> Scope {
        let mut scope = Scope::new();
        scope.insert("goos".to_owned(), Value::Text(goos.to_owned()));
        scope.insert("goarch".to_owned(), Value::Text(goarch.to_owned()));
        scope
    }

    #[test]
    fn functions_are_run() {
        for (goos, goarch, want) in [
            ("a", "b", "special"),
            ("ios", "x", "clang"),
            ("linux", "x", "gcc"),
        ] {
            let got = run_function(TABLE, "Pick", &mut scope(goos, goarch));
            assert_eq!(got, Some(Value::Text(want.to_owned())));
        }
        let mut vars = scope("aix", "arm64");
        assert_eq!(run_function(TABLE, "Base", &mut vars), None);
        let want = [
            ("One", true),
            ("Two", false),
            ("Three", true),
            ("Four", false),
        ];
        let want = want.map(|(name, value)| (name.to_owned(), value)).to_vec();
        assert_eq!(vars["baseline"], Value::Fields(want));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_survived(words in proptest::collection::vec(
            proptest::sample::select(vec![
                "func", "f", "(", ")", "{", "}", "[", "]", "switch", "case", "default", "return", "var",
                "x", ":=", "=", ":", ",", "\"s\"", "`", "'", "/*", "*/", "//", "\n", "+", "&&", "!", ".", "é",
            ]),
            0..60,
        )) {
            let source = format!("func f() {{ {}", words.join(" "));
            run_function(&source, "f", &mut scope("linux", "amd64"));
            string_constants(&source);
        }
    }

    #[test]
    fn constants_are_found() {
        let constants = string_constants(TABLE);
        assert_eq!(constants["A"], "one");
        assert_eq!(constants["B"], "two");
    }
}
