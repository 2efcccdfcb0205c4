"""The one door to SpiffWorkflow: plain values in, plain values out.

SpiffWorkflow keeps the tree of tasks and their states; what a node of BPMN does with its token is said here, by
subclasses of its task specs, because the library's own joins, multi-instances, timers and predictions are wrong or dear
in the loops of approval procedures (docs/decisions/0002). Nothing outside this package imports the library.
"""
