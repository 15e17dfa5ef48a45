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
mod debug;
mod func;
mod positions;
mod tables;
#[cfg(test)]
mod tests;
mod writer;

use std::cmp::Ordering;

use vamos_base::digest::Digest;
use vamos_ssa::NameId;
use vamos_ssa::Pos;
use vamos_ssa::SymId;

use crate::compile::FuncInput;
use crate::compile::Package;
use crate::input::class;
use bytes::Bytes;
use closure::Closures;
use closure::Graph;
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
    types: Closures,
    syms: Closures,
    positions: Positions,
    writer: Writer,
}

impl<'a> Digester<'a> {
    /// Returns a digester. `compiler` identifies the release, from which the profile follows, and this
    /// program.
    pub fn new(package: Package<'a>, compiler: &[u8]) -> Self {
        let mut digester = Self {
            package,
            common: Digest::default(),
            types: Closures::default(),
            syms: Closures::default(),
            positions: Positions::default(),
            writer: Writer::new(&package),
        };
        digester.common = digester.common(compiler);
        digester
    }

    /// Returns the digest of a function.
    pub fn func(&mut self, input: &FuncInput<'_>) -> Digest {
        self.writer.begin();
        self.writer.bytes.0.extend_from_slice(&self.common.0);
        self.put_func(input.ir);
        self.put_object(input);
        self.put_debug(input);
        self.put_names();
        self.put_tables();
        self.put_locality();
        Digest::of(&self.writer.bytes.0)
    }

    /// Returns the digest of the settings of the compiler and of the object.
    fn common(&mut self, compiler: &[u8]) -> Digest {
        let mut out = Bytes::default();
        out.put_text(compiler);
        let Package {
            tables,
            header,
            object,
            ..
        } = self.package;
        out.put_text(format!("{:?}", tables.header).as_bytes());
        let settings = (
            header.flags,
            &header.package,
            header.largest_store,
            header.goamd64,
            &header.size_classes,
            &header.passes,
        );
        out.put_text(format!("{settings:?}").as_bytes());
        for ty in [header.map, header.map_len, header.defer] {
            let digest = self.types.get(&Types(tables), ty.0);
            out.0.extend_from_slice(&digest.0);
        }
        let mut options = object.options.clone();
        // Code has the size of references to text, not the number of functions.
        let (_, size) = options.debug.text_index();
        options.debug.text_count = size.into();
        out.put_text(format!("{options:?}").as_bytes());
        Digest::of(&out.0)
    }

    /// Adds the variables that the function uses.
    fn put_names(&mut self) {
        let mut at = 0;
        while let Some(id) = self.writer.names.used.get(at).copied() {
            at += 1;
            let Some(name) = self.package.tables.name(NameId(id)) else {
                continue;
            };
            let writer = &mut self.writer;
            writer.put_text(name.text.as_bytes());
            writer.put(name.class);
            writer.put_type(name.ty);
            writer.put(name.flags);
            writer.put_sym(name.func);
            if is_local(name.class) {
                let [base, lico] = [name.pos.0, name.pos.1].map(|part| part as u32);
                writer.put_pos(Pos { base, lico });
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
        for ty in &writer.types.used {
            let digest = types.get(&Types(package.tables), *ty);
            writer.bytes.0.extend_from_slice(&digest.0);
        }
        let graph = Syms(package.tables);
        for sym in &writer.syms.used {
            // Most symbols have no content, and a name as short as a digest.
            let has_content = package.tables.data.contains_key(&SymId(*sym));
            writer.bytes.put(has_content);
            if has_content {
                let digest = syms.get(&graph, *sym);
                writer.bytes.0.extend_from_slice(&digest.0);
            } else {
                graph.put_own(*sym, &mut writer.bytes);
            }
        }
        for at in 0..writer.bases.used.len() {
            let base = writer.bases.used[at];
            let digest = positions.base(object, base);
            writer.bytes.0.extend_from_slice(&digest.0);
            writer.put_call(call_of(object, base));
        }
        let mut at = 0;
        while let Some(call) = writer.calls.used.get(at).copied() {
            at += 1;
            let Some(call) = call.checked_sub(1) else {
                continue;
            };
            let digest = positions.call(object, call);
            writer.bytes.0.extend_from_slice(&digest.0);
            let Some(call) = object.inl_tree.get(call as usize) else {
                continue;
            };
            writer.put_call(call.parent);
            let name = &object.symbols[call.func].name;
            if let Some(inlined) = positions.inlined(package, types, name) {
                writer.bytes.0.extend_from_slice(&inlined.0);
            }
        }
        put_order(&writer.calls.used, u32::cmp, &mut writer.bytes);
        put_order(&writer.bases.used, u32::cmp, &mut writer.bytes);
        // Positions of variables are also compared as texts.
        let as_text = |one: &u32, other: &u32| one.to_string().cmp(&other.to_string());
        put_order(&writer.bases.used, as_text, &mut writer.bytes);
    }
}

/// Reports whether variables of a class are in a function.
fn is_local(variable: u32) -> bool {
    (class::AUTO..=class::RESULT).contains(&variable)
}

/// Adds the order of entries.
fn put_order(entries: &[u32], compare: impl Fn(&u32, &u32) -> Ordering, out: &mut Bytes) {
    if entries.is_sorted_by(|one, next| compare(one, next).is_lt()) {
        out.put_len(0);
        return;
    }
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by(|one, other| compare(&entries[*one], &entries[*other]));
    out.put_len(order.len());
    for entry in order {
        out.put_len(entry);
    }
}
