//! Times the finished program as whole processes, beside other programs that read the same bytes in the same run.
//!
//! `cargo bench` prints a table. It promises nothing: machines differ, so only the ratios can be compared.

#![allow(clippy::print_stdout, reason = "the table is what this program is for")]

use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use git2::{Indexer, Oid, Repository, RepositoryInitOptions, Signature, Time, Tree};
use jiff::Span;
use jiff::civil::{Date, date};
use milepost::signature::ssh::{self, APPROVAL_NAMESPACE, PublicKey};

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

/// How often each process runs; the median counts.
const RUNS: usize = 7;

const SCHEDULES: i64 = 6_000;
const MILESTONES: i64 = 12;
const COMMITS: usize = 30_000;
/// How many of these commits change a plan, where it is a moving one.
const REVISIONS: usize = 150;
/// How many of them change it, where all are judged.
const STEPS: usize = 1_000;
/// The cycles of a project that keeps all of them.
const CYCLES: usize = 20;
/// The milestones of a plan larger than any that is known.
const LARGE_PLAN: i64 = 200;
/// The day on which all is judged.
const TODAY: &str = "2027-01-20";

fn main() -> Result {
    let folder = tempfile::tempdir()?;
    println!("median of {RUNS} runs; ratio: milepost compared to the program in its line\n");
    println!("{:<46} {:>10} {:>10} {:>8}  compared with", "what", "time", "memory", "ratio");
    signed_votes()?;
    small_projects()?;
    many_documents(&folder.path().join("documents"))?;
    two_plans(&folder.path().join("plans"))?;
    long_history(&folder.path().join("history"))?;
    moving_plan(&folder.path().join("trend"))?;
    whole_history(&folder.path().join("audit"))?;
    many_cycles(&folder.path().join("export"))
}

/// How often a signature is verified: one takes less than what a clock tells exactly.
const VERIFIED: u32 = 200;

/// A signed vote, read and verified in the library.
fn signed_votes() -> Result {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/signatures");
    let statement = fs::read(data.join("statement.json"))?;
    for name in ["ed25519", "ecdsa-p256", "ecdsa-p521", "rsa-3072-sha2-512"] {
        let key = fs::read_to_string(data.join(format!("{name}.pub")))?;
        let signature = fs::read_to_string(data.join(format!("{name}.sig")))?;
        let begun = Instant::now();
        for _ in 0..VERIFIED {
            let keys = [PublicKey::parse(&key)?];
            ssh::Signature::parse(&signature)?.verify(&keys, APPROVAL_NAMESPACE, &statement)?;
        }
        let time = milliseconds(begun.elapsed() / VERIFIED);
        println!("{:<46} {time:>10}", format!("a vote signed by {name}, in the library"));
    }
    Ok(())
}

/// Every example that is a project of its own.
fn small_projects() -> Result {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut projects = Vec::new();
    for entry in fs::read_dir(&examples).into_iter().flatten() {
        let folder = entry?.path();
        if folder.join("release").is_dir() {
            projects.push(folder);
        }
    }
    projects.sort();
    for folder in projects {
        let name = folder.strip_prefix(&examples)?.display().to_string();
        let title = format!("check of examples/{name}");
        let own = measure(&title, &Program::milepost(&["check", "--today", TODAY], &folder))?;
        let hash = Program { name: "git", arguments: hash_objects(&folder.join("release"))?, folder };
        compare("git hash-object of the same files", own, &hash)?;
    }
    Ok(())
}

/// The size of the largest project known to keep such files.
fn many_documents(folder: &Path) -> Result {
    write_project(folder)?;
    let schedules = folder.join("release/schedules");
    fs::create_dir_all(&schedules)?;
    let mut bytes = 0;
    for number in 0..SCHEDULES {
        let text = schedule(number)?;
        bytes += text.len();
        fs::write(schedules.join(format!("cycle-{number}.yaml")), text)?;
    }
    let title = format!("check of {SCHEDULES} documents, {} KiB", bytes / 1024);
    let own = measure(&title, &Program::milepost(&["check", "--today", TODAY], folder))?;
    let arguments = hash_objects(&folder.join("release"))?;
    let hash = Program { name: "git", arguments, folder: folder.to_owned() };
    compare("git hash-object of the same files", own, &hash)?;
    let search = ["-r", "-c", "milestones", "release"].map(str::to_owned).to_vec();
    compare(
        "grep in the same files",
        own,
        &Program { name: "grep", arguments: search, folder: folder.to_owned() },
    )
}

