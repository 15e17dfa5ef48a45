//! `new`, `panic`, `recover`, and the sizes and offsets of package unsafe.
//!
//! Counterpart: cmd/compile/internal/types2/builtins.go.

use vamos_ast::Node;
use vamos_constant::Value;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::typ;

use super::Call;
use crate::checker::Checker;
use crate::checker::GoVersion;
use crate::code::Code;
use crate::info::Selection;
use crate::info::SelectionKind;
use crate::operand::Mode;
use crate::operand::Operand;
use crate::problem::INVALID_ARG;
use vamos_types::Facts;
use vamos_types::Texts;

impl Checker<'_> {
    /// Checks `new(T)` and `new(expr)`.
    pub(super) fn new_variable(&mut self, x: &mut Operand, call: &Call) -> Option<()> {
        let arg = call.list[0];
        if !self.config.release.has_new_of_values() {
            let elem = self.var_type(arg);
            if !self.types.is_valid(elem) {
                return None;
            }
            self.set_new(x, call, elem);
            return Some(());
        }
        self.expr_or_type(x, arg, false);
        self.exclude(x, &[Mode::NoValue, Mode::Builtin]);
        match x.mode {
            Mode::Invalid => return None,
            Mode::TypExpr => self.valid_var_type(arg, x.typ),
            _ => {
                if self.types.is_untyped(x.typ) {
                    self.assignment(x, None, "argument to new");
                    if x.mode == Mode::Invalid {
                        return None;
                    }
                    debug_assert!(self.types.is_typed(x.typ));
                }
                let since = GoVersion(26);
                if !self.allow_version(since) {
                    let text = format!("new({})", self.expr_text(arg));
                    self.version_error(self.start(call.fun), since, text);
                }
            }
        }
        let elem = x.typ;
        self.set_new(x, call, elem);
        Some(())
    }

    /// Makes an operand the result of `new`.
    fn set_new(&mut self, x: &mut Operand, call: &Call, elem: TypeId) {
        x.mode = Mode::Value;
        x.typ = self.types.add(Type::Pointer { elem });
        self.record_call(call, Some(x.typ), &[elem]);
    }

    /// Checks `panic(x)`.
    pub(super) fn panic_call(&mut self, x: &mut Operand, call: &Call) -> Option<()> {
        // Such a call ends a function like a `return`.
        let results = self
            .env
            .sig
            .and_then(|sig| self.types.signature(sig).results);
        if !self.types.vars(results).is_empty() {
            self.env.is_panic.insert(call.node);
        }
        self.assignment(x, Some(typ::PLAIN_INTERFACE), "argument to panic");
        if x.mode == Mode::Invalid {
            return None;
        }
        x.mode = Mode::NoValue;
        self.record_call(call, None, &[typ::PLAIN_INTERFACE]);
        Some(())
    }

    /// Checks `recover()`.
    pub(super) fn recover_call(&mut self, x: &mut Operand, call: &Call) -> Option<()> {
        x.mode = Mode::Value;
        x.typ = typ::PLAIN_INTERFACE;
        self.record_call(call, Some(x.typ), &[]);
        Some(())
    }

    /// Checks `unsafe.Alignof(x)`.
    pub(super) fn alignof_call(&mut self, x: &mut Operand, call: &Call) -> Option<()> {
        self.assignment(x, None, "argument to unsafe.Alignof");
        if x.mode == Mode::Invalid {
            return None;
        }
        if self.has_var_size(x.typ) {
            x.mode = Mode::Value;
            self.record_call(call, Some(typ::UINTPTR), &[x.typ]);
        } else {
            x.mode = Mode::Constant;
            x.val = Value::from(self.types.alignof(x.typ));
        }
        x.typ = typ::UINTPTR;
        Some(())
    }

    /// Checks `unsafe.Sizeof(x)`.
    pub(super) fn sizeof_call(&mut self, x: &mut Operand, call: &Call) -> Option<()> {
        self.assignment(x, None, "argument to unsafe.Sizeof");
        if x.mode == Mode::Invalid {
            return None;
        }
        if self.has_var_size(x.typ) {
            x.mode = Mode::Value;
            self.record_call(call, Some(typ::UINTPTR), &[x.typ]);
        } else {
            let size = self.types.sizeof(x.typ);
            self.set_size(x, size)?;
        }
        x.typ = typ::UINTPTR;
        Some(())
    }

    /// Sets an operand to a constant size or offset; reports one that is too large.
    fn set_size(&mut self, x: &mut Operand, size: i64) -> Option<()> {
        if size < 0 {
            let text = format!("{} is too large", self.operand_text(x));
            self.error(self.operand_pos(x), Code::TypeTooLarge, text);
            return None;
        }
        x.mode = Mode::Constant;
        x.val = Value::from(size);
        Some(())
    }

    /// Checks `unsafe.Offsetof(x.f)`.
    pub(super) fn offsetof_call(&mut self, x: &mut Operand, call: &Call) -> Option<()> {
        let arg = call.list[0];
        let selector = self.source.unparen(arg);
        let Node::Selector { x: operand, sel } = self.source.node(selector) else {
            let shown = self.expr_text(arg);
            let text = format!("{INVALID_ARG}{shown} is not a selector expression");
            self.error_at(arg, Code::BadOffsetofSyntax, text);
            self.use_expr(Some(arg));
            return None;
        };
        self.expr(None, x, selector.part(operand));
        if x.mode == Mode::Invalid {
            return None;
        }
        let base = self.types.deref_struct_ptr(x.typ);
        let name = self.name(selector.part(sel));
        let pkg = Some(self.pkg);
        let (obj, index, is_indirect) = self
            .queries()
            .lookup_field_or_method(base, false, pkg, name, false);
        let Some(obj) = obj else {
            let base = self.type_text(base);
            let name = self.types.text(name);
            let text = format!("{INVALID_ARG}{base} has no single field {name}");
            self.error(self.operand_pos(x), Code::MissingFieldOrMethod, text);
            return None;
        };
        if self.types.object(obj).is_func() {
            let text = format!("{INVALID_ARG}{} is a method value", self.expr_text(arg));
            self.error_at(arg, Code::InvalidOffsetof, text);
            return None;
        }
        if is_indirect {
            let base = self.type_text(base);
            let name = self.types.text(name);
            let text = format!("{INVALID_ARG}field {name} is embedded via a pointer in {base}");
            self.error(self.operand_pos(x), Code::InvalidOffsetof, text);
            return None;
        }
        let index = index.unwrap_or_default();
        let typ = self.types.object(obj).typ.unwrap_or(typ::INVALID);
        self.record_selection(
            selector,
            Selection {
                kind: SelectionKind::FieldVal,
                recv: base,
                obj,
                index: index.clone(),
                is_indirect: false,
            },
        );
        self.record(&Operand {
            mode: match x.mode {
                Mode::Variable => Mode::Variable,
                _ => Mode::Value,
            },
            expr: Some(selector),
            typ,
            ..Operand::new()
        });
        if self.has_var_size(base) {
            x.mode = Mode::Value;
            self.record_call(call, Some(typ::UINTPTR), &[typ]);
        } else {
            let offset = self.types.offsetof(base, &index);
            self.set_size(x, offset)?;
        }
        x.typ = typ::UINTPTR;
        Some(())
    }
}
