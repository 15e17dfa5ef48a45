//! `verify`: the official command and vamos build the same, and a difference is found.
//!
//! The packages import nothing, so that two cold builds take no time.
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    reason = "the test makes a directory that looks like an SDK"
)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Output;

use vamos_testkit::official_go;
use vamos_testkit::vamos;
use vamos_testkit::write_script;

use crate::scratch_module::ScratchModule;

fn module() -> Option<ScratchModule> {
    let place = ScratchModule::with_real_go()?;
    place.write("go.mod", "module example.com/m\n\ngo 1.24\n");
    place.write("lib/lib.go", "package lib\n\nfunc One() int { return 1 }\n");
    place.write("bad/bad.go", "package bad\n\nvar x int = \"\"\n");
    Some(place)
}

fn verify(place: &ScratchModule, args: &[&str], goroot: Option<&Path>) -> Output {
    let mut command = place.vamos();
    fs::create_dir_all(place.at("tmp")).expect("it is ours");
    command
        .arg("verify")
        .args(args)
        .env("TMPDIR", place.at("tmp"));
    if let Some(goroot) = goroot {
        command.env("GOROOT", goroot);
    }
    command.output().expect("it starts")
}

fn left(place: &ScratchModule) -> usize {
    fs::read_dir(place.at("tmp")).expect("it is there").count()
}

/// Makes a directory with everything that the SDK has but its go.
fn sdk_without_go(place: &ScratchModule) -> Option<std::path::PathBuf> {
    let go = official_go()?;
    let real = go.parent()?.parent()?.to_owned();
    let goroot = place.at("sdk");
    fs::create_dir_all(goroot.join("bin")).expect("it is ours");
    for entry in fs::read_dir(&real).expect("it is there") {
        let name = entry.expect("it is there").file_name();
        if name != "bin" {
            symlink(real.join(&name), goroot.join(&name)).expect("it is ours");
        }
    }
    Some(goroot)
}

#[test]
fn both_programs_build_the_same() {
    let Some(place) = module() else { return };
    let output = verify(&place, &["-trimpath", "--", "./lib"], None);
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        stdout.starts_with("identical: 0 executables and ") && stdout.contains(" cache entr"),
        "{output:?}"
    );
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(left(&place), 0);
    assert!(!place.at("cache").exists(), "GOCACHE was used");
}

#[test]
fn what_cannot_be_built_is_no_difference() {
    let Some(place) = module() else { return };
    let output = verify(&place, &["./bad"], None);
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        stderr.ends_with("so there is nothing to compare\n"),
        "{stderr}"
    );
    assert_eq!(stderr.matches("bad/bad.go:3:13").count(), 2, "{stderr}");
    assert_eq!(output.status.code(), Some(1));
    let output = verify(&place, &["./nowhere"], None);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_eq!(output.stdout, b"");
    let output = verify(&place, &["-n", "./lib"], None);
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        stderr,
        "verify cannot be used with -n\nusage: vamos verify [build flags] [packages]\n\
         Run 'vamos help verify' for details.\n"
    );
    assert_eq!(left(&place), 0);
}

#[test]
fn the_first_difference_is_named_and_kept() {
    let Some(place) = module() else { return };
    let (Some(goroot), Some(go)) = (sdk_without_go(&place), official_go()) else {
        return;
    };
    let go = go.display();
    let script = format!("#!/bin/sh\nGOFLAGS='-buildvcs=false -gcflags=-N' exec {go} \"$@\"\n");
    write_script(&goroot.join("bin/go"), &script).expect("it is ours");
    let output = verify(&place, &["./lib"], Some(&goroot));
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(stdout.starts_with("differs: only "), "{output:?}");
    assert!(stdout.contains("stored the cache entry "), "{output:?}");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(left(&place), 1);
}

#[test]
fn an_sdk_whose_go_is_vamos_is_refused() {
    let Some(place) = module() else { return };
    let Some(goroot) = sdk_without_go(&place) else {
        return;
    };
    let vamos = vamos().expect("it was found");
    symlink(vamos, goroot.join("bin/go")).expect("it is ours");
    let output = verify(&place, &["./lib"], Some(&goroot));
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(stderr.contains("bin/go is vamos: set GOROOT"), "{stderr}");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(left(&place), 0);
}
