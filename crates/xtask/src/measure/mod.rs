//! `xtask measure`: the figures by which the code is compared with other projects, and
//! the counts that are to go down.
//!
//! `cargo xtask measure [DIR]` measures the workspace, or another checkout of it.
//!
//! Counterpart: none.

mod crates;
mod history;

use std::path::Path;

use crate::counts::cycles;
use crate::counts::phrases;
use crate::counts::policy;
use crate::counts::policy::Occurrence;
use crate::counts::shape;
use crate::counts::sizes;
use crate::counts::text;
use crate::counts::text::Source;
use crate::say;
use crate::tidy::files::Tree;

/// Prints all figures.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let tree = match args {
        [] => Tree::read()?,
        [dir] => Tree::read_from(Path::new(dir))?,
        _ => return Err("usage: cargo xtask measure [DIR]".to_owned()),
    };
    let sources = text::sources(&tree);
    say("## the `us` column");
    crates::print(&tree)?;
    print_sizes(&sources);
    print_quality(&tree, &sources);
    print_history(&tree)?;
    say("\n## counts");
    print_shape(&sources);
    print_policy(&sources);
    print_cycles(&sources);
    print_phrases(&tree);
    Ok(())
}

/// Prints one row.
fn row(name: &str, value: &str) {
    say(&format!("{name:<44} {value}"));
}

fn print_sizes(sources: &[Source]) {
    let lines = |is_wanted: fn(&Source) -> bool| -> usize {
        let wanted = sources.iter().filter(|source| is_wanted(source));
        wanted.map(|source| source.text.lines().count()).sum()
    };
    let (all, product) = (lines(|_| true), lines(Source::is_product));
    let value = format!("{all} ({} of them in development crates)", all - product);
    row("source lines without tests", &value);
    let files = sizes::files(sources);
    let (median, p90) = (files.percentile(50), files.percentile(90));
    row("file length median / p90", &format!("{median} / {p90}"));
    let longest = sources.iter().max_by_key(|s| s.text.lines().count());
    let longest = longest.map_or("", |source| source.path.as_str());
    row(
        "largest file",
        &format!("{} {longest}", files.percentile(100)),
    );
    let share = format!("{}%", files.share_above(1000));
    row("share of lines in files > 1000", &share);
    let functions = sizes::functions(sources);
    let [median, p99, max] = [50, 99, 100].map(|percent| functions.percentile(percent));
    row(
        "function length median / p99 / longest",
        &format!("{median} / {p99} / {max}"),
    );
}

fn print_quality(tree: &Tree, sources: &[Source]) {
    let share =
        |(part, all): (usize, usize)| format!("{}% ({part} of {all})", sizes::percent(part, all));
    row(
        "files with module doc",
        &share((sizes::module_docs(sources), sources.len())),
    );
    row(
        "public items with doc",
        &share(sizes::public_items(sources)),
    );
    row(
        "comment lines",
        &format!("{}%", sizes::comment_share(sources)),
    );
    let lines: usize = sources.iter().map(|s| s.text.lines().count()).sum();
    let per_1000 = |text| {
        let count = sizes::occurrences(sources, text);
        format!(
            "{}.{:02} ({count})",
            count * 1000 / lines,
            count * 100_000 / lines % 100
        )
    };
    row("unwrap per 1000 lines", &per_1000(".unwrap()"));
    row("expect per 1000 lines", &per_1000(".expect("));
    let unsafes = ["unsafe {", "unsafe fn", "unsafe impl"];
    let unsafes: usize = unsafes
        .map(|text| sizes::occurrences(sources, text))
        .iter()
        .sum();
    let safety: usize = sources
        .iter()
        .map(|s| s.text.matches("SAFETY:").count())
        .sum();
    row(
        "unsafe uses / SAFETY comments",
        &format!("{unsafes} / {safety}"),
    );
    let all: usize = tree.rust().map(|file| file.text.lines().count()).sum();
    let tests: usize = tree
        .rust()
        .map(|file| file.text.matches("#[test]").count())
        .sum();
    let ratio = format!(
        "{}.{:02}",
        (all - lines) / lines,
        (all - lines) * 100 / lines % 100
    );
    row(
        "test lines : source lines",
        &format!("{ratio} ({tests} tests)"),
    );
    print_effects(sources);
    let imports = tree
        .rust()
        .flat_map(|file| file.text.lines())
        .filter(|line| line.starts_with("use ") || line.starts_with("pub use "));
    let imports: Vec<&str> = imports.collect();
    let grouped = imports.iter().filter(|line| line.contains('{')).count();
    row(
        "grouped imports / all imports",
        &format!("{grouped} / {}", imports.len()),
    );
}

