//! The facts of a function besides its IR by value.
//!
//! Counterpart: none.

use vamos_ir::debug::DebugFacts;
use vamos_ir::debug::Mark;
use vamos_ir::debug::Scopes;
use vamos_obj::Attributes;
use vamos_obj::Frozen;
use vamos_obj::Function;
use vamos_obj::Reloc;

use super::Digester;
use super::positions::put_declaration;
use super::writer::Writer;
use crate::compile::FuncInput;

impl Digester<'_> {
    /// Adds the facts of the object about a function.
    pub(super) fn put_object(&mut self, input: &FuncInput<'_>) {
        let Self {
            package, writer, ..
        } = self;
        let object = &package.object;
        let sym = (input.ir.sym.0 as usize).checked_sub(1);
        let sym = sym.and_then(|at| package.syms.get(at));
        writer.put(sym.is_some());
        if let Some(sym) = sym {
            let mut function = Function::new(*sym);
            object.prepare(&mut function, Vec::new());
            writer.put(function.code.attributes.bits());
            let facts = function.facts;
            writer.put(facts.func_id);
            writer.put(facts.func_flag);
            writer.put_int(facts.start_line.into());
            writer.put_int(facts.align.into());
        }
        put_relocs(writer, object, input.relocs);
        if input.ir.facts.symbol.is_package_init {
            let inits = package.map_inits.iter();
            let names = inits.map(|sym| &*object.symbols[*sym].name);
            let mut names: Vec<&str> = names.collect();
            names.sort_unstable();
            writer.put_len(names.len());
            for name in names {
                writer.put_text(name.as_bytes());
            }
        }
    }

    /// Adds the facts of a function for debuggers.
    pub(super) fn put_debug(&mut self, input: &FuncInput<'_>) {
        let Self {
            package,
            writer,
            types,
            positions,
            ..
        } = self;
        let Some(facts) = input.debug else {
            writer.put(false);
            return;
        };
        writer.put(true);
        put_facts(writer, facts);
        let name = package.tables.sym(input.ir.sym).map(|sym| &*sym.name);
        let own = name.filter(|name| {
            let inlined = package.inlined.get(*name);
            inlined.is_some_and(|inlined| inlined.sym == input.ir.sym)
        });
        let digest = own.and_then(|name| positions.inlined(package, types, name));
        writer.put(digest.is_some());
        if let Some(digest) = digest {
            writer.put_digest(digest);
        }
    }

    /// Adds the facts of the object about the symbols that the function uses.
    pub(super) fn put_locality(&mut self) {
        let Self {
            package, writer, ..
        } = self;
        if !package.object.options.is_dynlink {
            return;
        }
        for sym in &writer.syms.used {
            let sym = (*sym as usize).checked_sub(1);
            let sym = sym.and_then(|at| package.syms.get(at));
            let symbol = sym.map(|sym| &package.object.symbols[*sym]);
            let is_local = symbol.is_some_and(|symbol| symbol.has(Attributes::LOCAL));
            writer.bytes.put(is_local);
        }
    }
}

/// Adds the relocations that a symbol has before its code.
fn put_relocs(writer: &mut Writer, object: &Frozen<'_>, relocs: &[Reloc]) {
    writer.put_len(relocs.len());
    for reloc in relocs {
        writer.put_int(reloc.off.into());
        writer.put(reloc.siz);
        writer.put(reloc.kind.0);
        writer.put_int(reloc.add);
        writer.put(reloc.sym.is_some());
        if let Some(sym) = reloc.sym {
            let symbol = &object.symbols[sym];
            writer.put_text(symbol.name.as_bytes());
            writer.put(symbol.abi as u16);
        }
    }
}

fn put_facts(writer: &mut Writer, facts: &DebugFacts) {
    let DebugFacts {
        describes_inlined,
        scopes: Scopes { parents, marks },
        declarations,
        before_inlining,
    } = facts;
    writer.put(*describes_inlined);
    writer.put_len(parents.len());
    parents.iter().for_each(|parent| writer.put(*parent));
    writer.put_len(marks.len());
    for Mark { pos, scope } in marks {
        writer.put_pos(*pos);
        writer.put(*scope);
    }
    writer.put_len(declarations.len());
    for (name, declaration) in declarations {
        writer.put_name(*name);
        let pos = put_declaration(declaration, &mut writer.bytes);
        writer.put_pos(pos);
    }
    writer.put_len(before_inlining.len());
    for name in before_inlining {
        writer.put_name(*name);
    }
}
