//! A build cache that its user may read but not write, compared with the official command.
//!
//! Counterpart: cmd/go/internal/modindex/read.go (`openIndexPackage`).

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use vamos_testkit::official_go;
use vamos_testkit::official_sdk;
use vamos_testkit::skip;
use vamos_testkit::vamos;

use crate::scratch_module::ScratchModule;

/// A module, and both programs.
struct Place {
    module: ScratchModule,
    go: PathBuf,
    vamos: PathBuf,
    /// The SDK itself: the tools of the tests' one write where other users may not.
    sdk: PathBuf,
}

impl Place {
    /// Returns a filled place with one more, empty file, whose cache another user may write.
    fn of_another_user(file: &str) -> Option<Self> {
        let place = Self::new()?;
        place.edit(1, "2020-01-01");
        place.module.write(file, "");
        place.fill(&place.go);
        if !place.may_run() {
            skip("root, setpriv, and programs that other users may run");
            return None;
        }
        let cache = place.module.at("cache");
        place.does("chmod", &["-R", "a+w", &cache.to_string_lossy()]);
        Some(place)
    }

    fn new() -> Option<Self> {
        let module = ScratchModule::new()?;
        module.write("go.mod", "module example.com/m\n\ngo 1.24\n");
        module.write("out/README", "for programs\n");
        Some(Self {
            module,
            go: official_go()?,
            vamos: vamos()?,
            sdk: official_sdk()?,
        })
    }

    /// Writes a program that prints a number, last changed at `time` (for `touch`).
    fn edit(&self, number: u32, time: &str) {
        let text = format!("package main\n\nfunc main() {{ println({number}) }}\n");
        self.module.write("main.go", &text);
        for file in ["go.mod", "main.go"] {
            let file = self.module.at("m").join(file);
            self.does("touch", &["-d", time, &file.to_string_lossy()]);
        }
    }

    fn does(&self, program: &str, args: &[&str]) {
        let mut command = self.module.command(Path::new(program));
        let status = command.args(args).env("GOROOT", &self.sdk).status();
        assert!(status.expect("it starts").success(), "{program} {args:?}");
    }

    /// Builds as the owner of the cache.
    fn fill(&self, program: &Path) {
        let cache = self.module.at("cache");
        self.does("mkdir", &["-p", &cache.to_string_lossy()]);
        self.does("chmod", &["-R", "u+w", &cache.to_string_lossy()]);
        self.does(
            &program.to_string_lossy(),
            &["build", "-o", "out/prog", "."],
        );
        let (all, out) = (self.module.at(""), self.module.at("m/out"));
        self.does("chmod", &["-R", "a+rX,a-w", &all.to_string_lossy()]);
        self.does("chmod", &["-R", "a+w", &out.to_string_lossy()]);
        let sources = self.module.at("m");
        self.does("chmod", &["-R", "u+w", &sources.to_string_lossy()]);
    }

    /// Runs a program as another user; returns its exit code and stderr.
    fn run(&self, program: &Path, args: &[&str]) -> (Option<i32>, String) {
        let mut command: Command = self.module.command(Path::new("setpriv"));
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
        command.arg(program).args(args).env("TMPDIR", "/tmp");
        command.env("GOROOT", &self.sdk);
        let output = command.output().expect("it starts");
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), text)
    }

    fn may_run(&self) -> bool {
        let programs = [&self.go, &self.vamos];
        let ran = programs.map(|program| self.run(program, &["version"]).0);
        ran == [Some(0), Some(0)]
    }
}

/// Commands that store something in a cache that has only a build.
const COMMANDS: [&[&str]; 4] = [
    &["build", "-o", "out/prog", "."],
    &["vet", "."],
    &["list", "-export", "-f", "{{.Name}}", "."],
    &["run", "."],
];

