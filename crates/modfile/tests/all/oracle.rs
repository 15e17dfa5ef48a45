//! Compares versions, paths and go.mod handling with the SDK's own libraries on random input.
//!
//! A small Go program (oracle/main.go) is compiled together with a copy of those libraries and
//! receives questions on stdin. Seeds are fixed.
//! Counterpart: golang.org/x/mod, internal/gover.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "all of this is test code, also outside #[test] functions"
)]

use std::cmp::Ordering;
use std::fmt::Display;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use vamos_base::golang::gover;
use vamos_base::golang::module;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::os_str::decode;
use vamos_base::golang::os_str::encode;
use vamos_base::golang::semver;
use vamos_modfile::GoMod;
use vamos_modfile::ModuleError;
use vamos_modfile::auto_quote;
use vamos_modfile::is_directory_path;
use vamos_modfile::is_go_version;
use vamos_modfile::module_path;
use vamos_testkit::Oracle;
use vamos_testkit::Random;
use vamos_testkit::official_sdk;
use vamos_testkit::random_go_mod;

/// Compiles the program, once; the cache in the target directory is for all such
/// programs.
fn oracle() -> Option<&'static Path> {
    static PROGRAM: OnceLock<Option<PathBuf>> = OnceLock::new();
    PROGRAM.get_or_init(build).as_deref()
}

fn build() -> Option<PathBuf> {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("modfile_oracle");
    let oracle = Oracle::new(&home, "golang.org/x/mod")?;
    oracle.write("oracle/main.go", include_str!("oracle/main.go"));
    let src = official_sdk()?.join("src");
    let x_mod = src.join("cmd/vendor/golang.org/x/mod");
    for (from, to) in [
        (x_mod.join("modfile"), "modfile"),
        (x_mod.join("module"), "module"),
        (x_mod.join("semver"), "semver"),
        (x_mod.join("internal/lazyregexp"), "internal/lazyregexp"),
        (src.join("internal/gover"), "gover"),
    ] {
        oracle.copy(&from, to);
    }
    Some(oracle.build("./oracle"))
}

