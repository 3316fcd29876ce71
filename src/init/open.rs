//! What the answers leave open, in the words of a to-do list.

use super::answers::Answers;
use super::evidence::Proof;
use super::workflows::Workflow;

/// The commit status that says the verdict on GitHub.
const STATUS: &str = "milepost";

/// Where the settings of GitHub are explained.
const SETTINGS: &str = "https://github.com/milepost-project/milepost/tree/v1/examples/workflows";

/// What is still to be settled, the most important first.
pub fn still_open(answers: &Answers, root: &str) -> Vec<String> {
    let mut open = Vec::new();
    let without_number = answers.seats_without_number();
    if !without_number.is_empty() {
        let who = without_number.join(", ");
        open.push(match Proof::of(answers) {
            Proof::NotYet => format!(
                "no GitHub number is known of {who}: add it in {root}/roster.yaml, and then ask for `evidence: confirmed` in {root}/policy.yaml, which says where; until then nothing proves a vote"
            ),
            Proof::Recorded | Proof::Confirmed => format!(
                "no GitHub number is known of {who}: {root}/roster.yaml needs it before GitHub can confirm these votes"
            ),
        });
    }
    match answers.people.release_managers() {
        [] => open.push(format!("nobody manages the releases yet: name two people in {root}/roster.yaml")),
        [only] => {
            open.push(format!("{only} is the only release manager: name another, so that one can be away"));
        }
        _ => {}
    }
    if answers.adopting_service {
        open.push(format!(
            "the TSC has to approve adopting the support service: then fill in `service` in {root}/project.yaml"
        ));
        if answers.meeting.is_none() {
            open.push(format!(
                "the working group has no meeting yet: {root}/working-group.yaml (`milepost schema working-group`)"
            ));
        }
    }
    if answers.workflows.contains(&Workflow::Gate) {
        open.push(format!(
            "the gate holds nobody up before GitHub requires the status `{STATUS}` on the branch: {SETTINGS} lists this and the other settings, and `milepost status --github` says which are missing"
        ));
    }
    if answers.workflows.iter().any(|workflow| workflow.is_guard()) {
        open.push(format!(
            "the workflows name Milepost by a tag, which can be moved, and build it in every run: write the commit of its tag `v1` in its place; {SETTINGS} has the command that prints it"
        ));
    }
    if answers.workflows.contains(&Workflow::Merged) && Proof::of(answers) == Proof::Confirmed {
        open.push(
            "reviews on GitHub are no part of the repository: after each merge, commit the witness file that `Release merged` proposes, so that a clone tells who approved"
                .to_owned(),
        );
    }
    if answers.workflows.contains(&Workflow::Pages) {
        open.push(
            "GitHub publishes the dates only when its pages are switched on: choose `GitHub Actions` as their source under Settings, Pages. Everybody can then read what the documents say"
                .to_owned(),
        );
        open.push(format!(
            "{} builds Milepost from a tag, which can be moved: write its commit in its place; a comment there has the command that prints it",
            Workflow::Pages.path()
        ));
        if Proof::of(answers) == Proof::Confirmed {
            open.push(
                "the pages are made without asking GitHub: a plan that reviews decided is shown as not known to be approved, and its days as tentative. Signed votes (`milepost sign`) are proof in the repository itself"
                    .to_owned(),
            );
        }
    }
    let with_branch: Vec<&str> = answers
        .workflows
        .iter()
        .filter(|workflow| workflow.names_the_branch() && answers.branch.is_none())
        .map(|workflow| workflow.path())
        .collect();
    if !with_branch.is_empty() {
        open.push(format!("if the branch is not called `main`, write its name in {}", listed(&with_branch)));
    }
    if answers.first_cycle.is_none() {
        open.push(format!(
            "no cycle is planned yet: `milepost plan CYCLE --start DATE{}` writes {root}/schedules/CYCLE.yaml",
            if root == "release" { String::new() } else { format!(" --root {root}") }
        ));
    }
    open
}

/// Several names in a sentence.
fn listed(names: &[&str]) -> String {
    match names.split_last() {
        Some((last, front)) if !front.is_empty() => format!("{} and {last}", front.join(", ")),
        _ => names.concat(),
    }
}
