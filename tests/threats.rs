//! Every way that we know to get a change past the gate, and the tests that show what happens instead.
//!
//! The one place to look up which test shows a threat. It fails when a threat has no test, when a test that it names is
//! gone, and when a test that bears the number of a threat (`t16_…`, or a case folder `t16-…`) is not listed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail like tests"
)]

mod attempts;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A threat by its number.
struct Threat {
    number: u32,
    /// What somebody attempts.
    attempt: &'static str,
    /// Case folders, and functions as `file::function`.
    shown_by: &'static [&'static str],
}

const THREATS: &[Threat] = &[
    // A. Changing the rules in the same change
    Threat {
        number: 1,
        attempt: "join the TSC and vote in the same pull request",
        shown_by: &[
            "src/approval/tests/evidence.rs::t1_a_review_of_somebody_who_joins_by_the_change_is_no_vote",
            "src/approval/tests/threats.rs::t1_nobody_votes_by_a_seat_of_the_same_change",
            "tests/attempts/rules.rs::t1_nobody_gains_an_office_or_an_alternate_by_the_same_change",
            "tests/attempts/rules.rs::t1_nobody_votes_by_a_seat_that_the_change_brings",
            "tests/attempts/rules.rs::t1_the_seat_counts_once_it_is_merged",
            "tests/cases/audit/t1-step-that-is-ratified-by-its-own-rules",
            "tests/cases/gate/t1-new-member-votes-for-the-own-seat",
        ],
    },
    Threat {
        number: 2,
        attempt: "weaken the policy in the change that it would stop",
        shown_by: &[
            "src/approval/tests/signatures.rs::t2_the_policy_that_is_signed_is_the_one_before_the_change",
            "src/approval/tests/threats.rs::t2_a_dropped_requirement_frees_nothing_in_the_same_step",
            "src/approval/tests/threats.rs::t2_a_weaker_policy_is_said_to_be_weaker",
            "src/approval/tests/threats.rs::t2_a_weaker_policy_passes_the_stronger_one_first",
            "tests/attempts/rules.rs::t2_a_path_that_is_protected_no_longer_is_protected_in_this_step",
            "tests/attempts/rules.rs::t2_a_requirement_dropped_with_what_it_asked_for_still_asks",
            "tests/attempts/rules.rs::t2_rules_of_base_and_result_have_to_be_met",
            "tests/cases/audit/t2-step-that-is-ratified-by-nobody",
            "tests/cases/gate/protected-folder",
            "tests/cases/gate/t2-protection-removed-in-the-same-change",
            "tests/cases/gate/t2-requirement-dropped-in-the-same-change",
            "tests/cases/gate/t2-requirement-of-the-profile-replaced-in-the-same-change",
            "tests/cases/gate/t2-threshold-lowered-in-the-same-change",
            "tests/cases/gate/t2-threshold-raised-and-not-met-itself",
        ],
    },
    Threat {
        number: 3,
        attempt: "edit the gate, CODEOWNERS, .gitattributes or .gitmodules",
        shown_by: &[
            "tests/actions.rs::t3_a_workflow_that_anybody_may_change_is_named",
            "tests/actions.rs::t3_who_may_bypass_the_protection_is_told",
            "tests/actions.rs::t3_who_may_bypass_the_rules_is_told_or_said_to_be_unknown",
            "tests/attempts/rules.rs::t3_the_files_around_the_gate_are_policy",
            "tests/cases/gate/t3-protected-file-edited",
            "tests/cases/gate/t3-protected-page-under-the-root",
        ],
    },
    Threat {
        number: 4,
        attempt: "make a later change harmless by a harmless one before",
        shown_by: &[
            "tests/attempts/rules.rs::t4_a_step_is_classified_by_the_rules_on_both_sides",
            "tests/attempts/rules.rs::t4_what_would_make_later_changes_harmless_is_never_harmless_itself",
            "tests/cases/gate/t4-key-of-a-former-officer-is-not-everybodys-to-change",
        ],
    },
    Threat {
        number: 5,
        attempt: "put an older, weaker policy back",
        shown_by: &[
            "src/approval/tests/threats.rs::t5_an_older_policy_does_not_come_back_under_its_number",
            "tests/attempts/rules.rs::t5_an_older_policy_does_not_come_back_under_any_number_but_the_next",
            "tests/cases/gate/t5-policy-version-not-raised",
        ],
    },
    Threat {
        number: 6,
        attempt: "use versions, keys and requirements that nobody knows",
        shown_by: &[
            "src/approval/tests/threats.rs::t6_what_the_format_does_not_know_is_an_error",
            "tests/attempts/rules.rs::t6_what_the_format_does_not_know_is_an_error_whoever_votes_for_it",
        ],
    },
    Threat {
        number: 7,
        attempt: "delete or empty policy, roster or TSC",
        shown_by: &[
            "src/approval/tests/threats.rs::t7_who_takes_the_policy_away_does_not_start_anew",
            "src/approval/tests/threats.rs::t7_without_policy_roster_or_seats_nothing_passes",
            "tests/attempts/rules.rs::t7_a_step_that_leaves_no_rules_fails_whoever_votes_for_it",
            "tests/attempts/rules.rs::t7_nothing_passes_where_rules_are_missing",
            "tests/cases/audit/t7-rules-that-were-removed",
            "tests/cases/gate/retired-project-keeps-its-rules",
            "tests/cases/gate/t7-committee-emptied",
            "tests/cases/gate/t7-policy-deleted",
            "tests/cases/gate/t7-roster-deleted",
            "tests/cases/gate/t7-rules-taken-away-and-brought-anew",
        ],
    },
    // B. Evidence that does not match the content
    Threat {
        number: 8,
        attempt: "change a byte after approval",
        shown_by: &[
            "src/approval/tests/threats.rs::t8_a_byte_after_the_vote_makes_it_stale",
            "tests/attempts/evidence.rs::t8_a_byte_changed_after_approval_makes_it_stale_unless_it_says_nothing",
            "tests/cases/gate/comment-added-after-approval",
            "tests/cases/gate/comment-added-after-approval-of-bytes",
            "tests/cases/gate/date-changed-after-approval",
        ],
    },
    Threat {
        number: 9,
        attempt: "push between review and evaluation",
        shown_by: &[
            "src/approval/tests/evidence.rs::t9_a_review_of_other_content_confirms_nothing",
            "tests/actions.rs::t9_a_review_of_another_commit_counts_if_the_content_is_the_same",
            "tests/actions.rs::t9_a_target_that_moved_on_is_no_target_any_more",
            "tests/actions.rs::t9_what_has_moved_on_is_not_posted",
            "tests/actions/origins.rs::t9_an_approval_file_that_comes_after_the_reviews_is_about_what_they_saw",
            "tests/attempts/evidence.rs::t9_a_push_after_the_vote_is_judged_for_itself",
            "tests/attempts/evidence.rs::t9_base_and_head_are_named_by_their_ids",
            "tests/attempts/evidence.rs::t9_what_runs_on_the_same_commits_says_the_same",
        ],
    },
    Threat {
        number: 10,
        attempt: "let the base move under the head",
        shown_by: &[
            "src/approval/tests/evidence.rs::t10_the_approval_files_that_were_reviewed_say_what_is_decided",
            "src/approval/tests/evidence.rs::t10_what_a_reviewed_change_began_with_is_compared_by_meaning",
            "src/approval/tests/threats.rs::t10_a_base_that_moved_makes_it_stale_and_unrelated_work_does_not",
            "tests/actions/origins.rs::t10_a_commit_that_is_merged_later_is_nothing_that_a_review_started_from",
            "tests/actions/origins.rs::t10_reviews_stand_in_a_branch_that_is_not_brought_up_to_date",
            "tests/actions/origins.rs::t10_reviews_stand_while_the_branch_moves_on_elsewhere",
            "tests/actions/origins.rs::t10_what_was_reviewed_on_top_of_another_change_was_not_reviewed_without_it",
            "tests/actions/origins.rs::t10_who_approved_a_small_move_did_not_approve_a_large_one",
            "tests/attempts/evidence.rs::t10_a_base_that_moved_under_the_same_head_makes_it_stale",
            "tests/cases/gate/target-changed-another-line",
            "tests/cases/gate/target-moved-in-an-unrelated-file",
        ],
    },
    Threat {
        number: 11,
        attempt: "approve, revert, and come back with the old approval",
        shown_by: &[
            "src/approval/tests/threats.rs::t11_an_approval_does_not_bring_its_content_back",
            "tests/actions/origins.rs::t11_reviewed_code_does_not_bring_a_member_back",
            "tests/actions/origins.rs::t11_reviewed_code_does_not_bring_an_old_plan_back",
            "tests/actions/origins.rs::t11_reviewed_code_does_not_take_a_whole_plan_away",
            "tests/attempts/evidence.rs::t11_a_revert_without_an_approval_does_not_make_the_old_one_usable",
            "tests/attempts/evidence.rs::t11_an_old_approval_does_not_bring_its_content_back",
            "tests/cases/audit/t11-approval-used-again-after-a-revert",
            "tests/cases/gate/approval-used-again-after-a-revert",
            "tests/cases/gate/t11-approval-used-by-its-meaning-and-again",
            "tests/cases/gate/t11-used-approval-comes-back-after-its-file-was-deleted",
        ],
    },
    Threat {
        number: 12,
        attempt: "copy an approval from elsewhere",
        shown_by: &[
            "src/approval/tests/signatures.rs::t12_a_signature_over_anything_else_does_not_hold",
            "tests/attempts/evidence.rs::t12_an_approval_of_another_cycle_or_branch_is_about_other_content",
            "tests/cases/gate/approval-of-something-else",
            "tests/cases/gate/t12-approval-of-another-cycle",
            "tests/cases/gate/t12-signed-revocation-turned-to-another-approval",
        ],
    },
    Threat {
        number: 13,
        attempt: "merge a part of what was approved",
        shown_by: &[
            "src/approval/tests/threats.rs::t13_a_part_of_what_was_approved_is_not_what_was_approved",
            "tests/attempts/evidence.rs::t13_a_part_of_what_was_approved_is_not_approved",
            "tests/cases/gate/part-of-what-was-approved",
        ],
    },
    Threat {
        number: 14,
        attempt: "change meaning through a file outside the root",
        shown_by: &[
            "src/approval/tests/threats.rs::t14_a_link_is_not_the_file_of_the_same_text",
            "tests/attempts/evidence.rs::t14_a_document_is_a_plain_file_and_includes_nothing",
            "tests/cases/bad-input/root-is-a-link",
        ],
    },
    Threat {
        number: 15,
        attempt: "edit, move or delete a merged approval",
        shown_by: &[
            "src/approval/tests/threats.rs::t15_a_merged_approval_is_not_edited_even_in_a_comment",
            "tests/attempts/evidence.rs::t15_a_merged_approval_is_not_touched_in_any_way",
            "tests/cases/audit/t15-merged-approval-edited-moved-and-deleted",
            "tests/cases/gate/t15-merged-approval-deleted",
            "tests/cases/gate/t15-merged-approval-edited",
        ],
    },
    Threat {
        number: 16,
        attempt: "drop a revocation",
        shown_by: &[
            "tests/attempts/evidence.rs::t16_a_revocation_holds_while_it_stands",
            "tests/attempts/evidence.rs::t16_a_revocation_that_a_later_step_deleted_or_edited_holds",
            "tests/attempts/evidence.rs::t16_a_revocation_that_a_merge_dropped_holds",
            "tests/cases/audit/t16-revocation-deleted-later-still-holds",
            "tests/cases/audit/t16-revocation-dropped-by-a-merge",
            "tests/cases/gate/t16-revoked-approval-comes-back-after-both-files-were-deleted",
            "tests/cases/trend/t16-revoked-approval-approves-no-revision",
        ],
    },
    // C. Identity
    Threat {
        number: 17,
        attempt: "forge author, committer and trailers",
        shown_by: &["src/approval/tests/evidence.rs::t17_names_prove_nothing"],
    },
    Threat {
        number: 18,
        attempt: "take a recycled or look-alike login",
        shown_by: &["src/approval/tests/evidence.rs::t18_the_number_of_an_account_decides_and_not_its_name"],
    },
    Threat {
        number: 19,
        attempt: "be two people, or share a key",
        shown_by: &[
            "src/approval/tests/evidence.rs::t19_an_account_under_two_people_is_nobodys",
            "src/approval/tests/signatures.rs::t19_a_key_under_two_people_signs_for_neither",
            "src/rules/identity.rs::what_two_people_share_is_found",
        ],
    },
    Threat {
        number: 20,
        attempt: "vote without a running term",
        shown_by: &[
            "src/approval/tests/evidence.rs::t20_a_review_counts_for_a_seat_of_the_day",
            "src/approval/tests/threats.rs::t20_a_vote_counts_by_the_term_on_the_day_it_closed",
            "tests/cases/audit/t20-member-who-left-after-the-vote",
            "tests/cases/gate/t20-member-left-before-the-vote",
        ],
    },
    Threat {
        number: 21,
        attempt: "sign twice, or inside a mergetag",
        shown_by: &["src/approval/tests/signatures.rs::t21_two_signatures_are_none"],
    },
    Threat {
        number: 22,
        attempt: "date a commit back",
        shown_by: &[
            "src/approval/tests/signatures.rs::t22_a_key_counts_by_the_roster_before_the_step_whatever_any_date_says",
            "src/approval/tests/signatures.rs::t22_a_key_that_comes_with_the_change_comes_too_late",
            "tests/cases/audit/t22-backdated-commit-with-a-key-that-is-no-longer-listed",
            "tests/cases/audit/a-day-that-has-not-come",
        ],
    },
    Threat {
        number: 23,
        attempt: "use a key that was compromised",
        shown_by: &[
            "src/approval/tests/signatures.rs::t23_a_key_found_to_be_compromised_reopens_the_approvals_since",
            "src/approval/tests/signatures.rs::t23_the_roster_itself_says_that_a_key_is_compromised",
            "tests/cases/audit/t23-key-that-was-found-to-be-compromised",
            "tests/cases/gate/t23-compromised-key-is-not-everybodys-to-excuse",
            "tests/cases/audit/t23-later-commits-make-no-step-older",
        ],
    },
    Threat {
        number: 24,
        attempt: "use a security key without touch",
        shown_by: &["src/approval/tests/signatures.rs::t24_a_security_key_that_nobody_touched_signs_nothing"],
    },
    Threat {
        number: 25,
        attempt: "reuse a commit signature as a vote",
        shown_by: &["src/approval/tests/signatures.rs::t25_a_signature_made_for_git_is_no_vote"],
    },
    Threat {
        number: 26,
        attempt: "decide alone, by bot, or about oneself",
        shown_by: &[
            "src/approval/tests/evidence.rs::t26_a_known_proposer_is_told_from_the_others",
            "src/approval/tests/evidence.rs::t26_a_program_never_votes",
            "src/approval/tests/threats.rs::t26_nobody_is_appointed_by_the_own_vote",
        ],
    },
    Threat {
        number: 27,
        attempt: "be counted twice",
        shown_by: &[
            "src/approval/tests/evidence.rs::t27_a_person_with_many_proofs_votes_once",
            "src/approval/tests/threats.rs::t27_one_person_has_one_vote_in_however_many_files",
            "tests/cases/gate/t27-votes-that-contradict-each-other",
        ],
    },
    // D. Git objects
    Threat {
        number: 28,
        attempt: "rename into or out of the root",
        shown_by: &[
            "tests/attempts/objects.rs::t28_a_merge_follows_no_rename",
            "tests/attempts/objects.rs::t28_a_rename_shows_both_of_its_ends",
            "tests/cases/gate/t28-file-moves-into-the-root",
            "tests/cases/gate/t28-file-that-moves-into-the-root-and-is-edited-on-the-other-side",
            "tests/cases/gate/t28-file-moves-out-of-the-root",
            "tests/repository.rs::t28_a_rename_is_a_deletion_and_an_addition",
        ],
    },
    Threat {
        number: 29,
        attempt: "hide content in the merge commit",
        shown_by: &[
            "tests/attempts/objects.rs::t29_content_of_the_merge_commit_alone_is_judged",
            "tests/cases/audit/t29-content-only-in-the-merge-commit",
            "tests/cases/gate/t29-content-only-in-the-merge-commit",
        ],
    },
    Threat {
        number: 30,
        attempt: "octopus, criss-cross, unrelated histories, a second root",
        shown_by: &[
            "tests/attempts/objects.rs::t30_a_criss_cross_is_judged_only_where_every_ancestor_leads_to_one_result",
            "tests/attempts/objects.rs::t30_a_second_root_brings_its_content_into_the_step",
            "tests/attempts/objects.rs::t30_an_octopus_is_judged_by_its_content",
            "tests/attempts/objects.rs::t30_no_vote_of_most_heals_a_conflict",
            "tests/attempts/objects.rs::t30_unrelated_histories_are_not_merged",
            "tests/cases/audit/t30-octopus",
            "tests/cases/audit/t30-second-root",
            "tests/cases/bad-input/unrelated-histories",
            "tests/cases/gate/branches-merged-both-ways",
            "tests/cases/gate/no-common-history",
            "tests/repository.rs::t30_merge_bases_are_one_none_or_several",
        ],
    },
    Threat {
        number: 31,
        attempt: "lose evidence by squash, rebase or cherry-pick",
        shown_by: &[
            "tests/attempts/objects.rs::t31_squash_rebase_and_cherry_pick_keep_the_evidence_in_the_tree",
            "tests/cases/audit/t31-squash-keeps-the-evidence",
            "tests/cases/gate/rebase-keeps-the-approval",
        ],
    },
    Threat {
        number: 32,
        attempt: "rewrite the history of the branch",
        shown_by: &[
            "tests/attempts/objects.rs::t32_a_base_that_lost_the_approved_step_is_judged_from_what_it_holds",
            "tests/cases/audit/t32-anchor-that-is-none-of-the-branch",
        ],
    },
    Threat {
        number: 33,
        attempt: "replace refs, grafts, shallow and partial clones, alternates",
        shown_by: &[
            "tests/attempts/clones.rs::t33_a_clone_of_depth_1_lacks_what_it_takes_and_says_so",
            "tests/attempts/clones.rs::t33_a_clone_that_borrows_objects_is_refused",
            "tests/attempts/clones.rs::t33_a_full_clone_of_git_is_judged_packed_or_not",
            "tests/attempts/clones.rs::t33_a_partial_clone_lacks_files_and_says_so",
            "tests/attempts/clones.rs::t33_the_audit_of_a_partial_clone_says_what_is_missing_and_how_to_get_it",
            "tests/attempts/clones.rs::t33_what_git_replace_and_git_graft_make_is_refused",
            "tests/attempts/objects.rs::t33_a_packed_replace_ref_is_seen_too",
            "tests/attempts/objects.rs::t33_a_shallow_end_is_never_taken_for_the_beginning",
            "tests/attempts/objects.rs::t33_grafts_and_borrowed_objects_are_refused",
            "tests/attempts/objects.rs::t33_replaced_commits_trees_and_files_are_refused",
            "tests/cases/audit/t33-borrowed-objects",
            "tests/cases/audit/t33-grafts",
            "tests/cases/audit/t33-replaced-commit",
            "tests/cases/audit/t33-shallow-clone",
            "tests/cases/bad-input/shallow-clone",
            "tests/cases/bad-input/tampered-repository",
            "tests/cases/gate/shallow-clone-where-history-is-needed",
            "tests/cases/gate/t33-replaced-commit-is-not-believed",
            "tests/cases/trend/t33-replaced-commit-is-not-believed",
            "tests/repository.rs::a_damaged_history_is_an_error_and_not_unrelated",
            "tests/repository.rs::t33_a_shallow_clone_never_looks_like_the_whole_history",
            "tests/repository.rs::t33_what_bends_history_is_listed",
        ],
    },
    Threat {
        number: 34,
        attempt: "symlink, submodule, executable bit, file turned folder",
        shown_by: &[
            "tests/attempts/objects.rs::t34_a_root_that_is_no_folder_holds_no_documents",
            "tests/attempts/objects.rs::t34_old_and_invented_modes_are_not_plain",
            "tests/attempts/objects.rs::t34_only_plain_files_are_governed",
            "tests/bad_input.rs::links_and_devices_are_reported_and_never_followed",
            "tests/cases/bad-input/not-plain-files",
            "tests/cases/gate/t34-executable-file",
            "tests/cases/gate/t34-symbolic-link",
            "tests/repository.rs::t34_kinds_are_told_apart",
        ],
    },
    Threat {
        number: 35,
        attempt: "paths that some machine takes for one",
        shown_by: &[
            "tests/attempts/objects.rs::t35_names_that_no_id_can_hold_keep_no_verdict_waiting",
            "tests/attempts/objects.rs::t35_paths_that_some_machine_takes_for_one_are_an_error",
            "tests/cases/bad-input/path-twins",
            "tests/cases/bad-input/path-twins-of-a-nested-root",
        ],
    },
    Threat {
        number: 36,
        attempt: "duplicate or unsorted entries of a tree",
        shown_by: &[
            "tests/attempts/objects.rs::t36_a_tree_with_twins_or_without_order_is_not_judged",
            "tests/repository.rs::t36_a_walk_refuses_a_tree_with_two_entries_of_the_name",
            "tests/repository.rs::t36_two_entries_of_one_name_are_an_error",
            "tests/repository.rs::t36_unsorted_entries_and_odd_names_are_an_error",
        ],
    },
    Threat {
        number: 37,
        attempt: "attributes, filters and pointers to large files",
        shown_by: &[
            "tests/attempts/objects.rs::t37_a_pointer_to_a_large_file_is_no_document",
            "tests/attempts/objects.rs::t37_the_bytes_of_objects_count_whatever_attributes_say",
            "tests/cases/gate/union-merge-is-not-obeyed",
            "tests/repository.rs::t37_attributes_and_merge_drivers_change_nothing",
        ],
    },
    Threat {
        number: 38,
        attempt: "two contents with one SHA-1",
        shown_by: &["tests/attempts/objects.rs::t38_no_id_of_git_binds_an_approval"],
    },
    Threat {
        number: 39,
        attempt: "mailmap, path quoting, configuration of the user",
        shown_by: &[
            "tests/attempts/clones.rs::t39_a_working_tree_in_the_configuration_of_the_user_means_nothing",
            "tests/attempts/objects.rs::t39_odd_paths_are_quoted_and_decide_nothing",
            "tests/attempts/objects.rs::t39_the_machine_of_the_user_changes_nothing",
            "tests/cases/gate/filters-and-user-configuration-change-nothing",
        ],
    },
    // E. Text and numbers
    Threat {
        number: 40,
        attempt: "a key that stands twice",
        shown_by: &[
            "src/yaml/parse.rs::duplicate_keys_are_found_also_behind_an_escape",
            "tests/attempts/text.rs::t40_a_key_that_stands_twice_is_an_error",
        ],
    },
    Threat {
        number: 41,
        attempt: "anchors, aliases, merge keys, tags, a second document",
        shown_by: &[
            "tests/attempts/text.rs::t41_only_plain_yaml_is_read",
            "tests/cases/bad-input/not-plain-yaml",
        ],
    },
    Threat {
        number: 42,
        attempt: "characters that hide or reorder text",
        shown_by: &[
            "tests/attempts/text.rs::t42_characters_that_hide_or_reorder_text_are_refused_before_parsing",
            "tests/cases/bad-input/characters",
        ],
    },
    Threat {
        number: 43,
        attempt: "texts that YAML 1.1 reads as something else",
        shown_by: &[
            "tests/attempts/text.rs::t43_texts_that_look_like_something_else_stay_texts_or_are_reported",
            "tests/cases/bad-input/booleans-and-nulls",
        ],
    },
    Threat {
        number: 44,
        attempt: "bombs, nesting, size",
        shown_by: &[
            "tests/attempts/text.rs::t44_a_document_that_multiplies_or_nests_is_one_bounded_report",
            "tests/bad_input.rs::a_file_of_50_megabytes_is_refused_by_its_size",
            "tests/bad_input.rs::a_hundred_thousand_brackets_are_one_error_with_a_place",
            "tests/bad_input.rs::an_alias_bomb_is_an_error_for_each_anchor",
            "tests/repository.rs::t44_a_tree_that_multiplies_itself_is_refused",
        ],
    },
    Threat {
        number: 45,
        attempt: "counts that are no plain whole numbers",
        shown_by: &[
            "tests/attempts/text.rs::t45_counts_are_plain_whole_numbers",
            "tests/cases/bad-input/numbers",
        ],
    },
    Threat {
        number: 46,
        attempt: "thresholds by floating point",
        shown_by: &[
            "src/approval/tests/threats.rs::t46_seven_of_fourteen_is_not_more_than_half",
            "src/threshold/mod.rs::halves_and_thirds_are_exact",
            "tests/attempts/text.rs::t46_a_share_is_not_rounded",
            "tests/attempts/text.rs::t46_thresholds_are_exact_fractions",
        ],
    },
    Threat {
        number: 47,
        attempt: "dates that do not exist",
        shown_by: &[
            "tests/attempts/text.rs::t47_a_vote_is_not_closed_on_a_day_that_does_not_exist",
            "tests/attempts/text.rs::t47_dates_and_times_that_do_not_exist_are_errors",
            "tests/cases/bad-input/dates",
        ],
    },
    // F. GitHub and CI
    Threat {
        number: 48,
        attempt: "get code or artifacts of the pull request executed or believed",
        shown_by: &[
            "tests/action.rs::t48_a_program_is_named_by_its_whole_path_and_so_by_no_file_of_the_project",
            "tests/actions.rs::t48_a_change_that_was_not_fetched_is_fetched_as_data",
            "tests/actions.rs::t48_what_another_run_left_behind_is_not_believed",
            "tests/github.rs::t48_a_commit_that_the_repository_does_not_have_belongs_to_no_pull_request",
            "tests/github.rs::t48_the_same_commit_proposed_by_somebody_else_stands_in_nobodys_way",
            "tests/github.rs::t48_the_pull_request_of_a_fork_is_found_by_its_branch_and_head_together",
            "tests/github.rs::t48_the_pull_request_of_a_run_is_found_by_its_head",
            "tests/github.rs::t48_two_pull_requests_with_one_head_are_an_error",
        ],
    },
    Threat {
        number: 49,
        attempt: "names that are markup, mentions or commands",
        shown_by: &[
            "src/render/escape.rs::a_command_is_one_line",
            "src/render/escape.rs::a_terminal_line_is_one_harmless_line",
            "src/render/escape.rs::markdown_has_no_markup_left",
            "tests/actions.rs::t49_hostile_names_do_nothing_anywhere",
        ],
    },
    Threat {
        number: 50,
        attempt: "post or edit a comment with the marker",
        shown_by: &[
            "tests/actions.rs::t50_a_run_that_somebody_wrote_into_the_comment_freezes_no_status",
            "tests/actions.rs::t50_only_the_own_comment_is_replaced",
            "tests/github.rs::t50_an_edited_comment_is_put_right",
            "tests/github.rs::t50_the_marker_of_somebody_else_is_not_believed",
        ],
    },
    Threat {
        number: 51,
        attempt: "a status of the same name",
        shown_by: &[
            "tests/actions.rs::t51_a_status_that_anybody_may_report_is_said_to_be_worth_nothing",
            "tests/actions/told.rs::t51_a_change_of_the_workflows_is_said_to_prove_nothing_about_itself",
        ],
    },
    Threat {
        number: 52,
        attempt: "reviews dismissed, changed or on later pages",
        shown_by: &[
            "src/approval/tests/evidence.rs::t52_the_latest_decisive_review_counts",
            "tests/actions.rs::t52_the_latest_decisive_review_of_each_counts_on_whatever_page",
            "tests/actions/past.rs::t52_reviews_are_read_to_the_last_page",
            "tests/github.rs::t52_a_review_that_says_something_unknown_is_an_error",
            "tests/github.rs::t52_every_state_keeps_its_meaning_and_all_reviews_of_one_person_are_there",
            "tests/github.rs::t52_reviews_are_read_to_the_last_page",
        ],
    },
    Threat {
        number: 53,
        attempt: "more files and commits than the API lists",
        shown_by: &["tests/actions.rs::t53_the_change_is_read_from_git_and_not_from_the_api"],
    },
    Threat {
        number: 54,
        attempt: "push directly",
        shown_by: &[
            "tests/actions.rs::t54_a_direct_push_is_verified_like_anything_else",
            "tests/actions.rs::t54_the_next_run_names_what_was_pushed_past_it",
            "tests/actions/past.rs::t54_what_came_without_a_pull_request_has_no_reviews",
            "tests/actions/told.rs::t54_nobody_is_accused_of_what_reviews_may_have_decided",
            "tests/actions/told.rs::t54_what_no_review_could_have_approved_is_named_as_before",
            "tests/attempts/pushes.rs::t54_a_folder_has_no_history_to_look_at",
            "tests/attempts/pushes.rs::t54_many_unapproved_steps_are_counted",
            "tests/attempts/pushes.rs::t54_the_next_gate_says_that_the_branch_holds_an_unapproved_step",
            "tests/cases/audit/emergency-is-not-ratified-by-another",
            "tests/cases/audit/ratification-that-decides-nothing",
            "tests/cases/audit/t54-direct-push",
            "tests/cases/gate/t54-next-gate-notes-the-direct-push",
        ],
    },
    Threat {
        number: 55,
        attempt: "go through the merge queue",
        shown_by: &[
            "tests/actions.rs::t55_each_candidate_of_the_queue_is_judged_for_itself",
            "tests/actions/origins.rs::t55_a_squash_of_what_was_reviewed_in_a_fork_counts_where_that_was_fetched_as_data",
        ],
    },
    Threat {
        number: 56,
        attempt: "retarget the pull request",
        shown_by: &[
            "tests/actions.rs::t56_a_pull_request_that_goes_elsewhere_now_is_not_judged_for_where_it_went",
            "tests/actions.rs::t56_the_rules_of_another_branch_say_nothing_to_this_one",
            "tests/actions/origins.rs::t56_an_approval_file_that_said_something_else_was_not_approved",
            "tests/actions/origins.rs::t56_what_happened_to_other_pull_requests_takes_no_review_away",
            "tests/actions/origins.rs::t56_what_was_approved_for_another_branch_is_not_approved_for_this_one",
            "tests/actions/past.rs::t56_what_was_merged_into_another_branch_is_no_merge_into_this_one",
        ],
    },
    Threat {
        number: 57,
        attempt: "delete the fork",
        shown_by: &[
            "src/github/event.rs::t57_the_repository_of_a_change_may_be_gone_and_its_author_too",
            "tests/actions.rs::t57_a_change_of_a_fork_that_is_gone_is_judged_from_git",
            "tests/github.rs::t57_a_fork_that_is_gone_is_no_repository",
        ],
    },
    Threat {
        number: 58,
        attempt: "let the API fail",
        shown_by: &[
            "tests/actions.rs::t58_a_branch_that_is_not_governed_is_not_marked_by_a_failure_either",
            "tests/actions.rs::t58_a_proxy_is_asked_for_the_host_and_told_nothing_else",
            "tests/github.rs::t58_every_success_is_taken_back_where_nobody_knows_the_branch",
            "tests/actions.rs::t58_a_comment_that_cannot_be_written_leaves_no_mark_of_success",
            "tests/actions.rs::t58_a_file_that_cannot_be_written_leaves_no_mark_of_success",
            "tests/actions.rs::t58_a_request_that_fails_is_no_answer",
            "tests/actions.rs::t58_a_run_whose_pull_request_is_not_known_takes_back_what_was_said",
            "tests/actions.rs::t58_a_server_that_is_down_is_no_answer",
            "tests/actions.rs::t58_no_link_of_a_checkout_leads_the_report_elsewhere",
            "tests/actions.rs::t58_outputs_that_cannot_be_written_leave_no_mark_of_success",
            "tests/actions/origins.rs::t58_where_nobody_can_tell_whether_it_was_led_elsewhere_nothing_is_judged",
            "tests/actions/past.rs::t58_a_request_that_fails_is_no_answer_and_names_the_step",
            "tests/github.rs::t58_a_connection_that_ends_early_is_tried_again",
            "tests/github.rs::t58_a_limit_is_waited_for_as_long_as_github_asks",
            "tests/github.rs::t58_a_limit_on_writing_is_no_read_only_token",
            "tests/github.rs::t58_a_limit_that_lasts_is_an_error",
            "tests/github.rs::t58_a_page_on_another_host_is_not_asked_for",
            "tests/github.rs::t58_a_page_that_leads_to_itself_is_an_error",
            "tests/github.rs::t58_a_refusal_names_the_permission_and_is_not_tried_again",
            "tests/github.rs::t58_a_server_that_fails_is_tried_three_times",
            "tests/github.rs::t58_a_wrong_token_is_said_to_be_wrong",
            "tests/github.rs::t58_all_requests_together_wait_for_a_minute_and_a_half_at_most",
            "tests/github.rs::t58_an_answer_about_something_else_is_an_error",
            "tests/github.rs::t58_an_answer_of_another_shape_is_an_error",
            "tests/github.rs::t58_an_answer_without_end_is_an_error",
            "tests/github.rs::t58_half_an_answer_is_an_error",
            "tests/github.rs::t58_no_answer_in_time_is_an_error",
            "tests/github.rs::t58_nobody_there_is_an_error",
            "tests/github.rs::t58_other_refusals_are_not_tried_again",
            "tests/github.rs::t58_pages_without_end_are_an_error",
            "tests/github.rs::t58_what_cannot_be_seen_is_an_error",
        ],
    },
    // G. Process
    Threat {
        number: 59,
        attempt: "close a vote early, or join during it",
        shown_by: &[
            "src/approval/tests/threats.rs::t59_a_member_of_the_vote_time_counts_and_an_early_close_does_not",
            "tests/attempts/process.rs::t59_a_member_who_joins_during_the_vote_raises_the_number_it_takes",
            "tests/attempts/process.rs::t59_a_vote_closed_early_or_too_short_is_not_over",
            "tests/cases/audit/t59-vote-closed-early-and-by-a-member-who-came-later",
            "tests/cases/sign/t59-vote-that-has-to-stay-open",
        ],
    },
    Threat {
        number: 60,
        attempt: "edit the minutes after the fact",
        shown_by: &[
            "tests/attempts/process.rs::t60_minutes_prove_no_more_than_the_record_and_their_pin_stays",
            "tests/cases/verify/t60-minutes-that-are-not-pinned",
            "tests/cases/verify/t60-minutes-that-are-pinned",
        ],
    },
    Threat {
        number: 61,
        attempt: "hold the votes as one company",
        shown_by: &[
            "src/approval/tests/threats.rs::t61_one_company_does_not_hold_the_votes",
            "tests/attempts/process.rs::t61_one_company_does_not_hold_the_seats",
            "tests/attempts/process.rs::t61_one_company_does_not_hold_the_votes",
        ],
    },
    Threat {
        number: 62,
        attempt: "leave a -1 out of the file",
        shown_by: &[
            "src/approval/tests/omitted.rs::t62_an_objection_that_is_left_out_holds_the_change_back",
            "src/approval/tests/omitted.rs::t62_dismissing_an_objection_is_no_consent_of_who_objected",
            "src/approval/tests/omitted.rs::t62_taking_a_listed_objection_out_is_noticed",
            "tests/actions.rs::t62_a_run_that_dies_leaves_no_success_behind",
            "tests/actions.rs::t62_an_older_run_writes_no_success_over_what_a_later_one_has_said",
            "tests/actions.rs::t62_no_success_is_written_where_it_could_not_be_taken_back",
            "tests/actions.rs::t62_an_objection_on_github_holds_the_change_back",
            "tests/actions.rs::t62_an_objection_to_a_commit_that_is_gone_holds",
            "tests/actions.rs::t62_no_success_stands_while_an_objection_is_judged",
            "tests/actions/told.rs::t62_a_request_for_changes_says_how_it_is_answered",
            "tests/actions/origins.rs::t62_an_objection_holds_whatever_the_content_was_changed_from",
            "tests/actions.rs::t62_whatever_starts_a_run_no_success_stands_before_it_has_judged",
            "tests/github.rs::t62_a_success_is_left_to_a_later_run_that_has_spoken_meanwhile",
            "tests/github.rs::t62_no_success_is_written_where_there_may_be_no_room_to_take_it_back",
            "tests/workflows.rs::t62_nobody_keeps_a_verdict_away_by_starting_runs",
            "tests/workflows.rs::t62_pull_requests_that_end_with_one_commit_are_judged_side_by_side",
        ],
    },
    Threat {
        number: 63,
        attempt: "an exception without end",
        shown_by: &["tests/attempts/process.rs::t63_an_exception_has_an_end_and_ends"],
    },
    Threat {
        number: 64,
        attempt: "many small moves, each within the tolerance",
        shown_by: &[
            "src/approval/tests/threats.rs::t64_small_moves_add_up",
            "tests/attempts/process.rs::t64_many_small_moves_are_measured_against_the_last_vote",
            "tests/cases/audit/t64-small-moves-add-up",
            "tests/cases/gate/t64-approval-without-votes-is-no-baseline",
            "tests/cases/gate/t64-days-and-spans-in-turn",
            "tests/cases/gate/t64-forged-schedule-file-does-not-reset-the-baseline",
            "tests/cases/gate/t64-small-moves-add-up",
            "tests/cases/gate/t64-small-moves-count-from-the-last-vote",
            "tests/cases/gate/t64-vote-that-reviews-show-is-a-baseline",
            "tests/cases/gate/t64-vote-that-small-moves-needed-is-a-baseline",
            "tests/cases/gate/t64-votes-without-signatures-are-no-baseline",
        ],
    },
    Threat {
        number: 65,
        attempt: "a foxtrot merge",
        shown_by: &[
            "tests/actions.rs::t65_a_branch_that_lost_its_steps_was_rewritten",
            "tests/actions.rs::t65_only_the_rules_that_a_branch_had_say_that_it_may_be_rewritten",
            "tests/cases/audit/t65-foxtrot-merge",
            "tests/cases/audit/t65-foxtrot-merge-of-another-root",
            "tests/cases/audit/t65-foxtrot-merge-that-keeps-its-own-side",
            "tests/cases/audit/usual-merges-are-silent",
        ],
    },
    Threat {
        number: 66,
        attempt: "invent minutes and votes",
        shown_by: &[
            "src/approval/tests/evidence.rs::t66_a_reviewer_saw_the_votes_that_stood_in_the_files_to_the_byte",
            "src/approval/tests/evidence.rs::t66_a_review_from_before_the_votes_were_written_stands_for_none_of_them",
            "src/approval/tests/evidence.rs::t66_minutes_and_silence_need_somebody_in_office_too",
            "src/approval/tests/evidence.rs::t66_what_a_contributor_without_office_writes_counts_for_nothing",
            "src/approval/tests/signatures.rs::t66_signed_votes_need_nobody_in_office",
            "src/init/tests.rs::t66_on_github_the_rules_and_the_plan_take_confirmed_votes",
            "src/init/tests.rs::t66_the_votes_of_a_charter_are_confirmed_on_github_and_stay_the_same_otherwise",
            "tests/actions.rs::t66_what_a_contributor_without_office_writes_counts_for_nothing",
            "tests/cases/init/t66-votes-are-confirmed-on-github",
        ],
    },
    Threat {
        number: 67,
        attempt: "call an electronic vote a meeting",
        shown_by: &[
            "src/approval/tests/evidence.rs::t67_confirmed_votes_are_counted_by_the_electronic_rule",
            "src/approval/tests/signatures.rs::t67_the_method_is_inside_the_signed_bytes",
            "src/approval/tests/threats.rs::t67_a_meeting_is_no_way_around_the_electronic_rule",
        ],
    },
    Threat {
        number: 68,
        attempt: "take a squash commit for a merge by its author",
        shown_by: &[
            "src/approval/tests/merging.rs::t68_a_squash_proves_no_merger",
            "src/audit/tests.rs::t68_any_other_commit_proves_no_merger",
            "tests/actions.rs::t68_a_squash_proves_no_merger_and_the_event_does",
            "tests/actions/past.rs::t68_who_merged_is_what_github_says",
            "tests/cases/audit/t68-squash-proves-no-merger",
        ],
    },
    Threat {
        number: 69,
        attempt: "revoke alone",
        shown_by: &[
            "src/approval/tests/threats.rs::t69_nobody_revokes_alone",
            "tests/attempts/process.rs::t69_revoking_takes_what_the_approval_took",
        ],
    },
    Threat {
        number: 70,
        attempt: "set `closed` back to a former seat",
        shown_by: &[
            "src/approval/tests/threats.rs::t70_a_vote_is_not_dated_back_to_a_former_seat",
            "tests/attempts/process.rs::t70_a_vote_is_not_dated_back_to_a_former_seat",
        ],
    },
    Threat {
        number: 71,
        attempt: "hide a change in wording",
        shown_by: &[
            "src/approval/tests/threats.rs::t71_wording_that_decides_is_no_wording",
            "tests/attempts/process.rs::t71_wording_that_decides_is_no_wording",
        ],
    },
];

