//! Limits of the counts of `xtask measure`: decisions that have one home, import cycles, state of
//! the whole process, wide traits and structs, errors that are texts.
//!
//! Counterpart: none.

use super::Finding;
use super::files::Tree;
use crate::counts::cycles;
use crate::counts::cycles::Cycle;
use crate::counts::error_texts;
use crate::counts::policy;
use crate::counts::policy::Occurrence;
use crate::counts::shape;
use crate::counts::shape::Struct;
use crate::counts::statics;
use crate::counts::text;
use crate::counts::text::Source;
use crate::counts::traits;
use crate::counts::traits::Trait;

/// Environment reads outside cli and goenv that are still there: file, and how many. An
/// entry is deleted with its last read; nothing is added.
const ENVIRONMENT_READS: &[(&str, usize)] = &[];

/// Statics whose value may change, by file and name: state of the process and not of one command.
const STATICS: &[(&str, &str)] = &[
    // The tracer.
    ("crates/base/src/trace.rs", "IS_ON"),
    ("crates/base/src/trace.rs", "TRACE"),
    ("crates/base/src/trace.rs", "LANE"),
    // The tables of Unicode of the SDK's release, with which the official command is compiled.
    ("crates/base/src/golang/unicode.rs", "IS_NEWER"),
    // Signals, and files to remove when one ends the process.
    ("crates/fsys/src/proc/interrupt.rs", "ACTIONS"),
    ("crates/fsys/src/proc/interrupt.rs", "SIGNALS"),
    ("crates/fsys/src/proc/ending.rs", "WAITING"),
    ("crates/fsys/src/proc/ending.rs", "WAITED"),
    ("crates/fsys/src/proc/ending.rs", "BEFORE_DEATH"),
    ("crates/fsys/src/unfinished.rs", "PATHS"),
    // The allocator.
    ("crates/fsys/src/pages/linux.rs", "IS_SLOW"),
    ("crates/fsys/src/pages/heap.rs", "USERS"),
    ("crates/fsys/src/pages/heap.rs", "IS_MAPPED"),
    ("crates/fsys/src/pages/heap.rs", "HEAP"),
    // Buffers that a thread uses again.
    ("crates/build/src/entries.rs", "BUFFER"),
    ("crates/fsys/src/disk.rs", "BUFFER"),
    // Numbers that make names unique.
    ("crates/fsys/src/atomic.rs", "NEXT"),
    ("crates/remote/src/client.rs", "COUNT"),
    // Of a thread: the recorder of the run that it works for.
    // Hooks for panics are the process's, and get nothing but the panic.
    ("crates/sched/src/guard.rs", "CURRENT"),
    ("crates/sched/src/context.rs", "CURRENT"),
    // The measured work of a thread, which threads that help inherit.
    ("crates/sched/src/meter.rs", "CURRENT"),
];

/// A trait has at most this many methods.
const METHODS: usize = 12;

/// Variants of errors that may hold nothing but a text: file, name and the reason. No new one is
/// added: a variant holds the parts of the sentence of `Display`.
const ERROR_TEXTS: &[(&str, &str, &str)] = &[
    (
        "crates/cli/src/error.rs",
        "CliError::Fatal",
        "the rim: a whole line, made of an error that is data",
    ),
    (
        "crates/cli/src/error.rs",
        "CliError::Unimplemented",
        "the rim: names what the SDK's command does instead",
    ),
    (
        "crates/link/src/error.rs",
        "Stop::Exit",
        "some hundred texts of cmd/link, each in one place, and no caller asks for the cause",
    ),
    ("crates/link/src/error.rs", "Stop::Fatal", "the same"),
    ("crates/link/src/error.rs", "Stop::Unsupported", "the same"),
    (
        "crates/modfile/src/error.rs",
        "ModuleError::Message",
        "to be removed: some hundred texts of five crates, most below another error",
    ),
    (
        "crates/net/src/error.rs",
        "Cause::Dial",
        "the text of a system, a resolver or a TLS library",
    ),
    (
        "crates/remote/src/error.rs",
        "RemoteError::Connect",
        "the text of a system, a resolver or a TLS library",
    ),
];

/// A public struct has at most this many fields.
const FIELDS: usize = 15;

