//! Sums, differences and roundings of times.
//!
//! Counterpart: time/time.go (`Add`, `AddDate`, `Sub`, `Round`, `Truncate`).

use vamos_base::golang::time::Civil;
use vamos_base::golang::time::Time;

use super::moment::Moment;

const SECOND: i128 = 1_000_000_000;

impl Moment<'_> {
    /// Returns nanoseconds since the year 1.
    fn absolute(&self) -> i128 {
        i128::from(self.internal_seconds()) * SECOND + i128::from(self.time.nanos)
    }

    /// Returns the time this many nanoseconds later.
    pub(super) fn add(&self, nanos: i64) -> Self {
        let time = Time::from_unix(
            self.time
                .seconds
                .wrapping_add(nanos.div_euclid(1_000_000_000)),
            i64::from(self.time.nanos) + nanos.rem_euclid(1_000_000_000),
        );
        Self {
            time,
            zone: self.zone.clone(),
        }
    }

    /// Returns the time of day on another date.
    pub(super) fn add_date(&self, years: i64, months: i64, days: i64) -> Self {
        let civil = self.civil();
        let months = civil.month - 1 + months;
        let year = civil.year + years + months.div_euclid(12);
        let first = Civil {
            year,
            month: months.rem_euclid(12) + 1,
            day: 1,
            ..civil
        };
        let days = civil.day - 1 + days;
        self.at(first.to_seconds() + days * 86400)
    }

    /// Returns the difference to another time in nanoseconds; saturates at the largest number.
    pub(super) fn since(&self, other: &Self) -> i64 {
        let nanos = self.absolute() - other.absolute();
        i64::try_from(nanos).unwrap_or(if nanos < 0 { i64::MIN } else { i64::MAX })
    }

    /// Returns the time rounded down to a multiple of a duration since the year 1.
    pub(super) fn truncate(&self, unit: i64) -> Self {
        if unit <= 0 {
            return self.clone();
        }
        let rest = self.absolute().rem_euclid(unit.into());
        self.add(-i64::try_from(rest).expect("less than the unit"))
    }

    /// Returns the time rounded to the nearest multiple, halves up.
    pub(super) fn round(&self, unit: i64) -> Self {
        if unit <= 0 {
            return self.clone();
        }
        let rest = self.absolute().rem_euclid(unit.into());
        let rest = i64::try_from(rest).expect("less than the unit");
        if rest < unit - rest {
            self.add(-rest)
        } else {
            self.add(unit - rest)
        }
    }
}

/// Rounds a duration to the nearest multiple, halves away from zero.
pub(super) fn round_duration(value: i64, unit: i64) -> i64 {
    if unit <= 0 {
        return value;
    }
    let rest = (value % unit).abs();
    let is_down = i128::from(rest) * 2 < i128::from(unit);
    let rounded = match (value < 0, is_down) {
        (true, true) => value.checked_add(rest),
        (true, false) => value.checked_sub(unit - rest),
        (false, true) => value.checked_sub(rest),
        (false, false) => value.checked_add(unit - rest),
    };
    rounded.unwrap_or(if value < 0 { i64::MIN } else { i64::MAX })
}
