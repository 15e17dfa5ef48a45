//! The standard library has no errors, and its importers see the same with and without bodies.
//!
//! Counterpart: none.

use crate::sdk::Sdk;
use crate::subject::Subject;

/// Checks every `step`th package.
fn check(step: usize) {
    let Some(sdk) = Sdk::compiled() else { return };
    let (mut checked, mut wrong) = (0, 0);
    for package in sdk.packages.iter().step_by(step) {
        // It has no source.
        if package.path == "unsafe" {
            continue;
        }
        let subject = Subject::right(package);
        let result = subject.check(|| sdk.importer(&package.path, &package.import_map));
        checked += 1;
        let text = match result {
            Ok(text) => text.unwrap_or_default(),
            Err(panic) => panic,
        };
        if !text.is_empty() {
            wrong += 1;
            println!("{}:\n{text}", package.path);
        }
    }
    assert!(checked > 5, "{checked}");
    assert_eq!(wrong, 0, "packages with errors, of {checked}");
}

#[test]
fn some_packages_have_no_errors() {
    check(12);
}

#[test]
#[ignore = "checks 300 packages"]
fn no_package_has_errors() {
    check(1);
}

/// Compares the summaries of every `step`th package.
fn compare_summaries(step: usize) {
    let Some(sdk) = Sdk::compiled() else { return };
    let (mut compared, mut different) = (0, Vec::new());
    for package in sdk.packages.iter().step_by(step) {
        if package.path == "unsafe" {
            continue;
        }
        let subject = Subject::right(package);
        let result = subject.summaries(|| sdk.importer(&package.path, &package.import_map));
        let [with, without] = result.unwrap().unwrap();
        compared += 1;
        if with != without {
            different.push(&package.path);
        }
    }
    assert!(compared > 5, "{compared}");
    assert!(different.is_empty(), "{different:?}, of {compared}");
}

#[test]
fn some_summaries_do_not_depend_on_bodies() {
    compare_summaries(12);
}

#[test]
#[ignore = "checks 300 packages twice"]
fn no_summary_depends_on_bodies() {
    compare_summaries(1);
}
