//! Command lines run one after the other in one tree, under the official command and
//! under vamos.
//!
//! Counterpart: none.

use vamos_testkit::Case;

/// Compares lines of arguments, split at spaces. They share one tree and one cache;
/// `$TOP` in a variable is the directory that holds the tree.
pub(crate) fn compare(name: &str, tree: &str, env: &[(&str, &str)], lines: &[&str]) {
    compare_in(name, "", tree, env, lines);
}

/// Compares the same from a directory of the tree.
pub(crate) fn compare_in(name: &str, dir: &str, tree: &str, env: &[(&str, &str)], lines: &[&str]) {
    let mut case = Case::new(name)
        .tree(tree)
        .dir(dir)
        .env("CGO_ENABLED", "0")
        .env("GOFLAGS", "-buildvcs=false");
    for (key, value) in env {
        case = case.env(key, value);
    }
    let (last, first) = lines.split_last().expect("a case has a command");
    for line in first {
        case = case.step(line.split(' '));
    }
    case.run(last.split(' '));
}
