//! `cargo xtask ssagen build`: the SSA form that crate ssagen makes of the IR of functions,
//! compared with both states of the SDK's compiler: before phis, and before the first pass.
//!
//! Counterpart: none.

mod check;
mod outcome;
mod overlay;

pub(super) use check::Check;
pub(super) use check::package;
pub(super) use outcome::Outcome;
pub(super) use overlay::IR;
pub(crate) use overlay::IR_CALL;
pub(super) use overlay::build;
