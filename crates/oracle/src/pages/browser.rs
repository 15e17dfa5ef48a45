//! A headless Chromium with commands over a pair of pipes.
//!
//! Counterpart: none; the protocol is Chromium's DevTools.

use std::ffi::OsStr;
use std::io::BufRead as _;
use std::io::BufReader;
use std::io::Write as _;
use std::path::Path;
use std::process::Child;
use std::process::ChildStdin;
use std::process::Command;
use std::process::Stdio;
use std::sync::mpsc::Receiver;
use std::sync::mpsc::channel;
use std::time::Duration;

use serde_json::Value;
use serde_json::json;

use crate::files::at;

/// Time limit for an answer. A slow machine needs seconds for the start.
const PATIENCE: Duration = Duration::from_secs(60);

/// Starts the browser with its pipes as files 3 and 4, where it expects them.
const START: &str = "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1";

/// A running browser with one tab.
pub(super) struct Browser {
    child: Child,
    to: ChildStdin,
    from: Receiver<Value>,
    session: String,
    last: u64,
    /// Events of the tab since they were last taken.
    events: Vec<Value>,
}

impl Browser {
    /// Starts a browser that keeps its data in `profile`.
    pub(super) fn start(program: &Path, profile: &Path) -> Result<Self, String> {
        let mut child = Command::new("sh")
            .args([OsStr::new("-c"), OsStr::new(START), program.as_os_str()])
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
            ])
            .args(["--disable-background-networking", "--remote-debugging-pipe"])
            .arg(format!("--user-data-dir={}", profile.display()))
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(at(program))?;
        let (to, output) = child
            .stdin
            .take()
            .zip(child.stdout.take())
            .ok_or("no pipes")?;
        let (send, from) = channel();
        std::thread::spawn(move || {
            let mut messages = BufReader::new(output).split(0);
            while let Some(Ok(message)) = messages.next() {
                let Ok(value) = serde_json::from_slice(&message) else {
                    return;
                };
                if send.send(value).is_err() {
                    return;
                }
            }
        });
        let mut browser = Self {
            child,
            to,
            from,
            session: String::new(),
            last: 0,
            events: Vec::new(),
        };
        let made = browser.ask("Target.createTarget", &json!({ "url": "about:blank" }))?;
        let attach = json!({ "targetId": made["targetId"], "flatten": true });
        let attached = browser.ask("Target.attachToTarget", &attach)?;
        let session = attached["sessionId"].as_str().ok_or("there is no tab")?;
        session.clone_into(&mut browser.session);
        for domain in ["Page", "Runtime", "Network", "Log"] {
            browser.ask(&format!("{domain}.enable"), &json!({}))?;
        }
        Ok(browser)
    }

    /// Sends a command and waits for the answer.
    pub(super) fn ask(&mut self, method: &str, params: &Value) -> Result<Value, String> {
        self.last += 1;
        let mut message = json!({ "id": self.last, "method": method, "params": params });
        if !self.session.is_empty() {
            message["sessionId"] = self.session.clone().into();
        }
        let sent = self.to.write_all(format!("{message}\0").as_bytes());
        sent.and_then(|()| self.to.flush())
            .map_err(|error| format!("{method}: {error}"))?;
        loop {
            let answer = self.receive(method)?;
            if answer["id"] == self.last {
                return match answer.get("error") {
                    Some(error) => Err(format!("{method}: {error}")),
                    None => Ok(answer["result"].clone()),
                };
            }
            self.events.push(answer);
        }
    }

    fn receive(&mut self, method: &str) -> Result<Value, String> {
        let received = self.from.recv_timeout(PATIENCE);
        received.map_err(|error| format!("{method}: the browser does not answer: {error}"))
    }

    /// Opens a page and waits until it is loaded; returns the events meanwhile.
    pub(super) fn open(&mut self, url: &str) -> Result<Vec<Value>, String> {
        self.events.clear();
        let opened = self.ask("Page.navigate", &json!({ "url": url }))?;
        if let Some(error) = opened["errorText"].as_str() {
            return Err(format!("{url}: {error}"));
        }
        while !self
            .events
            .iter()
            .any(|event| event["method"] == "Page.loadEventFired")
        {
            let event = self.receive(url)?;
            self.events.push(event);
        }
        Ok(self.events())
    }

    /// Returns the events of the tab since the last call.
    pub(super) fn events(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.events)
    }

    /// Returns the value of an expression in the page.
    pub(super) fn value(&mut self, expression: &str) -> Result<Value, String> {
        let params = json!({ "expression": expression, "returnByValue": true });
        let answer = self.ask("Runtime.evaluate", &params)?;
        match answer.get("exceptionDetails") {
            Some(details) => Err(format!("{expression}: {details}")),
            None => Ok(answer["result"]["value"].clone()),
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.ask("Browser.close", &json!({}));
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
