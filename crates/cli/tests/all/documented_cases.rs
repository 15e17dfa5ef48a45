//! Numbers and paths in the documents are equal to the values in the code.
//!
//! The figures of `docs/bench.md` and of README's table are checked with `cargo xtask bench`.
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    reason = "the test reads documents and sources, and fails loudly"
)]

use std::fs;
use std::path::PathBuf;

/// A number of a document: the document, the words around it, and its source: a file, and a text
/// that the file must contain. A change of one of the two needs a change of the other, and of this
/// row.
type Fact = (&'static str, &'static str, &'static str, &'static str);

/// This file, which counts lines.
const THIS: &str = "crates/cli/tests/all/documented_cases.rs";

/// The test that compares docs/remote.md with constants.
const REMOTE: &str = "crates/remote/src/tests/documented.rs";

/// The test of the limits of tables.
const TABLES: &str = "crates/localstore/src/kind.rs";

const COMPILERS: &str = "crates/localstore/src/compilers.rs";

const UNUSED: &str = "const UNUSED_NS: i128 = 30 * DAY_NS;";

const COUNT: &str = "const COUNT: usize = 4;";

const DAY: &str = "const DAY_NS: i128 = 24 * 3600 * 1_000_000_000;";

const SETTLED: &str = "const SETTLED_NS: i128 = 10 * 60 * 1_000_000_000;";

const TRIM: (&str, &str) = (
    "crates/cache/src/trim.rs",
    "const TRIM_LIMIT_NS: i128 = 5 * TRIM_INTERVAL_NS;",
);

const SPACE: (&str, &str) = (
    "crates/tools/src/instrumented_compiler/settings.rs",
    "const LEAST_SPACE: u64 = 1 << 30;",
);

const USES: (&str, &str) = (
    "crates/insight/src/uses.rs",
    "const KEPT_MINUTES: u32 = 30 * 24 * 60;",
);

const CAP: (&str, &str) = (
    "crates/cache/src/eviction/cap.rs",
    "self.bytes - self.bytes / 20",
);

const STAGGER: (&str, &str) = (
    "crates/net/src/attempt.rs",
    "const STAGGER: Duration = Duration::from_millis(250);",
);

const LIMITS: &str = "crates/net/src/limits.rs";

const SENT: &str = "crates/testing/src/remote_run/upload.rs";

const RACE: &str = "crates/tools/src/remote/race/times.rs";

const CONTENTS: &str = "crates/testing/src/results/contents.rs";

const EDITS: &str = "crates/tools/src/instrumented_compiler/proof/edits.rs";

