//! Threads: bounded parallel maps, and the engine that runs graphs of actions.
//!
//! Owns: every thread of vamos; the order of actions, their priority and their slots. Must not
//! know: the work of a task. Main items: [`Pool`], [`LongWork`], [`Cores`], [`Engine`],
//! [`Speculation`], [`MemoryLimit`], [`spread`], [`detached`], [`Memo`], [`Ticker`], [`Context`],
//! [`guarded`], [`metered`].
//! Counterpart: cmd/internal/par.

mod context;
mod cores;
mod detached;
mod engine;
mod graph;
mod guard;
mod memo;
mod memory_limit;
mod meter;
mod parallel_map;
mod pool;
mod speculation;
mod stack;
mod ticker;

pub use context::Context;
pub use context::Entered;
pub use context::with_context;
pub use cores::Core;
pub use cores::Cores;
pub use detached::Background;
pub use detached::detached;
pub use detached::join;
pub use engine::Engine;
pub use graph::Rank;
pub use graph::longest_paths;
pub use guard::guarded;
pub use guard::note_panic;
pub use memo::Memo;
pub use memory_limit::MemoryLimit;
pub use memory_limit::Reservation;
pub use meter::ThreadClock;
pub use meter::metered;
pub use parallel_map::spread;
pub use pool::Class;
pub use pool::LongWork;
pub use pool::Pool;
pub use speculation::Speculation;
pub use stack::LARGE_STACK;
pub use stack::beside;
pub use stack::on_large_stack;
pub use ticker::Ticker;
