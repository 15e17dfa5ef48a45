//! Outputs that are no ordinary files, and streams and files that cannot be written, compared with
//! the official command.
//!
//! Counterpart: os/file_unix.go (`epipecheck`), cmd/go/internal/list/list.go,
//! cmd/go/internal/help/help.go (`tmpl`), cmd/go/internal/work/exec.go (`copyToStdout`),
//! cmd/go/internal/test/test.go (`runTestActor.Act`).

#![expect(
    clippy::disallowed_methods,
    reason = "streams are made, and files laid, by hand"
)]

use std::fs;
use std::fs::File;
use std::io::Read as _;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::ExitStatus;
use std::process::Stdio;
use std::sync::OnceLock;

use vamos_testkit::Archive;
use vamos_testkit::has_programs;
use vamos_testkit::make_build_cache;
use vamos_testkit::normalize;
use vamos_testkit::official_go;
use vamos_testkit::skip;
use vamos_testkit::stored_zip;
use vamos_testkit::vamos;

const TREE: &str = "-- go.mod --\nmodule example.com/m\n\ngo 1.24\n\
    -- main.go --\npackage main\n\nfunc main() {}\n\
    -- m_test.go --\npackage main\n\nimport \"testing\"\n\nfunc Test(t *testing.T) { t.Log(1) }\n\
    -- l/l.go --\npackage l\n\nfunc F(s string) { println(s) }\n\
    -- p/p.go --\npackage main\n\nimport \"os\"\n\n\
    func main() {\n\tif _, err := os.Stdout.WriteString(\"p\\n\"); err != nil {\n\
    \t\tprintln(err.Error())\n\t\tos.Exit(3)\n\t}\n}\n";

/// Returns the build cache that all tests share: they compile no package of the standard library.
fn cache() -> &'static Path {
    static CACHE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, cache) = CACHE.get_or_init(|| {
        let dir = tempfile::tempdir().expect("there is a place");
        let cache = dir.path().join("cache");
        make_build_cache(&cache).expect("there is an SDK");
        (dir, cache)
    });
    cache
}

/// Both programs, and a place.
struct Pair {
    programs: [PathBuf; 2],
    goroot: PathBuf,
    temp: tempfile::TempDir,
}

/// The result of a command.
#[derive(Debug, PartialEq, Eq)]
struct Did {
    code: Option<i32>,
    signal: Option<i32>,
    stdout: Vec<u8>,
    stderr: String,
    /// The files in the tree, with their sizes.
    files: Vec<(String, u64)>,
}

impl Pair {
    fn new() -> Option<Self> {
        let (go, vamos) = (official_go()?, vamos()?);
        let goroot = go.parent().and_then(Path::parent)?.to_owned();
        let temp = tempfile::tempdir().expect("there is a place");
        Some(Self {
            programs: [go, vamos],
            goroot,
            temp,
        })
    }

    /// Returns a command in a fresh tree, on a build cache that is carried on.
    fn command(&self, program: &Path, words: &[&str]) -> Command {
        let top = self.temp.path();
        for dir in ["m", "tmp", "home"] {
            let _ = fs::remove_dir_all(top.join(dir));
            fs::create_dir(top.join(dir)).expect("it is ours");
        }
        // Its child fails now and then, and reports that.
        let telemetry = top.join("home/.config/go/telemetry");
        fs::create_dir_all(&telemetry).expect("it is ours");
        fs::write(telemetry.join("mode"), "off").expect("it is ours");
        let written = Archive::parse(TREE).write_to(&top.join("m"));
        written.expect("it can be written");
        let mut command = Command::new(program);
        command
            .args(words)
            .current_dir(top.join("m"))
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", top.join("home"))
            .env("TMPDIR", top.join("tmp"))
            .env("GOROOT", &self.goroot)
            .env("GOCACHE", cache())
            .env("GOFLAGS", "-buildvcs=false")
            .env("GOTOOLCHAIN", "local")
            .env("GOPROXY", "off")
            .env("CGO_ENABLED", "0")
            .env("VAMOS_NO_DELEGATE", "1")
            .env("VAMOS_COMPILER", "stock")
            .stdin(Stdio::null())
            .stderr(Stdio::piped());
        command
    }

