//! `graph`: the import graph as text, picture or page.
//!
//! Counterpart: none; `go mod graph` prints the requirements of modules.

mod modules;
mod packages;

use vamos_insight::Graph;
use vamos_insight::GraphOf;
use vamos_insight::graph_dot;
use vamos_insight::graph_json;
use vamos_insight::graph_page;
use vamos_insight::graph_svg;

use super::report_file;
use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

/// The format of a graph.
#[derive(Clone, Copy)]
enum Form {
    Dot,
    Svg,
    Page,
    Json,
}

/// Runs `vamos graph`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    let file = report_file::named(invocation);
    let form = form(file, invocation.parsed.is_set(Flag::Json))?;
    let of_modules = invocation.parsed.is_set(Flag::Modules);
    let (of, nodes) = match of_modules {
        true => (GraphOf::Modules, modules::nodes(invocation)?),
        false => (GraphOf::Packages, packages::nodes(invocation)?),
    };
    let graph = Graph::new(of, nodes);
    let text = match form {
        Form::Dot => graph_dot(&graph),
        Form::Json => graph_json(&graph),
        Form::Page => graph_page(&graph, &title(invocation)),
        Form::Svg => graph_svg(&graph).ok_or_else(|| {
            let advice = "name fewer packages, or write a file.dot or a file.html";
            CliError::Fatal(format!("vamos: the graph is too large to draw: {advice}"))
        })?,
    };
    report_file::deliver(invocation, file, &text)
}

fn form(file: Option<&str>, is_json: bool) -> Result<Form, CliError> {
    match file {
        Some(_) if is_json => Err(CliError::usage("graph takes -json or -o, not both")),
        None if is_json => Ok(Form::Json),
        None => Ok(Form::Dot),
        Some(file) if file.ends_with(".dot") => Ok(Form::Dot),
        Some(file) if file.ends_with(".svg") => Ok(Form::Svg),
        Some(file) if file.ends_with(".html") => Ok(Form::Page),
        Some(_) => Err(CliError::usage(
            "-o needs a file whose name ends in .dot, .svg or .html",
        )),
    }
}

/// Returns the request as a command, without the output file.
fn title(invocation: &Invocation) -> String {
    let mut words = vec!["vamos graph"];
    for (flag, word) in [
        (Flag::Modules, "-modules"),
        (Flag::Std, "-std"),
        (Flag::Test, "-test"),
    ] {
        if invocation.parsed.is_set(flag) {
            words.push(word);
        }
    }
    words.extend(invocation.parsed.args.iter().map(String::as_str));
    words.join(" ")
}
