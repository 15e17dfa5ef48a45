//! The hash of a tree of files: the hash in go.sum.
//!
//! Counterpart: golang.org/x/mod/sumdb/dirhash (`Hash1`), cmd/go/internal/modfetch/fetch.go
//! (`goModSum`).

use vamos_base::Digest;
use vamos_base::Sha256;
use vamos_base::golang::base64;
use vamos_base::golang::os_str;

use crate::ZipError;

/// Returns the `h1:` hash of files by their names and contents; sorts them.
pub fn hash1(files: &mut [(&str, Digest)]) -> Result<String, ZipError> {
    files.sort_by(|a, b| os_str::encode(a.0).cmp(&os_str::encode(b.0)));
    let mut tree = Sha256::new();
    for (name, digest) in files {
        if name.contains('\n') {
            return Err(ZipError::NewlineInName);
        }
        tree.update(digest.hex().as_bytes());
        tree.update(b"  ");
        tree.update(&os_str::encode(name));
        tree.update(b"\n");
    }
    Ok(format!("h1:{}", base64::encode(&tree.finish().0)))
}

/// Returns the hash of a go.mod file alone.
pub fn go_mod_sum(bytes: &[u8]) -> String {
    let hash = hash1(&mut [("go.mod", Digest::of(bytes))]);
    hash.expect("the one name is fine")
}

#[cfg(test)]
mod tests {
    use super::go_mod_sum;
    use super::hash1;
    use vamos_base::Digest;

    #[test]
    fn sums_of_go_mod_files() {
        // The known hash of an empty file.
        assert_eq!(
            go_mod_sum(b""),
            "h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY="
        );
        // rsc.io/quote v1.5.2.
        let text = "module \"rsc.io/quote\"\n\nrequire \"rsc.io/sampler\" v1.3.0\n";
        assert_eq!(
            go_mod_sum(text.as_bytes()),
            "h1:LzX7hefJvL54yjefDEDHNONDjII0t9xZLPXsUe+TKr0="
        );
    }

    #[test]
    fn order_does_not_matter_and_newlines_do() {
        let (a, b) = (("a", Digest::of(b"1")), ("b", Digest::of(b"2")));
        assert_eq!(hash1(&mut [a, b]).unwrap(), hash1(&mut [b, a]).unwrap());
        assert!(hash1(&mut [("a\nb", Digest::of(b""))]).is_err());
    }
}
