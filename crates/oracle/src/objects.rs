//! `cargo xtask objects [--goroot SDK] [--vamos EXE] [FILE]...`: output of `go tool nm`, `objdump`
//! and `addr2line` for programs, objects and archives, compared with vamos' output.
//!
//! Without files, a program is built for several systems and in several ways, and the archives of
//! the standard library are taken from its build. vamos runs with `GOCACHE=off`, so it cannot build
//! the SDK's tool: where it would run that, the row is counted as left.
//! Counterpart: cmd/nm/nm_test.go, cmd/objdump/objdump_test.go, cmd/addr2line/addr2line_test.go.

use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;

use crate::files;
use crate::files::at;
use crate::pair;
use crate::report::Report;
use crate::report::check;
use crate::sdk;
use crate::sdk::Sdk;

/// Maximum number of named differences.
const SHOWN: usize = 20;

/// The flags that each tool is run with.
const RUNS: &[(&str, &[&str])] = &[
    ("nm", &[]),
    ("nm", &["-n", "-size"]),
    ("nm", &["-sort=size", "-size", "-type"]),
    ("nm", &["-sort", "none"]),
    ("addr2line", &[]),
    ("objdump", &[]),
    ("objdump", &["-gnu", "-s", r"^main\."]),
    ("objdump", &["-S", "-s", r"main\.main|strconv\.Itoa"]),
];

/// Systems and flags of `go build`.
const BUILDS: &[(&str, &str, &[&str])] = &[
    ("linux", "amd64", &[]),
    ("linux", "amd64", &["-ldflags=-s"]),
    ("linux", "amd64", &["-ldflags=-w"]),
    ("linux", "amd64", &["-buildmode=pie"]),
    ("linux", "386", &[]),
    ("linux", "arm64", &[]),
    ("windows", "amd64", &[]),
    ("windows", "amd64", &["-ldflags=-s"]),
    ("windows", "386", &[]),
    ("darwin", "amd64", &[]),
    ("darwin", "arm64", &[]),
    ("darwin", "amd64", &["-ldflags=-s"]),
];

const MAIN: &str = "package main\n\nimport (\n\t\"fmt\"\n\t\"net/http\"\n\t\"os\"\n)\n\n\
    type T[K comparable] struct{ m map[K]int }\n\n\
    func (t *T[K]) get(k K) int { return t.m[k] }\n\n\
    func main() {\n\tt := T[string]{map[string]int{\"a\": 1}}\n\
    \tfmt.Println(t.get(\"a\"))\n\tif len(os.Args) > 9 {\n\
    \t\thttp.ListenAndServe(\"\", nil)\n\t}\n}\n";

/// The tools under trial.
struct Tools {
    sdk: Sdk,
    vamos: PathBuf,
}

/// Counts for one tool.
#[derive(Default)]
struct Counts {
    compared: usize,
    left: usize,
    different: Vec<String>,
}

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let (mut goroot, mut vamos, mut names) = (None, None, Vec::new());
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--goroot" => goroot = args.next().map(Path::new),
            "--vamos" => vamos = args.next().map(Path::new),
            name => names.push(PathBuf::from(name)),
        }
    }
    let tools = Tools {
        sdk: sdk::named_or_found(goroot)?,
        vamos: sdk::vamos_named_or_built(vamos)?,
    };
    let dir = tempfile::tempdir().map_err(|error| format!("temporary directory: {error}"))?;
    if names.is_empty() {
        names = tools.build(dir.path())?;
    }
    let mut report = Report::default();
    for tool in ["nm", "addr2line", "objdump"] {
        let official = tools.official(tool)?;
        let mut counts = Counts::default();
        for name in &names {
            for (_, flags) in RUNS.iter().filter(|(one, _)| *one == tool) {
                tools.compare(tool, &official, flags, name, &mut counts)?;
            }
        }
        report.say(tool, counts.row());
    }
    report.finish()
}

impl Tools {
    fn go(&self, dir: &Path) -> Command {
        let mut command = Command::new(&self.sdk.go);
        command
            .env("GOROOT", &self.sdk.goroot)
            .env("GOTOOLCHAIN", "local")
            .env("GOFLAGS", "")
            .current_dir(dir);
        command
    }

    /// Returns the executable of an official tool.
    fn official(&self, tool: &str) -> Result<PathBuf, String> {
        // The first run builds it.
        let mut first = self.go(&self.sdk.goroot);
        let _ = first.args(["tool", tool, "-h"]).output();
        let mut command = self.go(&self.sdk.goroot);
        let output = command.args(["tool", "-n", tool]).output();
        let output = output.map_err(at(&self.sdk.go))?;
        let text = String::from_utf8_lossy(&output.stdout);
        Ok(PathBuf::from(text.trim()))
    }

