//! Digests of the inputs of functions: equal digests have equal results.
//!
//! A digest covers all that [`compile_func`](crate::compile_func) reads: the IR, the facts for
//! debuggers, the settings of the compiler and of the object, and the entries of the package's tables
//! that the function reaches, by value. Numbers of types, symbols, variables, bases of positions and
//! inlined calls are not in it; the order of bases and of calls is, since the compiler compares their
//! numbers. File numbers are in it: tables of the code have them.
//!
//! More may be in a digest than the result depends on. A pointer type counts with its target, and the
//! address of a read-only symbol with its content. The declarations of functions that are called do
//! not count, unless they were inlined.
//! Counterpart: none; the compiler has no cache of functions.

mod bytes;
mod closure;
mod common;
mod debug;
mod func;
mod positions;
mod tables;
#[cfg(test)]
mod tests;
mod writer;

use vamos_base::digest::Digest;
use vamos_ssa::Name;
use vamos_ssa::NameId;
use vamos_ssa::Pos;
use vamos_ssa::SymId;
use vamos_ssa::TypeId;

use crate::compile::FuncInput;
use crate::compile::Package;
use crate::input::class;
use crate::refusal::Refusal;
use bytes::Bytes;
use closure::Graph;
use closure::ReachDigests;
use positions::Positions;
use positions::call_of;
use tables::Syms;
use tables::Types;
use writer::Writer;

/// Makes digests of functions of a package. The package does not change meanwhile.
#[derive(Debug)]
pub struct Digester<'a> {
    package: Package<'a>,
    /// The digest of all that functions have in common.
    common: Digest,
    types: ReachDigests,
    syms: ReachDigests,
    positions: Positions,
    writer: Writer,
}

impl<'a> Digester<'a> {
    /// Returns a digester. `compiler` identifies the release, from which the profile follows, and this
    /// program.
    ///
    /// # Errors
    /// The tables have aux values. Functions would find them by their content.
    pub fn new(package: Package<'a>, compiler: &[u8]) -> Result<Self, Refusal> {
        if !package.tables.auxes.is_empty() {
            return Err(Refusal::Invalid("aux values before functions"));
        }
        let mut digester = Self {
            package,
            common: Digest::default(),
            types: ReachDigests::default(),
            syms: ReachDigests::default(),
            positions: Positions::default(),
            writer: Writer::new(&package),
        };
        digester.common = digester.common(compiler);
        Ok(digester)
    }

    /// Returns the digest of a function.
    pub fn func(&mut self, input: &FuncInput<'_>) -> Digest {
        self.writer.begin();
        self.writer.put_digest(self.common);
        self.put_func(input.ir);
        self.put_object(input);
        self.put_debug(input);
        self.put_names();
        self.put_tables();
        self.put_locality();
        Digest::of(&self.writer.bytes.0)
    }

    /// Adds the variables that the function uses.
    fn put_names(&mut self) {
        let mut at = 0;
        while let Some(id) = self.writer.names.used.get(at).copied() {
            at += 1;
            let name = self.package.tables.name(NameId(id));
            self.writer.put(name.is_some());
            if let Some(name) = name {
                put_name(&mut self.writer, name);
            }
        }
    }

    /// Adds the other entries that the function uses.
    fn put_tables(&mut self) {
        let Self {
            package,
            types,
            syms,
            positions,
            writer,
            ..
        } = self;
        let object = &package.object;
        let graph = Types(package.tables);
        let mut at = 0;
        while let Some(ty) = writer.types.used.get(at).copied() {
            at += 1;
            writer.bytes.put_digest(types.get(&graph, ty));
            // Types with equal spellings have equal digests; their numbers distinguish them.
            for part in graph.unnamed_parts(TypeId(ty)) {
                writer.put_type(part);
            }
        }
        let graph = Syms(package.tables);
        for sym in &writer.syms.used {
            // Most symbols have no content, and a name as short as a digest.
            let has_content = package.tables.data.contains_key(&SymId(*sym));
            writer.bytes.put(has_content);
            if has_content {
                writer.bytes.put_digest(syms.get(&graph, *sym));
            } else {
                graph.put_own(*sym, &mut writer.bytes);
            }
        }
        for at in 0..writer.bases.used.len() {
            let base = writer.bases.used[at];
            writer.put_digest(positions.base(object, base));
            writer.put_call(call_of(object, base).map(i64::from));
            // Passes ask the tables.
            writer.put_call(package.tables.inlined_call(base));
        }
        let mut at = 0;
        while let Some(number) = writer.calls.used.get(at).copied() {
            at += 1;
            writer.put_digest(positions.call(object, number));
            let Some(call) = object.inl_tree.get(number as usize) else {
                continue;
            };
            writer.put_call(call.parent.map(i64::from));
            let name = &object.symbols[call.func].name;
            let inlined = positions.inlined(package, types, name);
            writer.put(inlined.is_some());
            if let Some(inlined) = inlined {
                writer.put_digest(inlined);
            }
        }
        put_order(&writer.calls.used, &mut writer.bytes);
        put_order(&writer.bases.used, &mut writer.bytes);
        // Positions of variables are also compared as texts.
        let bases = writer.bases.used.iter();
        let texts: Vec<String> = bases.map(u32::to_string).collect();
        put_order(&texts, &mut writer.bytes);
    }
}

/// Reports whether variables of a class are in a function.
fn is_local(variable: u32) -> bool {
    (class::AUTO..=class::RESULT).contains(&variable)
}

/// Adds a variable.
fn put_name(writer: &mut Writer, name: &Name) {
    let Name {
        text,
        class,
        ty,
        flags,
        pos: (base, lico),
        func,
    } = name;
    writer.put_text(text.as_bytes());
    writer.put(*class);
    writer.put_type(*ty);
    writer.put(*flags);
    writer.put_sym(*func);
    if !is_local(*class) {
        return;
    }
    let parts = [u32::try_from(*base), u32::try_from(*lico)];
    writer.put_bits(parts.map(|part| part.is_ok()));
    if let [Ok(base), Ok(lico)] = parts {
        writer.put_pos(Pos { base, lico });
    } else {
        // No position has such numbers.
        writer.put(*base);
        writer.put(*lico);
    }
}

/// Adds the order of entries that are unlike each other.
fn put_order(entries: &[impl Ord], out: &mut Bytes) {
    if entries.is_sorted() {
        out.put_len(0);
        return;
    }
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by_key(|at| &entries[*at]);
    out.put_len(order.len());
    for entry in order {
        out.put_len(entry);
    }
}
