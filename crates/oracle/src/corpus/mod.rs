//! `cargo xtask corpus`: real projects built by both programs, and compared.
//!
//! Counterpart: none; cmd/go is checked by its scripts and by its users' projects.

mod graphs;
mod list;
mod members;
mod moves;
pub mod place;
pub(crate) mod program;
mod tests;
mod verify;

use std::path::PathBuf;

use members::Checkout;
pub use members::MEMBERS;
pub use members::Member;
pub(crate) use members::VARIANTS;
pub(crate) use members::Variant;
use place::CorpusDir;
use program::Program;

use crate::compare;
use crate::compare::CacheDiff;
use crate::compare::same_lines;
use crate::files;
use crate::flags;
use crate::pair;
use crate::pair::Pair;
use crate::report::Report;
use crate::sdk;

/// Names of the commands.
const ACTIONS: [&str; 8] = [
    "build",
    "share",
    "trace",
    "list",
    "actiongraph",
    "verify",
    "moves",
    "tests",
];

const USAGE: &str = "usage: cargo xtask corpus build|share|trace|list|actiongraph|verify|moves|tests [--dir DIR] [--goroot DIR] \
[--vamos BINARY] [--variant NAME|pure|native]... [--member NAME]... [--edits N] [--seed N] \
[--package PATH]... [--batch N] [--flag FLAG]... [--cold yes] [--target GOOS/GOARCH]
  --cold yes: build and tests begin with empty caches, build without executables
  --target: of verify and moves; this system's if none is named";

/// Options of the command line.
struct Options {
    dir: PathBuf,
    /// The SDK to copy; a directory keeps the copy that it has.
    goroot: Option<PathBuf>,
    vamos: Option<PathBuf>,
    variants: Vec<String>,
    members: Vec<String>,
    /// Number of edits that `moves` makes in each member.
    edits: usize,
    seed: u64,
    /// The packages of the SDK to test; the members' packages if empty.
    packages: Vec<String>,
    /// Number of packages that one command tests.
    batch: usize,
    /// Flags of all tests.
    flags: Vec<String>,
    /// True if builds and tests begin with empty caches, and builds without executables.
    is_cold: bool,
    /// GOOS and GOARCH of `verify` and `moves`, unless they are the default ones.
    target: Option<[String; 2]>,
}

impl Options {
    fn variants(&self) -> impl Iterator<Item = &'static Variant> {
        let wanted = |variant: &Variant| {
            self.variants.is_empty()
                || self.variants.iter().any(|want| match want.as_str() {
                    "pure" => !variant.is_native() && variant.checkout == Checkout::Unstamped,
                    "native" => variant.is_native(),
                    name => name == variant.name,
                })
        };
        VARIANTS.iter().filter(move |variant| wanted(variant))
    }

    fn target_variables(&self) -> Vec<(&'static str, String)> {
        let values = self.target.iter().flatten().cloned();
        ["GOOS", "GOARCH"].into_iter().zip(values).collect()
    }

    fn members(&self, variant: &'static Variant) -> impl Iterator<Item = &'static Member> {
        let wanted =
            |name: &str| self.members.is_empty() || self.members.iter().any(|have| have == name);
        MEMBERS
            .iter()
            .filter(move |member| variant.takes(member) && wanted(member.name))
    }
}

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let mut options = Options {
        dir: sdk::target_dir().join("corpus"),
        goroot: None,
        vamos: None,
        variants: Vec::new(),
        members: Vec::new(),
        edits: 20,
        seed: 1,
        packages: Vec::new(),
        batch: 1,
        flags: Vec::new(),
        is_cold: false,
        target: None,
    };
    let (action, rest) = args.split_first().ok_or(USAGE)?;
    // Before a program is built for it.
    if !ACTIONS.contains(&action.as_str()) {
        return Err(USAGE.to_owned());
    }
    for flag in flags::all(rest, USAGE)? {
        match flag.name {
            "--dir" => options.dir = flag.path(),
            "--goroot" => options.goroot = Some(flag.path()),
            "--vamos" => options.vamos = Some(flag.path()),
            "--variant" => options.variants.push(flag.text()),
            "--member" => options.members.push(flag.text()),
            "--edits" => options.edits = flag.number()?,
            "--seed" => options.seed = flag.number()?,
            "--package" => options.packages.push(flag.text()),
            "--batch" => options.batch = flag.number::<usize>()?.max(1),
            "--flag" => options.flags.push(flag.text()),
            "--cold" => options.is_cold = flag.value == "yes",
            "--target" if matches!(action.as_str(), "verify" | "moves") => {
                let (os, arch) = flag.value.split_once('/').ok_or(USAGE)?;
                options.target = Some([os, arch].map(str::to_owned));
            }
            _ => return Err(USAGE.to_owned()),
        }
    }
    let Pair { sdk, vamos } = Pair::find(options.goroot.as_deref(), options.vamos.as_deref())?;
    let place = CorpusDir::open(&options.dir)?;
    let is_wanted = |member: &Member| {
        options.members.is_empty() || options.members.iter().any(|name| name == member.name)
    };
    place.provision(&sdk, is_wanted)?;
    let _alone = place.alone()?;
    let program = |name, binary| Program {
        name,
        binary,
        place: &place,
        cache: place.cache(name),
        goroot: place.goroot(),
        env: Vec::new(),
    };
    let official = program("official", sdk.go.clone());
    let vamos = program("vamos", vamos);
    let of_target = |vamos| Program {
        goroot: sdk.goroot.clone(),
        env: options.target_variables(),
        ..vamos
    };
    match action.as_str() {
        "build" => build(&options, &official, &vamos),
        "share" => {
            // Runs of tools are counted, and either program reads the other's entries: vamos' copy
            // of an executable would save it a link.
            let env = [
                ("VAMOS_LINK", "stock"),
                ("VAMOS_ASM", "stock"),
                ("VAMOS_KEPT", "off"),
            ];
            let env = env.map(|(name, value)| (name, value.to_owned())).to_vec();
            let official = Program {
                env: env.clone(),
                ..official
            };
            share(&options, &official, &Program { env, ..vamos })
        }
        "trace" => trace(&options, &official, &vamos),
        "actiongraph" => graphs::compare(&options, &official, &vamos),
        "list" => list::list(&options, &official, &vamos),
        "verify" => {
            // The version of a tool that is a script is queried in each run, and a run that starts
            // a tool leaves no run record.
            verify::verify(&options, &of_target(vamos))
        }
        "moves" => moves::moves(&options, &of_target(vamos)),
        "tests" => tests::tests(&options, &sdk, &official, &vamos),
        _ => Err(USAGE.to_owned()),
    }
}