/// Public structs that are wider: crate, name and the reason. No new one is added.
const WIDE_STRUCTS: &[(&str, &str, &str)] = &[
    (
        "asm",
        "Flags",
        "the command line of a tool, option by option",
    ),
    (
        "jobs",
        "CompileJob",
        "the command line of a tool, option by option",
    ),
    ("link", "Arch", "a row of a table"),
    ("link", "Options", TO_BE_SPLIT),
    ("link", "Profile", "a row of a table"),
    ("load", "BuildRequest", TO_BE_SPLIT),
    ("load", "PackageFacts", TO_BE_SPLIT),
    ("modload", "DirPackage", TO_BE_SPLIT),
    (
        "modload",
        "ModulePublic",
        "an object of the JSON that `list -m` prints",
    ),
    ("obj", "Prog", "a row: one instruction"),
];

/// The reason for a struct that is no row and no command line.
const TO_BE_SPLIT: &str = "to be split by what is read together";

/// Checks all limits.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let sources = text::sources(tree);
    let mut findings = Vec::new();
    findings.extend(policy::releases(&sources).iter().map(|place| {
        let fix = "add a capability to crates/release/src/release.rs";
        finding(place, "design: releases", fix)
    }));
    findings.extend(policy::command_names(&sources).iter().map(|place| {
        let fix = "add a named value to the command's row in crates/cli/src/commands/table.rs";
        finding(place, "design: commands", fix)
    }));
    findings.extend(policy::flags_by_name(&sources).iter().map(|place| {
        let fix = "use a value of crates/cli/src/flags/name.rs: Flag";
        finding(place, "design: flags", fix)
    }));
    findings.extend(environment(&sources));
    findings.extend(policy::threads(&sources).iter().map(|place| {
        let fix = "use crates/sched/src/lib.rs: its threads have the context of their starter";
        finding(place, "rule 20: threads", fix)
    }));
    findings.extend(cycles::find(&sources).iter().map(cycle));
    findings.extend(statics::changing(&sources).iter().filter_map(new_static));
    findings.extend(traits::all(&sources).iter().filter_map(wide_trait));
    let product = sources.iter().filter(|source| source.is_product());
    findings.extend(shape::structs(product).iter().filter_map(wide_struct));
    findings.extend(error_texts::all(&sources).iter().filter_map(new_text));
    findings
}

fn finding(place: &Occurrence, rule: &'static str, fix: &'static str) -> Finding {
    let problem = format!("`{}` outside its home", place.what);
    Finding::new(format!("{}:{}", place.path, place.line), rule, problem, fix)
}

fn environment(sources: &[Source]) -> Vec<Finding> {
    let reads = policy::environment_reads(sources);
    let count = |path: &str| reads.iter().filter(|read| read.path == path).count();
    let allowed = |path: &str| {
        let entry = ENVIRONMENT_READS
            .iter()
            .find(|(allowed, _)| *allowed == path);
        entry.map_or(0, |(_, count)| *count)
    };
    let over = reads
        .iter()
        .filter(|read| count(&read.path) > allowed(&read.path));
    let fix = "let goenv or cli read it, and pass the value down";
    over.map(|place| finding(place, "rule 3: effects", fix))
        .collect()
}

/// Returns the finding for a cycle.
fn cycle(cycle: &Cycle) -> Finding {
    Finding::new(
        format!("crates/{}/src", cycle.crate_name),
        "design: import cycles",
        format!("files import each other: {}", cycle.modules.join(", ")),
        "move what both need into a file of its own",
    )
}

/// Returns a finding for a static that is not listed.
fn new_static(place: &Occurrence) -> Option<Finding> {
    let is_listed = STATICS.contains(&(&place.path, &place.what));
    (!is_listed).then(|| {
        Finding::new(
            format!("{}:{}", place.path, place.line),
            "rule 6: state",
            format!("the static {} can change", place.what),
            "make it a value that is passed; what belongs to the process is listed in STATICS",
        )
    })
}

/// Returns a finding for a trait with more methods than it may have.
fn wide_trait(one: &Trait) -> Option<Finding> {
    (one.methods > METHODS).then(|| {
        Finding::new(
            &one.path,
            "design: traits",
            format!(
                "trait {} has {} methods, at most {METHODS}",
                one.name, one.methods
            ),
            "split it by what its users need",
        )
    })
}

