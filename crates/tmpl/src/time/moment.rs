//! An instant with the zone that it is shown in.
//!
//! Counterpart: time/time.go (`Time`).

use vamos_base::golang::quote;
use vamos_base::golang::time::Civil;
use vamos_base::golang::time::Location;
use vamos_base::golang::time::Time;

/// Seconds from the year 1 to 1970.
const UNIX_TO_INTERNAL: i64 = 62_135_596_800;

/// A time zone.
#[derive(Clone, Debug)]
pub enum Zone<'a> {
    /// UTC.
    Utc,
    /// The zone of this machine.
    Local(&'a Location),
    /// A nameless offset in seconds.
    Fixed(i32),
    /// An offset that was parsed: the local zone, if it has the same offset.
    Read(i32),
}

/// A time.
#[derive(Clone, Debug)]
pub struct Moment<'a> {
    /// The instant.
    pub time: Time,
    /// The zone of its date and time of day.
    pub zone: Zone<'a>,
}

impl Zone<'_> {
    /// Returns the name of the location.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Utc => "UTC",
            Self::Local(_) => "Local",
            Self::Fixed(_) | Self::Read(_) => "",
        }
    }

    /// Returns a number that differs between zones.
    pub fn address(&self) -> usize {
        match self {
            Self::Utc => 1,
            Self::Local(_) => 2,
            Self::Fixed(offset) | Self::Read(offset) => {
                usize::try_from(*offset + 100_000).unwrap_or(3)
            }
        }
    }

    /// Returns the abbreviation and offset in effect.
    fn lookup(&self, seconds: i64) -> (&str, i32) {
        match self {
            Self::Utc => ("UTC", 0),
            Self::Local(location) => location.lookup(seconds),
            Self::Fixed(offset) | Self::Read(offset) => ("", *offset),
        }
    }
}

impl<'a> Moment<'a> {
    /// Returns the zero time.
    pub(super) fn zero() -> Self {
        Self {
            time: Time::from_unix(-UNIX_TO_INTERNAL, 0),
            zone: Zone::Utc,
        }
    }

    /// Parses a time in JSON's format.
    pub fn parse(text: &str) -> Option<Self> {
        let (time, offset) = Time::parse_rfc3339(text)?;
        let zone = if text.ends_with('Z') {
            Zone::Utc
        } else {
            Zone::Read(offset)
        };
        Some(Self { time, zone })
    }

    /// Returns the time with a resolved zone.
    pub(super) fn resolved(&self, local: &dyn Fn() -> &'a Location) -> Self {
        let Zone::Read(offset) = self.zone else {
            return self.clone();
        };
        let local = local();
        self.in_zone(if local.lookup(self.time.seconds).1 == offset {
            Zone::Local(local)
        } else {
            Zone::Fixed(offset)
        })
    }

    /// Returns seconds since the year 1, as in the struct.
    pub fn internal_seconds(&self) -> i64 {
        self.time.seconds + UNIX_TO_INTERNAL
    }

    pub(super) fn in_zone(&self, zone: Zone<'a>) -> Self {
        Self {
            time: self.time,
            zone,
        }
    }

    /// Returns the abbreviation of the zone and its offset.
    pub(super) fn zone_now(&self) -> (&str, i32) {
        self.zone.lookup(self.time.seconds)
    }

    pub(super) fn is_summer(&self) -> bool {
        // Only the local zone has daylight saving time, and its abbreviations change with it.
        let year = self.civil().year;
        let january = Civil {
            year,
            month: 1,
            day: 1,
            hour: 0,
            minute: 0,
            second: 0,
        };
        let july = Civil {
            month: 7,
            ..january
        };
        let offset = |civil: Civil| self.zone.lookup(civil.to_seconds()).1;
        self.zone_now().1 > offset(january).min(offset(july))
    }

    /// Returns date and time of day.
    pub(super) fn civil(&self) -> Civil {
        self.time.civil(self.zone_now().1)
    }

    /// Returns the day of the week, 0 for Sunday.
    pub(super) fn weekday(&self) -> i64 {
        let seconds = self.time.seconds + i64::from(self.zone_now().1);
        (seconds.div_euclid(86400) + 4).rem_euclid(7)
    }

    /// Returns the day of the year, 1 for the first of January.
    pub(super) fn year_day(&self) -> i64 {
        let civil = self.civil();
        let first = Civil {
            month: 1,
            day: 1,
            ..civil
        };
        (civil.to_seconds() - first.to_seconds()).div_euclid(86400) + 1
    }

    /// Returns the instant of a date and time of day in this zone.
    pub(super) fn at(&self, local_seconds: i64) -> Self {
        let first = self.zone.lookup(local_seconds).1;
        let mut seconds = local_seconds;
        if first != 0 {
            let offset = self.zone.lookup(local_seconds - i64::from(first)).1;
            seconds -= i64::from(offset);
        }
        Self {
            time: Time::from_unix(seconds, i64::from(self.time.nanos)),
            zone: self.zone.clone(),
        }
    }

    /// Returns the encoding of gob and `MarshalBinary`.
    pub(super) fn binary(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(16);
        let offset = self.zone_now().1;
        let is_utc = matches!(self.zone, Zone::Utc);
        let minutes = if is_utc { -1 } else { offset / 60 };
        let seconds = if is_utc { 0 } else { offset % 60 };
        out.push(if seconds == 0 { 1 } else { 2 });
        out.extend_from_slice(&self.internal_seconds().to_be_bytes());
        out.extend_from_slice(&self.time.nanos.to_be_bytes());
        out.extend_from_slice(&minutes.to_be_bytes()[2..]);
        if seconds != 0 {
            out.push(seconds.to_be_bytes()[3]);
        }
        out
    }

    /// Returns the time in Go's syntax.
    pub fn go_string(&self) -> String {
        let civil = self.civil();
        let month = super::names::month_name(civil.month);
        let zone = match self.zone {
            Zone::Utc => "time.UTC".to_owned(),
            Zone::Local(_) => "time.Local".to_owned(),
            Zone::Fixed(_) | Zone::Read(_) => {
                format!("time.Location({})", quote::quote(self.zone.name()))
            }
        };
        format!(
            "time.Date({}, time.{month}, {}, {}, {}, {}, {}, {zone})",
            civil.year, civil.day, civil.hour, civil.minute, civil.second, self.time.nanos
        )
    }
}
