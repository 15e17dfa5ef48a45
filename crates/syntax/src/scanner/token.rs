//! The tokens of Go: names, precedence, sets of them, keywords.
//!
//! Counterpart: go/token/token.go; go/parser/parser.go for the named sets.

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[expect(
    missing_docs,
    reason = "the names are upstream's, and Token::text shows them"
)]
pub enum Token {
    /// A character that starts no token.
    Illegal,
    /// The end of the source.
    Eof,
    /// Of either kind; only from a scanner that does not pass over comments.
    Comment,
    Ident,
    Int,
    Float,
    Imag,
    Char,
    String,
    Add,
    Sub,
    Mul,
    Quo,
    Rem,
    And,
    Or,
    Xor,
    Shl,
    Shr,
    AndNot,
    AddAssign,
    SubAssign,
    MulAssign,
    QuoAssign,
    RemAssign,
    AndAssign,
    OrAssign,
    XorAssign,
    ShlAssign,
    ShrAssign,
    AndNotAssign,
    LogAnd,
    LogOr,
    Arrow,
    Inc,
    Dec,
    Equal,
    Less,
    Greater,
    Assign,
    Not,
    NotEqual,
    LessEqual,
    GreaterEqual,
    Define,
    Ellipsis,
    LeftParen,
    LeftBracket,
    LeftBrace,
    Comma,
    Period,
    RightParen,
    RightBracket,
    RightBrace,
    Semicolon,
    Colon,
    Tilde,
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

impl Token {
    /// Returns the source text of the token, or the name of its class.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Illegal => "ILLEGAL",
            Self::Eof => "EOF",
            Self::Comment => "COMMENT",
            Self::Ident => "IDENT",
            Self::Int => "INT",
            Self::Float => "FLOAT",
            Self::Imag => "IMAG",
            Self::Char => "CHAR",
            Self::String => "STRING",
            Self::Add => "+",
            Self::Sub => "-",
            Self::Mul => "*",
            Self::Quo => "/",
            Self::Rem => "%",
            Self::And => "&",
            Self::Or => "|",
            Self::Xor => "^",
            Self::Shl => "<<",
            Self::Shr => ">>",
            Self::AndNot => "&^",
            Self::AddAssign => "+=",
            Self::SubAssign => "-=",
            Self::MulAssign => "*=",
            Self::QuoAssign => "/=",
            Self::RemAssign => "%=",
            Self::AndAssign => "&=",
            Self::OrAssign => "|=",
            Self::XorAssign => "^=",
            Self::ShlAssign => "<<=",
            Self::ShrAssign => ">>=",
            Self::AndNotAssign => "&^=",
            Self::LogAnd => "&&",
            Self::LogOr => "||",
            Self::Arrow => "<-",
            Self::Inc => "++",
            Self::Dec => "--",
            Self::Equal => "==",
            Self::Less => "<",
            Self::Greater => ">",
            Self::Assign => "=",
            Self::Not => "!",
            Self::NotEqual => "!=",
            Self::LessEqual => "<=",
            Self::GreaterEqual => ">=",
            Self::Define => ":=",
            Self::Ellipsis => "...",
            Self::LeftParen => "(",
            Self::LeftBracket => "[",
            Self::LeftBrace => "{",
            Self::Comma => ",",
            Self::Period => ".",
            Self::RightParen => ")",
            Self::RightBracket => "]",
            Self::RightBrace => "}",
            Self::Semicolon => ";",
            Self::Colon => ":",
            Self::Tilde => "~",
            Self::Break => "break",
            Self::Case => "case",
            Self::Chan => "chan",
            Self::Const => "const",
            Self::Continue => "continue",
            Self::Default => "default",
            Self::Defer => "defer",
            Self::Else => "else",
            Self::Fallthrough => "fallthrough",
            Self::For => "for",
            Self::Func => "func",
            Self::Go => "go",
            Self::Goto => "goto",
            Self::If => "if",
            Self::Import => "import",
            Self::Interface => "interface",
            Self::Map => "map",
            Self::Package => "package",
            Self::Range => "range",
            Self::Return => "return",
            Self::Select => "select",
            Self::Struct => "struct",
            Self::Switch => "switch",
            Self::Type => "type",
            Self::Var => "var",
        }
    }

    /// Reports whether it is an identifier or a literal.
    pub fn is_literal(self) -> bool {
        const LITERALS: Set = Set::of(&[
            Token::Ident,
            Token::Int,
            Token::Float,
            Token::Imag,
            Token::Char,
            Token::String,
        ]);
        LITERALS.has(self)
    }

    /// Returns the precedence as a binary operator, from 1; 0 for all other tokens.
    pub fn precedence(self) -> u8 {
        match self {
            Self::LogOr => 1,
            Self::LogAnd => 2,
            Self::Equal
            | Self::NotEqual
            | Self::Less
            | Self::LessEqual
            | Self::Greater
            | Self::GreaterEqual => 3,
            Self::Add | Self::Sub | Self::Or | Self::Xor => 4,
            Self::Mul
            | Self::Quo
            | Self::Rem
            | Self::Shl
            | Self::Shr
            | Self::And
            | Self::AndNot => 5,
            _ => 0,
        }
    }
}

