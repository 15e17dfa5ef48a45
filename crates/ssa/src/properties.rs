//! Properties of values and types that several passes ask for.
//!
//! Counterpart: cmd/compile/internal/ssa/value.go and cmd/compile/internal/types/type.go, whose
//! functions have the same names.

use std::cmp::Ordering;

use crate::cx::Cx;
use crate::func::Fresh;
use crate::func::Func;
use crate::ids::ValueId;
use crate::op::flags;
use crate::package::Type;
use crate::package::TypeId;
use crate::package::kind;

const fn bit(kind: u32) -> u64 {
    1 << kind
}

/// Kinds of types, a bit each.
pub(crate) const SIGNED: u64 =
    bit(kind::INT8) | bit(kind::INT16) | bit(kind::INT32) | bit(kind::INT64) | bit(kind::INT);
pub(crate) const INTEGERS: u64 = SIGNED
    | bit(kind::UINT8)
    | bit(kind::UINT16)
    | bit(kind::UINT32)
    | bit(kind::UINT64)
    | bit(kind::UINT)
    | bit(kind::UINTPTR);
pub(crate) const BOOLEANS: u64 = bit(kind::BOOL);
pub(crate) const POINTERS: u64 = bit(kind::PTR) | bit(kind::UNSAFEPTR);
pub(crate) const PTR_SHAPED: u64 = POINTERS | bit(kind::MAP) | bit(kind::CHAN) | bit(kind::FUNC);

impl Func {
    /// Returns the type of a value.
    pub(crate) fn type_of<'a>(&'a self, cx: &Cx<'a>, value: ValueId) -> Option<&'a Type> {
        self.ty(cx.package, self.value(value).ty)
    }

    /// Compares two types as the compiler orders them; a missing one is first.
    pub(crate) fn compare_types(&self, cx: &Cx<'_>, one: TypeId, other: TypeId) -> Ordering {
        match [one, other].map(|id| self.ty(cx.package, id)) {
            [Some(one), Some(other)] => one.order.compare(&other.order),
            [one, other] => one.is_some().cmp(&other.is_some()),
        }
    }

    /// Reports whether two types are identical.
    pub(crate) fn is_same_type(&self, cx: &Cx<'_>, one: TypeId, other: TypeId) -> bool {
        one == other || self.compare_types(cx, one, other) == Ordering::Equal
    }

    /// Returns the kind of a type.
    pub(crate) fn kind(&self, cx: &Cx<'_>, id: TypeId) -> Option<u32> {
        if id.0 & Fresh::BIT != 0 {
            return self.ty(cx.package, id).map(|ty| ty.kind);
        }
        cx.package.kind(id)
    }

    /// Reports whether the type of a value is of one of these kinds, a bit each.
    pub(crate) fn has_kind(&self, cx: &Cx<'_>, value: ValueId, kinds: u64) -> bool {
        let kind = self.kind(cx, self.value(value).ty);
        kind.is_some_and(|kind| kinds >> kind & 1 != 0)
    }

    /// Reports whether a type is one of the back end's own, by name.
    pub(crate) fn is_ssa_type(&self, cx: &Cx<'_>, id: TypeId, name: &str) -> bool {
        let is_own = self.kind(cx, id) == Some(kind::SSA);
        is_own && self.ty(cx.package, id).is_some_and(|ty| ty.text == name)
    }

    /// Reports whether a type is memory, or its last part is.
    pub(crate) fn is_memory_type(&self, cx: &Cx<'_>, id: TypeId) -> bool {
        match self.kind(cx, id) {
            Some(kind::SSA) => cx.package.is_memory(id) || self.is_ssa_type(cx, id, "mem"),
            Some(kind::TUPLE | kind::RESULTS) => {
                let ty = self.ty(cx.package, id);
                let last = ty.and_then(|ty| ty.components.last());
                last.is_some_and(|last| self.is_ssa_type(cx, last.ty, "mem"))
            }
            _ => false,
        }
    }

    /// Reports whether a value is a state of memory.
    pub(crate) fn is_memory(&self, cx: &Cx<'_>, value: ValueId) -> bool {
        self.is_memory_type(cx, self.value(value).ty)
    }

    /// Reports whether a value is flags of the processor.
    pub(crate) fn is_flags(&self, cx: &Cx<'_>, value: ValueId) -> bool {
        self.is_ssa_type(cx, self.value(value).ty, "flags")
    }

    /// Reports whether a value is a pair.
    pub(crate) fn is_tuple(&self, cx: &Cx<'_>, value: ValueId) -> bool {
        self.kind(cx, self.value(value).ty) == Some(kind::TUPLE)
    }

    /// Reports whether a value is a pair with flags at this index.
    pub(crate) fn has_flags_at(&self, cx: &Cx<'_>, value: ValueId, index: usize) -> bool {
        let ty = self.type_of(cx, value);
        let ty = ty.filter(|ty| ty.kind == kind::TUPLE);
        let part = ty.and_then(|ty| ty.components.get(index));
        part.is_some_and(|part| self.is_ssa_type(cx, part.ty, "flags"))
    }

    /// Reports whether the types of two values are the same one for the compiler.
    pub(crate) fn has_same_type(&self, cx: &Cx<'_>, one: ValueId, other: ValueId) -> bool {
        let [one, other] = [one, other].map(|value| self.value(value).ty);
        self.is_same_type(cx, one, other)
    }

    /// Reports whether a value is a parameter.
    pub(crate) fn is_arg(&self, cx: &Cx<'_>, value: ValueId) -> bool {
        let ops = cx.ops;
        let args = [ops.arg, ops.arg_int_reg, ops.arg_float_reg];
        args.contains(&self.value(value).op)
    }

    /// Returns the last argument, if it is memory.
    pub(crate) fn memory_arg(&self, cx: &Cx<'_>, value: ValueId) -> Option<ValueId> {
        let last = self.args(value).last().copied()?;
        self.is_memory(cx, last).then_some(last)
    }

    /// Reports whether a value without uses can be removed.
    pub(crate) fn is_removable(&self, cx: &Cx<'_>, value: ValueId) -> bool {
        let record = self.value(value);
        let stays = flags::NIL_CHECK | flags::HAS_SIDE_EFFECTS;
        cx.tables.flags(record.op) & stays == 0
            && !self.is_ssa_type(cx, record.ty, "void")
            && !self.is_memory_type(cx, record.ty)
    }
}
