//! `cache prune`: removes old entries, entries above a size limit, or entries that no project uses.
//!
//! Counterpart: none; upstream removes entries that were not used for five days, once a day.

use std::collections::HashSet;

use vamos_base::Digest;
use vamos_base::golang::time::parse_duration;
use vamos_cache::Goal;
use vamos_cache::Inventory;
use vamos_cache::choose;
use vamos_cache::evict;
use vamos_cache::running_builds;
use vamos_cache::system_clock;
use vamos_config::parse_size;
use vamos_fsys::uncached;
use vamos_insight::Uses;
use vamos_insight::size_of_bytes;
use vamos_sched::Pool;

use super::build_cache;
use super::fatal;
use super::no_arguments;
use super::uses;
use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

const DAY_NS: i64 = 24 * 3600 * 1_000_000_000;

/// The entries to remove, by the flags.
enum Wanted {
    OlderThan(i128),
    AtMost(u64),
    Unused,
}

/// Runs `vamos cache prune`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    no_arguments(invocation)?;
    let clock = system_clock();
    let wanted = wanted(invocation, clock())?;
    let dir = build_cache(invocation)?;
    let found = Inventory::take(&dir, &Pool::of_system()).map_err(|error| fatal(&error))?;
    let kept = match wanted {
        Wanted::Unused => used_by_projects(&dir)?,
        _ => HashSet::new(),
    };
    let goal = match wanted {
        Wanted::OlderThan(time_ns) => Goal::OlderThan(time_ns),
        Wanted::AtMost(size) => Goal::Bytes(found.bytes().saturating_sub(size)),
        Wanted::Unused => Goal::NotIn(&kept),
    };
    let victims = choose(&found, goal, &HashSet::new());
    let text = if invocation.parsed.is_set(Flag::N) {
        let size = size_of_bytes(victims.bytes);
        format!("would remove {} files, {size}\n", victims.count())
    } else {
        let evicted = evict(&found, &victims, &clock, &running_builds);
        let evicted = evicted.map_err(|error| fatal(&error))?;
        let busy = match evicted.busy_bytes {
            0 => String::new(),
            bytes => format!(
                "; {} kept, because a running command may need them",
                size_of_bytes(bytes)
            ),
        };
        let size = size_of_bytes(evicted.bytes);
        format!("removed {} files, {size}{busy}\n", evicted.files)
    };
    invocation.output.report(&text)?;
    Ok(0)
}

fn wanted(invocation: &Invocation, now_ns: i128) -> Result<Wanted, CliError> {
    let text = |flag| invocation.parsed.last(flag).filter(|text| !text.is_empty());
    match (
        text(Flag::Older),
        text(Flag::Size),
        invocation.parsed.is_set(Flag::Unused),
    ) {
        (Some(age), None, false) => {
            let age_ns = age_ns(age).ok_or_else(|| {
                CliError::usage(format!(
                    "invalid value {age:?} of -older: want a duration such as 36h or 7d"
                ))
            })?;
            Ok(Wanted::OlderThan(now_ns - i128::from(age_ns)))
        }
        (None, Some(size), false) => {
            let bytes = parse_size(size).ok_or_else(|| {
                CliError::usage(format!(
                    "invalid value {size:?} of -size: want a size such as 500MB or 4GiB"
                ))
            })?;
            Ok(Wanted::AtMost(bytes))
        }
        (None, None, true) => Ok(Wanted::Unused),
        _ => Err(CliError::usage(
            "cache prune needs one of -older, -size and -unused",
        )),
    }
}

/// Parses a duration of Go, or a number of days.
fn age_ns(text: &str) -> Option<i64> {
    let age = match text.strip_suffix('d') {
        Some(days) => days.parse::<i64>().ok()?.checked_mul(DAY_NS)?,
        None => parse_duration(text)?,
    };
    (age >= 0).then_some(age)
}

/// Returns the actions that projects used that still exist.
fn used_by_projects(dir: &str) -> Result<HashSet<Digest>, CliError> {
    let table = uses(dir);
    let projects = table.keys();
    if projects.is_empty() {
        return Err(fatal(
            &"no projects are known that use the build cache: build them with vamos first",
        ));
    }
    let there = projects
        .into_iter()
        .filter(|project| uncached::stat(project).is_ok());
    let uses: Vec<Uses> = there.map(|project| Uses::read(&table, project)).collect();
    Ok(uses.iter().flat_map(Uses::actions).collect())
}

#[cfg(test)]
mod tests {
    use super::age_ns;

    #[test]
    fn ages_are_durations_or_days() {
        assert_eq!(age_ns("7d"), Some(7 * 24 * 3_600_000_000_000));
        assert_eq!(age_ns("1h30m"), Some(5_400_000_000_000));
        for text in ["", "d", "x", "-1h", "-1d", "99999999999999d"] {
            assert_eq!(age_ns(text), None, "{text}");
        }
    }
}
