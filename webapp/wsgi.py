"""Where a production server starts: `gunicorn webapp.wsgi:application`. Workers run beside it (`lianflow worker`)."""

from typing import Final

from flask import Flask

from webapp.app import create_app
from webapp.config import read_settings
from webapp.house import check_mode

_settings = read_settings()
application: Final[Flask] = create_app(_settings)
check_mode(_settings)
