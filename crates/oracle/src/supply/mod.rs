//! `cargo xtask supply`: modules brought in by both programs from a loopback proxy, and compared.
//!
//! The official command downloads the material once, into a GOMODCACHE that only the proxy reads.
//! With the official command given as `--vamos`, it is compared with itself, which shows the
//! differences that no comparison can exclude.
//! Counterpart: none; cmd/go is checked by its scripts.

mod cold;
mod fill;
mod get;
mod graphs;
mod member_tree;
mod members;
mod options;
mod place;
mod race;
mod repositories;
mod tidy;
mod times;
mod zips;

use options::Options;
use options::USAGE;

use place::RunsDir;

use crate::pair::Pair;
use crate::report::Report;

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let (action, flags) = args.split_first().ok_or(USAGE)?;
    let options = Options::parse(flags)?;
    let programs = Pair::find(options.goroot.as_deref(), options.vamos.as_deref())?;
    let place = RunsDir::open(&options, programs)?;
    let mut report = Report::default();
    match action.as_str() {
        "fill" => fill::run(&place, &options, &mut report)?,
        "graphs" => graphs::run(&place, &options, &mut report)?,
        "cold" => cold::run(&place, &options, &mut report)?,
        "times" => times::run(&place, &options, &mut report)?,
        "race" => race::run(&place, &options, &mut report)?,
        "get" => get::run(&place, &options, &mut report)?,
        "tidy" => tidy::run(&place, &options, &mut report)?,
        "work" => tidy::work(&place, &options, &mut report)?,
        "zips" => zips::run(&place, &options, &mut report)?,
        "repositories" => repositories::run(&place, &options, &mut report)?,
        _ => return Err(USAGE.to_owned()),
    }
    report.finish()
}

/// Returns the requirements of a go.mod in its usual format: paths and versions.
fn requirements(go_mod: &str) -> Vec<(String, String)> {
    let lines = go_mod.lines().filter(|line| !line.contains("=>"));
    let of_line = |line: &str| {
        let line = line.strip_prefix("require").unwrap_or(line);
        let mut words = line.split_whitespace();
        let (path, version) = (words.next()?, words.next()?);
        let is_version = version.starts_with('v') && version.contains('.');
        (path.contains('.') && is_version).then(|| (path.to_owned(), version.to_owned()))
    };
    lines.filter_map(of_line).collect()
}

#[cfg(test)]
mod tests {
    use super::requirements;

    #[test]
    fn requirements_are_paths_with_versions() {
        let text = "module m.test\n\ngo 1.26\n\nrequire a.test/a v1.0.0\n\nrequire (\n\tb.test v0.0.1 // indirect\n)\n\nreplace c.test v1.0.0 => ../c\n";
        let found = requirements(text);
        let paths: Vec<&str> = found.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["a.test/a", "b.test"]);
    }
}
