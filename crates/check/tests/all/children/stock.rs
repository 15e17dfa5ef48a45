//! What the SDK's compiler prints.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use vamos_base::Sha256;

use super::home;
use super::items::Item;
use super::sdk::Sdk;
use crate::release::lang;

/// Returns what is printed for each package, with `-e` and without. Answers are kept, by the
/// content of files.
pub(super) fn printed(sdk: &Sdk, items: &[Item]) -> Vec<[String; 2]> {
    let kept = home().join("stock");
    fs::create_dir_all(&kept).expect("the test's directory is writable");
    let half = items.len().div_ceil(2).max(1);
    let answers = |part: &[Item]| -> Vec<[String; 2]> {
        let both = |item| [true, false].map(|prints_all| answer(sdk, &kept, item, prints_all));
        part.iter().map(both).collect()
    };
    std::thread::scope(|scope| {
        let parts: Vec<_> = items
            .chunks(half)
            .map(|part| scope.spawn(|| answers(part)))
            .collect();
        let parts = parts
            .into_iter()
            .map(|part| part.join().expect("it does not panic"));
        parts.flatten().collect()
    })
}

/// Reports whether the compiler prints the same again.
pub(super) fn is_stable(sdk: &Sdk, item: &Item, prints_all: bool, printed: &str) -> bool {
    (0..2).all(|_| run(sdk, item, prints_all) == printed)
}

fn answer(sdk: &Sdk, kept: &Path, item: &Item, prints_all: bool) -> String {
    let mut hash = Sha256::new();
    let head = format!("{}\n{}\n{}\n{prints_all}\n", lang(), item.path, item.lang);
    hash.update(head.as_bytes());
    for file in &item.files {
        hash.update(file.display().to_string().as_bytes());
        hash.update(&fs::read(file).unwrap_or_default());
    }
    let digest: String = hash
        .finish()
        .0
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let file = kept.join(digest);
    if let Ok(text) = fs::read_to_string(&file) {
        return text;
    }
    let text = run(sdk, item, prints_all);
    fs::write(&file, &text).expect("the test's directory is writable");
    text
}

/// Returns the flags that decide which directives are allowed.
fn flags(item: &Item) -> &'static [&'static str] {
    match item.is_std {
        true => &["-std"],
        false => &[],
    }
}

/// Runs the compiler.
fn run(sdk: &Sdk, item: &Item, prints_all: bool) -> String {
    let platform = match std::env::consts::ARCH {
        "aarch64" => "arm64",
        _ => "amd64",
    };
    let platform = format!("{}_{platform}", std::env::consts::OS);
    let mut importcfg = sdk.importcfg.clone();
    if !item.import_map.is_empty() {
        importcfg = with_map(sdk, item);
    }
    let thread = format!("{:?}", std::thread::current().id());
    let number: String = thread.chars().filter(char::is_ascii_digit).collect();
    // The compiler removes its output after errors, so it must be a plain file.
    let output = home().join(format!("stock-{number}.a"));
    let mut command = Command::new(sdk.goroot.join("pkg/tool").join(platform).join("compile"));
    command
        .current_dir(home())
        .envs([("GOOS", "linux"), ("GOARCH", "amd64")])
        .args(flags(item))
        .args(["-c=1", "-p", &item.path, "-importcfg"])
        .arg(importcfg)
        .arg("-o")
        .arg(output);
    if item.lang != lang() {
        command.arg(format!("-lang={}", item.lang));
    }
    if prints_all {
        command.arg("-e");
    }
    let output = command
        .args(&item.files)
        .output()
        .expect("the compiler starts");
    // Messages are on its standard output, unless it cannot start.
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    // Files to embed are the build system's to give.
    let lines = text.split_inclusive('\n');
    lines
        .filter(|line| !line.contains(": invalid go:embed: build system"))
        .collect()
}

/// Writes a list of archives that maps paths too.
fn with_map(sdk: &Sdk, item: &Item) -> PathBuf {
    let mut text = fs::read_to_string(&sdk.importcfg).expect("it was written");
    for (from, to) in &item.import_map {
        text += &format!("importmap {from}={to}\n");
    }
    let file = home().join(format!("importcfg-{}", item.path.replace('/', "-")));
    fs::write(&file, text).expect("the test's directory is writable");
    file
}
