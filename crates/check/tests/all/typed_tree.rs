//! Types, values, objects and selections of nodes: the same as in types2.
//!
//! Counterpart: cmd/compile/internal/types2 (`Info`).

mod identity;

use std::collections::HashMap;
use std::collections::HashSet;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;
use std::thread;

use vamos_ast::Node;
use vamos_ast::Outcome;
use vamos_check::Checker;
use vamos_check::Config;
use vamos_check::Info;
use vamos_check::Mode;
use vamos_check::NodeRef;
use vamos_check::SourceFile;
use vamos_check::TypeAndValue;
use vamos_check::syntax_rules;
use vamos_testkit::Oracle;
use vamos_testkit::ask;
use vamos_types::Importer;
use vamos_types::ObjId;
use vamos_types::ObjectKind;
use vamos_types::Pos;
use vamos_types::TypeId;

use crate::cases;
use crate::release::release;
use crate::sdk::Sdk;
use crate::sdk::importcfg;
use crate::subject::STACK;
use crate::subject::Subject;

/// Number of lines of a difference that are shown.
const SHOWN: usize = 6;

/// Builds the program that calls types2. It is a package of the SDK, since types2 is internal.
fn oracle() -> Option<&'static PathBuf> {
    static ORACLE: OnceLock<Option<PathBuf>> = OnceLock::new();
    ORACLE
        .get_or_init(|| {
            let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("typed_tree");
            let oracle = Oracle::new(&home, "oracle")?;
            let files = [
                (
                    "cmd/compile/internal/typedtree/main.go",
                    include_str!("typed_tree/oracle.go"),
                ),
                (
                    "cmd/compile/internal/typedtree/identity.go",
                    include_str!("typed_tree/identity.go"),
                ),
            ];
            Some(oracle.build_in_sdk("cmd/compile/internal/typedtree", &files))
        })
        .as_ref()
}

/// Prints types, values and objects of nodes, as the Go program does.
struct Dumper<'d> {
    checker: Checker<'d>,
    files: &'d [Outcome],
    out: Vec<String>,
}

impl Dumper<'_> {
    fn place(&self, pos: Pos) -> String {
        let Some((file, offset)) = pos.own() else {
            return "-".to_owned();
        };
        let place = self.files[file].lines.place(offset);
        format!("{file}:{}:{}", place.line, place.column)
    }

    fn add(&mut self, node: NodeRef, text: &str) {
        let place = self.place(self.checker.place(node));
        self.out.push(format!("{place} {text}"));
    }

    fn typ(&mut self, typ: Option<TypeId>) -> String {
        typ.map_or_else(|| "nil".to_owned(), |typ| self.checker.text_of(typ))
    }

    fn object(&mut self, obj: Option<ObjId>) -> String {
        let Some(obj) = obj else {
            return "nil".to_owned();
        };
        let object = self.checker.types().object(obj).clone();
        let name = self.checker.types().text(object.name).to_owned();
        let (kind, has_type) = match object.kind {
            ObjectKind::PkgName { .. } => ("PkgName", false),
            ObjectKind::Const { .. } => ("Const", true),
            ObjectKind::TypeName => ("TypeName", true),
            ObjectKind::Var { .. } => ("Var", true),
            ObjectKind::Func { .. } => ("Func", true),
            ObjectKind::Label => ("Label", true),
            ObjectKind::Builtin(_) => ("Builtin", false),
            ObjectKind::Nil => ("Nil", false),
        };
        let typ = if has_type {
            self.typ(object.typ)
        } else {
            String::new()
        };
        format!("{kind} {name} {} {typ}", self.place(object.pos))
    }

    fn expression(&mut self, node: NodeRef, known: TypeAndValue<'_>) {
        let file = self.files.get(node.file());
        let file = file.and_then(|file| file.file.as_ref());
        // Names that the checker makes are in no file.
        let kind = file.map_or(Node::Name, |file| file.tree.node(node.id()));
        let kind = format!("{kind:?}");
        let kind = kind.split(' ').next().unwrap_or_default();
        let typ = match known.mode {
            Mode::NoValue => String::new(),
            _ => self.checker.text_of(known.typ),
        };
        let mut text = format!("{kind} {} {typ}", flags(known.mode));
        if known.mode == Mode::Constant {
            text += " = ";
            text += &known.value.exact_string();
        }
        self.add(node, &text);
    }

    fn dump(&mut self, info: &Info) {
        for (node, known) in info.types() {
            self.expression(node, known);
        }
        for (node, obj) in info.defs() {
            let text = format!("def {}", self.object(obj));
            self.add(node, &text);
        }
        for (node, obj) in info.uses() {
            let text = format!("use {}", self.object(Some(obj)));
            self.add(node, &text);
        }
        for (node, obj) in info.implicits() {
            let text = format!("implicit {}", self.object(Some(obj)));
            self.add(node, &text);
        }
        for (node, selection) in info.selections() {
            let index: Vec<String> = selection.index.iter().map(usize::to_string).collect();
            let text = format!(
                "select {} {} {} [{}] {}",
                selection.kind as u8,
                self.checker.text_of(selection.recv),
                self.object(Some(selection.obj)),
                index.join(" "),
                selection.is_indirect,
            );
            self.add(node, &text);
        }
        for (node, instance) in info.instances() {
            let args = instance.targs.iter();
            let args: Vec<String> = args.map(|arg| self.typ(Some(*arg))).collect();
            let typ = self.checker.text_of(instance.typ);
            self.add(node, &format!("instance [{}] {typ}", args.join(" ")));
        }
        self.out.sort();
        for (vars, _) in info.init_order() {
            let names = vars.iter().map(|var| self.checker.types().name_of(*var));
            let names: Vec<&str> = names.collect();
            let line = format!("init {}", names.join(" "));
            self.out.push(line);
        }
    }
}

