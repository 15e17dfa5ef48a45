//! The commands that get signals, and the tree that they run in.
//!
//! Counterpart: none.

use std::time::Duration;

use crate::Proxy;

/// A command that gets signals.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject {
    /// Its command line.
    pub(super) line: &'static str,
    /// The directory in the tree that it runs in.
    pub(super) dir: &'static str,
    /// True if it ends only when its input does, unless SIGTERM ends it.
    pub(super) needs_input: bool,
    /// True if it is the process that builds the instrumented compiler, not a command.
    pub(super) is_builder: bool,
}

const fn subject(line: &'static str) -> Subject {
    Subject {
        line,
        dir: "m",
        needs_input: false,
        is_builder: false,
    }
}

/// The directory in the tree of vamos' own data, for the process that builds the instrumented compiler.
pub(super) const OWN: &str = "own";

/// Directory of that process.
pub(super) const COMPILERS: &str = "own/compilers";

/// All commands.
pub(super) const SUBJECTS: [Subject; 42] = [
    subject("build -o out ."),
    subject("build ./..."),
    subject("build -a -o out ."),
    subject("build -x -o out ./p0"),
    subject("run ."),
    subject("test ./..."),
    subject("test -v -count=1 ./..."),
    subject("test -json -count=1 ./p0"),
    subject("test -c -o out ./p0"),
    subject("test -coverprofile=out -count=1 ./..."),
    subject("vet ./..."),
    subject("list -deps ./..."),
    subject("list -export -deps ./..."),
    subject("list -m all"),
    subject("get example.com/dep@v1.1.0"),
    subject("get -u ./..."),
    subject("mod tidy"),
    subject("mod download"),
    subject("mod vendor -o out-vendor"),
    subject("mod graph"),
    subject("mod why -m example.com/dep"),
    subject("mod verify"),
    subject("install ./..."),
    subject("generate ./..."),
    subject("clean"),
    subject("clean -modcache"),
    subject("env"),
    subject("doc fmt"),
    subject("fmt ./..."),
    subject("fix ./..."),
    subject("tool"),
    subject("tool example.com/m/t"),
    Subject {
        dir: "w",
        ..subject("work sync")
    },
    subject("why"),
    subject("timings"),
    subject("affected ./main.go"),
    subject("watch build ./..."),
    subject("watch test -count=1 ./..."),
    subject("graph"),
    subject("size ."),
    subject("cache size"),
    Subject {
        needs_input: true,
        ..subject("cache serve")
    },
];

/// Commands that run others, or take long, or run in the background.
pub(super) const BACKGROUND: [Subject; 7] = [
    subject("verify ./leaf"),
    subject("verify ./p0"),
    subject("watch test -count=1 ./p0"),
    subject("watch build ./..."),
    Subject {
        is_builder: true,
        ..subject("(the instrumented compiler)")
    },
    subject("affected ./..."),
    subject("cache pack -o out-pack"),
];

/// Number of packages with tests.
const PACKAGES: usize = 5;

/// Returns the tree as an archive.
pub(super) fn tree() -> String {
    let module = "-- m/go.mod --\nmodule example.com/m\n\ngo 1.24\n\ntool example.com/m/t\n\n\
        require example.com/dep v1.0.0\n";
    let mut text = module.to_owned();
    let imports: String = (0..PACKAGES)
        .map(|index| format!("\t_ \"example.com/m/p{index}\"\n"))
        .collect();
    // The program ends soon: SIGTERM to the command does not reach it.
    text += &format!(
        "-- m/main.go --\npackage main\n\nimport (\n\t\"time\"\n\n\t\"example.com/dep\"\n{imports})\n\n\
         //go:generate sleep 0.3\n\nfunc main() {{\n\tdep.F()\n\ttime.Sleep(300 * time.Millisecond)\n}}\n\
         -- m/leaf/leaf.go --\npackage leaf\n\nfunc F() int {{ return 1 }}\n\
         -- m/t/t.go --\npackage main\n\nimport \"time\"\n\nfunc main() {{ time.Sleep(300 * time.Millisecond) }}\n"
    );
    for index in 0..PACKAGES {
        text += &format!(
            "-- m/p{index}/p.go --\npackage p{index}\n\nimport \"strings\"\n\n\
             func F(n int) string {{ return strings.Repeat(\"x\", n) }}\n\
             -- m/p{index}/p_test.go --\npackage p{index}\n\nimport (\n\t\"testing\"\n\t\"time\"\n)\n\n\
             func Test(t *testing.T) {{\n\ttime.Sleep(200 * time.Millisecond)\n\tF(3)\n}}\n"
        );
    }
    text + "-- w/go.work --\ngo 1.24\n\nuse ./a\n-- w/a/go.mod --\nmodule example.com/a\n\ngo 1.24\n\n\
        require example.com/dep v1.0.0\n-- w/a/a.go --\npackage a\n\nimport _ \"example.com/dep\"\n"
}

/// Starts the proxy that serves the requirements of the tree, slowly.
pub(super) fn proxy() -> std::io::Result<Proxy> {
    let archive = "-- .mod --\nmodule example.com/dep\n\ngo 1.24\n\
        -- dep.go --\npackage dep\n\nfunc F() {}\n";
    Proxy::serving()
        .latency(Duration::from_millis(150))
        .module("example.com/dep", "v1.0.0", archive)
        .module("example.com/dep", "v1.1.0", archive)
        .start()
}
