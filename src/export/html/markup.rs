//! The pieces that all sections are made of. What comes from others is escaped here and nowhere else.

use crate::diff::short_commit;
use crate::export::model::Model;
use crate::render::escape::{clip, markup, markup_message, uri_path};

/// The most characters of one foreign text.
const LONGEST_TEXT: usize = 500;

/// Foreign text.
pub(super) fn text(foreign: &str) -> String {
    markup(&clip(foreign, LONGEST_TEXT))
}

/// A sentence whose backquotes mark what is quoted.
pub(super) fn message(sentence: &str) -> String {
    markup_message(&clip(sentence, LONGEST_TEXT))
}

/// A web address that is safe to follow; none for `javascript:` and everything else that is no page.
pub(super) fn address(written: &str) -> Option<&str> {
    let written = written.trim();
    let lower = written.get(..8).unwrap_or(written).to_ascii_lowercase();
    let is_web = lower.starts_with("https://") || lower.starts_with("http://");
    let is_plain = written.chars().all(|character| character.is_ascii_graphic());
    (is_web && is_plain && written.len() <= 2000).then_some(written)
}

/// A link where the address is one that can be followed, else the label alone.
pub(super) fn link(written: &str, label: &str) -> String {
    match address(written) {
        Some(address) => format!("<a href=\"{}\" rel=\"noopener\">{}</a>", markup(address), text(label)),
        None => text(label),
    }
}

/// A commit, with a link to it where the project's repository is on a service whose addresses are known.
pub(super) fn commit(model: &Model, id: &str) -> String {
    let code = format!("<code title=\"{}\">{}</code>", text(id), text(&short_commit(id)));
    match model.project.repository.as_deref().and_then(|repository| commit_address(repository, id)) {
        Some(address) => format!("<a href=\"{}\" rel=\"noopener\">{code}</a>", markup(&address)),
        None => code,
    }
}

fn commit_address(repository: &str, id: &str) -> Option<String> {
    let base = address(repository)?.trim_end_matches('/');
    let base = base.strip_suffix(".git").unwrap_or(base);
    let below = |host: &str| base.strip_prefix(host).is_some_and(|rest| rest.split('/').count() == 2);
    if below("https://github.com/") || below("https://codeberg.org/") {
        Some(format!("{base}/commit/{id}"))
    } else if base.starts_with("https://gitlab.com/") {
        Some(format!("{base}/-/commit/{id}"))
    } else {
        None
    }
}

/// What a part of the page is linked to by.
pub(super) fn anchor(kind: &str, id: &str) -> String {
    format!("{kind}-{}", uri_path(id))
}

/// A link to such a part.
pub(super) fn anchor_link(kind: &str, id: &str, label: &str) -> String {
    // A percent sign in the name of a place is one in its address too, where it is written as `%25`.
    format!("<a href=\"#{}\">{}</a>", anchor(kind, id).replace('%', "%25"), text(label))
}

/// A table that scrolls by itself where the page is narrow. `body` has the rows and their head.
pub(super) fn table(id: &str, caption: &str, body: &str) -> String {
    let caption = text(caption);
    format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{caption}\">\n\
         <table id=\"{}\">\n<caption>{caption}</caption>\n{body}</table>\n</div>\n",
        markup(id)
    )
}

/// A table of rows whose first cell is their head; nothing in the cells is escaped any more.
pub(super) fn table_of(id: &str, caption: &str, head: &[&str], rows: &[Row]) -> String {
    let head: String = head.iter().map(|name| format!("<th scope=\"col\">{name}</th>")).collect();
    let rows: String = rows.iter().map(Row::draw).collect();
    table(id, caption, &format!("<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n"))
}

/// A row of a table.
pub(super) struct Row {
    /// What it is linked to by.
    pub(super) anchor: Option<String>,
    /// What it is about.
    pub(super) head: String,
    /// The cells after that.
    pub(super) cells: Vec<String>,
}

impl Row {
    fn draw(&self) -> String {
        let anchor =
            self.anchor.as_ref().map_or_else(String::new, |anchor| format!(" id=\"{}\"", markup(anchor)));
        let cells: String = self.cells.iter().map(|cell| format!("<td>{cell}</td>")).collect();
        format!("<tr{anchor}><th scope=\"row\">{}</th>{cells}</tr>\n", self.head)
    }
}

/// A cell with nothing to say.
pub(super) fn dash() -> String {
    "<span aria-label=\"none\" role=\"img\">–</span>".to_owned()
}

/// A day, for people and machines.
pub(super) fn day(date: jiff::civil::Date) -> String {
    format!("<time datetime=\"{date}\">{}</time>", crate::calendar::show_day(date))
}

/// A state: its sign says nothing that its word does not.
pub(super) fn state(class: &str, sign: &str, word: &str) -> String {
    format!("<span class=\"state {class}\"><span aria-hidden=\"true\">{sign}</span> {}</span>", text(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_are_linked_to() {
        assert_eq!(address("https://example.org/a?b=c#d"), Some("https://example.org/a?b=c#d"));
        assert_eq!(address(" HTTP://example.org "), Some("HTTP://example.org"));
        for other in [
            "javascript:alert(1)",
            " jAvascript:alert(1)",
            "data:text/html,x",
            "//example.org",
            "/a",
            "mailto:a@example.org",
            "https:/example.org",
            "https://example.org/\u{202e}gpj",
            "https://example.org/a b",
            "ht\ntps://example.org",
        ] {
            assert_eq!(address(other), None, "{other}");
            assert_eq!(link(other, "x"), "x");
        }
        assert_eq!(
            link("https://e.org/\"><b>", "<"),
            "<a href=\"https://e.org/&quot;&gt;&lt;b&gt;\" rel=\"noopener\">&lt;</a>"
        );
    }

    #[test]
    fn a_commit_leads_to_services_that_are_known() {
        let github = commit_address("https://github.com/example/widget.git", "abc");
        assert_eq!(github.as_deref(), Some("https://github.com/example/widget/commit/abc"));
        let gitlab = commit_address("https://gitlab.com/a/b/c/", "abc");
        assert_eq!(gitlab.as_deref(), Some("https://gitlab.com/a/b/c/-/commit/abc"));
        assert_eq!(commit_address("https://git.example.org/a/b", "abc"), None);
        assert_eq!(commit_address("https://github.com.example.org/a/b", "abc"), None);
    }
}