    /// Runs a command with this stdout, which the test reads itself if it can be read.
    fn run(&self, mut command: Command, stdout: Stdio, reader: Option<OwnedFd>) -> Did {
        let mut child = command.stdout(stdout).spawn().expect("it starts");
        // Our copy of the writing end lives in the command.
        drop(command);
        let mut stderr = child.stderr.take().expect("it was piped");
        let (mut printed, mut complained) = (Vec::new(), String::new());
        std::thread::scope(|scope| {
            scope.spawn(|| {
                if let Some(reader) = reader {
                    let read = File::from(reader).read_to_end(&mut printed);
                    read.expect("it is a pipe");
                }
            });
            stderr.read_to_string(&mut complained).expect("it is text");
        });
        let status: ExitStatus = child.wait().expect("it is our child");
        Did {
            code: status.code(),
            signal: status.signal(),
            stdout: printed,
            stderr: normalize(&complained),
            files: self.files("m"),
        }
    }

    /// Returns the files in one of the directories, with their sizes.
    fn files(&self, dir: &str) -> Vec<(String, u64)> {
        let mut files = Vec::new();
        files_in(&self.temp.path().join(dir), &mut files);
        files.sort();
        files
    }

    /// Compares the results of both programs, the official one first; returns the official result.
    /// vamos leaves no temporary files; the official command does if a signal ends it.
    fn compare(&self, what: &str, run: impl Fn(&Path) -> Did) -> Did {
        let [official, ours] = self.programs.each_ref().map(|program| run(program));
        // Executables would fill the screen.
        assert!(official.stdout == ours.stdout, "{what}: stdout differs");
        assert_eq!(official, ours, "{what}");
        assert_eq!(self.files("tmp"), [], "{what}");
        official
    }
}

fn files_in(dir: &Path, files: &mut Vec<(String, u64)>) {
    for entry in fs::read_dir(dir).expect("it is ours") {
        let path = entry.expect("it is listed").path();
        match path.is_dir() {
            true => files_in(&path, files),
            false => {
                let size = path.metadata().expect("it is there").len();
                files.push((path.to_string_lossy().into_owned(), size));
            }
        }
    }
}

#[test]
fn executables_are_written_to_pipes() {
    let Some(pair) = Pair::new() else { return };
    for line in [
        "build -o /dev/stdout .",
        "build -o /dev/fd/1 .",
        "build -o /proc/self/fd/1 .",
        "build -ldflags=-s -o /dev/stdout .",
        "test -c -o /dev/stdout .",
        "test -vet=off -c -o /dev/fd/1 .",
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        let did = pair.compare(line, |program| {
            let (reader, writer) = std::io::pipe().expect("there are pipes");
            let command = pair.command(program, &words);
            pair.run(command, writer.into(), Some(reader.into()))
        });
        assert_eq!(did.code, Some(0), "{line}: {}", did.stderr);
        assert!(did.stdout.starts_with(b"\x7fELF"), "{line}");
        // A socket cannot be opened by its name.
        let did = pair.compare(line, |program| {
            let (reader, writer) = UnixStream::pair().expect("there are sockets");
            let command = pair.command(program, &words);
            pair.run(command, OwnedFd::from(writer).into(), Some(reader.into()))
        });
        assert!(did.stderr.contains("no such device or address"), "{line}");
    }
}

/// The commands whose stdout cannot be written.
const LINES: [&str; 36] = [
    "version",
    "env",
    "env GOROOT",
    "env -json",
    "env -changed",
    "list",
    "list std",
    "list -json std",
    "list -f {{.Dir}} std",
    "list -m",
    "list -m -json",
    "help",
    "help build",
    "help mod",
    "test .",
    "test -v .",
    "test -json .",
    // Not cached: the output of the test binary is passed on.
    "test -count=1 .",
    "test -count=1 -v .",
    "test -count=1 -v -json .",
    "test -count=1 -v -p=1 ./...",
    "test -c -o /dev/stdout .",
    "vet .",
    "vet -json .",
    "vet -json ./l",
    "run .",
    "run ./p",
    "build -n",
    "build -o /dev/stdout .",
    "doc fmt",
    "mod graph",
    "mod why m",
    "mod edit -json",
    "mod verify",
    "tool",
    "clean -n",
];

