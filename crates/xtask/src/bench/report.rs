//! The results as a table for people and as numbers for programs.
//!
//! Counterpart: none.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::Value;
use serde_json::json;

use super::measure::Cost;
use super::picture;
use super::result::Result;
use super::result::megabytes;
use super::result::seconds;
use super::result::times;
use super::table;

/// Describes this machine, without its name or owner.
fn machine() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split(": ").nth(1));
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kilobytes = memory.lines().find_map(|line| {
        line.strip_prefix("MemTotal:")?
            .trim()
            .strip_suffix(" kB")?
            .trim()
            .parse::<u64>()
            .ok()
    });
    format!(
        "{}, {cores} cores, {} GB, {} {}",
        model.unwrap_or("an unknown processor"),
        kilobytes.unwrap_or(0).div_ceil(1 << 20),
        std::env::consts::OS,
        std::env::consts::ARCH
    )
}

/// Returns what was measured now and, of the rows that were not, what stands in `dir` of the
/// same release on the same machine; in the order of the table.
pub(crate) fn with_earlier(dir: &Path, mut results: Vec<Result>, version: &str) -> Vec<Result> {
    let text = fs::read_to_string(dir.join("bench.json")).unwrap_or_default();
    let earlier: Value = serde_json::from_str(&text).unwrap_or_default();
    if earlier["version"] == version && earlier["machine"] == machine() {
        for row in earlier["rows"].as_array().into_iter().flatten() {
            results.extend(read(row).filter(|old| {
                let mut all = results.iter();
                all.all(|result| result.row.name != old.row.name)
            }));
        }
    }
    let place = |result: &Result| table::all().position(|row| row.name == result.row.name);
    results.sort_by_key(place);
    results
}

/// Reads a row as [`numbers`] writes it; none that is not measured any more.
fn read(value: &Value) -> Option<Result> {
    let row = table::find(value["name"].as_str()?)?;
    let cost = |side: &str| {
        Some(Cost {
            wall: value[side]["wall_seconds"].as_f64()?,
            cpu: value[side]["cpu_seconds"].as_f64()?,
        })
    };
    Some(Result {
        row: *row,
        runs: usize::try_from(value["runs"].as_u64()?).ok()?,
        costs: [cost("official")?, cost("vamos")?],
        memory: ["official", "vamos"].map(|side| value[side]["peak_bytes"].as_u64()),
        floor: value["floor_seconds"].as_f64(),
        equal: value["equal"].as_str()?.to_owned(),
    })
}

/// Writes `bench.md`, `bench.json` and `bench.svg`.
pub(crate) fn write(
    dir: &Path,
    results: &[Result],
    version: &str,
    how: &str,
) -> std::result::Result<(), String> {
    let put = |name: &str, text: String| {
        let path = dir.join(name);
        fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))
    };
    fs::create_dir_all(dir).map_err(|error| format!("{}: {error}", dir.display()))?;
    put("bench.md", table(results, version, how))?;
    put("bench.json", numbers(results, version, how)?)?;
    put("bench.svg", picture::draw(results))
}

fn table(results: &[Result], version: &str, how: &str) -> String {
    let mut text = format!(
        "# vamos beside the official command\n\n{version}; {}; measured with {how}, the two \
         programs in turn, medians. Page cache and build caches are warm where a row does not \
         say otherwise. The caches start equal, each side has its own, and the results of \
         each row were compared. Written by `cargo xtask bench`.\n\n\
         ![wall time of vamos, of the official command's](bench.svg)\n\n",
        machine()
    );
    text += "| work | official | vamos | wall | user+sys | peak memory | bar | floor | runs |\n";
    text += "|---|---|---|---|---|---|---|---|---|\n";
    for result in results {
        let bars = result
            .bars()
            .into_iter()
            .map(|(text, is_met)| match is_met {
                true => text,
                false => format!("{text} (missed)"),
            });
        let bars: Vec<String> = bars.collect();
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} → {} ({}) | {} → {} | {} | {} | {} |",
            result.row.title,
            seconds(result.costs[0].wall),
            seconds(result.costs[1].wall),
            times(result.ratio()),
            seconds(result.costs[0].cpu),
            seconds(result.costs[1].cpu),
            times(result.cpu_ratio()),
            megabytes(result.memory[0]),
            megabytes(result.memory[1]),
            bars.join(", "),
            result.floor.map_or("–".to_owned(), seconds),
            result.runs,
        );
    }
    let losers: Vec<&Result> = results
        .iter()
        .filter(|result| result.ratio() >= 1.0)
        .collect();
    text += "\n## Rows that we lose\n\n";
    if losers.is_empty() {
        text += "None of these.\n";
    }
    for result in losers {
        let _ = writeln!(text, "- {}: {}", result.row.title, result.summary());
    }
    text
}

