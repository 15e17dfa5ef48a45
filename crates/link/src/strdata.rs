//! Values of string variables that the command line sets.
//!
//! Counterpart: cmd/link/internal/ld/data.go (`addstrdata1`, `addstrdata`, `dostrdata`),
//! main.go.

use vamos_base::golang::os_str;
use vamos_objfile::goobj::escape_path;

use crate::error::Diagnostics;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::ABI0;
use crate::loader::Loader;
use crate::options::Options;

/// A variable and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Value {
    name: String,
    value: String,
}

/// Returns the version that programs report: experiments that are not the default are part
/// of it.
pub(crate) fn build_version(options: &Options) -> String {
    let sdk = &options.sdk;
    let version = &sdk.version;
    if sdk.experiments.is_empty() {
        return version.clone();
    }
    let separator = if version.contains('-') {
        " "
    } else {
        options.profile.experiment_separator
    };
    format!("{version}{separator}X:{}", sdk.experiments)
}

/// Returns the last value that the command line sets for `name`; empty without such a flag.
pub(crate) fn value_of(options: &Options, name: &str) -> String {
    let mut values = values(options).into_iter();
    values
        .find(|value| value.name == name)
        .map_or(String::new(), |value| value.value)
}

/// Returns all variables in the order in which they are first set, each with its last
/// value.
fn values(options: &Options) -> Vec<Value> {
    let goroot = &options.sdk.goroot;
    let goroot = Some(goroot).filter(|goroot| !goroot.is_empty());
    let own = goroot
        .map(|goroot| format!("runtime.defaultGOROOT={goroot}"))
        .into_iter()
        .chain([format!("runtime.buildVersion={}", build_version(options))]);
    let mut all: Vec<Value> = Vec::new();
    for text in own.chain(options.values.iter().cloned()) {
        let (name, value) = text.split_once('=').unwrap_or((&text, ""));
        let (pkg, variable) = name.rsplit_once('.').unwrap_or(("", name));
        let name = format!("{}.{variable}", escape_path(pkg));
        let value = value.to_owned();
        match all.iter_mut().find(|known| known.name == name) {
            Some(known) => known.value = value,
            None => all.push(Value { name, value }),
        }
    }
    all
}

/// Sets the variables that are part of the program.
pub(crate) fn dostrdata(
    ldr: &mut Loader<'_>,
    options: &Options,
    diag: &mut Diagnostics,
) -> Result<(), Stop> {
    for Value { name, value } in values(options) {
        let sym = ldr.lookup(name.as_bytes(), ABI0);
        if sym.is_none() {
            continue;
        }
        let go_type = ldr.go_type(sym);
        if go_type.is_none() {
            continue;
        }
        if ldr.name(go_type) != b"type:string" {
            let type_name = ldr.name_text(go_type);
            diag.error(format!(
                "{name}: cannot set with -X: not a var of type string ({type_name})"
            ))?;
            continue;
        }
        if !ldr.is_reachable(sym) {
            continue;
        }
        let is_bss = ldr.update(sym).loader().kind(sym) == SymKind::Bss;
        if is_bss {
            ldr.update(sym).set_kind(SymKind::Data);
        }
        let mut builder = ldr.update_named(format!("{name}.str").into_bytes(), ABI0);
        let value = os_str::encode(&value);
        builder.add_c_string(&value);
        builder.set_kind(SymKind::RoData);
        let text = builder.sym();
        let mut builder = ldr.update(sym);
        builder.set_data(vec![0; 16]);
        builder.relocs_mut().clear();
        builder.set_addr_plus(0, text, 0);
        builder.set_u64(8, value.len() as u64);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::AMD64;
    use crate::flags;
    use crate::inputs::Host;
    use crate::options::Sdk;
    use crate::profile::GO1_26;

    struct Files;

    impl Host for Files {
        fn exists(&self, _: &str) -> bool {
            false
        }
        fn compiler_library(&self, _: &[String], _: &str) -> String {
            String::new()
        }
        fn read(&self, _: &str) -> Result<Vec<u8>, String> {
            Ok(b"modinfo \"info\"\n".to_vec())
        }
    }

    #[test]
    fn order_and_versions() {
        let args = ["-X", "a.b/c.d.x=1", "-importcfg=cfg", "-X=a.b/c.d.x=2", "m"];
        let args = args.map(str::to_owned);
        let sdk = Sdk {
            version: "go1.26.8".to_owned(),
            experiments: "synctest".to_owned(),
            ..Sdk::default()
        };
        let options = flags::parse("link", &args, &AMD64, &GO1_26, sdk, &Files).unwrap();
        let all = values(&options);
        let all: Vec<_> = all.iter().map(|v| (&*v.name, &*v.value)).collect();
        let want = [
            ("runtime.buildVersion", "go1.26.8-X:synctest"),
            ("a.b/c%2ed.x", "2"),
            ("runtime.modinfo", "info"),
        ];
        assert_eq!(all, want);
        assert_eq!(value_of(&options, "runtime.modinfo"), "info");
    }
}
