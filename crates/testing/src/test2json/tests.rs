//! Cases that show the format; `tests/all/converter.rs` compares with Go.
//!
//! Counterpart: cmd/internal/test2json/test2json_test.go.

use vamos_base::golang::time::Location;
use vamos_release::Release;

use super::Converter;
use super::options::Options;
use super::rounded_seconds;

fn events(minor: u32, zone: Option<Location>, output: &str, exit: Option<bool>) -> Vec<String> {
    let mut events = Vec::new();
    let options = Options {
        release: Release::nearest(minor),
        zone,
    };
    let sink = |event: &[u8]| events.push(String::from_utf8(event.to_vec()).unwrap());
    let mut converter = Converter::new(sink, "p", &options);
    converter.write(output.as_bytes());
    converter.set_failed_build("q");
    if let Some(is_success) = exit {
        converter.exited(is_success);
    }
    converter.close();
    events
}

#[test]
fn results_follow_the_output_behind_them() {
    let output = "=== RUN   TestA\nhi\n--- FAIL: TestA (0.25s)\n    a_test.go:3: <no>\nFAIL\n";
    let events = events(26, None, output, Some(false));
    assert_eq!(
        events.concat(),
        r#"{"Action":"start","Package":"p"}
{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Test":"TestA","Output":"=== RUN   TestA\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"hi\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"--- FAIL: TestA (0.25s)\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:3: \u003cno\u003e\n"}
{"Action":"fail","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Output":"FAIL\n"}
{"Action":"fail","Package":"p","FailedBuild":"q"}
"#
    );
}

#[test]
fn times_are_written_in_the_zone() {
    let utc = Some(Location::utc());
    let events = events(
        26,
        utc,
        "--- PASS: A (0.25s)\n--- PASS: B (nans)\nx",
        Some(true),
    );
    let ends = [
        r#"Z","Action":"start","Package":"p"}"#,
        r#"Z","Action":"output","Package":"p","Test":"A","Output":"--- PASS: A (0.25s)\n"}"#,
        r#"Z","Action":"pass","Package":"p","Test":"A","Elapsed":0.25}"#,
        r#"Z","Action":"output","Package":"p","Test":"B","Output":"--- PASS: B (nans)\n"}"#,
        r#"Z","Action":"output","Package":"p","Test":"B","Output":"x"}"#,
    ];
    for (event, end) in events.iter().zip(ends) {
        assert!(event.starts_with(r#"{"Time":"2"#), "{event}");
        assert!(event.trim_end().ends_with(end), "{event}");
    }
    assert_eq!(events.len(), 6);
    assert!(events[5].contains(r#""Action":"pass","Package":"p","Test":"B","Elapsed":0"#));
}

#[test]
fn releases_differ() {
    let artifacts = "=== ARTIFACTS TestA /tmp/a b\n";
    assert_eq!(events(25, None, artifacts, None).len(), 2);
    let event = r#"{"Action":"artifacts","Package":"p","Test":"TestA","Path":"/tmp/a b"}"#;
    assert_eq!(events(26, None, artifacts, None)[1].trim_end(), event);
    let error = "\x16=== RUN   TestA\n    \x0fa_test.go:1: no\x0e\n";
    assert_eq!(
        events(27, None, error, None)[2..].concat(),
        r#"{"Action":"output","Package":"p","Test":"TestA","Output":"=== RUN   TestA\n","OutputType":"frame"}
{"Action":"output","Package":"p","Test":"TestA","Output":"    "}
{"Action":"output","Package":"p","Test":"TestA","Output":"a_test.go:1: no\n","OutputType":"error"}
"#
    );
}

#[test]
fn a_test_without_result_has_none() {
    assert_eq!(events(26, None, "x\n", None).len(), 2);
    let skip = events(26, None, "?   \tp\t[no test files]\n", Some(true));
    assert_eq!(skip[2].trim_end(), r#"{"Action":"skip","Package":"p"}"#);
}

#[test]
fn elapsed_times_are_rounded_to_milliseconds() {
    let seconds = |nanos| rounded_seconds(std::time::Duration::from_nanos(nanos)).to_string();
    assert_eq!(seconds(1_234_499_999), "1.234");
    // As in Go, which adds the fraction to the seconds.
    assert_eq!(seconds(1_234_500_000), "1.2349999999999999");
    assert_eq!(seconds(400_000), "0");
}