/// Two plans of the largest size that is meant.
fn two_plans(folder: &Path) -> Result {
    let plan = |shift: i64| -> Result<String> {
        let mut text =
            "kind: schedule/v1\ncycle: paris\nname: Paris\nstatus: active\nmilestones:\n".to_owned();
        for milestone in 1..=LARGE_PLAN {
            let shift = if milestone % 10 == 0 { shift } else { 0 };
            let date = date(2027, 1, 4).checked_add(Span::new().try_days(milestone + shift)?)?;
            writeln!(
                text,
                "  - id: milestone-{milestone}\n    name: Milestone {milestone}\n    date: {date}"
            )?;
        }
        Ok(text)
    };
    for (side, shift) in [("before", 0), ("after", 7)] {
        write_project(&folder.join(side))?;
        fs::create_dir_all(folder.join(side).join("release/schedules"))?;
        fs::write(folder.join(side).join("release/schedules/paris.yaml"), plan(shift)?)?;
    }
    let title = format!("diff of plans with {LARGE_PLAN} milestones");
    let own = measure(&title, &Program::milepost(&["diff", "before", "after", "--today", TODAY], folder))?;
    let arguments = ["diff", "--no-index", "before", "after"].map(str::to_owned).to_vec();
    compare(
        "git diff of the same folders",
        own,
        &Program { name: "git", arguments, folder: folder.to_owned() },
    )
}

/// How one plan moved in a long history.
fn moving_plan(folder: &Path) -> Result {
    write_moving_plan(folder, REVISIONS)?;
    let title = format!("trend of {REVISIONS} revisions, {COMMITS} commits");
    let own = measure(&title, &Program::milepost(&["trend", "paris", "--today", TODAY], folder))?;
    let log = ["log", "--first-parent", "-p", "main", "--", "release/schedules/paris.yaml"];
    let log = log.map(str::to_owned).to_vec();
    compare(
        "git log -p of the same plan",
        own,
        &Program { name: "git", arguments: log, folder: folder.to_owned() },
    )
}

/// Every governed step of a long history.
fn whole_history(folder: &Path) -> Result {
    write_moving_plan(folder, STEPS)?;
    let title = format!("audit of {STEPS} steps, {COMMITS} commits");
    let own = measure(&title, &Program::milepost(&["audit", "--today", TODAY], folder))?;
    let log = ["log", "--first-parent", "--stat", "main", "--", "release"].map(str::to_owned).to_vec();
    compare(
        "git log --stat of the same folder",
        own,
        &Program { name: "git", arguments: log, folder: folder.to_owned() },
    )
}

/// The calendar and the page of many cycles with a long history.
fn many_cycles(folder: &Path) -> Result {
    write_cycles(folder)?;
    let title = format!("export ics of {CYCLES} cycles, {STEPS} revisions");
    let own = measure(&title, &Program::milepost(&["export", "ics"], folder))?;
    let title = format!("export html of {CYCLES} cycles, {STEPS} revisions");
    measure(&title, &Program::milepost(&["export", "html"], folder))?;
    let log = ["log", "--first-parent", "-p", "main", "--", "release/schedules"].map(str::to_owned).to_vec();
    compare(
        "git log -p of the same plans",
        own,
        &Program { name: "git", arguments: log, folder: folder.to_owned() },
    )
}

/// Steps at the end of a long history that hardly ever touched the release folder.
fn long_history(folder: &Path) -> Result {
    let history = write_history(folder)?;
    let base = history.base.to_string();
    let git = |arguments: &[&str]| Program {
        name: "git",
        arguments: arguments.iter().map(|&argument| argument.to_owned()).collect(),
        folder: folder.to_owned(),
    };
    // A small move is measured against the last approved content, which lies at the other end of the history.
    for (what, head) in [("large", history.large_move), ("small", history.small_move)] {
        let head = head.to_string();
        let title = format!("gate after {COMMITS} commits, {what} move");
        let judged = ["gate", "--base", &base, "--head", &head, "--today", TODAY];
        let own = measure(&title, &Program::milepost(&judged, folder))?;
        let difference = git(&["diff", "--stat", &base, &head, "--", "release"]);
        compare("git diff of the same two commits", own, &difference)?;
        let log = git(&["log", "--first-parent", "--oneline", &head, "--", "release"]);
        compare("git log of the release folder", own, &log)?;
    }
    Ok(())
}

/// The commits whose steps are judged.
struct History {
    base: Oid,
    small_move: Oid,
    large_move: Oid,
}

