"""What a change of a process means, in sentences (R-GOV-1).

`matching` says which node of the one version is which of the other, by what nodes do and where they stand, never by what
they are called; `facts` what is said of a node; `ways` where tokens go; `places` what was only drawn otherwise; `rows`
the same for decision tables. `processes` puts it together.
"""