fn failure(program: &Program<'_>, output: &std::process::Output) -> String {
    pair::failure(program.name, output)
}

/// Bar 1: every binary and every cached entry equal.
fn build(options: &Options, official: &Program<'_>, vamos: &Program<'_>) -> Result<(), String> {
    if options.is_cold {
        // Other commands leave entries of one program. With an executable that is up to date, the
        // go command does not compile its main package, which the new cache would lack.
        for program in [official, vamos] {
            files::remove(&program.cache)?;
            files::remove(&program.place.outputs(program.name))?;
        }
    }
    let mut report = Report::default();
    for variant in options.variants() {
        for member in options.members(variant) {
            let what = format!("{} {}", variant.name, member.name);
            let row = || -> Result<String, String> {
                let (theirs, _) = official.build(member, variant, &[])?;
                let (ours, counts) = vamos.build(member, variant, &[])?;
                if theirs.status.code() != ours.status.code() {
                    return Err(failure(vamos, &ours));
                }
                if !theirs.status.success() {
                    // Packages that fail are reported in the order in which they fail.
                    let is_same = same_failures(&theirs.stderr, &ours.stderr);
                    return if variant.may_fail() && is_same {
                        Ok("both fail, in the same words".to_owned())
                    } else {
                        Err(failure(vamos, &ours))
                    };
                }
                if theirs.stdout != ours.stdout || theirs.stderr != ours.stderr {
                    return Err("different words on stdout or stderr".to_owned());
                }
                if counts.stub_calls != 0 {
                    return Err("called the SDK's go".to_owned());
                }
                let out = |p: &Program<'_>| p.place.output(p.name, variant.name, member);
                let files = compare::trees(&out(official), &out(vamos))?;
                // A library for C has a header.
                let header = |p: &Program<'_>| out(p).with_extension("h");
                compare::trees(&header(official), &header(vamos))?;
                Ok(format!(
                    "{files} binaries equal; {} compile, {} asm, {} link",
                    counts.of("compile"),
                    counts.of("asm"),
                    counts.of("link")
                ))
            };
            report.say(&what, row());
        }
    }
    let caches = CacheDiff::read(&official.cache, &vamos.cache)?;
    let text = caches.text(official.name, vamos.name);
    report.say(
        "caches",
        match caches.odd().next() {
            None => Ok(text),
            Some(first) => Err(format!("{text}; first: {first}")),
        },
    );
    report.finish()
}

