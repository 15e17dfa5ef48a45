//! Times in templates: their types and methods.
//!
//! Counterpart: time (Time, Duration, Month, Weekday, Location).

mod arithmetic;
mod format;
mod moment;
mod names;

use std::rc::Rc;

use vamos_base::golang::time::duration_string;

use super::types;
use super::types::Data;
use super::types::Field;
use super::types::Kind;
use super::types::Method;
use super::types::Returned;
use super::types::Run;
use super::types::Scope;
use super::types::Type;
use super::types::Value;
pub use moment::Moment;
pub use moment::Zone;

const TIME_FIELDS: &[Field] = &[hidden("wall"), hidden("ext"), hidden("loc")];
const LOCATION_FIELDS: &[Field] = &[
    hidden("name"),
    hidden("zone"),
    hidden("tx"),
    hidden("extend"),
    hidden("cacheStart"),
    hidden("cacheEnd"),
    hidden("cacheZone"),
];

const fn hidden(name: &'static str) -> Field {
    Field {
        name,
        is_exported: false,
    }
}

pub(crate) static TIME: Type = Type {
    name: "time.Time",
    kind: Kind::Struct(TIME_FIELDS),
    methods: &TIME_METHODS,
    pointer: Some(&TIME_POINTER),
    is_comparable: true,
};
/// `*time.Time`
pub static TIME_POINTER: Type = Type {
    name: "*time.Time",
    kind: Kind::Pointer(&TIME),
    methods: &TIME_METHODS,
    pointer: None,
    is_comparable: true,
};
pub(super) static DURATION: Type = Type {
    name: "time.Duration",
    kind: Kind::Int,
    methods: &DURATION_METHODS,
    pointer: None,
    is_comparable: true,
};
static MONTH: Type = Type {
    name: "time.Month",
    kind: Kind::Int,
    methods: &[method(
        "String",
        &[],
        &["string"],
        "time.Month",
        |_, value, _| Ok(Value::owned(&names::month_name(int(value)))),
    )],
    pointer: None,
    is_comparable: true,
};
static WEEKDAY: Type = Type {
    name: "time.Weekday",
    kind: Kind::Int,
    methods: &[method(
        "String",
        &[],
        &["string"],
        "time.Weekday",
        |_, value, _| Ok(Value::owned(&names::weekday_name(int(value)))),
    )],
    pointer: None,
    is_comparable: true,
};
pub(super) static LOCATION: Type = Type {
    name: "time.Location",
    kind: Kind::Struct(LOCATION_FIELDS),
    methods: &[],
    pointer: Some(&LOCATION_POINTER),
    is_comparable: true,
};
pub(super) static LOCATION_POINTER: Type = Type {
    name: "*time.Location",
    kind: Kind::Pointer(&LOCATION),
    methods: &[Method {
        of_value: None,
        ..method("String", &[], &["string"], "", |_, value, _| {
            Ok(match &value.data {
                Data::Zone(zone) => Value::owned(zone.name()),
                _ => Value::owned("UTC"),
            })
        })
    }],
    pointer: None,
    is_comparable: true,
};

const fn method(
    name: &'static str,
    params: &'static [&'static Type],
    results: &'static [&'static str],
    of_value: &'static str,
    run: Run,
) -> Method {
    Method {
        name,
        params,
        results,
        of_value: Some(of_value),
        run: Some(run),
    }
}

const fn of_time(
    name: &'static str,
    params: &'static [&'static Type],
    results: &'static [&'static str],
    run: Run,
) -> Method {
    method(name, params, results, "time.Time", run)
}

/// Describes a method of times that templates may not call, because of its results.
const fn uncallable(name: &'static str, results: &'static [&'static str]) -> Method {
    Method {
        name,
        params: &[],
        results,
        of_value: Some("time.Time"),
        run: None,
    }
}

fn int(value: &Value<'_>) -> i64 {
    match value.data {
        Data::Int(int) => int,
        _ => 0,
    }
}

fn moment<'a>(scope: &Scope<'a, '_>, value: &Value<'a>) -> Moment<'a> {
    match &value.data {
        Data::Time(moment, _) => moment.resolved(scope.local),
        _ => Moment::zero(),
    }
}

