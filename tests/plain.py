"""An instance as the pinned library runs it by itself: its own parser, specs and storage."""

from typing import Any

from SpiffWorkflow.bpmn import BpmnEvent
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState


def parse_specs(file: bytes) -> dict[str, Any]:
    """The specs of a file's process `p` and of its sub-processes by their names; those of `p` first."""
    parser = BpmnParser()
    parser.add_bpmn_str(file)
    main = parser.get_spec("p")
    return {main.name: main, **parser.get_subprocess_specs("p")}


class Plain:
    """A running instance of the process `p` of a file."""

    def __init__(self, file: bytes, **data: Any) -> None:
        main, *inner = parse_specs(file).items()
        self.workflow = BpmnWorkflow(main[1], dict(inner))
        self.workflow.get_next_task(state=TaskState.READY).data.update(data)
        self.workflow.do_engine_steps()

    @classmethod
    def on(cls, spec: Any, subprocesses: Any) -> "Plain":
        """Another instance of what is parsed already."""
        plain = cls.__new__(cls)
        plain.workflow = BpmnWorkflow(spec, subprocesses)
        plain.workflow.do_engine_steps()
        return plain

    def ready(self) -> list[str]:
        return sorted(task.task_spec.bpmn_id for task in self.tasks() if task.task_spec.manual)

    def complete(self, node: str, **data: Any) -> "Plain":
        task = self.task(node)
        task.data.update(data)
        task.run()
        self.workflow.do_engine_steps()
        return self

    def happen(self, event: Any) -> None:
        self.workflow.catch(BpmnEvent(event, {}, []))
        self.workflow.do_engine_steps()

    def wait(self) -> None:
        """Look at the clock, as a worker does from time to time."""
        self.workflow.refresh_timers()
        self.workflow.do_engine_steps()

    def task(self, node: str) -> Any:
        return next(task for task in self.tasks() if task.task_spec.bpmn_id == node)

    def tasks(self) -> Any:
        return self.workflow.get_tasks(state=TaskState.READY)


def load_on(text: str, specs: dict[str, Any]) -> Plain:
    """What a worker has that loads an instance on definitions that it has parsed itself."""
    serializer = BpmnWorkflowSerializer()
    restore = serializer.registry.restore

    def restore_on(value: Any, **more: Any) -> Any:
        is_spec = isinstance(value, dict) and value.get("typename") in {"BpmnProcessSpec", "SubWorkflowSpec"}
        return specs[value["name"]] if is_spec else restore(value, **more)

    serializer.registry.restore = restore_on
    loaded = Plain.__new__(Plain)
    loaded.workflow = serializer.deserialize_json(text)
    return loaded
