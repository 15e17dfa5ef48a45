//! Location lists: where the variables of a function are at each of its instructions.
//!
//! A variable has parts, each of which is in registers, on the stack, or nowhere. Locations follow
//! from the values that belong to the parts, block by block until nothing changes. The ends of an
//! entry are values, since addresses of instructions are not known yet.
//! Counterpart: cmd/compile/internal/ssa/debug.go.

mod data;
mod expression;
mod flow;
mod lists;
mod location;
mod merge;
mod parts;
mod pieces;
#[cfg(test)]
mod tests;
mod unoptimized;

use self::flow::Flow;
use self::parts::Parts;
use self::unoptimized::build_unoptimized;
use crate::cx::Cx;
use crate::func::Func;
use crate::rules::Refusal;

pub use data::Debug;
pub use data::Entry;
pub use data::Frame;
pub use data::Part;
pub use data::Point;

/// Finds the locations of the variables of a function. Without optimization, parameters that are passed in
/// registers are there until they are stored, and other variables are in the frame.
pub fn build(
    func: &mut Func,
    cx: &Cx<'_>,
    frame: &Frame<'_>,
    is_unoptimized: bool,
) -> Result<Debug, Refusal> {
    // Wrappers with another ABI get the lists of optimized functions all the same.
    if is_unoptimized && func.own.is_abi_internal() {
        return build_unoptimized(func, cx, frame);
    }
    let parts = Parts::find(func, cx)?;
    let postorder = crate::graph::postorder(func).to_vec();
    let mut flow = Flow::new(func, cx, frame, &parts);
    flow.run(&postorder)?;
    let lists = lists::build(&mut flow)?;
    let Parts {
        list,
        vars,
        parts_of,
        ..
    } = parts;
    Ok(Debug {
        parts: list,
        vars,
        parts_of,
        lists,
    })
}
