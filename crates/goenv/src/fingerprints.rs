//! Fingerprints of releases whose recipes and formats were verified against the release
//! itself; `cargo xtask profile` prints the row of an SDK.
//!
//! Counterpart: none.

/// Release and fingerprint of the recipes.
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

/// Release and fingerprint of the linker.
pub(crate) const LINKERS: &[(&str, &str)] = &[
    (
        "go1.25.14",
        "b6013f2416078d0832d519a731d4a59f1ec4c74dccbb1921af53fdd75c7fa042",
    ),
    (
        "go1.26.8",
        "a6dcedd5159ac69dfb79ffca282fe9034aa7dbae2438d6c974d6621dd0dd2db2",
    ),
    (
        "go1.27.3",
        "c33ee140bc732c6ca6c19864d959740c7031114bbe49c7781c5996d4380213bd",
    ),
];

/// Release and fingerprint of the compiler.
pub(crate) const COMPILERS: &[(&str, &str)] = &[
    (
        "go1.25.14",
        "b63e111e1a3c04be6cbebb6df459821a8ac958fefee59147a30646895193f452",
    ),
    (
        "go1.26.8",
        "d809f06c4caa0b1ced701594dc8877fcd59095cf25915d4a0c914f3ed901c79d",
    ),
    (
        "go1.27.3",
        "749e22a0b168d7a3e92fa4d779c0e7e602d1db5847545448d8bab847a7c7c998",
    ),
];

/// Release and fingerprint of the assembler.
pub(crate) const ASSEMBLERS: &[(&str, &str)] = &[
    (
        "go1.25.14",
        "7b8b1d1dae99bfdad99e2ffeb9a11ba1a0729e71aefcb789312e21afd6f694ce",
    ),
    (
        "go1.26.8",
        "1257bc7fa8310bfa7e1fe07122701a11c8dc138a211978d1b88906442545ce7c",
    ),
    (
        "go1.27.3",
        "5d1ab19141078ad1dab8f145dec30e4f0a4ce47d0b098d1e627af7fa5d6437cb",
    ),
];
