//! Comparison of test output.
//!
//! Counterpart: none.

use vamos_testkit::normalize;

/// Compares two outputs; returns how much was compared.
pub fn same(official: &str, ours: &str) -> Result<String, String> {
    if official == ours {
        return Ok(format!("{} bytes equal", official.len()));
    }
    let mut pairs = official.lines().zip(ours.lines());
    let first = pairs.find(|(theirs, ours)| theirs != ours);
    Err(format!("the output differs: {first:?}"))
}

/// Replaces how long each test took, or that its result was cached.
pub fn masked(output: &str) -> String {
    normalize(output).replace("\t(cached)", "\t$TIME")
}

/// Checks that the outputs have the same verdicts, and ours only cached results.
pub fn all_cached(official: &str, ours: &str) -> Result<String, String> {
    same(&masked(official), &masked(ours))?;
    let results = || ours.lines().filter(|line| line.starts_with("ok  \t"));
    match results().find(|line| !line.contains("\t(cached)")) {
        Some(line) => Err(format!("a test was run: {line}")),
        None => Ok(format!("{} results, all cached", results().count())),
    }
}

#[cfg(test)]
mod tests {
    use super::all_cached;
    use super::masked;
    use super::same;

    const RAN: &str = "ok  \tp\t0.1s\tcoverage: 5%\n?   \tq\t[no test files]\n";
    const CACHED: &str = "ok  \tp\t(cached)\tcoverage: 5%\n?   \tq\t[no test files]\n";

    #[test]
    fn times_do_not_count() {
        same(&masked(RAN), &masked(CACHED)).unwrap();
        same(RAN, CACHED).unwrap_err();
        same(&masked(RAN), &masked(&RAN.replace("5%", "6%"))).unwrap_err();
    }

    #[test]
    fn results_that_are_not_cached_are_found() {
        assert_eq!(all_cached(RAN, CACHED).unwrap(), "1 results, all cached");
        all_cached(RAN, RAN).unwrap_err();
        all_cached(RAN, "ok  \tp\t(cached)\n").unwrap_err();
    }
}
