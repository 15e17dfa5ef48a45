//! The symbol of a function, before the function is compiled.
//!
//! Counterpart: cmd/compile/internal/ir/abi.go (`InitLSym`, `setupTextLSym`).

use vamos_ir::Func as IrFunc;
use vamos_obj::Attributes;
use vamos_obj::Link;
use vamos_obj::Pos;
use vamos_obj::SymId;
use vamos_obj::text_flag;

/// Functions that may be below a deferred function that recovers, so that they count as wrappers:
/// package and name.
const LIKE_WRAPPERS: [(&str, &str); 3] = [
    ("runtime", "reflectcall"),
    ("reflect", "callReflect"),
    ("reflect", "callMethod"),
];

/// Declares a function in an object: the facts of its symbol, and its place in the text.
pub fn declare_func(link: &mut Link, sym: SymId, ir: &IrFunc) {
    let flags = flags(ir, &link.options.pkgpath);
    let facts = ir.facts.symbol;
    let symbol = &mut link.symbols[sym];
    symbol
        .attributes
        .set(Attributes::C_FUNC, facts.is_system_stack);
    link.init_text_sym(sym, flags, Pos::from_packed(ir.pos.base, ir.pos.lico));
    if facts.calls_methods_by_name {
        // Set after the declaration.
        link.symbols[sym].set(Attributes::REFLECT_METHOD);
    }
}

/// Returns the flags of a function's TEXT in a package.
fn flags(ir: &IrFunc, package: &str) -> i64 {
    // The text after the last comma is the ABI.
    let name = ir.name.rsplit_once(',').map_or(&*ir.name, |parts| parts.0);
    let facts = ir.facts.symbol;
    let is_wrapper = facts.is_wrapper || LIKE_WRAPPERS.contains(&(package, name));
    let flags = [
        (facts.is_duplicate_ok, text_flag::DUPOK),
        (is_wrapper, text_flag::WRAPPER),
        (facts.is_abi_wrapper, text_flag::ABIWRAPPER),
        (ir.facts.needs_context, text_flag::NEEDCTXT),
        (ir.facts.is_nosplit, text_flag::NOSPLIT),
        (facts.is_package_init, text_flag::PKGINIT),
    ];
    let set = flags.iter().filter(|(is_set, _)| *is_set);
    set.fold(0, |flags, (_, flag)| flags | flag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_of_reflection_count_as_wrappers() {
        let mut ir = IrFunc {
            name: "callMethod,1".to_owned(),
            ..IrFunc::default()
        };
        assert_eq!(flags(&ir, "reflect"), text_flag::WRAPPER);
        assert_eq!(flags(&ir, "p"), 0);
        ir.name = "f[go.shape.int,go.shape.int],1".to_owned();
        ir.facts.is_nosplit = true;
        ir.facts.symbol.is_duplicate_ok = true;
        assert_eq!(flags(&ir, "p"), text_flag::NOSPLIT | text_flag::DUPOK);
    }
}
