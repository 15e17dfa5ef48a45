//! The file that names the archive of each package (`-importcfg`).
//!
//! Counterpart: cmd/link/internal/ld/ld.go (`readImportCfg`).

use hashbrown::HashMap;
use vamos_base::golang::quote;

use crate::error::Stop;

/// The content of an import configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ImportCfg {
    /// Archives by import path.
    pub packages: HashMap<String, String>,
    /// Build information of the main module, for each such line.
    pub mod_info: Vec<String>,
}

/// Parses the configuration with the name `file`.
///
/// # Errors
/// The file is malformed, or names a shared library.
pub(crate) fn parse(file: &str, text: &str) -> Result<ImportCfg, Stop> {
    let mut cfg = ImportCfg::default();
    for (at, line) in text.split('\n').enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        parse_line(line, &mut cfg).map_err(|bad| match bad {
            Bad::Text(text) => Stop::Fatal(format!("{file}:{}: {text}", at + 1)),
            Bad::Shared => Stop::Unsupported("a package is in a shared library".to_owned()),
        })?;
    }
    Ok(cfg)
}

enum Bad {
    Text(String),
    Shared,
}

fn parse_line(line: &str, cfg: &mut ImportCfg) -> Result<(), Bad> {
    let (verb, args) = line.split_once(' ').unwrap_or((line, ""));
    let args = args.trim();
    match verb {
        "packagefile" => match args.split_once('=') {
            Some((path, file)) if !path.is_empty() && !file.is_empty() => {
                cfg.packages.insert(path.to_owned(), file.to_owned());
            }
            _ => {
                let text = r#"invalid packagefile: syntax is "packagefile path=filename""#;
                return Err(Bad::Text(text.to_owned()));
            }
        },
        "packageshlib" => return Err(Bad::Shared),
        "modinfo" => match quote::unquote(args) {
            Some(info) => cfg.mod_info.push(info),
            None => return Err(Bad::Text("invalid modinfo: invalid syntax".to_owned())),
        },
        _ => {
            let text = format!("unknown directive {}", quote::quote(verb));
            return Err(Bad::Text(text));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        let text = "# c\n\npackagefile a/b=/x=y.a \nmodinfo \"\\x30w\\n\"\r\n";
        let cfg = parse("f", text).unwrap();
        assert_eq!(cfg.packages["a/b"], "/x=y.a");
        assert_eq!(cfg.mod_info, ["0w\n"]);
    }

    #[test]
    fn complaints() {
        let text = |text| match parse("f", text) {
            Err(Stop::Fatal(text)) => text,
            other => panic!("{other:?}"),
        };
        assert_eq!(text("\nx y"), "f:2: unknown directive \"x\"");
        assert_eq!(text("modinfo x"), "f:1: invalid modinfo: invalid syntax");
        let want = "f:1: invalid packagefile: syntax is \"packagefile path=filename\"";
        assert_eq!(text("packagefile x="), want);
        assert_eq!(text("packagefile =x"), want);
        let shared = parse("f", "packageshlib a=b");
        assert!(matches!(shared, Err(Stop::Unsupported(_))));
    }
}
