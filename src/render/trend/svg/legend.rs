//! Draws what the signs mean, of those that the picture has, and what it does not show.

use super::mark::{Sign, arrow, cross, diamond};
use super::scale::{Pixels, days};
use super::xml::{Text, segment};
use super::{Chart, MARGIN, baseline, width_of};
use crate::render::escape::clip;
use crate::trend::{Plan, SignOff};

/// The height of a line of text.
const LINE: Pixels = 210;
/// The width of a sign.
const SIGN: Pixels = 340;
/// The most notes below the picture.
const MOST_NOTES: usize = 8;

/// The finished legend.
pub(super) struct Legend {
    /// Its elements.
    pub(super) text: String,
    /// Its lower edge.
    pub(super) end: Pixels,
}

/// A sign, drawn around a place, and what it means.
type Entry = (Box<dyn Fn(Pixels, Pixels) -> String>, &'static str);

/// Draws the legend from a height on, no wider than a width.
pub(super) fn draw(chart: &Chart<'_>, top: Pixels, right: Pixels) -> Legend {
    let mut out = String::new();
    let (mut x, mut y) = (MARGIN, top);
    for (sign, meaning) in entries(chart) {
        let wide = SIGN + width_of(meaning) + 160;
        if x > MARGIN && x + wide > right {
            (x, y) = (MARGIN, y + LINE);
        }
        out.push_str(&sign(x, y - 42));
        out.push_str(&Text { class: "small", x: x + SIGN, y, content: meaning }.draw());
        x += wide;
    }
    y += LINE / 3;
    for note in notes(chart) {
        for line in lines(&note, right - MARGIN) {
            y += LINE;
            out.push_str(&Text { class: "small", x: MARGIN, y, content: &line }.draw());
        }
    }
    Legend { text: out, end: y + LINE / 2 }
}

fn entries(chart: &Chart<'_>) -> Vec<Entry> {
    let stroke = |class: &'static str| move |x, y| segment(class, (x, y), (x + 260, y));
    let mut entries: Vec<Entry> = vec![(
        Box::new(|x, y| segment("diagonal", (x + 60, y + 60), (x + 190, y - 70))),
        "the planned day has come",
    )];
    let is_shown = |day| (chart.scale.from..=chart.scale.to).contains(&day);
    if chart.trend.today.is_some_and(is_shown) {
        entries.push((Box::new(|x, y| segment("today", (x + 130, y + 60), (x + 130, y - 70))), "today"));
    }
    let steps = || chart.named().flat_map(|drawn| &drawn.steps);
    let signs = [
        (Sign::Approved, "approved"),
        (Sign::Ratified, "ratified later"),
        (Sign::Unapproved, "not approved"),
        (Sign::Free, free(chart)),
        (Sign::Unknown, unknown(chart)),
    ];
    for (sign, meaning) in signs {
        let shown = |revision: usize| {
            chart.trend.revisions.get(revision).is_some_and(|found| Sign::of(&found.approval) == sign)
        };
        if steps().any(|step| shown(step.revision)) {
            entries.push((Box::new(move |x, y| sign.draw("ink", (x + 130, y), "")), meaning));
        }
    }
    if chart.lines.iter().any(|drawn| drawn.milestone.done.is_some()) {
        entries.push((Box::new(|x, y| diamond("ink", (x + 130, y), "")), "reached"));
    }
    if chart.named().any(|drawn| drawn.milestone.baseline.is_some() && baseline::moved(drawn.milestone)) {
        entries.push((Box::new(stroke("baseline ink")), "baseline"));
    }
    if chart.lines.iter().any(super::line::Drawn::is_ahead) {
        entries.push((Box::new(stroke("ahead ink")), "still to come"));
    }
    if chart.lines.iter().any(|drawn| !drawn.stops.is_empty()) {
        entries.push((Box::new(|x, y| cross("ink", (x + 130, y))), "left the plan"));
    }
    if steps().any(|step| step.date.first < step.date.last) {
        entries.push((
            Box::new(|x, y| segment("span ink", (x + 130, y + 60), (x + 130, y - 60))),
            "not an exact day",
        ));
    }
    if outliers(chart) > 0 {
        entries.push((Box::new(|x, y| arrow("ink", (x + 130, y), true, "")), "off the picture"));
    }
    if chart.lines.iter().any(|drawn| drawn.style.is_none()) {
        entries.push((Box::new(stroke("line thin other")), "other milestones"));
    }
    entries
}

/// What a mark says that no approval goes with.
fn free(chart: &Chart<'_>) -> &'static str {
    let is_shown =
        |wanted: fn(&SignOff) -> bool| chart.trend.revisions.iter().any(|found| wanted(&found.approval));
    let without_policy = is_shown(|found| matches!(found, SignOff::BeforeAdoption | SignOff::Anchor));
    match (is_shown(|found| *found == SignOff::NotRequired), without_policy) {
        (true, true) => "no approval needed, or no policy yet",
        (false, true) => "no policy yet",
        _ => "no approval needed",
    }
}

/// What a mark says of an approval that is not certain.
fn unknown(chart: &Chart<'_>) -> &'static str {
    let approvals = || chart.trend.revisions.iter().map(|found| &found.approval);
    let is_emergency = |approval: &SignOff| matches!(approval, SignOff::Emergency { .. });
    let is_other = |approval: &SignOff| Sign::of(approval) == Sign::Unknown && !is_emergency(approval);
    match (approvals().any(is_emergency), approvals().any(is_other)) {
        (true, false) => "approved in an emergency, to be ratified",
        (true, true) => "approval not known, or to be ratified",
        _ => "approval not known",
    }
}

fn outliers(chart: &Chart<'_>) -> usize {
    let off = |drawn: &&super::Drawn<'_>| days(drawn.milestone).any(|day| !chart.scale.holds(day));
    chart.lines.iter().filter(off).count()
}

fn notes(chart: &Chart<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    let named = chart.named().count();
    if named < chart.lines.len() {
        notes.push(format!(
            "{named} of {} milestones are named; choose others with --milestone.",
            chart.lines.len()
        ));
    }
    let outliers = outliers(chart);
    if outliers > 0 {
        let verb = if outliers == 1 { "1 milestone has" } else { "Some milestones have" };
        notes.push(format!("{verb} dates far off the others, which lie off the picture: see the arrows."));
    }
    if !chart.undated.is_empty() {
        let without: Vec<String> =
            chart.undated.iter().take(MOST_NOTES).map(|milestone| clip(&milestone.name, 40)).collect();
        let more = chart.undated.len().saturating_sub(MOST_NOTES);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        notes.push(format!("Without a date yet: {}{more}.", without.join(", ")));
    }
    let unread =
        chart.trend.revisions.iter().filter(|revision| matches!(revision.plan, Plan::Gap { .. })).count();
    if unread > 0 {
        notes.push("Shaded: the plan could not be read there.".to_owned());
    }
    notes.extend(
        chart
            .trend
            .notes
            .iter()
            .take(MOST_NOTES)
            .map(|note| format!("{}.", clip(note, 300).trim_end_matches('.'))),
    );
    notes
}

/// Breaks a sentence into lines of a width.
fn lines(sentence: &str, width: Pixels) -> Vec<String> {
    let columns = usize::try_from(width / 68).unwrap_or(80).max(20);
    let mut out = String::new();
    crate::render::wrap::push_wrapped(&mut out, "", &crate::render::escape::terminal_line(sentence), columns);
    out.lines().map(str::to_owned).collect()
}
