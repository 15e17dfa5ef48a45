//! `cargo xtask compiler tests`: the files of the compiler's own tests, compiled by the official
//! command, and by vamos from their sources and in the state after their check.
//!
//! Each test becomes one or more packages of a module. For each package, both commands must give
//! the same archive or the same error. Tests that need flags that the checker does not know are
//! left out.
//! Counterpart: cmd/internal/testdir/testdir_test.go, which runs them.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Deserializer;
use serde_json::Value;

use super::Options;
use super::Trial;
use super::USAGE;
use super::VERIFY;
use crate::files;
use crate::files::at;
use crate::flags;
use crate::link::place;
use crate::pair;
use crate::report::Report;
use crate::sdk;
use crate::sdk::Sdk;

/// Number of differences that are printed.
const SHOWN: usize = 20;

/// Tests whose files are compiled, each a package.
const OF_FILES: [&str; 7] = [
    "asmcheck",
    "build",
    "buildrun",
    "compile",
    "errorcheck",
    "run",
    "runoutput",
];

/// Tests whose files are in a directory, and import each other by relative paths.
const OF_DIRECTORIES: [&str; 3] = ["compiledir", "errorcheckdir", "rundir"];

/// Flags of the compiler that the checker knows.
const KNOWN_FLAGS: [&str; 4] = ["-B", "-N", "-e", "-l"];

/// Runs the command.
pub(super) fn run(args: &[String]) -> Result<(), String> {
    let mut options = Options::new();
    let mut tests = None;
    for flag in flags::all(args, USAGE)? {
        match flag.name {
            "--sdk" => options.sdks.push(flag.text()),
            "--tests" => tests = Some(flag.path()),
            "--dir" => options.dir = flag.path(),
            "--vamos" => options.vamos = Some(flag.path()),
            _ => return Err(USAGE.to_owned()),
        }
    }
    let vamos = sdk::vamos_named_or_built(options.vamos.as_deref())?;
    let mut report = Report::default();
    for sdk in place::find_sdks(&options.sdks)? {
        let trial = Trial::begin(&options, &sdk, &vamos)?;
        // The SDK of a module proxy has no tests.
        let tests = tests.clone().unwrap_or_else(|| sdk.goroot.join("test"));
        let tree = trial.dir.join("tests");
        files::remove(&tree)?;
        let left_out = lay(&tests, &tree, &sdk)?;
        for group in fs::read_dir(&tree).map_err(at(&tree))? {
            let module = group.map_err(at(&tree))?.path();
            let name = format!("{} {}", sdk.version, flags_of(&module)?);
            report.say(&name, trial.compare_module(&module));
        }
        crate::say(&format!("{left_out} tests with other flags are left out"));
    }
    report.finish()
}

/// Writes the tests below a directory as modules, one for each set of flags; returns how many were
/// left out.
fn lay(tests: &Path, tree: &Path, sdk: &Sdk) -> Result<usize, String> {
    let mut groups: BTreeMap<String, Vec<Test>> = BTreeMap::new();
    let mut left_out = 0;
    for file in go_files(tests)? {
        // Some contain bytes that are no UTF-8, and are compiled nevertheless.
        let text = files::read(&file)?;
        let Some(recipe) = Recipe::parse(&String::from_utf8_lossy(&text)) else {
            continue;
        };
        let relative = file.strip_prefix(tests).unwrap_or(&file);
        let name = relative.with_extension("").display().to_string();
        let name = name.replace(['/', '.'], "_");
        let Some(flags) = recipe.flags else {
            left_out += 1;
            continue;
        };
        let packages = if recipe.is_directory {
            packages_of(&file.with_extension("dir"), &name)?
        } else {
            vec![(name, vec![text])]
        };
        groups.entry(flags).or_default().push(packages);
    }
    let minor = sdk.minor().ok_or("a version without a minor number")?;
    for (index, (flags, tests)) in groups.iter().enumerate() {
        let module = tree.join(index.to_string());
        files::put(
            &module.join("go.mod"),
            format!("module test\n\ngo 1.{minor}\n"),
        )?;
        files::put(&module.join("flags"), flags)?;
        for (package, sources) in tests.iter().flatten() {
            for (number, source) in sources.iter().enumerate() {
                files::put(&module.join(package).join(format!("x{number}.go")), source)?;
            }
        }
    }
    Ok(left_out)
}

/// The packages of a test: directories and sources.
type Test = Vec<(String, Vec<Vec<u8>>)>;

/// Returns the Go files that may be tests.
fn go_files(dir: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).map_err(at(dir))? {
        let path = entry.map_err(at(dir))?.path();
        let has = |extension: &str| path.extension().is_some_and(|it| it == extension);
        if path.is_dir() && !has("dir") {
            found.append(&mut go_files(&path)?);
        } else if has("go") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The first comment of a test: how it is run.
struct Recipe {
    is_directory: bool,
    /// The flags of the compiler; `None` if there are others.
    flags: Option<String>,
}

impl Recipe {
    /// Parses a test; `None` if its files are not compiled as they are.
    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines().map(str::trim);
        let line = lines.find(|line| !line.is_empty() && !line.starts_with("//go:build"))?;
        let mut words = line.strip_prefix("//")?.split_whitespace();
        let action = words.next()?;
        let is_directory = OF_DIRECTORIES.contains(&action);
        if !is_directory && !OF_FILES.contains(&action) {
            return None;
        }
        // Arguments of the program follow the flags.
        let mut flags = Vec::new();
        let mut is_known = true;
        for flag in words.take_while(|word| word.starts_with('-')) {
            let flag = flag.strip_prefix("-gcflags=").unwrap_or(flag);
            is_known &= KNOWN_FLAGS.contains(&flag) || flag == "-0" || flag.starts_with("-lang=");
            // The runner then expects no errors.
            if flag != "-0" {
                flags.push(flag);
            }
        }
        Some(Self {
            is_directory,
            flags: is_known.then(|| flags.join(" ")),
        })
    }
}

