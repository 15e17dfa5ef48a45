//! A compile job as a command for another machine.
//!
//! Counterpart: none.

use vamos_jobs::CompileJob;
use vamos_jobs::Io;
use vamos_jobs::Job;
use vamos_jobs::Name;
use vamos_jobs::RemoteCommand;
use vamos_jobs::WorkDir;

use super::command::files;
use super::command::finished;
use super::config::moved;
use super::digests::Digests;
use super::place::Env;
use super::place::HERE;
use super::place::place;
use super::place::placed;
use super::place::rules;

/// The compiler's flags, besides those that every job has, that name no files.
const PLAIN_FLAGS: [&str; 10] = [
    "-N",
    "-l",
    "-B",
    "-C",
    "-race",
    "-msan",
    "-asan",
    "-shared",
    "-dynlink",
    "-d=libfuzzer",
];

/// Returns the equivalent remote command of a job, and the paths of its outputs here, in the same
/// order. `None` if the job must run here.
pub(super) fn command(
    job: &CompileJob,
    work_dir: &str,
    env: &Env,
    digests: &Digests<'_>,
) -> Option<(RemoteCommand, Vec<String>)> {
    if !is_plain(job) {
        return None;
    }
    let is_config = |name: &Name| *name == job.importcfg || Some(name) == job.embedcfg.as_ref();
    let config = |name: &Name, text: &str| is_config(name).then(|| moved(text)).flatten();
    let files = files(&job.io, work_dir, digests, config)?;
    let there = there(job, env)?;
    let words = Job::Compile(Box::new(there)).command("").words;
    finished(&job.io, work_dir, env, words, files)
}

/// Reports whether a job has nothing that depends on more than its declared inputs, and its own
/// sources are not made by the build.
fn is_plain(job: &CompileJob) -> bool {
    let flags = &job.flags;
    job.coverage.is_none()
        && job.profile.is_none()
        && job.local_prefix.is_empty()
        && job.io.tool.wrapper.is_empty()
        && flags.iter().all(|flag| PLAIN_FLAGS.contains(&&**flag))
        && !job.sources.iter().any(Name::is_work)
}

/// Returns the job with the names that it has on the other machine.
fn there(job: &CompileJob, env: &Env) -> Option<CompileJob> {
    let work = WorkDir::new("");
    let named = |name: &Name| Some(work.name(&place(name)?));
    let optional = |name: &Option<Name>| match name {
        None => Some(None),
        Some(name) => named(name).map(Some),
    };
    let source = |name: &Name| Some(work.name(&format!("{HERE}{}", place(name)?)));
    let mut tool = job.io.tool.clone();
    tool.program = placed(&tool.program)?;
    Some(CompileJob {
        io: Io {
            tool,
            ..Io::default()
        },
        output: named(&job.output)?,
        trimpath: rules(&job.trimpath, &job.sources, &env.goroot)?,
        symabis: optional(&job.symabis)?,
        header: named(&job.header)?,
        // The archive does not depend on it.
        concurrency: 1,
        importcfg: named(&job.importcfg)?,
        embedcfg: optional(&job.embedcfg)?,
        sources: job.sources.iter().map(source).collect::<Option<_>>()?,
        ..job.clone()
    })
}
