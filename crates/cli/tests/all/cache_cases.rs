//! `cache size`, `cache prune` and `cache cap`, with entries of both commands.
//!
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    reason = "the tests look at files that commands under test wrote"
)]

use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::process::Output;
use std::time::SystemTime;

use serde_json::Value;
use vamos_testkit::official_go;

use crate::live_line::start_on_terminal;
use crate::scratch_module::ScratchModule;

/// A module with a package whose constant changes, and its program.
struct Fixture(ScratchModule);

impl Fixture {
    fn new() -> Option<Self> {
        let place = Self(ScratchModule::new()?);
        place.0.write("go.mod", "module example.com/m\n\ngo 1.25\n");
        place.edit(0);
        Some(place)
    }

    /// Writes a program that needs no other package and prints a number.
    fn edit(&self, number: u32) {
        let text = format!(
            "package a\n\nconst Number = {number}\n\nvar Data = [...]byte{{1<<20 - 1: {}}}\n",
            number % 200 + 1
        );
        self.0.write("a/a.go", &text);
        self.0.write(
            "main.go",
            "package main\n\nimport \"example.com/m/a\"\n\nfunc main() { println(a.Number, len(a.Data)) }\n",
        );
    }

    fn vamos(&self, args: &[&str]) -> Output {
        let output = self.0.vamos().args(args).output();
        output.expect("it starts")
    }

    fn text(&self, args: &[&str]) -> String {
        let output = self.vamos(args);
        assert!(output.status.success(), "{args:?}: {output:?}");
        String::from_utf8(output.stdout).expect("it is text")
    }

    fn fails(&self, args: &[&str]) -> (i32, String) {
        let output = self.vamos(args);
        let code = output.status.code().expect("it ends");
        (code, String::from_utf8_lossy(&output.stderr).into_owned())
    }

    fn builds(&self, command: &mut Command) {
        let output = command
            .args(["build", "-o", "prog", "."])
            .output()
            .expect("it starts");
        assert!(output.status.success(), "{output:?}");
    }

