//! `cache pack` and `cache unpack`: the part of the build cache that a project uses, as one file.
//!
//! Counterpart: none.

use std::io::Read;
use std::io::Seek;

use vamos_base::golang::path;
use vamos_cache::DefaultDir;
use vamos_cache::Inventory;
use vamos_cache::from_pipe;
use vamos_cache::open_default;
use vamos_cache::pack;
use vamos_cache::read_list;
use vamos_cache::system_clock;
use vamos_cache::unpack;
use vamos_fsys::atomic;
use vamos_fsys::uncached;
use vamos_insight::Uses;
use vamos_insight::size_of_bytes;
use vamos_sched::Pool;

use super::build_cache;
use super::fatal;
use super::no_arguments;
use super::uses;
use crate::commands::history;
use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

/// The maximal age of an entry's last use at the last command of a project, in minutes: a build,
/// its vet and its tests belong together.
const TOGETHER: u32 = 24 * 60;

/// Runs `vamos cache pack`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    no_arguments(invocation)?;
    let file = |flag| {
        let name = invocation.parsed.last(flag).filter(|name| !name.is_empty());
        name.map(|name| at(invocation, name))
    };
    let Some(target) = file(Flag::O) else {
        return Err(CliError::usage("cache pack needs -o file"));
    };
    let dir = build_cache(invocation)?;
    let actions = Uses::read(&uses(&dir), &history::project(invocation)).latest(TOGETHER);
    if actions.is_empty() {
        return Err(fatal(
            &"no entries of this project are known: build or test it with vamos first",
        ));
    }
    let old = file(Flag::Since).map(|name| {
        let mut pack = open(&name)?;
        read_list(&mut pack).map_err(|error| fatal(&format!("{name}: {error}")))
    });
    let old = old.transpose()?;
    let since = old.as_ref().map(|(list, id)| (list, *id));
    let pool = Pool::of_system();
    let inventory = Inventory::take(&dir, &pool).map_err(|error| fatal(&error))?;
    let packed = pack(&inventory, &actions, since, &pool).map_err(|error| fatal(&error))?;
    let written = atomic::write_named(&target, &packed.bytes, 0o666);
    written.map_err(|error| fatal(&error))?;
    let (raw, size) = (
        size_of_bytes(packed.raw_bytes),
        size_of_bytes(packed.bytes.len() as u64),
    );
    let text = format!("packed {} entries, {raw}, into {size}\n", packed.entries);
    invocation.output.report(&text)?;
    Ok(0)
}

/// Runs `vamos cache unpack`.
pub(crate) fn run_unpack(invocation: &Invocation) -> Result<i32, CliError> {
    let [name] = &invocation.parsed.args[..] else {
        return Err(CliError::usage("cache unpack takes one file"));
    };
    let name = at(invocation, name);
    let place = DefaultDir {
        dir: build_cache(invocation)?,
        is_changed: false,
        error: None,
    };
    let mut pack = open(&name)?;
    let store = open_default(&place, system_clock()).map_err(|error| fatal(&error))?;
    let unpacked = unpack(&store, &mut pack, &Pool::of_system());
    let unpacked = unpacked.map_err(|error| fatal(&format!("{name}: {error}")))?;
    let size = size_of_bytes(unpacked.bytes);
    let text = format!("unpacked {} entries, {size}\n", unpacked.entries);
    invocation.output.report(&text)?;
    match unpacked.incomplete {
        0 => Ok(0),
        count => Err(fatal(&format!(
            "{name}: the values of {count} entries are in the pack that this one was made since: \
             unpack that first"
        ))),
    }
}

/// A pack that can be read from any position.
trait Seekable: Read + Seek {}

impl<T: Read + Seek> Seekable for T {}

fn open(name: &str) -> Result<Box<dyn Seekable>, CliError> {
    let mut file = uncached::open(name).map_err(|error| fatal(&error))?;
    if file.stream_position().is_ok() {
        return Ok(Box::new(file));
    }
    let pack = from_pipe(&mut file).map_err(|error| fatal(&format!("{name}: {error}")))?;
    Ok(Box::new(pack))
}

/// Returns a file that the user named.
fn at(invocation: &Invocation, name: &str) -> String {
    match path::is_abs(name) {
        true => name.to_owned(),
        false => path::join(&[&invocation.process.cwd, name]),
    }
}
