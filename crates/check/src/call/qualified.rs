//! Names of objects in other packages.
//!
//! Counterpart: cmd/compile/internal/types2/call.go.

use vamos_base::golang::unicode;
use vamos_types::ObjId;
use vamos_types::ObjectKind;
use vamos_types::PkgId;
use vamos_types::Type;
use vamos_types::typ;

use crate::call::selector::Selector;
use crate::checker::Checker;
use crate::code::Code;
use crate::operand::Mode;
use crate::operand::Operand;

/// The prefixes of the names that cgo gives to declarations of C.
const CGO_PREFIXES: [&str; 8] = [
    "_Ciconst_",
    "_Cfconst_",
    "_Csconst_",
    "_Ctype_",
    "_Cvar_",
    "_Cfpvar_fp_",
    "_Cfunc_",
    "_Cmacro_",
];

impl Checker<'_> {
    /// Checks a selector of a package; reports whether it is valid.
    pub(super) fn qualified(&mut self, x: &mut Operand, e: Selector, pkg_name: ObjId) -> bool {
        let ObjectKind::PkgName { imported } = self.types.object(pkg_name).kind else {
            unreachable!("the caller has seen the name of a package");
        };
        self.record_use(e.base, pkg_name);
        self.usage.pkg_names.insert(pkg_name);
        let mut func_mode = Mode::Value;
        let is_cgo = self.types.package(imported).is_cgo;
        let exp = if is_cgo {
            let sel = self.types.text(e.name).to_owned();
            // C.malloc is called by a function without an error.
            let sel = match sel.as_str() {
                "malloc" => "_CMalloc".to_owned(),
                _ => {
                    func_mode = Mode::CgoFunc;
                    sel
                }
            };
            let Some(exp) = self.cgo_object(&sel) else {
                if is_valid_name(&sel) {
                    let text = format!("undefined: {}", self.expr_text(e.node));
                    self.error_at(e.sel, Code::UndeclaredImportedName, text);
                }
                return false;
            };
            self.obj_decl(exp);
            exp
        } else {
            let Some(exp) = self.exported_object(e, imported) else {
                return false;
            };
            exp
        };
        self.record_use(e.sel, exp);
        let object = self.types.object(exp);
        let has_prefix = |prefix| is_cgo && self.types.text(object.name).starts_with(prefix);
        let typ = object.typ.unwrap_or(typ::INVALID);
        x.typ = typ;
        match &object.kind {
            ObjectKind::Const { val } => {
                x.mode = Mode::Constant;
                x.val = val.clone();
            }
            ObjectKind::TypeName => x.mode = Mode::TypExpr,
            ObjectKind::Var { .. } => {
                x.mode = Mode::Variable;
                if has_prefix("_Cvar_")
                    && let Type::Pointer { elem } = self.types.get(typ)
                {
                    x.typ = *elem;
                }
            }
            ObjectKind::Func { .. } => {
                x.mode = func_mode;
                if has_prefix("_Cmacro_") {
                    x.mode = Mode::Value;
                    let results = self.types.vars(self.types.signature(typ).results);
                    x.typ = self.types.var_types(results)[0];
                }
            }
            ObjectKind::Builtin(id) => {
                x.mode = Mode::Builtin;
                x.id = Some(*id);
            }
            ObjectKind::PkgName { .. } | ObjectKind::Label | ObjectKind::Nil => {
                unreachable!("packages declare no such objects")
            }
        }
        true
    }

    /// Returns the object that cgo has declared in this package for a name of C.
    fn cgo_object(&mut self, sel: &str) -> Option<ObjId> {
        CGO_PREFIXES.iter().find_map(|prefix| {
            let name = self.types.find_name(&format!("{prefix}{sel}"))?;
            self.lookup(name)
        })
    }

    /// Returns an object that an imported package declares; reports a missing or unexported one.
    fn exported_object(&mut self, e: Selector, pkg: PkgId) -> Option<ObjId> {
        let Some(exp) = self.types.lookup_imported(pkg, e.name) else {
            let sel = self.types.text(e.name).to_owned();
            if !self.types.package(pkg).is_fake && is_valid_name(&sel) {
                let mut text = format!("undefined: {}", self.expr_text(e.node));
                if let Some(alt) = self.types.exported_ignoring_case(pkg, &sel) {
                    text += &format!(" (but have {alt})");
                }
                self.error_at(e.sel, Code::UndeclaredImportedName, text);
            }
            return None;
        };
        if !self.types.is_exported(e.name) {
            let sel = self.types.text(e.name);
            let pkg = self.types.text(self.types.package(pkg).name);
            let text = format!("name {sel} not exported by package {pkg}");
            self.error_at(e.sel, Code::UnexportedName, text);
        }
        Some(exp)
    }
}

/// Reports whether a text could be the name of something; the parser has reported others.
fn is_valid_name(text: &str) -> bool {
    text.chars()
        .enumerate()
        .all(|(i, c)| c == '_' || unicode::is_letter(c) || i > 0 && unicode::is_digit(c))
}
