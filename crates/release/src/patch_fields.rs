//! Differences between patch releases, as a set of named fields.
//!
//! A fix usually comes with one patch release of each minor. A row names these releases, and
//! [`PatchFields::of_patch`] returns the fields of a release. An SDK that was recognized by its
//! functions instead of its version gets its fields by [`PatchFields::with`].
//!
//! Differences that come with a minor are rows of [`crate::release`]. `docs/releases.md` lists
//! all changes of patch releases, also those without a field.
//!
//! Of Go 1.25, only 1.25.14 was read: `(25, 0)` in a row means that it has the change.
//!
//! Counterpart: none; upstream is one release. Each row names the file of cmd/go (or another
//! directory below GOROOT/src) in which the difference shows, and the function.

use std::fmt;

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

/// Writes, for each row `method, Field: since (MINOR, PATCH), …`, a variant of [`PatchField`], and
/// the list of rows.
macro_rules! patch_fields {
    ($($(#[$doc:meta])* $name:ident, $field:ident: since $(($minor:literal, $patch:literal)),+;)*) => {
        /// A difference between patch releases.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum PatchField {
            $($(#[$doc])* $field,)*
        }

        /// Each field with the first release of each minor that has it.
        const ROWS: &[(PatchField, &[(u32, u32)])] =
            &[$((PatchField::$field, &[$(($minor, $patch)),+])),*];
    };
}

/// Passes the rows to a macro: `method, Field: since (MINOR, PATCH), …`. They are methods of
/// releases.
macro_rules! patch_rows {
    ($callback:ident) => {
        $callback! {
    // Modules and FIPS 140 snapshots.

    /// New go.mod and go.work files have the version of the SDK, in 1.26.0 the one before
    /// (modload/init.go: DefaultModInitGoVersion).
    inits_with_own_version, InitsWithOwnVersion: since (25, 0), (26, 1), (27, 0);
    /// Files of an overlay count when a package of the standard library is searched for
    /// (../../internal/goroot/gc.go: IsStandardPackage).
    finds_std_packages_in_overlay, FindsStdPackagesInOverlay: since (25, 0), (26, 5), (27, 0);
    /// The SDK lists the checksums of its FIPS snapshots, which are verified before they are
    /// unpacked (fips140/fips140.go: verifyZipSum).
    checks_fips_zips, ChecksFipsZips: since (26, 9), (27, 0);
    /// An unpacked FIPS snapshot counts only if the cache has the hash of its zip, which the SDK
    /// lists too (modfetch/fetch.go: Fetcher.Unzip).
    checks_unpacked_fips, ChecksUnpackedFips: since (26, 9), (27, 2);
    /// The module of FIPS snapshots cannot be downloaded (modfetch/fetch.go: ErrFIPS140).
    refuses_fips_downloads, RefusesFipsDownloads: since (26, 9), (27, 2);
    /// Toolchains are checked with the checksum database even if go.sum lists them
    /// (modfetch/fetch.go: checkModSum).
    asks_database_for_toolchains, AsksDatabaseForToolchains: since (26, 9), (27, 2);

    // Cgo.

    /// Flags of pkg-config have a list of their own; earlier the list of compilers applied
    /// (work/security.go: checkPkgConfigFlags).
    checks_pkg_config_flags, ChecksPkgConfigFlags: since (25, 0), (26, 1), (27, 0);
    /// Fortran is compiled with its own flags, earlier with the flags of C++ (work/exec.go:
    /// runCgoProvider.fflags).
    passes_fortran_flags, PassesFortranFlags: since (25, 0), (26, 8), (27, 0);
    /// The lists of flags that packages may ask for are stricter
    /// (work/security.go: checkFlags, validCompilerFlags, validLinkerFlags, validPkgConfigFlags).
    has_strict_cgo_flags, HasStrictCgoFlags: since (26, 11), (27, 4);
    /// Files and directories that flags for the linker name are checked
    /// (work/security.go: checkLinkerFlags; work/exec.go: Builder.CFlags).
    checks_linker_inputs, ChecksLinkerInputs: since (26, 11), (27, 4);
    /// `.syso` files are checked before they are packed and linked
    /// (work/exec.go: Builder.build, Builder.dynimport).
    checks_syso_files, ChecksSysoFiles: since (26, 11), (27, 4);
    /// Names of packages for pkg-config are neither paths nor files
    /// (work/security.go: validPkgConfigName).
    checks_pkg_config_names, ChecksPkgConfigNames: since (26, 11), (27, 4);
    /// Flags for the C preprocessor decide on external linking too
    /// (work/exec.go: Builder.runCgo).
    checks_cppflags_for_internal_linking, ChecksCppflagsForInternalLinking: since (26, 11), (27, 4);
    /// Flags for the linker in files of the cgo tool are Go literals; before, only their quotes
    /// were removed (work/exec.go: Builder.processCgoOutputs; ../compile/internal/noder/lex.go:
    /// pragcgo).
    unquotes_cgo_ldflags, UnquotesCgoLdflags: since (26, 11), (27, 4);

    // Building.

    /// Names of archive members that end in `.syso` keep this end if they are cut
    /// (work/gc.go: packInternal, ../internal/archive/archive.go: exactly16Bytes).
    keeps_syso_in_archives, KeepsSysoInArchives: since (26, 11), (27, 4);

    // Compiling.

    /// Packages that were checked can be written for the compiler. Before, line directives hide the
    /// language version of loops, and the positions of some methods in their types are zero
    /// (../compile/internal/noder/writer.go: distinctVars, doObj).
    writes_checked_packages, WritesCheckedPackages: since (26, 3), (27, 4);

    // Linking.

    /// The system's linker gets the dynamic linker as `--dynamic-linker=PATH`, earlier as two words
    /// (../link/internal/ld/lib.go: Link.hostlink).
    assigns_dynamic_linker, AssignsDynamicLinker: since (26, 11), (27, 4);

    // Testing and vetting.

    /// Coverage profiles are stored with the build inputs of the packages of `-coverpkg`
    /// (test/test.go: coverProfileAndInputKey).
    keys_profiles_by_covered_packages, KeysProfilesByCoveredPackages: since (25, 0), (26, 3), (27, 0);
    /// `go vet -fix -diff` and `go fix -diff` fail if they print a difference
    /// (vet/vet.go: copyAndDetectDiff).
    fails_for_vet_diffs, FailsForVetDiffs: since (26, 3), (27, 0);
    /// Keys of vet results distinguish if only facts were wanted (work/exec.go: Builder.vet).
    separates_facts_in_vet_keys, SeparatesFactsInVetKeys: since (26, 9), (27, 2);
}
    };
}
pub(crate) use patch_rows;

patch_rows!(patch_fields);

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
