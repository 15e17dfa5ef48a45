//! The compiles of a build: command lines, inputs and stubs, in a directory that is kept.
//!
//! Counterpart: none.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use super::options::Build;
use super::options::Options;
use crate::files;
use crate::sdk::Sdk;
use crate::sdk::target_dir;

/// The variables for each tool: the compiler that dumps, and the directory of the record.
const COMPILER: &str = "VAMOS_MIDDLE_COMPILER";
const RECORD: &str = "VAMOS_MIDDLE_RECORD";

/// The variable for the compiler: the file of the stub.
const STUB: &str = "VAMOS_MIDDLE_STUB";

/// The files of a compile in its directory.
pub(super) const COMMAND: &str = "command.json";
pub(super) const STUB_FILE: &str = "stub";
pub(super) const IMPORTS_FILE: &str = "stub.imports";
pub(super) const IMPORTCFG: &str = "importcfg";
pub(super) const EXPORT: &str = "export.a";

/// The directory of export data of archives in the build's cache.
const CACHED: &str = "cached";

/// The directories of compiles by the objects that they write.
pub(super) type Objects = HashMap<String, PathBuf>;

/// The mark of a complete record.
const DONE: &str = "done";

/// The part of the name of a directory that a build makes for its own files.
const WORK: &str = "/go-build";

/// Returns the directory of the record of a build, which is made if it is not there.
pub(super) fn open(sdk: &Sdk, options: &Options, build: &Build) -> Result<PathBuf, String> {
    let key = vamos_base::Digest::of(options.key(build).as_bytes());
    let name = format!("middle-{}-{}", sdk.version, &key.to_string()[..12]);
    let record = target_dir().join(name);
    if record.join(DONE).exists() {
        return Ok(record);
    }
    files::remove(&record)?;
    files::make_dir(&record)?;
    let compiler = super::overlay::build(sdk)?;
    let cache = tempfile::tempdir_in(target_dir()).map_err(|error| error.to_string())?;
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut command = Command::new(&sdk.go);
    command
        .current_dir(&build.dir)
        .args([
            "list",
            "-export",
            "-deps",
            "-buildvcs=false",
            "-f",
            "{{with .Error}}{{.}}{{end}}",
        ])
        .arg(format!("-toolexec={} middle-tool", own.display()))
        .env("GOROOT", &sdk.goroot)
        .env("GOTOOLCHAIN", "local")
        .env("GOFLAGS", "")
        .env("GOPROXY", "off")
        .env("GOWORK", "off")
        .env("GOOS", &options.target.goos)
        .env("GOARCH", &options.target.goarch)
        .env("GOEXPERIMENT", &options.experiment)
        .env("CGO_ENABLED", if options.has_cgo { "1" } else { "0" })
        .env("GOCACHE", cache.path())
        .env("VAMOS_NO_DELEGATE", "1")
        .env(COMPILER, compiler)
        .env(RECORD, &record);
    if options.has_tests {
        command.arg("-test");
    }
    let output = command.args(&build.patterns).output();
    let output = output.map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    files::write(&record.join(DONE), "")?;
    Ok(record)
}

/// Runs a tool of a build; a compile is run by the compiler that dumps, and recorded.
#[expect(
    clippy::exit,
    reason = "the exit code of the tool is that of this process"
)]
pub(crate) fn run_tool(args: &[String]) -> Result<(), String> {
    let (tool, rest) = args.split_first().ok_or("usage: xtask middle-tool TOOL")?;
    let stem = Path::new(tool).file_stem();
    let value = |flag: &str| {
        let at = rest.iter().position(|word| word == flag)?;
        rest.get(at + 1)
    };
    let object = value("-o").filter(|_| stem.is_some_and(|stem| stem == "compile"));
    let Some(object) = object else {
        let status = Command::new(tool).args(rest).status();
        let status = status.map_err(|error| format!("{tool}: {error}"))?;
        std::process::exit(status.code().unwrap_or(1));
    };
    let path = variable("TOOLEXEC_IMPORTPATH")?;
    let dir = Path::new(&variable(RECORD)?).join(path.replace(['/', ' '], ","));
    files::make_dir(&dir)?;
    let status = Command::new(variable(COMPILER)?)
        .args(rest)
        .env(STUB, dir.join(STUB_FILE))
        .status();
    let status = status.map_err(|error| format!("{tool}: {error}"))?;
    if !status.success() {
        std::process::exit(status.code().unwrap_or(1));
    }
    record(&dir, &path, rest, object, value("-importcfg"))
}