    /// Runs the program, and returns its output.
    fn program(&self) -> String {
        let output = Command::new(self.0.at("m/prog"))
            .output()
            .expect("it starts");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    fn bytes(&self) -> u64 {
        size(&self.0.at("cache"))
    }
}

fn size(path: &Path) -> u64 {
    let meta = fs::symlink_metadata(path).expect("it is there");
    match meta.is_dir() {
        true => {
            let entries = fs::read_dir(path).expect("it is ours");
            entries
                .map(|entry| size(&entry.expect("it is ours").path()))
                .sum()
        }
        false => meta.len(),
    }
}

#[test]
fn sizes_add_up() {
    let Some(place) = Fixture::new() else { return };
    place.builds(&mut place.0.vamos());
    let json: Value =
        serde_json::from_str(&place.text(&["cache", "size", "-json"])).expect("it is JSON");
    let cache = &json["BuildCache"];
    let sum = |groups: &Value| -> u64 {
        let groups = groups.as_array().expect("it is a list").iter();
        groups
            .map(|group| group["Bytes"].as_u64().expect("it is a number"))
            .sum()
    };
    let bytes = cache["Bytes"].as_u64().expect("it is a number");
    assert_eq!(sum(&cache["Kinds"]), bytes);
    // In addition there are two files with times.
    assert!(
        bytes <= place.bytes() && place.bytes() < bytes + 1000,
        "{bytes}"
    );
    let go_mod = place.0.at("m/go.mod");
    assert_eq!(
        cache["Projects"][0]["Name"],
        go_mod.to_str().expect("it is UTF-8")
    );
    assert!(sum(&cache["Projects"]) * 10 > bytes * 8, "{cache}");
    let text = place.text(&["cache", "size"]);
    for word in ["archives of packages", "used in the last day", "GOMODCACHE"] {
        assert!(text.contains(word), "{word}: {text}");
    }
    let own = place.0.at("home/.cache/vamos");
    let dir = own.to_str().expect("it is UTF-8");
    let of_vamos = &json["Vamos"];
    assert_eq!(of_vamos["Dir"], dir);
    let bytes = of_vamos["Bytes"].as_u64().expect("it is a number");
    assert!(bytes > 0 && sum(&of_vamos["Parts"]) == bytes, "{of_vamos}");
    fs::create_dir_all(own.join("filler/of")).expect("it is ours");
    fs::write(own.join("filler/of/1"), [0; 1_234_567]).expect("it is ours");
    let json: Value =
        serde_json::from_str(&place.text(&["cache", "size", "-json"])).expect("it is JSON");
    let part = &json["Vamos"]["Parts"][0];
    assert_eq!(
        (&part["Name"], &part["Bytes"]),
        (&"filler".into(), &1_234_567.into())
    );
    let text = place.text(&["cache", "size"]);
    let (_, after) = text
        .split_once(&format!("\nvamos {dir}\n"))
        .expect("it is shown");
    let part = "      1.2 MB        1 files  filler\n";
    assert!(
        after.contains(part) && !after.contains("\nGOCACHE "),
        "{text}"
    );
}

#[test]
fn what_is_pruned_is_built_again() {
    let Some(place) = Fixture::new() else { return };
    place.builds(&mut place.0.vamos());
    let before = place.bytes();
    assert!(
        place
            .text(&["cache", "prune", "-older=1h"])
            .starts_with("removed 0 files")
    );
    let plan = place.text(&["cache", "prune", "-n", "-size=1MB"]);
    assert!(
        plan.starts_with("would remove ") && place.bytes() == before,
        "{plan}"
    );
    assert!(
        place
            .text(&["cache", "prune", "-n", "-unused"])
            .starts_with("would remove 0 files")
    );
    // Other tests build at the same time, so no young entry may be removed: the entries are made
    // old.
    age(&place.0.at("cache"));
    let pruned = place.text(&["cache", "prune", "-size=1MB"]);
    assert!(
        !pruned.contains("stay") && place.bytes() < 2_000_000,
        "{pruned}"
    );
    for mut command in [
        place.0.vamos(),
        place.0.command(&official_go().expect("it was there")),
    ] {
        place.builds(&mut command);
        assert_eq!(place.program(), "0 1048576\n");
    }
    // The project does not exist any more.
    fs::remove_dir_all(place.0.at("m")).expect("it is ours");
    fs::create_dir(place.0.at("m")).expect("it is ours");
    age(&place.0.at("cache"));
    place.text(&["cache", "prune", "-unused"]);
    let left = place.bytes() - size(&place.0.at("cache/vamos"));
    assert!(left < 1000, "{left}");
}

/// Sets the times of all files a day back.
fn age(path: &Path) {
    let meta = fs::symlink_metadata(path).expect("it is there");
    if meta.is_dir() {
        for entry in fs::read_dir(path).expect("it is ours") {
            age(&entry.expect("it is ours").path());
        }
    }
    let time = meta.modified().expect("it has one") - std::time::Duration::from_secs(24 * 3600);
    let file = fs::File::open(path).expect("it is ours");
    file.set_modified(time).expect("it is ours");
}

#[test]
fn a_cap_holds_by_itself_for_both_commands() {
    let Some(place) = Fixture::new() else { return };
    let go = official_go().expect("it was there");
    place.builds(&mut place.0.vamos());
    // A twentieth of the cap is left to the official command.
    let limit = place.bytes() + 3_000_000;
    let cap = limit.div_ceil(19) * 20;
    assert_eq!(place.text(&["cache", "cap"]), "off\n");
    let binary = place.text(&["cache", "cap", "4GiB"]);
    assert!(binary.starts_with("4 GiB ("), "{binary}");
    let shown = place.text(&["cache", "cap", &format!("{cap}B")]);
    assert!(shown.ends_with("/.config/vamos/vamos.toml:2)\n"), "{shown}");
    let mut sizes = Vec::new();
    for number in 1..10 {
        place.edit(number);
        if number % 2 == 0 {
            place.builds(&mut place.0.command(&go));
            let bytes = place.bytes();
            assert!(bytes <= cap, "{cap}: {bytes} after the official command");
        }
        place.edit(number + 100);
        // Other tests build at the same time, so no young entry may be removed: the entries are
        // made old.
        age(&place.0.at("cache"));
        place.builds(&mut place.0.vamos());
        assert_eq!(place.program(), format!("{} 1048576\n", number + 100));
        sizes.push(place.bytes());
    }
    assert!(
        sizes.iter().all(|size| *size <= limit + 20),
        "{limit}: {sizes:?}"
    );
    assert!(
        sizes.iter().any(|size| *size > limit - 3_000_000),
        "{limit}: {sizes:?}"
    );
    assert_eq!(place.text(&["cache", "cap", "off"]), "off\n");
    let config = fs::read_to_string(place.0.at("home/.config/vamos/vamos.toml"));
    assert_eq!(config.expect("it is there"), "");
}

/// Returns the latest time of change of the entries of a directory whose names have a prefix.
fn latest(dir: &Path, is_wanted: impl Fn(&str) -> bool) -> SystemTime {
    let entries = fs::read_dir(dir).expect("it is ours").flatten();
    let wanted = entries.filter(|entry| is_wanted(entry.file_name().to_str().unwrap_or_default()));
    let times = wanted.map(|entry| entry.metadata().and_then(|meta| meta.modified()));
    times
        .map(|time| time.expect("it has one"))
        .max()
        .expect("there are some")
}

/// Files of vamos outside of the cache count, and the user has the result before anything is
/// removed, which belongs to no part of the command's report.
#[test]
fn removal_comes_after_the_result() {
    let Some(place) = Fixture::new() else { return };
    let problem = "package a\n\nfunc f(x int) { x = x }\n";
    place.0.write("a/problem.go", problem);
    place.builds(&mut place.0.vamos());
    place.edit(1);
    age(&place.0.at("cache"));
    // Many files, so that some time passes before the first one is removed.
    let filler = place.0.at("home/.cache/vamos/filler");
    fs::create_dir_all(&filler).expect("it is ours");
    for number in 0..3000 {
        fs::write(filler.join(number.to_string()), "").expect("it is ours");
    }
    let cap = place.bytes() + 10_000_000;
    place.text(&["cache", "cap", &format!("{cap}B")]);
    let run = || {
        let mut command = place.0.vamos();
        command.args(["vet", "./a"]).env("TERM", "xterm");
        let (mut child, mut screen) = start_on_terminal(command);
        let mut text = Vec::new();
        // Reading from a terminal that no process has open ends with an error.
        let _ = screen.read_to_end(&mut text);
        assert_eq!(child.wait().expect("it is our child").code(), Some(1));
        String::from_utf8_lossy(&text).into_owned()
    };
    let line = "vamos: the build cache is above its cap: removes ";
    let result = "self-assignment of x";
    let text = run();
    assert!(text.contains(result) && !text.contains(line), "{text}");
    // The file has a hole; its size counts.
    let large = fs::File::create(filler.join("large")).expect("it is ours");
    large.set_len(40_000_000).expect("it is ours");
    place.edit(2);
    age(&place.0.at("cache"));
    let text = run();
    let result = text.find(result).expect("the problem is found");
    assert!(text.find(line).is_some_and(|at| at > result), "{text}");
    let removed = latest(&place.0.at("cache"), |name| name.len() == 2);
    let report = latest(&place.0.at("home/.cache/vamos"), |name| {
        name.starts_with("history-")
    });
    assert!(report < removed, "{report:?} {removed:?}");
}

#[test]
fn damage_is_found_and_removed() {
    let Some(place) = Fixture::new() else { return };
    place.builds(&mut place.0.vamos());
    assert!(
        place
            .text(&["cache", "verify"])
            .ends_with("no damage found\n")
    );
    let archive = fs::read_dir(place.0.at("cache"))
        .expect("it is ours")
        .flat_map(|part| {
            fs::read_dir(part.expect("it is ours").path())
                .into_iter()
                .flatten()
        })
        .map(|entry| entry.expect("it is ours").path())
        .find(|path| fs::metadata(path).is_ok_and(|meta| meta.len() > 1 << 20))
        .expect("the package has so much data");
    let mut bytes = fs::read(&archive).expect("it is ours");
    bytes[1 << 19] ^= 1;
    fs::write(&archive, bytes).expect("it is ours");
    let output = place.vamos(&["cache", "verify"]);
    let text = String::from_utf8_lossy(&output.stdout);
    let line = format!(
        "{}: the content does not have the hash in the name\n",
        archive.display()
    );
    assert_eq!((output.status.code(), &*text), (Some(1), &*line));
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(
        error.starts_with("vamos: 1 of ") && error.contains("verify -fix"),
        "{error}"
    );
    assert!(
        place
            .text(&["cache", "verify", "-fix"])
            .contains("\nremoved 1 of ")
    );
    assert!(!archive.exists());
    place.builds(&mut place.0.vamos());
    assert_eq!(place.program(), "0 1048576\n");
}

#[test]
fn a_pack_replaces_a_build() {
    let Some(place) = Fixture::new() else { return };
    let (code, text) = place.fails(&["cache", "pack", "-o", "pack"]);
    assert!(
        code == 1 && text.contains("build or test it with vamos first"),
        "{text}"
    );
    place.builds(&mut place.0.vamos());
    assert!(
        place
            .text(&["cache", "pack", "-o", "pack"])
            .starts_with("packed ")
    );
    place.edit(1);
    place.builds(&mut place.0.vamos());
    place.text(&["cache", "pack", "-since", "pack", "-o", "delta"]);
    let [pack, delta] =
        ["m/pack", "m/delta"].map(|name| fs::read(place.0.at(name)).expect("it was written"));
    assert!(
        delta.len() * 4 < pack.len(),
        "{} {}",
        delta.len(),
        pack.len()
    );
    for dir in ["cache", "home"] {
        fs::remove_dir_all(place.0.at(dir)).expect("it is ours");
    }
    let (code, text) = place.fails(&["cache", "unpack", "delta"]);
    assert!(
        code == 1 && text.contains(": unpack that first\n"),
        "{text}"
    );
    place.text(&["cache", "unpack", "pack"]);
    place.text(&["cache", "unpack", "delta"]);
    place.text(&["cache", "verify"]);
    for mut command in [
        place.0.command(&official_go().expect("it was there")),
        place.0.vamos(),
    ] {
        let output = command
            .args(["build", "-x", "-o", "prog", "."])
            .output()
            .expect("it starts");
        let shown = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() && !shown.contains("/compile "),
            "{shown}"
        );
        assert_eq!(place.program(), "1 1048576\n");
    }
    fs::write(place.0.at("m/cut"), &pack[..pack.len() / 2]).expect("it is ours");
    let (code, text) = place.fails(&["cache", "unpack", "cut"]);
    assert!(
        code == 1 && text.ends_with("cut: the pack is damaged or not complete\n"),
        "{text}"
    );
}

