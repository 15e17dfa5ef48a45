//! Compares the ports in `golang` with Go itself, on many odd inputs.
//!
//! A small Go program (against_go/oracle.go, joined with the few packages of the SDK that cannot be
//! imported from outside) is compiled once and gets thousands of inputs over stdin. Inputs are
//! pseudo-random with fixed seeds, so a failure repeats.
//!
//! Counterpart: none; upstream's own tests are tables.

#![expect(
    clippy::disallowed_methods,
    reason = "the harness runs the official go in a directory of its own"
)]
#![expect(
    clippy::unwrap_used,
    reason = "all of this is test code, also outside #[test] functions"
)]

mod inputs;
mod oracle;
mod sorting;

use inputs::Inputs;
use oracle::Question;
use oracle::check;
use std::fmt::Write as _;
use vamos_base::golang::diff;
use vamos_base::golang::errno;
use vamos_base::golang::fold;
use vamos_base::golang::json;
use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_base::golang::quote;
use vamos_base::golang::quoted;
use vamos_base::golang::time;
use vamos_base::golang::time::Location;
use vamos_base::golang::time::Time;

/// Questions per test: enough to meet every branch, answered in well under a second.
const COUNT: usize = 4000;

fn text(bytes: &[u8]) -> String {
    os_str::decode(bytes)
}

fn bytes_of(answer: &str) -> Vec<u8> {
    os_str::encode(answer).into_owned()
}

#[test]
fn quoting() {
    let mut random = Inputs::new(1);
    check((0..COUNT).map(|_| {
        let input = random.odd_bytes();
        let s = text(&input);
        let answer = format!(
            "{} {} {} {}",
            quote::quote(&s),
            quote::quote_ascii(&s),
            quote::quote_sharp(&s),
            quote::quote_bytes(&input)
        );
        Question::new("quote", &[&input], bytes_of(&answer))
    }));
}

#[test]
fn quoted_lists() {
    let mut random = Inputs::new(2);
    check((0..COUNT / 4).map(|_| {
        let inputs = [random.odd_bytes(), random.odd_bytes()];
        let list = inputs.each_ref().map(|b| text(b));
        Question::new("list", &[&inputs[0], &inputs[1]], quote::quote_list(&list))
    }));
}

#[test]
fn printable_characters() {
    let mut answer = String::new();
    for code in 0..=0x10_ffff {
        let is_print = char::from_u32(code).is_some_and(quote::is_print);
        answer.push(if is_print { '1' } else { '0' });
    }
    check([Question::new("isprint", &[], answer)]);
}

#[test]
fn case_folding() {
    let mut random = Inputs::new(13);
    let ask = |inputs: [Vec<u8>; 3]| {
        let list = inputs.each_ref().map(|b| text(b));
        let (x, y) = fold::fold_dup(&list).unwrap_or_default();
        // A folded string is plain text and carries no bytes.
        let mut answer = fold::to_fold(&list[0]).into_owned().into_bytes();
        answer.extend(bytes_of(&format!("|{x}|{y}")));
        let args = inputs.each_ref().map(Vec::as_slice);
        Question::new("fold", &args, answer)
    };
    let all = (0x80..=0x10_ffff).step_by(64).map(|start| {
        let codes = start..start + 64;
        let part: String = codes.filter_map(char::from_u32).collect();
        ask([part.into_bytes(), Vec::new(), Vec::new()])
    });
    check(all);
    check((0..COUNT).map(|_| ask([random.letters(), random.letters(), random.letters()])));
}

#[test]
fn unquoting() {
    let mut random = Inputs::new(3);
    check((0..COUNT).map(|_| {
        let literal = random.literal();
        let answer =
            quote::unquote_bytes(&literal).unwrap_or_else(|| b"error: invalid syntax".into());
        Question::new("unquote", &[&literal], answer)
    }));
    check((0..COUNT).map(|_| {
        let literal = String::from_utf8_lossy(&random.literal()).into_owned();
        let answer = quote::quoted_prefix(&literal).unwrap_or("error: invalid syntax");
        Question::new("prefix", &[literal.as_bytes()], answer)
    }));
}

#[test]
fn single_paths() {
    let mut random = Inputs::new(4);
    check((0..COUNT).map(|_| {
        let input = random.path();
        let p = text(&input);
        let mut answer = format!("{}|{}|", path::clean(&p), path::dir(&p));
        let _ = write!(
            answer,
            "{}|{}|{}",
            path::base(&p),
            path::ext(&p),
            path::is_local(&p)
        );
        Question::new("path", &[&input], bytes_of(&answer))
    }));
}

#[test]
fn pairs_of_paths() {
    let mut random = Inputs::new(5);
    let mut questions = Vec::new();
    for _ in 0..COUNT {
        let (a, b) = (random.path(), random.path());
        let (x, y) = (text(&a), text(&b));
        questions.push(Question::new(
            "join",
            &[&a, &b],
            bytes_of(&path::join(&[&x, &y])),
        ));
        let rel = path::rel(&x, &y).unwrap_or_else(|error| format!("error: {error}"));
        questions.push(Question::new("rel", &[&a, &b], bytes_of(&rel)));
        let (is_under, rest) = (
            path::has_path_prefix(&x, &y),
            path::trim_path_prefix(&x, &y),
        );
        let under = format!("{is_under} {is_under} {rest}");
        questions.push(Question::new("under", &[&a, &b], bytes_of(&under)));
    }
    check(questions);
}

