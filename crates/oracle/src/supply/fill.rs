//! Bar 2: from a module's zip and empty caches to its binary, and a GOMODCACHE that is the
//! same for both commands.
//!
//! Counterpart: none.

use super::Report;
use super::options::Options;
use super::place::RunsDir;
use crate::corpus::Member;
use crate::files;
use crate::pair::Side;
use crate::tree;
use crate::tree::Tree;
use std::time::Duration;
use std::time::Instant;
use vamos_testkit::Proxy;

/// Results of a build from nothing.
struct Filled {
    tree: Tree,
    binary: Vec<u8>,
    stderr: Vec<String>,
    requests: usize,
    took: Duration,
}

/// Builds each member from nothing with each side, checks with the other.
pub(crate) fn run(place: &RunsDir, options: &Options, report: &mut Report) -> Result<(), String> {
    for member in options.members(&["fzf", "caddy"])? {
        if report.expect(member.name, place.provide(member)).is_none() {
            continue;
        }
        let proxy = place.proxy(Duration::ZERO)?;
        let mut filled = Vec::new();
        for (side, other) in [(Side::Official, Side::Vamos), (Side::Vamos, Side::Official)] {
            let what = format!("{} filled by {}", member.name, side.name());
            match fill(place, &proxy, member, side) {
                Ok(one) => {
                    let text = format!("{} requests, {:.1?}", one.requests, one.took);
                    report.say(&what, Ok(text));
                    let row = reuse(place, &one, member, other);
                    report.say(&format!("{what}, then {}", other.name()), row);
                    // Requests modules that the build did not need, so it comes last.
                    let row = place.verify(Some(&proxy)).map(|()| "clean".to_owned());
                    report.say(&format!("{what}, verified"), row);
                    filled.push(one);
                }
                Err(problem) => report.say(&what, Err(problem)),
            }
        }
        let [official, vamos] = filled.as_slice() else {
            continue;
        };
        let what = |what: &str| format!("{}: {what}", member.name);
        report.say(&what("GOMODCACHE"), tree::same(&official.tree, &vamos.tree));
        let equal = |is_equal, good: &str, bad: String| {
            if is_equal {
                Ok(good.to_owned())
            } else {
                Err(bad)
            }
        };
        let row = equal(
            official.binary == vamos.binary,
            "equal",
            "differs".to_owned(),
        );
        report.say(&what("binary"), row);
        // Downloads are reported in the order in which they begin, which is nondeterministic.
        let words = format!("{:?}", [&official.stderr, &vamos.stderr]);
        let row = equal(official.stderr == vamos.stderr, "equal", words);
        report.say(&what("stderr"), row);
    }
    Ok(())
}

/// Builds from nothing.
fn fill(place: &RunsDir, proxy: &Proxy, member: &Member, side: Side) -> Result<Filled, String> {
    place.fresh(member)?;
    proxy.reset();
    let started = Instant::now();
    let output = build(place, Some(proxy), member, side)?;
    let took = started.elapsed();
    let requests = proxy.requests().len();
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    let mut stderr: Vec<String> = stderr.lines().map(str::to_owned).collect();
    stderr.sort();
    let tree = tree::read(&place.modcache())?;
    Ok(Filled {
        tree,
        binary: binary(place)?,
        stderr,
        requests,
        took,
    })
}

/// Builds again with the other side, without a proxy, on the files of the first one.
fn reuse(place: &RunsDir, first: &Filled, member: &Member, side: Side) -> Result<String, String> {
    place.fresh_source(member)?;
    build(place, None, member, side)?;
    if binary(place)? != first.binary {
        return Err("the binary differs".to_owned());
    }
    tree::same(&first.tree, &tree::read(&place.modcache())?)
}

fn build(
    place: &RunsDir,
    proxy: Option<&Proxy>,
    member: &Member,
    side: Side,
) -> Result<std::process::Output, String> {
    let out = place.run().join("out");
    let out = out.to_string_lossy();
    place.succeed(side, proxy, &["build", "-o", &out, member.package])
}

fn binary(place: &RunsDir) -> Result<Vec<u8>, String> {
    let out = place.run().join("out");
    let bytes = files::read(&out);
    // The next build must not find it.
    let _ = std::fs::remove_file(&out);
    bytes
}