#[test]
fn mistakes_are_told() {
    let Some(place) = Fixture::new() else { return };
    for (args, want) in [
        (
            &["cache", "prune"][..],
            "cache prune needs one of -older, -size and -unused\nusage: vamos cache prune ",
        ),
        (
            &["cache", "prune", "-older=x"],
            "invalid value \"x\" of -older: want a duration such as 36h or 7d\n",
        ),
        (
            &["cache", "prune", "-size=1"],
            "invalid value \"1\" of -size: want a size such as 500MB or 4GiB\n",
        ),
        (
            &["cache", "prune", "-size=1GB", "-unused"],
            "cache prune needs one of ",
        ),
        (
            &["cache", "cap", "much"],
            "invalid size \"much\": want off, or a size such as 500MB or 4GiB\n",
        ),
        (&["cache", "size", "x"], "cache size takes no arguments\n"),
    ] {
        let (code, text) = place.fails(args);
        assert!(
            code == 2 && text.starts_with(want),
            "{args:?}: {code} {text}"
        );
    }
    for args in [&["cache", "size"][..], &["cache", "prune", "-older=1h"]] {
        let (code, text) = place.fails(args);
        assert_eq!(code, 1, "{args:?}: {text}");
        let missing = place.0.at("cache");
        assert_eq!(
            text,
            format!(
                "vamos: open {}: no such file or directory\n",
                missing.display()
            )
        );
    }
    fs::create_dir_all(place.0.at("cache")).expect("it is ours");
    let (code, text) = place.fails(&["cache", "prune", "-unused"]);
    assert!(
        code == 1 && text.starts_with("vamos: no projects are known "),
        "{text}"
    );
    place.0.write(
        "../home/.config/vamos/vamos.toml",
        "cache = { cap = '1GB' }\n",
    );
    let (code, text) = place.fails(&["cache", "cap", "2GB"]);
    assert!(
        code == 1 && text.ends_with("it has to be edited by hand\n"),
        "{text}"
    );
}

