//! The type checker on sources with mistakes: it ends, reports the same twice, and a source without
//! errors has none without bodies either and has a summary that importers can read.
//!
//! An input is a source; its own bytes decide how it is changed further and with which settings it
//! is checked.
//!
//! Counterpart: cmd/compile/internal/types2, whose messages are compared in the tests of check.

use std::sync::Arc;
use std::sync::LazyLock;

use vamos_ast::Outcome;
use vamos_base::Digest;
use vamos_check::CompilerFlags;
use vamos_check::Config;
use vamos_check::report::ParsedFile;
use vamos_check::report::Report;
use vamos_check::report::check_package_with;
use vamos_release::Release;
use vamos_sched::LARGE_STACK;
use vamos_sched::on_large_stack;
use vamos_testkit::Random;
use vamos_testkit::go_mutations;
use vamos_testkit::go_sources;
use vamos_types::Pos;
use vamos_types::ShownPlace;

use super::Target;
use super::built::LIBRARY;
use super::go_source;
use super::imports;
use crate::trees;

pub(super) const CHECK: Target = Target {
    name: "check",
    run: |bytes| on_large_stack(|| run(bytes)),
    seeds: sources,
    words: go_source::WORDS,
    brief: 1500,
};

/// Returns sources whose imports are built: the first input would have to wait for them, and its time
/// is limited.
pub(super) fn sources() -> Vec<Vec<u8>> {
    LazyLock::force(&LIBRARY);
    SEEDS.clone()
}

/// Longer sources are not taken: many short ones find more in the same time.
const LONGEST: usize = 6 << 10;

/// Directories of the SDK whose files are checked.
const DIRS: [&str; 4] = [
    "src/internal/types/testdata",
    "test/typeparam",
    "test/fixedbugs",
    "src/sort",
];

/// The tests of the compiler's type checker, and some packages of the standard library.
pub(super) static SEEDS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let files = DIRS.iter().flat_map(|dir| go_sources::files(dir));
    let files: Vec<_> = files.collect();
    let mut seeds = go_sources::read(&files);
    seeds.retain(|source| source.len() < LONGEST);
    seeds.extend(imports::SOURCES.iter().map(|text| text.as_bytes().to_vec()));
    seeds
});

const LANGUAGES: [&str; 8] = [
    "go1.26", "go1.26", "go1.26", "go1.26", "go1.22", "go1.20", "go1.17", "",
];

/// Returns random numbers that an input decides.
pub(super) fn random_of(bytes: &[u8]) -> Random {
    let digest = Digest::of(bytes).to_string();
    let seed = digest
        .bytes()
        .fold(0, |seed, byte| seed * 31_u64 % (1 << 50) + u64::from(byte));
    Random::new(seed)
}

fn run(bytes: &[u8]) {
    let mut random = random_of(bytes);
    let source = match random.below(4) {
        0 => bytes.to_vec(),
        1 => go_mutations::wrong(&mut random, &[bytes.to_vec()]),
        _ => trees::mutation(&mut random, bytes, &SEEDS),
    };
    let outcome = vamos_ast::parse("x.go", &source);
    if outcome.is_too_deep {
        return;
    }
    let word_size = if random.chance(20) { 4 } else { 8 };
    let config = Config {
        path: "p".to_owned(),
        go_version: (*random.pick(&LANGUAGES)).to_owned(),
        release: Release::default(),
        word_size,
        max_align: word_size,
        ignores_bodies: false,
        stack: LARGE_STACK / 2,
        keeps_info: random.chance(30),
    };
    let flags = CompilerFlags {
        prints_all: random.chance(70),
        is_std: random.chance(10),
        is_runtime: random.chance(5),
        is_complete: random.chance(50),
        is_wasm: random.chance(5),
        is_aix: random.chance(5),
    };
    let report = check(&outcome, &source, &config, flags);
    if random.chance(10) {
        let again = check(&outcome, &source, &config, flags);
        assert_eq!(again.text, report.text);
    }
    let Some(checked) = &report.checked else {
        assert!(!report.text.is_empty());
        return;
    };
    if report.text.is_empty() && !checked.is_too_deep {
        let summary = summary(&outcome, &report);
        imports::use_summary(&summary);
        without_bodies(&source, &config, flags, &summary);
    }
}

fn check<'a>(
    outcome: &'a Outcome,
    src: &'a [u8],
    config: &'a Config,
    flags: CompilerFlags,
) -> Report {
    check_package_with(
        &[ParsedFile { outcome, src }],
        config,
        LIBRARY.importer(),
        flags,
    )
}

/// Returns the summary of a checked package.
pub(super) fn summary(outcome: &Outcome, report: &Report) -> Vec<u8> {
    let place = |pos: Pos| {
        let (_, offset) = pos.own()?;
        let place = outcome.lines.place(offset);
        Some(ShownPlace {
            file: Arc::from("x.go"),
            line: place.line,
            column: place.column,
            physical: None,
        })
    };
    let checked = report.checked.as_ref().expect("the package is right");
    vamos_summary::write(&checked.types, checked.pkg, &place)
}

/// Checks that a correct package is the same for importers if its bodies are not read.
fn without_bodies(source: &[u8], config: &Config, flags: CompilerFlags, summary: &[u8]) {
    let outcome = vamos_ast::parse_declarations("x.go", source);
    let config = Config {
        ignores_bodies: true,
        ..config.clone()
    };
    let report = check(&outcome, source, &config, flags);
    assert_eq!(report.text, "");
    assert!(
        self::summary(&outcome, &report) == summary,
        "another summary without bodies"
    );
}

/// Checks a source that is correct.
pub(super) fn checked_source(source: &str) -> Option<Vec<u8>> {
    let outcome = vamos_ast::parse("x.go", source.as_bytes());
    let config = Config {
        path: "p".to_owned(),
        go_version: "go1.26".to_owned(),
        release: Release::default(),
        word_size: 8,
        max_align: 8,
        ignores_bodies: false,
        stack: LARGE_STACK / 2,
        keeps_info: false,
    };
    let report = check(
        &outcome,
        source.as_bytes(),
        &config,
        CompilerFlags::default(),
    );
    assert_eq!(report.text, "");
    Some(summary(&outcome, &report))
}
