//! User-mode emulation of arm64.
//!
//! The kernel starts executables for arm64 with the emulator, in a user namespace of their own
//! (`binfmt_misc`, since Linux 6.7), so that nothing changes for the machine. All processes end
//! with the first one: some of the emulator's forked processes hang. If a process has several
//! threads, and one of them opens or closes a file, a lock of the emulator may be locked for ever
//! in the child.
//! Counterpart: none.

use std::process::Command;

use super::tools::Tools;

/// First bytes of an executable for arm64, and the mask of the bits that count, in the format of
/// `binfmt_misc`.
const MAGIC: &str = r"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00";
const MASK: &str =
    r"\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff";

/// Registers the emulator `$3` for the magic `$1` and the mask `$2`, and runs the other arguments
/// in a process group that its processes can see.
const ENTER: &str = r#"set -e
mount -t binfmt_misc none /proc/sys/fs/binfmt_misc
printf '%s' ":arm64:M::$1:$2:$3:F" >/proc/sys/fs/binfmt_misc/register
shift 3
setsid "$@"
exit 0"#;

/// Returns a command with the arguments, the variables and the directory of `inner`, which runs
/// where executables for arm64 start. PATH is its only other variable.
pub(super) fn emulated(tools: &Tools, inner: &Command) -> Command {
    entering(Command::new("unshare"), tools, inner)
}

/// Returns the same, which is killed after some seconds.
pub(super) fn emulated_within(seconds: u32, tools: &Tools, inner: &Command) -> Command {
    let mut command = Command::new("timeout");
    let limit = seconds.to_string();
    command.args(["--signal=KILL", &limit, "unshare"]);
    entering(command, tools, inner)
}

/// Completes a command that ends with `unshare`.
fn entering(mut command: Command, tools: &Tools, inner: &Command) -> Command {
    command
        .args(["--user", "--map-root-user", "--mount"])
        .args(["--pid", "--mount-proc", "--fork", "--kill-child"])
        .args(["sh", "-c", ENTER])
        .args(["sh", MAGIC, MASK])
        .arg(tools.emulator())
        .arg(inner.get_program())
        .args(inner.get_args())
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .stdin(std::process::Stdio::null());
    for (name, value) in inner.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    if let Some(dir) = inner.get_current_dir() {
        command.current_dir(dir);
    }
    command
}
