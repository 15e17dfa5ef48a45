//! `cache cap`: a size that the build cache does not exceed.
//!
//! Counterpart: none.

use vamos_cache::Cap;
use vamos_config::parse_size;
use vamos_config::set_cap;
use vamos_fsys::atomic;
use vamos_fsys::settings_file;
use vamos_fsys::uncached;
use vamos_insight::size_of_bytes;
use vamos_localstore::Table;
use vamos_localstore::data_dir;

use super::fatal;
use crate::error::CliError;
use crate::invocation::Invocation;
use crate::local_store::EntryTable;
use crate::user_file::UserFile;

/// Runs `vamos cache cap`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    let cap = match &invocation.parsed.args[..] {
        [] => return show(invocation),
        [cap] if cap == "off" => None,
        [cap] if parse_size(cap).is_some() => Some(cap.as_str()),
        [cap] => {
            return Err(CliError::usage(format!(
                "invalid size {cap:?}: want off, or a size such as 500MB or 4GiB"
            )));
        }
        _ => return Err(CliError::usage("cache cap takes one size, or off")),
    };
    let path = UserFile::place(&invocation.env)?;
    let old = settings_file::read(&path).map_err(|error| fatal(&error))?;
    let old = old.unwrap_or_default();
    let new = set_cap(&old, cap);
    let new = new.map_err(|error| fatal(&format!("{path}:{}: {error}", error.line)))?;
    if new.as_bytes() != old {
        let dir = path.rsplit_once('/').map_or("/", |(dir, _)| dir);
        let made = uncached::make_dirs_mode(dir, 0o777);
        // The file may have secrets.
        let mode = uncached::stat(&path).map_or(0o600, |meta| meta.mode & 0o777);
        let written = made.and_then(|()| atomic::write_named(&path, new.as_bytes(), mode));
        written.map_err(|error| fatal(&error))?;
    }
    show(invocation)
}

/// Shows the cap.
fn show(invocation: &Invocation) -> Result<i32, CliError> {
    let user = UserFile::read(&invocation.env)?;
    let text = described(&user).unwrap_or_else(|| "off".to_owned());
    invocation.output.report(&format!("{text}\n"))?;
    Ok(0)
}

/// Returns the cap of a file and its position there, as text.
pub(in crate::commands) fn described(user: &UserFile) -> Option<String> {
    let cap = user.cache.cap.as_ref()?;
    let size = as_typed(cap.value);
    Some(format!("{size} ({}:{})", user.path, cap.line))
}

/// Returns a size in binary units if it is a whole number of them, as caps usually are.
fn as_typed(bytes: u64) -> String {
    const MIB: u64 = 1 << 20;
    const GIB: u64 = 1 << 30;
    match bytes {
        bytes if bytes % GIB == 0 => format!("{} GiB", bytes / GIB),
        bytes if bytes % MIB == 0 => format!("{} MiB", bytes / MIB),
        bytes => size_of_bytes(bytes),
    }
}

/// Returns the limit of a build cache that the user has set.
pub(in crate::commands) fn limit(
    invocation: &Invocation,
    dir: &str,
) -> Result<Option<Cap>, CliError> {
    let cap = &invocation.user_file()?.cache.cap;
    let of_user = vamos_goenv::host::user_cache_dir(invocation.env.os()).ok();
    Ok(cap.as_ref().map(|cap| Cap {
        bytes: cap.value,
        sizes: Box::new(EntryTable(Table::of_sizes(&data_dir(dir)))),
        beside: of_user.map(|parent| data_dir(&parent)),
    }))
}

#[cfg(test)]
mod tests {
    use super::as_typed;

    #[test]
    fn a_cap_is_shown_in_the_units_that_it_was_set_in() {
        let shown = [4 << 30, 1536 << 20, 500_000_000].map(as_typed);
        assert_eq!(shown, ["4 GiB", "1536 MiB", "500.0 MB"]);
    }
}
