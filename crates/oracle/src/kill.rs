//! `cargo xtask kill`: builds killed at random moments on one cache for all rounds; after each,
//! every entry must be whole, and the last build must be identical. With `--links N` the builds are
//! of a program whose main file was edited, killed when most of them link. With `--compiler N` they
//! use the instrumented compiler, which some of them build. With `--tests N` tests are killed, half
//! of them by Ctrl-C on a terminal. With `--signals N` commands of all kinds get SIGINT, SIGTERM or
//! SIGHUP: each must end within two seconds and leave nothing. With `--background N` commands that
//! run others or take long get N of each kind, and of SIGKILL. With `--setup N` runs of `vamos setup`
//! are ended and continued.
//!
//! Counterpart: none.

use std::collections::HashMap;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use vamos_base::Digest;

use crate::compare;
use crate::compare::Entry;
use crate::files;
use crate::flags;
use crate::pair;
use crate::pair::Pair;
use crate::sdk;
use vamos_testkit::Random;

mod compiler;
mod links;
mod setup;
mod signals;
mod tests;

const USAGE: &str =
    "usage: cargo xtask kill [--rounds 200] [--packages 60] [--links N] [--compiler N] [--setup N] \
[--tests N] [--signals N] [--background N] [--full DIR] [--goroot SDK] [--seed N] [--vamos BINARY]
  DIR: a directory of a small file system, which will be filled";

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let mut rounds = 200;
    let mut packages = 60;
    let mut links = 0;
    let mut compiler = 0;
    let mut tests = 0;
    let mut signals = 0;
    let mut background = 0;
    let mut setup = 0;
    let mut goroot = None;
    let mut full = None;
    let mut seed: u64 = 1;
    let mut vamos = None;
    for flag in flags::all(args, USAGE)? {
        match flag.name {
            "--rounds" => rounds = flag.number()?,
            "--packages" => packages = flag.number()?,
            "--links" => links = flag.number()?,
            "--compiler" => compiler = flag.number()?,
            "--tests" => tests = flag.number()?,
            "--signals" => signals = flag.number()?,
            "--background" => background = flag.number()?,
            "--setup" => setup = flag.number()?,
            "--goroot" => goroot = Some(flag.path()),
            "--full" => full = Some(flag.path()),
            "--seed" => seed = flag.number()?,
            "--vamos" => vamos = Some(flag.path()),
            _ => return Err(USAGE.to_owned()),
        }
    }
    let Pair { sdk, vamos } = Pair::find(goroot.as_deref(), vamos.as_deref())?;
    let root = sdk::target_dir().join("kill");
    // Files of an earlier run are no part of this one.
    files::remove(&root)?;
    if signals > 0 {
        return signals::run(&vamos, &sdk.goroot, &root, signals, seed);
    }
    if background > 0 {
        return signals::run_background(&vamos, &sdk.goroot, &root, background, seed);
    }
    let mut fault = Fault {
        go: sdk.go,
        vamos,
        goroot: sdk.goroot,
        source: root.join("src"),
        cache: root.join("cache"),
        tmp: root.join("tmp"),
        random: Random::new(seed),
        checked: HashMap::new(),
        home: (compiler + setup > 0).then(|| root.join("home")),
    };
    if setup > 0 {
        return fault.setup(setup, full.as_deref());
    }
    match (compiler, links, tests) {
        (0, 0, 0) => fault.rounds(rounds, packages),
        (0, 0, tests) => fault.tests(tests),
        (0, links, _) => fault.links(links),
        (compiler, _, _) => fault.compiler(compiler, full.as_deref()),
    }
}

struct Fault {
    go: PathBuf,
    vamos: PathBuf,
    goroot: PathBuf,
    source: PathBuf,
    cache: PathBuf,
    tmp: PathBuf,
    random: Random,
    /// Outputs whose digest was checked: their size then.
    checked: HashMap<PathBuf, u64>,
    /// The user's cache directory, if the instrumented compiler is used.
    home: Option<PathBuf>,
}

impl Fault {
    fn command(&self, program: &Path, cache: &Path, output: &str) -> Command {
        self.go(program, cache, &["build", "-o", output, "."])
    }

    /// Returns a command in the directory of the program.
    fn go(&self, program: &Path, cache: &Path, args: &[&str]) -> Command {
        let mut command = pair::command(program, &self.source, &self.goroot);
        command
            .args(args)
            .env("GOCACHE", cache)
            .env("TMPDIR", &self.tmp)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if let Some(home) = &self.home {
            // More workers than are busy: importers are compiled ahead.
            command
                .env("GOFLAGS", "-buildvcs=false -p=6")
                .env("XDG_CACHE_HOME", home)
                .env("VAMOS_COMPILER", "wait");
        }
        command
    }

    /// Writes package `index`: it imports a few later ones, and its body has `value`.
    fn write_package(&self, index: u64, count: u64, value: u64) -> Result<(), String> {
        let dir = self.source.join(format!("p{index}"));
        let mut imports = vec![2 * index + 1, 2 * index + 2, index + 7];
        imports.retain(|next| *next < count);
        imports.sort_unstable();
        imports.dedup();
        let mut text = format!("package p{index}\n\nimport \"strings\"\n");
        for next in &imports {
            text += &format!("import \"example.com/kill/p{next}\"\n");
        }
        text += &format!("\nfunc F(n int) int {{\n\ts := strings.Repeat(\"x\", n+{value})\n");
        for next in &imports {
            text += &format!("\tif n > 100 {{\n\t\treturn p{next}.F(n / 2)\n\t}}\n");
        }
        text += "\treturn len(s)\n}\n";
        files::put(&dir.join("p.go"), text)
    }

