//! Limits on what `xtask measure` counts: decisions that have one home, and import
//! cycles.
//!
//! Counterpart: none.

use super::Finding;
use super::files::Tree;
use crate::counts::cycles;
use crate::counts::cycles::Cycle;
use crate::counts::policy;
use crate::counts::policy::Place;
use crate::counts::text;
use crate::counts::text::Source;

/// Environment reads outside cli and goenv that are still there: file, and how many. An
/// entry is deleted with its last read; nothing is added.
const ENVIRONMENT_READS: &[(&str, usize)] = &[];

/// The cycles that are still there, by crate and files. A cycle may lose files; a new
/// file in it, or a new cycle, is a finding.
const CYCLES: &[(&str, &[&str])] = &[("tmpl", &["types", "value"])];

/// Checks all limits.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let sources = text::sources(tree);
    let mut findings = Vec::new();
    findings.extend(policy::releases(&sources).iter().map(|place| {
        let fix = "add a capability to crates/goenv/src/release.rs";
        finding(place, "design: releases", fix)
    }));
    findings.extend(policy::command_names(&sources).iter().map(|place| {
        let fix = "add a named value to the command's row in crates/cli/src/commands/table.rs";
        finding(place, "design: commands", fix)
    }));
    findings.extend(policy::flags_by_name(&sources).iter().map(|place| {
        let fix = "use a value of crates/cli/src/flags/name.rs: Flag";
        finding(place, "design: flags", fix)
    }));
    findings.extend(environment(&sources));
    let cycles = cycles::find(&sources);
    findings.extend(cycles.iter().filter_map(new_cycle));
    findings
}

fn finding(place: &Place, rule: &'static str, fix: &'static str) -> Finding {
    let problem = format!("`{}` outside its home", place.what);
    Finding::new(format!("{}:{}", place.path, place.line), rule, problem, fix)
}

fn environment(sources: &[Source]) -> Vec<Finding> {
    let reads = policy::environment_reads(sources);
    let count = |path: &str| reads.iter().filter(|read| read.path == path).count();
    let allowed = |path: &str| {
        let entry = ENVIRONMENT_READS
            .iter()
            .find(|(allowed, _)| *allowed == path);
        entry.map_or(0, |(_, count)| *count)
    };
    let over = reads
        .iter()
        .filter(|read| count(&read.path) > allowed(&read.path));
    let fix = "let goenv or cli read it, and pass the value down";
    over.map(|place| finding(place, "rule 3: effects", fix))
        .collect()
}

/// Returns a finding for a cycle that is not part of a listed one.
fn new_cycle(cycle: &Cycle) -> Option<Finding> {
    let is_listed = |(crate_name, files): &(&str, &[&str])| {
        let is_known = |module: &String| files.contains(&module.as_str());
        *crate_name == cycle.crate_name && cycle.modules.iter().all(is_known)
    };
    (!CYCLES.iter().any(is_listed)).then(|| {
        Finding::new(
            format!("crates/{}/src", cycle.crate_name),
            "design: import cycles",
            format!("files import each other: {}", cycle.modules.join(", ")),
            "move what both need into a file of its own",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::super::files::File;
    use super::*;

    fn rules(files: &[(&str, &str)]) -> Vec<&'static str> {
        let file = |(path, text): &(&str, &str)| File {
            path: (*path).to_owned(),
            text: (*text).to_owned(),
        };
        let tree = Tree {
            root: "/".into(),
            files: files.iter().map(file).collect(),
        };
        check(&tree).into_iter().map(|found| found.rule).collect()
    }

    #[test]
    fn each_limit_is_checked() {
        let load = "crates/load/src/new.rs";
        for (path, text, want) in [
            (load, "release >= Release::GO1_27", "design: releases"),
            (load, "if flags.command == \"list\" {", "design: commands"),
            (load, "std::env::var(\"X\")", "rule 3: effects"),
            (
                "crates/cli/src/new.rs",
                "x.is_set(\"json\")",
                "design: flags",
            ),
        ] {
            assert_eq!(rules(&[(path, text)]), [want], "{text}");
        }
        assert_eq!(rules(&[(load, "release.bridges_simd()")]), [""; 0]);
    }

    #[test]
    fn new_cycles_are_refused() {
        let files = [
            ("crates/x/src/a.rs", "use crate::b::B;\n"),
            ("crates/x/src/b.rs", "use crate::a::A;\n"),
        ];
        assert_eq!(rules(&files), ["design: import cycles"]);
    }
}
