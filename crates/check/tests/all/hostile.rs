//! Hostile sources: each check ends soon and in little memory, with the output of the compiler, or
//! with the result that only the compiler can decide.
//!
//! At full size each is checked by a child process of this test, so that an overflow of its stack
//! is a result; `HOSTILE_ONLY` selects some by a part of their names.
//! Counterpart: none.

mod sources;

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use vamos_testkit::Random;

use crate::cases;
use crate::release::lang;
use crate::sdk::Sdk;
use crate::subject::Subject;
use sources::DEEP;
use sources::EXPLOSIVE;
use sources::Source;
use sources::WIDE;

/// Memory limit of one check, in MiB.
const MOST_MEMORY: u64 = 3 << 10;

/// Time limit of one check.
const MOST_TIME: Duration = Duration::from_secs(60);

/// Time limit of the compiler.
const PATIENCE: Duration = Duration::from_secs(30);

fn home() -> PathBuf {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile");
    fs::create_dir_all(&home).unwrap();
    home
}

/// Returns a source as a package; the file is written.
fn subject(source: &Source, n: usize) -> Subject {
    let file = home().join(format!("{}.go", source.name));
    fs::write(&file, (source.text)(n)).unwrap();
    Subject {
        path: "p".to_owned(),
        is_std: false,
        files: vec![file],
        lang: lang(),
        prints_all: false,
        is_right: false,
        is_small: false,
    }
}

fn all() -> impl Iterator<Item = &'static Source> {
    DEEP.iter().chain(WIDE).chain(EXPLOSIVE)
}

/// Returns the source of a name.
fn named(name: &str) -> &'static Source {
    let mut all = all().chain(LARGE);
    all.find(|source| source.name == name).unwrap()
}

/// Returns the size of a source in tests of two sizes: the number of levels, lines or doublings.
fn size(source: &Source, deep: usize, wide: usize, doubled: usize) -> usize {
    let is_in = |list: &[Source]| list.iter().any(|other| other.name == source.name);
    match (is_in(DEEP), is_in(WIDE)) {
        (true, _) => deep,
        (_, true) => wide,
        _ => doubled,
    }
}

#[test]
fn hostile_sources_end() {
    let Some(sdk) = Sdk::compiled() else { return };
    let no_map = HashMap::new();
    for source in all() {
        let subject = subject(source, size(source, 200, 200, 8));
        let start = Instant::now();
        let result = subject.check(|| sdk.importer(&subject.path, &no_map));
        assert!(result.is_ok(), "{}: {result:?}", source.name);
        assert!(start.elapsed() < MOST_TIME, "{}", source.name);
    }
}

/// Result of a check.
#[derive(Debug)]
struct Answer {
    /// The output; `None` if the compiler must decide.
    text: Option<String>,
    time: Duration,
    /// The most memory in MiB.
    memory: u64,
}

/// Lets a child check a source; `None` if it has crashed.
fn ask_child(source: &Source, n: usize) -> Option<Answer> {
    let results = home().join(format!("{}.result", source.name));
    let _ = fs::remove_file(&results);
    let start = Instant::now();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "hostile::child", "--ignored"])
        .env("HOSTILE_SOURCE", source.name)
        .env("HOSTILE_SIZE", n.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let ended = wait(&mut child, 2 * MOST_TIME);
    let time = start.elapsed();
    ended.filter(|is_good| *is_good)?;
    let result = fs::read_to_string(results).ok()?;
    let (memory, text) = result.split_once('\n')?;
    let (kind, text) = text.split_once('\n')?;
    Some(Answer {
        text: (kind == "text").then(|| text.to_owned()),
        time,
        memory: memory.parse().ok()?,
    })
}

