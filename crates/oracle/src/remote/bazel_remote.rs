//! bazel-remote: its installation, and one server of it with its store.
//!
//! The program is built by the official command from the module's own zip, whose go.sum
//! verifies all dependencies; one of them is missing in the checksum database.
//! Counterpart: none.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use super::lab::Lab;
use crate::files;
use crate::files::at;
use crate::files::remove;
use crate::pair;
use crate::sdk;
use crate::sdk::Sdk;
use crate::service::Address;
use crate::service::Service;
use crate::service::words;

const MODULE: &str = "github.com/buchgr/bazel-remote/v2";
const VERSION: &str = "v2.6.1";

/// Builds the program once; returns it.
pub(super) fn install(sdk: &Sdk) -> Result<PathBuf, String> {
    let dir = sdk::target_dir().join("remote/servers");
    let failed = at(&dir);
    files::make_dir(&dir)?;
    let dir = dir.canonicalize().map_err(failed)?;
    let program = dir.join(format!("bazel-remote-{VERSION}"));
    if program.exists() {
        return Ok(program);
    }
    crate::say(&format!("remote: building {MODULE}@{VERSION}"));
    let script = r#"
        set -e
        tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
        echo "module fetch" > go.mod
        dir=$("$GO" mod download -json "$MODULE" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
        cp -r "$dir" src; chmod -R u+w src; cd src
        "$GO" build -o "$PROGRAM.tmp" .
        mv "$PROGRAM.tmp" "$PROGRAM"
    "#;
    let mut command = Command::new("sh");
    command
        .args(["-c", script])
        .env("GO", &sdk.go)
        .env("GOROOT", &sdk.goroot)
        .env("GOFLAGS", "-buildvcs=false")
        .env("GOWORK", "off")
        .env("GOTOOLCHAIN", "local")
        .env("CGO_ENABLED", "0")
        .env("MODULE", format!("{MODULE}@{VERSION}"))
        .env("PROGRAM", &program);
    pair::script(&mut command, &format!("build {MODULE}"))?;
    Ok(program)
}

/// Limits of a server's storage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Limits {
    /// Bytes of a blob; a larger one is refused with an error.
    pub(super) blob: Option<u64>,
    /// Kilobytes of a file: writing more fails as on a full disk.
    pub(super) file: Option<u64>,
}

/// Certificates of a server with TLS.
#[derive(Clone, Debug)]
pub(super) struct Tls {
    pub(super) certificate: PathBuf,
    pub(super) key: PathBuf,
}

/// A server and its store, which outlives restarts.
pub(super) struct BazelRemote {
    program: PathBuf,
    store: PathBuf,
    limits: Limits,
    tls: Option<Tls>,
    /// The directory of its sockets, which have to have short names.
    sockets: tempfile::TempDir,
    service: Option<Service>,
}

impl BazelRemote {
    /// Starts a server on an empty store in a lab's directory.
    pub(super) fn fresh(lab: &Lab) -> Result<Self, String> {
        let store = lab.root().join("store");
        remove(&store)?;
        Self::start(&install(lab.sdk())?, &store, Limits::default(), None)
    }

    /// Starts a server on a store.
    pub(super) fn start(
        program: &Path,
        store: &Path,
        limits: Limits,
        tls: Option<Tls>,
    ) -> Result<Self, String> {
        files::make_dir(store)?;
        let sockets = tempfile::tempdir().map_err(|error| format!("sockets: {error}"))?;
        let mut server = Self {
            program: program.to_owned(),
            store: store.to_owned(),
            limits,
            tls,
            sockets,
            service: None,
        };
        server.restart()?;
        Ok(server)
    }

    /// Returns the socket of gRPC; clients come through a [`super::wire::Wire`].
    pub(super) fn socket(&self) -> PathBuf {
        self.sockets.path().join("grpc")
    }

    /// Returns the socket of HTTP.
    pub(super) fn http_socket(&self) -> PathBuf {
        self.sockets.path().join("http")
    }

    /// Kills the server if it runs, and starts it on the same store.
    pub(super) fn restart(&mut self) -> Result<(), String> {
        self.kill();
        // A killed server does not remove its sockets. `Service` removes the other one.
        let _ = fs::remove_file(self.http_socket());
        let unix = |name: &str| format!("unix://{}", self.sockets.path().join(name).display());
        let store = self.store.display().to_string();
        let (grpc, http) = (unix("grpc"), unix("http"));
        // Blobs are stored uncompressed: a lying server's bytes are written into them.
        let mut args = vec!["--dir", &store, "--max_size", "20"];
        args.extend([
            "--storage_mode",
            "uncompressed",
            "--access_log_level",
            "none",
        ]);
        args.extend(["--grpc_address", &grpc, "--http_address", &http]);
        let blob = self.limits.blob.map(|blob| blob.to_string());
        if let Some(blob) = &blob {
            args.extend(["--max_blob_size", blob]);
        }
        let tls = self.tls.as_ref();
        let tls = tls.map(|tls| [&tls.certificate, &tls.key].map(|p| p.display().to_string()));
        if let Some([certificate, key]) = &tls {
            args.extend(["--tls_cert_file", certificate, "--tls_key_file", key]);
        }
        let mut argv = words(&self.program, &args);
        if let Some(file) = self.limits.file {
            // Blocks of 512 bytes, as POSIX has them. A write beyond the limit fails.
            let script = format!("ulimit -f {}; exec \"$@\"", file * 2);
            let mut limited = words(Path::new("/bin/sh"), &["-c", &script, "sh"]);
            limited.append(&mut argv);
            argv = limited;
        }
        self.service = Some(Service::start(
            argv,
            &Address::Socket(self.sockets.path().join("grpc")),
        )?);
        Ok(())
    }

    /// Kills the server; its store stays.
    pub(super) fn kill(&mut self) {
        self.service = None;
    }

    /// Returns the files of the store below `kind`: `ac.v2`, `cas.v2`.
    pub(super) fn files(&self, kind: &str) -> Result<Vec<PathBuf>, String> {
        let mut files = Vec::new();
        for shard in list(&self.store.join(kind))? {
            files.extend(list(&shard)?);
        }
        files.sort();
        Ok(files)
    }
}

/// Returns the entries of a directory; nothing if it is missing.
fn list(dir: &Path) -> Result<Vec<PathBuf>, String> {
    match fs::read_dir(dir) {
        Ok(entries) => entries
            .map(|entry| Ok(entry.map_err(|error| error.to_string())?.path()))
            .collect(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(format!("{}: {error}", dir.display())),
    }
}
