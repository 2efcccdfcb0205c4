"""The steps that a procedure profile does not let go (R-GATE-2), known by what they do and proved on the graph.

`demands` says what a profile asks for, `meaning` what a node does, `answers` which ways a house's own question excuses,
`routes` how tokens go within one scope, `proof` finds the way around a step. Names and ids of nodes mean nothing here.
"""
