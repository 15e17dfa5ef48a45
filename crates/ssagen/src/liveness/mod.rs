//! Liveness of variables in the frame: the stack maps for the garbage collector, the places where
//! the goroutine cannot be stopped, the parameters in registers that are saved, and stack objects.
//!
//! Counterpart: cmd/compile/internal/liveness.

mod args;
mod bits;
pub(crate) mod effects;
mod intervals;
mod maps;
mod merge;
mod objects;
pub(crate) mod pointers;
mod unsafe_points;

pub use args::ArgLiveness;
pub(crate) use args::arg_liveness;
pub use maps::Liveness;
pub use maps::LivenessFacts;
pub(crate) use maps::WITHOUT_MAP;
pub(crate) use maps::liveness;
pub(crate) use merge::Merged;
pub(crate) use merge::merge;
pub use objects::StackObject;
pub(crate) use objects::stack_object_data;