fn print_effects(sources: &[Source]) {
    let product: Vec<&Source> = sources
        .iter()
        .filter(|source| source.is_product())
        .collect();
    let with = |texts: &[&str]| {
        let has = |source: &&&Source| texts.iter().any(|text| source.code.contains(text));
        product.iter().filter(has).count()
    };
    let files = with(&["std::fs::", "File::open(", "File::create(", "rustix::fs::"]);
    let (children, env) = (with(&["Command::new("]), with(&["env::var"]));
    let value = format!(
        "{files} / {children} / {env} of {} in the product",
        product.len()
    );
    row("files touching files / children / env", &value);
    let printing = with(&["println!(", "eprintln!(", "print!(", "eprint!("]);
    row("files that print directly", &printing.to_string());
    row(
        "async fn",
        &sizes::occurrences(sources, "async fn ").to_string(),
    );
}

fn print_history(tree: &Tree) -> Result<(), String> {
    let found = history::read(&tree.root)?;
    let value = format!(
        "subject median {}; {}% with body; {}% touch two or more crates",
        found.subject_median, found.with_body, found.over_crates
    );
    row("last 300 commits", &value);
    let value = format!("{} of {}", found.with_number, found.speed_claims);
    row("performance subjects with a number", &value);
    let architecture = tree
        .get("ARCHITECTURE.md")
        .map_or(0, |file| file.text.lines().count());
    row("architecture text", &format!("{architecture} lines"));
    Ok(())
}

fn print_shape(sources: &[Source]) {
    for name in ["load", "build"] {
        let of_crate = sources.iter().filter(|source| source.crate_name == name);
        if let Some(widest) = shape::structs(of_crate).last() {
            let value = format!("{} {} ({})", widest.fields, widest.name, widest.path);
            row(&format!("fields of the widest struct in {name}"), &value);
        }
    }
    let product: Vec<_> = shape::spread(sources);
    for spread in product.iter().rev().take(3) {
        let value = format!(
            "{} in {} files: {}::{}",
            spread.methods, spread.files, spread.crate_name, spread.name
        );
        row("methods of one type over several files", &value);
    }
}

fn print_policy(sources: &[Source]) {
    print_places(
        "Release::GO1_ outside the table",
        &policy::releases(sources),
    );
    print_places(
        "command names compared below cli",
        &policy::command_names(sources),
    );
    print_places(
        "flags looked up by text in cli",
        &policy::flags_by_name(sources),
    );
    print_places(
        "environment reads outside cli and goenv",
        &policy::environment_reads(sources),
    );
}

/// Prints how many places there are, and the first of them.
fn print_places(name: &str, places: &[Occurrence]) {
    row(name, &places.len().to_string());
    for place in places.iter().take(12) {
        say(&format!("    {}:{} {}", place.path, place.line, place.what));
    }
}

fn print_cycles(sources: &[Source]) {
    let cycles = cycles::find(sources);
    row("import cycles between files", &cycles.len().to_string());
    for cycle in cycles {
        let modules = cycle.modules.join(", ");
        say(&format!(
            "    {}: {} files: {modules}",
            cycle.crate_name,
            cycle.modules.len()
        ));
    }
}

fn print_phrases(tree: &Tree) {
    let found = phrases::find(tree);
    row(
        "listed phrases in comments and documents",
        &found.len().to_string(),
    );
    for name in phrases::names() {
        let count = found.iter().filter(|one| one.phrase == name).count();
        say(&format!("    {count:>4} {name}"));
    }
    let per = |key: fn(&phrases::PhraseUse) -> &str| {
        let mut counts = std::collections::BTreeMap::<&str, usize>::new();
        for one in &found {
            *counts.entry(key(one)).or_default() += 1;
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
        counts
    };
    for (name, count) in per(phrases::owner) {
        say(&format!("    {count:>4} in {name}"));
    }
    for (path, count) in per(|one| &one.path) {
        say(&format!("        {count:>4} {path}"));
    }
}
