//! Bases of positions, inlined calls and inlined functions by value.
//!
//! A base has its file by number, too: tables of the code have it.
//! Counterpart: none.

use std::collections::HashMap;

use vamos_base::digest::Digest;
use vamos_ir::debug::Declaration;
use vamos_ir::debug::InlinedFunction;
use vamos_ir::debug::InlinedVariable;
use vamos_ir::debug::Mark;
use vamos_ir::debug::Scopes;
use vamos_obj::Frozen;
use vamos_obj::InlinedCall;
use vamos_obj::Pos;
use vamos_obj::PosBase;

use super::bytes::Bytes;
use super::closure::ReachDigests;
use super::tables::Types;
use crate::compile::Package;

/// Digests of an object's bases and inlined calls, which are made when they are needed.
#[derive(Debug, Default)]
pub(super) struct Positions {
    /// By number, from 1 on.
    bases: Vec<Option<Digest>>,
    /// By number.
    calls: Vec<Option<Digest>>,
    /// By the name of the function.
    inlined: HashMap<Box<str>, Digest>,
}

/// Returns the inlined call that the code of a base is in.
pub(super) fn call_of(frozen: &Frozen<'_>, base: u32) -> Option<u32> {
    frozen.positions.base_of(Pos::from_packed(base, 0))?.inl
}

impl Positions {
    /// Returns the digest of a base, with the call that its code is in.
    pub(super) fn base(&mut self, frozen: &Frozen<'_>, base: u32) -> Digest {
        if let Some(Some(known)) = self.bases.get(base as usize) {
            return *known;
        }
        if let Some(call) = call_of(frozen, base) {
            self.call(frozen, call);
        }
        let digest = self.make_base(frozen, base);
        if frozen
            .positions
            .base_of(Pos::from_packed(base, 0))
            .is_some()
        {
            set(&mut self.bases, base, digest);
        }
        digest
    }

    /// Returns the digest of a call, with the calls around it.
    pub(super) fn call(&mut self, frozen: &Frozen<'_>, call: u32) -> Digest {
        // The calls around it, up to one that has a digest.
        let mut missing = Vec::new();
        let mut next = Some(call);
        while let Some(call) = next {
            let Some(found) = frozen.inl_tree.get(call as usize) else {
                break;
            };
            if matches!(self.calls.get(call as usize), Some(Some(_))) {
                break;
            }
            missing.push((call, found));
            next = found.parent;
        }
        while let Some((number, call)) = missing.pop() {
            let digest = self.make_call(frozen, call);
            set(&mut self.calls, number, digest);
        }
        let mut out = Bytes::default();
        self.put_call(Some(call), &mut out);
        Digest::of(&out.0)
    }

    /// Adds a call that has a digest; one that the object does not have by its number.
    fn put_call(&self, call: Option<u32>, out: &mut Bytes) {
        let known = call.map(|call| (call, self.calls.get(call as usize)));
        match known {
            None => out.put(0_u32),
            Some((_, Some(Some(digest)))) => {
                out.put(1_u32);
                out.put_digest(*digest);
            }
            Some((call, _)) => {
                out.put(2_u32);
                out.put(call);
            }
        }
    }

    /// Makes the digest of a base; the call around it has one.
    fn make_base(&self, frozen: &Frozen<'_>, base: u32) -> Digest {
        let pos = Pos::from_packed(base, 0);
        let mut out = Bytes::default();
        let Some(found) = frozen.positions.base_of(pos) else {
            // Number 0 is no base, and others are unknown.
            out.put(false);
            out.put(base);
            return Digest::of(&out.0);
        };
        out.put(true);
        out.put_int(frozen.positions.file_and_line(pos).0.into());
        let mut next = Some(found);
        while let Some(base) = next {
            next = put_base(frozen, base, &mut out);
        }
        self.put_call(found.inl, &mut out);
        Digest::of(&out.0)
    }

