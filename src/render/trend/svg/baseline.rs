//! Draws where each milestone stood in the baseline, dashed, so that the height above it is the slip.

use super::xml::segment;
use super::{Chart, style};

/// Draws the baselines of the named milestones that no longer stand on it.
pub(super) fn draw(out: &mut String, chart: &Chart<'_>) {
    for drawn in chart.named() {
        let Some(day) = drawn.milestone.baseline.filter(|day| chart.scale.holds(*day)) else { continue };
        // Before it left the baseline its own line is the baseline.
        let Some(step) = drawn.steps.iter().rev().take_while(|step| step.date.first != Some(day)).last()
        else {
            continue;
        };
        let (from, to) = (step.at.0, chart.scale.x(day));
        if moved(drawn.milestone) && to > from {
            let y = chart.scale.y(day);
            out.push_str(&segment(&format!("baseline {}", style::colour(drawn.style)), (from, y), (to, y)));
        }
    }
}

/// Whether a milestone has ever left its baseline.
pub(super) fn moved(milestone: &crate::trend::MilestoneTrend) -> bool {
    milestone.moves > 0 && super::scale::days(milestone).any(|day| Some(day) != milestone.baseline)
}
