//! `cargo xtask callers`: programs that call the go command, with the official one first on PATH
//! and with vamos, and a comparison of their output.
//!
//! The programs are gopls and staticcheck, from a directory that is given, golangci-lint, delve and
//! programs that run tests if they are there too, and one on golang.org/x/tools/go/packages whose
//! text is in this directory. vamos passes commands on that it does not implement yet, as for any
//! user. They share a GOCACHE of their own, so that the second of a pair reuses the builds of the
//! first.
//! Counterpart: none.

mod test_tools;

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;
use std::time::Instant;

use crate::files;
use crate::files::at;
use crate::flags;
use crate::report::Report;
use crate::sdk;
use crate::sdk::Sdk;

const USAGE: &str = "usage: cargo xtask callers --tools DIR --corpus DIR [--dir DIR] \
[--vamos BINARY] [--member NAME|tests]...";

const LOADER: &str = include_str!("loader.go.txt");
const LIBRARY: &str = "golang.org/x/tools/go/packages@v0.50.0";

/// A project, and a query to gopls about it: a file, a symbol, and a declaration in that file.
struct Project {
    name: &'static str,
    file: &'static str,
    symbol: &'static str,
    declaration: &'static str,
    /// A main package for the debugger, and one whose tests have names to list.
    main: &'static str,
    tests: &'static str,
}

const PROJECTS: &[Project] = &[
    Project {
        name: "fzf",
        file: "src/terminal.go",
        symbol: "NewTerminal",
        declaration: "func NewTerminal",
        main: ".",
        tests: "./src/util",
    },
    Project {
        name: "esbuild",
        file: "pkg/api/api.go",
        symbol: "BuildContext",
        declaration: "func Build(",
        main: "./cmd/esbuild",
        tests: "./internal/js_lexer",
    },
    Project {
        name: "staticcheck",
        file: "staticcheck/analysis.go",
        symbol: "Analyzers",
        declaration: "var Analyzers",
        main: "./cmd/staticcheck",
        tests: "./pattern",
    },
];

/// The arguments of golangci-lint. Without limits, because with a limit it prints a
/// nondeterministic few of many equal findings.
const LINT: [&str; 5] = [
    "run",
    "--allow-parallel-runners",
    "--max-same-issues=0",
    "--max-issues-per-linter=0",
    "./...",
];

struct ModuleCopy {
    dir: PathBuf,
    tools: PathBuf,
    corpus: PathBuf,
    sdk: Sdk,
}

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let mut dir = sdk::target_dir().join("callers");
    let (mut tools, mut corpus, mut vamos, mut members) = (None, None, None, Vec::new());
    for flag in flags::all(args, USAGE)? {
        match flag.name {
            "--tools" => tools = Some(flag.path()),
            "--corpus" => corpus = Some(flag.path()),
            "--dir" => dir = flag.path(),
            "--vamos" => vamos = Some(flag.path()),
            "--member" => members.push(flag.text()),
            _ => return Err(USAGE.to_owned()),
        }
    }
    let absolute = |path: PathBuf| {
        let found = path.canonicalize();
        found.map_err(at(&path))
    };
    files::make_dir(&dir.join("bin"))?;
    let place = ModuleCopy {
        dir: absolute(dir)?,
        tools: absolute(tools.ok_or(USAGE)?)?,
        corpus: absolute(corpus.ok_or(USAGE)?)?,
        sdk: sdk::find()?,
    };
    let vamos = sdk::vamos_named_or_built(vamos.as_deref())?;
    let go = place.dir.join("bin/go");
    // It may be there of another run.
    let _ = std::fs::remove_file(&go);
    std::os::unix::fs::symlink(&vamos, &go).map_err(|error| error.to_string())?;
    let mut report = Report::default();
    if members.is_empty() || members.iter().any(|name| name == "tests") {
        place.compare_tests(&mut report)?;
    }
    for project in PROJECTS {
        if members.is_empty() || members.iter().any(|name| name == project.name) {
            place.compare(project, &place.loader()?, &mut report)?;
        }
    }
    report.finish()
}

impl ModuleCopy {
    /// Builds the program on go/packages, by the official command.
    fn loader(&self) -> Result<PathBuf, String> {
        let (dir, binary) = (self.dir.join("loader"), self.dir.join("loader/loader"));
        if binary.exists() {
            return Ok(binary);
        }
        files::make_dir(&dir)?;
        let write = |name: &str, text: &str| std::fs::write(dir.join(name), text);
        write("main.go", LOADER).map_err(|error| error.to_string())?;
        write("go.mod", "module loader\n\ngo 1.26\n").map_err(|error| error.to_string())?;
        for args in [&["get", LIBRARY][..], &["build", "-o", "loader", "."]] {
            let mut command = Command::new(&self.sdk.go);
            command.args(args).current_dir(&dir);
            let output = command.env("GOTOOLCHAIN", "local").output();
            let output = output.map_err(|error| error.to_string())?;
            if !output.status.success() {
                return Err(String::from_utf8_lossy(&output.stderr).into_owned());
            }
        }
        Ok(binary)
    }