/// Waits for a child; `None` if that takes too long.
fn wait(child: &mut std::process::Child, patience: Duration) -> Option<bool> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return Some(status.success());
        }
        if start.elapsed() > patience {
            let _ = child.kill();
            let _ = child.wait();
            return None;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The child's side.
#[test]
#[ignore = "another test starts it"]
fn child() {
    let Ok(name) = std::env::var("HOSTILE_SOURCE") else {
        return;
    };
    let n = std::env::var("HOSTILE_SIZE").unwrap().parse().unwrap();
    let source = named(&name);
    let subject = subject(source, n);
    let sdk = Sdk::compiled().unwrap();
    let no_map = HashMap::new();
    let result = subject.check(|| sdk.importer(&subject.path, &no_map));
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let memory = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let memory = memory.and_then(|rest| rest.split_whitespace().next());
    let memory: u64 = memory.and_then(|kib| kib.parse().ok()).unwrap_or(0);
    let text = match result.unwrap() {
        Some(text) => format!("{}\ntext\n{text}", memory >> 10),
        None => format!("{}\nnone\n", memory >> 10),
    };
    fs::write(home().join(format!("{name}.result")), text).unwrap();
}

/// Returns the compiler's output; `None` if it fails itself, or needs too long.
fn ask_compiler(sdk: &Sdk, subject: &Subject) -> Option<String> {
    let [printed, stderr] = ["compiler.txt", "compiler.err"].map(|name| home().join(name));
    let mut command = sdk.compiler(subject);
    command
        .env("GOMEMLIMIT", "4GiB")
        .stdout(fs::File::create(&printed).unwrap())
        .stderr(fs::File::create(&stderr).unwrap());
    let mut child = command.spawn().unwrap();
    wait(&mut child, PATIENCE)?;
    let [text, crash] = [printed, stderr].map(|path| fs::read(path).unwrap_or_default());
    let [text, crash] = [&text, &crash].map(|bytes| vamos_base::golang::os_str::decode(bytes));
    // Its own panics it prints as errors, the runtime's errors are on stderr.
    let has_failed = ["stack overflow", "goroutine ", "out of memory"]
        .iter()
        .any(|part| text.contains(part) || crash.contains(part));
    if has_failed {
        return None;
    }
    cases::without_later(&text, subject.prints_all)
}

/// Checks sources at full size, and compares the output with the compiler's.
fn compare(sources: &[Source], n: usize) {
    let Some(sdk) = Sdk::compiled() else { return };
    let only = std::env::var("HOSTILE_ONLY").unwrap_or_default();
    let mut wrong = Vec::new();
    for source in sources.iter().filter(|source| source.name.contains(&only)) {
        let answer = ask_child(source, n);
        let subject = subject(source, n);
        let has_text = answer.as_ref().is_some_and(|answer| answer.text.is_some());
        let theirs = has_text.then(|| ask_compiler(sdk, &subject)).flatten();
        let _ = fs::remove_file(&subject.files[0]);
        let Some(answer) = answer else {
            println!("{}: CRASH", source.name);
            wrong.push(source.name);
            continue;
        };
        let verdict = match (&answer.text, &theirs) {
            (None, _) => "left to the compiler",
            (Some(_), None) => "the compiler does not answer",
            (Some(ours), Some(theirs)) if ours == theirs => "equal",
            (Some(ours), Some(theirs)) => {
                let short = |text: &str| text.chars().take(400).collect::<String>();
                println!("- {}\n+ {}", short(theirs), short(ours));
                "DIFFERENT"
            }
        };
        let (time, memory) = (answer.time.as_millis(), answer.memory);
        println!("{}: {verdict}, {time} ms, {memory} MiB", source.name);
        if verdict == "DIFFERENT" || answer.time > MOST_TIME || memory > MOST_MEMORY {
            wrong.push(source.name);
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
#[ignore = "checks sources of some megabytes, and compiles them"]
fn deep_sources() {
    compare(DEEP, 1_000_000);
}

#[test]
#[ignore = "checks sources of some megabytes, and compiles them"]
fn sources_of_some_depth() {
    compare(DEEP, 1_000);
}

#[test]
#[ignore = "checks sources of some megabytes, and compiles them"]
fn wide_sources() {
    compare(WIDE, 100_000);
}

#[test]
#[ignore = "checks sources that explode, and compiles them"]
fn explosive_sources() {
    compare(EXPLOSIVE, 24);
    compare(EXPLOSIVE, 64);
}

/// The contents of large files.
const LARGE: &[Source] = &[
    Source {
        name: "large_spaces",
        text: |n| [b"package p\n", &b" ".repeat(n)[..]].concat(),
    },
    Source {
        name: "large_invalid",
        text: |n| {
            [
                b"package p\n",
                &b"\xff\0\xef\xbb\xbf\xc3".repeat(n / 1000)[..],
            ]
            .concat()
        },
    },
    Source {
        name: "large_random",
        text: |n| {
            let mut random = Random::new(1);
            let bytes = std::iter::repeat_with(|| random.number() as u8).take(n / 100);
            [b"package p\n".to_vec(), bytes.collect()].concat()
        },
    },
    Source {
        name: "large_functions",
        text: |n| {
            let body = "(a, b int) int {\n\tif a < b {\n\t\treturn a*b + 1\n\t}\n\treturn 0\n}\n";
            let count = n / (body.len() + 12);
            let all: String = (0..count).map(|at| format!("func f{at}{body}")).collect();
            format!("package p\n{all}").into_bytes()
        },
    },
    Source {
        name: "large_comment",
        text: |n| [b"package p\n/*", &b"x".repeat(n)[..], b"*/"].concat(),
    },
    Source {
        name: "large_string",
        text: |n| [b"package p\nvar x = `", &b"x".repeat(n)[..], b"`\n"].concat(),
    },
    Source {
        name: "large_list",
        text: |n| {
            [
                b"package p\nvar x = []int{",
                &b"1, ".repeat(n / 3)[..],
                b"}\n",
            ]
            .concat()
        },
    },
    Source {
        name: "large_line",
        text: |n| [b"package p\nfunc f() {", &b"f();".repeat(n / 4)[..], b"}\n"].concat(),
    },
    Source {
        name: "large_parentheses",
        text: |n| [b"package p\nvar x = ", &b"(".repeat(n)[..]].concat(),
    },
];

#[test]
#[ignore = "checks sources of a hundred megabytes, and compiles them"]
fn large_sources() {
    compare(LARGE, 100_000_000);
}
