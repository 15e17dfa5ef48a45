//! A process that shares the memory of this one, and ends after it.
//!
//! Memory is freed by the last process that has it. The last process closes all files except for
//! the ones that it keeps: other programs wait for the end of a pipe, or for a lock. Its directory
//! is the root. It waits until this process has ended with all its threads; the memory is then its
//! own.
//! Counterpart: none.

#![expect(
    unsafe_code,
    reason = "a process that shares memory is started by a raw system call"
)]

use std::ffi::CStr;
use std::ffi::c_int;
use std::ffi::c_void;
use std::fs;
use std::fs::File;
use std::io::Read as _;
use std::os::fd::AsRawFd as _;
use std::os::fd::BorrowedFd;
use std::os::fd::RawFd;
use std::ptr;

use rustix::event::PollFd;
use rustix::event::PollFlags;
use rustix::fs::Mode;
use rustix::fs::OFlags;
use rustix::process::PidfdFlags;

use super::reaper;
use crate::os::os_path;

/// The name of the last process in ps and killall.
pub(super) const NAME: &CStr = c"vamos-free-mem";

/// The bytes of its stack.
const STACK: usize = 64 << 10;

/// Reports whether [`start`] may be called: the last process is reaped when it ends.
pub(super) fn is_possible() -> bool {
    reaper::is_expected()
}

/// Holds a file that loses its name: its bytes stay as long as the result. It cannot be read.
pub(super) fn hold(path: &str) -> Option<File> {
    let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let held = rustix::fs::open(&*os_path(path), flags, Mode::empty());
    held.ok().map(File::from)
}

/// The inputs of the last process.
struct Task {
    /// Files that it closes, in this order.
    closed: Vec<RawFd>,
    /// This process.
    parent: RawFd,
}

/// Starts the last process, and waits until it has closed the files that it does not keep. Without
/// it the kernel frees the memory before this process ends.
pub(super) fn start(files: &[File]) {
    let Ok(parent) = rustix::process::pidfd_open(rustix::process::getpid(), PidfdFlags::empty())
    else {
        return;
    };
    let Ok((mut ready, begun)) = std::io::pipe() else {
        return;
    };
    let is_kept = |fd: RawFd| {
        [parent.as_raw_fd(), begun.as_raw_fd()].contains(&fd)
            || files.iter().any(|file| file.as_raw_fd() == fd)
    };
    let mut closed = open_files();
    closed.retain(|fd| !is_kept(*fd));
    // When it is closed, all others are.
    closed.push(begun.as_raw_fd());
    let task = Task {
        closed,
        parent: parent.as_raw_fd(),
    };
    if clone(task) {
        drop(begun);
        // It ends when the other process has closed it, or has ended.
        let _ = ready.read(&mut [0]);
    }
}

/// Returns the numbers of all open files.
fn open_files() -> Vec<RawFd> {
    const DIR: &str = "/proc/self/fd";
    let entries = fs::read_dir(DIR).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let listed: Vec<RawFd> = names.filter_map(|name| name.parse().ok()).collect();
    // The directory itself is closed now.
    let is_open = |fd: &RawFd| fs::symlink_metadata(format!("{DIR}/{fd}")).is_ok();
    listed.into_iter().filter(is_open).collect()
}

/// Starts the last process; reports whether it succeeded.
fn clone(task: Task) -> bool {
    let stack = Box::leak(vec![0_u8; STACK].into_boxed_slice());
    let task = ptr::from_mut(Box::leak(Box::new(task)));
    // SAFETY: `all` is set by `sigfillset` before it is used. The stack and the task are leaked, so
    // the new process may use them as long as it lives, and nothing else does. It shares all memory
    // with this one, but its function neither allocates, locks nor writes; see `be_last`. With all
    // signals blocked, no handler runs in it.
    unsafe {
        let mut all = std::mem::MaybeUninit::<libc::sigset_t>::uninit();
        libc::sigfillset(all.as_mut_ptr());
        libc::pthread_sigmask(libc::SIG_BLOCK, all.as_ptr(), ptr::null_mut());
        let top = stack.as_mut_ptr().add(STACK);
        // Processors require stacks at multiples of 16.
        let top = top.sub(top.addr() % 16);
        libc::clone(be_last, top.cast(), libc::CLONE_VM, task.cast()) > 0
    }
}

