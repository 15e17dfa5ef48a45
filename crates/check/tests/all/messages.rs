//! The same messages as the SDK's compiler prints.
//!
//! Counterpart: cmd/compile.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::str::FromStr;

use vamos_testkit::Random;
use vamos_testkit::go_mutations;
use vamos_testkit::go_sources;

use crate::cases;
use crate::release::lang;
use crate::sdk::Sdk;
use crate::subject::Subject;

/// Counts of a comparison, and the differences.
#[derive(Default)]
struct Comparison {
    compared: usize,
    /// Number of packages in which the stock compiler finds errors.
    wrong: usize,
    names: Vec<String>,
    text: String,
}

impl Comparison {
    /// Compares the outputs for a package.
    fn add(&mut self, sdk: &Sdk, subject: &Subject) {
        let no_map = HashMap::new();
        let ours = match subject.check(|| sdk.importer(&subject.path, &no_map)) {
            Ok(None) => return,
            Ok(Some(text)) => text,
            Err(panic) => panic,
        };
        self.compared += 1;
        if subject.is_right && ours.is_empty() {
            return;
        }
        let ask = || cases::without_later(&sdk.compile_messages(subject), subject.prints_all);
        let Some(theirs) = ask() else { return };
        self.wrong += usize::from(!theirs.is_empty());
        if ours == theirs {
            return;
        }
        // Output that depends on the order of a map differs each time.
        if (0..3).any(|_| ask().as_ref() != Some(&theirs)) {
            return;
        }
        let name = subject.files[0].display().to_string();
        let all = if subject.prints_all {
            ""
        } else {
            " (ten errors)"
        };
        self.text += &format!("=== {name}{all}\n{}", diff(&theirs, &ours));
        self.names.push(name);
    }

    /// Prints the differences, and fails if there are any.
    fn finish(mut self, label: &str) {
        let name = format!("check-{label}.diff");
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::write(&file, &self.text).unwrap();
        println!("{}", self.text);
        println!("compared {}, {} with errors", self.compared, self.wrong);
        assert!(self.compared > 5, "{}", self.compared);
        self.names.dedup();
        let different = self.names.len();
        assert_eq!(different, 0, "different packages: {}", file.display());
    }
}

/// Compares every `step`th package of these.
fn compare(label: &str, subjects: Vec<Subject>, step: usize) {
    let Some(sdk) = Sdk::compiled() else { return };
    let mut comparison = Comparison::default();
    for mut subject in subjects.into_iter().step_by(step) {
        comparison.add(sdk, &subject);
        subject.prints_all = false;
        comparison.add(sdk, &subject);
    }
    comparison.finish(label);
}

/// The language versions of mutations; an empty one means the newest.
const VERSIONS: [&str; 12] = [
    "", "", "", "", "go1.25", "go1.24", "go1.22", "go1.21", "go1.20", "go1.18", "go1.17", "go1.9",
];

/// Change of a source.
type Mutation = fn(&mut Random, &[Vec<u8>]) -> Vec<u8>;

/// Compares mutations of the SDK's tests.
fn mutations(seed: u64, count: usize, mutate: Mutation) {
    let Some(sdk) = Sdk::compiled() else { return };
    let subjects = cases::type_checker_tests().into_iter();
    let subjects = subjects.chain(cases::compiler_tests());
    let paths: Vec<_> = subjects
        .filter(|subject| subject.files.len() == 1)
        .map(|subject| subject.files[0].clone())
        .collect();
    let mut seeds = go_sources::read(&paths);
    seeds.retain(|source| source.len() < 20_000);
    let mut random = Random::new(seed);
    let mut comparison = Comparison::default();
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mutations");
    fs::create_dir_all(&dir).unwrap();
    for number in 0..count {
        let file = dir.join(format!("m{seed}-{number}.go"));
        let source = mutate(&mut random, &seeds);
        fs::write(&file, &source).unwrap();
        let before = comparison.names.len();
        let subject = Subject {
            path: "p".to_owned(),
            is_std: false,
            files: vec![file.clone()],
            lang: match *random.pick(&VERSIONS) {
                "" => lang(),
                version => version.to_owned(),
            },
            prints_all: number % 2 == 0,
            is_right: false,
            // Archives are built for amd64.
            is_small: random.chance(20) && !source.windows(6).any(|word| word == b"import"),
        };
        comparison.add(sdk, &subject);
        if comparison.names.len() == before {
            fs::remove_file(file).unwrap();
        }
    }
    comparison.finish(&format!("mutations-{seed}"));
}

