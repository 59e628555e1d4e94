"""What Celery runs for triage."""

from triage.tasks.access_requests import build_access_bundle, build_access_bundles, forget_access_requests
from triage.tasks.bulk import forget_bulk, go_on_with_bulk, work_bulk
from triage.tasks.claims import release_left_behind
from triage.tasks.figures import count_figures, count_figures_again
from triage.tasks.forces import chase_forces
from triage.tasks.merges import go_on_with_batches, work_batch
from triage.tasks.pictures import print_pictures, print_waiting_pictures
from triage.tasks.priorities import weigh_waiting
from triage.tasks.retention import count_retention, go_on_destroying
from triage.tasks.time_bars import chase_time_bars
from triage.tasks.wellbeing import forget_seen
from triage.tasks.words import count_words

__all__ = [
    "build_access_bundle",
    "build_access_bundles",
    "chase_forces",
    "chase_time_bars",
    "count_figures",
    "count_figures_again",
    "count_retention",
    "count_words",
    "forget_access_requests",
    "forget_bulk",
    "forget_seen",
    "go_on_destroying",
    "go_on_with_batches",
    "go_on_with_bulk",
    "print_pictures",
    "print_waiting_pictures",
    "release_left_behind",
    "weigh_waiting",
    "work_batch",
    "work_bulk",
]