/// A process to be timed.
struct Program {
    name: &'static str,
    arguments: Vec<String>,
    folder: PathBuf,
}

impl Program {
    fn milepost(arguments: &[&str], folder: &Path) -> Self {
        let arguments = arguments.iter().map(|&argument| argument.to_owned()).collect();
        Self { name: env!("CARGO_BIN_EXE_milepost"), arguments, folder: folder.to_owned() }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(self.name);
        self.prepare(&mut command);
        command
    }

    fn prepare(&self, command: &mut Command) {
        command.args(&self.arguments).current_dir(&self.folder).env("NO_COLOR", "1").env("GIT_PAGER", "cat");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    }

    fn median(&self) -> Result<Duration> {
        let mut times = Vec::with_capacity(RUNS);
        for _ in 0..RUNS {
            let begun = Instant::now();
            self.command().status()?;
            times.push(begun.elapsed());
        }
        times.sort();
        Ok(times[RUNS / 2])
    }

    /// The most memory that it held, in KiB, where GNU time is there to tell.
    fn peak_memory(&self) -> Result<Option<u64>> {
        let time = Path::new("/usr/bin/time");
        if !time.is_file() {
            return Ok(None);
        }
        let report = tempfile::NamedTempFile::new()?;
        let mut command = Command::new(time);
        command.args(["-f", "%M", "-o"]).arg(report.path()).arg(self.name);
        self.prepare(&mut command);
        command.status()?;
        // A process that does not succeed gets a line of words before the number.
        Ok(fs::read_to_string(report.path())?.lines().last().and_then(|line| line.trim().parse().ok()))
    }
}

/// Times a call of `milepost` and prints its line, with the exit code and the size of what it printed.
fn measure(title: &str, program: &Program) -> Result<Duration> {
    let output = program.command().stdout(Stdio::piped()).output()?;
    let time = program.median()?;
    let memory = program.peak_memory()?.map_or("unknown".to_owned(), |kib| format!("{} MiB", kib / 1024));
    let code = output.status.code().map_or("signal".to_owned(), |code| code.to_string());
    let printed = output.stdout.len();
    println!("{title:<46} {:>10} {memory:>10} {:>8}  (exit {code}, {printed} bytes)", milliseconds(time), "");
    Ok(time)
}

/// Times another program and prints how long `milepost` takes compared to it; nothing where it is not installed.
fn compare(title: &str, own: Duration, program: &Program) -> Result {
    if program.command().status().is_err() {
        println!("{:<46} `{}` is not installed", "", program.name);
        return Ok(());
    }
    let time = program.median()?;
    let ratio = own.as_secs_f64() / time.as_secs_f64().max(f64::EPSILON);
    println!("{:<46} {:>10} {:>10} {ratio:>7.2}x  {title}", "", milliseconds(time), "");
    Ok(())
}

fn milliseconds(time: Duration) -> String {
    let milliseconds = time.as_secs_f64() * 1000.0;
    if milliseconds < 1.0 { format!("{milliseconds:.3} ms") } else { format!("{milliseconds:.1} ms") }
}

/// The arguments that make git read every file below a folder.
fn hash_objects(folder: &Path) -> Result<Vec<String>> {
    let mut arguments = vec!["hash-object".to_owned(), "--no-filters".to_owned(), "--".to_owned()];
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next)? {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { arguments.push(path.display().to_string()) }
        }
    }
    arguments.sort();
    // The sorted options stay in front of the paths, which begin with a slash.
    arguments.sort_by_key(|argument| match argument.as_str() {
        "hash-object" => 0,
        "--no-filters" => 1,
        "--" => 2,
        _ => 3,
    });
    Ok(arguments)
}

fn write_project(folder: &Path) -> Result {
    let release = folder.join("release");
    fs::create_dir_all(&release)?;
    for (name, text) in [("project", PROJECT), ("roster", ROSTER), ("policy", POLICY)] {
        fs::write(release.join(format!("{name}.yaml")), text)?;
    }
    Ok(())
}

/// A draft of about one kibibyte, half a year long, like the other ones a week after the one before.
fn schedule(number: i64) -> Result<String> {
    let first = date(2000, 1, 3).checked_add(Span::new().try_weeks(number % 1_200)?)?;
    schedule_from(&format!("cycle-{number}"), "draft", first)
}

