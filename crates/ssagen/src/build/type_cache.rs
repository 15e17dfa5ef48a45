//! Searches in the caches of assertions and of switches over interfaces.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`dottype1`, OINTERFACESWITCH).

use vamos_ssa::BlockId;
use vamos_ssa::ValueId;

use super::ops::Gen;
use super::refusal::Built;
use super::state::Build;

impl Build<'_> {
    /// Loads the address of a cache.
    pub(super) fn load_cache(&mut self, descriptor: ValueId) -> Built<ValueId> {
        let (pointer, mem) = (self.types.byte_ptr, self.types.mem);
        let tuple = self.tuple([pointer, mem])?;
        let before = self.mem();
        let load = self.v(Gen::AtomicLoadPtr, tuple, &[descriptor, before]);
        let cache = self.v(Gen::Select0, pointer, &[load]);
        let after = self.v(Gen::Select1, mem, &[load]);
        self.set_mem(after);
        Ok(cache)
    }

    /// Builds the offset of an entry of a cache from the hash.
    pub(super) fn hash_index(&mut self, mask: ValueId, size: u64) -> Built<ValueId> {
        let word = self.types.uintptr;
        let hash = self.variable(self.vars.markers.hash, word);
        let index = self.v(Gen::And64, word, &[hash, mask]);
        let size = self.own_uintptr(size);
        Ok(self.v(Gen::Mul64, word, &[index, size]))
    }

    /// Builds the comparison of an entry of a cache with a type, and the step to the next entry.
    pub(super) fn search_cache(
        &mut self,
        entry: ValueId,
        ty: ValueId,
        [hit, body, miss, head]: [BlockId; 4],
    ) -> Built<()> {
        let (word, bool) = (self.types.uintptr, self.types.bool);
        let marker = self.vars.markers.hash;
        let hash = self.variable(marker, word);
        let one = self.own_uintptr(1);
        let next = self.v(Gen::Add64, word, &[hash, one]);
        self.set_var(marker, next);
        let found = self.raw_load(word, entry);
        let is_equal = self.v(Gen::EqPtr, bool, &[ty, found]);
        let block = self.end()?;
        self.branch(block, is_equal, 0, [hit, body]);
        self.start_block(body);
        let nil = self.const_nil(self.types.byte_ptr);
        let is_end = self.v(Gen::EqPtr, bool, &[found, nil]);
        let block = self.end()?;
        self.branch(block, is_end, 0, [miss, head]);
        Ok(())
    }
}
