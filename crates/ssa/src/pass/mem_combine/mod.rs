//! Loads and stores of adjacent bytes become one load or store.
//!
//! Counterpart: cmd/compile/internal/ssa/memcombine.go.

mod loads;
mod parts;
mod stores;

use self::loads::combine_loads;
use self::stores::combine_stores;
use super::Cx;
use super::machine::require_amd64;
use crate::func::Func;
use crate::rules::Refusal;

/// Combines loads, and then stores.
pub(super) fn mem_combine(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    require_amd64(cx)?;
    combine_loads(func, cx)?;
    combine_stores(func, cx)
}
