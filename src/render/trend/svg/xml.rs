//! Writes the few pieces of XML that the picture is made of, with all foreign text escaped.

use unicode_width::UnicodeWidthStr as _;

use super::scale::Pixels;
pub(super) use crate::render::escape::markup as text;
use crate::render::escape::push_visible;

/// How many columns a text takes once its hidden characters are shown.
pub(super) fn columns(foreign: &str) -> usize {
    let mut visible = String::new();
    foreign.chars().for_each(|character| push_visible(&mut visible, character));
    visible.width()
}

/// A length as SVG writes it, with one decimal at most.
pub(super) fn pixels(tenths: Pixels) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    let (whole, tenth) = (tenths.abs() / 10, tenths.abs() % 10);
    if tenth == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{tenth}") }
}

/// A line of text that begins at a place.
pub(super) struct Text<'a> {
    /// The names of its styles.
    pub(super) class: &'a str,
    /// Where it begins.
    pub(super) x: Pixels,
    /// Its base line.
    pub(super) y: Pixels,
    /// What it says; not escaped.
    pub(super) content: &'a str,
}

impl Text<'_> {
    /// The element.
    pub(super) fn draw(&self) -> String {
        let (x, y) = (pixels(self.x), pixels(self.y));
        format!("<text class=\"{}\" x=\"{x}\" y=\"{y}\">{}</text>\n", self.class, text(self.content))
    }
}

/// A straight line.
pub(super) fn segment(class: &str, from: (Pixels, Pixels), to: (Pixels, Pixels)) -> String {
    format!(
        "<path class=\"{class}\" d=\"M{} {}L{} {}\"/>\n",
        pixels(from.0),
        pixels(from.1),
        pixels(to.0),
        pixels(to.1)
    )
}

/// What a reader sees who rests on an element: lines of text.
pub(super) fn tooltip(lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| text(line)).collect();
    format!("<title>{}</title>", lines.join("\n"))
}
