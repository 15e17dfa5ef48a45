//! Suggestions for misspelt names, and vamos' own commands and flags below official usage: on a
//! terminal. Elsewhere the output is the official one.
//!
//! Counterpart: none; the official command has no suggestions.

use std::io::Read as _;
use std::path::Path;
use std::process::Command;

use vamos_testkit::official_go;

use crate::live_line::start_on_terminal;
use crate::scratch_module::ScratchModule;

/// Arguments, the exit code, and the end of the output on a terminal.
type Row = (&'static [&'static str], i32, &'static str);

const ROWS: &[Row] = &[
    (&["build", "-rcae"], 2, "\nDid you mean -race?\n"),
    (&["list", "-jsn"], 2, "\nDid you mean -json?\n"),
    (&["build", "./utl"], 1, "\nDid you mean ./util?\n"),
    (&["build", "./utl/..."], 1, "\nDid you mean ./util/...?\n"),
    (&["vet", "./utl"], 1, "\nDid you mean ./util?\n"),
    (&["run", "./cmd/aap"], 1, "\nDid you mean ./cmd/app?\n"),
    (
        &["list", "example.com/m/utl"],
        1,
        "\nDid you mean example.com/m/util?\n",
    ),
    (&["list", "net/htp"], 1, "\nDid you mean net/http?\n"),
    (&["list", "util"], 1, "\nDid you mean ./util?\n"),
    (&["bulid"], 2, "\nDid you mean 'vamos build'?\n"),
    // Nothing is near.
    (
        &["build", "./nothing/like/it"],
        1,
        ": directory not found\n",
    ),
    (
        &["build", "-nothinglikeit"],
        2,
        "Run 'go help build' for details.\n",
    ),
    // Usage, with the additions of vamos.
    (
        &[],
        2,
        "\nUse \"vamos help <command>\" for more information.\n\n",
    ),
    (
        &["build", "-h"],
        2,
        "\t-why\n\t\tshow what would run, and why, and build nothing\n",
    ),
    (&["fmt", "-h"], 2, "Run 'go help fmt' for details.\n"),
];

/// Rows of `test`, whose output has durations.
const TESTS: &[Row] = &[
    (
        &["test", "-run=TestOen", "./..."],
        0,
        "\n-run=TestOen matches nothing. Did you mean TestOne?\n",
    ),
    (
        &["test", "-rnu=X", "./util"],
        1,
        "\n-rnu was passed to the test binary. Did you mean -run?\n",
    ),
    (&["test", "-run=TestOne", "./util"], 0, "s\n"),
];

fn place() -> Option<ScratchModule> {
    let place = ScratchModule::new()?;
    for (name, text) in [
        ("go.mod", "module example.com/m\n\ngo 1.24\n"),
        ("util/util.go", "package util\n"),
        ("cmd/app/main.go", "package main\n\nfunc main() {}\n"),
        (
            "util/util_test.go",
            "package util\n\nimport \"testing\"\n\nfunc TestOne(*testing.T) {}\n",
        ),
    ] {
        place.write(name, text);
    }
    Some(place)
}

/// Returns the exit code and the output on a terminal, as lines.
fn on_terminal(place: &ScratchModule, args: &[&str]) -> (Option<i32>, String) {
    let mut command = place.vamos();
    command.args(args).env("TERM", "xterm").env("NO_COLOR", "1");
    command.env("VAMOS_PROGRESS", "off");
    let (mut child, mut terminal) = start_on_terminal(command);
    let mut text = Vec::new();
    // Reading from a terminal that no process has open ends with an error.
    let _ = terminal.read_to_end(&mut text);
    let status = child.wait().expect("it is our child");
    let text = String::from_utf8_lossy(&text).replace("\r\n", "\n");
    (status.code(), text)
}

fn in_pipes(mut command: Command, args: &[&str]) -> (Option<i32>, Vec<u8>, Vec<u8>) {
    let output = command.args(args).env("TERM", "xterm").output();
    let output = output.expect("it starts");
    (output.status.code(), output.stdout, output.stderr)
}

#[test]
fn terminals_get_suggestions() {
    let Some(place) = place() else { return };
    for (args, code, end) in ROWS.iter().chain(TESTS) {
        let (found, text) = on_terminal(&place, args);
        assert_eq!(found, Some(*code), "{args:?}: {text}");
        assert!(text.ends_with(end), "{args:?}: {text}");
    }
}

#[test]
fn pipes_get_the_official_text() {
    let (Some(place), Some(go)) = (place(), official_go()) else {
        return;
    };
    for (args, code, _) in ROWS {
        let official = in_pipes(place.command(&go), args);
        assert_eq!(official.0, Some(*code), "{args:?}");
        assert_eq!(in_pipes(place.vamos(), args), official, "{args:?}");
    }
    for (args, code, _) in TESTS {
        let (found, stdout, stderr) = in_pipes(place.vamos(), args);
        assert_eq!(found, Some(*code), "{args:?}");
        let text = String::from_utf8_lossy(&[stdout, stderr].concat()).into_owned();
        assert!(!text.contains("Did you mean"), "{args:?}: {text}");
    }
}

/// Under the name `go` no flag is suggested that `go` does not have.
#[test]
fn under_the_name_go_only_official_flags_are_suggested() {
    let Some(place) = place() else { return };
    let link = place.at("go");
    let vamos = vamos_testkit::vamos().expect("the scratch module has it");
    std::os::unix::fs::symlink(vamos, &link).expect("it is ours");
    let run = |program: &Path| {
        let mut command = place.command(program);
        command.args(["build", "-timngs"]).env("TERM", "xterm");
        let (mut child, mut terminal) = start_on_terminal(command);
        let mut text = Vec::new();
        let _ = terminal.read_to_end(&mut text);
        child.wait().expect("it is our child");
        String::from_utf8_lossy(&text).into_owned()
    };
    let own = vamos_testkit::vamos().expect("the scratch module has it");
    assert!(run(&own).contains("Did you mean -timings?"));
    assert!(!run(&link).contains("Did you mean"));
}