const VERDICTS: &str = "crates/tools/src/instrumented_compiler/verdicts.rs";

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    ("README.md", "2 cores", "docs/bench.md", ", 2 cores, "),
    ("README.md", "needs Rust 1.90 or newer", "Cargo.toml", "rust-version = \"1.90\""),
    ("README.md", "some libraries have code in C and assembly", "Cargo.toml", "psm = \"0.1\""),
    ("README.md", "some libraries have code in C and assembly", "Cargo.toml", "ring = {"),
    ("README.md", "Windows is not supported", "docs/platforms.md", "vamos does not compile for Windows."),
    ("README.md", "none is installed and `GOPROXY` is set, it downloads one", "crates/goenv/src/resolve.rs", "GOPROXY is missing: only"),
    ("README.md", "without an SDK `GOPROXY` has no default", "crates/cli/src/commands/doctor/network.rs", "GOPROXY is not set, and without an SDK it has no default"),
    ("README.md", "at most 256 MiB on disk", TABLES, "{compilers} MiB on disk for all SDKs"),
    ("docs/background.md", "at most 170 lines added", THIS, "lines <= 170"),
    ("docs/background.md", "not within 10 minutes after", COMPILERS, SETTLED),
    ("docs/background.md", "less than 1 GiB of free disk space", SPACE.0, SPACE.1),
    ("docs/background.md", "At most 4 are kept", COMPILERS, COUNT),
    ("docs/background.md", "at most 256 MiB, in `vamos/compilers`", TABLES, "{compilers} MiB, in `vamos/compilers`"),
    ("docs/background.md", "not used for 30 days", COMPILERS, UNUSED),
    ("docs/background.md", "again after 24 hours", COMPILERS, DAY),
    ("docs/cache.md", "not used for 5 days", TRIM.0, TRIM.1),
    ("docs/cache.md", "built in the last 30 days", USES.0, USES.1),
    ("docs/cache.md", "used in the last 30 days", USES.0, USES.1),
    ("docs/cache.md", "at least the 16,384 entries", USES.0, "const MOST: usize = 16_384;"),
    ("docs/cache.md", "above 95 % of the cap", CAP.0, CAP.1),
    ("docs/cache.md", "until 85.5 % is left", CAP.0, "let goal = limit / 10 * 9;"),
    ("docs/cache.md", "in pieces of 256 MiB", CAP.0, "const PIECE: u64 = 256 << 20;"),
    ("docs/cache.md", "The last 5 % is", CAP.0, CAP.1),
    ("docs/cache.md", "more than 5 % of it", CAP.0, CAP.1),
    ("docs/cache.md", "at the 256 directories", "crates/cache/src/eviction/totals.rs", "const PARTS: usize = 256;"),
    ("docs/cache.md", "in the 24 hours before", "crates/cli/src/commands/cache/pack.rs", "const TOGETHER: u32 = 24 * 60;"),
    ("docs/ci.md", "in the 24 hours before", "crates/cli/src/commands/cache/pack.rs", "const TOGETHER: u32 = 24 * 60;"),
    ("docs/ci.md", "at most 338 MiB, in", TABLES, "{in_cache} MiB, in `vamos/` inside GOCACHE"),
    ("docs/ci.md", "not used for 5 days", TRIM.0, TRIM.1),
    ("docs/cutoff.md", "at most 170 lines", THIS, "lines <= 170"),
    ("docs/cutoff.md", "each of 41 edits: comments", EDITS, "edits.len()).sum::<usize>(), 41);"),
    ("docs/cutoff.md", "least 8 edits", EDITS, "const LEAST_EDITS: usize = 8;"),
    ("docs/cutoff.md", "one use in 200 is compared", VERDICTS, "pub(super) const ONE_IN: u64 = 200;"),
    ("docs/cutoff.md", "at least 10 minutes ago", COMPILERS, SETTLED),
    ("docs/cutoff.md", "not tried again for 24 hours", COMPILERS, DAY),
    ("docs/cutoff.md", "at most 4 compilers", COMPILERS, COUNT),
    ("docs/cutoff.md", "last 30 days; `clean -cache`", COMPILERS, UNUSED),
    ("docs/cutoff.md", "used for 24 hours", COMPILERS, DAY),
    ("docs/cutoff.md", "more than 2 workers", "crates/build/src/kinds/early.rs", "const FEW_WORKERS: usize = 2;"),
    ("docs/deviations.md", "start 250 ms apart", STAGGER.0, STAGGER.1),
    ("docs/deviations.md", "costs 250 ms once", STAGGER.0, STAGGER.1),
    ("docs/deviations.md", "after at most 1 second", "crates/fsys/src/proc/interrupt.rs", "const GRACE: Duration = Duration::from_secs(1);"),
    ("docs/deviations.md", "nested 20,000 deep", "crates/tmpl/src/parse.rs", "const MAX_CONTROLS: usize = 20_000;"),
    ("docs/deviations.md", "less than 1 GiB of free disk space", SPACE.0, SPACE.1),
    ("docs/deviations.md", "After 500 ms a line", "crates/cli/src/live/board.rs", "const PATIENCE: Duration = Duration::from_millis(500);"),
    ("docs/deviations.md", "sent up to 3 times", "crates/net/src/retry.rs", "const ATTEMPTS: u32 = 3;"),
    ("docs/deviations.md", "A server has 5 minutes", LIMITS, "answer: Duration::from_secs(300)"),
    ("docs/deviations.md", "pause for at most 1 minute", LIMITS, "stall: Duration::from_secs(60)"),
    ("docs/deviations.md", "limited to 1 MiB", "crates/net/src/http1.rs", "const MAX_HEAD: u64 = 1 << 20;"),
    ("docs/deviations.md", "go.mod file to 16 MiB", "crates/modzip/src/check.rs", "pub const MAX_GO_MOD: u64 = 16 << 20;"),
    ("docs/deviations.md", "a list of versions to 64 MiB", "crates/fetch/src/proxy_repo.rs", "const MAX_LIST: usize = 64 << 20;"),
    ("docs/deviations.md", "more than 500 MiB", "crates/modzip/src/check.rs", "pub const MAX_ZIP_FILE: u64 = 500 << 20;"),
    ("docs/deviations.md", "resolution of 10 ms", "crates/fsys/src/proc/usage/linux.rs", "Duration::from_millis(ticks * 10)"),
    ("docs/deviations.md", "3 seconds before the present time", "crates/cache/src/clock.rs", "const RENEWAL_LAG_NS: i128 = 3_000_000_000;"),
    ("docs/deviations.md", "more than 2^60 records", "crates/sumdb/src/tlog/mod.rs", "pub const MAX_TREE_SIZE: u64 = 1 << 60;"),
    ("docs/environment.md", "at most 338 MiB", TABLES, "they were made from | at most {in_cache} MiB"),
    ("docs/environment.md", "at most 840 MiB of records", TABLES, "{records} MiB of records"),
    ("docs/environment.md", "at most 256 MiB of compilers", TABLES, "{compilers} MiB of compilers"),
    ("docs/environment.md", "by default 2 GiB", "crates/cli/src/env_vars/tests.rs", "kept_bytes: 2 << 30"),
    ("docs/insight.md", "Above 2,000 boxes", "crates/insight/src/graph/svg.rs", "const MOST: usize = 2000;"),
    ("docs/insight.md", "Of more than 200 packages", "crates/insight/src/graph/collapse.rs", "const READABLE: usize = 200;"),
    ("docs/insight.md", "answers within 5 seconds", "crates/fetch/src/probe.rs", "const PATIENCE: Duration = Duration::from_secs(5);"),
    ("docs/insight.md", "within 5 minutes of that", "crates/cli/src/commands/doctor/network.rs", "const DRIFT: Duration = Duration::from_secs(300);"),
    ("docs/remote.md", "valid for 30 minutes", REMOTE, "valid for {} minutes"),
    ("docs/remote.md", "takes more than 3 seconds", REMOTE, "takes more than {}, is reported"),
    ("docs/remote.md", "less than 4 MiB", REMOTE, "a little less than {} MiB"),
    ("docs/remote.md", "have 256 bytes or more", REMOTE, "if they have {LEAST} bytes or more"),
    ("docs/remote.md", "waited 3.5 seconds more", REMOTE, "waited {} more than"),
    ("docs/remote.md", "40 ms for each result", REMOTE, "{} ms for each"),
    ("docs/remote.md", "3 MB a second", REMOTE, "{} MB a second for each processor"),
    ("docs/remote.md", "The timeout is 2 seconds", REMOTE, "The timeout is {}."),
    ("docs/remote.md", "the 3.5 seconds above", REMOTE, "waited {} more than"),
    ("docs/remote.md", "the 4 seconds below", REMOTE, "waits at most {} for them"),
    ("docs/remote.md", "waits at most 4 seconds", REMOTE, "waits at most {} for them"),
    ("docs/remote.md", "At most 48 MiB", REMOTE, "At most {} MiB of downloaded values"),
    ("docs/remote.md", "downloads at most 4 GiB", REMOTE, "downloads at most {} GiB"),
    ("docs/remote.md", "A value has at most 64 MiB", REMOTE, "A value has at most {} MiB"),
    ("docs/remote.md", "together at most 256 MiB", REMOTE, "together at most {} MiB"),
    ("docs/remote.md", "At most 16 packages", REMOTE, "At most {SLOTS} packages"),
    ("docs/remote.md", "ended after 120 seconds", REMOTE, "ended after {}"),
    ("docs/remote.md", "at least one second", RACE, "const LEAST: Duration = Duration::from_secs(1);"),
    ("docs/remote.md", "the last 31 jobs", RACE, "const REMEMBERED: usize = 31;"),
    ("docs/remote.md", "at most 4,000 files", SENT, "const MAX_FILES: usize = 4000;"),
    ("docs/remote.md", "files and 128 MiB", SENT, "const MAX_BYTES: u64 = 128 << 20;"),
    ("docs/test-cache.md", "more than 256 MiB", CONTENTS, "const MOST_BYTES: u64 = 256 << 20;"),
    ("docs/test-cache.md", "counts as 4 KiB", CONTENTS, "const LEAST_BYTES: u64 = 4096;"),
    ("docs/test-cache.md", "within 2 seconds after", "crates/localstore/src/trust.rs", "const RACY_NS: i128 = 2_000_000_000;"),
    (
        "docs/link.md",
        "Up to 256 MB of freed buffers",
        "crates/fsys/src/pages/heap.rs",
        "const KEPT_FOR_OTHERS: usize = 256 << 20;",
    ),
    (
        "docs/link.md",
        "alignments above 16 MiB",
        "crates/link/src/flags.rs",
        "const ALIGN_LIMIT: i64 = 1 << 24;",
    ),
    (
        "docs/link.md",
        "less than 512 MiB and twice",
        "crates/tools/src/link/mod.rs",
        "const MEMORY: u64 = 512 << 20;",
    ),
    (
        "docs/link.md",
        "the only one keeps 48 MB",
        "crates/fsys/src/pages/heap.rs",
        "const KEPT: usize = 48 << 20;",
    ),
];

