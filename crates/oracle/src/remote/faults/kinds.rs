//! The kinds of faults, and the servers that have them.
//!
//! Counterpart: none.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::thread::JoinHandle;
use std::time::Duration;

use vamos_testkit::Random;

use crate::files;
use crate::remote::bazel_remote::BazelRemote;
use crate::remote::bazel_remote::Limits;
use crate::remote::bazel_remote::Tls;
use crate::remote::wire::Break;
use crate::remote::wire::Network;
use crate::remote::wire::Wire;

/// Kind of failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// No server listens.
    Refused,
    /// A reader's responses break after this number of bytes.
    Broken(Break, u64),
    /// Like `Broken`, for a machine that uploads.
    BrokenUpload(Break, u64),
    /// The server is killed after this number of milliseconds; if true, it starts again.
    Killed(u64, bool),
    /// The server refuses blobs of more than this number of bytes.
    Refuses(u64),
    /// The disk of the server takes no files of more than this number of kilobytes.
    Full(u64),
    /// Every blob of the store has other bytes than its name requires: the number of the byte that
    /// differs, from the end.
    WrongBytes(u64),
    /// Every blob of the store is cut by this number of bytes.
    CutBytes(u64),
    /// The certificate of the server has expired.
    Expired,
}

impl Kind {
    /// Chooses one; `bytes` are in all responses of a whole build.
    pub(super) fn choose(random: &mut Random, bytes: u64) -> Self {
        let faults = [Break::Reset, Break::Truncate, Break::Stall, Break::Garbage];
        let fault = *random.pick(&faults);
        // Early bytes belong to the connection, and are rare otherwise.
        let at = if random.chance(30) {
            random.number() % 200
        } else {
            random.number() % bytes.max(1)
        };
        match random.below(16) {
            0 => Self::Refused,
            1..=5 => Self::Broken(fault, at),
            6 | 7 => Self::BrokenUpload(fault, at % 20_000),
            8 | 9 => Self::Killed(random.number() % 400, random.chance(50)),
            10 => Self::Refuses(100 << random.below(12)),
            11 => Self::Full(1 << random.below(6)),
            12 | 13 => Self::WrongBytes(random.number() % 5000),
            14 => Self::CutBytes(1 + random.number() % 3000),
            _ => Self::Expired,
        }
    }

    /// Returns the kind without its numbers.
    pub(super) fn name(self) -> String {
        let text = format!("{self:?}");
        let end = text.find([',', ' ']).unwrap_or(text.len());
        let numbers = |c: char| c == '(' || c == ')' || c.is_ascii_digit();
        text[..end]
            .replace('(', " ")
            .trim_end_matches(numbers)
            .trim_end()
            .to_owned()
    }
}

/// A server that fails.
pub(super) struct Failing {
    /// Value of `VAMOS_REMOTE`.
    pub(super) address: String,
    /// True if the machine uploads.
    pub(super) uploads: bool,
    /// The authority that the machine trusts, as `VAMOS_REMOTE_TLS_CA` names it.
    pub(super) authority: Option<String>,
    /// Text in the warning, if it is deterministic.
    pub(super) warning: Option<&'static str>,
}

/// The servers of all rounds.
pub(super) struct Servers {
    program: PathBuf,
    /// A directory for stores that a round makes.
    scratch: PathBuf,
    filled: Arc<Mutex<BazelRemote>>,
    wire: Wire,
    /// A server with its own store, for one round.
    other: Option<(BazelRemote, Wire)>,
    expired: Tls,
    /// Kills the server during a round, and perhaps starts it again.
    killer: Option<JoinHandle<Result<(), String>>>,
    /// Blobs as they were.
    kept: Vec<(PathBuf, Vec<u8>)>,
}

impl Servers {
    /// Makes the fault for a filled server and the wire to it.
    pub(super) fn new(
        program: &Path,
        root: &Path,
        filled: BazelRemote,
        wire: Wire,
    ) -> Result<Self, String> {
        Ok(Self {
            program: program.to_owned(),
            scratch: root.join("failing-store"),
            filled: Arc::new(Mutex::new(filled)),
            wire,
            other: None,
            expired: expired_certificate(root)?,
            killer: None,
            kept: Vec::new(),
        })
    }

