//! Help: additions of vamos show under its own name, and the output under the name go is official.
//!
//! Counterpart: none.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

use vamos_testkit::official_go;

use crate::scratch_module::ScratchModule;

/// Returns exit code, stdout and stderr.
fn run(mut command: Command, args: &[&str]) -> (Option<i32>, String, String) {
    let output = command.args(args).output().expect("it starts");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

fn place() -> Option<ScratchModule> {
    let place = ScratchModule::new()?;
    place.write("go.mod", "module example.com/m\n\ngo 1.24\n");
    Some(place)
}

#[test]
fn own_flags_follow_the_official_text() {
    let (Some(place), Some(go)) = (place(), official_go()) else {
        return;
    };
    for (topic, flags) in [
        (
            "test",
            &[
                "-affected revision",
                "-junit file",
                "-retries n",
                "-shard i/n",
                "-timings",
            ][..],
        ),
        ("build", &["-timings", "-why"]),
        ("env", &[]),
        ("buildmode", &[]),
    ] {
        let official = run(place.command(&go), &["help", topic]);
        let mut as_go = place.vamos();
        as_go.arg0("go");
        assert_eq!(run(as_go, &["help", topic]), official, "{topic}");
        let (code, own, _) = run(place.vamos(), &["help", topic]);
        let added = own
            .strip_prefix(&official.1)
            .expect("the official text is first");
        assert_eq!(
            (code, added.is_empty()),
            (Some(0), flags.is_empty()),
            "{added}"
        );
        for flag in flags {
            assert!(
                added.contains(&format!("\n\t{flag}\n\t\t")),
                "{flag}: {added}"
            );
        }
    }
}

/// Under the name `go` they are unknown in GOFLAGS, too, whatever a run as `vamos` has left.
#[test]
fn own_flags_in_goflags_are_unknown_under_the_name_go() {
    let (Some(place), Some(go)) = (place(), official_go()) else {
        return;
    };
    for flags in [
        "-why",
        "-timings",
        "-junit=x.xml",
        "-shard=1/2",
        "-since=main",
    ] {
        let with_flags = |mut command: std::process::Command| {
            command.env("GOFLAGS", flags);
            run(command, &["list", "std"])
        };
        let official = with_flags(place.command(&go));
        assert_eq!(official.0, Some(1));
        assert_eq!(with_flags(place.vamos()).0, Some(0), "{flags}");
        let mut as_go = place.vamos();
        as_go.arg0("go");
        assert_eq!(with_flags(as_go), official, "{flags}");
    }
}

/// Upstream has a topic with the name of a group of vamos's commands.
#[test]
fn a_topic_and_a_group_of_one_name_are_both_shown() {
    let (Some(place), Some(go)) = (place(), official_go()) else {
        return;
    };
    let official = run(place.command(&go), &["help", "cache"]);
    let mut as_go = place.vamos();
    as_go.arg0("go");
    assert_eq!(run(as_go, &["help", "cache"]), official);
    let (_, own, _) = run(place.vamos(), &["help", "cache"]);
    let added = own
        .strip_prefix(&official.1)
        .expect("the official text is first");
    assert!(added.contains("\nusage: vamos cache size"), "{added}");
}

/// `cargo install` installs the executable alone, so it contains the documents.
/// The official command has no group of the name.
#[test]
fn a_group_of_vamos_alone_lists_its_commands() {
    let Some(place) = place() else { return };
    let (code, help, _) = run(place.vamos(), &["help", "remote"]);
    assert_eq!(code, Some(0));
    assert!(help.starts_with("usage: vamos remote check "), "{help}");
    let (code, stdout, listed) = run(place.vamos(), &["remote"]);
    assert_eq!((code, stdout.as_str()), (Some(2), ""));
    assert!(help.starts_with(listed.trim_end()), "{listed}");
    let mut as_go = place.vamos();
    as_go.arg0("go");
    let unknown = "go remote: unknown command\nRun 'go help' for usage.\n";
    let unknown = (Some(2), String::new(), unknown.to_owned());
    assert_eq!(run(as_go, &["remote"]), unknown);
}

#[test]
fn documents_are_printed() {
    let Some(place) = place() else { return };
    let print = |topic: &str| {
        let (code, text, stderr) = run(place.vamos(), &["help", topic]);
        assert_eq!((code, &*stderr), (Some(0), ""), "{topic}");
        text
    };
    let text = print("ci.md");
    assert!(text.starts_with("# Continuous integration\n"), "{text}");
    assert_eq!(print("ci"), text);
    let (code, _, stderr) = run(place.vamos(), &["help", "nothing.md"]);
    assert_eq!(code, Some(2), "{stderr}");
    // Commands and topics of one name come first, and lead to the document.
    for topic in ["check", "test", "cache", "environment"] {
        let end = format!("\nMore about it: 'vamos help {topic}.md'\n");
        assert!(print(topic).ends_with(&end), "{topic}");
        assert!(print(&format!("{topic}.md")).starts_with("# "), "{topic}");
    }
    let about = print("vamos");
    let names = about.lines().filter_map(|line| line.strip_prefix('\t'));
    let names = names.filter_map(|line| line.split(' ').next());
    let names: Vec<&str> = names.filter(|name| name.ends_with(".md")).collect();
    assert!(names.len() > 10, "{about}");
    for name in names {
        assert!(print(name).starts_with("# "), "{name}");
    }
}

/// The data of vamos is shown by directory: its tables are nothing that a user can act on.
#[test]
fn the_size_of_the_data_is_shown_by_directory() {
    let Some(place) = place() else { return };
    let (_, about, _) = run(place.vamos(), &["help", "vamos"]);
    let sizes = about.lines().filter(|line| line.contains(" B  /"));
    let shown: Vec<&str> = sizes.filter_map(|line| line.split("  ").last()).collect();
    let (cache, own) = (place.at("cache/vamos"), place.at("home/.cache/vamos"));
    let mut want = [cache, own].map(|dir| dir.display().to_string());
    want.sort();
    assert_eq!(shown, want, "{about}");
}

#[test]
fn own_commands_are_named_where_help_is_sought() {
    let Some(place) = place() else { return };
    let (_, about, _) = run(place.vamos(), &["help", "vamos"]);
    for name in [
        "affected",
        "cache cap",
        "doctor",
        "uninstall",
        "verify",
        "watch",
        "why",
    ] {
        assert!(about.contains(&format!("\n\t{name} ")), "{name}: {about}");
    }
    for (args, line) in [
        (&["why", "-x"][..], "Run 'vamos help why' for details.\n"),
        (
            &["cache", "cap", "1", "2"],
            "Run 'vamos help cache cap' for details.\n",
        ),
        (&["man", "-x"], "Run 'vamos help man' for details.\n"),
        (
            &["cache", "nothing"],
            "vamos cache nothing: unknown command\nRun 'vamos help cache' for usage.\n",
        ),
        (&["build", "-zzz"], "Run 'go help build' for details.\n"),
        (
            &["nothing"],
            "go nothing: unknown command\nRun 'go help' for usage.\n",
        ),
    ] {
        let (code, _, stderr) = run(place.vamos(), args);
        assert!(
            code == Some(2) && stderr.ends_with(line),
            "{args:?}: {stderr}"
        );
    }
}