#[test]
fn every_threat_has_a_test() {
    let numbers: Vec<u32> = THREATS.iter().map(|threat| threat.number).collect();
    assert_eq!(numbers, (1..=71).collect::<Vec<_>>());
    for Threat { number, attempt, shown_by } in THREATS {
        assert!(
            !shown_by.is_empty(),
            "T{number} ({attempt}) has no test: write one and list it in `tests/threats.rs`"
        );
    }
}

#[test]
fn every_test_that_is_named_exists() {
    for Threat { number, shown_by, .. } in THREATS {
        for test in *shown_by {
            assert!(
                exists(test),
                "T{number}: `{test}` does not exist: correct its name in `tests/threats.rs`"
            );
        }
        let once: BTreeSet<&str> = shown_by.iter().copied().collect();
        assert_eq!(once.len(), shown_by.len(), "T{number} lists a test twice");
    }
}

#[test]
fn every_test_with_the_number_of_a_threat_is_listed_under_it() {
    for test in numbered_cases().into_iter().chain(numbered_functions()) {
        let number = number_of(&test).unwrap();
        let threat = THREATS.iter().find(|threat| threat.number == number);
        let is_listed = threat.is_some_and(|threat| threat.shown_by.contains(&test.as_str()));
        assert!(is_listed, "`{test}` is not listed under T{number} in `tests/threats.rs`");
    }
}

