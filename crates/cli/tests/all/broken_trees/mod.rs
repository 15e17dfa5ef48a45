//! Modules with one to five mistakes in packages at different depths: both programs print the same
//! texts in the same order, and store the same results.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`Builder.Do`).

mod mistakes;
mod tree;

use vamos_testkit::Case;
use vamos_testkit::Random;

use tree::BrokenTree;

/// The commands that run in a tree. One worker has an order that does not depend on time.
const COMMANDS: [&[&str]; 10] = [
    &["build", "-p=1", "./..."],
    &["build", "-p=1", "-o", "out/", "./..."],
    &["install", "-p=1", "./..."],
    &["build", "-p=1", "-gcflags=-e", "./..."],
    &["build", "-p=1", "-json", "./..."],
    &["run", "-p=1", "./cmd"],
    &["vet", "-p=1", "./..."],
    &["test", "-p=1", "-vet=off", "-count=1", "./..."],
    &["build", "-p=1", "-trimpath", "./cmd"],
    &["build", "-p=1", "-v", "./..."],
];

/// Compares both programs on the tree of a seed.
fn compare(seed: u64) {
    let mut random = Random::new(seed);
    let tree = BrokenTree::new(&mut random);
    let args = *random.pick(&COMMANDS);
    let name = format!("broken_tree_{seed}");
    let problem = Case::new(&name)
        .tree(&tree.archive())
        .try_run(args.iter().copied().chain(["!1"]))
        .err();
    assert_eq!(
        problem,
        None,
        "seed {seed}: {args:?} of a tree with {}",
        tree.mistakes.join(", ")
    );
}

#[test]
fn a_few_trees_with_mistakes() {
    (1..=8).for_each(compare);
}

/// `BROKEN_TREES=FIRST-LAST` are other seeds than the first 300.
#[test]
#[ignore = "takes minutes"]
fn many_trees_with_mistakes() {
    let range = std::env::var("BROKEN_TREES").unwrap_or_default();
    let range = range.split_once('-');
    let parsed = range.and_then(|(first, last)| Some((first.parse().ok()?, last.parse().ok()?)));
    let (first, last): (u64, u64) = parsed.unwrap_or((1, 300));
    (first..=last).for_each(compare);
}
