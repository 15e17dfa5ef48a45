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

/// Returns the current results and, for rows without one, the results in `dir` for the same release
/// on the same machine; in the order of the table.
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
    put("bench.md", table(results, version, how, &machine()))?;
    put("bench.json", numbers(results, version, how)?)?;
    put("bench.svg", picture::draw(results))
}

/// Explanations of the columns that are no measurements.
const MEANINGS: &str = "\
A *bar* is the target of a row: the wall time of vamos as a part of the official command's, and \
likewise its processor time (user+sys) and its memory, or a wall time. A missed bar is marked. A \
*floor* is the minimum work, measured alone: a stat of every file that the result depends on, or \
the tools that must run. A floor above the time of the whole command is not shown.\n\n\
The rows are for the SDK named above. With another one, parts may be left to its tools: `vamos doctor` \
shows which, and what helps ([commands.md](commands.md#releases)).\n";

fn table(results: &[Result], version: &str, how: &str, machine: &str) -> String {
    let mut text = format!(
        "# vamos and the official command\n\n{version}; {machine}; measured with {how}, the two \
         programs in turn, medians. Page cache and build caches are warm unless a row states \
         otherwise. The caches start equal, each side has its own, and the results of \
         each row were compared. Written by `cargo xtask bench`.\n\n\
         ![wall time of vamos, of the official command's](bench.svg)\n\n{MEANINGS}\n"
    );
    text += "| work | official | vamos | wall | user+sys | peak memory | bar | floor | runs |\n";
    text += "|---|---|---|---|---|---|---|---|---|\n";
    for result in results {
        let bars = result.bars().into_iter().map(|(text, is_met)| {
            if is_met {
                text
            } else {
                format!("{text} (missed)")
            }
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
            result.known_floor().map_or("–".to_owned(), seconds),
            result.runs,
        );
    }
    text += "\n## Rows that we lose\n\n";
    let lost: Vec<String> = results.iter().filter_map(lost).collect();
    if lost.is_empty() {
        text += "None of these.\n";
    } else {
        text += &lost.concat();
    }
    text
}

/// Returns the line of a row in which vamos is slower, or misses a bar.
fn lost(result: &Result) -> Option<String> {
    let missed = result.missed();
    let is_slower = result.ratio() >= 1.0 && !result.row.is_beside_own;
    if missed.is_empty() && !is_slower {
        return None;
    }
    let title = result.row.title;
    let word = if is_slower {
        "slower"
    } else {
        "faster, but not by enough"
    };
    Some(format!(
        "- {title}: {word}; {} instead of {} ({}), user+sys {}; missed: {}\n",
        seconds(result.costs[1].wall),
        seconds(result.costs[0].wall),
        times(result.ratio()),
        times(result.cpu_ratio()),
        missed.join(", "),
    ))
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
            "floor_seconds": result.known_floor(),
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

    /// The rows of README.md, by how their lines begin.
    const IN_README: &[(&str, &str)] = &[
        ("build, nothing changed", "noop"),
        ("edit the main package", "edit-main"),
        ("edit a function body", "edit-body"),
        ("`test ./...`", "test-cached"),
        ("`vet ./...`", "vet-noop"),
        ("add a function there, build", "edit-function"),
        ("cold build", "cold"),
    ];

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
        let results = [result(0.4, 0.02), result(2.0, 2.5), result(0.9, 0.005)];
        let text = table(&results, "go1", "a clock", "a machine");
        assert!(text.contains(
            "| a <row> | 400 ms | 20.0 ms | 1/20.0 | 400 ms → 20.0 ms (1/20.0) | 3 MB → – | 1/2.0, user+sys 1/15.0, 12.2 ms (missed) | 6.1 ms | 3 |"
        ));
        assert!(text.contains("1/2.0 (missed), user+sys 1/15.0 (missed)"));
        let lost = text.split_once("## Rows that we lose\n\n").unwrap().1;
        assert_eq!(
            lost,
            "- a <row>: faster, but not by enough; 20.0 ms instead of 400 ms (1/20.0), user+sys \
             1/20.0; missed: 12.2 ms\n\
             - a <row>: slower; 2.50 s instead of 2.00 s (1.25), user+sys 1.25; missed: 1/2.0, \
             user+sys 1/15.0, 12.2 ms\n"
        );
        // The last row took less than its floor.
        assert!(
            text.contains("| 1/2.0, user+sys 1/15.0 | – | 3 |"),
            "{text}"
        );
    }

    #[test]
    fn the_table_in_docs_is_that_of_its_numbers() {
        let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
        let numbers = fs::read_to_string(docs.join("bench.json")).unwrap();
        let numbers: Value = serde_json::from_str(&numbers).unwrap();
        let text = |name: &str| numbers[name].as_str().unwrap().to_owned();
        let rows = numbers["rows"].as_array().unwrap();
        let results: Vec<Result> = rows.iter().filter_map(read).collect();
        assert_eq!(results.len(), rows.len());
        let (version, how, machine) = (text("version"), text("measured_with"), text("machine"));
        let table = table(&results, &version, &how, &machine);
        let written = fs::read_to_string(docs.join("bench.md")).unwrap();
        assert_eq!(
            table, written,
            "docs/bench.md does not match docs/bench.json"
        );
        // README.md repeats some of the rows.
        let readme = fs::read_to_string(docs.join("../README.md")).unwrap();
        for (title, row) in IN_README {
            let line = readme
                .lines()
                .find(|line| line.starts_with(&format!("| {title}")));
            let result = results.iter().find(|result| result.row.name == *row);
            let [official, own] = result.unwrap().costs.map(|cost| seconds(cost.wall));
            let end = format!(" | {official} | {own} |");
            assert!(
                line.is_some_and(|line| line.ends_with(&end)),
                "{title}: want {end}"
            );
        }
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
