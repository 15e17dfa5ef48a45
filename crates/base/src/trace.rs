//! Durations of a command's parts, as events for trace viewers (`-debug-trace`).
//!
//! A span is an event where it begins and one where it ends; spans of one lane are nested in each
//! other, and concurrent work has a lane of its own. A flow is an arrow from a span that is over to
//! one that waited for it. There is one trace for the process. Without a trace, a span costs the
//! check of a flag, and its name is not formatted.
//! Counterpart: cmd/go/internal/trace/trace.go, internal/trace/traceviewer/format.

use std::cell::Cell;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use crate::golang::json;

/// Receives the text of one event; calls come from several threads.
pub type Write = Box<dyn Fn(&str) + Send + Sync>;

static IS_ON: AtomicBool = AtomicBool::new(false);
static TRACE: OnceLock<Trace> = OnceLock::new();

struct Trace {
    write: Write,
    next_lane: AtomicU64,
    next_flow: AtomicU64,
}

thread_local! {
    /// Threads without a lane of their own share the first, as upstream's goroutines do.
    static LANE: Cell<u64> = const { Cell::new(0) };
}

/// Begins the trace of this process; there is one.
pub fn begin(write: Write) {
    let trace = Trace {
        write,
        next_lane: AtomicU64::new(1),
        next_flow: AtomicU64::new(1),
    };
    IS_ON.store(TRACE.set(trace).is_ok(), Ordering::Release);
}

/// Reports whether there is a trace.
pub fn is_on() -> bool {
    IS_ON.load(Ordering::Acquire)
}

fn trace() -> Option<&'static Trace> {
    if is_on() { TRACE.get() } else { None }
}

/// Returns the lane of this thread.
pub fn lane() -> u64 {
    LANE.get()
}

/// Gives this thread another lane; returns the one it had.
pub fn enter_lane(lane: u64) -> u64 {
    LANE.replace(lane)
}

/// Reserves `count` unused lanes, and returns the first.
pub fn new_lanes(count: u64) -> u64 {
    trace().map_or(0, |trace| {
        trace.next_lane.fetch_add(count, Ordering::Relaxed)
    })
}

/// Something that takes time. It ends when it is ended explicitly: a span in which the
/// command ends stays open in the trace.
#[derive(Debug, Default)]
#[must_use = "a span that is not ended stays open"]
pub struct Span(Option<Open>);

#[derive(Debug)]
struct Open {
    name: String,
    lane: u64,
    start: Instant,
    end: Instant,
}

/// Begins a span.
pub fn span(name: impl FnOnce() -> String) -> Span {
    let Some(trace) = trace() else {
        return Span(None);
    };
    let start = Instant::now();
    let open = Open {
        name: name(),
        lane: lane(),
        start,
        end: start,
    };
    trace.event(&Event::of(&open, "B", start));
    Span(Some(open))
}

/// Runs `body` in a span.
pub fn within<T>(name: impl FnOnce() -> String, body: impl FnOnce() -> T) -> T {
    let mut span = span(name);
    let result = body();
    span.done();
    result
}

impl Span {
    /// Ends the span.
    pub fn done(&mut self) {
        if let (Some(trace), Some(open)) = (trace(), &mut self.0) {
            open.end = Instant::now();
            trace.event(&Event::of(open, "E", open.end));
        }
    }
}

/// Draws an arrow from a span that is over to one that is not.
pub fn flow(from: &Span, to: &Span) {
    let (Some(trace), Some(from), Some(to)) = (trace(), &from.0, &to.0) else {
        return;
    };
    let name = format!("{} -> {}", from.name, to.name);
    let id = trace.next_flow.fetch_add(1, Ordering::Relaxed);
    let event = |phase, time, lane| Event {
        name: &name,
        phase,
        time,
        lane,
        flow: Some(id),
    };
    trace.event(&event("s", from.end, from.lane));
    trace.event(&event("f", to.start, to.lane));
}

impl Trace {
    fn event(&self, event: &Event<'_>) {
        (self.write)(&event.text());
    }
}

/// Nanoseconds since the epoch.
#[derive(Clone, Copy, Debug)]
struct Instant(i64);

