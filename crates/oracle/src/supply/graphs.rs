//! Bar 3: the output of graph and download commands, byte for byte.
//!
//! Counterpart: none.

use super::Verdict;
use super::members::ALL;
use super::members::Member;
use super::options::Options;
use super::place::Place;
use super::place::Side;
use super::tree;
use super::tree::Tree;
use std::time::Duration;
use vamos_testkit::Proxy;

/// The commands, in order; each side starts from an empty GOMODCACHE.
const COMMANDS: &[&[&str]] = &[
    &["mod", "edit", "-json"],
    &["mod", "graph"],
    &["mod", "download", "-json"],
];

/// Compares what both sides say of each member.
pub(crate) fn run(place: &Place, options: &Options, verdict: &mut Verdict) -> Result<(), String> {
    for member in options.members(ALL)? {
        if let Err(problem) = place.provide(member) {
            verdict.say(member.name, Err(problem));
            continue;
        }
        let proxy = place.proxy(Duration::ZERO)?;
        let said = Side::BOTH.map(|side| say(place, &proxy, member, side));
        match said {
            [Ok(official), Ok(vamos)] => {
                for (index, command) in COMMANDS.iter().enumerate() {
                    let row = same_text(&official.0[index], &vamos.0[index]);
                    verdict.say(&format!("{}: {}", member.name, command.join(" ")), row);
                }
                let row = tree::same(&official.1, &vamos.1);
                verdict.say(&format!("{}: GOMODCACHE", member.name), row);
            }
            both => {
                for problem in both.into_iter().filter_map(Result::err) {
                    verdict.say(member.name, Err(problem));
                }
            }
        }
    }
    Ok(())
}

/// Runs all commands; returns what each printed, and GOMODCACHE at the end.
fn say(
    place: &Place,
    proxy: &Proxy,
    member: &Member,
    side: Side,
) -> Result<(Vec<Vec<u8>>, Tree), String> {
    place.fresh(member)?;
    let mut said = Vec::new();
    for command in COMMANDS {
        said.push(place.succeed(side, Some(proxy), command)?.stdout);
    }
    Ok((said, tree::read(&place.modcache())?))
}

fn same_text(official: &[u8], vamos: &[u8]) -> Result<String, String> {
    if official == vamos {
        return Ok(format!("{} bytes equal", official.len()));
    }
    let lines = |text: &[u8]| String::from_utf8_lossy(text).into_owned();
    let (official, vamos) = (lines(official), lines(vamos));
    let (mut theirs, mut ours) = (official.lines(), vamos.lines());
    let mut number = 0;
    loop {
        number += 1;
        let pair = (theirs.next(), ours.next());
        if pair.0 != pair.1 || pair.0.is_none() {
            return Err(format!("line {number}: {:?}, vamos {:?}", pair.0, pair.1));
        }
    }
}
