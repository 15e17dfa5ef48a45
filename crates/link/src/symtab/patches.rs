//! Fields of the module's description that depend on the layout of data.
//!
//! Counterpart: cmd/link/internal/ld/link.go (`moduledataTypeDescOffset` and others).

/// Offsets of fields that the layout of data fills in, in releases that have them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Patches {
    /// The length of type descriptors.
    pub type_desc_len: i64,
    /// The place of interface tables behind the first type.
    pub itab_off: i64,
    /// The length of interface tables.
    pub itab_len: i64,
}
