//! Differences between Go releases, as named capabilities.
//!
//! Owns: the tables of differences between minors ([`Release`]) and between patch releases
//! ([`PatchFields`]).
//! Must not know: SDKs, files, or which command asks.
//! Counterpart: none; upstream is one release.

mod patch_fields;
mod release;

pub use patch_fields::PatchField;
pub use patch_fields::PatchFields;
pub use release::Release;
