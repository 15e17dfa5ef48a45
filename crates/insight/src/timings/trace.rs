//! Timings as a file for the viewer of Perfetto, in the format of Chrome's trace events.
//!
//! Counterpart: cmd/go/internal/trace/trace.go, which has its own events.

use std::time::Duration;

use serde_json::Value;
use serde_json::json;

use super::Timings;
use super::wall;
use crate::report::Report;
use crate::stored;

/// Returns the timings of a command as trace events.
pub fn timings_trace(report: &Report) -> String {
    let timings = Timings::new(report);
    let micros = |time: Duration| u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
    let event = |(step, lane): &(&crate::ReportStep, usize)| {
        let causes: Vec<String> = step.causes.iter().map(ToString::to_string).collect();
        json!({
            "name": format!("{} {}", step.title(), step.package),
            "cat": step.noun(),
            "ph": "X",
            "ts": micros(step.start),
            "dur": micros(wall(step)),
            "pid": 1,
            "tid": lane + 1,
            "args": {
                "cpu_ms": step.processor.as_secs_f64() * 1000.0,
                "outcome": stored::outcome_name(step.outcome),
                "because": causes,
            },
        })
    };
    let name = json!({
        "name": "process_name",
        "ph": "M",
        "pid": 1,
        "args": { "name": format!("vamos {}", report.command.args.join(" ")) },
    });
    let events = timings.work.iter().map(event);
    let events: Vec<Value> = std::iter::once(name).chain(events).collect();
    format!(
        "{}\n",
        json!({ "displayTimeUnit": "ms", "traceEvents": events })
    )
}