/// Numbers that are neither limits of vamos nor measured: the document, the words around it, and
/// their source.
#[rustfmt::skip]
const OTHERS: &[(&str, &str, &str)] = &[
    ("docs/cutoff.md", "larger than 128 bytes", "a limit of the SDK's compiler"),
    ("docs/cutoff.md", "in 8 bytes per fingerprint", "the format of objects"),
    (
        "docs/link.md",
        "wall 3.73 -> 2.49 s, user+sys 4.20 -> 2.97 s, peak 1,239 -> 936 MB",
        "`vamos build` with each linker, five in turn",
    ),
    ("docs/link.md", "1.4 s of both (GNU ld), 2.00 -> 0.73 s", "gcc alone; `vamos tool link -extld=/bin/true`"),
    ("docs/link.md", "by 96 bits of their hashes", "a property of the hash"),
    ("docs/link.md", "in pieces of 64 KiB", "`PIECE` of atomic.rs"),
    ("docs/link.md", "in pages of up to 2 MiB", "the largest pages of Linux on amd64"),
    (
        "docs/link.md",
        "caddy (1,016 archives, 739 MB; output 82 MB)",
        "what the measurement below it links",
    ),
    ("docs/link.md", "Test binaries of 20 packages of caddy", "what the measurement below it links"),
    ("docs/link.md", "14.6 s | 27.7 s | 0.83 GB", "the measurement above it"),
    ("docs/link.md", "4.06 s | 7.8 s | 1.05 GB", "the same measurement"),
    ("docs/link.md", "4 % more processor time and 7 % more wall time", "three pairs of 20 links"),
    (
        "docs/link.md",
        "| windows/amd64 | 2.25 -> 0.76 s | 2.73 -> 1.29 s | 1,267 -> 872 MB",
        "what the measurement above it built",
    ),
    (
        "docs/link.md",
        "| windows/arm64 | 2.12 -> 0.75 s | 2.59 -> 1.27 s | 1,227 -> 860 MB",
        "the same measurement",
    ),
    (
        "docs/link.md",
        "| darwin/amd64 | 2.48 -> 0.83 s | 3.01 -> 1.40 s | 1,356 -> 954 MB",
        "the same measurement",
    ),
    (
        "docs/link.md",
        "| darwin/arm64 | 2.58 -> 0.93 s | 3.11 -> 1.49 s | 1,344 -> 951 MB",
        "the same measurement",
    ),
    ("docs/link.md", "668 -> 605 ms", "a measurement of its own"),
    ("docs/link.md", "402 -> 375 ms", "the same measurement"),
    ("docs/link.md", "804 -> 766 ms", "the same measurement"),
    ("docs/link.md", "175 -> 178 ms", "the same measurement"),
    ("docs/link.md", "100 -> 99 ms", "the same measurement"),
    ("docs/link.md", "(654 and 655 ms", "the same measurement"),
    ("docs/link.md", "the first 4 kB of the file", "the space that cmd/link reserves for headers"),
    ("docs/link.md", "55 to 65 MB", "computed from the numbers before it"),
    ("docs/link.md", "66 MB takes 60 ms", "the same measurement, with a program of its own"),
    ("docs/link.md", "1,086 -> 1,083 ms and 1,149 -> 1,176 ms", "a measurement of its own"),
    ("docs/link.md", "896 -> 908 MB", "the same pairs"),
    ("docs/link.md", "one thread 35 ms", "a measurement with a program of its own"),
    ("docs/link.md", "71 ms of processor time and 58 ms of wall time", "the same program"),
    ("docs/link.md", "728 and 699 ms, fastest 655 and 654 ms, 1,176 and 1,175 ms", "seven pairs"),
    ("docs/link.md", "356 of 1,117 ms", "computed from the table of passes"),
    ("docs/link.md", "60 to 80 ms", "an estimate, called so"),
    ("docs/link.md", "(386 ms)", "computed from the table of passes"),
    ("docs/link.md", "30 of 91 ms of compressing", "measured with containerd"),
    ("docs/remote.md", "3 seconds of waiting count as 1 second", "an example"),
];

