//! Turns the dates of one milestone into a line: level while a plan holds, with a short ramp where it changed.

use super::super::words;
use super::scale::{Pixels, Scale};
use super::xml::{pixels, segment, tooltip};
use super::{Chart, style};
use crate::calendar::show_day;
use crate::trend::{MilestoneTrend, Plan, PlannedDate, Trend};

/// How long a ramp is: enough to keep the ramps of several milestones apart that moved at once.
const RAMP: Pixels = 80;

/// A place on the picture.
pub(super) type Place = (Pixels, Pixels);

/// A milestone as it is drawn.
pub(super) struct Drawn<'a> {
    /// The milestone.
    pub(super) milestone: &'a MilestoneTrend,
    /// The number of its colour and pattern; none for one that stands in the background.
    pub(super) style: Option<usize>,
    /// What is drawn without a break.
    runs: Vec<Vec<Place>>,
    /// From the last revision to the diagonal, where the day is yet to come.
    ahead: Option<[Place; 2]>,
    /// Where its name belongs.
    pub(super) end: Place,
    /// The dates that begin, or differ from the one before.
    pub(super) steps: Vec<Step<'a>>,
    /// Where the milestone left the plan.
    pub(super) stops: Vec<Place>,
}

/// A date that a revision brought.
pub(super) struct Step<'a> {
    /// The index of the revision.
    pub(super) revision: usize,
    /// The date before it, where the line comes from.
    pub(super) before: Option<&'a PlannedDate>,
    /// The date.
    pub(super) date: &'a PlannedDate,
    /// Where it lies.
    pub(super) at: Place,
}

impl<'a> Drawn<'a> {
    /// Lays out one milestone.
    pub(super) fn new(
        trend: &'a Trend,
        milestone: &'a MilestoneTrend,
        scale: &Scale,
        style: Option<usize>,
    ) -> Self {
        let mut pen = Pen {
            scale,
            baseline: trend.revisions.iter().position(|revision| revision.baseline),
            runs: Vec::new(),
            open: None,
            resumed: None,
            steps: Vec::new(),
            stops: Vec::new(),
        };
        let mut points = milestone.points.iter().peekable();
        for (index, revision) in trend.revisions.iter().enumerate() {
            let x = scale.x(revision.day);
            let point = points.next_if(|point| point.revision == index);
            let date = point.and_then(|point| point.date.as_ref());
            match (&revision.plan, date) {
                (Plan::Read { .. }, Some(date)) if date.first.is_some() => pen.go(index, x, date),
                (Plan::Gap { .. }, _) => pen.lift(x, false),
                _ => pen.lift(x, true),
            }
        }
        let last = trend.revisions.last().map_or(scale.from, |revision| revision.day);
        let (end, ahead) = pen.finish(milestone, last);
        Self { milestone, style, runs: pen.runs, ahead, end, steps: pen.steps, stops: pen.stops }
    }

    /// Whether its day is yet to come.
    pub(super) const fn is_ahead(&self) -> bool {
        self.ahead.is_some() && self.style.is_some()
    }

    /// How far to the right the line reaches at a height, if it runs there.
    pub(super) fn reach(&self, y: Pixels, half: Pixels) -> Option<Pixels> {
        let points = self.runs.iter().flatten().copied().chain(self.ahead.into_iter().flatten());
        points.filter(|(_, own)| (own - y).abs() <= half).map(|(x, _)| x).max()
    }
}

struct Pen<'a, 'b> {
    scale: &'b Scale,
    /// The index of the baseline, which has a mark also where it changes nothing.
    baseline: Option<usize>,
    runs: Vec<Vec<Place>>,
    /// The date that holds while the line goes on.
    open: Option<&'a PlannedDate>,
    /// The date that held before a gap, or before the milestone was gone for a while.
    resumed: Option<&'a PlannedDate>,
    steps: Vec<Step<'a>>,
    stops: Vec<Place>,
}

