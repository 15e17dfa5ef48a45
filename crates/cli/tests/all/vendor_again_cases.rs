//! `mod vendor` with an existing vendor directory, in all kinds of states, compared with the
//! official command, which removes it first.
//!
//! Counterpart: cmd/go/testdata/script/mod_vendor*.txt.

#![expect(
    clippy::disallowed_methods,
    reason = "a test changes files behind the command's back"
)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::fs::symlink;
use std::path::Path;

use crate::side_by_side::EXIT_CODES;
use vamos_testkit::Case;
use vamos_testkit::Hook;

const TREE: &str = "-- go.mod --\nmodule example.com/m\n\ngo 1.26\n\nrequire example.com/a v1.0.0\n\nreplace example.com/a => ./a\n\
    -- m.go --\npackage m\n\nimport _ \"example.com/a/x/y\"\nimport _ \"example.com/a/z\"\n\
    -- a/go.mod --\nmodule example.com/a\n\ngo 1.20\n\
    -- a/LICENSE --\na\n\
    -- a/x/NOTICE --\nn\n\
    -- a/x/y/y.go --\npackage y\n\nimport _ \"embed\"\n\n//go:embed data/one/f\nvar s string\n\
    -- a/x/y/data/one/f --\nf\n\
    -- a/x/y/asm.s --\n\
    -- a/z/z.go --\npackage z\n";

/// The copy of the package `y`.
const Y: &str = "work/vendor/example.com/a/x/y";

/// Removes the file or directory at a path, and calls `make` for the path.
fn replace(top: &Path, path: &str, make: impl FnOnce(&Path)) {
    let path = top.join(path);
    let _ = fs::remove_file(&path);
    let _ = fs::remove_dir_all(&path);
    make(&path);
}

fn write(path: &Path, text: &str) {
    fs::write(path, text).expect("it is written");
}

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is changed");
}

/// Changes to the vendor directory, or to the copied files, between two commands.
const STATES: &[(&str, Hook)] = &[
    ("nothing", |_| {}),
    ("bytes", |top| {
        write(&top.join(Y).join("y.go"), "package q\n");
    }),
    ("size kept", |top| {
        let path = top.join(Y).join("y.go");
        let text = fs::read_to_string(&path).expect("it is read");
        write(&path, &text.replace("package y", "package q"));
    }),
    ("more", |top| {
        fs::create_dir_all(top.join(Y).join("deep/er")).expect("it is made");
        write(&top.join(Y).join("deep/er/f"), "x\n");
        write(&top.join(Y).join("more.go"), "package y\n");
        write(&top.join("work/vendor/modules.txt"), "# x\n");
        fs::create_dir_all(top.join("work/vendor/example.org/gone")).expect("it is made");
    }),
    ("less", |top| {
        replace(top, &format!("{Y}/y.go"), |_| {});
        replace(top, "work/vendor/example.com/a/z", |_| {});
    }),
    ("a file's mode", |top| {
        chmod(&top.join(Y).join("y.go"), 0o600);
    }),
    ("a directory's mode", |top| chmod(&top.join(Y), 0o700)),
    ("the mode of the vendor directory", |top| {
        chmod(&top.join("work/vendor"), 0o750);
    }),
    ("a directory without permissions", |top| {
        chmod(&top.join(Y), 0o500);
    }),
    ("a link to a file", |top| {
        write(&top.join("work/a/other"), "other\n");
        replace(top, &format!("{Y}/y.go"), |path| {
            symlink(top.join("work/a/other"), path).expect("it is linked");
        });
    }),
    ("modules.txt is a link", |top| {
        replace(top, "work/vendor/modules.txt", |path| {
            symlink(top.join("work/a/LICENSE"), path).expect("it is linked");
        });
    }),
    ("another name for a file", |top| {
        let name = top.join("work/a/other-name");
        let _ = fs::remove_file(&name);
        fs::hard_link(top.join(Y).join("y.go"), name).expect("it is linked");
    }),
    ("a directory instead of a file", |top| {
        replace(top, &format!("{Y}/asm.s"), |path| {
            fs::create_dir_all(path.join("x")).expect("it is made");
        });
    }),
    ("a file instead of an embedded directory", |top| {
        replace(top, &format!("{Y}/data"), |path| write(path, "x\n"));
    }),
    ("a file instead of a package", |top| {
        replace(top, "work/vendor/example.com/a", |path| write(path, "x\n"));
    }),
    ("a link instead of a directory", |top| {
        replace(top, Y, |path| {
            symlink(top.join("work/a/x/y"), path).expect("it is linked");
        });
    }),
    ("the vendor directory is a link", |top| {
        fs::rename(top.join("work/vendor"), top.join("work/real")).expect("it is renamed");
        symlink(top.join("work/real"), top.join("work/vendor")).expect("it is linked");
    }),
    ("the vendor directory is a file", |top| {
        replace(top, "work/vendor", |path| write(path, "x\n"));
    }),
    ("a name of the embedded file", |top| {
        fs::rename(top.join("work/a/x/y/data/one/f"), top.join("work/a/x/y/g"))
            .expect("it is renamed");
        write(
            &top.join("work/a/x/y/y.go"),
            "package y\n\nimport _ \"embed\"\n\n//go:embed g\nvar s string\n",
        );
    }),
    ("a package is not needed", |top| {
        write(
            &top.join("work/m.go"),
            "package m\n\nimport _ \"example.com/a/z\"\n",
        );
    }),
    ("nothing is needed", |top| {
        write(&top.join("work/m.go"), "package m\n");
    }),
];

#[test]
fn what_is_there_does_not_matter() {
    let case = |name: &str| {
        Case::new(&format!("vendor_again_{name}"))
            .tree(TREE)
            .env("GOPROXY", "off")
            .exit_codes(EXIT_CODES)
            .step(["mod", "vendor"])
    };
    let (first, last) = STATES.split_at(16);
    for (name, change) in last {
        case(name).hook(*change).run(["mod", "vendor"]);
    }
    // One after the other, each with the files that the earlier ones left.
    let mut all = case("all");
    for (_, change) in first {
        all = all.hook(*change).step(["mod", "vendor"]);
    }
    all.run(["mod", "vendor", "-v"]);
}

#[test]
fn another_directory() {
    Case::new("vendor_again_out")
        .tree(TREE)
        .env("GOPROXY", "off")
        .exit_codes(EXIT_CODES)
        .run_lines(&[
            "mod vendor -o out",
            "mod vendor -o out",
            "mod vendor -o out/vendor",
            "mod vendor -o out",
        ]);
}
