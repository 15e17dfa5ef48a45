//! Calendar arithmetic in the proleptic Gregorian calendar.
//!
//! Counterpart: time/time.go (`absDays` and its methods, `Date`).

use super::DAY;

/// A date and a time of day, in some zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    /// The year; 0 is 1 BC.
    pub year: i64,
    /// The month, 1 to 12.
    pub month: i64,
    /// The day of the month, from 1.
    pub day: i64,
    /// The hour, 0 to 23.
    pub hour: i64,
    /// The minute, 0 to 59.
    pub minute: i64,
    /// The second, 0 to 59.
    pub second: i64,
}

impl Civil {
    /// Returns the calendar's view of `seconds` since 1970, already shifted to a zone.
    pub(crate) fn from_seconds(seconds: i64) -> Self {
        let days = seconds.div_euclid(DAY);
        let rest = seconds.rem_euclid(DAY);
        // Counted from 1 March of year 0, leap days come last in their year, and 400
        // years always have the same number of days.
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let month = if month_from_march < 10 {
            month_from_march + 3
        } else {
            month_from_march - 9
        };
        Self {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month,
            day: day_of_year - (153 * month_from_march + 2) / 5 + 1,
            hour: rest / 3600,
            minute: rest / 60 % 60,
            second: rest % 60,
        }
    }

    /// Returns the seconds since 1970 if this is UTC. Fields out of range carry over.
    pub fn to_seconds(self) -> i64 {
        let year = if self.month <= 2 {
            self.year - 1
        } else {
            self.year
        };
        let month_from_march = (self.month + 9) % 12;
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * month_from_march + 2) / 5 + self.day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = era * 146_097 + day_of_era - 719_468;
        days * DAY + self.hour * 3600 + self.minute * 60 + self.second
    }
}

/// Reports whether `year` has a 29 February.
pub(super) fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// Returns the number of days of `month` (1 to 12).
pub(super) fn days_in(month: i64, year: i64) -> i64 {
    match month {
        2 => 28 + i64::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Returns the number of days before `month` (1 to 12) in a year without leap day.
pub(super) fn days_before(month: i64) -> i64 {
    (1..month).map(|earlier| days_in(earlier, 1)).sum()
}

#[cfg(test)]
mod tests {
    use super::Civil;
    use proptest::prelude::*;

    #[test]
    fn leap_days() {
        let civil = Civil::from_seconds(951_782_400);
        assert_eq!((civil.year, civil.month, civil.day), (2000, 2, 29));
        let civil = Civil::from_seconds(-1);
        assert_eq!(
            (civil.year, civil.month, civil.day, civil.hour),
            (1969, 12, 31, 23)
        );
    }

    proptest! {
        #[test]
        fn to_seconds_undoes_from_seconds(seconds in -1_000_000_000_000i64..1_000_000_000_000) {
            prop_assert_eq!(Civil::from_seconds(seconds).to_seconds(), seconds);
        }
    }
}
