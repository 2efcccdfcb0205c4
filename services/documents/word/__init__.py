"""Drawing DOCX: the content of the PDF in the fonts that the standard names. Runs hold text, nothing is a template."""
