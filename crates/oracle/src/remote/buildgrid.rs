//! BuildGrid: its installation, and one server of it with its workers.
//!
//! The version is the last one that needs no database server. Its own workers are not on PyPI;
//! `worker.py` speaks the same protocol (the Remote Workers API) with the server.
//! Counterpart: none.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use crate::files;
use crate::files::at;
use crate::files::remove;
use crate::pair;
use crate::sdk;
use crate::service::Address;
use crate::service::Service;
use crate::service::words;

const PACKAGE: &str = "buildgrid==0.0.86";
const CONFIG: &str = include_str!("buildgrid.yml");
const WORKER: &str = include_str!("worker.py");

/// Starts the workers, and executes the server. The SDK is invisible to workers.
const SCRIPT: &str = r#"
    set -e
    unset GOROOT GOPATH GOCACHE
    i=0
    while [ $i -lt $COUNT ]; do
        unshare --mount $USER_NAMESPACE sh -c 'mount -t tmpfs none "$HIDDEN" && exec "$@"' sh \
            env PATH=/usr/bin:/bin "$BIN/python" "$DIR/worker.py" \
            "unix://$SOCKET" "$DIR/worker$i" "worker$i" > "$DIR/worker$i.log" 2>&1 &
        i=$((i + 1))
    done
    exec "$BIN/bgd" server start "$DIR/buildgrid.yml" > "$DIR/server.log" 2>&1
"#;

/// A server with workers, which all end with it.
pub(super) struct BuildGrid {
    dir: PathBuf,
    count: usize,
    /// The directory of the socket, which must have a short name.
    sockets: tempfile::TempDir,
    _service: Service,
}

/// Installs the program once, in an environment of its own; returns the directory of its programs.
pub(super) fn install() -> Result<PathBuf, String> {
    let dir = sdk::target_dir().join("remote/servers");
    let failed = at(&dir);
    files::make_dir(&dir)?;
    let dir = dir.canonicalize().map_err(failed)?.join("buildgrid");
    if dir.join("installed").exists() {
        return Ok(dir.join("bin"));
    }
    crate::say(&format!("remote: installing {PACKAGE}"));
    let script = r#"
        set -e
        rm -rf "$DIR"
        python3 -m venv "$DIR"
        "$DIR/bin/pip" install -q "$PACKAGE"
        touch "$DIR/installed"
    "#;
    let mut command = Command::new("sh");
    command
        .args(["-c", script])
        .env("DIR", &dir)
        .env("PACKAGE", PACKAGE);
    pair::script(&mut command, &format!("install {PACKAGE}"))?;
    Ok(dir.join("bin"))
}

impl BuildGrid {
    /// Starts a server with this number of workers, which do not see the directory `hidden`.
    pub(super) fn start(
        bin: &Path,
        dir: &Path,
        count: usize,
        hidden: &Path,
    ) -> Result<Self, String> {
        let failed = at(dir);
        remove(dir)?;
        files::make_dir(dir)?;
        let sockets = tempfile::tempdir().map_err(failed)?;
        let socket = sockets.path().join("grpc");
        let config = CONFIG
            .replace("SOCKET", &socket.display().to_string())
            .replace("VALUES", &dir.join("values").display().to_string());
        files::write(&dir.join("buildgrid.yml"), config)?;
        files::write(&dir.join("worker.py"), WORKER)?;
        let is_root = rustix::process::geteuid().is_root();
        let settings = [
            ("BIN", bin.display().to_string()),
            ("DIR", dir.display().to_string()),
            ("SOCKET", socket.display().to_string()),
            ("COUNT", count.to_string()),
            ("HIDDEN", hidden.display().to_string()),
            (
                "USER_NAMESPACE",
                if is_root { "" } else { "--map-root-user" }.to_owned(),
            ),
        ];
        let settings = settings.map(|(name, value)| format!("{name}={value}"));
        let mut argv = words(Path::new("/usr/bin/env"), &[]);
        argv.extend(settings);
        argv.extend(words(Path::new("/bin/sh"), &["-c", SCRIPT]));
        let service = Service::start(argv, &Address::Socket(socket))?;
        Ok(Self {
            dir: dir.to_owned(),
            count,
            sockets,
            _service: service,
        })
    }

    /// Returns the socket of the server.
    pub(super) fn socket(&self) -> PathBuf {
        self.sockets.path().join("grpc")
    }

    /// Returns the number of actions that each worker has executed.
    pub(super) fn executed(&self) -> Vec<usize> {
        let count = |worker: usize| {
            let log = self.dir.join(format!("worker{worker}.log"));
            let text = fs::read_to_string(log).unwrap_or_default();
            text.lines().filter(|line| *line == "executed").count()
        };
        (0..self.count).map(count).collect()
    }
}
