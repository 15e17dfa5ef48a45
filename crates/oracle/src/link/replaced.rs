//! Bytes with other texts in them.
//!
//! Counterpart: none.

/// Replaces a text by another of the same length wherever it is.
pub(super) fn replaced(mut bytes: Vec<u8>, old: &[u8], new: &[u8]) -> Vec<u8> {
    let places = 0..(bytes.len() + 1).saturating_sub(old.len());
    for at in places {
        if bytes[at..].starts_with(old) {
            bytes[at..at + old.len()].copy_from_slice(new);
        }
    }
    bytes
}