#[test]
fn a_name_that_is_nowhere_does_not_exist() {
    assert!(exists("tests/cases/gate/t5-policy-version-not-raised"));
    assert!(!exists("tests/cases/gate/t5-policy-version"));
    assert!(!exists("tests/cases/gate"));
    assert!(exists("tests/threats.rs::a_name_that_is_nowhere_does_not_exist"));
    assert!(!exists("tests/threats.rs::a_name_that_is_nowhere"));
    assert!(!exists("tests/threats.rs"));
    assert_eq!(number_of("tests/x.rs::t16_a_revocation"), Some(16));
    assert_eq!(number_of("tests/cases/gate/t7-roster-deleted"), Some(7));
    assert_eq!(number_of("tests/cases/gate/tolerance"), None);
    assert!(numbered_cases().len() > 20 && numbered_functions().len() > 50);
}

fn exists(test: &str) -> bool {
    match test.split_once("::") {
        Some((file, function)) => fs::read_to_string(top().join(file))
            .is_ok_and(|text| functions(&text).any(|name| name == function)),
        None => top().join(test).join("cmd").is_file(),
    }
}

/// The names of the functions of a source.
fn functions(text: &str) -> impl Iterator<Item = &str> {
    let named = text.lines().filter_map(|line| line.trim_start().strip_prefix("fn "));
    named.filter_map(|rest| rest.split('(').next())
}

