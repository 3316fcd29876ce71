//! Writes a Markdown table whose cells are already escaped, cut to a number of rows.

/// The table, or nothing without rows; what is cut is counted below it.
pub(crate) fn table(head: &[&str], rows: impl ExactSizeIterator<Item = Vec<String>>, most: usize) -> String {
    let count = rows.len();
    if count == 0 {
        return String::new();
    }
    let mut out = format!("| {} |\n|{}\n", head.join(" | "), "---|".repeat(head.len()));
    for row in rows.take(most) {
        out.push_str("| ");
        out.push_str(&row.join(" | "));
        out.push_str(" |\n");
    }
    if count > most {
        out.push_str(&more(count - most));
    }
    out.push('\n');
    out
}

/// Says how many are left out.
pub(crate) fn more(count: usize) -> String {
    format!("\nand {count} more\n")
}
