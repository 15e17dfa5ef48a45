//! Determines whether a template uses its root value as a whole, so that all its fields may be
//! printed.
//!
//! Counterpart: none; upstream computes all fields always.

use super::node::List;
use super::node::Node;
use super::node::Operand;
use super::node::Pipe;
use super::node::Term;

/// Reports whether the value itself is used, rather than one of its fields. `is_root` is true if
/// the dot is that value.
pub(super) fn uses_whole(nodes: &List, is_root: bool) -> bool {
    nodes.iter().any(|node| match node {
        Node::Text(_) | Node::Break | Node::Continue => false,
        Node::Action(pipe) => in_pipe(pipe, is_root),
        Node::Template(call) => call
            .pipe
            .as_ref()
            .is_some_and(|pipe| in_pipe(pipe, is_root)),
        Node::Branch(branch) => {
            let keeps_dot = branch.control == super::node::Control::If;
            let otherwise = branch.otherwise.as_ref();
            in_pipe(&branch.pipe, is_root)
                || uses_whole(&branch.then, is_root && keeps_dot)
                || otherwise.is_some_and(|nodes| uses_whole(nodes, is_root))
        }
    })
}

fn in_pipe(pipe: &Pipe, is_root: bool) -> bool {
    let mut operands = pipe.commands.iter().flat_map(|command| &command.args);
    operands.any(|operand| in_operand(operand, is_root))
}

fn in_operand(operand: &Operand, is_root: bool) -> bool {
    match &operand.term {
        Term::Dot => is_root,
        Term::Variable(names) => matches!(names.as_slice(), [name] if name == "$"),
        Term::Pipe(pipe) => in_pipe(pipe, is_root),
        Term::Chain(inner, _) => in_operand(inner, is_root),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::Template;

    #[test]
    fn distinguishes_the_value_from_its_fields() {
        let whole = |text: &str| Template::parse(text, &[]).unwrap().uses_whole();
        for text in [
            "{{.}}",
            "{{range .Deps}}{{$}}{{end}}",
            "{{$x := .}}{{$x.Name}}",
            "{{range .Deps}}{{else}}{{.}}{{end}}",
            "{{if .Name}}{{printf \"%v\" (print .)}}{{end}}",
            "{{with .}}{{.Name}}{{end}}",
            "{{define \"x\"}}{{.Name}}{{end}}{{template \"x\" .}}",
            "{{(print .).Name}}",
        ] {
            assert!(whole(text), "{text}");
        }
        for text in [
            ".",
            "{{.Name}}. $",
            "{{range .Deps}}{{.}} {{$.Name}}{{end}}",
            "{{with .Module}}{{.}}{{end}}",
            "{{$x := .Name}}{{$x}}",
            "{{define \"x\"}}{{.}}{{end}}{{template \"x\" .Name}}",
        ] {
            assert!(!whole(text), "{text}");
        }
    }
}