/// Compares all commands with a stdout of `open`. Each is run before, so that only the output differs.
fn with_stdout(open: fn() -> Stdio) -> Vec<Did> {
    let Some(pair) = Pair::new() else {
        return Vec::new();
    };
    let did = LINES.iter().map(|line| {
        let words: Vec<&str> = line.split(' ').collect();
        pair.compare(line, |program| {
            let (reader, writer) = std::io::pipe().expect("there are pipes");
            let first = pair.command(program, &words);
            pair.run(first, writer.into(), Some(reader.into()));
            pair.run(pair.command(program, &words), open(), None)
        })
    });
    did.collect()
}

#[test]
fn a_full_stdout_is_an_error_where_it_is_officially() {
    let full = || {
        let file = File::options().write(true).open("/dev/full");
        file.expect("it is a device").into()
    };
    let did = with_stdout(full);
    let failed = did.iter().filter(|did| did.code == Some(1)).count();
    assert!(did.is_empty() || failed >= 12, "{failed}");
    let codes = [
        ("list", 0),
        ("list -m", 0),
        ("test -count=1 -v .", 1),
        ("vet .", 0),
        ("vet -json ./l", 1),
        ("run .", 0),
        // The program itself sees the error.
        ("run ./p", 1),
    ];
    for (line, did) in LINES.iter().zip(&did) {
        let stated = codes.iter().find(|(stated, _)| stated == line);
        let stated = stated.map_or(did.code, |(_, code)| Some(*code));
        assert_eq!(did.code, stated, "{line}");
    }
}

#[test]
fn a_stdout_only_for_reading_is_an_error_where_it_is_officially() {
    with_stdout(|| File::open("/dev/null").expect("it is a device").into());
}

#[test]
fn a_stdout_without_a_reader_ends_commands_as_officially() {
    let did = with_stdout(|| {
        let (reader, writer) = std::io::pipe().expect("there are pipes");
        drop(reader);
        writer.into()
    });
    let ended = did.iter().filter(|did| did.signal == Some(13)).count();
    assert!(did.is_empty() || ended >= 20, "{ended}");
}

#[test]
fn a_stderr_without_a_reader_ends_commands_as_officially() {
    let Some(pair) = Pair::new() else { return };
    for line in ["build -n", "build ./none", "mod nothing", "vet -x ."] {
        let words: Vec<&str> = line.split(' ').collect();
        pair.compare(line, |program| {
            let (reader, writer) = std::io::pipe().expect("there are pipes");
            drop(reader);
            let mut command = pair.command(program, &words);
            let status = command.stdout(Stdio::null()).stderr(writer).status();
            let status = status.expect("it starts");
            Did {
                code: status.code(),
                signal: status.signal(),
                stdout: Vec::new(),
                stderr: String::new(),
                files: Vec::new(),
            }
        });
    }
}

/// Writing beyond a limit of the size of files (`ulimit -f`) is an error, which leaves nothing.
#[test]
fn a_limit_of_the_size_of_files() {
    let Some(pair) = Pair::new() else { return };
    // Everything is compiled, and the module index is stored.
    for line in ["build -o out .", "vet .", "test -c -o out .", "list std"] {
        let words: Vec<&str> = line.split(' ').collect();
        let command = pair.command(&pair.programs[0], &words);
        let did = pair.run(command, Stdio::null(), None);
        assert_eq!(did.code, Some(0), "{line}: {}", did.stderr);
    }
    for (blocks, line, is_error) in [
        (0, "env -w GOBIN=/x", true),
        (0, "env GOBIN", false),
        (0, "mod edit -go=1.25", true),
        (0, "fmt ./...", false),
        (2, "fmt ./...", false),
        (2, "build -o out ./l", true),
        (200, "build -o out .", true),
        (200, "run .", true),
        (200, "install .", true),
        (2000, "build -o out .", true),
        (2000, "test -c -o out .", true),
        (2000, "test .", true),
    ] {
        let script = format!("ulimit -f {blocks}; exec \"$@\"");
        let did = pair.compare(&format!("{blocks}: {line}"), |program| {
            let mut words = vec!["-c", &script, "sh"];
            words.extend(program.to_str());
            words.extend(line.split(' '));
            let (reader, writer) = std::io::pipe().expect("there are pipes");
            let command = pair.command(Path::new("/bin/sh"), &words);
            pair.run(command, writer.into(), Some(reader.into()))
        });
        assert_eq!(
            did.code,
            Some(i32::from(is_error)),
            "{blocks}: {line}: {did:?}"
        );
    }
}

