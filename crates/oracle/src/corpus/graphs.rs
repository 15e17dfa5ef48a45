//! `cargo xtask corpus actiongraph`: the files of `-debug-actiongraph`, cold and warm, for
//! builds and for `list -export`.
//!
//! Counterpart: none.

use std::path::Path;

use super::Options;
use super::failure;
use super::members::Member;
use super::members::Variant;
use super::normalize;
use super::program::Program;
use crate::compare::same_lines;
use crate::files;
use crate::report::Report;

/// Compares the graphs of both programs.
pub(super) fn compare(
    options: &Options,
    official: &Program<'_>,
    vamos: &Program<'_>,
) -> Result<(), String> {
    let mut report = Report::default();
    for variant in options.variants() {
        for member in options.members(variant) {
            for round in ["build cold", "build warm", "list -export"] {
                let graphs = || {
                    let theirs = graph(official, variant, member, round)?;
                    same_lines(&theirs, &graph(vamos, variant, member, round)?)
                };
                let what = format!("{} {} {round}", variant.name, member.name);
                report.say(&what, graphs());
            }
        }
    }
    report.finish()
}

fn graph(
    program: &Program<'_>,
    variant: &Variant,
    member: &Member,
    round: &str,
) -> Result<String, String> {
    let root = &program.place.root;
    let own = Program {
        cache: root.join(format!("graph-{}", program.name)),
        ..program.clone()
    };
    if round == "build cold" {
        // A missing file counts as removed.
        let _ = std::fs::remove_dir_all(&own.cache);
        let _ = std::fs::remove_file(own.place.output(own.name, variant.name, member));
    }
    let file = root.join(format!("graph-{}.json", program.name));
    let flag = format!("-debug-actiongraph={}", file.display());
    let (output, _) = match round {
        "list -export" => {
            let source = own.place.source(member);
            let mut args = vec!["list", "-export", &flag];
            args.extend(variant.flags);
            args.push(member.package);
            own.run(&source, variant, &args)?
        }
        _ => own.build(member, variant, &[&flag])?,
    };
    if !output.status.success() {
        return Err(failure(&own, &output));
    }
    let text = read(&file)?;
    let cache = own.cache.display().to_string();
    Ok(normalize(
        &vamos_testkit::normalize(&text),
        &cache,
        own.name,
    ))
}

fn read(file: &Path) -> Result<String, String> {
    files::read_text(file)
}