/// A set of tokens.
#[derive(Clone, Copy)]
pub struct Set(u128);

impl Set {
    /// First tokens of statements, at which reading continues after an error (`stmtStart`).
    pub const STATEMENT_START: Self = Self::of(&[
        Token::Break,
        Token::Const,
        Token::Continue,
        Token::Defer,
        Token::Fallthrough,
        Token::For,
        Token::Go,
        Token::Goto,
        Token::If,
        Token::Return,
        Token::Select,
        Token::Switch,
        Token::Type,
        Token::Var,
    ]);

    /// Tokens that may follow an expression (`exprEnd`).
    pub const EXPRESSION_END: Self = Self::of(&[
        Token::Comma,
        Token::Colon,
        Token::Semicolon,
        Token::RightParen,
        Token::RightBracket,
        Token::RightBrace,
    ]);

    /// Makes a set of `tokens`.
    pub const fn of(tokens: &[Token]) -> Self {
        let mut bits = 0;
        let mut i = 0;
        while i < tokens.len() {
            bits |= 1 << tokens[i] as u8;
            i += 1;
        }
        Self(bits)
    }

    /// Reports whether `token` is in the set.
    pub fn has(self, token: Token) -> bool {
        self.0 >> token as u8 & 1 == 1
    }
}

const KEYWORDS: [Token; 25] = [
    Token::Break,
    Token::Case,
    Token::Chan,
    Token::Const,
    Token::Continue,
    Token::Default,
    Token::Defer,
    Token::Else,
    Token::Fallthrough,
    Token::For,
    Token::Func,
    Token::Go,
    Token::Goto,
    Token::If,
    Token::Import,
    Token::Interface,
    Token::Map,
    Token::Package,
    Token::Range,
    Token::Return,
    Token::Select,
    Token::Struct,
    Token::Switch,
    Token::Type,
    Token::Var,
];

/// The keywords by [`slot`], which is a different one for each.
const TABLE: [Option<(&[u8], Token)>; 64] = {
    let mut table = [None; 64];
    let mut i = 0;
    while i < KEYWORDS.len() {
        let text = KEYWORDS[i].text().as_bytes();
        let slot = slot(text);
        assert!(table[slot].is_none(), "two keywords have the same slot");
        table[slot] = Some((text, KEYWORDS[i]));
        i += 1;
    }
    table
};

const fn slot(word: &[u8]) -> usize {
    ((word[0] as usize) << 4 ^ word[1] as usize).wrapping_add(word.len()) & 63
}

/// Returns the keyword that `word` is, or `Ident`.
pub(super) fn lookup(word: &[u8]) -> Token {
    if word.len() < 2 || word.len() > 11 {
        return Token::Ident;
    }
    match TABLE[slot(word)] {
        Some((text, token)) if text == word => token,
        _ => Token::Ident,
    }
}

#[cfg(test)]
mod tests {
    use super::KEYWORDS;
    use super::Set;
    use super::Token;
    use super::lookup;

    #[test]
    fn finds_keywords() {
        for keyword in KEYWORDS {
            assert_eq!(lookup(keyword.text().as_bytes()), keyword);
        }
        for word in [
            "x",
            "",
            "fun",
            "funcs",
            "Func",
            "interfaces",
            "fallthroughs",
        ] {
            assert_eq!(lookup(word.as_bytes()), Token::Ident, "{word}");
        }
    }

    #[test]
    fn sets_hold_the_last_token() {
        let set = Set::of(&[Token::Var, Token::Illegal]);
        assert!(set.has(Token::Var) && set.has(Token::Illegal) && !set.has(Token::Type));
    }
}
