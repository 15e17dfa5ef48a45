//! The selection of named packages to test: the packages that changes can influence (`-affected`),
//! and the packages of one shard (`-shard`).
//!
//! Counterpart: none.

use vamos_base::golang::path;
use vamos_load::Loaded;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_testing::flags::TestFlags;
use vamos_testing::shard;
use vamos_testing::shard::Load;
use vamos_testing::shard::Shard;
use vamos_testing::times::Times;

use super::super::affected;
use super::super::pipeline::Work;
use crate::error::CliError;

/// The cost of building and starting a test binary, in milliseconds.
const BASE_MS: u64 = 100;

/// The assumed duration of a test without recorded times, in milliseconds.
const TEST_MS: u64 = 20;

/// Leaves out packages that the flags exclude.
pub(super) fn narrow(
    work: Work<'_>,
    flags: &TestFlags,
    loaded: &mut Loaded<'_>,
) -> Result<(), CliError> {
    let (revision, part) = (flags.text("affected"), flags.text("shard"));
    if !part.is_empty() {
        let shard = Shard::parse(part).map_err(|error| CliError::Fatal(error.to_string()))?;
        let times = read_times(work, flags)?;
        keep_shard(&mut loaded.graph, shard, &times);
    }
    // Last: the files that tests read are known from earlier runs on this machine, and other
    // machines that run other shards must divide the same packages.
    if !revision.is_empty() {
        affected::narrow(work.invocation, &work.session.flags, loaded, revision)?;
    }
    if loaded.graph.roots.is_empty() {
        let why = match (
            revision
                .strip_prefix('@')
                .map_or(revision, |_| "the listed ones"),
            part,
        ) {
            ("", part) => format!("shard {part} has no packages"),
            (revision, "") => format!("no packages are affected by changes since {revision}"),
            (revision, part) => {
                format!("no packages of shard {part} are affected by changes since {revision}")
            }
        };
        work.invocation.output.log(&format!("vamos: {why}"));
    }
    Ok(())
}

/// Reads the times of the files that `-shardtimes` names.
fn read_times(work: Work<'_>, flags: &TestFlags) -> Result<Times, CliError> {
    let mut times = Times::default();
    let names = flags.text("shardtimes").split(',');
    for name in names.filter(|name| !name.is_empty()) {
        let file = match path::is_abs(name) {
            true => name.to_owned(),
            false => path::join(&[&work.invocation.process.cwd, name]),
        };
        let read = work.session.files.read(&file);
        let read = read.map_err(|error| CliError::Fatal(format!("-shardtimes: {error}")))?;
        times
            .add(&read)
            .map_err(|error| CliError::Fatal(format!("-shardtimes: {name}: {error}")))?;
    }
    Ok(times)
}

/// Leaves out the packages of other shards.
fn keep_shard(graph: &mut PackageGraph, shard: Shard, times: &Times) {
    let load = |id: &PackageId| {
        let path = graph.get(*id).import_path.as_str();
        let known = times.get(path).map(|time| time.as_millis());
        let known = known.and_then(|time| u64::try_from(time).ok());
        let time = BASE_MS + known.unwrap_or_else(|| TEST_MS * count_tests(graph, *id));
        Load {
            package: path,
            time,
        }
    };
    let loads: Vec<Load<'_>> = graph.roots.iter().map(load).collect();
    let shards = shard::divide(&loads, shard.count);
    let mut shards = shards.into_iter();
    graph.roots.retain(|_| shards.next() == Some(shard.index));
}

/// Returns the number of tests of a package: entries of the lists in its main program.
fn count_tests(graph: &PackageGraph, id: PackageId) -> u64 {
    let tests = graph.tests.iter().find(|tests| tests.package == id);
    let source = tests.and_then(|tests| graph.get(tests.main).request.testmain_go.as_deref());
    let lines = source.unwrap_or_default().split(|byte| *byte == b'\n');
    lines.filter(|line| line.starts_with(b"\t{\"")).count() as u64
}
