//! Compiles of a build that run a second time, with a compiler that dumps its steps.
//!
//! Packages are built by the official go command with an empty build cache. The SDK's own compiler
//! runs first, and its object is the one that stays. The object of the second compiler is compared
//! with it. Dumps go through a pipe and are not stored.
//! Counterpart: none.

mod mode;

use std::fs;
use std::io::BufReader;
use std::path::Path;
use std::path::PathBuf;
use std::process::ChildStdout;
use std::process::Command;
use std::process::Stdio;

use crate::files;
use crate::sdk::Sdk;

pub(crate) use mode::Mode;
pub(crate) use mode::goamd64;

/// The package that is not compiled.
const UNSAFE: &str = "unsafe";

/// The size of reads from the compiler, in bytes.
const READ_SIZE: usize = 1 << 20;

/// Returns the command that builds packages with all their imports. `tool` is the command line of
/// the program that runs each tool; `temp` gets the build cache.
pub(crate) fn build_command(sdk: &Sdk, tool: &str, temp: &Path) -> Command {
    let mut command = go(sdk);
    command
        .args(["list", "-export", "-deps"])
        .args(["-f", "{{with .Error}}{{.}}{{end}}"])
        .arg(format!("-toolexec={tool}"))
        .env("CGO_ENABLED", "0")
        .env("GOCACHE", temp.join("cache"))
        .env("HOME", temp);
    command
}

/// Adds the patterns of a list of members with commas.
pub(crate) fn add_patterns(members: &str, patterns: &mut Vec<String>) {
    let names = members.split(',').map(|name| match name {
        "cmd" => "cmd/...",
        name => name,
    });
    patterns.extend(names.map(str::to_owned));
}

/// A build whose compiles run a second time.
pub(crate) struct Build<'a> {
    pub(crate) sdk: &'a Sdk,
    /// The packages that are checked, without their imports.
    pub(crate) patterns: &'a [String],
    pub(crate) mode: &'a Mode,
    /// The directory that gets the build cache and the list of packages.
    pub(crate) temp: &'a Path,
    /// The directory that gets a file for each package.
    pub(crate) results: &'a Path,
}

impl Build<'_> {
    /// Builds the packages. `command` is the harness's command for tools; `words` returns its words
    /// before the tool, and gets the file with the names of the packages that are checked. A package
    /// without a result is an error.
    pub(crate) fn run(
        &self,
        command: &str,
        words: impl FnOnce(&str) -> String,
    ) -> Result<(), String> {
        let mut list = go(self.sdk);
        list.arg("list");
        self.mode.apply(&mut list);
        self.enter_module(&mut list)?;
        let is_checked = match self.mode.module {
            Some(_) => "(or .GoFiles .CgoFiles) (not .Standard)",
            None => "(or .GoFiles .CgoFiles)",
        };
        list.args(self.mode.module.as_ref().map(|_| "-deps"));
        list.arg(format!(
            "-f={{{{if and {is_checked}}}}}{{{{.ImportPath}}}}{{{{end}}}}"
        ));
        list.args(self.patterns);
        let packages = output(list)?;
        let file = self.temp.join("packages");
        files::write(&file, &packages)?;
        let own = std::env::current_exe().map_err(|error| error.to_string())?;
        let words = words(&file.display().to_string());
        let tool = format!("{} {command} {words}", own.display());
        let mut build = build_command(self.sdk, &tool, self.temp);
        self.mode.apply(&mut build);
        self.enter_module(&mut build)?;
        build.args(self.patterns);
        output(build)?;
        self.expect_results(&packages)
    }

    /// Lets a command run in the module. Other modules come from the cache only, and packages with C
    /// sources are compiled as they are by default.
    fn enter_module(&self, command: &mut Command) -> Result<(), String> {
        if let Some(dir) = &self.mode.module {
            command.current_dir(dir).env("CGO_ENABLED", "1");
            command.env("GOMODCACHE", self.sdk.variable("GOMODCACHE")?);
        }
        Ok(())
    }

    /// Fails if a package has no result.
    fn expect_results(&self, packages: &str) -> Result<(), String> {
        let compiled = packages.lines().filter(|package| *package != UNSAFE);
        let mut missing = compiled.filter(|package| !result(self.results, package).exists());
        match missing.next() {
            Some(first) => Err(format!("{first} and {} others: no result", missing.count())),
            None => Ok(()),
        }
    }
}

/// Returns the file with the result of a package.
fn result(results: &Path, package: &str) -> PathBuf {
    results.join(package.replace(['/', ' '], ","))
}

/// Adds the contents of all files with results.
pub(crate) fn add_results(
    results: &Path,
    mut add: impl FnMut(&str) -> Option<()>,
) -> Result<(), String> {
    for entry in fs::read_dir(results).map_err(files::at(results))? {
        let path = entry.map_err(files::at(results))?.path();
        let added = add(&files::read_text(&path)?);
        added.ok_or_else(|| format!("{}: no result", path.display()))?;
    }
    Ok(())
}