/// Compares packages of the standard library, one file of which is changed.
fn package_mutations(seed: u64, count: usize) {
    let Some(sdk) = Sdk::compiled() else { return };
    let packages: Vec<_> = sdk
        .packages
        .iter()
        .filter(|package| {
            // Those are compiled with other flags.
            let has_flags = ["runtime", "internal/runtime", "unsafe", "syscall"]
                .iter()
                .any(|prefix| package.path.starts_with(prefix));
            package.import_map.is_empty() && !has_flags && (1..20).contains(&package.files.len())
        })
        .collect();
    let mut random = Random::new(seed);
    let mut comparison = Comparison::default();
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mutations");
    fs::create_dir_all(&dir).unwrap();
    for number in 0..count {
        let package = *random.pick(&packages);
        let mut files = package.files.clone();
        let changed = random.below(files.len());
        let sources = go_sources::read(&files[changed..=changed]);
        let file = dir.join(format!("p{seed}-{number}.go"));
        fs::write(&file, go_mutations::wrong(&mut random, &sources)).unwrap();
        files[changed].clone_from(&file);
        // The first file names the difference.
        files.swap(0, changed);
        let before = comparison.names.len();
        let subject = Subject {
            files,
            prints_all: number % 2 == 0,
            is_right: false,
            ..Subject::right(package)
        };
        comparison.add(sdk, &subject);
        if comparison.names.len() == before {
            fs::remove_file(file).unwrap();
        }
    }
    comparison.finish(&format!("packages-{seed}"));
}

/// Returns the lines that only one text has.
fn diff(theirs: &str, ours: &str) -> String {
    let mut text = String::new();
    let (a, b): (Vec<&str>, Vec<&str>) = (theirs.lines().collect(), ours.lines().collect());
    let (mut i, mut j) = (0, 0);
    let ahead = |list: &[&str], from: usize, line: &str| {
        let rest = list.get(from..).unwrap_or_default();
        rest.iter().position(|other| *other == line)
    };
    while i < a.len() || j < b.len() {
        let (x, y) = (a.get(i).copied(), b.get(j).copied());
        if x == y {
            (i, j) = (i + 1, j + 1);
            continue;
        }
        let x_ahead = x.and_then(|x| ahead(&b, j, x));
        let y_ahead = y.and_then(|y| ahead(&a, i, y));
        let takes_theirs = match (x, y) {
            (Some(_), None) => true,
            (None, _) => false,
            _ => x_ahead.is_none() || y_ahead.is_some() && x_ahead > y_ahead,
        };
        if takes_theirs {
            text += &format!("- {}\n", x.unwrap_or_default());
            i += 1;
        } else {
            text += &format!("+ {}\n", y.unwrap_or_default());
            j += 1;
        }
    }
    text
}

#[test]
fn some_wrong_packages() {
    compare("some", cases::type_checker_tests(), 40);
}

#[test]
#[ignore = "runs the compiler 700 times"]
fn all_wrong_packages() {
    compare("all", cases::type_checker_tests(), 1);
}

#[test]
#[ignore = "runs the compiler 1,000 times"]
fn tests_of_the_compiler() {
    compare("compiler", cases::compiler_tests(), 1);
}

/// The compiler decides by the text of an error whether it follows another one and whether it is
/// about a version, even if a constant contains the words.
#[test]
fn words_of_constants() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("words");
    fs::create_dir_all(&dir).unwrap();
    let words = [
        "requires go1.9 or later",
        "requires go1 or later",
        "an invalid type",
        "an invalid operand",
        "invalid type",
    ];
    let subject = |(number, word): (usize, &&str)| {
        let file = dir.join(format!("w{number}.go"));
        let line = format!("var _ int = \"{word}\"\n");
        fs::write(&file, format!("package p\n\n{line}{line}")).unwrap();
        cases::package(vec![file], None, false)
    };
    compare("words", words.iter().enumerate().map(subject).collect(), 1);
}

#[test]
fn some_mutations() {
    mutations(1, 40, go_mutations::wrong);
}

/// Returns the number that a variable has, or another one.
fn number<T: FromStr>(variable: &str, otherwise: T) -> T {
    let value = std::env::var(variable).ok();
    value
        .and_then(|text| text.parse().ok())
        .unwrap_or(otherwise)
}

/// `CHECK_SEED` and `CHECK_COUNT` set the inputs of this and the next tests.
#[test]
#[ignore = "runs the compiler 2,000 times"]
fn many_broken_mutations() {
    let (seed, count) = (number("CHECK_SEED", 2), number("CHECK_COUNT", 2_000));
    mutations(seed, count, go_mutations::broken);
}

#[test]
#[ignore = "runs the compiler 5,000 times"]
fn many_mutations() {
    let (seed, count) = (number("CHECK_SEED", 3), number("CHECK_COUNT", 5_000));
    mutations(seed, count, go_mutations::wrong);
}

#[test]
#[ignore = "runs the compiler 1,000 times"]
fn many_changed_packages() {
    let (seed, count) = (number("CHECK_SEED", 4), number("CHECK_COUNT", 1_000));
    package_mutations(seed, count);
}

#[test]
#[ignore = "shows what is printed for the files that CHECK_FILES names, in the version CHECK_LANG"]
fn show() {
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    let Some(sdk) = Sdk::compiled() else { return };
    let version = variable("CHECK_LANG");
    let subject = Subject {
        path: "p".to_owned(),
        is_std: false,
        files: variable("CHECK_FILES").split(' ').map(Into::into).collect(),
        lang: if version.is_empty() { lang() } else { version },
        prints_all: true,
        is_right: false,
        is_small: false,
    };
    let no_map = HashMap::new();
    let ours = subject.check(|| sdk.importer(&subject.path, &no_map));
    println!("ours:\n{}", ours.unwrap().unwrap_or_default());
    println!("theirs:\n{}", sdk.compile_messages(&subject));
}