/// The code of the last process. Its system calls are raw: C functions write the error number to
/// memory that the threads of both processes share.
extern "C" fn be_last(task: *mut c_void) -> c_int {
    // SAFETY: it is the task of `clone`, which nothing changes.
    let task = unsafe { &*task.cast::<Task>() };
    let _ = rustix::thread::set_name(NAME);
    let _ = rustix::process::chdir(c"/");
    for &fd in &task.closed {
        // SAFETY: this process has its own table of files, and no value here owns one of them.
        unsafe { rustix::io::close(fd) };
    }
    // SAFETY: it was not closed above.
    let parent = unsafe { BorrowedFd::borrow_raw(task.parent) };
    // With all signals blocked nothing interrupts it.
    let _ = rustix::event::poll(&mut [PollFd::new(&parent, PollFlags::IN)], None);
    0
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::FileExt as _;
    use std::process::Command;
    use std::process::Stdio;
    use std::time::Duration;
    use std::time::Instant;

    use rustix::fs::FlockOperation;
    use rustix::fs::flock;

    use super::*;

    /// Set in the process of [`a_process_with_leftovers`]: its directory.
    const DIR: &str = "LEFTOVERS_TEST_DIR";

    /// Runs in a separate process, whose end another test checks.
    #[expect(
        clippy::disallowed_methods,
        clippy::exit,
        reason = "it is the main function of that process"
    )]
    #[test]
    fn a_process_with_leftovers() {
        let Some(dir) = std::env::var_os(DIR) else {
            return;
        };
        let at = |name: &str| std::path::Path::new(&dir).join(name);
        let lock = File::create(at("lock")).unwrap();
        flock(&lock, FlockOperation::LockExclusive).unwrap();
        let large = File::create(at("large")).unwrap();
        large.write_all_at(&[1; 1 << 20], 0).unwrap();
        drop(large);
        let held = hold(at("large").to_str().unwrap()).unwrap();
        fs::remove_file(at("large")).unwrap();
        std::mem::forget(vec![1_u8; 64 << 20]);
        start(&[held]);
        let last = last_processes(dir.to_str().unwrap());
        assert_eq!(last.len(), 1);
        let open = fs::read_dir(format!("{}/fd", last[0])).unwrap();
        let open = open.map(|entry| fs::read_link(entry.unwrap().path()).unwrap());
        let open: Vec<String> = open
            .map(|file| file.to_string_lossy().into_owned())
            .collect();
        // The other one is this process.
        assert_eq!(open.len(), 2, "{open:?}");
        assert!(open.iter().any(|file| file.contains("large")), "{open:?}");
        std::process::exit(7);
    }

    /// Returns the processes with the name of the last one whose environment contains `word`.
    fn last_processes(word: &str) -> Vec<String> {
        let name = |dir: &String| fs::read_to_string(format!("{dir}/comm")).unwrap_or_default();
        let environment = |dir: &String| fs::read(format!("{dir}/environ")).unwrap_or_default();
        let entries = fs::read_dir("/proc").unwrap().flatten();
        let dirs = entries.map(|entry| entry.path().to_string_lossy().into_owned());
        dirs.filter(|dir| name(dir).trim_end() == NAME.to_str().unwrap())
            .filter(|dir| String::from_utf8_lossy(&environment(dir)).contains(word))
            .collect()
    }

    /// Set in the processes of [`a_process_that_does_not_reap`].
    const NEVER_REAPS: &str = "LEFTOVERS_TEST_SUBREAPER";

    /// Set in the children of [`a_process_that_does_not_reap`].
    const MAY_START: &str = "LEFTOVERS_TEST_COMMAND";

    /// Returns this program, for one test.
    fn one_test(name: &str) -> Command {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let test = format!("proc::leftovers::last_process::tests::{name}");
        command.args(["--exact", &test]).stdin(Stdio::null());
        command.stdout(Stdio::null());
        command
    }

    /// Runs in a separate process, like a command with leftovers.
    #[expect(
        clippy::disallowed_methods,
        clippy::exit,
        reason = "it is the main function of that process"
    )]
    #[test]
    fn a_process_that_may_start_the_last_one() {
        if std::env::var_os(MAY_START).is_some() {
            if is_possible() {
                start(&[]);
            }
            std::process::exit(0);
        }
    }

    /// Runs in a separate process, which adopts orphans. Its exit code is the number of zombies.
    #[expect(
        clippy::disallowed_methods,
        clippy::exit,
        reason = "it is the main function of that process"
    )]
    #[test]
    fn a_process_that_does_not_reap() {
        if std::env::var_os(NEVER_REAPS).is_none() {
            return;
        }
        rustix::process::set_child_subreaper(Some(rustix::process::getpid())).unwrap();
        let children = || {
            let threads = fs::read_dir("/proc/self/task").unwrap().flatten();
            let lists = threads.filter_map(|thread| {
                let file = thread.path().join("children");
                fs::read_to_string(file).ok()
            });
            let all = lists.collect::<Vec<_>>().join(" ");
            let words = all.split_whitespace();
            let stats = words.map(|child| fs::read_to_string(format!("/proc/{child}/stat")));
            stats
                .map(|stat| stat.unwrap_or_default())
                .collect::<Vec<_>>()
        };
        for _ in 0..3 {
            let mut command = one_test("a_process_that_may_start_the_last_one");
            let status = command.env(MAY_START, "1").status().unwrap();
            assert!(status.success(), "{status}");
            // Its last process belongs to this one now, and ends.
            while children().iter().any(|stat| !stat.contains(") Z ")) {
                std::thread::yield_now();
            }
        }
        std::process::exit(children().len() as i32);
    }

    /// A subreaper keeps at most one zombie.
    #[test]
    fn zombies_do_not_add_up() {
        let mut command = one_test("a_process_that_does_not_reap");
        let status = command.env(NEVER_REAPS, "1").status().unwrap();
        assert!(matches!(status.code(), Some(0 | 1)), "{status}");
    }

    #[test]
    fn no_process_waits_for_the_last_one() {
        let dir = tempfile::tempdir().unwrap();
        let test = "proc::leftovers::last_process::tests::a_process_with_leftovers";
        // It ends when the pipes of its output are closed, and has the exit code of the process.
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", test])
            .env(DIR, dir.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(7), "{output:?}");
        // The lock is free, although the last process still has all other memory of the process
        // that held it.
        let lock = File::open(dir.path().join("lock")).unwrap();
        flock(&lock, FlockOperation::NonBlockingLockExclusive).unwrap();
        assert!(!dir.path().join("large").exists());
        let begun = Instant::now();
        while !last_processes(dir.path().to_str().unwrap()).is_empty() {
            assert!(begun.elapsed() < Duration::from_secs(60), "it does not end");
            std::thread::yield_now();
        }
    }
}
