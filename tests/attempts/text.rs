//! Group E: text and numbers that read differently to a person and to a machine, each voted for by everybody.

use super::history::{Answer, step};
use super::world::{EVERYBODY, PLAN, POLICY, PROCESS, PROJECT, Paper, ROSTER, TSC, World};

/// The verdict about a document after an edit that the whole committee has voted for.
fn voted(path: &str, class: &str, old: &str, new: &str) -> Answer {
    let before = World::base();
    voted_bytes(path, class, before.text(path).replacen(old, new, 1).as_bytes())
}

fn voted_bytes(path: &str, class: &str, bytes: &[u8]) -> Answer {
    let before = World::base();
    let after = before.clone().with_bytes(path, bytes);
    assert_ne!(before, after, "nothing is edited");
    let vote = Paper::about("p", &before, &after, &[path]).deciding(&[class]).ayes(&EVERYBODY);
    step(&before, &after.approve(&vote))
}

/// The plan with an edit is refused by this rule.
fn plan_is_refused(old: &str, new: &str, rule: &str) -> Answer {
    let answer = voted(PLAN, "schedule", old, new);
    assert_eq!(answer.verdict(), "invalid", "{new:?}: {answer:#?}");
    assert!(answer.rules().iter().any(|found| found == rule), "{new:?}: no `{rule}` in {answer:#?}");
    answer
}

#[test]
fn t40_a_key_that_stands_twice_is_an_error() {
    for (old, new) in [
        ("status: active", "status: active\nstatus: draft"),
        ("status: active", "status: active\n\"status\": draft"),
        ("status: active", "status: active\n'status': draft"),
        ("status: active", "status: active\n\"sta\\u0074us\": draft"),
        ("status: active", "status: active\n\"\\x73tatus\": draft"),
        ("status: active", "status: active\nstatus : draft"),
        ("status: active", "status: active\nstatus: active"),
        ("{id: ga, date: 2027-07-08}", "{id: ga, date: 2027-07-08, date: 2027-07-09}"),
        ("{id: ga, date: 2027-07-08}", "{id: ga, date: 2027-07-08, \"d\\u0061te\": 2027-07-09}"),
    ] {
        let answer = plan_is_refused(old, new, "plain-yaml");
        assert!(answer.report.to_string().contains("stands here first"), "both places: {answer:#?}");
    }
    // The example of the list: a threshold that is stated twice.
    let twice = "{pass: \"> 1/2 of seats\", \"pa\\u0073s\": \"> 1/9 of seats\"}";
    voted(POLICY, "policy", "{pass: \"> 1/2 of seats\"}", twice).is("invalid").because("plain-yaml");
}

#[test]
fn t41_only_plain_yaml_is_read() {
    for (old, new) in [
        ("{id: ga, date: 2027-07-08}", "&last {id: ga, date: 2027-07-08}"),
        ("cycle: paris", "cycle: &name paris"),
        ("- {id: ga, date: 2027-07-08}", "- &a {id: ga, date: 2027-07-08}\n  - *a"),
        ("cycle: paris", "cycle: *name"),
        ("{id: ga, date: 2027-07-08}", "{id: ga, <<: {date: 2027-07-08}}"),
        ("cycle: paris", "cycle: !!str paris"),
        ("cycle: paris", "cycle: !paris paris"),
        ("date: 2027-07-08", "date: !!timestamp 2027-07-08"),
        ("kind: schedule/v1", "%YAML 1.1\n---\nkind: schedule/v1"),
        ("kind: schedule/v1", "%TAG ! tag:example.org,2027:\n---\nkind: schedule/v1"),
        ("- {id: ga, date: 2027-07-08}", "- {id: ga, date: 2027-07-08}\n---\nkind: schedule/v1\n"),
        ("- {id: ga, date: 2027-07-08}", "- {id: ga, date: 2027-07-08}\n---\n"),
        ("cycle: paris", "? [cycle]\n: paris"),
        ("{id: ga,", "{[id]: ga,"),
    ] {
        let answer = voted(PLAN, "schedule", old, new);
        assert_eq!(answer.verdict(), "invalid", "{new:?}: {answer:#?}");
        let known = ["plain-yaml", "yaml-syntax", "schema"];
        assert!(answer.rules().iter().any(|rule| known.contains(&rule.as_str())), "{new:?}: {answer:#?}");
    }
}