    /// Makes the directories, and writes go.mod.
    fn lay_module(&self) -> Result<(), String> {
        for dir in [&self.source, &self.cache, &self.tmp] {
            files::make_dir(dir)?;
        }
        let module = "module example.com/kill\n\ngo 1.25\n";
        files::write(&self.source.join("go.mod"), module)
    }

    /// Runs a build of vamos to its end.
    fn build(&self, output: &str) -> Result<(), String> {
        let mut command = self.command(&self.vamos, &self.cache, output);
        match command.status().map_err(|error| error.to_string())? {
            status if status.success() => Ok(()),
            status => Err(format!("a build that may end fails: {status}")),
        }
    }

    /// Writes the program, and builds it with the official command.
    fn lay(&self, packages: u64) -> Result<(), String> {
        let io = |error: std::io::Error| error.to_string();
        self.lay_module()?;
        let main = "package main\n\nimport (\n\t\"fmt\"\n\n\t\"example.com/kill/p0\"\n)\n\nfunc main() { fmt.Println(p0.F(3)) }\n";
        files::write(&self.source.join("main.go"), main)?;
        for index in 0..packages {
            self.write_package(index, packages, 0)?;
        }
        // A program that does not build would prove nothing.
        let status = self
            .command(&self.go, &self.tmp.join("cache-official"), "out-official")
            .status()
            .map_err(io)?;
        if status.success() {
            Ok(())
        } else {
            Err(format!("the official command cannot build it: {status}"))
        }
    }

    fn rounds(&mut self, rounds: u64, packages: u64) -> Result<(), String> {
        let io = |error: std::io::Error| error.to_string();
        self.lay(packages)?;
        let mut killed = 0;
        let mut entries = 0;
        for round in 0..rounds {
            let index = self.random.number() % packages;
            self.write_package(index, packages, round)?;
            // The first rounds hit the cold build of std. Then one build may end, and the
            // others hit edits: compiles of the program's own packages, and links.
            if round == rounds / 5 {
                self.build("out-vamos")?;
            }
            let longest = if round < rounds / 5 { 1500 } else { 400 };
            let after = Duration::from_millis(self.random.number() % longest.max(1));
            let mut child = self
                .command(&self.vamos, &self.cache, "out-vamos")
                .spawn()
                .map_err(io)?;
            killed += u64::from(kill_after(&mut child, after)?);
            entries = self.check()?;
            if round % 20 == 19 {
                crate::say(&format!(
                    "kill: round {}: {killed} killed, {entries} entries whole",
                    round + 1
                ));
            }
        }
        self.last_build()?;
        crate::say(&format!(
            "kill: {rounds} rounds, {killed} killed, {entries} entries whole, last build identical"
        ));
        Ok(())
    }

    /// A build with the cache of all rounds gives the same output as one with an untouched official
    /// cache.
    fn last_build(&mut self) -> Result<(), String> {
        let fresh = self.tmp.join("cache-official");
        let builds = [
            self.command(&self.vamos, &self.cache, "out-vamos"),
            self.command(&self.go, &fresh, "out-official"),
            // And the official command accepts every entry of it.
            self.command(&self.go, &self.cache, "out-shared"),
        ];
        for mut command in builds {
            let status = command.status().map_err(|error| error.to_string())?;
            if !status.success() {
                return Err(format!("the last build failed: {status}"));
            }
        }
        self.check()?;
        let read = |name: &str| files::read(&self.source.join(name));
        let official = read("out-official")?;
        if read("out-vamos")? != official || read("out-shared")? != official {
            return Err("the last build differs from the official one".to_owned());
        }
        Ok(())
    }

    /// Checks every entry of the cache: well-formed, output there with that digest and
    /// size, and an archive's siblings there with it. Returns how many there are.
    fn check(&mut self) -> Result<usize, String> {
        let (entries, malformed) = compare::entries(&self.cache);
        if let Some(problem) = malformed.into_iter().next() {
            return Err(problem);
        }
        for (id, entry) in &entries {
            let bad = |what: &str| format!("{id}: {what}");
            self.check_output(entry).map_err(|e| bad(&e))?;
            if &entry.head(&self.cache) == b"!<arch>\n" {
                for sibling in ["stdout", "srcfiles"] {
                    if !entries.contains_key(&subkey(id, sibling)) {
                        return Err(bad(&format!("archive without its {sibling}")));
                    }
                }
            }
        }
        Ok(entries.len())
    }

    fn check_output(&mut self, entry: &Entry) -> Result<(), String> {
        let data = entry.file(&self.cache);
        if self.checked.get(&data) == Some(&entry.size) {
            return match std::fs::metadata(&data) {
                Ok(meta) if meta.len() == entry.size => Ok(()),
                _ => Err("an output changed".to_owned()),
            };
        }
        if entry.verified(&self.cache)?.len() as u64 != entry.size {
            return Err("an output has another size".to_owned());
        }
        self.checked.insert(data, entry.size);
        Ok(())
    }
}

/// cache.Subkey: SHA-256 of `subkey:`, the ID, and the description.
fn subkey(id: &str, description: &str) -> String {
    let id = Digest::from_hex(id.as_bytes()).unwrap_or_default();
    let mut bytes = b"subkey:".to_vec();
    bytes.extend(id.0);
    bytes.extend(description.as_bytes());
    Digest::of(&bytes).hex()
}

/// Kills the child after a while; reports whether it still ran.
fn kill_after(child: &mut Child, after: Duration) -> Result<bool, String> {
    let end = Instant::now() + after;
    while Instant::now() < end {
        if child.try_wait().map_err(|e| e.to_string())?.is_some() {
            return Ok(false);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().map_err(|e| e.to_string())?;
    child.wait().map_err(|e| e.to_string())?;
    Ok(true)
}
