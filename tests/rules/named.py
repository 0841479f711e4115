"""Which test proves which rule: for every rule the tests to read first, or why there is none yet.

``RULES`` are the forty readings of the law (RULE-1 to RULE-40); a test named here bears the rule's marker.
``INVARIANTS`` are the twenty-five things every hall system must keep. Walks and predicates come on top of
the tests named here and are not named.
"""

from __future__ import annotations

RULES: dict[int, tuple[str, ...]] = {
    1: (
        "documents/test_documents.py::test_a_guidance_sheet_is_kept_without_a_case",
        "web/portal/test_guidance.py::test_a_kept_sheet_is_a_dated_document_once_however_often_it_is_asked",
        "cases/test_pre_review.py::test_a_correction_of_what_the_pre_review_saw_and_did_not_raise_is_flagged",
    ),
    2: (
        "cases/test_edges_of_receipt.py::test_rule_2_receipt_on_a_rest_day_is_receipt_on_that_day",
        "cases/test_life.py::test_rule_4_submitting_on_the_web_is_filing_to_the_second",
    ),
    3: ("cases/test_pre_review.py::test_passed_he_comes_once_and_the_window_receives_what_is_filled_in",),
    4: (
        "cases/test_life.py::test_rule_4_submitting_on_the_web_is_filing_to_the_second",
        "cases/test_pre_review.py::test_never_returned_twice_for_an_old_point",
        "web/apply/test_submitting.py::test_rule_4_a_draft_of_a_superseded_guide_is_carried_over_with_everything",
    ),
    5: (
        "law/test_lifecycle.py::test_rule_5_outcomes_of_receipt_are_closed",
        "law/test_lifecycle.py::test_rule_5_a_window_refusal_needs_a_second_person",
        "cases/test_edges_of_receipt.py::test_rule_5_the_grounds_for_refusing_acceptance_are_closed",
    ),
    6: (
        "cases/test_life.py::test_rule_6_the_five_days_and_the_two_days_run_side_by_side",
        "organization/test_delegating.py::test_rule_6_in_anshan_no_window_is_given_the_acceptance_of_licences",
    ),
    7: (
        "cases/test_life.py::test_rule_7_five_silent_days_and_the_next_command_finds_it_accepted",
        "cases/test_life.py::test_rule_7_on_the_fifth_day_itself_it_is_not_yet_deemed_accepted",
        "cases/test_service.py::test_rule_7_a_correction_that_was_only_written_is_silence",
        "cases/test_edges_of_receipt.py::test_rule_7_silence_after_the_corrections_counts_from_the_day_they_came",
    ),
    8: (
        "cases/test_edges_of_receipt.py::test_rule_8_one_reminder_within_the_notice_then_refusal_with_reasons",
        "law/test_lifecycle.py::test_rule_8_silence_ends_a_case_only_by_a_cited_rule",
    ),
    9: ("law/test_lifecycle.py::test_rule_9_formal_review_may_be_decided_at_once_substantive_not",),
    10: (
        "law/test_limits.py::test_rule_10_the_vector_with_a_pause",
        "law/test_limits.py::test_rule_10_a_working_day_counts_if_the_clock_runs_when_it_closes",
        "cases/test_service.py::test_rule_10_no_clock_stands_still_before_the_notice_is_served",
    ),
    11: (
        "law/test_procedures.py::test_rule_11_the_table_is_complete",
        "cases/test_edges_of_limits.py"
        "::test_rule_11_only_what_the_guide_names_and_the_law_takes_out_stops_a_clock",
    ),
    12: (
        "cases/test_edges_of_limits.py"
        "::test_rule_12_a_promise_is_met_on_its_last_day_and_breached_the_day_after",
        "cases/test_life.py::test_rule_12_the_ten_days_end_at_the_window_only_for_who_collects",
    ),
    13: (
        "cases/test_life.py::test_rule_13_jiaohe_extends_the_statutory_limit_but_not_the_promise",
        "cases/test_service.py::test_rule_13_told_after_expiry_it_extends_nothing_and_is_an_irregularity",
    ),
    14: ("law/test_hearings.py::test_rule_14_five_days_to_ask_and_twenty_to_hold_are_working_days",),
    15: (
        "law/test_limits.py::test_rule_15_the_full_number_of_days_lies_between",
        "law/test_hearings.py::test_rule_15_seven_full_working_days_lie_between_notice_and_hearing",
    ),
    16: (
        "cases/test_hearings.py"
        "::test_rule_16_a_hearing_on_request_from_telling_to_the_decision_that_follows_its_record",
        "cases/test_hearings.py::test_rule_16_the_chair_is_not_who_reviews_and_can_be_challenged",
    ),
    17: (
        "licences/test_renewal.py::test_silence_until_expiry_renews_a_timely_application_when_anybody_looks",
        "licences/test_renewal.py::test_no_pause_and_no_correction_moves_the_moment_of_expiry",
        "licences/test_renewal.py"
        "::test_a_late_application_is_received_and_answered_but_silence_renews_nothing",
        "licences/test_renewal.py::test_the_department_is_warned_ten_five_and_one_working_days_before",
    ),
    19: (
        "cases/joint/test_joint_life.py"
        "::test_the_clock_of_the_whole_runs_from_the_last_acceptance_to_the_last_result",
        "catalog/test_packages.py::test_an_unlawful_package_is_refused_at_publishing",
        "law/test_joint.py::test_the_longest_path_adds_up_along_a_chain_and_not_across_it",
    ),
    20: ("law/test_limits.py::test_rule_20_a_date_that_may_move_is_marked_as_expected",),
    21: (
        "law/test_lifecycle.py::test_rule_21_the_handler_does_not_sign_his_own_draft",
        "cases/test_site_visits.py::test_fewer_than_two_officers_or_one_of_another_department_are_not_sent",
    ),
    22: ("law/test_document_kinds.py::test_title_follows_the_type_of_the_item",),
    23: (
        "law/test_remedies.py::test_an_act_of_a_department_goes_to_the_government_of_the_same_level",
        "law/test_remedies.py::test_an_organ_under_vertical_leadership_goes_to_its_superior",
        "law/test_remedies.py::test_failure_to_act_and_refused_disclosure_go_to_reconsideration_first",
        "law/test_remedies.py::test_what_is_served_online_gives_the_online_channel",
    ),
    24: ("organization/test_delegating.py::test_terms_of_a_delegation",),
    25: (
        "web/organization/test_transfers.py"
        "::test_from_the_first_day_the_former_department_takes_no_new_case_and_keeps_those_under_way",
        "web/organization/test_transfers.py"
        "::test_every_decision_arrives_at_the_supervising_department_and_is_acknowledged",
    ),
    26: (
        "web/organization/test_stationing.py"
        "::test_a_gap_is_exactly_what_the_item_calls_for_and_was_not_given",
    ),
    27: ("cases/test_edges_of_people.py::test_rule_27_a_lapsed_qualification_blocks_deciding",),
    28: (
        "law/test_document_kinds.py::test_each_kind_has_the_seal_of_the_rule",
        "cases/test_life.py::test_rule_28_each_document_bears_its_own_seal_and_each_use_is_logged",
    ),
    29: (
        "documents/test_documents.py::test_a_receipt_of_the_web_bears_the_platform_signature",
        "documents/test_documents.py::test_a_standing_order_lets_the_platform_seal_receipts",
        "documents/test_documents.py::test_a_decision_signed_outside_the_hall_bears_the_official_seal",
    ),
    30: (
        "cases/test_service.py::test_rule_30_every_way_of_service_needs_its_proof",
        "cases/test_service.py::test_rule_30_remedies_run_from_the_day_of_actual_service",
    ),
    31: (
        "cases/test_edges_of_people.py::test_no_certificate_is_made_with_empty_places",
        "licences/test_renewal.py::test_a_change_correction_or_replacement_keeps_number_and_last_day",
    ),
    32: (
        "law/test_licences.py::test_the_four_ends_differ_in_state_word_and_document",
        "cases/test_life.py::test_an_applicant_withdraws_and_the_clocks_are_cancelled",
    ),
    33: (
        "cases/test_gaps.py::test_rule_33_a_secondary_material_may_come_later_and_the_review_goes_on",
        "cases/test_hearings.py::test_rule_16_a_hearing_ex_officio_is_announced_without_the_name_of_a_person",
    ),
    35: (
        "people/test_reveal.py::test_whoever_holds_the_case_reads_and_it_is_logged_with_the_case",
        "people/test_reveal.py::test_anybody_else_needs_a_reason_and_the_refusal_is_logged_too",
    ),
    36: (
        "web/organization/test_referrals.py"
        "::test_a_question_about_a_case_is_answered_in_writing_and_feeds_the_question_base",
        "web/organization/test_referrals.py::test_no_answer_in_time_is_an_alarm_for_both_sides",
    ),
    38: ("law/test_visits.py::test_rule_38_collection_counts_for_the_person_but_not_for_the_rule",),
    39: ("catalog/test_publication.py::test_what_is_not_fully_online_names_the_law",),
    40: ("law/test_clauses_registry.py::test_citations_read_as_printed",),
}

