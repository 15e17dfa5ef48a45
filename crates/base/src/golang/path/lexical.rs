//! Taking paths apart and putting them together.
//!
//! Counterpart: path/filepath/path.go, internal/filepathlite (unix).

use std::borrow::Cow;

/// Returns the shortest name of the same path by text alone (`filepath.Clean`).
pub fn clean(path: &str) -> String {
    cleaned(path).into_owned()
}

/// Returns [`clean`] of `path`, borrowed where nothing changes.
pub fn cleaned(path: &str) -> Cow<'_, str> {
    if is_clean(path) {
        return Cow::Borrowed(path);
    }
    let rooted = is_abs(path);
    let mut kept: Vec<&str> = Vec::new();
    for element in path.split('/') {
        match element {
            "" | "." => {}
            ".." => match kept.last() {
                Some(&last) if last != ".." => {
                    kept.pop();
                }
                None if rooted => {}
                _ => kept.push(".."),
            },
            _ => kept.push(element),
        }
    }
    let mut out = String::with_capacity(path.len() + 1);
    if rooted {
        out.push('/');
    } else if kept.is_empty() {
        out.push('.');
    }
    for (i, element) in kept.iter().enumerate() {
        if i > 0 {
            out.push('/');
        }
        out.push_str(element);
    }
    Cow::Owned(out)
}

/// Reports whether [`clean`] would not change `path`.
pub fn is_clean(path: &str) -> bool {
    if path == "." || path == "/" {
        return true;
    }
    let body = path.strip_prefix('/');
    let rooted = body.is_some();
    let mut may_go_up = !rooted;
    body.unwrap_or(path)
        .split('/')
        .all(|element| match element {
            "" | "." => false,
            ".." => may_go_up,
            _ => {
                may_go_up = false;
                true
            }
        })
}

/// Joins the elements that are not empty and cleans the result; of nothing: nothing.
pub fn join(elements: &[&str]) -> String {
    let length = elements.iter().map(|element| element.len() + 1).sum();
    let mut out = String::with_capacity(length);
    for element in elements {
        if !out.is_empty() {
            out.push('/');
        }
        out.push_str(element);
    }
    if out.is_empty() || is_clean(&out) {
        return out;
    }
    clean(&out)
}

/// Splits right after the last slash, so that both parts together are `path`.
pub fn split(path: &str) -> (&str, &str) {
    path.split_at(path.rfind('/').map_or(0, |slash| slash + 1))
}

/// Returns all but the last element, cleaned: `.` for none.
pub fn dir(path: &str) -> String {
    let head = split(path).0;
    let parent = match head.strip_suffix('/') {
        Some("") | None => head,
        Some(parent) => parent,
    };
    clean(parent)
}

/// Returns the last element: `.` of nothing, `/` of slashes only.
pub fn base(path: &str) -> &str {
    if path.is_empty() {
        return ".";
    }
    let trimmed = path.trim_end_matches('/');
    if trimmed.is_empty() {
        return "/";
    }
    split(trimmed).1
}

/// Returns the last element's suffix from its last dot on; empty without one.
pub fn ext(path: &str) -> &str {
    let name = split(path).1;
    name.rfind('.').map_or("", |dot| &name[dot..])
}

/// Reports whether `path` starts at the root.
pub fn is_abs(path: &str) -> bool {
    path.starts_with('/')
}

/// Reports whether `path` is relative, not empty and stays below where it starts
/// (`filepath.IsLocal`).
pub fn is_local(path: &str) -> bool {
    if path.is_empty() || is_abs(path) {
        return false;
    }
    let path = cleaned(path);
    path != ".." && !path.starts_with("../")
}

/// Splits the value of a PATH-like variable; nothing of an empty value.
pub fn split_list(list: &str) -> Vec<&str> {
    if list.is_empty() {
        return Vec::new();
    }
    list.split(':').collect()
}

/// Returns a path that leads from `base_path` to `target` by text alone. The error is
/// the sentence that upstream prints.
pub fn rel(base_path: &str, target: &str) -> Result<String, String> {
    let base_clean = cleaned(base_path);
    let target_clean = cleaned(target);
    if base_clean == target_clean {
        return Ok(".".to_owned());
    }
    let from = if base_clean == "." { "" } else { &*base_clean };
    let to = &*target_clean;
    let cannot = || format!("Rel: can't make {target} relative to {base_path}");
    if is_abs(from) != is_abs(to) {
        return Err(cannot());
    }
    let (from_rest, to_rest) = after_common(from, to);
    if from_rest.split('/').next() == Some("..") {
        return Err(cannot());
    }
    if from_rest.is_empty() {
        return Ok(to_rest.to_owned());
    }
    let ups = from_rest.matches('/').count() + 1;
    let mut out = String::with_capacity(3 * ups + to_rest.len());
    out.push_str("..");
    for _ in 1..ups {
        out.push_str("/..");
    }
    if !to_rest.is_empty() {
        out.push('/');
        out.push_str(to_rest);
    }
    // "." among the target's parts only occurs as the whole of it.
    Ok(clean(&out))
}

/// Returns the rests of two clean paths from their first differing element on.
fn after_common<'a, 'b>(from: &'a str, to: &'b str) -> (&'a str, &'b str) {
    let (mut from_rest, mut to_rest) = (from, to);
    loop {
        let (from_first, from_next) = from_rest.split_once('/').unwrap_or((from_rest, ""));
        let (to_first, to_next) = to_rest.split_once('/').unwrap_or((to_rest, ""));
        if from_first != to_first || (from_rest.is_empty() && to_rest.is_empty()) {
            return (from_rest, to_rest);
        }
        (from_rest, to_rest) = (from_next, to_next);
    }
}

#[cfg(test)]
mod tests;
