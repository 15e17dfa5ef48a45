//! The module versions of the requirement graph, with the requirements of each.
//!
//! Counterpart: cmd/go/internal/modcmd/graph.go.

use vamos_insight::GraphNode;
use vamos_insight::NodeKind;
use vamos_modload::Modules;

use crate::commands::load_error;
use crate::commands::mod_graph::needs_module;
use crate::commands::tell_reported;
use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

/// Returns a node for each module version.
pub(super) fn nodes(invocation: &Invocation) -> Result<Vec<GraphNode>, CliError> {
    let parsed = &invocation.parsed;
    if !parsed.args.is_empty() || parsed.is_set(Flag::Std) || parsed.is_set(Flag::Test) {
        return Err(CliError::usage(
            "-modules cannot be used with packages, -std or -test",
        ));
    }
    let flags = invocation.load_flags()?;
    let ctx = invocation.load_context(&flags, invocation.files(&flags)?);
    let modules = Modules::init(&ctx, &needs_module());
    let mut modules = modules.map_err(|error| load_error(invocation, error))?;
    let graph = modules.load_mod_graph("");
    let graph = graph.map_err(|error| load_error(invocation, error))?;
    for warning in modules.take_warnings() {
        invocation.output.log(&warning);
    }
    if tell_reported(invocation, &modules) != 0 {
        return Err(CliError::Exit(1));
    }
    let mut nodes = Vec::new();
    graph.walk_breadth_first(|module| {
        let required = graph.required_by(module).unwrap_or_default();
        nodes.push(GraphNode {
            name: module.to_string(),
            module: module.path.to_string(),
            // Only the main modules have no version.
            kind: match module.version.is_empty() {
                true => NodeKind::Own,
                false => NodeKind::Other,
            },
            imports: required.iter().map(ToString::to_string).collect(),
            ..GraphNode::default()
        });
    });
    Ok(nodes)
}
