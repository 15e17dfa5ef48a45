//! Whether a template uses the value it is run on as a whole, so that all its fields may
//! be printed.
//!
//! Counterpart: none; upstream computes all fields always.

use super::parse::Base;
use super::parse::Node;
use super::parse::Operand;
use super::parse::Pipe;

/// Reports whether the value itself is used, rather than one of its fields. `is_root`
/// says whether the dot is that value.
pub(crate) fn uses_whole(nodes: &[Node], is_root: bool) -> bool {
    nodes.iter().any(|node| match node {
        Node::Text(_) | Node::Break | Node::Continue => false,
        Node::Action(pipe) => in_pipe(pipe, is_root),
        Node::Branch {
            pipe,
            sets_dot,
            then,
            otherwise,
        } => {
            in_pipe(pipe, is_root)
                || uses_whole(then, is_root && !sets_dot)
                || uses_whole(otherwise, is_root)
        }
        Node::Range {
            pipe,
            body,
            otherwise,
        } => in_pipe(pipe, is_root) || uses_whole(body, false) || uses_whole(otherwise, is_root),
    })
}

fn in_pipe(pipe: &Pipe, is_root: bool) -> bool {
    pipe.commands
        .iter()
        .flatten()
        .any(|operand| in_operand(operand, is_root))
}

fn in_operand(operand: &Operand, is_root: bool) -> bool {
    match &operand.base {
        Base::Dot => is_root && operand.fields.is_empty(),
        Base::Variable(name) => name.is_empty() && operand.fields.is_empty(),
        Base::Pipe(pipe) => in_pipe(pipe, is_root),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::tmpl::Template;

    #[test]
    fn tells_the_value_from_its_fields() {
        let whole = |text: &str| Template::parse(text).unwrap().uses_whole();
        for text in [
            "{{.}}",
            "{{range .Deps}}{{$}}{{end}}",
            "{{$x := .}}{{$x.Name}}",
            "{{range .Deps}}{{else}}{{.}}{{end}}",
            "{{if .Name}}{{printf \"%v\" (print .)}}{{end}}",
            "{{with .}}{{.Name}}{{end}}",
        ] {
            assert!(whole(text), "{text}");
        }
        for text in [
            ".",
            "{{.Name}}. $",
            "{{range .Deps}}{{.}} {{$.Name}}{{end}}",
            "{{with .Module}}{{.}}{{end}}",
            "{{$x := .Name}}{{$x}}",
        ] {
            assert!(!whole(text), "{text}");
        }
    }
}
