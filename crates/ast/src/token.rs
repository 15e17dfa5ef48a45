//! Tokens, operators and their texts.
//!
//! Counterpart: cmd/compile/internal/syntax/tokens.go.

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
#[expect(missing_docs, reason = "the names are the tokens'")]
pub enum Token {
    Eof,
    Name,
    Literal,
    /// An operator except `*`.
    Operator,
    /// An operator and `=`.
    AssignOp,
    /// `++` or `--`.
    IncOp,
    Assign,
    Define,
    Arrow,
    Star,
    Lparen,
    Lbrack,
    Lbrace,
    Rparen,
    Rbrack,
    Rbrace,
    Comma,
    Semi,
    Colon,
    Dot,
    DotDotDot,
    Break,
    Case,
    Chan,
    Const,
    Continue,
    Default,
    Defer,
    Else,
    Fallthrough,
    For,
    Func,
    Go,
    Goto,
    If,
    Import,
    Interface,
    Map,
    Package,
    Range,
    Return,
    Select,
    Struct,
    Switch,
    Type,
    Var,
}

/// The texts of keywords, in the order of [`Token`], from `break` on.
const KEYWORDS: [(&str, Token); 25] = [
    ("break", Token::Break),
    ("case", Token::Case),
    ("chan", Token::Chan),
    ("const", Token::Const),
    ("continue", Token::Continue),
    ("default", Token::Default),
    ("defer", Token::Defer),
    ("else", Token::Else),
    ("fallthrough", Token::Fallthrough),
    ("for", Token::For),
    ("func", Token::Func),
    ("go", Token::Go),
    ("goto", Token::Goto),
    ("if", Token::If),
    ("import", Token::Import),
    ("interface", Token::Interface),
    ("map", Token::Map),
    ("package", Token::Package),
    ("range", Token::Range),
    ("return", Token::Return),
    ("select", Token::Select),
    ("struct", Token::Struct),
    ("switch", Token::Switch),
    ("type", Token::Type),
    ("var", Token::Var),
];

/// The numbers of keywords by [`hash`]; other values are for no keyword.
const BY_HASH: [u8; 64] = {
    let mut table = [u8::MAX; 64];
    let mut at = 0;
    while at < KEYWORDS.len() {
        table[hash(KEYWORDS[at].0.as_bytes())] = at as u8;
        at += 1;
    }
    table
};

/// Returns a number that differs for all keywords.
const fn hash(text: &[u8]) -> usize {
    ((text[0] as usize) << 4 ^ text[1] as usize).wrapping_add(text.len()) % 64
}

impl Token {
    /// Returns the keyword with this text.
    #[inline]
    pub(crate) fn keyword(text: &[u8]) -> Option<Self> {
        if !(2..=11).contains(&text.len()) {
            return None;
        }
        let (word, token) = KEYWORDS.get(usize::from(BY_HASH[hash(text)]))?;
        (word.as_bytes() == text).then_some(*token)
    }

    /// Reports whether it is a keyword.
    pub(crate) fn is_keyword(self) -> bool {
        self as u8 >= Self::Break as u8
    }

    /// Returns the set with this token alone, as a mask.
    pub(crate) const fn bit(self) -> u64 {
        1 << self as u8
    }

    /// Returns its text in the grammar: `EOF`, `name`, `:=`, `break`.
    pub fn text(self) -> &'static str {
        match self {
            Self::Eof => "EOF",
            Self::Name => "name",
            Self::Literal => "literal",
            Self::Operator => "op",
            Self::AssignOp => "op=",
            Self::IncOp => "opop",
            Self::Assign => "=",
            Self::Define => ":=",
            Self::Arrow => "<-",
            Self::Star => "*",
            Self::Lparen => "(",
            Self::Lbrack => "[",
            Self::Lbrace => "{",
            Self::Rparen => ")",
            Self::Rbrack => "]",
            Self::Rbrace => "}",
            Self::Comma => ",",
            Self::Semi => ";",
            Self::Colon => ":",
            Self::Dot => ".",
            Self::DotDotDot => "...",
            word => KEYWORDS[(word as u8 - Self::Break as u8) as usize].0,
        }
    }

    /// Returns its text in messages.
    pub(crate) fn words(self) -> String {
        match self {
            Self::Comma => "comma".to_owned(),
            Self::Semi => "semicolon or newline".to_owned(),
            token if token.is_keyword() => format!("keyword {}", token.text()),
            token => token.text().to_owned(),
        }
    }
}

