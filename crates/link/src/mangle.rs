//! Pass `mangleTypeSym`: short names for types, where plugins compare them.
//!
//! Counterpart: cmd/link/internal/ld/lib.go (`mangleTypeSym`).

use vamos_base::Digest;
use vamos_base::golang::base64;

use crate::context::Link;
use crate::error::Stop;
use crate::loader::Attr;
use crate::loader::Sym;

/// Sets the names that others see of live types and instantiated functions, if package
/// plugin is linked.
pub(crate) fn mangle_type_sym(link: &mut Link<'_>) -> Result<(), Stop> {
    if !link.can_use_plugins {
        return Ok(());
    }
    let ldr = &mut link.ldr;
    let live: Vec<Sym> = ldr.with(Attr::Reachable).iter().collect();
    for sym in live {
        if let Some(name) = mangled(ldr.name(sym)) {
            ldr.extra.extname.insert(sym, name.into());
        }
    }
    Ok(())
}

/// Returns the short name of a type, or of a function whose name contains one.
fn mangled(name: &[u8]) -> Option<Vec<u8>> {
    let has_at = name.contains(&b'@');
    let typ = name.strip_prefix(b"type:");
    let is_kept = name.starts_with(b"type:runtime.") || name.starts_with(b"go:string.");
    if is_kept || (typ.is_none() && !has_at) || (name.len() <= 14 && !has_at) {
        return None;
    }
    let mut short;
    match typ {
        Some(typ) => {
            short = b"type:".to_vec();
            if typ.starts_with(b".") {
                short.push(b'.');
            }
            short.extend(hash(typ));
        }
        None => {
            let open = name.iter().position(|&byte| byte == b'[');
            // Without a bracket, all of the name is hashed.
            let start = open.map_or(0, |at| at + 1);
            let close = name.iter().rposition(|&byte| byte == b']');
            let end = close.filter(|&end| end >= start).unwrap_or(name.len());
            short = name[..start].to_vec();
            short.extend(hash(&name[start..end]));
            short.extend(&name[end..]);
        }
    }
    Some(short)
}

fn hash(text: &[u8]) -> Vec<u8> {
    let mut sum = Digest::of(text).0;
    sum[0] ^= 0xff;
    base64::encode(&sum[..6]).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::mangled;

    #[test]
    fn names() {
        for kept in [
            "main.main",
            "type:runtime.g[a@b]",
            "type:*int",
            "go:string.\"@\"",
        ] {
            assert_eq!(mangled(kept.as_bytes()), None, "{kept}");
        }
        let short = |name: &str| String::from_utf8(mangled(name.as_bytes()).unwrap()).unwrap();
        assert_eq!(short("type:map[string]int").len(), 5 + 8);
        assert!(short("type:.eq.main.pair").starts_with("type:."));
        let generic = short("main.f[go.shape.struct { a@b }]");
        assert!(
            generic.starts_with("main.f[") && generic.ends_with(']'),
            "{generic}"
        );
    }
}