/// Returns a finding for a public struct with more fields than it may have.
fn wide_struct(one: &Struct) -> Option<Finding> {
    let crate_name = text::crate_of(&one.path);
    let is_listed = WIDE_STRUCTS
        .iter()
        .any(|(known, name, _)| (*known, *name) == (crate_name, &one.name));
    (one.is_public && one.fields > FIELDS && !is_listed).then(|| {
        Finding::new(
            &one.path,
            "design: structs",
            format!("{} has {} fields, at most {FIELDS}", one.name, one.fields),
            "put what is read together into structs of their own",
        )
    })
}

/// Returns a finding for a variant of an error that is only a text.
fn new_text(place: &Occurrence) -> Option<Finding> {
    let is_listed = ERROR_TEXTS
        .iter()
        .any(|(path, name, _)| (*path, *name) == (&place.path, &place.what));
    (!is_listed).then(|| {
        Finding::new(
            format!("{}:{}", place.path, place.line),
            "rule 15: errors",
            format!("{} holds only a text", place.what),
            "give it fields with what is known, and make the sentence in Display",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::super::files::File;
    use super::*;

    fn rules(files: &[(&str, &str)]) -> Vec<&'static str> {
        let file = |(path, text): &(&str, &str)| File {
            path: (*path).to_owned(),
            text: (*text).to_owned(),
        };
        let tree = Tree {
            root: "/".into(),
            files: files.iter().map(file).collect(),
        };
        check(&tree).into_iter().map(|found| found.rule).collect()
    }

    #[test]
    fn each_limit_is_checked() {
        let load = "crates/load/src/new.rs";
        for (path, text, want) in [
            (load, "release >= Release::GO1_27", "design: releases"),
            (load, "if flags.command == \"list\" {", "design: commands"),
            (load, "std::env::var(\"X\")", "rule 3: effects"),
            (load, "thread::Builder::new()", "rule 20: threads"),
            (
                "crates/cli/src/new.rs",
                "x.is_set(\"json\")",
                "design: flags",
            ),
        ] {
            assert_eq!(rules(&[(path, text)]), [want], "{text}");
        }
        assert_eq!(rules(&[(load, "release.bridges_simd()")]), [""; 0]);
    }

    #[test]
    fn new_state_and_wide_traits_are_refused() {
        let path = "crates/x/src/a.rs";
        let text = "static A: Mutex<u8> = Mutex::new(0);\n";
        assert_eq!(rules(&[(path, text)]), ["rule 6: state"]);
        let methods = |count| format!("trait A {{\n{}}}\n", "    fn f();\n".repeat(count));
        assert_eq!(rules(&[(path, &methods(12))]), [""; 0]);
        assert_eq!(rules(&[(path, &methods(13))]), ["design: traits"]);
    }

    #[test]
    fn new_wide_structs_are_refused() {
        let fields = |count| "    pub a: u8,\n".repeat(count);
        let wide = |name, count| format!("//! A.\n\npub struct {name} {{\n{}}}\n", fields(count));
        let path = "crates/link/src/a.rs";
        assert_eq!(rules(&[(path, &wide("A", 15))]), [""; 0]);
        assert_eq!(rules(&[(path, &wide("A", 16))]), ["design: structs"]);
        assert_eq!(rules(&[(path, &wide("Arch", 16))]), [""; 0]);
        let private = wide("A", 16).replace("pub struct", "struct");
        assert_eq!(rules(&[(path, &private)]), [""; 0]);
    }

    #[test]
    fn new_texts_of_errors_are_refused() {
        let text = "enum NewError {\n    Bad(String),\n}\n";
        let path = "crates/x/src/a.rs";
        assert_eq!(rules(&[(path, text)]), ["rule 15: errors"]);
        let listed = "enum CliError {\n    Fatal(String),\n}\n";
        assert_eq!(rules(&[("crates/cli/src/error.rs", listed)]), [""; 0]);
        assert_eq!(rules(&[(path, listed)]), ["rule 15: errors"]);
    }

    #[test]
    fn cycles_are_refused() {
        let files = [
            ("crates/x/src/a.rs", "use crate::b::B;\n"),
            ("crates/x/src/b.rs", "use crate::a::A;\n"),
        ];
        assert_eq!(rules(&files), ["design: import cycles"]);
    }
}
