//! The functions that `go list` adds to the template language.
//!
//! Counterpart: cmd/go/internal/list/list.go (`runList`, the template's functions).

use vamos_base::golang::os_str;
use vamos_tmpl::Data;
use vamos_tmpl::Function;
use vamos_tmpl::Value;
use vamos_tmpl::types;

/// The function that returns the build context.
pub(super) const CONTEXT: &str = "context";
/// The function that queries a module.
const MODULE: &str = "module";

/// The functions that `go list` adds to the language.
pub(super) static FUNCTIONS: &[Function] = &[
    Function::new("join", &[&types::STRINGS, &types::STRING], |_, args| {
        Ok(Value::bytes(join(&args[0], args[1].as_bytes())))
    }),
    Function::new(CONTEXT, &[], |scope, args| (scope.call)(CONTEXT, args)),
    Function::new(MODULE, &[&types::STRING], |scope, args| {
        (scope.call)(MODULE, args)
    }),
];

/// `strings.Join`
fn join(list: &Value<'_>, separator: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut add = |at: usize, text: &[u8]| {
        if at > 0 {
            out.extend_from_slice(separator);
        }
        out.extend_from_slice(text);
    };
    match &list.data {
        Data::Strings(list) => {
            let texts = list.iter().map(|text| os_str::encode(text));
            texts.enumerate().for_each(|(at, text)| add(at, &text));
        }
        Data::Words(list) => {
            let texts = list.iter().map(|text| os_str::encode(text));
            texts.enumerate().for_each(|(at, text)| add(at, &text));
        }
        Data::List(list) => {
            let texts = list.iter().map(Value::as_bytes);
            texts.enumerate().for_each(|(at, text)| add(at, text));
        }
        _ => {}
    }
    out
}
