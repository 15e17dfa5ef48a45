//! One job in a mount namespace that contains its tool and its inputs, and nothing else.
//!
//! `hermetic-job` makes an empty root, has `unshare` start `hermetic-enter` in a new mount
//! namespace (and a new user namespace where we are not root), and copies the declared outputs to
//! their places when the tool has succeeded. `hermetic-enter` binds the inputs below the root,
//! changes to it, and executes the tool. Mounts end with the namespace, so removing the root
//! afterwards removes no input.
//! Counterpart: none.

use std::os::unix::process::CommandExt;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use std::io::Write as _;

use serde_json::Value;

use vamos_fsys::system::bind_mount;

use crate::files;

/// Directories of the host's compilers, headers, libraries and devices.
const HOST: [&str; 8] = [
    "/bin", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/proc", "/usr",
];

/// A job, as vamos writes it for its runner.
struct Job {
    argv: Vec<String>,
    dir: String,
    env: Vec<String>,
    needs_host: bool,
    inputs: Vec<String>,
    trees: Vec<String>,
    outputs: Vec<String>,
}

impl Job {
    fn read(file: &str) -> Result<Self, String> {
        let bytes = std::fs::read(file).map_err(|error| format!("{file}: {error}"))?;
        let json: Value = serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
        let list = |name: &str| -> Vec<String> {
            let values = json[name].as_array().into_iter().flatten();
            values
                .filter_map(|value| value.as_str().map(str::to_owned))
                .collect()
        };
        Ok(Self {
            argv: list("Argv"),
            dir: json["Dir"].as_str().unwrap_or("/").to_owned(),
            env: list("Env"),
            needs_host: json["NeedsHost"].as_bool().unwrap_or(false),
            inputs: list("Inputs"),
            trees: list("Trees"),
            outputs: list("Outputs"),
        })
    }
}

/// Runs the job in `args[0]`; ends as the tool ends.
#[expect(
    clippy::exit,
    reason = "the exit code of the tool is that of this process"
)]
pub(crate) fn run_job(args: &[String]) -> Result<(), String> {
    let [file] = args else {
        return Err("usage: xtask hermetic-job FILE".to_owned());
    };
    let job = Job::read(file)?;
    let root = tempfile::Builder::new()
        .prefix("hermetic")
        .tempdir()
        .map_err(|error| error.to_string())?;
    prepare(&job, root.path())?;
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut command = Command::new("unshare");
    command.arg("--mount");
    if !rustix::process::geteuid().is_root() {
        command.args(["--user", "--map-root-user"]);
    }
    let status = command
        .arg("--")
        .arg(own)
        .arg("hermetic-enter")
        .arg(file)
        .arg(root.path())
        .status()
        .map_err(|error| format!("unshare: {error}"))?;
    if !status.success() {
        // The tool has printed the reason.
        drop(root);
        let code = status.code();
        let code = code.unwrap_or_else(|| 128 + status.signal().unwrap_or(0));
        std::process::exit(code);
    }
    for output in &job.outputs {
        let made = below(root.path(), output);
        if made.exists() {
            std::fs::copy(&made, output).map_err(|error| format!("{output}: {error}"))?;
        }
    }
    note(&job);
    Ok(())
}

/// Counts the job and its inputs in the log.
fn note(job: &Job) {
    let Some(log) = std::env::var_os("HERMETIC_LOG") else {
        return;
    };
    let file = std::fs::File::options().append(true).create(true).open(log);
    if let Ok(mut file) = file {
        // One write per line, so that lines of several jobs do not mix.
        let line = format!("{}\n", job.inputs.len() + job.trees.len());
        let _ = file.write_all(line.as_bytes());
    }
}

/// Creates the mount points of the inputs, and the directories of outputs.
fn prepare(job: &Job, root: &Path) -> Result<(), String> {
    let make_dir = |dir: PathBuf| files::make_dir(&dir);
    make_dir(root.join("tmp"))?;
    make_dir(below(root, &job.dir))?;
    for output in &job.outputs {
        make_dir(parent(&below(root, output)))?;
    }
    for file in job.inputs.iter().chain(job.argv.first()) {
        let place = below(root, file);
        if Path::new(file).is_file() && !place.exists() {
            make_dir(parent(&place))?;
            std::fs::write(&place, b"").map_err(|error| format!("{file}: {error}"))?;
        }
    }
    let host = HOST.iter().map(|dir| (*dir).to_owned());
    let host = host.filter(|_| job.needs_host);
    for tree in job.trees.iter().cloned().chain(host) {
        if Path::new(&tree).is_dir() {
            make_dir(below(root, &tree))?;
        }
    }
    Ok(())
}

fn parent(path: &Path) -> PathBuf {
    path.parent().unwrap_or(path).to_owned()
}

fn below(root: &Path, path: &str) -> PathBuf {
    root.join(path.trim_start_matches('/'))
}

/// Binds the inputs of the job `args[0]` below `args[1]`, and becomes its tool there.
pub(crate) fn enter(args: &[String]) -> Result<(), String> {
    let [file, root] = args else {
        return Err("usage: xtask hermetic-enter FILE ROOT".to_owned());
    };
    let job = Job::read(file)?;
    let root = Path::new(root);
    let bind = |path: &str| {
        let place = below(root, path);
        bind_mount(Path::new(path), &place).map_err(|error| format!("bind {path}: {error}"))
    };
    if job.needs_host {
        for dir in HOST.iter().filter(|dir| Path::new(dir).is_dir()) {
            bind(dir)?;
        }
    }
    for tree in job.trees.iter().filter(|tree| Path::new(tree).is_dir()) {
        bind(tree)?;
    }
    for input in job.inputs.iter().chain(job.argv.first()) {
        if Path::new(input).is_file() {
            bind(input)?;
        }
    }
    rustix::process::chroot(root).map_err(|error| format!("chroot: {error}"))?;
    std::env::set_current_dir(&job.dir).map_err(|error| format!("{}: {error}", job.dir))?;
    let mut command = Command::new(&job.argv[0]);
    command.args(&job.argv[1..]).env_clear();
    for entry in &job.env {
        if let Some((name, value)) = entry.split_once('=') {
            command.env(name, value);
        }
    }
    Err(format!("{}: {}", job.argv[0], command.exec()))
}