fn schedule_from(cycle: &str, status: &str, first: Date) -> Result<String> {
    let mut text =
        format!("kind: schedule/v1\ncycle: {cycle}\nname: Cycle {cycle}\nstatus: {status}\nmilestones:\n");
    for milestone in 1..=MILESTONES {
        let date = first.checked_add(Span::new().try_weeks(2 * milestone)?)?;
        writeln!(
            text,
            "  - id: milestone-{milestone}\n    name: Milestone number {milestone}\n    date: {date}"
        )?;
    }
    Ok(text)
}

/// Writes a repository of which few commits change the plan, and all change the code.
fn write_moving_plan(folder: &Path, revisions: usize) -> Result {
    let apart = COMMITS / revisions;
    let repository = init(folder)?;
    let objects = repository.odb()?;
    let gathered = objects.add_new_mempack_backend(1_000)?;
    let mut tree = None;
    let mut tip = None;
    for number in 0..COMMITS {
        if tree.is_none() || number % apart == 0 {
            let first =
                date(2027, 3, 1).checked_add(Span::new().try_days(i64::try_from(number / apart)?)?)?;
            tree = Some(project_tree(&repository, &schedule_from("paris", "active\nprocess: 1", first)?)?);
        }
        let tree = with_code(&repository, tree.as_ref().ok_or("a commit without a plan")?, number)?;
        tip = Some(commit(&repository, number, &tree, tip)?);
    }
    let mut pack = git2::Buf::new();
    gathered.dump(&repository, &mut pack)?;
    write_pack(folder, &objects, &pack)?;
    repository.reference("refs/heads/main", tip.ok_or("a history without commits")?, true, "")?;
    Ok(())
}

/// Writes a repository in which every commit moves the plan of one of many cycles.
fn write_cycles(folder: &Path) -> Result {
    let repository = init(folder)?;
    let objects = repository.odb()?;
    let gathered = objects.add_new_mempack_backend(1_000)?;
    let mut plans = Vec::new();
    for cycle in 0..CYCLES {
        plans.push(schedule_from(&format!("cycle-{cycle}"), "active\nprocess: 1", date(2027, 3, 1))?);
    }
    let mut tip = None;
    for number in 0..STEPS {
        let first = date(2027, 3, 1).checked_add(Span::new().try_days(i64::try_from(number)?)?)?;
        let cycle = number % CYCLES;
        if let Some(plan) = plans.get_mut(cycle) {
            *plan = schedule_from(&format!("cycle-{cycle}"), "active\nprocess: 1", first)?;
        }
        let named =
            plans.iter().enumerate().map(|(cycle, plan)| (format!("cycle-{cycle}.yaml"), plan.as_str()));
        let tree = release_tree(&repository, named)?;
        tip = Some(commit(&repository, number, &tree, tip)?);
    }
    let mut pack = git2::Buf::new();
    gathered.dump(&repository, &mut pack)?;
    write_pack(folder, &objects, &pack)?;
    repository.reference("refs/heads/main", tip.ok_or("a history without commits")?, true, "")?;
    Ok(())
}

fn init(folder: &Path) -> Result<Repository> {
    let mut options = RepositoryInitOptions::new();
    options.external_template(false).initial_head("main");
    Ok(Repository::init_opts(folder, &options)?)
}

fn write_pack(folder: &Path, objects: &git2::Odb<'_>, pack: &git2::Buf) -> Result {
    let mut indexer = Indexer::new(Some(objects), &folder.join(".git/objects/pack"), 0o644, false)?;
    std::io::Write::write_all(&mut indexer, pack)?;
    indexer.commit()?;
    Ok(())
}

/// Writes a repository of which only the last commit changes the release folder.
fn write_history(folder: &Path) -> Result<History> {
    let repository = init(folder)?;
    // Objects are gathered in memory and written as one pack, as a clone would have them.
    let objects = repository.odb()?;
    let gathered = objects.add_new_mempack_backend(1_000)?;

    let plan = schedule_from("paris", "active\nprocess: 1", date(2027, 3, 1))?;
    let before = project_tree(&repository, &plan)?;
    let head = |planned: &str, base: Oid| -> Result<Oid> {
        let moved = project_tree(&repository, &plan.replace("2027-08-16", planned))?;
        commit(&repository, COMMITS, &with_code(&repository, &moved, 0)?, Some(base))
    };
    let mut tip = None;
    for number in 0..COMMITS {
        // The code changes with every commit, the release folder with none.
        let tree = with_code(&repository, &before, number % 2)?;
        tip = Some(commit(&repository, number, &tree, tip)?);
    }
    let base = tip.ok_or("a history without commits")?;
    let history =
        History { base, small_move: head("2027-08-18", base)?, large_move: head("2027-09-13", base)? };

    let mut pack = git2::Buf::new();
    gathered.dump(&repository, &mut pack)?;
    write_pack(folder, &objects, &pack)?;
    repository.reference("refs/heads/main", base, true, "")?;
    repository.reference("refs/heads/small-move", history.small_move, true, "")?;
    repository.reference("refs/heads/large-move", history.large_move, true, "")?;
    Ok(history)
}

