//! Mutations of Go sources that move and wrap parts of their syntax trees.
//!
//! Most results can be parsed, and are invalid for the type checker.
//! Counterpart: none.

use std::ops::Range;

use vamos_ast::File;
use vamos_ast::Node;
use vamos_ast::NodeId;
use vamos_testkit::Random;

/// Texts around an expression or type, which replaces `%`.
const WRAPPERS: [&str; 44] = [
    "(%)",
    "*%",
    "&%",
    "-%",
    "!%",
    "^%",
    "<-%",
    "%[%]",
    "%[:%]",
    "%[%:%:%]",
    "%(%)",
    "%(%...)",
    "%{%}",
    "%{%: %}",
    "%.x",
    "%.%",
    "%.(%)",
    "% + %",
    "% << %",
    "% == %",
    "% && %",
    "[]%",
    "[%]%",
    "[...]%{%}",
    "map[%]%",
    "chan %",
    "<-chan %",
    "func(%) %",
    "func() (x %) { return % }",
    "func() { _ = % }()",
    "struct{ % }",
    "struct{ x % }",
    "interface{ % }",
    "interface{ ~% | int }",
    "interface{ m() % }",
    "len(%)",
    "make(%, %)",
    "new(%)",
    "append(%, %...)",
    "min(%, %)",
    "complex(%, %)",
    "unsafe.Sizeof(%)",
    "unsafe.Offsetof(%.x)",
    "[]any{%, %}",
];

/// Texts around a statement.
const AROUND_STATEMENTS: [&str; 12] = [
    "{\n%\n}",
    "if true {\n%\n} else {\n%\n}",
    "for {\n%\n}",
    "for range 3 {\n%\n}",
    "for i := range func(func(int) bool) {} {\n%\n_ = i\n}",
    "switch {\ncase true:\n%\nfallthrough\ndefault:\n%\n}",
    "switch x := any(1).(type) {\ncase int:\n%\n_ = x\n}",
    "select {\ndefault:\n%\n}",
    "L:\nfor {\n%\ncontinue L\n}",
    "func() {\n%\n}()",
    "defer func() {\n%\n}()",
    "const c = iota\n%",
];

/// Kind of a part of a tree.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Declaration,
    Statement,
    Expression,
}

/// Returns a source with one to three changed parts.
pub(crate) fn mutation(random: &mut Random, source: &[u8], others: &[Vec<u8>]) -> Vec<u8> {
    let mut source = source.to_vec();
    for _ in 0..=random.below(3) {
        source = change(random, &source, others).unwrap_or(source);
    }
    source
}

fn change(random: &mut Random, source: &[u8], others: &[Vec<u8>]) -> Option<Vec<u8>> {
    let file = vamos_ast::parse("x.go", source).file?;
    let (class, place) = part(random, &file, source, None)?;
    let text = &source[place.clone()];
    let mut result = source.to_vec();
    match random.below(10) {
        0 if class != Class::Expression => drop(result.drain(place)),
        1 if class != Class::Expression => {
            let again = [b"\n", text].concat();
            result.splice(place.end..place.end, again);
        }
        0..=3 => {
            let wrappers: &[&str] = match class {
                Class::Expression => &WRAPPERS,
                _ => &AROUND_STATEMENTS,
            };
            let wrapper = random.pick(wrappers).as_bytes().split(|byte| *byte == b'%');
            let parts: Vec<&[u8]> = wrapper.collect();
            let wrapped = parts.join(text);
            result.splice(place, wrapped);
        }
        4..=6 if !others.is_empty() => {
            let other = random.pick(others).clone();
            let other_file = vamos_ast::parse("x.go", &other).file?;
            let (_, from) = part(random, &other_file, &other, Some(class))?;
            result.splice(place, other[from].to_vec());
        }
        7 => {
            // Two parts change places.
            let (_, with) = part(random, &file, source, Some(class))?;
            let (first, last) = if place.start < with.start {
                (place, with)
            } else {
                (with, place)
            };
            if first.end > last.start {
                return None;
            }
            let (a, b) = (
                source[first.clone()].to_vec(),
                source[last.clone()].to_vec(),
            );
            result.splice(last, a);
            result.splice(first, b);
        }
        _ => {
            let (_, from) = part(random, &file, source, Some(class))?;
            result.splice(place, source[from].to_vec());
        }
    }
    Some(result)
}

