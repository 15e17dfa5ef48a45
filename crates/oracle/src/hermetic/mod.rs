//! `cargo xtask hermetic`: every job of a build runs in a mount namespace that contains only the
//! tool and the job's declared inputs, and all results are equal.
//!
//! Each member is built twice by vamos with an empty cache: once as usual and once with
//! `VAMOS_JOB_RUNNER`, which passes each job to `xtask hermetic-job`. Binaries and cache entries
//! are compared to the byte. An input that a job does not declare is missing, so the tool fails or
//! writes something else.
//! Counterpart: none; upstream's tools see the whole file system.

mod job;

use std::path::Path;
use std::path::PathBuf;

pub(crate) use job::enter;
pub(crate) use job::run_job;

use crate::compare;
use crate::compare::CacheDiff;
use crate::corpus::MEMBERS;
use crate::corpus::Member;
use crate::corpus::VARIANTS;
use crate::corpus::Variant;
use crate::corpus::place::CorpusDir;
use crate::corpus::program::Program;
use crate::flags;
use crate::pair::Pair;
use crate::report::Report;
use crate::sdk;

const USAGE: &str =
    "usage: cargo xtask hermetic [--dir DIR] [--goroot DIR] [--vamos BINARY] [--member NAME]...";

/// The members, and the variant in which each is built: plain Go, a large program, a
/// program with C, and the standard library with its assembly.
const ROWS: [(&str, &str); 4] = [
    ("fzf", "default"),
    ("caddy", "default"),
    ("sqlite", "samples"),
    ("std", "default"),
];

struct Options {
    dir: PathBuf,
    goroot: Option<PathBuf>,
    vamos: Option<PathBuf>,
    members: Vec<String>,
}

fn parse(args: &[String]) -> Result<Options, String> {
    let mut options = Options {
        dir: sdk::target_dir().join("corpus"),
        goroot: None,
        vamos: None,
        members: Vec::new(),
    };
    for flag in flags::all(args, USAGE)? {
        match flag.name {
            "--dir" => options.dir = flag.path(),
            "--goroot" => options.goroot = Some(flag.path()),
            "--vamos" => options.vamos = Some(flag.path()),
            "--member" => options.members.push(flag.text()),
            _ => return Err(USAGE.to_owned()),
        }
    }
    Ok(options)
}

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let options = parse(args)?;
    let Pair { sdk, vamos } = Pair::find(options.goroot.as_deref(), options.vamos.as_deref())?;
    let place = CorpusDir::open(&options.dir)?;
    let is_wanted =
        |name: &str| options.members.is_empty() || options.members.iter().any(|have| have == name);
    let is_row = |name: &str| ROWS.iter().any(|(member, _)| *member == name);
    place.provision(&sdk, |member| is_row(member.name) && is_wanted(member.name))?;
    let _alone = place.alone()?;
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut report = Report::default();
    for (name, variant) in ROWS.iter().filter(|(name, _)| is_wanted(name)) {
        let member = MEMBERS.iter().find(|member| member.name == *name);
        let member = member.expect("rows name members");
        let variant = VARIANTS.iter().find(|known| known.name == *variant);
        let variant = variant.expect("rows name variants");
        let log = place.root.join(format!("hermetic-{name}.log"));
        let program = |name: &'static str, env| Program {
            name,
            binary: vamos.clone(),
            place: &place,
            cache: place.cache(&format!("{name}-{}", member.name)),
            // The tools themselves: the tools of the corpus' GOROOT are scripts that count.
            goroot: sdk.goroot.clone(),
            env,
        };
        let runner = format!("{} hermetic-job", own.display());
        let plain = program("plain", Vec::new());
        let hermetic = program(
            "hermetic",
            vec![
                ("VAMOS_JOB_RUNNER", runner),
                ("HERMETIC_LOG", log.display().to_string()),
            ],
        );
        report.say(name, row(&plain, &hermetic, &log, member, variant));
    }
    report.finish()
}

fn row(
    plain: &Program<'_>,
    hermetic: &Program<'_>,
    log: &Path,
    member: &Member,
    variant: &Variant,
) -> Result<String, String> {
    for program in [plain, hermetic] {
        let out = program.place.output(program.name, variant.name, member);
        // A missing directory counts as removed.
        let _ = std::fs::remove_dir_all(&program.cache);
        let _ = std::fs::remove_file(out);
        let _ = std::fs::remove_file(log);
        let (output, _) = program.build(member, variant, &[])?;
        if !output.status.success() {
            let stderr = String::from_utf8_lossy(&output.stderr);
            let head: Vec<&str> = stderr.lines().take(12).collect();
            return Err(format!("{}: {}", program.name, head.join("\n      ")));
        }
    }
    let out = |program: &Program<'_>| program.place.output(program.name, variant.name, member);
    let binaries = match member.name {
        "std" => 0,
        _ => compare::trees(&out(plain), &out(hermetic))?,
    };
    let entries = CacheDiff::read(&plain.cache, &hermetic.cache)?;
    if let Some(first) = entries.odd().next() {
        return Err(format!("cache entries differ, first {first:?}"));
    }
    let text = std::fs::read_to_string(log).map_err(|error| format!("no job ran: {error}"))?;
    let mut inputs = 0;
    let mut jobs = 0;
    for line in text.lines() {
        jobs += 1;
        inputs += line.parse::<usize>().unwrap_or(0);
    }
    let equal = entries.equal;
    Ok(format!(
        "{jobs} jobs with {inputs} declared inputs; {binaries} binaries and {equal} cache entries equal"
    ))
}
