"""The modules that hold the rules, each with the tests that are about it."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Rules:
    """Modules whose mutants are tried with these tests."""

    paths: tuple[str, ...]
    tests: tuple[str, ...]


WHO_SEES_WHAT = ("access", "relationships", "acting", "sharing")
"""Of these modules the promise is made: see docs/promises.md."""

MODULES: dict[str, Rules] = {
    "access": Rules(
        ("lrc_portal/access.py",),
        (
            "tests/access/test_facts.py",
            "tests/access/test_two_owners.py",
            "tests/access/test_which_days.py",
            "tests/record/test_measures.py",
            "tests/record/test_owning.py",
            "tests/sharing/test_noticing.py",
            "tests/support/test_at_home.py",
            "tests/support/test_finding.py",
            "tests/support/test_handover.py",
            "tests/support/test_letter_states.py",
            "tests/support/test_note_states.py",
            "tests/support/test_notes.py",
            "tests/support/test_reflections.py",
            "tests/support/test_shelf.py",
            "tests/whats_on/test_attendance.py",
            "tests/whats_on/test_events.py",
        ),
    ),
    "relationships": Rules(
        ("lrc_portal/relationships.py",),
        (
            "tests/access/test_facts.py",
            "tests/access/test_two_owners.py",
            "tests/support/test_pairing_state.py",
        ),
    ),
    "paths": Rules(
        ("lrc_portal/record/paths.py",),
        ("tests/record/test_paths.py", "tests/record/test_paths_kept.py", "tests/record/test_two_devices.py"),
    ),
    "acting": Rules(
        ("lrc_portal/acting.py",),
        ("tests/access/test_permissions.py",),
    ),
    "sharing": Rules(
        (
            "lrc_portal/sharing/circle.py",
            "lrc_portal/sharing/ending.py",
            "lrc_portal/sharing/invitations.py",
            "lrc_portal/sharing/name_beginnings.py",
            "lrc_portal/sharing/opened_records.py",
            "lrc_portal/sharing/roles.py",
        ),
        (
            "tests/access/test_table.py",
            "tests/identity/test_invitations.py",
            "tests/record/test_journey_shown.py",
            "tests/sharing/test_invited.py",
            "tests/sharing/test_name_beginnings.py",
            "tests/sharing/test_nobody_elses.py",
            "tests/sharing/test_opened_records.py",
            "tests/sharing/test_roles.py",
            "tests/sharing/test_stories.py",
            "tests/sharing/test_trace.py",
            "tests/sharing/test_who_is_told.py",
            "tests/sharing/test_whose.py",
            "tests/support/test_changing.py",
            "tests/support/test_laying_down.py",
            "tests/support/test_pairings.py",
        ),
    ),
    "traces": Rules(
        (
            "lrc_portal/sharing/trace.py",
            "lrc_portal/sharing/trace_chain.py",
            "lrc_portal/sharing/trace_verification.py",
        ),
        (
            "tests/sharing/test_nobody_elses.py",
            "tests/sharing/test_trace.py",
            "tests/sharing/test_trace_chain.py",
            "tests/sharing/test_trace_findings.py",
        ),
    ),
    "letters": Rules(
        (
            "lrc_portal/support/letters/keep_from_letter.py",
            "lrc_portal/support/letters/letter_views.py",
            "lrc_portal/support/letters/letters.py",
        ),
        ("tests/support/test_letter_states.py", "tests/support/test_letters_with_several.py"),
    ),
    "at_home": Rules(
        (
            "lrc_portal/support/at_home/agreement_views.py",
            "lrc_portal/support/at_home/agreements.py",
        ),
        ("tests/support/test_at_home.py", "tests/support/test_at_home_with_several.py"),
    ),
    "told": Rules(
        (
            "lrc_portal/support/good_to_know/keeping.py",
            "lrc_portal/support/good_to_know/passing_on.py",
            "lrc_portal/support/whats_on/attendance.py",
        ),
        (
            "tests/support/test_aid.py",
            "tests/support/test_goes_along.py",
            "tests/support/test_shelf.py",
            "tests/whats_on/test_attendance.py",
            "tests/whats_on/test_attending_with_others.py",
        ),
    ),
}
