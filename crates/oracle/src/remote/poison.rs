//! Bar 5: results of an untrusted writer are refused. The writer has everything but the trusted
//! key: it changes the store of the real server itself.
//!
//! Counterpart: none.

mod forge;
mod store;

use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;

use super::Options;
use super::bazel_remote::BazelRemote;
use super::bazel_remote::Limits;
use super::bazel_remote::install;
use super::lab::Conditions;
use super::lab::Lab;
use super::lab::Machine;
use super::lab::Ran;
use super::wire::Network;
use super::wire::Wire;
use crate::files;
use crate::files::copy;
use crate::files::remove;
use crate::report;
use crate::report::Report;
use crate::sdk::Sdk;
use forge::Forgery;
use forge::Key;
use forge::Keys;
use store::Forged;
use store::StoreFiles;

/// Forgeries that must be refused.
const REFUSED: [Forgery; 6] = [
    Forgery::Unsigned,
    Forgery::OtherKey,
    Forgery::OtherValues,
    Forgery::Replayed,
    Forgery::Beside,
    Forgery::Note,
];

/// The machines, and the server's store after the trusted writer.
struct Scene<'a> {
    program: PathBuf,
    store: PathBuf,
    whole: PathBuf,
    writer: Machine<'a>,
    reader: Machine<'a>,
    /// A GOCACHE with the standard library only: readers begin with it.
    base: PathBuf,
    trusted: Key,
    other: Key,
}

/// Runs all forgeries.
pub(super) fn run(options: &Options, sdk: Sdk, vamos: PathBuf) -> Result<(), String> {
    let program = install(&sdk)?;
    let lab = Lab::with_program(&options.dir, sdk, vamos)?;
    let scene = prepare(&lab, program)?;
    let mut report = Report::default();
    report.say("no forgery", scene.trusts_the_writer());
    for forgery in REFUSED {
        for lists in [true, false] {
            let what = if lists {
                format!("{forgery:?}, with manifests")
            } else {
                format!("{forgery:?}, without manifests")
            };
            report.say(&what, scene.refuses(forgery, lists));
        }
    }
    // The same attacks succeed if the reader has no reason to refuse them.
    let keys = scene.trusted.public();
    for (what, forgery, lists, keys) in [
        ("accepted without keys", Forgery::Unsigned, true, ""),
        (
            "accepted from the trusted key",
            Forgery::Trusted,
            false,
            &*keys,
        ),
    ] {
        report.say(what, scene.accepts(forgery, lists, keys));
    }
    scene.reader.discard()?;
    scene.writer.discard()?;
    report.finish()
}

/// Fills the server by the trusted writer.
fn prepare(lab: &Lab, program: PathBuf) -> Result<Scene<'_>, String> {
    let (store, whole) = (lab.root().join("store"), lab.root().join("whole-store"));
    for dir in [&store, &whole] {
        remove(dir)?;
    }
    let (writer, reader) = (lab.machine("writer")?, lab.machine("reader")?);
    let base = lab.standard_library(&writer)?;
    let (trusted, other) = (Key::new(1)?, Key::new(2)?);
    let key = lab.root().join("key.der");
    files::write(&key, &trusted.private)?;
    let server = BazelRemote::start(&program, &store, Limits::default(), None)?;
    let wire = Wire::lay(server.socket(), Network::default())?;
    let key = key.display().to_string();
    let uploading = Conditions::uploading(&wire).with("VAMOS_REMOTE_SIGNING_KEY", key);
    writer.build(uploading, &[])?.success("writer")?;
    drop(server);
    copy(&store, &whole)?;
    Ok(Scene {
        program,
        store,
        whole,
        writer,
        reader,
        base,
        trusted,
        other,
    })
}

impl Scene<'_> {
    /// Changes the store, and starts a server on it; `None` does not change it.
    fn serve(
        &self,
        forgery: Option<(Forgery, bool)>,
    ) -> Result<(BazelRemote, Wire, Forged), String> {
        remove(&self.store)?;
        copy(&self.whole, &self.store)?;
        let keys = Keys {
            trusted: &self.trusted,
            other: &self.other,
        };
        let forged = match forgery {
            Some((forgery, lists)) => {
                StoreFiles::read(&self.store)?.forge(forgery, &keys, lists)?
            }
            None => Forged {
                results: 0,
                poison: BTreeSet::new(),
            },
        };
        let server = BazelRemote::start(&self.program, &self.store, Limits::default(), None)?;
        let wire = Wire::lay(server.socket(), Network::default())?;
        Ok((server, wire, forged))
    }

    /// Builds on a reader that has the standard library only, and trusts these keys.
    fn build(&self, wire: &Wire, keys: &str) -> Result<Ran, String> {
        self.reader.forget()?;
        self.reader.fill_cache(&self.base)?;
        let conditions = Conditions::remote(wire).with("VAMOS_REMOTE_KEYS", keys);
        self.reader.build(conditions.counting_tools(), &[])
    }

    fn trusts_the_writer(&self) -> Result<String, String> {
        let (_server, wire, _) = self.serve(None)?;
        let ran = self
            .build(&wire, &self.trusted.public())?
            .success("reader")?;
        let text = format!("{} tools ran", tools(&ran));
        if tools(&ran) == 0 && ran.stderr.is_empty() {
            Ok(text)
        } else {
            Err(format!("{text}; stderr: {:?}", ran.stderr))
        }
    }

    fn refuses(&self, forgery: Forgery, lists: bool) -> Result<String, String> {
        let (_server, wire, forged) = self.serve(Some((forgery, lists)))?;
        let ran = self
            .build(&wire, &self.trusted.public())?
            .success("reader")?;
        let caches = self.writer.compare(&self.reader)?;
        let poison = poisoned(&self.reader.cache(), &forged.poison);
        let text = format!(
            "{} results, {} other values; in GOCACHE {poison} other values, {} entries of unknown \
             actions, {} that differ, {} equal; {} tools ran",
            forged.results,
            forged.poison.len(),
            caches.only_second.len(),
            caches.different.len(),
            caches.equal,
            tools(&ran)
        );
        let is_right = poison == 0 && caches.is_part() && tools(&ran) > 0 && ran.stderr.is_empty();
        if is_right {
            Ok(text)
        } else {
            Err(format!("{text}; stderr: {:?}", ran.stderr))
        }
    }

    /// Checks that a forgery reaches a reader that believes it: nothing would be proved otherwise.
    fn accepts(&self, forgery: Forgery, lists: bool, keys: &str) -> Result<String, String> {
        let (_server, wire, forged) = self.serve(Some((forgery, lists)))?;
        // Other archives may fail to link.
        self.build(&wire, keys)?;
        let poison = poisoned(&self.reader.cache(), &forged.poison);
        let text = format!(
            "{poison} of {} other values in GOCACHE",
            forged.poison.len()
        );
        report::check(poison > 0, text)
    }
}

fn tools(ran: &Ran) -> usize {
    ran.tools.values().sum()
}

/// Returns the number of the values that a GOCACHE has.
fn poisoned(cache: &Path, poison: &BTreeSet<String>) -> usize {
    let is_there = |hash: &&String| cache.join(&hash[..2]).join(format!("{hash}-d")).exists();
    poison.iter().filter(is_there).count()
}
