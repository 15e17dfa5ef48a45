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
use crate::type_facts::EmptyType;

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
    #[inline]
    pub(crate) fn kind(&self, cx: &Cx<'_>, id: TypeId) -> Option<u32> {
        if id.0 & Fresh::BIT != 0 {
            return self.ty(cx.package, id).map(|ty| ty.kind);
        }
        cx.package.facts.kind(id.0)
    }

    /// Returns the size of a type, in bytes.
    #[inline]
    pub(crate) fn size(&self, cx: &Cx<'_>, id: TypeId) -> Option<i64> {
        if id.0 & Fresh::BIT != 0 {
            return self.ty(cx.package, id).map(|ty| ty.size);
        }
        cx.package.facts.size(id.0)
    }

    /// Reports whether the type of a value is of one of these kinds, a bit each.
    pub(crate) fn has_kind(&self, cx: &Cx<'_>, value: ValueId, kinds: u64) -> bool {
        let kind = self.kind(cx, self.value(value).ty);
        kind.is_some_and(|kind| kinds >> kind & 1 != 0)
    }

    /// Reports whether a type is a type without content.
    #[inline]
    pub(crate) fn is_empty_type(&self, cx: &Cx<'_>, id: TypeId, empty: EmptyType) -> bool {
        if id.0 & Fresh::BIT == 0 {
            return cx.package.facts.is_empty(id.0, empty);
        }
        let ty = self.ty(cx.package, id);
        ty.is_some_and(|ty| ty.empty_type() == Some(empty))
    }

    /// Reports whether values of a type have no content: memory, flags, and nothing.
    pub(crate) fn has_no_content(&self, cx: &Cx<'_>, id: TypeId) -> bool {
        let types = [EmptyType::Memory, EmptyType::Flags, EmptyType::Void];
        types.iter().any(|empty| self.is_empty_type(cx, id, *empty))
    }

    /// Reports whether a value is in a register, unless its type is not known.
    pub(crate) fn needs_register(&self, cx: &Cx<'_>, value: ValueId) -> Option<bool> {
        let id = self.value(value).ty;
        Some(match self.kind(cx, id)? {
            kind::TUPLE => false,
            kind::RESULTS => !self.is_memory(cx, value),
            kind::SSA => !self.has_no_content(cx, id),
            _ => true,
        })
    }

    /// Reports whether a type is memory, or its last part is.
    pub(crate) fn is_memory_type(&self, cx: &Cx<'_>, id: TypeId) -> bool {
        match self.kind(cx, id) {
            Some(kind::SSA) => self.is_empty_type(cx, id, EmptyType::Memory),
            Some(kind::TUPLE | kind::RESULTS) => {
                let ty = self.ty(cx.package, id);
                let last = ty.and_then(|ty| ty.components.last());
                last.is_some_and(|last| self.is_empty_type(cx, last.ty, EmptyType::Memory))
            }
            _ => false,
        }
    }

    /// Reports whether a value is a state of memory.
    #[inline]
    pub(crate) fn is_memory(&self, cx: &Cx<'_>, value: ValueId) -> bool {
        self.is_memory_type(cx, self.value(value).ty)
    }

    /// Reports whether a value is flags of the processor.
    pub(crate) fn is_flags(&self, cx: &Cx<'_>, value: ValueId) -> bool {
        self.is_empty_type(cx, self.value(value).ty, EmptyType::Flags)
    }

    /// Reports whether a value is a pair.
    pub(crate) fn is_tuple(&self, cx: &Cx<'_>, value: ValueId) -> bool {
        self.kind(cx, self.value(value).ty) == Some(kind::TUPLE)
    }

    /// Reports whether a value is a pair with flags at this index.
    pub(crate) fn has_flags_at(&self, cx: &Cx<'_>, value: ValueId, index: usize) -> bool {
        if !self.is_tuple(cx, value) {
            return false;
        }
        let ty = self.type_of(cx, value);
        let part = ty.and_then(|ty| ty.components.get(index));
        part.is_some_and(|part| self.is_empty_type(cx, part.ty, EmptyType::Flags))
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
    #[inline]
    pub(crate) fn memory_arg(&self, cx: &Cx<'_>, value: ValueId) -> Option<ValueId> {
        let last = self.args(value).last().copied()?;
        self.is_memory(cx, last).then_some(last)
    }

    /// Reports whether a value without uses can be removed.
    #[inline]
    pub(crate) fn is_removable(&self, cx: &Cx<'_>, value: ValueId) -> bool {
        let record = self.value(value);
        let stays = flags::NIL_CHECK | flags::HAS_SIDE_EFFECTS;
        cx.tables.flags(record.op) & stays == 0
            && !self.is_empty_type(cx, record.ty, EmptyType::Void)
            && !self.is_memory_type(cx, record.ty)
    }
}
