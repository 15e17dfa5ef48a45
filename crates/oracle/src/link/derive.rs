//! `cargo xtask link derive`: cases without symbols and debug information (`sw`), made from the
//! inputs of captured ones.
//!
//! `-s` and `-w` change no input of a link, so that no program is built again.
//! Counterpart: none.

use std::fs;
use std::path::Path;

use super::USAGE;
use super::case::Case;
use super::case::OUT;
use super::case::is_complete;
use super::case::write;
use super::flags;
use super::list;
use super::place::CaptureDir;
use crate::files;
use crate::report::Report;

/// The mode of the cases made.
const MODE: &str = "sw";

/// Runs the command.
pub(super) fn run(args: &[String]) -> Result<(), String> {
    let (flags, names) = flags(args)?;
    let (mut dir, mut sdks) = (None, Vec::new());
    let (mut modes, mut platforms) = (vec!["plain".to_owned()], Vec::new());
    for (flag, value) in flags {
        match flag {
            "--dir" => dir = Some(value),
            "--sdk" => sdks = list(&value.replace('.', "")),
            "--modes" => modes = list(value),
            "--platform" => platforms = list(value),
            _ => return Err(USAGE.to_owned()),
        }
    }
    let place = CaptureDir::open(dir)?;
    let is_wanted =
        |wanted: &[String], have: &str| wanted.is_empty() || wanted.iter().any(|word| word == have);
    let mut report = Report::default();
    for base in Case::all(&place, names)? {
        let own = place.cases().join(format!("{}-{MODE}", base.name));
        let is_candidate = is_wanted(&sdks, base.about("release"))
            && is_wanted(&modes, base.about("mode"))
            && is_wanted(&platforms, base.about("platform"))
            && base.recorded()?.code == 0;
        if is_candidate && !is_complete(&own) {
            report.say(&base.name, make(&place, &base, &own));
        }
    }
    report.finish()
}

/// Writes the case with the official linker's result.
fn make(place: &CaptureDir, base: &Case, dir: &Path) -> Result<String, String> {
    let read = |path: &Path| files::read_text(path);
    files::make_dir(dir)?;
    let config = dir.join("importcfg.link");
    write(&config, read(&base.dir.join("importcfg.link"))?.as_bytes())?;
    let old = base.dir.join("importcfg.link").display().to_string();
    let flags = ["-s".to_owned(), "-w".to_owned()];
    let args: String = base
        .args(Path::new(OUT), &flags)
        .into_iter()
        .map(|arg| {
            if arg == old {
                format!("{}\n", config.display())
            } else {
                arg + "\n"
            }
        })
        .collect();
    write(&dir.join("args"), args.as_bytes())?;
    write(&dir.join("env"), read(&base.dir.join("env"))?.as_bytes())?;
    let about = read(&base.dir.join("about"))?;
    let mode = base.about("mode");
    let about = about.replace(
        &format!("mode={mode}\n"),
        &format!("mode={MODE}\nbase={mode}\n"),
    );
    write(&dir.join("about"), about.as_bytes())?;
    let case = Case::read(dir)?;
    let out = place.scratch().join(format!("{}.stock", case.name));
    let outcome = case.link(&case.stock(), &[], &out)?;
    let size = fs::metadata(&out).map_or(0, |file| file.len());
    // Not there if the link failed.
    let _ = fs::remove_file(&out);
    case.keep(&outcome)?;
    Ok(format!("exit code {}, {size} bytes", outcome.code))
}
