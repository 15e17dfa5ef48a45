//! `cargo xtask attack --tree ways`: combines each of many ways of reading files and the
//! environment with each of many ways of changing them. A step runs the test of one package, so
//! that its result is stored; changes something; gives all files that the test reads new times, as
//! a fresh clone does; and runs the test again. If vamos prints a result from its cache, the test
//! binary itself is run, and must print the same.
//!
//! Counterpart: none.

mod changing;
mod reading;
mod state;

use state::Counts;

use crate::files;
use crate::pair;
pub(crate) use state::Options;
pub(crate) use state::Ways;

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;
use std::time::Duration;
use std::time::Instant;
use std::time::SystemTime;

use vamos_testkit::Random;

use super::seed;
use super::world::set_mtime;
use crate::files::at;
use crate::files::remove;
use crate::say;
use changing::CHANGES;
use changing::Change;
use reading::WAYS;
use reading::Way;

/// Runs the command.
pub(crate) fn run(options: Options<'_>) -> Result<(), String> {
    let src = options.root.join("src");
    let mut ways = Ways {
        random: Random::new(options.seed),
        src,
        options,
        mode: "",
        zone: "UTC",
        procs: "",
        counter: 0,
        reading: Counts::new(),
        changing: Counts::new(),
        wrong: 0,
    };
    ways.lay()?;
    // Packages that the official command would compile for its tests, from caching tools.
    let packages = ["os/exec", "testing/internal/testdeps", "text/template"];
    let keeping = ways.options.sdk.keeping()?;
    let cache = ways.options.root.join("cache");
    seed::standard_library(&keeping, &cache, &packages, ("amd64", ""))?;
    let start = Instant::now();
    for step in 0..ways.options.steps {
        ways.step(step)?;
        if step % 100 == 99 {
            ways.report(step + 1, start);
        }
    }
    ways.report(ways.options.steps, start);
    for (title, counts) in [("read by", &ways.reading), ("changed by", &ways.changing)] {
        for (name, [ran, cached]) in counts {
            say(&format!("{title} {name}: {ran} times run, {cached} cached"));
        }
    }
    match ways.wrong {
        0 => Ok(()),
        wrong => Err(format!("{wrong} cached results were wrong")),
    }
}