/// The zip of a module that cannot be written: the error names the URL that it is read from.
#[test]
fn a_module_beyond_a_limit() {
    let Some(pair) = Pair::new() else { return };
    let top = pair.temp.path();
    let versions = top.join("proxy/example.com/big/@v");
    fs::create_dir_all(&versions).expect("it is ours");
    let zip = stored_zip([
        (
            "example.com/big@v1.0.0/go.mod",
            &b"module example.com/big\n"[..],
        ),
        ("example.com/big@v1.0.0/data", &[b'x'; 300_000]),
    ]);
    for (name, bytes) in [
        ("v1.0.0.info", &b"{\"Version\":\"v1.0.0\"}"[..]),
        ("v1.0.0.mod", b"module example.com/big\n"),
        ("v1.0.0.zip", &zip),
        ("list", b"v1.0.0\n"),
    ] {
        fs::write(versions.join(name), bytes).expect("it is ours");
    }
    for line in [
        "mod download example.com/big@v1.0.0",
        "install example.com/big@v1.0.0",
    ] {
        let did = pair.compare(line, |program| {
            let _ = fs::remove_dir_all(top.join("mod"));
            let mut words = vec!["-c", "ulimit -f 200; exec \"$@\"", "sh"];
            words.extend(program.to_str());
            words.extend(line.split(' '));
            let mut command = pair.command(Path::new("/bin/sh"), &words);
            command
                .env("GOPROXY", format!("file://{}", top.join("proxy").display()))
                .env("GOSUMDB", "off")
                .env("GOMODCACHE", top.join("mod"))
                .env("GOFLAGS", "-modcacherw");
            let mut did = pair.run(command, Stdio::null(), None);
            // The name of the temporary file is random.
            if let Some((before, after)) = did.stderr.rsplit_once(".tmp:") {
                let before = before.trim_end_matches(|c: char| c.is_ascii_digit());
                // The call that copies a file may differ, too.
                let after = after.replace(" copy_file_range:", "");
                did.stderr = format!("{before}N.tmp:{after}");
            }
            did
        });
        assert_eq!(did.code, Some(1), "{line}: {}", did.stderr);
        assert!(did.stderr.contains(": read \"file://"), "{}", did.stderr);
    }
}

/// Without `/dev/null` the error names it. The device itself is not touched: a namespace of its
/// own has an empty `/dev`.
#[test]
fn a_system_without_a_null_device() {
    let Some(pair) = Pair::new() else { return };
    if !has_programs(&["unshare", "mount"]) {
        return;
    }
    let script = "mount -t tmpfs none /dev && if test \"$0\" = plain; then echo >/dev/null; fi && \
                  exec \"$@\"";
    let may = Command::new("unshare")
        .args(["-rm", "sh", "-c", script, "none", "true"])
        .status();
    if !may.is_ok_and(|status| status.success()) {
        return skip("a mount namespace");
    }
    // Nothing that takes long: there is no build cache.
    let kinds: [(&str, &[&str]); 2] = [
        (
            "none",
            &["build .", "vet .", "test .", "fmt ./...", "list ."],
        ),
        ("plain", &["fmt ./...", "tool compile -V", "list ."]),
    ];
    for (kind, lines) in kinds {
        for line in lines {
            let did = pair.compare(&format!("{kind}: {line}"), |program| {
                let mut words = vec!["-rm", "sh", "-c", script, kind];
                words.extend(program.to_str());
                words.extend(line.split(' '));
                let (reader, writer) = std::io::pipe().expect("there are pipes");
                let mut command = pair.command(Path::new("unshare"), &words);
                // Tools run, because the cache has no facts about them.
                let cache = tempfile::tempdir().expect("there is a place");
                command.env("GOCACHE", cache.path());
                let mut did = pair.run(command, writer.into(), Some(reader.into()));
                did.stdout = normalize(&String::from_utf8_lossy(&did.stdout)).into_bytes();
                did
            });
            let is_named = did.stderr.contains("open /dev/null: no such file");
            let needs_it = kind == "none" && *line != "list .";
            assert_eq!(is_named, needs_it, "{did:?}");
        }
    }
}
