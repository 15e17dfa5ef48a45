//! `cargo xtask link record`: cmd/go's `-toolexec`, which keeps the inputs of a link instead
//! of linking, and passes all other tools on.
//!
//! Counterpart: none.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use vamos_base::Digest;

use super::case::OUT;
use super::case::write;
use crate::files;

/// Names a file with a line `PACKAGE=DIRECTORY` for each case to write.
pub(super) const CASES: &str = "XTASK_LINK_CASES";

/// Names the directory of archives.
pub(super) const ARCHIVES: &str = "XTASK_LINK_ARCHIVES";

/// Variables that only the recording has.
const OWN: [&str; 7] = [
    CASES,
    ARCHIVES,
    "TOOLEXEC_IMPORTPATH",
    "PWD",
    "TERM",
    "GOGC",
    "GOMEMLIMIT",
];

/// The end of a recorded link: cmd/go is to stop there, since the capture links itself.
const KEPT: &str = "the link is kept";

/// Runs the tool `args[0]`; a link is captured instead.
pub(super) fn run(args: &[String]) -> Result<(), String> {
    let (tool, rest) = args.split_first().ok_or("record: no tool")?;
    let is_link = Path::new(tool)
        .file_name()
        .is_some_and(|name| name == "link");
    let is_question = rest.first().is_some_and(|arg| arg.starts_with("-V"));
    if is_link && !is_question {
        let variable = |name: &str| -> Result<PathBuf, String> {
            let value = std::env::var_os(name).ok_or_else(|| format!("record: no {name}"))?;
            Ok(value.into())
        };
        let case = case(&variable(CASES)?)?;
        keep(rest, &case, &Archives(variable(ARCHIVES)?))?;
        return Err(KEPT.to_owned());
    }
    let error = Command::new(tool).args(rest).exec();
    Err(format!("{tool}: {error}"))
}

/// Returns the directory of the case for the package that cmd/go links: of the only line,
/// or of the package's own.
fn case(list: &Path) -> Result<PathBuf, String> {
    let text = files::read_text(list)?;
    let package = std::env::var("TOOLEXEC_IMPORTPATH").unwrap_or_default();
    let cases: Vec<(&str, &str)> = text
        .lines()
        .filter_map(|line| line.split_once('='))
        .collect();
    let own = cases.iter().find(|(name, _)| *name == package);
    match (own, cases.as_slice()) {
        (Some((_, dir)), _) | (None, [(_, dir)]) => Ok(PathBuf::from(dir)),
        _ => Err(format!("record: no case for {package}")),
    }
}

/// The directory of archives.
struct Archives(PathBuf);

impl Archives {
    /// Stores a file under its digest; returns its new name.
    fn keep(&self, file: &str) -> Result<String, String> {
        let failed = |error: std::io::Error| format!("{file}: {error}");
        if let Some(place) = self.kept(file) {
            return Ok(place.display().to_string());
        }
        let bytes = files::read(Path::new(file))?;
        let place = self.0.join(Digest::of(&bytes).hex());
        if !place.exists() && fs::hard_link(file, &place).is_err() {
            // Not in the cache's directory, or being captured by another run at the moment.
            let unfinished = self.0.join(format!("{}.tmp", std::process::id()));
            files::write(&unfinished, &bytes)?;
            fs::rename(&unfinished, &place).map_err(failed)?;
        }
        Ok(place.display().to_string())
    }

    /// Returns the path of a file of the build cache that is captured already: its name there is
    /// its digest and `-d`.
    fn kept(&self, file: &str) -> Option<PathBuf> {
        let name = Path::new(file).file_name()?.to_str()?;
        let place = self.0.join(name.strip_suffix("-d")?);
        place.exists().then_some(place)
    }

    /// Rewrites an importcfg to name the captured archives.
    fn importcfg(&self, file: &str) -> Result<String, String> {
        let text = fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
        let mut out = String::with_capacity(text.len());
        for line in text.lines() {
            let package = line.strip_prefix("packagefile ");
            match package.and_then(|rest| rest.split_once('=')) {
                Some((path, archive)) => {
                    out += &format!("packagefile {path}={}\n", self.keep(archive)?);
                }
                None => {
                    out += line;
                    out.push('\n');
                }
            }
        }
        Ok(out)
    }
}

fn keep(args: &[String], case: &Path, archives: &Archives) -> Result<(), String> {
    files::make_dir(case)?;
    let mut kept = String::new();
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        let mut value = || rest.next().ok_or("record: a flag without a value");
        let words = match arg.as_str() {
            "-o" => {
                value()?;
                vec!["-o".to_owned(), OUT.to_owned()]
            }
            "-importcfg" => {
                let place = case.join("importcfg.link");
                write(&place, archives.importcfg(value()?)?.as_bytes())?;
                vec!["-importcfg".to_owned(), place.display().to_string()]
            }
            main if rest.as_slice().is_empty() => vec![archives.keep(main)?],
            other => vec![other.to_owned()],
        };
        for word in words {
            kept += &word;
            kept.push('\n');
        }
    }
    let env: BTreeMap<String, String> = std::env::vars()
        .filter(|(name, _)| !OWN.contains(&name.as_str()))
        .collect();
    let env: String = env
        .iter()
        .map(|(name, value)| format!("{name}={value}\n"))
        .collect();
    write(&case.join("env"), env.as_bytes())?;
    write(&case.join("args"), kept.as_bytes())
}
