//! The parts of a function that are neither values nor blocks: variables, homes of values, cached
//! results about the control-flow graph, and look-ups.
//!
//! Counterpart: cmd/compile/internal/ssa/location.go, func.go, sparsetree.go, likelyadjust.go and
//! xposmap.go.

use std::sync::Arc;

use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::lines::FileLines;
use crate::package::AuxId;
use crate::package::NameId;
use crate::package::TypeId;

/// A variable on the stack, or a part of one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Slot {
    /// The variable.
    pub name: NameId,
    /// The type of the part.
    pub ty: TypeId,
    /// The offset of the part in the variable, in bytes.
    pub offset: i64,
    /// The slot that this one is a part of, after it was taken apart, and the offset in it.
    pub split_of: Option<(Arc<Slot>, i64)>,
}

/// A slot, and the values that it has at some time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedSlot {
    /// The slot.
    pub slot: Slot,
    /// The values, in the order in which they were added.
    pub values: Vec<ValueId>,
}

/// The slots of a function.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slots {
    /// Slots with values, in the order in which they were added.
    pub named: Vec<NamedSlot>,
    /// Slots that exist and are no part of another, in the order of their encoding.
    pub roots: Vec<Slot>,
    /// Parts of slots that exist, in the order of their encoding.
    pub splits: Vec<Slot>,
}

/// The place where a value is at run time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Home {
    /// The value has none, or there was no register allocation yet.
    #[default]
    None,
    /// A register, by its number in the table of the machine.
    Register(u32),
    /// A slot on the stack.
    Slot(Slot),
    /// The places of both parts of a tuple.
    Pair(Box<[Home; 2]>),
    /// The places of the results of a call.
    Results(Vec<Home>),
}

/// A register with a parameter that is saved before the stack grows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RegArg {
    /// The type of the part of the parameter.
    pub ty: TypeId,
    /// The offset of the stack slot, in bytes.
    pub offset: i64,
    /// The register, as cmd/internal/obj numbers it.
    pub register: i32,
}

/// A block in the tree of dominators.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TreeNode {
    /// The immediate dominator.
    pub parent: BlockId,
    /// The first block that this one dominates immediately.
    pub child: BlockId,
    /// The next block with the same parent.
    pub sibling: BlockId,
    /// The number when the walk of the tree reaches the block.
    pub entry: i32,
    /// The number when the walk leaves it.
    pub exit: i32,
}

/// A loop with one header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loop {
    /// The header.
    pub header: BlockId,
    /// One more than the index of the loop around this one; 0: none.
    pub outer: u32,
    /// The number of blocks that are in no inner loop.
    pub blocks: i32,
    /// The depth; 1 is outermost.
    pub depth: i16,
    /// No loop is inside.
    pub is_inner: bool,
    /// Every way through the loop has a call.
    pub contains_unavoidable_call: bool,
}

/// All loops of a function.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoopNest {
    /// The loops, in the order in which they were found.
    pub loops: Vec<Loop>,
    /// For each number of a block, one more than the index of its loop; 0: none.
    pub of_block: Vec<u32>,
    /// The graph has a loop with several headers.
    pub has_irreducible: bool,
}

/// Results about the control-flow graph that passes keep for later ones. Which are there is part of
/// the state: a pass that changes edges in place leaves them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caches {
    /// The blocks in postorder.
    pub postorder: Option<Vec<BlockId>>,
    /// The immediate dominator of each block, by number.
    pub idom: Option<Vec<BlockId>>,
    /// The tree of dominators, by number of the block.
    pub tree: Option<Vec<TreeNode>>,
    /// The loops.
    pub loops: Option<LoopNest>,
    /// The lines on which statements begin, by file; sorted by position base.
    pub lines: Option<Vec<FileLines>>,
}

/// Values and numbers by the keys of look-ups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lookups {
    /// Values in the cache of constants, by the constant, in the order of the constants.
    pub constants: Option<Vec<(i64, Vec<ValueId>)>>,
    /// Numbers of aux values for the elimination of common subexpressions, in the order of the
    /// encoding.
    pub auxes: Option<Vec<(AuxId, i64)>>,
}
