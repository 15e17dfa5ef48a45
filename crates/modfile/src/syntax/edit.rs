//! Changes to a tree: added lines, removed lines, cleaned-up blocks.
//!
//! Counterpart: golang.org/x/mod/modfile (read.go, `addLine`, `updateLine`, `Cleanup`).

use super::Comments;
use super::FileSyntax;
use super::Line;
use super::LineBlock;
use super::LineId;
use super::Stmt;

/// The position for a new line.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Hint {
    /// In the last block with the same verb (or after such a line), or at the end.
    Last,
    /// At the end of the file.
    End,
    /// In the block of this line (created if needed) if the verb is the same, else after it.
    Line(LineId),
}

/// A position that was found for a hint.
enum InsertPosition {
    /// The statement, itself a line or block.
    Stmt(usize),
    /// A line within a block.
    InBlock(usize, usize),
}

impl FileSyntax {
    /// Adds a line of tokens, verb first.
    pub(crate) fn add_line(&mut self, hint: Hint, tokens: Vec<String>) -> LineId {
        let place = match hint {
            Hint::Line(id) => self.find_line(id),
            Hint::End => None,
            Hint::Last => (0..self.stmts.len())
                .rev()
                .find(|&i| self.verb(i) == Some(&tokens[0]))
                .map(InsertPosition::Stmt),
        };
        let (i, row) = match place {
            None => return self.insert_line(self.stmts.len(), tokens),
            Some(InsertPosition::Stmt(i)) => (i, None),
            Some(InsertPosition::InBlock(i, row)) => (i, Some(row)),
        };
        if self.verb(i) != Some(&tokens[0]) {
            return self.insert_line(i + 1, tokens);
        }
        self.make_block(i);
        let id = self.push_line(Line {
            tokens: tokens[1..].to_vec(),
            in_block: true,
            ..Line::default()
        });
        if let Stmt::Block(block) = &mut self.stmts[i] {
            let at = row.map_or(block.lines.len(), |row| row + 1);
            block.lines.insert(at, id);
        }
        id
    }

    /// Returns the first token of a line or block.
    fn verb(&self, i: usize) -> Option<&String> {
        match &self.stmts[i] {
            Stmt::Comments(..) => None,
            Stmt::Line(id) => self.line(*id).tokens.first(),
            Stmt::Block(block) => block.tokens.first(),
        }
    }

    fn find_line(&self, id: LineId) -> Option<InsertPosition> {
        self.stmts
            .iter()
            .enumerate()
            .find_map(|(i, stmt)| match stmt {
                Stmt::Line(line) if *line == id => Some(InsertPosition::Stmt(i)),
                Stmt::Block(block) => block
                    .lines
                    .iter()
                    .position(|&line| line == id)
                    .map(|row| InsertPosition::InBlock(i, row)),
                _ => None,
            })
    }

    /// Inserts a single line as statement `i`.
    pub(crate) fn insert_line(&mut self, i: usize, tokens: Vec<String>) -> LineId {
        let id = self.push_line(Line {
            tokens,
            ..Line::default()
        });
        self.stmts.insert(i, Stmt::Line(id));
        id
    }

    /// Turns a single line into a block that contains it.
    pub(crate) fn make_block(&mut self, i: usize) {
        let Stmt::Line(id) = self.stmts[i] else {
            return;
        };
        let line = self.line_mut(id);
        line.in_block = true;
        let verb = line.tokens.remove(0);
        self.stmts[i] = Stmt::Block(Box::new(LineBlock {
            tokens: vec![verb],
            lines: vec![id],
            ..LineBlock::default()
        }));
    }

    /// Replaces the tokens (verb first) of a line.
    pub(crate) fn update_line(&mut self, id: LineId, mut tokens: Vec<String>) {
        let line = self.line_mut(id);
        if line.in_block {
            tokens.remove(0);
        }
        line.tokens = tokens;
    }

    /// Marks a line so that [`FileSyntax::cleanup`] drops it together with its suffix comment.
    pub(crate) fn mark_removed(&mut self, id: LineId) {
        let line = self.line_mut(id);
        line.tokens.clear();
        line.comments.suffix.clear();
    }

    /// Drops removed lines and empty blocks; a block of one line becomes a single line.
    pub(crate) fn cleanup(&mut self) {
        let mut stmts = std::mem::take(&mut self.stmts);
        stmts.retain_mut(|stmt| match stmt {
            Stmt::Comments(..) => true,
            Stmt::Line(id) => !self.line(*id).tokens.is_empty(),
            Stmt::Block(block) => {
                block.lines.retain(|&id| !self.line(id).tokens.is_empty());
                if block.lines.is_empty() {
                    return false;
                }
                if block.lines.len() == 1 && block.rparen.comments.before.is_empty() {
                    let id = block.lines[0];
                    self.collapse(std::mem::take(&mut **block), id);
                    *stmt = Stmt::Line(id);
                }
                true
            }
        });
        self.stmts = stmts;
    }

    fn collapse(&mut self, block: LineBlock, id: LineId) {
        let line = std::mem::take(self.line_mut(id));
        let join = |mut a: Vec<_>, b: Vec<_>| {
            a.extend(b);
            a
        };
        let comments = Comments {
            before: join(block.comments.before, line.comments.before),
            suffix: join(line.comments.suffix, block.comments.suffix),
            after: join(line.comments.after, block.comments.after),
        };
        let mut tokens = block.tokens;
        tokens.extend(line.tokens);
        *self.line_mut(id) = Line {
            comments,
            tokens,
            ..Line::default()
        };
    }

    /// Drops lines permanently, and blocks that become empty.
    pub(crate) fn drop_lines(&mut self, dead: &dyn Fn(LineId) -> bool) {
        self.stmts.retain_mut(|stmt| match stmt {
            Stmt::Comments(..) => true,
            Stmt::Line(id) => !dead(*id),
            Stmt::Block(block) => {
                block.lines.retain(|&id| !dead(id));
                !block.lines.is_empty()
            }
        });
    }
}
