//! Reads go.work, the main modules' go.mod files and modules.txt, and computes the requirements.
//!
//! Counterpart: cmd/go/internal/modload/init.go (`loadModFile`), vendor.go
//! (`readVendorList`).

use std::sync::Arc;

use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::path;
use vamos_goenv::locate::find_module_root;
use vamos_modfile::GoWork;
use vamos_modfile::vendor::ModulesTxt;
use vamos_modules::MainModuleInput;
use vamos_modules::MainModules;
use vamos_modules::ModFlag;
use vamos_modules::Pruning;
use vamos_modules::Requirements;
use vamos_modules::check_vendor_consistency;
use vamos_modules::requirements_from_mod_files;
use vamos_modules::requirements_without_mod_file;

use super::LoadError;
use super::go_sum::GoSums;
use super::internal_error::InternalError;
use super::main_go_mod::MainGoMods;
use super::mod_flag::default_mod;
use super::modcache::ModCache;
use super::state::State;
use super::work_file::read_work_file;

/// The path of the placeholder main module if no go.mod was found.
const COMMAND_LINE: &str = "command-line-arguments";

/// Reads the requirements of the main modules (`loadModFile`).
pub(crate) fn load_mod_file(state: &mut State<'_>) -> Result<Arc<Requirements>, LoadError> {
    let work = read_work_file(&mut state.config)?;
    set_sums(state);
    if state.config.roots.mod_roots.is_empty() {
        return load_without_mod_file(state);
    }
    let go_mods = MainGoMods {
        state,
        work: work.as_ref(),
    };
    let inputs = go_mods.read()?;
    set_main_modules(state, inputs, work.map(Arc::new))?;
    state.config.settings = default_mod(&state.config, &state.config.main)?;
    let (rs, warnings) = requirements_from_mod_files(&state.modules());
    for warning in warnings {
        state.config.messages.warn(format!("go: {warning}"));
    }
    if state.config.mod_flag() == ModFlag::Vendor {
        load_vendor(state, &rs)?;
    }
    let rs = Arc::new(rs);
    if state.config.in_workspace_mode() {
        return Ok(rs);
    }
    with_consistent_roots(state, rs)
}

/// Outside of modules there is a placeholder module that requires only Go.
fn load_without_mod_file(state: &mut State<'_>) -> Result<Arc<Requirements>, LoadError> {
    let stand_in = MainModuleInput {
        path: COMMAND_LINE.to_owned(),
        root: String::new(),
        mod_file: None,
        index: None,
    };
    set_main_modules(state, vec![stand_in], None)?;
    state.config.settings = default_mod(&state.config, &state.config.main)?;
    let rs = requirements_without_mod_file(&state.modules());
    if state.config.mod_flag() == ModFlag::Vendor {
        state.config.vendor = Some(ModulesTxt::default());
        init_vendor(state, &rs)?;
    }
    Ok(Arc::new(rs))
}

fn set_main_modules(
    state: &mut State<'_>,
    inputs: Vec<MainModuleInput>,
    work: Option<Arc<GoWork>>,
) -> Result<(), LoadError> {
    let cwd_root =
        find_module_root(&*state.config.ctx.files, &state.config.ctx.cwd).unwrap_or_default();
    state.config.main = MainModules::new(
        inputs,
        work,
        &state.config.roots.work_file,
        &cwd_root,
        &state.config.goroot_src,
    )?;
    for reported in std::mem::take(&mut state.config.main.reported) {
        state.config.messages.error(LoadError::Workspace(reported));
    }
    Ok(())
}

fn set_sums(state: &mut State<'_>) {
    let sum_of = |root: &String| {
        let file = state.config.mod_file_path(root);
        format!("{}.sum", file.strip_suffix(".mod").unwrap_or(&file))
    };
    let forgives = state.config.ctx.policy.repairs_go_sum;
    let sums = if state.config.in_workspace_mode() {
        let of_modules = state.config.roots.mod_roots.iter().map(sum_of).collect();
        GoSums::new(
            format!("{}.sum", state.config.roots.work_file),
            of_modules,
            forgives,
        )
    } else {
        let own = state.config.roots.mod_roots.first().map(sum_of);
        GoSums::new(own.unwrap_or_default(), Vec::new(), forgives)
    };
    state.files.cache = ModCache::new(state.config.ctx, Arc::clone(&state.config.messages), sums);
}