/// Returns the properties of a mode that types2 exports, as letters.
fn flags(mode: Mode) -> &'static str {
    match mode {
        Mode::Invalid => "",
        Mode::NoValue => "v",
        Mode::TypExpr => "t",
        Mode::Builtin => "b",
        Mode::Variable => "x&=",
        Mode::MapIndex => "x=?",
        Mode::NilValue => "xn",
        Mode::CommaOk => "x?",
        Mode::Constant | Mode::Value | Mode::CommaErr | Mode::CgoFunc => "x",
    }
}

/// Returns types, values and objects of the nodes of a package, and their numbers; `None` if its
/// syntax is wrong.
fn ours(subject: &Subject, importer: Box<dyn Importer + '_>) -> Option<Dumps> {
    let sources: Vec<Vec<u8>> = subject
        .files
        .iter()
        .map(|file| std::fs::read(file).unwrap())
        .collect();
    let rules = syntax_rules(release());
    let parse_one =
        |(file, src): (&PathBuf, &Vec<u8>)| rules.parse(&file.display().to_string(), src);
    let outcomes: Vec<Outcome> = subject.files.iter().zip(&sources).map(parse_one).collect();
    let config = Config {
        path: subject.path.clone(),
        go_version: subject.lang.clone(),
        release: release(),
        word_size: 8,
        max_align: 8,
        ignores_bodies: false,
        stack: STACK / 2,
        keeps_info: true,
    };
    let files: Option<Vec<SourceFile<'_>>> = outcomes
        .iter()
        .zip(&sources)
        .map(|(outcome, src)| {
            let file = outcome
                .file
                .as_ref()
                .filter(|_| outcome.errors.is_empty())?;
            let lines = &outcome.lines;
            Some(SourceFile { file, lines, src })
        })
        .collect();
    let mut checker = Checker::new(&config, files?, importer);
    checker.check();
    let info = checker.info().clone();
    let mut dumper = Dumper {
        checker,
        files: &outcomes,
        out: Vec::new(),
    };
    // Texts complete nothing, so that both checkers are in the same state afterwards.
    dumper.dump(&info);
    let texts = dumper.out;
    let checked = dumper.checker.finish();
    let identity = if checked.errors.is_empty() {
        identity::describe(checked, &outcomes)
    } else {
        Vec::new()
    };
    Some(Dumps { texts, identity })
}

/// The lines of a package.
#[derive(Default)]
struct Dumps {
    /// The texts of types, values and objects, sorted.
    texts: Vec<String>,
    /// Their numbers, in order; none for a package with errors.
    identity: Vec<String>,
}

