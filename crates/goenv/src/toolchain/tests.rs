//! Choices of a toolchain, on files in memory.
//!
//! Counterpart: cmd/go/testdata/script/gotoolchain_local.txt, toolchain/toolchain_test.go.

use std::sync::Arc;

use vamos_fsys::Disk;

use super::*;
use crate::inputs::Environ;

fn write(path: &str, text: &str, mode: u32) {
    vamos_fsys::uncached::make_dirs(path.rsplit_once('/').unwrap().0).unwrap();
    vamos_fsys::atomic::write_atomic(path, text.as_bytes(), mode).unwrap();
}

fn select_in(vars: &[(&str, &str)], go_mod: &str) -> Result<Selection, ToolchainError> {
    let scratch = tempfile::TempDir::new().unwrap();
    let dir = scratch.path().to_str().unwrap();
    {
        let (goroot, version) = (format!("{dir}/go"), "go1.26.8");
        write(&format!("{goroot}/VERSION"), version, 0o644);
        write(&format!("{goroot}/pkg/tool/x"), "", 0o644);
        write(&format!("{goroot}/bin/go"), "", 0o755);
    }
    write(&format!("{dir}/bin/go1.28.3"), "", 0o755);
    write(&format!("{dir}/w/go.mod"), go_mod, 0o644);
    let fixed = [
        ("GOROOT", format!("{dir}/go")),
        ("GOMODCACHE", format!("{dir}/mod")),
        ("PATH", format!("{dir}/bin")),
    ];
    let vars = vars.iter().map(|&(name, value)| (name, value.to_owned()));
    let all = fixed.into_iter().chain(vars);
    let inputs = Inputs {
        env: Environ::new(all.map(|(name, value)| (name.to_owned(), value))),
        cwd: format!("{dir}/w"),
        exe: "/vamos".to_owned(),
        files: Arc::new(Disk::new()),
        eval_symlinks: Arc::new(|_| None),
        extracted_versions: |_, _, _| Vec::new(),
        args: vec!["build".to_owned()],
        test_hooks: false,
    };
    let env = crate::resolve(&inputs).expect("there is an SDK");
    match inputs.env.get("NEED") {
        "" => select(&inputs, &env),
        need => switch_to(
            &inputs,
            &env,
            &newer_toolchain(need, &path_releases(&inputs))?,
        ),
    }
}

fn outcome(gotoolchain: &str, go_mod: &str) -> String {
    match select_in(&[("GOTOOLCHAIN", gotoolchain)], go_mod) {
        Err(error) => error.to_string(),
        Ok(selection) => match selection.choice {
            Choice::Local => format!("local{}", selection.local.explain),
            Choice::Again(reexec) => {
                let goroot = reexec.env.iter().find(|pair| pair.0 == "GOROOT");
                let place = goroot.map_or("", |pair| &pair.1);
                let place = place.rsplit('/').next().unwrap_or("");
                format!(
                    "{} in {}",
                    reexec.toolchain,
                    place.split("-go").next().unwrap_or("")
                )
            }
            Choice::Program(reexec) => format!("program {}", reexec.toolchain),
            Choice::NeedsDownload { toolchain, .. } => format!("download {toolchain}"),
        },
    }
}

#[test]
fn choices_follow_upstream() {
    assert_eq!(outcome("local", "go 1.99\n"), "local; GOTOOLCHAIN=local");
    assert_eq!(outcome("auto", "go 1.20\n"), "local");
    assert_eq!(outcome("auto", "go 1.27.1\n"), "download go1.27.1");
    assert_eq!(outcome("auto", "go 1.27\n"), "download go1.27.0");
    assert_eq!(
        outcome("auto", "go 1.20\ntoolchain go1.27.1\n"),
        "download go1.27.1"
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
    assert_eq!(outcome("go1.27.1", "go 1.20\n"), "download go1.27.1");
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
fn a_program_on_path_is_preferred() {
    assert_eq!(outcome("go1.28.3", ""), "program go1.28.3");
    let vars = [("GOTOOLCHAIN", "path"), ("NEED", "1.28")];
    let selection = select_in(&vars, "").unwrap();
    assert!(matches!(selection.choice, Choice::Program(_)));
    let vars = [("GOTOOLCHAIN", "path"), ("NEED", "1.29")];
    assert_eq!(
        select_in(&vars, "").unwrap_err().to_string(),
        "no releases found for go >= 1.29"
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

#[test]
fn without_an_sdk_one_is_named() {
    let inputs = |setting: &str| Inputs {
        env: Environ::new(
            [("GOTOOLCHAIN", setting), ("GOENV", "off"), ("HOME", "/h")]
                .map(|(name, value)| (name.to_owned(), value.to_owned())),
        ),
        cwd: "/".to_owned(),
        exe: String::new(),
        files: Arc::new(vamos_fsys::MemFiles::new()),
        eval_symlinks: Arc::new(|_| None),
        extracted_versions: |_, _, _| Vec::new(),
        args: Vec::new(),
        test_hooks: false,
    };
    let outcome = |setting| {
        let env = crate::without_sdk(&inputs(setting));
        assert_eq!(env.dirs.gomodcache, "/h/go/pkg/mod");
        match first(&env) {
            Ok(Choice::NeedsDownload { toolchain, .. }) => toolchain,
            Ok(other) => format!("{other:?}"),
            Err(error) => error.to_string(),
        }
    };
    let newest = outcome("");
    assert!(gover::compare(gover::from_toolchain(&newest), "1.27.2").is_gt());
    assert_eq!(outcome("auto"), newest);
    assert_eq!(outcome("local+auto"), newest);
    assert_eq!(outcome("go1.26.6"), "go1.26.6");
    assert_eq!(outcome("go1.26.6+auto"), "go1.26.6");
    for refused in ["local", "path", "go1.26.6+path"] {
        assert!(outcome(refused).starts_with("cannot find GOROOT directory: "));
    }
    assert_eq!(outcome("bash"), "invalid GOTOOLCHAIN \"bash\"");
}
