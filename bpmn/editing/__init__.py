"""Changing a diagram without drawing: functions of the file and a wish; everything else of the file stays as it was.

A step is inserted with its shape and its lines; what stands behind it on the drawing moves to the right.
"""

from bpmn.editing.changes import Change, change_step, read_due
from bpmn.editing.insertion import Insertion, insert_step, remove_step
from bpmn.editing.places import Place, list_places, list_steps
from bpmn.importing.filling import FillError

__all__ = [
    "Change",
    "FillError",
    "Insertion",
    "Place",
    "change_step",
    "insert_step",
    "list_places",
    "list_steps",
    "read_due",
    "remove_step",
]