/// Units of numbers that are checked.
const UNITS: &str = "B KiB MiB GiB kB MB GB ns ms s second seconds minute minutes hour hours day days \
    month months % bits bytes files packages modules lines archives entries edits directories compilers \
    workers processors cores jobs results times";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Returns a text in one line, with single spaces.
fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn facts_are_those_of_the_code() {
    for (document, words, source, content) in FACTS {
        assert!(
            in_one_line(&read(document)).contains(words),
            "{document} lacks: {words}"
        );
        let mut text = in_one_line(&read(source));
        if *source == THIS {
            // The rows above contain the text, too.
            text = text.replace(&format!("\"{content}\""), "");
        }
        assert!(
            text.contains(content),
            "{document}: \"{words}\" is from {source}, which lacks: {content}"
        );
    }
    for (document, words, _) in OTHERS {
        assert!(
            in_one_line(&read(document)).contains(words),
            "{document} lacks: {words}"
        );
    }
}

#[test]
fn the_lines_of_the_instrumented_compiler_are_counted() {
    let dir = "crates/tools/src/instrumented_compiler/overlay";
    let files = fs::read_dir(root().join(dir)).unwrap();
    let texts = files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap());
    // The lines of the SDK's files behind which others are inserted are not added.
    let added = |text: String| match text.starts_with("== ") {
        false => text.lines().count(),
        true => {
            let parts = text.split("-- insert\n").skip(1);
            let is_own = |line: &&str| !line.starts_with("-- ") && !line.starts_with("== ");
            parts
                .map(|part| part.lines().take_while(is_own).count())
                .sum()
        }
    };
    let lines: usize = texts.map(added).sum();
    assert!(lines > 100 && lines <= 170, "{lines}");
}