/// An operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[expect(missing_docs, reason = "the names are the operators'")]
pub enum Operator {
    /// No operator: an assignment by `=` alone.
    None,
    /// The `:` of `:=`.
    Def,
    Not,
    Recv,
    Tilde,
    OrOr,
    AndAnd,
    Eql,
    Neq,
    Lss,
    Leq,
    Gtr,
    Geq,
    Add,
    Sub,
    Or,
    Xor,
    Mul,
    Div,
    Rem,
    And,
    AndNot,
    Shl,
    Shr,
}

impl Operator {
    /// All, in the order of their numbers, with their texts.
    const ALL: [(Self, &'static str); 24] = [
        (Self::None, ""),
        (Self::Def, ":"),
        (Self::Not, "!"),
        (Self::Recv, "<-"),
        (Self::Tilde, "~"),
        (Self::OrOr, "||"),
        (Self::AndAnd, "&&"),
        (Self::Eql, "=="),
        (Self::Neq, "!="),
        (Self::Lss, "<"),
        (Self::Leq, "<="),
        (Self::Gtr, ">"),
        (Self::Geq, ">="),
        (Self::Add, "+"),
        (Self::Sub, "-"),
        (Self::Or, "|"),
        (Self::Xor, "^"),
        (Self::Mul, "*"),
        (Self::Div, "/"),
        (Self::Rem, "%"),
        (Self::And, "&"),
        (Self::AndNot, "&^"),
        (Self::Shl, "<<"),
        (Self::Shr, ">>"),
    ];

    /// Returns its text.
    pub fn text(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// Returns the operator with this number.
    pub(crate) fn of(number: u8) -> Self {
        let known = Self::ALL.get(usize::from(number));
        known.map_or(Self::None, |(operator, _)| *operator)
    }

    /// Returns the precedence of a binary operator, 1 to 5; 0 for others.
    pub(crate) fn precedence(self) -> u8 {
        match self {
            Self::OrOr => 1,
            Self::AndAnd => 2,
            Self::Eql | Self::Neq | Self::Lss | Self::Leq | Self::Gtr | Self::Geq => 3,
            Self::Add | Self::Sub | Self::Or | Self::Xor => 4,
            Self::Mul | Self::Div | Self::Rem => 5,
            Self::And | Self::AndNot | Self::Shl | Self::Shr => 5,
            Self::None | Self::Def | Self::Not | Self::Recv | Self::Tilde => 0,
        }
    }
}

/// The kind of a literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[expect(missing_docs, reason = "the names are the kinds'")]
pub enum LitKind {
    Int,
    Float,
    Imag,
    Rune,
    String,
}

impl LitKind {
    /// Returns the kind with this number.
    pub(crate) fn of(number: u8) -> Self {
        match number {
            0 => Self::Int,
            1 => Self::Float,
            2 => Self::Imag,
            3 => Self::Rune,
            _ => Self::String,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_have_the_tokens_of_their_texts() {
        for (at, (word, token)) in KEYWORDS.iter().enumerate() {
            assert_eq!(Token::keyword(word.as_bytes()), Some(*token));
            assert_eq!(*token as usize, Token::Break as usize + at);
            assert_eq!(token.text(), *word);
        }
        assert!(Token::Var.is_keyword() && !Token::DotDotDot.is_keyword());
        assert_eq!(Token::keyword(b"Break"), None);
        assert_eq!(Token::keyword(b"b"), None);
        assert!((Token::Var as u8) < 64);
    }

    #[test]
    fn operators_have_their_numbers() {
        for (at, (operator, _)) in Operator::ALL.iter().enumerate() {
            assert_eq!(*operator as usize, at);
            assert_eq!(Operator::of(at as u8), *operator);
        }
    }
}
