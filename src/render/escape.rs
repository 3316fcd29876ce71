//! Makes foreign text harmless wherever it is shown: terminals, Markdown, Mermaid, workflow commands,
//! pages, pictures, addresses.
//!
//! GitHub looks for `@names`, `#numbers` and commits in the text that Markdown has already decoded, so entities and
//! backslashes don't stop it; only a code span does. That is why those few signs are set as code.

use std::fmt::Write as _;

/// Whether a character is invisible, moves the cursor, or changes the direction of the text around it.
pub(crate) const fn is_hidden(character: char) -> bool {
    character.is_ascii_control()
        || matches!(character,
            '\u{80}'..='\u{9f}'
            | '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// Appends a character, hidden ones as `\u{…}`.
pub(crate) fn push_visible(out: &mut String, character: char) {
    if is_hidden(character) {
        out.extend(character.escape_unicode());
    } else {
        out.push(character);
    }
}

/// The text with hidden characters shown; line ends and tabs stay.
pub(crate) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (body, end) = line.strip_suffix('\n').map_or((line, ""), |body| (body, "\n"));
        for character in body.strip_suffix('\r').unwrap_or(body).chars() {
            if character == '\t' { out.push('\t') } else { push_visible(&mut out, character) }
        }
        out.push_str(end);
    }
    out
}

/// The text on one line: every run of white space is one space, hidden characters are shown.
fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        let space = matches!(character, '\n' | '\r' | '\t' | ' ');
        if space && (out.is_empty() || out.ends_with(' ')) {
            continue;
        }
        if space { out.push(' ') } else { push_visible(&mut out, character) }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The first characters of a text, with `…` where some are missing.
pub(crate) fn clip(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
    }
}

/// Text for one line of a terminal or a build log, where a line or word that looks like a workflow command would
/// be obeyed.
pub(crate) fn terminal(text: &str) -> String {
    disarm_commands(one_line(text))
}

/// A line of a text file for a terminal: as `terminal`, but spaces stay as they are.
pub(crate) fn terminal_line(text: &str) -> String {
    if is_harmless(text) { text.to_owned() } else { file_line(&text.replace('\t', "    ")) }
}

/// Whether a text can stand in a line of a terminal or a build log as it is, as nearly every one can.
fn is_harmless(text: &str) -> bool {
    !text.chars().any(is_hidden) && !text.contains("::") && !text.contains("##[")
}

/// A line of a text file where a patch program may read it: as `terminal_line`, but tabs stay too.
pub(crate) fn file_line(text: &str) -> String {
    disarm_commands(visible(text.trim_end_matches(['\n', '\r'])).replace('\n', " "))
}

/// Whether a build log would obey a line of this text.
pub(crate) fn holds_command(text: &str) -> bool {
    text.lines().any(|line| line.trim_start().starts_with("::") || line.contains("##["))
}

fn disarm_commands(text: String) -> String {
    if !text.contains("::") && !text.contains("##[") {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for (index, character) in text.char_indices() {
        let rest = text.get(index..).unwrap_or_default();
        let starts_word = out.chars().next_back().is_none_or(char::is_whitespace);
        if rest.starts_with("##[") || (starts_word && rest.starts_with("::")) {
            out.extend(character.escape_unicode());
        } else {
            out.push(character);
        }
    }
    out
}

/// Text inside a Markdown paragraph, list item, heading or table cell. Nothing in it is markup, a mention, or a
/// reference; an address stays an address.
pub(crate) fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    push_markdown(&mut out, &one_line(text));
    out
}

/// A message for Markdown: what stands between backquotes becomes code, all else is plain text.
pub(crate) fn markdown_message(text: &str) -> String {
    let text = one_line(text);
    let parts: Vec<&str> = text.split('`').collect();
    let mut out = String::with_capacity(text.len() + 16);
    for (index, part) in parts.iter().enumerate() {
        let quoted = index % 2 == 1;
        let closed = index + 1 < parts.len();
        if quoted && closed && fits_code(part) {
            push_code(&mut out, part);
        } else if quoted {
            out.push_str("&#96;");
            push_markdown(&mut out, part);
            out.push_str(if closed { "&#96;" } else { "" });
        } else {
            push_markdown(&mut out, part);
        }
    }
    out
}

