//! Fingerprints of releases whose recipes and formats were verified against the release
//! itself; `cargo xtask profile` prints the row of an SDK.
//!
//! Counterpart: none.

/// Release and fingerprint.
pub(crate) const KNOWN: &[(&str, &str)] = &[
    (
        "go1.25.14",
        "3be75dfc17559593a14e4b537653d89477fde8e2b61150d002dd80ccd582b8cf",
    ),
    (
        "go1.26.6",
        "1cf48bc90b92015265aa80e2391fba61a36b18d6626af6278acca48918218808",
    ),
    (
        "go1.26.8",
        "16c7b7ebe199f90f41d49da5770be9c5420baeff9e1247bd4deea0fc0a190f60",
    ),
    (
        "go1.27.3",
        "a93c0a2c02bee62b917d2fa06e8b89272ad1b8fd671a4571501d338c41bad3cb",
    ),
];