fn time(moment: Moment<'_>) -> Returned<'_> {
    Ok(Value::new(&TIME, Data::Time(moment, 0)))
}

fn duration<'a>(nanos: i64) -> Returned<'a> {
    Ok(Value::new(&DURATION, Data::Int(nanos)))
}

fn number<'a>(number: i64) -> Returned<'a> {
    Ok(Value::int(number))
}

fn long<'a>(number: i64) -> Returned<'a> {
    Ok(Value::new(&types::INT64, Data::Int(number)))
}

fn octets<'a>(bytes: Vec<u8>) -> Returned<'a> {
    Ok(Value::new(&types::BYTES, Data::Bytes(Rc::from(bytes))))
}

/// Returns a slice with more bytes, for methods that append to an argument.
fn appended<'a>(to: &Value<'a>, more: &[u8]) -> Returned<'a> {
    let mut bytes = match &to.data {
        Data::Bytes(bytes) => bytes.to_vec(),
        _ => Vec::new(),
    };
    bytes.extend_from_slice(more);
    octets(bytes)
}

static A_TIME: [&Type; 1] = [&TIME];
static A_DURATION: [&Type; 1] = [&DURATION];
static A_LOCATION: [&Type; 1] = [&LOCATION_POINTER];
static A_LAYOUT: [&Type; 1] = [&types::STRING];
static SOME_BYTES: [&Type; 1] = [&types::BYTES];
static BYTES_AND_LAYOUT: [&Type; 2] = [&types::BYTES, &types::STRING];
static THREE_INTS: [&Type; 3] = [&types::INT, &types::INT, &types::INT];
const BYTES_OR_ERROR: &[&str] = &["[]uint8", "error"];
const ONE_TIME: &[&str] = &["time.Time"];
const ONE_INT: &[&str] = &["int"];
const ONE_LONG: &[&str] = &["int64"];
const ONE_FLAG: &[&str] = &["bool"];