/// A name or path as a code span where it can be one, else as plain text.
pub(crate) fn markdown_code(text: &str) -> String {
    if fits_code(text) { format!("`{text}`") } else { markdown(text) }
}

/// Whether a text can stand between single backquotes, in a table cell too.
fn fits_code(text: &str) -> bool {
    !text.is_empty()
        && text.trim() == text
        && !text.contains(['`', '|', '\\'])
        && !opens_tag(text)
        && !text.contains("##[")
        && !text.chars().any(is_hidden)
}

/// Whether a `<` could begin a tag or a comment; `<= 1/2 of seats` does not.
fn opens_tag(text: &str) -> bool {
    text.split('<').skip(1).any(|rest| !rest.starts_with(['=', ' ']))
}

fn push_code(out: &mut String, code: &str) {
    // Two code spans that touch would be read as one with a longer fence.
    if out.ends_with('`') {
        out.push(' ');
    }
    out.push('`');
    out.push_str(code);
    out.push('`');
}

fn push_markdown(out: &mut String, text: &str) {
    let mut rest = text;
    let mut previous = None;
    while let Some(first) = rest.chars().next() {
        let length = token_length(rest, first);
        let (token, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        push_token(out, token, previous, after);
        previous = token.chars().next_back();
        rest = after;
    }
}

/// A token is a run of letters and digits, a run of `@`, `GH-`, or one character.
fn token_length(rest: &str, first: char) -> usize {
    let run = |belongs: fn(char) -> bool| rest.find(|character| !belongs(character)).unwrap_or(rest.len());
    if first == '@' {
        run(|character| character == '@')
    } else if rest.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("gh-")) {
        3
    } else if first.is_ascii_alphanumeric() {
        run(|character| character.is_ascii_alphanumeric())
    } else {
        first.len_utf8()
    }
}

fn push_token(out: &mut String, token: &str, previous: Option<char>, after: &str) {
    let next = after.chars().next();
    let before_digit = next.is_some_and(|next| next.is_ascii_digit());
    let at_start = out.is_empty();
    let after_leading_number = !at_start && out.bytes().all(|byte| byte.is_ascii_digit());
    let entity = match token {
        "#" if before_digit => return push_code(out, token),
        "_" if is_word(previous) && is_word(next) => return out.push('_'),
        "-" | "+" | "=" if !at_start => return out.push_str(token),
        "." | ")" if !after_leading_number => return out.push_str(token),
        "&" => "&amp;",
        "<" => "&lt;",
        ">" => "&gt;",
        "|" | "\\" | "`" | "*" | "_" | "[" | "]" | "!" | "~" | "#" | "$" | "-" | "+" | "=" | "." | ")" => "",
        _ if token.starts_with('@') || is_commit(token) => return push_code(out, token),
        _ if before_digit && token.eq_ignore_ascii_case("gh-") => return push_code(out, token),
        _ => return out.push_str(token),
    };
    match token.chars().next() {
        Some(character) if entity.is_empty() => {
            // Writing to a string cannot fail.
            let _ = write!(out, "&#{};", u32::from(character));
        }
        _ => out.push_str(entity),
    }
}

fn is_word(character: Option<char>) -> bool {
    character.is_some_and(char::is_alphanumeric)
}

