//! The workflow that runs the gate on GitHub, for a project whose documents may lie in a folder of another name.

use crate::yaml::write::scalar;

/// Where GitHub looks for it, from the top of the repository.
pub(super) const PATH: &str = ".github/workflows/release-gate.yml";

const ROOT_PLACE: &str = "ROOT: release\n";

/// The workflow for documents in this folder.
pub(super) fn workflow(root: &str) -> String {
    let text = include_str!("../../examples/workflows/release-gate.yml");
    text.replace(ROOT_PLACE, &format!("ROOT: {}\n", scalar(root)))
}

/// What policy.yaml says about it.
pub(super) fn protection() -> String {
    format!(
        "\n\
         # Files outside of this folder whose change is a decision too, with its class. Whoever edits this one could switch the\n\
         # gate off.\n\
         protect:\n  \
           {PATH}: policy\n"
    )
}
