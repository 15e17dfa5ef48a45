//! Rules as their comments have them.
//!
//! Counterpart: cmd/compile/internal/ssa/_gen/rulegen.go, which writes the comments.

use super::source::Expr;
use super::source::parse_expr;

/// A pattern or result: an operation with its parts, or an expression.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tree {
    /// The name before it.
    pub(super) name: Option<String>,
    /// The operation; none for an expression.
    pub(super) op: Option<String>,
    pub(super) ty: Option<String>,
    pub(super) aux_int: Option<String>,
    pub(super) aux: Option<String>,
    pub(super) args: Vec<Tree>,
    /// The expression.
    pub(super) leaf: Option<String>,
    /// The block of new values.
    pub(super) block: Option<String>,
}

/// Returns an expression with brackets around every operation.
pub(super) fn show(expr: &Expr) -> String {
    let list = |exprs: &[Expr]| exprs.iter().map(show).collect::<Vec<_>>().join(",");
    match expr {
        Expr::Name(name) => name.to_string(),
        Expr::Int(value) => value.to_string(),
        Expr::Float(value) => value.to_string(),
        Expr::Text(text) => format!("{text:?}"),
        Expr::Unary(operator, inner) => format!("({}{})", operator.text(), show(inner)),
        Expr::Binary(operator, left, right) => {
            format!("({}{}{})", show(left), operator.text(), show(right))
        }
        Expr::Call(callee, args) => format!("{}({})", show(callee), list(args)),
        Expr::Field(of, name) => format!("{}.{name}", show(of)),
        Expr::Index(of, index) => format!("{}[{}]", show(of), show(index)),
        Expr::Struct(name, fields) => {
            let fields = fields.iter().map(|(key, value)| match key {
                Some(key) => format!("{key}:{}", show(value)),
                None => show(value),
            });
            format!("{name}{{{}}}", fields.collect::<Vec<_>>().join(","))
        }
        Expr::Assert(inner, ty) => format!("{}.({ty})", show(inner)),
    }
}

/// Returns the text of an expression as [`show`] writes it.
pub(super) fn shown(text: &str) -> Option<String> {
    Some(show(&parse_expr(text)?))
}

/// Reads the text of a pattern or result.
pub(super) fn read(text: &str) -> Option<Tree> {
    let mut reader = Reader {
        rest: text.trim_start(),
    };
    let tree = reader.tree(0)?;
    reader.rest.trim().is_empty().then_some(tree)
}

/// The deepest nesting of operations.
const DEPTH: u32 = 100;

/// Returns the end of a word: a space, or a bracket that the word did not open. A name before an
/// operation is a word with it.
fn word_end(text: &str) -> usize {
    let mut depth = 0;
    let end = text.char_indices().find(|(at, c)| {
        match c {
            '(' if text[..*at].ends_with(':') => {}
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        depth < 0 || *c == ' ' && depth == 0
    });
    end.map_or(text.len(), |(at, _)| at)
}

struct Reader<'t> {
    rest: &'t str,
}

impl<'t> Reader<'t> {
    fn take(&mut self, c: char) -> bool {
        let after = self.rest.strip_prefix(c);
        let found = after.is_some();
        self.rest = after.unwrap_or(self.rest).trim_start();
        found
    }

    /// Returns the text up to the bracket that belongs to the one at the beginning, without both.
    fn bracketed(&mut self) -> Option<&'t str> {
        let mut depth = 0;
        for (at, c) in self.rest.char_indices() {
            match c {
                '(' | '[' | '{' | '<' => depth += 1,
                ')' | ']' | '}' | '>' => depth -= 1,
                _ => {}
            }
            // Comparisons and shifts have no partner: only brackets of the first kind count.
            if depth == 0 {
                let inner = self.rest.get(1..at)?;
                self.rest = self.rest.get(at + 1..)?.trim_start();
                return Some(inner);
            }
        }
        None
    }

    /// Like [`Self::bracketed`], where `<` and `>` are operators.
    fn expression(&mut self) -> Option<String> {
        let mut depth = 0;
        for (at, c) in self.rest.char_indices() {
            match c {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                let inner = self.rest.get(1..at)?;
                self.rest = self.rest.get(at + 1..)?.trim_start();
                return shown(inner);
            }
        }
        None
    }

    fn tree(&mut self, depth: u32) -> Option<Tree> {
        if depth > DEPTH {
            return None;
        }
        if self.rest.starts_with('@') {
            let end = self.rest.find(" (")?;
            let block = shown(self.rest.get(1..end)?)?;
            self.rest = self.rest.get(end..)?.trim_start();
            let tree = self.tree(depth + 1)?;
            return Some(Tree {
                block: Some(block),
                ..tree
            });
        }
        if self.rest.starts_with('{') {
            let leaf = self.expression();
            return leaf.map(|leaf| Tree {
                leaf: Some(leaf),
                ..Tree::default()
            });
        }
        if !self.rest.starts_with('(') {
            let word = self.rest.get(..word_end(self.rest))?;
            let end = word.len();
            if let Some((name, after)) = word.split_once(":(") {
                let start = end - after.len() - 1;
                self.rest = self.rest.get(start..)?;
                let tree = self.tree(depth + 1)?;
                return Some(Tree {
                    name: Some(name.to_owned()),
                    ..tree
                });
            }
            self.rest = self.rest.get(end..)?.trim_start();
            let leaf = shown(word).unwrap_or_else(|| word.to_owned());
            return Some(Tree {
                leaf: Some(leaf),
                ..Tree::default()
            });
        }
        self.take('(');
        let end = self.rest.find([' ', ')'])?;
        let mut tree = Tree {
            op: Some(self.rest.get(..end)?.to_owned()),
            ..Tree::default()
        };
        self.rest = self.rest.get(end..)?.trim_start();
        while !self.take(')') {
            match self.rest.chars().next()? {
                '<' => tree.ty = Some(shown(self.bracketed()?)?),
                '[' => tree.aux_int = Some(self.expression()?),
                '{' => tree.aux = Some(self.expression()?),
                _ => tree.args.push(self.tree(depth + 1)?),
            }
        }
        Some(tree)
    }
}