/// Whether GitHub could take a word for a commit.
fn is_commit(word: &str) -> bool {
    (7..=40).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A fenced block; the fence is longer than any in the text.
pub(crate) fn fenced(text: &str, language: &str) -> String {
    let text = visible(text);
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat((longest + 1).max(3));
    let end = if text.ends_with('\n') || text.is_empty() { "" } else { "\n" };
    format!("{fence}{language}\n{text}{end}{fence}\n")
}

/// A label in a Mermaid diagram: letters, digits and the few signs that mean nothing there.
pub(crate) fn mermaid(text: &str) -> String {
    mermaid_with(text, &[])
}

/// The same with signs that mean nothing where the label stands.
pub(crate) fn mermaid_with(text: &str, harmless: &[char]) -> String {
    const KEYWORDS: [&str; 22] = [
        "gantt",
        "section",
        "title",
        "dateformat",
        "axisformat",
        "tickinterval",
        "excludes",
        "includes",
        "inclusive",
        "todaymarker",
        "click",
        "call",
        "href",
        "acctitle",
        "accdescr",
        "topaxis",
        "weekday",
        "weekend",
        "end",
        "init",
        "direction",
        "date",
    ];
    let plain: String = text
        .chars()
        .take(200)
        .map(|character| {
            if character.is_alphanumeric()
                || matches!(character, '-' | '.' | '(' | ')' | '\'' | '+' | '/')
                || harmless.contains(&character)
            {
                character
            } else {
                ' '
            }
        })
        .collect();
    let label = clip(&plain.split_whitespace().collect::<Vec<_>>().join(" "), 60);
    let lower = label.to_lowercase();
    let misread = label.starts_with(|first: char| !first.is_alphabetic())
        || KEYWORDS.iter().any(|keyword| lower.starts_with(keyword));
    if misread || label.is_empty() { format!("“{label}”") } else { label }
}

/// Text for an element or an attribute of a page or a picture, on one line. Hidden characters are shown, so none turns the
/// text around it; text that runs from right to left is kept to itself.
pub(crate) fn markup(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '\n' | '\r' | '\t' => out.push(' '),
            // XML has no way to write them.
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => push_visible(&mut out, other),
        }
    }
    if out.chars().any(runs_leftwards) { format!("\u{2068}{out}\u{2069}") } else { out }
}

/// A message for a page: what stands between backquotes becomes code, all else is plain text.
pub(crate) fn markup_message(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    let mut out = String::with_capacity(text.len() + 16);
    for (index, part) in parts.iter().enumerate() {
        let quoted = index % 2 == 1;
        let closed = index + 1 < parts.len();
        match (quoted, closed) {
            (true, true) => {
                // Writing to a string cannot fail.
                let _ = write!(out, "<code>{}</code>", markup(part));
            }
            // A backquote that nothing closes is one.
            (true, false) => {
                let _ = write!(out, "`{}", markup(part));
            }
            (false, _) => out.push_str(&markup(part)),
        }
    }
    out
}

