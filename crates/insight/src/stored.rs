//! Reports as JSON, as stored and as `-json` prints them.
//!
//! Counterpart: none.

use std::time::Duration;

use serde_json::Map;
use serde_json::Value;
use vamos_build::StepOutcome;

use crate::cause::Cause;
use crate::cause::Change;
use crate::report::Command;
use crate::report::Elsewhere;
use crate::report::RemoteUse;
use crate::report::Report;
use crate::report::ReportStep;

/// The names of outcomes.
const OUTCOMES: [(StepOutcome, &str); 9] = [
    (StepOutcome::NotNeeded, "not needed"),
    (StepOutcome::Ran, "ran"),
    (StepOutcome::Cached, "cached"),
    (StepOutcome::Installed, "installed"),
    (StepOutcome::Reused, "reused"),
    (StepOutcome::TestKnown, "test known"),
    (StepOutcome::Failed, "failed"),
    (StepOutcome::Interrupted, "interrupted"),
    (StepOutcome::Blocked, "blocked"),
];

const CHANGES: [Change; 3] = [Change::Added, Change::Changed, Change::Removed];

/// Returns the bytes of a report: the object of [`value`], but without a value of each step, of
/// which there are thousands.
pub(crate) fn write(report: &Report) -> Vec<u8> {
    // A usual step takes this many bytes.
    let mut out = Vec::with_capacity(1024 + report.steps.len() * 256);
    let mut object = Text::begin(&mut out);
    for (name, value) in head(report) {
        object.value(&name, value);
    }
    object.name("Steps");
    for (place, step) in report.steps.iter().enumerate() {
        object.out.push(if place == 0 { b'[' } else { b',' });
        let mut inner = Text::begin(object.out);
        step_fields(step, &mut inner);
        inner.end();
    }
    if report.steps.is_empty() {
        object.out.push(b'[');
    }
    object.out.push(b']');
    object.end();
    out
}

/// Reads a report; `None` if the bytes are not one.
pub(crate) fn read(bytes: &[u8]) -> Option<Report> {
    let value: Value = serde_json::from_slice(bytes).ok()?;
    let texts = |value: &Value| -> Option<Vec<String>> {
        let texts = value.as_array()?.iter();
        texts.map(|text| text.as_str().map(str::to_owned)).collect()
    };
    let settings = value["Settings"].as_object()?.iter();
    let settings = settings.map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
    Some(Report {
        command: Command {
            args: texts(&value["Command"])?,
            dir: text(&value, "Dir"),
            began_ns: text(&value, "BeganNanos").parse().ok()?,
            settings: settings.collect::<Option<_>>()?,
            remote: value["Remote"]
                .is_object()
                .then(|| read_remote(&value["Remote"])),
        },
        loading: micros(&value, "LoadingMicros"),
        took: micros(&value, "TookMicros"),
        is_planned: false,
        elsewhere: value["Elsewhere"].is_object().then(|| Elsewhere {
            project: text(&value["Elsewhere"], "Project"),
            actions: value["Elsewhere"]["Actions"].as_u64().unwrap_or_default(),
        }),
        steps: value["Steps"]
            .as_array()?
            .iter()
            .map(read_step)
            .collect::<Option<_>>()?,
    })
}

/// Returns a report as a JSON value.
pub(crate) fn value(report: &Report) -> Value {
    let mut object = head(report);
    let steps = report.steps.iter().map(step_value);
    object.insert("Steps".to_owned(), steps.collect());
    Value::Object(object)
}

/// Returns everything but the steps.
fn head(report: &Report) -> Map<String, Value> {
    let command = &report.command;
    let mut object = Map::new();
    object.insert("Command".to_owned(), Value::from(command.args.clone()));
    put(&mut object, "Dir", &command.dir);
    put(&mut object, "BeganNanos", &command.began_ns.to_string());
    let settings = command.settings.iter();
    let settings = settings.map(|(name, value)| (name.clone(), Value::from(value.clone())));
    object.insert("Settings".to_owned(), Value::Object(settings.collect()));
    if let Some(remote) = &command.remote {
        let mut value = Map::new();
        value.number("Found", remote.found);
        value.number("Missing", remote.missing);
        value.number("Bytes", remote.bytes);
        put_time(&mut value, "WaitedMicros", remote.waited);
        put_time(&mut value, "SavedMicros", remote.saved);
        object.insert("Remote".to_owned(), Value::Object(value));
    }
    if let Some(elsewhere) = &report.elsewhere {
        let mut value = Map::new();
        put(&mut value, "Project", &elsewhere.project);
        value.number("Actions", elsewhere.actions);
        object.insert("Elsewhere".to_owned(), Value::Object(value));
    }
    put_time(&mut object, "LoadingMicros", report.loading);
    put_time(&mut object, "TookMicros", report.took);
    object
}

