//! Fuzz targets: what reads bytes from outside, and what must hold for any bytes.
//!
//! A target is a function that panics where something does not hold. Three things call
//! them: our tests, with a few thousand mutations of seeds; `cargo run -p vamos-fuzz --
//! --seconds 600 go_mod`, the same for longer; and libFuzzer, which is led by coverage:
//! `VAMOS_FUZZ=go_mod cargo +nightly fuzz run any`.
//! Must not know: anything above the level of the type checker.
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
