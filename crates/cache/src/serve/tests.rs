//! Requests as the go command sends them, and others.
//!
//! Counterpart: none.

use std::io;
use std::sync::Mutex;

use proptest::prelude::any;
use proptest::prop_assert_eq;
use proptest::test_runner::TestRunner;
use serde_json::Value;
use tempfile::TempDir;
use vamos_base::Digest;
use vamos_base::golang::base64;
use vamos_fsys::uncached;

use super::*;
use crate::LocalStore;
use crate::Sharing;
use crate::SharingStore;
use crate::system_clock;

/// A remote cache with one value.
struct Far {
    local: Arc<LocalStore>,
    action: ActionId,
    value: &'static [u8],
}

impl Sharing for Far {
    fn fetch(&self, id: &ActionId) -> bool {
        let is_there = *id == self.action;
        if is_there {
            self.local.put_bytes(id, self.value).unwrap();
        }
        is_there
    }
}

/// The output of the program.
#[derive(Clone, Default)]
struct Out(Arc<Mutex<Vec<u8>>>);

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn id(name: &str) -> ActionId {
    ActionId(Digest::of(name.as_bytes()))
}

/// The result of one run of the program.
struct Ran {
    answers: Vec<Value>,
    uses: Vec<Use>,
    result: Result<bool, ServeError>,
}

fn run(requests: &[u8]) -> Ran {
    run_in(&tempfile::tempdir().unwrap(), requests)
}

fn open(dir: &TempDir) -> LocalStore {
    LocalStore::open(dir.path().to_str().unwrap(), system_clock()).unwrap()
}

fn run_in(dir: &TempDir, requests: &[u8]) -> Ran {
    let local = Arc::new(open(dir));
    let far = Far {
        local: Arc::clone(&local),
        action: id("far"),
        value: b"from far away",
    };
    let store = Arc::new(SharingStore::new(local, Arc::new(far)));
    let (out, uses) = (Out::default(), Arc::new(Mutex::new(Vec::new())));
    let seen = Arc::clone(&uses);
    let on_use = move |used| seen.lock().unwrap().push(used);
    let closing = serve(requests, out.clone(), store, Box::new(on_use));
    let result = closing.map(|closing| closing.map(Closing::answer).is_some());
    let text = out.0.lock().unwrap().clone();
    let lines = text.split_inclusive(|byte| *byte == b'\n');
    let mut answers: Vec<Value> = lines
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect();
    assert_eq!(
        answers.remove(0).to_string(),
        r#"{"ID":0,"KnownCommands":["get","put","close"]}"#
    );
    answers.sort_by_key(|answer| answer["ID"].as_i64());
    let uses = uses.lock().unwrap().clone();
    Ran {
        answers,
        uses,
        result,
    }
}

fn get(number: i64, action: &ActionId) -> String {
    let action = base64::encode(&action.0.0);
    format!("{{\"ID\":{number},\"Command\":\"get\",\"ActionID\":\"{action}\"}}\n\n")
}

fn put(number: i64, action: &ActionId, digest: Digest, body: &[u8]) -> String {
    let (action, output) = (base64::encode(&action.0.0), base64::encode(&digest.0));
    let (size, body) = match body {
        [] => (String::new(), String::new()),
        body => (
            format!(",\"BodySize\":{}", body.len()),
            format!("\"{}\"\n", base64::encode(body)),
        ),
    };
    format!(
        "{{\"ID\":{number},\"Command\":\"put\",\"ActionID\":\"{action}\",\
         \"OutputID\":\"{output}\"{size}}}\n\n{body}"
    )
}

fn close(number: i64) -> String {
    format!("{{\"ID\":{number},\"Command\":\"close\"}}\n\n")
}

