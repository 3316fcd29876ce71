//! The colours and strokes of the picture, light and dark.

/// The styles of lines: Okabe and Ito's colours, which people who see fewer colours can tell apart, and the ink.
const LIGHT: [&str; 7] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#1f2328"];
const DARK: [&str; 7] = ["#3b9bd6", "#e8772e", "#1fbf92", "#d98fb9", "#e69f00", "#7cc6f2", "#e6edf3"];
/// The patterns of lines; their number has no factor in common with that of the colours, so that the pairs repeat late.
/// All have long strokes, so that none looks like the short ones of a baseline or the dots of what is still to come.
const DASHES: [&str; 4] = ["none", "18 4", "18 4 3 4", "18 4 3 4 3 4"];

/// The classes of the line with this number: a colour and a pattern.
pub(super) fn classes(number: usize) -> String {
    format!("c{} d{}", number % LIGHT.len(), number % DASHES.len())
}

/// The class of the colour alone.
pub(super) fn colour(number: Option<usize>) -> String {
    number.map_or_else(|| "other".to_owned(), |number| format!("c{}", number % LIGHT.len()))
}

/// The style sheet. Every rule begins with the picture's own class, so that none reaches out of it.
pub(super) fn css() -> String {
    let mut out = rules(SHARED);
    out.push_str(&rules(LIGHT_RULES));
    out.push_str(&palette(&LIGHT));
    for (number, dash) in DASHES.iter().enumerate() {
        out.push_str(&rule(&format!(".d{number}"), &format!("stroke-dasharray:{dash}")));
    }
    out.push_str("@media (prefers-color-scheme:dark){\n");
    out.push_str(&rules(DARK_RULES));
    out.push_str(&palette(&DARK));
    out.push_str("}\n");
    out
}

fn palette(colours: &[&str]) -> String {
    colours
        .iter()
        .enumerate()
        .map(|(number, colour)| rule(&format!(".c{number}"), &format!("color:{colour}")))
        .collect()
}

fn rules(rules: &[(&str, &str)]) -> String {
    rules.iter().map(|(selector, style)| rule(selector, style)).collect()
}

fn rule(selector: &str, style: &str) -> String {
    format!(".trend {selector}{{{style}}}\n")
}

const SHARED: &[(&str, &str)] = &[
    (
        "text",
        "font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;font-size:12px;\
         font-variant-numeric:tabular-nums",
    ),
    (".title", "font-size:20px;font-weight:600"),
    (".news", "font-size:14px"),
    (".key", "font-weight:600"),
    (".tick", "font-size:11px"),
    (".right", "text-anchor:end"),
    (".grid", "fill:none;stroke-width:1"),
    (".frame", "fill:none;stroke-width:1"),
    (".diagonal", "fill:none;stroke-width:1.5"),
    (".line", "fill:none;stroke:currentColor;stroke-width:2.2;stroke-linejoin:round"),
    (".strong", "stroke-width:3.2"),
    (".thin", "stroke-width:1.1"),
    (".ahead", "fill:none;stroke:currentColor;stroke-width:1.4;stroke-dasharray:1 5;stroke-linecap:round"),
    (".baseline", "fill:none;stroke:currentColor;stroke-width:1.2;stroke-dasharray:4 5;opacity:.75"),
    (".today", "fill:none;stroke-width:1"),
    (".leader", "fill:none;stroke:currentColor;stroke-width:1;opacity:.7"),
    (".span", "fill:none;stroke:currentColor;stroke-width:5;opacity:.28"),
    (".full", "fill:currentColor;stroke:currentColor;stroke-width:2"),
    (".hollow", "stroke:currentColor;stroke-width:2"),
    (".unknown", "stroke:currentColor;stroke-width:2;stroke-dasharray:2 2"),
    (".fine", "stroke-width:1.2"),
    (".cross", "fill:none;stroke:currentColor;stroke-width:2.2"),
    (".rug", "stroke-width:1.5"),
    (".halo", "fill:none;stroke-width:4;stroke-linejoin:round"),
];

const LIGHT_RULES: &[(&str, &str)] = &[
    ("text", "fill:#1f2328"),
    (".ground", "fill:#ffffff"),
    (".past", "fill:#f3f4f6"),
    (".gap", "fill:#d55e00;fill-opacity:.1"),
    (".small,.trend .tick", "fill:#59636e"),
    (".grid", "stroke:#e7eaee"),
    (".year", "stroke:#c3c9d1"),
    (".frame", "stroke:#9aa2ac"),
    (".diagonal,.trend .rug,.trend .today", "stroke:#59636e"),
    (".hollow,.trend .unknown", "fill:#ffffff"),
    (".halo", "stroke:#f3f4f6"),
    (".other", "color:#a3aab3"),
    (".ink", "color:#59636e"),
];

const DARK_RULES: &[(&str, &str)] = &[
    ("text", "fill:#e6edf3"),
    (".ground", "fill:#0d1117"),
    (".past", "fill:#161b22"),
    (".gap", "fill:#e8772e;fill-opacity:.16"),
    (".small,.trend .tick", "fill:#9aa4af"),
    (".grid", "stroke:#20262e"),
    (".year", "stroke:#3d444d"),
    (".frame", "stroke:#59636e"),
    (".diagonal,.trend .rug,.trend .today", "stroke:#9aa4af"),
    (".hollow,.trend .unknown", "fill:#0d1117"),
    (".halo", "stroke:#161b22"),
    (".other", "color:#5b636d"),
    (".ink", "color:#9aa4af"),
];
