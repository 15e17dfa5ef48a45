//! Parses tokens into a tree of lines and blocks.
//!
//! Counterpart: golang.org/x/mod/modfile (read.go, `parseFile` and below, `ModulePath`).

use super::Comment;
use super::Comments;
use super::FileSyntax;
use super::Line;
use super::LineBlock;
use super::LineId;
use super::Paren;
use super::Position;
use super::Stmt;
use super::lex::Kind;
use super::lex::Lexer;
use super::lex::Scan;
use super::lex::Token;
use vamos_base::golang::os_str::decode;
use vamos_base::golang::quote::unquote;

/// Parses a file into its tree; `name` is used in errors.
pub(crate) fn parse(name: &str, text: &[u8]) -> Scan<FileSyntax> {
    let mut parser = Parser {
        lexer: Lexer::new(name, text)?,
        file: FileSyntax::default(),
    };
    parser.file.name = name.to_string();
    parser.parse_file()?;
    let Parser { lexer, mut file } = parser;
    super::comments::assign(&mut file, lexer.comments);
    Ok(file)
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    file: FileSyntax,
}

impl Parser<'_> {
    fn parse_file(&mut self) -> Scan<()> {
        let mut pending: Option<(Comments, Position)> = None;
        loop {
            match self.lexer.peek() {
                Kind::Punct(b'\n') => {
                    self.lexer.lex()?;
                    if let Some((comments, start)) = pending.take() {
                        self.file.stmts.push(Stmt::Comments(comments, start));
                    }
                }
                Kind::Comment => {
                    let token = self.lexer.lex()?;
                    let comment = self.comment(&token);
                    pending
                        .get_or_insert_with(|| (Comments::default(), token.pos))
                        .0
                        .before
                        .push(comment);
                }
                Kind::Eof => {
                    if let Some((comments, start)) = pending.take() {
                        self.file.stmts.push(Stmt::Comments(comments, start));
                    }
                    return Ok(());
                }
                _ => {
                    self.parse_stmt()?;
                    if let Some((comments, _)) = pending.take() {
                        let last = self.file.stmts.len() - 1;
                        self.file.stmt_comments_mut(last).before = comments.before;
                    }
                }
            }
        }
    }

    fn comment(&self, token: &Token) -> Comment {
        Comment {
            start: token.pos,
            token: self.lexer.token_text(token),
            suffix: false,
        }
    }

    fn parse_stmt(&mut self) -> Scan<()> {
        let first = self.lexer.lex()?;
        let (start, mut end) = (first.pos, first.end);
        let mut tokens = vec![self.lexer.token_text(&first)];
        loop {
            let token = self.lexer.lex()?;
            if token.kind.is_eol() {
                let line = self.file.push_line(Line {
                    start,
                    end,
                    tokens,
                    ..Line::default()
                });
                self.file.stmts.push(Stmt::Line(line));
                return Ok(());
            }
            if token.kind != Kind::Punct(b'(') {
                tokens.push(self.lexer.token_text(&token));
                end = token.end;
                continue;
            }
            // A parenthesis opens a block only at the end of its line, or as `()`.
            if self.lexer.peek().is_eol() {
                let block = self.parse_block(start, tokens, token.pos)?;
                self.file.stmts.push(Stmt::Block(Box::new(block)));
                return Ok(());
            }
            tokens.push("(".into());
            if self.lexer.peek() == Kind::Punct(b')') {
                let rparen = self.lexer.lex()?;
                if self.lexer.peek().is_eol() {
                    self.lexer.lex()?;
                    tokens.pop();
                    let paren = |pos| Paren {
                        comments: Comments::default(),
                        pos,
                    };
                    let block = LineBlock {
                        start,
                        tokens,
                        lparen: paren(token.pos),
                        rparen: paren(rparen.pos),
                        ..LineBlock::default()
                    };
                    self.file.stmts.push(Stmt::Block(Box::new(block)));
                    return Ok(());
                }
                tokens.push(")".into());
            }
        }
    }

    fn parse_block(
        &mut self,
        start: Position,
        tokens: Vec<String>,
        lparen: Position,
    ) -> Scan<LineBlock> {
        let mut block = LineBlock {
            start,
            tokens,
            ..LineBlock::default()
        };
        block.lparen.pos = lparen;
        let mut comments: Vec<Comment> = Vec::new();
        loop {
            match self.lexer.peek() {
                Kind::EolComment => {
                    self.lexer.lex()?;
                }
                Kind::Punct(b'\n') => {
                    self.lexer.lex()?;
                    // One blank line between lines or comments is preserved, as an empty comment.
                    let keep = match comments.last() {
                        None => !block.lines.is_empty(),
                        Some(last) => !last.token.is_empty(),
                    };
                    if keep {
                        comments.push(Comment::default());
                    }
                }
                Kind::Comment => {
                    let token = self.lexer.lex()?;
                    comments.push(self.comment(&token));
                }
                Kind::Eof => {
                    let Position { line, rune, .. } = block.start;
                    return self.lexer.error(format!(
                        "syntax error (unterminated block started at {}:{line}:{rune})",
                        self.file.name
                    ));
                }
                Kind::Punct(b')') => {
                    let rparen = self.lexer.lex()?;
                    if comments.len() == 1 && comments[0] == Comment::default() {
                        comments.clear();
                    }
                    block.rparen.comments.before = comments;
                    block.rparen.pos = rparen.pos;
                    if !self.lexer.peek().is_eol() {
                        return self
                            .lexer
                            .error("syntax error (expected newline after closing paren)");
                    }
                    self.lexer.lex()?;
                    return Ok(block);
                }
                _ => {
                    let line = self.parse_line(std::mem::take(&mut comments))?;
                    block.lines.push(line);
                }
            }
        }
    }

    fn parse_line(&mut self, before: Vec<Comment>) -> Scan<LineId> {
        let first = self.lexer.lex()?;
        let mut line = Line {
            start: first.pos,
            end: first.end,
            in_block: true,
            ..Line::default()
        };
        line.comments.before = before;
        line.tokens.push(self.lexer.token_text(&first));
        loop {
            let token = self.lexer.lex()?;
            if token.kind.is_eol() {
                return Ok(self.file.push_line(line));
            }
            line.tokens.push(self.lexer.token_text(&token));
            line.end = token.end;
        }
    }
}

/// Returns the module path in a go.mod, without a parse and despite errors elsewhere; else empty.
pub fn module_path(text: &[u8]) -> String {
    for line in text.split(|&c| c == b'\n') {
        let end = line
            .windows(2)
            .position(|w| w == b"//")
            .unwrap_or(line.len());
        let line = decode(&line[..end]);
        let Some(rest) = line.trim().strip_prefix("module") else {
            continue;
        };
        let path = rest.trim();
        if path.len() == rest.len() || path.is_empty() {
            continue;
        }
        if path.starts_with(['"', '`']) {
            return unquote(path).unwrap_or_default();
        }
        return path.to_string();
    }
    String::new()
}
