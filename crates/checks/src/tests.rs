//! Checks of packages in memory.
//!
//! Counterpart: none.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::Mutex;

use hashbrown::HashMap;
use vamos_base::Cancel;
use vamos_base::Digest;
use vamos_release::Release;
use vamos_sched::Pool;

use crate::CompiledImports;
use crate::CompilerFlags;
use crate::Errors;
use crate::Kept;
use crate::OnDemand;
use crate::OtherFiles;
use crate::Settings;
use crate::SourceFile;
use crate::Sources;
use crate::StubInputs;
use crate::Target;
use crate::Unit;
use crate::Verdict;
use crate::check_compiled;
use crate::check_units;
use crate::other_files_fit;

/// Files by path.
struct Memory(Vec<(&'static str, String)>);

impl Sources for Memory {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, String> {
        let found = self.0.iter().find(|(name, _)| *name == path);
        let (_, text) = found.ok_or("no such file")?;
        Ok(text.as_bytes().into())
    }

    fn digest(&self, _path: &str) -> Option<Digest> {
        None
    }
}

fn unit(path: &'static str, imports: &[(&str, usize)]) -> Unit {
    let file = format!("{path}.go");
    Unit {
        path: path.to_owned(),
        files: vec![SourceFile {
            path: file.clone(),
            shown: file.clone(),
            recorded: file,
        }],
        language: "go1.26".to_owned(),
        imports: imports
            .iter()
            .map(|(written, unit)| ((*written).to_owned(), *unit))
            .collect(),
        is_wanted: true,
        is_variant: false,
        has_cgo: false,
        failures: Vec::new(),
        flags: CompilerFlags::default(),
    }
}

fn check(units: &[Unit], files: Vec<(&'static str, String)>) -> Vec<Verdict> {
    let settings = Settings {
        release: Release::default(),
        target: Target::of_arch("amd64").unwrap(),
        sources: &Memory(files),
        kept: None,
        watcher: None,
    };
    check_units(units, settings, &Pool::new(2))
}

#[test]
fn importers_see_what_is_exported() {
    let units = [
        unit("a", &[]),
        unit("b", &[("a", 0)]),
        unit("c", &[("b", 1)]),
    ];
    let a = "package a\n\ntype T[P any] struct{ X P; y int }\n\nfunc (t T[P]) Get() P { return t.X }\n\nfunc New() T[string] { return T[string]{} }\n";
    let b = "package b\n\nimport \"a\"\n\ntype Alias = a.T[int]\n\nvar S string = a.New().Get()\n";
    let c = "package c\n\nimport \"b\"\n\nvar N int = b.Alias{X: 1}.Get()\nvar M int = b.S\n";
    let verdicts = check(
        &units,
        vec![
            ("a.go", a.to_owned()),
            ("b.go", b.to_owned()),
            ("c.go", c.to_owned()),
        ],
    );
    let wrong = "c.go:6:13: cannot use b.S (variable of type string) as int value in variable declaration\n";
    assert_eq!(
        verdicts,
        [Verdict::Correct, Verdict::Correct, errors(wrong)]
    );
}

/// Returns the verdict on a package with these errors.
fn errors(text: &str) -> Verdict {
    Verdict::Wrong(Errors {
        text: text.to_owned(),
        has_type_cycle: false,
    })
}

#[test]
fn types_that_refer_to_themselves_are_marked() {
    let files = vec![(
        "a.go",
        "package a\n\ntype T struct {\n\tt T\n}\n".to_owned(),
    )];
    let verdicts = check(&[unit("a", &[])], files);
    let is_marked =
        |verdict: &Verdict| matches!(verdict, Verdict::Wrong(errors) if errors.has_type_cycle);
    assert!(is_marked(&verdicts[0]), "{verdicts:?}");
}

#[test]
fn what_imports_a_wrong_package_is_skipped() {
    let units = [unit("a", &[]), unit("b", &[("a", 0)])];
    let files = vec![
        ("a.go", "package a\nvar x int = \"\"\n".to_owned()),
        ("b.go", "package b\nimport _ \"a\"\n".to_owned()),
    ];
    let verdicts = check(&units, files);
    assert!(matches!(verdicts[0], Verdict::Wrong(_)), "{verdicts:?}");
    assert_eq!(verdicts[1], Verdict::Skipped);
}

/// Files of which one cannot be read without a panic.
struct Panicking(Memory);

impl Sources for Panicking {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, String> {
        assert!(path != "b.go", "no {path}");
        self.0.read(path)
    }

    fn digest(&self, _path: &str) -> Option<Digest> {
        None
    }
}

#[test]
fn a_panic_is_a_verdict_on_one_package() {
    let units = [
        unit("a", &[]),
        unit("b", &[]),
        unit("c", &[("b", 1)]),
        unit("d", &[("a", 0)]),
    ];
    let files = Memory(vec![
        ("a.go", "package a\n".to_owned()),
        ("d.go", "package d\nimport _ \"a\"\n".to_owned()),
    ]);
    let settings = Settings {
        release: Release::default(),
        target: Target::of_arch("amd64").unwrap(),
        sources: &Panicking(files),
        kept: None,
        watcher: None,
    };
    let verdicts = check_units(&units, settings, &Pool::new(2));
    assert_eq!(
        verdicts,
        [
            Verdict::Correct,
            Verdict::Broken("no b.go".to_owned()),
            Verdict::Skipped,
            Verdict::Correct,
        ]
    );
}

/// Files whose digests are known.
struct Digested(Memory);

impl Sources for Digested {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, String> {
        self.0.read(path)
    }

    fn digest(&self, path: &str) -> Option<Digest> {
        Some(Digest::of(&self.read(path).ok()?))
    }
}

/// Summaries in memory.
#[derive(Default)]
struct MemoryKept {
    digests: Mutex<HashMap<Digest, Digest>>,
    summaries: Mutex<HashMap<Digest, Vec<u8>>>,
}

impl MemoryKept {
    /// Loses all summaries; their digests are still known.
    fn lose(&self) -> usize {
        self.summaries.lock().unwrap().drain().count()
    }
}

impl Kept for MemoryKept {
    fn find(&self, key: &Digest) -> Option<Digest> {
        self.digests.lock().unwrap().get(key).copied()
    }

    fn read(&self, digest: &Digest) -> Option<Vec<u8>> {
        self.summaries.lock().unwrap().get(digest).cloned()
    }

    fn keep(&self, key: &Digest, digest: &Digest, summary: &[u8]) {
        self.digests.lock().unwrap().insert(*key, *digest);
        let mut summaries = self.summaries.lock().unwrap();
        summaries.insert(*digest, summary.to_vec());
    }
}

/// Files whose digests are known, and which of them were read.
struct Counted {
    files: Digested,
    read: Mutex<Vec<String>>,
}

impl Sources for Counted {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, String> {
        self.read.lock().unwrap().push(path.to_owned());
        self.files.read(path)
    }

    fn digest(&self, path: &str) -> Option<Digest> {
        self.files.digest(path)
    }
}

/// After an edit of a body only that file is read, and no importer is checked.
#[test]
fn an_edit_of_a_body_reads_one_file() {
    let mut units = vec![unit("a", &[])];
    let mut files = vec![("b.go", "package b\n\nimport _ \"a\"\n".to_owned())];
    units.extend((0..40).map(|_| unit("b", &[("a", 0)])));
    let kept = Arc::new(MemoryKept::default()) as Arc<dyn Kept>;
    let mut check = |body: &str| {
        files.retain(|(name, _)| *name != "a.go");
        files.push((
            "a.go",
            format!("package a\n\nfunc F() int {{ return {body} }}\n"),
        ));
        let sources = Counted {
            files: Digested(Memory(files.clone())),
            read: Mutex::default(),
        };
        let settings = Settings {
            release: Release::default(),
            target: Target::of_arch("amd64").unwrap(),
            sources: &sources,
            kept: Some(&kept),
            watcher: None,
        };
        let verdicts = check_units(&units, settings, &Pool::new(2));
        let read = sources.read.into_inner().unwrap();
        (
            read,
            verdicts
                .iter()
                .filter(|verdict| **verdict == Verdict::Correct)
                .count(),
        )
    };
    assert_eq!(check("1").1, 41);
    assert_eq!(check("1"), (vec![], 41));
    assert_eq!(check("2"), (vec!["a.go".to_owned()], 41));
    assert_eq!(check("x"), (vec!["a.go".to_owned()], 0));
}

/// `c` needs the parts of `a` that `b` has, so it needs a summary of a package that is correct.
#[test]
fn lost_summaries_are_made_again() {
    let units = || {
        vec![
            unit("a", &[]),
            unit("b", &[("a", 0)]),
            unit("c", &[("b", 1)]),
        ]
    };
    let files = |c: &str| {
        let a = "package a\n\ntype T struct{ N int }\n";
        let b = "package b\n\nimport \"a\"\n\nvar V a.T\n";
        let c = format!("package c\n\nimport \"b\"\n\nvar X string = {c}\n");
        Digested(Memory(vec![
            ("a.go", a.to_owned()),
            ("b.go", b.to_owned()),
            ("c.go", c),
        ]))
    };
    let store = Arc::new(MemoryKept::default());
    let kept = Arc::clone(&store) as Arc<dyn Kept>;
    fn settings<'s>(sources: &'s Digested, kept: &'s Arc<dyn Kept>) -> Settings<'s> {
        Settings {
            release: Release::default(),
            target: Target::of_arch("amd64").unwrap(),
            sources,
            kept: Some(kept),
            watcher: None,
        }
    }
    let check = |files: &Digested| {
        let settings = settings(files, &kept);
        check_units(&units(), settings, &Pool::new(2))
    };
    let wrong = "c.go:5:16: cannot use b.V.N (variable of type int) as string value in variable \
                 declaration\n";
    let expected = [Verdict::Correct, Verdict::Correct, errors(wrong)];

    assert_eq!(
        check(&files("string(rune(b.V.N))")),
        vec![Verdict::Correct; 3]
    );
    assert_eq!(store.lose(), 3);
    assert_eq!(check(&files("b.V.N")), expected);
    assert_eq!(store.lose(), 2);

    // A build leaves it to the compiler.
    let sources = files("b.V.N");
    let checks = OnDemand::new(units());
    let verdict = checks.verdict(2, settings(&sources, &kept), &Cancel::new());
    assert_eq!(verdict, Some(Verdict::Lost));
}

#[test]
fn one_package_is_checked_on_demand() {
    let units = vec![
        unit("a", &[]),
        unit("b", &[("a", 0)]),
        unit("c", &[]),
        unit("d", &[("b", 1), ("c", 2)]),
    ];
    // There is no file of `c`.
    let files = vec![
        (
            "a.go",
            "package a\n\nfunc F() int { return 1 }\n".to_owned(),
        ),
        (
            "b.go",
            "package b\n\nimport \"a\"\n\nvar S string = a.F()\n".to_owned(),
        ),
    ];
    let settings = Settings {
        release: Release::default(),
        target: Target::of_arch("amd64").unwrap(),
        sources: &Memory(files),
        kept: None,
        watcher: None,
    };
    let checks = OnDemand::new(units);
    let cancel = Cancel::new();
    let wrong =
        "b.go:5:16: cannot use a.F() (value of type int) as string value in variable declaration\n";
    let found = checks.verdict(1, settings, &cancel);
    assert_eq!(found, Some(errors(wrong)));
    assert_eq!(checks.verdict(3, settings, &cancel), Some(Verdict::Skipped));
    cancel.cancel();
    let units = vec![unit("a", &[])];
    assert_eq!(OnDemand::new(units).verdict(0, settings, &cancel), None);
}

#[test]
fn a_package_without_archives_of_its_imports_is_wrong() {
    let files = vec![(
        "a.go",
        "package a\n\nimport \"b\"\n\nvar X = b.X\n".to_owned(),
    )];
    let imports = CompiledImports {
        mapped: &|_| None,
        archive: &|_| None,
    };
    let target = Target::of_arch("amd64").unwrap();
    let found = check_compiled(
        &unit("a", &[]),
        Release::default(),
        target,
        &Memory(files),
        &imports,
        None,
    );
    let wrong = "a.go:3:8: could not import b (open : no such file or directory)\n";
    assert_eq!(found.verdict, errors(wrong));
    assert_eq!(found.stub, None);
}

#[test]
fn deep_sources_are_left_to_the_compiler() {
    let nested = |open: &str, middle: &str, close: &str, count: usize| {
        let (open, close) = (open.repeat(count), close.repeat(count));
        format!("package a\n\nvar x = {open}{middle}{close}\n")
    };
    for source in [
        nested("1+", "1", "", 1_000_000),
        nested("(", "1", ")", 200_000),
        nested("f(", "", ")", 200_000),
        nested("[]", "int{}", "", 200_000),
        nested("", "x", ".x", 200_000),
        nested("-", "1", "", 200_000),
    ] {
        let verdicts = check(&[unit("a", &[])], vec![("a.go", source)]);
        assert!(!matches!(verdicts[0], Verdict::Correct), "{verdicts:?}");
    }
    // Deep code as generators write it is checked.
    let verdicts = check(
        &[unit("a", &[])],
        vec![("a.go", nested("1+", "1", "", 20_000))],
    );
    assert_eq!(verdicts, [Verdict::Correct]);
}

#[test]
fn only_what_is_certain_fits() {
    let embeds: BTreeMap<String, Vec<String>> =
        [("a.txt", vec!["a.txt"]), ("*.txt", vec!["a.txt", "b.txt"])]
            .map(|(pattern, files)| {
                let files = files.into_iter().map(str::to_owned).collect();
                (pattern.to_owned(), files)
            })
            .into();
    let symbols = ["m/p.add".to_owned()];
    let fits = |assembly: &[String], source: &str| {
        let files = Memory(vec![("p.go", format!("package p\n{source}\n"))]);
        let others = OtherFiles {
            assembly,
            embeds: &embeds,
        };
        other_files_fit(&unit("p", &[]), Release::default(), &files, others)
    };
    for source in [
        "func add()",
        "func (T) add() {}",
        "func other() { add() }\n\nfunc add()",
        "//go:linkname add m/q.add\nfunc add()",
    ] {
        assert!(fits(&symbols, source), "{source}");
    }
    for source in [
        "func add() {}",
        "func add(x int) int { return x }",
        "import _ \"unsafe\"\n\n//go:linkname other m/p.add\nfunc other() {}",
    ] {
        assert!(!fits(&symbols, source), "{source}");
    }
    for symbol in ["m/p.init", "m/p.T.add", "m/p.other.func1", "nothing"] {
        assert!(!fits(&[symbol.to_owned()], "func add()"), "{symbol}");
    }
    for source in [
        "//go:embed a.txt\nvar s string",
        "//go:embed a.txt\nvar b []byte",
        "import \"embed\"\n\n//go:embed a.txt *.txt\n//go:embed a.txt\nvar f embed.FS",
        "import e \"embed\"\n\n//go:embed *.txt\nvar f e.FS",
        "var s int",
    ] {
        assert!(fits(&[], source), "{source}");
    }
    for source in [
        "//go:embed *.txt\nvar s string",
        "//go:embed \"a.txt\"\nvar s string",
        "//go:embed c.txt\nvar s string",
        "//go:embed a.txt\nvar s int",
        "//go:embed a.txt\nvar s T",
        "//go:embed a.txt\nvar s string\n\ntype string int",
        "import \"embed\"\n\n//go:embed a.txt\nvar f *embed.FS",
        "import e \"other/embed\"\n\n//go:embed a.txt\nvar f e.FS",
        "import \"embed\"\n\n//go:embed a.txt\nvar f [2]embed.FS",
        "//go:embed a.txt\nvar s [1]byte",
    ] {
        assert!(!fits(&[], source), "{source}");
    }
}

/// The compiler finds errors in directives for the linker that a check does not.
#[test]
fn packages_with_directives_for_the_linker_are_not_written() {
    let imports = CompiledImports {
        mapped: &|_| None,
        archive: &|_| None,
    };
    let inputs = StubInputs {
        goroot: "",
        trimpath: "",
    };
    let stub = |release, is_std, text: &str| {
        let mut unit = unit("a", &[]);
        unit.flags.is_std = is_std;
        "go1.25".clone_into(&mut unit.language);
        let files = Memory(vec![("a.go", format!("package a\n{text}"))]);
        let target = Target::of_arch("amd64").unwrap();
        let checked = check_compiled(&unit, release, target, &files, &imports, Some(inputs));
        assert_eq!(checked.verdict, Verdict::Correct, "{text}");
        checked.stub.expect("it is wanted")
    };
    let release = Release::nearest(27);
    let directive = "\n//go:cgo_import_dynamic a b \"c,d\"\n";
    let refused = Err("it has directives for the linker".to_owned());
    assert_eq!(stub(release, false, directive), refused);
    assert!(stub(release, true, directive).is_ok());
    assert!(stub(release, false, "").is_ok());
    // The compilers of some releases were not compared.
    for (minor, patch) in [(25, 14), (26, 2), (27, 3)] {
        let release = Release::of_patch(minor, patch);
        assert!(stub(release, false, "").is_err(), "1.{minor}.{patch}");
    }
}
