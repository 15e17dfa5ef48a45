//! Timings as a table.
//!
//! Counterpart: none.

use super::Timings;
use super::seconds;
use super::wall;
use crate::report::Report;
use crate::report::ReportStep;

/// Returns the timings of a command as text for people.
pub fn timings_text(report: &Report) -> String {
    let timings = Timings::new(report);
    let mut text = format!("vamos {}\n\n", report.command.args.join(" "));
    let rows = [
        ("loading and planning", seconds(report.loading)),
        ("running actions", seconds(report.took)),
        ("critical path", seconds(timings.critical_time())),
        ("CPU time", seconds(timings.processor())),
    ];
    for (name, value) in rows {
        text.push_str(&format!("{name:<24}{value:>10} s\n"));
    }
    text.push_str(&format!(
        "{:<24}{:>10.2}\n",
        "parallelism",
        timings.parallelism()
    ));
    let counts = [
        ("actions run", timings.work.len()),
        ("actions cached", timings.hits()),
        ("actions skipped", timings.reused()),
    ];
    for (name, count) in counts {
        text.push_str(&format!("{name:<24}{count:>10}\n"));
    }
    if let Some(remote) = &report.command.remote {
        text.push_str(&format!("remote cache            {}\n", remote.line()));
    }
    if timings.work.is_empty() {
        return text;
    }
    text.push_str("\n    wall s      cpu s  count  kind\n");
    for sum in &timings.kinds {
        let (wall, processor) = (seconds(sum.wall), seconds(sum.processor));
        let (count, title) = (sum.count, &sum.title);
        text.push_str(&format!("{wall:>10} {processor:>10} {count:>6}  {title}\n"));
    }
    text.push_str("\n   start s     wall s      cpu s  critical path\n");
    text.extend(timings.critical.iter().map(|step| line(step)));
    text.push_str("\n   start s     wall s      cpu s  slowest\n");
    text.extend(timings.slowest.iter().map(|step| line(step)));
    text
}

fn line(step: &ReportStep) -> String {
    format!(
        "{:>10} {:>10} {:>10}  {} {}\n",
        seconds(step.start),
        seconds(wall(step)),
        seconds(step.processor),
        step.title(),
        step.package
    )
}