RULES_LATER: dict[int, str] = {
    18: "No item can be marked for silent consent, and none is; the switch is to come.",
    34: "Outages and what is entered afterwards come with the hall's own registers.",
    37: "Findings and complaints against the agency come with supervision.",
}

PARTS_LATER: dict[int, str] = {
    3: "Registering what comes by post, fax or mail, and forwarding what reached the bureau instead.",
    9: "The flag on a formal case that was not decided on the spot.",
    39: "The cadence of publicity and its overdue ones.",
}

INVARIANTS: dict[int, tuple[str, ...]] = {
    1: (
        "law/test_calendar.py::test_every_day_of_2025_and_2026_agrees_with_the_notice",
        "law/test_limits.py::test_working_days_are_counted_by_the_official_calendar",
    ),
    2: (
        "law/test_calendar.py"
        "::test_rule_20_the_official_years_end_with_2026_and_the_following_are_provisional",
        "law/test_limits.py::test_rule_20_a_due_date_beyond_the_published_years_is_provisional",
    ),
    3: ("cases/test_life.py::test_rule_7_five_silent_days_and_the_next_command_finds_it_accepted",),
    4: ("cases/test_life.py::test_rule_6_the_five_days_and_the_two_days_run_side_by_side",),
    5: ("law/test_lifecycle.py::test_a_second_correction_is_refused_and_says_what_can_be_done",),
    6: (
        "cases/test_edges_of_receipt.py"
        "::test_what_is_shared_or_not_on_the_list_of_this_case_is_not_asked_for",
        "web/apply/test_materials.py::test_a_material_that_is_not_on_the_list_is_not_taken",
    ),
    7: (
        "law/test_document_kinds.py::test_empty_content_is_refused_for_every_kind",
        "documents/test_documents.py::test_nothing_is_sealed_by_itself",
        "documents/test_documents.py::test_document_numbers_and_seal_uses_have_no_gaps",
    ),
    8: (
        "law/test_document_kinds.py::test_a_refusal_needs_reasons_basis_and_remedies",
        "law/test_remedies.py::test_sixty_days_run_from_the_day_after_service",
        "law/test_remedies.py::test_six_months_end_on_the_same_day_or_the_last_of_the_month",
    ),
    9: (
        "law/test_lifecycle.py::test_rule_13_one_extension_and_only_before_expiry",
        "cases/test_edges_of_limits.py"
        "::test_rule_13_on_the_due_day_itself_an_extension_is_still_in_time_and_a_day_later_it_is_not",
        "cases/test_service.py::test_rule_13_the_limit_grows_when_the_reason_is_told_before_expiry",
    ),
    10: ("catalog/test_packages.py::test_licences_handled_jointly_take_at_most_forty_five_working_days",),
    11: (
        "law/test_procedures.py::test_rule_11_the_eight_of_the_statute_stop_both_limits",
        "law/test_procedures.py::test_rule_11_assessment_stops_the_promise_and_limits_of_other_items_only",
        "cases/test_service.py::test_rule_10_no_clock_stands_still_before_the_notice_is_served",
    ),
    12: ("cases/test_site_visits.py::test_a_visit_stops_no_clock",),
    13: (
        "cases/test_site_visits.py::test_fewer_than_two_officers_or_one_of_another_department_are_not_sent",
    ),
    14: ("cases/test_life.py::test_rule_12_the_ten_days_end_at_the_window_only_for_who_collects",),
    15: ("catalog/test_publication.py::test_the_promise_lies_within_the_statutory_limit",),
    16: ("catalog/test_publication.py::test_immediate_means_at_once_and_at_once_means_immediate",),
    17: (
        "law/test_hearings.py::test_rule_14_five_days_to_ask_and_twenty_to_hold_are_working_days",
        "law/test_hearings.py::test_rule_15_seven_full_working_days_lie_between_notice_and_hearing",
    ),
    18: (
        "licences/test_renewal.py::test_silence_until_expiry_renews_a_timely_application_when_anybody_looks",
        "law/test_licences.py::test_the_latest_timely_day_leaves_the_full_number_of_days",
    ),
    19: (
        "law/test_limits.py::test_lights",
        "records/test_clocks.py::test_lights_follow_the_law",
        "records/test_clocks.py::test_stopped_and_paused_clocks_are_silent_and_a_pause_ends_by_itself",
        "cases/test_reporting_up.py::test_a_stage_that_begins_in_a_pause_stands_still_with_the_promise",
    ),
    22: (
        "law/test_identifiers.py::test_every_single_slip_in_a_resident_number_is_noticed",
        "law/test_identifiers.py::test_every_single_slip_in_a_credit_code_is_noticed",
    ),
    23: (
        "people/test_reveal.py::test_anybody_else_needs_a_reason_and_the_refusal_is_logged_too",
        "web/desk/test_case_page.py::test_people_are_in_clear_for_holders_only_and_for_others_after_a_reason",
    ),
    24: (
        "records/test_ledger.py::test_the_running_program_can_not_change_or_remove_rows",
        "records/test_ledger.py::test_even_the_owner_of_the_tables_is_refused",
    ),
    25: (
        "cases/test_gaps.py::test_an_item_is_published_only_with_a_lawful_rule_for_gaps",
        "cases/test_gaps.py::test_nothing_is_signed_before_everything_promised_is_in_and_checked",
        "cases/test_gaps.py::test_who_broke_a_promise_may_not_make_another_until_it_is_repaired",
    ),
}

INVARIANTS_LATER: dict[int, str] = {
    20: "Ratings come with 好差评.",
    21: "The limits of information disclosure come with disclosure on request.",
}
