//! The syntax of go.mod and go.work: lines, blocks of lines, and every comment in its place.
//!
//! The meaning of directives is not known here. A tree owns its lines in one arena, so that a
//! parsed directive can refer to its line by a small id while the tree is rearranged.
//! Counterpart: golang.org/x/mod/modfile (read.go, print.go).

mod comments;
mod edit;
mod lex;
mod parse;
mod print;

pub(crate) use edit::Hint;
pub use parse::module_path;
pub(crate) use parse::parse;

/// A position in a file; line and rune count from 1, all are 0 when there is no position.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// Line.
    pub line: usize,
    /// Character in the line.
    pub rune: usize,
    /// Byte in the file.
    pub byte: usize,
}

/// One `//` comment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Comment {
    /// Its start.
    pub(crate) start: Position,
    /// Its text without the newline; empty for a blank line.
    pub(crate) token: String,
    /// True if it follows other text on its line.
    pub(crate) suffix: bool,
}

/// The comments that belong to one syntax node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Comments {
    /// Whole lines before it.
    pub(crate) before: Vec<Comment>,
    /// After it on its line.
    pub(crate) suffix: Vec<Comment>,
    /// Whole lines after it.
    pub(crate) after: Vec<Comment>,
}

/// Names a line of a [`FileSyntax`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LineId(pub(crate) u32);

/// A line of tokens.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    /// Its comments.
    pub(crate) comments: Comments,
    /// Its start.
    pub(crate) start: Position,
    /// Its end.
    pub(crate) end: Position,
    /// The tokens, without the verb if the line is in a block. Empty if the line was removed.
    pub(crate) tokens: Vec<String>,
    /// True if the line is in a block.
    pub(crate) in_block: bool,
}

/// Lines that share their first tokens.
#[derive(Clone, Debug, Default)]
pub(crate) struct LineBlock {
    /// Its comments.
    pub(crate) comments: Comments,
    /// Its start.
    pub(crate) start: Position,
    /// The tokens before the parenthesis.
    pub(crate) tokens: Vec<String>,
    /// The opening parenthesis.
    pub(crate) lparen: Paren,
    /// The lines.
    pub(crate) lines: Vec<LineId>,
    /// The closing parenthesis; comments at the end of the block are attached before it.
    pub(crate) rparen: Paren,
}

/// A parenthesis around a block.
#[derive(Clone, Debug, Default)]
pub(crate) struct Paren {
    /// Its comments.
    pub(crate) comments: Comments,
    /// Its position.
    pub(crate) pos: Position,
}

/// A statement at top level.
#[derive(Clone, Debug)]
pub(crate) enum Stmt {
    /// Comments apart from any directive.
    Comments(Comments, Position),
    /// A single line.
    Line(LineId),
    /// A block of lines.
    Block(Box<LineBlock>),
}

/// A whole file.
#[derive(Clone, Debug, Default)]
pub struct FileSyntax {
    /// Name of the file, for errors.
    pub(crate) name: String,
    /// Comments at the very beginning and end.
    pub(crate) comments: Comments,
    /// The statements.
    pub(crate) stmts: Vec<Stmt>,
    /// Every line that the statements and the parsed directives refer to.
    pub(crate) lines: Vec<Line>,
}

impl FileSyntax {
    pub(crate) fn line(&self, id: LineId) -> &Line {
        &self.lines[id.0 as usize]
    }

    pub(crate) fn line_mut(&mut self, id: LineId) -> &mut Line {
        &mut self.lines[id.0 as usize]
    }

    pub(crate) fn push_line(&mut self, line: Line) -> LineId {
        self.lines.push(line);
        LineId(u32::try_from(self.lines.len() - 1).expect("a file has fewer than 2^32 lines"))
    }

    /// Returns the line number where a directive starts, from 1.
    pub fn line_number(&self, id: LineId) -> usize {
        self.line(id).start.line
    }

    /// Returns the comments of a statement.
    pub(crate) fn stmt_comments_mut(&mut self, i: usize) -> &mut Comments {
        match &mut self.stmts[i] {
            Stmt::Comments(comments, _) => comments,
            Stmt::Block(block) => &mut block.comments,
            Stmt::Line(id) => &mut self.lines[id.0 as usize].comments,
        }
    }

    /// Returns the comments of a statement.
    pub(crate) fn stmt_comments(&self, i: usize) -> &Comments {
        match &self.stmts[i] {
            Stmt::Comments(comments, _) => comments,
            Stmt::Block(block) => &block.comments,
            Stmt::Line(id) => &self.line(*id).comments,
        }
    }
}

impl Position {
    /// Returns the position after one ASCII character at this one.
    pub(crate) fn after_char(self) -> Self {
        Position {
            line: self.line,
            rune: self.rune + 1,
            byte: self.byte + 1,
        }
    }
}