#[test]
fn stored_values_are_found() {
    let large = vec![7; 3_000_000];
    let values: [(&str, &[u8]); 3] = [("empty", b""), ("small", b"value"), ("large", &large)];
    let mut text = String::new();
    for (number, (name, value)) in (1..).zip(values) {
        text += &put(number, &id(name), Digest::of(value), value);
    }
    let dir = tempfile::tempdir().unwrap();
    let ran = run_in(&dir, (text + &close(9)).as_bytes());
    assert_eq!(ran.result, Ok(true));
    assert_eq!(ran.answers.len(), 4);
    let text: String = (1..)
        .zip(values)
        .map(|(number, (name, _))| get(number, &id(name)))
        .collect();
    let ran = run_in(&dir, (text + &get(4, &id("none"))).as_bytes());
    // The go command has ended without closing the cache.
    assert_eq!(ran.result, Ok(false));
    for (answer, (name, value)) in ran.answers.iter().zip(values) {
        assert_eq!(answer["OutputID"], base64::encode(&Digest::of(value).0));
        assert_eq!(answer["Size"].as_u64().unwrap_or(0), value.len() as u64);
        let path = answer["DiskPath"].as_str().unwrap();
        assert!(path.starts_with(dir.path().to_str().unwrap()));
        assert_eq!(uncached::read(path).unwrap(), value, "{name}");
        assert!(answer["Time"].as_str().unwrap().ends_with('Z'));
    }
    assert_eq!(ran.answers[3].to_string(), r#"{"ID":4,"Miss":true}"#);
    let found = ["empty", "small", "large"].map(|name| Use::Found(id(name)));
    assert_eq!(ran.uses, found);
}

#[test]
fn misses_are_looked_up_on_the_other_machine() {
    let ran = run((get(1, &id("far")) + &close(2)).as_bytes());
    assert_eq!(ran.answers[0]["Size"], 13);
    assert_eq!(ran.uses, [Use::Found(id("far"))]);
    assert_eq!(ran.answers[1].to_string(), r#"{"ID":2}"#);
}

#[test]
fn damaged_values_are_not_stored() {
    let large = vec![7; 3_000_000];
    let text = put(1, &id("a"), Digest::of(b"other"), b"value")
        + &put(2, &id("b"), Digest::of(b"other"), &large)
        + &put(3, &id("c"), Digest::of(b"value"), b"value").replace("dmFs", "d!Fs")
        + &put(4, &id("d"), Digest::of(b"value"), b"value").replace(":5", ":6");
    let dir = tempfile::tempdir().unwrap();
    let ran = run_in(&dir, (text + &close(5)).as_bytes());
    for answer in &ran.answers[..4] {
        assert_eq!(answer["Err"], "file content changed underfoot");
    }
    assert_eq!(ran.answers[4].to_string(), r#"{"ID":5}"#);
    assert_eq!(ran.uses, []);
    // Not even a temporary file is left.
    let parts = (0..=255).map(|part| format!("{}/{part:02x}", dir.path().display()));
    let files: usize = parts
        .map(|part| uncached::names(&part).unwrap().len())
        .sum();
    assert_eq!(files, 0);
}

#[test]
fn requests_that_cannot_be_parsed_end_the_program() {
    for text in ["{\"ID\":1,", "[]", "x", "{\"ID\":1}"] {
        let text = get(7, &id("none")) + text;
        let ran = run(text.as_bytes());
        assert!(
            matches!(ran.result, Err(ServeError::Malformed { .. })),
            "{text}"
        );
        // Requests before are answered.
        assert_eq!(ran.answers.len(), 1);
    }
    let half = put(1, &id("a"), Digest::of(b"value"), b"value");
    let ran = run(&half.as_bytes()[..half.len() - 4]);
    assert!(ran.result.is_err());
    assert_eq!((ran.answers.len(), ran.uses.len()), (0, 0));
}

#[test]
fn unknown_commands_are_answered() {
    let ran = run(b"{\"ID\":3,\"Command\":\"get2\"}");
    assert_eq!(ran.answers[0]["Err"], "unknown command \"get2\"");
    assert_eq!(ran.result, Ok(false));
}

#[test]
fn any_bytes_are_at_most_rejected() {
    // Making a directory for each case would take minutes.
    let dir = tempfile::tempdir().unwrap();
    let text = put(1, &id("a"), Digest::of(b"value"), b"value") + &get(2, &id("a"));
    let cases = (any::<Vec<u8>>(), 0..text.len(), any::<u8>());
    let tried = TestRunner::default().run(&cases, |(bytes, at, with)| {
        drop(run_in(&dir, &bytes));
        let mut text = text.clone().into_bytes();
        text[at] = with;
        // No change makes it store another value.
        for used in run_in(&dir, &text).uses {
            let (Use::Stored(id) | Use::Found(id)) = used;
            let bytes = open(&dir).get_bytes(&id).map(|(bytes, _)| bytes);
            prop_assert_eq!(bytes.as_deref(), Some(&b"value"[..]));
        }
        Ok(())
    });
    tried.unwrap();
}
