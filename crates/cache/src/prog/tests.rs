//! Tests of the store with programs that work, are slow, die or send invalid answers.
//!
//! Counterpart: none; upstream has cmd/go/testdata/script/build_cacheprog_issue70848.txt.

#![expect(
    clippy::disallowed_methods,
    reason = "a program beside the store is a thread here, and keeps files"
)]

use std::io::BufRead as _;
use std::io::BufReader;
use std::io::PipeReader;
use std::io::PipeWriter;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::time::Instant;

use serde_json::Value;

use super::*;
use crate::Finished;
use crate::system_clock;

/// A timeout that only a hanging test exceeds.
const LONG: Duration = Duration::from_secs(20);

const ALL: &str = r#"{"ID":0,"KnownCommands":["get","put","close"]}"#;

/// The program's side of the connection.
struct Program {
    requests: BufReader<PipeReader>,
    answers: PipeWriter,
    dir: String,
}

impl Program {
    fn say(&mut self, text: &str) {
        // The store may have hung up.
        let _ = writeln!(self.answers, "{text}");
    }

    /// Returns the next request and its body.
    fn hear(&mut self) -> Option<(Value, Vec<u8>)> {
        let request: Value = serde_json::from_str(&self.line()?).unwrap();
        assert_eq!(self.line().unwrap(), "\n");
        let mut body = Vec::new();
        if request["BodySize"].as_u64().unwrap_or(0) > 0 {
            let line = self.line()?;
            let text = line.trim_end().trim_matches('"').to_owned();
            body = vamos_base::golang::base64::decode(text.as_bytes()).unwrap();
        }
        Some((request, body))
    }

    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let count = self.requests.read_line(&mut line).unwrap();
        (count > 0).then_some(line)
    }

    /// Handles a request like a well-behaved program.
    fn obey(&mut self, request: &Value, body: &[u8]) -> bool {
        let id = &request["ID"];
        let file = |field: &str| {
            let name = request[field].as_str().unwrap().replace('/', "_");
            format!("{}/{name}", self.dir)
        };
        let answer = match request["Command"].as_str().unwrap() {
            "get" => match std::fs::read_to_string(file("ActionID")) {
                Ok(rest) => format!("{{\"ID\":{id},{rest}}}"),
                Err(_) => format!("{{\"ID\":{id},\"Miss\":true}}"),
            },
            "put" => {
                let path = file("OutputID");
                std::fs::write(&path, body).unwrap();
                let size = body.len();
                let output = &request["OutputID"];
                let rest = format!("\"OutputID\":{output},\"Size\":{size},\"DiskPath\":\"{path}\"");
                std::fs::write(file("ActionID"), rest).unwrap();
                format!("{{\"ID\":{id},\"DiskPath\":\"{path}\"}}")
            }
            _ => {
                self.say(&format!("{{\"ID\":{id}}}"));
                return false;
            }
        };
        self.say(&answer);
        true
    }

    fn serve(&mut self) {
        self.say(ALL);
        while let Some((request, body)) = self.hear() {
            if !self.obey(&request, &body) {
                break;
            }
        }
    }
}

/// A store with its program.
struct Bench {
    dir: tempfile::TempDir,
    complaints: Arc<Mutex<Vec<String>>>,
    cancel: Cancel,
}

impl Bench {
    fn new() -> Self {
        Bench {
            dir: tempfile::tempdir().unwrap(),
            complaints: Arc::default(),
            cancel: Cancel::new(),
        }
    }

    fn start(
        &self,
        program: impl FnOnce(&mut Program) + Send + 'static,
    ) -> Result<ProgStore, String> {
        let dir = self.dir.path().to_str().unwrap().to_owned();
        let local = LocalStore::open(&dir, system_clock()).unwrap();
        let (requests, stdin) = std::io::pipe().unwrap();
        let (stdout, answers) = std::io::pipe().unwrap();
        let requests = BufReader::new(requests);
        std::thread::spawn(move || {
            program(&mut Program {
                requests,
                answers,
                dir,
            });
        });
        ProgStore::talk("prog", self.config(""), local, stdin, stdout)
    }

    fn config<'a>(&self, command: &'a str) -> ProgConfig<'a> {
        let complaints = Arc::clone(&self.complaints);
        ProgConfig {
            command,
            path: "/nowhere",
            env: Arc::new([]),
            cwd: "/",
            clock: system_clock(),
            cancel: self.cancel.clone(),
            log: Box::new(|_| {}),
            on_fatal: Box::new(move |text| complaints.lock().unwrap().push(text.to_owned())),
        }
    }

    fn complaints(&self) -> Vec<String> {
        self.complaints.lock().unwrap().clone()
    }
}

fn id(n: u8) -> ActionId {
    ActionId(Digest::of(&[n]))
}

