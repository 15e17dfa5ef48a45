//! Common parts of the commands for other machines, for all tools.
//!
//! Counterpart: none.

use vamos_jobs::Content;
use vamos_jobs::Io;
use vamos_jobs::Name;
use vamos_jobs::RemoteCommand;
use vamos_jobs::RemoteFile;

use super::config::generated;
use super::digests::Digests;
use super::place::Env;
use super::place::is_made;
use super::place::place;
use super::place::placed;

/// Returns the program of a job.
pub(super) fn tool(io: &Io, digests: &Digests<'_>) -> Option<RemoteFile> {
    let program = &io.tool.program;
    let mut file = digests.made(program, placed(program)?)?;
    file.is_executable = true;
    Some(file)
}

/// Returns the program of a job and its inputs. `text_of` returns the content that the other
/// machine gets for an input that is a text. `None` if the job must run here.
pub(super) fn files(
    io: &Io,
    work_dir: &str,
    digests: &Digests<'_>,
    text_of: impl Fn(&Name, &str) -> Option<String>,
) -> Option<Vec<RemoteFile>> {
    let mut files = vec![tool(io, digests)?];
    for input in &io.inputs {
        let (path, to) = (input.name.path(work_dir), place(&input.name)?);
        files.push(match &input.content {
            Content::Text(text) => generated(to, &text_of(&input.name, text)?),
            Content::Tree => return None,
            _ if is_made(input) => digests.made(&path, to)?,
            _ => digests.source(&path, to)?,
        });
    }
    Some(files)
}

/// Returns the command with these words, and the places of its outputs here, in the same order.
pub(super) fn finished(
    io: &Io,
    work_dir: &str,
    env: &Env,
    words: Vec<String>,
    files: Vec<RemoteFile>,
) -> Option<(RemoteCommand, Vec<String>)> {
    let command = RemoteCommand {
        words,
        env: env.variables.clone(),
        files,
        outputs: io.outputs.iter().map(place).collect::<Option<_>>()?,
        ..RemoteCommand::default()
    };
    let outputs = io.outputs.iter();
    Some((command, outputs.map(|name| name.path(work_dir)).collect()))
}
