//! Differences between Go releases, as a table of named capabilities.
//!
//! The release is decided once, when the environment is resolved. Code that depends on it
//! asks for a capability (`release.bridges_simd()`). Releases cannot be compared, so this
//! table and the one of patch releases ([`crate::patch_fields`]) are the complete list of
//! differences. A new minor is one more number here and rows with it.
//!
//! Counterpart: none; upstream is one release. Each row names the file of cmd/go (or
//! another directory below GOROOT/src) in which the difference shows.

use vamos_base::golang::gover;
use vamos_base::golang::json::syntax::Decoder;

use crate::patch_fields::PatchField;
use crate::patch_fields::PatchFields;
use crate::patch_fields::patch_rows;

/// A known release: its minor number, and which changes of patch releases it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Release {
    minor: u32,
    fields: PatchFields,
}

impl Release {
    /// The oldest minor whose SDK vamos can drive: Go 1.25.
    pub const OLDEST: u32 = 25;

    /// The newest minor that is known: Go 1.27.
    const NEWEST: u32 = 27;

    /// Returns the newest known patch release of the known minor that is nearest to this one.
    pub const fn nearest(minor: u32) -> Self {
        Self::of_patch(minor, u32::MAX)
    }

    /// Returns the release `go1.MINOR.PATCH`. An unknown minor counts as the nearest one, and an
    /// unknown patch number as the newest one that is known and not above it.
    pub const fn of_patch(minor: u32, patch: u32) -> Self {
        if minor < Self::OLDEST {
            return Self::of_patch(Self::OLDEST, 0);
        }
        if minor > Self::NEWEST {
            return Self::of_patch(Self::NEWEST, u32::MAX);
        }
        Self::with_fields(minor, PatchFields::of_patch(minor, patch))
    }

    /// Returns the release of an SDK of this version that implements the language version
    /// `go1.MINOR`. Release candidates have no changes of patch releases, development trees have
    /// all.
    pub fn of_version(version: &str, minor: u32) -> Self {
        let number = gover::from_toolchain(version);
        if number.is_empty() {
            return Self::nearest(minor);
        }
        let patch = match gover::parse(number).patch {
            "" => 0,
            digits => digits.parse().unwrap_or(u32::MAX),
        };
        Self::of_patch(minor, patch)
    }

    /// Returns a release of a known minor with these changes of patch releases, for an SDK that
    /// was recognized by its functions.
    pub const fn with_fields(minor: u32, fields: PatchFields) -> Self {
        Self { minor, fields }
    }

    /// Returns the newest language version that the compiler accepts, as the number after
    /// `go1.` (internal/goversion/goversion.go).
    pub const fn language_version(self) -> u32 {
        self.minor
    }

    /// Returns the changes of patch releases that the release has.
    pub const fn fields(self) -> PatchFields {
        self.fields
    }

    /// Returns the decoder of JSON files.
    pub const fn json_decoder(self) -> Decoder {
        if self.has_json_v2() {
            Decoder::V2
        } else {
            Decoder::V1
        }
    }
}

/// For environments made by hand.
impl Default for Release {
    fn default() -> Self {
        Self::nearest(26)
    }
}

