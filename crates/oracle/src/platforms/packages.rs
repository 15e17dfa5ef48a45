//! The packages for linux/arm64: they are written, and their content runs under emulation.
//!
//! Counterpart: cmd/distpack.

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use super::Dist;
use super::arm64::build;
use super::arm64::version;
use super::cross::LINUX_ARM;
use super::cross::LINUX_ARM_MUSL;
use super::tools::Tools;
use super::tools::run as run_command;
use crate::files;
use crate::sdk;

/// The packages of a release with the executable: how their file names begin and end, and where it
/// is in them.
const PACKAGES: [(&str, &str, &str); 3] = [
    ("vamos-", ".tar.gz", "*/vamos"),
    ("vamos-", ".whl", "*.data/scripts/vamos"),
    ("vamos-linux-", ".tgz", "package/bin/vamos"),
];

/// Unpacks the package `$1`, and copies the files in it that match the pattern `$2`.
const UNPACK: &str = r#"set -e
case $1 in
*.whl) python3 -m zipfile -e "$1" . ;;
*) tar -xzf "$1" ;;
esac
cp $2 executable
chmod +x executable"#;

/// Writes the packages for both C libraries, and starts the executable of each.
pub(super) fn run(tools: &Tools, dist: Dist) -> Result<(), String> {
    for (name, target) in [("arm64-musl", LINUX_ARM_MUSL), ("arm64-gnu", LINUX_ARM)] {
        let vamos = build(tools, target)?;
        let out = files::real_dir(&sdk::target_dir().join("platforms/dist").join(name))?;
        files::remove(&out)?;
        files::make_dir(&out)?;
        dist(&words(tools, name, &vamos, &out)?)?;
        let bytes = files::read(&vamos)?;
        for package in PACKAGES {
            let program = unpack(&out, package)?;
            if files::read(&program)? != bytes {
                return Err(format!("{name}: {}: another executable", package.1));
            }
            let version = version(tools, &program)?;
            crate::say(&format!("{name}: {}: {version}", package.1));
        }
    }
    Ok(())
}

/// Returns the arguments of `cargo xtask dist`.
fn words(tools: &Tools, name: &str, vamos: &Path, out: &Path) -> Result<Vec<String>, String> {
    let emulator = tools.emulator().display().to_string();
    let library = tools.c_library().display().to_string();
    let runner = tools.script("run-arm64", &format!("exec {emulator} -L {library} \"$@\""))?;
    let text = |path: &Path| path.display().to_string();
    let pairs = [
        ("--target", name.to_owned()),
        ("--vamos", text(vamos)),
        ("--runner", text(&runner)),
        ("--out", text(out)),
    ];
    let words = pairs
        .into_iter()
        .flat_map(|(flag, value)| [flag.to_owned(), value]);
    Ok(words.collect())
}

/// Unpacks a package; returns the executable in it.
fn unpack(out: &Path, (start, end, place): (&str, &str, &str)) -> Result<PathBuf, String> {
    let entries = std::fs::read_dir(out).map_err(files::at(out))?;
    let mut names = entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned());
    let name = names.find(|name| name.starts_with(start) && name.ends_with(end));
    let name = name.ok_or_else(|| format!("{}: no {start}*{end}", out.display()))?;
    let dir = out.join(format!("unpacked{end}"));
    files::make_dir(&dir)?;
    let file = out.join(name);
    run_command(
        Command::new("sh")
            .args(["-c", UNPACK, "sh"])
            .arg(file)
            .arg(place)
            .current_dir(&dir),
    )?;
    Ok(dir.join("executable"))
}
