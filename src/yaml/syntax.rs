//! Mistakes in the syntax, in the words of somebody who writes documents.

/// What git writes before the first version of a conflict.
pub(super) const CONFLICT_MARKER: &str = "<<<<<<<";

/// Where a merge conflict begins, if there is one.
pub(super) fn conflict_marker(text: &str) -> Option<usize> {
    let marker = format!("{CONFLICT_MARKER} ");
    if text.starts_with(&marker) {
        Some(0)
    } else {
        text.find(&format!("\n{marker}")).map(|newline| newline + 1)
    }
}

/// What the parser says, in the words of somebody who writes documents, and what to do. `rest` is the text from the
/// place of the error on.
pub(super) fn explained(information: &str, rest: &str) -> (String, &'static str) {
    let says = |part: &str| information.contains(part);
    if says("unexpected character") {
        let character = rest.chars().next().map(String::from).unwrap_or_default();
        let message = format!("a text cannot begin with `{character}` unless it is in quotes");
        (message, "put the whole text in quotes")
    } else if says("tab") {
        ("a tab stands where YAML takes only spaces".to_owned(), "indent with spaces, not with tabs")
    } else if says("misplaced bracket") {
        ("a bracket or brace closes here that was never opened".to_owned(), "remove it, or open it before")
    } else if says("mapping values are not allowed") {
        (
            "a `:` makes this a key, but no key can stand here".to_owned(),
            "put a text that contains `: ` in quotes, and line keys up with their neighbours",
        )
    } else if says("simple key") {
        (
            "a line without `:` stands before this one, where a key belongs".to_owned(),
            "write `key: value` on each line, and indent the rest of a long text further than its key",
        )
    } else if says("quoted scalar") {
        ("the quotes that open here are never closed".to_owned(), "close the quotes")
    } else if says("flow") || says("','") {
        (
            "a bracket or brace is still open here".to_owned(),
            "close it where its list or mapping ends, and separate the items by commas",
        )
    } else {
        (
            format!("not YAML: {information}"),
            "compare the indentation with the lines above; put texts with special characters in quotes",
        )
    }
}