impl<'a> Pen<'a, '_> {
    /// A revision says this date.
    fn go(&mut self, revision: usize, x: Pixels, date: &'a PlannedDate) {
        let Some(day) = date.first else { return };
        let at = (x, self.scale.y(day));
        let is_same = |before: &PlannedDate| before.first == date.first && before.last == date.last;
        if let Some(resumed) = self.resumed.filter(|before| is_same(before)) {
            // What was reached during the gap needs no line after it.
            if self.scale.x(day) > x {
                self.runs.push(vec![at]);
                (self.open, self.resumed) = (Some(resumed), None);
            }
            return;
        }
        let before = self.open.replace(date);
        match (before, self.runs.last_mut()) {
            (Some(before), _) if is_same(before) => {
                if self.baseline == Some(revision) && self.scale.x(day) >= x {
                    self.steps.push(Step { revision, before: Some(before), date, at });
                }
                return;
            }
            (Some(_), Some(run)) => {
                if let Some((last_x, last_y)) = run.last().copied() {
                    run.push((x - RAMP.min((x - last_x) / 2), last_y));
                }
                run.push(at);
            }
            _ => self.runs.push(vec![at]),
        }
        let before = before.or_else(|| self.resumed.take());
        self.steps.push(Step { revision, before, date, at });
    }

    /// From a revision on there is no date.
    fn lift(&mut self, x: Pixels, is_stop: bool) {
        let Some(end) = self.hold(x) else { return };
        self.resumed = self.open.take();
        if is_stop && end.0 == x {
            self.stops.push(end);
        }
    }

    /// Draws the date that holds until a revision, or until its day has come.
    fn hold(&mut self, x: Pixels) -> Option<Place> {
        let day = self.open?.first?;
        let run = self.runs.last_mut()?;
        let (last_x, last_y) = run.last().copied()?;
        let end = (x.min(self.scale.x(day)).max(last_x), last_y);
        run.push(end);
        Some(end)
    }

    fn finish(&mut self, milestone: &MilestoneTrend, last: jiff::civil::Date) -> (Place, Option<[Place; 2]>) {
        let open = self.open;
        let reached = milestone.done.filter(|done| self.scale.holds(*done));
        if let Some(done) = reached {
            return (self.reach(done), None);
        }
        let end = self.hold(self.scale.x(last));
        let end = end.or_else(|| self.runs.last()?.last().copied()).unwrap_or_default();
        let ahead = open.and_then(|date| date.first).and_then(|day| {
            let meets = self.scale.x(day);
            (meets > end.0 && self.scale.holds(day)).then_some([end, (meets, end.1)])
        });
        (ahead.map_or(end, |[_, to]| to), ahead)
    }

    /// Draws the line to the day on which the milestone was reached, on the diagonal.
    fn reach(&mut self, done: jiff::civil::Date) -> Place {
        let at = (self.scale.x(done), self.scale.y(done));
        if self.open.or(self.resumed).is_some()
            && let Some(run) = self.runs.last_mut()
            && let Some((last_x, last_y)) = run.last().copied()
            && last_x < at.0
        {
            run.push((at.0 - RAMP.min((at.0 - last_x) / 2), last_y));
            run.push(at);
        }
        at
    }
}

/// Draws the line of a milestone.
pub(super) fn draw(out: &mut String, drawn: &Drawn<'_>) {
    let colour = style::colour(drawn.style);
    let classes = match drawn.style {
        Some(number) if drawn.milestone.key => format!("line strong {}", style::classes(number)),
        Some(number) => format!("line {}", style::classes(number)),
        None => "line thin other".to_owned(),
    };
    let path: String = drawn.runs.iter().filter(|run| run.len() > 1).map(|run| path(run)).collect();
    let tooltip = tooltip(&summary(drawn.milestone));
    out.push_str(&format!("<g>{tooltip}\n"));
    if !path.is_empty() {
        out.push_str(&format!("<path class=\"{classes}\" d=\"{path}\"/>\n"));
    }
    if let Some([from, to]) = drawn.ahead.filter(|_| drawn.style.is_some()) {
        out.push_str(&segment(&format!("ahead {colour}"), from, to));
    }
    out.push_str("</g>\n");
}

fn path(run: &[Place]) -> String {
    let letter = |index| if index == 0 { 'M' } else { 'L' };
    run.iter()
        .enumerate()
        .map(|(index, (x, y))| format!("{}{} {}", letter(index), pixels(*x), pixels(*y)))
        .collect()
}

fn summary(milestone: &MilestoneTrend) -> Vec<String> {
    let slip = milestone.slip_days.filter(|days| *days != 0).and_then(|_| words::slip(milestone));
    let done = words::reached(milestone);
    let parts = [Some(milestone.name.clone()), Some(words::from_to(milestone)), slip];
    parts.into_iter().flatten().chain([words::times_moved(milestone)]).chain(done).collect()
}

/// Shades the time in which no plan could be read.
pub(super) fn gaps(out: &mut String, chart: &Chart<'_>) {
    let revisions = &chart.trend.revisions;
    let mut from = None;
    let mut reason = "";
    for revision in revisions {
        match (&revision.plan, from) {
            (Plan::Gap { reason: why }, None) => {
                from = Some(revision.day);
                reason = why;
            }
            (Plan::Gap { .. }, Some(_)) | (_, None) => {}
            (_, Some(start)) => {
                out.push_str(&gap(&chart.scale, start, revision.day, reason));
                from = None;
            }
        }
    }
    if let Some(start) = from {
        out.push_str(&gap(&chart.scale, start, chart.scale.to, reason));
    }
}

/// Draws a thin line on the day to look from.
pub(super) fn today(out: &mut String, chart: &Chart<'_>) {
    let is_shown = |day: &jiff::civil::Date| (chart.scale.from..=chart.scale.to).contains(day);
    let Some(today) = chart.trend.today.filter(is_shown) else { return };
    let x = chart.scale.x(today);
    let line = segment("today", (x, super::TOP), (x, chart.scale.bottom()));
    let line = line.trim_end().trim_end_matches("/>");
    out.push_str(&format!("{line}>{}</path>\n", tooltip(&[format!("today, {}", show_day(today))])));
}

fn gap(scale: &Scale, from: jiff::civil::Date, to: jiff::civil::Date, reason: &str) -> String {
    let (x, until) = (scale.x(from), scale.x(to));
    let lines = [
        format!("The plan could not be read from {} to {}", show_day(from), show_day(to)),
        reason.to_owned(),
    ];
    format!(
        "<rect class=\"gap\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\">{}</rect>\n",
        pixels(x),
        pixels(super::TOP),
        pixels((until - x).max(30)),
        pixels(scale.bottom() - super::TOP),
        tooltip(&lines)
    )
}
