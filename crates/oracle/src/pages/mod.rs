//! `cargo xtask pages`: the pages of `timings`, `graph` and `size` in a headless Chromium, wide and
//! narrow, light and dark: nothing is loaded from elsewhere, no script fails, nothing is wider than
//! the window, and the numbers equal the text's.
//!
//! Counterpart: none.

mod browser;
mod made;
mod rows;

use std::path::Path;
use std::path::PathBuf;

use browser::Browser;
use made::Page;
use serde_json::Value;
use serde_json::json;

use crate::flags;
use crate::report::Report;
use crate::sdk;

const USAGE: &str = "usage: cargo xtask pages [--chromium PROGRAM] [--vamos BINARY]";

/// Names of the browser on PATH.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let (mut chromium, mut vamos) = (None, None);
    for flag in flags::all(args, USAGE)? {
        match flag.name {
            "--chromium" => chromium = Some(flag.path()),
            "--vamos" => vamos = Some(flag.path()),
            _ => return Err(USAGE.to_owned()),
        }
    }
    let chromium = chromium
        .or_else(on_path)
        .ok_or("there is no Chromium: --chromium PROGRAM")?;
    let sdk = sdk::find()?;
    let vamos = sdk::vamos_named_or_built(vamos.as_deref())?;
    let place = tempfile::TempDir::new().map_err(|error| error.to_string())?;
    let pages = made::pages(place.path(), &sdk, &vamos)?;
    let mut browser = Browser::start(&chromium, &place.path().join("profile"))?;
    let mut report = Report::default();
    report.say("faults are seen", see_faults(&mut browser, place.path()));
    for page in &pages {
        for width in [400, 1600] {
            for scheme in ["light", "dark"] {
                let what = format!("{} at {width} px, {scheme}", page.name);
                report.say(&what, check(&mut browser, page, width, scheme));
            }
        }
    }
    report.finish()
}

/// Fails unless each of these pages is refused, for the reason that precedes it.
fn see_faults(browser: &mut Browser, dir: &Path) -> Result<String, String> {
    const GOOD: &str =
        "<style>body { color: #000; background: #fff }</style><table><tr><td>1</td></tr></table>";
    const FAULTS: [(&str, &str); 6] = [
        ("it loads", "<img src=\"http://127.0.0.1:9/x.png\">"),
        ("a script fails", "<script>missing()</script>"),
        ("widths", "<div style=\"width: 500px\">x</div>"),
        (
            "text and background",
            "<style>body { color: #888; background: #999 }</style>",
        ),
        (
            "the page lacks",
            "<script>document.querySelector('td').textContent = 2</script>",
        ),
        ("", ""),
    ];
    for (reason, fault) in FAULTS {
        let file = dir.join("fault.html");
        let written = std::fs::write(&file, format!("<!DOCTYPE html><body>{GOOD}{fault}</body>"));
        written.map_err(|error| error.to_string())?;
        let page = Page {
            name: "fault",
            file,
            text: vec!["1".to_owned()],
            is_graph: false,
        };
        match (check(browser, &page, 400, "light"), reason) {
            (Ok(_), "") => {}
            (Err(error), reason) if !reason.is_empty() && error.starts_with(reason) => {}
            (found, _) => return Err(format!("{fault:?} gives {found:?}")),
        }
    }
    Ok(format!("{} pages", FAULTS.len()))
}

fn on_path() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let dirs: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let mut files = NAMES
        .iter()
        .flat_map(|name| dirs.iter().map(move |dir| dir.join(name)));
    files.find(|file| file.is_file())
}

/// Checks a page; returns a description of the comparison.
fn check(browser: &mut Browser, page: &Page, width: u32, scheme: &str) -> Result<String, String> {
    let size = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
    browser.ask("Emulation.setDeviceMetricsOverride", &size)?;
    let feature = json!({ "name": "prefers-color-scheme", "value": scheme });
    browser.ask(
        "Emulation.setEmulatedMedia",
        &json!({ "features": [feature] }),
    )?;
    let url = format!("file://{}", page.file.display());
    let events = browser.open(&url)?;
    check_events(&events, &url)?;
    check_width(browser, width)?;
    check_colors(browser, scheme == "dark")?;
    let shown = rows::shown(browser)?;
    let compared = rows::compare(&page.text, &shown)?;
    let chosen = if page.is_graph {
        rows::use_graph(browser, &page.text)?
    } else {
        String::new()
    };
    check_events(&browser.events(), &url)?;
    check_width(browser, width)?;
    Ok(format!("{compared} rows{chosen}"))
}

/// Fails if something was loaded besides the page, or a script or a rule failed.
fn check_events(events: &[Value], url: &str) -> Result<(), String> {
    for event in events {
        let params = &event["params"];
        match event["method"].as_str().unwrap_or_default() {
            "Network.requestWillBeSent" => {
                let asked = params["request"]["url"].as_str().unwrap_or_default();
                if asked != url && !asked.starts_with("data:") {
                    return Err(format!("it loads {asked}"));
                }
            }
            "Runtime.exceptionThrown" => {
                return Err(format!("a script fails: {}", params["exceptionDetails"]));
            }
            "Log.entryAdded" => return Err(format!("the log has {}", params["entry"]["text"])),
            _ => {}
        }
    }
    Ok(())
}

fn check_width(browser: &mut Browser, width: u32) -> Result<(), String> {
    let found = browser
        .value("[innerWidth, document.documentElement.scrollWidth, document.body.scrollWidth]")?;
    let sizes: Vec<u64> = found
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_u64)
        .collect();
    match sizes[..] {
        [window, page, body] if window == u64::from(width) && page <= window && body <= window => {
            Ok(())
        }
        _ => Err(format!("widths of window, page and body are {found}")),
    }
}

/// Fails if the text is not readable, or the colours do not match the scheme.
fn check_colors(browser: &mut Browser, is_dark: bool) -> Result<(), String> {
    let found = browser.value(
        "(() => { const style = getComputedStyle(document.body); \
         const light = text => text.match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 3; \
         return [light(style.color), light(style.backgroundColor)]; })()",
    )?;
    let parts: Vec<f64> = found
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_f64)
        .collect();
    match parts[..] {
        [text, back] if (text - back).abs() > 150.0 && (back < text) == is_dark => Ok(()),
        _ => Err(format!("text and background are {found} light")),
    }
}