    /// Makes the digest of a call; the call around it has one.
    fn make_call(&self, frozen: &Frozen<'_>, call: &InlinedCall) -> Digest {
        let mut out = Bytes::default();
        out.put_digest(self.make_base(frozen, call.pos.base_number()));
        out.put(call.pos.packed());
        let symbol = &frozen.symbols[call.func];
        out.put_text(symbol.name.as_bytes());
        out.put(symbol.abi as u16);
        out.put_text(call.name.as_bytes());
        Digest::of(&out.0)
    }

    /// Returns the digest of an inlined function; `None` if no function has the name.
    pub(super) fn inlined(
        &mut self,
        package: &Package<'_>,
        types: &mut ReachDigests,
        name: &str,
    ) -> Option<Digest> {
        if let Some(known) = self.inlined.get(name) {
            return Some(*known);
        }
        let function = package.inlined.get(name)?;
        let mut out = Bytes::default();
        self.put_inlined(package, types, function, &mut out);
        let digest = Digest::of(&out.0);
        self.inlined.insert(name.into(), digest);
        Some(digest)
    }

    fn put_inlined(
        &mut self,
        package: &Package<'_>,
        types: &mut ReachDigests,
        function: &InlinedFunction,
        out: &mut Bytes,
    ) {
        let object = &package.object;
        let InlinedFunction {
            sym,
            pos,
            is_static,
            scopes,
            variables,
        } = function;
        let sym = package.tables.sym(*sym);
        out.put_bits([sym.is_some(), *is_static]);
        out.put(sym.map_or(0, |sym| sym.abi));
        self.put_pos(object, *pos, out);
        self.put_scopes(object, scopes, out);
        out.put_len(variables.len());
        for variable in variables {
            let InlinedVariable {
                text,
                class,
                ty,
                pos,
                declaration,
            } = variable;
            out.put_text(text.as_bytes());
            out.put(*class);
            out.put_digest(types.get(&Types(package.tables), ty.0));
            self.put_pos(object, *pos, out);
            let pos = put_declaration(declaration, out);
            self.put_pos(object, pos, out);
        }
    }

    fn put_scopes(&mut self, object: &Frozen<'_>, scopes: &Scopes, out: &mut Bytes) {
        let Scopes { parents, marks } = scopes;
        out.put_len(parents.len());
        parents.iter().for_each(|parent| out.put(*parent));
        out.put_len(marks.len());
        for Mark { pos, scope } in marks {
            self.put_pos(object, *pos, out);
            out.put(*scope);
        }
    }

    fn put_pos(&mut self, object: &Frozen<'_>, pos: vamos_ssa::Pos, out: &mut Bytes) {
        out.put_digest(self.base(object, pos.base));
        out.put(pos.lico);
    }
}

/// Adds a declaration without its position, which is returned.
pub(super) fn put_declaration(declaration: &Declaration, out: &mut Bytes) -> vamos_ssa::Pos {
    let Declaration {
        pos,
        dictionary_index,
        is_inlined_parameter,
        is_inlined_local,
        is_untyped,
        has_no_algorithms,
    } = *declaration;
    out.put(dictionary_index);
    out.put_bits([
        is_inlined_parameter,
        is_inlined_local,
        is_untyped,
        has_no_algorithms,
    ]);
    pos
}

/// Adds a base without the call around it. Returns the base that it is a part of.
fn put_base<'a>(frozen: &Frozen<'a>, base: &PosBase, out: &mut Bytes) -> Option<&'a PosBase> {
    let PosBase {
        start,
        filename,
        abs_filename,
        line,
        col,
        inl: _,
    } = base;
    out.put_text(filename.as_bytes());
    out.put_text(abs_filename.as_bytes());
    out.put(*line);
    out.put(*col);
    out.put(start.is_some());
    let (file, line, col) = (*start)?;
    out.put(line);
    out.put(col);
    Some(frozen.positions.base(file))
}

fn set(list: &mut Vec<Option<Digest>>, at: u32, digest: Digest) {
    let at = at as usize;
    if list.len() <= at {
        list.resize(at + 1, None);
    }
    list[at] = Some(digest);
}
