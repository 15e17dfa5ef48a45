//! Constants of a function that exist once, in the entry.
//!
//! Counterpart: cmd/compile/internal/ssa/func.go (`constVal`, `unCache`).

use crate::cx::Cx;
use crate::func::Func;
use crate::func::Pos;
use crate::func::ValueFlags;
use crate::ids::ValueId;
use crate::op::Ops;
use crate::package::Aux;
use crate::package::TypeId;
use crate::package::kind;

/// Keys in the cache of constants for those that have no integer.
const SLICE_KEY: i64 = 1_122_334_455;
const INTERFACE_KEY: i64 = 2_233_445_566;
const NIL_KEY: i64 = 3_344_556_677;
const EMPTY_STRING_KEY: i64 = 4_455_667_788;

impl Func {
    /// Removes a value from the cache of constants, if it is there.
    pub(crate) fn un_cache(&mut self, value: ValueId, ops: &Ops) {
        let record = *self.value(value);
        if !record.flags.has(ValueFlags::IN_CACHE) {
            return;
        }
        let key = match record.op {
            _ if record.aux_int != 0 => None,
            op if op == ops.const_nil => Some(NIL_KEY),
            op if op == ops.const_slice => Some(SLICE_KEY),
            op if op == ops.const_string => Some(EMPTY_STRING_KEY),
            op if op == ops.const_interface => Some(INTERFACE_KEY),
            _ => None,
        };
        for key in [Some(record.aux_int), key].into_iter().flatten() {
            if self.un_cache_key(value, key) {
                break;
            }
        }
        let flags = record.flags.bits() & !ValueFlags::IN_CACHE;
        self.value_mut(value).flags = ValueFlags::new(flags);
    }

    /// Removes a value from the constants of one key; reports whether it was there.
    fn un_cache_key(&mut self, value: ValueId, key: i64) -> bool {
        let Some(constants) = &mut self.lookups.constants else {
            return false;
        };
        let Ok(at) = constants.binary_search_by_key(&key, |(number, _)| *number) else {
            return false;
        };
        let list = &mut constants[at].1;
        let Some(index) = list.iter().position(|one| *one == value) else {
            return false;
        };
        list.swap_remove(index);
        if list.is_empty() {
            constants.remove(at);
        }
        true
    }

    /// Returns the boolean constant of a type.
    pub(crate) fn const_bool(&mut self, cx: &Cx<'_>, ty: TypeId, value: bool) -> ValueId {
        self.const_value(cx, cx.ops.const_bool, ty, value.into())
    }

    /// Returns the stack pointer and the static base, which are made unless they exist.
    pub(crate) fn stack_and_static(&mut self, cx: &Cx<'_>, word: TypeId) -> (ValueId, ValueId) {
        let ops = cx.ops;
        let values = &self.block(self.entry).values;
        let find = |op: u16| {
            let mut values = values.iter().copied();
            values.find(|value| self.value(*value).op == op)
        };
        let (base, pointer) = (find(ops.sb), find(ops.sp));
        let mut made = |known: Option<ValueId>, op| {
            known.unwrap_or_else(|| self.new_value(self.entry, op, word, Pos::default(), ops))
        };
        let base = made(base, ops.sb);
        (made(pointer, ops.sp), base)
    }

    /// Returns the address at an offset from the stack pointer.
    pub(crate) fn const_off_ptr(
        &mut self,
        cx: &Cx<'_>,
        ty: TypeId,
        offset: i64,
        stack_pointer: ValueId,
    ) -> ValueId {
        let address = self.const_value(cx, cx.ops.off_ptr, ty, offset);
        if self.args(address).is_empty() {
            self.add_arg(address, stack_pointer);
        }
        address
    }

    /// Returns the constant of an integer or boolean type; `None` for other types.
    pub(crate) fn const_of_size(
        &mut self,
        cx: &Cx<'_>,
        id: TypeId,
        number: i64,
    ) -> Option<ValueId> {
        let (ty, ops) = (self.ty(cx.package, id)?, cx.ops);
        let op = match ty.size {
            1 if ty.kind == kind::BOOL => ops.const_bool,
            1 => ops.const8,
            2 => ops.const16,
            4 => ops.const32,
            8 => ops.const64,
            _ => return None,
        };
        Some(self.const_value(cx, op, id, number))
    }

    /// Returns the pointer nil of a type.
    pub fn const_nil(&mut self, cx: &Cx<'_>, ty: TypeId) -> ValueId {
        self.keyed_constant(cx, cx.ops.const_nil, ty, NIL_KEY)
    }

    /// Returns the slice nil of a type.
    pub fn const_slice(&mut self, cx: &Cx<'_>, ty: TypeId) -> ValueId {
        self.keyed_constant(cx, cx.ops.const_slice, ty, SLICE_KEY)
    }

    /// Returns the interface nil of a type.
    pub fn const_interface(&mut self, cx: &Cx<'_>, ty: TypeId) -> ValueId {
        self.keyed_constant(cx, cx.ops.const_interface, ty, INTERFACE_KEY)
    }

    /// Returns the empty string of a type.
    pub fn const_empty_string(&mut self, cx: &Cx<'_>, ty: TypeId) -> ValueId {
        let constant = self.keyed_constant(cx, cx.ops.const_string, ty, EMPTY_STRING_KEY);
        let aux = self.intern_aux(cx.package, Aux::Text(Vec::new()));
        self.value_mut(constant).aux = aux;
        constant
    }

    /// Returns the constant of an operation, a type and an integer.
    pub fn const_value(&mut self, cx: &Cx<'_>, op: u16, ty: TypeId, number: i64) -> ValueId {
        let constant = self.keyed_constant(cx, op, ty, number);
        self.value_mut(constant).aux_int = number;
        constant
    }

    /// Returns the constant of an operation and a type with a key in the cache.
    fn keyed_constant(&mut self, cx: &Cx<'_>, op: u16, ty: TypeId, number: i64) -> ValueId {
        self.lookups.constants.get_or_insert_default();
        let constants = self.lookups.constants.as_deref().unwrap_or_default();
        let at = constants.binary_search_by_key(&number, |(key, _)| *key);
        let known = at.ok().and_then(|at| {
            let list = &constants[at].1;
            let mut list = list.iter().copied();
            list.find(|value| {
                let record = self.values[value.0 as usize];
                record.op == op && self.is_same_type(cx, record.ty, ty)
            })
        });
        if let Some(known) = known {
            return known;
        }
        let value = self.new_value(self.entry, op, ty, Pos::default(), cx.ops);
        let record = self.value_mut(value);
        record.flags = ValueFlags::new(ValueFlags::IN_CACHE);
        let constants = self.lookups.constants.get_or_insert_default();
        match constants.binary_search_by_key(&number, |(key, _)| *key) {
            Ok(at) => constants[at].1.push(value),
            Err(at) => constants.insert(at, (number, vec![value])),
        }
        value
    }
}
