//! Starts this program again, as a process that continues after the end of this one.
//!
//! The new process leaves the session itself: doing that before exec would need unsafe code, and
//! fork instead of posix_spawn. It also closes the files that this process inherited, such as the
//! lock or the pipe of a script that calls us: the script would wait for them.
//! Counterpart: golang.org/x/telemetry/start.go (`startChild`), which does the same for
//! uploads.

use std::os::unix::process::CommandExt;
use std::process::Command;
use std::process::Stdio;

use super::process_name::set_process_name;

/// The lowest priority.
const LEAST: i32 = 19;

/// Starts `program` as `name`, with these arguments and without an environment; it must call
/// [`detach`] first. Reports whether it started.
pub fn start_detached(program: &str, name: &str, args: &[String]) -> bool {
    start_detached_in("/", program, name, args, &[])
}

/// Like [`start_detached`], in a directory and with an environment.
pub fn start_detached_in(
    dir: &str,
    program: &str,
    name: &str,
    args: &[String],
    env: &[(&str, &str)],
) -> bool {
    let mut command = Command::new(program);
    command.arg0(name).args(args).env_clear().current_dir(dir);
    command.envs(env.iter().copied());
    command.stdin(Stdio::null());
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().is_ok()
}

/// Makes this process independent of the one that started it, and gives it the lowest priority. It
/// must be called before the process opens a file or starts a thread.
pub fn detach(name: &str) {
    // The name in ps and killall; else it would be the program's name.
    set_process_name(name);
    // It fails for the leader of a group, which has its own session or a shell's attention.
    let _ = rustix::process::setsid();
    let _ = rustix::process::nice(LEAST);
    close_inherited();
}

/// Closes all open files except for the standard streams.
fn close_inherited() {
    let Ok(entries) = std::fs::read_dir("/dev/fd") else {
        return;
    };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let open: Vec<i32> = names.filter_map(|name| name.parse().ok()).collect();
    // The directory itself is closed now.
    let is_open = |number: &i32| std::fs::symlink_metadata(format!("/dev/fd/{number}")).is_ok();
    for number in open.into_iter().filter(|number| *number > 2) {
        if !is_open(&number) {
            continue;
        }
        #[expect(unsafe_code, reason = "inherited files have no owner in this process")]
        // SAFETY: the descriptor is open, and the process has just begun and has opened
        // nothing itself, so no value owns it.
        unsafe {
            rustix::io::close(number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::start_detached;

    #[test]
    fn a_program_that_is_missing_is_no_error() {
        assert!(!start_detached("/no/such/program", "x", &[]));
        assert!(start_detached("/bin/true", "x", &["y".to_owned()]));
    }
}
