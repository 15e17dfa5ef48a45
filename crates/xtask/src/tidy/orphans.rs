//! Files that are not compiled, and paths that do not exist.
//!
//! Counterpart: none.

use super::Finding;
use super::files::Tree;

/// Checks that each Rust file is somebody's module, that a crate has one test binary,
/// and that the paths in the architecture text exist.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.rust() {
        if !is_root(&file.path) && !is_declared(tree, &file.path) {
            findings.push(Finding::new(
                &file.path,
                "rule 24: forgotten file",
                "no module declares this file, so it is never compiled",
                "add a mod line to its parent, or delete it",
            ));
        }
    }
    if let Some(text) = tree.get("ARCHITECTURE.md") {
        for (i, line) in text.text.lines().enumerate() {
            for path in paths(line) {
                if !tree.root.join(path).exists() {
                    findings.push(Finding::new(
                        format!("{}:{}", text.path, i + 1),
                        "section 3: architecture",
                        format!("{path} does not exist"),
                        "correct the path",
                    ));
                }
            }
        }
    }
    findings
}

/// Reports whether cargo compiles `path` as a root by itself.
fn is_root(path: &str) -> bool {
    let Some((_, rest)) = path
        .split_once("crates/")
        .and_then(|(_, p)| p.split_once('/'))
    else {
        return true;
    };
    let roots = ["src/lib.rs", "src/main.rs", "build.rs"];
    let in_root_dir = [
        "tests/",
        "benches/",
        "examples/",
        "src/bin/",
        "fuzz/fuzz_targets/",
    ]
    .iter()
    .any(|dir| {
        rest.strip_prefix(dir)
            .is_some_and(|name| !name.contains('/'))
    });
    roots.contains(&rest) || in_root_dir || rest.ends_with("/main.rs")
}

/// Reports whether a file that could be the parent of the module at `path` declares it.
fn is_declared(tree: &Tree, path: &str) -> bool {
    let Some((dir, file)) = path.rsplit_once('/') else {
        return true;
    };
    let (dir, name) = match (file, dir.rsplit_once('/')) {
        ("mod.rs", Some((outer, name))) => (outer, name),
        _ => (dir, file.trim_end_matches(".rs")),
    };
    let declaration = format!("mod {name};");
    let parents = [
        format!("{dir}/mod.rs"),
        format!("{dir}/lib.rs"),
        format!("{dir}/main.rs"),
        format!("{dir}.rs"),
    ];
    // Next to a root of cargo's own finding, every root may be the parent.
    let is_beside_root = |other: &str| {
        is_root(other)
            && other
                .rsplit_once('/')
                .is_some_and(|(other, _)| other == dir)
    };
    let by_name = tree
        .rust()
        .filter(|other| parents.contains(&other.path) || is_beside_root(&other.path))
        .any(|parent| {
            parent
                .text
                .lines()
                .any(|line| line.trim_end().ends_with(&declaration))
        });
    // Otherwise by a #[path] or include! that ends in the file's name, somewhere in
    // the same crate.
    by_name || {
        let crate_dir = path.split('/').take(2).collect::<Vec<_>>().join("/");
        tree.rust().any(|other| {
            other.path.starts_with(&format!("{crate_dir}/"))
                && other.path != path
                && other.text.lines().any(|line| {
                    (line.contains("path = \"") || line.contains("include!("))
                        && line.contains(file)
                })
        })
    }
}

/// Returns the words of `line` that are paths below `crates/` or `docs/`.
fn paths(line: &str) -> Vec<&str> {
    line.split(|c: char| c.is_whitespace() || "`()[]{}<>,;:*\"'|".contains(c))
        .map(|word| word.trim_end_matches('.'))
        .filter(|word| word.starts_with("crates/") || word.starts_with("docs/"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::files::File;
    use super::*;

    fn tree(files: &[(&str, &str)]) -> Tree {
        let files = files.iter().map(|(path, text)| File {
            path: (*path).to_owned(),
            text: (*text).to_owned(),
        });
        Tree {
            root: "/".into(),
            files: files.collect(),
        }
    }

    #[test]
    fn forgotten_files_are_found() {
        let tree = tree(&[
            ("crates/a/src/lib.rs", "pub mod b;\nmod c;\n"),
            ("crates/a/src/b.rs", "mod d;\n"),
            ("crates/a/src/b/d.rs", ""),
            ("crates/a/src/c/mod.rs", ""),
            ("crates/a/src/lost.rs", ""),
            ("crates/a/tests/all.rs", "#[path = \"all/x.rs\"]\nmod x;\n"),
            ("crates/a/tests/all/x.rs", ""),
            ("crates/a/tests/all/y.rs", ""),
        ]);
        let places: Vec<String> = check(&tree).into_iter().map(|f| f.place).collect();
        assert_eq!(places, ["crates/a/src/lost.rs", "crates/a/tests/all/y.rs"]);
    }

    #[test]
    fn architecture_paths_exist() {
        let tree = tree(&[("ARCHITECTURE.md", "See `crates/none/src/x.rs`, base.\n")]);
        assert_eq!(check(&tree).len(), 1);
        assert_eq!(
            paths("(crates/a/src/b.rs). docs/x.md; a/crates/"),
            ["crates/a/src/b.rs", "docs/x.md"]
        );
    }
}
