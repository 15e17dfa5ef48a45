//! Replaces names and positions of generated code by names and positions of the source.
//!
//! Counterpart: cmd/go/internal/work/shell.go (`reportCmd`), since
//! Go 1.27 exec.go (`build`).

use vamos_release::Release;

/// Returns the compiler's output about a package for display: names of generated code become names
/// of the source. `uses_cgo` is true if the package uses cgo.
pub fn readable_names(release: Release, uses_cgo: bool, text: String) -> String {
    if release.cleans_up_compiler_output_only() {
        return match uses_cgo {
            true => plain_names(&text),
            false => text,
        };
    }
    clean_up(&text).unwrap_or(text)
}

/// Removes `[…x.cgo1.go:18]` after positions and turns `_Ctype_int` into `C.int`. `None` if
/// the text has no such position.
pub(crate) fn clean_up(text: &str) -> Option<String> {
    if !text.contains(".cgo1.go:") && !text.contains(".cover.go:") {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut is_found = false;
    while let Some(start) = rest.find('[') {
        let (before, bracket) = rest.split_at(start);
        out.push_str(before);
        match generated_position(bracket) {
            Some(length) => {
                is_found = true;
                rest = &bracket[length..];
            }
            None => {
                out.push('[');
                rest = &bracket[1..];
            }
        }
    }
    out.push_str(rest);
    is_found.then(|| plain_names(&out))
}

/// Returns the length of the `[file.cgo1.go:line:column]` that `text` begins with.
fn generated_position(text: &str) -> Option<usize> {
    let end = text[1..].find(['[', ']'])? + 1;
    if !text[end..].starts_with(']') {
        return None;
    }
    let mut inner = &text[1..end];
    let mut numbers = 0;
    while let Some((before, number)) = inner.rsplit_once(':') {
        let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        if !is_number || numbers == 2 {
            break;
        }
        numbers += 1;
        inner = before;
        let stem = inner
            .strip_suffix(".cgo1.go")
            .or(inner.strip_suffix(".cover.go"));
        if stem.is_some_and(|stem| !stem.is_empty()) {
            return Some(end + 1);
        }
    }
    None
}

/// Turns cgo's names for names of C into `C.name`.
pub(crate) fn plain_names(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut rest = text;
    while let Some(start) = rest.find("_C") {
        let (before, name) = rest.split_at(start);
        out.push_str(before);
        let is_begin = !out.ends_with(is_word);
        match mangled(name).filter(|length| is_begin && name[*length..].starts_with(is_word)) {
            Some(length) => {
                out.push_str("C.");
                rest = &name[length..];
                // No mark can begin inside the name.
                let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                out.push_str(&rest[..end]);
                rest = &rest[end..];
            }
            None => {
                out.push_str("_C");
                rest = &name[2..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// Returns the length of the mark at the start of `name`, such as `_Ctype_`.
fn mangled(name: &str) -> Option<usize> {
    let rest = &name[2..];
    let rest = rest.strip_prefix('2').unwrap_or(rest);
    let mut kinds = ["type_", "func_", "var_", "macro_"].into_iter();
    let rest = kinds.find_map(|kind| rest.strip_prefix(kind))?;
    Some(name.len() - rest.len())
}

#[cfg(test)]
mod tests {
    use super::clean_up;

    #[test]
    fn positions_and_names_become_those_of_the_source() {
        let text = "x.go:7[/tmp/b001/x.cgo1.go:9:2]: cannot use [2]*_Ctype_int as _C2func_f\n";
        let clean = "x.go:7: cannot use [2]*C.int as C.f\n";
        assert_eq!(clean_up(text).as_deref(), Some(clean));
        let text = "[a[x.cgo1.go:1]] _Cvar_ _Ctype_ x_Ctype_a _Cmacro_B_Ctype_c";
        let clean = "[a] _Cvar_ _Ctype_ x_Ctype_a C.B_Ctype_c";
        assert_eq!(clean_up(text).as_deref(), Some(clean));
        assert_eq!(clean_up("[x.cover.go:3]y").as_deref(), Some("y"));
    }

    #[test]
    fn other_text_stays() {
        for text in [
            "a _Ctype_b",
            "[x.cgo1.go:]",
            "[.cgo1.go:1]",
            "[x.cgo1.go:1:2:3]",
            "[x.cgo1.go:1",
        ] {
            assert_eq!(clean_up(text), None, "{text}");
        }
    }
}
