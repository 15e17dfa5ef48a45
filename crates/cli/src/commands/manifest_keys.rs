//! Under which keys the remote cache has the list of the results that a command needs.
//!
//! A key describes the command; the more exact ones come first. The last ones find the list of an
//! earlier version of the module, or of another command in it.
//! Counterpart: none.

use std::fmt::Write;

use vamos_base::Digest;
use vamos_base::golang::path;
use vamos_fsys::uncached;
use vamos_goenv::locate::find_go_mod;

use crate::invocation::Invocation;

/// Describes the command that runs: with the module's requirements, without them, and without
/// the command.
pub(super) fn of_command(invocation: &Invocation) -> Vec<String> {
    let module = Module::current(invocation);
    let (args, below) = (invocation.process.args.join("\0"), &module.below);
    let command = format!("command {args}\nin {below}\n{}", module.text);
    vec![
        format!("{command}{}", module.requirements),
        command,
        module.text,
    ]
}

/// Describes the module of a go command with unknown arguments: with its requirements, and without
/// them.
pub(super) fn of_module(invocation: &Invocation) -> Vec<String> {
    let module = Module::current(invocation);
    vec![
        format!("{}{}", module.text, module.requirements),
        module.text,
    ]
}

/// The main module and the target platform.
struct Module {
    /// The release, the target, and the line with the module's path.
    text: String,
    /// The digests of go.mod and go.sum.
    requirements: String,
    /// The working directory in the module.
    below: String,
}

impl Module {
    fn current(invocation: &Invocation) -> Self {
        let env = &invocation.env;
        let cwd = &invocation.process.cwd;
        let go_mod = find_go_mod(env, &*invocation.disk, cwd).unwrap_or_default();
        let dir = path::dir(&go_mod);
        let mut text = format!("vamos {}\n", env.sdk.version);
        for name in ["GOOS", "GOARCH", "CGO_ENABLED", "GOFLAGS", "GOEXPERIMENT"] {
            // The effective value: the official command sets all of them for its children.
            let _ = writeln!(text, "{name}={}", env.cmd_var(name));
        }
        let _ = writeln!(text, "{}={}", env.target.arch_env.0, env.target.arch_env.1);
        let read = |name: &str| uncached::read(&path::join(&[&dir, name])).unwrap_or_default();
        let go_mod = read("go.mod");
        let line = go_mod.split(|byte| *byte == b'\n');
        let line = line
            .map(String::from_utf8_lossy)
            .find(|line| line.starts_with("module"));
        let _ = writeln!(text, "{}", line.unwrap_or_default());
        let digests = [Digest::of(&go_mod), Digest::of(&read("go.sum"))];
        Self {
            text,
            requirements: format!("{} {}", digests[0], digests[1]),
            below: cwd.strip_prefix(&*dir).unwrap_or(cwd).to_owned(),
        }
    }
}