    /// Begins a fault.
    pub(super) fn fail(&mut self, kind: Kind) -> Result<Failing, String> {
        let mut uploads = false;
        let mut authority = None;
        let mut warning = None;
        match kind {
            Kind::Refused => {
                let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(|e| e.to_string())?;
                let address = listener.local_addr().map_err(|e| e.to_string())?;
                return Ok(Failing {
                    address: format!("grpc://{address}"),
                    uploads,
                    authority,
                    warning: Some("Connection refused"),
                });
            }
            Kind::Broken(fault, at) => self.wire.break_after(fault, at),
            Kind::BrokenUpload(fault, at) => {
                self.start(Limits::default(), None)?;
                uploads = true;
                let (_, wire) = self.other.as_ref().ok_or("no server")?;
                wire.break_after(fault, at);
            }
            Kind::Killed(after, restarts) => {
                let server = self.filled.clone();
                let kill = move || {
                    std::thread::sleep(Duration::from_millis(after));
                    let mut server = server.lock().unwrap_or_else(PoisonError::into_inner);
                    if restarts {
                        server.restart()
                    } else {
                        server.kill();
                        Ok(())
                    }
                };
                self.killer = Some(std::thread::spawn(kill));
            }
            Kind::Refuses(bytes) => {
                let blob = Some(bytes);
                self.start(Limits { blob, file: None }, None)?;
                uploads = true;
            }
            Kind::Full(kilobytes) => {
                let file = Some(kilobytes);
                self.start(Limits { blob: None, file }, None)?;
                uploads = true;
            }
            Kind::WrongBytes(at) => self.damage(|bytes| {
                let at = usize::try_from(at).unwrap_or(0) % bytes.len();
                let place = bytes.len() - 1 - at;
                bytes[place] ^= 0x55;
            })?,
            Kind::CutBytes(count) => self.damage(|bytes| {
                let count = usize::try_from(count).unwrap_or(0);
                bytes.truncate(bytes.len().saturating_sub(count));
            })?,
            Kind::Expired => {
                self.start(Limits::default(), Some(self.expired.clone()))?;
                // It is trusted, so that nothing but its date is wrong.
                authority = Some(self.expired.certificate.display().to_string());
                warning = Some("certificate has expired");
            }
        }
        let wire = self.other.as_ref().map_or(&self.wire, |(_, wire)| wire);
        let scheme = if authority.is_some() { "grpcs" } else { "grpc" };
        Ok(Failing {
            address: format!("{scheme}://{}", wire.address()),
            uploads,
            authority,
            warning,
        })
    }

    /// Ends a fault.
    pub(super) fn mend(&mut self, kind: Kind) -> Result<(), String> {
        self.other = None;
        self.wire.mend();
        if let Some(killer) = self.killer.take() {
            killer.join().unwrap_or_else(|_| Err("panic".to_owned()))?;
        }
        for (path, bytes) in self.kept.drain(..) {
            files::write(&path, bytes)?;
        }
        // A server that read damaged blobs may have dropped them.
        match kind {
            Kind::WrongBytes(_) | Kind::CutBytes(_) | Kind::Killed(_, false) => {
                self.filled().restart()
            }
            _ => Ok(()),
        }
    }

    fn filled(&self) -> MutexGuard<'_, BazelRemote> {
        self.filled.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a server with an empty store.
    fn start(&mut self, limits: Limits, tls: Option<Tls>) -> Result<(), String> {
        // A missing directory counts as removed.
        let _ = fs::remove_dir_all(&self.scratch);
        let server = BazelRemote::start(&self.program, &self.scratch, limits, tls)?;
        let wire = Wire::lay(server.socket(), Network::default())?;
        self.other = Some((server, wire));
        Ok(())
    }

    /// Changes every blob of the filled store.
    fn damage(&mut self, change: impl Fn(&mut Vec<u8>)) -> Result<(), String> {
        let files = self.filled().files("cas.v2")?;
        for path in files {
            let mut bytes = files::read(&path)?;
            if bytes.is_empty() {
                continue;
            }
            self.kept.push((path.clone(), bytes.clone()));
            change(&mut bytes);
            files::write(&path, bytes)?;
        }
        Ok(())
    }
}

/// Makes a certificate that has expired.
const CERTIFICATE: &str = r#"
    set -e
    cd "$DIR"
    printf '%s\n' '[ca]' 'default_ca=own' '[own]' 'database=index' 'serial=serial' 'new_certs_dir=.' \
        'default_md=sha256' 'policy=any' 'x509_extensions=names' '[any]' 'commonName=supplied' \
        '[names]' 'subjectAltName=IP:127.0.0.1' > config
    : > index; echo 01 > serial
    openssl req -new -newkey rsa:2048 -nodes -subj /CN=127.0.0.1 -keyout key.pem -out request
    openssl ca -batch -selfsign -config config -keyfile key.pem -in request -out certificate.pem \
        -notext -startdate 20200101000000Z -enddate 20200102000000Z
"#;

/// Makes a certificate for the loopback address that has expired, with openssl. It is its own
/// issuer.
fn expired_certificate(root: &Path) -> Result<Tls, String> {
    let dir = root.join("certificate");
    files::make_dir(&dir)?;
    let output = Command::new("sh")
        .args(["-c", CERTIFICATE])
        .env("DIR", &dir)
        .output()
        .map_err(|error| format!("sh: {error}"))?;
    if output.status.success() {
        Ok(Tls {
            certificate: dir.join("certificate.pem"),
            key: dir.join("key.pem"),
        })
    } else {
        Err(format!(
            "openssl: {}",
            String::from_utf8_lossy(&output.stderr)
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_have_names_without_numbers() {
        assert_eq!(Kind::Refused.name(), "Refused");
        assert_eq!(Kind::Broken(Break::Stall, 17).name(), "Broken Stall");
        assert_eq!(Kind::Killed(3, true).name(), "Killed");
        assert_eq!(Kind::Full(8).name(), "Full");
    }

    #[test]
    fn a_seed_chooses_every_kind() {
        let mut random = Random::new(1);
        let kinds = (0..500).map(|_| Kind::choose(&mut random, 1 << 20).name());
        let kinds: std::collections::BTreeSet<String> = kinds.collect();
        assert_eq!(kinds.len(), 15, "{kinds:?}");
    }
}
