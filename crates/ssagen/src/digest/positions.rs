//! Bases of positions, inlined calls and inlined functions by value.
//!
//! A base has its file by number, too: tables of the code have it.
//! Counterpart: none.

use std::collections::HashMap;

use vamos_base::digest::Digest;
use vamos_ir::debug::Declaration;
use vamos_ir::debug::InlinedFunction;
use vamos_ir::debug::Scopes;
use vamos_obj::Frozen;
use vamos_obj::Pos;
use vamos_obj::PosBase;

use super::bytes::Bytes;
use super::closure::Closures;
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
        if frozen
            .positions
            .base_of(Pos::from_packed(base, 0))
            .is_none()
        {
            return Digest::default();
        }
        // The calls around it, up to one that is known.
        let mut missing = Vec::new();
        let mut next = call_of(frozen, base);
        while let Some(call) = next {
            if matches!(self.calls.get(call as usize), Some(Some(_))) {
                break;
            }
            missing.push(call);
            let parent = frozen.inl_tree.get(call as usize);
            next = parent.and_then(|call| call.parent);
        }
        while let Some(call) = missing.pop() {
            let digest = self.make_call(frozen, call);
            set(&mut self.calls, call, digest);
        }
        let digest = self.make_base(frozen, base);
        set(&mut self.bases, base, digest);
        digest
    }

    /// Returns the digest of a call; the call is around a base that has one.
    pub(super) fn call(&mut self, frozen: &Frozen<'_>, call: u32) -> Digest {
        if let Some(Some(known)) = self.calls.get(call as usize) {
            return *known;
        }
        let pos = frozen.inl_tree.get(call as usize).map(|call| call.pos);
        // Makes the calls around it, too.
        self.base(frozen, pos.map_or(0, Pos::base_number));
        let digest = self.make_call(frozen, call);
        set(&mut self.calls, call, digest);
        digest
    }

    /// Makes the digest of a base; the call around it has one.
    fn make_base(&self, frozen: &Frozen<'_>, base: u32) -> Digest {
        let pos = Pos::from_packed(base, 0);
        let mut out = Bytes::default();
        let Some(found) = frozen.positions.base_of(pos) else {
            return Digest::default();
        };
        out.put_int(frozen.positions.file_and_line(pos).0.into());
        put_base(found, &mut out);
        let mut start = found.start;
        while let Some((file, line, col)) = start {
            let file = frozen.positions.base(file);
            out.put(line);
            out.put(col);
            put_base(file, &mut out);
            start = file.start;
        }
        let call = found.inl.and_then(|call| self.calls.get(call as usize));
        if let Some(Some(call)) = call {
            out.0.extend_from_slice(&call.0);
        }
        Digest::of(&out.0)
    }

    /// Makes the digest of a call; the call around it has one.
    fn make_call(&self, frozen: &Frozen<'_>, call: u32) -> Digest {
        let Some(call) = frozen.inl_tree.get(call as usize) else {
            return Digest::default();
        };
        let mut out = Bytes::default();
        let base = self.make_base(frozen, call.pos.base_number());
        out.0.extend_from_slice(&base.0);
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
        types: &mut Closures,
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
        types: &mut Closures,
        function: &InlinedFunction,
        out: &mut Bytes,
    ) {
        let object = &package.object;
        let sym = package.tables.sym(function.sym);
        out.put(sym.map_or(0, |sym| sym.abi));
        out.put(function.is_static);
        self.put_pos(object, function.pos, out);
        self.put_scopes(object, &function.scopes, out);
        out.put_len(function.variables.len());
        for variable in &function.variables {
            out.put_text(variable.text.as_bytes());
            out.put(variable.class);
            let ty = types.get(&Types(package.tables), variable.ty.0);
            out.0.extend_from_slice(&ty.0);
            self.put_pos(object, variable.pos, out);
            put_declaration(&variable.declaration, out);
            self.put_pos(object, variable.declaration.pos, out);
        }
    }

    fn put_scopes(&mut self, object: &Frozen<'_>, scopes: &Scopes, out: &mut Bytes) {
        out.put_len(scopes.parents.len());
        scopes.parents.iter().for_each(|parent| out.put(*parent));
        out.put_len(scopes.marks.len());
        for mark in &scopes.marks {
            self.put_pos(object, mark.pos, out);
            out.put(mark.scope);
        }
    }

    fn put_pos(&mut self, object: &Frozen<'_>, pos: vamos_ssa::Pos, out: &mut Bytes) {
        let base = self.base(object, pos.base);
        out.0.extend_from_slice(&base.0);
        out.put(pos.lico);
    }
}

/// Adds a declaration without its position.
pub(super) fn put_declaration(declaration: &Declaration, out: &mut Bytes) {
    out.put(declaration.dictionary_index);
    out.put_bits([
        declaration.is_inlined_parameter,
        declaration.is_inlined_local,
        declaration.is_untyped,
        declaration.has_no_algorithms,
    ]);
}

fn put_base(base: &PosBase, out: &mut Bytes) {
    out.put_text(base.filename.as_bytes());
    out.put_text(base.abs_filename.as_bytes());
    out.put(base.line);
    out.put(base.col);
}

fn set(list: &mut Vec<Option<Digest>>, at: u32, digest: Digest) {
    let at = at as usize;
    if list.len() <= at {
        list.resize(at + 1, None);
    }
    list[at] = Some(digest);
}