/// Returns the SDK's command, which runs in the directory of its sources.
pub(crate) fn go(sdk: &Sdk) -> Command {
    let mut command = Command::new(&sdk.go);
    command
        .current_dir(sdk.goroot.join("src"))
        .env("GOROOT", &sdk.goroot)
        .env("GOTOOLCHAIN", "local")
        .env("GOFLAGS", "")
        .env("GOWORK", "off")
        .env("GOPROXY", "off");
    command
}

/// Runs a command to its end; returns its output, or its messages if it failed.
pub(crate) fn output(mut command: Command) -> Result<String, String> {
    let output = command.output().map_err(|error| error.to_string())?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

/// A compile of a build.
pub(crate) struct Compile<'a> {
    /// The SDK's compiler has done it.
    is_done: bool,
    tool: &'a str,
    args: &'a [String],
    object: &'a str,
    /// The import path.
    pub(crate) package: String,
}

/// Runs a tool of a build; returns the compile if it is one.
pub(crate) fn run_tool(args: &[String]) -> Result<Option<Compile<'_>>, String> {
    let (tool, rest) = args.split_first().ok_or("no tool")?;
    run(tool, rest)?;
    let compile = compile_of(args)?;
    Ok(compile.map(|compile| Compile {
        is_done: true,
        ..compile
    }))
}

/// Like [`run_tool`], for the packages that are named in the file `packages`.
pub(crate) fn run_tool_of<'a>(
    args: &'a [String],
    packages: &str,
) -> Result<Option<Compile<'a>>, String> {
    let Some(compile) = run_tool(args)? else {
        return Ok(None);
    };
    let packages = files::read_text(Path::new(packages))?;
    let is_checked = packages.lines().any(|name| name == compile.package);
    Ok(is_checked.then_some(compile))
}

/// Runs a tool of the SDK.
#[expect(
    clippy::exit,
    reason = "the exit code of the tool is that of this process"
)]
fn run(tool: &str, args: &[String]) -> Result<(), String> {
    let status = Command::new(tool).args(args).status();
    let status = status.map_err(|error| format!("{tool}: {error}"))?;
    if !status.success() {
        std::process::exit(status.code().unwrap_or(1));
    }
    Ok(())
}

/// Returns the compile that a tool of a build would do.
pub(crate) fn compile_of(args: &[String]) -> Result<Option<Compile<'_>>, String> {
    let (tool, rest) = args.split_first().ok_or("no tool")?;
    let is_compile = Path::new(tool)
        .file_stem()
        .is_some_and(|stem| stem == "compile");
    let at = rest.iter().position(|word| word == "-o");
    let object = at.and_then(|at| rest.get(at + 1));
    let Some(object) = object.filter(|_| is_compile) else {
        return Ok(None);
    };
    let package = std::env::var("TOOLEXEC_IMPORTPATH");
    Ok(Some(Compile {
        is_done: false,
        tool,
        args: rest,
        object,
        package: package.map_err(|error| format!("TOOLEXEC_IMPORTPATH: {error}"))?,
    }))
}

impl Compile<'_> {
    /// Runs the SDK's compiler.
    pub(crate) fn run(&self) -> Result<(), String> {
        run(self.tool, self.args)
    }

    /// Runs a compiler that dumps, and lets `read` read the dump. Returns its result, and whether
    /// the objects of both compilers are equal. If the SDK's compiler has not run, the object is
    /// made by the one that dumps.
    pub(crate) fn dump<T>(
        &self,
        compiler: &str,
        read: impl FnOnce(BufReader<ChildStdout>) -> Result<T, String>,
    ) -> Result<(T, bool), String> {
        let suffix = if self.is_done { ".dumped" } else { "" };
        let copy = format!("{}{suffix}", self.object);
        let args = self.args.iter().map(|word| match word {
            word if word == self.object => copy.clone(),
            // A dump has one function after the other.
            word if word.starts_with("-c=") => "-c=1".to_owned(),
            word => word.clone(),
        });
        let mut child = Command::new(compiler)
            .args(args)
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| error.to_string())?;
        let stdout = child.stdout.take().ok_or("no output of the compiler")?;
        let outcome = read(BufReader::with_capacity(READ_SIZE, stdout));
        let status = child.wait().map_err(|error| error.to_string())?;
        let outcome = outcome?;
        if !status.success() {
            return Err(format!(
                "{}: the compiler that dumps: {status}",
                self.package
            ));
        }
        if !self.is_done {
            return Ok((outcome, true));
        }
        let is_equal = files::read(Path::new(self.object))? == files::read(Path::new(&copy))?;
        fs::remove_file(&copy).map_err(|error| error.to_string())?;
        Ok((outcome, is_equal))
    }

    /// Returns the content of the object.
    pub(crate) fn object(&self) -> Result<Vec<u8>, String> {
        files::read(Path::new(self.object))
    }

    /// Stores the result of the package in a directory of results.
    pub(crate) fn store(&self, results: &Path, text: &str) -> Result<(), String> {
        files::write(&result(results, &self.package), text)
    }
}

/// Returns the package whose result is in a file of this name.
pub(crate) fn package_of(name: &str) -> String {
    name.replace(',', "/")
}
