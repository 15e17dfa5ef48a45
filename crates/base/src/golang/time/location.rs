//! A time zone: its history of offsets, read from an IANA zone file.
//!
//! Counterpart: time/zoneinfo.go (`Location.lookup`), time/zoneinfo_read.go
//! (`LoadLocationFromTZData`).

use super::rule;

/// One kind of local time that a zone has had.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Zone {
    name: String,
    offset: i32,
    is_summer: bool,
}

/// The offsets of a zone over time. Without zones it is UTC.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Location {
    zones: Vec<Zone>,
    /// From which second on which zone holds; ascending.
    transitions: Vec<(i64, usize)>,
    /// Rule for the time after the last transition.
    extend: String,
}

/// The bytes are no zone file, or a damaged one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadTimeZone;

impl std::fmt::Display for BadTimeZone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("malformed time zone information")
    }
}

impl std::error::Error for BadTimeZone {}

impl Location {
    /// Returns UTC.
    pub fn utc() -> Self {
        Self::default()
    }

    /// Reads the contents of a zone file.
    pub fn parse(data: &[u8]) -> Result<Self, BadTimeZone> {
        parse(data).ok_or(BadTimeZone)
    }

    /// Returns the abbreviation and the offset east of UTC in effect at `seconds`
    /// since 1970.
    pub fn lookup(&self, seconds: i64) -> (&str, i32) {
        if self.zones.is_empty() {
            return ("UTC", 0);
        }
        let after = self.transitions.partition_point(|t| t.0 <= seconds);
        let Some(current) = after.checked_sub(1) else {
            let zone = &self.zones[self.first_zone()];
            return (&zone.name, zone.offset);
        };
        if after == self.transitions.len()
            && !self.extend.is_empty()
            && let Some((name, offset)) = rule::zone_at(&self.extend, seconds)
        {
            return (name, i32::try_from(offset).unwrap_or(0));
        }
        let zone = &self.zones[self.transitions[current].1];
        (&zone.name, zone.offset)
    }

    /// Returns the zone that holds before the first transition.
    fn first_zone(&self) -> usize {
        // A zone 0 that no transition leads to is there for exactly this purpose.
        if !self.transitions.iter().any(|t| t.1 == 0) {
            return 0;
        }
        if let Some(&(_, first)) = self.transitions.first()
            && self.zones[first].is_summer
            && let Some(earlier) = self.zones[..first].iter().rposition(|z| !z.is_summer)
        {
            return earlier;
        }
        self.zones.iter().position(|z| !z.is_summer).unwrap_or(0)
    }
}

/// Reads fixed-size pieces from the front of a file.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(head)
    }

    /// Reads the six counts of a header: UTC and standard indicators, leap seconds, transitions,
    /// zones, characters of names.
    fn counts(&mut self) -> Option<[usize; 6]> {
        let mut counts = [0; 6];
        for count in &mut counts {
            *count = usize::try_from(big_endian(self.take(4)?)).ok()?;
        }
        Some(counts)
    }
}

/// Returns the signed number of 4 or 8 bytes.
fn big_endian(bytes: &[u8]) -> i64 {
    let start = match bytes {
        [first, ..] if *first >= 0x80 => -1,
        _ => 0,
    };
    bytes
        .iter()
        .fold(start, |value, &b| value << 8 | i64::from(b))
}

fn parse(data: &[u8]) -> Option<Location> {
    let mut reader = Reader(data);
    if reader.take(4)? != b"TZif" {
        return None;
    }
    // Later versions repeat everything in 64 bits after the old 32-bit part.
    let is_64_bit = match reader.take(16)?[0] {
        0 => false,
        b'2' | b'3' => true,
        _ => return None,
    };
    let mut counts = reader.counts()?;
    if is_64_bit {
        let [utc, standard, leap, times, zones, chars] = counts;
        reader.take(times * 5 + zones * 6 + chars + leap * 8 + standard + utc + 20)?;
        counts = reader.counts()?;
    }
    let size = if is_64_bit { 8 } else { 4 };
    let [utc, standard, leap, times, zones, chars] = counts;
    let when = reader.take(times.checked_mul(size)?)?;
    let which = reader.take(times)?;
    let zone_data = reader.take(zones.checked_mul(6)?)?;
    let names = reader.take(chars)?;
    reader.take(leap.checked_mul(size + 4)?)?;
    reader.take(standard)?;
    reader.take(utc)?;
    if zones == 0 {
        return None;
    }
    let zones = zone_data
        .chunks_exact(6)
        .map(|zone| {
            let name = names
                .get(usize::from(zone[5])..)
                .filter(|n| !n.is_empty())?;
            let end = name.iter().position(|&b| b == 0).unwrap_or(name.len());
            Some(Zone {
                name: String::from_utf8_lossy(&name[..end]).into_owned(),
                offset: i32::try_from(big_endian(&zone[..4])).ok()?,
                is_summer: zone[4] != 0,
            })
        })
        .collect::<Option<Vec<_>>>()?;
    let mut transitions = when
        .chunks_exact(size)
        .zip(which)
        .map(|(when, &zone)| {
            let zone = usize::from(zone);
            (zone < zones.len()).then(|| (big_endian(when), zone))
        })
        .collect::<Option<Vec<_>>>()?;
    if transitions.is_empty() {
        transitions.push((i64::MIN, 0));
    }
    let extend = match reader.0 {
        [b'\n', rule @ .., b'\n'] => String::from_utf8_lossy(rule).into_owned(),
        _ => String::new(),
    };
    Some(Location {
        zones,
        transitions,
        extend,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A version 1 file: standard time, and one transition to summer time.
    fn sample() -> Vec<u8> {
        let mut data = b"TZif\0".to_vec();
        data.resize(20, 0);
        for count in [0u32, 0, 0, 1, 2, 8] {
            data.extend(count.to_be_bytes());
        }
        data.extend(1_000i32.to_be_bytes());
        data.push(1);
        data.extend((-3600i32).to_be_bytes());
        data.extend([0, 0]);
        data.extend(7200i32.to_be_bytes());
        data.extend([1, 4]);
        data.extend(b"STD\0DST\0");
        data
    }

    #[test]
    fn reads_transitions() {
        let location = Location::parse(&sample()).unwrap();
        assert_eq!(location.lookup(999), ("STD", -3600));
        assert_eq!(location.lookup(1_000), ("DST", 7200));
        assert_eq!(Location::utc().lookup(5), ("UTC", 0));
    }

    proptest! {
        #[test]
        fn damage_is_an_error_or_harmless(at in 0usize..70, byte: u8, cut in 0usize..80) {
            let mut data = sample();
            let length = data.len();
            data[at % length] = byte;
            data.truncate(cut.max(1));
            if let Ok(location) = Location::parse(&data) {
                location.lookup(0);
            }
        }
    }
}
