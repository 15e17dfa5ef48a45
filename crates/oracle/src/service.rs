//! A server as a child of this process: it ends with the command, also if that is killed.
//!
//! Counterpart: none.

use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use std::time::Instant;

use vamos_base::Cancel;
use vamos_fsys::proc::Executor as _;
use vamos_fsys::proc::LocalExecutor;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::Streams;

/// The longest time in which a server starts to listen.
const START: Duration = Duration::from_secs(30);

/// Address of a server, known once it has started.
pub(crate) enum Address {
    /// A Unix socket.
    Socket(PathBuf),
    /// A port of the loopback device.
    Port(u16),
}

impl Address {
    fn is_listening(&self) -> bool {
        match self {
            Self::Socket(path) => std::os::unix::net::UnixStream::connect(path).is_ok(),
            Self::Port(port) => std::net::TcpStream::connect(("127.0.0.1", *port)).is_ok(),
        }
    }
}

/// A running server.
pub(crate) struct Service {
    /// Its only child is the server. The guard of the executor kills the server if this process is
    /// killed; Ctrl-C ends this process, with the same effect.
    executor: Arc<LocalExecutor>,
    cancel: Cancel,
    /// Returns the exit state of the server.
    thread: Option<JoinHandle<String>>,
}

impl Service {
    /// Starts a command and waits until it listens on `address`.
    pub(crate) fn start(argv: Vec<String>, address: &Address) -> Result<Self, String> {
        let own = std::env::current_exe().map_err(|error| error.to_string())?;
        Self::start_guarded(argv, address, &own.display().to_string())
    }

    /// Starts it with a program that becomes the guard; without one if the name is empty.
    fn start_guarded(argv: Vec<String>, address: &Address, guard: &str) -> Result<Self, String> {
        if let Address::Socket(path) = address {
            // A killed server does not remove its socket, and a new one cannot make it.
            let _ = std::fs::remove_file(path);
        }
        let executor = Arc::new(LocalExecutor::guarded(guard));
        let cancel = Cancel::new();
        let spawn = Spawn {
            argv,
            env: std::env::vars().collect(),
            extra_env: Vec::new(),
            dir: String::new(),
            streams: Streams::Merged,
        };
        let (runner, flag) = (executor.clone(), cancel.clone());
        let thread = std::thread::Builder::new()
            .name("server".to_owned())
            .spawn(move || match runner.run(&spawn, &flag) {
                Ok(outcome) => {
                    let text = String::from_utf8_lossy(&outcome.stdout);
                    let tail: Vec<&str> = text.lines().rev().take(3).collect();
                    format!("{}: {}", outcome.exit, tail.join(" | "))
                }
                Err(error) => error.to_string(),
            })
            .map_err(|error| format!("thread: {error}"))?;
        let mut service = Self {
            executor,
            cancel,
            thread: Some(thread),
        };
        let (mut waited, mut looked) = (Duration::ZERO, Instant::now());
        while !address.is_listening() {
            if service.thread.as_ref().is_none_or(JoinHandle::is_finished) {
                return Err(format!("the server ended: {}", service.stop()));
            }
            // A longer wait is one of this process, which was stopped together with the server.
            waited += looked.elapsed().min(Duration::from_secs(1));
            looked = Instant::now();
            if waited > START {
                return Err(format!("no server after {} s", START.as_secs()));
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(service)
    }

    /// Kills the server and returns how it ended.
    pub(crate) fn stop(&mut self) -> String {
        self.cancel.cancel();
        self.executor.kill_all();
        let text = match self.thread.take() {
            Some(thread) => thread.join().unwrap_or_default(),
            None => String::new(),
        };
        self.executor.end_guard();
        text
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Returns the words of a command.
pub(crate) fn words(program: &Path, args: &[&str]) -> Vec<String> {
    let program = PathBuf::from(program).display().to_string();
    let args = args.iter().map(|arg| (*arg).to_owned());
    std::iter::once(program).chain(args).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_ends_is_reported_with_its_words() {
        let dir = tempfile::tempdir().unwrap();
        let argv = words(Path::new("/bin/sh"), &["-c", "echo no port; exit 3"]);
        // This program is the tests, and no guard.
        let error =
            Service::start_guarded(argv, &Address::Socket(dir.path().join("socket")), "").err();
        let want = "the server ended: exit status 3: no port";
        assert_eq!(error.as_deref(), Some(want));
    }

    #[test]
    fn stopping_ends_the_process() {
        let dir = tempfile::tempdir().unwrap();
        let socket = dir.path().join("socket");
        let file = dir.path().join("pid");
        // The socket is the test's own; the server only needs to run.
        let script = format!("echo $$ > {}; exec sleep 600", file.display());
        let path = socket.clone();
        let listening = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(50));
            std::os::unix::net::UnixListener::bind(path).unwrap()
        });
        let argv = words(Path::new("/bin/sh"), &["-c", &script]);
        let mut service = Service::start_guarded(argv, &Address::Socket(socket), "").unwrap();
        drop(listening.join().unwrap());
        while std::fs::read_to_string(&file)
            .unwrap_or_default()
            .is_empty()
        {
            std::thread::sleep(Duration::from_millis(5));
        }
        let pid = std::fs::read_to_string(&file).unwrap();
        assert!(service.stop().starts_with("signal: killed"));
        let stat = format!("/proc/{}/stat", pid.trim());
        assert!(!Path::new(&stat).exists());
    }
}