static TIME_METHODS: [Method; 43] = [
    of_time("Add", &A_DURATION, ONE_TIME, |s, t, args| {
        time(moment(s, t).add(int(&args[0])))
    }),
    of_time("AddDate", &THREE_INTS, ONE_TIME, |s, t, args| {
        time(moment(s, t).add_date(int(&args[0]), int(&args[1]), int(&args[2])))
    }),
    of_time("After", &A_TIME, ONE_FLAG, |s, t, args| {
        Ok(Value::flag(moment(s, t).time > moment(s, &args[0]).time))
    }),
    of_time("AppendBinary", &SOME_BYTES, BYTES_OR_ERROR, |s, t, args| {
        appended(&args[0], &moment(s, t).binary())
    }),
    of_time(
        "AppendFormat",
        &BYTES_AND_LAYOUT,
        &["[]uint8"],
        |s, t, args| appended(&args[0], &moment(s, t).format(args[1].as_bytes())),
    ),
    of_time("AppendText", &SOME_BYTES, BYTES_OR_ERROR, |s, t, args| {
        appended(&args[0], &moment(s, t).format(format::RFC3339_NANO))
    }),
    of_time("Before", &A_TIME, ONE_FLAG, |s, t, args| {
        Ok(Value::flag(moment(s, t).time < moment(s, &args[0]).time))
    }),
    uncallable("Clock", &["int", "int", "int"]),
    of_time("Compare", &A_TIME, ONE_INT, |s, t, args| {
        number(moment(s, t).time.cmp(&moment(s, &args[0]).time) as i64)
    }),
    uncallable("Date", &["int", "time.Month", "int"]),
    of_time("Day", &[], ONE_INT, |s, t, _| {
        number(moment(s, t).civil().day)
    }),
    of_time("Equal", &A_TIME, ONE_FLAG, |s, t, args| {
        Ok(Value::flag(moment(s, t).time == moment(s, &args[0]).time))
    }),
    of_time("Format", &A_LAYOUT, &["string"], |s, t, args| {
        Ok(Value::bytes(moment(s, t).format(args[0].as_bytes())))
    }),
    of_time("GoString", &[], &["string"], |s, t, _| {
        Ok(Value::owned(&moment(s, t).go_string()))
    }),
    of_time("GobEncode", &[], BYTES_OR_ERROR, |s, t, _| {
        octets(moment(s, t).binary())
    }),
    of_time("Hour", &[], ONE_INT, |s, t, _| {
        number(moment(s, t).civil().hour)
    }),
    uncallable("ISOWeek", &["int", "int"]),
    of_time("In", &A_LOCATION, ONE_TIME, |s, t, args| {
        match &args[0].data {
            Data::Zone(zone) => time(moment(s, t).in_zone(zone.clone())),
            _ => Err("time: missing Location in call to Time.In".to_owned()),
        }
    }),
    of_time("IsDST", &[], ONE_FLAG, |s, t, _| {
        Ok(Value::flag(moment(s, t).is_summer()))
    }),
    of_time("IsZero", &[], ONE_FLAG, |s, t, _| {
        Ok(Value::flag(moment(s, t).time == Moment::zero().time))
    }),
    of_time("Local", &[], ONE_TIME, |s, t, _| {
        time(moment(s, t).in_zone(Zone::Local((s.local)())))
    }),
    of_time("Location", &[], &["*time.Location"], |s, t, _| {
        Ok(Value::new(&LOCATION_POINTER, Data::Zone(moment(s, t).zone)))
    }),
    of_time("MarshalBinary", &[], BYTES_OR_ERROR, |s, t, _| {
        octets(moment(s, t).binary())
    }),
    of_time("MarshalJSON", &[], BYTES_OR_ERROR, |s, t, _| {
        let text = moment(s, t).format(format::RFC3339_NANO);
        octets([b"\"", &*text, b"\""].concat())
    }),
    of_time("MarshalText", &[], BYTES_OR_ERROR, |s, t, _| {
        octets(moment(s, t).format(format::RFC3339_NANO))
    }),
    of_time("Minute", &[], ONE_INT, |s, t, _| {
        number(moment(s, t).civil().minute)
    }),
    of_time("Month", &[], &["time.Month"], |s, t, _| {
        Ok(Value::new(&MONTH, Data::Int(moment(s, t).civil().month)))
    }),
    of_time("Nanosecond", &[], ONE_INT, |s, t, _| {
        number(moment(s, t).time.nanos.into())
    }),
    of_time("Round", &A_DURATION, ONE_TIME, |s, t, args| {
        time(moment(s, t).round(int(&args[0])))
    }),
    of_time("Second", &[], ONE_INT, |s, t, _| {
        number(moment(s, t).civil().second)
    }),
    of_time("String", &[], &["string"], |s, t, _| {
        Ok(Value::bytes(moment(s, t).format(format::PLAIN)))
    }),
    of_time("Sub", &A_TIME, &["time.Duration"], |s, t, args| {
        duration(moment(s, t).since(&moment(s, &args[0])))
    }),
    of_time("Truncate", &A_DURATION, ONE_TIME, |s, t, args| {
        time(moment(s, t).truncate(int(&args[0])))
    }),
    of_time("UTC", &[], ONE_TIME, |s, t, _| {
        time(moment(s, t).in_zone(Zone::Utc))
    }),
    of_time("Unix", &[], ONE_LONG, |s, t, _| {
        long(moment(s, t).time.seconds)
    }),
    of_time("UnixMicro", &[], ONE_LONG, |s, t, _| {
        let time = moment(s, t).time;
        long(
            time.seconds
                .wrapping_mul(1_000_000)
                .wrapping_add(i64::from(time.nanos / 1000)),
        )
    }),
    of_time("UnixMilli", &[], ONE_LONG, |s, t, _| {
        let time = moment(s, t).time;
        long(
            time.seconds
                .wrapping_mul(1000)
                .wrapping_add(i64::from(time.nanos / 1_000_000)),
        )
    }),
    of_time("UnixNano", &[], ONE_LONG, |s, t, _| {
        long(moment(s, t).time.unix_nanos())
    }),
    of_time("Weekday", &[], &["time.Weekday"], |s, t, _| {
        Ok(Value::new(&WEEKDAY, Data::Int(moment(s, t).weekday())))
    }),
    of_time("Year", &[], ONE_INT, |s, t, _| {
        number(moment(s, t).civil().year)
    }),
    of_time("YearDay", &[], ONE_INT, |s, t, _| {
        number(moment(s, t).year_day())
    }),
    uncallable("Zone", &["string", "int"]),
    uncallable("ZoneBounds", &["time.Time", "time.Time"]),
];

