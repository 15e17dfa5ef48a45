//! Comparison of the rows of a page with the rows of a text.
//!
//! A row is its words, sorted: the page may have them in another order.
//! Counterpart: none.

use serde_json::Value;

use super::browser::Browser;

/// The rows of tables and the pairs of lists, as the browser shows them.
const ROWS: &str = "[...document.querySelectorAll('tr, dl > div')]\
    .filter(row => !row.querySelector('th'))\
    .map(row => [...row.children].map(cell => cell.dataset.value || cell.innerText).join(' '))";

/// Returns a row: its words, sorted.
fn row(text: &str) -> String {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    words.sort_unstable();
    words.join(" ")
}

/// Returns the rows of a text: the lines below the first one that have a number.
pub(super) fn of_text(text: &str) -> Vec<String> {
    let has_number = |line: &&str| {
        let mut words = line.split_whitespace();
        words.any(|word| {
            word.trim_start_matches(['+', '-'])
                .starts_with(|c: char| c.is_ascii_digit())
        })
    };
    let lines = text.lines().filter(has_number);
    // The first lines of `timings` and `size` name the command and the files.
    let is_row = |line: &&str| {
        line.starts_with(' ') || !line.starts_with("vamos ") && !line.contains(" bytes")
    };
    lines.filter(is_row).map(row).collect()
}

/// Returns the rows of the JSON of a graph.
pub(super) fn of_graph(json: &str) -> Result<Vec<String>, String> {
    let graph: Value = serde_json::from_str(json).map_err(|error| error.to_string())?;
    let has_files = graph["Files"] != 0;
    let length = |value: &Value| value.as_array().map_or(0, Vec::len).to_string();
    let nodes = graph["List"].as_array().into_iter().flatten();
    let line = |node: &Value| {
        let mut words = vec![
            node["Name"].as_str().unwrap_or_default().to_owned(),
            node["Kind"].as_str().unwrap_or_default().to_owned(),
            length(&node["Imports"]),
            length(&node["ImportedBy"]),
            node["Needs"].to_string(),
            node["NeededBy"].to_string(),
        ];
        if has_files {
            words.extend([node["Files"].to_string(), node["Bytes"].to_string()]);
        }
        row(&words.join(" "))
    };
    Ok(nodes.map(line).collect())
}

/// Returns the rows of the page.
pub(super) fn shown(browser: &mut Browser) -> Result<Vec<String>, String> {
    let found = browser.value(ROWS)?;
    let rows = found.as_array().ok_or("the page has no rows")?;
    Ok(rows.iter().filter_map(Value::as_str).map(row).collect())
}

/// Fails if a row of the text is not on the page, or one of a table not in the text; returns
/// how many were compared.
pub(super) fn compare(text: &[String], shown: &[String]) -> Result<usize, String> {
    if text.is_empty() {
        return Err("the text has no rows".to_owned());
    }
    let missing = text.iter().find(|row| !shown.contains(row));
    if let Some(row) = missing {
        return Err(format!("the page lacks {row:?}"));
    }
    // Pages have the sums of their tables once more on top.
    let more = shown.iter().filter(|row| !text.contains(row)).count();
    if more <= 5 {
        Ok(text.len())
    } else {
        Err(format!("the page has {more} rows that the text lacks"))
    }
}

/// Searches in a graph, and chooses a node in the table and one in the picture.
const USE: &str = "(() => {
    const search = document.getElementById('search');
    const visible = () => rows.filter(row => row.offsetParent !== null);
    const cells = [...visible()[0].cells].map(cell => cell.innerText);
    search.value = cells[0]; search.dispatchEvent(new Event('input'));
    const found = visible().map(row => row.cells[0].innerText);
    search.value = ''; search.dispatchEvent(new Event('input'));
    rows[0].querySelector('button').click();
    const listed = document.querySelectorAll('#chosen li').length;
    const near = document.querySelectorAll('svg .node.near').length;
    const neighbours = new Set([...sides].flatMap(([, lists]) => lists[0])).size;
    boxes[boxes.length - 1].dispatchEvent(new Event('click'));
    const title = document.querySelector('#chosen h2').innerText;
    document.querySelectorAll('#list th')[5].click();
    const order = rows.slice().map(row => row).length === visible().length
        && [...document.querySelectorAll('#list tbody tr')].map(row => Number(row.cells[5].innerText));
    return { name: cells[0], found, all: visible().length, listed, direct: Number(cells[2]) + Number(cells[3])
        + data.tests[0].length + sides[3][1][0].length, near, neighbours, title,
        last: nameOf(rows.length - 1), order };
})()";

/// Uses a graph as a reader would; returns a description of the steps.
pub(super) fn use_graph(browser: &mut Browser, text: &[String]) -> Result<String, String> {
    let used = browser.value(USE)?;
    let found = used["found"].as_array().map_or(0, Vec::len);
    let is_found = used["found"]
        .as_array()
        .is_some_and(|rows| rows.contains(&used["name"]));
    let order: Vec<u64> = used["order"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_u64)
        .collect();
    let is_sorted = order.len() == text.len() && order.is_sorted_by(|a, b| a >= b);
    let is_right = is_found
        && found <= text.len()
        && used["all"] == text.len()
        && used["listed"] == used["direct"]
        && used["near"] == used["neighbours"]
        && used["title"] == used["last"]
        && is_sorted;
    if is_right {
        Ok(format!(", {} listed of the first one", used["listed"]))
    } else {
        Err(format!("searching and choosing gives {used}"))
    }
}
