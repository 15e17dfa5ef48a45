//! The standard library has no errors.
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
