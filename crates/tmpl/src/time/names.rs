//! The names of months and days.
//!
//! Counterpart: time/time.go (`Month.String`, `Weekday.String`).

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];

/// Returns the name of a month, 1 to 12.
pub(super) fn month_name(month: i64) -> String {
    let at = usize::try_from(month - 1).ok();
    match at.and_then(|at| MONTHS.get(at)) {
        Some(name) => (*name).to_owned(),
        None => format!("%!Month({month})"),
    }
}

/// Returns the name of a day of the week, 0 to 6.
pub(super) fn weekday_name(day: i64) -> String {
    match usize::try_from(day).ok().and_then(|at| DAYS.get(at)) {
        Some(name) => (*name).to_owned(),
        None => format!("%!Weekday({day})"),
    }
}
