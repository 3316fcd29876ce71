//! Draws the marks: a circle where a revision brought a date, a diamond where a milestone was reached, an arrow where a
//! date lies off the picture, and a tick for every revision.

use super::super::words;
use super::line::{Drawn, Step};
use super::scale::Pixels;
use super::xml::{pixels, segment, tooltip};
use super::{Chart, style};
use crate::calendar::show_day;
use crate::diff::short_commit;
use crate::trend::SignOff;

/// The most marks of a line that are drawn large.
const MOST_LARGE: usize = 24;

/// What a mark says of the approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    /// A filled circle.
    Approved,
    /// A circle with a ring around it: approved after the fact.
    Ratified,
    /// A hollow circle.
    Unapproved,
    /// A small circle: nobody had to approve it.
    Free,
    /// A broken circle.
    Unknown,
}

impl Sign {
    /// What an approval looks like.
    pub(super) const fn of(approval: &SignOff) -> Self {
        match approval {
            SignOff::Approved(_) => Self::Approved,
            SignOff::Ratified(_) => Self::Ratified,
            SignOff::Unapproved => Self::Unapproved,
            SignOff::NotRequired | SignOff::BeforeAdoption | SignOff::Anchor => Self::Free,
            SignOff::Unknown(_)
            | SignOff::BelowEvidence(_)
            | SignOff::Unverifiable(_)
            | SignOff::Emergency { .. } => Self::Unknown,
        }
    }

    /// The mark, with what stands inside of its element.
    pub(super) fn draw(self, colour: &str, (x, y): (Pixels, Pixels), inner: &str) -> String {
        self.sized(colour, (x, y), inner, false)
    }

    /// The mark, smaller where many stand close together.
    fn sized(self, colour: &str, (x, y): (Pixels, Pixels), inner: &str, is_fine: bool) -> String {
        let (class, radius) = match self {
            Self::Approved => ("full", 42),
            Self::Ratified => return ringed(colour, (x, y), inner, is_fine),
            Self::Unapproved => ("hollow", 42),
            Self::Free => ("full", 22),
            Self::Unknown => ("unknown", 42),
        };
        let (fine, radius) = if is_fine { (" fine", radius / 2) } else { ("", radius) };
        format!(
            "<circle class=\"{class}{fine} {colour}\" cx=\"{}\" cy=\"{}\" r=\"{}\">{inner}</circle>\n",
            pixels(x),
            pixels(y),
            pixels(radius)
        )
    }
}

/// What was approved after the fact: the mark of an approval inside of the hollow one of what has none.
fn ringed(colour: &str, (x, y): (Pixels, Pixels), inner: &str, is_fine: bool) -> String {
    let ring = Sign::Unapproved.sized(colour, (x, y), inner, is_fine);
    let dot = Sign::Free.sized(colour, (x, y), inner, is_fine);
    format!("{ring}{dot}")
}

/// Draws the marks of one milestone.
pub(super) fn draw(out: &mut String, chart: &Chart<'_>, drawn: &Drawn<'_>) {
    let colour = style::colour(drawn.style);
    let is_fine = drawn.steps.len() > MOST_LARGE;
    for step in &drawn.steps {
        out.push_str(&span(chart, step, &colour));
    }
    for step in drawn.steps.iter().filter(|_| drawn.style.is_some()) {
        let inner = tooltip(&told(chart, drawn, step));
        let Some(revision) = chart.trend.revisions.get(step.revision) else { continue };
        match step.date.first {
            Some(day) if !chart.scale.holds(day) => {
                out.push_str(&arrow(&colour, step.at, day > chart.scale.high, &inner));
            }
            _ => out.push_str(&Sign::of(&revision.approval).sized(&colour, step.at, &inner, is_fine)),
        }
    }
    for stop in &drawn.stops {
        out.push_str(&cross(&colour, *stop));
    }
    if drawn.milestone.done.is_some_and(|done| chart.scale.holds(done)) {
        let reached = words::reached(drawn.milestone).unwrap_or_default();
        let lines = [drawn.milestone.name.clone(), reached];
        out.push_str(&diamond(&colour, drawn.end, &tooltip(&lines)));
    }
}

/// The days that a date leaves open, as a bar behind its mark.
fn span(chart: &Chart<'_>, step: &Step<'_>, colour: &str) -> String {
    match (step.date.first, step.date.last) {
        (Some(first), Some(last)) if first < last && chart.scale.holds(first) => {
            let top = chart.scale.y(last.min(chart.scale.high));
            segment(&format!("span {colour}"), step.at, (step.at.0, top))
        }
        _ => String::new(),
    }
}

fn told(chart: &Chart<'_>, drawn: &Drawn<'_>, step: &Step<'_>) -> Vec<String> {
    let Some(revision) = chart.trend.revisions.get(step.revision) else { return Vec::new() };
    let change = drawn.milestone.change_in(step.revision);
    let date = match step.before {
        Some(before) if before.shown != step.date.shown => {
            format!("{} → {}", before.shown, step.date.shown)
        }
        Some(_) | None => step.date.shown.clone(),
    };
    let delta = change.and_then(crate::render::summary::delta);
    let published = format!("published {}, {}", show_day(revision.day), short_commit(&revision.commit));
    let reason = change.and_then(|change| change.reason.clone());
    [Some(drawn.milestone.name.clone()), Some(date), delta, Some(published)]
        .into_iter()
        .flatten()
        .chain([words::approval(revision).1])
        .chain(reason)
        .collect()
}

/// An arrow to where a date lies off the picture.
pub(super) fn arrow(colour: &str, (x, y): (Pixels, Pixels), up: bool, inner: &str) -> String {
    let tip = if up { y - 70 } else { y + 70 };
    let foot = if up { y + 30 } else { y - 30 };
    polygon(colour, &[(x, tip), (x + 50, foot), (x - 50, foot)], inner)
}

/// A milestone that was reached.
pub(super) fn diamond(colour: &str, (x, y): (Pixels, Pixels), inner: &str) -> String {
    polygon(colour, &[(x, y - 58), (x + 58, y), (x, y + 58), (x - 58, y)], inner)
}

fn polygon(colour: &str, corners: &[(Pixels, Pixels)], inner: &str) -> String {
    let corners: Vec<String> =
        corners.iter().map(|(x, y)| format!("{},{}", pixels(*x), pixels(*y))).collect();
    format!("<polygon class=\"full {colour}\" points=\"{}\">{inner}</polygon>\n", corners.join(" "))
}

/// The end of a line whose milestone left the plan.
pub(super) fn cross(colour: &str, (x, y): (Pixels, Pixels)) -> String {
    format!(
        "<path class=\"cross {colour}\" d=\"M{l} {t}L{r} {b}M{l} {b}L{r} {t}\"/>\n",
        l = pixels(x - 38),
        r = pixels(x + 38),
        t = pixels(y - 38),
        b = pixels(y + 38)
    )
}

/// A tick at the lower edge for every revision.
pub(super) fn revisions(out: &mut String, chart: &Chart<'_>) {
    let bottom = chart.scale.bottom();
    for revision in &chart.trend.revisions {
        if revision.day > chart.scale.to {
            continue;
        }
        let x = chart.scale.x(revision.day);
        let approval = words::approval(revision).1;
        let lines = [format!("{}, {}", show_day(revision.day), short_commit(&revision.commit)), approval];
        let tick = segment("rug", (x, bottom), (x, bottom + 60));
        let tick = tick.trim_end().trim_end_matches("/>");
        out.push_str(&format!("{tick}>{}</path>\n", tooltip(&lines)));
    }
}
