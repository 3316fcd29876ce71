//! Writes the plans as Markdown tables, for a page, a wiki or a mail.

use super::model::{Cycle, Milestone, Model, Standing};
use super::{About, mermaid, words};
use crate::calendar::show_day;
use crate::document::Status;
use crate::render::escape::{clip, fenced, markdown as plain, markdown_message, runs_leftwards};
use crate::render::table::table;

/// The most rows of one table.
const MOST_ROWS: usize = 500;
/// The most characters of one foreign text.
const LONGEST_TEXT: usize = 300;

/// The model as Markdown.
pub(super) fn markdown(model: &Model, about: &About) -> String {
    let mut out = format!("# {}\n\n", text(&words::title(model, about)));
    if let Some(commit) = model.shown.commit() {
        out.push_str(&format!("<!-- milepost-revision: {commit} -->\n"));
    }
    out.push_str(&format!("Release dates, as of {}.\n\n", text(&words::revision(model))));
    for note in &model.notes {
        out.push_str(&format!("**Note:** {}\n\n", message(note)));
    }
    for cycle in &model.cycles {
        push_cycle(&mut out, model, cycle);
    }
    if model.cycles.is_empty() {
        out.push_str("There are no schedules yet.\n\n");
    }
    if let Some(chart) = mermaid::chart(model) {
        out.push_str("## Timeline\n\n");
        out.push_str(&fenced(&chart, "mermaid"));
        out.push('\n');
    }
    if model.meetings.iter().any(|series| !series.gone) {
        out.push_str("## Meetings\n\n");
        let rows = model.meetings.iter().filter(|series| !series.gone).map(|series| {
            let time = if series.timed {
                format!("{} {}", series.meeting.at(), series.meeting.zone())
            } else {
                "–".to_owned()
            };
            vec![
                text(&series.name),
                format!("every {}, from {} on", series.meeting.every(), show_day(series.meeting.first())),
                text(&time),
                series.link.as_deref().map_or_else(|| "–".to_owned(), link),
            ]
        });
        let rows: Vec<Vec<String>> = rows.collect();
        out.push_str(&table(&["Meeting", "When", "Time", "Link"], rows.into_iter(), MOST_ROWS));
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn push_cycle(out: &mut String, model: &Model, cycle: &Cycle) {
    out.push_str(&format!("## {}\n\n", text(&words::cycle(cycle))));
    let status = if cycle.gone { "gone from the documents" } else { cycle.status.name() };
    let approval = words::approval_in_short(&cycle.approval);
    let approval = approval.map(|word| format!("; the plan as it stands: {}", message(&word)));
    out.push_str(&format!("Status: {status}{}.", approval.unwrap_or_default()));
    if let Some(until) = cycle.supported_until {
        out.push_str(&format!(" Supported until {}.", show_day(until)));
    }
    out.push_str("\n\n");
    let head = ["Milestone", "Date", "Baseline", "Slip", "Where it stands", "Owner", "Approval"];
    out.push_str(&table(
        &head,
        cycle.milestones.iter().map(|milestone| row(model, cycle, milestone)),
        MOST_ROWS,
    ));
}

fn row(model: &Model, cycle: &Cycle, milestone: &Milestone) -> Vec<String> {
    let dash = || "–".to_owned();
    let name = text(&milestone.name);
    let date = text(&words::date(milestone));
    vec![
        if milestone.key { format!("**{name}** (key)") } else { name },
        if milestone.standing == Standing::Removed && !milestone.stands() {
            format!("~~{date}~~")
        } else {
            date
        },
        milestone.baseline.map_or_else(dash, show_day),
        milestone.slip_days.map_or_else(dash, words::slip),
        stands(model, cycle, milestone),
        milestone.owner.as_ref().map_or_else(dash, |owner| text(&words::owner(owner))),
        words::approval_in_short(&milestone.approval).map_or_else(dash, |word| message(&word)),
    ]
}

/// Where it stands, with its last move and the reason for it.
fn stands(model: &Model, cycle: &Cycle, milestone: &Milestone) -> String {
    let mut lines = vec![text(&words::standing(milestone))];
    // A draft is late for nobody.
    if cycle.status != Status::Draft && words::is_overdue(model, milestone) {
        lines.insert(0, format!("**overdue** on {}", show_day(model.today)));
    }
    lines.extend(words::last_move(milestone).map(|moved| text(&moved)));
    lines.extend(milestone.reason.as_deref().map(text));
    lines.join("<br>")
}

fn text(foreign: &str) -> String {
    kept_apart(&unlinked(&plain(&clip(foreign, LONGEST_TEXT))))
}

/// Text that runs from right to left turns nothing around it.
fn kept_apart(text: &str) -> String {
    if text.chars().any(runs_leftwards) { format!("\u{2068}{text}\u{2069}") } else { text.to_owned() }
}

/// GitHub makes a link of every address that stands in a text, however it is escaped, but for code. A name is none.
fn unlinked(escaped: &str) -> String {
    let mut out = String::new();
    let mut rest = escaped;
    while let Some(first) = rest.chars().next() {
        let starts_address =
            |sign: &&str| rest.get(..sign.len()).is_some_and(|start| start.eq_ignore_ascii_case(sign));
        let length = match ["://", "www."].iter().find(|sign| starts_address(sign)) {
            Some(sign) => sign.len(),
            None => first.len_utf8(),
        };
        let (part, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        // Two code spans that touch would be read as one with a longer fence.
        let gap = if out.ends_with('`') { " " } else { "" };
        let is_plain = part.chars().count() == 1;
        out.push_str(&if is_plain { part.to_owned() } else { format!("{gap}`{part}`") });
        rest = after;
    }
    out
}

/// An address that is meant to be followed; as text, where a sign in it could mean something else.
fn link(written: &str) -> String {
    let is_web = written.starts_with("https://") || written.starts_with("http://");
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#@!$'()*+,;=%".contains(&byte);
    if is_web && written.len() <= LONGEST_TEXT && written.bytes().all(is_plain) {
        format!("<{written}>")
    } else {
        text(written)
    }
}

fn message(sentence: &str) -> String {
    markdown_message(&clip(sentence, LONGEST_TEXT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_no_address() {
        assert_eq!(text("https://evil.example/login"), "https`://`evil.example/login");
        assert_eq!(text("WWW.evil.example, ftp://x"), "`WWW.`evil.example, ftp`://`x");
        assert_eq!(text("@www.a.b"), "`@` `www.`a.b");
        assert_eq!(text("awww, a://"), "awww, a`://`");
    }

    #[test]
    fn an_address_that_is_meant_to_be_followed_is_one() {
        assert_eq!(link("https://meet.example.org/a-b?c=d"), "<https://meet.example.org/a-b?c=d>");
        assert_eq!(link("javascript:alert(1)"), "javascript:alert(1)");
        assert_eq!(link("https://e.org/a|b"), "https`://`e.org/a&#124;b");
    }
}
