//! Bar 4: builds while the server fails. Every build is right, prints one warning at most, takes at
//! most five seconds more than without a server, and leaves only verified bytes.
//!
//! The time is the maximum for a build on a machine of its own ([`Ran::alone`]): it counts every
//! wait for a server, but not the processor time of other commands.
//! Counterpart: none.

mod kinds;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use vamos_base::Digest;
use vamos_testkit::Random;

use super::Options;
use super::bazel_remote::BazelRemote;
use super::bazel_remote::install;
use super::lab::Conditions;
use super::lab::Lab;
use super::lab::Machine;
use super::lab::Ran;
use super::wire::Network;
use super::wire::Wire;
use crate::files;
use crate::report::Report;
use crate::sdk::Sdk;
use kinds::Kind;
use kinds::Servers;

/// Maximum cost of a fault, in seconds.
const MORE: f64 = 5.0;

/// Expected results of all rounds.
struct Reference<'a> {
    /// The machine that filled the server.
    writer: Machine<'a>,
    /// A GOCACHE with the standard library only: rounds begin with it.
    base: PathBuf,
    /// The longest time of a build without a server that begins with it, in seconds.
    alone: f64,
}

/// Runs the rounds.
pub(super) fn run(options: &Options, sdk: Sdk, vamos: PathBuf) -> Result<(), String> {
    let program = install(&sdk)?;
    let lab = Lab::with_program(&options.dir, sdk, vamos)?;
    let server = BazelRemote::fresh(&lab)?;
    let wire = Wire::lay(server.socket(), Network::default())?;
    let reader = lab.machine("reader")?;
    let reference = prepare(&lab, &reader, &wire)?;
    without_fault(&reader, &reference, &wire)?;
    let bytes = wire.traffic().up;
    let mut servers = Servers::new(&program, lab.root(), server, wire)?;
    let mut random = Random::new(options.seed);
    let mut report = Report::default();
    let mut counts = BTreeMap::<String, usize>::new();
    // The numbers of a round follow from the seed and those before it.
    for _ in 0..options.skip {
        Kind::choose(&mut random, bytes);
    }
    let mut latest: f64 = 0.0;
    for round in options.skip..options.skip + options.rounds {
        let kind = Kind::choose(&mut random, bytes);
        let row = fault(&reader, &reference, &mut servers, kind);
        *counts.entry(kind.name()).or_default() += 1;
        match row {
            Ok(late) => latest = latest.max(late),
            Err(problem) => report.say(&format!("round {round}, {kind:?}"), Err(problem)),
        }
        if round % 50 == 49 {
            crate::say(&format!(
                "remote: {} rounds, at most {latest:.2} s later",
                round + 1
            ));
        }
    }
    let counts: Vec<String> = counts
        .iter()
        .map(|(name, n)| format!("{n} {name}"))
        .collect();
    crate::say(&format!(
        "remote: {} faults, at most {latest:.2} s later than without a server: {}",
        options.rounds,
        counts.join(", ")
    ));
    reader.discard()?;
    reference.writer.discard()?;
    report.finish()
}

/// Fills the server, and measures a build without one.
fn prepare<'a>(lab: &'a Lab, reader: &Machine<'a>, wire: &Wire) -> Result<Reference<'a>, String> {
    let writer = lab.machine("writer")?;
    let base = lab.standard_library(&writer)?;
    let filled = writer.build(Conditions::uploading(wire), &[])?;
    filled.success("writer")?;
    let mut alone: f64 = 0.0;
    for _ in 0..3 {
        begin(reader, &base)?;
        let ran = reader.build(Conditions::default(), &[])?;
        alone = alone.max(ran.success("reader")?.alone());
    }
    Ok(Reference {
        writer,
        base,
        alone,
    })
}

/// Checks that a build takes its results from the server while nothing fails: faults would
/// prove nothing otherwise.
fn without_fault(
    reader: &Machine<'_>,
    reference: &Reference<'_>,
    wire: &Wire,
) -> Result<(), String> {
    begin(reader, &reference.base)?;
    let conditions = Conditions::remote(wire).counting_tools();
    let ran = reader.build(conditions, &[])?.success("without a fault")?;
    if ran.tools.is_empty() && ran.stderr.is_empty() {
        Ok(())
    } else {
        Err(format!(
            "without a fault tools ran: {:?}; stderr: {:?}",
            ran.tools, ran.stderr
        ))
    }
}

/// Makes a reader that has the standard library only.
fn begin(reader: &Machine<'_>, base: &Path) -> Result<(), String> {
    reader.forget()?;
    reader.fill_cache(base)
}

/// One build while the server fails; returns by how many seconds it was late.
fn fault(
    reader: &Machine<'_>,
    reference: &Reference<'_>,
    servers: &mut Servers,
    kind: Kind,
) -> Result<f64, String> {
    begin(reader, &reference.base)?;
    let failing = servers.fail(kind)?;
    let mut conditions = Conditions::default().with("VAMOS_REMOTE", &*failing.address);
    if failing.uploads {
        conditions = conditions.with("VAMOS_REMOTE_UPLOAD", "1");
    }
    if let Some(authority) = &failing.authority {
        conditions = conditions.with("VAMOS_REMOTE_TLS_CA", &**authority);
    }
    let ran = reader.build(conditions, &[]);
    servers.mend(kind)?;
    let late = judge(&ran?, reference, failing.warning)?;
    let caches = reference.writer.compare(reader)?;
    verified(&reader.cache())?;
    if caches.is_part() {
        Ok(late)
    } else {
        Err(format!(
            "entries: {} of unknown actions, {} differ",
            caches.only_second.len(),
            caches.different.len()
        ))
    }
}

fn judge(ran: &Ran, reference: &Reference<'_>, warning: Option<&str>) -> Result<f64, String> {
    let words = format!("{}: {:?}", ran.status, ran.stderr);
    if !ran.status.success() || ran.stderr.lines().count() > 1 {
        return Err(words);
    }
    if warning.is_some_and(|warning| !ran.stderr.contains(warning)) {
        return Err(format!("want {warning:?}: {words}"));
    }
    let late = ran.alone() - reference.alone;
    if late <= MORE {
        Ok(late)
    } else {
        Err(format!(
            "{:.2} s, without a server {:.2} s; {words}",
            ran.alone(),
            reference.alone
        ))
    }
}

/// Checks that each output of a cache has the digest that is its name.
fn verified(cache: &Path) -> Result<(), String> {
    for shard in fs::read_dir(cache).map_err(|error| error.to_string())? {
        let shard = shard.map_err(|error| error.to_string())?.path();
        let name = shard.file_name().unwrap_or_default();
        if name.len() != 2 {
            continue;
        }
        for file in fs::read_dir(&shard).map_err(|error| error.to_string())? {
            let path = file.map_err(|error| error.to_string())?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let Some(digest) = name.strip_suffix("-d") else {
                continue;
            };
            let bytes = files::read(&path)?;
            if Digest::of(&bytes).hex() != digest {
                return Err(format!("{}: not the bytes of its name", path.display()));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_output_has_the_digest_of_its_name() {
        let dir = tempfile::tempdir().unwrap();
        let hex = Digest::of(b"right").hex();
        let shard = dir.path().join(&hex[..2]);
        fs::create_dir(&shard).unwrap();
        let file = shard.join(format!("{hex}-d"));
        fs::write(&file, "right").unwrap();
        assert_eq!(verified(dir.path()), Ok(()));
        fs::write(&file, "wrong").unwrap();
        let error = verified(dir.path()).unwrap_err();
        assert!(error.ends_with("not the bytes of its name"));
    }
}