impl Ways<'_> {
    fn pick(&mut self, from: &[&'static str]) -> &'static str {
        self.random.pick::<&'static str>(from)
    }

    /// Gives a file a time of long ago that no other one has.
    fn set_old_time(&mut self, path: &Path) -> Result<(), String> {
        self.counter += 1;
        let seconds = 1_600_000_000 + self.options.seed % 1000 * 100_000 + self.counter * 3;
        if path.exists() && !path.is_symlink() {
            set_mtime(path, SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
        } else {
            Ok(())
        }
    }

    /// Writes the module.
    fn lay(&mut self) -> Result<(), String> {
        let put = |name: &str, text: &str| files::put(&self.src.join(name), text);
        put("go.mod", "module example.com/m\n\ngo 1.24\n")?;
        put("shared/all.txt", "good\n")?;
        for dir in ["home", "bin"] {
            let dir = self.options.root.join(dir);
            files::make_dir(&dir)?;
        }
        for way in WAYS {
            let file = format!("{0}/{0}_test.go", way.name);
            files::put(&self.src.join(file), way.source())?;
            self.lay_data(way)?;
        }
        say(&format!(
            "attack: {} ways of reading, {} of changing, seed {}",
            WAYS.len(),
            CHANGES.len(),
            self.options.seed
        ));
        Ok(())
    }

    /// Writes the files that the test of a package reads.
    fn lay_data(&mut self, way: &Way) -> Result<(), String> {
        let dir = self.src.join(way.name).join("testdata");
        remove(&dir)?;
        let deep = dir.join("sub/deep");
        files::make_dir(&deep)?;
        for (name, text) in [
            ("in.txt", "good\n"),
            ("sub/x.txt", "good\n"),
            ("sub/w.txt", "fine\n"),
            ("sub/deep/y.txt", "deep\n"),
            ("hard1", "hard\n"),
            ("t.tmpl", "{{.Name}}\n"),
            ("run.sh", "#!/bin/sh\necho run\n"),
        ] {
            let path = dir.join(name);
            files::write(&path, text)?;
        }
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        let script = dir.join("run.sh");
        fs::set_permissions(&script, mode).map_err(at(&script))?;
        fs::hard_link(dir.join("hard1"), dir.join("hard2")).map_err(at(&dir))?;
        for (target, name) in [
            ("sub/x.txt", "link"),
            ("sub", "linkdir"),
            ("x.txt", "sub/inner"),
        ] {
            std::os::unix::fs::symlink(target, dir.join(name)).map_err(at(&dir))?;
        }
        self.age(way)
    }

    /// Gives all that a test reads new times, as a fresh clone does.
    fn age(&mut self, way: &Way) -> Result<(), String> {
        let mut open = vec![self.src.join(way.name), self.src.join("shared")];
        while let Some(path) = open.pop() {
            if path.is_dir() && !path.is_symlink() {
                let entries = fs::read_dir(&path).map_err(at(&path))?;
                open.extend(entries.flatten().map(|entry| entry.path()));
            }
            self.set_old_time(&path)?;
        }
        Ok(())
    }

    fn binary(&self, way: &Way) -> PathBuf {
        self.options.root.join("bin").join(way.name)
    }

    fn build(&self, way: &Way) -> Result<(), String> {
        let mut command = self.command(&self.options.sdk.go, &self.src);
        command.args(["test", "-c", "-o"]).arg(self.binary(way));
        let output = command.arg(format!("./{}", way.name)).output();
        let output = output.map_err(at(&self.options.sdk.go))?;
        if output.status.success() {
            Ok(())
        } else {
            Err(String::from_utf8_lossy(&output.stderr).into_owned())
        }
    }

    fn command(&self, program: &Path, dir: &Path) -> Command {
        let root = self.options.root;
        let mut command = pair::clean_command(program, dir, &self.options.sdk.goroot);
        command
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", root.join("home"))
            .env("GOCACHE", root.join("cache"))
            .env("GOFLAGS", "")
            .env("TZ", self.zone)
            .env("VAMOS_TEST_CACHE", "content");
        for (name, value) in [("T_MODE", self.mode), ("GOMAXPROCS", self.procs)] {
            if !value.is_empty() {
                command.env(name, value);
            }
        }
        command
    }

    /// Returns the output of the test with vamos; reports whether it is cached.
    fn test(&self, way: &Way) -> Result<(String, bool), String> {
        let mut command = self.command(self.options.vamos, &self.src);
        let package = format!("./{}", way.name);
        let output = command.args(["test", "-v", &package]).output();
        let shown = shown(&output.map_err(at(self.options.vamos))?);
        let last = shown.trim_end().rsplit_once('\n');
        let (printed, line) = last.unwrap_or(("", &shown));
        Ok((format!("{printed}\n"), line.ends_with("\t(cached)")))
    }

    /// Returns the present output of the test.
    fn truth(&self, way: &Way) -> Result<String, String> {
        // An embedded file may have changed.
        if !self.binary(way).exists() || way.source().contains("go:embed") {
            self.build(way)?;
        }
        let mut command = self.command(&self.binary(way), &self.src.join(way.name));
        let output = command
            .args(["-test.v=true", "-test.paniconexit0"])
            .output();
        Ok(shown(&output.map_err(at(&self.binary(way)))?))
    }

    fn step(&mut self, step: usize) -> Result<(), String> {
        let number = u64::try_from(step).unwrap_or_default();
        let seed = self.options.seed.wrapping_mul(1_000_003);
        self.random = Random::new(seed.wrapping_add(number));
        let way = self.random.pick(WAYS);
        if self.random.chance(10) {
            self.lay_data(way)?;
        }
        let (before, _) = self.test(way)?;
        let change = *self.random.pick(CHANGES);
        self.change(way, change)?;
        let (printed, is_cached) = self.test(way)?;
        for (counts, name) in [
            (&mut self.reading, way.name),
            (&mut self.changing, change.0),
        ] {
            counts.entry(name).or_default()[usize::from(is_cached)] += 1;
        }
        if !is_cached {
            return Ok(());
        }
        let truth = self.truth(way)?;
        if truth != printed {
            self.wrong += 1;
            say(&format!(
                "WRONG seed {}, step {step}: {}, {}\ncached:\n{printed}now:\n{truth}before:\n{before}",
                self.options.seed, way.name, change.0
            ));
        }
        Ok(())
    }

    fn change(&mut self, way: &Way, (_, change): Change) -> Result<(), String> {
        let dir = self.src.join(way.name).join("testdata");
        change(self, &dir)?;
        self.age(way)
    }

    fn report(&self, steps: usize, start: Instant) {
        let total = |place: usize| {
            self.reading
                .values()
                .map(|count| count[place])
                .sum::<usize>()
        };
        say(&format!(
            "attack ways, seed {}: {steps} steps, {} results cached, {} not; {} wrong; {} s",
            self.options.seed,
            total(1),
            total(0),
            self.wrong,
            start.elapsed().as_secs()
        ));
    }
}

/// Returns the output of a program, without the duration of the test.
fn shown(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout);
    let mut shown = String::new();
    for line in text.lines() {
        let line = if line.starts_with("--- ") {
            line.split(" (").next().unwrap_or_default()
        } else {
            line
        };
        shown.push_str(line);
        shown.push('\n');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::CHANGES;
    use super::WAYS;

    #[test]
    fn each_way_has_its_own_name() {
        let reading: Vec<&str> = WAYS.iter().map(|way| way.name).collect();
        let changing: Vec<&str> = CHANGES.iter().map(|change| change.0).collect();
        for names in [reading, changing] {
            let distinct: std::collections::BTreeSet<&str> = names.iter().copied().collect();
            assert_eq!(distinct.len(), names.len());
        }
        assert!(WAYS.len() >= 60 && CHANGES.len() >= 25);
    }
}
