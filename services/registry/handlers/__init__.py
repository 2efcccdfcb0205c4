"""Forms of tasks → tables, one module a part of the procedure. Each handler is one `Handler` of the registries."""
