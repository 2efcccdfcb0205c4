"""Whether a running instance may go on under another version of its process, and what that takes (R-GOV-3)."""

from workflows.rules.migration.plan import plan_migration
from workflows.rules.migration.terms import Finding, NodeKey, Plan, Standing, Token
from workflows.rules.migration.versions import Versions

__all__ = ["Finding", "NodeKey", "Plan", "Standing", "Token", "Versions", "plan_migration"]
