//! Random `go get` command lines: files, text and exit codes equal with both sides.
//!
//! Counterpart: none.

use std::fs;
use std::path::Path;

use vamos_testkit::Random;

use super::Report;
use super::member_tree::MemberTree;
use super::options::Options;
use super::place::RunsDir;
use super::requirements;
use crate::corpus::Member;

const MEMBERS: &[&str] = &[
    "fzf",
    "esbuild",
    "staticcheck",
    "gopls",
    "caddy",
    "viper",
    "ko",
    "grpc",
    "minio-go",
    "opa",
];

/// Versions that hardly any module has.
const ODD: [&str; 12] = [
    "v99.0.0",
    "master",
    "v0",
    "v1",
    "v1.x",
    ">=v1.0.0",
    "<v0.0.1",
    "<=v1",
    "bad version",
    "",
    "-x",
    "latest@v1",
];

/// Arguments that are no module path with a version. `std` and `cmd` are left out: upstream panics
/// (docs/deviations.md).
const PATTERNS: [&str; 20] = [
    ".",
    "./...",
    "./nowhere",
    "...",
    "all",
    "all@latest",
    "all@none",
    "net/...",
    "net/http",
    "cmd/...",
    "tool",
    "work",
    "fmt",
    "fmt@v1.0.0",
    "nosuch.test/m",
    "nosuch.test/m@v1.0.0",
    "/abs",
    "../x",
    "main.go",
    "-",
];

const GO: [&str; 9] = [
    "go@1.20",
    "go@1.21",
    "go@1.26.0",
    "go@none",
    "go@latest",
    "go@1.9",
    "toolchain@none",
    "toolchain@go1.26.1",
    "go",
];

/// Words of arguments.
struct Words {
    /// Modules that the member requires, with all versions that the proxy has.
    modules: Vec<(String, Vec<String>)>,
    /// Packages that the member imports.
    packages: Vec<String>,
}

/// Runs all rounds for each member.
pub(crate) fn run(place: &RunsDir, options: &Options, report: &mut Report) -> Result<(), String> {
    for member in options.members(MEMBERS)? {
        let Some(laid) = report.expect(member.name, MemberTree::open(place, member)) else {
            continue;
        };
        let words = Words::of(place, member, &laid)?;
        let rounds = options.rounds.unwrap_or(20);
        let mut equal = 0;
        for round in 0..rounds {
            // Each round can be repeated alone: --seed N --rounds 1.
            let seed = options.seed + round;
            let args = words.line(&mut Random::new(seed));
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            match laid.compare(&|_| Ok(()), &args) {
                Ok(_) => equal += 1,
                Err(problem) => {
                    let what = format!("{} seed {seed}: {args:?}", member.name);
                    report.say(&what, Err(problem));
                }
            }
        }
        let text = format!(
            "{equal} of {rounds} command lines equal, seeds from {}",
            options.seed
        );
        report.say(member.name, Ok(text));
    }
    Ok(())
}

impl Words {
    fn of(place: &RunsDir, member: &Member, laid: &MemberTree<'_>) -> Result<Self, String> {
        let required = requirements(&laid.text("go.mod"));
        let modules: Vec<(String, Vec<String>)> = required
            .into_iter()
            .map(|(path, version)| {
                let mut versions = place.versions(&path);
                versions.push(version);
                (path, versions)
            })
            .collect();
        if modules.is_empty() {
            return Err(format!("{} requires nothing", member.name));
        }
        let mut packages = Vec::new();
        collect_imports(&place.source(), &mut packages);
        packages.sort();
        packages.dedup();
        Ok(Self { modules, packages })
    }

    /// Returns one command line.
    fn line(&self, random: &mut Random) -> Vec<String> {
        let mut line = vec!["get".to_owned()];
        match random.below(12) {
            0..3 => line.push("-u".to_owned()),
            3 => line.push("-u=patch".to_owned()),
            4 if random.chance(20) => line.push("-u=none".to_owned()),
            _ => {}
        }
        for (flag, percent) in [("-t", 12), ("-tool", 6), ("-v", 6), ("-d", 3)] {
            if random.chance(percent) {
                line.push(flag.to_owned());
            }
        }
        let count = random.below(4);
        line.extend((0..count).map(|_| self.argument(random)));
        line
    }

    fn argument(&self, random: &mut Random) -> String {
        let (path, versions) = random.pick(&self.modules);
        let version = random.pick(versions);
        let short = version.rsplit_once('.').map_or("v0", |(short, _)| short);
        let package = if self.packages.is_empty() {
            "fmt"
        } else {
            random.pick(&self.packages)
        };
        match random.below(24) {
            0 | 1 => path.clone(),
            2 | 3 => format!("{path}@latest"),
            4 => format!("{path}@upgrade"),
            5 | 6 => format!("{path}@patch"),
            7 | 8 => format!("{path}@none"),
            9..12 => format!("{path}@{version}"),
            12 => format!("{path}@{short}"),
            13 => format!("{path}@{}{version}", random.pick(&["<", "<=", ">", ">="])),
            14 => format!("{path}/..."),
            15 => format!("{path}/...@{version}"),
            16 => format!("{path}@{}", random.pick(&ODD)),
            17 | 18 => package.to_owned(),
            19 => format!("{package}@{version}"),
            20 => format!("{package}@{}", random.pick(&["none", "latest", "patch"])),
            21 => (*random.pick(&GO)).to_owned(),
            22 => path
                .rsplit_once('/')
                .map_or("x...", |(host, _)| host)
                .to_owned(),
            _ => (*random.pick(&PATTERNS)).to_owned(),
        }
    }
}

/// Collects the import paths of Go files that look like module paths.
fn collect_imports(dir: &Path, packages: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(dir) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect_imports(&path, packages);
        } else if path.extension().is_some_and(|ext| ext == "go") {
            let text = fs::read(&path).unwrap_or_default();
            let text = String::from_utf8_lossy(&text);
            packages.extend(
                text.lines()
                    .take(60)
                    .filter_map(imported)
                    .map(str::to_owned),
            );
        }
    }
}

/// Returns the import path of a line within an import declaration.
fn imported(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once('"')?;
    let path = rest.strip_suffix('"')?;
    let host = path.split_once('/')?.0;
    let is_path = |c: char| c.is_ascii_alphanumeric() || "./-_".contains(c);
    (host.contains('.') && path.chars().all(is_path)).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_its_line() {
        let words = Words {
            modules: vec![("a.test/m".to_owned(), vec!["v1.2.3".to_owned()])],
            packages: vec!["a.test/m/p".to_owned()],
        };
        let line = |seed| words.line(&mut Random::new(seed));
        assert_eq!(line(7), line(7));
        assert!((0..99).any(|seed| line(seed).contains(&"a.test/m@patch".to_owned())));
    }

    #[test]
    fn imports_are_those_of_modules() {
        assert_eq!(imported("\tx \"a.test/m\""), Some("a.test/m"));
        assert_eq!(imported("\t\"net/http\""), None);
        assert_eq!(imported("\tsay(\"a.test/m is here\")"), None);
    }
}
