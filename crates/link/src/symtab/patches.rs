//! Fields of the module's description that depend on the layout of data.
//!
//! Counterpart: cmd/link/internal/ld/link.go (`moduledataTypeDescOffset` and others).

/// Offsets of fields that the layout of data fills in, in releases that have them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Patches {
    /// The length of type descriptors.
    pub(crate) type_desc_len: i64,
    /// The offset of interface tables after the first type.
    pub(crate) itab_off: i64,
    /// The length of interface tables.
    pub(crate) itab_len: i64,
}