/// Returns the value of a variable of the harness.
fn variable(name: &str) -> Result<String, String> {
    std::env::var(name).map_err(|error| format!("{name}: {error}"))
}

/// Records a compile.
fn record(
    dir: &Path,
    path: &str,
    args: &[String],
    object: &str,
    importcfg: Option<&String>,
) -> Result<(), String> {
    let cwd = std::env::current_dir().map_err(|error| error.to_string())?;
    let mut copies = serde_json::Map::new();
    for name in args.iter().filter(|arg| is_source(arg)) {
        let source = cwd.join(name);
        if is_cached(name) || source.display().to_string().contains(WORK) {
            let copy = dir.join(format!("source{}.go", copies.len()));
            fs::copy(&source, &copy).map_err(files::at(&source))?;
            copies.insert(name.clone(), copy.display().to_string().into());
        }
    }
    if let Some(importcfg) = importcfg {
        let text = files::read_text(Path::new(importcfg))?;
        files::write(&dir.join(IMPORTCFG), &text)?;
        let objects = text.lines().filter_map(|line| {
            let (_, object) = line.strip_prefix("packagefile ")?.split_once('=')?;
            is_cached(object).then_some(object)
        });
        for object in objects {
            keep_cached(dir, object)?;
        }
    }
    let archive = files::read(Path::new(object))?;
    files::write(
        &dir.join(EXPORT),
        first_entry(&archive).ok_or("no archive")?,
    )?;
    let command = serde_json::json!({
        "path": path,
        "dir": cwd,
        "args": args,
        "copies": Value::Object(copies),
    });
    files::write(&dir.join(COMMAND), command.to_string())
}

/// Keeps the export data of an archive in the build's cache, which is removed.
fn keep_cached(dir: &Path, object: &str) -> Result<(), String> {
    let copy = export_of(dir, object).ok_or("no file of a cache")?;
    if copy.exists() {
        return Ok(());
    }
    files::make_dir(&dir.with_file_name(CACHED))?;
    let archive = files::read(Path::new(object))?;
    let export = first_entry(&archive).ok_or("no archive")?;
    // Another compile may keep the same.
    let part = copy.with_extension(std::process::id().to_string());
    files::write(&part, export)?;
    fs::rename(&part, &copy).map_err(files::at(&copy))
}

/// Returns the place of the export data of a cached archive; a compile ran in `dir`.
pub(super) fn export_of(dir: &Path, object: &str) -> Option<PathBuf> {
    let name = Path::new(object)
        .file_name()
        .filter(|_| is_cached(object))?;
    Some(dir.with_file_name(CACHED).join(name))
}

/// Reports whether a file is in a build cache, by its name.
fn is_cached(file: &str) -> bool {
    let name = Path::new(file).file_name().and_then(|name| name.to_str());
    let digest = name.and_then(|name| name.strip_suffix("-d"));
    digest.is_some_and(|digest| {
        digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

/// Reports whether an argument of a compile is a source file. Generated ones may be in the cache.
pub(super) fn is_source(arg: &str) -> bool {
    let is_go = Path::new(arg).extension().is_some_and(|ext| ext == "go");
    !arg.starts_with('-') && (is_go || is_cached(arg))
}

/// Returns an archive up to the end of its first entry, which has the export data.
fn first_entry(archive: &[u8]) -> Option<&[u8]> {
    /// The lengths of the mark and of the head of an entry, and the place of the size in it.
    const MARK: usize = 8;
    const HEAD: usize = 60;
    let size = archive.get(MARK + 48..MARK + 58)?;
    let size: usize = std::str::from_utf8(size).ok()?.trim().parse().ok()?;
    archive.get(..MARK + HEAD + size)
}
