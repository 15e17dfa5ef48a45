//! A job as a file, for a program that runs jobs instead of this process
//! (`VAMOS_JOB_RUNNER`).
//!
//! The program gets the file's path as its last argument. It must run `argv` in `dir` with `env`,
//! to write the outputs to their paths, and to end like the tool, with the tool's output on its
//! stdout. `cargo xtask hermetic` is such a program.
//! Counterpart: none.

use vamos_base::golang::json::Writer;
use vamos_fsys::PathError;
use vamos_fsys::proc::Spawn;
use vamos_fsys::work;
use vamos_jobs::Content;
use vamos_jobs::Job;
use vamos_jobs::ToolSource;

/// Writes the job to a new file in `temp_dir`; returns the file's path.
pub(crate) fn write(
    job: &Job,
    spawn: &Spawn,
    work_dir: &str,
    temp_dir: &str,
) -> Result<String, PathError> {
    let io = job.io();
    let mut json = Writer::compact();
    json.begin_object();
    json.strings_field("Argv", &spawn.argv);
    json.string_field("Dir", &spawn.dir);
    let env = spawn.env.iter().chain(&spawn.extra_env);
    let env: Vec<String> = env.map(|(name, value)| format!("{name}={value}")).collect();
    json.strings_field("Env", &env);
    json.string_field("WorkDir", work_dir);
    json.string_field("Tool", &io.tool.program);
    json.bool_field("NeedsHost", io.tool.source != ToolSource::Sdk);
    let paths = |is_tree: bool| -> Vec<String> {
        let inputs = io.inputs.iter();
        inputs
            .filter(|input| (input.content == Content::Tree) == is_tree)
            .map(|input| input.name.path(work_dir))
            .collect()
    };
    json.strings_field("Inputs", &paths(false));
    json.strings_field("Trees", &paths(true));
    let outputs: Vec<String> = io.outputs.iter().map(|name| name.path(work_dir)).collect();
    json.strings_field("Outputs", &outputs);
    json.end_object();
    let dir = if temp_dir.is_empty() {
        "/tmp"
    } else {
        temp_dir
    };
    work::write_temp(dir, "job", &json.finish())
}
