//! Places the names at the ends of the lines, so that none lies on another.

use super::line::Drawn;
use super::scale::Pixels;
use super::xml::{columns, pixels, text};
use super::{Chart, TOP, style, wide};
use crate::render::escape::clip;

use super::super::words::{newest, signed_days};

/// The space between two names.
const LINE: Pixels = 165;
/// The space between a line's end and its name.
const BESIDE: Pixels = 150;
/// The most characters of a name; the tooltip has all.
const LONGEST: usize = 36;

/// A name with its place.
pub(super) struct Label {
    name: String,
    slip: String,
    key: bool,
    colour: String,
    from: (Pixels, Pixels),
    at: (Pixels, Pixels),
}

impl Label {
    /// Where the name ends, about.
    pub(super) fn end(&self) -> Pixels {
        self.at.0
            + wide(columns(&self.name), if self.key { 76 } else { 70 })
            + wide(self.slip.chars().count() + 1, 66)
    }
}

/// Places the names of the milestones that have one.
pub(super) fn place(chart: &Chart<'_>) -> Vec<Label> {
    let mut named: Vec<&Drawn<'_>> = chart.named().collect();
    named.sort_by_key(|drawn| (drawn.end.1, drawn.end.0));
    let wanted: Vec<Pixels> = named.iter().map(|drawn| drawn.end.1).collect();
    let placed = spread(&wanted, TOP + LINE / 2, chart.scale.bottom() - LINE / 2);
    named.iter().zip(placed).map(|(drawn, y)| label(chart, drawn, y)).collect()
}

fn label(chart: &Chart<'_>, drawn: &Drawn<'_>, y: Pixels) -> Label {
    // To the right of every line that runs at this height, and of the diagonal.
    let reach = chart.lines.iter().filter_map(|other| other.reach(y, LINE)).max().unwrap_or(drawn.end.0);
    // A milestone that left the plan keeps its name where its line ends.
    let is_at_diagonal = drawn.end.0 + 20 >= chart.scale.diagonal(drawn.end.1);
    let diagonal = if is_at_diagonal { chart.scale.diagonal(y - LINE / 3) - BESIDE / 2 } else { 0 };
    let beyond = reach.max(drawn.end.0).max(diagonal);
    let slip = if newest(drawn.milestone).is_none() {
        "dropped".to_owned()
    } else {
        drawn.milestone.slip_days.filter(|days| *days != 0).map_or_else(String::new, signed_days)
    };
    Label {
        name: clip(&drawn.milestone.name, LONGEST),
        slip,
        key: drawn.milestone.key,
        colour: style::colour(drawn.style),
        from: drawn.end,
        at: (beyond + BESIDE, y),
    }
}

/// The places nearest to the wanted ones, in their order, with room for a line of text each.
fn spread(wanted: &[Pixels], first: Pixels, last: Pixels) -> Vec<Pixels> {
    // Places less their share of lines must not fall; neighbours that would are put together at their mean.
    let mut groups: Vec<(Pixels, Pixels)> = Vec::new();
    let mut offset = 0;
    for place in wanted {
        groups.push((place - offset, 1));
        offset += LINE;
        while let [.., (before, many), (sum, count)] = groups.as_slice()
            && before * count > sum * many
        {
            let merged = (before + sum, many + count);
            groups.truncate(groups.len() - 2);
            groups.push(merged);
        }
    }
    let highest = (last - (offset - LINE).max(0)).max(first);
    let mut out = Vec::with_capacity(wanted.len());
    let mut offset = 0;
    for (sum, count) in groups {
        let base = (sum / count).clamp(first, highest);
        for _ in 0..count {
            out.push(base + offset);
            offset += LINE;
        }
    }
    out
}

/// Draws a name, and a line to it where it lies elsewhere.
pub(super) fn draw(out: &mut String, label: &Label) {
    let ((from_x, from_y), (x, y)) = (label.from, label.at);
    let leader = format!(
        "<path class=\"leader {}\" d=\"M{} {}L{} {}L{} {}\"/>\n",
        label.colour,
        pixels(from_x + 50),
        pixels(from_y),
        pixels(x - 60),
        pixels(y),
        pixels(x - 20),
        pixels(y)
    );
    out.push_str(&leader);
    let weight = if label.key { " key" } else { "" };
    let name = text(&label.name);
    let slip = if label.slip.is_empty() {
        String::new()
    } else {
        format!(" <tspan class=\"small\">{}</tspan>", text(&label.slip))
    };
    let place = format!("x=\"{}\" y=\"{}\"", pixels(x), pixels(y + 42));
    // The ground around the letters is a text of its own, since not every viewer knows `paint-order`.
    for layer in ["halo", "name"] {
        out.push_str(&format!("<text class=\"{layer}{weight}\" {place}>{name}{slip}</text>\n"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_places_where_there_is_room() {
        assert_eq!(spread(&[100, 400, 900], 0, 1000), [100, 400, 900]);
    }

    #[test]
    fn names_that_would_overlap_move_apart_around_their_middle() {
        assert_eq!(spread(&[500, 500], 0, 1000), [417, 582]);
        assert_eq!(spread(&[500, 500, 2000], 0, 3000), [417, 582, 2000]);
    }

    #[test]
    fn names_stay_between_the_edges() {
        assert_eq!(spread(&[990, 1000], 0, 1000), [835, 1000]);
        assert_eq!(spread(&[0, 0], 0, 1000), [0, 165]);
    }
}
