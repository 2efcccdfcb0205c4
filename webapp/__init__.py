"""The web: HTTP, HTML, JSON and the command line. It says what was asked, and shows what was answered."""
