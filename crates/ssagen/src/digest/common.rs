//! All that functions of a package have in common.
//!
//! Functions find some types and symbols by name, without a reference in their IR.
//! Counterpart: none.

use vamos_base::digest::Digest;
use vamos_ir::Header;
use vamos_obj::Attributes;
use vamos_obj::Frozen;
use vamos_obj::SymId;
use vamos_ssa::basic_spellings;
use vamos_ssa::kind;

use super::Digester;
use super::bytes::Bytes;
use super::tables::Types;
use crate::compile::Package;
use crate::input::RuntimeSyms;

/// Types besides the basic ones that functions find by spelling.
const FOUND: [&str; 2] = ["interface {}", "unsafe.Pointer"];

impl Digester<'_> {
    /// Returns the digest of all that functions have in common.
    pub(super) fn common(&mut self, compiler: &[u8]) -> Digest {
        let mut out = Bytes::default();
        out.put_text(compiler);
        let Package {
            tables,
            header,
            object,
            ..
        } = self.package;
        out.put_text(format!("{:?}", tables.header).as_bytes());
        self.put_header(header, &mut out);
        let mut options = object.options.clone();
        // Code has the size of references to text, not the number of functions.
        let (_, size) = options.debug.text_index();
        options.debug.text_count = size.into();
        out.put_text(format!("{options:?}").as_bytes());
        self.put_found_types(&mut out);
        self.put_found_symbols(&mut out);
        Digest::of(&out.0)
    }

    /// Adds the settings of the compiler.
    fn put_header(&mut self, header: &Header, out: &mut Bytes) {
        let Header {
            op_names: _,
            ops: _,
            flags,
            package,
            largest_store,
            goamd64,
            size_classes,
            passes,
            map,
            map_len,
            defer,
        } = header;
        let settings = (flags, package, largest_store, goamd64, size_classes, passes);
        out.put_text(format!("{settings:?}").as_bytes());
        for ty in [map, map_len, defer] {
            let digest = self.types.get(&Types(self.package.tables), ty.0);
            out.put_digest(digest);
        }
    }

    /// Adds the types that functions find by spelling, with pointers to them and to those.
    fn put_found_types(&mut self, out: &mut Bytes) {
        let tables = self.package.tables;
        for text in basic_spellings().chain(FOUND) {
            for stars in ["", "*", "**"] {
                let text = format!("{stars}{text}");
                let found = tables.find_type(&text, &text);
                out.put(found.is_some());
                if let Some(ty) = found {
                    out.put_digest(self.types.get(&Types(tables), ty.0));
                }
            }
        }
        // Functions make them of any other types.
        let is_made = |kind| [kind::SSA, kind::TUPLE, kind::RESULTS].contains(&kind);
        let types = tables.types.iter().zip(1..);
        let made = types.filter(|(ty, _)| is_made(ty.kind));
        let made = made.map(|(_, number)| self.types.get(&Types(tables), number));
        let mut made: Vec<Digest> = made.collect();
        made.sort_unstable();
        out.put_len(made.len());
        made.into_iter().for_each(|digest| out.put_digest(digest));
    }

    /// Adds the facts of the object about symbols that functions find by name.
    fn put_found_symbols(&self, out: &mut Bytes) {
        let Package {
            object,
            runtime,
            syms,
            ..
        } = &self.package;
        let RuntimeSyms {
            defer_return,
            write_barriers,
            panic_bounds,
        } = runtime;
        let known = [defer_return, panic_bounds].into_iter();
        for sym in known.chain(write_barriers) {
            put_symbol(object, *sym, out);
        }
        if !object.options.is_dynlink {
            return;
        }
        let local = syms.iter().filter(|sym| is_local(object, **sym));
        let mut texts: Vec<Vec<u8>> = local
            .map(|sym| {
                let mut text = Bytes::default();
                put_symbol(object, *sym, &mut text);
                text.0
            })
            .collect();
        texts.sort_unstable();
        out.put_len(texts.len());
        texts.iter().for_each(|text| out.put_text(text));
    }
}

fn is_local(object: &Frozen<'_>, sym: SymId) -> bool {
    object.symbols[sym].has(Attributes::LOCAL)
}

fn put_symbol(object: &Frozen<'_>, sym: SymId, out: &mut Bytes) {
    let symbol = &object.symbols[sym];
    out.put_text(symbol.name.as_bytes());
    out.put(symbol.abi as u16);
    out.put(is_local(object, sym));
}
