"""Pure rules of risk information: who may see it, what may be passed on."""
