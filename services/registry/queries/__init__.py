"""Questions to the register, one module a noun. `list_`/`show_` give cards, `load_`/`lock_` give rows to change."""
