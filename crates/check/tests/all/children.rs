//! Checks of whole packages, with imports from archives, compared with the SDK's compiler.
//!
//! Results are computed by child processes of this test ([`worker`]), so that one that is stuck
//! or crashes is a result too. The lists of all differences are in files beside the test's other
//! files; `CHECK_ONLY` selects packages or files by a part of their names, and
//! `CHECK_MODULE` is the directory of a module whose packages and imports are checked instead
//! of the standard library.
//! Counterpart: cmd/compile/internal/types2/check_test.go, stdlib_test.go.

mod items;
mod mutations;
mod sdk;
mod speed;
mod stock;
mod summary;
mod worker;

use std::path::Path;
use std::path::PathBuf;

use items::Item;
use sdk::Sdk;
use summary::Summary;

use crate::release::lang;

/// Returns the directory of the results.
fn home() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("check")
        .join(lang())
}

/// Leaves the items that are selected.
fn selected(mut items: Vec<Item>) -> Vec<Item> {
    if let Ok(part) = std::env::var("CHECK_ONLY") {
        items.retain(|item| item.name.contains(&part));
    }
    items
}

/// Checks packages that are right; returns how many have errors.
fn right(work: &str) -> Option<usize> {
    let sdk = Sdk::get()?;
    let items = selected(items::of(sdk, work));
    let results = worker::results(work, &items);
    let mut summary = Summary::default();
    for (item, result) in items.iter().zip(&results) {
        let text = result.all();
        summary.add(&item.name, text.is_empty(), |out| *out += text);
    }
    Some(summary.finish(work))
}

/// Compares what is printed for packages with what the compiler prints, with and without `-e`;
/// returns how many differ.
fn compare(work: &str) -> Option<usize> {
    let sdk = Sdk::get()?;
    let items = selected(items::of(sdk, work));
    let results = worker::results(work, &items);
    let theirs = stock::printed(sdk, &items);
    let mut summary = Summary::default();
    for ((item, ours), theirs) in items.iter().zip(&results).zip(&theirs) {
        for (prints_all, [ours, theirs]) in [
            (true, [ours.all(), &theirs[0]]),
            (false, [ours.ten(), &theirs[1]]),
        ] {
            let name = format!("{}{}", item.name, if prints_all { " -e" } else { "" });
            if ours != theirs && !stock::is_stable(sdk, item, prints_all, theirs) {
                println!("the compiler's answer changes: {name}");
                continue;
            }
            summary.add(&name, ours == theirs, |out| {
                summary::difference(out, theirs, ours);
            });
        }
    }
    Some(summary.finish(work))
}

#[test]
#[ignore = "checks the standard library"]
fn the_standard_library_is_right() {
    assert_eq!(right("std").unwrap_or_default(), 0, "packages have errors");
}

#[test]
#[ignore = "runs the compiler 800 times"]
fn wrong_files_of_the_sdk() {
    assert_eq!(
        compare("testdata").unwrap_or_default(),
        0,
        "different messages"
    );
}

#[test]
#[ignore = "runs the compiler 2,000 times"]
fn mutations_of_the_standard_library() {
    let seed = std::env::var("CHECK_SEED").unwrap_or_else(|_| "1".to_owned());
    let count = std::env::var("CHECK_COUNT").unwrap_or_else(|_| "1000".to_owned());
    let work = format!("mutations {seed} {count}");
    assert_eq!(compare(&work).unwrap_or_default(), 0, "different messages");
}
