//! Parameters, results, receivers and type parameters.
//!
//! Counterpart: cmd/compile/internal/syntax/parser.go (`paramDeclOrNil`, `paramList`).

use super::Parser;
use crate::id::ListId;
use crate::id::NodeId;
use crate::id::number;
use crate::node::Kind;
use crate::node::Node;
use crate::positions;
use crate::token::Operator;
use crate::token::Token;

/// Numbers of parameters by their parts.
#[derive(Clone, Copy, Default)]
struct Counts {
    /// A name and a type.
    named: usize,
    /// A type.
    typed: usize,
}

impl Parser<'_> {
    pub(super) fn is_op(&self, op: Operator) -> bool {
        self.is(Token::Operator) && self.scanner.op == op
    }

    pub(super) fn field(&self, field: NodeId) -> (Option<NodeId>, Option<NodeId>) {
        match self.tree.node(field) {
            Node::Field { name, typ } => (name, typ),
            _ => (None, None),
        }
    }

    pub(super) fn set_field(&mut self, field: NodeId, name: Option<NodeId>, typ: Option<NodeId>) {
        self.tree.data[field.index()] = [number(name), number(typ)];
    }

    /// ParameterDecl = [ IdentifierList ] [ "..." ] Type . A name alone may be a type.
    fn param_decl_or_nil(&mut self, name: Option<NodeId>, follow: Token) -> Option<NodeId> {
        let sets_are_ok = follow == Token::Rbrack;
        let at = match name {
            Some(name) => self.tree.offset(name) as usize,
            None if sets_are_ok && self.is_op(Operator::Tilde) => {
                return Some(self.embedded_elem(None));
            }
            None => self.pos(),
        };
        let mut name = name;
        if name.is_none() && self.is(Token::Name) {
            name = Some(self.name());
        }
        if let Some(name) = name
            && let Some(field) = self.param_after_name(at, name, sets_are_ok)
        {
            return Some(field);
        }
        let field = self.add(Kind::Field, at, [name, None]);
        if self.is(Token::DotDotDot) {
            let typ = self.dots_type();
            self.set_field(field, name, Some(typ));
            return Some(field);
        }
        if sets_are_ok && self.is_op(Operator::Tilde) {
            let elem = self.embedded_elem(None);
            let (_, typ) = self.field(elem);
            self.set_field(field, name, typ);
            return Some(field);
        }
        let typ = self.type_or_nil();
        self.set_field(field, name, typ);
        if sets_are_ok && self.is_op(Operator::Or) && typ.is_some() {
            self.embedded_elem(Some(field));
        }
        if name.is_some() || typ.is_some() {
            return Some(field);
        }
        self.syntax_error(&format!("expected {}", follow.words()));
        self.advance(&[Token::Comma, follow]);
        None
    }

    /// Reads the rest of a parameter whose name is, or begins, its type; `None` if a type
    /// follows.
    fn param_after_name(&mut self, at: usize, name: NodeId, sets_are_ok: bool) -> Option<NodeId> {
        let field = match self.tok() {
            Token::Lbrack => {
                let typ = self.array_or_type_args();
                let is_instance = matches!(self.tree.node(typ), Node::Index { .. });
                if is_instance {
                    self.tree.data[typ.index()][0] = name.number();
                }
                let own = (!is_instance).then_some(name);
                self.add(Kind::Field, at, [own, Some(typ)])
            }
            Token::Dot => {
                let typ = self.qualified_name(Some(name));
                self.add(Kind::Field, at, [None, Some(typ)])
            }
            Token::Operator if sets_are_ok && self.is_op(Operator::Or) => {
                self.add(Kind::Field, at, [None, Some(name)])
            }
            _ => return None,
        };
        if sets_are_ok && self.is_op(Operator::Or) {
            self.embedded_elem(Some(field));
        }
        Some(field)
    }

    fn dots_type(&mut self) -> NodeId {
        let at = self.pos();
        self.next();
        match self.type_or_nil() {
            Some(elem) => self.add(Kind::DotsType, at, [Some(elem), None]),
            None => {
                let bad = self.bad_expr();
                self.syntax_error("... is missing type");
                bad
            }
        }
    }

    /// Parameters = "(" [ ParameterList [ "," ] ] ")" . The parenthesis was read, and perhaps
    /// the first name, or the first name and its type. Afterwards all have a name, or none.
    pub(super) fn param_list(
        &mut self,
        name: Option<NodeId>,
        typ: Option<NodeId>,
        close: Token,
        needs_names: bool,
        dots_are_ok: bool,
    ) -> ListId {
        let complete = |p: &mut Self, name: NodeId, typ: NodeId| {
            let at = p.tree.offset(name) as usize;
            p.add(Kind::Field, at, [Some(name), Some(typ)])
        };
        if let (Some(name), Some(typ)) = (name, typ)
            && self.is(close)
        {
            self.next();
            let field = complete(self, name, typ);
            return self.tree.add_list(&[field]);
        }
        let (mut name, mut typ) = (name, typ);
        let mut counts = Counts::default();
        let start = self.tree.start_list();
        let end = self.list("parameter list", Token::Comma, close, |p| {
            let field = match (name.take(), typ.take()) {
                (Some(name), Some(typ)) => Some(complete(p, name, typ)),
                (name, _) => p.param_decl_or_nil(name, close),
            };
            if let Some(field) = field {
                let (name, typ) = p.field(field);
                counts.named += usize::from(name.is_some() && typ.is_some());
                counts.typed += usize::from(typ.is_some());
                p.tree.push_item(Some(field));
            }
            false
        });
        let list = self.tree.end_list(start);
        if list.is_none() {
            return list;
        }
        let fields: Vec<NodeId> = self.tree.list(list).collect();
        if counts.named == 0 && !needs_names {
            // All names are types.
            for field in &fields {
                if let (Some(name), _) = self.field(*field) {
                    self.set_field(*field, None, Some(name));
                }
            }
        } else if counts.named != fields.len() {
            self.distribute_types(&fields, counts, needs_names, end);
        }
        self.check_dots(&fields, dots_are_ok);
        list
    }

    /// Gives each name the type that follows, and reports parameters without a name or a type.
    fn distribute_types(
        &mut self,
        fields: &[NodeId],
        counts: Counts,
        needs_names: bool,
        end: usize,
    ) {
        let mut wrong = None;
        let mut current = None;
        for field in fields.iter().rev() {
            match self.field(*field) {
                (name, Some(typ)) => {
                    current = Some(typ);
                    if name.is_none() {
                        let at = positions::start(&self.tree, typ) as usize;
                        wrong = Some(at);
                        let name = self.new_name(at, b'_');
                        self.set_field(*field, Some(name), Some(typ));
                    }
                }
                (name, None) if current.is_some() => self.set_field(*field, name, current),
                (name, None) => {
                    let at = name.map_or(end, |name| self.tree.offset(name) as usize);
                    wrong = Some(at);
                    let bad = self.bad_expr();
                    self.tree.set_offset(bad, at as u32);
                    self.set_field(*field, name, Some(bad));
                }
            }
        }
        let Some(wrong) = wrong else {
            return;
        };
        // If all types have names, the last names have no type.
        let (at, text) = match (counts.named == counts.typed, needs_names) {
            (true, true) => (end, "missing type constraint"),
            (true, false) => (end, "missing parameter type"),
            (false, true) if fields.len() == 1 => {
                (wrong, "missing type parameter name or invalid array length")
            }
            (false, true) => (wrong, "missing type parameter name"),
            (false, false) => (wrong, "missing parameter name"),
        };
        self.syntax_error_at(at, text);
    }

    /// Reports the first `...` that may not be there, and removes all of these.
    fn check_dots(&mut self, fields: &[NodeId], dots_are_ok: bool) {
        let mut is_first = true;
        for (at, field) in fields.iter().enumerate() {
            let (name, typ) = self.field(*field);
            let Some(typ) = typ else {
                continue;
            };
            let Node::DotsType { elem } = self.tree.node(typ) else {
                continue;
            };
            if dots_are_ok && at + 1 == fields.len() {
                continue;
            }
            if std::mem::take(&mut is_first) {
                let text = if dots_are_ok {
                    "can only use ... with final parameter"
                } else {
                    "invalid use of ..."
                };
                self.error_at(self.tree.offset(typ) as usize, text.to_owned());
            }
            self.set_field(*field, name, elem);
        }
    }
}
