//! Build constraint expressions: `//go:build` lines and `// +build` lines.
//!
//! Both syntaxes become one [`Expr`].
//! Counterpart: go/build/constraint/expr.go.

use vamos_base::golang::unicode::is_digit;
use vamos_base::golang::unicode::is_letter;
use vamos_base::golang::unicode::is_space;
use vamos_base::golang::unicode::to_text;
use vamos_base::golang::unicode::trim_space;

/// Operands allowed in one `//go:build` line.
const MAX_SIZE: usize = 1000;
/// Operators allowed in one `// +build` line.
const MAX_OLD_SIZE: usize = 100;

/// A build constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// A tag that must hold.
    Tag(String),
    /// Something that must not hold.
    Not(Box<Expr>),
    /// Both must hold.
    And(Box<Expr>, Box<Expr>),
    /// One must hold.
    Or(Box<Expr>, Box<Expr>),
}

impl Expr {
    /// Evaluates the expression; `ok` reports whether a tag is set. It is called for every
    /// tag, as upstream does, so that it may collect them.
    pub fn eval(&self, ok: &mut dyn FnMut(&str) -> bool) -> bool {
        match self {
            Self::Tag(tag) => ok(tag),
            Self::Not(x) => !x.eval(ok),
            Self::And(x, y) => {
                let x = x.eval(ok);
                y.eval(ok) && x
            }
            Self::Or(x, y) => {
                let x = x.eval(ok);
                y.eval(ok) || x
            }
        }
    }
}

/// Error of a line that is not a constraint; prints as upstream does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConstraintError {
    /// Neither kind of line.
    NotConstraint,
    /// A `// +build` line with too many parts.
    TooComplex,
    /// A `//go:build` line with too many parts.
    TooLarge,
    /// `!` twice in a row.
    DoubleNegation,
    /// A parenthesis is not closed.
    MissingParen,
    /// The expression ends where an operand is expected.
    UnexpectedEnd,
    /// A word or operator is not expected there.
    UnexpectedToken {
        /// The token.
        token: String,
    },
    /// A character that no token begins with.
    Character {
        /// The character.
        character: char,
    },
}

impl std::fmt::Display for ConstraintError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotConstraint => f.write_str("not a build constraint"),
            Self::TooComplex => f.write_str("expression too complex for // +build lines"),
            Self::TooLarge => f.write_str("build expression too large"),
            Self::DoubleNegation => f.write_str("double negation not allowed"),
            Self::MissingParen => f.write_str("missing close paren"),
            Self::UnexpectedEnd => f.write_str("unexpected end of expression"),
            Self::UnexpectedToken { token } => write!(f, "unexpected token {token}"),
            Self::Character { character } => write!(f, "invalid syntax at {character}"),
        }
    }
}

impl std::error::Error for ConstraintError {}

/// Parses one line of either syntax.
pub fn parse(line: &[u8]) -> Result<Expr, ConstraintError> {
    if let Some(text) = split_go_build(line) {
        return Parser::new(text).parse();
    }
    match split_plus_build(line) {
        Some(text) => parse_plus_build(text),
        None => Err(ConstraintError::NotConstraint),
    }
}

/// Reports whether `line` is a `// +build` line.
pub(crate) fn is_plus_build(line: &[u8]) -> bool {
    split_plus_build(line).is_some()
}

fn one_line(line: &[u8]) -> Option<&[u8]> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    (!line.contains(&b'\n')).then_some(line)
}

/// Returns the text after the marker, if a space or nothing follows it.
fn after_marker<'a>(line: &'a [u8], marker: &[u8]) -> Option<&'a [u8]> {
    let rest = trim_space(line).strip_prefix(marker)?;
    let text = trim_space(rest);
    (text.len() < rest.len() || rest.is_empty()).then_some(text)
}

fn split_go_build(line: &[u8]) -> Option<&[u8]> {
    let line = one_line(line)?;
    if !line.starts_with(b"//go:build") {
        return None;
    }
    after_marker(line, b"//go:build")
}

