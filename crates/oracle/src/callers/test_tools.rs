//! Programs that run tests by the go command, in a generated module: with vamos they print the
//! same, and nothing is passed through.
//!
//! Counterpart: none.

use std::path::Path;
use std::path::PathBuf;
use std::process::Output;

use vamos_testkit::normalize;

use super::ModuleCopy;
use crate::compare::same_lines;
use crate::files;
use crate::report::Report;

/// The module: tests that pass, are skipped and fail, and files that two of the programs read.
const FILES: &[(&str, &str)] = &[
    ("go.mod", "module example.com/tested\n\ngo 1.24\n"),
    (
        "a/a.go",
        "package a\n\nfunc Add(a, b int) int { return a + b }\n",
    ),
    (
        "a/a_test.go",
        "package a\n\nimport \"testing\"\n\n\
         func TestPass(t *testing.T) {\n\tt.Run(\"sub\", func(t *testing.T) { t.Log(Add(1, 2)) })\n}\n\n\
         func TestSkip(t *testing.T) { t.Skip(\"not now\") }\n\n\
         func BenchmarkAdd(b *testing.B) {\n\tfor range b.N {\n\t\tAdd(1, 2)\n\t}\n}\n",
    ),
    (
        "b/b_test.go",
        "package b\n\nimport \"testing\"\n\nfunc TestFail(t *testing.T) { t.Error(\"wrong\") }\n",
    ),
    ("c/c.go", "package c\n"),
    (
        "Taskfile.yml",
        "version: '3'\ntasks:\n  test:\n    cmds:\n      - go vet ./...\n      - go test -cover ./a ./c\n",
    ),
    (
        "magefile.go",
        "//go:build mage\n\npackage main\n\nimport (\n\t\"os\"\n\t\"os/exec\"\n)\n\n\
         // Test runs tests.\nfunc Test() error {\n\tcommand := exec.Command(\"go\", \"test\", \"-v\", \"./a\")\n\
         \tcommand.Stdout, command.Stderr = os.Stdout, os.Stderr\n\treturn command.Run()\n}\n",
    ),
];

/// Each program, and its arguments; `$URI` is replaced by the module's URI.
const ROWS: &[(&str, &[&str])] = &[
    ("gotestsum", &["--format=testname", "--no-color", "./..."]),
    (
        "gotestsum",
        &["--format=standard-verbose", "--no-color", "./a"],
    ),
    (
        "go-junit-report",
        &["sh", "-c", "go test -v ./... 2>&1 | go-junit-report"],
    ),
    (
        "go-junit-report",
        &[
            "sh",
            "-c",
            "go test -json ./a | go-junit-report -parser gojson",
        ],
    ),
    ("task", &["--silent", "--color=false", "test"]),
    ("mage", &["test"]),
    ("ginkgo", &["--no-color", "-r"]),
    ("ginkgo", &["build", "a"]),
    (
        "gopls",
        &[
            "execute",
            "gopls.run_tests",
            "{\"URI\":\"$URI/a/a_test.go\",\"Tests\":[\"TestPass\"]}",
        ],
    ),
    (
        "dlv",
        &[
            "test",
            "./a",
            "--init=names.dlv",
            "--allow-non-terminal-interactive=true",
        ],
    ),
];

impl ModuleCopy {
    /// Runs the programs that are there.
    pub(super) fn compare_tests(&self, report: &mut Report) -> Result<(), String> {
        let tree = self.dir.join("tested");
        for (name, text) in FILES
            .iter()
            .chain(&[("names.dlv", "funcs [.]Test\nexit\n")])
        {
            let path = tree.join(name);
            let parent = path.parent().unwrap_or(&tree);
            files::make_dir(parent)?;
            files::write(&path, text)?;
        }
        for (tool, args) in ROWS
            .iter()
            .filter(|(tool, _)| self.tools.join(tool).exists())
        {
            let what = format!("tests: {tool} {}", args.join(" "));
            report.say(&what, self.compare_test(&tree, tool, args));
        }
        Ok(())
    }

    fn compare_test(&self, tree: &Path, tool: &str, args: &[&str]) -> Result<String, String> {
        let uri = format!("file://{}", tree.display());
        let args: Vec<String> = args.iter().map(|arg| arg.replace("$URI", &uri)).collect();
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let (program, args) = match &*args {
            ["sh", rest @ ..] => (PathBuf::from("sh"), rest),
            args => (self.tools.join(tool), args),
        };
        let native = [("VAMOS_NO_DELEGATE", "1")];
        let run = |is_vamos| self.call(tree, &program, args, is_vamos, &native);
        let ((theirs, _), (ours, _)) = (run(false)?, run(true)?);
        if theirs.status.code() != ours.status.code() {
            let stderr = String::from_utf8_lossy(&ours.stderr);
            return Err(format!("{} <> {}: {stderr}", theirs.status, ours.status));
        }
        let text = |output: &Output| {
            let printed = [&output.stdout[..], &output.stderr[..]].concat();
            without_times(&String::from_utf8_lossy(&printed))
        };
        same_lines(&text(&theirs), &text(&ours))
    }
}

/// Removes how long something took, and when it was.
fn without_times(text: &str) -> String {
    // gotestsum adds it, where the go command prints it instead of a time.
    let text = normalize(text)
        .replace(" (cached)", "")
        .replace("(cached)", "$TIME");
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, number) = rest.split_at(at);
        out += before;
        let end = number
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ':' | '-' | 'T' | 'Z')));
        let (number, after) = number.split_at(end.unwrap_or(number.len()));
        let is_time = number.contains(['.', ':']);
        out += if is_time { "TIME" } else { number };
        rest = after
            .strip_prefix("ms")
            .filter(|_| is_time)
            .unwrap_or(after);
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::without_times;

    #[test]
    fn times_are_removed_and_counts_stay() {
        let of = |text: &str| without_times(text);
        assert_eq!(of("DONE 3 tests in 0.512s"), of("DONE 3 tests in 1.5s"));
        assert_ne!(of("DONE 3 tests in 0.512s"), of("DONE 4 tests in 0.512s"));
        assert_eq!(of("PASS a (cached)"), of("PASS a"));
        assert_eq!(of("ok  \ta\t(cached)"), of("ok  \ta\t0.002s"));
        assert_eq!(
            of("<x time=\"0.001\" timestamp=\"2026-11-22T04:00:00Z\">"),
            of("<x time=\"1.5\" timestamp=\"2027-01-02T14:10:59Z\">")
        );
    }
}
