//! Tests of all forms of timings, which have the same numbers.
//!
//! Counterpart: none.

use std::time::Duration;

use vamos_build::StepOutcome;

use super::timings_page;
use super::timings_text;
use super::timings_trace;
use crate::report::Command;
use crate::report::Report;
use crate::report::ReportStep;

fn report() -> Report {
    let step = |package: &str, verb: &str, from: u64, to: u64, after| ReportStep {
        mode: "build".to_owned(),
        verb: verb.to_owned(),
        package: package.to_owned(),
        outcome: StepOutcome::Ran,
        start: Duration::from_millis(from),
        end: Duration::from_millis(to),
        processor: Duration::from_millis((to - from) / 2),
        after,
        ..ReportStep::default()
    };
    let cached = ReportStep {
        outcome: StepOutcome::Cached,
        ..step("c", "compile", 0, 0, None)
    };
    Report {
        command: Command {
            args: vec!["build".to_owned(), "<x>&\"y\"".to_owned()],
            ..Command::default()
        },
        loading: Duration::from_millis(50),
        took: Duration::from_millis(1000),
        is_planned: false,
        elsewhere: None,
        steps: vec![
            cached,
            step("a", "compile", 0, 400, Some(0)),
            step("b", "compile", 100, 300, Some(0)),
            step("main", "link", 400, 1000, Some(1)),
        ],
    }
}

#[test]
fn the_longest_chain_is_followed_through_steps_without_work() {
    let text = timings_text(&report());
    let chain = text.split("critical path\n").nth(1).unwrap();
    let chain: Vec<&str> = chain.lines().take_while(|line| !line.is_empty()).collect();
    assert_eq!(
        chain,
        [
            "     0.000      0.400      0.200  compile a",
            "     0.400      0.600      0.300  link main",
        ]
    );
    assert!(
        text.contains("critical path                1.000 s\n"),
        "{text}"
    );
    assert!(
        text.contains("parallelism                   1.20\n"),
        "{text}"
    );
    assert!(
        text.contains("     0.600      0.300      2  compile\n"),
        "{text}"
    );
}

#[test]
fn the_page_has_the_numbers_of_the_text_and_escapes_names() {
    let page = timings_page(&report());
    for part in [
        "<dt>critical path</dt><dd id=\"chain\">1.000 s</dd>",
        "<dt>parallelism</dt><dd id=\"parallelism\">1.20</dd>",
        "<dt>actions skipped</dt>",
        "<td>0.600</td><td>0.300</td><td>2</td>",
        "vamos build &#60;x&#62;&#38;&#34;y&#34;",
    ] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    for foreign in ["<x>", "http", "<script"] {
        assert!(!page.contains(foreign), "{foreign}");
    }
}

#[test]
fn steps_at_once_have_lanes_of_their_own() {
    let trace: serde_json::Value = serde_json::from_str(&timings_trace(&report())).unwrap();
    let events = trace["traceEvents"].as_array().unwrap();
    let lane = |event: &serde_json::Value| (event["name"].clone(), event["tid"].as_u64());
    let lanes: Vec<_> = events[1..].iter().map(lane).collect();
    let expected = [("compile a", 1), ("compile b", 2), ("link main", 1)];
    let expected = expected.map(|(name, lane)| (serde_json::Value::from(name), Some(lane)));
    assert_eq!(lanes, expected);
}

#[test]
fn a_command_without_work_has_a_short_table() {
    let mut report = report();
    report.steps.truncate(1);
    let text = timings_text(&report);
    assert!(
        text.ends_with("actions cached                   1\nactions skipped                  0\n"),
        "{text}"
    );
    assert!(!timings_page(&report).contains("<svg"));
}

/// The verb of an action ends in a preposition if a package follows; the verb of a kind does not.
#[test]
fn kinds_have_no_preposition() {
    let mut report = report();
    let step = &mut report.steps[2];
    (step.mode, step.verb) = ("foreign".to_owned(), "compile C of".to_owned());
    let text = timings_text(&report);
    assert!(
        text.contains("     0.200      0.100      1  compile C\n"),
        "{text}"
    );
    let page = timings_page(&report);
    assert!(page.contains("compile C</td>"), "{page}");
    let trace: serde_json::Value = serde_json::from_str(&timings_trace(&report)).unwrap();
    let events = trace["traceEvents"].as_array().unwrap();
    let event = events
        .iter()
        .find(|event| event["name"] == "compile C of b");
    assert_eq!(event.unwrap()["cat"], "compile C");
}
