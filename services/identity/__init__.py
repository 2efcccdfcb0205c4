"""Accounts: signing in and out, sessions on the server, who an account is today."""

from services.identity.use_cases import sign_in, sign_out, touch_session

__all__ = ["sign_in", "sign_out", "touch_session"]