/// Compares the nodes of packages; each has its import map.
fn compare(subjects: &[(Subject, HashMap<String, String>)]) {
    let Some(sdk) = Sdk::compiled() else { return };
    let Some(oracle) = oracle() else { return };
    let (mut lines, mut different) = (0, 0);
    for (subject, import_map) in subjects {
        let ours = thread::scope(|scope| {
            let thread = thread::Builder::new().stack_size(STACK);
            let importer = || sdk.importer(&subject.path, import_map);
            let check = thread.spawn_scoped(scope, move || ours(subject, importer()));
            check.unwrap().join().ok()
        });
        let pairs: Vec<String> = import_map
            .iter()
            .map(|(from, to)| format!("{from}={to}"))
            .collect();
        let mut program = Command::new(oracle);
        program
            .args([subject.path.as_str(), &subject.lang])
            .arg(importcfg())
            .arg(pairs.join(","))
            .args(&subject.files);
        let theirs = ask(&mut program, drop);
        let theirs = String::from_utf8_lossy(&theirs);
        let mut theirs: Vec<&str> = theirs.lines().collect();
        let ours = match ours {
            Some(Some(ours)) if theirs != ["syntax error"] => ours,
            Some(_) => continue,
            None => Dumps {
                texts: vec!["panic".to_owned()],
                ..Dumps::default()
            },
        };
        lines += ours.texts.len() + ours.identity.len();
        let start = theirs.iter().position(|line| *line == "identity");
        let identity = theirs.split_off(start.unwrap_or(theirs.len()));
        let identity = identity.get(1..).unwrap_or_default();
        if ours.texts == theirs && ours.identity == identity {
            continue;
        }
        different += 1;
        println!("=== {} {}", subject.path, subject.files[0].display());
        show_texts(&theirs, &ours.texts);
        show_identity(identity, &ours.identity);
    }
    println!("compared {lines} lines of {} packages", subjects.len());
    assert!(lines > 1000, "{lines}");
    assert_eq!(different, 0, "packages that differ");
}

/// Prints lines that one side alone has.
fn show_texts(theirs: &[&str], ours: &[String]) {
    let own: HashSet<&str> = ours.iter().map(String::as_str).collect();
    let known: HashSet<&str> = theirs.iter().copied().collect();
    for line in known.difference(&own).take(SHOWN) {
        println!("- {line}");
    }
    for line in own.difference(&known).take(SHOWN) {
        println!("+ {line}");
    }
}

/// Prints the first lines that differ.
fn show_identity(theirs: &[&str], ours: &[String]) {
    let Some(at) = (0..theirs.len().max(ours.len()))
        .find(|at| theirs.get(*at).copied() != ours.get(*at).map(String::as_str))
    else {
        return;
    };
    println!("identity, line {at} of {} and {}", theirs.len(), ours.len());
    for at in at.saturating_sub(2)..at + SHOWN {
        println!("- {}", theirs.get(at).unwrap_or(&""));
        println!("+ {}", ours.get(at).map_or("", String::as_str));
    }
}

/// Returns every `step`th package of the standard library.
fn standard(step: usize) -> Vec<(Subject, HashMap<String, String>)> {
    let Some(sdk) = Sdk::compiled() else {
        return Vec::new();
    };
    let packages = sdk.packages.iter().step_by(step);
    let packages = packages.filter(|package| package.path != "unsafe");
    packages
        .map(|package| (Subject::right(package), package.import_map.clone()))
        .collect()
}

/// Returns the tests of the type checkers and of the compiler, which have errors as well.
fn tests(step: usize) -> Vec<(Subject, HashMap<String, String>)> {
    let all = cases::type_checker_tests().into_iter();
    let all = all.chain(cases::compiler_tests()).step_by(step);
    all.map(|subject| (subject, HashMap::new())).collect()
}

#[test]
fn some_nodes_have_their_types() {
    if oracle().is_some() {
        compare(&[standard(60), tests(80)].concat());
    }
}

#[test]
#[ignore = "asks types2 for 300 packages"]
fn nodes_of_the_standard_library_have_their_types() {
    compare(&standard(1));
}

#[test]
#[ignore = "asks types2 1,500 times"]
fn nodes_of_tests_have_their_types() {
    compare(&tests(1));
}
