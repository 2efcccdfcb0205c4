"""The register of integrity risks: powers, submissions, risk points, opinions, dispositions, talks.

The diagrams decide what happens when and who acts; this wing says what a step does to the tables. `registering` lists
every name that the diagrams use (docs/explanation/six-methods); `handlers` take forms, `actions` are service tasks,
`relations` and `sources` answer who and what there is to choose, `panels` show what stands beside a form.
"""
