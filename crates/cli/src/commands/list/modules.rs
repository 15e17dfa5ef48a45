//! `go list -m`, and the retractions that `-retracted` adds to packages.
//!
//! Counterpart: cmd/go/internal/list/list.go (`runList`, where `-m` or `-retracted`).

use std::sync::Arc;

use hashbrown::HashMap;
use vamos_base::golang::json::Writer;
use vamos_load::Loaded;
use vamos_load::PackageId;
use vamos_modload::InitOptions;
use vamos_modload::ListMode;
use vamos_modload::LoadContext;
use vamos_modload::ModFlag;
use vamos_modload::Modules;
use vamos_modload::Reuse;
use vamos_modload::module_fields::write_fields;
use vamos_modload::module_public::ModulePublic;

use super::options::Options;
use super::template;
use super::values;
use crate::commands::load_error;
use crate::commands::module_files;
use crate::commands::tell_reported;
use crate::error::CliError;
use crate::invocation::Invocation;
use crate::json;

/// Lists modules.
pub(super) fn run(
    invocation: &Invocation,
    ctx: &LoadContext<'_>,
    options: &Options,
) -> Result<i32, CliError> {
    let args = &invocation.parsed.args;
    let failed = |error| load_error(invocation, error);
    let mut modules = Modules::init(ctx, &InitOptions::default()).map_err(failed)?;
    if !options.reuse.is_empty() && modules.has_mod_root() {
        let text = "go list -reuse cannot be used inside a module";
        return Err(CliError::Fatal(text.to_owned()));
    }
    modules.load_mod_file().map_err(failed)?;
    if modules.mod_flag() == ModFlag::Vendor {
        check_vendored(options, args)?;
    }
    let mode = ListMode {
        updates: options.updates,
        retracted: options.updates || options.retracted,
        deprecated: options.updates,
        versions: options.versions,
        retracted_versions: options.versions && options.retracted,
    };
    let mut reuse = Reuse::default();
    if !options.reuse.is_empty() {
        if args.is_empty() {
            return Err(CliError::go(
                "list -m -reuse only has an effect with module@version arguments",
            ));
        }
        reuse = Reuse::read(&options.reuse).map_err(CliError::go)?;
    }
    let list = modules.list_modules_again(args, mode, &reuse);
    let list = list.map_err(|error| load_error(invocation, error))?;
    for line in modules.take_warnings() {
        invocation.output.log(&line);
    }
    let code = tell_reported(invocation, &modules);
    module_files::write(invocation, modules.updates())?;
    if !options.allow_errors {
        let mut is_bad = code != 0;
        for error in list.modules.iter().filter_map(|m| m.error.as_ref()) {
            invocation.output.log(&format!("go: {}", error.err));
            is_bad = true;
        }
        if let Some(error) = list.error {
            return Err(load_error(invocation, error));
        }
        if is_bad {
            return Err(CliError::Exit(1));
        }
    }
    print(invocation, &mut modules, ctx, &list.modules, options)?;
    Ok(code)
}

fn print(
    invocation: &Invocation,
    modules: &mut Modules<'_>,
    ctx: &LoadContext<'_>,
    listed: &[ModulePublic],
    options: &Options,
) -> Result<(), CliError> {
    let Some(template) = &options.template else {
        let mut out = Writer::indented("", "\t");
        for module in listed {
            write_fields(module, &|name| options.needs(name), &mut out);
            out.newline();
        }
        let release = invocation.env.sdk.release;
        let text = json::for_release(&out.finish(), release).into_owned();
        super::print(invocation, &text, options)?;
        return Ok(());
    };
    let rows = listed.iter().map(|module| values::module(Some(module)));
    let (text, error) = template::render(invocation, modules, ctx, template, rows);
    super::print(invocation, &text, options)?;
    match error {
        Some(line) => Err(CliError::Fatal(line)),
        None => Ok(()),
    }
}

/// Refuses queries that a vendor directory cannot answer: it only has modules that are
/// required directly or that provide packages.
fn check_vendored(options: &Options, args: &[String]) -> Result<(), CliError> {
    let refuse = |what: &str| {
        Err(CliError::go(format_args!(
            "can't {what} using the vendor directory\n\t(Use -mod=mod or -mod=readonly to bypass.)"
        )))
    };
    if options.versions {
        return refuse("determine available versions");
    }
    if options.updates {
        return refuse("determine available upgrades");
    }
    for arg in args {
        if arg == "all" {
            return refuse("compute 'all'");
        }
        if arg.contains("...") {
            return refuse("match module patterns");
        }
    }
    Ok(())
}

/// Adds copies of the modules of packages with their retractions to `modules`.
pub(super) fn add_retractions(
    invocation: &Invocation,
    loaded: &mut Loaded<'_>,
    listed: &[PackageId],
    allow_errors: bool,
    modules: &mut HashMap<PackageId, Arc<ModulePublic>>,
) -> Result<i32, CliError> {
    let mut args: Vec<String> = Vec::new();
    for &id in listed {
        let module = loaded.graph.get(id).module.as_deref();
        let replace = module.and_then(|module| module.replace.as_deref());
        for part in module.into_iter().chain(replace) {
            let arg = format!("{}@{}", part.path, part.version);
            if !part.version.is_empty() && !args.contains(&arg) {
                args.push(arg);
            }
        }
    }
    if args.is_empty() {
        return Ok(0);
    }
    let mode = ListMode {
        retracted: true,
        ..ListMode::default()
    };
    let list = loaded.modules.list_modules(&args, mode);
    let list = list.map_err(|error| load_error(invocation, error))?;
    let mut code = 0;
    if let Some(error) = list.error.filter(|_| !allow_errors) {
        invocation.output.log(&format!("go: {error}"));
        code = 1;
    }
    let find = |module: &ModulePublic| {
        let arg = format!("{}@{}", module.path, module.version);
        let at = args.iter().position(|have| *have == arg)?;
        list.modules.get(at)
    };
    let update = |module: &mut ModulePublic| {
        if let Some(found) = find(module) {
            module.retracted.clone_from(&found.retracted);
            if module.error.is_none() {
                module.error.clone_from(&found.error);
            }
        }
    };
    for &id in listed {
        if let Some(module) = &loaded.graph.get(id).module {
            let mut module = (**module).clone();
            update(&mut module);
            if let Some(replace) = &mut module.replace {
                update(Arc::make_mut(replace));
            }
            modules.insert(id, Arc::new(module));
        }
    }
    Ok(code)
}
