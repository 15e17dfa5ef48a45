//! `cargo xtask first-error`: time until the first error is printed with an empty build cache, for
//! mistakes in packages of a real project.
//!
//! The packages are leaves, which import no other of their module, and the main package. The first
//! error is the only one.
//! Counterpart: none.

use std::io::BufRead as _;
use std::io::BufReader;
use std::path::Path;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use crate::corpus::MEMBERS;
use crate::corpus::Member;
use crate::corpus::place::CorpusDir;
use crate::files;
use crate::flags;
use crate::pair;
use crate::pair::Pair;
use crate::pair::Side;
use crate::say;
use crate::sdk;

const USAGE: &str = "usage: cargo xtask first-error [--member caddy] [--leaves 2] [--most 10] \
[--dir DIR] [--vamos BINARY] [--goroot SDK]";

/// The file with the mistake.
const FILE: &str = "zz_wrong.go";

/// A package of the project.
struct Package {
    path: String,
    name: String,
    dir: PathBuf,
    is_leaf: bool,
}

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let (mut member, mut leaves, mut most) = ("caddy".to_owned(), 2, 10.0);
    let (mut dir, mut vamos, mut goroot) = (None, None, None);
    for flag in flags::all(args, USAGE)? {
        match flag.name {
            "--member" => member = flag.text(),
            "--leaves" => leaves = flag.number()?,
            "--most" => most = flag.number()?,
            "--dir" => dir = Some(flag.path()),
            "--vamos" => vamos = Some(flag.path()),
            "--goroot" => goroot = Some(flag.path()),
            _ => return Err(USAGE.to_owned()),
        }
    }
    let pair = Pair::find(goroot.as_deref(), vamos.as_deref())?;
    let place = CorpusDir::open(&dir.unwrap_or_else(|| sdk::target_dir().join("corpus")))?;
    let member = MEMBERS.iter().find(|known| known.name == member);
    let member = member.ok_or(USAGE)?;
    let source = place.source(member);
    if !source.join(".git").exists() {
        place.fetch(&pair.sdk, member)?;
    }
    let packages = packages(&pair, member, &source)?;
    let own = tempfile::tempdir().map_err(|error| error.to_string())?;
    let mut worst = f64::MAX;
    for package in chosen(&packages, leaves) {
        let file = package.dir.join(FILE);
        let text = format!("package {}\n\nvar wrong int = \"\"\n", package.name);
        files::write(&file, text)?;
        let times = Side::BOTH.map(|side| {
            let home = own.path().join(side.name());
            files::remove(&home)?;
            files::make_dir(&home)?;
            first_line(&pair, side, &source, &home, member.package)
        });
        files::remove(&file)?;
        let [official, vamos] = times;
        let (official, vamos) = (official?.as_secs_f64(), vamos?.as_secs_f64());
        let ratio = official / vamos;
        let path = &package.path;
        say(&format!(
            "first-error: {path}: {official:.2} s <> {vamos:.2} s (1/{ratio:.1})"
        ));
        if package.is_leaf {
            worst = worst.min(ratio);
        }
    }
    if worst >= most {
        Ok(())
    } else {
        Err(format!(
            "at worst 1/{worst:.1} of the official time, wanted is 1/{most}"
        ))
    }
}

/// Returns the packages that a member's program needs, of its own module.
fn packages(pair: &Pair, member: &Member, source: &Path) -> Result<Vec<Package>, String> {
    let format = "{{if .Module}}{{if .Module.Main}}{{.ImportPath}} {{.Name}} {{.Dir}}{{range .Imports}} {{.}}{{end}}{{end}}{{end}}";
    let mut command = pair.command(Side::Official, source);
    command.args(["list", "-deps", "-f", format, member.package]);
    let listed = pair::succeed(&mut command, "go list")?;
    let text = pair::text(&listed.stdout);
    let own = |import: &str| {
        text.lines()
            .any(|line| line.split(' ').next() == Some(import))
    };
    let packages = text.lines().filter_map(|line| {
        let mut words = line.split(' ');
        let (path, name, dir) = (words.next()?, words.next()?, words.next()?);
        Some(Package {
            path: path.to_owned(),
            name: name.to_owned(),
            dir: dir.into(),
            is_leaf: !words.any(own),
        })
    });
    Ok(packages.collect())
}

/// Returns `leaves` leaves, evenly taken from all, and the main package.
fn chosen(packages: &[Package], leaves: usize) -> Vec<&Package> {
    let all: Vec<&Package> = packages.iter().filter(|package| package.is_leaf).collect();
    let step = (all.len() / leaves.max(1)).max(1);
    let mut chosen: Vec<&Package> = all.into_iter().step_by(step).take(leaves).collect();
    chosen.extend(packages.last());
    chosen
}

/// Returns the duration of a build until the first line with the mistake; it does not end.
fn first_line(
    pair: &Pair,
    side: Side,
    source: &Path,
    home: &Path,
    package: &str,
) -> Result<Duration, String> {
    let mut command = pair.command(side, source);
    command
        .args(["build", "-o", "out", package])
        .env("HOME", home)
        .env("XDG_CACHE_HOME", home.join("own"))
        .env("GOCACHE", home.join("cache"))
        .env("GOMODCACHE", modules(pair)?)
        .stderr(Stdio::piped());
    let began = Instant::now();
    let failed = |error: std::io::Error| error.to_string();
    let mut child = command.spawn().map_err(failed)?;
    let stderr = child.stderr.take().expect("it is a pipe");
    let mut lines = BufReader::new(stderr).lines();
    let found = lines.find(|line| line.as_ref().is_ok_and(|line| line.contains(FILE)));
    let took = began.elapsed();
    // It may have ended.
    let _ = child.kill();
    child.wait().map_err(failed)?;
    match found {
        Some(_) => Ok(took),
        None => Err(format!("{}: no error was printed", side.name())),
    }
}

/// Returns the module cache of the user.
fn modules(pair: &Pair) -> Result<PathBuf, String> {
    let mut command = pair.command(Side::Official, Path::new("/"));
    let output = pair::succeed(command.args(["env", "GOMODCACHE"]), "go env")?;
    Ok(pair::text(&output.stdout).trim().into())
}
