"""E-mail over SMTP: one message a parcel, with a `Message-ID` that stays the same when it is sent again."""

import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from services.notices.channels.limits import SILENCE, cut_off
from services.notices.letters import say_letter, say_subject
from services.notices.outbound import Outbound, Parcel
from workflows.running.due_work import HopelessError, TroubleError

PORTS: Final = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
FOR_GOOD: Final = 500
"""Replies from here on are refusals for good (RFC 5321, 4.2.1)."""


def send_mail(parcel: Parcel, outbound: Outbound) -> None:
    """Hand a mail to the server; an address that it refuses for good is nothing to try again."""
    try:
        _hand_over(compose_mail(parcel, outbound), urlsplit(outbound.smtp_url))
    except smtplib.SMTPRecipientsRefused as error:
        code = max(code for code, _text in error.recipients.values())
        kind = HopelessError if code >= FOR_GOOD else TroubleError
        raise kind(f"the mail server refused the recipient ({code})") from None
    except smtplib.SMTPResponseException as error:
        raise TroubleError(f"the mail server answered {error.smtp_code}") from None
    except (OSError, smtplib.SMTPException) as error:
        raise TroubleError(f"no mail server ({type(error).__name__})") from None


def compose_mail(parcel: Parcel, outbound: Outbound) -> EmailMessage:
    """The mail of a parcel."""
    sender = Address(addr_spec=outbound.mail_from)
    mail = EmailMessage()
    mail["From"] = Address("廉流 LianFlow", sender.username, sender.domain)
    mail["To"] = Address(addr_spec=parcel.address)
    mail["Subject"] = say_subject(parcel)
    mail["Message-ID"] = f"<{parcel.id}@{sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(say_letter(parcel, outbound.public_url), cte="base64")
    return mail


def _hand_over(mail: EmailMessage, server: SplitResult) -> None:
    host, port = server.hostname or "", server.port or PORTS[server.scheme]
    tls = ssl.create_default_context()
    if server.scheme == "smtps":
        client: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=SILENCE, context=tls)
    else:
        client = smtplib.SMTP(host, port, timeout=SILENCE)
    try:
        with cut_off(client.sock):
            _talk(client, mail, server)
    finally:
        client.close()


def _talk(client: smtplib.SMTP, mail: EmailMessage, server: SplitResult) -> None:
    """Greet, encrypt, sign in, send; the goodbye is not waited for: what was accepted is accepted."""
    if server.scheme == "smtp+starttls":
        client.starttls(context=ssl.create_default_context())
    if server.username:
        client.login(unquote(server.username), unquote(server.password or ""))
    client.send_message(mail)
