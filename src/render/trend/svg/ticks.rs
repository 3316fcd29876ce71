//! Draws the ground of the picture: months and years in both directions, the diagonal, and what lies below it.

use std::fmt::Write as _;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::scale::{Pixels, Scale};
use super::xml::{Text, pixels, segment};
use super::{LEFT, TOP};

/// The least space between two names of months across.
const BESIDE: Pixels = 340;
/// The least space between two names of months upwards.
const ABOVE: Pixels = 190;
/// The least space between two lines of the grid.
const GRID: Pixels = 90;

/// Draws everything that lies behind the lines.
pub(super) fn draw(out: &mut String, scale: &Scale) {
    past(out, scale);
    let step = |space| month_step(scale, space);
    for month in months(scale.from, scale.to, step(GRID)) {
        let x = scale.x(month);
        out.push_str(&segment(grid_class(month), (x, TOP), (x, scale.bottom())));
    }
    for month in months(scale.low, scale.high, step(GRID)) {
        let y = scale.y(month);
        out.push_str(&segment(grid_class(month), (LEFT, y), (scale.right(), y)));
    }
    across(out, scale, step(BESIDE));
    upwards(out, scale, step(ABOVE));
    frame(out, scale);
    if let Some((low, high)) = diagonal(scale) {
        out.push_str(&segment("diagonal", low, high));
    }
}

/// A plan published after the day that it names: what lies there has passed.
fn past(out: &mut String, scale: &Scale) {
    let (right, bottom) = (scale.right(), scale.bottom());
    let mut corners: Vec<(Pixels, Pixels)> = Vec::new();
    if let Some((low, high)) = diagonal(scale) {
        corners.extend([(low.0, low.1), (high.0, high.1)]);
        if high.0 < right {
            corners.push((right, TOP));
        }
        corners.push((right, bottom));
        if low.1 < bottom {
            corners.push((LEFT, bottom));
        }
    }
    let corners: Vec<String> =
        corners.iter().map(|(x, y)| format!("{},{}", pixels(*x), pixels(*y))).collect();
    // Writing to a string cannot fail.
    let _ = writeln!(out, "<polygon class=\"past\" points=\"{}\"/>", corners.join(" "));
}

/// Where the day of publication is the planned day, from the lower to the upper end.
fn diagonal(scale: &Scale) -> Option<((Pixels, Pixels), (Pixels, Pixels))> {
    let (first, last) = (scale.from.max(scale.low), scale.to.min(scale.high));
    (first < last).then(|| ((scale.x(first), scale.y(first)), (scale.x(last), scale.y(last))))
}

fn frame(out: &mut String, scale: &Scale) {
    let (left, top) = (pixels(LEFT), pixels(TOP));
    let (width, height) = (pixels(scale.right() - LEFT), pixels(scale.bottom() - TOP));
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "<rect class=\"frame\" x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\"/>"
    );
}

fn across(out: &mut String, scale: &Scale, step: i16) {
    let y = scale.bottom() + 190;
    let mut year = None;
    for month in months(scale.from, scale.to, step) {
        let x = scale.x(month);
        if scale.right() - x < BESIDE / 2 {
            break;
        }
        out.push_str(&Text { class: "tick", x, y, content: &name(month, step) }.draw());
        if year != Some(month.year()) && step < 12 {
            out.push_str(
                &Text { class: "tick key", x, y: y + 150, content: &month.year().to_string() }.draw(),
            );
        }
        year = Some(month.year());
    }
    let title = "When the plan was published →";
    out.push_str(&Text { class: "small right", x: scale.right(), y: y + 310, content: title }.draw());
}

fn upwards(out: &mut String, scale: &Scale, step: i16) {
    let mut year = None;
    for month in months(scale.low, scale.high, step) {
        let y = scale.y(month);
        let content = match year {
            Some(known) if known == month.year() => name(month, step),
            _ if step >= 12 => name(month, step),
            _ => format!("{} {}", name(month, step), month.year()),
        };
        year = Some(month.year());
        out.push_str(&Text { class: "tick right", x: LEFT - 70, y: y + 40, content: &content }.draw());
    }
    out.push_str(&Text { class: "small", x: super::MARGIN, y: TOP - 130, content: "↑ Planned date" }.draw());
}

fn grid_class(month: Date) -> &'static str {
    if month.month() == 1 { "grid year" } else { "grid" }
}

/// How many months lie between two ticks, so that they have room.
fn month_step(scale: &Scale, space: Pixels) -> i16 {
    let month = scale.pixels_of(30);
    [1, 3, 6, 12, 24, 60].into_iter().find(|months| month * i64::from(*months) >= space).unwrap_or(120)
}

/// The first days of months, every so many from January on.
fn months(from: Date, to: Date, step: i16) -> impl Iterator<Item = Date> {
    let first = if from.day() == 1 { from } else { from.first_of_month().saturating_add(1.month()) };
    let number = |month: Date| i64::from(month.year()) * 12 + i64::from(month.month()) - 1;
    std::iter::successors(Some(first), |month| month.checked_add(1.month()).ok())
        .take_while(move |month| *month <= to)
        .filter(move |month| number(*month) % i64::from(step) == 0)
}

fn name(month: Date, step: i16) -> String {
    if step >= 12 { month.year().to_string() } else { month.strftime("%b").to_string() }
}