    fn compare(&self, project: &Project, loader: &Path, report: &mut Report) -> Result<(), String> {
        let tree = self.corpus.join(project.name);
        let dir = tree.display().to_string();
        let place = position(&tree, project)?;
        let (gopls, staticcheck) = (self.tools.join("gopls"), self.tools.join("staticcheck"));
        let (lint, delve) = (self.tools.join("golangci-lint"), self.tools.join("dlv"));
        let script = |name: &str, text: &str| -> Result<String, String> {
            let file = self.dir.join(name);
            let written = std::fs::write(&file, text);
            written.map_err(|error| error.to_string())?;
            Ok(format!("--init={}", file.display()))
        };
        let stops = script("stop.dlv", "break main.main\ncontinue\nstack\nexit\n")?;
        let names = script("names.dlv", "funcs [.]Test\nexit\n")?;
        let binary = format!("--output={}", self.dir.join("debugged").display());
        let unasked = "--allow-non-terminal-interactive=true";
        let rows: &[(&Path, &[&str])] = &[
            (loader, &[&dir, "./..."]),
            (&gopls, &["check", project.file]),
            (&gopls, &["workspace_symbol", project.symbol]),
            (&gopls, &["symbols", project.file]),
            (&gopls, &["references", &place]),
            (&gopls, &["definition", &place]),
            (&gopls, &["implementation", &place]),
            (&gopls, &["call_hierarchy", &place]),
            (&staticcheck, &["./..."]),
            (&lint, &LINT),
            (&delve, &["debug", project.main, &binary, &stops, unasked]),
            (&delve, &["test", project.tests, &binary, &names, unasked]),
        ];
        let is_there = |row: &&(&Path, &[&str])| {
            let is_optional = row.0 == lint || row.0 == delve;
            !is_optional || row.0.exists()
        };
        for (program, args) in rows.iter().filter(is_there) {
            let name = program.file_name().unwrap_or_default().to_string_lossy();
            let what = format!(
                "{} {name} {}",
                project.name,
                args.join(" ").replace(&dir, ".")
            );
            let row = || -> Result<String, String> {
                let (theirs, slow) = self.call(&tree, program, args, false, &[])?;
                let (ours, fast) = self.call(&tree, program, args, true, &[])?;
                // Of several symbols that match, any comes first.
                let is_sorted = args[0] == "workspace_symbol";
                let text = |output: &Output| {
                    let text = String::from_utf8_lossy(&output.stdout).into_owned();
                    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
                    if is_sorted {
                        lines.sort_unstable();
                    }
                    lines.concat()
                };
                let lines = crate::compare::same_lines(&text(&theirs), &text(&ours))?;
                if theirs.status.code() != ours.status.code() {
                    return Err(format!("{} <> {}", theirs.status, ours.status));
                }
                Ok(format!("{lines}; {slow:.1} s and with vamos {fast:.1} s"))
            };
            report.say(&what, row());
        }
        Ok(())
    }

    /// Runs a program in a project with one of the two first on PATH, and these variables.
    fn call(
        &self,
        tree: &Path,
        program: &Path,
        args: &[&str],
        is_vamos: bool,
        env: &[(&str, &str)],
    ) -> Result<(Output, f64), String> {
        let home = self.dir.join("home");
        // Callers remember much themselves.
        let _ = std::fs::remove_dir_all(&home);
        files::make_dir(&home)?;
        let official = self.sdk.goroot.join("bin");
        let first = if is_vamos {
            self.dir.join("bin")
        } else {
            official.clone()
        };
        let path = std::env::var_os("PATH").unwrap_or_default();
        let dirs = [first, official, self.tools.clone()].into_iter();
        let path = std::env::join_paths(dirs.chain(std::env::split_paths(&path)));
        let mut command = Command::new(program);
        command.args(args).current_dir(tree);
        for name in [
            "GOROOT",
            "GOFLAGS",
            "GOWORK",
            "GODEBUG",
            "VAMOS_NO_DELEGATE",
        ] {
            command.env_remove(name);
        }
        command
            .env("PATH", path.map_err(|error| error.to_string())?)
            .env("PWD", tree)
            .env("HOME", &home)
            .env("GOMODCACHE", self.sdk.variable("GOMODCACHE")?)
            .env("GOCACHE", self.dir.join("cache"))
            .env("GOTOOLCHAIN", "local")
            .env("GOPROXY", "off")
            .env("GOENV", "off")
            .env("VAMOS_COMPILER", "stock")
            .envs(env.iter().copied());
        let start = Instant::now();
        let output = command.output();
        let output = output.map_err(at(program))?;
        Ok((output, start.elapsed().as_secs_f64()))
    }
}

/// Returns the position of a project's declaration in gopls' form: file, line, column.
fn position(tree: &Path, project: &Project) -> Result<String, String> {
    let file = tree.join(project.file);
    let text = std::fs::read_to_string(&file);
    let text = text.map_err(at(&file))?;
    let line = text
        .lines()
        .position(|l| l.starts_with(project.declaration));
    let line = line.ok_or_else(|| format!("{}: no declaration", file.display()))?;
    let column = project.declaration.find(' ').map_or(1, |space| space + 2);
    Ok(format!("{}:{}:{column}", file.display(), line + 1))
}
