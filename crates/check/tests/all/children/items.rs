//! What is checked.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use super::mutations;
use super::sdk::Sdk;
use crate::release::lang;

/// A package that is checked.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) name: String,
    /// The package's path.
    pub(super) path: String,
    pub(super) lang: String,
    pub(super) is_std: bool,
    pub(super) files: Vec<PathBuf>,
    /// What other paths the imports of the package stand for.
    pub(super) import_map: Vec<(String, String)>,
}

/// Returns the packages of a kind of work: `std`, `testdata`, or `mutations SEED COUNT`.
pub(super) fn of(sdk: &Sdk, work: &str) -> Vec<Item> {
    let words: Vec<&str> = work.split(' ').collect();
    match words[..] {
        ["std"] => standard(sdk),
        ["testdata"] => testdata(sdk),
        ["mutations", seed, count] => {
            let number = |word: &str| word.parse().expect("it is a number");
            mutations::of(sdk, number(seed), number(count) as usize)
        }
        _ => panic!("unknown work: {work}"),
    }
}

/// Returns the packages of the standard library.
pub(super) fn standard(sdk: &Sdk) -> Vec<Item> {
    let packages = sdk
        .packages
        .iter()
        .filter(|package| package.path != "unsafe");
    let item = |package: &super::sdk::Package| Item {
        name: package.path.clone(),
        path: package.path.clone(),
        lang: package.lang.clone(),
        is_std: package.is_std,
        files: package.files.clone(),
        import_map: package.import_map.clone(),
    };
    packages.map(item).collect()
}

/// Returns the packages with errors that the SDK tests its type checkers with.
pub(super) fn testdata(sdk: &Sdk) -> Vec<Item> {
    let root = sdk.goroot.join("src/internal/types/testdata");
    let mut items = Vec::new();
    for dir in ["check", "examples", "fixedbugs", "spec"] {
        for entry in sorted(&root.join(dir)) {
            let files = match entry.is_dir() {
                true => sorted(&entry),
                false => vec![entry.clone()],
            };
            let files: Vec<PathBuf> = files.into_iter().filter(|file| is_go(file)).collect();
            let Some(first) = files.first() else { continue };
            let source = fs::read_to_string(first).unwrap_or_default();
            let flags = source
                .lines()
                .next()
                .and_then(|line| line.strip_prefix("// -"));
            let mut version = lang();
            for flag in flags.unwrap_or_default().split_whitespace() {
                if let Some(flag) = flag.trim_start_matches('-').strip_prefix("lang=") {
                    version = flag.to_owned();
                }
            }
            items.push(Item {
                name: entry
                    .strip_prefix(&root)
                    .expect("it is below")
                    .display()
                    .to_string(),
                path: "p".to_owned(),
                lang: version,
                is_std: false,
                files,
                import_map: Vec::new(),
            });
        }
    }
    items
}

fn is_go(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "go")
}

/// Returns the entries of a directory, sorted.
fn sorted(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).expect("the SDK is readable").flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}
