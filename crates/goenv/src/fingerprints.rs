//! Fingerprints of releases whose recipes and formats were proved against the release
//! itself; `cargo xtask profile` prints the row of an SDK.
//!
//! Counterpart: none.

/// Release and fingerprint.
pub(crate) const KNOWN: &[(&str, &str)] = &[
    (
        "go1.26.6",
        "1cf48bc90b92015265aa80e2391fba61a36b18d6626af6278acca48918218808",
    ),
    (
        "go1.26.8",
        "16c7b7ebe199f90f41d49da5770be9c5420baeff9e1247bd4deea0fc0a190f60",
    ),
];
