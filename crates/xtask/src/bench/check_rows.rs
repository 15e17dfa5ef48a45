//! The rows of `check`, compared with a build of the same packages.
//!
//! Counterpart: none.

use vamos_oracle::edits::Kind;

use super::rows::Edit;
use super::rows::Equal;
use super::rows::PLAIN;
use super::rows::Row;
use super::rows::Subject;

/// A check of the main package of the program.
const MAIN: &[&str] = &["check", "-test=false", "$MAIN"];

/// A check of all packages of a module.
const ALL: &[&str] = &["check", "-test=false", "./..."];

/// A row of the program.
const CHECK: Row = Row {
    ours: MAIN,
    equal: Equal::Mistakes,
    runs: 7,
    ..PLAIN
};

/// A row of generated packages.
const MANY: Row = Row {
    subject: Subject::Synthetic(1000),
    args: &["build", "./..."],
    ours: ALL,
    ..CHECK
};

/// A row of a no-op check, compared with a no-op build by vamos.
const fn beside_noop(row: Row, name: &'static str, title: &'static str) -> Row {
    Row {
        name,
        title,
        is_beside_own: true,
        runs: 15,
        wanted: 1.3,
        ..row
    }
}

/// A build of a program with mistakes in a package that many import.
const FIRST_ERROR: Row = Row {
    name: "first-error",
    title: "build, cold, until the first error is printed",
    edit: Edit::FirstError,
    equal: Equal::Mistakes,
    runs: 2,
    wanted: 1.0 / 10.0,
    ..PLAIN
};

/// The rows.
pub(super) const CHECK_ROWS: &[Row] = &[
    Row {
        name: "check-cold",
        title: "check, cold, beside build -gcflags=-e",
        args: &["build", "-gcflags=-e", "-o", "$OUT", "$MAIN"],
        ours: &["check", "-test=false", "-gcflags=-e", "$MAIN"],
        edit: Edit::Cold,
        runs: 2,
        wanted: 1.0 / 50.0,
        wanted_cpu: Some(1.0 / 50.0),
        ..CHECK
    },
    FIRST_ERROR,
    Row {
        name: "first-error-small",
        title: "build of a small program, cold, until the first error is printed",
        subject: Subject::Small,
        ..FIRST_ERROR
    },
    Row {
        name: "check-cold-small",
        title: "check of a small program, cold, beside build -gcflags=-e",
        subject: Subject::Small,
        args: &["build", "-gcflags=-e", "-o", "$OUT", "$MAIN"],
        ours: &["check", "-test=false", "-gcflags=-e", "$MAIN"],
        edit: Edit::Cold,
        runs: 2,
        wanted: 1.0 / 50.0,
        wanted_cpu: Some(1.0 / 50.0),
        ..CHECK
    },
    beside_noop(
        CHECK,
        "check-noop",
        "check, nothing changed, beside build by vamos",
    ),
    Row {
        name: "check-signature",
        title: "check after an edit of an exported signature",
        edit: Edit::Signature,
        wanted: 1.0 / 40.0,
        ..CHECK
    },
    beside_noop(
        MANY,
        "synth-check-noop",
        "1,000 generated packages: check, nothing changed, beside build by vamos",
    ),
    Row {
        name: "synth-check-body",
        title: "1,000 generated packages: check after an edit of a body",
        edit: Edit::Kind(Kind::Body),
        wanted_wall: Some(0.060),
        ..MANY
    },
    Row {
        name: "synth-check-signature",
        title: "1,000 generated packages: check after an edit of an exported signature",
        edit: Edit::Signature,
        wanted: 1.0 / 40.0,
        ..MANY
    },
];
