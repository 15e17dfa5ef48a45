//! The release whose recipes and formats are followed, where releases differ.
//!
//! Decided once, when the environment is resolved; what differs asks this value and
//! nothing else (`env.release >= Release::GO1_27`).
//! Counterpart: none; upstream is one release.

/// A release that is known, without its patch number: patches do not differ in what is
/// asked of this value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release(u32);

impl Release {
    /// Go 1.25.
    pub const GO1_25: Self = Self(25);
    /// Go 1.26: packages have separate steps that look into the cache, run cgo and
    /// instrument for coverage.
    pub const GO1_26: Self = Self(26);
    /// Go 1.27.
    pub const GO1_27: Self = Self(27);

    /// Returns the known release that is nearest to the one with this minor number.
    pub fn nearest(minor: u32) -> Self {
        Self(minor).clamp(Self::GO1_25, Self::GO1_27)
    }

    /// Returns the minor number: 26 for Go 1.26.
    pub(crate) fn minor(self) -> u32 {
        self.0
    }
}

/// For environments made by hand.
impl Default for Release {
    fn default() -> Self {
        Self::GO1_26
    }
}

#[cfg(test)]
mod tests {
    use super::Release;

    #[test]
    fn unknown_releases_are_taken_for_known_ones() {
        assert_eq!(Release::nearest(0), Release::GO1_25);
        assert_eq!(Release::nearest(26), Release::GO1_26);
        assert_eq!(Release::nearest(31), Release::GO1_27);
        assert!(Release::GO1_25 < Release::GO1_26);
    }
}