#[test]
fn stores_and_finds() {
    let bench = Bench::new();
    let store = bench.start(Program::serve).unwrap();
    assert_eq!(store.get(&id(1)), None);
    let output = store.put_bytes(&id(1), b"value").unwrap();
    let (bytes, entry) = store.get_bytes(&id(1)).unwrap();
    assert_eq!(
        (&*bytes, entry.size, entry.output),
        (&b"value"[..], 5, output)
    );
    let (file, _) = store.get_file(&id(1)).unwrap();
    assert_eq!(file, store.output_file(&output));
    assert_eq!(std::fs::read(&file).unwrap(), b"value");
    store.put_bytes(&id(2), b"").unwrap();
    assert_eq!(store.get_bytes(&id(2)).unwrap().0, b"");
    // A file is sent before it may go.
    let source = bench.dir.path().join("source");
    let large = vec![7; 300_000];
    std::fs::write(&source, &large).unwrap();
    let file = Finished {
        path: source.to_str().unwrap(),
        digest: Digest::of(&large),
        size: 300_000,
        is_kept: true,
    };
    store.put(&id(3), crate::Value::File(file)).unwrap();
    store.flush().unwrap();
    std::fs::remove_file(&source).unwrap();
    assert_eq!(store.get_bytes(&id(3)).unwrap().0, large);
    assert!(store.capabilities().local.is_none());
    store.close().unwrap();
    assert_eq!(store.get(&id(1)), None);
    assert!(bench.complaints().is_empty());
}

#[test]
fn the_build_does_not_wait_for_stores() {
    let bench = Bench::new();
    let is_stored = Arc::new(AtomicBool::new(false));
    let stored = Arc::clone(&is_stored);
    let store = bench
        .start(move |program| {
            program.say(ALL);
            let mut held = Vec::new();
            let mut was_asked = false;
            while let Some((request, body)) = program.hear() {
                // Stores nothing before another request arrives.
                if request["Command"] == "put" && !was_asked {
                    held.push((request, body));
                    continue;
                }
                was_asked = true;
                let is_last = !program.obey(&request, &body);
                std::thread::sleep(Duration::from_millis(50));
                stored.store(true, Ordering::SeqCst);
                for (request, body) in held.drain(..) {
                    program.obey(&request, &body);
                }
                if is_last {
                    return;
                }
            }
        })
        .unwrap();
    store.put_bytes(&id(1), b"value").unwrap();
    assert!(!is_stored.load(Ordering::SeqCst));
    assert_eq!(store.get(&id(9)), None);
    // A lookup of something in the queue waits for it.
    assert!(store.get_bytes(&id(1)).is_some());
    assert!(is_stored.load(Ordering::SeqCst));
    store.close().unwrap();
}

#[test]
fn an_invalid_value_is_a_miss() {
    let bench = Bench::new();
    let path = bench.dir.path().join("value");
    std::fs::write(&path, b"value").unwrap();
    let path = path.to_str().unwrap().to_owned();
    let sum = vamos_base::golang::base64::encode(&Digest::of(b"value").0);
    let long = vamos_base::golang::base64::encode(&[1; 33]);
    let answers = [
        "\"Err\":\"no\"".to_owned(),
        "\"Miss\":true".to_owned(),
        format!("\"OutputID\":\"{sum}\",\"Size\":5"),
        format!("\"OutputID\":\"{long}\",\"Size\":5,\"DiskPath\":\"{path}\""),
        format!("\"OutputID\":\"{sum}\",\"Size\":5,\"DiskPath\":\"{path}x\""),
        format!("\"OutputID\":\"AAAA\",\"Size\":5,\"DiskPath\":\"{path}\""),
    ];
    let count = answers.len();
    let size = format!("\"OutputID\":\"{sum}\",\"Size\":4,\"DiskPath\":\"{path}\"");
    let good = format!("\"OutputID\":\"{sum}\",\"Size\":5,\"DiskPath\":\"{path}\"");
    let store = bench
        .start(move |program| {
            program.say(ALL);
            for answer in answers.iter().chain([&size, &good]) {
                let (request, _) = program.hear().unwrap();
                program.say(&format!("{{\"ID\":{},{answer}}}", request["ID"]));
            }
            program.serve();
        })
        .unwrap();
    for n in 0..count {
        assert_eq!(store.get_bytes(&id(1)), None, "{n}");
    }
    assert_eq!(store.get_file(&id(1)), None);
    assert!(store.get_file(&id(1)).is_some());
}

