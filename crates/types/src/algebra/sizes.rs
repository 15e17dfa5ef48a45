//! The sizes of types.
//!
//! Counterpart: cmd/compile/internal/types2/gcsizes.go, sizes.go.

use crate::BasicInfo;
use crate::BasicKind;
use crate::ObjId;
use crate::Type;
use crate::TypeId;

use crate::Types;

/// Returns the size of a basic type that has the same one everywhere.
fn basic_size(kind: BasicKind) -> Option<i64> {
    Some(match kind {
        BasicKind::Bool | BasicKind::Int8 | BasicKind::Uint8 => 1,
        BasicKind::Int16 | BasicKind::Uint16 => 2,
        BasicKind::Int32 | BasicKind::Uint32 | BasicKind::Float32 => 4,
        BasicKind::Int64 | BasicKind::Uint64 | BasicKind::Float64 | BasicKind::Complex64 => 8,
        BasicKind::Complex128 => 16,
        _ => return None,
    })
}

/// Returns the next multiple of an alignment; negative if it is too large.
fn align(x: i64, alignment: i64) -> i64 {
    x.wrapping_add(alignment - 1) & !(alignment - 1)
}

impl Types {
    /// Returns the alignment of a type.
    pub fn alignof(&mut self, t: TypeId) -> i64 {
        if !self.may_go_on() {
            return 1;
        }
        let u = self.under(t);
        match self.get(u) {
            &Type::Array { elem, .. } => return self.alignof(elem),
            Type::Struct(fields) => {
                let fields = fields.fields.clone();
                if fields.is_empty() && self.is_sync_atomic_align64(t) {
                    // The struct that contains it is aligned to 8 bytes.
                    return 8;
                }
                let aligns = fields
                    .iter()
                    .map(|field| self.alignof(self.obj_type(*field)));
                return aligns.fold(1, i64::max);
            }
            // They consist of words.
            Type::Slice { .. } | Type::Interface(_) => return self.algebra.word_size,
            Type::Basic(kind) if kind.info().has(BasicInfo::STRING) => {
                return self.algebra.word_size;
            }
            _ => {}
        }
        let mut size = self.sizeof(t);
        if size < 1 {
            return 1;
        }
        // Complex numbers are aligned like their parts.
        if self.is_complex(t) {
            size /= 2;
        }
        size.min(self.algebra.max_align)
    }

    /// Returns the offsets of fields; negative where they are too large.
    fn offsetsof(&mut self, fields: &[ObjId]) -> Vec<i64> {
        let mut offsets = Vec::with_capacity(fields.len());
        let mut offset = 0_i64;
        for field in fields {
            if offset < 0 {
                offsets.push(-1);
                continue;
            }
            let t = self.obj_type(*field);
            offset = align(offset, self.alignof(t));
            offsets.push(offset);
            let size = self.sizeof(t);
            offset = if size >= 0 && offset >= 0 {
                offset.wrapping_add(size)
            } else {
                -1
            };
        }
        offsets
    }

    /// Returns the size of a type; negative if it is too large.
    pub fn sizeof(&mut self, t: TypeId) -> i64 {
        if !self.may_go_on() {
            return -1;
        }
        let word = self.algebra.word_size;
        let u = self.under(t);
        match self.get(u) {
            Type::Basic(BasicKind::String) => word * 2,
            Type::Basic(kind) => basic_size(*kind).unwrap_or(word),
            &Type::Array { elem, len } => {
                if len <= 0 {
                    return 0;
                }
                match self.sizeof(elem) {
                    size if size < 0 => -1,
                    size => size.checked_mul(len).unwrap_or(-1),
                }
            }
            Type::Slice { .. } => word * 3,
            Type::Struct(fields) => {
                let fields = fields.fields.clone();
                let Some(last) = fields.last() else {
                    return 0;
                };
                let offset = self.offsetsof(&fields).last().copied().unwrap_or(-1);
                let mut size = self.sizeof(self.obj_type(*last));
                if offset < 0 || size < 0 {
                    return -1;
                }
                // A pointer to a last field without a size would point past the struct.
                if offset > 0 && size == 0 {
                    size = 1;
                }
                let alignment = self.alignof(u);
                align(offset.wrapping_add(size), alignment)
            }
            Type::Interface(_) => word * 2,
            _ => word,
        }
    }

    /// Returns the offset of the field that indices lead to; negative if it is too large.
    pub fn offsetof(&mut self, t: TypeId, index: &[usize]) -> i64 {
        let mut t = t;
        let mut sum = 0_i64;
        for at in index {
            let u = self.under(t);
            let fields = self.struct_type(u).fields.clone();
            let offset = self.offsetsof(&fields)[*at];
            if offset < 0 {
                return -1;
            }
            sum = sum.wrapping_add(offset);
            if sum < 0 {
                return -1;
            }
            t = self.obj_type(fields[*at]);
        }
        sum
    }
}
