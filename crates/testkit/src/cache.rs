//! The build cache of a case: its initial content, and a comparison of the entries that two runs
//! add.
//!
//! Counterpart: cmd/go/internal/cache/cache.go (the file names and the entry format).

use crate::goroot::Goroot;
use crate::goroot::copy_tree;
use crate::goroot::make_once;
use crate::normalize::normalize;
use crate::program::SPARE_COLLECTION;
use crate::program::is_installed;
use crate::program::official_go;
use crate::program::sdk_of;
use crate::program::shared_dir;
use crate::snapshot;
use crate::snapshot::Node;
use crate::snapshot::Snapshot;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;
use std::sync::PoisonError;
use vamos_base::Digest;

/// Packages of the shared seed: enough for small programs, with C where there is a C compiler.
const SEEDED: [&str; 7] = [
    "embed",
    "encoding/json",
    "errors",
    "fmt",
    "os",
    "strings",
    "time",
];

/// Additional packages for test binaries and programs with coverage. Other cases start without
/// them: each case copies the names of all entries.
const SEEDED_FOR_TESTS: [&str; 4] = [
    "internal/coverage/cfile",
    "regexp",
    "testing",
    "testing/internal/testdeps",
];

/// Returns a cache in which the official go built a part of the standard library with
/// `goroot`, making it when it is missing.
pub(crate) fn seed(go: &Path, goroot: &Path, has_tests: bool) -> io::Result<PathBuf> {
    let name = goroot.file_name().unwrap_or_default().to_string_lossy();
    let kind = if has_tests { "tests" } else { "cgo" };
    let dir = shared_dir().join(format!("seed-{kind}-{name}"));
    make_once(&dir, |partial| {
        fs::create_dir(partial)?;
        let build = |packages: &[&str]| {
            Command::new(go)
                .arg("build")
                .args(packages)
                .current_dir(goroot)
                .env("PWD", goroot)
                .env("GOROOT", goroot)
                .env("GOCACHE", partial)
                .env("GOFLAGS", "")
                .env("GOENV", "off")
                .env("GOTOOLCHAIN", "local")
                .envs(SPARE_COLLECTION)
                .status()
        };
        if !build(&SEEDED)?.success() {
            let text = "the official go cannot build the seed";
            return Err(io::Error::other(text));
        }
        // A start without these is only slower.
        if is_installed("gcc") {
            build(&["runtime/cgo"])?;
        }
        if has_tests {
            build(&SEEDED_FOR_TESTS)?;
        }
        Ok(())
    })?;
    verify(&dir)?;
    Ok(dir)
}

/// Makes the build cache `dir`, which must not exist, with a part of the standard library, for
/// tests that run commands with the SDK itself: the actions of the standard library do not depend
/// on GOROOT. It is missing where [`official_go`] is.
///
/// # Panics
///
/// If it cannot be made.
#[track_caller]
pub fn make_build_cache(dir: &Path) -> Option<()> {
    let go = official_go()?;
    let goroot = Goroot::shared(sdk_of(&go)?).expect("the SDK can be copied");
    let seed = seed(&go, goroot.dir(), true).expect("the seed can be built");
    copy_tree(&seed, dir).expect("the directory is the test's");
    Some(())
}

/// Copies a file of a cache into another; an output is linked where both are on one file
/// system. Neither program writes to an output that is whole, so this is for cases in which
/// only they touch the cache. The official go writes other files in place.
pub(crate) fn link_file(from: &Path, to: &Path) -> io::Result<()> {
    if is_output(to) && fs::hard_link(from, to).is_ok() {
        Ok(())
    } else {
        copy_tree(from, to)
    }
}

/// Reads the cache after a run. Outputs that it shares with the seed are not read, and large ones
/// not retained. Files that `known` returns are not read either.
pub(crate) fn read(
    dir: &Path,
    known: impl FnMut(&str, &fs::Metadata) -> Option<Node>,
) -> io::Result<Snapshot> {
    snapshot::read_cache(dir, |name| name.ends_with("-d"), known)
}

fn is_output(path: &Path) -> bool {
    path.to_string_lossy().ends_with("-d")
}

/// Checks that the digest of each output of a seed equals its name, once per process: a case may
/// have written through a link.
fn verify(seed: &Path) -> io::Result<()> {
    static VERIFIED: Mutex<BTreeMap<PathBuf, Result<(), String>>> = Mutex::new(BTreeMap::new());
    let check = || {
        let failed = |error: io::Error| format!("{}: {error}", seed.display());
        for shard in fs::read_dir(seed).map_err(failed)? {
            let shard = shard.map_err(failed)?.path();
            for file in fs::read_dir(&shard).into_iter().flatten().flatten() {
                let name = file.file_name().to_string_lossy().into_owned();
                let Some(output) = name.strip_suffix("-d") else {
                    continue;
                };
                let bytes = fs::read(file.path()).map_err(failed)?;
                if Digest::of(&bytes).hex() != output {
                    let path = file.path();
                    return Err(format!(
                        "{} is damaged: remove {}",
                        path.display(),
                        seed.display()
                    ));
                }
            }
        }
        Ok(())
    };
    let mut verified = VERIFIED.lock().unwrap_or_else(PoisonError::into_inner);
    let result = verified.entry(seed.to_owned()).or_insert_with(check);
    result.clone().map_err(io::Error::other)
}

