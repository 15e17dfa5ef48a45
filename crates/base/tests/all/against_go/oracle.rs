//! Compiling the Go program and asking it.
//!
//! Counterpart: none.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;
use vamos_testkit::official_sdk;

/// A question to Go, with the answer that we expect: ours.
pub(crate) struct Question {
    line: String,
    ours: Vec<u8>,
}

impl Question {
    pub(crate) fn new(op: &str, args: &[&[u8]], ours: impl Into<Vec<u8>>) -> Self {
        let mut line = op.to_owned();
        for arg in args {
            line.push(' ');
            line.push_str(&hex(arg));
        }
        Self {
            line,
            ours: ours.into(),
        }
    }
}

/// The compiled program and the SDK it was made with.
struct Oracle {
    program: PathBuf,
    goroot: PathBuf,
}

/// Asks Go all `questions` and panics at the first answer that is not ours.
pub(crate) fn check(questions: impl IntoIterator<Item = Question>) {
    let Some(oracle) = oracle() else {
        return;
    };
    let questions: Vec<Question> = questions.into_iter().collect();
    let input: String = questions.iter().map(|q| format!("{}\n", q.line)).collect();
    let zones = oracle.goroot.join("lib/time/zoneinfo.zip");
    let mut command = Command::new(&oracle.program);
    command.env_clear().env("ZONEINFO", zones).env("TZ", "UTC");
    let output = vamos_testkit::ask(&mut command, |mut stdin| {
        stdin.write_all(input.as_bytes()).unwrap();
    });
    let output = String::from_utf8(output).unwrap();
    let answers: Vec<&str> = output.lines().collect();
    assert_eq!(answers.len(), questions.len());
    for (question, answer) in questions.iter().zip(answers) {
        let go = unhex(answer);
        assert!(
            go == question.ours,
            "{}\n  go:   {:?}\n  ours: {:?}",
            question
                .line
                .split(' ')
                .enumerate()
                .map(|(i, word)| match i {
                    0 => word.to_owned(),
                    _ => format!("{:?}", String::from_utf8_lossy(&unhex(word))),
                })
                .collect::<Vec<_>>()
                .join(" "),
            String::from_utf8_lossy(&go),
            String::from_utf8_lossy(&question.ours),
        );
    }
}

/// Returns the SDK's archive of zone files.
pub(crate) fn zone_archive() -> Option<Vec<u8>> {
    let oracle = oracle()?;
    Some(fs::read(oracle.goroot.join("lib/time/zoneinfo.zip")).unwrap())
}

fn oracle() -> Option<&'static Oracle> {
    static ORACLE: OnceLock<Option<Oracle>> = OnceLock::new();
    ORACLE.get_or_init(build).as_ref()
}

/// Compiles the program; the cache in the target directory is for all such programs.
fn build() -> Option<Oracle> {
    let goroot = official_sdk()?;
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("against_go");
    let module = vamos_testkit::Oracle::new(&home, "oracle")?;
    module.write("main.go", include_str!("oracle.go"));
    // Packages that only the SDK may import are taken along as our own.
    for (from, to) in [
        ("cmd/go/internal/str/str.go", "str"),
        ("internal/diff/diff.go", "diff"),
        ("cmd/internal/quoted/quoted.go", "quoted"),
        ("cmd/go/internal/str/path.go", "str"),
    ] {
        module.copy(&goroot.join("src").join(from), to);
    }
    let program = module.build(".");
    Some(Oracle { program, goroot })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    text.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}
