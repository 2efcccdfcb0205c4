"""Accounts: a new password, in force or out of force, and the address of mail to its person.

Sessions of the account end with a new password, and when it is disabled.
"""

import re
from typing import Final

from sqlalchemy import delete, select

from bpmn.texts import N_
from services.identity.passwords import check_strength, hash_password
from services.transaction import use_case
from workflows.errors import NotFoundError, RefusedError
from workflows.models import Account, Person, UserSession
from workflows.queries.parameters import load_latest_set
from workflows.rules.parameters import Parameters
from workflows.work import Work


@use_case
def set_password(work: Work, login: str, password: str) -> None:
    """Give an account a new password of the required strength (R-SEC-4)."""
    account = _find(work, login)
    parameters = Parameters(load_latest_set(work.session, account.org_id).values)
    check_strength(
        password,
        least=parameters.integer("security.password_min_length"),
        classes=parameters.integer("security.password_classes"),
    )
    account.password_hash = hash_password(password)
    account.failures, account.locked_until = 0, None
    _end_sessions(work, account)


MAILBOX: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,120}")
"""A mail address as servers take it without extensions (RFC 5321)."""


@use_case
def set_email(work: Work, login: str, email: str) -> None:
    """Say where mail reaches the person of an account; '' sends none any more."""
    account = _find(work, login)
    if account.person_id is None:
        raise RefusedError(N_("账号 %(login)s 不对应人员，不能设置邮箱"), login=login)
    if email and not MAILBOX.fullmatch(email):
        raise RefusedError(N_("邮箱地址格式不正确"))
    work.session.get_one(Person, account.person_id).email = email


@use_case
def disable_account(work: Work, login: str) -> None:
    """Let nobody sign in with an account any more, and sign out whoever has."""
    account = _find(work, login)
    account.state = "disabled"
    _end_sessions(work, account)


def _find(work: Work, login: str) -> Account:
    account = work.session.scalar(select(Account).where(Account.login == login))
    if account is None:
        raise NotFoundError(N_("没有账号 %(login)s"), login=login)
    return account


def _end_sessions(work: Work, account: Account) -> None:
    work.session.execute(delete(UserSession).where(UserSession.account_id == account.id))