/// Writes one method for each field of patch releases, which reports whether the release has it.
macro_rules! patch_methods {
    ($($(#[$doc:meta])* $name:ident, $field:ident: since $(($minor:literal, $patch:literal)),+;)*) => {
        impl Release {
            $($(#[$doc])* pub const fn $name(self) -> bool {
                self.fields.has(PatchField::$field)
            })*
        }
    };
}

patch_rows!(patch_methods);

/// Writes one method for each row `name: since MINOR`, which reports whether the release
/// is at least Go 1.MINOR, and the list of all rows for the tests.
macro_rules! capabilities {
    ($($(#[$doc:meta])* $name:ident: since $minor:literal;)*) => {
        impl Release {
            $($(#[$doc])* pub const fn $name(self) -> bool {
                self.minor >= $minor
            })*
        }

        #[cfg(test)]
        const ROWS: &[(&str, u32, fn(Release) -> bool)] =
            &[$((stringify!($name), $minor, Release::$name)),*];
    };
}

capabilities! {
    // Environment and platforms.

    /// `go env -w` refuses GOROOT (envcmd/env.go).
    refuses_env_goroot: since 27;
    /// `go env` prints the directory of installed programs as GOBIN where GOBIN is not
    /// set (envcmd/env.go).
    computes_gobin: since 27;
    /// `go env` lists GOPACKAGESDRIVER (envcmd/env.go).
    lists_packages_driver: since 27;
    /// With GO111MODULE=auto a go.work enables module mode (modload/init.go).
    counts_go_work_in_auto_mode: since 27;
    /// GOFIPS140 excludes the build tag purego (fips140/fips140.go).
    refuses_fips_with_purego: since 26;
    /// Versions in GOFIPS140 start with v1 and may be release candidates
    /// (internal/buildcfg/cfg.go).
    limits_fips_versions_to_v1: since 26;
    /// The wasm features satconv and signext do not depend on GOWASM
    /// (internal/buildcfg/cfg.go).
    has_wasm_features_always: since 26;
    /// Linux on ppc64 has external linking and all build modes, and cgo does not demand
    /// the external linker (internal/platform/supported.go).
    links_linux_ppc64_as_elf_v2: since 27;
    /// The Go linker makes position-independent executables for Linux on ppc64 and s390x
    /// (internal/platform/supported.go).
    links_big_endian_pie: since 27;
    /// The Go linker links cgo programs for Windows on arm64
    /// (internal/platform/supported.go).
    links_windows_arm64_cgo: since 26;
    /// Windows on 32-bit arm is not a platform (internal/platform/supported.go).
    drops_windows_arm: since 26;
    /// The race detector works on Linux on riscv64 (internal/platform/supported.go).
    detects_races_on_riscv64: since 26;

    // Modules and repositories.

    /// The error for a go.work with too old a go line offers the download of the newer
    /// toolchain (modload/init.go).
    offers_download_for_old_workspace: since 27;
    /// Outside modules the go version is 1.20, before that 1.16 (modload/init.go).
    assumes_go_1_20_outside_modules: since 27;
    /// Requirements of recent go.mod files are written in at most two blocks
    /// (modload/init.go).
    merges_require_blocks: since 27;
    /// `go mod init` and `go mod edit` refuse module paths that the standard library
    /// reserves (modcmd/edit.go, modload/init.go).
    refuses_reserved_module_paths: since 26;
    /// `go mod init` checks a module path that it found by itself (modload/init.go).
    checks_inferred_module_path: since 27;
    /// `go mod init -modfile` names the file that it makes (modload/init.go).
    names_modfile_in_init: since 27;
    /// `go mod edit -json` has the godebug lines (modcmd/edit.go).
    has_godebug_in_mod_json: since 26;
    /// `go mod edit -json` omits empty lists (modcmd/edit.go).
    omits_empty_in_mod_json: since 27;
    /// `go work use -r` does not look into vendor directories (workcmd/use.go).
    skips_vendor_in_work_use: since 27;
    /// `go work sync` fails for a module that cannot get a version, and writes go.mod files
    /// when all are known (workcmd/sync.go).
    syncs_all_or_nothing: since 27;
    /// A workspace keeps its module graph when its direct imports change (modload/buildlist.go
    /// `updateWorkspaceRoots`), and each graph is checked once for modules with two paths
    /// (modload/load.go `checkMultiplePaths`).
    keeps_workspace_graph: since 27;
    /// Package unicode implements Unicode 17; earlier releases implement Unicode 15
    /// (unicode/tables.go).
    has_unicode_17: since 27;
    /// compress/flate is another implementation, whose results differ.
    has_new_deflate: since 27;
    /// New git repositories name their kind of hashes also if it is SHA-1
    /// (modfetch/codehost/git.go).
    names_sha1_repositories: since 26;
    /// Repositories of Mercurial have sums, are copied by pulling, and tell which tags are
    /// before a commit (modfetch/codehost/vcs.go).
    has_mercurial_sums: since 26;
    /// `go get -tool` adds all packages and not only the last (modget/get.go).
    adds_all_tools: since 26;
    /// `.info` files in the module cache are replaced by their canonical form when they are read
    /// (modfetch/cache.go).
    canonicalizes_cached_info: since 27;
    /// JSON is decoded by encoding/json/v2, whose messages differ
    /// (../../internal/buildcfg/exp.go).
    has_json_v2: since 27;
    /// A module cache on a read-only file system has no messages (modfetch/cache.go).
    ignores_read_only_module_cache: since 27;
    /// The error for a version that no proxy has by its form names the version once
    /// (modfetch/proxy.go).
    names_invalid_version_once: since 27;
    /// Requests have a user agent of the go command (web/http.go).
    has_own_user_agent: since 27;
    /// `go get` raises an older go line to 1.24 if go.mod has tool lines (modload/init.go).
    raises_go_for_tools: since 27;
    /// `go get -tool` loads tools before packages are checked (modget/get.go).
    loads_tools_before_checks: since 27;
    /// The error of `go get` outside of modules names go.dev (modget/get.go).
    names_go_dev_in_get: since 27;
    /// Repositories are recognized by the kind and the content of their root entry,
    /// Bazaar is not supported, and help is at go.dev (vcs/vcs.go).
    has_strict_repositories: since 27;

    // Packages and tests.

    /// Methods may have type parameters (go/parser/parser.go; the compiler's syntax/parser.go).
    has_generic_methods: since 27;
    /// A raw string with carriage returns ends, for errors, where it does
    /// (go/ast/ast.go).
    ends_raw_strings_at_quote: since 26;
    /// Packages that import simd also import its bridge (load/pkg.go).
    bridges_simd: since 27;
    /// A test's main package records the path of the module under test (load/test.go).
    records_test_module_path: since 26;
    /// Packages get the flags of tools when they are created, before their directories are read, and
    /// those that only tests import get no others (load/pkg.go).
    sets_tool_flags_on_creation: since 27;
    /// The build info of a test's main package is made when the imports of all its
    /// packages are known (load/test.go).
    describes_test_main_last: since 27;
    /// The directories of a test's artifacts are events of their own
    /// (../internal/test2json/test2json.go).
    reports_test_artifacts: since 26;
    /// Tests mark the errors in their output, and escape such marks in other output
    /// (../internal/test2json/test2json.go).
    marks_test_errors: since 27;
    /// In JSON a byte that is not UTF-8 becomes the replacement character, before that its
    /// escape (../../encoding/json/encode.go).
    writes_replacement_character: since 27;
    /// `go test` has the flag `-artifacts` (test/testflag.go).
    has_test_artifacts: since 26;
    /// Runs of tests start in order because of barriers in the action graph, and the object
    /// directory of a test belongs to its main package (test/test.go).
    has_test_barriers: since 26;
    /// `go test` uses the current names of analyzers, and stdversion is one of them
    /// (test/test.go).
    checks_std_versions_of_tests: since 27;
    /// `go list ""` is an error (list/list.go).
    refuses_empty_list_patterns: since 27;

    // Checking types, in cmd/compile/internal.

    /// `new` takes values (types2/builtins.go).
    has_new_of_values: since 26;
    /// Messages about an operand that is no type describe it (types2/typexpr.go).
    describes_what_is_no_type: since 26;
    /// Numbers are not compared with other values where one operand is untyped
    /// (types2/expr.go).
    matches_numbers_with_numbers: since 26;
    /// `append` demands a slice even if a string is appended (types2/builtins.go).
    checks_append_destination_first: since 26;
    /// The type of a type parameter may refer to the type that it is declared for
    /// (types2/decl.go).
    allows_cycles_of_type_parameters: since 26;
    /// Types that refer to themselves are found by a search of their own, the only one that crate
    /// `check` has (types2/cycles.go).
    searches_cycles_of_types: since 26;
    /// An alias cannot stand for one of its type parameters (types2/decl.go).
    refuses_parameters_as_aliases: since 26;
    /// A type that is being declared is an error if parts of it are needed; before, the size of
    /// each expression's type had to be finite (types2/cycles.go).
    checks_completeness_of_uses: since 27;
    /// Messages name an assignment of several values a multiple assignment
    /// (types2/assignments.go).
    names_multiple_assignments: since 27;
    /// Type arguments of functions are inferred wherever values are assigned: also in
    /// conversions, literals, map indices and send statements (types2/assignments.go).
    infers_functions_in_all_assignments: since 27;
    /// Literals of structs may have promoted fields (types2/literals.go).
    has_promoted_fields_in_literals: since 27;
    /// The message about too few values in a literal of a struct explains that the type has fields
    /// that are not exported (types2/literals.go).
    hints_at_unexported_fields: since 27;
    /// Constant strings have a largest length (types2/const.go).
    limits_constant_strings: since 27;
    /// The function that iterators call is not variadic (types2/range.go).
    refuses_variadic_yield: since 27;
    /// Messages name the values of a call with several results (types2/expr.go).
    names_results_of_calls: since 27;
    /// Messages about types that refer to themselves name instances with their type arguments
    /// (types2/decl.go).
    names_instances_in_cycles: since 27;
    /// The meaning of `any` is the empty interface of built-in functions, which messages show as an
    /// interface (types2/universe.go).
    shows_meaning_of_any: since 27;
    /// `copy` demands a slice to copy to even if the source is a string
    /// (types2/builtins.go).
    checks_copy_destination_first: since 27;
    /// A selector of a field of a type has a message of its own (types2/call.go).
    explains_fields_of_types: since 27;
    /// Methods that were not declared yet are, before they are unified with the methods of an
    /// interface (types2/unify.go).
    declares_methods_to_unify: since 27;
    /// The methods of an instance are other functions than those of the generic type, without type
    /// parameters of the receiver (types2/named.go).
    separates_methods_of_instances: since 27;
    /// `unsafe.Sizeof` and its like find types that refer to themselves
    /// (types2/builtins.go).
    finds_cycles_by_size: since 27;
    /// Packages of the standard library use `go:linknamestd` (noder/noder.go).
    has_linknamestd: since 27;
    /// Of equal labels of a function and of a function in it, branches out of loops over functions
    /// take the first (rangefunc/rewrite.go).
    takes_outer_labels_of_loops: since 27;
    /// The function literal of such a loop's body is variadic if the iterator's parameter is
    /// (rangefunc/rewrite.go).
    keeps_variadic_iterators: since 27;
    /// File names in line directives are cleaned, and relative to the source's directory
    /// (syntax/parser.go).
    joins_names_of_line_directives: since 27;

    // Building.

    /// Looking into the cache is an action of its own, before the one that builds
    /// (work/action.go).
    has_check_cache_actions: since 26;
    /// The cgo tool runs in an action of its own: pkg-config runs after files of the
    /// overlay are copied, and the mark `preferlinkext` is written where the objects are
    /// collected (work/action.go, work/exec.go).
    runs_cgo_in_own_action: since 26;
    /// Each source of a foreign language is compiled in an action of its own, assembly
    /// first and with its own random seed (work/action.go, work/exec.go).
    has_action_per_foreign_source: since 26;
    /// Compilers that run at the same time share the number of threads (work/gc.go).
    shares_compiler_threads: since 26;
    /// Names that cgo generates are replaced in the compiler's messages only, not in the messages
    /// of all tools (work/shell.go, work/exec.go).
    cleans_up_compiler_output_only: since 27;
    /// The pack tool reads long argument lists from a file (work/exec.go).
    has_response_files_for_pack: since 27;
    /// Arguments in such files are quoted (work/exec.go).
    quotes_response_files: since 27;
    /// A file that was moved to its place passes the same checks as a copied one
    /// (work/shell.go).
    checks_overwritten_files: since 26;
    /// The assembler gets `-std` for packages of the standard library (work/gc.go).
    passes_std_to_assembler: since 27;
    /// Each error about a flag in `#cgo` lines ends with an address of help
    /// (work/security.go).
    explains_each_invalid_flag: since 26;
    /// `-static` in flags of a C compiler demands the external linker (work/security.go).
    links_static_externally: since 27;
    /// Flags for the linker decide on external linking too (work/exec.go).
    checks_ldflags_for_internal_linking: since 27;
    /// C compilers get `-pthread` on Windows, before that `-mthreads` (work/exec.go).
    uses_pthread_on_windows: since 27;
    /// C compilers for loong64 get `-mno-relax` (work/exec.go).
    forbids_loong64_relaxation: since 27;

    // Vetting.

    /// The vet tool writes its stdout and its fixes to files, which are cached; before, only
    /// the facts of dependencies were. A failed run stores nothing (work/exec.go).
    caches_vet_results: since 26;
    /// The vet tool is known by its path alone: a version line with any name is accepted,
    /// errors show the path, and `-vettool` with the SDK's tool is the default
    /// (work/buildid.go, work/exec.go).
    knows_vet_by_path: since 26;
    /// A package is vetted without package fmt (work/action.go).
    vets_without_fmt: since 26;
    /// `go fix` is a mode of `go vet` (vet/vet.go).
    fixes_by_vetting: since 26;
    /// Warnings about the old flag `-fix` of `go fix` end with a newline (vet/vet.go).
    ends_fix_warnings: since 27;
    /// The vet tool gets all about the module, not only path and version (work/exec.go).
    describes_module_to_vet: since 27;

    // Other commands.

    /// `go version` finds build information of ELF and Mach-O programs in its section only
    /// (../../debug/buildinfo/buildinfo.go).
    needs_build_info_section: since 27;
    /// To find the package in an unparsed command line, `go install` uses its own flags, not the
    /// flags of `go run` (toolchain/select.go).
    finds_own_flags_early: since 27;
    /// `go fmt` of a directory without Go files is no error (fmtcmd/fmt.go).
    formats_packages_without_files: since 26;
    /// `go bug` prompts for the result before the expectation (bug/bug.go).
    asks_what_happened_first: since 27;
    /// A tool gets signals that request its end, before that all signals (tool/signal.go).
    forwards_ending_signals_only: since 27;
    /// A tool that was ended by a signal has failed (tool/tool.go).
    fails_for_killed_tools: since 27;
    /// `go tool ""` is an error (tool/tool.go).
    refuses_empty_tool_names: since 27;
    /// `go tool pack` replaces arguments `@FILE` and refuses flags (cmd/pack/pack.go).
    expands_arguments_of_pack: since 27;
    /// `go tool nm` has a letter for data without bytes in the file
    /// (../internal/objfile/pe.go).
    names_data_without_bytes: since 27;
    /// `go tool nm` reports an empty table of symbols as missing (../internal/objfile/elf.go).
    refuses_empty_symbol_tables: since 26;
    /// The symbols of Go before 1.3 are not read (../internal/objfile/elf.go).
    ignores_old_symbols: since 26;
    /// `go tool objdump` has newer disassemblers (../vendor/golang.org/x/arch).
    has_newer_disassemblers: since 27;
    /// `go tool` lists tools of modules with their short names (tool/tool.go).
    lists_short_tool_names: since 27;
    /// `go clean -n` and `-x` show each file as it is removed, not the candidates first
    /// (clean/clean.go).
    shows_each_cleaned_file: since 27;
}

#[cfg(test)]
mod tests {
    use super::ROWS;
    use super::Release;

    #[test]
    fn unknown_releases_are_taken_for_known_ones() {
        assert_eq!(Release::nearest(0).minor, 25);
        assert_eq!(Release::nearest(26).minor, 26);
        assert_eq!(Release::nearest(31).minor, 27);
    }

    #[test]
    fn versions_have_the_fields_of_their_patch_release() {
        let fields = |version, minor| Release::of_version(version, minor).fields();
        let of_patch = |minor, patch| Release::of_patch(minor, patch).fields();
        assert_ne!(of_patch(26, 8), of_patch(26, 9));
        assert_eq!(fields("go1.26.9", 26), of_patch(26, 9));
        assert_eq!(fields("go1.26.9-custom", 26), of_patch(26, 9));
        assert_eq!(fields("go1.26.999", 26), Release::nearest(26).fields());
        assert_eq!(fields("go1.26", 26), of_patch(26, 0));
        assert_eq!(fields("go1.27rc1", 27), of_patch(27, 0));
        assert_eq!(
            fields("devel go1.28-abcdef", 28),
            Release::nearest(27).fields()
        );
        assert_eq!(fields("go1.28.0", 28), Release::nearest(27).fields());
        assert_eq!(fields("go1.24.7", 24), of_patch(25, 0));
    }

    #[test]
    fn each_capability_separates_known_releases() {
        for (name, minor, has) in ROWS {
            assert!((26..=27).contains(minor), "{name}: all or none have it");
            assert!(has(Release::nearest(*minor)), "{name}");
            assert!(!has(Release::nearest(minor - 1)), "{name}");
        }
    }
}
