"""A process as it runs: rules, engine, tables and queries.

`rules` decide and know nothing else; `engine` is the one door to SpiffWorkflow and knows no table; `models` are the
tables; `queries` ask them; `running` is the only room where the engine and the tables meet. What the wings of
`services` add (form handlers, actions, vote kinds, relations) they register in `registries`.
"""