/// Returns a step as a JSON value.
pub(crate) fn step_value(step: &ReportStep) -> Value {
    let mut object = Map::new();
    step_fields(step, &mut object);
    Value::Object(object)
}

/// Adds the fields of a step to an object.
fn step_fields(step: &ReportStep, object: &mut impl Fields) {
    put(object, "Mode", &step.mode);
    put(object, "Verb", &step.verb);
    put(object, "Package", &step.package);
    put(object, "Dir", &step.dir);
    put(object, "Target", &step.target);
    put(object, "Outcome", outcome_name(step.outcome));
    if !step.causes.is_empty() {
        let causes = step.causes.iter().map(cause_value);
        object.value("Causes", causes.collect());
    }
    put_time(object, "StartMicros", step.start);
    put_time(object, "EndMicros", step.end);
    put_time(object, "ProcessorMicros", step.processor);
    if let Some(after) = step.after {
        object.number("After", u64::from(after));
    }
}

/// Returns the name of an outcome.
pub(crate) fn outcome_name(outcome: StepOutcome) -> &'static str {
    let row = OUTCOMES.iter().find(|(known, _)| *known == outcome);
    row.map_or("", |(_, name)| name)
}

fn put(object: &mut impl Fields, name: &str, text: &str) {
    if !text.is_empty() {
        object.text(name, text);
    }
}

/// Returns a time after storing and reading: in whole microseconds.
pub(crate) fn stored_time(time: Duration) -> Duration {
    Duration::from_micros(whole_micros(time))
}

fn whole_micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

fn put_time(object: &mut impl Fields, name: &str, time: Duration) {
    let micros = whole_micros(time);
    if micros != 0 {
        object.number(name, micros);
    }
}

/// An object that gets fields.
trait Fields {
    fn text(&mut self, name: &str, text: &str);
    fn number(&mut self, name: &str, number: u64);
    fn value(&mut self, name: &str, value: Value);
}

impl Fields for Map<String, Value> {
    fn text(&mut self, name: &str, text: &str) {
        self.insert(name.to_owned(), Value::from(text));
    }

    fn number(&mut self, name: &str, number: u64) {
        self.insert(name.to_owned(), Value::from(number));
    }

    fn value(&mut self, name: &str, value: Value) {
        self.insert(name.to_owned(), value);
    }
}

/// The text of an object, to which fields are appended.
struct Text<'a> {
    out: &'a mut Vec<u8>,
    is_empty: bool,
}

impl<'a> Text<'a> {
    fn begin(out: &'a mut Vec<u8>) -> Self {
        out.push(b'{');
        Self {
            out,
            is_empty: true,
        }
    }

    fn name(&mut self, name: &str) {
        if !std::mem::take(&mut self.is_empty) {
            self.out.push(b',');
        }
        self.quoted(name);
        self.out.push(b':');
    }

    fn quoted(&mut self, text: &str) {
        // Writing to memory cannot fail.
        let _ = serde_json::to_writer(&mut *self.out, text);
    }

    fn end(self) {
        self.out.push(b'}');
    }
}

impl Fields for Text<'_> {
    fn text(&mut self, name: &str, text: &str) {
        self.name(name);
        self.quoted(text);
    }

    fn number(&mut self, name: &str, number: u64) {
        self.name(name);
        self.out.extend_from_slice(number.to_string().as_bytes());
    }

    fn value(&mut self, name: &str, value: Value) {
        self.name(name);
        self.out.extend_from_slice(value.to_string().as_bytes());
    }
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

fn micros(value: &Value, name: &str) -> Duration {
    Duration::from_micros(value[name].as_u64().unwrap_or_default())
}

fn read_remote(value: &Value) -> RemoteUse {
    let number = |name: &str| value[name].as_u64().unwrap_or_default();
    RemoteUse {
        found: number("Found"),
        missing: number("Missing"),
        bytes: number("Bytes"),
        waited: micros(value, "WaitedMicros"),
        saved: micros(value, "SavedMicros"),
    }
}

fn read_step(value: &Value) -> Option<ReportStep> {
    let outcome = value["Outcome"].as_str()?;
    let (outcome, _) = OUTCOMES.iter().find(|(_, name)| *name == outcome)?;
    let causes = match &value["Causes"] {
        Value::Array(causes) => causes.iter().map(read_cause).collect::<Option<_>>()?,
        _ => Vec::new(),
    };
    Some(ReportStep {
        mode: text(value, "Mode"),
        verb: text(value, "Verb"),
        package: text(value, "Package"),
        dir: text(value, "Dir"),
        target: text(value, "Target"),
        outcome: *outcome,
        causes,
        start: micros(value, "StartMicros"),
        end: micros(value, "EndMicros"),
        processor: micros(value, "ProcessorMicros"),
        after: value["After"]
            .as_u64()
            .and_then(|after| u32::try_from(after).ok()),
    })
}