/// Whether a character belongs to a script that runs from right to left.
pub(crate) const fn runs_leftwards(character: char) -> bool {
    matches!(character,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// The message of a workflow command; its line ends are kept.
pub(crate) fn command_message(text: &str) -> String {
    visible(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a workflow command.
pub(crate) fn command_property(text: &str) -> String {
    command_message(text).replace(':', "%3A").replace(',', "%2C")
}

/// A path as part of an address: everything but letters, digits, `/` and `-._~` as percent signs.
pub(crate) fn uri_path(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HOSTILE: &str = "(?s)(\\PC|[`|<>&@#*_~!\\[\\]\\\\\n\r\t%:;,]|::|##\\[|GH-1|</details>|<!--|\u{202e}|\u{200b}|\u{1b}){0,60}";

    #[test]
    fn foreign_text_is_no_markup() {
        assert_eq!(markup_message("a `<b>` & \"c\""), "a <code>&lt;b&gt;</code> &amp; &quot;c&quot;");
        assert_eq!(markup_message("one ` alone <script>"), "one ` alone &lt;script&gt;");
        assert_eq!(markup("a\nb\u{202e}\u{ffff}"), "a b\\u{202e}\u{fffd}");
        assert_eq!(markup("\u{5d0}"), "\u{2068}\u{5d0}\u{2069}");
    }

    #[test]
    fn markup_mentions_and_references_become_plain() {
        assert_eq!(markdown("]() @org/all <!-- marker -->"), "&#93;() `@`org/all &lt;&#33;-- marker --&gt;");
        assert_eq!(
            markdown("see #12, o/r#3, GH-4 and deadbeef"),
            "see `#`12, o/r`#`3, `GH-`4 and `deadbeef`"
        );
        assert_eq!(markdown("- item"), "&#45; item");
        assert_eq!(markdown("1. item"), "1&#46; item");
        assert_eq!(markdown("a-b, 3.5 (yes), snake_case"), "a-b, 3.5 (yes), snake_case");
        assert_eq!(markdown("https://example.org/a-b"), "https://example.org/a-b");
    }

    #[test]
    fn quoted_values_become_code_only_where_they_can() {
        assert_eq!(markdown_message("`2027-07-10` is a Saturday"), "`2027-07-10` is a Saturday");
        assert_eq!(markdown_message("`a``b` and `c"), "`a` `b` and &#96;c");
        assert_eq!(markdown_message("`a|b` and ``"), "&#96;a&#124;b&#96; and &#96;&#96;");
        assert_eq!(markdown_message("`> 1/2`, `<= 2`, `<b>`"), "`> 1/2`, `<= 2`, &#96;&lt;b&gt;&#96;");
    }

    #[test]
    fn hidden_characters_are_shown() {
        assert_eq!(terminal("a\u{202e}b\u{1b}[31m\nc"), "a\\u{202e}b\\u{1b}[31m c");
        assert_eq!(markdown("a\u{200b}b"), "a&#92;u{200b}b");
    }

    #[test]
    fn nothing_in_a_log_looks_like_a_command() {
        assert_eq!(terminal("x ::set-output name=a::b"), "x \\u{3a}:set-output name=a::b");
        assert_eq!(terminal("x##[error]y"), "x\\u{23}#[error]y");
    }

    #[test]
    fn a_fence_is_longer_than_any_inside() {
        assert_eq!(fenced("a\n````\n", "yaml"), "`````yaml\na\n````\n`````\n");
    }

    #[test]
    fn mermaid_labels_hold_no_syntax() {
        assert_eq!(mermaid("M3: code; freeze %% #1 \"x\"\nclick"), "M3 code freeze 1 x click");
        assert_eq!(mermaid("Section one"), "“Section one”");
        assert_eq!(mermaid("2027-01-01"), "“2027-01-01”");
    }

    proptest! {
        #[test]
        fn markdown_has_no_markup_left(text in HOSTILE) {
            for out in [markdown(&text), markdown_message(&text), markdown_code(&text)] {
                prop_assert!(!out.contains(['|', '\n', '\r', '\\']), "{out}");
                prop_assert!(!opens_tag(&out), "{out}");
                prop_assert!(!out.chars().any(is_hidden), "{out}");
                prop_assert!(out.matches('`').count().is_multiple_of(2), "{out}");
                prop_assert!(!out.contains("``"), "{out}");
                let outside: String = out.split('`').step_by(2).collect::<Vec<_>>().join(" ");
                prop_assert!(!outside.contains(['<', '>', '@', '*', '~', '!', '[', ']']), "{out}");
                prop_assert!(!out.contains("##["), "{out}");
            }
        }

        #[test]
        fn a_terminal_line_is_one_harmless_line(text in HOSTILE) {
            for out in [terminal(&text), terminal_line(&text)] {
                prop_assert!(!out.chars().any(is_hidden), "{out:?}");
                prop_assert!(!out.contains("##["), "{out}");
                prop_assert!(!out.split_whitespace().any(|word| word.starts_with("::")), "{out}");
            }
        }

        #[test]
        fn a_command_is_one_line(text in HOSTILE) {
            prop_assert!(!command_message(&text).contains(['\n', '\r']));
            prop_assert!(!command_property(&text).contains(['\n', '\r', ':', ',']));
        }

        #[test]
        fn a_fence_is_closed_by_nothing_inside(text in HOSTILE) {
            let out = fenced(&text, "");
            let fence = out.lines().next().unwrap().to_owned();
            let inner = out.lines().skip(1).filter(|line| line.contains(&fence)).count();
            prop_assert_eq!(inner, 1);
        }

        #[test]
        fn a_mermaid_label_is_plain(text in HOSTILE) {
            let out = mermaid(&text);
            prop_assert!(!out.contains([':', ';', '#', '%', '"', '\n', ',', '<', '`', '{']), "{out}");
        }
    }
}