fn split_plus_build(line: &[u8]) -> Option<&[u8]> {
    after_marker(one_line(line)?.strip_prefix(b"//")?, b"+build")
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Token<'a> {
    End,
    Tag(&'a [u8]),
    Punctuation(&'a [u8]),
}

/// A recursive descent parser.
struct Parser<'a> {
    text: &'a [u8],
    at: usize,
    token: Token<'a>,
    size: usize,
}

impl<'a> Parser<'a> {
    fn new(text: &'a [u8]) -> Self {
        Self {
            text,
            at: 0,
            token: Token::End,
            size: 0,
        }
    }

    fn parse(mut self) -> Result<Expr, ConstraintError> {
        self.or().and_then(|x| match self.token {
            Token::End => Ok(x),
            Token::Tag(text) | Token::Punctuation(text) => Err(unexpected(text)),
        })
    }

    fn or(&mut self) -> Result<Expr, ConstraintError> {
        let mut x = self.and()?;
        while self.token == Token::Punctuation(b"||") {
            x = Expr::Or(Box::new(x), Box::new(self.and()?));
        }
        Ok(x)
    }

    fn and(&mut self) -> Result<Expr, ConstraintError> {
        let mut x = self.not()?;
        while self.token == Token::Punctuation(b"&&") {
            x = Expr::And(Box::new(x), Box::new(self.not()?));
        }
        Ok(x)
    }

    fn not(&mut self) -> Result<Expr, ConstraintError> {
        self.size += 1;
        if self.size > MAX_SIZE {
            return Err(ConstraintError::TooLarge);
        }
        self.lex()?;
        if self.token != Token::Punctuation(b"!") {
            return self.atom();
        }
        self.lex()?;
        if self.token == Token::Punctuation(b"!") {
            return Err(ConstraintError::DoubleNegation);
        }
        Ok(Expr::Not(Box::new(self.atom()?)))
    }

    fn atom(&mut self) -> Result<Expr, ConstraintError> {
        match self.token {
            Token::Punctuation(b"(") => {
                let x = self.or().map_err(|error| match error {
                    ConstraintError::UnexpectedEnd => ConstraintError::MissingParen,
                    error => error,
                })?;
                if self.token != Token::Punctuation(b")") {
                    return Err(ConstraintError::MissingParen);
                }
                self.lex()?;
                Ok(x)
            }
            Token::End => Err(ConstraintError::UnexpectedEnd),
            Token::Punctuation(text) => Err(unexpected(text)),
            Token::Tag(text) => {
                self.lex()?;
                Ok(Expr::Tag(to_text(text)))
            }
        }
    }

    fn lex(&mut self) -> Result<(), ConstraintError> {
        while matches!(self.text.get(self.at), Some(b' ' | b'\t')) {
            self.at += 1;
        }
        let rest = &self.text[self.at..];
        let Some(&first) = rest.first() else {
            self.token = Token::End;
            return Ok(());
        };
        match first {
            b'(' | b')' | b'!' => {
                self.at += 1;
                self.token = Token::Punctuation(&rest[..1]);
            }
            b'&' | b'|' => {
                if rest.get(1) != Some(&first) {
                    return Err(ConstraintError::Character {
                        character: char::from(first),
                    });
                }
                self.at += 2;
                self.token = Token::Punctuation(&rest[..2]);
            }
            _ => {
                let len = tag_len(rest);
                if len == 0 {
                    let (character, _) = vamos_base::golang::unicode::decode(rest);
                    let character = character.unwrap_or('\u{fffd}');
                    return Err(ConstraintError::Character { character });
                }
                self.at += len;
                self.token = Token::Tag(&rest[..len]);
            }
        }
        Ok(())
    }
}

fn unexpected(text: &[u8]) -> ConstraintError {
    let token = to_text(text);
    ConstraintError::UnexpectedToken { token }
}

/// Returns the number of leading bytes of `text` that may be in a tag.
fn tag_len(text: &[u8]) -> usize {
    let mut at = 0;
    while let (Some(c), width) = vamos_base::golang::unicode::decode(&text[at..]) {
        if !is_tag_char(c) {
            break;
        }
        at += width;
    }
    at
}

/// Reports whether `c` may stand in a tag: letters, digits, `_` and `.`.
pub fn is_tag_char(c: char) -> bool {
    c == '_' || c == '.' || is_letter(c) || is_digit(c)
}

fn parse_plus_build(text: &[u8]) -> Result<Expr, ConstraintError> {
    let ignore = || Expr::Tag("ignore".to_owned());
    let text = to_text(text);
    let mut size = 0;
    let mut grow = || {
        size += 1;
        (size <= MAX_OLD_SIZE)
            .then_some(())
            .ok_or(ConstraintError::TooComplex)
    };
    let mut all: Option<Expr> = None;
    for clause in text.split(is_space).filter(|clause| !clause.is_empty()) {
        let mut both: Option<Expr> = None;
        for literal in clause.split(',') {
            let one = if literal.starts_with("!!") || literal == "!" {
                ignore()
            } else {
                let name = literal.strip_prefix('!').unwrap_or(literal);
                let tag = if !name.is_empty() && name.chars().all(is_tag_char) {
                    Expr::Tag(name.to_owned())
                } else {
                    ignore()
                };
                if name.len() < literal.len() {
                    Expr::Not(Box::new(tag))
                } else {
                    tag
                }
            };
            both = Some(match both {
                None => one,
                Some(left) => {
                    grow()?;
                    Expr::And(Box::new(left), Box::new(one))
                }
            });
        }
        let clause = both.unwrap_or_else(ignore);
        all = Some(match all {
            None => clause,
            Some(left) => {
                grow()?;
                Expr::Or(Box::new(left), Box::new(clause))
            }
        });
    }
    Ok(all.unwrap_or_else(ignore))
}

#[cfg(test)]
mod tests {
    use super::Expr;
    use super::parse;

    fn show(x: &Expr) -> String {
        match x {
            Expr::Tag(tag) => tag.clone(),
            Expr::Not(x) => format!("!{}", show(x)),
            Expr::And(x, y) => format!("({} && {})", show(x), show(y)),
            Expr::Or(x, y) => format!("({} || {})", show(x), show(y)),
        }
    }

    /// Expected texts come from go/build/constraint.
    #[test]
    fn parses_and_complains_as_upstream() {
        let table = [
            ("//go:build a && (b || !c)", "(a && (b || !c))"),
            ("//go:build a || b && c", "(a || (b && c))"),
            ("//go:build", "unexpected end of expression"),
            ("//go:build a b", "unexpected token b"),
            ("//go:build (a", "missing close paren"),
            ("//go:build (", "missing close paren"),
            ("//go:build ()", "unexpected token )"),
            ("//go:build a &&", "unexpected end of expression"),
            ("//go:build a & b", "invalid syntax at &"),
            ("//go:build !!a", "double negation not allowed"),
            ("//go:build a, b", "invalid syntax at ,"),
            ("//go:build linux || é.x1", "(linux || é.x1)"),
            ("//go:buildx", "not a build constraint"),
            ("// +build a,!b c", "((a && !b) || c)"),
            ("//+build !!a ,", "(ignore || (ignore && ignore))"),
            ("// +build", "ignore"),
            ("// +buildx", "not a build constraint"),
        ];
        for (line, want) in table {
            let got = match parse(line.as_bytes()) {
                Ok(x) => show(&x),
                Err(error) => error.to_string(),
            };
            assert_eq!(got, want, "{line}");
        }
        let many = format!("// +build {}", "a ".repeat(102));
        assert!(parse(many.as_bytes()).is_err());
    }
}
