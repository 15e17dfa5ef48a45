//! The rows of `test` and `vet`.
//!
//! Counterpart: none.

use super::rows::Edit;
use super::rows::Equal;
use super::rows::Floor;
use super::rows::IN_BASE;
use super::rows::Row;
use super::rows::edit;
use super::rows::prints;

/// All tests, except three that fail on a busy machine, tests that write into the directory which
/// they read, so that no result of one program is cached for the other, and one that reads all
/// sources.
const TEST: &[&str] = &[
    "test",
    "-short",
    "-skip=^(TestLeafCertLoaders|TestReverseProxySNIPlaceHolder|TestServer_ClosedRequestBody.*\
     |TestRecursiveImport|TestDirectiveImport|TestFileMatcher|TestFileMatcherNonWindows\
     |TestModTimeHeaders|TestHeaderKeysAreCanonical)$",
    "./...",
];

/// Twenty packages with tests, whose binaries have names of their own.
const BINARIES: &[&str] = &[
    "test",
    "-c",
    "-o",
    "$DIR",
    "./modules/caddyevents",
    "./modules/caddyhttp",
    "./modules/caddyhttp/caddyauth",
    "./modules/caddyhttp/encode",
    "./modules/caddyhttp/fileserver",
    "./modules/caddyhttp/headers",
    "./modules/caddyhttp/map",
    "./modules/caddyhttp/push",
    "./modules/caddyhttp/requestbody",
    "./modules/caddyhttp/reverseproxy",
    "./modules/caddyhttp/reverseproxy/fastcgi",
    "./modules/caddyhttp/rewrite",
    "./modules/caddyhttp/templates",
    "./modules/caddyhttp/timeouts",
    "./modules/caddyhttp/tracing",
    "./modules/caddypki",
    "./modules/caddypki/acmeserver",
    "./modules/caddytls",
    "./modules/logging",
    "./modules/metrics",
];

const fn test(name: &'static str, title: &'static str, made: Edit, wanted: f64) -> Row {
    Row {
        args: TEST,
        equal: Equal::Verdicts,
        runs: 5,
        ..edit(name, title, made, wanted)
    }
}

/// The rows.
pub(super) const TEST_ROWS: &[Row] = &[
    Row {
        floor: Floor::Stats,
        runs: 15,
        ..prints("test-cached", "test ./..., all cached", TEST, 1.0 / 20.0)
    },
    Row {
        equal: Equal::Stdout,
        ..test(
            "test-touched",
            "test ./..., all cached, without a run record",
            Edit::Touch,
            0.2,
        )
    },
    Row {
        args: &["test", "."],
        ..test(
            "test-edit",
            "test of one package after an edit in it",
            IN_BASE,
            0.5,
        )
    },
    Row {
        args: BINARIES,
        equal: Equal::Binaries,
        runs: 3,
        ..test(
            "test-leaf",
            "20 test binaries after an edit that all need",
            IN_BASE,
            0.25,
        )
    },
    Row {
        equal: Equal::Cached,
        runs: 3,
        ..test(
            "test-clone",
            "test ./... in a fresh clone at the same place",
            Edit::Clone,
            1.0,
        )
    },
    Row {
        runs: 2,
        ..test("test-cold", "test ./..., cold", Edit::Cold, 0.85)
    },
    Row {
        floor: Floor::Stats,
        ..prints(
            "vet-noop",
            "vet ./..., nothing changed",
            &["vet", "./..."],
            1.0 / 20.0,
        )
    },
    Row {
        args: &["vet", "./..."],
        equal: Equal::Stdout,
        runs: 2,
        ..edit("vet-cold", "vet ./..., cold", Edit::Cold, 0.85)
    },
];
