"""Django app of the cases room."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Registers the cases room."""

    name = "onevisit.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Says in words what applicants are told of acts, and where each case's chain of acts ends."""
        from onevisit.accounts import message_texts
        from onevisit.cases.chain_heads import case_heads
        from onevisit.cases.joint import course  # registers what acts set in motion in a joint case
        from onevisit.cases.joint.telling import JOINT_TEXTS
        from onevisit.cases.message_texts import CASE_TEXTS
        from onevisit.records import verification

        assert course
        message_texts.register(CASE_TEXTS)
        message_texts.register(JOINT_TEXTS)
        verification.register_case_heads(case_heads)
