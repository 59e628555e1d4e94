"""Re-checks of what platforms were asked to remove: planned, asked for, taken by a worker, or seen by an officer."""

from referrals.services.rechecking.looking import lease_due, run
from referrals.services.rechecking.planning import CheckRefused, ask, may_ask, note_by_hand, note_reported_again, plan

__all__ = ["CheckRefused", "ask", "lease_due", "may_ask", "note_by_hand", "note_reported_again", "plan", "run"]
