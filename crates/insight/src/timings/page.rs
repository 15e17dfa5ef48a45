//! Timings as one page of HTML that loads nothing and needs no script.
//!
//! Counterpart: none.

use std::time::Duration;

use askama::Template;

use super::KindSum;
use super::Timings;
use super::seconds;
use super::wall;
use crate::report::Report;
use crate::report::ReportStep;

/// The width of the lanes, in units of the drawing.
const WIDTH: f64 = 1000.0;

/// The height of a lane, in units of the drawing.
const HEIGHT: usize = 18;

/// The most colours that kinds of steps have.
const COLORS: usize = 6;

/// A row of a table.
struct Row {
    start: String,
    wall: String,
    processor: String,
    title: String,
    package: String,
}

/// A step in its lane.
struct Bar {
    left: String,
    width: String,
    top: usize,
    color: usize,
    label: String,
}

/// A kind of step.
struct KindRow {
    title: String,
    count: usize,
    wall: String,
    processor: String,
    color: usize,
}

#[derive(Template)]
#[template(path = "timings.html")]
struct Page {
    command: String,
    loading: String,
    took: String,
    critical_time: String,
    processor: String,
    parallelism: String,
    work: usize,
    hits: usize,
    reused: usize,
    height: usize,
    bars: Vec<Bar>,
    kinds: Vec<KindRow>,
    critical: Vec<Row>,
    slowest: Vec<Row>,
}

/// Returns the timings of a command as a page of HTML.
pub fn timings_page(report: &Report) -> String {
    let timings = Timings::new(report);
    let page = Page {
        command: format!("vamos {}", report.command.args.join(" ")),
        loading: seconds(report.loading),
        took: seconds(report.took),
        critical_time: seconds(timings.critical_time()),
        processor: seconds(timings.processor()),
        parallelism: format!("{:.2}", timings.parallelism()),
        work: timings.work.len(),
        hits: timings.hits(),
        reused: timings.reused(),
        height: timings.lanes.max(1) * HEIGHT,
        bars: bars(&timings),
        kinds: timings.kinds.iter().enumerate().map(kind_row).collect(),
        critical: timings.critical.iter().map(|step| row(step)).collect(),
        slowest: timings.slowest.iter().map(|step| row(step)).collect(),
    };
    page.render().expect("writing to a string does not fail")
}

fn kind_row((place, sum): (usize, &KindSum)) -> KindRow {
    KindRow {
        title: sum.title.clone(),
        count: sum.count,
        wall: seconds(sum.wall),
        processor: seconds(sum.processor),
        color: place.min(COLORS - 1),
    }
}

fn row(step: &ReportStep) -> Row {
    Row {
        start: seconds(step.start),
        wall: seconds(wall(step)),
        processor: seconds(step.processor),
        title: step.title().to_owned(),
        package: step.package.clone(),
    }
}

fn bars(timings: &Timings<'_>) -> Vec<Bar> {
    let whole = timings.work.iter().map(|(step, _)| step.end).max();
    let whole = whole.unwrap_or_default().as_secs_f64().max(1e-6);
    let scaled = |time: Duration| time.as_secs_f64() / whole * WIDTH;
    let color = |step: &ReportStep| {
        let mut kinds = timings.kinds.iter();
        let place = kinds.position(|sum| sum.title == step.noun());
        place.unwrap_or_default().min(COLORS - 1)
    };
    let bar = |(step, lane): &(&ReportStep, usize)| Bar {
        left: format!("{:.2}", scaled(step.start)),
        width: format!("{:.2}", scaled(wall(step)).max(0.5)),
        top: lane * HEIGHT,
        color: color(step),
        label: format!(
            "{} {}: {} s from {} s on",
            step.title(),
            step.package,
            seconds(wall(step)),
            seconds(step.start)
        ),
    };
    timings.work.iter().map(bar).collect()
}
