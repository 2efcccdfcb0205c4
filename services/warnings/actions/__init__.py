"""Service tasks, one module a process. Each action is one `Action` of the registries."""
