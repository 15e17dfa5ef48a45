//! Literals of constants and of functions.
//!
//! Counterpart: cmd/compile/internal/types2/literals.go.

use vamos_ast::LitKind;
use vamos_ast::Node;
use vamos_base::golang::os_str;
use vamos_types::Type;

use crate::checker::Checker;
use crate::checker::Delayed;
use crate::checker::GoVersion;
use crate::code::Code;
use crate::node_ref::NodeRef;
use crate::operand::Mode;
use crate::operand::Operand;

mod composite;
mod keys;
mod promoted;

/// Numbers are at most this long: longer ones would only cost time.
const MAX_NUMBER: usize = 10_000;

impl Checker<'_> {
    /// Reports a number of a form that the version of the language does not have.
    fn lang_compat(&mut self, e: NodeRef, kind: LitKind, text: &[u8]) {
        let since = GoVersion(13);
        if text.len() <= 2 || self.allow_version(since) {
            return;
        }
        let what = if text.contains(&b'_') {
            "underscore in numeric literal"
        } else if text[0] != b'0' {
            return;
        } else {
            match text[1] {
                b'b' | b'B' => "binary literal",
                b'o' | b'O' => "0o/0O-style octal literal",
                b'x' | b'X' if kind != LitKind::Int => "hexadecimal floating-point literal",
                _ => return,
            }
        };
        self.version_error(self.start(e), since, what);
    }

    /// Checks a literal of a constant.
    pub(crate) fn basic_lit(&mut self, x: &mut Operand, e: NodeRef) {
        let Node::BasicLit { kind, .. } = self.source.node(e) else {
            unreachable!("the node is a literal");
        };
        let source = self.source.files[e.file()];
        let text = source.file.literal(source.src, e.id());
        if matches!(kind, LitKind::Int | LitKind::Float | LitKind::Imag) {
            self.lang_compat(e, kind, text);
            if text.len() > MAX_NUMBER {
                let start = os_str::decode_cow(&text[..10]);
                let len = text.len();
                let text = format!("excessively long constant: {start}... ({len} chars)");
                self.error_at(e, Code::InvalidConstVal, text);
                x.invalidate();
                return;
            }
        }
        Self::set_const(x, kind, text);
        if x.mode == Mode::Invalid {
            // The parser accepted it, so it is too large or too small.
            let text = format!("malformed constant: {}", os_str::decode_cow(text));
            self.error_at(e, Code::InvalidConstVal, text);
            return;
        }
        x.expr = Some(e);
        self.overflow(x, self.op_pos(x.expr));
    }

    /// Checks a function literal; its body is checked later.
    pub(crate) fn func_lit(&mut self, x: &mut Operand, e: NodeRef) {
        let Node::FuncLit { typ, body } = self.source.node(e) else {
            unreachable!("the node is a function literal");
        };
        let sig = self.typ(e.part(typ));
        let Type::Signature(signature) = self.types.get(sig) else {
            let text = format!("invalid function literal {}", self.expr_text(e));
            self.error_at(e, Code::InvalidSyntaxTree, text);
            x.invalidate();
            return;
        };
        if let Some(scope) = signature.scope {
            let pos = self.source.pos(e);
            let end = match e.opt(body).map(|body| self.source.node(body)) {
                Some(Node::Block { rbrace, .. }) => self.source.offset_pos(e, rbrace + 1),
                _ => pos,
            };
            let scope = self.types.scope_mut(scope);
            scope.pos = pos;
            scope.end = end;
        }
        if let Some(body) = e.opt(body).filter(|_| !self.config.ignores_bodies) {
            // The body may use a type whose declaration this literal is part of.
            self.later(Delayed::FuncLit {
                decl: self.env.decl,
                iota: self.env.iota.clone().map(Box::new),
                sig,
                body,
            });
        }
        x.mode = Mode::Value;
        x.typ = sig;
    }
}
