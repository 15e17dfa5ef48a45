//! Sizes for programs.
//!
//! Counterpart: none.

use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use super::SizeChange;
use super::SizeReport;
use super::SizeRow;
use super::change::ChangeRow;

/// The names of the tables, in their order.
const NAMES: [&str; 3] = ["Packages", "Modules", "Sections"];

/// Returns the size report of a program as a JSON object.
pub fn size_json(report: &SizeReport) -> String {
    let mut whole = json!({
        "File": report.file,
        "Bytes": report.bytes,
        "Zeroed": report.zeroed(),
        "Stripped": report.is_stripped,
    });
    for (name, (_, rows)) in NAMES.into_iter().zip(report.tables()) {
        whole[name] = rows.iter().map(row).collect();
    }
    format!("{whole:#}\n")
}

fn row(row: &SizeRow) -> Value {
    let mut object = json!({
        "Name": row.name,
        "Bytes": row.bytes(),
        "Code": row.code,
        "Data": row.data,
        "Zeroed": row.zeroed,
    });
    if !row.module.is_empty() {
        let parts = row.parts.iter();
        let parts: Map<String, Value> = parts
            .map(|(name, bytes)| (name.clone(), (*bytes).into()))
            .collect();
        object["Module"] = row.module.clone().into();
        object["Sections"] = parts.into();
    }
    object
}

/// Returns the difference of two programs as a JSON object.
pub fn size_change_json(change: &SizeChange) -> String {
    let mut whole = json!({
        "OldFile": change.old_file,
        "NewFile": change.new_file,
        "Old": change.total.old,
        "New": change.total.new,
    });
    let row = |row: &ChangeRow| json!({ "Name": row.name, "Old": row.old, "New": row.new });
    for (name, (_, rows)) in NAMES.into_iter().zip(&change.tables) {
        whole[name] = rows.iter().map(row).collect();
    }
    format!("{whole:#}\n")
}
