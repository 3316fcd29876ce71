//! Draws all cycles on one line of time. The tables below say the same, so the picture is described in short.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::markup::text;
use crate::calendar::{days_between, show_day};
use crate::export::model::{Cycle, Milestone, Model, Standing};
use crate::export::words;
use crate::render::escape::clip;

/// Pixels that a day takes at most, and the width that is aimed at.
const WIDEST_DAY: i64 = 4;
const WIDTH: i64 = 1080;
/// The narrowest a month may be.
const NARROWEST_MONTH: i64 = 5;
/// How many days the farthest date that is drawn may lie from the one that is nearest to the day that is looked from.
const FARTHEST: i64 = 10 * 366;
/// The space on the left and on the right.
const SIDE: i64 = 16;
/// The space above the first cycle, for the names of months and of today.
const TOP: i64 = 52;
/// The height of a cycle.
const ROW: i64 = 46;
/// How wide a letter is about.
const LETTER: i64 = 8;
const LONGEST_NAME: usize = 40;

/// The section; nothing where no date is known.
pub(super) fn body(model: &Model) -> String {
    let mut spans: Vec<Span<'_>> = model.cycles.iter().filter_map(|cycle| Span::of(model, cycle)).collect();
    let left_out = leave_out_far_days(&mut spans, model.today);
    let Some(scale) = Scale::of(&spans, model.today) else { return String::new() };
    let height = TOP + ROW * i64::try_from(spans.len()).unwrap_or(0) + 8;
    let width = scale.width;
    let rows: String =
        spans.iter().zip(0..).map(|(span, index)| row(span, &scale, TOP + ROW * index)).collect();
    format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Timeline of all cycles\">\n\
         <svg xmlns=\"http://www.w3.org/2000/svg\" class=\"timeline\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"timeline-title timeline-desc\">\n\
         <title id=\"timeline-title\">Timeline of all cycles</title>\n\
         <desc id=\"timeline-desc\">{}</desc>\n{}{rows}{}</svg>\n</div>\n\
         <p class=\"legend\"><span>◆ key milestone ·</span> <span>● milestone ·</span> <span>filled: reached ·</span> \
         <span>hollow: not reached ·</span> <span>broken bar: not approved ·</span> \
         <span><span class=\"struck\">╎</span> approved baseline of a date that moved</span>{}</p>\n",
        described(&spans),
        months(&scale, height),
        today(&scale, model.today, height),
        match left_out {
            0 => String::new(),
            1 => " <span>1 date is too far off to be drawn</span>".to_owned(),
            many => format!(" <span>{many} dates are too far off to be drawn</span>"),
        },
    )
}

/// A slip of the pen in a year would make the picture as wide as a street. How many days are not drawn.
fn leave_out_far_days(spans: &mut Vec<Span<'_>>, today: Date) -> usize {
    let days = spans.iter().flat_map(|span| &span.milestones).map(|(_, on)| *on);
    let Some(nearest) = days.min_by_key(|on| (days_between(today, *on).abs(), *on)) else { return 0 };
    let mut left_out = 0;
    for span in spans.iter_mut() {
        let all = span.milestones.len();
        span.milestones.retain(|(_, on)| days_between(nearest, *on).abs() <= FARTHEST);
        left_out += all - span.milestones.len();
        span.measure();
    }
    spans.retain(|span| !span.milestones.is_empty());
    left_out
}

/// A cycle and the days that it takes.
struct Span<'a> {
    cycle: &'a Cycle,
    milestones: Vec<(&'a Milestone, Date)>,
    first: Date,
    last: Date,
}

impl<'a> Span<'a> {
    fn of(model: &Model, cycle: &'a Cycle) -> Option<Self> {
        let there = cycle.milestones.iter().filter(|milestone| milestone.stands());
        let milestones: Vec<(&Milestone, Date)> = there
            .filter_map(|milestone| {
                Some((milestone, milestone.actual.or_else(|| words::expected(model, milestone))?))
            })
            .collect();
        let first = milestones.first().map(|(_, on)| *on)?;
        let mut span = Self { cycle, milestones, first, last: first };
        span.measure();
        Some(span)
    }

    /// Finds the first and the last day of what is there.
    fn measure(&mut self) {
        let days = || self.milestones.iter().map(|(_, on)| *on);
        if let Some((first, last)) = days().min().zip(days().max()) {
            (self.first, self.last) = (first, last);
        }
    }
}

/// Where a day lies.
struct Scale {
    first: Date,
    last: Date,
    width: i64,
}

