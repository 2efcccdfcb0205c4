"""Files of the pages: a browser keeps them instead of asking for them again with every page."""

import pytest

from tests.houses import House


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/static/dist/style.css?v=0123456789ab", "public, max-age=31536000, immutable"),
        ("/static/mark.svg", "public, max-age=3600"),
        ("/static/nothing.css?v=0123456789ab", "no-store"),
        ("/sign-in", "no-store"),
    ],
)
def test_files_whose_address_changes_with_their_bytes_are_kept_for_good(house: House, address: str, kept: str) -> None:
    with house.app.test_client().get(address) as answer:
        assert answer.headers["Cache-Control"] == kept