fn numbers(results: &[Result], version: &str, how: &str) -> std::result::Result<String, String> {
    let rows = results.iter().map(|result| {
        let side = |index: usize| {
            json!({
                "wall_seconds": result.costs[index].wall,
                "cpu_seconds": result.costs[index].cpu,
                "peak_bytes": result.memory[index],
            })
        };
        json!({
            "name": result.row.name,
            "title": result.row.title,
            "runs": result.runs,
            "official": side(0),
            "vamos": side(1),
            "wall_ratio": result.ratio(),
            "cpu_ratio": result.cpu_ratio(),
            "wanted_ratio": result.row.wanted,
            "bars": result.bars().iter().map(|(text, is_met)| json!({"bar": text, "met": is_met})).collect::<Vec<_>>(),
            "floor_seconds": result.floor,
            "equal": result.equal,
        })
    });
    let value = json!({
        "version": version,
        "machine": machine(),
        "measured_with": how,
        "rows": rows.collect::<Vec<_>>(),
    });
    let text = serde_json::to_string_pretty(&value).map_err(|error| error.to_string())?;
    Ok(text + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::rows::ROWS;
    use crate::bench::rows::Row;

    fn result(official: f64, vamos: f64) -> Result {
        let cost = |wall| Cost { wall, cpu: wall };
        Result {
            row: Row {
                title: "a <row>",
                wanted: 0.5,
                ..ROWS[0]
            },
            runs: 3,
            costs: [cost(official), cost(vamos)],
            memory: [Some(3 << 20), None],
            floor: Some(0.0061),
            equal: "binaries equal".to_owned(),
        }
    }

    #[test]
    fn tables_have_ratios_bars_and_losses() {
        let text = table(&[result(0.4, 0.02), result(2.0, 2.5)], "go1", "a clock");
        assert!(text.contains(
            "| a <row> | 400 ms | 20.0 ms | 1/20.0 | 400 ms → 20.0 ms (1/20.0) | 3 MB → – | 1/2.0, user+sys 1/15.0, 12.2 ms (missed) | 6.1 ms | 3 |"
        ));
        assert!(text.contains("1/2.0 (missed), user+sys 1/15.0 (missed)"));
        assert!(text.contains("- a <row>: 2.00 s <> 2.50 s (1.250)"));
    }

    #[test]
    fn rows_that_were_not_measured_stay() {
        let temp = tempfile::tempdir().unwrap();
        let named = |at: usize, vamos: f64| Result {
            row: ROWS[at],
            ..result(1.0, vamos)
        };
        let walls = |results: &[Result]| -> Vec<f64> {
            results.iter().map(|result| result.costs[1].wall).collect()
        };
        let first = vec![named(0, 0.1), named(2, 0.2)];
        write(temp.path(), &first, "go1", "a clock").unwrap();
        let now = || vec![named(2, 0.3), named(1, 0.4)];
        let all = with_earlier(temp.path(), now(), "go1");
        assert_eq!(walls(&all), [0.1, 0.4, 0.3]);
        assert_eq!(
            (all[0].floor, all[0].memory),
            (Some(0.0061), first[0].memory)
        );
        let other = with_earlier(temp.path(), now(), "go2");
        assert_eq!(walls(&other), [0.4, 0.3]);
    }

    #[test]
    fn pictures_are_escaped_and_end() {
        let text = picture::draw(&[result(0.4, 0.02), result(2.0, 2.5)]);
        assert!(text.contains("a &lt;row&gt;"));
        assert!(text.ends_with("</svg>\n"));
    }
}