impl Instant {
    fn now() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let nanos = since.map_or(0, |since| since.as_nanos());
        Self(i64::try_from(nanos).unwrap_or(i64::MAX))
    }

    /// In microseconds, with the rounding of Go's arithmetic.
    fn micros(self) -> f64 {
        #[expect(
            clippy::cast_precision_loss,
            reason = "the official command loses the same"
        )]
        let nanos = self.0 as f64;
        nanos / 1000.0
    }
}

struct Event<'a> {
    name: &'a str,
    phase: &'static str,
    time: Instant,
    lane: u64,
    flow: Option<u64>,
}

impl<'a> Event<'a> {
    fn of(open: &'a Open, phase: &'static str, time: Instant) -> Self {
        Self {
            name: &open.name,
            phase,
            time,
            lane: open.lane,
            flow: None,
        }
    }

    /// Returns the event as JSON, with a newline.
    fn text(&self) -> String {
        let (phase, time, lane) = (self.phase, self.time.micros(), self.lane);
        let name = match self.name {
            "" => String::new(),
            name => format!("\"name\":{},", json::quote(name)),
        };
        let flow = match self.flow {
            None => String::new(),
            Some(id) if phase == "f" => format!(",\"id\":{id},\"bp\":\"e\",\"cat\":\"flow\""),
            Some(id) => format!(",\"id\":{id},\"cat\":\"flow\""),
        };
        format!("{{{name}\"ph\":\"{phase}\",\"ts\":{time},\"pid\":0,\"tid\":{lane}{flow}}}\n")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::Mutex;

    use super::Event;
    use super::Instant;
    use super::begin;
    use super::enter_lane;
    use super::flow;
    use super::is_on;
    use super::new_lanes;
    use super::span;
    use super::within;

    #[test]
    fn events_read_as_those_of_go() {
        let mut event = Event {
            name: "a <b>",
            phase: "B",
            time: Instant(1_763_672_000_123_456_789),
            lane: 3,
            flow: None,
        };
        assert_eq!(
            event.text(),
            "{\"name\":\"a \\u003cb\\u003e\",\"ph\":\"B\",\"ts\":1763672000123456.8,\"pid\":0,\"tid\":3}\n"
        );
        event.phase = "f";
        event.flow = Some(7);
        event.time = Instant(1_000_000);
        assert_eq!(
            event.text(),
            "{\"name\":\"a \\u003cb\\u003e\",\"ph\":\"f\",\"ts\":1000,\"pid\":0,\"tid\":3,\"id\":7,\"bp\":\"e\",\"cat\":\"flow\"}\n"
        );
    }

    #[test]
    fn spans_nest_and_flow() {
        let mut before = span(|| unreachable!("there is no trace"));
        before.done();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&seen);
        begin(Box::new(move |text| {
            sink.lock().unwrap().push(text.to_owned());
        }));
        assert!(is_on());
        let mut first = span(|| "first".to_owned());
        assert_eq!(within(|| "inner".to_owned(), || 1), 1);
        first.done();
        let old = enter_lane(new_lanes(2));
        let mut second = span(|| "second".to_owned());
        flow(&before, &second);
        flow(&first, &second);
        second.done();
        enter_lane(old);
        let seen = seen.lock().unwrap();
        let short = |text: &String| {
            let (head, rest) = text.split_once(",\"ts\":").unwrap();
            let (_, tail) = rest.split_once(",\"pid\":0,").unwrap();
            format!("{head} {}", tail.trim_end())
        };
        let lines: Vec<String> = seen.iter().map(short).collect();
        assert_eq!(
            lines,
            [
                r#"{"name":"first","ph":"B" "tid":0}"#,
                r#"{"name":"inner","ph":"B" "tid":0}"#,
                r#"{"name":"inner","ph":"E" "tid":0}"#,
                r#"{"name":"first","ph":"E" "tid":0}"#,
                r#"{"name":"second","ph":"B" "tid":1}"#,
                r#"{"name":"first -\u003e second","ph":"s" "tid":0,"id":1,"cat":"flow"}"#,
                r#"{"name":"first -\u003e second","ph":"f" "tid":1,"id":1,"bp":"e","cat":"flow"}"#,
                r#"{"name":"second","ph":"E" "tid":1}"#,
            ]
        );
    }
}
