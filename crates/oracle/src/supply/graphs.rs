//! Bar 3: the output of graph and download commands, byte for byte.
//!
//! Counterpart: none.

use super::Report;
use super::members::ALL;
use super::options::Options;
use super::place::RunsDir;
use crate::compare::same_lines;
use crate::corpus::Member;
use crate::pair;
use crate::pair::Side;
use crate::tree;
use crate::tree::Tree;
use std::time::Duration;
use vamos_testkit::Proxy;

/// The commands, in order; each side starts from an empty GOMODCACHE.
const COMMANDS: &[&[&str]] = &[
    &["mod", "edit", "-json"],
    &["mod", "graph"],
    &["mod", "download", "-json"],
];

/// Compares the output of both sides for each member.
pub(crate) fn run(place: &RunsDir, options: &Options, report: &mut Report) -> Result<(), String> {
    for member in options.members(ALL)? {
        if report.expect(member.name, place.provide(member)).is_none() {
            continue;
        }
        let proxy = place.proxy(Duration::ZERO)?;
        let said = Side::BOTH.map(|side| say(place, &proxy, member, side));
        match said {
            [Ok(official), Ok(vamos)] => {
                for (index, command) in COMMANDS.iter().enumerate() {
                    let row = same_text(&official.0[index], &vamos.0[index]);
                    report.say(&format!("{}: {}", member.name, command.join(" ")), row);
                }
                let row = tree::same(&official.1, &vamos.1);
                report.say(&format!("{}: GOMODCACHE", member.name), row);
            }
            both => {
                for problem in both.into_iter().filter_map(Result::err) {
                    report.say(member.name, Err(problem));
                }
            }
        }
    }
    Ok(())
}

/// Runs all commands; returns the output of each, and GOMODCACHE at the end.
fn say(
    place: &RunsDir,
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
    same_lines(&pair::text(official), &pair::text(vamos))
}
