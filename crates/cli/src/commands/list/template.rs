//! Runs `-f` on listed packages and modules.
//!
//! Counterpart: cmd/go/internal/list/list.go (`runList`, `TrackingWriter`).

use std::cell::OnceCell;
use std::cell::RefCell;

use hashbrown::HashMap;
use vamos_base::golang::time::Location;
use vamos_modload::LoadContext;
use vamos_modload::Modules;
use vamos_modload::module_public::ModulePublic;
use vamos_tmpl::Scope;
use vamos_tmpl::Template;
use vamos_tmpl::Value;

use super::functions::CONTEXT;
use super::values;
use super::values::Context;
use crate::invocation::Invocation;

/// Returns the output of the template for all values, each on separate lines, and the error
/// that ended it.
pub(super) fn render<'a>(
    invocation: &'a Invocation,
    modules: &mut Modules<'_>,
    ctx: &'a LoadContext<'_>,
    template: &'a Template,
    values: impl Iterator<Item = Value<'a>>,
) -> (Vec<u8>, Option<String>) {
    let context: &'a Context<'a> = Box::leak(Box::new(Context {
        env: &invocation.env,
        build: &ctx.build_context,
    }));
    let zone: OnceCell<&'a Location> = OnceCell::new();
    let failed = RefCell::new(None);
    let modules = RefCell::new(ModuleInfo {
        modules,
        known: HashMap::new(),
    });
    let scope = Scope {
        call: &|name, args| match name {
            CONTEXT => Ok(context.value()),
            _ => match modules.borrow_mut().of(&args[0].as_string()) {
                Ok(found) => Ok(values::module(found)),
                Err(line) => {
                    failed.borrow_mut().get_or_insert(line);
                    Ok(values::module(None))
                }
            },
        },
        local: &|| zone.get_or_init(|| Box::leak(Box::new(local_zone(invocation)))),
    };
    let mut text = Vec::new();
    for value in values {
        let result = template.execute(value, &scope, &mut text);
        if let Some(line) = failed.take() {
            // Upstream exits immediately without printing the buffered output.
            return (Vec::new(), Some(line));
        }
        if let Err(error) = result {
            return (text, Some(error.to_string()));
        }
        if text.last().is_some_and(|last| *last != b'\n') {
            text.push(b'\n');
        }
    }
    (text, None)
}

fn local_zone(invocation: &Invocation) -> Location {
    let env = &invocation.process.env;
    let tz = env.iter().find(|(name, _)| name == "TZ");
    let tz = tz.map(|(_, value)| value.as_str());
    vamos_fsys::local_zone(tz, &invocation.env.sdk.goroot)
}

/// The results of the function `module`, which queries each module once.
struct ModuleInfo<'m, 'c, 'a> {
    modules: &'m mut Modules<'c>,
    known: HashMap<String, Option<&'a ModulePublic>>,
}

impl<'a> ModuleInfo<'_, '_, 'a> {
    fn of(&mut self, path: &str) -> Result<Option<&'a ModulePublic>, String> {
        if let Some(found) = self.known.get(path) {
            return Ok(*found);
        }
        let found = match self.modules.module_info(path) {
            None => None,
            // There are only a few, and they live until the end of the process anyway.
            Some(Ok(module)) => Some(&*Box::leak(Box::new(module))),
            Some(Err(error)) => return Err(format!("go: {error}")),
        };
        self.known.insert(path.to_owned(), found);
        Ok(found)
    }
}