/// Name, arguments, and the answer of vamos.
type Question = (&'static str, Vec<Vec<u8>>, Vec<u8>);

/// Asks all questions and fails at the first different answer.
fn check(questions: &[Question]) {
    let Some(program) = oracle() else { return };
    let mut input = String::new();
    for (op, args, _) in questions {
        input += op;
        for arg in args {
            input.push(' ');
            arg.iter().for_each(|b| write!(input, "{b:02x}").unwrap());
        }
        input.push('\n');
    }
    let output = vamos_testkit::ask(&mut Command::new(program), |mut stdin| {
        stdin.write_all(input.as_bytes()).unwrap();
    });
    let output = String::from_utf8(output).unwrap();
    assert_eq!(output.lines().count(), questions.len());
    for ((op, args, ours), line) in questions.iter().zip(output.lines()) {
        let go: Vec<u8> = (0..line.len() / 2)
            .map(|i| u8::from_str_radix(&line[2 * i..2 * i + 2], 16).unwrap())
            .collect();
        let show = String::from_utf8_lossy;
        let args: Vec<_> = args.iter().map(|arg| show(arg)).collect();
        assert!(
            go == *ours,
            "{op} {args:?}\n--- go\n{}\n--- ours\n{}",
            show(&go),
            show(ours)
        );
    }
}

fn question(op: &'static str, args: &[&str], ours: &str) -> Question {
    (
        op,
        args.iter().map(|arg| encode(arg).into_owned()).collect(),
        encode(ours).into_owned(),
    )
}

fn sign(order: Ordering) -> i32 {
    order as i32
}

fn text<E: Display>(result: Result<(), E>) -> String {
    result.map_or_else(|err| err.to_string(), |()| "ok".to_string())
}

fn pair<S: ToString, E: Display>(result: Result<S, E>) -> String {
    result.map_or_else(|err| format!("error {err}"), |s| s.to_string())
}

const VERSION: &[&str] = &[
    "v",
    "v1",
    ".",
    ".0",
    ".1",
    ".2",
    "-",
    "+",
    "0",
    "01",
    "10",
    "rc1",
    "-pre",
    "-0.",
    "+incompatible",
    "+meta",
    "20060102150405",
    "-20210230000000",
    "-abcdef123456",
    "v2.0.0",
    ".0.0",
    " ",
];

#[test]
fn versions() {
    let mut random = Random::new(1);
    let mut questions = Vec::new();
    for _ in 0..6000 {
        let version = |random: &mut Random| match random.below(3) {
            0 => random.concat(8, VERSION),
            _ => format!(
                "v{}.{}.{}{}",
                random.below(12),
                random.below(12),
                random.below(3),
                random.concat(4, VERSION)
            ),
        };
        let (a, b) = (version(&mut random), version(&mut random));
        let ours = format!(
            "{}|{}|{}|{}|{}|{}|{}|{}",
            semver::canonical(&a),
            semver::major(&a),
            semver::major_minor(&a),
            semver::prerelease(&a),
            semver::build(&a),
            sign(semver::compare(&a, &b)),
            semver::max(&a, &b),
            module::canonical_version(&a)
        );
        questions.push(question("semver", &[&a, &b], &ours));
        assert_eq!(
            module::is_canonical_version(&a),
            !a.is_empty() && module::canonical_version(&a) == a,
            "{a}"
        );
        let ours = format!(
            "{}|{}|{}|{}",
            module::is_pseudo_version(&a),
            pair(module::pseudo_version_base(&a)),
            pair(module::pseudo_version_rev(&a)),
            pair(module::pseudo_version_time(&a))
        );
        questions.push(question("pseudo", &[&a], &ours));
        let go = |random: &mut Random| {
            random.concat(
                6,
                &[
                    "1", ".", "2", ".21", "0", "rc", "beta", "1.21", "1.20", "x", "-", "go", ".0",
                ],
            )
        };
        let (a, b) = (go(&mut random), go(&mut random));
        let ours = format!(
            "{}|{}|{}|{}|{}|{}",
            sign(gover::compare(&a, &b)),
            gover::is_valid(&a),
            gover::is_lang(&a),
            gover::lang(&a),
            gover::max(&a, &b),
            is_go_version(&a)
        );
        questions.push(question("gover", &[&a, &b], &ours));
    }
    check(&questions);
}

const PATH: &[&str] = &[
    "a",
    "x.y",
    "/",
    "/v2",
    "/v1",
    "/v02",
    ".v3",
    "gopkg.in/",
    "-unstable",
    "v",
    "2",
    ".",
    "-",
    "~1",
    "~",
    "+",
    "Z",
    "con",
    "COM1",
    "nul.",
    "é",
    "\u{345}",
    "世",
    " ",
    "!",
    "!a",
    "@",
    "*",
    "\\",
    "//",
    ":",
    "c:",
    "\u{7}",
    "'",
    "\"",
];

#[test]
fn paths() {
    let mut random = Random::new(2);
    let mut questions = Vec::new();
    for _ in 0..6000 {
        let a = if random.below(2) == 0 {
            random.concat(8, PATH)
        } else {
            format!("x.y/{}", random.concat(4, PATH))
        };
        let (prefix, major, ok) =
            module::split_path_version(&a).map_or((a.as_str(), "", false), |(p, m)| (p, m, true));
        let ours = format!(
            "{}|{}|{}|{prefix}|{major}|{ok}",
            text(module::check_path(&a)),
            text(module::check_import_path(&a)),
            text(module::check_file_path(&a))
        );
        questions.push(question("paths", &[&a], &ours));
        let v = random.concat(3, VERSION);
        let ours = format!(
            "{}|{}",
            text(module::check_path_major(&v, major)),
            text(module::check(&a, &v))
        );
        questions.push(question("major", &[&a, &v], &ours));
        let ours = format!(
            "{}|{}|{}|{}",
            pair(module::escape_path(&a)),
            pair(module::escape_version(&a)),
            pair(module::unescape_path(&a)),
            pair(module::unescape_version(&a))
        );
        questions.push(question("escape", &[&a], &ours));
        questions.push(question(
            "quote",
            &[&a],
            &format!("{}|{}", auto_quote(&a), is_directory_path(&a)),
        ));
        let glob = random.concat(6, &["*", "a", "/", ",", "x.y", "?", "[a-x]", "[", "v2"]);
        let target = random.concat(5, &["a", "/", "x.y", "v2", "/a"]);
        questions.push(question(
            "private",
            &[&glob, &target],
            &module::match_prefix_patterns(&glob, &target).to_string(),
        ));
    }
    check(&questions);
}

fn fixer(path: &str, version: &str) -> Result<String, ModuleError> {
    if version.starts_with("bad") {
        let err = ModuleError::invalid_version(version, "no");
        return Err(ModuleError::At {
            module: ModuleVersion::unversioned(path),
            err: Box::new(err),
        });
    }
    let canonical = module::canonical_version(version);
    Ok(if canonical.is_empty() {
        "v0.0.9".to_string()
    } else {
        canonical
    })
}

fn dump(file: Result<GoMod, ModuleError>) -> String {
    let f = match file {
        Ok(f) => f,
        Err(err) => return format!("error {err}"),
    };
    let mut out = String::new();
    if let Some(m) = &f.module {
        out = format!(
            "module {}|{}|{}\n",
            m.path,
            m.deprecated,
            f.syntax.line_number(m.line)
        );
    }
    let mut lines: Vec<String> = Vec::new();
    lines.extend(f.go.iter().map(|go| format!("go {}", go.version)));
    lines.extend(f.toolchain.iter().map(|t| format!("toolchain {}", t.name)));
    lines.extend(f.require.iter().map(|r| {
        format!(
            "require {} {} {}",
            r.module.path, r.module.version, r.indirect
        )
    }));
    lines.extend(
        f.exclude
            .iter()
            .map(|x| format!("exclude {} {}", x.module.path, x.module.version)),
    );
    lines.extend(
        f.replace
            .iter()
            .map(|r| format!("replace {} => {}", r.old, r.new)),
    );
    lines.extend(f.retract.iter().map(|r| {
        format!(
            "retract {} {} {}",
            r.interval.low, r.interval.high, r.rationale
        )
    }));
    lines.extend(f.tool.iter().map(|t| format!("tool {}", t.path)));
    lines.extend(f.ignore.iter().map(|i| format!("ignore {}", i.path)));
    lines.iter().for_each(|line| out += &format!("{line}\n"));
    out + &decode(&f.format())
}

#[test]
fn go_mod_files() {
    let mut random = Random::new(3);
    let mut questions = Vec::new();
    for _ in 0..8000 {
        let text = random_go_mod(&mut random);
        let bytes = text.as_bytes();
        questions.push(question(
            "parse",
            &[&text],
            &dump(GoMod::parse("go.mod", bytes, None)),
        ));
        questions.push(question(
            "lax",
            &[&text],
            &dump(GoMod::parse_lax("go.mod", bytes, None)),
        ));
        questions.push(question(
            "fix",
            &[&text],
            &dump(GoMod::parse("go.mod", bytes, Some(&mut fixer))),
        ));
        questions.push(question("modulepath", &[&text], &module_path(bytes)));
    }
    check(&questions);
}

#[test]
fn requirements_set() {
    let mut random = Random::new(4);
    let mut questions = Vec::new();
    while questions.len() < 8000 {
        let text = random_go_mod(&mut random);
        let Ok(file) = GoMod::parse("go.mod", text.as_bytes(), None) else {
            continue;
        };
        let mut list = Vec::new();
        let mut words = Vec::new();
        for name in ["a", "b", "c", "d"] {
            if random.below(3) > 0 {
                let (m, indirect) = (
                    ModuleVersion::new(format!("x.y/{name}"), format!("v1.{}.0", random.below(3))),
                    random.below(2) == 0,
                );
                words.push(format!("{m}{}", if indirect { "@indirect" } else { "" }));
                list.push((m, indirect));
            }
        }
        let words = words.join(" ");
        let printed = |mut file: GoMod, set: &dyn Fn(&mut GoMod)| {
            set(&mut file);
            file.cleanup();
            decode(&file.format())
        };
        questions.push(question(
            "setrequire",
            &[&text, &words],
            &printed(file.clone(), &|f| f.set_require(&list)),
        ));
        let separate = printed(file, &|f| f.set_require_separate_indirect(&list));
        questions.push(question("separate", &[&text, &words], &separate));
    }
    check(&questions);
}
