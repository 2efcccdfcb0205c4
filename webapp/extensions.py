"""Extensions of Flask, made once and bound to each application."""

from flask_babel import Babel
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect

from services.migrations.tables import MODEL_BASE

db = SQLAlchemy(model_class=MODEL_BASE)
login_manager = LoginManager()
csrf = CSRFProtect()
babel = Babel()
