//! The events of `test -json`, compared without details that differ in each run.
//!
//! Counterpart: none; cmd/internal/test2json defines the events.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde_json::Value;
use vamos_testkit::normalize;

/// A package and one of its tests; the test is empty for events of the whole package.
pub(super) type Name = (String, String);

/// The events of one run, for each package and test in their order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Events {
    tests: BTreeMap<Name, Vec<Event>>,
    /// The packages whose results were cached.
    pub(super) cached: BTreeSet<String>,
}

/// One event, or the output between two others.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Event {
    action: String,
    output: String,
}

/// Replacements in the outputs of tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mask {
    /// Durations.
    Times,
    /// All numbers, and the order and repetition of lines.
    Numbers,
}

impl Events {
    /// Reads the output of a command. The error is a line that is no event.
    pub(super) fn parse(stdout: &str, mask: Mask) -> Result<Self, String> {
        let mut events = Self::default();
        for line in stdout.lines() {
            let value: Value = serde_json::from_str(line).map_err(|_| line.to_owned())?;
            let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
            let package = match text("Package") {
                package if package.is_empty() => text("ImportPath"),
                package => package,
            };
            let (action, output) = (text("Action"), text("Output"));
            let is_cached = |line: &str| line.starts_with("ok  \t") && line.contains("\t(cached)");
            if output.lines().any(is_cached) {
                events.cached.insert(package.clone());
            }
            // Some tests are named after addresses.
            let test = match mask {
                Mask::Times => text("Test"),
                Mask::Numbers => without_numbers(&text("Test")),
            };
            let list = events.tests.entry((package, test)).or_default();
            match list.last_mut() {
                // How output is cut into events depends on when it is written.
                Some(last) if action == "output" && last.action == "output" => {
                    last.output += &output;
                }
                _ => list.push(Event { action, output }),
            }
        }
        for event in events.tests.values_mut().flatten() {
            event.output = mask.apply(&event.output);
        }
        Ok(events)
    }

    /// Returns the first difference; which results were cached does not count.
    pub(super) fn difference(&self, other: &Self) -> Option<String> {
        let names: BTreeSet<_> = self.tests.keys().chain(other.tests.keys()).collect();
        names.into_iter().find_map(|name| {
            let (one, two) = (self.tests.get(name), other.tests.get(name));
            if one == two {
                return None;
            }
            let (package, test) = name;
            let none = Vec::new();
            let (one, two) = (one.unwrap_or(&none), two.unwrap_or(&none));
            let at = one.iter().zip(two).position(|(a, b)| a != b);
            let at = at.unwrap_or(one.len().min(two.len()));
            let shown = |list: &[Event]| match list.get(at) {
                Some(event) => format!("{} {:?}", event.action, event.output),
                None => "nothing".to_owned(),
            };
            Some(format!(
                "{package} {test}: {} <> {}",
                shown(one),
                shown(two)
            ))
        })
    }

    /// Returns the packages and tests whose events differ, named as with [`Mask::Numbers`].
    pub(super) fn differing(&self, other: &Self) -> BTreeSet<Name> {
        let names = self.tests.keys().chain(other.tests.keys());
        let differ = |name: &&Name| self.tests.get(*name) != other.tests.get(*name);
        let rough = |(package, test): &Name| (package.clone(), without_numbers(test));
        names.filter(differ).map(rough).collect()
    }

    /// Removes the output of these tests, so that their verdicts remain.
    pub(super) fn remove_outputs(&mut self, names: &BTreeSet<Name>) {
        for name in names {
            if let Some(events) = self.tests.get_mut(name) {
                events.retain(|event| event.action != "output");
            }
        }
    }

    /// Describes how many packages passed, and how many events there are.
    pub(super) fn summary(&self) -> String {
        let of_package = self.tests.iter().filter(|((_, test), _)| test.is_empty());
        let is_passed = |list: &&Vec<Event>| list.iter().any(|event| event.action == "pass");
        let passed = of_package.map(|(_, list)| list).filter(is_passed).count();
        let events: usize = self.tests.values().map(Vec::len).sum();
        format!("{passed} passed, {events} events equal")
    }
}

impl Mask {
    fn apply(self, text: &str) -> String {
        let text = normalize(&text.replace("\t(cached)", "\t$TIME"));
        match self {
            Self::Times => text,
            Self::Numbers => {
                let text = without_numbers(&text);
                let lines: BTreeSet<&str> = text.lines().collect();
                lines.into_iter().collect::<Vec<&str>>().join("\n")
            }
        }
    }
}

/// Removes everything from the first digit of each number to its end.
fn without_numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        out += &rest[..at];
        let is_part = |c: char| c.is_ascii_hexdigit() || matches!(c, '.' | 'x');
        rest = rest[at..].trim_start_matches(is_part);
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::Events;
    use super::Mask;

    const RAN: &str = r#"{"Action":"start","Package":"p"}
{"Action":"run","Package":"p","Test":"A"}
{"Action":"output","Package":"p","Test":"A","Output":"--- PASS: A (0.01s)\n"}
{"Action":"pass","Package":"p","Test":"A","Elapsed":0.01}
{"Action":"output","Package":"p","Output":"PA"}
{"Action":"output","Package":"p","Output":"SS\nok  \tp\t0.012s\n"}
{"Action":"pass","Package":"p","Elapsed":0.01}
"#;

    fn events(text: &str, mask: Mask) -> Events {
        Events::parse(text, mask).unwrap()
    }

    #[test]
    fn times_and_pieces_do_not_count() {
        let other = RAN
            .replace("0.012s", "(cached)")
            .replace("(0.01s)", "(1.20s)")
            .replace(
                "PA\"}\n{\"Action\":\"output\",\"Package\":\"p\",\"Output\":\"SS",
                "PASS",
            );
        let [ran, other] = [RAN, &other].map(|text| events(text, Mask::Times));
        assert_eq!(ran.difference(&other), None);
        assert_eq!(ran.cached.len(), 0);
        assert!(other.cached.contains("p"));
        assert_eq!(ran.summary(), "1 passed, 6 events equal");
    }

    #[test]
    fn verdicts_count_without_outputs() {
        let text = RAN.replace("--- PASS: A", "random --- PASS: A");
        let (ran, mut other) = (events(RAN, Mask::Times), events(&text, Mask::Times));
        let differing = ran.differing(&other);
        assert_eq!(differing.len(), 1);
        let failed = text.replace("\"pass\"", "\"fail\"");
        let (mut ran, mut failed) = (ran, events(&failed, Mask::Times));
        for events in [&mut ran, &mut other, &mut failed] {
            events.remove_outputs(&differing);
        }
        assert_eq!(ran.difference(&other), None);
        assert_eq!(ran.differing(&failed).len(), 2);
    }

    #[test]
    fn verdicts_and_texts_count() {
        let ran = events(RAN, Mask::Times);
        for (from, to) in [("PASS: A", "PASS: B"), ("\"pass\"", "\"fail\"")] {
            let other = events(&RAN.replace(from, to), Mask::Times);
            assert!(ran.difference(&other).is_some(), "{from}");
        }
        let other = RAN.replace("PASS: A", "PASS: A 0xc00012");
        let one = RAN.replace("PASS: A", "PASS: A 0x17");
        let [one, other] = [&one, &other].map(|text| events(text, Mask::Numbers));
        assert_eq!(one.difference(&other), None);
        assert!(Events::parse("ok", Mask::Times).is_err());
    }
}
