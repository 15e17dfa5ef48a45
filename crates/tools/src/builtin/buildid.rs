//! `go tool buildid`: prints a file's build ID, or updates its content ID.
//!
//! Counterpart: cmd/buildid/buildid.go.

use vamos_base::golang::quote;
use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_objfile::build_id;

use super::Streams;
use super::flags;
use super::flags::Kind;

const USAGE: &str = "usage: go tool buildid [-w] file\n  -w\twrite build ID\n";

/// Runs the tool with the arguments after its name; returns the exit code.
pub fn buildid(args: &[String], streams: &Streams<'_>) -> i32 {
    let mut writes = false;
    let operands = flags::parse(args, &[("w", Kind::Switch)], |_, value| {
        writes = flags::is_true(value);
    });
    let file = match operands {
        Ok([file]) => file,
        Ok(_) => return flags::refuse(None, USAGE, streams),
        Err(usage) => return flags::refuse(Some(usage), USAGE, streams),
    };
    match print_or_write(file, writes, streams) {
        Ok(()) => 0,
        Err(error) => {
            streams.line(&format!("buildid: {error}"));
            1
        }
    }
}

fn print_or_write(file: &str, writes: bool, streams: &Streams<'_>) -> Result<(), String> {
    let open = uncached::open(file).map_err(|error| error.to_string())?;
    let id = build_id::read(file, &open).map_err(|error| error.to_string())?;
    if !writes {
        (streams.stdout)(&[&*id, b"\n"].concat());
        return Ok(());
    }
    let id = vamos_base::golang::os_str::decode(&id);
    let found = build_id::find_and_hash_from(file, &open, id.as_bytes())
        .map_err(|error| error.to_string())?;
    if !id.contains('/') {
        return Err(format!(
            "{file}: build ID is a legacy format...binary too old for this tool"
        ));
    }
    let cut = id.rfind('/').unwrap_or(0);
    let new_id = format!("{}/{}", &id[..cut], found.digest.short());
    if new_id.len() != id.len() {
        return Err(format!(
            "{file}: build ID length mismatch {} vs {}",
            quote::quote(&id),
            quote::quote(&new_id)
        ));
    }
    if found.matches.is_empty() {
        return Ok(());
    }
    let patches = build_id::patches(file, &open, &found.matches, new_id.as_bytes())
        .map_err(|error| error.to_string())?;
    let bytes: Vec<_> = patches
        .iter()
        .map(|patch| (patch.offset, &*patch.bytes))
        .collect();
    work::patch(file, &bytes).map_err(|error| error.to_string())
}
