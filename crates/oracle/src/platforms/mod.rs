//! `cargo xtask platforms`: proofs for platforms other than this machine's.
//!
//! All tools come from package registries, and are unpacked below the target directory. It takes
//! too long for CI.
//! Counterpart: none; upstream has builders of these platforms.

mod arm64;
mod cross;
mod darwin;
mod emulation;
mod macho;
mod packages;
mod projects;
mod tools;
mod windows;

use tools::Tools;

const USAGE: &str =
    "usage: cargo xtask platforms [arm64|darwin|packages|projects|tools|windows]...";

/// Writes the packages of a release, with the arguments of `cargo xtask dist`.
pub type Dist = fn(&[String]) -> Result<(), String>;

/// Function of a proof.
type Run = fn(&Tools, Dist) -> Result<(), String>;

/// All proofs, by name.
const PROOFS: [(&str, Run); 6] = [
    ("tools", |_, _| Ok(())),
    ("darwin", |tools, _| darwin::run(tools)),
    ("arm64", |tools, _| arm64::run(tools)),
    ("projects", |tools, _| projects::run(tools)),
    ("packages", packages::run),
    ("windows", |tools, _| windows::run(tools)),
];

/// Runs the command.
///
/// # Errors
/// A description of the failed proof, or the usage.
pub fn run(args: &[String], dist: Dist) -> Result<(), String> {
    let proofs = parse(args)?;
    let tools = Tools::install()?;
    proofs.iter().try_for_each(|proof| proof(&tools, dist))
}

fn parse(args: &[String]) -> Result<Vec<Run>, String> {
    if args.is_empty() {
        return Ok(PROOFS.iter().map(|(_, run)| *run).collect());
    }
    let find = |name: &String| PROOFS.iter().find(|(known, _)| known == name);
    let found = args.iter().map(|name| find(name).map(|(_, run)| *run));
    found.collect::<Option<_>>().ok_or_else(|| USAGE.to_owned())
}

#[cfg(test)]
mod tests {
    use super::PROOFS;
    use super::parse;

    #[test]
    fn arguments() {
        assert_eq!(parse(&[]).unwrap().len(), PROOFS.len());
        assert_eq!(parse(&["darwin".to_owned()]).unwrap().len(), 1);
        assert!(parse(&["plan9".to_owned()]).is_err());
    }
}
