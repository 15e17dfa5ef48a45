//! Attaches each comment to its syntax node.
//!
//! The scanner collects suffix comments while the tree is built; here each is attached, last first,
//! to the last node on its line that ends before it.
//! Counterpart: golang.org/x/mod/modfile (read.go, `assignComments`).

use super::Comment;
use super::Comments;
use super::FileSyntax;
use super::LineId;
use super::Position;
use super::Stmt;

/// A node that can carry a comment, by its position in the file.
#[derive(Clone, Copy)]
enum Node {
    Stmt(usize),
    LParen(usize),
    RParen(usize),
    Line(LineId),
}

/// Attaches suffix comments. (Whole-line comments have been placed by the parser.)
pub(super) fn assign(file: &mut FileSyntax, mut suffix: Vec<Comment>) {
    if suffix.is_empty() {
        return;
    }
    let nodes = post_order(file);
    for &node in nodes.iter().rev() {
        let (start, end) = span(file, node);
        // A comment after the `)` of a block is attached to the parenthesis, not to the block.
        if start.line != end.line {
            continue;
        }
        let mut mine = Vec::new();
        while suffix.last().is_some_and(|c| end.byte <= c.start.byte) {
            mine.extend(suffix.pop());
        }
        if !mine.is_empty() {
            mine.reverse();
            comments_mut(file, node).suffix.extend(mine);
        }
    }
    file.comments.before.extend(suffix);
}

/// Returns all nodes by their end positions, inner ones first.
fn post_order(file: &FileSyntax) -> Vec<Node> {
    let mut nodes = Vec::with_capacity(file.lines.len() + file.stmts.len());
    for (i, stmt) in file.stmts.iter().enumerate() {
        if let Stmt::Block(block) = stmt {
            nodes.push(Node::LParen(i));
            nodes.extend(block.lines.iter().map(|&line| Node::Line(line)));
            nodes.push(Node::RParen(i));
        }
        nodes.push(Node::Stmt(i));
    }
    nodes
}

fn span(file: &FileSyntax, node: Node) -> (Position, Position) {
    let line_span = |id| (file.line(id).start, file.line(id).end);
    match node {
        Node::Line(id) => line_span(id),
        Node::Stmt(i) => match &file.stmts[i] {
            Stmt::Comments(_, start) => (*start, *start),
            Stmt::Line(id) => line_span(*id),
            Stmt::Block(block) => (block.start, block.rparen.pos.after_char()),
        },
        Node::LParen(i) | Node::RParen(i) => {
            let Stmt::Block(block) = &file.stmts[i] else {
                unreachable!("only blocks have parentheses");
            };
            let pos = if matches!(node, Node::LParen(_)) {
                block.lparen.pos
            } else {
                block.rparen.pos
            };
            (pos, pos.after_char())
        }
    }
}

fn comments_mut(file: &mut FileSyntax, node: Node) -> &mut Comments {
    match node {
        Node::Line(id) => &mut file.line_mut(id).comments,
        Node::Stmt(i) => file.stmt_comments_mut(i),
        Node::LParen(i) | Node::RParen(i) => {
            let Stmt::Block(block) = &mut file.stmts[i] else {
                unreachable!("only blocks have parentheses");
            };
            if matches!(node, Node::LParen(_)) {
                &mut block.lparen.comments
            } else {
                &mut block.rparen.comments
            }
        }
    }
}