/// `16` of a name such as `t16_…` or `t16-…` at the end of a path.
fn number_of(test: &str) -> Option<u32> {
    let name = test.rsplit(['/', ':']).next()?;
    name.strip_prefix('t')?.split(['_', '-']).next()?.parse().ok()
}

fn numbered_cases() -> Vec<String> {
    let groups = entries(&top().join("tests/cases"));
    let cases = groups.iter().flat_map(|group| entries(group)).filter(|case| case.is_dir());
    cases.map(|case| shown(&case)).filter(|case| number_of(case).is_some()).collect()
}

fn numbered_functions() -> Vec<String> {
    let mut found = Vec::new();
    for file in ["src", "tests"].iter().flat_map(|folder| sources(&top().join(folder))) {
        let text = fs::read_to_string(&file).unwrap();
        let named = functions(&text).map(|function| format!("{}::{function}", shown(&file)));
        found.extend(named.filter(|test| number_of(test).is_some()));
    }
    found
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let (folders, files): (Vec<_>, Vec<_>) = entries(folder).into_iter().partition(|path| path.is_dir());
    let rust = files.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    let inner = folders.iter().filter(|path| !path.ends_with("tests/cases")).flat_map(|path| sources(path));
    rust.chain(inner).collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    if !folder.is_dir() {
        return Vec::new();
    }
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries
}

/// The path from the top on, with `/` on every system.
fn shown(path: &Path) -> String {
    let path = path.strip_prefix(top()).unwrap();
    let names: Vec<_> = path.iter().map(|name| name.to_string_lossy()).collect();
    names.join("/")
}

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
