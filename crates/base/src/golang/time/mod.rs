//! Points in time as Go shows them, and time zones as Go reads them.
//!
//! The zone matters beyond display: `%v` of a modification time, zone abbreviation
//! included, is part of several hashes. Go takes zones from IANA files only
//! (`TZ=FOO5` means UTC). Finding those files is for callers with a disk; this module
//! names them ([`zone_source`]) and reads their bytes ([`Location::parse`]).
//!
//! Counterpart: time (time.go, format.go, format_rfc3339.go, zoneinfo.go,
//! zoneinfo_read.go, zoneinfo_unix.go).

mod civil;
mod duration;
mod instant;
mod location;
pub mod rfc3339;
mod rule;
mod source;

pub use civil::Civil;
pub use duration::duration_string;
pub use duration::parse_duration;
pub use instant::Time;
pub use location::BadTimeZone;
pub use location::Location;
pub use source::ZoneSource;
pub use source::zip_entry;
pub use source::zone_source;

/// Seconds in a day; Unix time has no leap seconds.
const DAY: i64 = 86_400;