/// Reads modules.txt and uses it as the module graph.
fn load_vendor(state: &mut State<'_>, rs: &Requirements) -> Result<(), LoadError> {
    let vendor_dir = state.config.vendor_dir();
    let name = path::join(&[&vendor_dir, "modules.txt"]);
    let text = match state.config.ctx.files.read(&name) {
        Ok(text) => Some(text),
        Err(error) if error.is_not_exist() => None,
        Err(error) => return Err(LoadError::File { purpose: "", error }),
    };
    let txt = match text {
        Some(text) => ModulesTxt::parse(&state.config.short(&name), &text, &state.config.local)
            .map_err(|error| LoadError::Module(error.into()))?,
        None => ModulesTxt::default(),
    };
    check_vendor_consistency(
        &state.config.main,
        &txt,
        &path::dir(&vendor_dir),
        &|root| state.config.mod_file_path(root),
        &|name| state.config.short(name),
    )?;
    state.config.vendor = Some(txt);
    init_vendor(state, rs)
}

fn init_vendor(state: &State<'_>, rs: &Requirements) -> Result<(), LoadError> {
    let list = state
        .config
        .vendor
        .as_ref()
        .map_or(&[][..], |txt| &txt.list);
    rs.init_vendor(&state.modules(), list)
        .map_err(|(missing, error)| {
            let missing = missing.into_iter();
            let mut errors: Vec<LoadError> = missing
                .map(|module| LoadError::VendoredNotRequired { module })
                .collect();
            errors.push(error.into());
            LoadError::Several(errors)
        })
}

/// Repairs inconsistent roots, and adds a go line if go.mod may change.
fn with_consistent_roots(
    state: &mut State<'_>,
    rs: Arc<Requirements>,
) -> Result<Arc<Requirements>, LoadError> {
    let mut rs = rs;
    if rs.has_redundant_root(&state.config.main) {
        let updated = state
            .modules()
            .update_roots(&rs.direct, &rs, &[], &[], false);
        rs = updated.map_err(|(_, error)| LoadError::Module(error))?;
    }
    let index = state
        .config
        .main
        .single()
        .and_then(|main| main.index.as_ref());
    let states_go = index.is_none_or(|index| !index.go_version.is_empty());
    if states_go
        || state.config.mod_flag() != ModFlag::Mod
        || state.config.ctx.policy.keeps_missing_go_line
    {
        return Ok(rs);
    }
    let go = match state.config.options.missing_go_version.as_str() {
        "" => ModuleVersion::new("go", state.config.local.version.as_str()),
        version => ModuleVersion::new("go", version),
    };
    add_go_line(state, &go.version)?;
    rs = state
        .modules()
        .override_roots(&rs, std::slice::from_ref(&go));
    let pruning = Pruning::for_go_version(&go.version);
    let converted = state.modules().convert_pruning(&rs, pruning);
    converted.map_err(|(_, error)| LoadError::Module(error))
}

/// Adds a go line to the main module's go.mod in memory (`addGoStmt`).
fn add_go_line(state: &mut State<'_>, version: &str) -> Result<(), LoadError> {
    let main = state.config.main.single();
    let Some((path, file)) = main.and_then(|main| {
        let file = main.mod_file.as_deref()?;
        Some((main.module.path.clone(), file.clone()))
    }) else {
        return Ok(());
    };
    let mut file = file;
    file.add_go_stmt(version)
        .map_err(|error| LoadError::Internal(Box::new(InternalError::GoLine(error))))?;
    state.config.main.set_mod_file(&path, Arc::new(file), None);
    Ok(())
}
