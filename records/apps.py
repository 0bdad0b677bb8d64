"""Application configuration of the records app."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    """The lowest floor: it imports no other app."""

    name = "records"
    verbose_name = _("记录与审计")

    def ready(self) -> None:
        """Let workers tidy up what this floor keeps only for a while."""
        from records import sweeps  # it needs the models, which are there only now

        day = timedelta(days=1)
        sweeps.SWEEPS += [
            sweeps.Sweep("request_keys", day, sweeps.remove_request_keys),
            sweeps.Sweep("finished_jobs", day, sweeps.remove_finished_jobs),
        ]