impl Scale {
    /// From the first month to the last one; none where there is nothing to draw.
    fn of(spans: &[Span<'_>], today: Date) -> Option<Self> {
        let first = spans.iter().map(|span| span.first).min()?;
        let last = spans.iter().map(|span| span.last).max()?;
        // A day that is far off would press everything else together.
        let near = |day: Date| days_between(day, first) < 400 && days_between(last, day) < 400;
        let (first, last) = if near(today) { (first.min(today), last.max(today)) } else { (first, last) };
        let first = first.first_of_month();
        let last = last.last_of_month();
        let days = days_between(first, last).max(1);
        let plain = (days * WIDEST_DAY).min(WIDTH);
        // The label of a cycle that begins at the end needs room as well.
        let width = plain.max(days / 30 * NARROWEST_MONTH).max(640);
        Some(Self { first, last, width })
    }

    fn x(&self, day: Date) -> i64 {
        let days = days_between(self.first, self.last).max(1);
        SIDE + days_between(self.first, day) * (self.width - 2 * SIDE) / days
    }
}

fn months(scale: &Scale, height: i64) -> String {
    let days = days_between(scale.first, scale.last).max(1);
    let month = (scale.width - 2 * SIDE) * 30 / days;
    let every = [1, 3, 6, 12].into_iter().find(|every| month * i64::from(*every) >= 48).unwrap_or(12);
    let mut out = String::new();
    let mut day = scale.first;
    while day <= scale.last {
        if (i32::from(day.month()) - 1) % every == 0 {
            let x = scale.x(day);
            let class = if day.month() == 1 { "grid year" } else { "grid" };
            let name = if day.month() == 1 || every == 12 {
                day.year().to_string()
            } else {
                month_name(day.month()).to_owned()
            };
            out.push_str(&format!(
                "<path class=\"{class}\" d=\"M{x} 28V{height}\"/>\n<text class=\"tick\" x=\"{}\" y=\"22\">{name}</text>\n",
                x + 3
            ));
        }
        let Ok(next) = day.checked_add(1.month()) else { break };
        day = next;
    }
    out
}

const fn month_name(month: i8) -> &'static str {
    match month {
        1 => "Jan",
        2 => "Feb",
        3 => "Mar",
        4 => "Apr",
        5 => "May",
        6 => "Jun",
        7 => "Jul",
        8 => "Aug",
        9 => "Sep",
        10 => "Oct",
        11 => "Nov",
        _ => "Dec",
    }
}

fn row(span: &Span<'_>, scale: &Scale, top: i64) -> String {
    let name = clip(&words::cycle(span.cycle), LONGEST_NAME);
    let status = if span.cycle.gone { "gone" } else { span.cycle.status.name() };
    let label = format!("{name} ({status})");
    let wide = i64::try_from(label.chars().count()).unwrap_or(0) * LETTER;
    let (from, to) = (scale.x(span.first), scale.x(span.last));
    // A label that would run out on the right ends where the cycle ends.
    let x = from.min(scale.width - SIDE - wide).max(SIDE);
    let bar = top + 28;
    let open = if span.cycle.approval.is_settled() { "bar" } else { "bar open" };
    let mut out = format!(
        "<text class=\"name\" x=\"{x}\" y=\"{}\">{}</text>\n<path class=\"{open}\" d=\"M{from} {bar}H{}\"/>\n",
        top + 14,
        text(&label),
        to.max(from + 1),
    );
    for (milestone, on) in &span.milestones {
        out.push_str(&baseline(milestone, *on, scale, bar));
    }
    for (milestone, on) in &span.milestones {
        out.push_str(&mark(milestone, *on, scale.x(*on), bar));
    }
    out
}

fn baseline(milestone: &Milestone, on: Date, scale: &Scale, bar: i64) -> String {
    match milestone.baseline.filter(|baseline| *baseline != on) {
        Some(baseline) if baseline >= scale.first && baseline <= scale.last => {
            format!("<path class=\"was\" d=\"M{} {}V{}\"/>\n", scale.x(baseline), bar - 8, bar + 8)
        }
        _ => String::new(),
    }
}

fn mark(milestone: &Milestone, on: Date, x: i64, y: i64) -> String {
    let class = if milestone.standing == Standing::Reached { "full" } else { "hollow" };
    let word = if milestone.standing == Standing::Reached { "reached" } else { "expected" };
    let title = format!("<title>{}: {word} {}</title>", text(&milestone.name), show_day(on));
    if milestone.key {
        format!("<path class=\"{class}\" d=\"M{x} {}l7 7-7 7-7-7z\">{title}</path>\n", y - 7)
    } else {
        format!("<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"4\">{title}</circle>\n")
    }
}

fn today(scale: &Scale, today: Date, height: i64) -> String {
    if today < scale.first || today > scale.last {
        return String::new();
    }
    let x = scale.x(today);
    let label = show_day(today);
    let wide = i64::try_from(label.chars().count()).unwrap_or(0) * LETTER;
    let at = (x + 4).min(scale.width - wide);
    format!(
        "<path class=\"today\" d=\"M{x} 28V{height}\"/>\n<text class=\"now\" x=\"{at}\" y=\"42\">{}</text>\n",
        text(&label)
    )
}

fn described(spans: &[Span<'_>]) -> String {
    let parts: Vec<String> = spans
        .iter()
        .map(|span| {
            let status = if span.cycle.gone { "gone" } else { span.cycle.status.name() };
            let name = text(&words::cycle(span.cycle));
            format!("{name}, {status}: {} to {}.", show_day(span.first), show_day(span.last))
        })
        .collect();
    format!("{} The tables of the cycles have every date.", parts.join(" "))
}