#[test]
fn nothing_outside_of_the_cache_is_touched() {
    let Some(place) = Fixture::new() else { return };
    let cache = place.0.at("cache");
    let outside = place.0.at("outside");
    fs::create_dir_all(cache.join("00")).expect("it is ours");
    fs::create_dir_all(&outside).expect("it is ours");
    let precious = outside.join(format!("{}-d", "aa".repeat(32)));
    fs::write(&precious, "x").expect("it is ours");
    std::os::unix::fs::symlink(&outside, cache.join("aa")).expect("it is ours");
    let link = cache.join(format!("00/{}-d", "00".repeat(32)));
    std::os::unix::fs::symlink(&outside, &link).expect("it is ours");
    fs::write(cache.join("00/notes.txt"), "x").expect("it is ours");
    place.text(&["cache", "prune", "-size=0B"]);
    assert!(precious.exists() && cache.join("00/notes.txt").exists());
    assert!(fs::symlink_metadata(cache.join("aa")).is_ok());
    // A directory that cannot be listed is an error, unless the user is root.
    let locked = cache.join("01");
    fs::create_dir(&locked).expect("it is ours");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).expect("it is ours");
    if fs::read_dir(&locked).is_err() {
        let (code, text) = place.fails(&["cache", "size"]);
        assert_eq!(
            (code, text),
            (
                1,
                format!("vamos: open {}: permission denied\n", locked.display())
            )
        );
    }
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).expect("it is ours");
}