fn project_tree<'a>(repository: &'a Repository, schedule: &str) -> Result<Tree<'a>> {
    release_tree(repository, std::iter::once(("paris.yaml".to_owned(), schedule)))
}

fn release_tree<'a, 'b>(
    repository: &'a Repository,
    plans: impl Iterator<Item = (String, &'b str)>,
) -> Result<Tree<'a>> {
    let mut schedules = repository.treebuilder(None)?;
    for (name, plan) in plans {
        schedules.insert(&name, repository.blob(plan.as_bytes())?, 0o100_644)?;
    }
    let mut release = repository.treebuilder(None)?;
    let documents = [
        ("process.yaml", PROCESS),
        ("project.yaml", PROJECT),
        ("roster.yaml", ROSTER),
        ("policy.yaml", POLICY),
    ];
    for (name, text) in documents {
        release.insert(name, repository.blob(text.as_bytes())?, 0o100_644)?;
    }
    release.insert("schedules", schedules.write()?, 0o040_000)?;
    let mut top = repository.treebuilder(None)?;
    top.insert("release", release.write()?, 0o040_000)?;
    Ok(repository.find_tree(top.write()?)?)
}

fn with_code<'a>(repository: &'a Repository, tree: &Tree<'_>, variant: usize) -> Result<Tree<'a>> {
    let mut top = repository.treebuilder(Some(tree))?;
    top.insert("main.c", repository.blob(format!("int variant = {variant};\n").as_bytes())?, 0o100_644)?;
    Ok(repository.find_tree(top.write()?)?)
}

fn commit(repository: &Repository, number: usize, tree: &Tree<'_>, parent: Option<Oid>) -> Result<Oid> {
    // An hour from commit to commit; the last ones are made shortly before the day of the judgement.
    let seconds = 1_691_000_000 + i64::try_from(number)? * 3_600;
    let person = Signature::new("Author", "author@example.org", &Time::new(seconds, 0))?;
    let parent = parent.map(|id| repository.find_commit(id)).transpose()?;
    let parents: Vec<_> = parent.iter().collect();
    Ok(repository.commit(None, &person, &person, &format!("Change number {number}"), tree, &parents)?)
}

const PROJECT: &str = "\
kind: project/v1
name: Harbour
calendar:
  weekend: [saturday, sunday]
";

const ROSTER: &str = "\
kind: roster/v1
people:
  alice: {name: Alice Example, github: {login: alice-example, id: 1001}, affiliation: Example Corp}
  bob: {name: Bob Example, github: {login: bob-example, id: 1002}, affiliation: Sample Ltd}
  grace: {name: Grace Example, github: {login: grace-example, id: 1003}, affiliation: Specimen University}
  carol: {name: Carol Example, github: {login: carol-example, id: 1004}, affiliation: Example Corp}
  frank: {name: Frank Example, github: {login: frank-example, id: 1005}, affiliation: Sample Ltd}
tsc:
  - {person: alice, from: 2026-01-01, role: chair}
  - {person: bob, from: 2026-01-01}
  - {person: grace, from: 2026-01-01}
release-managers:
  - {person: carol, from: 2026-06-01}
  - {person: frank, from: 2026-06-01}
";

const POLICY: &str = "\
kind: policy/v1
version: 1
votes:
  majority:
    meeting: {pass: \"> 1/2 of present\"}
    electronic: {pass: \"> 1/2 of seats\", open: 7 days}
requirements:
  adoption: {vote: majority}
  appointment: {vote: majority}
  electorate: {vote: majority}
  policy: {vote: majority}
  process: {vote: majority}
  schedule: {vote: majority}
  schedule-minor: {approve: release-managers, count: 2}
  exception: {vote: majority}
  record: {}
  editorial: {}
";

const PROCESS: &str = "\
kind: process/v1
version: 1
milestones:
  - {id: milestone-1, name: Begin}
  - {id: milestone-12, name: End}
change-control:
  tolerance: 5 working days
  notice: 14 days
";