/// Returns the packages of a directory. Files with the same package clause are a package, which
/// others import by the name of its first file.
fn packages_of(dir: &Path, test: &str) -> Result<Test, String> {
    let mut packages: Vec<(String, Test)> = Vec::new();
    for file in go_files(dir)? {
        let text = files::read_text(&file)?;
        let clause = text.lines().find_map(|line| line.strip_prefix("package "));
        let clause = clause.unwrap_or_default().split_whitespace().next();
        let clause = clause.unwrap_or_default().to_owned();
        let source = text.replace("\"./", &format!("\"test/{test}/"));
        let known = packages.iter_mut().find(|(known, _)| *known == clause);
        if let Some((_, package)) = known {
            package[0].1.push(source.into_bytes());
            continue;
        }
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        let name = format!("{test}/{stem}");
        packages.push((clause, vec![(name, vec![source.into_bytes()])]));
    }
    Ok(packages.into_iter().flat_map(|(_, test)| test).collect())
}

/// Returns the flags of a module's tests.
fn flags_of(module: &Path) -> Result<String, String> {
    files::read_text(&module.join("flags"))
}

/// Result of a package: its archive's file, or the error.
type Listed = BTreeMap<String, Result<String, String>>;

impl Trial<'_> {
    /// Compiles a module with both commands, and compares the results of its packages.
    fn compare_module(&self, module: &Path) -> Result<String, String> {
        let mut official = pair::command(&self.sdk.go, module, &self.sdk.goroot);
        official
            .env("GOCACHE", self.dir.join("stock"))
            .env("GOWORK", "off")
            .env("GOPROXY", "off");
        let (theirs, _) = listed(official, module)?;
        let (ours, stderr) = listed(self.command(VERIFY, module), module)?;
        let found = stderr
            .lines()
            .find(|line| line.contains("checked packages"));
        let [checked, unchecked] = found.and_then(super::checked_packages).unwrap_or_default();
        let names: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
        let differs = |name: &&String| ours.get(*name) != theirs.get(*name);
        let differing: Vec<&String> = names.into_iter().filter(differs).collect();
        let archives = ours.values().filter(|result| result.is_ok()).count();
        let text = format!(
            "{} packages: {archives} archives, {} errors; {checked} checked packages equal, \
             {unchecked} others",
            ours.len(),
            ours.len() - archives
        );
        if differing.is_empty() {
            return Ok(text);
        }
        let lines = differing.iter().take(SHOWN).map(|name| {
            let [ours, theirs] = [&ours, &theirs].map(|listed| listed.get(*name));
            format!("\n  {name}: {ours:?} <> {theirs:?}")
        });
        let lines: String = lines.collect();
        Err(format!("{text}; {} differ:{lines}", differing.len()))
    }
}

/// Compiles the packages of a module; returns their results, and the command's messages.
fn listed(mut command: Command, module: &Path) -> Result<(Listed, String), String> {
    let flags = flags_of(module)?;
    command.args(["list", "-e", "-export", "-json=ImportPath,Export,Error"]);
    if !flags.is_empty() {
        command.arg(format!("-gcflags={flags}"));
    }
    let output = pair::output(command.arg("./..."))?;
    let stderr = pair::text(&output.stderr);
    let mut listed = Listed::new();
    for package in Deserializer::from_slice(&output.stdout).into_iter::<Value>() {
        let package = package.map_err(|error| format!("{error}: {stderr}"))?;
        let field = |name: &str| package[name].as_str().unwrap_or_default();
        let name = Path::new(field("Export")).file_name().unwrap_or_default();
        let result = match &package["Error"] {
            Value::Null => Ok(name.to_string_lossy().into_owned()),
            error => Err(error.to_string()),
        };
        listed.insert(field("ImportPath").to_owned(), result);
    }
    if listed.is_empty() {
        return Err(format!("nothing is listed: {stderr}"));
    }
    Ok((listed, stderr))
}

#[cfg(test)]
mod tests {
    use super::Recipe;

    #[test]
    fn first_comments_of_tests() {
        let parse = |text: &str| {
            let recipe = Recipe::parse(text)?;
            Some((recipe.is_directory, recipe.flags))
        };
        let plain = Some((false, Some(String::new())));
        assert_eq!(parse("// run\n\npackage main\n"), plain);
        assert_eq!(parse("//go:build cgo\n\n// run arg\n"), plain);
        assert_eq!(parse("// errorcheck -0\n"), plain);
        let flags = "-lang=go1.17 -l".to_owned();
        let text = "// errorcheck -lang=go1.17 -l\n";
        assert_eq!(parse(text), Some((false, Some(flags))));
        assert_eq!(parse("// compiledir -s\n"), Some((true, None)));
        assert_eq!(parse("// skip\n"), None);
        assert_eq!(parse("package p\n"), None);
    }
}
