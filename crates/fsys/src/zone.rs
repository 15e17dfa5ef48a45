//! The local time zone, read like Go's time package.
//!
//! Counterpart: time/zoneinfo_unix.go (`initLocal`), time/zoneinfo_read.go.

use vamos_base::golang::time::Location;
use vamos_base::golang::time::ZoneSource;
use vamos_base::golang::time::zip_entry;
use vamos_base::golang::time::zone_source;

use crate::uncached;

/// Returns the zone in `TZ`, or the system's if it is not set.
pub fn local_zone(tz: Option<&str>, goroot: &str) -> Location {
    let ZoneSource::Files { files, name } = zone_source(tz) else {
        return Location::utc();
    };
    let parsed = |bytes: Vec<u8>| Location::parse(&bytes).ok();
    let mut found = files
        .iter()
        .filter_map(|file| uncached::read(file).ok().and_then(parsed));
    if let Some(location) = found.next() {
        return location;
    }
    let zip = uncached::read(&format!("{goroot}/lib/time/zoneinfo.zip")).unwrap_or_default();
    let entry = zip_entry(&zip, &name).and_then(|bytes| Location::parse(bytes).ok());
    entry.unwrap_or_else(Location::utc)
}
