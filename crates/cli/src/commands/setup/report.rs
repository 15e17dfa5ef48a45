//! Fast parts with an SDK, and work of its own tools, as lines or as JSON.
//!
//! Counterpart: none.

use serde_json::Value;
use serde_json::json;
use vamos_goenv::Capability;
use vamos_goenv::Capability as C;
use vamos_goenv::GoEnv;
use vamos_tools::instrumented_compiler::SetupState;

use crate::invocation::Invocation;

/// One part of vamos.
pub(super) struct Row {
    name: &'static str,
    is_on: bool,
    text: String,
}

/// Returns a row for each part.
pub(super) fn rows(invocation: &Invocation, state: &SetupState, failure: Option<&str>) -> Vec<Row> {
    let target = &invocation.env.target;
    let mut rows = vec![
        row(
            invocation,
            "build cache",
            &[
                C::BuildRecipes,
                C::CgoRecipes,
                C::VetRecipes,
                C::TestRecipes,
            ],
            "shared with the official command",
        ),
        row(
            invocation,
            "links",
            &link(&invocation.env),
            "in this process, on all processors",
        ),
        row(
            invocation,
            "assembly",
            &named(&format!("asm-{}", target.goarch)),
            "in this process",
        ),
        row(
            invocation,
            "type errors",
            &[C::Check, C::ExportData],
            "found before a compiler starts",
        ),
    ];
    for (name, capabilities, text) in compiled(&invocation.env) {
        rows.push(match unavailable(state, failure) {
            Some(reason) => off(name, &capabilities, &reason),
            None => row(invocation, name, &capabilities, text),
        });
    }
    if let SetupState::Ready { is_proved: true } = state {
        for row in rows.iter_mut().rev().take(3).filter(|row| row.is_on) {
            row.text.push_str(" (proved on this machine)");
        }
    }
    rows
}

/// Returns the parts that need the instrumented compiler.
fn compiled(env: &GoEnv) -> [(&'static str, Vec<Capability>, &'static str); 3] {
    let (os, arch) = (&env.target.goos, &env.target.goarch);
    [
        (
            "compiler",
            named(&format!("compiler-{arch}")),
            "an instrumented build of the SDK's compiler, which importers need not wait for",
        ),
        (
            "early cutoff",
            named(&format!("cutoff-{os}-{arch}")),
            "importers whose imports' export data did not change are not compiled",
        ),
        (
            "read sets",
            named(&format!("reads-{os}-{arch}")),
            "importers that read nothing of what changed are not compiled",
        ),
    ]
}

/// Returns the capability of a name, if there is one.
fn named(name: &str) -> Vec<Capability> {
    Capability::of_name(name).into_iter().collect()
}

fn link(env: &GoEnv) -> Vec<Capability> {
    let mut needed = named(&format!("link-{}", env.target.goarch));
    let format = match env.target.goos.as_str() {
        "linux" => C::LinkElf,
        "windows" => C::LinkPe,
        "darwin" => C::LinkMachO,
        _ => return Vec::new(),
    };
    if !needed.is_empty() {
        needed.push(format);
    }
    needed
}

/// Returns why nothing that needs the instrumented compiler is on.
fn unavailable(state: &SetupState, failure: Option<&str>) -> Option<String> {
    if let Some(reason) = failure {
        return Some(reason.to_owned());
    }
    match state {
        SetupState::Ready { .. } => None,
        SetupState::Missing => Some("it is not there yet".to_owned()),
        SetupState::Withdrawn(reason) | SetupState::Unsupported(reason) => Some(reason.clone()),
    }
}

fn row(
    invocation: &Invocation,
    name: &'static str,
    capabilities: &[Capability],
    text: &str,
) -> Row {
    if capabilities.is_empty() {
        return off(name, capabilities, "vamos has nothing for this target");
    }
    let sdk = &invocation.env.sdk;
    let reason = |one: &Capability| {
        let reason = sdk.reason_against_any(&*invocation.disk, *one)?;
        Some(off(name, &[*one], &reason))
    };
    capabilities.iter().find_map(reason).unwrap_or(Row {
        name,
        is_on: true,
        text: text.to_owned(),
    })
}

fn off(name: &'static str, capabilities: &[Capability], reason: &str) -> Row {
    let effect = capabilities.first().map(|one| one.without());
    let text = match effect {
        Some(effect) => format!("vamos {effect}: {reason}"),
        None => format!("the SDK's tools: {reason}"),
    };
    Row {
        name,
        is_on: false,
        text,
    }
}

fn state(row: &Row) -> &'static str {
    match row.is_on {
        true => "fast",
        false => "off",
    }
}

/// Returns a line for each row, and the summary.
pub(super) fn as_text(rows: &[Row], summary: &str) -> String {
    let mut text = String::new();
    for row in rows {
        text.push_str(&format!(
            "{:<5} {:<13} {}\n",
            state(row),
            row.name,
            row.text
        ));
    }
    text + summary + "\n"
}

/// Returns an object.
pub(super) fn as_json(rows: &[Row], summary: &str) -> String {
    let object = |row: &Row| json!({"Name": row.name, "State": state(row), "Text": row.text});
    let list: Vec<Value> = rows.iter().map(object).collect();
    let value = json!({"Summary": summary, "Capabilities": list});
    format!("{value:#}\n")
}