/// Returns the prose of a document in one line: without blocks of code, and of README without its
/// table of measurements.
fn prose(name: &str) -> String {
    let text = read(name);
    let mut is_code = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        let is_fence = line.starts_with("```");
        is_code ^= is_fence;
        let is_row = name == "README.md" && line.starts_with('|') && !line.contains("cores");
        if !is_code && !is_fence && !is_row && !line.starts_with("    ") {
            lines.push(line);
        }
    }
    in_one_line(&lines.join("\n"))
}

/// Returns the places of numbers with a unit: of the number, and of the unit's end.
fn numbers(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let units: Vec<&str> = UNITS.split(' ').collect();
    let words: Vec<&str> = text.split(' ').collect();
    let mut at = 0;
    // An odd number of quotes before a word: it is part of a command.
    let mut is_quoted = false;
    for pair in words.windows(2) {
        let begins_quoted = is_quoted || pair[0].starts_with('`');
        is_quoted ^= pair[0].matches('`').count() % 2 == 1;
        let number = pair[0].trim_start_matches(['(', '~']);
        let is_number = number.starts_with(|c: char| c.is_ascii_digit())
            && number
                .chars()
                .all(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
        let unit = pair[1].trim_end_matches(|c: char| !c.is_alphanumeric() && c != '%');
        if is_number && !begins_quoted && units.contains(&unit) {
            let unit_at = at + pair[0].len() + 1;
            found.push((at, unit_at + unit.len()));
        }
        at += pair[0].len() + 1;
    }
    found
}

#[test]
fn every_number_of_a_document_has_a_source() {
    let docs = fs::read_dir(root().join("docs")).unwrap();
    let names = docs.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let documents = names.filter(|name| name.ends_with(".md") && name != "bench.md");
    let mut documents: Vec<String> = documents.map(|name| format!("docs/{name}")).collect();
    documents.push("README.md".to_owned());
    documents.sort();
    let mut without = Vec::new();
    for document in &documents {
        let text = prose(document);
        let of_facts = FACTS.iter().map(|(document, words, ..)| (document, words));
        let of_others = OTHERS.iter().map(|(document, words, _)| (document, words));
        let known = of_facts.chain(of_others);
        let known: Vec<&str> = known
            .filter(|(of, _)| **of == document.as_str())
            .map(|(_, words)| *words)
            .collect();
        let covered: Vec<(usize, usize)> = known
            .iter()
            .flat_map(|words| text.match_indices(words))
            .map(|(at, words)| (at, at + words.len()))
            .collect();
        for (start, end) in numbers(&text) {
            if !covered
                .iter()
                .any(|(from, to)| *from <= start && end <= *to)
            {
                without.push(format!("{document}: {}", &text[start..end]));
            }
        }
    }
    assert!(
        without.is_empty(),
        "numbers without a row in FACTS or OTHERS: {without:#?}"
    );
}

#[test]
fn numbers_are_found() {
    let text = "at most 4 GiB, `-size 2 GB` or (10 minutes), 1.27 and 3 of 5 %.";
    let found: Vec<&str> = numbers(text)
        .into_iter()
        .map(|(start, end)| &text[start..end])
        .collect();
    assert_eq!(found, ["4 GiB", "(10 minutes", "5 %"]);
}

#[test]
fn the_first_change_of_contributing_is_possible() {
    let text = read("CONTRIBUTING.md");
    let mut blocks = text.split("```diff\n").skip(1).peekable();
    assert!(blocks.peek().is_some());
    for block in blocks {
        let block = block.split("```").next().unwrap();
        let mut lines = block.lines();
        let file = lines.next().and_then(|line| line.strip_prefix("--- "));
        let source = read(file.unwrap());
        for line in lines {
            let (sign, line) = line.split_at(1);
            let is_there = source.lines().any(|other| other == line);
            assert_eq!(is_there, sign != "+", "{file:?}: {line}");
        }
    }
}
