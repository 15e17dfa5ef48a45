//! Prints a tree in the one standard style.
//!
//! Counterpart: golang.org/x/mod/modfile (print.go).

use super::Comment;
use super::Comments;
use super::FileSyntax;
use super::LineBlock;
use super::Stmt;

impl FileSyntax {
    /// Returns the text of the file in standard style.
    pub fn format(&self) -> Vec<u8> {
        let mut printer = Printer::default();
        printer.file(self);
        let mut text = printer.out;
        while text.ends_with("\n\n") || text == "\n" {
            text.pop();
        }
        vamos_base::golang::os_str::encode(&text).into_owned()
    }
}

#[derive(Default)]
struct Printer<'a> {
    out: String,
    /// Comments to print at the end of the current line.
    pending: Vec<&'a Comment>,
    /// Tabs before each line.
    margin: usize,
}

impl<'a> Printer<'a> {
    fn file(&mut self, file: &'a FileSyntax) {
        for comment in &file.comments.before {
            self.out.push_str(comment.token.trim());
            self.newline();
        }
        for (i, stmt) in file.stmts.iter().enumerate() {
            let comments = file.stmt_comments(i);
            self.before(comments);
            match stmt {
                Stmt::Comments(..) => {}
                Stmt::Line(id) => self.tokens(&file.line(*id).tokens),
                Stmt::Block(block) => self.block(file, block),
            }
            self.pending.extend(&comments.suffix);
            if !matches!(stmt, Stmt::Comments(..)) {
                self.newline();
            }
            for comment in &comments.after {
                self.out.push_str(comment.token.trim());
                self.newline();
            }
            if i + 1 < file.stmts.len() {
                self.newline();
            }
        }
    }

    fn block(&mut self, file: &'a FileSyntax, block: &'a LineBlock) {
        self.tokens(&block.tokens);
        self.out.push(' ');
        self.before(&block.lparen.comments);
        self.out.push('(');
        self.pending.extend(&block.lparen.comments.suffix);
        self.margin += 1;
        for &id in &block.lines {
            self.newline();
            let line = file.line(id);
            self.before(&line.comments);
            self.tokens(&line.tokens);
            self.pending.extend(&line.comments.suffix);
        }
        self.margin -= 1;
        self.newline();
        self.before(&block.rparen.comments);
        self.out.push(')');
        self.pending.extend(&block.rparen.comments.suffix);
    }

    /// Prints whole-line comments, from the start of a line at the current margin.
    fn before(&mut self, comments: &'a Comments) {
        if comments.before.is_empty() {
            return;
        }
        self.trim();
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        self.indent();
        for comment in &comments.before {
            self.out.push_str(comment.token.trim());
            self.newline();
        }
    }

    fn newline(&mut self) {
        for (i, comment) in std::mem::take(&mut self.pending).into_iter().enumerate() {
            if i == 0 {
                self.out.push(' ');
            } else {
                self.trim();
                self.out.push('\n');
                self.indent();
            }
            self.out.push_str(comment.token.trim());
        }
        self.trim();
        // Never two blank lines in a row, and none at the top.
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
        self.indent();
    }

    fn indent(&mut self) {
        for _ in 0..self.margin {
            self.out.push('\t');
        }
    }

    fn trim(&mut self) {
        let end = self.out.trim_end_matches(['\t', ' ']).len();
        self.out.truncate(end);
    }

    fn tokens(&mut self, tokens: &[String]) {
        let mut sep = "";
        for token in tokens {
            if matches!(token.as_str(), "," | ")" | "]" | "}") {
                sep = "";
            }
            self.out.push_str(sep);
            self.out.push_str(token);
            sep = if matches!(token.as_str(), "(" | "[" | "{") {
                ""
            } else {
                " "
            };
        }
    }
}