const fn of_duration(name: &'static str, results: &'static [&'static str], run: Run) -> Method {
    method(name, &[], results, "time.Duration", run)
}

static DURATION_METHODS: [Method; 10] = [
    of_duration("Abs", &["time.Duration"], |_, d, _| {
        duration(int(d).saturating_abs())
    }),
    of_duration("Hours", &["float64"], |_, d, _| {
        Ok(parts(int(d), 3_600_000_000_000))
    }),
    of_duration("Microseconds", ONE_LONG, |_, d, _| long(int(d) / 1000)),
    of_duration("Milliseconds", ONE_LONG, |_, d, _| long(int(d) / 1_000_000)),
    of_duration("Minutes", &["float64"], |_, d, _| {
        Ok(parts(int(d), 60_000_000_000))
    }),
    of_duration("Nanoseconds", ONE_LONG, |_, d, _| long(int(d))),
    method(
        "Round",
        &A_DURATION,
        &["time.Duration"],
        "time.Duration",
        |_, d, args| duration(arithmetic::round_duration(int(d), int(&args[0]))),
    ),
    of_duration("Seconds", &["float64"], |_, d, _| {
        Ok(parts(int(d), 1_000_000_000))
    }),
    of_duration("String", &["string"], |_, d, _| {
        Ok(Value::owned(&duration_string(int(d))))
    }),
    method(
        "Truncate",
        &A_DURATION,
        &["time.Duration"],
        "time.Duration",
        |_, d, args| {
            let (value, unit) = (int(d), int(&args[0]));
            duration(if unit <= 0 {
                value
            } else {
                value - value % unit
            })
        },
    ),
];

/// Returns a duration in units, as a float: the whole units and the rest are divided separately.
#[expect(clippy::cast_precision_loss, reason = "as in Go, floats are rounded")]
fn parts<'a>(nanos: i64, unit: i64) -> Value<'a> {
    let whole = (nanos / unit) as f64;
    let rest = (nanos % unit) as f64;
    Value::new(&types::FLOAT64, Data::Float(whole + rest / unit as f64))
}

/// Returns the value of an unexported field of a time, which is used only for printing.
pub(super) fn hidden_field<'a>(moment: &Moment<'a>, at: usize) -> Value<'a> {
    match at {
        0 => Value::new(&types::UINT64, Data::Uint(moment.time.nanos.into())),
        1 => Value::new(&types::INT64, Data::Int(moment.internal_seconds())),
        _ => Value::new(
            &LOCATION_POINTER,
            match &moment.zone {
                Zone::Utc => Data::Nil,
                zone => Data::Zone(zone.clone()),
            },
        ),
    }
}

static ZONES: Type = Type::plain("[]time.zone", Kind::Slice(&types::ANY));
static TRANSITIONS: Type = Type::plain("[]time.zoneTrans", Kind::Slice(&types::ANY));
static ZONE: Type = Type::plain("time.zone", Kind::Struct(&[]));
static ZONE_POINTER: Type = Type::plain("*time.zone", Kind::Pointer(&ZONE));

/// Returns the value of an unexported field of a location: UTC has only its name.
pub(super) fn hidden_zone_field<'a>(zone: &Zone<'a>, at: usize) -> Value<'a> {
    match at {
        0 => Value::text(zone.name()),
        1 => Value::new(&ZONES, Data::Nil),
        2 => Value::new(&TRANSITIONS, Data::Nil),
        3 => Value::text(""),
        4 | 5 => Value::new(&types::INT64, Data::Int(0)),
        _ => Value::new(&ZONE_POINTER, Data::Nil),
    }
}