/// Picks a part of a tree of this class, or of any.
fn part(
    random: &mut Random,
    file: &File,
    source: &[u8],
    wanted: Option<Class>,
) -> Option<(Class, Range<usize>)> {
    let count = file.tree.count();
    for _ in 0..40 {
        let number = u32::try_from(1 + random.below(count - 1)).ok()?;
        let node = NodeId::of(number);
        let Some(class) = class(file.tree.node(node)) else {
            continue;
        };
        if wanted.is_none_or(|wanted| wanted == class) {
            let place = place(file, source, node);
            if place.end <= source.len() && place.start < place.end {
                return Some((class, place));
            }
        }
    }
    None
}

fn class(node: Node) -> Option<Class> {
    Some(match node {
        Node::ImportDecl { .. }
        | Node::ConstDecl { .. }
        | Node::TypeDecl { .. }
        | Node::VarDecl { .. }
        | Node::FuncDecl { .. } => Class::Declaration,
        Node::Block { .. }
        | Node::ExprStmt { .. }
        | Node::Send { .. }
        | Node::DeclStmt { .. }
        | Node::Assign { .. }
        | Node::Branch { .. }
        | Node::CallStmt { .. }
        | Node::Return { .. }
        | Node::If { .. }
        | Node::For { .. }
        | Node::Switch { .. }
        | Node::Select { .. }
        | Node::Labeled { .. } => Class::Statement,
        Node::Bad
        | Node::Empty
        | Node::Field { .. }
        | Node::KeyValue { .. }
        | Node::List { .. }
        | Node::RangeClause { .. }
        | Node::CaseClause { .. }
        | Node::CommClause { .. }
        | Node::TypeSwitchGuard { .. } => return None,
        _ => Class::Expression,
    })
}

/// Returns the range of a node, with brackets that it opens.
fn place(file: &File, source: &[u8], node: NodeId) -> Range<usize> {
    let tree = &file.tree;
    let start = vamos_ast::start(tree, node) as usize;
    let mut end = start;
    let mut left = vec![node];
    while let Some(node) = left.pop() {
        let own = match tree.node(node) {
            Node::Name => file.name(source, node).len(),
            Node::BasicLit { .. } => file.literal(source, node).len(),
            _ => 1,
        };
        end = end.max(tree.offset(node) as usize + own);
        left.extend(vamos_ast::parts(tree, node));
    }
    let end = end.min(source.len());
    let start = start.min(end);
    // Bytes in strings count too, but such places are as good as others.
    let mut depth = 0;
    for byte in &source[start..end] {
        depth += nesting(*byte);
    }
    let mut at = end;
    while depth > 0 && at < source.len() {
        depth += nesting(source[at]);
        at += 1;
    }
    start..if depth > 0 { end } else { at }
}

fn nesting(byte: u8) -> i32 {
    match byte {
        b'(' | b'[' | b'{' => 1,
        b')' | b']' | b'}' => -1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_have_their_places() {
        let source =
            b"package p\n\nvar x = f(1, g{2})[3]\n\nfunc h() {\n\tif a {\n\t\tb()\n\t}\n}\n";
        let file = vamos_ast::parse("x.go", source).file.unwrap();
        let texts: Vec<&str> = file
            .tree
            .nodes()
            .filter(|node| class(file.tree.node(*node)).is_some())
            .map(|node| std::str::from_utf8(&source[place(&file, source, node)]).unwrap())
            .collect();
        for text in ["f(1, g{2})[3]", "g{2}", "b()", "if a {\n\t\tb()\n\t}"] {
            assert!(texts.contains(&text), "{text:?}: {texts:?}");
        }
    }

    #[test]
    fn changed_sources_can_mostly_be_parsed() {
        let source = b"package p\n\ntype T struct{ x int }\n\nfunc (t T) f(a []int) int {\n\tfor i := range a {\n\t\tt.x += a[i] * 2\n\t}\n\treturn t.x\n}\n";
        let mut random = Random::new(1);
        let good = (0..400).filter(|_| {
            let text = mutation(&mut random, source, &[]);
            text != source && vamos_ast::parse("x.go", &text).errors.is_empty()
        });
        assert!(good.count() > 100);
    }
}
