"""Files that belong to tasks: always answered as attachments."""

from io import BytesIO

from flask import Blueprint, send_file
from flask.typing import ResponseReturnValue

from services.process.attachments import load_attachment
from webapp.asking import looking

blueprint = Blueprint("files", __name__)


@blueprint.get("/files/<file_id>")
def download(file_id: str) -> ResponseReturnValue:
    """Return a file that the asker may see."""
    work = looking()
    row, data = load_attachment(work.session, work, file_id)
    return send_file(BytesIO(data), row.media_type, as_attachment=True, download_name=row.name)
