//! Lists in Go sources that are written one item a line.
//!
//! Counterpart: none.

/// Returns the names of a block of constants, from the line on that starts with `first`.
pub(super) fn names(text: &str, first: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim);
    let lines = lines.skip_while(|line| !line.starts_with(first));
    let name = |line: &str| {
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let end = line.find(|c| !is_word(c)).unwrap_or(line.len());
        line[..end].to_owned()
    };
    let names = lines.take_while(|line| *line != ")").map(name);
    names
        .filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))
        .collect()
}

/// Returns the items of a variable that have keys, in order.
pub(super) fn keyed<'t>(text: &'t str, variable: &str) -> Vec<(&'t str, &'t str)> {
    let first = format!("var {variable} ");
    let mut lines = text.lines().skip_while(|line| !line.starts_with(&first));
    lines.next();
    let lines = lines.map(str::trim).take_while(|line| *line != "}");
    let items = lines.filter_map(|line| line.split_once(':'));
    items
        .map(|(key, value)| (key.trim(), value.trim().trim_end_matches(',')))
        .collect()
}

/// Returns the items of a variable that is a list, without comments.
pub(super) fn items(text: &str, variable: &str) -> Vec<String> {
    let first = format!("var {variable} ");
    let mut lines = text.lines().skip_while(|line| !line.starts_with(&first));
    lines.next();
    let mut items = Vec::new();
    for line in lines.take_while(|line| *line != "}") {
        let line = line.split("//").next().unwrap_or_default();
        let plain = match (line.find("/*"), line.find("*/")) {
            (Some(start), Some(end)) => [&line[..start], &line[end + 2..]].concat(),
            _ => line.to_owned(),
        };
        let found = plain
            .split(',')
            .map(str::trim)
            .filter(|item| !item.is_empty());
        items.extend(found.map(str::to_owned));
    }
    items
}

/// Returns a number: decimal, or hexadecimal with a prefix.
pub(super) fn number(text: &str) -> Option<u64> {
    match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::items;
    use super::keyed;
    use super::names;

    #[test]
    fn lists_of_go() {
        let text = "const (\n\tA int = iota // first\n\t_\n\tB\n)\n\
            var m = [...]int{\n\tA: 1, // one\n\tB:   (2 + 3) / 8,\n}\n\
            var l = [...]uint16{\n\tuint16(A),\n\t/*1*/ 0x0A, 3,\n}\n";
        assert_eq!(names(text, "A int"), ["A", "B"]);
        assert_eq!(keyed(text, "m"), [("A", "1, // one"), ("B", "(2 + 3) / 8")]);
        assert_eq!(items(text, "l"), ["uint16(A)", "0x0A", "3"]);
    }
}
