//! Differences between patch releases, as a set of named fields.
//!
//! A fix usually comes with one patch release of each minor. A row names these releases, and
//! [`PatchFields::of_patch`] returns the fields of a release. An SDK that was recognized by its
//! functions instead of its version gets its fields by [`PatchFields::with`].
//!
//! Differences that come with a minor are rows of [`crate::release`]. `docs/releases.md` lists
//! all changes of patch releases, also those without a field.
//!
//! Counterpart: none; upstream is one release. Each row names the file of cmd/go (or another
//! directory below GOROOT/src) in which the difference shows, and the function.

use std::fmt;

use crate::release::Release;

/// Set of differences between patch releases that a release has.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PatchFields(u64);

impl PatchFields {
    /// The fields of a release without any of the fixes.
    pub const NONE: Self = Self(0);

    /// Returns the fields of the release `go1.MINOR.PATCH`. A patch release that is not known
    /// has the fields of the newest one that is known and not above it.
    pub const fn of_patch(minor: u32, patch: u32) -> Self {
        let mut fields = Self::NONE;
        let mut row = 0;
        while row < ROWS.len() {
            let (field, since) = ROWS[row];
            let mut index = 0;
            while index < since.len() {
                if since[index].0 == minor && since[index].1 <= patch {
                    fields = fields.with(field);
                }
                index += 1;
            }
            row += 1;
        }
        fields
    }

    /// Returns the set with one more field.
    #[must_use]
    pub const fn with(self, field: PatchField) -> Self {
        Self(self.0 | 1 << field as u32)
    }

    /// Reports whether the set has a field.
    pub const fn has(self, field: PatchField) -> bool {
        self.0 & 1 << field as u32 != 0
    }

    /// Returns the fields of the set, in the order of the table.
    pub fn iter(self) -> impl Iterator<Item = PatchField> {
        let fields = ROWS.iter().map(|row| row.0);
        fields.filter(move |field| self.has(*field))
    }
}

impl FromIterator<PatchField> for PatchFields {
    fn from_iter<T: IntoIterator<Item = PatchField>>(fields: T) -> Self {
        fields.into_iter().fold(Self::NONE, Self::with)
    }
}

impl fmt::Debug for PatchFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// Writes, for each row `method, Field: since (MINOR, PATCH), …`, a variant of [`PatchField`] and
/// a method of [`Release`] that reports whether the release has the field, and the list of rows.
macro_rules! patch_fields {
    ($($(#[$doc:meta])* $name:ident, $field:ident: since $(($minor:literal, $patch:literal)),+;)*) => {
        /// A difference between patch releases.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum PatchField {
            $($(#[$doc])* $field,)*
        }

        impl Release {
            $($(#[$doc])* pub const fn $name(self) -> bool {
                self.fields().has(PatchField::$field)
            })*
        }

        /// Each field with the first release of each minor that has it.
        const ROWS: &[(PatchField, &[(u32, u32)])] =
            &[$((PatchField::$field, &[$(($minor, $patch)),+])),*];
    };
}

patch_fields! {
    // Modules and FIPS 140 snapshots.

    /// The SDK lists the checksums of its FIPS snapshots, which are verified
    /// (fips140/fips140.go: verifyZipSum).
    checks_fips_zips, ChecksFipsZips: since (26, 9), (27, 0);

    // Vetting.

    /// Keys of vet results contain whether only facts were wanted (work/exec.go: Builder.vet).
    separates_facts_in_vet_keys, SeparatesFactsInVetKeys: since (26, 9), (27, 2);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_come_with_their_patch_release() {
        for (field, since) in ROWS {
            for (minor, patch) in *since {
                assert!(
                    PatchFields::of_patch(*minor, *patch).has(*field),
                    "{field:?}"
                );
                if let Some(before) = patch.checked_sub(1) {
                    let fields = PatchFields::of_patch(*minor, before);
                    assert!(!fields.has(*field), "{field:?} in 1.{minor}.{before}");
                }
            }
        }
    }

    #[test]
    fn each_field_separates_releases_and_stays() {
        for (field, since) in ROWS {
            let minors: Vec<u32> = since.iter().map(|(minor, _)| *minor).collect();
            assert!(minors.is_sorted_by(|a, b| a + 1 == *b), "{field:?}");
            assert_eq!(minors.last(), Some(&27), "{field:?} is lost");
            assert!(
                since.iter().any(|(_, patch)| *patch > 0),
                "{field:?} comes with a minor"
            );
        }
        assert!(ROWS.len() <= 64, "PatchFields has 64 bits");
    }

    #[test]
    fn sets() {
        let vet = PatchField::SeparatesFactsInVetKeys;
        let fips = PatchField::ChecksFipsZips;
        let both: PatchFields = [vet, fips].into_iter().collect();
        assert_eq!(both, PatchFields::NONE.with(fips).with(vet));
        assert_eq!(both.iter().collect::<Vec<_>>(), [fips, vet]);
        assert_eq!(
            format!("{:?}", PatchFields::NONE.with(fips)),
            "{ChecksFipsZips}"
        );
    }
}