#[test]
fn patterns() {
    let show = |result: Result<bool, path::BadPattern>| match result {
        Ok(matched) => format!("{matched} <nil>"),
        Err(error) => format!("false {error}"),
    };
    let mut random = Inputs::new(6);
    check((0..4 * COUNT).map(|_| {
        let (pattern, name) = (random.pattern(), random.path());
        let (p, n) = (text(&pattern), text(&name));
        let answer = format!(
            "{} {}",
            show(path::match_glob(&p, &n)),
            show(path::match_slash(&p, &n))
        );
        Question::new("match", &[&pattern, &name], answer)
    }));
}

#[test]
fn argument_lists() {
    let mut random = Inputs::new(7);
    let mut questions = Vec::new();
    for _ in 0..COUNT {
        let input = random.words();
        let split = match quoted::split(&text(&input)) {
            Ok(list) => quote::quote_list(&list),
            Err(error) => format!("error: {error}"),
        };
        questions.push(Question::new("split", &[&input], split));
        let other = random.words();
        let join = quoted::join(&[text(&input), text(&other)])
            .unwrap_or_else(|error| format!("error: {error}"));
        questions.push(Question::new(
            "joinquoted",
            &[&input, &other],
            bytes_of(&join),
        ));
    }
    check(questions);
}

#[test]
fn json_documents() {
    let mut random = Inputs::new(8);
    check((0..COUNT).map(|_| {
        let inputs = [random.odd_bytes(), random.odd_bytes()];
        let list = inputs.each_ref().map(|b| text(b));
        let mut w = json::Writer::compact();
        w.strings(&list);
        let mut answer = w.finish();
        answer.push(b'\n');
        let mut w = json::Writer::indented("", "\t");
        w.begin_object();
        w.string_field("Name", &list[0]);
        w.strings_field("List", &list);
        w.strings_field::<&str>("None", &[]);
        w.key("Map");
        w.null();
        w.key("Sub");
        w.begin_array();
        w.begin_object();
        w.string_field("A", &list[0]);
        w.string_field("B", "");
        w.end_object();
        w.end_array();
        w.int_field("N", -5);
        w.bool_field("B", true);
        w.end_object();
        answer.extend(w.finish());
        Question::new("json", &[&inputs[0], &inputs[1]], answer)
    }));
}

#[test]
fn times_in_zones() {
    let Some(archive) = oracle::zone_archive() else {
        return;
    };
    let zones: Vec<(&str, Location)> = [
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "America/Sao_Paulo",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "Africa/Monrovia",
        "Africa/Casablanca",
        "Europe/Dublin",
        "America/Nuuk",
        "Pacific/Apia",
        "Etc/GMT+5",
        "EST5EDT",
        "Asia/Gaza",
    ]
    .into_iter()
    .map(|name| {
        let data = time::zip_entry(&archive, name).expect("the SDK's archive has all zones");
        (
            name,
            Location::parse(data).expect("the SDK's zone files are sound"),
        )
    })
    .collect();
    let mut random = Inputs::new(9);
    check((0..2 * COUNT).map(|_| {
        let (name, location) = &zones[random.below(zones.len())];
        let (seconds, nanos) = random.instant();
        let t = Time::from_unix(seconds, nanos);
        let answer = format!(
            "{}|{}|{}|{}",
            t.go_string(location),
            t.rfc3339_nano(location.lookup(seconds).1),
            t.rfc3339_nano(0),
            t.pseudo_version_stamp()
        );
        let args = [seconds.to_string(), nanos.to_string(), (*name).to_owned()];
        Question::new("time", &args.each_ref().map(|a| a.as_bytes()), answer)
    }));
}

#[test]
fn time_parsing() {
    let mut random = Inputs::new(10);
    let questions = (0..COUNT).filter_map(|_| {
        let input = random.time_text();
        // Go's leniencies that we lack are documented; only agreement is checked.
        let (t, offset) = Time::parse_rfc3339(&input)?;
        Some(Question::new(
            "parsetime",
            &[input.as_bytes()],
            t.rfc3339_nano(offset),
        ))
    });
    let questions: Vec<_> = questions.collect();
    assert!(questions.len() > COUNT / 4);
    check(questions);
}

#[test]
fn durations() {
    let mut random = Inputs::new(11);
    check((0..COUNT).map(|_| {
        let nanos = random.integer();
        let answer = time::duration_string(nanos);
        Question::new("duration", &[nanos.to_string().as_bytes()], answer)
    }));
}

#[test]
fn error_numbers() {
    // Other systems have other numbers beyond those that they define.
    if std::env::consts::OS != "linux" {
        return;
    }
    check((0..200).map(|number: i32| {
        Question::new(
            "errno",
            &[number.to_string().as_bytes()],
            errno::text(number),
        )
    }));
}

#[test]
fn diffs() {
    let mut random = Inputs::new(12);
    check((0..COUNT).map(|_| {
        let old = random.lines();
        let new = if random.below(4) == 0 {
            random.lines()
        } else {
            random.edited(&old)
        };
        let answer = diff::diff("old", &old, "new", &new);
        Question::new("diff", &[&old, &new], answer)
    }));
}
