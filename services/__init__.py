"""What people and clocks may do. One public function of a use case is one command: one transaction, one effect.

`process` holds the generic verbs; the wings (`organisation`, `identity`, `registry`, `voting`) hold the domain and know
`workflows`, never each other; `documents` and `notices` say things; `jobs` lets the clock call use cases.
"""