#[test]
fn unsupported_commands_are_not_sent() {
    let bench = Bench::new();
    let store = bench
        .start(|program| {
            program.say(r#"{"ID":0,"KnownCommands":["close"]}"#);
            let (request, _) = program.hear().unwrap();
            // Ends without an answer, which is allowed.
            assert_eq!(request["Command"], "close");
        })
        .unwrap();
    let output = store.put_bytes(&id(1), b"value").unwrap();
    store.settle(&id(1)).unwrap();
    assert_eq!(store.get(&id(1)), None);
    assert_eq!(store.output_file(&output), "");
    store.close().unwrap();
    assert!(bench.complaints().is_empty());
}

#[test]
fn death_and_nonsense_end_the_command() {
    let cases = [
        ("", "GOCACHEPROG exited pre-Close with 1 pending requests"),
        (
            "{\"ID\":",
            "error reading JSON from GOCACHEPROG: unexpected EOF",
        ),
        (
            "hello",
            "error reading JSON from GOCACHEPROG: invalid character 'h' looking for beginning of value",
        ),
        (
            "{\"ID\":77}",
            "GOCACHEPROG sent response for unknown request ID 77",
        ),
        (
            "{\"ID\":[]}",
            "error reading JSON from GOCACHEPROG: json: cannot unmarshal array into Go struct field Response.ID of type int64",
        ),
    ];
    for (says, want) in cases {
        let bench = Bench::new();
        let start = Instant::now();
        let store = bench
            .start(move |program| {
                program.say(ALL);
                program.hear().unwrap();
                if !says.is_empty() {
                    program.say(says);
                }
            })
            .unwrap();
        assert_eq!(store.get(&id(1)), None);
        assert_eq!(bench.complaints(), [want]);
        // Afterwards everything ends at once.
        for n in 0..20 {
            assert_eq!(store.put_bytes(&id(n), b"x"), Err(CacheError::ProgClosed));
        }
        assert_eq!(store.settle(&id(3)), Err(CacheError::ProgClosed));
        assert_eq!(store.output_file(&OutputId(Digest::of(b"x"))), "");
        assert_eq!(store.close(), Err(CacheError::ProgClosed));
        assert_eq!(bench.complaints().len(), 1);
        assert!(start.elapsed() < LONG);
    }
}

#[test]
fn errors_of_stores_are_returned_on_request() {
    let bench = Bench::new();
    let store = bench
        .start(|program| {
            program.say(ALL);
            for answer in ["\"Err\":\"disk full\"", "\"Size\":1"] {
                let (request, _) = program.hear().unwrap();
                program.say(&format!("{{\"ID\":{},{answer}}}", request["ID"]));
            }
            let (request, _) = program.hear().unwrap();
            program.say(&format!(
                "{{\"ID\":{},\"Err\":\"cannot close\"}}",
                request["ID"]
            ));
        })
        .unwrap();
    store.put_bytes(&id(1), b"1").unwrap();
    let text = |result: Result<(), CacheError>| result.unwrap_err().to_string();
    assert_eq!(text(store.settle(&id(1))), "disk full");
    store.put_bytes(&id(2), b"2").unwrap();
    let want = "GOCACHEPROG didn't return DiskPath in put response";
    assert_eq!(text(store.settle(&id(2))), want);
    assert_eq!(text(store.close()), "cannot close");
}

#[test]
fn a_cancelled_build_does_not_wait_for_its_queue() {
    let bench = Bench::new();
    let store = bench
        .start(|program| {
            program.say(ALL);
            // Never answers, but lives as long as the store reads.
            while program.hear().is_some() {}
        })
        .unwrap();
    for n in 0..50 {
        store.put_bytes(&id(n), b"x").unwrap();
    }
    bench.cancel.cancel();
    let start = Instant::now();
    assert_eq!(store.settle(&id(49)), Err(CacheError::ProgClosed));
    assert!(start.elapsed() < LONG);
}

#[test]
fn starting() {
    let bench = Bench::new();
    let failed = |program: fn(&mut Program)| bench.start(program).err().unwrap();
    assert_eq!(
        failed(|_| {}),
        "GOCACHEPROG exited pre-Close with 1 pending requests"
    );
    assert_eq!(
        failed(|program| program.say("{\"ID\":0}")),
        "GOCACHEPROG prog declared no supported commands"
    );
    assert_eq!(
        failed(|program| program.say("usage: prog")),
        "error reading JSON from GOCACHEPROG: \
         invalid character 'u' looking for beginning of value"
    );
    assert!(bench.complaints().is_empty());

    let dir = bench.dir.path().to_str().unwrap().to_owned();
    for (command, want) in [
        ("'", "GOCACHEPROG args: unterminated ' string"),
        (
            " ",
            "error starting GOCACHEPROG program \"\": exec: no command",
        ),
        (
            "/no/such x",
            "error starting GOCACHEPROG program \"/no/such\": \
             fork/exec /no/such: no such file or directory",
        ),
        (
            "nosuch",
            "error starting GOCACHEPROG program \"nosuch\": \
             exec: \"nosuch\": executable file not found in $PATH",
        ),
        (
            "/bin/sh -c 'exit 3'",
            "GOCACHEPROG exited pre-Close with 1 pending requests",
        ),
    ] {
        let local = LocalStore::open(&dir, system_clock()).unwrap();
        let error = ProgStore::start(bench.config(command), local).err();
        assert_eq!(error.as_deref(), Some(want));
    }
}
