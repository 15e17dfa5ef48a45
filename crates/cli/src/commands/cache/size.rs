//! `cache size`: the sizes of the caches and of their contents.
//!
//! Counterpart: none.

use vamos_cache::Inventory;
use vamos_insight::CacheSize;
use vamos_insight::Group;
use vamos_insight::OwnSizes;
use vamos_insight::Uses;
use vamos_insight::cache_size_text;
use vamos_insight::directory_size;
use vamos_insight::module_sizes;
use vamos_localstore::data_dir;
use vamos_sched::Pool;

use super::build_cache;
use super::fatal;
use super::no_arguments;
use super::uses;
use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

/// Runs `vamos cache size`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    no_arguments(invocation)?;
    let dir = build_cache(invocation)?;
    let pool = Pool::of_system();
    let inventory = Inventory::take(&dir, &pool).map_err(|error| fatal(&error))?;
    let table = uses(&dir);
    let project = |name: &&str| {
        let actions = Uses::read(&table, name).actions().collect();
        ((*name).to_owned(), actions)
    };
    let projects = table.keys().iter().map(project).collect();
    let other = |name: &str, dir: &str| Group {
        name: name.to_owned(),
        size: directory_size(dir),
    };
    let others = vec![
        other("corpus of fuzzing", &format!("{dir}/fuzz")),
        other("data of vamos", &data_dir(&dir)),
    ];
    let now = (vamos_cache::system_clock())();
    let size = CacheSize::measure(&inventory, others, projects, now, &pool);
    let gomodcache = &invocation.env.dirs.gomodcache;
    let modules = match &**gomodcache {
        "" => None,
        dir => Some(module_sizes(dir, &pool).map_err(|error| fatal(&error))?),
    };
    let of_user = vamos_goenv::host::user_cache_dir(invocation.env.os());
    let own = of_user.map_or_else(
        |_| OwnSizes::default(),
        |parent| OwnSizes::measure(&data_dir(&parent)),
    );
    let text = match invocation.parsed.is_set(Flag::Json) {
        true => format!("{:#}\n", size.json(&own, modules.as_ref())),
        false => cache_size_text(&size, &own, modules.as_ref()),
    };
    invocation.output.report(&text)?;
    Ok(0)
}
