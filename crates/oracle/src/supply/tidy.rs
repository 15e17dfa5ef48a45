//! Commands that change requirements in foreseeable ways: `mod tidy` after damage, upgrades
//! and removals with `get`, `mod vendor`, `mod why`.
//!
//! Counterpart: none.

use std::path::Path;

use super::Report;
use super::member_tree::Equal;
use super::member_tree::MemberTree;
use super::members::ALL;
use super::options::Options;
use super::place::Prepare;
use super::place::RunsDir;
use super::requirements;
use crate::corpus::Member;
use crate::files;
use crate::files::remove;

/// Number of requirements that are removed one by one.
const REMOVED: usize = 20;

/// Words in the errors of commands that fail with any material.
const REFUSALS: &[&str] = &[
    // `-go` is older than a requirement.
    " is requested",
    " requires go >= ",
    // The newest version has dropped a package.
    ", but does not contain package ",
    "ambiguous import: found package ",
    // Older Go versions need more checksums.
    "missing go.sum entry",
];

/// The commands, each with the change of the tree before it.
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
pub(crate) fn run(place: &RunsDir, options: &Options, report: &mut Report) -> Result<(), String> {
    for member in options.members(ALL)? {
        let Some(laid) = report.expect(member.name, MemberTree::open(place, member)) else {
            continue;
        };
        let mut tally = Tally::default();
        for (state, prepare, args) in CASES {
            let what = format!("{} {state}: {}", member.name, args.join(" "));
            let row = compare(place, member, &laid, *prepare, args);
            report.say(&what, row.and_then(|equal| tally.count(equal, args)));
        }
        report.say(&format!("{}: all cases", member.name), Ok(tally.text()));
        let mut tally = Tally::default();
        let required = requirements(&laid.text("go.mod"));
        for (path, _) in required.iter().take(REMOVED) {
            let none = format!("{path}@none");
            let row = compare(place, member, &laid, &keep, &["get", &none]);
            if let Err(problem) = row.and_then(|equal| tally.count(equal, &[])) {
                report.say(&format!("{}: get {none}", member.name), Err(problem));
            }
        }
        report.say(&format!("{}: get X@none", member.name), Ok(tally.text()));
    }
    Ok(())
}

/// Runs a command with each side. Modules that it needs and the material lacks are downloaded, as
/// long as that changes the command's result.
fn compare(
    place: &RunsDir,
    member: &Member,
    laid: &MemberTree<'_>,
    prepare: Prepare<'_>,
    args: &[&str],
) -> Result<Equal, String> {
    let mut last = laid.compare(prepare, args)?;
    while last.code != Some(0) && last.stderr.contains(&place.material_url()) {
        place.provide_for(member, prepare, args)?;
        let next = laid.compare(prepare, args)?;
        if next.stderr == last.stderr {
            break;
        }
        last = next;
    }
    Ok(last)
}

/// Results of commands that are equal with both sides.
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

/// Reports whether a command failed because of modules' requirements, not because something is
/// missing in the material.
fn is_refusal(equal: &Equal) -> bool {
    REFUSALS.iter().any(|text| equal.stderr.contains(text))
}

/// Number of members in a workspace.
const WORKSPACE: usize = 12;

/// Runs the commands of workspaces, on one of several members.
pub(crate) fn work(place: &RunsDir, options: &Options, report: &mut Report) -> Result<(), String> {
    let mut members = options.members(ALL)?;
    members.truncate(WORKSPACE);
    let laid = MemberTree::open_workspace(place, &members)?;
    let commands: [&[&str]; 5] = [
        &["work", "sync"],
        &["work", "vendor"],
        &["work", "use", "-r", "."],
        &["list", "-m", "all"],
        &["mod", "graph"],
    ];
    for args in commands {
        let row = laid.compare(&keep, args);
        report.say(&args.join(" "), row.map(|equal| equal.text));
    }
    Ok(())
}

fn keep(_dir: &Path) -> Result<(), String> {
    Ok(())
}

fn drop_sums(dir: &Path) -> Result<(), String> {
    remove(&dir.join("go.sum"))
}

/// Removes every second requirement.
fn drop_half(dir: &Path) -> Result<(), String> {
    let mut count = 0;
    edit_go_mod(dir, |line| {
        let is_requirement = !requirements(&format!("require {line}")).is_empty();
        count += usize::from(is_requirement);
        (!is_requirement || count % 2 == 0).then(|| line.to_owned())
    })
}

/// Sets Go 1.16 in go.mod, which has no pruning.
fn make_old(dir: &Path) -> Result<(), String> {
    edit_go_mod(dir, |line| match line.split_whitespace().next() {
        Some("go") => Some("go 1.16".to_owned()),
        Some("toolchain" | "godebug") => None,
        _ => Some(line.to_owned()),
    })
}

fn edit_go_mod(dir: &Path, mut change: impl FnMut(&str) -> Option<String>) -> Result<(), String> {
    let file = dir.join("go.mod");
    let text = files::read_text(&file)?;
    let lines: Vec<String> = text.lines().filter_map(&mut change).collect();
    files::write(&file, lines.join("\n") + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_are_damaged_as_named() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("go.mod");
        let text = "module m\n\ngo 1.25.0\n\ntoolchain go1.26.0\n\nrequire (\n\ta.test/a v1.0.0\n\tb.test/b v1.0.0 // indirect\n)\n";
        files::write(&file, text).unwrap();
        make_old(dir.path()).unwrap();
        drop_half(dir.path()).unwrap();
        let left = files::read_text(&file).unwrap();
        let want = "module m\n\ngo 1.16\n\n\nrequire (\n\tb.test/b v1.0.0 // indirect\n)\n";
        assert_eq!(left, want);
    }
}
