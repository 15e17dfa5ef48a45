//! Variables whose address is taken.
//!
//! Counterpart: cmd/compile/internal/liveness/plive.go (`emitStackObjects`).

use vamos_base::golang::pdqsort::sort_func;
use vamos_ssa::NameId;
use vamos_ssa::TypeId;

use super::bits::BitSet;
use super::effects::Subject;
use super::pointers::POINTER;
use crate::input::Frame;
use crate::input::var_flags;
use crate::refusal::Refusal;

/// The number of bits of a word in the masks that the garbage collector reads.
const WORD: usize = 64;

/// A variable whose address is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackObject {
    /// The variable.
    pub name: NameId,
    /// The offset in the frame, in bytes.
    pub offset: i64,
    /// The size, in bytes.
    pub size: i64,
    /// The number of bytes at the beginning that may have pointers.
    pub pointer_bytes: i64,
    /// The pointers in these bytes, a bit each.
    pub mask: Vec<u8>,
}

/// Returns the variables whose address is taken.
pub(super) fn stack_objects(
    subject: Subject<'_>,
    frame: &Frame,
) -> Result<Vec<StackObject>, Refusal> {
    let mut found = Vec::new();
    for var in frame.vars() {
        let is_object = var.has(var_flags::ADDRESS_TAKEN) && !var.has(var_flags::IN_HEAP);
        if is_object && subject.is_tracked(var)? {
            let ty = subject.type_of(var.name)?;
            let pointer_bytes = subject.types().pointer_bytes(ty)?;
            found.push(StackObject {
                name: var.name,
                offset: var.offset,
                size: subject.types().ty(ty)?.size,
                pointer_bytes,
                mask: mask(subject, ty, pointer_bytes)?,
            });
        }
    }
    sort_func(&mut found, |one, other| one.offset.cmp(&other.offset));
    Ok(found)
}

/// Returns the table of stack objects as the runtime reads it, and the names of the masks that it
/// refers to, with the offsets of the references.
pub(crate) fn stack_object_data(objects: &[StackObject]) -> (Vec<u8>, Vec<(i64, String)>) {
    let mut data = (objects.len() as u64).to_le_bytes().to_vec();
    let mut masks = Vec::new();
    for object in objects {
        for number in [object.offset, object.size, object.pointer_bytes] {
            data.extend((number as u32).to_le_bytes());
        }
        let digits = object.mask.iter().map(|byte| format!("{byte:02x}"));
        let digits: String = digits.collect();
        masks.push((data.len() as i64, format!("runtime.gcbits.{digits}")));
        data.extend([0; 4]);
    }
    (data, masks)
}

/// Returns the mask of the pointers of a type, in whole words.
fn mask(subject: Subject<'_>, ty: TypeId, pointer_bytes: i64) -> Result<Vec<u8>, Refusal> {
    let count = (pointer_bytes / POINTER) as usize;
    let mut bits = BitSet::new(count);
    subject.types().each_pointer(ty, 0, &mut |offset| {
        bits.insert((offset / POINTER) as usize);
    })?;
    Ok(bits.bytes(count.next_multiple_of(WORD)))
}