    /// Builds the programs; returns them and archives of the standard library.
    fn build(&self, dir: &Path) -> Result<Vec<PathBuf>, String> {
        files::write(&dir.join("main.go"), MAIN)?;
        files::write(&dir.join("go.mod"), "module x\n\ngo 1.24\n")?;
        let mut names = Vec::new();
        for (index, (goos, goarch, flags)) in BUILDS.iter().enumerate() {
            let name = dir.join(format!("{goos}_{goarch}_{index}"));
            let mut command = self.go(dir);
            command
                .arg("build")
                .args(*flags)
                .arg("-o")
                .arg(&name)
                .arg(".");
            command
                .env("GOOS", goos)
                .env("GOARCH", goarch)
                .env("CGO_ENABLED", "0");
            pair::succeed(&mut command, "go build")?;
            names.push(name);
        }
        let mut command = self.go(dir);
        command.args(["list", "-export", "-f", "{{.Export}}", "std"]);
        let list = pair::text(&pair::succeed(&mut command, "go list")?.stdout);
        names.extend(
            list.lines()
                .filter(|line| !line.is_empty())
                .map(PathBuf::from),
        );
        Ok(names)
    }

    fn compare(
        &self,
        tool: &str,
        official: &Path,
        flags: &[&str],
        name: &Path,
        counts: &mut Counts,
    ) -> Result<(), String> {
        let input = match tool {
            "addr2line" => self.addresses(name)?,
            _ => String::new(),
        };
        let goroot = &self.sdk.goroot;
        let mut theirs = Command::new(official);
        theirs.args(flags).arg(name).env("GOROOT", goroot);
        let theirs = with_input(&mut theirs, &input)?;
        let mut ours = Command::new(&self.vamos);
        ours.args(["tool", tool]).args(flags).arg(name);
        ours.env("GOROOT", goroot)
            .env("GOTOOLCHAIN", "local")
            .env("GOCACHE", "off")
            .env("VAMOS_NO_DELEGATE", "1");
        let ours = with_input(&mut ours, &input)?;
        let is_left =
            ours.stdout.is_empty() && String::from_utf8_lossy(&ours.stderr).contains("GOCACHE=off");
        if is_left {
            counts.left += 1;
            return Ok(());
        }
        counts.compared += 1;
        let is_same = ours.stdout == theirs.stdout
            && ours.stderr == theirs.stderr
            && ours.status.code() == theirs.status.code();
        if !is_same {
            let flags = flags.join(" ");
            counts
                .different
                .push(format!("{tool} {flags} {}", name.display()));
        }
        Ok(())
    }

    /// Returns addresses of a program to look up, and lines without an address.
    fn addresses(&self, name: &Path) -> Result<String, String> {
        let mut nm = Command::new(&self.vamos);
        nm.args(["tool", "nm", "-n"]).arg(name);
        nm.env("GOROOT", &self.sdk.goroot)
            .env("GOTOOLCHAIN", "local");
        let output = with_input(&mut nm, "")?;
        let text = String::from_utf8_lossy(&output.stdout);
        let code = text
            .lines()
            .filter(|line| line.contains(" T ") || line.contains(" t "));
        let mut lines = String::from("\n0x10\nzz\nmain.go:3\nffffffffffffffffff\n");
        let all: Vec<&str> = code.collect();
        for line in all.iter().step_by(1 + all.len() / 400) {
            let addr = line.split_whitespace().next().unwrap_or_default();
            let addr = u64::from_str_radix(addr, 16).unwrap_or_default();
            lines += &format!("{addr:x}\n{:#x}\n{:x}\r\n", addr + 5, addr + 40);
        }
        Ok(lines)
    }
}

impl Counts {
    fn row(&self) -> Result<String, String> {
        let (compared, left) = (self.compared, self.left);
        let different = self.different.len();
        let mut text =
            format!("{compared} compared, {different} different, {left} left to the SDK");
        for name in self.different.iter().take(SHOWN) {
            text += &format!("\n      {name}");
        }
        check(different == 0, text)
    }
}

fn with_input(command: &mut Command, input: &str) -> Result<Output, String> {
    let piped = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let name = PathBuf::from(piped.get_program());
    let mut child = piped.spawn().map_err(at(&name))?;
    let mut stdin = child.stdin.take().ok_or("a child without stdin")?;
    let input = input.to_owned();
    // A tool that does not read its input closes it.
    let writer = std::thread::spawn(move || {
        let _ = stdin.write_all(input.as_bytes());
    });
    let output = child.wait_with_output().map_err(at(&name))?;
    let _ = writer.join();
    Ok(output)
}