#[test]
fn t42_characters_that_hide_or_reorder_text_are_refused_before_parsing() {
    let line_ends = ["\u{85}", "\u{2028}", "\u{2029}", "\r", "\u{b}", "\u{c}"];
    let bidirectional = [
        "\u{61c}", "\u{200e}", "\u{200f}", "\u{202a}", "\u{202b}", "\u{202c}", "\u{202d}", "\u{202e}",
        "\u{2066}", "\u{2067}", "\u{2068}", "\u{2069}",
    ];
    let invisible = [
        "\u{feff}",
        "\u{200b}",
        "\u{200c}",
        "\u{200d}",
        "\u{2060}",
        "\u{ad}",
        "\u{34f}",
        "\u{180e}",
        "\u{e0001}",
        "\u{e0061}",
        "\u{115f}",
        "\u{3164}",
    ];
    let controls = ["\0", "\u{1}", "\u{8}", "\u{1b}", "\u{7f}", "\u{80}", "\u{9b}"];
    let all = [&line_ends[..], &bidirectional, &invisible, &controls].concat();
    for (number, character) in all.iter().enumerate() {
        // In a comment, in a value, in a key: every character at one of the places, every kind at each of them.
        let places = [
            format!("status: active # note{character}status: draft"),
            format!("status: \"active{character}\""),
            format!("sta{character}tus: active"),
        ];
        plan_is_refused("status: active", &places[number % places.len()], "plain-yaml");
    }
    let plan = World::base().text(PLAN);
    voted(PLAN, "schedule", "kind:", "\u{feff}kind:").is("invalid").because("plain-yaml");
    voted_bytes(PLAN, "schedule", plan.replace('\n', "\r\n").as_bytes()).is("invalid").because("plain-yaml");
    voted_bytes(PLAN, "schedule", &[plan.as_bytes(), b"# \xff\xfe\n"].concat())
        .is("invalid")
        .because("plain-yaml");
    voted_bytes(PLAN, "schedule", &[plan.as_bytes(), b"# \xc0\xaf\n"].concat())
        .is("invalid")
        .because("plain-yaml");
    let wide: Vec<u8> =
        std::iter::once(0xfeff).chain(plan.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    voted_bytes(PLAN, "schedule", &wide).is("invalid").because("plain-yaml");
    let escaped = voted(PLAN, "schedule", "{id: ga,", "{id: \"g\\u200ba\",");
    assert_eq!(
        escaped.verdict(),
        "invalid",
        "an id holds no invisible character, not even escaped: {escaped:#?}"
    );
}

#[test]
fn t43_texts_that_look_like_something_else_stay_texts_or_are_reported() {
    // What YAML 1.1 took for booleans is text, and where text belongs it stays what was written.
    for text in ["no", "on", "off", "yes", "y", "N"] {
        let answer = voted(PLAN, "schedule", "{id: freeze,", &format!("{{id: freeze, name: {text},"));
        answer.is("approved");
        assert!(answer.report.to_string().contains(&format!("\"new\":\"{text}\"")), "{answer:#?}");
    }
    for (path, class, old, new) in [
        (PLAN, "schedule", "{id: freeze,", "{id: freeze, name: true,"),
        (PLAN, "schedule", "{id: freeze,", "{id: freeze, name: null,"),
        (PLAN, "schedule", "{id: freeze,", "{id: freeze, name: ~,"),
        (PLAN, "schedule", "{id: freeze,", "{id: freeze, name: 1.10,"),
        (PLAN, "schedule", "{id: freeze,", "{id: freeze, name: 017,"),
        (PLAN, "schedule", "{id: freeze,", "{id: freeze, name: 0o17,"),
        (PLAN, "schedule", "{id: freeze,", "{id: freeze, name: .inf,"),
        (PLAN, "schedule", "cycle: paris", "cycle: 1.10"),
        (PLAN, "schedule", "2027-07-08", "2027-7-8"),
        (PLAN, "schedule", "2027-07-08", "20270708"),
        (PLAN, "schedule", "process: 1", "process: 1_000"),
        (PLAN, "schedule", "process: 1", "process: 0001"),
        (PROCESS, "process", "key: true}", "key: yes}"),
        (PROCESS, "process", "key: true}", "key: on}"),
        (PROCESS, "process", "key: true}", "key: 1}"),
        (PROCESS, "process", "key: true}", "key: \"true\"}"),
        (PROJECT, "policy", "name: Example", "name: 12:30:45\nlinks: 017"),
        (ROSTER, "electorate", "alice: {name: Alice,", "alice: {name: Alice, github: 017,"),
    ] {
        let answer = voted(path, class, old, new);
        assert_eq!(answer.verdict(), "invalid", "{new:?}: {answer:#?}");
    }
}

#[test]
fn t44_a_document_that_multiplies_or_nests_is_one_bounded_report() {
    let bomb: String = ('b'..='z')
        .zip('a'..)
        .map(|(name, before)| {
            format!("{name}: &{name} [{}]\n", [format!("*{before}").as_str(); 9].join(", "))
        })
        .collect();
    let beginning = World::base().text(PLAN);
    let many_keys: String = (0..20_000).map(|number| format!("k{number}: 1\n")).collect();
    for hostile in [
        format!("{beginning}a: &a [x, x, x]\n{bomb}"),
        "[".repeat(100_000),
        "{a: ".repeat(60_000),
        "- ".repeat(100_000),
        format!("{beginning}note: {}\n", "x".repeat(200_000)),
        format!("{beginning}\"{}\": x\n", "y".repeat(200_000)),
        format!("{beginning}# {}\n", "z".repeat(300_000)),
        format!("{beginning}{many_keys}"),
        format!("{beginning}note: \"{}\n", "\\u0041".repeat(40_000)),
        format!("{beginning}note: |\n  {}\n", "\n".repeat(100_000)),
        "\n".repeat(262_145),
        "\u{202e}".repeat(80_000),
    ] {
        let answer = voted_bytes(PLAN, "schedule", hostile.as_bytes());
        let said = answer.report["diagnostics"].to_string();
        let shown: String = hostile.chars().take(20).collect();
        assert_ne!(answer.verdict(), "not-required", "{shown}");
        assert!(said.len() < 60_000_000, "{shown}: {} bytes", said.len());
        if !hostile.contains("note: |") && !hostile.contains("note: xx") {
            answer.is("invalid");
        }
    }
}

#[test]
fn t45_counts_are_plain_whole_numbers() {
    for count in [
        "2.0",
        "-1",
        "+2",
        ".nan",
        ".inf",
        "-.inf",
        "1e20",
        "1e0",
        "2e",
        "0x2",
        "0o2",
        "0b10",
        "02",
        "1_0",
        "2,0",
        "99999999999999999999",
        "\"2\"",
        "two",
        "[2]",
        "null",
        "\u{ff12}",
        "\u{662}",
        "2 # ok\n    ",
        "0",
    ] {
        let answer = voted(POLICY, "policy", "count: 2", &format!("count: {count}"));
        if count.starts_with("2 #") {
            continue;
        }
        assert_eq!(answer.verdict(), "invalid", "count: {count}: {answer:#?}");
        assert!(answer.rules().iter().any(|rule| rule != "policy-version"), "count: {count}: {answer:#?}");
    }
    for version in ["2.0", "0x2", "2e0", "02", "\"2\"", ".nan", "-2", "18446744073709551616"] {
        let answer = voted(POLICY, "policy", "version: 1", &format!("version: {version}"));
        assert_eq!(answer.verdict(), "invalid", "version: {version}: {answer:#?}");
    }
}

#[test]
fn t46_thresholds_are_exact_fractions() {
    for rule in [
        "> 66.67% of seats",
        "> 50% of seats",
        "> 0.5 of seats",
        ">= .6667 of seats",
        "> 2/3",
        "2/3 of seats",
        "< 1/2 of seats",
        "= 1/2 of seats",
        "> 1/0 of seats",
        "> -1/2 of seats",
        "> 1/-2 of seats",
        ">= 3/2 of seats",
        "> 1e0/2 of seats",
        "> 1.0/2 of seats",
        "> 01/2 of seats",
        "> 1/2 of everybody",
        "> \u{bd} of seats",
        ">= 18446744073709551617/2 of seats",
    ] {
        let answer = voted(POLICY, "policy", "> 1/2 of seats", rule);
        assert_eq!(answer.verdict(), "invalid", "{rule}: {answer:#?}");
        assert!(answer.rules().contains(&"schema".to_owned()), "{rule}: {answer:#?}");
    }
}

#[test]
fn t46_a_share_is_not_rounded() {
    for (seats, rule, needed) in [
        (14, "> 1/2 of seats", 8),
        (14, ">= 1/2 of seats", 7),
        (3, ">= 2/3 of seats", 2),
        (4, ">= 2/3 of seats", 3),
        (6, "> 2/3 of seats", 5),
        (6, ">= 2/3 of seats", 4),
        (9, "> 1/3 of seats", 4),
        // Two votes of three are less than 66.67 percent, and more than 66.66.
        (3, ">= 6667/10000 of seats", 3),
        (3, ">= 6666/10000 of seats", 2),
    ] {
        let members: Vec<String> = (1..=seats).map(|number| format!("s{number}")).collect();
        let people: String = members.iter().map(|id| format!("  {id}: {{name: Member {id}}}\n")).collect();
        let list: String = members.iter().map(|id| format!("  - {{person: {id}}}\n")).collect();
        let before = World::base()
            .with(ROSTER, &format!("kind: roster/v1\npeople:\n{people}tsc:\n{list}"))
            .edit(POLICY, "> 1/2 of seats", rule);
        let after = before.moved();
        let by = |count: usize| {
            let voters: Vec<&str> = members.iter().take(count).map(String::as_str).collect();
            let vote = Paper::about("p", &before, &after, &[PLAN]).ayes(&voters);
            step(&before, &after.clone().approve(&vote))
        };
        by(needed - 1).is("pending").because("threshold");
        by(needed).is("approved");
    }
}

#[test]
fn t47_dates_and_times_that_do_not_exist_are_errors() {
    for date in [
        "2027-02-29",
        "2027-02-30",
        "2027-04-31",
        "2027-13-01",
        "2027-00-10",
        "2027-01-00",
        "2027-01-32",
        "2100-02-29",
        "0000-01-01",
        "10000-01-01",
        "99999-01-01",
        "-2027-01-01",
        "+2027-01-01",
        "27-01-01",
        "2027-W54",
        "2026-W54",
        "2027-W00",
        "2027-Q5",
        "2027-Q0",
        "2027-365",
        "2027-07-08T24:00",
        "2027-07-08T25:00Z",
        "2027-07-08+02:00",
        "2027-07-08T10:00+25:00",
        "2027-07-08 10:00",
        "08.07.2027",
        "07/08/2027",
        "8 July 2027",
        "2027-07-08/2027-07-01",
        "2027\u{2013}07\u{2013}08",
        "\"\u{ff12}027-07-08\"",
    ] {
        let answer = voted(PLAN, "schedule", "ga, date: 2027-07-08", &format!("ga, date: {date}"));
        assert_eq!(answer.verdict(), "invalid", "{date}: {answer:#?}");
    }
    for time in [
        "24:00",
        "24:01",
        "25:00",
        "12:60",
        "23:59:60",
        "-1:00",
        "7:00",
        "0700",
        "12",
        "12:00Z",
        "12:00+02:00",
    ] {
        let deadline = format!("name: Example\ndeadline: {{time: \"{time}\", zone: UTC}}\n");
        let answer = voted(PROJECT, "policy", "name: Example\n", &deadline);
        assert_eq!(answer.verdict(), "invalid", "{time}: {answer:#?}");
    }
    for zone in ["Mars/Olympus", "EST5", "+25:00", "../../etc/passwd", "utc ", "Local"] {
        let deadline = format!("name: Example\ndeadline: {{time: \"23:59\", zone: \"{zone}\"}}\n");
        let answer = voted(PROJECT, "policy", "name: Example\n", &deadline);
        assert_eq!(answer.verdict(), "invalid", "{zone}: {answer:#?}");
    }
    let leap = voted(PLAN, "schedule", "ga, date: 2027-07-08", "ga, date: 2028-02-29");
    leap.is("approved");
}

#[test]
fn t47_a_vote_is_not_closed_on_a_day_that_does_not_exist() {
    let before = World::base();
    let after = before.moved();
    for day in
        ["2026-11-31", "2026-11", "2026-W46", "2026-Q4", "tbd", "2026-11-19T12:00:00Z", "yesterday", "0"]
    {
        let vote = Paper::about("p", &before, &after, &[PLAN]).ayes(&TSC).and(&format!("closed: {day}"));
        let answer = step(&before, &after.clone().approve(&vote));
        assert_eq!(answer.verdict(), "invalid", "{day}: {answer:#?}");
    }
}
