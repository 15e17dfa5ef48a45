//! The output file.
//!
//! Counterpart: cmd/link/internal/ld/outbuf.go (`OutBuf`).

/// What the checksum of FIPS 140 code is of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FipsObject {
    /// The path of the file.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// The output file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Image {
    /// The bytes. Segments are at their places after pass `asmb`; passes after it fill the
    /// head and append what follows the segments.
    pub bytes: Vec<u8>,
    /// The file that `-fipso` asks for.
    pub fips_object: Option<FipsObject>,
}