/// Returns one line per difference of the cache that `vamos` is not allowed.
///
/// The official go must have written each entry of vamos too, with the same output; and each
/// archive of the official go must be there. (The official go also writes indexes of directories,
/// which vamos may leave out.)
pub(crate) fn differences(official: &Snapshot, vamos: &Snapshot) -> Vec<String> {
    let (theirs, ours) = (entries(official), entries(vamos));
    let mut lines = Vec::new();
    for (action, output) in &ours {
        match theirs.get(action) {
            None => lines.push(format!(
                "cache: entry {action} is unknown to the official go"
            )),
            Some(theirs)
                if theirs != output && !differ_in_times(official, theirs, vamos, output) =>
            {
                lines.push(format!(
                    "cache: entry {action} has output {theirs}, vamos {output}"
                ));
            }
            Some(_) => {}
        }
    }
    for (action, output) in &theirs {
        if !ours.contains_key(action) && is_archive(official, output) {
            lines.push(format!("cache: archive of entry {action} is missing"));
        }
    }
    for name in vamos.keys().filter(|name| name.ends_with("-d")) {
        match (official.get(name), vamos.get(name)) {
            (Some(theirs), Some(ours)) if !is_same_output(name, theirs, ours) => {
                lines.push(format!("cache: output {name} has other bytes"));
            }
            _ => {}
        }
    }
    lines
}

/// Reports whether an output of this name is the same in both caches. A shared one has the
/// bytes that its name states.
fn is_same_output(name: &str, theirs: &Node, ours: &Node) -> bool {
    match (theirs, ours) {
        (Node::Shared { mode, .. }, Node::File { mode: other, bytes })
        | (Node::File { mode: other, bytes }, Node::Shared { mode, .. }) => {
            mode == other && snapshot::is_named(name, bytes)
        }
        _ => theirs == ours,
    }
}

/// Returns the action and output ID of each entry, in hexadecimal.
fn entries(cache: &Snapshot) -> BTreeMap<&str, &str> {
    cache
        .values()
        .filter_map(|node| match node {
            Node::File { bytes, .. } => std::str::from_utf8(bytes).ok(),
            _ => None,
        })
        .filter_map(|text| {
            let mut words = text.strip_prefix("v1 ")?.split(' ');
            Some((words.next()?, words.next()?))
        })
        .collect()
}

/// Reports whether two outputs are of tests, and differ only in details of a run: their durations,
/// and the build directory in their access logs.
fn differ_in_times(official: &Snapshot, theirs: &str, vamos: &Snapshot, ours: &str) -> bool {
    let masked = |cache, output| {
        // Each byte as a character: tests print any bytes.
        let bytes = bytes_of(cache, output)?.iter();
        let text: String = bytes.map(|byte| char::from(*byte)).collect();
        let masked = normalize(&text);
        (masked != text).then_some(masked)
    };
    let theirs = masked(official, theirs);
    theirs.is_some() && theirs == masked(vamos, ours)
}

fn is_archive(cache: &Snapshot, output: &str) -> bool {
    bytes_of(cache, output).is_some_and(|bytes| bytes.starts_with(b"!<arch>"))
}

/// Returns an output; only its beginning if it is shared with the seed.
fn bytes_of<'c>(cache: &'c Snapshot, output: &str) -> Option<&'c [u8]> {
    let name = format!("{}/{output}-d", output.get(..2).unwrap_or_default());
    match cache.get(&name) {
        Some(Node::File { bytes, .. } | Node::Shared { head: bytes, .. }) => Some(bytes),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_tests_may_differ_in_times() {
        let cache = |text: &str| {
            let output = Digest::of(text.as_bytes()).hex();
            let file = |text: &str| Node::File {
                mode: 0o644,
                bytes: text.as_bytes().to_vec(),
            };
            let entry = format!("v1 aa {output} 1 2\n");
            Snapshot::from([
                ("aa/aa-a".to_owned(), file(&entry)),
                (format!("{}/{output}-d", &output[..2]), file(text)),
            ])
        };
        let one = cache("ok  \ta\t0.012s\n");
        assert!(differences(&one, &cache("ok  \ta\t0.345s\n")).is_empty());
        assert_eq!(differences(&one, &cache("ok  \tb\t0.012s\n")).len(), 1);
        assert_eq!(differences(&cache("a"), &cache("b")).len(), 1);
    }

    #[test]
    fn outputs_of_the_seed_are_not_read_but_compared() {
        let dir = tempfile::tempdir().unwrap();
        let [seed, linked, rewritten, damaged] =
            ["seed", "linked", "rewritten", "damaged"].map(|name| dir.path().join(name));
        let bytes = b"!<arch>\nwith more than the first bytes";
        let name = format!("ab/{}-d", Digest::of(bytes).hex());
        for cache in [&seed, &rewritten, &damaged] {
            fs::create_dir_all(cache.join("ab")).unwrap();
            fs::write(cache.join(&name), bytes).unwrap();
        }
        fs::write(damaged.join(&name), b"!<arch>\nother bytes").unwrap();
        fs::create_dir_all(linked.join("ab")).unwrap();
        link_file(&seed.join(&name), &linked.join(&name)).unwrap();
        let [linked, rewritten, damaged] =
            [linked, rewritten, damaged].map(|dir| read(&dir, |_, _| None).unwrap());
        assert!(matches!(linked[&name], Node::Shared { .. }));
        assert!(differences(&linked, &rewritten).is_empty());
        assert!(differences(&rewritten, &linked).is_empty());
        assert_eq!(differences(&linked, &damaged).len(), 1);
        assert_eq!(differences(&damaged, &linked).len(), 1);
    }
}
