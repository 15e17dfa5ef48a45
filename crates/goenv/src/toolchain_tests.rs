//! Choices of a toolchain, on files in memory.
//!
//! Counterpart: cmd/go/testdata/script/gotoolchain_local.txt, toolchain/toolchain_test.go.

use std::sync::Arc;

use vamos_fsys::MemFiles;

use super::*;
use crate::inputs::Environ;

fn select_in(vars: &[(&str, &str)], go_mod: &str) -> Result<Selection, ToolchainError> {
    let mut files = MemFiles::new();
    files.insert("/go/VERSION", b"go1.26.8\n");
    files.insert("/go/pkg/tool/x", b"");
    let other = format!(
        "/mod/golang.org/toolchain@v0.0.1-go1.27.1.{}-{}",
        host::GOOS,
        host::GOARCH
    );
    files.insert(&format!("{other}/VERSION"), b"go1.27.1\n");
    files.insert(&format!("{other}/pkg/tool/x"), b"");
    files.insert("/w/go.mod", go_mod.as_bytes());
    let fixed = [("GOROOT", "/go"), ("GOMODCACHE", "/mod"), ("PATH", "/bin")];
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let inputs = Inputs {
        env: Environ::new(fixed.iter().chain(vars).map(owned)),
        cwd: "/w".to_owned(),
        exe: "/vamos".to_owned(),
        files: Arc::new(files),
        eval_symlinks: Arc::new(|_| None),
        args: vec!["build".to_owned()],
        test_hooks: false,
    };
    let env = crate::resolve(&inputs).expect("/go is an SDK");
    select(&inputs, &env)
}

fn outcome(gotoolchain: &str, go_mod: &str) -> String {
    match select_in(&[("GOTOOLCHAIN", gotoolchain)], go_mod) {
        Err(error) => error.to_string(),
        Ok(selection) => match selection.choice {
            Choice::Local => format!("local{}", selection.local.explain),
            Choice::Again(reexec) | Choice::Program(reexec) => {
                let goroot = reexec.env.iter().find(|pair| pair.0 == "GOROOT");
                format!(
                    "{} {}",
                    reexec.toolchain,
                    goroot.map_or("", |pair| &pair.1).len() > 4
                )
            }
            Choice::NeedsDownload { toolchain, .. } => format!("download {toolchain}"),
        },
    }
}

#[test]
fn choices_follow_upstream() {
    assert_eq!(outcome("local", "go 1.99\n"), "local; GOTOOLCHAIN=local");
    assert_eq!(outcome("auto", "go 1.20\n"), "local");
    assert_eq!(outcome("auto", "go 1.27.1\n"), "go1.27.1 true");
    assert_eq!(outcome("auto", "go 1.27\n"), "download go1.27.0");
    assert_eq!(
        outcome("auto", "go 1.20\ntoolchain go1.27.1\n"),
        "go1.27.1 true"
    );
    assert_eq!(
        outcome("auto", "go 1.99\ntoolchain default\n"),
        "local; go.mod sets toolchain default"
    );
    assert_eq!(outcome("local+auto", "go 1.99 // x\n"), "download go1.99.0");
    assert_eq!(
        outcome("path", "go 1.99\n"),
        "cannot find \"go1.99.0\" in PATH"
    );
    assert_eq!(outcome("go1.27.1", "go 1.20\n"), "go1.27.1 true");
    assert_eq!(outcome("go1.26.8", ""), "local; GOTOOLCHAIN=go1.26.8");
    assert_eq!(outcome("bash", ""), "invalid GOTOOLCHAIN \"bash\"");
    assert_eq!(
        outcome("foo+auto", ""),
        "invalid GOTOOLCHAIN \"foo+auto\": invalid minimum toolchain \"foo\""
    );
    assert_eq!(
        outcome("go1.25.0+x", ""),
        "invalid GOTOOLCHAIN \"go1.25.0+x\": only version suffixes are +auto and +path"
    );
    assert_eq!(
        outcome("auto", "toolchain bogus\n"),
        "invalid toolchain \"bogus\" in go.mod"
    );
}

#[test]
fn the_child_of_a_switch_must_be_what_was_asked_for() {
    let switched = |version| {
        select_in(
            &[
                ("GOTOOLCHAIN", "auto"),
                ("GOTOOLCHAIN_INTERNAL_SWITCH_VERSION", version),
            ],
            "go 1.99\n",
        )
    };
    assert_eq!(switched("go1.26.8").unwrap().choice, Choice::Local);
    assert_eq!(
        switched("go1.99.0").unwrap_err().to_string(),
        "toolchain go1.26.8 invoked to provide go1.99.0"
    );
}

#[test]
fn switches_are_counted_and_traced() {
    let vars = [
        ("GOTOOLCHAIN", "auto"),
        ("GODEBUG", "toolchaintrace=1"),
        ("GOTOOLCHAIN_INTERNAL_SWITCH_COUNT", "91"),
    ];
    let selection = select_in(&vars, "go 1.27.1\n").unwrap();
    assert_eq!(
        selection.notes[..2],
        [
            "go: upgrading toolchain to go1.27.1 (required by go line in go.mod; upgrade allowed by GOTOOLCHAIN=auto)",
            "go: switching from go1.26.8 to go1.27.1 [depth 91]",
        ]
    );
    let mut vars = vars;
    vars[2].1 = "100";
    let error = select_in(&vars, "go 1.27.1\n").unwrap_err();
    assert_eq!(error.to_string(), "too many toolchain switches");
}

#[test]
fn the_last_but_one_language_version_is_preferred() {
    let releases: Vec<String> = ["1.38.1", "1.39.0", "1.39.7", "1.40rc1", "1.40.0", "1.40.1"]
        .map(str::to_owned)
        .to_vec();
    let newer = |need: &str| newer_toolchain(need, &releases).map_err(|error| error.to_string());
    assert_eq!(newer("1.38").unwrap(), "go1.39.7");
    assert_eq!(newer("1.40").unwrap(), "go1.40.1");
    assert_eq!(
        newer("1.41").unwrap_err(),
        "no releases found for go >= 1.41"
    );
}
