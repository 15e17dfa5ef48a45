//! Differences between DWARF 4 and 5.
//!
//! Version 5 has functions by number in lists, and a head in each section of lists. For macOS,
//! whose tools did not support it, the compiler writes version 4.
//! Counterpart: internal/buildcfg/exp.go (`Dwarf5`).

use super::unit::Part;
use crate::options::Options;
use crate::system::System;

/// A version of DWARF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    V4,
    V5,
}

impl Version {
    /// Returns the version in which the compiler writes debug information for this link.
    pub(super) fn of(options: &Options) -> Self {
        let mut experiments = options.sdk.experiments.split(',');
        let chosen = experiments.find_map(|name| match name {
            "dwarf5" => Some(Self::V5),
            "nodwarf5" => Some(Self::V4),
            _ => None,
        });
        chosen.unwrap_or(match options.system() {
            System::Linux | System::Windows => Self::V5,
            System::Darwin => Self::V4,
        })
    }

    /// The size of the head of a section with parts of units.
    pub(super) fn head_len(self, part: Part) -> usize {
        match (self, part) {
            (Self::V4, _) | (_, Part::Line | Part::Info) => 0,
            (Self::V5, Part::Loc | Part::Ranges) => 12,
            (Self::V5, Part::Addr) => 8,
        }
    }

    /// Returns the name of a section with parts of units.
    pub(super) fn section_name(self, part: Part) -> &'static str {
        match (self, part) {
            (_, Part::Line) => ".debug_line",
            (_, Part::Info) => ".debug_info",
            (_, Part::Addr) => ".debug_addr",
            (Self::V4, Part::Loc) => ".debug_loc",
            (Self::V5, Part::Loc) => ".debug_loclists",
            (Self::V4, Part::Ranges) => ".debug_ranges",
            (Self::V5, Part::Ranges) => ".debug_rnglists",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Fixture;

    #[test]
    fn systems_and_experiments() {
        let mut options = Fixture::new().options;
        assert_eq!(Version::of(&options), Version::V5);
        options.sdk.experiments = "synctest,nodwarf5".to_owned();
        assert_eq!(Version::of(&options), Version::V4);
        options.sdk.system = System::Darwin;
        options.sdk.experiments = "dwarf5".to_owned();
        assert_eq!(Version::of(&options), Version::V5);
        options.sdk.experiments = String::new();
        assert_eq!(Version::of(&options), Version::V4);
    }
}
