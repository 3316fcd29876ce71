//! What the answers leave open, in the words of a to-do list.

use super::answers::Answers;
use super::workflow;

/// What is still to be settled, the most important first.
pub fn still_open(answers: &Answers, root: &str) -> Vec<String> {
    let mut open = Vec::new();
    let without_number = answers.seats_without_number();
    if !without_number.is_empty() {
        open.push(format!(
            "no GitHub number is known of {}: {root}/roster.yaml needs it before GitHub can confirm these votes",
            without_number.join(", ")
        ));
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
    if answers.on_github {
        open.push(format!(
            "the gate holds nobody up before `Release gate` is a required check on GitHub; {} names the branch `main`, \
             so write yours there if it has another name",
            workflow::PATH
        ));
    }
    if answers.first_cycle.is_none() {
        open.push(format!(
            "no cycle is planned yet: `milepost plan CYCLE --start DATE{}` writes {root}/schedules/CYCLE.yaml",
            if root == "release" { String::new() } else { format!(" --root {root}") }
        ));
    }
    open
}