/// Returns a cause as a JSON value.
pub(crate) fn cause_value(cause: &Cause) -> Value {
    let mut object = Map::new();
    let kind = match cause {
        Cause::First => "first",
        Cause::Forced => "forced",
        Cause::File { .. } => "file",
        Cause::Setting { .. } => "setting",
        Cause::Tool { .. } => "tool",
        Cause::Import { .. } => "import",
        Cause::FailedBefore => "failed before",
        Cause::EntryMissing => "entry missing",
        Cause::NotCached { .. } => "not cached",
    };
    put(&mut object, "Kind", kind);
    match cause {
        Cause::File { name, change } | Cause::Import { path: name, change } => {
            put(&mut object, "Name", name);
            put(&mut object, "Change", change.as_str());
        }
        Cause::Setting { name, old, new } | Cause::Tool { name, old, new } => {
            put(&mut object, "Name", name);
            put(&mut object, "Old", old);
            put(&mut object, "New", new);
        }
        Cause::NotCached { why } => put(&mut object, "Why", why),
        Cause::First | Cause::Forced | Cause::FailedBefore | Cause::EntryMissing => {}
    }
    Value::Object(object)
}

fn read_cause(value: &Value) -> Option<Cause> {
    let name = text(value, "Name");
    let (old, new) = (text(value, "Old"), text(value, "New"));
    let change = || {
        let word = value["Change"].as_str()?;
        CHANGES.into_iter().find(|change| change.as_str() == word)
    };
    Some(match value["Kind"].as_str()? {
        "first" => Cause::First,
        "forced" => Cause::Forced,
        "file" => Cause::File {
            name,
            change: change()?,
        },
        "setting" => Cause::Setting { name, old, new },
        "tool" => Cause::Tool { name, old, new },
        "import" => Cause::Import {
            path: name,
            change: change()?,
        },
        "failed before" => Cause::FailedBefore,
        "entry missing" => Cause::EntryMissing,
        "not cached" => Cause::NotCached {
            why: text(value, "Why"),
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use vamos_build::StepOutcome;

    use super::OUTCOMES;
    use super::read;
    use super::value;
    use super::write;
    use crate::cause::Cause;
    use crate::cause::Change;
    use crate::report::Command;
    use crate::report::Elsewhere;
    use crate::report::RemoteUse;
    use crate::report::Report;
    use crate::report::ReportStep;

    #[test]
    fn a_report_is_read_as_it_was_written() {
        let (name, old, new) = ("x".to_owned(), "1".to_owned(), String::new());
        let path = String::new();
        let change = Change::Removed;
        let causes = vec![
            Cause::First,
            Cause::Forced,
            Cause::File {
                name: name.clone(),
                change,
            },
            Cause::Setting {
                name: name.clone(),
                old: old.clone(),
                new: new.clone(),
            },
            Cause::Tool { name, old, new },
            Cause::Import { path, change },
            Cause::FailedBefore,
            Cause::EntryMissing,
            Cause::NotCached {
                why: "so".to_owned(),
            },
        ];
        let step = |outcome: StepOutcome| ReportStep {
            mode: "build".to_owned(),
            outcome,
            causes: causes.clone(),
            start: Duration::from_micros(3),
            after: Some(0),
            ..ReportStep::default()
        };
        let report = Report {
            command: Command {
                args: vec!["build".to_owned()],
                dir: "/d".to_owned(),
                began_ns: 1_234_567_890_123_456_789,
                settings: vec![("-tags".to_owned(), "a,b".to_owned())],
                remote: Some(RemoteUse {
                    found: 3,
                    missing: 2,
                    bytes: 1 << 40,
                    waited: Duration::from_micros(7),
                    saved: Duration::from_secs(5),
                }),
            },
            loading: Duration::from_secs(1),
            took: Duration::from_secs(2),
            is_planned: false,
            elsewhere: Some(Elsewhere {
                project: "/a/go.mod".to_owned(),
                actions: 3,
            }),
            steps: OUTCOMES.iter().map(|(outcome, _)| step(*outcome)).collect(),
        };
        let bytes = write(&report);
        assert_eq!(bytes, value(&report).to_string().into_bytes());
        let empty = Report::default();
        assert_eq!(write(&empty), value(&empty).to_string().into_bytes());
        assert_eq!(read(&bytes), Some(report));
        for length in 0..bytes.len() {
            assert_eq!(read(&bytes[..length]), None);
        }
    }
}
