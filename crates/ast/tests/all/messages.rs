//! The same messages as the SDK's compiler prints for files that do not get to its type
//! checker.
//!
//! Counterpart: cmd/compile.

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use vamos_ast::parse;
use vamos_ast::report::report;
use vamos_testkit::go_sources;
use vamos_testkit::go_sources::WRONG;
use vamos_testkit::official_sdk;

/// Returns the compiler's output for a file.
fn compiled(sdk: &Path, dir: &Path, file: &Path, prints_all: bool) -> String {
    let compile = sdk.join("pkg/tool").join(platform()).join("compile");
    let mut command = Command::new(compile);
    command.current_dir(dir).args(["-p", "p", "-o", "x.a"]);
    if prints_all {
        command.arg("-e");
    }
    let output = command.arg(file).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

fn platform() -> String {
    let arch = match std::env::consts::ARCH {
        "aarch64" => "arm64",
        _ => "amd64",
    };
    format!("{}_{arch}", std::env::consts::OS)
}

/// Compares the output for every `step`th invalid file.
fn compare(step: usize) {
    let Some(sdk) = official_sdk() else { return };
    let files: Vec<PathBuf> = WRONG
        .iter()
        .flat_map(|dir| go_sources::files(dir))
        .collect();
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (mut compared, mut different) = (0, 0);
    for file in files.iter().step_by(step) {
        let sources = go_sources::read(std::slice::from_ref(file));
        let [source] = &sources[..] else { continue };
        let outcome = parse(&file.display().to_string(), source);
        if outcome.is_too_deep {
            continue;
        }
        for prints_all in [false, true] {
            let ours = report(std::slice::from_ref(&outcome), prints_all);
            let theirs = compiled(&sdk, dir, file, prints_all);
            let is_syntax = theirs.contains(": syntax error");
            compared += 1;
            let is_same = if is_syntax || ours.is_end {
                ours.text == theirs
            } else {
                // Messages on types may be among them.
                true
            };
            // Labels that are not used come in any order, so that above ten errors the answer is
            // another one each time.
            if !is_same && theirs == compiled(&sdk, dir, file, prints_all) {
                different += 1;
                println!("{}\n- {theirs}\n+ {}", file.display(), ours.text);
            }
        }
    }
    assert!(compared > 10, "{compared}");
    assert_eq!(different, 0, "different messages");
}

#[test]
fn some_wrong_files() {
    compare(40);
}

#[test]
#[ignore = "runs the compiler 2,000 times"]
fn all_wrong_files() {
    compare(1);
}
