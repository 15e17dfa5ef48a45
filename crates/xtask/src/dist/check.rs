//! `cargo xtask dist --check`: tar, pip and npm install the artifacts, and the installed
//! executables run in a root directory that has only a C library.
//!
//! pip and npm run outside of that directory, since they need Python and node. A program that is
//! missing is an error.
//! Counterpart: none.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::Product;
use super::Release;
use super::build;
use super::needs::Needs;
use super::room::Room;
use vamos_oracle::report::Report;
use vamos_oracle::sdk;

const GO_MOD: &str = "module example.com/hello\n\ngo 1.24\n";
const MAIN_GO: &str = "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"hello\") }\n";

/// Compares the files of a wheel with its RECORD.
const RECORD_CHECK: &str = "
import base64, csv, hashlib, io, sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
assert wheel.testzip() is None
names = wheel.namelist()
rows = list(csv.reader(io.StringIO(wheel.read(names[-1]).decode())))
assert names == [row[0] for row in rows], names
for name, digest, size in rows[:-1]:
    content = wheel.read(name)
    own = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip('=')
    assert (digest, int(size)) == ('sha256=' + own, len(content)), name
";

/// Installs and runs the artifacts in `out`.
pub(super) fn run(out: &Path, product: &Product, release: &Release) -> Result<(), String> {
    let out = out.canonicalize().map_err(|error| error.to_string())?;
    let sdk = sdk::find()?;
    let mut report = Report::default();
    report.say("same bytes again", same_again(product, release));
    report.say(
        "checksums",
        command(&out, "sh", &["-c", "sha256sum --quiet -c *.sha256"]),
    );
    let check = |install: fn(&Path, &Release, &Path) -> Result<String, String>| {
        let room = Room::new(&sdk.goroot, product.needs != Needs::Nothing)?;
        let program = install(&out, release, &room.at("project"))?;
        use_it(&room, &program, &sdk.version)
    };
    report.say("archive", check(install_archive));
    report.say("wheel", check(install_wheel));
    report.say("npm", check(install_npm));
    report.say("npm without scripts", npm_without_scripts(&out, release));
    report.finish()
}

/// Builds all artifacts once more and compares them.
fn same_again(product: &Product, release: &Release) -> Result<String, String> {
    let again = build(product)?;
    let pairs = [
        (&release.archive, &again.archive),
        (&release.wheel, &again.wheel),
    ];
    let npm = release.npm.iter().zip(&again.npm);
    let mut count = 0;
    for (first, second) in pairs.into_iter().chain(npm) {
        if first.bytes != second.bytes {
            return Err(first.name.clone());
        }
        count += 1;
    }
    Ok(format!("{count} files"))
}

/// Builds and runs a program with the vamos that was installed.
fn use_it(room: &Room, program: &str, sdk_version: &str) -> Result<String, String> {
    fs::write(room.at("project/go.mod"), GO_MOD).map_err(|error| error.to_string())?;
    fs::write(room.at("project/main.go"), MAIN_GO).map_err(|error| error.to_string())?;
    let version = room.printed(program, &["version"])?;
    if version != format!("go version {sdk_version} linux/amd64") {
        return Err(format!("vamos version printed {version}"));
    }
    room.printed(
        program,
        &["build", "-C", "/project", "-o", "/project/hello", "."],
    )?;
    match &*room.printed("/project/hello", &[])? {
        "hello" => Ok(format!("{version}; built and ran a program")),
        other => Err(format!("the program printed {other}")),
    }
}

fn install_archive(out: &Path, release: &Release, dir: &Path) -> Result<String, String> {
    let name = &release.archive.name;
    let file = out.join(name);
    command(dir, "tar", &["xzf", &file.to_string_lossy()])?;
    let top = name.trim_end_matches(".tar.gz");
    for expected in ["completions/_vamos", "man/man1/vamos-build.1", "README.md"] {
        if !dir.join(top).join(expected).is_file() {
            return Err(format!("no {expected}"));
        }
    }
    Ok(format!("/project/{top}/vamos"))
}

fn install_wheel(out: &Path, release: &Release, dir: &Path) -> Result<String, String> {
    command(dir, "python3", &["-m", "venv", "venv"])?;
    let exact = format!("vamos=={}", env!("CARGO_PKG_VERSION"));
    // Another target may have a wheel in the same directory, which pip could prefer.
    let links = dir.join("wheels");
    let name = &release.wheel.name;
    fs::create_dir(&links)
        .and_then(|()| fs::copy(out.join(name), links.join(name)))
        .map_err(|error| format!("{name}: {error}"))?;
    let links = links.to_string_lossy();
    let args = [
        "install",
        "--isolated",
        "--quiet",
        "--no-index",
        "--find-links",
        &links,
        &exact,
    ];
    command(dir, "venv/bin/pip", &args)?;
    // pip does not look at the hashes, other installers do.
    command(
        dir,
        "python3",
        &["-c", RECORD_CHECK, &format!("{links}/{name}")],
    )?;
    let listed = command(
        dir,
        "venv/bin/pip",
        &["--isolated", "show", "--files", "vamos"],
    )?;
    if listed.contains("bin/vamos") {
        Ok("/project/venv/bin/vamos".to_owned())
    } else {
        Err(format!("{name}: pip lists no bin/vamos: {listed}"))
    }
}

fn install_npm(out: &Path, release: &Release, dir: &Path) -> Result<String, String> {
    npm(out, release, dir, &[])?;
    Ok("/project/node_modules/.bin/vamos".to_owned())
}

/// Node starts the executable if scripts may not run after an installation.
fn npm_without_scripts(out: &Path, release: &Release) -> Result<String, String> {
    let dir = tempfile::TempDir::new().map_err(|error| error.to_string())?;
    npm(out, release, dir.path(), &["--ignore-scripts"])?;
    let shown = command(
        dir.path(),
        "node_modules/.bin/vamos",
        &["completion", "bash"],
    )?;
    if shown.starts_with("# Completes vamos in bash") {
        Ok("runs by way of node".to_owned())
    } else {
        Err(shown)
    }
}

fn npm(out: &Path, release: &Release, dir: &Path, more: &[&str]) -> Result<(), String> {
    fs::write(dir.join("package.json"), "{}\n").map_err(|error| error.to_string())?;
    let files: Vec<String> = release
        .npm
        .iter()
        .map(|package| out.join(&package.name).to_string_lossy().into_owned())
        .collect();
    let own = |name: &str| dir.join(name).to_string_lossy().into_owned();
    let (cache, settings) = (own("npm-cache"), own("npmrc"));
    let mut args = vec!["install", "--offline", "--no-audit", "--no-fund"];
    args.extend([
        "--no-update-notifier",
        "--cache",
        &cache,
        "--userconfig",
        &settings,
    ]);
    if release.is_static {
        // npm installs only packages that fit, and this system may not have musl.
        args.push("--force");
    }
    args.extend(more);
    args.extend(files.iter().map(String::as_str));
    command(dir, "npm", &args).map(drop)
}

/// Runs a program that must succeed; returns its stdout.
fn command(dir: &Path, program: &str, args: &[&str]) -> Result<String, String> {
    let path = if program.contains('/') {
        dir.join(program)
    } else {
        program.into()
    };
    let output = Command::new(path).args(args).current_dir(dir).output();
    let output = output.map_err(|error| format!("{program}: {error}"))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end().to_owned();
    if output.status.success() {
        Ok(text(&output.stdout))
    } else {
        Err(format!(
            "{program}: {}: {}",
            output.status,
            text(&output.stderr)
        ))
    }
}