fn same_failures(a: &[u8], b: &[u8]) -> bool {
    let lines = |text: &[u8]| {
        let text = String::from_utf8_lossy(text);
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    lines(a) == lines(b)
}

/// Bar 2: entries that one program built are cache hits for the other, with outputs in place and
/// with outputs removed.
fn share(options: &Options, official: &Program<'_>, vamos: &Program<'_>) -> Result<(), String> {
    let mut report = Report::default();
    for (builder, reader) in [(official, vamos), (vamos, official)] {
        // The reader works on the builder's cache and on the builder's outputs.
        let on_theirs = |program: &Program<'_>| Program {
            binary: program.binary.clone(),
            ..builder.clone()
        };
        let (other, own) = (on_theirs(reader), on_theirs(builder));
        for variant in options.variants() {
            for member in options.members(variant) {
                let what = format!(
                    "{} after {}: {} {}",
                    reader.name, builder.name, variant.name, member.name
                );
                report.say(&what, share_row(&other, &own, member, variant));
            }
        }
    }
    report.finish()
}

fn share_row(
    other: &Program<'_>,
    own: &Program<'_>,
    member: &Member,
    variant: &Variant,
) -> Result<String, String> {
    let tools = |counts: &program::Counts| ["compile", "asm", "link"].map(|tool| counts.of(tool));
    let (theirs, _) = own.build(member, variant, &[])?;
    let (output, in_place) = other.build(member, variant, &[])?;
    // Nothing, but for archives for C, which have no build ID.
    let (_, expected) = own.build(member, variant, &[])?;
    if !output.status.success() {
        let is_same = !theirs.status.success() && same_failures(&theirs.stderr, &output.stderr);
        return if variant.may_fail() && is_same {
            Ok("both fail, in the same words".to_owned())
        } else {
            Err(failure(other, &output))
        };
    }
    let [compiles, asms, links] = tools(&in_place);
    if tools(&expected) != tools(&in_place) {
        return Err(format!(
            "in place: {compiles} compile, {asms} asm, {links} link"
        ));
    }
    let path = own.place.output(own.name, variant.name, member);
    let remove = || {
        // A member without binaries has no output.
        let _ = std::fs::remove_file(&path);
        let _ = std::fs::remove_dir_all(&path);
    };
    remove();
    let (_, expected) = own.build(member, variant, &[])?;
    remove();
    let (_, got) = other.build(member, variant, &[])?;
    if tools(&expected) != tools(&got) {
        return Err(format!("removed: {expected:?} against {got:?}"));
    }
    let kept = compiles + asms + links;
    let removed = got.of("link");
    Ok(format!("{kept} in place; {removed} links when removed"))
}

/// Bar 3: `-x -p 1` and `-n`, cold and warm.
fn trace(options: &Options, official: &Program<'_>, vamos: &Program<'_>) -> Result<(), String> {
    let mut report = Report::default();
    for variant in options.variants() {
        for member in options.members(variant) {
            for (round, flags) in [
                ("-n cold", &["-n"][..]),
                ("-x cold", &["-x", "-p", "1"]),
                ("-x warm", &["-x", "-p", "1"]),
                ("-n warm", &["-n"]),
            ] {
                let text = |program: &Program<'_>| -> Result<String, String> {
                    let own = Program {
                        cache: program.place.root.join(format!("trace-{}", program.name)),
                        ..program.clone()
                    };
                    if round == "-n cold" {
                        // The first round starts from nothing.
                        let _ = std::fs::remove_dir_all(&own.cache);
                        let _ =
                            std::fs::remove_file(own.place.output(own.name, variant.name, member));
                    }
                    let (output, _) = own.build(member, variant, flags)?;
                    if !output.status.success() {
                        return Err(failure(&own, &output));
                    }
                    Ok(normalize(
                        &String::from_utf8_lossy(&output.stderr),
                        &own.cache.display().to_string(),
                        own.name,
                    ))
                };
                let result = text(official).and_then(|a| Ok((a, text(vamos)?)));
                let what = format!("{} {} {round}", variant.name, member.name);
                report.say(&what, result.and_then(|(a, b)| same_lines(&a, &b)));
            }
        }
    }
    report.finish()
}

/// Replaces texts that must differ: the work directory, the cache, the program's name in output
/// paths.
fn normalize(text: &str, cache: &str, program: &str) -> String {
    let mut work = "";
    for line in text.lines() {
        if let Some(dir) = line.strip_prefix("WORK=") {
            work = dir;
        }
    }
    let mut out = text.replace(cache, "$GOCACHE");
    if !work.is_empty() {
        out = out.replace(work, "$WORK");
    }
    mask_seeds(&out.replace(&format!("/out/{program}/"), "/out/"))
}

/// Replaces the seeds of C compilers, which follow from the name of $WORK.
fn mask_seeds(text: &str) -> String {
    const FLAG: &str = "-frandom-seed=";
    let mut pieces = text.split(FLAG);
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let end = piece.find([' ', '\n']).unwrap_or(piece.len());
        out.push_str(FLAG);
        out.push_str("SEED");
        out.push_str(&piece[end..]);
    }
    out
}
