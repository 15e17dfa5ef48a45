//! The bytes of the output.
//!
//! Counterpart: cmd/link/internal/ld/outbuf.go.

/// The output file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Image {
    /// The bytes. Segments are at their places after pass `asmb`; passes after it fill the
    /// head and append what follows the segments.
    pub bytes: Vec<u8>,
    /// The content of the file that `-fipso` names.
    pub fips_object: Vec<u8>,
}
