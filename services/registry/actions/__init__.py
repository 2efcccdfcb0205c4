"""Service tasks, one module a part of the procedure. Each action is one `Action` of the registries."""
