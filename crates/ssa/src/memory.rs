//! The memory that a function takes.
//!
//! Counterpart: none.

use crate::func::Block;
use crate::func::Edge;
use crate::func::Func;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::state::NamedSlot;

/// Returns the bytes that a vector has reserved.
fn reserved<T>(list: &Vec<T>) -> usize {
    list.capacity() * size_of::<T>()
}

impl Func {
    /// Returns the bytes that values, blocks and the variables of values have reserved on the heap.
    pub fn reserved_bytes(&self) -> usize {
        let of_values = reserved(&self.values)
            + reserved(&self.positions)
            + reserved(&self.uses)
            + reserved(&self.block_of)
            + reserved::<ValueId>(&self.fresh.args)
            + reserved::<ValueId>(&self.free.values)
            + reserved(&self.places.homes);
        let edges = |block: &Block| {
            reserved::<Edge>(&block.succs)
                + reserved::<Edge>(&block.preds)
                + reserved::<ValueId>(&block.values)
        };
        let of_blocks = reserved::<Block>(&self.blocks)
            + reserved::<BlockId>(&self.order)
            + reserved::<BlockId>(&self.free.blocks)
            + self.blocks.iter().map(edges).sum::<usize>();
        let named = &self.places.slots.named;
        let slots = reserved::<NamedSlot>(named)
            + named
                .iter()
                .map(|slot| reserved(&slot.values))
                .sum::<usize>();
        of_values + of_blocks + slots
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::func::Value;

    #[test]
    fn each_vector_counts() {
        let mut func = Func::default();
        assert_eq!(func.reserved_bytes(), 0);
        func.values = vec![Value::default(); 10];
        func.blocks = vec![Block::default(); 2];
        func.blocks[1].values = vec![ValueId(1); 3];
        let expected = 10 * size_of::<Value>() + 2 * size_of::<Block>() + 3 * 4;
        assert_eq!(func.reserved_bytes(), expected);
    }
}
