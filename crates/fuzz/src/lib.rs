//! Fuzz targets: readers of outside bytes, and their invariants for any bytes.
//!
//! A target is a function that panics where an invariant does not hold. They are called by our
//! tests, with a few thousand mutations of seeds; by `cargo run -p vamos-fuzz -- --seconds 600
//! go_mod`, the same for longer; and by libFuzzer, which is led by coverage: `VAMOS_FUZZ=go_mod
//! cargo +nightly fuzz run any`.
//! Must not know: anything above the level of the writer of checked packages.
//! Counterpart: the `Fuzz` functions of cmd/go and golang.org/x/mod.

mod mutate;
mod targets;
mod trees;

pub use mutate::Mutator;
pub use targets::TARGETS;
pub use targets::Target;

/// Returns the target of this name.
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}
