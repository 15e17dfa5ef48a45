//! The levels of the crates: an arrow may only point down.
//!
//! Counterpart: none; upstream's is go/build/deps_test.go.

use std::process::Command;

use serde_json::Value;

use super::Finding;
use super::files::Tree;

/// The one table of levels. A crate may use crates on a lower line.
const LEVELS: &[&[&str]] = &[
    &["base"],
    // jobs return places of build IDs, which are objfile's.
    &["sched", "objfile", "release"],
    &[
        "fsys", "net", "config", "jobs", "syntax", "modfile", "modzip", "sumdb", "deflate", "tmpl",
        "reapi", "constant", "obj", "disasm",
    ],
    &[
        "goenv",
        "cache",
        "localstore",
        "vcs",
        "modules",
        "modcache",
        "link",
        "asm",
        "ast",
        "types",
        "ssa",
    ],
    &[
        "modload", "fetch", "remote", "tools", "summary", "unified", "ir",
    ],
    &["load", "check", "ssagen"],
    &["build", "modcmd", "noder"],
    &["testing", "insight", "checks"],
    &["cli"],
];

/// Development crates and the highest level that they may use: testkit and remotekit look at
/// the product from outside. Any crate may use these two in its tests.
const DEVELOPMENT: &[(&str, usize)] = &[
    ("testkit", 2),
    ("remotekit", 2),
    ("oracle", 6),
    ("generate", 3),
    ("xtask", 3),
    ("fuzz", 6),
];

const RULE: &str = "rule 1: levels";
const FIX: &str = "move the code down, or bring it in through a trait";

/// Returns cargo's metadata of the workspace's own packages.
pub(crate) fn metadata(tree: &Tree) -> Result<Value, String> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .current_dir(&tree.root)
        .output()
        .map_err(|error| format!("cargo metadata: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    serde_json::from_slice(&output.stdout).map_err(|error| format!("cargo metadata: {error}"))
}

/// Asks cargo for the edges and checks each.
pub(super) fn check(tree: &Tree) -> Result<Vec<Finding>, String> {
    let metadata = metadata(tree)?;
    let mut findings = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let name = short(package["name"].as_str().unwrap_or_default());
        let place = format!("crates/{name}/Cargo.toml");
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            // Only our own crates are named by path.
            if dependency["path"].is_string() {
                let used = short(dependency["name"].as_str().unwrap_or_default());
                let is_test_only = dependency["kind"] == "dev";
                if let Some(problem) = problem(name, used, is_test_only) {
                    findings.push(Finding::new(&place, RULE, problem, FIX));
                }
            }
        }
        if level(name).is_none() && development(name).is_none() {
            findings.push(Finding::new(
                &place,
                RULE,
                format!("crate {name} has no level"),
                "add it to LEVELS in xtask's tidy/levels.rs",
            ));
        }
    }
    Ok(findings)
}

fn short(package: &str) -> &str {
    match package {
        "vamos" => "cli",
        _ => package.strip_prefix("vamos-").unwrap_or(package),
    }
}

fn level(name: &str) -> Option<usize> {
    LEVELS.iter().position(|level| level.contains(&name))
}

fn development(name: &str) -> Option<usize> {
    let found = DEVELOPMENT
        .iter()
        .find(|(crate_name, _)| *crate_name == name);
    found.map(|(_, highest)| *highest)
}

/// Returns the problem if `name` must not use `used`.
fn problem(name: &str, used: &str, is_test_only: bool) -> Option<String> {
    if development(used).is_some() {
        let is_allowed = is_test_only || development(name).is_some();
        return (!is_allowed).then(|| format!("{name} uses {used}, which is for development"));
    }
    let used_level = level(used)?;
    let highest = match development(name) {
        Some(highest) => highest + 1,
        None => level(name)?,
    };
    (used_level >= highest)
        .then(|| format!("{name} may use levels below {highest}, but {used} is on {used_level}"))
}

#[cfg(test)]
mod tests {
    use super::problem;

    #[test]
    fn arrows_point_down() {
        assert_eq!(problem("load", "base", false), None);
        assert_eq!(problem("cli", "build", false), None);
        assert!(problem("base", "fsys", false).is_some());
        assert!(problem("goenv", "cache", false).is_some());
        assert!(problem("goenv", "cache", true).is_some());
        assert_eq!(problem("goenv", "testkit", true), None);
        assert!(problem("goenv", "testkit", false).is_some());
        assert_eq!(problem("testkit", "fsys", false), None);
        assert!(problem("testkit", "load", false).is_some());
        assert_eq!(problem("xtask", "testkit", false), None);
    }
}
