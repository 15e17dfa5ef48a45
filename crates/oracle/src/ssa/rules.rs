//! `cargo xtask ssa rules`: the rewrite rules of SDKs, as crate ssa compiles them.
//!
//! Counterpart: none.

use std::collections::BTreeMap;

use vamos_ssa::op::read_tables;
use vamos_ssa::rules;
use vamos_ssa::rules::Rules;
use vamos_ssa::rules::Target;

use super::overlay;
use crate::files;
use crate::sdk::Sdk;

/// The number of rules that differ from their comments and are shown.
const DIFFER: usize = 12;

/// The number of reasons of refusals that are shown.
const SHOWN: usize = 40;

/// Compiles the rules of an SDK; returns how many there are and why others are refused.
pub(super) fn check(sdk: &Sdk) -> Result<String, String> {
    let dir = sdk.goroot.join("src").join(overlay::SSA);
    let opcodes = files::read_text(&dir.join("opGen.go"))?;
    let tables = read_tables(&opcodes).map_err(|error| error.to_string())?;
    let mut lines = Vec::new();
    let mut reasons: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for set in rules::sets("amd64") {
        let target = Target {
            goarch: "amd64".to_owned(),
            ..Target::default()
        };
        let file = files::read_text(&dir.join(format!("rewrite{set}.go")))?;
        let comments = file.matches("\t// match: ").count();
        let read = |name: &str| files::read_text(&dir.join(name));
        let compiled = Rules::compile(target, &[*set], &tables, read);
        let compiled = compiled.map_err(|error| error.to_string())?;
        for refused in compiled.refused() {
            let row = reasons.entry(refused.reason.clone()).or_default();
            row.0 += 1;
            row.1.clone_from(&refused.rule.pattern);
        }
        let comparison = rules::compare(&file, &tables);
        lines.push(format!(
            "{set}: {} of {comments} rules compiled, {} refused; {} equal their comments, {} differ, \
{} of blocks are not compared",
            compiled.len() - compiled.refused().len(),
            compiled.refused().len(),
            comparison.equal,
            comparison.differ.len(),
            comparison.blocks
        ));
        let differ = comparison.differ.iter().take(DIFFER);
        lines.extend(differ.map(|text| format!("  differs: {text}")));
    }
    let mut reasons: Vec<(String, (usize, String))> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
    for (reason, (count, pattern)) in reasons.iter().take(SHOWN) {
        lines.push(format!("  {count} refused: {reason}: {pattern}"));
    }
    Ok(lines.join("\n"))
}
