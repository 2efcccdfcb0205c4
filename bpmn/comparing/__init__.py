"""What a change of a process means, in sentences (R-GOV-1).

`matching` says which node of one version is which of the other, by what nodes do and where they stand, never by what
they are called; `nodes` and `forms` list the facts that are said of a node; `ways` says where tokens go; `places` what
was only drawn otherwise. `processes` puts it together, and `rows` does the same for decision tables.
"""
