//! Figures of the workspace's crates and dependencies.
//!
//! Counterpart: none.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::tidy::files::Tree;
use crate::tidy::levels;

/// By crate, the crates of the workspace that it uses.
type Edges = BTreeMap<String, BTreeSet<String>>;

/// Prints the rows about crates.
pub(super) fn print(tree: &Tree) -> Result<(), String> {
    let edges = edges(tree)?;
    let count: usize = edges.values().map(BTreeSet::len).sum();
    let levels = edges.keys().map(|name| level(&edges, name)).max();
    let levels = levels.map_or(0, |highest| highest + 1);
    let tenths = (count * 10).checked_div(edges.len()).unwrap_or_default();
    let value = format!(
        "{} / {levels} / {}.{}",
        edges.len(),
        tenths / 10,
        tenths % 10
    );
    super::row("crates / levels / internal edges per crate", &value);
    let manifest = tree.get("Cargo.toml").map_or("", |file| file.text.as_str());
    let direct = section(manifest, "[workspace.dependencies]")
        .filter(|line| line.contains('=') && !line.contains("path ="))
        .count();
    let lock = tree.get("Cargo.lock").map_or("", |file| file.text.as_str());
    let locked = lock.lines().filter(|line| *line == "[[package]]").count();
    super::row(
        "direct external / locked packages",
        &format!("{direct} / {locked}"),
    );
    let lints: usize = ["[workspace.lints.rust]", "[workspace.lints.clippy]"]
        .map(|name| {
            section(manifest, name)
                .filter(|line| line.contains('='))
                .count()
        })
        .iter()
        .sum();
    super::row("workspace lints", &lints.to_string());
    Ok(())
}

/// Returns the lines of a section of a manifest without comments.
fn section<'a>(manifest: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    let lines = manifest
        .lines()
        .skip_while(move |line| *line != name)
        .skip(1);
    lines
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.starts_with('#'))
}

fn edges(tree: &Tree) -> Result<Edges, String> {
    let metadata = levels::metadata(tree)?;
    let mut edges = Edges::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let name = package["name"].as_str().unwrap_or_default();
        let used = package["dependencies"].as_array().into_iter().flatten();
        // Our own crates are named by path; tests may use any crate.
        let used = used.filter(|used| used["path"].is_string() && used["kind"].is_null());
        let used = used
            .filter_map(|used| used["name"].as_str())
            .map(str::to_owned);
        edges.insert(name.to_owned(), used.collect());
    }
    Ok(edges)
}

/// Returns the number of levels below a crate.
fn level(edges: &Edges, name: &str) -> usize {
    let used = edges.get(name).into_iter().flatten();
    used.map(|used| level(edges, used) + 1).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_counted() {
        let to = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let edges = Edges::from([
            ("a".to_owned(), to(&[])),
            ("b".to_owned(), to(&["a"])),
            ("c".to_owned(), to(&["a", "b"])),
        ]);
        assert_eq!(level(&edges, "c"), 2);
        let manifest = "[x]\na = 1\n[y]\n# a = 2\nb = 3\n";
        assert_eq!(section(manifest, "[y]").collect::<Vec<_>>(), ["b = 3"]);
    }
}