#[test]
fn a_package_that_is_not_in_the_index() {
    let Some(place) = Place::new() else { return };
    place.edit(1, "2020-01-01");
    place.fill(&place.go);
    if !place.may_run() {
        return skip("root, setpriv, and programs that other users may run");
    }
    let both = |args: &[&str]| {
        let (code, text) = place.run(&place.vamos, args);
        let (official_code, official) = place.run(&place.go, args);
        assert_eq!(code, official_code, "{args:?}: {official}{text}");
        // Telemetry has lines of its own.
        assert!(official.ends_with(&text), "{args:?}: {official}{text}");
        (code, text)
    };
    // The index has the package: results that cannot be stored are made again, unless the command
    // requests them.
    for args in &COMMANDS[..3] {
        assert_eq!(both(args), (Some(0), String::new()), "{args:?}");
    }
    // The index has another state of the package.
    place.edit(2, "2020-01-02");
    for args in COMMANDS {
        let (code, text) = both(args);
        assert_eq!(code, Some(1), "{args:?}: {text}");
        let (start, end) = (
            format!("open {}/", place.module.at("cache").display()),
            "-a: permission denied\n",
        );
        assert!(
            text.starts_with(&start) && text.ends_with(end),
            "{args:?}: {text}"
        );
    }
    // Packages with young files are not in the index.
    place.edit(3, "next year");
    assert_eq!(both(COMMANDS[0]), (Some(0), String::new()));
    assert_eq!(both(COMMANDS[1]), (Some(0), String::new()));
    let (code, text) = both(COMMANDS[2]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.ends_with("-d: permission denied\n"), "{text}");
    // vamos needs no index for stored packages.
    place.edit(4, "2020-01-04");
    place.fill(&place.vamos);
    assert_eq!(
        place.run(&place.vamos, COMMANDS[0]),
        (Some(0), String::new())
    );
    assert_eq!(place.run(&place.go, COMMANDS[0]).0, Some(1));
}

/// `mod vendor` removes a link `vendor`, and nothing in the directory that it leads to.
#[test]
fn a_link_that_cannot_be_removed_is_not_entered() {
    let Some(place) = Place::of_another_user("out/target/precious") else {
        return;
    };
    let link = place.module.at("m/vendor");
    place.does("ln", &["-s", "out/target", &link.to_string_lossy()]);
    let sources = place.module.at("m");
    place.does("chmod", &["a-w", &sources.to_string_lossy()]);
    let precious = place.module.at("m/out/target/precious");
    for program in [&place.go, &place.vamos] {
        let (code, text) = place.run(program, &["mod", "vendor"]);
        assert_eq!(code, Some(1), "{text}");
        assert!(text.ends_with("/vendor: permission denied\n"), "{text}");
        place.does("test", &["-e", &precious.to_string_lossy()]);
    }
}

/// A go.sum that may not be read ends a command that needs it, also with `-e`.
#[test]
fn a_go_sum_that_may_not_be_read() {
    let Some(place) = Place::of_another_user("go.sum") else {
        return;
    };
    let sums = place.module.at("m/go.sum");
    place.does("chmod", &["0", &sums.to_string_lossy()]);
    let error = format!("open {}: permission denied\n", sums.display());
    for args in [
        &["mod", "tidy"][..],
        &["mod", "tidy", "-e"],
        &["mod", "tidy", "-diff"],
        &["build", "-mod=mod", "-o", "out/prog", "."],
        &["list", "-e", "-mod=mod", "-deps", "."],
        &["mod", "vendor", "-e"],
        &["mod", "why", "-m", "example.com/m"],
    ] {
        let (official_code, official) = place.run(&place.go, args);
        let (code, text) = place.run(&place.vamos, args);
        assert_eq!(code, official_code, "{args:?}: {official}{text}");
        // Telemetry has lines of its own.
        assert!(official.ends_with(&text), "{args:?}: {official}{text}");
        if args[..2] == ["mod", "tidy"] {
            assert_eq!((code, &text), (Some(1), &error), "{args:?}");
        }
    }
}
