"""Letters that leave the house: where they go, and how their sentences are said without a request."""

from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path
from typing import Final

from bpmn.texts import Text
from services.notices.outbound import Outbound, bind_outbound
from webapp.config import Settings
from webapp.names import read_catalogue

TRANSLATIONS: Final = Path(__file__).parent / "translations"


@cache
def _catalogue(language: str) -> NullTranslations:
    """The catalogue of a language; Chinese sentences are their own."""
    return translation("messages", TRANSLATIONS, [language], fallback=True)


class Letters:
    """The reader's language by its code, outside any request."""

    def say(self, language: str, text: Text) -> str:
        """A sentence with its gaps filled."""
        sentence = _catalogue(language).gettext(text.msgid)
        return sentence % text.params if text.params else sentence

    def name_process(self, language: str, name: str) -> str:
        """The name of a process."""
        return name if language == "zh" else read_catalogue().find_word(name) or name

    def name_node(self, language: str, node: tuple[str, str], name: str) -> str:
        """The name of a step."""
        return name if language == "zh" else read_catalogue().find_node(*node, name) or name


def bind_letters(settings: Settings) -> None:
    """Tell notices where the installation lets them go."""
    names = ("smtp_url", "mail_from", "webhook_url", "webhook_secret", "wecom_url", "dingtalk_url", "dingtalk_secret")
    receivers = {name: getattr(settings, name) for name in names}
    outbound = Outbound(**receivers, private=settings.outbound_private, public_url=settings.public_url)
    bind_outbound(outbound, Letters())
