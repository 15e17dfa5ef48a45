//! `cargo xtask link oracle`: the SDK's own linker with additions that print its decisions after
//! each pass, and their proof: its output files equal the official linker's, with and without the
//! dump.
//!
//! Counterpart: cmd/link/internal/ld/main.go (`Main`), which gets the calls.

mod anchors;

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use super::USAGE;
use super::case::Case;
use super::case::write;
use super::flags;
use super::place;
use super::place::CaptureDir;
use crate::files;
use crate::pair;
use crate::report::Report;
use crate::sdk::Sdk;

/// Files that the linker gets in addition: directory below cmd/link/internal, name, text.
const ADDED: [(&str, &str, &str); 2] = [
    ("ld", "vamosdump.go", include_str!("dump.go.txt")),
    ("loader", "vamosloader.go", include_str!("loader.go.txt")),
];

/// Names the file that the linker writes its dump to.
const DUMP: &str = "VAMOS_LINK_DUMP";

/// Runs the command.
pub(super) fn run(args: &[String]) -> Result<(), String> {
    let (flags, names) = flags(args)?;
    let (mut sdk, mut dir) = (None, None);
    for (flag, value) in flags {
        match flag {
            "--sdk" => sdk = Some(value),
            "--dir" => dir = Some(value),
            _ => return Err(USAGE.to_owned()),
        }
    }
    let place = CaptureDir::open(dir)?;
    let sdk = place::find_sdk(sdk)?;
    let release = place::release(&sdk)?;
    let linker = build(&place, &sdk, &place.root.join(format!("oracle-{release}")))?;
    crate::say(&format!("built {}", linker.display()));
    let mut report = Report::default();
    if !names.is_empty() {
        for case in Case::all(&place, names)? {
            if case.about("release") == release {
                report.say(&case.name, prove(&place, &case, &linker));
            }
        }
    }
    report.finish()
}

/// Builds the linker with its additions in `dir`; the SDK is not changed.
fn build(place: &CaptureDir, sdk: &Sdk, dir: &Path) -> Result<PathBuf, String> {
    files::make_dir(dir)?;
    let internal = sdk.goroot.join("src/cmd/link/internal");
    let mut replaced = serde_json::Map::new();
    let mut overlay = |below: &str, name: &str, text: &str| -> Result<(), String> {
        let copy = dir.join(name);
        write(&copy, text.as_bytes())?;
        let original = internal.join(below).join(name);
        let copy = copy.display().to_string();
        replaced.insert(original.display().to_string(), copy.into());
        Ok(())
    };
    for (below, name, text) in ADDED {
        overlay(below, name, text)?;
    }
    let minor = sdk.minor().unwrap_or(0);
    for name in anchors::FILES {
        let original = internal.join("ld").join(name);
        let text = files::read_text(&original)?;
        overlay("ld", name, &anchors::insert(name, &text, minor)?)?;
    }
    let replace = serde_json::json!({ "Replace": replaced });
    let file = dir.join("overlay.json");
    write(&file, replace.to_string().as_bytes())?;
    let linker = dir.join("link");
    let mut command = place.go(sdk, "")?;
    command
        .current_dir(place.sources())
        .env("CGO_ENABLED", "0")
        // An SDK may lie in the module cache, whose files an overlay must not replace.
        .env("GOMODCACHE", dir.join("modules"))
        .args(["build", "-overlay"])
        .arg(&file)
        .arg("-o")
        .arg(&linker)
        .arg("cmd/link");
    pair::succeed(&mut command, "cmd/link")?;
    Ok(linker)
}

/// Links a case without and with the dump, which stays in the case's directory.
fn prove(place: &CaptureDir, case: &Case, linker: &Path) -> Result<String, String> {
    let expected = case.recorded()?;
    let out = place.scratch().join(format!("{}.oracle", case.name));
    let plain = case.link(linker, &[], &out)?;
    let dump = case.dir.join("dump");
    let mut command = case.command(linker.as_os_str());
    command.args(case.args(&out, &[])).env(DUMP, &dump);
    let dumped = case.run(command, &out)?;
    // It was made by the runs.
    let _ = fs::remove_file(&out);
    for (what, outcome) in [("without the dump", plain), ("with the dump", dumped)] {
        if outcome != expected {
            return Err(format!("the result {what} is not the official one"));
        }
    }
    let size = fs::metadata(&dump).map_or(0, |file| file.len());
    Ok(format!(
        "output equal with and without dump; {size} bytes of dump"
    ))
}
