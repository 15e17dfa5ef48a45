//! A run of the vet tool as a command for another machine.
//!
//! Facts name no files. Reports name files of the other machine, so a package with something to
//! report is vetted here again.
//! Counterpart: none.

use vamos_jobs::Io;
use vamos_jobs::Job;
use vamos_jobs::Name;
use vamos_jobs::RemoteCommand;
use vamos_jobs::VetJob;
use vamos_jobs::WorkDir;

use super::command::files;
use super::command::finished;
use super::config::moved_json;
use super::digests::Digests;
use super::place::Env;
use super::place::place;
use super::place::placed;

/// Flags of the tool that change files, or print in a format other than `-json`.
const SPECIAL_FLAGS: [&str; 3] = ["-fix", "-diff", "-flags"];

/// Returns the equivalent remote command of a job, and the paths of its outputs here, in the same
/// order. `None` if the job must run here.
pub(super) fn command(
    job: &VetJob,
    work_dir: &str,
    env: &Env,
    digests: &Digests<'_>,
) -> Option<(RemoteCommand, Vec<String>)> {
    if !is_plain(job) {
        return None;
    }
    let config = |name: &Name, text: &str| config(text).filter(|_| *name == job.config);
    let files = files(&job.io, work_dir, digests, config)?;
    let words = Job::Vet(Box::new(there(job)?)).command("").words;
    finished(&job.io, work_dir, env, words, files)
}

/// Reports whether the outputs of the tool, facts first, name no files.
pub(super) fn is_usable(outputs: &[Vec<u8>]) -> bool {
    let printed = outputs.iter().skip(1);
    // With `-json` an object is always printed.
    printed
        .map(|bytes| bytes.trim_ascii())
        .all(|text| matches!(text, b"" | b"{}"))
}

/// Reports whether a job only reads, and reads no sources that the build has made.
fn is_plain(job: &VetJob) -> bool {
    let mut inputs = job.io.inputs.iter();
    job.io.tool.wrapper.is_empty()
        && job.flags.iter().all(|flag| is_plain_flag(flag))
        && !inputs.any(|input| input.name.is_work() && input.name.as_str().ends_with(".go"))
}

/// Reports whether a flag turns a check on or off.
fn is_plain_flag(flag: &str) -> bool {
    let name = flag.split_once('=').map_or(flag, |(name, value)| {
        let is_bool = matches!(value, "true" | "false");
        if is_bool { name } else { "" }
    });
    let is_name = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase());
    name.strip_prefix('-').is_some_and(is_name) && !SPECIAL_FLAGS.contains(&name)
}

/// Returns the tool's configuration; `None` if it requests changed sources.
fn config(text: &str) -> Option<String> {
    let fixes = |line: &str| line.trim_start().starts_with("\"FixArchive\": \"\0");
    (!text.lines().any(fixes)).then(|| moved_json(text))
}

/// Returns the job with the names that it has on the other machine.
fn there(job: &VetJob) -> Option<VetJob> {
    let mut tool = job.io.tool.clone();
    tool.program = placed(&tool.program)?;
    Some(VetJob {
        io: Io {
            tool,
            ..Io::default()
        },
        flags: job.flags.clone(),
        config: WorkDir::new("").name(&place(&job.config)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_that_change_files_stay_here() {
        for flag in ["-json", "-printf=false", "-atomic", "-unsafeptr=true"] {
            assert!(is_plain_flag(flag), "{flag}");
        }
        for flag in [
            "-fix",
            "-diff",
            "-c=2",
            "-printf.funcs=f",
            "-V=full",
            "-",
            "x",
        ] {
            assert!(!is_plain_flag(flag), "{flag}");
        }
    }

    #[test]
    fn only_an_empty_report_names_no_file() {
        let outputs = |text: &[u8]| [b"facts".to_vec(), text.to_vec()];
        assert!(is_usable(&outputs(b"")) && is_usable(&outputs(b"{}\n")));
        assert!(is_usable(&[b"facts".to_vec()]));
        assert!(!is_usable(&outputs(b"{\n\t\"m\": {}\n}\n")));
    }

    #[test]
    fn fixes_stay_here() {
        assert!(config("{\n\t\"FixArchive\": \"\"\n}\n").is_some());
        assert!(config("{\n\t\"FixArchive\": \"\0/b001/vet.fix.zip\"\n}\n").is_none());
    }
}
