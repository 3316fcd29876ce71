//! Draws how a plan moved: the milestone trend analysis, as one SVG without scripts, fonts or addresses of others.
//!
//! Across is when a plan was published, upwards what day it named, both on one scale. A level line is a plan that holds,
//! a rise is a slip, as high as it is long; where a line meets the diagonal, the day has come. A plan holds from the
//! revision that published it until the next one, so a line stays level until shortly before that revision and rises
//! there: a slope from revision to revision would claim a drift on days on which nobody touched the plan, and cross the
//! diagonal on days that no plan ever named.

mod baseline;
mod label;
mod legend;
mod line;
mod mark;
mod scale;
mod style;
mod ticks;
mod xml;

use std::fmt::Write as _;

use super::words;
use crate::trend::{MilestoneTrend, Trend};
use line::Drawn;
use scale::{Pixels, Scale};
use xml::{Text, columns, pixels, text};

/// How many milestones are drawn with a name and a colour of their own.
const MOST_NAMED: usize = 12;
/// The space on the left, for the names of months.
const LEFT: Pixels = 780;
/// The least width, for title and legend.
const NARROWEST: Pixels = 8600;
/// The space around everything.
const MARGIN: Pixels = 240;
/// Where the plot begins, below title and origin.
const TOP: Pixels = 1180;
/// How many columns of text a title may have.
const WIDEST_TITLE: usize = 90;

/// The trend as a picture.
pub fn svg(trend: &Trend) -> String {
    picture(trend, &format!("<style>\n{}</style>\n", style::css()))
}

/// The same for a page that holds [`styles`] once for all of its pictures.
pub(crate) fn unstyled(trend: &Trend) -> String {
    picture(trend, "")
}

/// The style sheet of the pictures.
pub(crate) fn styles() -> String {
    style::css()
}

fn picture(trend: &Trend, style: &str) -> String {
    let chart = Chart::new(trend);
    let labels = label::place(&chart);
    let width = labels.iter().map(label::Label::end).max().unwrap_or(0).max(chart.scale.right()) + MARGIN;
    let width = width.max(NARROWEST);
    let below = chart.scale.bottom() + 830;
    let legend = legend::draw(&chart, below, width - MARGIN);
    let height = legend.end + MARGIN / 2;
    let mut out = String::new();
    open(&mut out, &chart, (width, height), style);
    head(&mut out, trend);
    ticks::draw(&mut out, &chart.scale);
    line::gaps(&mut out, &chart);
    line::today(&mut out, &chart);
    baseline::draw(&mut out, &chart);
    for drawn in chart.lines.iter().rev() {
        line::draw(&mut out, drawn);
    }
    mark::revisions(&mut out, &chart);
    for drawn in chart.lines.iter().rev() {
        mark::draw(&mut out, &chart, drawn);
    }
    for label in &labels {
        label::draw(&mut out, label);
    }
    out.push_str(&legend.text);
    out.push_str("</svg>\n");
    out
}

/// Everything that the parts of the picture share.
struct Chart<'a> {
    trend: &'a Trend,
    scale: Scale,
    /// The milestones with a date, those with a name and a colour first.
    lines: Vec<Drawn<'a>>,
    /// The milestones that never had a date.
    undated: Vec<&'a MilestoneTrend>,
}

impl<'a> Chart<'a> {
    fn new(trend: &'a Trend) -> Self {
        let (dated, undated): (Vec<_>, Vec<_>) =
            trend.milestones.iter().partition(|milestone| scale::days(milestone).next().is_some());
        let scale = Scale::of(trend);
        let named = named(&dated);
        let mut colour = 0..;
        let lines = dated.iter().enumerate().map(|(index, milestone)| {
            let style = if named.contains(&index) { colour.next() } else { None };
            Drawn::new(trend, milestone, &scale, style)
        });
        let mut lines: Vec<Drawn<'a>> = lines.collect();
        lines.sort_by_key(|drawn| drawn.style.is_none());
        Self { trend, scale, lines, undated }
    }

    fn named(&self) -> impl Iterator<Item = &Drawn<'a>> {
        self.lines.iter().filter(|drawn| drawn.style.is_some())
    }
}

/// Which milestones get a name and a colour: all, where there are few; else the key milestones, and as far as there is
/// room those that moved most.
fn named(milestones: &[&MilestoneTrend]) -> Vec<usize> {
    let mut order: Vec<(usize, &&MilestoneTrend)> = milestones.iter().enumerate().collect();
    if order.len() > MOST_NAMED {
        let weight = |milestone: &MilestoneTrend| {
            (milestone.key, milestone.slip_days.unwrap_or(0).unsigned_abs(), milestone.moves)
        };
        // Of several that moved alike the last, which is the nearest to the release.
        order.sort_by_key(|(index, milestone)| std::cmp::Reverse((weight(milestone), *index)));
        let keys = order.iter().filter(|(_, milestone)| milestone.key).count();
        order.truncate(if keys == 0 { MOST_NAMED } else { keys.min(MOST_NAMED) });
    }
    order.into_iter().map(|(index, _)| index).collect()
}

fn open(out: &mut String, chart: &Chart<'_>, (width, height): (Pixels, Pixels), style: &str) {
    let trend = chart.trend;
    let id = text(&trend.cycle);
    let (width, height) = (pixels(width), pixels(height));
    // Writing to a string cannot fail.
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"trend\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"trend-title-{id} trend-desc-{id}\">\n\
         <title id=\"trend-title-{id}\">{}</title>\n<desc id=\"trend-desc-{id}\">{}</desc>\n{style}\
         <rect class=\"ground\" width=\"{width}\" height=\"{height}\"/>\n",
        text(&words::title(trend)),
        text(&described(chart)),
    );
}

/// The picture in words, for those who cannot see it.
fn described(chart: &Chart<'_>) -> String {
    let mut parts = vec![format!(
        "Milestone trend analysis: across, when a plan was published; upwards, the planned date. {}.",
        words::origin(chart.trend)
    )];
    for drawn in chart.named() {
        let milestone = drawn.milestone;
        let slip = milestone.slip_days.filter(|days| *days != 0).and_then(|_| words::slip(milestone));
        let slip = slip.map_or_else(String::new, |slip| format!(", {slip}"));
        let moved = words::times_moved(milestone);
        parts.push(format!("{}: {}{slip}, {moved}.", milestone.name, words::from_to(milestone)));
    }
    parts.join(" ")
}

fn head(out: &mut String, trend: &Trend) {
    let line = |class: &str, y: Pixels, content: &str| {
        Text { class, x: MARGIN, y, content: &crate::render::escape::clip(content, WIDEST_TITLE) }.draw()
    };
    out.push_str(&line("title", 380, &words::title(trend)));
    let consequence = words::consequence(trend);
    if let Some(sentence) = &consequence {
        out.push_str(&line("news", 610, sentence));
    }
    let y = if consequence.is_some() { 810 } else { 610 };
    out.push_str(&line("small", y, &words::origin(trend)));
}

/// How wide a text is about; fonts differ, so it is rather too much.
fn wide(columns: usize, column: Pixels) -> Pixels {
    Pixels::try_from(columns).unwrap_or(1000) * column
}

/// About how wide a text is in small letters.
fn width_of(content: &str) -> Pixels {
    wide(columns(content), 68)
}