/// A cache that its user may read but not write: a failure to remove a file has the text of the
/// official command.
#[test]
fn a_cache_of_another_user() {
    let (Some(fixture), Some(go)) = (Fixture::new(), official_go()) else {
        return;
    };
    let module = &fixture.0;
    fixture.builds(&mut module.vamos());
    let nested = module.at("cache/00/nested");
    fs::create_dir_all(&nested).expect("it is ours");
    fs::write(nested.join("file"), "x").expect("it is ours");
    module.write(
        "main.go",
        "package main\n\nfunc main() { println(1 << 10) }\n",
    );
    let readable = Command::new("chmod")
        .arg("-R")
        .arg("a+rX,a-w")
        .arg(module.at(""))
        .status();
    let run = |program: &Path, args: &[&str]| {
        let mut command = module.command(Path::new("setpriv"));
        let ids = ["--reuid=65534", "--regid=65534", "--clear-groups"];
        let command = command.args(ids).arg(program).args(args);
        let output = command.env("TMPDIR", "/tmp").output().expect("it starts");
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), text)
    };
    let vamos = vamos_testkit::vamos().expect("there is one");
    let may = readable.is_ok_and(|status| status.success())
        && run(&vamos, &["version"]).0 == Some(0)
        && run(&go, &["version"]).0 == Some(0);
    if may {
        let args = ["clean", "-cache"];
        let (code, text) = run(&vamos, &args);
        assert_eq!(code, Some(1), "{text}");
        assert!(text.contains(": permission denied\n"), "{text}");
        // Telemetry has lines of its own.
        let (_, official) = run(&go, &args);
        assert!(official.ends_with(&text), "{official}{text}");
    }
    let _ = Command::new("chmod")
        .arg("-R")
        .arg("u+w")
        .arg(module.at(""))
        .status();
}
