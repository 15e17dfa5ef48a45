//! Commands that change requirements in foreseeable ways: `mod tidy` after damage, upgrades
//! and removals with `get`, `mod vendor`, `mod why`.
//!
//! Counterpart: none.

use std::fs;
use std::io;
use std::path::Path;

use super::Verdict;
use super::members::ALL;
use super::members::Member;
use super::options::Options;
use super::pair::Equal;
use super::pair::Pair;
use super::pair::Prepare;
use super::pair::remove_file;
use super::place::Place;
use super::requirements;

/// How many requirements are removed one by one.
const REMOVED: usize = 20;

/// Words in the errors of commands that fail with any material.
const REFUSALS: &[&str] = &[
    // `-go` is older than what is required.
    " is requested",
    " requires go >= ",
    // The newest version has dropped a package.
    ", but does not contain package ",
    "ambiguous import: found package ",
    // Older Go versions need more checksums.
    "missing go.sum entry",
];

/// The commands, each with what happens to the tree before it.
const CASES: &[(&str, Prepare<'static>, &[&str])] = &[
    ("as it is", &keep, &["mod", "tidy"]),
    ("without go.sum", &drop_sums, &["mod", "tidy"]),
    (
        "without go.sum",
        &drop_sums,
        &["mod", "tidy", "-v", "-go=1.21", "-compat=1.20"],
    ),
    ("half of go.mod", &drop_half, &["mod", "tidy"]),
    ("half of go.mod", &drop_half, &["mod", "tidy", "-diff"]),
    ("half of go.mod", &drop_half, &["mod", "tidy", "-e", "-v"]),
    ("as go 1.16", &make_old, &["mod", "tidy"]),
    ("as go 1.16", &make_old, &["mod", "tidy", "-go=1.17"]),
    ("as it is", &keep, &["get", "-u", "./..."]),
    ("as it is", &keep, &["get", "-u", "-t", "./..."]),
    ("as it is", &keep, &["get", "-u=patch", "./..."]),
    ("as it is", &keep, &["get", "-u", "all"]),
    ("as it is", &keep, &["mod", "vendor"]),
    ("as it is", &keep, &["mod", "vendor", "-v"]),
    ("as go 1.16", &make_old, &["mod", "vendor"]),
    ("as it is", &keep, &["mod", "why", "-m", "all"]),
    ("as it is", &keep, &["mod", "why", "all"]),
    ("as it is", &keep, &["mod", "why", "-m", "-vendor", "all"]),
    ("as it is", &keep, &["list", "-m", "-u", "all"]),
];

/// Runs all commands for each member.
pub(crate) fn run(place: &Place, options: &Options, verdict: &mut Verdict) -> Result<(), String> {
    for member in options.members(ALL)? {
        let pair = match Pair::open(place, member) {
            Ok(pair) => pair,
            Err(problem) => {
                verdict.say(member.name, Err(problem));
                continue;
            }
        };
        let mut tally = Tally::default();
        for (state, prepare, args) in CASES {
            let what = format!("{} {state}: {}", member.name, args.join(" "));
            let row = compare(place, member, &pair, *prepare, args);
            verdict.say(&what, row.and_then(|equal| tally.count(equal, args)));
        }
        verdict.say(&format!("{}: all cases", member.name), Ok(tally.text()));
        let mut tally = Tally::default();
        let required = requirements(&pair.text("go.mod"));
        for (path, _) in required.iter().take(REMOVED) {
            let none = format!("{path}@none");
            let row = compare(place, member, &pair, &keep, &["get", &none]);
            if let Err(problem) = row.and_then(|equal| tally.count(equal, &[])) {
                verdict.say(&format!("{}: get {none}", member.name), Err(problem));
            }
        }
        verdict.say(&format!("{}: get X@none", member.name), Ok(tally.text()));
    }
    Ok(())
}

/// Runs a command with each side. What it needs and the material lacks is downloaded, as long as
/// that changes how the command ends.
fn compare(
    place: &Place,
    member: &Member,
    pair: &Pair<'_>,
    prepare: Prepare<'_>,
    args: &[&str],
) -> Result<Equal, String> {
    let mut last = pair.compare(prepare, args)?;
    while last.code != Some(0) && last.stderr.contains(&place.material_url()) {
        place.provide_for(member, prepare, args)?;
        let next = pair.compare(prepare, args)?;
        if next.stderr == last.stderr {
            break;
        }
        last = next;
    }
    Ok(last)
}

/// How commands ended that are equal with both sides.
#[derive(Default)]
struct Tally {
    succeeded: usize,
    refused: usize,
    unexpected: usize,
}

impl Tally {
    /// Counts a command; an error if it failed and was not to.
    fn count(&mut self, equal: Equal, args: &[&str]) -> Result<String, String> {
        // With differences, that is no failure.
        let wanted = i32::from(args.contains(&"-diff"));
        if equal.code == Some(wanted) && (wanted == 0 || equal.has_stdout) {
            self.succeeded += 1;
            return Ok(equal.text);
        }
        let last = equal.stderr.trim_end().lines().next_back().unwrap_or("");
        if is_refusal(&equal) {
            self.refused += 1;
            return Ok(format!("{}: {last}", equal.text));
        }
        self.unexpected += 1;
        Err(format!("both fail, {}: {last}", equal.text))
    }

    fn text(&self) -> String {
        let (succeeded, refused, unexpected) = (self.succeeded, self.refused, self.unexpected);
        let equal = succeeded + refused + unexpected;
        format!(
            "{equal} equal: {succeeded} as wanted, {refused} rightly refused (exit 1), {unexpected} unexpected failures"
        )
    }
}

/// Reports whether a command failed because of what modules require, not because something is
/// missing in the material.
fn is_refusal(equal: &Equal) -> bool {
    REFUSALS.iter().any(|text| equal.stderr.contains(text))
}

/// How many members a workspace has.
const WORKSPACE: usize = 12;

/// Runs the commands of workspaces, on one of several members.
pub(crate) fn work(place: &Place, options: &Options, verdict: &mut Verdict) -> Result<(), String> {
    let mut members = options.members(ALL)?;
    members.truncate(WORKSPACE);
    let pair = Pair::open_workspace(place, &members)?;
    let commands: [&[&str]; 5] = [
        &["work", "sync"],
        &["work", "vendor"],
        &["work", "use", "-r", "."],
        &["list", "-m", "all"],
        &["mod", "graph"],
    ];
    for args in commands {
        let row = pair.compare(&keep, args);
        verdict.say(&args.join(" "), row.map(|equal| equal.text));
    }
    Ok(())
}

fn keep(_dir: &Path) -> io::Result<()> {
    Ok(())
}

fn drop_sums(dir: &Path) -> io::Result<()> {
    remove_file(&dir.join("go.sum"))
}

/// Removes every second requirement.
fn drop_half(dir: &Path) -> io::Result<()> {
    let mut count = 0;
    edit_go_mod(dir, |line| {
        let is_requirement = !requirements(&format!("require {line}")).is_empty();
        count += usize::from(is_requirement);
        (!is_requirement || count % 2 == 0).then(|| line.to_owned())
    })
}

/// Makes go.mod one of Go 1.16, which knows no pruning.
fn make_old(dir: &Path) -> io::Result<()> {
    edit_go_mod(dir, |line| match line.split_whitespace().next() {
        Some("go") => Some("go 1.16".to_owned()),
        Some("toolchain" | "godebug") => None,
        _ => Some(line.to_owned()),
    })
}

fn edit_go_mod(dir: &Path, mut change: impl FnMut(&str) -> Option<String>) -> io::Result<()> {
    let file = dir.join("go.mod");
    let text = fs::read_to_string(&file)?;
    let lines: Vec<String> = text.lines().filter_map(&mut change).collect();
    fs::write(file, lines.join("\n") + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_are_damaged_as_named() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("go.mod");
        let text = "module m\n\ngo 1.25.0\n\ntoolchain go1.26.0\n\nrequire (\n\ta.test/a v1.0.0\n\tb.test/b v1.0.0 // indirect\n)\n";
        fs::write(&file, text).unwrap();
        make_old(dir.path()).unwrap();
        drop_half(dir.path()).unwrap();
        let left = fs::read_to_string(&file).unwrap();
        let want = "module m\n\ngo 1.16\n\n\nrequire (\n\tb.test/b v1.0.0 // indirect\n)\n";
        assert_eq!(left, want);
    }
}
